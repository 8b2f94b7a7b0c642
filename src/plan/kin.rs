//! What the nodes of a terrain have in common: there are thousands of them, and of what decides about them some dozens.

use super::known::{Index, hash};
use super::set::{Service, Services};
use super::timeline::Kind;

/// What a node shares with others. Of those with nothing below them all that have the same do the same under every view:
/// the number of their addresses and of their blocks counts each as often, and so changes no choice.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Kin {
    pub(super) kind: Kind,
    /// The owners before and after of addresses that are settled here; there are some where no node is below, and only
    /// there.
    pub(super) ground: Option<[Service; 2]>,
    /// Services of those below that are hit whatever is done: where one of them is seen from above, it may be otherwise.
    pub(super) catchers: Services,
}

/// Each kin once.
#[derive(Debug, Default)]
pub(super) struct Kins {
    list: Vec<Kin>,
    index: Index,
}

impl Kins {
    /// The number of a kin. Expected O(1).
    pub(super) fn number(&mut self, kin: Kin) -> u32 {
        let Kind { before, after, wanted, barred, in_flight, bases } = kin.kind;
        let [old, new] = kin.ground.unwrap_or_default();
        let few = [before, after, old, new, barred.into(), kin.ground.is_some().into(), in_flight.into(), 0];
        let words = [wanted.bits(), kin.catchers.bits(), bases.bits(), u64::from_le_bytes(few)];
        let place = self.index.place(hash(words.into_iter()), &mut self.list, kin, |known| *known);
        u32::try_from(place).unwrap_or(u32::MAX)
    }

    pub(super) fn get(&self, number: u32) -> Option<&Kin> {
        self.list.get(number as usize)
    }

    pub(super) fn len(&self) -> usize {
        self.list.len()
    }
}

#[cfg(test)]
mod tests;
