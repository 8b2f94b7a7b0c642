//! The ground that a plan is made on: the blocks of a prefix at which a binding is, will be, or could help.
//!
//! It is the trie of all bindings of both states, cut to the blocks that matter: each bound block, each block that
//! two of them share, the ends of every chain of blocks between those, and what is left over beside them.

pub(in crate::plan) use super::block_set::{BlockSet, CidrBlock};
use super::block_set::{BlockSetShape, common_ancestor};
use super::node_class::{ClassTable, NodeClass};
use super::options::ScheduleKey;
use super::service_set::{NO_SERVICE, ServiceNumber, ServiceSet};
use super::state::OTHER_SERVICE;

/// Index of a node.
pub(in crate::plan) type NodeId = usize;

/// The service of a block before and after; [`NOBODY`] where there is no binding.
#[derive(Debug, Clone, Copy)]
pub(in crate::plan) struct BindingChange {
    pub(in crate::plan) block: CidrBlock,
    pub(in crate::plan) before: ServiceNumber,
    pub(in crate::plan) after: ServiceNumber,
    /// True where a binding without a service holds the CIDR: nothing can be bound here.
    pub(in crate::plan) reserved: bool,
    /// True where the binding of the start is still rolling out: an edge may have it or not.
    pub(in crate::plan) in_flight: bool,
}

/// A place where a binding can stand, with what lies below it. There are up to ten for each binding, and every search
/// goes through all of them: so it is packed.
#[derive(Debug, Clone, Copy)]
pub(in crate::plan) struct TrieNode {
    /// Addresses below that belong to a service which may be the default only, before and after: any other binding
    /// that they see hits them, and none can shield them.
    pub(in crate::plan) default_only_addresses: u128,
    /// Number of what it shares with others.
    pub(in crate::plan) class: u32,
    /// Writes that the difference alone takes, here and below.
    pub(in crate::plan) min_writes: u32,
    content: NodeContent,
}

/// What lies below a node.
#[derive(Debug, Clone, Copy)]
enum NodeContent {
    /// The node right before it, and this one or [`NONE`]. The node is a block of this length.
    Children(u32, u8),
    /// Addresses that are settled here, in blocks of this form.
    Leaf(BlockSetShape),
}

/// No node.
const NO_NODE: u32 = u32::MAX;

/// What a block inherits: the owners before and after, and every service bound above it in either state.
#[derive(Debug, Clone, Copy, Default)]
struct Inherited {
    old: ServiceNumber,
    new: ServiceNumber,
    services_above: ServiceSet,
    /// True where they change hands, and see none of their own owners above while they do.
    unprotected: bool,
    /// Where some binding is still rolling out: the services that an edge may show here before anything is written.
    visible_at_start: ServiceSet,
}

/// Addresses with the same owners.
#[derive(Debug, Clone, Copy)]
pub(in crate::plan) struct Leaf {
    pub(in crate::plan) addresses: u128,
    pub(in crate::plan) old: ServiceNumber,
    pub(in crate::plan) new: ServiceNumber,
}

/// The nodes; children stand before their parents, the second one directly, and the prefix is the last.
#[derive(Debug)]
pub(in crate::plan) struct Trie {
    pub(in crate::plan) nodes: Vec<TrieNode>,
    /// The first address of each, which is asked for only where something is written.
    firsts: Vec<u128>,
    /// For each the addresses below that are hit whatever is done: see [`Terrain::unavoidable`]. They are single ones.
    unavoidable: Vec<u32>,
    /// What nodes share.
    pub(in crate::plan) classes: ClassTable,
    /// Bits of an address.
    pub(in crate::plan) width: u8,
    /// Services that may be bound to a part of the prefix.
    sub_block_services: ServiceSet,
    /// True where all is taken away and put back.
    rebuild_all: bool,
    /// True where no part of the prefix is bound to a service that may be the default only.
    pub(in crate::plan) default_only_at_root: bool,
    /// True where one or two batches are not enough: see [`Terrain::takes_three`].
    needs_three_batches: bool,
}

