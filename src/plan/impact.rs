//! What a list of writes does to the addresses, batch by batch: worked out from the writes alone, whoever made them.

use super::block::{self, near};
use super::order::Write;
use super::set::{NOBODY, Service, Services};
use super::terrain::Block;

/// Addresses that fare alike, from first to last.
#[derive(Debug, Clone, Copy)]
pub(super) struct Span {
    pub(super) first: u128,
    pub(super) last: u128,
    pub(super) old: Service,
    pub(super) new: Service,
}

/// What becomes of a prefix.
#[derive(Debug, Default)]
pub(super) struct Spans {
    /// In order; neighbours differ.
    pub(super) list: Vec<Span>,
    batches: usize,
    /// For each span and each batch who may own it at some edge though neither its old nor its new owner does; nobody is
    /// one of them.
    strange: Vec<Services>,
    /// Number of addresses in blocks that are written to.
    pub(super) written: u128,
}

/// The writes between two gates.
#[derive(Debug, Clone)]
pub(super) struct Batch {
    pub(super) writes: Vec<Write>,
    /// True where the gate behind it waits until every edge has seen them.
    pub(super) settles: bool,
    /// Hours that the gate takes at least.
    pub(super) hours: u32,
}

/// A binding of the start.
#[derive(Debug, Clone, Copy)]
pub(super) struct Start {
    pub(super) block: Block,
    pub(super) service: Service,
    /// True where an edge may not have it yet.
    pub(super) in_flight: bool,
}

/// One block over the batches.
#[derive(Debug, Clone, Copy)]
struct Layers {
    old: Service,
    now: Service,
    /// What an edge may find here, where a write is in flight.
    floating: Option<Services>,
    /// True as long as an edge may not have what was there at the start.
    in_flight: bool,
    /// True where that was so at the start.
    starts_in_flight: bool,
    /// What was created since, while something of the start is in flight.
    created: Services,
    written: bool,
}

/// What is seen below a block in one batch: a settled service, what is around, or one of several on top of that.
#[derive(Debug, Clone, Copy)]
enum Seen {
    Settled(Service),
    Through,
    Floating(Services),
}

/// What becomes of an edge below a block that it would show otherwise if nothing were written: see [`Layers::changes`].
#[derive(Debug, Clone, Copy)]
struct Changes {
    /// What is around can be seen in place of what the block shows otherwise, but for that service.
    falls_from: Option<Service>,
    /// What is around, where it is seen otherwise, is seen otherwise below too.
    lets_through: bool,
    created: Services,
    /// True where the edge may not have what was there at the start, or nothing was.
    may_lack: bool,
}

/// What writes do to the addresses of a prefix. O(b n log n) for b batches.
///
/// In the first batches, as long as bindings of the start are in flight, an edge that shows what it would show if nothing
/// were written is not hit: see [`Walk::replaced`].
pub(super) fn spans(prefix: Block, width: u8, start: &[Start], batches: &[Batch]) -> Spans {
    // What is there at the start stands first among its equals, so that it is what stays.
    let writes = batches.iter().flat_map(|batch| &batch.writes);
    let written_to = |write: &Write| (write.block, Layers::new(NOBODY, false));
    let bound = |bound: &Start| (bound.block, Layers::new(bound.service, bound.in_flight));
    let mut blocks: Vec<_> = start.iter().map(bound).chain(writes.map(written_to)).collect();
    block::sort(&mut blocks, |(block, _)| *block);
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
            let found = near(&blocks, place, |(block, _)| block.cmp(&write.block));
            place = found.unwrap_or_else(|beside| beside);
            if let Some((_, layers)) = found.ok().and_then(|place| blocks.get_mut(place)) {
                layers.write(write);
            }
        }
        seen.extend(blocks.iter().map(|(_, layers)| layers.seen()));
        if number < unsettled {
            changes.extend(blocks.iter().map(|(_, layers)| layers.changes()));
        }
        settled = batch.settles;
    }
    let around = vec![Services::only(NOBODY); batches.len()];
    let replaced = vec![Services::default(); unsettled];
    let bases = vec![Services::only(NOBODY)];
    let batches = batches.len();
    let spans = Spans { batches, written: written(&blocks, width), ..Spans::default() };
    let (blocks, seen, changes) = (&blocks, &seen, &changes);
    let mut walk =
        Walk { width, blocks, seen, changes, next: 0, batches, unsettled, around, replaced, bases, spans };
    walk.descend(prefix, [NOBODY, NOBODY]);
    walk.spans
}

impl Spans {
    /// The spans, each with who may own it in each batch though it is neither the old nor the new owner.
    pub(super) fn iter(&self) -> impl Iterator<Item = (&Span, &[Services])> {
        let strange = |at| self.strange.get(at * self.batches..(at + 1) * self.batches);
        self.list.iter().enumerate().map(move |(at, span)| (span, strange(at).unwrap_or_default()))
    }
}

/// Number of addresses in blocks that are written to. O(n)
fn written(blocks: &[(Block, Layers)], width: u8) -> u128 {
    let mut sum = 0;
    let mut outer: Option<Block> = None;
    for (block, _) in blocks.iter().filter(|(_, layers)| layers.written) {
        if outer.is_none_or(|outer| !outer.covers(*block, width)) {
            sum += block.size(width);
            outer = Some(*block);
        }
    }
    sum
}

impl Layers {
    fn new(service: Service, in_flight: bool) -> Self {
        let (floating, created) = (None, Services::default());
        let starts_in_flight = in_flight;
        Self { old: service, now: service, floating, in_flight, starts_in_flight, created, written: false }
    }

