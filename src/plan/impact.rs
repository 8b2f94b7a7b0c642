//! What a list of writes does to the addresses of a prefix, batch by batch.
//!
//! It follows the writes alone and shares no code with the search, so that each checks the other.

mod block_state;

use super::gallop_search::gallop_search;
use super::search::cidr_block::{CidrBlock, sort_by_block};
use super::search::service_set::{NO_SERVICE, ServiceNumber, ServiceSet};
use super::search::write_order::{BindingWrite, WriteBatch};
use block_state::{BlockChange, BlockState, Visibility};

/// Consecutive addresses with the same owners, to which the same happens.
#[derive(Debug, Clone, Copy)]
pub(super) struct ImpactRange {
    pub(super) first: u128,
    pub(super) last: u128,
    pub(super) old: ServiceNumber,
    pub(super) new: ServiceNumber,
}

/// What happens to a prefix.
#[derive(Debug, Default)]
pub(super) struct ImpactRanges {
    /// In address order; neighbours differ.
    pub(super) list: Vec<ImpactRange>,
    batches: usize,
    /// For each range and each batch the services that some edge shows though they are neither the old nor the new owner.
    /// [`NO_SERVICE`] can be one of them.
    foreign: Vec<ServiceSet>,
    /// Number of addresses in blocks that are written to.
    pub(super) written: u128,
}

/// A binding at the start.
#[derive(Debug, Clone, Copy)]
pub(super) struct BindingAtStart {
    pub(super) block: CidrBlock,
    pub(super) service: ServiceNumber,
    /// True if an edge may not have it yet.
    pub(super) in_flight: bool,
}

/// What writes do to the addresses of a prefix. O(b n log n) for b batches.
///
/// In the first batch, in which bindings of the start may be in flight, an edge that shows what it would show without the
/// writes is not hit: see [`ImpactWalk::changed_visible`]. (Every batch except the last has a long wait behind it, after
/// which no edge lacks them.)
pub(super) fn impact_ranges(
    prefix: CidrBlock,
    width: u8,
    start: &[BindingAtStart],
    batches: &[WriteBatch],
) -> ImpactRanges {
    let mut blocks = blocks(start, batches);
    let (visibilities, changes) = run_batches(&mut blocks, batches);
    let written = written_addresses(&blocks, width);
    let mut walk = ImpactWalk {
        width,
        blocks: &blocks,
        visibilities: &visibilities,
        changes: &changes,
        next_block: 0,
        batches: batches.len(),
        visible: vec![ServiceSet::single(NO_SERVICE); batches.len()],
        changed_visible: vec![ServiceSet::default()],
        visible_at_start: vec![ServiceSet::single(NO_SERVICE)],
        ranges: ImpactRanges { batches: batches.len(), written, ..ImpactRanges::default() },
    };
    walk.descend(prefix, [NO_SERVICE, NO_SERVICE]);
    walk.ranges
}

/// Every block that is bound at the start or written to, once, sorted.
fn blocks(start: &[BindingAtStart], batches: &[WriteBatch]) -> Vec<(CidrBlock, BlockState)> {
    let writes = batches.iter().flat_map(|batch| &batch.writes);
    let unbound = |write: &BindingWrite| (write.block, BlockState::new(NO_SERVICE, false));
    let bound =
        |binding: &BindingAtStart| (binding.block, BlockState::new(binding.service, binding.in_flight));
    // The sort is stable: a binding of the start comes before the writes to its block, and is the one that stays.
    let mut blocks: Vec<_> = start.iter().map(bound).chain(writes.map(unbound)).collect();
    sort_by_block(&mut blocks, |(block, _)| *block);
    blocks.dedup_by_key(|(block, _)| *block);
    blocks
}

/// Carries out the batches. Returns what each block shows in each batch, one row of blocks for each batch, and what it
/// changes in the first batch.
fn run_batches(
    blocks: &mut [(CidrBlock, BlockState)],
    batches: &[WriteBatch],
) -> (Vec<Visibility>, Vec<BlockChange>) {
    let mut visibilities = Vec::with_capacity(blocks.len() * batches.len());
    let mut changes = Vec::new();
    let (mut settled, mut near) = (true, 0);
    for (number, batch) in batches.iter().enumerate() {
        if settled {
            for (_, state) in &mut *blocks {
                state.settle(number > 0);
            }
        }
        for write in &batch.writes {
            // The writes of a batch are sorted, so the next block is near the last one.
            let found = gallop_search(blocks, near, |(block, _)| block.cmp(&write.block));
            near = found.unwrap_or_else(|beside| beside);
            if let Some((_, state)) = found.ok().and_then(|position| blocks.get_mut(position)) {
                state.write(write);
            }
        }
        visibilities.extend(blocks.iter().map(|(_, state)| state.visibility()));
        if number == 0 {
            changes = blocks.iter().map(|(_, state)| state.change()).collect();
        }
        settled = batch.settles;
    }
    (visibilities, changes)
}