impl Trie {
    /// Lays out the sites, sorted by block and each there once. O(n) nodes, two for each site and its chain.
    ///
    /// `redo` is true where everything has to be taken away and put back, as under a default that changes.
    pub(in crate::plan) fn new(
        prefix: CidrBlock,
        width: u8,
        sites: &[BindingChange],
        parts: ServiceSet,
        redo: bool,
    ) -> Self {
        let may = |service| service == NO_SERVICE || parts.contains(service);
        let inner = sites.iter().filter(|site| site.block != prefix);
        let regular = inner.fold(true, |all, site| all && may(site.before) && may(site.after));
        let most = sites.len() * 8 + 8;
        let mut terrain = Self {
            nodes: Vec::with_capacity(most),
            firsts: Vec::with_capacity(most),
            unavoidable: Vec::with_capacity(most),
            classes: ClassTable::default(),
            width,
            sub_block_services: parts,
            rebuild_all: redo,
            default_only_at_root: regular,
            needs_three_batches: false,
        };
        let in_flight = sites.iter().any(|site| site.in_flight);
        let bases = if in_flight { ServiceSet::single(NO_SERVICE) } else { ServiceSet::default() };
        terrain.build(prefix, sites, Inherited { visible_at_start: bases, ..Inherited::default() });
        terrain
    }

    pub(in crate::plan) fn root(&self) -> NodeId {
        self.nodes.len().saturating_sub(1)
    }

    /// What a node shares with others.
    pub(in crate::plan) fn class(&self, node: &TrieNode) -> Option<&NodeClass> {
        self.classes.get(node.class)
    }

    pub(in crate::plan) fn blocks(&self, id: NodeId) -> Option<BlockSet> {
        let form = match self.nodes.get(id)?.content {
            NodeContent::Children(_, length) => BlockSetShape::Single(length),
            NodeContent::Leaf(form) => form,
        };
        Some(form.with_first(*self.firsts.get(id)?))
    }

    /// The nodes directly below one.
    pub(in crate::plan) fn children(&self, id: NodeId) -> [Option<NodeId>; 2] {
        match self.nodes.get(id).map(|node| node.content) {
            Some(NodeContent::Children(NO_NODE, _)) => [id.checked_sub(1), None],
            Some(NodeContent::Children(first, _)) => [Some(first as usize), id.checked_sub(1)],
            Some(NodeContent::Leaf(_)) | None => [None, None],
        }
    }

    /// Addresses that are settled at a node, with no node below.
    pub(in crate::plan) fn leaf(&self, node: &TrieNode) -> Option<Leaf> {
        let [old, new] = self.class(node)?.leaf_owners?;
        Some(Leaf { addresses: node.leaf_shape()?.size(self.width), old, new })
    }

    /// What is settled anywhere.
    pub(in crate::plan) fn leaves(&self) -> impl Iterator<Item = Leaf> {
        self.nodes.iter().filter_map(|node| self.leaf(node))
    }

    /// Addresses at a node and below it that are hit whatever is done.
    pub(in crate::plan) fn unavoidable_at(&self, id: NodeId) -> u128 {
        self.unavoidable.get(id).copied().unwrap_or_default().into()
    }

    fn push(&mut self, first: u128, lost: u32, node: TrieNode) -> NodeId {
        self.nodes.push(node);
        self.firsts.push(first);
        self.unavoidable.push(lost);
        self.nodes.len() - 1
    }

    /// A block above the node that was laid out last, and above another one.
    ///
    /// `bases` is what an edge may show around it.
    fn push_inner(
        &mut self,
        block: CidrBlock,
        site: Option<&BindingChange>,
        other: Option<NodeId>,
        bases: ServiceSet,
    ) -> NodeId {
        let (mut wanted, mut catchers) = (ServiceSet::default(), ServiceSet::default());
        let (mut least, mut tied, mut lost) = (0, 0, 0);
        for id in [other, Some(self.root())].into_iter().flatten() {
            let Some(node) = self.nodes.get(id) else { continue };
            if let Some(kin) = self.classes.get(node.class) {
                wanted = wanted.union(kin.key.own_services);
                catchers = catchers.union(kin.fallback_services);
            }
            least += node.min_writes;
            tied += node.default_only_addresses;
            lost += self.unavoidable.get(id).copied().unwrap_or_default();
        }
        if let Some(site) = site {
            least += site.min_writes(self.rebuild_all);
        }
        let kin = self.classes.intern(NodeClass {
            key: BindingChange::schedule_key(site, wanted, bases),
            leaf_owners: None,
            fallback_services: catchers,
        });
        let lost = u32::try_from(tied).map_or(lost, |tied| tied.min(lost));
        let other = other.and_then(|id| u32::try_from(id).ok()).unwrap_or(NO_NODE);
        self.push(
            block.first,
            lost,
            TrieNode {
                default_only_addresses: tied,
                class: kin,
                min_writes: least,
                content: NodeContent::Children(other, block.length),
            },
        )
    }

