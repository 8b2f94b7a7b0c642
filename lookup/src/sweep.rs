//! From nested blocks to disjoint intervals.

use crate::NONE;
use crate::address_int::Key;
use crate::block::Block;
use crate::parents::Tree;
use alloc::vec::Vec;

/// From its start to the next one's.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Interval<K> {
    pub(crate) start: K,
    /// The binding, or [`NONE`].
    pub(crate) owner: u32,
}

/// Intervals in order, the first from zero, of which those outside the bounds are nobody's.
#[derive(Debug)]
struct Intervals<K> {
    /// No two neighbours have the same owner.
    list: Vec<Interval<K>>,
    /// What comes next, unless another one starts there too.
    next: Interval<K>,
    low: K,
    high: K,
}

/// A block that has begun.
#[derive(Debug, Clone, Copy)]
struct Open<K> {
    last: K,
    length: u8,
    index: u32,
}

/// Flattens blocks that come in their order, and tells the tree of each block's parent. Outside the bounds, first and last,
/// the space is nobody's. O(n), in one sweep.
pub(crate) fn sweep<K: Key>(
    blocks: impl Iterator<Item = Block<K>>,
    (low, high): (K, K),
    tree: &mut Tree,
) -> Vec<Interval<K>> {
    let list = Vec::with_capacity(2 * blocks.size_hint().1.unwrap_or(0) + 2);
    let mut intervals = Intervals { list, next: Interval { start: K::ZERO, owner: NONE }, low, high };
    let mut open: Vec<Open<K>> = Vec::new();
    for Block { first, length, index, .. } in blocks {
        while let Some(&Open { last, .. }) = open.last()
            && last < first
        {
            open.pop();
            intervals.close(last, &open);
        }
        let above = open.last();
        // Of the same length, the one that has this block in it is the same block.
        let twin = above.is_some_and(|above| above.length == length);
        tree.link(index, above.map_or(NONE, |above| above.index), twin);
        intervals.open(first, index);
        open.push(Open { last: first.last(length), length, index });
    }
    while let Some(Open { last, .. }) = open.pop() {
        intervals.close(last, &open);
    }
    intervals.high = K::MAX;
    intervals.close(high, &[]);
    intervals.push();
    intervals.list
}

impl<K: Key> Intervals<K> {
    fn open(&mut self, start: K, owner: u32) {
        if start > self.high {
            return;
        }
        let start = start.max(self.low);
        if start != self.next.start {
            self.push();
        }
        self.next = Interval { start, owner };
    }

    fn push(&mut self) {
        if self.list.last().is_none_or(|last| last.owner != self.next.owner) {
            self.list.push(self.next);
        }
    }

    /// The block that ends at `last` gives way to the innermost of those that are open.
    fn close(&mut self, last: K, open: &[Open<K>]) {
        if let Some(next) = last.next() {
            self.open(next, open.last().map_or(NONE, |above| above.index));
        }
    }
}
