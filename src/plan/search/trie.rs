//! A sparse binary trie: the blocks of a prefix at which a binding is, will be, or could help.

use super::block_set::{BlockSet, BlockSetShape};
use super::node_class::{ClassTable, NodeClass};
use super::service_set::{ServiceNumber, ServiceSet};

/// Index of a node.
pub(in crate::plan) type NodeId = usize;

/// No node.
const NO_NODE: u32 = u32::MAX;

/// A block that can be bound, or several that have the same best schedule. There are up to ten nodes for each binding,
/// and every run of the solver visits all of them, so a node takes 32 bytes.
#[derive(Debug, Clone, Copy)]
pub(in crate::plan) struct TrieNode {
    /// Addresses at or below the node whose old and new owners can only be the default, or are none. No temporary binding
    /// can shield them, and every service for parts of the prefix that becomes visible to them hits them.
    pub(in crate::plan) default_only_addresses: u128,
    /// Index of its class.
    pub(in crate::plan) class: u32,
    /// The writes that the difference alone takes, at the node and below it.
    pub(in crate::plan) min_writes: u32,
    content: NodeContent,
}

/// What is below a node.
#[derive(Debug, Clone, Copy)]
enum NodeContent {
    /// The node directly before this one, and the other child or [`NO_NODE`]. The length is that of the node's block.
    Children(u32, u8),
    /// Addresses without a node of their own, in blocks of this shape.
    Leaf(BlockSetShape),
}

/// Addresses with the same old and new owner.
#[derive(Debug, Clone, Copy)]
pub(in crate::plan) struct Leaf {
    pub(in crate::plan) addresses: u128,
    pub(in crate::plan) old: ServiceNumber,
    pub(in crate::plan) new: ServiceNumber,
}

/// The nodes in post-order: children come before their parent, the second child directly before it; the root is the last.
#[derive(Debug)]
pub(in crate::plan) struct Trie {
    pub(in crate::plan) nodes: Vec<TrieNode>,
    /// The first address of each node: needed only where the plan writes.
    first_addresses: Vec<u128>,
    /// For each node a lower bound of the addresses below that every plan hits: see [`Trie::unavoidable_hits`].
    unavoidable: Vec<u32>,
    pub(in crate::plan) classes: ClassTable,
    /// Bits of an address.
    pub(in crate::plan) width: u8,
    /// The services that may be bound to a part of the prefix.
    pub(super) sub_block_services: ServiceSet,
    /// True where no part of the prefix is bound to a service that can only be the default.
    pub(in crate::plan) default_only_at_root: bool,
    /// See [`Trie::needs_three_batches`].
    pub(super) needs_three_batches: bool,
}

impl Trie {
    /// A trie without nodes, with room for those of so many bindings.
    pub(super) fn with_capacity(
        bindings: usize,
        width: u8,
        sub_block_services: ServiceSet,
        default_only_at_root: bool,
    ) -> Self {
        let nodes = bindings * 8 + 8;
        Self {
            nodes: Vec::with_capacity(nodes),
            first_addresses: Vec::with_capacity(nodes),
            unavoidable: Vec::with_capacity(nodes),
            classes: ClassTable::default(),
            width,
            sub_block_services,
            default_only_at_root,
            needs_three_batches: false,
        }
    }

    pub(in crate::plan) fn root(&self) -> NodeId {
        self.nodes.len().saturating_sub(1)
    }

    pub(in crate::plan) fn class(&self, node: &TrieNode) -> Option<&NodeClass> {
        self.classes.get(node.class)
    }

    pub(in crate::plan) fn blocks(&self, id: NodeId) -> Option<BlockSet> {
        let shape = match self.nodes.get(id)?.content {
            NodeContent::Children(_, length) => BlockSetShape::Single(length),
            NodeContent::Leaf(shape) => shape,
        };
        Some(shape.with_first(*self.first_addresses.get(id)?))
    }

