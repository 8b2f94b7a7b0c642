//! The order of the writes in a batch: total, documented, and legal at every write.

use super::PROPAGATION_HOURS;
use super::block;
use super::impact::Batch;
use super::schedule::Schedule;
use super::set::{NOBODY, Service};
use super::terrain::Block;

/// One write.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Write {
    pub(super) block: Block,
    pub(super) service: Service,
    pub(super) creates: bool,
}

/// The batches with the waits behind them; a wait before the first write is a batch without writes.
pub(super) fn batches(schedule: &Schedule) -> Vec<Batch> {
    let course = &schedule.course;
    let lead = course.wait.map(|hours| Batch { writes: Vec::new(), settles: true, hours });
    let batches = writes(schedule).into_iter().enumerate().map(|(number, writes)| {
        let settles = !course.closing || number + 1 < course.batches;
        Batch { writes, settles, hours: if settles { PROPAGATION_HOURS } else { 0 } }
    });
    lead.into_iter().chain(batches).collect()
}

/// The writes of each batch.
///
/// First what is created where nothing was bound, in the order of `Cidr`: the larger block first, so that the
/// prefix leads. Then what is deleted, in the reverse of that order, so that the prefix is last; where the block
/// gets another service, its create follows at once. In the batch that takes everything away and puts it back, all
/// deletes stand before all creates. O(n log n) for each batch.
fn writes(schedule: &Schedule) -> Vec<Vec<Write>> {
    let course = &schedule.course;
    let mut parts = schedule.parts.clone();
    block::sort(&mut parts, |part| part.block);
    let mut batches = vec![Vec::new(); course.batches];
    for (number, batch) in batches.iter_mut().enumerate() {
        let here: Vec<_> = parts
            .iter()
            .filter_map(|part| {
                let (_, [from, to]) = course.steps(&part.stages).nth(number)?;
                course.touches(number, from, to).then_some((part.block, from, to))
            })
            .collect();
        let delete = |(block, from): (Block, Service)| Write { block, service: from, creates: false };
        let create = |(block, to): (Block, Service)| Write { block, service: to, creates: true };
        let redo = course.redo == Some(number);
        let root = schedule.prefix;
        let passing = course.passing.filter(|_| number == 0).map(|service| (root, service));
        batch.extend(passing.map(create));
        if !redo {
            let fresh = here.iter().filter(|(_, from, _)| *from == NOBODY);
            batch.extend(fresh.map(|(block, _, to)| create((*block, *to))));
        }
        for (block, from, to) in here.iter().rev().filter(|(_, from, _)| *from != NOBODY) {
            batch.push(delete((*block, *from)));
            if !redo && *to != NOBODY {
                batch.push(create((*block, *to)));
            }
        }
        if redo {
            let back = here.iter().filter(|(_, _, to)| *to != NOBODY);
            batch.extend(back.map(|(block, _, to)| create((*block, *to))));
        }
        batch.extend(passing.map(delete));
    }
    batches
}
