//! From nested blocks to disjoint intervals.

use crate::NO_BLOCK;
use crate::address_int::AddressInt;
use crate::block::RankedBlock;
use crate::parents::ParentLinks;
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
struct IntervalBuilder<K> {
    /// No two neighbours have the same owner.
    list: Vec<Interval<K>>,
    /// What comes next, unless another one starts there too.
    next: Interval<K>,
    low: K,
    high: K,
}

/// A block that has begun.
#[derive(Debug, Clone, Copy)]
struct OpenBlock<K> {
    last: K,
    length: u8,
    index: u32,
}

/// Flattens blocks that come in their order, and tells the tree of each block's parent. Outside the bounds, first and last,
/// the space is nobody's. O(n), in one sweep.
pub(crate) fn flatten<K: AddressInt>(
    blocks: impl Iterator<Item = RankedBlock<K>>,
    (low, high): (K, K),
    tree: &mut ParentLinks,
) -> Vec<Interval<K>> {
    let list = Vec::with_capacity(2 * blocks.size_hint().1.unwrap_or(0) + 2);
    let mut intervals =
        IntervalBuilder { list, next: Interval { start: K::ZERO, owner: NO_BLOCK }, low, high };
    let mut open: Vec<OpenBlock<K>> = Vec::new();
    for RankedBlock { first, length, index, .. } in blocks {
        while let Some(&OpenBlock { last, .. }) = open.last()
            && last < first
        {
            open.pop();
            intervals.close(last, &open);
        }
        let above = open.last();
        // Of the same length, the one that has this block in it is the same block.
        let twin = above.is_some_and(|above| above.length == length);
        tree.set_parent(index, above.map_or(NO_BLOCK, |above| above.index), twin);
        intervals.open(first, index);
        open.push(OpenBlock { last: first.last(length), length, index });
    }
    while let Some(OpenBlock { last, .. }) = open.pop() {
        intervals.close(last, &open);
    }
    intervals.high = K::MAX;
    intervals.close(high, &[]);
    intervals.push();
    intervals.list
}

impl<K: AddressInt> IntervalBuilder<K> {
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
    fn close(&mut self, last: K, open: &[OpenBlock<K>]) {
        if let Some(next) = last.checked_next() {
            self.open(next, open.last().map_or(NO_BLOCK, |above| above.index));
        }
    }
}
