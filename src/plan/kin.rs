//! Which nodes of a terrain fare alike, so that one search serves them all.

use super::set::{Service, Services};
use super::terrain::{Node, NodeId};
use super::timeline::Kind;
use std::collections::BTreeMap;

/// What a node shares with others.
#[derive(Debug, Clone, Copy)]
pub(super) struct Alike {
    /// Index of what its courses depend on.
    pub(super) kind: usize,
    /// The first node that does under every view what this one does: itself, where something lies below it.
    pub(super) kin: NodeId,
}

/// What decides about a node with nothing below it, but for the number of its addresses and of its blocks: that counts
/// every address and every block as often, and so changes no choice.
type Leaf = (usize, Option<[Service; 2]>, bool, u32, bool);

/// What all nodes share.
#[derive(Debug, Default)]
pub(super) struct Kin {
    pub(super) kinds: Vec<Kind>,
    of: Vec<Alike>,
}

impl Kin {
    /// O(n log k) for k kinds, of which there are few.
    pub(super) fn new(nodes: &[Node], parts: Services) -> Self {
        let mut known: BTreeMap<Kind, usize> = BTreeMap::new();
        let mut leaves: BTreeMap<Leaf, NodeId> = BTreeMap::new();
        let mut kin = Self { kinds: Vec::new(), of: Vec::with_capacity(nodes.len()) };
        for (id, node) in nodes.iter().enumerate() {
            let Node { before, after, barred, .. } = *node;
            let kind = Kind { before, after, wanted: node.wanted.within(parts), barred };
            let kind = *known.entry(kind).or_insert_with(|| {
                kin.kinds.push(kind);
                kin.kinds.len() - 1
            });
            let owners = node.ground().map(|ground| [ground.old, ground.new]);
            let leaf = (kind, owners, node.tied > 0, node.least, node.lost > 0);
            let below = node.below().iter().any(Option::is_some);
            let first = if below { id } else { *leaves.entry(leaf).or_insert(id) };
            kin.of.push(Alike { kind, kin: first });
        }
        kin
    }

    pub(super) fn of(&self, id: NodeId) -> Option<Alike> {
        self.of.get(id).copied()
    }
}
