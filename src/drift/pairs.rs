//! Pairs the prefixes of a snapshot with those of the present state.

use super::compare::PrefixDifference;
use super::services::ServiceMatch;
use crate::cidr::Cidr;
use crate::envelope::{PrefixSnapshot, Snapshot};
use crate::error::{Error, SnapshotErrorKind};
use crate::id::is_same_id;
use std::collections::BTreeMap;

/// Two states of an account, compared.
#[derive(Debug)]
pub(crate) struct AccountDifference<'a> {
    pub(crate) services: ServiceMatch,
    /// The prefixes of the snapshot, in order.
    pub(crate) prefixes: Vec<PrefixDifference<'a>>,
    /// Prefixes that the snapshot does not have, although it is about them; in order.
    pub(crate) added: Vec<&'a PrefixSnapshot>,
}

/// Compares two states of an account; with `selected`, these prefixes only. O(n log n).
///
/// # Errors
///
/// `snapshot-other-account`; `snapshot-prefix-twice`; `snapshot-partial` where `now` is not about a prefix of `before`.
pub(crate) fn compare<'a>(
    before: &'a Snapshot,
    now: &'a Snapshot,
    selected: Option<&[Cidr]>,
) -> Result<AccountDifference<'a>, Error> {
    if !is_same_id(&before.account_id, &now.account_id) {
        let (before, now) = (before.account_id.clone(), now.account_id.clone());
        return Err(Error::new(SnapshotErrorKind::OtherAccount { before, now }, 0..0));
    }
    let services = ServiceMatch::new(before, now);
    let is_selected = |cidr: &Cidr| selected.is_none_or(|selected| selected.contains(cidr));
    let (before_prefixes, now_prefixes) = (by_block(before)?, by_block(now)?);
    let mut prefixes = Vec::with_capacity(before_prefixes.len());
    for (cidr, prefix) in before_prefixes.iter().filter(|(cidr, _)| is_selected(cidr)) {
        let state = now_prefixes.get(cidr).copied();
        if state.is_none() && !now.is_about(*cidr) {
            let kind = SnapshotErrorKind::PartialState { prefix: cidr.to_string() };
            return Err(Error::new(kind, 0..0));
        }
        prefixes.push(PrefixDifference::new(prefix, state, &services));
    }
    let added = now_prefixes.into_iter().filter(|(cidr, _)| {
        !before_prefixes.contains_key(cidr) && before.is_about(*cidr) && is_selected(cidr)
    });
    let added = added.map(|(_, prefix)| prefix).collect();
    Ok(AccountDifference { services, prefixes, added })
}

fn by_block(snapshot: &Snapshot) -> Result<BTreeMap<Cidr, &PrefixSnapshot>, Error> {
    let mut prefixes = BTreeMap::new();
    for prefix in &snapshot.prefixes {
        let cidr = prefix.prefix.cidr.cidr;
        if prefixes.insert(cidr, prefix).is_some() {
            let kind = SnapshotErrorKind::PrefixTwice { prefix: cidr.to_string() };
            return Err(Error::new(kind, 0..0));
        }
    }
    Ok(prefixes)
}
