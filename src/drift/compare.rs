//! The differences between two states of a prefix, as lists of resources.

use super::services::ServiceMatch;
use crate::cidr::Cidr;
use crate::envelope::{PrefixSnapshot, SnapshotList};
use crate::id::fold_case;
use crate::resource::{ApiField, BgpPrefix, Delegation, Progress, ServiceBinding};
use std::collections::{BTreeMap, BTreeSet};

/// A prefix of the snapshot, and what became of it.
#[derive(Debug)]
pub(crate) struct PrefixDifference<'a> {
    pub(crate) before: &'a PrefixSnapshot,
    /// Its present state; `None` if the account no longer has it.
    pub(crate) now: Option<PresentPrefix<'a>>,
}

/// The present state of a prefix, compared.
#[derive(Debug)]
pub(crate) struct PresentPrefix<'a> {
    pub(crate) state: &'a PrefixSnapshot,
    /// True where the prefix was approved, and is not any more.
    pub(crate) unapproved: bool,
    pub(crate) bindings: BindingDifference<'a>,
    /// `None` where one of the two lists was not read.
    pub(crate) bgp: Option<BgpDifference<'a>>,
    /// `None` where one of the two lists was not read.
    pub(crate) delegations: Option<DelegationDifference<'a>>,
}

/// The differences between bindings, each list by block.
#[derive(Debug, Default)]
pub(crate) struct BindingDifference<'a> {
    /// How many bindings with a service the snapshot has.
    pub(crate) before: usize,
    /// Blocks with a service that have none now.
    pub(crate) lost: Vec<&'a ServiceBinding>,
    /// Blocks with another service now: both bindings.
    pub(crate) changed: Vec<(&'a ServiceBinding, &'a ServiceBinding)>,
    /// Blocks with a service that had none.
    pub(crate) added: Vec<&'a ServiceBinding>,
    /// Bindings that got stuck.
    pub(crate) stuck: Vec<&'a ServiceBinding>,
    pub(crate) regional_lost: Vec<Cidr>,
    pub(crate) regional_added: Vec<Cidr>,
}

/// The differences between BGP prefixes, each list by block.
#[derive(Debug, Default)]
pub(crate) struct BgpDifference<'a> {
    pub(crate) lost: Vec<&'a BgpPrefix>,
    /// In both: before and now.
    pub(crate) kept: Vec<(&'a BgpPrefix, &'a BgpPrefix)>,
    pub(crate) added: Vec<&'a BgpPrefix>,
}

/// The differences between delegations, each list by block and account.
#[derive(Debug, Default)]
pub(crate) struct DelegationDifference<'a> {
    pub(crate) lost: Vec<&'a Delegation>,
    pub(crate) added: Vec<&'a Delegation>,
}

impl<'a> PrefixDifference<'a> {
    /// Compares two states of a prefix. O(n log n).
    pub(crate) fn new(
        before: &'a PrefixSnapshot,
        now: Option<&'a PrefixSnapshot>,
        services: &ServiceMatch,
    ) -> Self {
        let now = now.map(|state| PresentPrefix {
            state,
            unapproved: is_approved(before) == Some(true) && is_approved(state) == Some(false),
            bindings: bindings(before, state, services),
            bgp: both(&before.bgp_prefixes, &state.bgp_prefixes).map(bgp),
            delegations: both(&before.delegations, &state.delegations).map(delegations),
        });
        Self { before, now }
    }

    /// The prefix.
    pub(crate) fn prefix(&self) -> Cidr {
        self.before.prefix.cidr.cidr
    }
}

/// Whether the prefix is approved; `None` where the API sent nothing.
fn is_approved(prefix: &PrefixSnapshot) -> Option<bool> {
    prefix.prefix.approved.value().map(|approved| approved == "V")
}

/// The entries of two lists, if both were read.
fn both<'a, T>(before: &'a SnapshotList<T>, now: &'a SnapshotList<T>) -> Option<[&'a [T]; 2]> {
    Some([before.entries()?, now.entries()?])
}

/// Bindings with a service by block and present ID of the service.
type Served<'a> = BTreeMap<(Cidr, String), &'a ServiceBinding>;

