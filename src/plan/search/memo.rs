//! What a search has seen and found: each view once, and the best course of each node in each situation.

use super::options::View;
use super::solver::{Cost, Hits};
use super::state::StateId;
use super::trie::NodeId;
use std::ops::Range;

/// Number of a view.
pub(in crate::plan) type ViewId = u32;

/// The different views, each with a number.
#[derive(Debug, Default)]
pub(in crate::plan) struct ViewTable {
    list: Vec<View>,
    index: HashIndex,
    /// The one that was asked for last: mostly it is asked for again.
    last: ViewId,
}

impl ViewTable {
    /// The number of a view. Expected O(1).
    pub(in crate::plan) fn intern(&mut self, around: &View) -> ViewId {
        if self.list.get(self.last as usize) == Some(around) {
            return self.last;
        }
        let hash = fx_hash(around.iter().map(|seen| seen.bits()));
        let place = self.index.get_or_insert(hash, &mut self.list, *around, |known| *known);
        self.last = u32::try_from(place).unwrap_or(u32::MAX);
        self.last
    }

    pub(in crate::plan) fn get(&self, view: ViewId) -> Option<&View> {
        self.list.get(view as usize)
    }
}

/// What was found for one node in one situation.
#[derive(Debug, Clone, Copy)]
struct MemoEntry {
    id: u32,
    state: StateId,
    option: u32,
    writes: u32,
    /// Place of the hits, of which mostly there are none.
    hits: u32,
}

/// What was found for all nodes in all situations.
#[derive(Debug, Default)]
pub(in crate::plan) struct Memo {
    list: Vec<MemoEntry>,
    /// Each other than the one before; the first are none.
    hits: Vec<Hits>,
    /// For each eight nodes next to each other eight places: a search goes from a node to those beside it, and so stays in
    /// a part of the memory.
    local: Vec<Slot>,
    /// What had no place there.
    overflow: HashIndex,
}

/// Nodes that share as many places: those of one line of a processor's cache.
const BUCKET_SIZE: usize = 8;

impl Memo {
    /// With room for one find for each second node: half of them have nothing below them, and none of their own.
    pub(in crate::plan) fn for_nodes(nodes: usize) -> Self {
        let near = vec![Slot::default(); nodes.next_multiple_of(BUCKET_SIZE)];
        Self {
            list: Vec::with_capacity(nodes / 2),
            hits: vec![Hits::default()],
            local: near,
            overflow: HashIndex::default(),
        }
    }

    /// The price of the best course, and its index. Expected O(1).
    pub(in crate::plan) fn get(&self, id: NodeId, situation: StateId) -> Option<(Cost, u32)> {
        let hash = fx_hash([id as u64, u64::from(situation)].into_iter());
        let is = |place: u32| {
            let found = self.list.get(place as usize)?;
            (found.id as usize == id && found.state == situation).then_some(found)
        };
        let MemoEntry { option: choice, writes, hits, .. } = *self.find(id, hash, is)?;
        let (unowned, third_party) = self.hits.get(hits as usize).copied().unwrap_or_default();
        Some((Cost { unowned, third_party, writes }, choice))
    }

    fn find<T>(&self, id: NodeId, hash: u32, is: impl Fn(u32) -> Option<T>) -> Option<T> {
        for slot in self.local.get(bucket(id)).unwrap_or_default() {
            let place = slot.position.checked_sub(1)?;
            if slot.hash == hash
                && let Some(found) = is(place)
            {
                return Some(found);
            }
        }
        self.overflow.find(hash, |place| is(place).is_some()).and_then(is)
    }

    /// Keeps what was not known.
    pub(in crate::plan) fn insert(&mut self, id: NodeId, situation: StateId, price: Cost, choice: u32) {
        let hits = if price.hits() == Hits::default() {
            0
        } else {
            if self.hits.last() != Some(&price.hits()) {
                self.hits.push(price.hits());
            }
            self.hits.len() - 1
        };
        let hash = fx_hash([id as u64, u64::from(situation)].into_iter());
        let place = u32::try_from(self.list.len()).unwrap_or(u32::MAX);
        let number = |at| u32::try_from(at).unwrap_or(u32::MAX);
        let (id, hits, writes) = (number(id), number(hits), price.writes);
        self.list.push(MemoEntry { id, state: situation, option: choice, writes, hits });
        let mut near = self.local.get_mut(bucket(id as usize)).unwrap_or_default().iter_mut();
        match near.find(|slot| slot.position == 0) {
            Some(free) => *free = Slot { hash, position: place + 1 },
            None => self.overflow.insert(hash, place),
        }
    }
}

/// The places of a node and those beside it.
fn bucket(id: NodeId) -> Range<usize> {
    let start = id - id % BUCKET_SIZE;
    start..start + BUCKET_SIZE
}

/// Finds by hash what a list holds: an open table of places, at most half full, from which nothing is taken.
#[derive(Debug, Default)]
pub(in crate::plan) struct HashIndex {
    /// None at first, then a power of two of them.
    slots: Vec<Slot>,
    taken: usize,
}

/// A place in the list, beside its hash: most of what is not meant is passed over without a look at the list.
#[derive(Debug, Clone, Copy, Default)]
struct Slot {
    hash: u32,
    /// The place, plus one; 0 where the slot is free.
    position: u32,
}

impl HashIndex {
    /// The place with this hash that `is` what is looked for.
    pub(in crate::plan) fn find(&self, hash: u32, is: impl Fn(u32) -> bool) -> Option<u32> {
        let mask = self.slots.len().wrapping_sub(1);
        let mut at = hash as usize & mask;
        loop {
            let slot = self.slots.get(at)?;
            let place = slot.position.checked_sub(1)?;
            if slot.hash == hash && is(place) {
                return Some(place);
            }
            at = (at + 1) & mask;
        }
    }

    /// The place of what has the same key in a list, behind which it is put where nothing has. Expected O(1).
    pub(in crate::plan) fn get_or_insert<T, K: PartialEq>(
        &mut self,
        hash: u32,
        list: &mut Vec<T>,
        one: T,
        key: impl Fn(&T) -> K,
    ) -> usize {
        let wanted = key(&one);
        let is = |place: u32| list.get(place as usize).is_some_and(|known| key(known) == wanted);
        if let Some(place) = self.find(hash, is) {
            return place as usize;
        }
        self.insert(hash, u32::try_from(list.len()).unwrap_or(u32::MAX));
        list.push(one);
        list.len() - 1
    }

    /// Keeps a place under its hash.
    pub(in crate::plan) fn insert(&mut self, hash: u32, place: u32) {
        self.taken += 1;
        if self.slots.len() < 2 * self.taken {
            let more = vec![Slot::default(); (2 * self.slots.len()).max(64)];
            let slots = std::mem::replace(&mut self.slots, more);
            slots.into_iter().filter(|slot| slot.position > 0).for_each(|slot| self.insert_slot(slot));
        }
        self.insert_slot(Slot { hash, position: place + 1 });
    }

    /// Takes the first free slot from where it belongs.
    fn insert_slot(&mut self, slot: Slot) {
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

/// Mixes words by multiplication: they are our own, nobody can choose them to collide.
pub(in crate::plan) fn fx_hash(words: impl Iterator<Item = u64>) -> u32 {
    let mixed = words.fold(0u64, |sum, word| (sum.rotate_left(5) ^ word).wrapping_mul(0x517c_c1b7_2722_0a95));
    (mixed >> 32) as u32
}

#[cfg(test)]
mod tests;
