//! Blocks of addresses, and the order in which they are swept: by first address, then length, then rank, then
//! descending number. Parents come before children, and among blocks with the same addresses the one to find comes
//! last, as the innermost.

use crate::MAX_BLOCKS;
use crate::radix_sort::{KeyedIndex, radix_sort_by_key};

/// A block in a table.
#[derive(Debug, Clone, Copy)]
pub struct RankedBlock<K> {
    /// Its first address.
    pub first: K,
    /// Its prefix length, in bits.
    pub length: u8,
    /// Among blocks with the same addresses, the one with the highest rank is found; at most 3.
    pub rank: u8,
    /// Its number, below [`MAX_BLOCKS`]; among equal ranks, the lowest number is found.
    pub index: u32,
}

/// IPv4 blocks in eight bytes each: their sort key is one number.
#[derive(Debug, Clone, Default)]
pub struct Ipv4Blocks(Vec<KeyedIndex>);

impl Ipv4Blocks {
    /// Adds a block whose number is lower than those before it.
    pub fn push(&mut self, RankedBlock { first, length, rank, index }: RankedBlock<u32>) {
        self.0.push(KeyedIndex::new(u64::from(first) << 8 | u64::from(length) << 2 | u64::from(rank), index));
    }

    /// A block for each address, in little-endian order, with its length; numbered from 0, all with the same rank.
    /// `None` where one of them is not a block. O(n).
    #[must_use]
    pub fn of_columns(addresses: &[[u8; 4]], lengths: &[u8], rank: u8) -> Option<Self> {
        let mut blocks = Self(Vec::with_capacity(lengths.len().min(MAX_BLOCKS)));
        // Checked after the loop, so that the loop has no branch.
        let mut wrong = 0;
        let count = u32::try_from(lengths.len()).unwrap_or(u32::MAX);
        for (index, (address, length)) in (0..count).zip(addresses.iter().zip(lengths)).rev() {
            let first = u32::from_le_bytes(*address);
            let host_bits = u32::MAX.checked_shr(u32::from(*length)).unwrap_or(0);
            wrong |= first & host_bits | u32::from(*length > 32);
            blocks.push(RankedBlock { first, length: *length, rank, index });
        }
        (wrong == 0).then_some(blocks)
    }

    /// The blocks, sorted.
    pub(crate) fn sorted(self) -> impl Iterator<Item = RankedBlock<u32>> {
        let mut items = self.0;
        radix_sort_by_key(&mut items);
        items.into_iter().map(|item| {
            let [rest, first @ ..] = item.key().to_le_bytes();
            let first = first.first_chunk().map_or(0, |bytes| u32::from_le_bytes(*bytes));
            RankedBlock { first, length: rest >> 2, rank: rest & 3, index: item.place() }
        })
    }
}

/// IPv6 blocks, given by descending number, sorted by forty bits at a time.
pub(crate) fn sorted(blocks: &[RankedBlock<u128>]) -> impl Iterator<Item = RankedBlock<u128>> {
    let mut order: Vec<_> = (0..).map(|place| KeyedIndex::new(0, place)).take(blocks.len()).collect();
    let of = |item: KeyedIndex| blocks.get(item.place() as usize).copied();
    for round in 0..4 {
        for item in &mut order {
            if let Some(RankedBlock { first, length, rank, .. }) = of(*item) {
                #[expect(clippy::cast_possible_truncation, reason = "the lower bits are wanted")]
                let part = |shift: u32| first.checked_shr(shift).unwrap_or(0) as u64;
                let key = match round {
                    0 => u64::from(length) << 2 | u64::from(rank) | part(0) << 10,
                    _ => part(KeyedIndex::KEY * round - 10),
                };
                *item = KeyedIndex::new(key, item.place());
            }
        }
        radix_sort_by_key(&mut order);
    }
    order.into_iter().filter_map(of)
}
