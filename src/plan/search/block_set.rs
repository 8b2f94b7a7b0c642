//! Blocks as numbers, and the places of a terrain: one block, or several that are alike.

use crate::cidr::{Cidr, number};
use crate::sort;
use std::cmp::Ordering;

/// A block, as number of its first address and length.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(in crate::plan) struct CidrBlock {
    pub(in crate::plan) first: u128,
    pub(in crate::plan) length: u8,
}

/// The blocks that a node stands for. Each takes its own write.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(in crate::plan) enum BlockSet {
    /// One block.
    Single(CidrBlock),
    /// The two halves of a block.
    Halves(CidrBlock),
    /// What is left over beside a chain: the siblings of a block and of those above it, down from `length` bits.
    ChainSiblings(CidrBlock, u8),
}

/// The length of the block of a place, and what kind of place it is: a place but for its first address.
#[derive(Debug, Clone, Copy)]
pub(in crate::plan) enum BlockSetShape {
    Single(u8),
    Halves(u8),
    ChainSiblings(u8, u8),
}

impl CidrBlock {
    pub(in crate::plan) fn of(cidr: &Cidr) -> Self {
        Self { first: number(cidr.first()), length: cidr.length() }
    }

    pub(in crate::plan) fn parent(self, width: u8) -> Self {
        let length = self.length.saturating_sub(1);
        Self { first: self.first & prefix_mask(length, width), length }
    }

    pub(in crate::plan) fn halves(self, width: u8) -> [Self; 2] {
        let length = self.length + 1;
        [Self { length, ..self }, Self { first: self.first | half_bit(length, width), length }]
    }

    pub(in crate::plan) fn sibling(self, width: u8) -> Self {
        Self { first: self.first ^ half_bit(self.length, width), ..self }
    }

    /// Number of addresses; only `::/0` has more than fit, and no plan is made for it.
    pub(in crate::plan) fn size(self, width: u8) -> u128 {
        1u128.checked_shl(u32::from(width - self.length)).unwrap_or(u128::MAX)
    }

    pub(in crate::plan) fn last(self, width: u8) -> u128 {
        self.first | (self.size(width).wrapping_sub(1))
    }

    pub(in crate::plan) fn covers(self, other: Self, width: u8) -> bool {
        self.length <= other.length && other.first & prefix_mask(self.length, width) == self.first
    }
}

/// The bit that tells the two halves of a block of `length - 1` bits.
fn half_bit(length: u8, width: u8) -> u128 {
    1u128.checked_shl(u32::from(width.saturating_sub(length))).unwrap_or(0)
}

/// The first `length` of `width` bits.
fn prefix_mask(length: u8, width: u8) -> u128 {
    u128::MAX.checked_shl(u32::from(width - length)).unwrap_or(0)
}

impl BlockSetShape {
    /// How many blocks.
    pub(in crate::plan) fn count(self) -> u32 {
        match self {
            Self::Single(_) => 1,
            Self::Halves(_) => 2,
            Self::ChainSiblings(bottom, above) => u32::from(bottom - above),
        }
    }

    /// How many addresses.
    pub(in crate::plan) fn size(self, width: u8) -> u128 {
        let size = |length| CidrBlock { first: 0, length }.size(width);
        match self {
            Self::Single(length) | Self::Halves(length) => size(length),
            Self::ChainSiblings(bottom, above) => size(above) - size(bottom),
        }
    }

    /// The place with this first address.
    pub(in crate::plan) fn with_first(self, first: u128) -> BlockSet {
        let block = |length| CidrBlock { first, length };
        match self {
            Self::Single(length) => BlockSet::Single(block(length)),
            Self::Halves(length) => BlockSet::Halves(block(length)),
            Self::ChainSiblings(length, above) => BlockSet::ChainSiblings(block(length), above),
        }
    }
}

impl BlockSet {
    /// Its first address, and the rest.
    pub(in crate::plan) fn split(self) -> (u128, BlockSetShape) {
        match self {
            Self::Single(block) => (block.first, BlockSetShape::Single(block.length)),
            Self::Halves(block) => (block.first, BlockSetShape::Halves(block.length)),
            Self::ChainSiblings(block, above) => {
                (block.first, BlockSetShape::ChainSiblings(block.length, above))
            }
        }
    }

