//! Builds the trie of a task from the bindings of both states.
//!
//! It keeps the blocks that matter: each bound block, the smallest common block of two of them, both ends of every chain
//! of blocks between these, and what the chains leave over beside them.

use super::binding_change::BindingChange;
use super::block_set::BlockSet;
use super::cidr_block::{CidrBlock, common_ancestor};
use super::node_class::NodeClass;
use super::service_set::{NO_SERVICE, ServiceNumber, ServiceSet};
use super::trie::{NodeFacts, NodeId, Trie};

/// What a block inherits from the bindings above it.
#[derive(Debug, Clone, Copy, Default)]
struct Inherited {
    /// The owner before, and after.
    old: ServiceNumber,
    new: ServiceNumber,
    /// Every service bound above in either state.
    services_above: ServiceSet,
    /// True where the binding that decides here is replaced, and neither its old nor its new service is bound above it.
    unprotected: bool,
    /// Where some binding of the prefix is in flight: the services that an edge may show here before the first write.
    visible_at_start: ServiceSet,
}

/// Builds the trie of changes that are sorted by block, each block once. O(n) nodes: two for each change, and those of the
/// chains above them.
pub(in crate::plan) fn build_trie(
    prefix: CidrBlock,
    width: u8,
    changes: &[BindingChange],
    sub_block_services: ServiceSet,
) -> Trie {
    let may = |service| service == NO_SERVICE || sub_block_services.contains(service);
    let parts = changes.iter().filter(|change| change.block != prefix);
    let default_only_at_root = parts.fold(true, |all, change| all && may(change.before) && may(change.after));
    let trie = Trie::with_capacity(changes.len(), width, sub_block_services, default_only_at_root);
    let mut builder = TrieBuilder { trie };
    let in_flight = changes.iter().any(|change| change.in_flight);
    let visible_at_start = if in_flight { ServiceSet::single(NO_SERVICE) } else { ServiceSet::default() };
    builder.build(prefix, changes, Inherited { visible_at_start, ..Inherited::default() });
    builder.trie
}

/// A trie under construction.
struct TrieBuilder {
    trie: Trie,
}

impl TrieBuilder {
    /// Adds a bound block, the smallest common block of several bound ones, or the prefix, with all below it.
    fn build(&mut self, block: CidrBlock, changes: &[BindingChange], mut inherited: Inherited) -> NodeId {
        let (change, inner) = match changes.split_first() {
            Some((change, inner)) if change.block == block => (Some(change), inner),
            _ => (None, changes),
        };
        let visible_above = inherited.visible_at_start;
        let width = self.trie.width;
        if let Some(change) = change {
            if block.length >= width {
                return self.push_host(change, inherited);
            }
            inherited = inherited.inside(change);
        }
        if block.length >= width {
            return self.push_host(&BindingChange::unbound(block), inherited);
        }
        if inner.is_empty() {
            self.push_unbound_leaf(BlockSet::Halves(block), inherited);
            return self.push_inner(block, change, None, visible_above);
        }
        let [low, high] = block.halves(width);
        let middle = inner.partition_point(|change| change.block.first < high.first);
        let (left, right) = inner.split_at(middle);
        let low = self.build_half(low, left, inherited);
        self.build_half(high, right, inherited);
        self.push_inner(block, change, Some(low), visible_above)
    }

    /// Adds one half of a block: a leaf, or a chain of blocks down to the next node.
    fn build_half(&mut self, half: CidrBlock, changes: &[BindingChange], inherited: Inherited) -> NodeId {
        let (Some(first), Some(last)) = (changes.first(), changes.last()) else {
            return self.push_unbound_leaf(BlockSet::Single(half), inherited);
        };
        let width = self.trie.width;
        let target = common_ancestor(first.block, last.block, width);
        let node = self.build(target, changes, inherited);
        if target.length <= half.length {
            return node;
        }
        // Both ends of the chain can be bound: the lower end shields the target and affects one sibling only, the upper end
        // shields it together with all the siblings.
        self.push_unbound_leaf(BlockSet::Single(target.sibling(width)), inherited);
        let lower_end = target.parent(width);
        let lower = self.push_inner(lower_end, None, Some(node), inherited.visible_at_start);
        if lower_end.length <= half.length {
            return lower;
        }
        self.push_unbound_leaf(BlockSet::ChainSiblings(lower_end, half.length), inherited);
        self.push_inner(half, None, Some(lower), inherited.visible_at_start)
    }

