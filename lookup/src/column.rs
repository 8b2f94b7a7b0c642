//! One family's disjoint intervals, and the index that leads to them.
//!
//! A node of the index cuts the range between its first and its last boundary into equal slots, and has a bit for each:
//! set where a boundary lies in the slot. The number of bits set up to an address's slot is the number of its entry.
//! An entry names a binding, or a few intervals to search, or, where too many boundaries share a slot, a node of its own.
//! Bindings come in clusters, a few prefixes in a wide space and many hosts in each: after the root has told the
//! prefix, a node of the prefix's own leads to the host, whatever lies between. (Ranges with an index: DXR, Zec, Rizzo
//! and Mikuc, CCR 42(5), 2012; bits that are counted: Poptrie, Asai and Ohara, SIGCOMM 2015.)

use crate::NONE;
use crate::key::Key;
use crate::order::{self, Asked};
use crate::sweep::Interval;
use alloc::vec;
use alloc::vec::Vec;

/// Intervals and their index.
#[derive(Debug, Clone)]
pub(crate) struct Column<K> {
    pub(crate) intervals: Vec<Interval<K>>,
    /// The root is the first one; without bindings there is none.
    pub(crate) nodes: Vec<Node<K>>,
    /// The slots of all nodes.
    pub(crate) words: Vec<Word>,
    /// The entries of all nodes.
    pub(crate) entries: Vec<Entry>,
}

/// A range with slots of its own.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Node<K> {
    /// The first boundary. Addresses before it have the node's first entry.
    pub(crate) base: K,
    /// The distance to the last boundary; what is after it has the same answer.
    pub(crate) span: K,
    /// A slot has two to the power of this many addresses.
    pub(crate) shift: u32,
    /// Where its words begin.
    pub(crate) at: u32,
}

/// Slots, the first in the lowest bit.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Word {
    pub(crate) bits: u32,
    /// The entry of an address in a slot with no bit set up to it.
    pub(crate) before: u32,
}

/// Where an address is to be looked for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Entry(pub(crate) u32);

/// Most slots of a node.
pub(crate) const MOST_SLOTS: usize = 1 << 20;
/// Most intervals that are searched; a slot with more becomes a node.
const FEW: u32 = 6;

impl Entry {
    pub(crate) const TAGS: u32 = 0b11 << 30;
    /// The rest is the binding, or all ones for none.
    pub(crate) const OWNER: u32 = 0b00 << 30;
    /// Four bits for the number of intervals, less one; the rest is the first of them.
    pub(crate) const SEARCH: u32 = 0b01 << 30;
    /// The rest is the node.
    pub(crate) const NODE: u32 = 0b10 << 30;
    const NOBODY: u32 = !Self::TAGS;
    /// The bits of the first of some intervals.
    pub(crate) const LOW: u32 = (1 << 26) - 1;

    pub(crate) fn owner(owner: u32) -> Self {
        Self(Self::OWNER | owner & Self::NOBODY)
    }

    /// The binding that an owner's entry names.
    #[inline]
    pub(crate) fn binding(self) -> u32 {
        if self.0 == Self::NOBODY { NONE } else { self.0 }
    }

    fn search(low: u32, size: u32) -> Self {
        Self(Self::SEARCH | (size - 1) << 26 | low)
    }

    fn node(self) -> Option<usize> {
        (self.0 & Self::TAGS == Self::NODE).then_some((self.0 & !Self::TAGS) as usize)
    }
}

/// Addresses that are looked up together.
pub(crate) const STEP: usize = 4;

/// Neighbouring intervals, of which one holds the address that is looked up.
#[derive(Clone, Copy)]
struct Span {
    low: u32,
    size: u32,
}

/// An entry that is to become a node, and its intervals.
struct Crowd {
    entry: usize,
    low: u32,
    high: u32,
}

impl<K: Key> Node<K> {
    /// The slot that an address falls into; those outside fall into the last one.
    fn slot(&self, key: K) -> u32 {
        key.distance(self.base).min(self.span).slot(self.shift)
    }
}

