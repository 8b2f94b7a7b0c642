//! Classes of nodes: a trie has thousands of nodes, and only dozens of combinations of what decides about them.

use super::schedule::ScheduleKey;
use super::service_set::{ServiceNumber, ServiceSet};
use rustc_hash::FxHashMap;

/// What the nodes of a class have in common.
///
/// All leaves of a class have the same best schedule under every view: the numbers of their addresses and of their blocks
/// multiply each cost alike, and so do not change which option is the best.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
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
    ids: FxHashMap<NodeClass, u32>,
}

impl ClassTable {
    /// The index of a class; adds the class where it is new. Expected O(1).
    pub(in crate::plan) fn intern(&mut self, class: NodeClass) -> u32 {
        let next = u32::try_from(self.classes.len()).unwrap_or(u32::MAX);
        *self.ids.entry(class).or_insert_with(|| {
            self.classes.push(class);
            next
        })
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
