//! The blocks of a trie node: one block, or several with the same best schedule.

use super::cidr_block::CidrBlock;

/// The blocks of a node. Each takes writes of its own.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(in crate::plan) enum BlockSet {
    /// One block.
    Single(CidrBlock),
    /// The two halves of a block.
    Halves(CidrBlock),
    /// What a chain leaves over: the siblings of a block and of its ancestors with more than `length` bits.
    ChainSiblings(CidrBlock, u8),
}

/// A set of blocks without its first address. The first number is the length of the block.
#[derive(Debug, Clone, Copy)]
pub(in crate::plan) enum BlockSetShape {
    Single(u8),
    Halves(u8),
    ChainSiblings(u8, u8),
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

    /// The set with this first address.
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
    /// The first address of the block, and the shape.
    pub(in crate::plan) fn split(self) -> (u128, BlockSetShape) {
        match self {
            Self::Single(block) => (block.first, BlockSetShape::Single(block.length)),
            Self::Halves(block) => (block.first, BlockSetShape::Halves(block.length)),
            Self::ChainSiblings(block, above) => {
                (block.first, BlockSetShape::ChainSiblings(block.length, above))
            }
        }
    }

    /// Calls `take` with each block.
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
