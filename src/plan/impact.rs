//! What a list of writes does to the addresses, batch by batch: worked out from the writes alone, whoever made them.

use super::search::block_set::{self, gallop_search};
use super::search::service_set::{NO_SERVICE, ServiceNumber, ServiceSet};
use super::search::trie::CidrBlock;
use super::search::write_order::BindingWrite;

/// Addresses that fare alike, from first to last.
#[derive(Debug, Clone, Copy)]
pub(super) struct ImpactRange {
    pub(super) first: u128,
    pub(super) last: u128,
    pub(super) old: ServiceNumber,
    pub(super) new: ServiceNumber,
}

/// What becomes of a prefix.
#[derive(Debug, Default)]
pub(super) struct ImpactRanges {
    /// In order; neighbours differ.
    pub(super) list: Vec<ImpactRange>,
    batches: usize,
    /// For each span and each batch who may own it at some edge though neither its old nor its new owner does; nobody is
    /// one of them.
    foreign: Vec<ServiceSet>,
    /// Number of addresses in blocks that are written to.
    pub(super) written: u128,
}

/// The writes between two gates.
#[derive(Debug, Clone)]
pub(super) struct WriteBatch {
    pub(super) writes: Vec<BindingWrite>,
    /// True where the gate behind it waits until every edge has seen them.
    pub(super) settles: bool,
    /// Hours that the gate takes at least.
    pub(super) hours: u32,
}

/// A binding of the start.
#[derive(Debug, Clone, Copy)]
pub(super) struct StartBinding {
    pub(super) block: CidrBlock,
    pub(super) service: ServiceNumber,
    /// True where an edge may not have it yet.
    pub(super) in_flight: bool,
}

/// One block over the batches.
#[derive(Debug, Clone, Copy)]
struct BlockState {
    old: ServiceNumber,
    now: ServiceNumber,
    /// What an edge may find here, where a write is in flight.
    in_flight: Option<ServiceSet>,
    /// True as long as an edge may not have what was there at the start.
    may_lack_start: bool,
    /// True where that was so at the start.
    starts_in_flight: bool,
    /// What was created since, while something of the start is in flight.
    created: ServiceSet,
    written: bool,
}

/// What is seen below a block in one batch: a settled service, what is around, or one of several on top of that.
#[derive(Debug, Clone, Copy)]
enum Visibility {
    Stable(ServiceNumber),
    Inherited,
    InFlight(ServiceSet),
}

/// What becomes of an edge below a block that it would show otherwise if nothing were written: see [`Layers::changes`].
#[derive(Debug, Clone, Copy)]
struct BlockChange {
    /// What is around can be seen in place of what the block shows otherwise, but for that service.
    falls_back_from: Option<ServiceNumber>,
    /// What is around, where it is seen otherwise, is seen otherwise below too.
    passes_through: bool,
    created: ServiceSet,
    /// True where the edge may not have what was there at the start, or nothing was.
    may_lack: bool,
}

/// What writes do to the addresses of a prefix. O(b n log n) for b batches.
///
/// In the first batches, as long as bindings of the start are in flight, an edge that shows what it would show if nothing
/// were written is not hit: see [`Walk::replaced`].
pub(super) fn impact_ranges(
    prefix: CidrBlock,
    width: u8,
    start: &[StartBinding],
    batches: &[WriteBatch],
) -> ImpactRanges {
    // What is there at the start stands first among its equals, so that it is what stays.
    let writes = batches.iter().flat_map(|batch| &batch.writes);
    let written_to = |write: &BindingWrite| (write.block, BlockState::new(NO_SERVICE, false));
    let bound = |bound: &StartBinding| (bound.block, BlockState::new(bound.service, bound.in_flight));
    let mut blocks: Vec<_> = start.iter().map(bound).chain(writes.map(written_to)).collect();
    block_set::sort(&mut blocks, |(block, _)| *block);
    blocks.dedup_by_key(|(block, _)| *block);
    // The batches in which an edge may not have what was there at the start.
    let unsettled = if start.iter().any(|bound| bound.in_flight) {
        batches.iter().position(|batch| batch.settles).map_or(batches.len(), |last| last + 1)
    } else {
        0
    };
    // For each batch what is seen below each block: one list, since most lists of a block's own would be short.
    let mut seen = Vec::with_capacity(blocks.len() * batches.len());
    let mut changes = Vec::with_capacity(blocks.len() * unsettled);
    let (mut settled, mut place) = (true, 0);
    for (number, batch) in batches.iter().enumerate() {
        if settled {
            for (_, layers) in &mut blocks {
                layers.settle(number > 0);
            }
        }
        for write in &batch.writes {
            // Writes of a batch go up or down the blocks.
            let found = gallop_search(&blocks, place, |(block, _)| block.cmp(&write.block));
            place = found.unwrap_or_else(|beside| beside);
            if let Some((_, layers)) = found.ok().and_then(|place| blocks.get_mut(place)) {
                layers.write(write);
            }
        }
        seen.extend(blocks.iter().map(|(_, layers)| layers.visibility()));
        if number < unsettled {
            changes.extend(blocks.iter().map(|(_, layers)| layers.change()));
        }
        settled = batch.settles;
    }
    let around = vec![ServiceSet::single(NO_SERVICE); batches.len()];
    let replaced = vec![ServiceSet::default(); unsettled];
    let bases = vec![ServiceSet::single(NO_SERVICE)];
    let batches = batches.len();
    let spans =
        ImpactRanges { batches, written: written_addresses(&blocks, width), ..ImpactRanges::default() };
    let (blocks, seen, changes) = (&blocks, &seen, &changes);
    let mut walk = ImpactWalk {
        width,
        blocks,
        visibilities: seen,
        changes,
        next_block: 0,
        batches,
        start_batches: unsettled,
        visible: around,
        changed_visible: replaced,
        visible_at_start: bases,
        ranges: spans,
    };
    walk.descend(prefix, [NO_SERVICE, NO_SERVICE]);
    walk.ranges
}