    /// Addresses of which none has a node of its own.
    ///
    /// `bases` is what an edge may show around them.
    fn push_leaf(
        &mut self,
        place: BlockSet,
        site: Option<&BindingChange>,
        Inherited { old, new, unprotected: lost, .. }: Inherited,
        bases: ServiceSet,
    ) -> NodeId {
        let (first, form) = place.split();
        let own = ServiceSet::single(old).with(new);
        let lost = u32::from(lost);
        let catchers = if lost > 0 { own } else { ServiceSet::default() };
        let kin = self.classes.intern(NodeClass {
            key: BindingChange::schedule_key(site, own, bases),
            leaf_owners: Some([old, new]),
            fallback_services: catchers,
        });
        let tied =
            if self.is_default_only(old) && self.is_default_only(new) { form.size(self.width) } else { 0 };
        let least = site.map_or(0, |site| site.min_writes(self.rebuild_all));
        self.push(
            first,
            lost,
            TrieNode {
                default_only_addresses: tied,
                class: kin,
                min_writes: least,
                content: NodeContent::Leaf(form),
            },
        )
    }

    /// Blocks without any binding in them, that one could shield.
    fn push_unbound_leaf(&mut self, place: BlockSet, owners: Inherited) -> NodeId {
        self.needs_three_batches |= owners.unprotected;
        self.push_leaf(place, None, Inherited { unprotected: false, ..owners }, owners.visible_at_start)
    }

    /// A block that stands as it is: a bound one, one that several bound ones share, or the prefix.
    fn build(&mut self, block: CidrBlock, sites: &[BindingChange], mut owners: Inherited) -> NodeId {
        let (site, rest) = match sites.split_first() {
            Some((site, rest)) if site.block == block => (Some(site), rest),
            _ => (None, sites),
        };
        let around = owners.visible_at_start;
        if let Some(site) = site {
            if block.length >= self.width {
                return self.push_host(site, owners);
            }
            owners = owners.inside(site);
        }
        if block.length >= self.width {
            let site = BindingChange {
                block,
                before: NO_SERVICE,
                after: NO_SERVICE,
                reserved: false,
                in_flight: false,
            };
            return self.push_host(&site, owners);
        }
        if rest.is_empty() {
            self.push_unbound_leaf(BlockSet::Halves(block), owners);
            return self.push_inner(block, site, None, around);
        }
        let [low, high] = block.halves(self.width);
        let middle = rest.partition_point(|site| site.block.first < high.first);
        let (left, right) = rest.split_at(middle);
        let low = self.build_half(low, left, owners);
        self.build_half(high, right, owners);
        self.push_inner(block, site, Some(low), around)
    }

    /// A bound address: nothing more specific can be put over it.
    fn push_host(&mut self, site: &BindingChange, above: Inherited) -> NodeId {
        self.push_leaf(BlockSet::Single(site.block), Some(site), above.inside(site), above.visible_at_start)
    }

    /// True where a service may be the default only, or is none: nobody is bound to a part.
    fn is_default_only(&self, service: ServiceNumber) -> bool {
        !self.sub_block_services.contains(service)
    }

    /// The least number of addresses that every plan hits by a third service, as long as the default stays.
    ///
    /// An address that is replaced by itself falls back on what is bound above. If that is a third service, a
    /// temporary binding above would help it, but hits whoever is tied below that one; and the higher it stands, the
    /// more they are. So of a block either all its tied addresses are hit, or those that its halves lose.
    pub(in crate::plan) fn unavoidable_hits(&self) -> u128 {
        self.children(self.root()).into_iter().flatten().map(|id| self.unavoidable_at(id)).sum()
    }