    /// Every edge has seen what was written, and what was there at the start where a wait is over.
    fn settle(&mut self, waited: bool) {
        self.floating = None;
        self.in_flight &= !waited;
    }

    fn write(&mut self, write: &Write) {
        let found = self.floating.unwrap_or_default().with(self.now);
        self.now = if write.creates { write.service } else { NOBODY };
        self.floating = Some(found.with(self.now));
        if write.creates {
            self.created = self.created.with(write.service);
        }
        self.written = true;
    }

    /// What a batch changes below the block while bindings of the start are in flight.
    fn changes(&self) -> Changes {
        let is_bound = self.old != NOBODY;
        let is_written = self.floating.is_some();
        Changes {
            falls_from: (is_bound && is_written).then_some(self.old),
            lets_through: !is_bound || self.in_flight,
            created: if is_written { self.created } else { Services::default() },
            may_lack: !is_bound || self.in_flight,
        }
    }

    fn seen(&self) -> Seen {
        match (self.floating, self.now) {
            (Some(found), _) => Seen::Floating(found.without(Services::only(NOBODY))),
            (None, NOBODY) => Seen::Through,
            (None, service) if self.in_flight => Seen::Floating(Services::only(service)),
            (None, service) => Seen::Settled(service),
        }
    }
}

struct Walk<'a> {
    width: u8,
    blocks: &'a [(Block, Layers)],
    /// For each batch what is seen below each block.
    seen: &'a [Seen],
    /// For each batch with a start in flight what it changes below each block.
    changes: &'a [Changes],
    next: usize,
    batches: usize,
    /// The number of batches with a start in flight: they are the first ones.
    unsettled: usize,
    /// For each block that is open, the outermost first, and each batch, who is seen in it.
    around: Vec<Services>,
    /// The same for batches with a start in flight: who is seen at an edge that would see another if nothing were
    /// written. Only that is a hit.
    replaced: Vec<Services>,
    /// For each block that is open who is seen at some edge before anything is written.
    bases: Vec<Services>,
    spans: Spans,
}

impl Walk<'_> {
    /// Goes through a block and all blocks inside it.
    fn descend(&mut self, block: Block, owners: [Service; 2]) {
        let [mut old, mut new] = owners;
        let outer = self.around.len();
        let kept = (self.replaced.len(), self.bases.len());
        if let Some((_, layers)) = self.blocks.get(self.next).filter(|(here, _)| *here == block) {
            for batch in 0..self.batches {
                let around = self.around.get(outer - self.batches + batch).copied().unwrap_or_default();
                let seen = self.seen.get(batch * self.blocks.len() + self.next);
                self.around.push(match seen {
                    Some(Seen::Settled(service)) => Services::only(*service),
                    Some(Seen::Floating(found)) => around.and(*found),
                    Some(Seen::Through) | None => around,
                });
            }
            if self.unsettled > 0 {
                self.change(layers, outer);
            }
            self.next += 1;
            old = if layers.old == NOBODY { old } else { layers.old };
            new = if layers.now == NOBODY { new } else { layers.now };
        }
        let last = block.last(self.width);
        let mut at = Some(block.first);
        while let Some((inner, _)) = self.blocks.get(self.next).filter(|(inner, _)| inner.first <= last) {
            let inner = *inner;
            if let Some(first) = at.filter(|first| *first < inner.first) {
                self.span(first, inner.first - 1, old, new);
            }
            self.descend(inner, [old, new]);
            at = inner.last(self.width).checked_add(1);
        }
        if let Some(first) = at.filter(|first| *first <= last) {
            self.span(first, last, old, new);
        }
        self.around.truncate(outer);
        self.replaced.truncate(kept.0);
        self.bases.truncate(kept.1);
    }

    /// Opens the block that is next for the batches with a start in flight. `outer` is where what is seen in it stands.
    fn change(&mut self, layers: &Layers, outer: usize) {
        let bases = self.bases.last().copied().unwrap_or_default();
        let before = self.replaced.len() - self.unsettled;
        for batch in 0..self.unsettled {
            let Some(changes) = self.changes.get(batch * self.blocks.len() + self.next) else { continue };
            let around = self.around.get(outer - self.batches + batch).copied().unwrap_or_default();
            let above = self.replaced.get(before + batch).copied().unwrap_or_default();
            let mut replaced = if changes.lets_through { above } else { Services::default() };
            if let Some(old) = changes.falls_from {
                replaced = replaced.and(around.and(changes.created).without(Services::only(old)));
            }
            if changes.may_lack {
                let other = |service: &Service| !bases.without(Services::only(*service)).is_empty();
                replaced = changes.created.iter().filter(other).fold(replaced, Services::with);
            }
            self.replaced.push(replaced);
        }
        self.bases.push(match layers.old {
            NOBODY => bases,
            old if layers.starts_in_flight => bases.with(old),
            old => Services::only(old),
        });
    }

    fn span(&mut self, first: u128, last: u128, old: Service, new: Service) {
        // Who had no owner, or will have none, is not hit by having none: nobody is one of their own then.
        let own = Services::only(old).with(new);
        let around = self.around.iter().skip(self.around.len() - self.batches + self.unsettled);
        let replaced = self.replaced.iter().skip(self.replaced.len() - self.unsettled);
        let strange = replaced.chain(around).map(|seen| seen.without(own));
        let Spans { list, strange: known, .. } = &mut self.spans;
        let before = known.iter().skip(known.len().saturating_sub(self.batches)).copied();
        match list.last_mut() {
            Some(span) if span.old == old && span.new == new && before.eq(strange.clone()) => {
                span.last = last;
            }
            _ => {
                list.push(Span { first, last, old, new });
                known.extend(strange);
            }
        }
    }
}

#[cfg(test)]
mod tests;