    /// The blocks, one after the other.
    pub(in crate::plan) fn for_each(self, width: u8, mut take: impl FnMut(CidrBlock)) {
        match self {
            Self::Single(block) => take(block),
            Self::Halves(block) => block.halves(width).into_iter().for_each(take),
            Self::ChainSiblings(bottom, length) => {
                let above = std::iter::successors(Some(bottom), |block| Some(block.parent(width)));
                let above = above.take_while(|block| block.length > length);
                above.for_each(|block| take(block.sibling(width)));
            }
        }
    }
}

/// Sorts by block; what has the same block stays in its order. O(n) for each byte in which the blocks differ.
pub(in crate::plan) fn sort<T: Copy>(list: &mut Vec<T>, block: impl Fn(&T) -> CidrBlock) {
    let Some(top) = list.first().map(&block).filter(|_| list.len() >= sort::FEW_TEXTS) else {
        return sort::sort_by(list, |one, other| block(one).cmp(&block(other)));
    };
    let byte = |block: CidrBlock, at: u32| match at {
        0 => block.length,
        at => block.first.to_le_bytes().get(at as usize - 1).copied().unwrap_or_default(),
    };
    let differ = list.iter().map(&block).fold(
        CidrBlock { first: 0, length: 0 },
        |bits, CidrBlock { first, length }| CidrBlock {
            first: bits.first | (first ^ top.first),
            length: bits.length | (length ^ top.length),
        },
    );
    let bytes = (0..=16).filter(|at| byte(differ, *at) != 0);
    sort::radix_sort_by_bytes(list, bytes, |one, at| byte(block(one), at));
}

/// The place of what compares as equal in a sorted list, or where it would be, looked for from a place on: O(log d) for
/// something d places away.
pub(in crate::plan) fn gallop_search<T>(
    list: &[T],
    from: usize,
    compare: impl Fn(&T) -> Ordering,
) -> Result<usize, usize> {
    let from = from.min(list.len().saturating_sub(1));
    let (mut low, mut high, mut step) = (from, from, 1);
    while list.get(low).is_some_and(|one| compare(one).is_gt()) && low > 0 {
        low = low.saturating_sub(step);
        step *= 2;
    }
    while list.get(high).is_some_and(|one| compare(one).is_le()) {
        high = list.len().min(high + step);
        step *= 2;
    }
    let found = list.get(low..high).unwrap_or_default().binary_search_by(compare);
    found.map(|at| low + at).map_err(|at| low + at)
}

/// The smallest block that covers both of two in order.
pub(in crate::plan) fn common_ancestor(a: CidrBlock, b: CidrBlock, width: u8) -> CidrBlock {
    let unlike = u128::BITS - (a.first ^ b.first).leading_zeros();
    let same = u32::from(width).saturating_sub(unlike);
    let length = u8::try_from(same).unwrap_or(width).min(a.length).min(b.length);
    CidrBlock { first: a.first & prefix_mask(length, width), length }
}

#[cfg(test)]
mod tests {
    use super::{CidrBlock, gallop_search, sort};
    use crate::sort::FEW_TEXTS;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn blocks_few_or_many_are_sorted_as_they_compare(
            list in proptest::collection::vec((any::<u128>(), 0u8..=128), 0..2 * FEW_TEXTS),
            // Of the first addresses all bits, or so few that many are the same.
            kept in proptest::sample::select(vec![u128::MAX, 0x101 << 60, 1, 0]),
        ) {
            let block = |(first, length): (u128, u8)| CidrBlock { first: first & kept, length };
            // Each twice, so that differences come in pairs.
            let twice = list.iter().chain(&list).copied();
            let mut sorted: Vec<_> = twice.map(block).zip(0..).collect();
            let mut expected: Vec<(CidrBlock, usize)> = sorted.clone();
            expected.sort_by_key(|(block, _)| *block);
            sort(&mut sorted, |(block, _)| *block);
            prop_assert_eq!(sorted, expected);
        }

        #[test]
        fn from_any_place_on_the_same_is_found(mut list in proptest::collection::vec(0u8..60, 0..50), wanted in 0u8..60) {
            list.sort_unstable();
            list.dedup();
            let expected = list.binary_search(&wanted);
            for from in 0..list.len() + 2 {
                prop_assert_eq!(gallop_search(&list, from, |one| one.cmp(&wanted)), expected);
            }
        }
    }
}
