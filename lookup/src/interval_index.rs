//! The disjoint intervals of one family, and the index that finds them.
//!
//! A node of the index divides the range between its first and its last boundary into equal slots, with a bit for each:
//! set where there is a boundary in the slot. The number of bits set up to the slot of an address is the number of its
//! entry. An entry names a binding, or a few intervals to search, or, where too many boundaries share a slot, a node of
//! its own. Bindings come in clusters, a few prefixes in a wide space and many hosts in each: the root finds the
//! prefix, and a node of that prefix finds the host, whatever the distances. (Ranges with an index: DXR, Zec, Rizzo and
//! Mikuc, CCR 42(5), 2012; counted bits: Poptrie, Asai and Ohara, SIGCOMM 2015.)

use crate::NO_BLOCK;
use crate::batch_order;
use crate::index_key::IndexKey;
use crate::radix_sort::{KeyedIndex, radix_sort_by_key};
use crate::sweep::Interval;

/// Intervals and their index.
#[derive(Debug, Clone)]
pub(crate) struct IntervalIndex<K> {
    pub(crate) intervals: Vec<Interval<K>>,
    /// The first one is the root; there is none without bindings.
    nodes: Vec<IndexNode<K>>,
    /// The slots of all nodes.
    words: Vec<BitmapWord>,
    /// The entries of all nodes.
    entries: Vec<IndexEntry>,
}

/// A range with its slots.
#[derive(Debug, Clone, Copy)]
struct IndexNode<K> {
    /// The first boundary. Addresses before it have the node's first entry.
    base: K,
    /// The distance to the last boundary; addresses after it have the same answer.
    span: K,
    /// The base-2 logarithm of the addresses in a slot.
    shift: u32,
    /// Index of its first word.
    at: u32,
}

/// The bits of 32 slots, the first in the lowest bit.
#[derive(Debug, Clone, Copy)]
struct BitmapWord {
    bits: u32,
    /// The entry of an address in a slot without a set bit before it.
    before: u32,
}

/// Where to look for an address.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct IndexEntry(u32);

/// Most slots of a node.
const MOST_SLOTS: usize = 1 << 20;
/// Most intervals that are searched; a slot with more becomes a node.
const FEW: usize = 6;

impl IndexEntry {
    const TAGS: u32 = 0b11 << 30;
    /// The rest is the binding, or all ones for none.
    const OWNER: u32 = 0b00 << 30;
    /// Four bits for the number of intervals, minus one; the rest is the first of them.
    const SEARCH: u32 = 0b01 << 30;
    /// The rest is the node.
    const NODE: u32 = 0b10 << 30;
    const NO_BINDING: u32 = !Self::TAGS;
    /// The bits for the first interval.
    const LOW: u32 = (1 << 26) - 1;

    fn owner(owner: u32) -> Self {
        Self(Self::OWNER | owner & Self::NO_BINDING)
    }

    /// The binding of an owner entry.
    #[inline]
    fn binding(self) -> u32 {
        if self.0 == Self::NO_BINDING { NO_BLOCK } else { self.0 }
    }

    fn search(low: u32, more: u32) -> Self {
        Self(Self::SEARCH | more << 26 | low)
    }

    fn node(self) -> Option<usize> {
        (self.0 & Self::TAGS == Self::NODE).then_some((self.0 & !Self::TAGS) as usize)
    }
}

/// Addresses that are looked up in parallel.
const LANES: usize = 4;

/// Consecutive intervals, one of which contains the address.
#[derive(Clone, Copy)]
struct SearchWindow {
    low: u32,
    size: u32,
}

/// An entry that becomes a node, and its intervals.
struct PendingNode {
    entry: usize,
    low: usize,
    size: usize,
}

impl<K: IndexKey> IndexNode<K> {
    /// The slot of an address; addresses outside the range have the last one.
    fn slot(&self, key: K) -> u32 {
        key.distance(self.base).min(self.span).slot(self.shift)
    }
}

impl<K: IndexKey> IntervalIndex<K> {
    /// Builds the index. O(n), and O(n · bits) for tables constructed to be awkward.
    pub(crate) fn new(intervals: Vec<Interval<K>>) -> Self {
        let mut index =
            Self { intervals: Vec::new(), nodes: Vec::new(), words: Vec::new(), entries: Vec::new() };
        // Most boundaries have an entry of their own.
        index.entries.reserve(intervals.len());
        let mut pending = Vec::new();
        let mut pending_node = Some(PendingNode { entry: usize::MAX, low: 0, size: intervals.len() });
        while let Some(PendingNode { entry, low, size }) = pending_node {
            if let Some(entry) = index.entries.get_mut(entry) {
                *entry = IndexEntry(IndexEntry::NODE | as_u32(index.nodes.len()));
            }
            if let Some([before, boundaries @ ..]) = intervals.get(low..low + size) {
                index.add_node(low, before, boundaries, &mut pending);
            }
            pending_node = pending.pop();
        }
        index.intervals = intervals;
        index
    }

