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
}

/// One block over the batches.
#[derive(Debug, Clone, Copy)]
struct Layers {
    old: Service,
    now: Service,
    /// What an edge may find here, where a write is in flight.
    floating: Option<Services>,
    written: bool,
}

/// What is seen below a block in one batch: a settled service, what is around, or one of several on top of that.
#[derive(Debug, Clone, Copy)]
enum Seen {
    Settled(Service),
    Through,
    Floating(Services),
}

/// What writes do to the addresses of a prefix. O(b n log n) for b batches.
pub(super) fn spans(prefix: Block, width: u8, start: &[(Block, Service)], batches: &[Batch]) -> Spans {
    // What is there at the start stands first among its equals, so that it is what stays.
    let writes = batches.iter().flat_map(|batch| &batch.writes);
    let mut blocks: Vec<_> = start.iter().copied().chain(writes.map(|write| (write.block, NOBODY))).collect();
    block::sort(&mut blocks, |(block, _)| *block);
    blocks.dedup_by_key(|(block, _)| *block);
    let mut blocks: Vec<_> =
        blocks.into_iter().map(|(block, service)| (block, Layers::new(service))).collect();
    // For each batch what is seen below each block: one list, since most lists of a block's own would be short.
    let mut seen = Vec::with_capacity(blocks.len() * batches.len());
    let (mut settled, mut place) = (true, 0);
    for batch in batches {
        if settled {
            for (_, layers) in &mut blocks {
                layers.floating = None;
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
        settled = batch.settles;
    }
    let around = vec![Services::only(NOBODY); batches.len()];
    let batches = batches.len();
    let spans = Spans { batches, written: written(&blocks, width), ..Spans::default() };
    let mut walk = Walk { width, blocks: &blocks, seen: &seen, next: 0, batches, around, spans };
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
    fn new(service: Service) -> Self {
        Self { old: service, now: service, floating: None, written: false }
    }

    fn write(&mut self, write: &Write) {
        let found = self.floating.unwrap_or_default().with(self.now);
        self.now = if write.creates { write.service } else { NOBODY };
        self.floating = Some(found.with(self.now));
        self.written = true;
    }

    fn seen(&self) -> Seen {
        match (self.floating, self.now) {
            (Some(found), _) => Seen::Floating(found.without(Services::only(NOBODY))),
            (None, NOBODY) => Seen::Through,
            (None, service) => Seen::Settled(service),
        }
    }
}

struct Walk<'a> {
    width: u8,
    blocks: &'a [(Block, Layers)],
    /// For each batch what is seen below each block.
    seen: &'a [Seen],
    next: usize,
    batches: usize,
    /// For each block that is open, the outermost first, and each batch, who is seen in it.
    around: Vec<Services>,
    spans: Spans,
}

impl Walk<'_> {
    /// Goes through a block and all blocks inside it.
    fn descend(&mut self, block: Block, owners: [Service; 2]) {
        let [mut old, mut new] = owners;
        let outer = self.around.len();
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
    }

    fn span(&mut self, first: u128, last: u128, old: Service, new: Service) {
        // Who had no owner, or will have none, is not hit by having none: nobody is one of their own then.
        let own = Services::only(old).with(new);
        let around = self.around.iter().skip(self.around.len() - self.batches);
        let strange = around.map(|seen| seen.without(own));
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
