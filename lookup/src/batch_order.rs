//! The order in which many addresses are looked up in a table that exceeds the caches.
//!
//! In the given order, each address waits for memory, and for the page table entry. In the order of the root's slots,
//! the addresses of one prefix follow each other and find the memory that the first one fetched. The sorting costs two
//! passes over twice eight bytes, which small tables and small batches would not repay.

/// Fewest intervals of a table that is looked up in order: with half of them it was not faster.
const LARGE: usize = 1 << 17;
/// Most intervals for each address: with more, addresses have no neighbours.
const INTERVALS_PER_ADDRESS: usize = 1 << 5;
/// Most addresses that are sorted at once, in 5 MiB.
pub(crate) const BATCH: usize = 1 << 17;

/// Whether sorting is worth its time.
pub(crate) fn is_worth_sorting(intervals: usize, addresses: usize) -> bool {
    intervals >= LARGE && addresses >= intervals / INTERVALS_PER_ADDRESS
}
