//! What the nodes of a terrain have in common: there are thousands of them, and of what decides about them some dozens.

use super::memo::{HashIndex, fx_hash};
use super::options::ScheduleKey;
use super::service_set::{ServiceNumber, ServiceSet};

/// What a node shares with others. Of those with nothing below them all that have the same do the same under every view:
/// the number of their addresses and of their blocks counts each as often, and so changes no choice.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(in crate::plan) struct NodeClass {
    pub(in crate::plan) key: ScheduleKey,
    /// The owners before and after of addresses that are settled here; there are some where no node is below, and only
    /// there.
    pub(in crate::plan) leaf_owners: Option<[ServiceNumber; 2]>,
    /// Services of those below that are hit whatever is done: where one of them is seen from above, it may be otherwise.
    pub(in crate::plan) fallback_services: ServiceSet,
}

/// Each kin once.
#[derive(Debug, Default)]
pub(in crate::plan) struct ClassTable {
    list: Vec<NodeClass>,
    index: HashIndex,
}

impl ClassTable {
    /// The number of a kin. Expected O(1).
    pub(in crate::plan) fn intern(&mut self, kin: NodeClass) -> u32 {
        let ScheduleKey {
            before,
            after,
            own_services: wanted,
            reserved: barred,
            in_flight,
            visible_at_start: bases,
        } = kin.key;
        let [old, new] = kin.leaf_owners.unwrap_or_default();
        let few =
            [before, after, old, new, barred.into(), kin.leaf_owners.is_some().into(), in_flight.into(), 0];
        let words = [wanted.bits(), kin.fallback_services.bits(), bases.bits(), u64::from_le_bytes(few)];
        let place = self.index.get_or_insert(fx_hash(words.into_iter()), &mut self.list, kin, |known| *known);
        u32::try_from(place).unwrap_or(u32::MAX)
    }

    pub(in crate::plan) fn get(&self, number: u32) -> Option<&NodeClass> {
        self.list.get(number as usize)
    }

    pub(in crate::plan) fn len(&self) -> usize {
        self.list.len()
    }
}

#[cfg(test)]
mod tests;
