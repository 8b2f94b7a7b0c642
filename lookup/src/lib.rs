//! Longest-prefix match over blocks of addresses, from one to millions.
//!
//! This crate has the code that runs for thousands and millions of addresses, because it is compiled for speed and the
//! rest of byoip for size: reading plain bindings and addresses, flattening blocks to disjoint intervals, and the index
//! that finds them.

mod address_int;
mod batch_order;
mod block;
pub mod fast_binding;
mod index_key;
mod interval_index;
pub mod json_string;
mod parents;
pub mod parse;
pub mod progress;
pub mod radix_sort;
mod sweep;

pub use address_int::AddressInt;
pub use block::{Ipv4Blocks, RankedBlock};
use interval_index::IntervalIndex;
pub use parents::ParentLinks;
use sweep::flatten;

/// In place of a block's number: no block.
pub const NO_BLOCK: u32 = u32::MAX;

/// Most blocks of a table; their numbers are lower.
pub const MAX_BLOCKS: usize = 1 << 24;

/// An index of IPv4 blocks.
#[derive(Debug, Clone)]
pub struct Ipv4Index(IntervalIndex<u32>);

/// An index of IPv6 blocks.
#[derive(Debug, Clone)]
pub struct Ipv6Index(IntervalIndex<u128>);

impl Ipv4Index {
    /// An index of at most [`MAX_BLOCKS`] blocks, which also sets the parent of each in `tree`; no address outside the
    /// bounds, first and last, is found. O(n log n) at worst.
    // Inlined, so that it is compiled with the caller, for size.
    #[inline]
    #[must_use]
    pub fn new(blocks: Ipv4Blocks, bounds: (u32, u32), parents: &mut ParentLinks) -> Self {
        Self(IntervalIndex::new(flatten(blocks.sorted(), bounds, parents)))
    }

    /// Number of disjoint intervals that the blocks were flattened to, at most two for each and one.
    #[must_use]
    pub fn intervals(&self) -> usize {
        self.0.len()
    }

    /// The disjoint intervals in order, two numbers each: its first address, and the result of `owner` for its block or
    /// for [`NO_BLOCK`]. The first starts at zero, and each ends where the next one starts. O(n).
    // Inlined, since it is called once.
    #[inline]
    #[must_use]
    pub fn flat_intervals(&self, owner: &dyn Fn(u32) -> u32) -> Vec<u32> {
        let mut list = Vec::new();
        for interval in &self.0.intervals {
            list.extend_from_slice(&[interval.start, owner(interval.owner)]);
        }
        list
    }

    /// The most specific block that covers the address, or [`NO_BLOCK`]. O(log n), and constant for most tables.
    #[must_use]
    pub fn find(&self, address: u32) -> u32 {
        self.0.find(address)
    }

    /// The blocks of addresses, up to the length of the shorter slice, -1 for none. O(m log n).
    pub fn find_many(&self, addresses: &[u32], found: &mut [i32]) {
        self.0.find_many(addresses, |address| address, found);
    }

    /// The blocks of addresses as text, -1 for none; `other` answers for each text that is not an IPv4 address. Texts
    /// of the given lengths come first, without separators, then one text on each line; a final line feed does not
    /// start another line. O(bytes + m log n).
    // Inlined, so that it is compiled with the caller, for size; the hot parts are calls.
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
    /// As [`Ipv4Index::new`].
    #[inline]
    #[must_use]
    pub fn new(blocks: &[RankedBlock<u128>], bounds: (u128, u128), parents: &mut ParentLinks) -> Self {
        Self(IntervalIndex::new(flatten(block::sorted(blocks), bounds, parents)))
    }

    /// As [`Ipv4Index::intervals`].
    #[must_use]
    pub fn intervals(&self) -> usize {
        self.0.len()
    }

    /// As [`Ipv4Index::find`].
    #[must_use]
    pub fn find(&self, address: u128) -> u32 {
        self.0.find(address)
    }

    /// As [`Ipv4Index::find_many`], for addresses in network order.
    pub fn find_many(&self, addresses: &[[u8; 16]], found: &mut [i32]) {
        self.0.find_many(addresses, u128::from_be_bytes, found);
    }
}
