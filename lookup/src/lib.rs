//! Longest-prefix match over blocks of addresses, from one to millions.
//!
//! What byoip does by the thousand and by the million stands here, apart from all else, because it is compiled for speed
//! and all else for size: rows of a list and addresses from text, blocks flattened to disjoint intervals, and the index
//! that finds them.

#![no_std]

extern crate alloc;

mod address_int;
mod batch_order;
mod block;
pub mod fast_binding;
mod interval_index;
pub mod json_string;
mod parents;
pub mod parse;
pub mod progress;
pub mod radix_sort;
mod sweep;

pub use address_int::AddressInt;
use alloc::vec::Vec;
pub use block::{Ipv4Blocks, RankedBlock};
use interval_index::IntervalIndex;
pub use parents::ParentLinks;
use sweep::flatten;

/// In place of a block's number: there is none.
pub const NO_BLOCK: u32 = u32::MAX;

/// Most blocks of a table; numbers of blocks are below it.
pub const MAX_BLOCKS: usize = 1 << 24;

/// A table of IPv4 blocks.
#[derive(Debug, Clone)]
pub struct Ipv4Index(IntervalIndex<u32>);

/// A table of IPv6 blocks.
#[derive(Debug, Clone)]
pub struct Ipv6Index(IntervalIndex<u128>);

impl Ipv4Index {
    /// A table of at most [`MOST`] blocks, of which the tree is told what stands above each; of addresses outside the
    /// bounds, first and last, none is found. O(n log n) at worst.
    // Inlined, so that it is compiled with the caller, for size.
    #[inline]
    #[must_use]
    pub fn new(blocks: Ipv4Blocks, bounds: (u32, u32), tree: &mut ParentLinks) -> Self {
        Self(IntervalIndex::new(flatten(blocks.sorted(), bounds, tree)))
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
    pub fn flat_intervals(&self, owner: &dyn Fn(u32) -> u32) -> Vec<u32> {
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

    /// The blocks of addresses as text, -1 for none; `other` is asked of each text that is no IPv4 address alone. First come
    /// texts of the given lengths, with nothing between them, then texts one a line; a final line feed starts no further
    /// line. O(bytes + m log n).
    // Inlined, so that it is compiled with the caller, for size: what takes long is called.
    #[inline]
    pub fn find_texts(
        &self,
        text: &[u8],
        lengths: &[u8],
        other: &mut dyn FnMut(&[u8]) -> i32,
        found: &mut Vec<i32>,
    ) {
        let (mut addresses, mut others) = (Vec::with_capacity(lengths.len()), Vec::new());
        let (mut rest, mut lengths) = (text, lengths.iter());
        loop {
            let given = lengths.next().map(|length| usize::from(*length));
            if given.is_none() && rest.is_empty() {
                break;
            }
            let read = match given {
                Some(length) => {
                    rest.get(..length).and_then(parse::parse_ipv4).map(|address| (address, length))
                }
                None => parse::parse_ipv4_line(rest),
            };
            let (address, length) = read.unwrap_or_else(|| {
                let end = given.or_else(|| rest.iter().position(|byte| *byte == b'\n'));
                let end = end.unwrap_or(rest.len());
                others.push((found.len() + addresses.len(), other(rest.get(..end).unwrap_or_default())));
                (0, end + usize::from(given.is_none()))
            });
            addresses.push(address);
            rest = rest.get(length..).unwrap_or_default();
        }
        let before = found.len();
        found.resize(before + addresses.len(), 0);
        self.find_many(&addresses, found.get_mut(before..).unwrap_or_default());
        for (place, answer) in others {
            if let Some(out) = found.get_mut(place) {
                *out = answer;
            }
        }
    }
}

impl Ipv6Index {
    /// As [`V4::new`].
    #[inline]
    #[must_use]
    pub fn new(blocks: &[RankedBlock<u128>], bounds: (u128, u128), tree: &mut ParentLinks) -> Self {
        Self(IntervalIndex::new(flatten(block::sorted(blocks), bounds, tree)))
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
