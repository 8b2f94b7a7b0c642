//! A block as two numbers: its first address and its length.

use crate::cidr::{Cidr, Family, number};
use crate::sort;
use std::net::{IpAddr, Ipv4Addr, Ipv6Addr};

/// A CIDR block. What else it takes to know its last address is the family's `width`: the bits of an address.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(in crate::plan) struct CidrBlock {
    pub(in crate::plan) first: u128,
    pub(in crate::plan) length: u8,
}

impl CidrBlock {
    pub(in crate::plan) fn of(cidr: &Cidr) -> Self {
        Self { first: number(cidr.first()), length: cidr.length() }
    }

    pub(in crate::plan) fn cidr(self, family: Family) -> Cidr {
        let address = address_of(self.first, family);
        Cidr::containing(address, self.length).unwrap_or_else(|| Cidr::host(address))
    }

    pub(in crate::plan) fn parent(self, width: u8) -> Self {
        let length = self.length.saturating_sub(1);
        Self { first: self.first & prefix_mask(length, width), length }
    }

    pub(in crate::plan) fn halves(self, width: u8) -> [Self; 2] {
        let length = self.length + 1;
        [Self { length, ..self }, Self { first: self.first | last_bit(length, width), length }]
    }

    pub(in crate::plan) fn sibling(self, width: u8) -> Self {
        Self { first: self.first ^ last_bit(self.length, width), ..self }
    }

    /// Number of addresses. That of `::/0` does not fit, and no plan is made for it.
    pub(in crate::plan) fn size(self, width: u8) -> u128 {
        1u128.checked_shl(u32::from(width - self.length)).unwrap_or(u128::MAX)
    }

    pub(in crate::plan) fn last(self, width: u8) -> u128 {
        self.first | (self.size(width).wrapping_sub(1))
    }

    pub(in crate::plan) fn covers(self, other: Self, width: u8) -> bool {
        self.length <= other.length && other.first & prefix_mask(self.length, width) == self.first
    }
}

/// The address with this number.
pub(in crate::plan) fn address_of(number: u128, family: Family) -> IpAddr {
    match family {
        Family::V4 => Ipv4Addr::from_bits(u32::try_from(number).unwrap_or(u32::MAX)).into(),
        Family::V6 => Ipv6Addr::from_bits(number).into(),
    }
}

/// The last bit of a prefix of this length: it differs between a block and its sibling.
fn last_bit(length: u8, width: u8) -> u128 {
    1u128.checked_shl(u32::from(width.saturating_sub(length))).unwrap_or(0)
}

/// The first `length` of `width` bits.
fn prefix_mask(length: u8, width: u8) -> u128 {
    u128::MAX.checked_shl(u32::from(width - length)).unwrap_or(0)
}

/// The smallest block that covers two blocks, given in order.
pub(in crate::plan) fn common_ancestor(a: CidrBlock, b: CidrBlock, width: u8) -> CidrBlock {
    let differing = u128::BITS - (a.first ^ b.first).leading_zeros();
    let shared = u32::from(width).saturating_sub(differing);
    let length = u8::try_from(shared).unwrap_or(width).min(a.length).min(b.length);
    CidrBlock { first: a.first & prefix_mask(length, width), length }
}

/// Sorts by block, and keeps the order of elements with the same block. A radix sort: O(n) for each byte in which the
/// blocks differ.
pub(in crate::plan) fn sort_by_block<T: Copy>(list: &mut Vec<T>, block: impl Fn(&T) -> CidrBlock) {
    let Some(top) = list.first().map(&block).filter(|_| list.len() >= sort::FEW_TEXTS) else {
        return sort::sort_by(list, |one, other| block(one).cmp(&block(other)));
    };
    let byte = |block: CidrBlock, at: u32| match at {
        0 => block.length,
        at => block.first.to_le_bytes().get(at as usize - 1).copied().unwrap_or_default(),
    };
    let differ = list.iter().map(&block).fold(
        CidrBlock { first: 0, length: 0 },
        |bits, CidrBlock { first, length }| CidrBlock {
            first: bits.first | (first ^ top.first),
            length: bits.length | (length ^ top.length),
        },
    );
    let bytes = (0..=16).filter(|at| byte(differ, *at) != 0);
    sort::radix_sort_by_bytes(list, bytes, |one, at| byte(block(one), at));
}

#[cfg(test)]
mod tests {
    use super::{CidrBlock, sort_by_block};
    use crate::sort::FEW_TEXTS;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn short_and_long_lists_are_sorted_in_the_order_of_comparison(
            list in proptest::collection::vec((any::<u128>(), 0u8..=128), 0..2 * FEW_TEXTS),
            // All bits of the first addresses, or so few that many addresses are equal.
            kept in proptest::sample::select(vec![u128::MAX, 0x101 << 60, 1, 0]),
        ) {
            let block = |(first, length): (u128, u8)| CidrBlock { first: first & kept, length };
            // Each block twice: a sort that is not stable would show.
            let twice = list.iter().chain(&list).copied();
            let mut sorted: Vec<_> = twice.map(block).zip(0..).collect();
            let mut expected: Vec<(CidrBlock, usize)> = sorted.clone();
            expected.sort_by_key(|(block, _)| *block);
            sort_by_block(&mut sorted, |(block, _)| *block);
            prop_assert_eq!(sorted, expected);
        }
    }
}
