//! Classes of nodes: a trie has thousands of nodes, and only dozens of combinations of what decides about them.

use super::hash_index::{HashIndex, fx_hash};
use super::schedule::ScheduleKey;
use super::service_set::{ServiceNumber, ServiceSet};

/// What the nodes of a class have in common.
///
/// All leaves of a class have the same best schedule under every view: the numbers of their addresses and of their blocks
/// multiply each cost alike, and so do not change which option is the best.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(in crate::plan) struct NodeClass {
    pub(in crate::plan) key: ScheduleKey,
    /// The old and the new owner of the addresses of a leaf; `None` for an inner node.
    pub(in crate::plan) leaf_owners: Option<[ServiceNumber; 2]>,
    /// The old and new owners of the addresses below that [every plan hits](super::trie::Trie::unavoidable_hits), as long
    /// as none of these services is visible from above.
    pub(in crate::plan) fallback_services: ServiceSet,
}

/// Every distinct class, once.
#[derive(Debug, Default)]
pub(in crate::plan) struct ClassTable {
    classes: Vec<NodeClass>,
    index: HashIndex,
}

impl ClassTable {
    /// The index of a class; adds the class where it is new. Expected O(1).
    pub(in crate::plan) fn intern(&mut self, class: NodeClass) -> u32 {
        let ScheduleKey { before, after, own_services, reserved, in_flight, visible_at_start } = class.key;
        let [old, new] = class.leaf_owners.unwrap_or_default();
        let is_leaf = class.leaf_owners.is_some();
        let bytes = [before, after, old, new, reserved.into(), is_leaf.into(), in_flight.into(), 0];
        let sets = [own_services, class.fallback_services, visible_at_start].map(ServiceSet::bits);
        let hash = fx_hash(sets.into_iter().chain([u64::from_le_bytes(bytes)]));
        let position = self.index.get_or_insert(hash, &mut self.classes, class, |known| *known);
        u32::try_from(position).unwrap_or(u32::MAX)
    }

    pub(in crate::plan) fn get(&self, id: u32) -> Option<&NodeClass> {
        self.classes.get(id as usize)
    }

    pub(in crate::plan) fn len(&self) -> usize {
        self.classes.len()
    }
}

#[cfg(test)]
mod tests;
