//! The memo table: the cost and the best option of each inner node in each state.

use super::cost::{Cost, Hits};
use super::hash_index::{HashIndex, fx_hash};
use super::state::StateId;
use super::trie::NodeId;
use std::ops::Range;

#[derive(Debug, Clone, Copy)]
struct MemoEntry {
    node: u32,
    state: StateId,
    option: u32,
    writes: u32,
    /// Position of the hits: mostly there are none, and an entry stays small.
    hits: u32,
}

/// A position in the list of entries, with the hash of its key.
#[derive(Debug, Clone, Copy, Default)]
struct MemoSlot {
    hash: u32,
    /// The position plus one; 0 in a free slot.
    position: u32,
}

/// The results for nodes in states.
#[derive(Debug, Default)]
pub(in crate::plan) struct Memo {
    entries: Vec<MemoEntry>,
    /// Hits of the entries; the first are none, and no two in a row are equal.
    hits: Vec<Hits>,
    /// Buckets of slots, each shared by as many nodes as it has slots. The solver goes from a node to its neighbours, so the
    /// slots that it reads are close to each other in memory.
    local: Vec<MemoSlot>,
    /// What did not fit into its bucket.
    overflow: HashIndex,
}

/// Slots of a bucket, and nodes that share it: eight slots are one cache line.
const BUCKET_SIZE: usize = 8;

impl Memo {
    /// A table with room for one entry for every second node: about half of the nodes are leaves, and those have none.
    pub(in crate::plan) fn for_nodes(nodes: usize) -> Self {
        Self {
            entries: Vec::with_capacity(nodes / 2),
            hits: vec![Hits::default()],
            local: vec![MemoSlot::default(); nodes.next_multiple_of(BUCKET_SIZE)],
            overflow: HashIndex::default(),
        }
    }

    /// The cost of the best option, and the option's index. Expected O(1).
    pub(in crate::plan) fn get(&self, node: NodeId, state: StateId) -> Option<(Cost, u32)> {
        let MemoEntry { option, writes, hits, .. } = *self.find(node, state)?;
        let (unowned, third_party) = self.hits.get(hits as usize).copied().unwrap_or_default();
        Some((Cost { unowned, third_party, writes }, option))
    }

    fn find(&self, node: NodeId, state: StateId) -> Option<&MemoEntry> {
        let hash = memo_hash(node, state);
        let matching = |position: u32| {
            let entry = self.entries.get(position as usize)?;
            (entry.node as usize == node && entry.state == state).then_some(entry)
        };
        for slot in self.local.get(bucket(node)).unwrap_or_default() {
            // The slots of a bucket are filled in order: nothing is behind a free one, nor in the overflow.
            let position = slot.position.checked_sub(1)?;
            if slot.hash == hash
                && let Some(entry) = matching(position)
            {
                return Some(entry);
            }
        }
        self.overflow.find(hash, |position| matching(position).is_some()).and_then(matching)
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
        let hash = memo_hash(node, state);
        let small = |number: usize| u32::try_from(number).unwrap_or(u32::MAX);
        let position = small(self.entries.len());
        self.entries.push(MemoEntry {
            node: small(node),
            state,
            option,
            writes: cost.writes,
            hits: small(hits),
        });
        let mut slots = self.local.get_mut(bucket(node)).unwrap_or_default().iter_mut();
        match slots.find(|slot| slot.position == 0) {
            Some(free) => *free = MemoSlot { hash, position: position + 1 },
            None => self.overflow.insert(hash, position),
        }
    }
}

fn memo_hash(node: NodeId, state: StateId) -> u32 {
    fx_hash([node as u64, u64::from(state)].into_iter())
}

/// The slots of the bucket of a node.
fn bucket(node: NodeId) -> Range<usize> {
    let start = node - node % BUCKET_SIZE;
    start..start + BUCKET_SIZE
}

#[cfg(test)]
mod tests;
