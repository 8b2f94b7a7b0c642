//! Flattens overlapping claims to disjoint runs of addresses, each with one service.

use crate::sort;
use byoip_lookup::AddressInt;
use std::collections::BinaryHeap;

/// Consecutive addresses that are claimed for one service.
#[derive(Debug, Clone, Copy)]
pub(super) struct ClaimedRange<A> {
    pub(super) first: A,
    pub(super) last: A,
    /// Number of the service.
    pub(super) service: u32,
    /// Index of the claim in the list.
    pub(super) claim: u32,
}

/// An address at which another service becomes the owner.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct OwnerChange<A> {
    pub(super) first: A,
    /// Number of the service.
    pub(super) service: u32,
}

/// Changes of the owner, in order.
struct OwnerChanges<A>(Vec<OwnerChange<A>>);

impl<A: AddressInt> OwnerChanges<A> {
    fn push(&mut self, first: A, service: u32) {
        if self.0.last().is_none_or(|change| change.service != service) {
            self.0.push(OwnerChange { first, service });
        }
    }
}

/// The runs of a prefix, as the change at the start of each: neighbours have different services. The last claim wins,
/// and the default owns the addresses without a claim. O(n log n), and O(n) where no claims overlap.
pub(super) fn owner_changes<A: AddressInt>(
    (first, end): (A, A),
    default: u32,
    mut runs: Vec<ClaimedRange<A>>,
) -> Vec<OwnerChange<A>> {
    let differ = runs.iter().fold(A::ZERO, |bits, run| bits | (run.first ^ first));
    let bytes = (0..A::BYTES).filter(|at| differ.byte(*at) != 0);
    sort::radix_sort_by_bytes(&mut runs, bytes, |run, at| run.first.byte(at));
    let mut changes = OwnerChanges(Vec::with_capacity(2 * runs.len() + 1));
    if runs.is_sorted_by(|one, other| one.last < other.first) {
        let mut at = first;
        for run in runs {
            if at < run.first {
                changes.push(at, default);
            }
            changes.push(run.first, run.service);
            if run.last == end {
                return changes.0;
            }
            at = run.last.wrapping_next();
        }
        changes.push(at, default);
        return changes.0;
    }
    let mut runs = runs.into_iter().peekable();
    // Claims that have started, the latest on top. One that has ended is removed when it reaches the top.
    let mut open: BinaryHeap<(u32, A, u32)> = BinaryHeap::new();
    let mut at = first;
    loop {
        while let Some(run) = runs.next_if(|run| run.first <= at) {
            open.push((run.claim, run.last, run.service));
        }
        while open.peek().is_some_and(|(_, last, _)| *last < at) {
            open.pop();
        }
        let (owned, service) = open.peek().map_or((end, default), |(_, last, service)| (*last, *service));
        changes.push(at, service);
        let next = runs.peek().map(|run| run.first).filter(|next| *next <= owned);
        if next.is_none() && owned >= end {
            return changes.0;
        }
        at = next.unwrap_or_else(|| owned.wrapping_next());
    }
}

#[cfg(test)]
mod tests {
    use super::{ClaimedRange, OwnerChange, owner_changes};

    #[test]
    fn adjacent_claims_for_one_service_are_one_run() {
        let run = |first, last, service| ClaimedRange { first, last, service, claim: 0 };
        let change = |first, service| OwnerChange { first, service };
        let claims = [run(4u32, 7, 1), run(0, 3, 1), run(8, 11, 0)];
        assert_eq!(owner_changes((0, 15), 0, claims.into()), [change(0, 1), change(8, 0)]);
    }
}
