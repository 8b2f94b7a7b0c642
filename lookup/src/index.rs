//! The index of IPv4 as a list of numbers, for a look-up on the other side of a boundary.

use crate::column::{Column, Entry, Node, Word};
use crate::{NONE, V4};
use alloc::vec::Vec;

impl V4 {
    /// The index as one list, which a reader of its own walks: places are those of the list.
    ///
    /// First the nodes, of which the root is the first, four numbers each: first boundary, last boundary, shift, and the
    /// place of their slots. Slots are two numbers for 32 of them: bits, and the place of the entry before them. An entry
    /// is a number whose upper two bits tell what the rest is: 00 the `owner` of a block, all ones for none; 01 intervals to search, the
    /// number of them less one in four bits and the place of the first; 10 the place of a node. An interval is two
    /// numbers: start and owner.
    ///
    /// Empty without blocks, and where the list would be longer than `most`. O(length).
    #[must_use]
    pub fn index(&self, most: usize, owner: &dyn Fn(u32) -> u32) -> Vec<u32> {
        let Column { intervals, nodes, words, entries } = &self.0;
        let slots = 4 * nodes.len();
        let first = slots + 2 * words.len();
        let searched = first + entries.len();
        let length = searched + 2 * intervals.len();
        let mut index = Vec::new();
        // A place of an interval has 26 bits.
        if nodes.is_empty() || length > most.min(1 << 26) {
            return index;
        }
        let [slots, first, searched] =
            [slots, first, searched].map(|place| u32::try_from(place).unwrap_or(NONE));
        index.reserve_exact(length);
        for Node { base, span, shift, at } in nodes {
            index.extend([*base, base + span, *shift, slots + 2 * at]);
        }
        for Word { bits, before } in words {
            index.extend([*bits, first + before]);
        }
        index.extend(entries.iter().map(|entry| match entry.0 & Entry::TAGS {
            Entry::OWNER => Entry::owner(owner(entry.binding())).0,
            Entry::SEARCH => {
                let low = entry.0 & Entry::LOW;
                entry.0 - low + searched + 2 * low
            }
            _ => Entry::NODE | (4 * (entry.0 & !Entry::TAGS)),
        }));
        for interval in intervals {
            index.extend([interval.start, owner(interval.owner)]);
        }
        index
    }
}