    /// Adds the parent of the last node, and of `other` where there is one. `visible_at_start` is what edges may show
    /// around it.
    fn push_inner(
        &mut self,
        block: CidrBlock,
        change: Option<&BindingChange>,
        other: Option<NodeId>,
        visible_at_start: ServiceSet,
    ) -> NodeId {
        let trie = &mut self.trie;
        let (mut own_services, mut fallback_services) = (ServiceSet::default(), ServiceSet::default());
        let (mut min_writes, mut default_only_addresses, mut unavoidable) = (0, 0, 0u128);
        for id in [other, Some(trie.root())].into_iter().flatten() {
            let Some(node) = trie.nodes.get(id) else { continue };
            if let Some(class) = trie.class(node) {
                own_services = own_services.union(class.key.own_services);
                fallback_services = fallback_services.union(class.fallback_services);
            }
            min_writes += node.min_writes;
            default_only_addresses += node.default_only_addresses;
            unavoidable += trie.unavoidable_at(id);
        }
        if let Some(change) = change {
            min_writes += change.min_writes();
        }
        let key = BindingChange::schedule_key(change, own_services, visible_at_start);
        let class = trie.classes.intern(NodeClass { key, leaf_owners: None, fallback_services });
        let unavoidable = u32::try_from(unavoidable.min(default_only_addresses)).unwrap_or(u32::MAX);
        let facts = NodeFacts { default_only_addresses, class, min_writes };
        trie.push_parent((block.first, block.length), other, unavoidable, facts)
    }

    /// Adds addresses without a node of their own. `visible_at_start` is what edges may show around them.
    fn push_leaf(
        &mut self,
        blocks: BlockSet,
        change: Option<&BindingChange>,
        Inherited { old, new, unprotected, .. }: Inherited,
        visible_at_start: ServiceSet,
    ) -> NodeId {
        let trie = &mut self.trie;
        let own_services = ServiceSet::single(old).with(new);
        let fallback_services = if unprotected { own_services } else { ServiceSet::default() };
        let key = BindingChange::schedule_key(change, own_services, visible_at_start);
        let class = trie.classes.intern(NodeClass { key, leaf_owners: Some([old, new]), fallback_services });
        // No service for parts of the prefix is among the owners.
        let default_only = own_services.intersection(trie.sub_block_services).is_empty();
        let (_, shape) = blocks.split();
        let default_only_addresses = if default_only { shape.size(trie.width) } else { 0 };
        let min_writes = change.map_or(0, BindingChange::min_writes);
        let facts = NodeFacts { default_only_addresses, class, min_writes };
        trie.push_leaf(blocks, u32::from(unprotected), facts)
    }

    /// Adds blocks that contain no binding; a temporary binding could shield them.
    fn push_unbound_leaf(&mut self, blocks: BlockSet, inherited: Inherited) -> NodeId {
        self.trie.needs_three_batches |= inherited.unprotected;
        let inherited = Inherited { unprotected: false, ..inherited };
        self.push_leaf(blocks, None, inherited, inherited.visible_at_start)
    }

    /// Adds a single address: nothing more specific can be bound below it.
    fn push_host(&mut self, change: &BindingChange, above: Inherited) -> NodeId {
        let inherited = above.inside(change);
        self.push_leaf(BlockSet::Single(change.block), Some(change), inherited, above.visible_at_start)
    }
}

impl Inherited {
    /// What the blocks inside a bound block inherit.
    fn inside(self, change: &BindingChange) -> Self {
        let BindingChange { before, after, in_flight, .. } = *change;
        let own = ServiceSet::single(before).with(after);
        let visible_at_start = match before {
            // Nothing is in flight in the whole prefix, so no rule reads the set.
            _ if self.visible_at_start.is_empty() => self.visible_at_start,
            NO_SERVICE => self.visible_at_start,
            _ if in_flight => self.visible_at_start.with(before),
            _ => ServiceSet::single(before),
        };
        Self {
            old: if before == NO_SERVICE { self.old } else { before },
            new: if after == NO_SERVICE { self.new } else { after },
            services_above: self.services_above.with(before).with(after),
            // While the binding is replaced, edges fall back to what is above: to one of its own services, or to none.
            unprotected: before != after
                && !own.contains(NO_SERVICE)
                && self.services_above.intersection(own).is_empty(),
            visible_at_start,
        }
    }
}

#[cfg(test)]
mod tests;
