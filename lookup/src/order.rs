//! The order in which many addresses are looked up in a table that no cache holds.
//!
//! Asked as they come, each address waits for memory, and for the page that the memory lies in. Asked in the order of
//! the root's slots, those of one prefix come one after the other, and find what the one before them fetched. Putting
//! them in order costs two passes over twice eight bytes, which small tables and small batches would not earn.

use crate::column::MOST_SLOTS;
use alloc::vec::Vec;

/// Fewest intervals of a table that is asked in order: at half of them it was no gain.
const LARGE: usize = 1 << 17;
/// An address for so many intervals at least: fewer have no neighbours.
const APART: usize = 1 << 5;
/// Most addresses that are put in order at once, in 5 MiB.
pub(crate) const BATCH: usize = 1 << 17;

/// Bits of a slot that a pass looks at.
const PASS: u32 = MOST_SLOTS.trailing_zeros() / 2;

/// Whether an order is worth its time.
pub(crate) fn pays(intervals: usize, addresses: usize) -> bool {
    intervals >= LARGE && addresses >= intervals / APART
}

/// An address of a batch: its slot of the root, and in the lower half its place in the batch.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Asked(u64);

impl Asked {
    pub(crate) fn new((slot, place): (u32, u32)) -> Self {
        Self(u64::from(slot) << 32 | u64::from(place))
    }

    #[expect(clippy::cast_possible_truncation, reason = "the lower half is meant")]
    pub(crate) fn place(self) -> usize {
        self.0 as u32 as usize
    }

    /// As many bits of the slot as a pass looks at.
    fn digit(self, shift: u32) -> usize {
        Self(self.0 >> 32 >> shift).place() % (1 << PASS)
    }
}

/// Puts them in order of their slots: a radix sort. O(m).
pub(crate) fn by_slot(mut asked: Vec<Asked>) -> Vec<Asked> {
    let mut other = asked.clone();
    for shift in [0, PASS] {
        let mut ends = [0; 1 << PASS];
        for one in &asked {
            if let Some(count) = ends.get_mut(one.digit(shift)) {
                *count += 1;
            }
        }
        let mut sum = 0;
        for count in &mut ends {
            sum += core::mem::replace(count, sum);
        }
        for one in &asked {
            if let Some(end) = ends.get_mut(one.digit(shift)) {
                if let Some(place) = other.get_mut(*end) {
                    *place = *one;
                }
                *end += 1;
            }
        }
        core::mem::swap(&mut asked, &mut other);
    }
    asked
}
