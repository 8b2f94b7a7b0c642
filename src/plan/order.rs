//! The order of the writes in a batch: total, documented, and legal at every write.

use super::block;
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

/// The writes of each batch.
///
/// First what is created where nothing was bound, in the order of `Cidr`: the larger block first, so that the
/// prefix leads. Then what is deleted, in the reverse of that order, so that the prefix is last; where the block
/// gets another service, its create follows at once. In the batch that takes everything away and puts it back, all
/// deletes stand before all creates. O(n log n) for each batch.
pub(super) fn writes(schedule: &Schedule) -> Vec<Vec<Write>> {
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
    }
    batches
}
