//! The next less specific block of each block.

use crate::NO_BLOCK;

/// For each block its rank and its parent, the next less specific block, in four bytes.
#[derive(Debug, Clone)]
pub struct ParentLinks {
    nodes: Vec<u32>,
    /// For each block the owner of the addresses that match it, where some block has rank 0 and so owns nothing; else
    /// empty.
    owners: Vec<u32>,
}

/// The number of the parent; all ones for none.
const PARENT: u32 = (1 << 25) - 1;
/// Set where the parent has the same addresses.
const SAME_CIDR: u32 = 1 << 25;
/// The rank is in the bits above.
const RANK: u32 = 26;

impl ParentLinks {
    /// `count` blocks of the same rank, without parents.
    #[must_use]
    pub fn new(count: usize, rank: u8) -> Self {
        Self { nodes: vec![u32::from(rank) << RANK | PARENT; count], owners: Vec::new() }
    }

    /// Sets the rank of a block. A block of rank 0 owns nothing: its addresses belong to its parent.
    pub fn set_rank(&mut self, block: u32, rank: u8) {
        if let Some(node) = self.nodes.get_mut(block as usize) {
            *node = u32::from(rank) << RANK | PARENT;
        }
        if rank == 0 {
            self.owners.resize(self.nodes.len(), NO_BLOCK);
        }
    }

    /// Sets the parent of a block, [`NO_BLOCK`] for none. The parent of the parent must be set.
    pub(crate) fn set_parent(&mut self, block: u32, parent: u32, same_cidr: bool) {
        let above = self.owner(parent);
        if let Some(node) = self.nodes.get_mut(block as usize) {
            let rank = *node >> RANK;
            *node = rank << RANK | if same_cidr { SAME_CIDR } else { 0 } | parent & PARENT;
            if let Some(owner) = self.owners.get_mut(block as usize) {
                *owner = if rank == 0 { above } else { block };
            }
        }
    }

    /// Number of blocks.
    #[must_use]
    pub fn len(&self) -> usize {
        self.nodes.len()
    }

    /// True without blocks.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.nodes.is_empty()
    }

    /// True where some block owns nothing, so that the match of an address is not always its owner.
    #[must_use]
    pub fn has_non_owner(&self) -> bool {
        !self.owners.is_empty()
    }

    /// The owner of the addresses that match a block, or [`NO_BLOCK`].
    #[must_use]
    #[inline]
    pub fn owner(&self, block: u32) -> u32 {
        if self.owners.is_empty() {
            return block;
        }
        self.owners.get(block as usize).copied().unwrap_or(NO_BLOCK)
    }

    /// The rank of a block, its parent or [`NO_BLOCK`], and whether both have the same addresses.
    #[must_use]
    pub fn entry(&self, block: u32) -> Option<(u8, u32, bool)> {
        let node = *self.nodes.get(block as usize)?;
        let parent = if node & PARENT == PARENT { NO_BLOCK } else { node & PARENT };
        Some(((node >> RANK) as u8, parent, node & SAME_CIDR != 0))
    }
}
