//! Claims that overlap, as disjoint runs of addresses with one service each.

use crate::sort;
use std::collections::BinaryHeap;

/// Addresses in a row that belong to one service.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Run {
    pub(super) first: u128,
    pub(super) last: u128,
    /// Number of the service.
    pub(super) service: usize,
}

/// The runs of a prefix: without gaps, neighbours of different services. The last claim wins, and the default has
/// what nobody claims. O(n log n), and O(n) for claims that come in order.
pub(super) fn disjoint((mut at, end): (u128, u128), default: usize, claims: &[Run]) -> Vec<Run> {
    let mut starts: Vec<_> = claims.iter().zip(0u64..).map(|(run, index)| (run.first, index)).collect();
    sort::numbers(&mut starts);
    let run = |(_, index): (u128, u64)| Some((claims.get(usize::try_from(index).ok()?)?, index));
    let mut starts = starts.into_iter().filter_map(run).peekable();
    // Claims that have begun, the latest on top; those below it that have ended leave when they come up.
    let mut open: BinaryHeap<(u64, u128, usize)> = BinaryHeap::new();
    let mut runs: Vec<Run> = Vec::with_capacity(2 * claims.len() + 1);
    loop {
        while let Some((run, index)) = starts.next_if(|(run, _)| run.first <= at) {
            open.push((index, run.last, run.service));
        }
        while open.peek().is_some_and(|(_, last, _)| *last < at) {
            open.pop();
        }
        let (owned, service) = open.peek().map_or((end, default), |(_, last, service)| (*last, *service));
        let last = starts.peek().map_or(owned, |(next, _)| owned.min(next.first - 1));
        match runs.last_mut() {
            Some(run) if run.service == service => run.last = last,
            _ => runs.push(Run { first: at, last, service }),
        }
        if last >= end {
            return runs;
        }
        at = last + 1;
    }
}

#[cfg(test)]
mod tests {
    use super::{Run, disjoint};

    #[test]
    fn claims_side_by_side_for_one_service_are_one_run() {
        let run = |first, last, service| Run { first, last, service };
        let claims = [run(4, 7, 1), run(0, 3, 1), run(8, 11, 0)];
        assert_eq!(disjoint((0, 15), 0, &claims), [run(0, 7, 1), run(8, 15, 0)]);
    }
}
