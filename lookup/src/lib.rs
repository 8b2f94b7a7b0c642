//! Longest-prefix match over blocks of addresses, from one to millions.
//!
//! What byoip does by the thousand and by the million stands here, apart from all else, because it is compiled for speed
//! and all else for size: rows of a list and addresses from text, blocks flattened to disjoint intervals, and the index
//! that finds them.

#![no_std]

extern crate alloc;

mod block;
mod column;
mod key;
mod order;
pub mod row;
pub mod sort;
mod sweep;
pub mod text;
mod tree;

use alloc::vec::Vec;
pub use block::{Block, V4Blocks};
use column::{Column, STEP};
use sweep::sweep;
pub use tree::Tree;

/// In place of a block's number: there is none.
pub const NONE: u32 = u32::MAX;

/// Most blocks of a table; numbers of blocks are below it.
pub const MOST: usize = 1 << 24;

/// A table of IPv4 blocks.
#[derive(Debug, Clone)]
pub struct V4(Column<u32>);

/// A table of IPv6 blocks.
#[derive(Debug, Clone)]
pub struct V6(Column<u128>);

impl V4 {
    /// A table of at most [`MOST`] blocks, of which the tree is told what stands above each; of addresses outside the
    /// bounds, first and last, none is found. O(n log n) at worst.
    // Inlined, so that it is compiled with the caller, for size.
    #[inline]
    #[must_use]
    pub fn new(blocks: V4Blocks, bounds: (u32, u32), tree: &mut Tree) -> Self {
        Self(Column::new(sweep(blocks.sorted(), bounds, tree)))
    }

    /// Number of disjoint intervals that the blocks were flattened to, at most two for each and one.
    #[must_use]
    pub fn intervals(&self) -> usize {
        self.0.len()
    }

    /// The disjoint intervals in order, two numbers each: its first address, and what `owner` says of its block or of
    /// [`NONE`]. The first starts from zero, and each ends where the next one starts. O(n).
    // Inlined, as it is asked once.
    #[inline]
    #[must_use]
    pub fn list(&self, owner: &dyn Fn(u32) -> u32) -> Vec<u32> {
        let mut list = Vec::new();
        for interval in &self.0.intervals {
            list.extend_from_slice(&[interval.start, owner(interval.owner)]);
        }
        list
    }

    /// The most-specific block that covers the address, or [`NONE`]. O(log n), and a constant for most tables.
    #[must_use]
    pub fn find(&self, address: u32) -> u32 {
        self.0.find(address)
    }

    /// The blocks of as many addresses as both slices have, -1 for none. O(m log n).
    pub fn find_many(&self, addresses: &[u32], found: &mut [i32]) {
        self.0.find_many(addresses, |address| address, found);
    }

    /// The blocks of addresses as text, one a line, -1 for none; `other` is asked of each line that is no IPv4 address
    /// alone. A final line feed starts no further line. O(bytes + m log n).
    pub fn find_lines(&self, text: &[u8], other: &mut dyn FnMut(&[u8]) -> i32, found: &mut Vec<i32>) {
        let (mut step, mut waiting) = ([(0, 0); STEP], 0);
        let look = |step: &[(u32, usize)], found: &mut Vec<i32>| {
            let mut addresses = [0; STEP];
            for (address, (given, _)) in addresses.iter_mut().zip(step) {
                *address = *given;
            }
            for (block, (_, place)) in self.0.find_step(addresses).into_iter().zip(step) {
                if let Some(out) = found.get_mut(*place) {
                    *out = block.cast_signed();
                }
            }
        };
        let mut rest = text;
        while !rest.is_empty() {
            let length = if let Some((address, length)) = text::v4_line(rest) {
                if let Some(slot) = step.get_mut(waiting) {
                    *slot = (address, found.len());
                }
                found.push(NONE.cast_signed());
                waiting += 1;
                if waiting == STEP {
                    look(&step, found);
                    waiting = 0;
                }
                length
            } else {
                let end = rest.iter().position(|byte| *byte == b'\n').unwrap_or(rest.len());
                found.push(other(rest.get(..end).unwrap_or_default()));
                end + 1
            };
            rest = rest.get(length..).unwrap_or_default();
        }
        look(step.get(..waiting).unwrap_or_default(), found);
    }
}

impl V6 {
    /// As [`V4::new`].
    #[inline]
    #[must_use]
    pub fn new(blocks: &[Block<u128>], bounds: (u128, u128), tree: &mut Tree) -> Self {
        Self(Column::new(sweep(block::sorted(blocks), bounds, tree)))
    }

    /// As [`V4::intervals`].
    #[must_use]
    pub fn intervals(&self) -> usize {
        self.0.len()
    }

    /// As [`V4::find`].
    #[must_use]
    pub fn find(&self, address: u128) -> u32 {
        self.0.find(address)
    }

    /// As [`V4::find_many`], of addresses in network order.
    pub fn find_many(&self, addresses: &[[u8; 16]], found: &mut [i32]) {
        self.0.find_many(addresses, u128::from_be_bytes, found);
    }
}