impl ImpactRanges {
    /// The spans, each with who may own it in each batch though it is neither the old nor the new owner.
    pub(super) fn iter(&self) -> impl Iterator<Item = (&ImpactRange, &[ServiceSet])> {
        let strange = |at| self.foreign.get(at * self.batches..(at + 1) * self.batches);
        self.list.iter().enumerate().map(move |(at, span)| (span, strange(at).unwrap_or_default()))
    }
}

/// Number of addresses in blocks that are written to. O(n)
fn written_addresses(blocks: &[(CidrBlock, BlockState)], width: u8) -> u128 {
    let mut sum = 0;
    let mut outer: Option<CidrBlock> = None;
    for (block, _) in blocks.iter().filter(|(_, layers)| layers.written) {
        if outer.is_none_or(|outer| !outer.covers(*block, width)) {
            sum += block.size(width);
            outer = Some(*block);
        }
    }
    sum
}

impl BlockState {
    fn new(service: ServiceNumber, in_flight: bool) -> Self {
        let (floating, created) = (None, ServiceSet::default());
        let starts_in_flight = in_flight;
        Self {
            old: service,
            now: service,
            in_flight: floating,
            may_lack_start: in_flight,
            starts_in_flight,
            created,
            written: false,
        }
    }

    /// Every edge has seen what was written, and what was there at the start where a wait is over.
    fn settle(&mut self, waited: bool) {
        self.in_flight = None;
        self.may_lack_start &= !waited;
    }

    fn write(&mut self, write: &BindingWrite) {
        let found = self.in_flight.unwrap_or_default().with(self.now);
        self.now = if write.creates { write.service } else { NO_SERVICE };
        self.in_flight = Some(found.with(self.now));
        if write.creates {
            self.created = self.created.with(write.service);
        }
        self.written = true;
    }

    /// What a batch changes below the block while bindings of the start are in flight.
    fn change(&self) -> BlockChange {
        let is_bound = self.old != NO_SERVICE;
        let is_written = self.in_flight.is_some();
        BlockChange {
            falls_back_from: (is_bound && is_written).then_some(self.old),
            passes_through: !is_bound || self.may_lack_start,
            created: if is_written { self.created } else { ServiceSet::default() },
            may_lack: !is_bound || self.may_lack_start,
        }
    }

    fn visibility(&self) -> Visibility {
        match (self.in_flight, self.now) {
            (Some(found), _) => Visibility::InFlight(found.difference(ServiceSet::single(NO_SERVICE))),
            (None, NO_SERVICE) => Visibility::Inherited,
            (None, service) if self.may_lack_start => Visibility::InFlight(ServiceSet::single(service)),
            (None, service) => Visibility::Stable(service),
        }
    }
}