    /// Adds the node of the interval at `low` and of those after it.
    fn add_node(
        &mut self,
        low: usize,
        before: &Interval<K>,
        boundaries: &[Interval<K>],
        pending: &mut Vec<PendingNode>,
    ) {
        // Without a boundary, one interval is the whole space.
        let base = boundaries.first().unwrap_or(before).start;
        let span = boundaries.last().unwrap_or(before).start.distance(base);
        let slots = (boundaries.len() * K::SLOTS_PER_BOUNDARY).next_power_of_two().clamp(32, MOST_SLOTS);
        let shift = u32::from(span.width()).saturating_sub(slots.trailing_zeros());
        self.nodes.push(IndexNode { base, span, shift, at: as_u32(self.words.len()) });
        let start = self.words.len();
        self.words.resize(start + span.slot(shift) as usize / 32 + 1, BitmapWord { bits: 0, before: 0 });
        let words = self.words.get_mut(start..).unwrap_or_default();
        let mut mark = |slot: u32| {
            if let Some(word) = words.get_mut(slot as usize / 32) {
                word.bits |= 1 << (slot % 32);
            }
        };
        let mut entry = as_u32(self.entries.len());
        self.entries.push(IndexEntry::owner(before.owner));
        let (mut at, mut rest) = (low + 1, boundaries);
        while let [first, after @ ..] = rest {
            let slot = first.start.distance(base).slot(shift);
            mark(slot);
            let same = |other: &&Interval<K>| other.start.distance(base).slot(shift) == slot;
            let more = after.iter().take_while(same).count();
            // The interval before the boundaries has a part of the slot, unless the first boundary is the start of the
            // slot.
            let part = usize::from(K::slot_start(base, shift, slot) != first.start);
            let entry = match more + part {
                0 => IndexEntry::owner(first.owner),
                few if few < FEW => IndexEntry::search(as_u32(at - part), as_u32(few)),
                many => {
                    pending.push(PendingNode { entry: self.entries.len(), low: at - part, size: many + 1 });
                    IndexEntry::owner(NO_BLOCK)
                }
            };
            self.entries.push(entry);
            at += 1 + more;
            rest = after.get(more..).unwrap_or_default();
        }
        for word in words {
            word.before = entry;
            entry += word.bits.count_ones();
        }
    }

    pub(crate) fn len(&self) -> usize {
        self.intervals.len()
    }

    /// The binding of the interval that contains the address.
    pub(crate) fn find(&self, key: K) -> u32 {
        let mut entry = self.entry_of(key, 0);
        while let Some(node) = entry.node() {
            entry = self.entry_of(key, node);
        }
        let mut span = SearchWindow::of(entry);
        while span.size > 1 {
            span = self.search_step(key, span);
        }
        self.owner_of(entry, span)
    }

    /// Looks up addresses, up to the length of the shorter slice; for a large table, in its order.
    #[inline]
    pub(crate) fn find_many<G: Copy>(&self, given: &[G], key: impl Fn(G) -> K + Copy, found: &mut [i32]) {
        let Some(root) =
            self.nodes.first().filter(|_| batch_order::is_worth_sorting(self.len(), given.len()))
        else {
            return self.find_in_given_order(given, key, found);
        };
        for (given, found) in given.chunks(batch_order::BATCH).zip(found.chunks_mut(batch_order::BATCH)) {
            let slots = given.iter().map(|one| root.slot(key(*one)));
            let mut order: Vec<_> =
                slots.zip(0..).map(|(slot, place)| KeyedIndex::new(slot.into(), place)).collect();
            radix_sort_by_key(&mut order);
            let sorted: Vec<G> =
                order.iter().filter_map(|asked| given.get(asked.place() as usize)).copied().collect();
            let mut owners = vec![0; sorted.len()];
            self.find_in_given_order(&sorted, key, &mut owners);
            for (asked, owner) in order.into_iter().zip(owners) {
                if let Some(out) = found.get_mut(asked.place() as usize) {
                    *out = owner;
                }
            }
        }
    }

