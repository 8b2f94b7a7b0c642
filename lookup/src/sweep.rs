//! Flattens nested blocks to disjoint intervals.

use crate::NO_BLOCK;
use crate::address_int::AddressInt;
use crate::block::RankedBlock;
use crate::parents::ParentLinks;

/// From its start to that of the next one.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Interval<K> {
    pub(crate) start: K,
    /// The binding, or [`NO_BLOCK`].
    pub(crate) owner: u32,
}

/// Intervals in order, the first from zero; those outside the bounds have no owner.
#[derive(Debug)]
struct IntervalBuilder<K> {
    /// No two neighbours have the same owner.
    list: Vec<Interval<K>>,
    /// The next one, unless another one has the same start.
    next: Interval<K>,
    low: K,
    high: K,
}

/// A block that has started and not ended.
#[derive(Debug, Clone, Copy)]
struct OpenBlock<K> {
    last: K,
    length: u8,
    index: u32,
}

/// Flattens sorted blocks, and sets the parent of each in `tree`. Outside the bounds, first and last, there is no
/// owner. O(n), in one sweep.
pub(crate) fn flatten<K: AddressInt>(
    blocks: impl Iterator<Item = RankedBlock<K>>,
    (low, high): (K, K),
    parents: &mut ParentLinks,
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
        // A block of the same length around this one has the same addresses.
        let same_cidr = above.is_some_and(|above| above.length == length);
        parents.set_parent(index, above.map_or(NO_BLOCK, |above| above.index), same_cidr);
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

    /// After the block that ends at `last`, the innermost open block owns the addresses.
    fn close(&mut self, last: K, open: &[OpenBlock<K>]) {
        if let Some(next) = last.checked_next() {
            self.open(next, open.last().map_or(NO_BLOCK, |above| above.index));
        }
    }
}
