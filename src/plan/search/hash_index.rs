//! An open-addressing hash index over a list: it holds positions, the list holds the elements.

/// Maps hashes to positions in a list. Linear probing, at most half full; nothing is removed.
#[derive(Debug, Default)]
pub(in crate::plan) struct HashIndex {
    /// Empty at first, then a power of two of them.
    slots: Vec<HashSlot>,
    used: usize,
}

/// A position with its hash: most mismatches are seen without reading the list.
#[derive(Debug, Clone, Copy, Default)]
struct HashSlot {
    hash: u32,
    /// The position plus one; 0 in a free slot.
    position: u32,
}

impl HashIndex {
    /// The position that has this hash and for which `is_match` returns true. Expected O(1).
    pub(in crate::plan) fn find(&self, hash: u32, is_match: impl Fn(u32) -> bool) -> Option<u32> {
        let mask = self.slots.len().wrapping_sub(1);
        let mut at = hash as usize & mask;
        loop {
            let slot = self.slots.get(at)?;
            let position = slot.position.checked_sub(1)?;
            if slot.hash == hash && is_match(position) {
                return Some(position);
            }
            at = (at + 1) & mask;
        }
    }

    /// The position of the element with the same key; appends the element where the list has none. Expected O(1).
    pub(in crate::plan) fn get_or_insert<T, K: PartialEq>(
        &mut self,
        hash: u32,
        list: &mut Vec<T>,
        element: T,
        key: impl Fn(&T) -> K,
    ) -> usize {
        let wanted = key(&element);
        let is_match = |position: u32| list.get(position as usize).is_some_and(|known| key(known) == wanted);
        if let Some(position) = self.find(hash, is_match) {
            return position as usize;
        }
        self.insert(hash, u32::try_from(list.len()).unwrap_or(u32::MAX));
        list.push(element);
        list.len() - 1
    }

    /// Adds a position under its hash.
    pub(in crate::plan) fn insert(&mut self, hash: u32, position: u32) {
        self.used += 1;
        if self.slots.len() < 2 * self.used {
            let larger = vec![HashSlot::default(); (2 * self.slots.len()).max(64)];
            let slots = std::mem::replace(&mut self.slots, larger);
            slots.into_iter().filter(|slot| slot.position > 0).for_each(|slot| self.insert_slot(slot));
        }
        self.insert_slot(HashSlot { hash, position: position + 1 });
    }

    /// Takes the first free slot, starting at the one that the hash selects.
    fn insert_slot(&mut self, slot: HashSlot) {
        let mask = self.slots.len() - 1;
        let mut at = slot.hash as usize & mask;
        while self.slots.get(at).is_some_and(|taken| taken.position > 0) {
            at = (at + 1) & mask;
        }
        if let Some(free) = self.slots.get_mut(at) {
            *free = slot;
        }
    }
}

/// `FxHash` over 64-bit words, its upper half. The words come from the planner, so no one can choose them to collide.
pub(in crate::plan) fn fx_hash(words: impl Iterator<Item = u64>) -> u32 {
    let mixed = words.fold(0u64, |sum, word| (sum.rotate_left(5) ^ word).wrapping_mul(0x517c_c1b7_2722_0a95));
    (mixed >> 32) as u32
}

#[cfg(test)]
mod tests {
    use super::HashIndex;

    #[test]
    fn entries_with_equal_hashes_are_all_compared_and_no_others() {
        let mut index = HashIndex::default();
        // Three hashes, and two of them select the same slot; each is inserted many times, beyond the sizes at which the
        // index grows.
        let hashes = [5, 64 + 5, 9];
        let hash_of = |position: u32| hashes[position as usize % 3];
        for position in 0..500 {
            assert_eq!(index.find(hash_of(position), |_| false), None);
            index.insert(hash_of(position), position);
        }
        for position in 0..500 {
            assert_eq!(index.find(hash_of(position), |at| at == position), Some(position));
            let compared = std::cell::Cell::new(0);
            let count = |at: u32| {
                assert_eq!(at % 3, position % 3, "only entries with this hash are compared");
                compared.set(compared.get() + 1);
                false
            };
            assert_eq!(index.find(hash_of(position), count), None);
            assert!(compared.get() >= 166, "all of them are: {}", compared.get());
        }
    }
}