    /// Looks up addresses, up to the length of the shorter slice, in the given order.
    fn find_in_given_order<G: Copy>(&self, given: &[G], key: impl Fn(G) -> K + Copy, found: &mut [i32]) {
        let length = given.len().min(found.len());
        let (steps, rest) = given.split_at(length).0.as_chunks::<LANES>();
        let (out, out_rest) = found.split_at_mut(length).0.as_chunks_mut::<LANES>();
        for (step, out) in steps.iter().zip(out) {
            *out = self.find_lanes(step.map(key)).map(u32::cast_signed);
        }
        for (address, out) in rest.iter().zip(out_rest) {
            *out = self.find(key(*address)).cast_signed();
        }
    }

    /// Looks up several addresses in parallel, so that they wait for memory together.
    #[inline]
    fn find_lanes(&self, keys: [K; LANES]) -> [u32; LANES] {
        let mut entries = keys.map(|key| self.entry_of(key, 0));
        loop {
            let mut deeper = false;
            for (entry, key) in entries.iter_mut().zip(keys) {
                if let Some(node) = entry.node() {
                    *entry = self.entry_of(key, node);
                    deeper |= entry.node().is_some();
                }
            }
            if !deeper {
                break;
            }
        }
        let mut spans = entries.map(SearchWindow::of);
        let mut widest = spans.iter().fold(0, |most, span| most.max(span.size));
        while widest > 1 {
            for (span, key) in spans.iter_mut().zip(keys) {
                *span = self.search_step(key, *span);
            }
            widest -= widest / 2;
        }
        let mut owners = [NO_BLOCK; LANES];
        for ((owner, entry), span) in owners.iter_mut().zip(entries).zip(spans) {
            *owner = self.owner_of(entry, span);
        }
        owners
    }

    /// The entry of a key in a node.
    // Not inlined: inlining was a tenth faster, and made the resolver's wasm 4 kB larger.
    #[inline(never)]
    fn entry_of(&self, key: K, node: usize) -> IndexEntry {
        let Some(IndexNode { base, span, shift, at }) = self.nodes.get(node) else {
            return IndexEntry::owner(NO_BLOCK);
        };
        let mut distance = key.distance(*base);
        let mut before = false;
        // One comparison for both ends: the distance of a key before the base wraps around.
        if distance > *span {
            before = key < *base;
            distance = if before { K::ZERO } else { *span };
        }
        let slot = distance.slot(*shift);
        let Some(word) = self.words.get(at.wrapping_add(slot / 32) as usize) else {
            return IndexEntry::owner(NO_BLOCK);
        };
        let up_to = if before { 0 } else { u32::MAX >> (31 - slot % 32) };
        match self.entries.get(word.before.wrapping_add((word.bits & up_to).count_ones()) as usize) {
            Some(entry) => *entry,
            None => IndexEntry::owner(NO_BLOCK),
        }
    }

    /// One step of a binary search for the last start that is not after the key; the first start of the window never
    /// is. A window of one interval stays as it is.
    #[expect(clippy::inline_always, reason = "the body of the hottest loop, which opt-level z would call")]
    #[inline(always)]
    fn search_step(&self, key: K, SearchWindow { low, size }: SearchWindow) -> SearchWindow {
        let half = size / 2;
        let middle = low.wrapping_add(half);
        // Written so that it compiles without a branch, which would be mispredicted half of the time.
        let start = match self.intervals.get(middle as usize) {
            Some(interval) => interval.start,
            None => K::ZERO,
        };
        SearchWindow { low: low.wrapping_add(half * u32::from(start <= key)), size: size - half }
    }

    /// The binding of an entry, or that of the interval that the search has found.
    #[expect(clippy::inline_always, reason = "as above")]
    #[inline(always)]
    fn owner_of(&self, entry: IndexEntry, span: SearchWindow) -> u32 {
        if entry.0 & IndexEntry::TAGS == IndexEntry::OWNER {
            return entry.binding();
        }
        self.owner(span.low)
    }

    fn owner(&self, interval: u32) -> u32 {
        match self.intervals.get(interval as usize) {
            Some(interval) => interval.owner,
            None => NO_BLOCK,
        }
    }
}

impl SearchWindow {
    /// The intervals to search for an entry; none where it names a binding.
    #[inline]
    fn of(IndexEntry(bits): IndexEntry) -> Self {
        if bits & IndexEntry::TAGS == IndexEntry::SEARCH {
            Self { low: bits & IndexEntry::LOW, size: (bits >> 26 & 15) + 1 }
        } else {
            Self { low: 0, size: 1 }
        }
    }
}

/// Positions in a table: those of [`crate::MAX_BLOCKS`] bindings fit.
fn as_u32(length: usize) -> u32 {
    u32::try_from(length).unwrap_or(u32::MAX)
}
