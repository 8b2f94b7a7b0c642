//! Random accounts: both families, regional bindings, bindings in flight, BGP prefixes, delegations.

use super::random::Random;
use byoip::{
    ApiField, BgpPrefix, Cidr, Delegation, OnDemand, Prefix, PrefixSnapshot, SentCidr, Service,
    ServiceBinding, Snapshot, SnapshotList,
};
use std::collections::BTreeSet;

pub(super) const MAGIC: &str = "2db684ee7ca04e159946fd05b99e1bcd";
pub(super) const CDN: &str = "c0de0000000000000000000000000cd1";
pub(super) const SPECTRUM: &str = "5bec0000000000000000000000000001";

pub(super) fn cidr(text: &str) -> Cidr {
    text.parse().expect("it is a block")
}

pub(super) fn sent(cidr: Cidr) -> SentCidr {
    SentCidr { cidr, as_sent: None }
}

pub(super) fn service(id: &str, name: &str) -> Service {
    Service { id: id.to_owned(), name: name.to_owned(), extra: Vec::new() }
}

pub(super) fn binding(id: String, cidr: Cidr, service: Option<&str>) -> ServiceBinding {
    ServiceBinding {
        id,
        cidr: sent(cidr),
        service_id: service.map(str::to_owned),
        service_name: None,
        state: Some("active".to_owned()),
        extra: Vec::new(),
    }
}

pub(super) fn bgp(id: String, cidr: Cidr, advertised: Option<bool>) -> BgpPrefix {
    let mut bgp = BgpPrefix::new(id, sent(cidr));
    bgp.on_demand = ApiField::Value(OnDemand {
        advertised: advertised.map_or(ApiField::Null, ApiField::Value),
        on_demand_enabled: ApiField::Value(advertised.is_some()),
        on_demand_locked: ApiField::Value(false),
        ..OnDemand::default()
    });
    bgp
}

pub(super) fn delegation(id: String, cidr: Cidr, account: &str) -> Delegation {
    Delegation {
        id,
        cidr: sent(cidr),
        delegated_account_id: ApiField::Value(account.to_owned()),
        parent_prefix_id: ApiField::Absent,
        created_at: ApiField::Absent,
        modified_at: ApiField::Absent,
        extra: Vec::new(),
    }
}

/// A block inside the prefix: a half, a half of that, and so on.
pub(super) fn block_in(random: &mut Random, prefix: Cidr) -> Cidr {
    let mut block = prefix;
    for _ in 0..=random.below(5) {
        block = *random.pick(&block.halves().expect("it is not a host"));
    }
    block
}

/// Blocks inside the prefix, each once and none of `taken`.
pub(super) fn blocks(random: &mut Random, prefix: Cidr, most: usize, taken: &BTreeSet<Cidr>) -> Vec<Cidr> {
    let found: BTreeSet<_> = (0..random.below(most + 1)).map(|_| block_in(random, prefix)).collect();
    found.difference(taken).copied().collect()
}

pub(super) fn account(random: &mut Random) -> Snapshot {
    let count = 1 + random.below(3);
    let prefixes = (0..count).map(|number| {
        let text = if random.once_in(3) {
            format!("2001:db8:{number:x}::/48")
        } else {
            format!("198.18.{number}.0/24")
        };
        prefix(random, cidr(&text))
    });
    Snapshot {
        account_id: "258def64c72dae45f3e4c8516e2111f2".to_owned(),
        taken_at: "2026-02-20T17:00:00Z".to_owned(),
        only: None,
        prefixes: prefixes.collect(),
        services: vec![service(MAGIC, "Magic Transit"), service(CDN, "CDN"), service(SPECTRUM, "Spectrum")],
    }
}

fn prefix(random: &mut Random, block: Cidr) -> PrefixSnapshot {
    let mut prefix = Prefix::new(random.id(), sent(block));
    prefix.approved = ApiField::Value("V".to_owned());
    let default = *random.pick(&[MAGIC, CDN, SPECTRUM]);
    let mut bindings = vec![binding(random.id(), block, Some(default))];
    let mut taken = BTreeSet::from([block]);
    for block in blocks(random, block, 6, &taken) {
        taken.insert(block);
        let service = if random.once_in(8) { None } else { Some(*random.pick(&[CDN, SPECTRUM])) };
        let mut one = binding(random.id(), block, service);
        if random.once_in(6) {
            one.state = Some("provisioning".to_owned());
        }
        bindings.push(one);
    }
    let mut announced: BTreeSet<_> = blocks(random, block, 2, &BTreeSet::new()).into_iter().collect();
    announced.insert(block);
    let bgp_prefixes = announced.into_iter().map(|block| {
        let advertised = *random.pick(&[None, Some(true), Some(true), Some(false)]);
        let mut one = bgp(random.id(), block, advertised);
        if random.once_in(3) {
            one.asn_prepend_count = ApiField::Value(u8::try_from(random.below(4)).expect("it is small"));
        }
        if random.once_in(3) {
            one.auto_advertise_withdraw = ApiField::Value(random.once_in(2));
        }
        one
    });
    let bgp_prefixes = SnapshotList::Read(bgp_prefixes.collect());
    let delegated = blocks(random, block, 2, &BTreeSet::new());
    let delegations = delegated.into_iter().map(|block| delegation(random.id(), block, "another"));
    PrefixSnapshot { prefix, bindings, bgp_prefixes, delegations: SnapshotList::Read(delegations.collect()) }
}
