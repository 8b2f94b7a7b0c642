//! The order in which many addresses are looked up in a table that no cache holds.
//!
//! Asked as they come, each address waits for memory, and for the page that the memory lies in. Asked in the order of
//! the root's slots, those of one prefix come one after the other, and find what the one before them fetched. Putting
//! them in order costs two passes over twice eight bytes, which small tables and small batches would not earn.

/// Fewest intervals of a table that is asked in order: at half of them it was no gain.
const LARGE: usize = 1 << 17;
/// An address for so many intervals at least: fewer have no neighbours.
const INTERVALS_PER_ADDRESS: usize = 1 << 5;
/// Most addresses that are put in order at once, in 5 MiB.
pub(crate) const BATCH: usize = 1 << 17;

/// Whether an order is worth its time.
pub(crate) fn is_worth_sorting(intervals: usize, addresses: usize) -> bool {
    intervals >= LARGE && addresses >= intervals / INTERVALS_PER_ADDRESS
}
