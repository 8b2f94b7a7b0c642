//! Ranges of addresses, and the shortest list of blocks for each.

use super::{Cidr, Family, number};
use crate::error::{Error, ErrorKind};
use core::fmt;
use core::net::{IpAddr, Ipv4Addr, Ipv6Addr};

/// The addresses from `first` to `last`, both included, of one family.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct AddressRange {
    first: IpAddr,
    last: IpAddr,
}

/// The first and the last IPv4-mapped address.
const MAPPED: (u128, u128) = (0xffff << 32, 0xffff_ffff_ffff);

/// The last address of `::/79`. Smaller blocks that contain IPv4-mapped addresses end with the last of them.
const WRITTEN: u128 = (1 << 49) - 1;

impl AddressRange {
    /// The range from `first` to `last`.
    ///
    /// # Errors
    ///
    /// `range-mixed-families`, `range-reversed`, and `ipv4-mapped-inside` where one of its blocks would start or end
    /// among IPv4-mapped addresses; the position is 0.
    pub fn new(first: IpAddr, last: IpAddr) -> Result<Self, Error> {
        if Family::of(first) != Family::of(last) {
            return Err(Error::new(ErrorKind::RangeMixedFamilies, 0..0));
        }
        let (start, end) = (number(first), number(last));
        if start > end {
            return Err(Error::new(ErrorKind::RangeReversed, 0..0));
        }
        let meets = first.is_ipv6() && start <= MAPPED.1 && MAPPED.0 <= end;
        if meets && (start > 0 || end < WRITTEN) {
            return Err(Error::new(ErrorKind::Ipv4MappedInside, 0..0));
        }
        Ok(Self { first, last })
    }

    /// The first address.
    #[must_use]
    pub fn first(&self) -> IpAddr {
        self.first
    }

    /// The last address.
    #[must_use]
    pub fn last(&self) -> IpAddr {
        self.last
    }

    /// The shortest list of blocks with exactly these addresses, in order: at most 62 for IPv4 and 254 for IPv6.
    #[must_use]
    pub fn cidrs(&self) -> Vec<Cidr> {
        let (mut cidrs, mut next, last) = (Vec::new(), Some(self.first), number(self.last));
        // The largest block that starts at the next address and ends in the range. `ipnet` iterates over the same
        // blocks in three times the code.
        while let Some(first) = next.filter(|first| number(*first) <= last) {
            let start = number(first);
            let fits = (last - start).checked_add(1).map_or(u128::BITS, u128::ilog2);
            let height = u8::try_from(start.trailing_zeros().min(fits)).unwrap_or_default();
            let Some(cidr) = Cidr::block(first, height) else { break };
            cidrs.push(cidr);
            next = match cidr.last() {
                IpAddr::V4(last) => {
                    last.to_bits().checked_add(1).map(|next| Ipv4Addr::from_bits(next).into())
                }
                IpAddr::V6(last) => {
                    last.to_bits().checked_add(1).map(|next| Ipv6Addr::from_bits(next).into())
                }
            };
        }
        cidrs
    }

    /// The block with exactly these addresses, where there is one.
    pub(crate) fn block(&self) -> Option<Cidr> {
        let inner = number(self.first) ^ number(self.last);
        let height = u8::try_from(u128::BITS - inner.leading_zeros()).ok()?;
        Cidr::block(self.first, height).filter(|block| Self::from(*block) == *self)
    }

    /// Number of blocks that [`AddressRange::cidrs`] gives. O(1).
    #[must_use]
    pub fn block_count(&self) -> usize {
        let (first, last) = (number(self.first), number(self.last));
        let Some(inner) = u128::MAX.checked_shr((first ^ last).leading_zeros()) else { return 1 };
        if first & inner == 0 && last & inner == inner {
            return 1;
        }
        // On each side of the middle of the smallest block around the range there is one block for each bit set
        // in the number of addresses.
        let middle = last & !(inner >> 1);
        ((middle - first).count_ones() + (last - middle + 1).count_ones()) as usize
    }
}

impl From<Cidr> for AddressRange {
    fn from(cidr: Cidr) -> Self {
        Self { first: cidr.first(), last: cidr.last() }
    }
}

impl fmt::Display for AddressRange {
    /// `first-last`, or the address alone where there is only one.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.first.fmt(f)?;
        if self.first == self.last { Ok(()) } else { write!(f, "-{}", self.last) }
    }
}
