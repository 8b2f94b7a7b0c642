//! Longest-prefix match over a list of bindings, from one to millions, IPv4 and IPv6 together.
//!
//! The list is flattened once into disjoint intervals per family, equal neighbours joined; a small index over
//! the first bits that differ leads to the interval (after DXR, Zec, Rizzo and Mikuc, CCR 42(5), 2012, with the
//! range of the table in place of the whole address space). Beside it stands, for each binding, the next less
//! specific one, so that an answer can explain itself by walking up.

mod many;

use alloc::vec::Vec;
pub use many::NOT_AN_ADDRESS;

use crate::cidr::Cidr;
use crate::envelope::BindingRow;
use crate::error::{Error, ErrorKind};
use byoip_lookup::{Block, MOST, NONE, V4, V6};
use core::net::IpAddr;

/// A look-up table. Positions are those of the list that it was made from.
#[derive(Debug, Clone)]
pub struct Table {
    v4: V4,
    v6: V6,
    nodes: Vec<Node>,
    prefix: Option<Cidr>,
    /// True where some binding has no service, so that a match is not yet an owner.
    regional: bool,
}

/// What the table keeps of one binding.
#[derive(Debug, Clone, Copy)]
struct Node {
    /// The next less specific binding, or one with the same CIDR that lost.
    parent: u32,
    /// The binding that owns what this one matches: itself if it has a service, else the next above that has.
    owner: u32,
    has_service: bool,
    active: bool,
    /// True where the parent has the same CIDR.
    twin: bool,
}

/// Why an address has the owner that it has.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Reason {
    /// The most-specific binding that covers it, and it is active.
    MostSpecific,
    /// As before, but it is not active yet.
    Provisioning,
    /// No binding covers it.
    NoBinding,
    /// Only bindings without a service cover it.
    OnlyRegional,
    /// It lies outside the prefix that was named.
    OutsidePrefix,
}

impl Reason {
    /// The reason's name in answers.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::MostSpecific => "most-specific",
            Self::Provisioning => "provisioning",
            Self::NoBinding => "no-binding",
            Self::OnlyRegional => "only-regional",
            Self::OutsidePrefix => "outside-prefix",
        }
    }
}

/// The owner of an address and all that is known of why. Numbers are positions in the list.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Resolution {
    /// The binding whose service takes the traffic that arrives for the address.
    pub owner: Option<usize>,
    /// Why.
    pub reason: Reason,
    /// Less specific bindings with a service, most specific first.
    pub shadowed: Vec<usize>,
    /// Bindings without a service that cover the address, most specific first.
    pub regional: Vec<usize>,
    /// While the owner is not active: the nearest active binding, which edges without the owner still use.
    pub fallback: Option<usize>,
    /// Other bindings for the very CIDR of the owner.
    pub conflicts: Vec<usize>,
}

impl Table {
    /// Most bindings that a table holds.
    pub const MAX: usize = MOST;

    /// Builds the table; with a `prefix`, addresses outside it have no owner. O(n log n), in place.
    ///
    /// Of several bindings for one CIDR, which the API should never allow, an active one wins, then the one
    /// listed first; a binding without a service never wins.
    ///
    /// # Errors
    ///
    /// `table-too-large` over [`Table::MAX`] bindings.
    pub fn new(rows: &[BindingRow], prefix: Option<Cidr>) -> Result<Self, Error> {
        if rows.len() > Self::MAX {
            return Err(Error::new(ErrorKind::TableTooLarge { max: Self::MAX }, 0..0));
        }
        let (mut v4, mut v6) = (Vec::new(), Vec::new());
        let mut nodes = Vec::with_capacity(rows.len());
        for (row, index) in rows.iter().zip(0u32..) {
            let rank = if row.has_service { 1 + u8::from(row.active) } else { 0 };
            let length = row.cidr.length();
            match row.cidr.first() {
                IpAddr::V4(first) => v4.push(Block { first: first.to_bits(), length, rank, index }),
                IpAddr::V6(first) => v6.push(Block { first: first.to_bits(), length, rank, index }),
            }
            let owner = if row.has_service { index } else { NONE };
            nodes.push(Node {
                parent: NONE,
                owner,
                has_service: row.has_service,
                active: row.active,
                twin: false,
            });
        }
        Ok(Self::of_blocks(v4, v6, nodes, prefix))
    }

