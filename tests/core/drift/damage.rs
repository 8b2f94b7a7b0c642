//! Random damage to an account, with the findings that it should cause.

use super::account::{CDN, SPECTRUM, bgp, binding, block_in, blocks, cidr, delegation};
use super::random::Random;
use byoip::{ApiField, BgpPrefix, Cidr, Delegation, Prefix, PrefixSnapshot, Snapshot, SnapshotList};
use std::collections::BTreeSet;

/// A finding: the prefix, the code, and the blocks.
pub(super) type Expected = BTreeSet<(Option<Cidr>, &'static str, Vec<Cidr>)>;

/// A damaged copy of an account in which every resource has another ID, and the findings.
pub(super) fn damaged(random: &mut Random, account: &Snapshot) -> (Snapshot, Expected) {
    let mut expected = Expected::new();
    let mut now = account.clone();
    now.prefixes = account
        .prefixes
        .iter()
        .filter_map(|prefix| {
            let mut damage = Damage { cidr: prefix.prefix.cidr.cidr, random, expected: &mut expected };
            damage.prefix(prefix)
        })
        .collect();
    if random.once_in(5) {
        let block = cidr("203.0.113.0/24");
        let prefix = Prefix::new(random.id(), super::account::sent(block));
        let empty = (SnapshotList::Read(Vec::new()), SnapshotList::Read(Vec::new()));
        let (bgp_prefixes, delegations) = empty;
        now.prefixes.push(PrefixSnapshot { prefix, bindings: Vec::new(), bgp_prefixes, delegations });
        expected.insert((Some(block), "prefix-added", vec![block]));
    }
    for (number, service) in now.services.iter_mut().enumerate() {
        match random.below(12) {
            0 => {
                service.name.push_str(" (new)");
                expected.insert((None, "service-renamed", Vec::new()));
            }
            1 => {
                let id = format!("{number:032x}");
                let bindings = now.prefixes.iter_mut().flat_map(|prefix| &mut prefix.bindings);
                for binding in bindings.filter(|b| b.service_id.as_ref() == Some(&service.id)) {
                    binding.service_id = Some(id.clone());
                }
                service.id = id;
                expected.insert((None, "service-id-changed", Vec::new()));
            }
            _ => {}
        }
    }
    now.prefixes.reverse();
    (now, expected)
}

struct Damage<'a> {
    random: &'a mut Random,
    cidr: Cidr,
    expected: &'a mut Expected,
}

fn sorted(cidrs: impl IntoIterator<Item = Cidr>) -> Vec<Cidr> {
    let mut cidrs: Vec<_> = cidrs.into_iter().collect();
    cidrs.sort();
    cidrs
}

fn entries<T>(list: &mut SnapshotList<T>) -> &mut Vec<T> {
    match list {
        SnapshotList::Read(entries) => entries,
        SnapshotList::Unread(reason) => panic!("the list was read: {reason}"),
    }
}

