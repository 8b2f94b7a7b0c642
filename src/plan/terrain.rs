//! The ground that a plan is made on: the blocks of a prefix at which a binding is, will be, or could help.
//!
//! It is the trie of all bindings of both states, cut to the blocks that matter: each bound block, each block that
//! two of them share, the ends of every chain of blocks between those, and what is left over beside them.

pub(super) use super::block::{Block, Place};
use super::block::{Form, shared};
use super::kin::{Kin, Kins};
use super::set::{NOBODY, Service, Services};
use super::situation::STRANGER;
use super::timeline::Kind;

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
    /// True where the binding of the start is still rolling out: an edge may have it or not.
    pub(super) in_flight: bool,
}

/// A place where a binding can stand, with what lies below it. There are up to ten for each binding, and every search
/// goes through all of them: so it is packed.
#[derive(Debug, Clone, Copy)]
pub(super) struct Node {
    /// Addresses below that belong to a service which may be the default only, before and after: any other binding
    /// that they see hits them, and none can shield them.
    pub(super) tied: u128,
    /// Number of what it shares with others.
    pub(super) kin: u32,
    /// Writes that the difference alone takes, here and below.
    pub(super) least: u32,
    link: Link,
}

/// What lies below a node.
#[derive(Debug, Clone, Copy)]
enum Link {
    /// The node right before it, and this one or [`NONE`]. The node is a block of this length.
    Nodes(u32, u8),
    /// Addresses that are settled here, in blocks of this form.
    Ground(Form),
}

/// No node.
const NONE: u32 = u32::MAX;

/// What a block inherits: the owners before and after, and every service bound above it in either state.
#[derive(Debug, Clone, Copy, Default)]
struct Owners {
    old: Service,
    new: Service,
    above: Services,
    /// True where they change hands, and see none of their own owners above while they do.
    lost: bool,
    /// Where some binding is still rolling out: the services that an edge may show here before anything is written.
    bases: Services,
}

/// Addresses with the same owners.
#[derive(Debug, Clone, Copy)]
pub(super) struct Ground {
    pub(super) addresses: u128,
    pub(super) old: Service,
    pub(super) new: Service,
}

/// The nodes; children stand before their parents, the second one directly, and the prefix is the last.
#[derive(Debug)]
pub(super) struct Terrain {
    pub(super) nodes: Vec<Node>,
    /// The first address of each, which is asked for only where something is written.
    firsts: Vec<u128>,
    /// For each the addresses below that are hit whatever is done: see [`Terrain::unavoidable`]. They are single ones.
    lost: Vec<u32>,
    /// What nodes share.
    pub(super) kins: Kins,
    /// Bits of an address.
    pub(super) width: u8,
    /// Services that may be bound to a part of the prefix.
    parts: Services,
    /// True where all is taken away and put back.
    redo: bool,
    /// True where no part of the prefix is bound to a service that may be the default only.
    pub(super) regular: bool,
    /// True where one or two batches are not enough: see [`Terrain::takes_three`].
    takes_three: bool,
}

impl Terrain {
    /// Lays out the sites, sorted by block and each there once. O(n) nodes, two for each site and its chain.
    ///
    /// `redo` is true where everything has to be taken away and put back, as under a default that changes.
    pub(super) fn new(prefix: Block, width: u8, sites: &[Site], parts: Services, redo: bool) -> Self {
        let may = |service| service == NOBODY || parts.has(service);
        let inner = sites.iter().filter(|site| site.block != prefix);
        let regular = inner.fold(true, |all, site| all && may(site.before) && may(site.after));
        let most = sites.len() * 8 + 8;
        let mut terrain = Self {
            nodes: Vec::with_capacity(most),
            firsts: Vec::with_capacity(most),
            lost: Vec::with_capacity(most),
            kins: Kins::default(),
            width,
            parts,
            redo,
            regular,
            takes_three: false,
        };
        let in_flight = sites.iter().any(|site| site.in_flight);
        let bases = if in_flight { Services::only(NOBODY) } else { Services::default() };
        terrain.node(prefix, sites, Owners { bases, ..Owners::default() });
        terrain
    }

    pub(super) fn root(&self) -> NodeId {
        self.nodes.len().saturating_sub(1)
    }

    /// What a node shares with others.
    pub(super) fn kin(&self, node: &Node) -> Option<&Kin> {
        self.kins.get(node.kin)
    }