impl<K: Key> Column<K> {
    /// Makes the index. O(n), and for tables made to be awkward O(n · bits).
    pub(crate) fn new(intervals: Vec<Interval<K>>) -> Self {
        let mut column = Self { intervals, nodes: Vec::new(), words: Vec::new(), entries: Vec::new() };
        let mut crowds = Vec::new();
        if let Some(last) = as_u32(column.len()).checked_sub(1) {
            column.grow(0, last, &mut crowds);
        }
        while let Some(Crowd { entry, low, high }) = crowds.pop() {
            let node = column.grow(low, high, &mut crowds);
            if let Some(entry) = column.entries.get_mut(entry) {
                *entry = Entry(Entry::NODE | node);
            }
        }
        column
    }

    /// Adds the node of the intervals from `low` to `high` and says its number.
    fn grow(&mut self, low: u32, high: u32, crowds: &mut Vec<Crowd>) -> u32 {
        let start = |i: u32| self.intervals.get(i as usize).map_or(K::ZERO, |interval| interval.start);
        // Without a boundary, one interval is all of the space.
        let (base, top) = (start(high.min(low + 1)), start(high));
        let slots = ((high - low) as usize * K::SPREAD).next_power_of_two().clamp(32, MOST_SLOTS);
        let span = top.distance(base);
        let shift = span.width().saturating_sub(slots.trailing_zeros());
        let node = as_u32(self.nodes.len());
        self.nodes.push(Node { base, span, shift, at: as_u32(self.words.len()) });
        self.entries.push(Entry::owner(self.owner(low)));
        let slot = |i: u32| start(i).distance(base).slot(shift);
        let mut next = low + 1;
        for number in 0..=span.slot(shift) / 32 {
            let mut word = Word { bits: 0, before: as_u32(self.entries.len()) - 1 };
            while next <= high && slot(next) / 32 == number {
                let first = next;
                while next <= high && slot(next) == slot(first) {
                    next += 1;
                }
                word.bits |= 1 << (slot(first) % 32);
                let exact = K::slot_start(base, shift, slot(first)) == start(first);
                let entry = self.entry(if exact { first } else { first - 1 }, next - 1, crowds);
                self.entries.push(entry);
            }
            self.words.push(word);
        }
        node
    }

    /// What leads to the intervals from `low` to `high`.
    fn entry(&self, low: u32, high: u32, crowds: &mut Vec<Crowd>) -> Entry {
        match high - low {
            0 => Entry::owner(self.owner(low)),
            more if more < FEW => Entry::search(low, more + 1),
            _ => {
                crowds.push(Crowd { entry: self.entries.len(), low, high });
                Entry::owner(NONE)
            }
        }
    }

    pub(crate) fn len(&self) -> usize {
        self.intervals.len()
    }

    /// The binding whose interval the address lies in.
    pub(crate) fn find(&self, key: K) -> u32 {
        let mut entry = self.enter(key, 0);
        while let Some(node) = entry.node() {
            entry = self.enter(key, node);
        }
        let mut span = Span::of(entry);
        while span.size > 1 {
            span = self.half(key, span);
        }
        self.end(entry, span)
    }

    /// Looks as many addresses up as both slices have, where the table is large in its order.
    #[inline]
    pub(crate) fn find_many<G: Copy>(&self, given: &[G], key: impl Fn(G) -> K + Copy, found: &mut [i32]) {
        let Some(root) = self.nodes.first().filter(|_| order::pays(self.len(), given.len())) else {
            return self.find_as_given(given, key, found);
        };
        for (given, found) in given.chunks(order::BATCH).zip(found.chunks_mut(order::BATCH)) {
            let slots = given.iter().map(|one| root.slot(key(*one)));
            let order = order::by_slot(slots.zip(0..).map(Asked::new).collect());
            let sorted: Vec<G> = order.iter().filter_map(|asked| given.get(asked.place())).copied().collect();
            let mut owners = vec![0; sorted.len()];
            self.find_as_given(&sorted, key, &mut owners);
            for (asked, owner) in order.into_iter().zip(owners) {
                if let Some(out) = found.get_mut(asked.place()) {
                    *out = owner;
                }
            }
        }
    }

