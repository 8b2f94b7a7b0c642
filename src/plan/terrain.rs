//! The ground that a plan is made on: the blocks of a prefix at which a binding is, will be, or could help.
//!
//! It is the trie of all bindings of both states, cut to the blocks that matter: each bound block, each block that
//! two of them share, the ends of every chain of blocks between those, and what is left over beside them.

pub(super) use super::block::{Block, Place};
use super::block::{Form, shared};
use super::kin::Kin;
use super::set::{NOBODY, Service, Services};

/// Index of a node.
pub(super) type NodeId = usize;

/// The service of a block before and after; [`NOBODY`] where there is no binding.
#[derive(Debug, Clone, Copy)]
pub(super) struct Site {
    pub(super) block: Block,
    pub(super) before: Service,
    pub(super) after: Service,
    /// True where a binding without a service holds the CIDR: nothing can be bound here.
    pub(super) barred: bool,
}

/// A place where a binding can stand, with what lies below it. There are ten for each binding, and every search goes
/// through all of them: so it is packed.
#[derive(Debug, Clone)]
pub(super) struct Node {
    pub(super) before: Service,
    pub(super) after: Service,
    pub(super) barred: bool,
    /// The place, as its first address and its form.
    first: u128,
    form: Form,
    /// Addresses that are settled here, with no node below: their number, 0 for none, and their owners.
    addresses: u128,
    old: Service,
    new: Service,
    /// As [`NONE`] where there is none.
    below: [u32; 2],
    /// Services that some address below has before or after.
    pub(super) wanted: Services,
    /// Writes that the difference alone takes, here and below.
    pub(super) least: u32,
    /// Addresses below that belong to a service which may be the default only, before and after: any other binding
    /// that they see hits them, and none can shield them.
    pub(super) tied: u128,
    /// Addresses below that are hit whatever is done: see [`Terrain::unavoidable`].
    pub(super) lost: u128,
    /// The services of those: where one of them is seen from above, it may be otherwise.
    pub(super) catchers: Services,
}

/// No node.
const NONE: u32 = u32::MAX;

/// What a block inherits: the owners before and after, and every service bound above it in either state.
#[derive(Debug, Clone, Copy, Default)]
struct Owners {
    old: Service,
    new: Service,
    above: Services,
}

/// Addresses with the same owners.
#[derive(Debug, Clone, Copy)]
pub(super) struct Ground {
    pub(super) addresses: u128,
    pub(super) old: Service,
    pub(super) new: Service,
}

/// The nodes; children stand before their parents, the prefix is the last.
#[derive(Debug)]
pub(super) struct Terrain {
    pub(super) nodes: Vec<Node>,
    /// Bits of an address.
    pub(super) width: u8,
    /// Services that may be bound to a part of the prefix.
    parts: Services,
    /// True where no part of the prefix is bound to a service that may be the default only.
    pub(super) regular: bool,
    pub(super) kin: Kin,
}

impl Terrain {
    /// Lays out the sites, sorted by block and each there once. O(n) nodes, two for each site and its chain.
    ///
    /// `redo` is true where everything has to be taken away and put back, as under a default that changes.
    pub(super) fn new(prefix: Block, width: u8, sites: &[Site], parts: Services, redo: bool) -> Self {
        let may = |service| service == NOBODY || parts.has(service);
        let inner = sites.iter().filter(|site| site.block != prefix);
        let regular = inner.fold(true, |all, site| all && may(site.before) && may(site.after));
        let nodes = Vec::with_capacity(sites.len() * 8 + 8);
        let mut terrain = Self { nodes, width, parts, regular, kin: Kin::default() };
        terrain.node(prefix, sites, Owners::default(), redo);
        terrain.kin = Kin::new(&terrain.nodes, parts);
        terrain
    }

    pub(super) fn root(&self) -> NodeId {
        self.nodes.len().saturating_sub(1)
    }

    fn push(&mut self, block: Block, site: Option<&Site>, below: [Option<NodeId>; 2], redo: bool) -> NodeId {
        let (before, after, barred) =
            site.map_or((NOBODY, NOBODY, false), |site| (site.before, site.after, site.barred));
        let (mut wanted, mut catchers) = (Services::default(), Services::default());
        let (mut tied, mut lost) = (0, 0);
        let mut least = match (before, after) {
            (NOBODY, NOBODY) => 0,
            (NOBODY, _) | (_, NOBODY) => 1,
            (a, b) if a == b && !redo => 0,
            _ => 2,
        };
        for child in below.iter().filter_map(|id| self.nodes.get((*id)?)) {
            wanted = wanted.and(child.wanted);
            catchers = catchers.and(child.catchers);
            least += child.least;
            tied += child.tied;
            lost += child.lost;
        }
        let lost = tied.min(lost);
        self.nodes.push(Node {
            before,
            after,
            barred,
            first: block.first,
            form: Form::Block(block.length),
            addresses: 0,
            old: NOBODY,
            new: NOBODY,
            below: below.map(|id| id.and_then(|id| u32::try_from(id).ok()).unwrap_or(NONE)),
            wanted,
            least,
            tied,
            lost,
            catchers,
        });
        self.nodes.len() - 1
    }