    fn of_blocks(
        v4: Vec<Block<u32>>,
        v6: Vec<Block<u128>>,
        mut nodes: Vec<Node>,
        prefix: Option<Cidr>,
    ) -> Self {
        let mut link = |child: u32, parent: u32, twin: bool| {
            let above = nodes.get(parent as usize).map_or(NONE, |node| node.owner);
            if let Some(node) = nodes.get_mut(child as usize) {
                node.parent = parent;
                node.twin = twin;
                if !node.has_service {
                    node.owner = above;
                }
            }
        };
        let (in_v4, in_v6) = bounds(prefix);
        let v4 = V4::new(v4, in_v4, &mut link);
        let v6 = V6::new(v6, in_v6, &mut link);
        let regional = nodes.iter().any(|node| !node.has_service);
        Self { v4, v6, nodes, prefix, regional }
    }

    /// The prefix that the table was made for.
    #[must_use]
    pub fn prefix(&self) -> Option<Cidr> {
        self.prefix
    }

    /// Number of bindings.
    #[must_use]
    pub fn len(&self) -> usize {
        self.nodes.len()
    }

    /// True without bindings.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.nodes.is_empty()
    }

    /// Number of disjoint intervals that the bindings were flattened to, at most two for each and one.
    #[must_use]
    pub fn intervals(&self) -> usize {
        self.v4.intervals() + self.v6.intervals()
    }

    /// The most-specific binding that covers the address, with a service or without.
    fn matched(&self, address: IpAddr) -> u32 {
        match address {
            IpAddr::V4(v4) => self.v4.find(v4.to_bits()),
            IpAddr::V6(v6) => self.v6.find(v6.to_bits()),
        }
    }

    /// The owner of what a binding matches.
    fn owner(&self, matched: u32) -> u32 {
        if !self.regional {
            return matched;
        }
        self.nodes.get(matched as usize).map_or(NONE, |node| node.owner)
    }

    /// The binding that owns an address, without the explanation. O(log n), and a constant for spread tables.
    #[must_use]
    pub fn find(&self, address: IpAddr) -> Option<usize> {
        let owner = self.owner(self.matched(address));
        (owner != NONE).then_some(owner as usize)
    }

    /// The binding that owns an address, and why. O(log n + depth).
    #[must_use]
    pub fn resolve(&self, address: IpAddr) -> Resolution {
        let mut answer = Resolution {
            owner: None,
            reason: Reason::NoBinding,
            shadowed: Vec::new(),
            regional: Vec::new(),
            fallback: None,
            conflicts: Vec::new(),
        };
        if self.prefix.is_some_and(|prefix| !prefix.contains(address)) {
            answer.reason = Reason::OutsidePrefix;
            return answer;
        }
        let mut at = self.matched(address);
        let mut same = false;
        while let Some(node) = self.nodes.get(at as usize) {
            let index = at as usize;
            if !node.has_service {
                answer.regional.push(index);
            } else if answer.owner.is_none() {
                answer.owner = Some(index);
                answer.reason = if node.active { Reason::MostSpecific } else { Reason::Provisioning };
                same = true;
            } else {
                if same { &mut answer.conflicts } else { &mut answer.shadowed }.push(index);
                if answer.reason == Reason::Provisioning && answer.fallback.is_none() && node.active {
                    answer.fallback = Some(index);
                }
            }
            same &= node.twin;
            at = node.parent;
        }
        if answer.owner.is_none() && !answer.regional.is_empty() {
            answer.reason = Reason::OnlyRegional;
        }
        answer
    }
}

/// First and last.
type Ends<T> = Option<(T, T)>;

/// The addresses that the prefix has of IPv4 and of IPv6; all of both without a prefix.
fn bounds(prefix: Option<Cidr>) -> (Ends<u32>, Ends<u128>) {
    match prefix.map(|prefix| (prefix.first(), prefix.last())) {
        Some((IpAddr::V4(first), IpAddr::V4(last))) => (Some((first.to_bits(), last.to_bits())), None),
        Some((IpAddr::V6(first), IpAddr::V6(last))) => (None, Some((first.to_bits(), last.to_bits()))),
        _ => (Some((0, u32::MAX)), Some((0, u128::MAX))),
    }
}
