//! What a search has seen and found: each view once, and the best course of each node under each view.

use super::search::Price;
use super::terrain::NodeId;
use super::timeline::Around;
use std::ops::Range;

/// Number of a view.
pub(super) type ViewId = u32;

/// The different views, each with a number.
#[derive(Debug, Default)]
pub(super) struct Views {
    list: Vec<Around>,
    index: Index,
    /// The one that was asked for last: mostly it is asked for again.
    last: ViewId,
}

impl Views {
    /// The number of a view. Expected O(1).
    pub(super) fn number(&mut self, around: &Around) -> ViewId {
        if self.list.get(self.last as usize) == Some(around) {
            return self.last;
        }
        let hash = hash(around.iter().map(|seen| seen.bits()));
        let place = self.index.place(hash, &mut self.list, *around, |known| *known);
        self.last = u32::try_from(place).unwrap_or(u32::MAX);
        self.last
    }
}

/// What was found for one node and view.
#[derive(Debug, Clone, Copy)]
pub(super) struct Found {
    pub(super) price: Price,
    id: u32,
    view: ViewId,
    /// Index in the node's list of courses.
    pub(super) choice: u32,
}

/// What was found for all nodes and views.
#[derive(Debug, Default)]
pub(super) struct Known {
    list: Vec<Found>,
    /// For each eight nodes next to each other eight places: a search goes from a node to those beside it, and so stays in
    /// a part of the memory.
    near: Vec<Slot>,
    /// What had no place there.
    far: Index,
}

/// Nodes that share as many places: those of one line of a processor's cache.
const NEAR: usize = 8;

impl Known {
    /// With room for one find for each second node, of which half have nothing below them and share theirs.
    pub(super) fn of(nodes: usize) -> Self {
        let near = vec![Slot::default(); nodes.next_multiple_of(NEAR)];
        Self { list: Vec::with_capacity(nodes / 2), near, far: Index::default() }
    }

    /// Expected O(1).
    pub(super) fn get(&self, id: NodeId, view: ViewId) -> Option<&Found> {
        let hash = hash([id as u64, u64::from(view)].into_iter());
        let is = |place: u32| {
            let found = self.list.get(place as usize)?;
            (found.id as usize == id && found.view == view).then_some(found)
        };
        for slot in self.near.get(places(id)).unwrap_or_default() {
            let place = slot.place.checked_sub(1)?;
            if slot.hash == hash
                && let Some(found) = is(place)
            {
                return Some(found);
            }
        }
        self.far.find(hash, |place| is(place).is_some()).and_then(is)
    }

    /// Keeps what was not known.
    pub(super) fn put(&mut self, id: NodeId, view: ViewId, price: Price, choice: u32) {
        let hash = hash([id as u64, u64::from(view)].into_iter());
        let place = u32::try_from(self.list.len()).unwrap_or(u32::MAX);
        self.list.push(Found { price, id: u32::try_from(id).unwrap_or(u32::MAX), view, choice });
        let mut near = self.near.get_mut(places(id)).unwrap_or_default().iter_mut();
        match near.find(|slot| slot.place == 0) {
            Some(free) => *free = Slot { hash, place: place + 1 },
            None => self.far.put(hash, place),
        }
    }
}

/// The places of a node and those beside it.
fn places(id: NodeId) -> Range<usize> {
    let start = id - id % NEAR;
    start..start + NEAR
}

/// Finds by hash what a list holds: an open table of places, at most half full, from which nothing is taken.
#[derive(Debug, Default)]
pub(super) struct Index {
    /// None at first, then a power of two of them.
    slots: Vec<Slot>,
    taken: usize,
}

/// A place in the list, beside its hash: most of what is not meant is passed over without a look at the list.
#[derive(Debug, Clone, Copy, Default)]
struct Slot {
    hash: u32,
    /// The place, plus one; 0 where the slot is free.
    place: u32,
}

impl Index {
    /// The place with this hash that `is` what is looked for.
    fn find(&self, hash: u32, is: impl Fn(u32) -> bool) -> Option<u32> {
        let mask = self.slots.len().wrapping_sub(1);
        let mut at = hash as usize & mask;
        loop {
            let slot = self.slots.get(at)?;
            let place = slot.place.checked_sub(1)?;
            if slot.hash == hash && is(place) {
                return Some(place);
            }
            at = (at + 1) & mask;
        }
    }

    /// The place of what has the same key in a list, behind which it is put where nothing has. Expected O(1).
    pub(super) fn place<T, K: PartialEq>(
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
        self.put(hash, u32::try_from(list.len()).unwrap_or(u32::MAX));
        list.push(one);
        list.len() - 1
    }

    /// Keeps a place under its hash.
    fn put(&mut self, hash: u32, place: u32) {
        self.taken += 1;
        if self.slots.len() < 2 * self.taken {
            let more = vec![Slot::default(); (2 * self.slots.len()).max(64)];
            let slots = std::mem::replace(&mut self.slots, more);
            slots.into_iter().filter(|slot| slot.place > 0).for_each(|slot| self.set(slot));
        }
        self.set(Slot { hash, place: place + 1 });
    }

    /// Takes the first free slot from where it belongs.
    fn set(&mut self, slot: Slot) {
        let mask = self.slots.len() - 1;
        let mut at = slot.hash as usize & mask;
        while self.slots.get(at).is_some_and(|taken| taken.place > 0) {
            at = (at + 1) & mask;
        }
        if let Some(free) = self.slots.get_mut(at) {
            *free = slot;
        }
    }
}

/// Mixes words by multiplication: they are our own, nobody can choose them to collide.
pub(super) fn hash(words: impl Iterator<Item = u64>) -> u32 {
    let mixed = words.fold(0u64, |sum, word| (sum.rotate_left(5) ^ word).wrapping_mul(0x517c_c1b7_2722_0a95));
    (mixed >> 32) as u32
}

#[cfg(test)]
mod tests;
