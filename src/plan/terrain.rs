//! The ground that a plan is made on: the blocks of a prefix at which a binding is, will be, or could help.
//!
//! It is the trie of all bindings of both states, cut to the blocks that matter: each bound block, each block that
//! two of them share, the ends of every chain of blocks between those, and what is left over beside them.

use super::set::{NOBODY, Service, Services};
use crate::cidr::{Cidr, number};

/// Index of a node.
pub(super) type NodeId = usize;

/// A block, as number of its first address and length.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Block {
    pub(super) first: u128,
    pub(super) length: u8,
}

/// The service of a block before and after; [`NOBODY`] where there is no binding.
#[derive(Debug, Clone, Copy)]
pub(super) struct Site {
    pub(super) block: Block,
    pub(super) before: Service,
    pub(super) after: Service,
    /// True where a binding without a service holds the CIDR: nothing can be bound here.
    pub(super) barred: bool,
}

/// A place where a binding can stand, with what lies below it.
#[derive(Debug, Clone)]
pub(super) struct Node {
    pub(super) before: Service,
    pub(super) after: Service,
    pub(super) barred: bool,
    /// Blocks that the node stands for: one, except for leftovers beside a chain. Each takes its own write.
    pub(super) pieces: Vec<Block>,
    /// Addresses that are settled here, with no node below: their number, old and new owner.
    pub(super) ground: Option<Ground>,
    pub(super) below: Vec<NodeId>,
    /// Services that some address below has before or after.
    pub(super) wanted: Services,
    /// Writes that the difference alone takes, here and below.
    pub(super) least: u32,
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
    width: u8,
}

impl Block {
    pub(super) fn of(cidr: &Cidr) -> Self {
        Self { first: number(cidr.first()), length: cidr.length() }
    }

    fn parent(self, width: u8) -> Self {
        let length = self.length.saturating_sub(1);
        Self { first: self.first & mask(length, width), length }
    }

    fn halves(self, width: u8) -> [Self; 2] {
        let length = self.length + 1;
        [Self { length, ..self }, Self { first: self.first | bit(length, width), length }]
    }

    fn sibling(self, width: u8) -> Self {
        Self { first: self.first ^ bit(self.length, width), ..self }
    }

    /// Number of addresses; only `::/0` has more than fit, and no plan is made for it.
    pub(super) fn size(self, width: u8) -> u128 {
        1u128.checked_shl(u32::from(width - self.length)).unwrap_or(u128::MAX)
    }

    pub(super) fn last(self, width: u8) -> u128 {
        self.first | (self.size(width).wrapping_sub(1))
    }

    pub(super) fn covers(self, other: Self, width: u8) -> bool {
        self.length <= other.length && other.first & mask(self.length, width) == self.first
    }
}

/// The bit that tells the two halves of a block of `length - 1` bits.
fn bit(length: u8, width: u8) -> u128 {
    1u128.checked_shl(u32::from(width.saturating_sub(length))).unwrap_or(0)
}

/// The first `length` of `width` bits.
fn mask(length: u8, width: u8) -> u128 {
    u128::MAX.checked_shl(u32::from(width - length)).unwrap_or(0)
}

impl Terrain {
    /// Lays out the sites, sorted by block and each there once. O(n) nodes, two for each site and its chain.
    ///
    /// `redo` is true where everything has to be taken away and put back, as under a default that changes.
    pub(super) fn new(prefix: Block, width: u8, sites: &[Site], redo: bool) -> Self {
        let mut terrain = Self { nodes: Vec::with_capacity(sites.len() * 4 + 4), width };
        terrain.node(prefix, sites, [NOBODY, NOBODY], redo);
        terrain
    }

    pub(super) fn root(&self) -> NodeId {
        self.nodes.len().saturating_sub(1)
    }