    pub(super) fn place(&self, id: NodeId) -> Option<Place> {
        let form = match self.nodes.get(id)?.link {
            Link::Nodes(_, length) => Form::Block(length),
            Link::Ground(form) => form,
        };
        Some(form.at(*self.firsts.get(id)?))
    }

    /// The nodes directly below one.
    pub(super) fn below(&self, id: NodeId) -> [Option<NodeId>; 2] {
        match self.nodes.get(id).map(|node| node.link) {
            Some(Link::Nodes(NONE, _)) => [id.checked_sub(1), None],
            Some(Link::Nodes(first, _)) => [Some(first as usize), id.checked_sub(1)],
            Some(Link::Ground(_)) | None => [None, None],
        }
    }

    /// Addresses that are settled at a node, with no node below.
    pub(super) fn ground(&self, node: &Node) -> Option<Ground> {
        let [old, new] = self.kin(node)?.ground?;
        Some(Ground { addresses: node.ground()?.size(self.width), old, new })
    }

    /// What is settled anywhere.
    pub(super) fn grounds(&self) -> impl Iterator<Item = Ground> {
        self.nodes.iter().filter_map(|node| self.ground(node))
    }

    /// Addresses at a node and below it that are hit whatever is done.
    pub(super) fn lost(&self, id: NodeId) -> u128 {
        self.lost.get(id).copied().unwrap_or_default().into()
    }

    fn push(&mut self, first: u128, lost: u32, node: Node) -> NodeId {
        self.nodes.push(node);
        self.firsts.push(first);
        self.lost.push(lost);
        self.nodes.len() - 1
    }

    /// A block above the node that was laid out last, and above another one.
    ///
    /// `bases` is what an edge may show around it.
    fn above(&mut self, block: Block, site: Option<&Site>, other: Option<NodeId>, bases: Services) -> NodeId {
        let (mut wanted, mut catchers) = (Services::default(), Services::default());
        let (mut least, mut tied, mut lost) = (0, 0, 0);
        for id in [other, Some(self.root())].into_iter().flatten() {
            let Some(node) = self.nodes.get(id) else { continue };
            if let Some(kin) = self.kins.get(node.kin) {
                wanted = wanted.and(kin.kind.wanted);
                catchers = catchers.and(kin.catchers);
            }
            least += node.least;
            tied += node.tied;
            lost += self.lost.get(id).copied().unwrap_or_default();
        }
        if let Some(site) = site {
            least += site.least(self.redo);
        }
        let kin = self.kins.number(Kin { kind: Site::kind(site, wanted, bases), ground: None, catchers });
        let lost = u32::try_from(tied).map_or(lost, |tied| tied.min(lost));
        let other = other.and_then(|id| u32::try_from(id).ok()).unwrap_or(NONE);
        self.push(block.first, lost, Node { tied, kin, least, link: Link::Nodes(other, block.length) })
    }

    /// Addresses of which none has a node of its own.
    ///
    /// `bases` is what an edge may show around them.
    fn settled(
        &mut self,
        place: Place,
        site: Option<&Site>,
        Owners { old, new, lost, .. }: Owners,
        bases: Services,
    ) -> NodeId {
        let (first, form) = place.packed();
        let own = Services::only(old).with(new);
        let lost = u32::from(lost);
        let catchers = if lost > 0 { own } else { Services::default() };
        let kin =
            self.kins.number(Kin { kind: Site::kind(site, own, bases), ground: Some([old, new]), catchers });
        let tied = if self.ties(old) && self.ties(new) { form.size(self.width) } else { 0 };
        let least = site.map_or(0, |site| site.least(self.redo));
        self.push(first, lost, Node { tied, kin, least, link: Link::Ground(form) })
    }

    /// Blocks without any binding in them, that one could shield.
    fn bare(&mut self, place: Place, owners: Owners) -> NodeId {
        self.takes_three |= owners.lost;
        self.settled(place, None, Owners { lost: false, ..owners }, owners.bases)
    }

