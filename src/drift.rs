//! Drift: what changed in an account since a snapshot.
//!
//! Resources are matched by what they mean, since recreated ones have other IDs: bindings by prefix, block and service,
//! BGP prefixes by block, delegations by block and account. What changes without a request is no drift: times, validation
//! states, and a binding that is still being rolled out. [`DriftClass`] has the classes, and `docs/drift.md` describes them.

mod class;
pub(crate) mod compare;
mod findings;
pub(crate) mod pairs;
pub(crate) mod render;
pub(crate) mod services;

pub use class::DriftClass;

use crate::cidr::Cidr;
use crate::envelope::{Snapshot, SnapshotList};
use crate::error::Error;
use crate::fmt::Escaped;
use crate::id::fold_case;
use crate::plan::serialize;
use crate::rules::Severity;
use pairs::{AccountDifference, compare};
use serde::Serialize;
use std::collections::BTreeMap;

/// What changed in an account since a snapshot.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Drift {
    /// Version of this format.
    pub format: u32,
    /// The account.
    pub account_id: String,
    /// The time of the snapshot.
    pub before: String,
    /// The time of the present state.
    pub now: String,
    /// The number of prefixes that were compared.
    pub compared: usize,
    /// True where the snapshot is about a part of the account, so that other prefixes were not compared.
    pub part: bool,
    /// What changed: services first, then by prefix and class. Empty where nothing did.
    pub findings: Vec<DriftFinding>,
    /// Lists that were not compared, because one of the two states does not have them.
    pub not_compared: Vec<NotCompared>,
}

/// One change.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct DriftFinding {
    /// Its class.
    #[serde(skip)]
    pub class: DriftClass,
    /// The stable code of the class.
    pub code: &'static str,
    /// The severity of the class.
    pub severity: Severity,
    /// The prefix; `None` for a service.
    #[serde(serialize_with = "serialize::optional_cidr")]
    pub prefix: Option<Cidr>,
    /// The blocks, sorted.
    #[serde(serialize_with = "serialize::cidrs")]
    pub cidrs: Vec<Cidr>,
    /// What changed, without a full stop.
    pub message: String,
    /// What a restore does about it.
    pub restore: &'static str,
}

/// A list that was not compared.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct NotCompared {
    /// The prefix.
    #[serde(serialize_with = "serialize::cidr")]
    pub prefix: Cidr,
    /// `bgpPrefixes` or `delegations`.
    pub list: &'static str,
    /// Which state does not have it, and why.
    pub message: String,
}

impl DriftFinding {
    fn new(class: DriftClass, prefix: Option<Cidr>, cidrs: Vec<Cidr>, message: String) -> Self {
        let (code, severity, restore) = (class.code(), class.severity(), class.restore());
        Self { class, code, severity, prefix, cidrs, message, restore }
    }
}

/// Compares the present state of an account with a snapshot of it. O(n log n).
///
/// Where the snapshot is a part of the account, its prefixes only are compared.
///
/// # Errors
///
/// `snapshot-other-account`; `snapshot-prefix-twice`; `snapshot-partial` where the present state is a part of the account
/// without a prefix of the snapshot.
pub fn drift(before: &Snapshot, now: &Snapshot) -> Result<Drift, Error> {
    let difference = compare(before, now, None)?;
    Ok(Drift {
        format: 1,
        account_id: before.account_id.clone(),
        before: before.taken_at.clone(),
        now: now.taken_at.clone(),
        compared: difference.prefixes.len(),
        part: before.only.is_some(),
        findings: findings(&difference),
        not_compared: not_compared(&difference),
    })
}

/// The findings in order.
pub(crate) fn findings(difference: &AccountDifference<'_>) -> Vec<DriftFinding> {
    let AccountDifference { services, prefixes, added } = difference;
    let mut all = findings::of_services(services, &gone_services(difference));
    let known = prefixes.iter().flat_map(|prefix| findings::of_prefix(prefix, services));
    let mut of_prefixes: Vec<_> =
        known.chain(added.iter().map(|prefix| findings::of_new_prefix(prefix))).collect();
    of_prefixes.sort_by_key(|finding| finding.prefix);
    all.extend(of_prefixes);
    all
}

/// The services that bindings of the snapshot use and the account no longer has, each with the blocks of the bindings.
fn gone_services(difference: &AccountDifference<'_>) -> BTreeMap<String, Vec<Cidr>> {
    let mut gone = BTreeMap::<String, Vec<Cidr>>::new();
    for prefix in difference.prefixes.iter().filter(|prefix| prefix.now.is_some()) {
        for binding in &prefix.before.bindings {
            let Some(id) = binding.service_id.as_deref() else { continue };
            if difference.services.present(id).is_none() {
                gone.entry(fold_case(id).into_owned()).or_default().push(binding.cidr.cidr);
            }
        }
    }
    for cidrs in gone.values_mut() {
        cidrs.sort_unstable();
    }
    gone
}

/// The lists that could not be compared, by prefix.
pub(crate) fn not_compared(difference: &AccountDifference<'_>) -> Vec<NotCompared> {
    let mut all = Vec::new();
    for prefix in &difference.prefixes {
        let Some(now) = &prefix.now else { continue };
        let (before, state) = (prefix.before, now.state);
        let reasons = [
            ("bgpPrefixes", reason(&before.bgp_prefixes, &state.bgp_prefixes)),
            ("delegations", reason(&before.delegations, &state.delegations)),
        ];
        let lists = reasons.into_iter().filter_map(|(list, message)| Some((list, message?)));
        let prefix = prefix.prefix();
        all.extend(lists.map(|(list, message)| NotCompared { prefix, list, message }));
    }
    all
}

/// Why two lists could not be compared.
fn reason<T>(before: &SnapshotList<T>, now: &SnapshotList<T>) -> Option<String> {
    match (before, now) {
        (SnapshotList::Unread(reason), _) => Some(format!("not in the snapshot: {}", Escaped(reason))),
        (_, SnapshotList::Unread(reason)) => Some(format!("not in the present state: {}", Escaped(reason))),
        _ => None,
    }
}