    fn push(&mut self, block: Block, site: Option<&Site>, below: Vec<NodeId>, redo: bool) -> NodeId {
        let (before, after, barred) =
            site.map_or((NOBODY, NOBODY, false), |site| (site.before, site.after, site.barred));
        let mut wanted = Services::default();
        let mut least = match (before, after) {
            (NOBODY, NOBODY) => 0,
            (NOBODY, _) | (_, NOBODY) => 1,
            (a, b) if a == b && !redo => 0,
            _ => 2,
        };
        for child in below.iter().filter_map(|id| self.nodes.get(*id)) {
            wanted = wanted.and(child.wanted);
            least += child.least;
        }
        let pieces = vec![block];
        self.nodes.push(Node { before, after, barred, pieces, ground: None, below, wanted, least });
        self.nodes.len() - 1
    }

    /// Blocks without any binding in them, that one could shield.
    fn bare(&mut self, pieces: Vec<Block>, [old, new]: [Service; 2]) -> Option<NodeId> {
        if pieces.is_empty() {
            return None;
        }
        let addresses = pieces.iter().map(|piece| piece.size(self.width)).sum();
        let wanted = Services::default().with(old).with(new);
        let ground = Some(Ground { addresses, old, new });
        let (before, after, barred, below, least) = (NOBODY, NOBODY, false, Vec::new(), 0);
        self.nodes.push(Node { before, after, barred, pieces, ground, below, wanted, least });
        Some(self.nodes.len() - 1)
    }

    /// A block that stands as it is: a bound one, one that several bound ones share, or the prefix.
    fn node(&mut self, block: Block, sites: &[Site], mut owners: [Service; 2], redo: bool) -> NodeId {
        let (site, rest) = match sites.split_first() {
            Some((site, rest)) if site.block == block => (Some(site), rest),
            _ => (None, sites),
        };
        if let Some(site) = site {
            let [old, new] = &mut owners;
            *old = if site.before == NOBODY { *old } else { site.before };
            *new = if site.after == NOBODY { *new } else { site.after };
        }
        let [old, new] = owners;
        if block.length >= self.width {
            let id = self.push(block, site, Vec::new(), redo);
            if let Some(node) = self.nodes.get_mut(id) {
                node.ground = Some(Ground { addresses: 1, old, new });
                node.wanted = Services::default().with(old).with(new);
            }
            return id;
        }
        let halves = block.halves(self.width);
        if rest.is_empty() {
            let bare = self.bare(halves.to_vec(), owners);
            return self.push(block, site, bare.into_iter().collect(), redo);
        }
        let [low, high] = halves;
        let middle = rest.partition_point(|site| site.block.first < high.first);
        let (left, right) = rest.split_at(middle);
        let below = [self.slot(low, left, owners, redo), self.slot(high, right, owners, redo)];
        self.push(block, site, below.into_iter().flatten().collect(), redo)
    }

    /// One half of a node: bare, or a chain of blocks down to the next node.
    fn slot(&mut self, top: Block, sites: &[Site], owners: [Service; 2], redo: bool) -> Option<NodeId> {
        let (Some(first), Some(last)) = (sites.first(), sites.last()) else {
            return self.bare(vec![top], owners);
        };
        let target = shared(first.block, last.block, self.width);
        let node = self.node(target, sites, owners, redo);
        if target.length <= top.length {
            return Some(node);
        }
        // Directly above the target: what it falls back to can be changed here, at the price of its sibling.
        let sibling = self.bare(vec![target.sibling(self.width)], owners);
        let bottom = target.parent(self.width);
        let below = [Some(node), sibling].into_iter().flatten().collect();
        let lowest = self.push(bottom, None, below, redo);
        if bottom.length <= top.length {
            return Some(lowest);
        }
        let mut pieces = Vec::new();
        let mut step = bottom;
        while step.length > top.length {
            pieces.push(step.sibling(self.width));
            step = step.parent(self.width);
        }
        let beside = self.bare(pieces, owners);
        let below = [Some(lowest), beside].into_iter().flatten().collect();
        Some(self.push(top, None, below, redo))
    }
}

/// The smallest block that covers both of two in order.
fn shared(a: Block, b: Block, width: u8) -> Block {
    let unlike = u128::BITS - (a.first ^ b.first).leading_zeros();
    let same = u32::from(width).saturating_sub(unlike);
    let length = u8::try_from(same).unwrap_or(width).min(a.length).min(b.length);
    Block { first: a.first & mask(length, width), length }
}
