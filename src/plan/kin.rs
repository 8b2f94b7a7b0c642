//! Which nodes of a terrain fare alike, so that one search serves them all.

use super::known::{Index, hash};
use super::set::{Service, Services};
use super::terrain::{Node, NodeId};
use super::timeline::Kind;

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
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct Leaf {
    kind: usize,
    owners: Option<[Service; 2]>,
    tied: bool,
    lost: bool,
    least: u32,
}

/// What all nodes share.
#[derive(Debug, Default)]
pub(super) struct Kin {
    pub(super) kinds: Vec<Kind>,
    of: Vec<Alike>,
}

impl Kin {
    /// Expected O(n).
    pub(super) fn new(nodes: &[Node], parts: Services) -> Self {
        let mut kin = Self { kinds: Vec::new(), of: Vec::with_capacity(nodes.len()) };
        let mut leaves: Vec<(Leaf, NodeId)> = Vec::new();
        let (mut known_kinds, mut known_leaves) = (Index::default(), Index::default());
        for (id, node) in nodes.iter().enumerate() {
            let Node { before, after, barred, .. } = *node;
            let kind = Kind { before, after, wanted: node.wanted.within(parts), barred };
            let words =
                [kind.wanted.bits(), u64::from_le_bytes([before, after, barred.into(), 0, 0, 0, 0, 0])];
            let kind = known_kinds.place(hash(words.into_iter()), &mut kin.kinds, kind, |one| *one);
            let below = node.below().iter().any(Option::is_some);
            let kin_of = if below {
                id
            } else {
                let owners = node.ground().map(|ground| [ground.old, ground.new]);
                let leaf = Leaf { kind, owners, tied: node.tied > 0, lost: node.lost > 0, least: node.least };
                let [old, new] = owners.unwrap_or_default();
                let words = [
                    kind as u64,
                    u64::from_le_bytes([old, new, leaf.tied.into(), leaf.lost.into(), 0, 0, 0, 0]),
                ];
                let place =
                    known_leaves.place(hash(words.into_iter()), &mut leaves, (leaf, id), |(leaf, _)| *leaf);
                leaves.get(place).map_or(id, |(_, first)| *first)
            };
            kin.of.push(Alike { kind, kin: kin_of });
        }
        kin
    }

    pub(super) fn of(&self, id: NodeId) -> Option<Alike> {
        self.of.get(id).copied()
    }
}

#[cfg(test)]
mod tests;
