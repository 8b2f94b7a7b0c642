//! The memo table: the cost and the best option of each inner node in each state.

use super::cost::{Cost, Hits};
use super::state::StateId;
use super::trie::NodeId;
use rustc_hash::FxHashMap;

#[derive(Debug, Clone, Copy)]
struct MemoEntry {
    option: u32,
    writes: u32,
    /// Position of the hits: mostly there are none, and an entry stays small.
    hits: u32,
}

/// The results for nodes in states.
#[derive(Debug)]
pub(in crate::plan) struct Memo {
    entries: FxHashMap<(u32, StateId), MemoEntry>,
    /// Hits of the entries; the first are none, and no two in a row are equal.
    hits: Vec<Hits>,
}

impl Memo {
    /// A table with room for one entry for every second node: about half of the nodes are leaves, and those have none.
    pub(in crate::plan) fn for_nodes(nodes: usize) -> Self {
        let entries = FxHashMap::with_capacity_and_hasher(nodes / 2, rustc_hash::FxBuildHasher);
        Self { entries, hits: vec![Hits::default()] }
    }

    /// The cost of the best option, and the option's index. Expected O(1).
    pub(in crate::plan) fn get(&self, node: NodeId, state: StateId) -> Option<(Cost, u32)> {
        let MemoEntry { option, writes, hits } = *self.entries.get(&(small(node), state))?;
        let (unowned, third_party) = self.hits.get(hits as usize).copied().unwrap_or_default();
        Some((Cost { unowned, third_party, writes }, option))
    }

    /// Adds a result that the table does not have.
    pub(in crate::plan) fn insert(&mut self, node: NodeId, state: StateId, cost: Cost, option: u32) {
        let hits = if cost.hits() == Hits::default() {
            0
        } else {
            if self.hits.last() != Some(&cost.hits()) {
                self.hits.push(cost.hits());
            }
            self.hits.len() - 1
        };
        let entry = MemoEntry { option, writes: cost.writes, hits: small(hits) };
        self.entries.insert((small(node), state), entry);
    }
}

fn small(number: usize) -> u32 {
    u32::try_from(number).unwrap_or(u32::MAX)
}

#[cfg(test)]
mod tests;
