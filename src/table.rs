//! Longest-prefix match over a list of bindings, from one to millions, IPv4 and IPv6 together.
//!
//! The list is flattened once into disjoint intervals for each family, equal neighbours joined; a small index over the
//! first bits that differ leads to the interval (after DXR, Zec, Rizzo and Mikuc, CCR 42(5), 2012, with the range of
//! the table in place of the whole address space). The table also has the next less specific binding of each binding,
//! so that an answer can explain itself by walking up.

mod batch;
mod block_columns;

pub use batch::NOT_AN_ADDRESS;
pub use block_columns::BlockColumns;

use crate::cidr::{Cidr, is_mapped};
use crate::error::{Error, ErrorKind};
use crate::resource::{BindingRow, Progress};
use byoip_lookup::{Ipv4Blocks, Ipv4Index, Ipv6Index, MAX_BLOCKS, NO_BLOCK, ParentLinks, RankedBlock};
use core::net::IpAddr;

/// A look-up table. Positions are those of the list that it was built from.
#[derive(Debug, Clone)]
pub struct Table {
    v4: Ipv4Index,
    v6: Ipv6Index,
    parents: ParentLinks,
    prefix: Option<Cidr>,
}

/// Of several bindings for one CIDR, an active one comes first, then one that is provisioning, then one that is stuck,
/// and last those without a service.
mod rank {
    pub(super) const REGIONAL: u8 = 0;
    pub(super) const STUCK: u8 = 1;
    pub(super) const PROVISIONING: u8 = 2;
    pub(super) const ACTIVE: u8 = 3;
}

/// Why an address has its owner.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ResolutionReason {
    /// The most-specific binding that covers it, and it is active.
    MostSpecific,
    /// As before, but it is still provisioning.
    Provisioning,
    /// As before, but it is stuck: not active, and not known to become active without help.
    Stuck,
    /// No binding covers it.
    NoBinding,
    /// Only bindings without a service cover it.
    OnlyRegional,
    /// It is outside the prefix of the table.
    OutsidePrefix,
}

impl ResolutionReason {
    /// Every reason.
    pub const ALL: [Self; 6] = [
        Self::MostSpecific,
        Self::Provisioning,
        Self::Stuck,
        Self::NoBinding,
        Self::OnlyRegional,
        Self::OutsidePrefix,
    ];

    /// The reason's name in answers.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::MostSpecific => "most-specific",
            Self::Provisioning => "provisioning",
            Self::Stuck => "stuck",
            Self::NoBinding => "no-binding",
            Self::OnlyRegional => "only-regional",
            Self::OutsidePrefix => "outside-prefix",
        }
    }
}

/// The owner of an address, with the reason. Numbers are positions in the list.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Resolution {
    /// The binding whose service receives the traffic to the address.
    pub owner: Option<usize>,
    /// The reason.
    pub reason: ResolutionReason,
    /// Less specific bindings with a service, most specific first.
    pub shadowed: Vec<usize>,
    /// Bindings without a service that cover the address, most specific first.
    pub regional: Vec<usize>,
    /// While the owner is not active: the nearest active binding, which edges without the owner still use.
    pub fallback: Option<usize>,
    /// Other bindings with the CIDR of the owner.
    pub conflicts: Vec<usize>,
}

impl Table {
    /// Most bindings that a table holds.
    pub const MAX: usize = MAX_BLOCKS;

    /// Builds the table; with a `prefix`, addresses outside it have no owner. O(n log n), in place.
    ///
    /// Of several bindings for one CIDR, which the API should never allow, an active one wins, then one that is
    /// provisioning, then the first in the list; a binding without a service never wins.
    ///
    /// # Errors
    ///
    /// `table-too-large` over [`Table::MAX`] bindings.
    pub fn new(rows: &[BindingRow], prefix: Option<Cidr>) -> Result<Self, Error> {
        if rows.len() > Self::MAX {
            return Err(Error::new(ErrorKind::TableTooLarge { max: Self::MAX }, 0..0));
        }
        let mut parents = ParentLinks::new(rows.len(), rank::ACTIVE);
        let (mut v4, mut v6) = (Ipv4Blocks::default(), Vec::new());
        let count = u32::try_from(rows.len()).unwrap_or(u32::MAX);
        for (index, row) in (0..count).zip(rows).rev() {
            let rank = match (row.has_service, row.progress) {
                (false, _) => rank::REGIONAL,
                (true, Progress::Active) => rank::ACTIVE,
                (true, Progress::Provisioning) => rank::PROVISIONING,
                (true, Progress::Stuck) => rank::STUCK,
            };
            if rank != rank::ACTIVE {
                parents.set_rank(index, rank);
            }
            let length = row.cidr.length();
            match row.cidr.first() {
                IpAddr::V4(first) => v4.push(RankedBlock { first: first.to_bits(), length, rank, index }),
                IpAddr::V6(first) => v6.push(RankedBlock { first: first.to_bits(), length, rank, index }),
            }
        }
        Ok(Self::of_blocks(v4, &v6, parents, prefix))
    }