    /// Looks as many addresses up as both slices have, one after the other.
    fn find_as_given<G: Copy>(&self, given: &[G], key: impl Fn(G) -> K + Copy, found: &mut [i32]) {
        let length = given.len().min(found.len());
        let (steps, rest) = given.split_at(length).0.as_chunks::<STEP>();
        let (out, out_rest) = found.split_at_mut(length).0.as_chunks_mut::<STEP>();
        for (step, out) in steps.iter().zip(out) {
            *out = self.find_step(step.map(key)).map(u32::cast_signed);
        }
        for (address, out) in rest.iter().zip(out_rest) {
            *out = self.find(key(*address)).cast_signed();
        }
    }

    /// Looks addresses up in step, so that they wait for memory together and not one after the other.
    #[inline]
    pub(crate) fn find_step(&self, keys: [K; STEP]) -> [u32; STEP] {
        let mut entries = keys.map(|key| self.enter(key, 0));
        loop {
            let mut deeper = false;
            for (entry, key) in entries.iter_mut().zip(keys) {
                if let Some(node) = entry.node() {
                    *entry = self.enter(key, node);
                    deeper |= entry.node().is_some();
                }
            }
            if !deeper {
                break;
            }
        }
        let mut spans = entries.map(Span::of);
        let mut widest = spans.iter().fold(0, |most, span| most.max(span.size));
        while widest > 1 {
            for (span, key) in spans.iter_mut().zip(keys) {
                *span = self.half(key, *span);
            }
            widest -= widest / 2;
        }
        let mut owners = [NONE; STEP];
        for ((owner, entry), span) in owners.iter_mut().zip(entries).zip(spans) {
            *owner = self.end(entry, span);
        }
        owners
    }

    /// The key's entry in a node.
    // Called: as a part of each of its callers it was a tenth faster, and the wasm of the resolver 4 kB larger.
    #[inline(never)]
    fn enter(&self, key: K, node: usize) -> Entry {
        let Some(Node { base, span, shift, at }) = self.nodes.get(node) else { return Entry::owner(NONE) };
        let mut distance = key.distance(*base);
        let mut before = false;
        // One comparison for both ends: before the base, the distance has gone round.
        if distance > *span {
            before = key < *base;
            distance = if before { K::ZERO } else { *span };
        }
        let slot = distance.slot(*shift);
        let Some(word) = self.words.get(at.wrapping_add(slot / 32) as usize) else {
            return Entry::owner(NONE);
        };
        let up_to = if before { 0 } else { u32::MAX >> (31 - slot % 32) };
        match self.entries.get(word.before.wrapping_add((word.bits & up_to).count_ones()) as usize) {
            Some(entry) => *entry,
            None => Entry::owner(NONE),
        }
    }

    /// One step of a search for the last start that is not after the key; the first of the span is not. A span of
    /// one interval stays as it is.
    #[expect(clippy::inline_always, reason = "the body of the hottest loop, which opt-level z would call")]
    #[inline(always)]
    fn half(&self, key: K, Span { low, size }: Span) -> Span {
        let half = size / 2;
        let middle = low.wrapping_add(half);
        // Written so that it compiles to no branch, which would be guessed wrong every other time.
        let start = match self.intervals.get(middle as usize) {
            Some(interval) => interval.start,
            None => K::ZERO,
        };
        Span { low: low.wrapping_add(half * u32::from(start <= key)), size: size - half }
    }

    /// The binding that an entry names, or that of the interval that was found in it.
    #[expect(clippy::inline_always, reason = "as above")]
    #[inline(always)]
    fn end(&self, entry: Entry, span: Span) -> u32 {
        if entry.0 & Entry::TAGS == Entry::OWNER {
            return entry.binding();
        }
        self.owner(span.low)
    }

    fn owner(&self, interval: u32) -> u32 {
        match self.intervals.get(interval as usize) {
            Some(interval) => interval.owner,
            None => NONE,
        }
    }
}

impl Span {
    /// What is to be searched of an entry; nothing where it names a binding.
    #[inline]
    fn of(Entry(bits): Entry) -> Self {
        if bits & Entry::TAGS == Entry::SEARCH {
            Self { low: bits & Entry::LOW, size: (bits >> 26 & 15) + 1 }
        } else {
            Self { low: 0, size: 1 }
        }
    }
}

/// Positions in a table: at most [`crate::MOST`] bindings have as many as fit.
fn as_u32(length: usize) -> u32 {
    u32::try_from(length).unwrap_or(u32::MAX)
}
