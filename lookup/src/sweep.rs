//! From nested blocks to disjoint intervals.

use crate::NONE;
use crate::key::Key;
use crate::sort::by_bytes;
use alloc::vec;
use alloc::vec::Vec;

/// A block that is to be found by its addresses.
#[derive(Debug, Clone, Copy)]
pub struct Block<K> {
    /// Its first address.
    pub first: K,
    /// Its prefix length, in bits.
    pub length: u8,
    /// Of blocks with the same addresses, the one with the highest rank is found.
    pub rank: u8,
    /// Its number; of equal ranks, the lowest number is found.
    pub index: u32,
}

/// Sorts by first address, then length, then rank, then position, the last in reverse: parents come before
/// children, and of several bindings for one CIDR the winner comes last, that is, innermost.
fn sort<K: Key>(blocks: &mut Vec<Block<K>>) {
    blocks.reverse();
    by_bytes(blocks, 0..2 + K::BYTES, |block, at| match at {
        0 => block.rank,
        1 => block.length,
        at => block.first.byte(at - 2),
    });
}

/// From its start to the next one's.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Interval<K> {
    pub(crate) start: K,
    /// The binding, or [`NONE`].
    pub(crate) owner: u32,
}

/// Intervals in order, the first from zero.
#[derive(Debug)]
pub(crate) struct Intervals<K>(Vec<Interval<K>>);

impl<K: Key> Intervals<K> {
    /// Nobody's space.
    fn free() -> Self {
        Self(vec![Interval { start: K::ZERO, owner: NONE }])
    }

    /// Flattens the blocks and tells `link` of each block's parent: child, parent, same CIDR. O(n), in one sweep.
    pub(crate) fn of(mut blocks: Vec<Block<K>>, link: &mut dyn FnMut(u32, u32, bool)) -> Self {
        sort(&mut blocks);
        let mut intervals = Self::free();
        let mut open: Vec<(K, Block<K>)> = Vec::new();
        for block in blocks {
            while let Some(&(last, _)) = open.last()
                && last < block.first
            {
                open.pop();
                intervals.close(last, open.last().map_or(NONE, |(_, b)| b.index));
            }
            let above = open.last().map(|&(_, b)| b);
            let twin = above.is_some_and(|a| a.first == block.first && a.length == block.length);
            link(block.index, above.map_or(NONE, |a| a.index), twin);
            intervals.open(block.first, block.index);
            open.push((block.first.last(block.length), block));
        }
        while let Some((last, _)) = open.pop() {
            intervals.close(last, open.last().map_or(NONE, |(_, b)| b.index));
        }
        intervals
    }

    /// The intervals; of those between the bounds only, where there are some, and with nobody's space around them.
    pub(crate) fn within(self, bounds: Option<(K, K)>) -> Vec<Interval<K>> {
        let Some((low, high)) = bounds else { return Vec::new() };
        if (low, high) == (K::ZERO, K::MAX) {
            return self.0;
        }
        let mut part = Self::free();
        for Interval { start, owner } in self.0 {
            if start <= high {
                part.open(start.max(low), owner);
            }
        }
        part.close(high, NONE);
        part.0
    }

    fn open(&mut self, start: K, owner: u32) {
        self.0.pop_if(|last| last.start == start);
        if self.0.last().is_none_or(|last| last.owner != owner) {
            self.0.push(Interval { start, owner });
        }
    }

    /// The block that ends at `last` gives way to `owner`.
    fn close(&mut self, last: K, owner: u32) {
        if let Some(next) = last.next() {
            self.open(next, owner);
        }
    }
}
