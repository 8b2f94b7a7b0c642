//! What a search has seen and found: each view once, and the best course of each node under each view.

use super::search::Price;
use super::set::Services;
use super::terrain::NodeId;
use super::timeline::Around;

/// Number of a view.
pub(super) type ViewId = u32;

/// The different views, each with a number.
#[derive(Debug, Default)]
pub(super) struct Views {
    list: Vec<Around>,
    index: Index,
}

impl Views {
    /// The number of a view. Expected O(1).
    pub(super) fn number(&mut self, around: &Around) -> ViewId {
        let hash = hash(around.iter().map(|seen| seen.bits()));
        let list = &self.list;
        let found = self.index.find(hash, |at| list.get(at) == Some(around));
        found.unwrap_or_else(|| {
            self.list.push(*around);
            self.index.put(hash)
        })
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
    index: Index,
}

impl Known {
    /// With room for one find for each second node, of which half have nothing below them and share theirs.
    pub(super) fn of(nodes: usize) -> Self {
        let slots = vec![Slot::default(); nodes.next_power_of_two().max(64)];
        Self { list: Vec::with_capacity(nodes / 2), index: Index { slots, taken: 0 } }
    }

    /// Expected O(1).
    pub(super) fn get(&self, id: NodeId, view: ViewId) -> Option<&Found> {
        let hash = hash([id as u64, u64::from(view)].into_iter());
        let is = |found: &Found| found.id as usize == id && found.view == view;
        let at = self.index.find(hash, |at| self.list.get(at).is_some_and(is))?;
        self.list.get(at as usize)
    }

    /// Keeps what was not known.
    pub(super) fn put(&mut self, id: NodeId, view: ViewId, price: Price, choice: u32) {
        self.index.put(hash([id as u64, u64::from(view)].into_iter()));
        self.list.push(Found { price, id: u32::try_from(id).unwrap_or(u32::MAX), view, choice });
    }
}

/// Finds by hash what a list holds: an open table of places, at most half full, from which nothing is taken.
#[derive(Debug, Default)]
struct Index {
    /// None at first, then a power of two of them.
    slots: Vec<Slot>,
    taken: u32,
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
    fn find(&self, hash: u32, is: impl Fn(usize) -> bool) -> Option<u32> {
        let mask = self.slots.len().wrapping_sub(1);
        let mut at = hash as usize & mask;
        loop {
            let slot = self.slots.get(at)?;
            let place = slot.place.checked_sub(1)?;
            if slot.hash == hash && is(place as usize) {
                return Some(place);
            }
            at = (at + 1) & mask;
        }
    }

    /// Takes the next place for this hash.
    fn put(&mut self, hash: u32) -> u32 {
        let place = self.taken;
        self.taken += 1;
        if self.slots.len() < 2 * self.taken as usize {
            let more = vec![Slot::default(); (2 * self.slots.len()).max(64)];
            let slots = std::mem::replace(&mut self.slots, more);
            slots.into_iter().filter(|slot| slot.place > 0).for_each(|slot| self.set(slot));
        }
        self.set(Slot { hash, place: place + 1 });
        place
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
fn hash(words: impl Iterator<Item = u64>) -> u32 {
    let mixed = words.fold(0u64, |sum, word| (sum.rotate_left(5) ^ word).wrapping_mul(0x517c_c1b7_2722_0a95));
    (mixed >> 32) as u32
}

/// The services that are seen in some batch of a view.
pub(super) fn all(around: &Around, batches: usize) -> Services {
    around.iter().take(batches).fold(Services::default(), |all, seen| all.and(*seen))
}

#[cfg(test)]
mod tests;