    /// Blocks without any binding in them, that one could shield.
    fn bare(&mut self, place: Place, Owners { old, new, .. }: Owners) -> NodeId {
        let addresses = place.size(self.width);
        let wanted = Services::only(old).with(new);
        let (first, form) = place.packed();
        let tied = if self.ties(old) && self.ties(new) { addresses } else { 0 };
        self.nodes.push(Node {
            before: NOBODY,
            after: NOBODY,
            barred: false,
            first,
            form,
            addresses,
            old,
            new,
            below: [NONE; 2],
            wanted,
            least: 0,
            tied,
            lost: 0,
            catchers: Services::default(),
        });
        self.nodes.len() - 1
    }

    /// A block that stands as it is: a bound one, one that several bound ones share, or the prefix.
    fn node(&mut self, block: Block, sites: &[Site], mut owners: Owners, redo: bool) -> NodeId {
        let (site, rest) = match sites.split_first() {
            Some((site, rest)) if site.block == block => (Some(site), rest),
            _ => (None, sites),
        };
        if let Some(site) = site {
            if block.length >= self.width {
                return self.host(site, owners, redo);
            }
            owners = owners.below(site);
        }
        if block.length >= self.width {
            let site = Site { block, before: NOBODY, after: NOBODY, barred: false };
            return self.host(&site, owners, redo);
        }
        if rest.is_empty() {
            let bare = self.bare(Place::Halves(block), owners);
            return self.push(block, site, [Some(bare), None], redo);
        }
        let [low, high] = block.halves(self.width);
        let middle = rest.partition_point(|site| site.block.first < high.first);
        let (left, right) = rest.split_at(middle);
        let below = [self.slot(low, left, owners, redo), self.slot(high, right, owners, redo)];
        self.push(block, site, below.map(Some), redo)
    }

    /// A bound address: nothing more specific can be put over it.
    fn host(&mut self, site: &Site, above: Owners, redo: bool) -> NodeId {
        let Owners { old, new, .. } = above.below(site);
        let id = self.push(site.block, Some(site), [None, None], redo);
        // While it is replaced it falls back: to one of its own services, or it is hit.
        let replaced = site.before != NOBODY && site.after != NOBODY && site.before != site.after;
        let own = Services::only(old).with(new);
        let caught = !above.above.without(above.above.without(own)).is_empty();
        let tied = u128::from(self.ties(old) && self.ties(new));
        if let Some(node) = self.nodes.get_mut(id) {
            (node.addresses, node.old, node.new) = (1, old, new);
            node.wanted = own;
            node.tied = tied;
            if replaced && !caught {
                (node.lost, node.catchers) = (1, own);
            }
        }
        id
    }

    /// True where a service may be the default only, or is none: nobody is bound to a part.
    fn ties(&self, service: Service) -> bool {
        !self.parts.has(service)
    }

    /// The least number of addresses that every plan hits by a third service, as long as the default stays.
    ///
    /// An address that is replaced by itself falls back on what is bound above. If that is a third service, a
    /// temporary binding above would help it, but hits whoever is tied below that one; and the higher it stands, the
    /// more they are. So of a block either all its tied addresses are hit, or those that its halves lose.
    pub(super) fn unavoidable(&self) -> u128 {
        let root = self.nodes.last();
        let below = root.into_iter().flat_map(Node::below).flatten();
        below.filter_map(|id| self.nodes.get(id)).map(|node| node.lost).sum()
    }

    /// One half of a node: bare, or a chain of blocks down to the next node.
    fn slot(&mut self, top: Block, sites: &[Site], owners: Owners, redo: bool) -> NodeId {
        let (Some(first), Some(last)) = (sites.first(), sites.last()) else {
            return self.bare(Place::Block(top), owners);
        };
        let target = shared(first.block, last.block, self.width);
        let node = self.node(target, sites, owners, redo);
        if target.length <= top.length {
            return node;
        }
        // Directly above the target: what it falls back to can be changed here, at the price of its sibling.
        let sibling = self.bare(Place::Block(target.sibling(self.width)), owners);
        let bottom = target.parent(self.width);
        let lowest = self.push(bottom, None, [Some(node), Some(sibling)], redo);
        if bottom.length <= top.length {
            return lowest;
        }
        let beside = self.bare(Place::Beside(bottom, top.length), owners);
        self.push(top, None, [Some(lowest), Some(beside)], redo)
    }
}

impl Node {
    pub(super) fn place(&self) -> Place {
        let block = |length| Block { first: self.first, length };
        match self.form {
            Form::Block(length) => Place::Block(block(length)),
            Form::Halves(length) => Place::Halves(block(length)),
            Form::Beside(length, above) => Place::Beside(block(length), above),
        }
    }

    /// Addresses that are settled here, with no node below.
    pub(super) fn ground(&self) -> Option<Ground> {
        let Self { addresses, old, new, .. } = *self;
        (addresses > 0).then_some(Ground { addresses, old, new })
    }

    pub(super) fn below(&self) -> [Option<NodeId>; 2] {
        self.below.map(|id| (id != NONE).then_some(id as usize))
    }
}

impl Owners {
    /// What the blocks inside a site inherit.
    fn below(self, site: &Site) -> Self {
        let old = if site.before == NOBODY { self.old } else { site.before };
        let new = if site.after == NOBODY { self.new } else { site.after };
        Self { old, new, above: self.above.with(site.before).with(site.after) }
    }
}

#[cfg(test)]
mod tests;