fn bindings<'a>(
    before: &'a PrefixSnapshot,
    now: &'a PrefixSnapshot,
    services: &ServiceMatch,
) -> BindingDifference<'a> {
    let present = |id: &str| services.present(id).unwrap_or(fold_case(id).as_ref()).to_owned();
    let served_before = served(&before.bindings, &present);
    let served_now = served(&now.bindings, &|id| fold_case(id).into_owned());
    let mut new = BTreeMap::<Cidr, Vec<&ServiceBinding>>::new();
    for ((cidr, _), binding) in served_now.iter().filter(|(key, _)| !served_before.contains_key(*key)) {
        new.entry(*cidr).or_default().push(binding);
    }
    let mut difference = BindingDifference { before: served_before.len(), ..BindingDifference::default() };
    let mut replaced = BTreeSet::new();
    for ((cidr, _), binding) in served_before.iter().filter(|(key, _)| !served_now.contains_key(*key)) {
        match new.get(cidr).and_then(|others| others.first()) {
            Some(other) => {
                difference.changed.push((binding, other));
                replaced.insert(*cidr);
            }
            None => difference.lost.push(binding),
        }
    }
    let added = new.into_iter().filter(|(cidr, _)| !replaced.contains(cidr));
    difference.added = added.flat_map(|(_, bindings)| bindings).collect();
    let is_stuck = |binding: &ServiceBinding| binding.progress() == Progress::Stuck;
    let got_stuck = served_now.iter().filter(|(key, binding)| {
        is_stuck(binding) && !served_before.get(key).is_some_and(|before| is_stuck(before))
    });
    difference.stuck = got_stuck.map(|(_, binding)| *binding).collect();
    let [regional_before, regional_now] = [regional(before), regional(now)];
    difference.regional_lost = regional_before.difference(&regional_now).copied().collect();
    difference.regional_added = regional_now.difference(&regional_before).copied().collect();
    difference
}

fn served<'a>(bindings: &'a [ServiceBinding], service: &dyn Fn(&str) -> String) -> Served<'a> {
    let with_service = bindings.iter().filter_map(|binding| Some((binding, binding.service_id.as_deref()?)));
    with_service.map(|(binding, id)| ((binding.cidr.cidr, service(id)), binding)).collect()
}

fn regional(prefix: &PrefixSnapshot) -> BTreeSet<Cidr> {
    let regional = prefix.bindings.iter().filter(|binding| binding.service_id.is_none());
    regional.map(|binding| binding.cidr.cidr).collect()
}

fn bgp<'a>([before, now]: [&'a [BgpPrefix]; 2]) -> BgpDifference<'a> {
    let by_block =
        |list: &'a [BgpPrefix]| list.iter().map(|one| (one.cidr.cidr, one)).collect::<BTreeMap<_, _>>();
    let (before, now) = (by_block(before), by_block(now));
    let mut difference = BgpDifference::default();
    for (cidr, one) in &before {
        match now.get(cidr) {
            Some(other) => difference.kept.push((one, other)),
            None => difference.lost.push(one),
        }
    }
    let added = now.into_iter().filter(|(cidr, _)| !before.contains_key(cidr));
    difference.added = added.map(|(_, one)| one).collect();
    difference
}

fn delegations<'a>([before, now]: [&'a [Delegation]; 2]) -> DelegationDifference<'a> {
    let by_key = |list: &'a [Delegation]| {
        let key = |one: &Delegation| (one.cidr.cidr, fold_case(delegated_account(one)).into_owned());
        list.iter().map(|one| (key(one), one)).collect::<BTreeMap<_, _>>()
    };
    let (before, now) = (by_key(before), by_key(now));
    let missing = |from: &BTreeMap<_, &'a Delegation>, in_list: &BTreeMap<_, _>| {
        from.iter().filter(|(key, _)| !in_list.contains_key(*key)).map(|(_, one)| *one).collect()
    };
    DelegationDifference { lost: missing(&before, &now), added: missing(&now, &before) }
}

/// The account that may use the block; empty where the API sent none.
pub(crate) fn delegated_account(delegation: &Delegation) -> &str {
    delegation.delegated_account_id.value().map_or("", String::as_str)
}

/// What a restore has to edit of a BGP prefix. Absent fields have the defaults of the API's schema: 0 and false.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct BgpEdit {
    pub(crate) asn_prepend_count: Option<u8>,
    pub(crate) auto_advertise_withdraw: Option<bool>,
}

impl BgpEdit {
    /// The edit from the present BGP prefix, `None` for a new one, to that of the snapshot; `None` if they are equal.
    pub(crate) fn between(before: &BgpPrefix, now: Option<&BgpPrefix>) -> Option<Self> {
        let prepend = now.and_then(|now| now.asn_prepend_count.value()).copied().unwrap_or_default();
        let follow = now.and_then(|now| now.auto_advertise_withdraw.value()).copied().unwrap_or_default();
        let edit = Self {
            asn_prepend_count: before.asn_prepend_count.value().copied().filter(|count| *count != prepend),
            auto_advertise_withdraw: before
                .auto_advertise_withdraw
                .value()
                .copied()
                .filter(|before| *before != follow),
        };
        (edit.asn_prepend_count.is_some() || edit.auto_advertise_withdraw.is_some()).then_some(edit)
    }
}

/// Whether a BGP prefix is advertised; `None` where on demand is not enabled, or the API sent nothing.
pub(crate) fn advertised(prefix: &BgpPrefix) -> Option<bool> {
    on_demand(prefix, |one| &one.advertised)
}

/// A flag of advertisement on demand.
pub(crate) fn on_demand(
    prefix: &BgpPrefix,
    flag: impl Fn(&crate::resource::OnDemand) -> &ApiField<bool>,
) -> Option<bool> {
    prefix.on_demand.value().and_then(|one| flag(one).value().copied())
}