    /// True where under a default that stays, or is another for a while, one or two batches hit more than are lost.
    ///
    /// What does not stay stands through no batch of two: it comes in the first and goes in the second, and shields
    /// nobody. So whoever is replaced in one of the two sees what is bound above in that batch, of which none is theirs;
    /// and they are hit beside those who are [lost](Self::unavoidable), who are single addresses.
    pub(in crate::plan) const fn needs_three_batches(&self) -> bool {
        self.needs_three_batches
    }

    /// One half of a node: bare, or a chain of blocks down to the next node.
    fn build_half(&mut self, top: CidrBlock, sites: &[BindingChange], owners: Inherited) -> NodeId {
        let (Some(first), Some(last)) = (sites.first(), sites.last()) else {
            return self.push_unbound_leaf(BlockSet::Single(top), owners);
        };
        let target = common_ancestor(first.block, last.block, self.width);
        let node = self.build(target, sites, owners);
        if target.length <= top.length {
            return node;
        }
        // Directly above the target: what it falls back to can be changed here, at the price of its sibling.
        self.push_unbound_leaf(BlockSet::Single(target.sibling(self.width)), owners);
        let bottom = target.parent(self.width);
        let lowest = self.push_inner(bottom, None, Some(node), owners.visible_at_start);
        if bottom.length <= top.length {
            return lowest;
        }
        self.push_unbound_leaf(BlockSet::ChainSiblings(bottom, top.length), owners);
        self.push_inner(top, None, Some(lowest), owners.visible_at_start)
    }
}

impl TrieNode {
    /// The blocks of addresses that are settled here, with no node below.
    pub(in crate::plan) const fn leaf_shape(&self) -> Option<BlockSetShape> {
        match self.content {
            NodeContent::Leaf(form) => Some(form),
            NodeContent::Children(..) => None,
        }
    }
}

impl BindingChange {
    /// No binding at all.
    const NONE: Self = Self {
        block: CidrBlock { first: 0, length: 0 },
        before: NO_SERVICE,
        after: NO_SERVICE,
        reserved: false,
        in_flight: false,
    };

    /// Writes that its difference alone takes.
    fn min_writes(&self, redo: bool) -> u32 {
        match (self.before, self.after) {
            (NO_SERVICE, NO_SERVICE) => 0,
            (NO_SERVICE, _) | (_, NO_SERVICE) => 1,
            (a, b) if a == b && !redo => 0,
            _ => 2,
        }
    }

    /// What the courses of a place depend on, where these services are wanted in it.
    fn schedule_key(site: Option<&Self>, wanted: ServiceSet, bases: ServiceSet) -> ScheduleKey {
        let Self { before, after, reserved: barred, in_flight, .. } = site.copied().unwrap_or(Self::NONE);
        // To those who want none of them all strangers are alike.
        let known = bases.intersection(wanted.with(NO_SERVICE).with(before).with(after));
        let bases = if known == bases { bases } else { known.with(OTHER_SERVICE) };
        ScheduleKey {
            before,
            after,
            own_services: wanted,
            reserved: barred,
            in_flight,
            visible_at_start: bases,
        }
    }
}

impl Inherited {
    /// What the blocks inside a site inherit.
    fn inside(self, site: &BindingChange) -> Self {
        let old = if site.before == NO_SERVICE { self.old } else { site.before };
        let new = if site.after == NO_SERVICE { self.new } else { site.after };
        // While it is replaced it falls back: on one of its own services, or on none of them.
        let own = ServiceSet::single(site.before).with(site.after);
        let lost = site.before != site.after
            && !own.contains(NO_SERVICE)
            && self.services_above.intersection(own).is_empty();
        let bases = match site.before {
            // Where nothing is in flight nobody asks.
            _ if self.visible_at_start.is_empty() => self.visible_at_start,
            NO_SERVICE => self.visible_at_start,
            before if site.in_flight => self.visible_at_start.with(before),
            before => ServiceSet::single(before),
        };
        Self {
            old,
            new,
            services_above: self.services_above.with(site.before).with(site.after),
            unprotected: lost,
            visible_at_start: bases,
        }
    }
}

#[cfg(test)]
mod tests;
