//! The order of the writes in a batch: total, documented, and legal at every write.

use super::Solution;
use super::block_set;
use super::service_set::{NO_SERVICE, ServiceNumber};
use super::trie::CidrBlock;
use crate::plan::PROPAGATION_HOURS;
use crate::plan::impact::WriteBatch;

/// One write.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(in crate::plan) struct BindingWrite {
    pub(in crate::plan) block: CidrBlock,
    pub(in crate::plan) service: ServiceNumber,
    pub(in crate::plan) creates: bool,
}

/// The batches with the waits behind them; a wait before the first write is a batch without writes.
pub(in crate::plan) fn batches(schedule: &Solution) -> Vec<WriteBatch> {
    let course = &schedule.rules;
    let lead = course.initial_wait.map(|hours| WriteBatch { writes: Vec::new(), settles: true, hours });
    let batches = writes(schedule).into_iter().enumerate().map(|(number, writes)| {
        let settles = !course.last_only_creates || number + 1 < course.batches;
        WriteBatch { writes, settles, hours: if settles { PROPAGATION_HOURS } else { 0 } }
    });
    lead.into_iter().chain(batches).collect()
}

/// The writes of each batch.
///
/// First what is created where nothing was bound, in the order of `Cidr`: the larger block first, so that the
/// prefix leads. Then what is deleted, in the reverse of that order, so that the prefix is last; where the block
/// gets another service, its create follows at once. In the batch that takes everything away and puts it back, all
/// deletes stand before all creates. O(n log n) for each batch.
fn writes(schedule: &Solution) -> Vec<Vec<BindingWrite>> {
    let course = &schedule.rules;
    let mut parts = schedule.schedules.clone();
    block_set::sort(&mut parts, |part| part.block);
    let mut batches = vec![Vec::new(); course.batches];
    for (number, batch) in batches.iter_mut().enumerate() {
        let here: Vec<_> = parts
            .iter()
            .filter_map(|part| {
                let (_, [from, to]) = course.transitions(&part.stages).nth(number)?;
                course.writes_in(number, from, to).then_some((part.block, from, to))
            })
            .collect();
        let delete =
            |(block, from): (CidrBlock, ServiceNumber)| BindingWrite { block, service: from, creates: false };
        let create =
            |(block, to): (CidrBlock, ServiceNumber)| BindingWrite { block, service: to, creates: true };
        let redo = course.rebuild_in == Some(number);
        let root = schedule.prefix;
        let passing = course.transient_default.filter(|_| number == 0).map(|service| (root, service));
        batch.extend(passing.map(create));
        if !redo {
            let fresh = here.iter().filter(|(_, from, _)| *from == NO_SERVICE);
            batch.extend(fresh.map(|(block, _, to)| create((*block, *to))));
        }
        for (block, from, to) in here.iter().rev().filter(|(_, from, _)| *from != NO_SERVICE) {
            batch.push(delete((*block, *from)));
            if !redo && *to != NO_SERVICE {
                batch.push(create((*block, *to)));
            }
        }
        if redo {
            let back = here.iter().filter(|(_, _, to)| *to != NO_SERVICE);
            batch.extend(back.map(|(block, _, to)| create((*block, *to))));
        }
        batch.extend(passing.map(delete));
    }
    batches
}