    /// A block that stands as it is: a bound one, one that several bound ones share, or the prefix.
    fn node(&mut self, block: Block, sites: &[Site], mut owners: Owners) -> NodeId {
        let (site, rest) = match sites.split_first() {
            Some((site, rest)) if site.block == block => (Some(site), rest),
            _ => (None, sites),
        };
        let around = owners.bases;
        if let Some(site) = site {
            if block.length >= self.width {
                return self.host(site, owners);
            }
            owners = owners.below(site);
        }
        if block.length >= self.width {
            let site = Site { block, before: NOBODY, after: NOBODY, barred: false, in_flight: false };
            return self.host(&site, owners);
        }
        if rest.is_empty() {
            self.bare(Place::Halves(block), owners);
            return self.above(block, site, None, around);
        }
        let [low, high] = block.halves(self.width);
        let middle = rest.partition_point(|site| site.block.first < high.first);
        let (left, right) = rest.split_at(middle);
        let low = self.slot(low, left, owners);
        self.slot(high, right, owners);
        self.above(block, site, Some(low), around)
    }

    /// A bound address: nothing more specific can be put over it.
    fn host(&mut self, site: &Site, above: Owners) -> NodeId {
        self.settled(Place::Block(site.block), Some(site), above.below(site), above.bases)
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
        self.below(self.root()).into_iter().flatten().map(|id| self.lost(id)).sum()
    }

    /// True where under a default that stays, or is another for a while, one or two batches hit more than are lost.
    ///
    /// What does not stay stands through no batch of two: it comes in the first and goes in the second, and shields
    /// nobody. So whoever is replaced in one of the two sees what is bound above in that batch, of which none is theirs;
    /// and they are hit beside those who are [lost](Self::unavoidable), who are single addresses.
    pub(super) const fn takes_three(&self) -> bool {
        self.takes_three
    }

    /// One half of a node: bare, or a chain of blocks down to the next node.
    fn slot(&mut self, top: Block, sites: &[Site], owners: Owners) -> NodeId {
        let (Some(first), Some(last)) = (sites.first(), sites.last()) else {
            return self.bare(Place::Block(top), owners);
        };
        let target = shared(first.block, last.block, self.width);
        let node = self.node(target, sites, owners);
        if target.length <= top.length {
            return node;
        }
        // Directly above the target: what it falls back to can be changed here, at the price of its sibling.
        self.bare(Place::Block(target.sibling(self.width)), owners);
        let bottom = target.parent(self.width);
        let lowest = self.above(bottom, None, Some(node), owners.bases);
        if bottom.length <= top.length {
            return lowest;
        }
        self.bare(Place::Beside(bottom, top.length), owners);
        self.above(top, None, Some(lowest), owners.bases)
    }
}

impl Node {
    /// The blocks of addresses that are settled here, with no node below.
    pub(super) const fn ground(&self) -> Option<Form> {
        match self.link {
            Link::Ground(form) => Some(form),
            Link::Nodes(..) => None,
        }
    }
}

impl Site {
    /// No binding at all.
    const NONE: Self = Self {
        block: Block { first: 0, length: 0 },
        before: NOBODY,
        after: NOBODY,
        barred: false,
        in_flight: false,
    };

    /// Writes that its difference alone takes.
    fn least(&self, redo: bool) -> u32 {
        match (self.before, self.after) {
            (NOBODY, NOBODY) => 0,
            (NOBODY, _) | (_, NOBODY) => 1,
            (a, b) if a == b && !redo => 0,
            _ => 2,
        }
    }

    /// What the courses of a place depend on, where these services are wanted in it.
    fn kind(site: Option<&Self>, wanted: Services, bases: Services) -> Kind {
        let Self { before, after, barred, in_flight, .. } = site.copied().unwrap_or(Self::NONE);
        // To those who want none of them all strangers are alike.
        let known = bases.within(wanted.with(NOBODY).with(before).with(after));
        let bases = if known == bases { bases } else { known.with(STRANGER) };
        Kind { before, after, wanted, barred, in_flight, bases }
    }
}

impl Owners {
    /// What the blocks inside a site inherit.
    fn below(self, site: &Site) -> Self {
        let old = if site.before == NOBODY { self.old } else { site.before };
        let new = if site.after == NOBODY { self.new } else { site.after };
        // While it is replaced it falls back: on one of its own services, or on none of them.
        let own = Services::only(site.before).with(site.after);
        let lost = site.before != site.after && !own.has(NOBODY) && self.above.within(own).is_empty();
        let bases = match site.before {
            // Where nothing is in flight nobody asks.
            _ if self.bases.is_empty() => self.bases,
            NOBODY => self.bases,
            before if site.in_flight => self.bases.with(before),
            before => Services::only(before),
        };
        Self { old, new, above: self.above.with(site.before).with(site.after), lost, bases }
    }
}

#[cfg(test)]
mod tests;