/// Number of addresses in blocks that are written to. O(n)
fn written_addresses(blocks: &[(CidrBlock, BlockState)], width: u8) -> u128 {
    let mut sum = 0;
    let mut outer: Option<CidrBlock> = None;
    for (block, _) in blocks.iter().filter(|(_, state)| state.is_written) {
        if outer.is_none_or(|outer| !outer.covers(*block, width)) {
            sum += block.size(width);
            outer = Some(*block);
        }
    }
    sum
}

impl ImpactRanges {
    /// The ranges, each with its foreign services in each batch.
    pub(super) fn iter(&self) -> impl Iterator<Item = (&ImpactRange, &[ServiceSet])> {
        let foreign = |at| self.foreign.get(at * self.batches..(at + 1) * self.batches);
        self.list.iter().enumerate().map(move |(at, range)| (range, foreign(at).unwrap_or_default()))
    }
}

/// A walk through nested blocks in address order.
struct ImpactWalk<'a> {
    width: u8,
    blocks: &'a [(CidrBlock, BlockState)],
    /// For each batch what each block shows.
    visibilities: &'a [Visibility],
    /// What each block changes in the first batch.
    changes: &'a [BlockChange],
    next_block: usize,
    batches: usize,
    /// A stack. For each open block, the outermost first, and for each batch the services that some edge shows.
    visible: Vec<ServiceSet>,
    /// The same for the first batch, but only the services that an edge would not show without the writes. In this batch only
    /// such services hit.
    changed_visible: Vec<ServiceSet>,
    /// For each open block the services that some edge shows before the first write.
    visible_at_start: Vec<ServiceSet>,
    ranges: ImpactRanges,
}

impl ImpactWalk<'_> {
    /// Walks through a block and all blocks inside it.
    fn descend(&mut self, block: CidrBlock, owners: [ServiceNumber; 2]) {
        let [mut old, mut new] = owners;
        let outer = self.visible.len();
        let open = (self.changed_visible.len(), self.visible_at_start.len());
        if let Some((_, state)) = self.blocks.get(self.next_block).filter(|(next, _)| *next == block) {
            self.push_visible(outer);
            self.push_changes(state, outer);
            self.next_block += 1;
            old = if state.old == NO_SERVICE { old } else { state.old };
            new = if state.now == NO_SERVICE { new } else { state.now };
        }
        let last = block.last(self.width);
        let mut at = Some(block.first);
        while let Some((inner, _)) = self.blocks.get(self.next_block).filter(|(next, _)| next.first <= last) {
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
        self.changed_visible.truncate(open.0);
        self.visible_at_start.truncate(open.1);
    }

    /// Opens the next block. `outer` is where the entries of the block around it end.
    fn push_visible(&mut self, outer: usize) {
        for batch in 0..self.batches {
            let above = self.visible.get(outer - self.batches + batch).copied().unwrap_or_default();
            let visibility = self.visibilities.get(batch * self.blocks.len() + self.next_block);
            self.visible.push(match visibility {
                Some(Visibility::Stable(service)) => ServiceSet::single(*service),
                Some(Visibility::InFlight(services)) => above.union(*services),
                Some(Visibility::Inherited) | None => above,
            });
        }
    }

    /// Opens the next block for the first batch.
    fn push_changes(&mut self, state: &BlockState, outer: usize) {
        let Some(change) = self.changes.get(self.next_block) else { return };
        let at_start = self.visible_at_start.last().copied().unwrap_or_default();
        let changed_above = self.changed_visible.last().copied().unwrap_or_default();
        let mut changed = if change.passes_through { changed_above } else { ServiceSet::default() };
        if let Some(old) = change.falls_back_from {
            let above = self.visible.get(outer - self.batches).copied().unwrap_or_default();
            changed = changed.union(above.union(change.created).difference(ServiceSet::single(old)));
        }
        if change.may_lack {
            // A service that all edges show already is no change.
            let is_change =
                |service: &ServiceNumber| !at_start.difference(ServiceSet::single(*service)).is_empty();
            changed = change.created.iter().filter(is_change).fold(changed, ServiceSet::with);
        }
        self.changed_visible.push(changed);
        self.visible_at_start.push(match state.old {
            NO_SERVICE => at_start,
            old if state.starts_in_flight => at_start.with(old),
            old => ServiceSet::single(old),
        });
    }

    /// Adds addresses of the innermost open block, or extends the last range by them.
    fn push_range(&mut self, first: u128, last: u128, old: ServiceNumber, new: ServiceNumber) {
        // An address without an owner in one of the states loses none: NO_SERVICE is one of its own then.
        let own = ServiceSet::single(old).with(new);
        let changed = self.changed_visible.last().into_iter().take(self.batches);
        let visible = self.visible.iter().skip(self.visible.len() - self.batches).skip(1);
        let foreign = changed.chain(visible).map(|services| services.difference(own));
        let ImpactRanges { list, foreign: all, .. } = &mut self.ranges;
        let of_last = all.iter().skip(all.len().saturating_sub(self.batches)).copied();
        match list.last_mut() {
            Some(range) if range.old == old && range.new == new && of_last.eq(foreign.clone()) => {
                range.last = last;
            }
            _ => {
                list.push(ImpactRange { first, last, old, new });
                all.extend(foreign);
            }
        }
    }
}

#[cfg(test)]
mod tests;
