//! The order of the writes in a batch: total, documented, and legal at every write.

use super::cidr_block::{CidrBlock, sort_by_block};
use super::problem::Solution;
use super::service_set::{NO_SERVICE, ServiceNumber};
use crate::plan::task::PROPAGATION_HOURS;

/// One write.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(in crate::plan) struct BindingWrite {
    pub(in crate::plan) block: CidrBlock,
    pub(in crate::plan) service: ServiceNumber,
    pub(in crate::plan) creates: bool,
}

/// The writes between two waits.
#[derive(Debug, Clone)]
pub(in crate::plan) struct WriteBatch {
    pub(in crate::plan) writes: Vec<BindingWrite>,
    /// True where the wait behind the batch lasts until every edge has seen the writes.
    pub(in crate::plan) settles: bool,
    /// The least hours of that wait.
    pub(in crate::plan) hours: u32,
}

/// The batches with the waits behind them. A wait before the first write is a batch without writes.
pub(in crate::plan) fn write_batches(solution: &Solution) -> Vec<WriteBatch> {
    let rules = &solution.rules;
    let initial = rules.initial_wait.map(|hours| WriteBatch { writes: Vec::new(), settles: true, hours });
    let batches = ordered_writes(solution).into_iter().enumerate().map(|(number, writes)| {
        let settles = !rules.last_only_creates || number + 1 < rules.batches;
        WriteBatch { writes, settles, hours: if settles { PROPAGATION_HOURS } else { 0 } }
    });
    initial.into_iter().chain(batches).collect()
}

/// The writes of each batch, in order.
///
/// 1. Creates of blocks that are not bound, in ascending order of block: larger blocks first, so the prefix comes first.
/// 2. Deletes in descending order, so the prefix comes last. Where the block gets another service, its create follows
///    directly.
///
/// A batch that rebuilds everything first deletes everything and then creates everything. O(n log n) for each batch.
fn ordered_writes(solution: &Solution) -> Vec<Vec<BindingWrite>> {
    let rules = &solution.rules;
    let mut schedules = solution.schedules.clone();
    sort_by_block(&mut schedules, |schedule| schedule.block);
    let mut batches = vec![Vec::new(); rules.batches];
    for (number, batch) in batches.iter_mut().enumerate() {
        let transitions: Vec<_> = schedules
            .iter()
            .filter_map(|schedule| {
                let (_, [from, to]) = rules.transitions(&schedule.services).nth(number)?;
                rules.writes_in(number, from, to).then_some((schedule.block, from, to))
            })
            .collect();
        let transient = rules.transient_default.filter(|_| number == 0);
        batch.extend(transient.map(|service| create(solution.prefix, service)));
        let rebuilds = rules.rebuild_in == Some(number);
        if !rebuilds {
            let unbound = transitions.iter().filter(|(_, from, _)| *from == NO_SERVICE);
            batch.extend(unbound.map(|(block, _, to)| create(*block, *to)));
        }
        for (block, from, to) in transitions.iter().rev().filter(|(_, from, _)| *from != NO_SERVICE) {
            batch.push(delete(*block, *from));
            if !rebuilds && *to != NO_SERVICE {
                batch.push(create(*block, *to));
            }
        }
        if rebuilds {
            let bound = transitions.iter().filter(|(_, _, to)| *to != NO_SERVICE);
            batch.extend(bound.map(|(block, _, to)| create(*block, *to)));
        }
        batch.extend(transient.map(|service| delete(solution.prefix, service)));
    }
    batches
}

fn create(block: CidrBlock, service: ServiceNumber) -> BindingWrite {
    BindingWrite { block, service, creates: true }
}

fn delete(block: CidrBlock, service: ServiceNumber) -> BindingWrite {
    BindingWrite { block, service, creates: false }
}