struct ImpactWalk<'a> {
    width: u8,
    blocks: &'a [(CidrBlock, BlockState)],
    /// For each batch what is seen below each block.
    visibilities: &'a [Visibility],
    /// For each batch with a start in flight what it changes below each block.
    changes: &'a [BlockChange],
    next_block: usize,
    batches: usize,
    /// The number of batches with a start in flight: they are the first ones.
    start_batches: usize,
    /// For each block that is open, the outermost first, and each batch, who is seen in it.
    visible: Vec<ServiceSet>,
    /// The same for batches with a start in flight: who is seen at an edge that would see another if nothing were
    /// written. Only that is a hit.
    changed_visible: Vec<ServiceSet>,
    /// For each block that is open who is seen at some edge before anything is written.
    visible_at_start: Vec<ServiceSet>,
    ranges: ImpactRanges,
}

impl ImpactWalk<'_> {
    /// Goes through a block and all blocks inside it.
    fn descend(&mut self, block: CidrBlock, owners: [ServiceNumber; 2]) {
        let [mut old, mut new] = owners;
        let outer = self.visible.len();
        let kept = (self.changed_visible.len(), self.visible_at_start.len());
        if let Some((_, layers)) = self.blocks.get(self.next_block).filter(|(here, _)| *here == block) {
            for batch in 0..self.batches {
                let around = self.visible.get(outer - self.batches + batch).copied().unwrap_or_default();
                let seen = self.visibilities.get(batch * self.blocks.len() + self.next_block);
                self.visible.push(match seen {
                    Some(Visibility::Stable(service)) => ServiceSet::single(*service),
                    Some(Visibility::InFlight(found)) => around.union(*found),
                    Some(Visibility::Inherited) | None => around,
                });
            }
            if self.start_batches > 0 {
                self.push_changes(layers, outer);
            }
            self.next_block += 1;
            old = if layers.old == NO_SERVICE { old } else { layers.old };
            new = if layers.now == NO_SERVICE { new } else { layers.now };
        }
        let last = block.last(self.width);
        let mut at = Some(block.first);
        while let Some((inner, _)) = self.blocks.get(self.next_block).filter(|(inner, _)| inner.first <= last)
        {
            let inner = *inner;
            if let Some(first) = at.filter(|first| *first < inner.first) {
                self.push_range(first, inner.first - 1, old, new);
            }
            self.descend(inner, [old, new]);
            at = inner.last(self.width).checked_add(1);
        }
        if let Some(first) = at.filter(|first| *first <= last) {
            self.push_range(first, last, old, new);
        }
        self.visible.truncate(outer);
        self.changed_visible.truncate(kept.0);
        self.visible_at_start.truncate(kept.1);
    }

    /// Opens the block that is next for the batches with a start in flight. `outer` is where what is seen in it stands.
    fn push_changes(&mut self, layers: &BlockState, outer: usize) {
        let bases = self.visible_at_start.last().copied().unwrap_or_default();
        let before = self.changed_visible.len() - self.start_batches;
        for batch in 0..self.start_batches {
            let Some(changes) = self.changes.get(batch * self.blocks.len() + self.next_block) else {
                continue;
            };
            let around = self.visible.get(outer - self.batches + batch).copied().unwrap_or_default();
            let above = self.changed_visible.get(before + batch).copied().unwrap_or_default();
            let mut replaced = if changes.passes_through { above } else { ServiceSet::default() };
            if let Some(old) = changes.falls_back_from {
                replaced = replaced.union(around.union(changes.created).difference(ServiceSet::single(old)));
            }
            if changes.may_lack {
                let other =
                    |service: &ServiceNumber| !bases.difference(ServiceSet::single(*service)).is_empty();
                replaced = changes.created.iter().filter(other).fold(replaced, ServiceSet::with);
            }
            self.changed_visible.push(replaced);
        }
        self.visible_at_start.push(match layers.old {
            NO_SERVICE => bases,
            old if layers.starts_in_flight => bases.with(old),
            old => ServiceSet::single(old),
        });
    }

    fn push_range(&mut self, first: u128, last: u128, old: ServiceNumber, new: ServiceNumber) {
        // Who had no owner, or will have none, is not hit by having none: nobody is one of their own then.
        let own = ServiceSet::single(old).with(new);
        let around = self.visible.iter().skip(self.visible.len() - self.batches + self.start_batches);
        let replaced = self.changed_visible.iter().skip(self.changed_visible.len() - self.start_batches);
        let strange = replaced.chain(around).map(|seen| seen.difference(own));
        let ImpactRanges { list, foreign: known, .. } = &mut self.ranges;
        let before = known.iter().skip(known.len().saturating_sub(self.batches)).copied();
        match list.last_mut() {
            Some(span) if span.old == old && span.new == new && before.eq(strange.clone()) => {
                span.last = last;
            }
            _ => {
                list.push(ImpactRange { first, last, old, new });
                known.extend(strange);
            }
        }
    }
}

#[cfg(test)]
mod tests;