    pub(in crate::plan) fn children(&self, id: NodeId) -> [Option<NodeId>; 2] {
        match self.nodes.get(id).map(|node| node.content) {
            Some(NodeContent::Children(NO_NODE, _)) => [id.checked_sub(1), None],
            Some(NodeContent::Children(first, _)) => [Some(first as usize), id.checked_sub(1)],
            Some(NodeContent::Leaf(_)) | None => [None, None],
        }
    }

    /// The addresses of a leaf; `None` for an inner node.
    pub(in crate::plan) fn leaf(&self, node: &TrieNode) -> Option<Leaf> {
        let [old, new] = self.class(node)?.leaf_owners?;
        Some(Leaf { addresses: node.leaf_shape()?.size(self.width), old, new })
    }

    pub(in crate::plan) fn leaves(&self) -> impl Iterator<Item = Leaf> {
        self.nodes.iter().filter_map(|node| self.leaf(node))
    }

    /// A lower bound of the addresses at and below a node that every plan hits.
    pub(in crate::plan) fn unavoidable_at(&self, id: NodeId) -> u128 {
        self.unavoidable.get(id).copied().unwrap_or_default().into()
    }

    /// A lower bound of the addresses that every plan hits by a third service, as long as the default stays.
    ///
    /// A single address whose binding is replaced falls back to what is bound above it while the write is in flight. If
    /// that is a third service, a temporary binding above the address would help. But this binding hits all addresses below
    /// it whose owner can only be the default, and a larger block contains more of those. So each block hits either all
    /// its default-only addresses, or those that its halves cannot avoid, whichever are fewer.
    pub(in crate::plan) fn unavoidable_hits(&self) -> u128 {
        self.children(self.root()).into_iter().flatten().map(|id| self.unavoidable_at(id)).sum()
    }

    /// True where one or two batches hit more than [`Trie::unavoidable_hits`], under a default that stays or that is
    /// replaced for a while.
    ///
    /// With two batches a temporary binding is created in the first and deleted in the second, so it is never stable and
    /// protects nothing. An unbound block below a binding that is replaced in one of the two therefore sees what is above
    /// that binding. Where none of its own services is there, it is hit, in addition to the unavoidable addresses: those
    /// are single addresses with a binding of their own.
    pub(in crate::plan) const fn needs_three_batches(&self) -> bool {
        self.needs_three_batches
    }

    /// Appends the parent of the last node, and of `other` where there is one.
    pub(super) fn push_parent(
        &mut self,
        (first, length): (u128, u8),
        other: Option<NodeId>,
        unavoidable: u32,
        facts: NodeFacts,
    ) -> NodeId {
        let other = other.and_then(|id| u32::try_from(id).ok()).unwrap_or(NO_NODE);
        self.push(first, unavoidable, facts, NodeContent::Children(other, length))
    }

    /// Appends a leaf.
    pub(super) fn push_leaf(&mut self, blocks: BlockSet, unavoidable: u32, facts: NodeFacts) -> NodeId {
        let (first, shape) = blocks.split();
        self.push(first, unavoidable, facts, NodeContent::Leaf(shape))
    }

    fn push(&mut self, first: u128, unavoidable: u32, facts: NodeFacts, content: NodeContent) -> NodeId {
        let NodeFacts { default_only_addresses, class, min_writes } = facts;
        self.nodes.push(TrieNode { default_only_addresses, class, min_writes, content });
        self.first_addresses.push(first);
        self.unavoidable.push(unavoidable);
        self.nodes.len() - 1
    }
}

/// What is known of a node when it is appended; the fields are those of [`TrieNode`].
#[derive(Debug, Clone, Copy)]
pub(super) struct NodeFacts {
    pub(super) default_only_addresses: u128,
    pub(super) class: u32,
    pub(super) min_writes: u32,
}

impl TrieNode {
    /// The blocks of a leaf; `None` for an inner node.
    pub(in crate::plan) const fn leaf_shape(&self) -> Option<BlockSetShape> {
        match self.content {
            NodeContent::Leaf(shape) => Some(shape),
            NodeContent::Children(..) => None,
        }
    }
}