    /// As [`Table::new`], for bindings that are all active.
    ///
    /// # Errors
    ///
    /// Those of [`Cidr::parse`] for a row that is not a block, with the row as JSON pointer, such as `/17`, and
    /// `table-too-large`.
    pub fn from_columns(columns: &BlockColumns, prefix: Option<Cidr>) -> Result<Self, Error> {
        if columns.len() <= Self::MAX
            && let Some((addresses, lengths)) = columns.narrow()
            && let Some(v4) = Ipv4Blocks::of_columns(addresses, lengths, rank::ACTIVE)
        {
            let parents = ParentLinks::new(columns.len(), rank::ACTIVE);
            return Ok(Self::of_blocks(v4, &[], parents, prefix));
        }
        let rows: Result<Vec<_>, _> = (0..columns.len())
            .filter_map(|row| columns.cidr(row))
            .map(|cidr| Ok(BindingRow::new(cidr?, true, Progress::Active)))
            .collect();
        Self::new(&rows?, prefix)
    }

    fn of_blocks(
        v4: Ipv4Blocks,
        v6: &[RankedBlock<u128>],
        mut parents: ParentLinks,
        prefix: Option<Cidr>,
    ) -> Self {
        let (in_v4, in_v6) = bounds(prefix);
        let v4 = Ipv4Index::new(v4, in_v4, &mut parents);
        let v6 = Ipv6Index::new(v6, in_v6, &mut parents);
        Self { v4, v6, parents, prefix }
    }

    /// The prefix that the table was built for.
    #[must_use]
    pub fn prefix(&self) -> Option<Cidr> {
        self.prefix
    }

    /// Number of bindings.
    #[must_use]
    pub fn len(&self) -> usize {
        self.parents.len()
    }

    /// True without bindings.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.parents.is_empty()
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
            // Such an address is refused as text, and has no owner here.
            IpAddr::V6(v6) if is_mapped(v6.to_bits()) => NO_BLOCK,
            IpAddr::V6(v6) => self.v6.find(v6.to_bits()),
        }
    }

    /// The binding that owns an address, without the explanation. O(log n), and constant where bindings are spread out.
    #[must_use]
    pub fn find(&self, address: IpAddr) -> Option<usize> {
        let owner = self.parents.owner(self.matched(address));
        (owner != NO_BLOCK).then_some(owner as usize)
    }

    /// The binding that owns an address, and why. O(log n + depth).
    #[must_use]
    pub fn resolve(&self, address: IpAddr) -> Resolution {
        let mut answer = Resolution {
            owner: None,
            reason: ResolutionReason::NoBinding,
            shadowed: Vec::new(),
            regional: Vec::new(),
            fallback: None,
            conflicts: Vec::new(),
        };
        if self.prefix.is_some_and(|prefix| !prefix.contains(address)) {
            answer.reason = ResolutionReason::OutsidePrefix;
            return answer;
        }
        let mut at = self.matched(address);
        let mut same = false;
        while let Some((rank, parent, same_cidr)) = self.parents.entry(at) {
            let index = at as usize;
            let active = rank == rank::ACTIVE;
            if rank == rank::REGIONAL {
                answer.regional.push(index);
            } else if answer.owner.is_none() {
                answer.owner = Some(index);
                answer.reason = match rank {
                    rank::ACTIVE => ResolutionReason::MostSpecific,
                    rank::PROVISIONING => ResolutionReason::Provisioning,
                    _ => ResolutionReason::Stuck,
                };
                same = true;
            } else {
                if same { &mut answer.conflicts } else { &mut answer.shadowed }.push(index);
                if answer.reason != ResolutionReason::MostSpecific && answer.fallback.is_none() && active {
                    answer.fallback = Some(index);
                }
            }
            same &= same_cidr;
            at = parent;
        }
        if answer.owner.is_none() && !answer.regional.is_empty() {
            answer.reason = ResolutionReason::OnlyRegional;
        }
        answer
    }
}

/// The first and the last address of the prefix in IPv4 and in IPv6; the whole space without a prefix. In the other
/// family the last one is before the first, so that there are none.
fn bounds(prefix: Option<Cidr>) -> ((u32, u32), (u128, u128)) {
    match prefix.map(|prefix| (prefix.first(), prefix.last())) {
        Some((IpAddr::V4(first), IpAddr::V4(last))) => ((first.to_bits(), last.to_bits()), (u128::MAX, 0)),
        Some((IpAddr::V6(first), IpAddr::V6(last))) => ((u32::MAX, 0), (first.to_bits(), last.to_bits())),
        _ => ((0, u32::MAX), (0, u128::MAX)),
    }
}