impl Damage<'_> {
    fn found(&mut self, code: &'static str, cidrs: Vec<Cidr>) {
        if !cidrs.is_empty() {
            assert!(self.expected.insert((Some(self.cidr), code, cidrs)), "{code} is expected once");
        }
    }

    fn prefix(&mut self, prefix: &PrefixSnapshot) -> Option<PrefixSnapshot> {
        if self.random.once_in(10) {
            self.found("prefix-gone", vec![self.cidr]);
            return None;
        }
        let mut now = prefix.clone();
        // What changes by itself, or with a new object.
        now.prefix.id = self.random.id();
        now.prefix.irr_validation_state = ApiField::Value("pending".to_owned());
        now.prefix.modified_at = ApiField::Value("2026-11-30T04:00:00Z".to_owned());
        if self.random.once_in(20) {
            now.prefix.approved = ApiField::Value("P".to_owned());
            self.found("prefix-unapproved", vec![self.cidr]);
        }
        let is_whole = self.bindings(&mut now);
        self.bgp(entries(&mut now.bgp_prefixes), is_whole);
        self.delegations(entries(&mut now.delegations));
        Some(now)
    }

    /// True where no binding with a service is lost or changed.
    fn bindings(&mut self, now: &mut PrefixSnapshot) -> bool {
        let served = |b: &byoip::ServiceBinding| b.service_id.is_some();
        let all: Vec<Cidr> = now.bindings.iter().filter(|b| served(b)).map(|b| b.cidr.cidr).collect();
        let mode = self.random.below(6);
        let chance = 2 + self.random.below(3);
        let lost: BTreeSet<Cidr> = match mode {
            0 => all.iter().copied().collect(),
            1 => BTreeSet::from([self.cidr]),
            2 => all.iter().copied().filter(|_| self.random.once_in(chance)).collect(),
            3 => {
                let others = all.iter().copied().filter(|c| *c != self.cidr);
                others.filter(|_| self.random.once_in(chance)).collect()
            }
            _ => BTreeSet::new(),
        };
        if lost.len() == all.len() {
            self.found("bindings-all-lost", sorted(lost.iter().copied()));
        } else {
            if lost.contains(&self.cidr) {
                self.found("default-lost", vec![self.cidr]);
            }
            self.found("bindings-lost", sorted(lost.iter().copied().filter(|c| *c != self.cidr)));
        }
        now.bindings.retain(|b| b.service_id.is_none() || !lost.contains(&b.cidr.cidr));
        let regional_lost = self.random.once_in(4);
        let regional: Vec<_> =
            now.bindings.iter().filter(|b| b.service_id.is_none()).map(|b| b.cidr.cidr).collect();
        if regional_lost {
            self.found("regional-lost", sorted(regional.iter().copied()));
            now.bindings.retain(|b| b.service_id.is_some());
        }
        let is_whole = lost.is_empty() && !self.changed_bindings(now);
        let mut taken: BTreeSet<Cidr> = all.into_iter().chain(regional).collect();
        taken.insert(self.cidr);
        self.added_bindings(now, taken);
        is_whole
    }

    /// True where a service is changed.
    fn changed_bindings(&mut self, now: &mut PrefixSnapshot) -> bool {
        let (mut to_cdn, mut to_spectrum, mut stuck) = (Vec::new(), Vec::new(), Vec::new());
        for one in &mut now.bindings {
            one.id = self.random.id();
            if one.service_id.is_none() {
                continue;
            }
            match self.random.below(16) {
                // Not the default, whose change may be impossible without an outage.
                0 if one.cidr.cidr != self.cidr => {
                    let is_cdn = one.service_id.as_deref() == Some(CDN);
                    if is_cdn { &mut to_spectrum } else { &mut to_cdn }.push(one.cidr.cidr);
                    one.service_id = Some(if is_cdn { SPECTRUM } else { CDN }.to_owned());
                }
                1 => {
                    one.state = Some("magic_transit_route_missing".to_owned());
                    stuck.push(one.cidr.cidr);
                }
                2 => one.state = Some("provisioning".to_owned()),
                3 => one.state = None,
                _ => {}
            }
        }
        let is_changed = !to_cdn.is_empty() || !to_spectrum.is_empty();
        self.found("service-changed", sorted(to_cdn));
        self.found("service-changed", sorted(to_spectrum));
        self.found("binding-stuck", sorted(stuck));
        is_changed
    }

    fn added_bindings(&mut self, now: &mut PrefixSnapshot, mut taken: BTreeSet<Cidr>) {
        if self.random.once_in(3) {
            let added = blocks(self.random, self.cidr, 3, &taken);
            now.bindings.extend(added.iter().map(|c| binding(self.random.id(), *c, Some(CDN))));
            taken.extend(&added);
            self.found("binding-added", sorted(added));
        }
        if self.random.once_in(6) {
            let added = blocks(self.random, self.cidr, 1, &taken);
            now.bindings.extend(added.iter().map(|c| binding(self.random.id(), *c, None)));
            self.found("regional-added", sorted(added));
        }
    }

    fn bgp(&mut self, routes: &mut Vec<BgpPrefix>, is_whole: bool) {
        let before: BTreeSet<_> = routes.iter().map(|one| one.cidr.cidr).collect();
        let (mut lost, mut down, mut up) = (Vec::new(), Vec::new(), Vec::new());
        let chance = if self.random.once_in(2) { 3 } else { 1000 };
        routes.retain_mut(|one| {
            one.id = self.random.id();
            if self.random.once_in(chance) {
                lost.push(one.cidr.cidr);
                return false;
            }
            let changes = self.random.once_in(4);
            if let ApiField::Value(on_demand) = &mut one.on_demand
                && changes
                && let ApiField::Value(is_advertised) = &mut on_demand.advertised
            {
                if *is_advertised { &mut down } else { &mut up }.push(one.cidr.cidr);
                *is_advertised = !*is_advertised;
            }
            let mut is_edited = false;
            if let ApiField::Value(count) = &mut one.asn_prepend_count
                && self.random.once_in(3)
            {
                *count = (*count + 1) % 4;
                is_edited = true;
            }
            if let ApiField::Value(follow) = &mut one.auto_advertise_withdraw
                && self.random.once_in(3)
            {
                *follow = !*follow;
                is_edited = true;
            }
            if is_edited {
                self.found("bgp-changed", vec![one.cidr.cidr]);
            }
            true
        });
        let code = if is_whole && lost.is_empty() { "withdrawn-only" } else { "bgp-withdrawn" };
        self.found("bgp-lost", sorted(lost));
        self.found(code, sorted(down));
        self.found("bgp-advertised", sorted(up));
        if self.random.once_in(5) {
            let block = block_in(self.random, self.cidr);
            if !before.contains(&block) {
                routes.push(bgp(self.random.id(), block, Some(true)));
                self.found("bgp-added", vec![block]);
            }
        }
    }

    fn delegations(&mut self, delegations: &mut Vec<Delegation>) {
        let mut lost = Vec::new();
        delegations.retain_mut(|one| {
            one.id = self.random.id();
            let is_lost = self.random.once_in(3);
            if is_lost {
                lost.push(one.cidr.cidr);
            }
            !is_lost
        });
        self.found("delegation-lost", sorted(lost));
        if self.random.once_in(5) {
            let block = block_in(self.random, self.cidr);
            delegations.push(delegation(self.random.id(), block, "a third"));
            self.found("delegation-added", vec![block]);
        }
    }
}
