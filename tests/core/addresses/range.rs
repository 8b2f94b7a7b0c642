//! Ranges as blocks: exactly these addresses, in order, and as few blocks as possible.

use byoip::{AddressRange, Cidr, range_to_cidrs};
use proptest::prelude::*;
use std::net::{IpAddr, Ipv4Addr, Ipv6Addr};

fn number(address: IpAddr) -> u128 {
    match address {
        IpAddr::V4(v4) => v4.to_bits().into(),
        IpAddr::V6(v6) => v6.to_bits(),
    }
}

fn blocks(first: IpAddr, last: IpAddr) -> Vec<Cidr> {
    AddressRange::new(first, last).expect("it is a range").cidrs()
}

/// The fewest blocks for `first..=last` in a space of `2^bits` addresses, by trying every choice.
fn fewest(first: u32, last: u32, bits: u32) -> usize {
    // best[i] is the answer for i..=last.
    let mut best = vec![usize::MAX; last as usize + 2];
    best[last as usize + 1] = 0;
    for start in (first..=last).rev() {
        for size in (0..=bits).map(|bit| 1u32 << bit) {
            if start.is_multiple_of(size) && start + size - 1 <= last {
                let rest = best[(start + size) as usize];
                best[start as usize] = best[start as usize].min(rest + 1);
            }
        }
    }
    best[first as usize]
}

fn assert_exact(first: IpAddr, last: IpAddr, found: &[Cidr]) -> Result<(), TestCaseError> {
    prop_assert_eq!(found.first().map(Cidr::first), Some(first));
    prop_assert_eq!(found.last().map(Cidr::last), Some(last));
    for pair in found.windows(2) {
        prop_assert_eq!(number(pair[0].last()) + 1, number(pair[1].first()), "{} then {}", pair[0], pair[1]);
        prop_assert!(pair[0] < pair[1]);
        prop_assert_ne!(pair[0].sibling(), Some(pair[1]), "siblings would be one block");
    }
    prop_assert_eq!(AddressRange::new(first, last).expect("it is a range").block_count(), found.len());
    let bits = usize::from(if first.is_ipv4() { 32u8 } else { 128 });
    prop_assert!(found.len() <= (2 * bits - 2).max(1));
    Ok(())
}

#[test]
fn every_range_of_a_small_space_is_exact_and_has_the_fewest_blocks() {
    const BITS: u32 = 6;
    let v4 = |n: u32| IpAddr::from(Ipv4Addr::from_bits(0xc000_0200 + n));
    let v6 = |n: u32| IpAddr::from(Ipv6Addr::from_bits((0x2001_0db8 << 96) + u128::from(n)));
    for first in 0..1 << BITS {
        for last in first..1 << BITS {
            let expected = fewest(first, last, BITS);
            for ends in [[v4(first), v4(last)], [v6(first), v6(last)]] {
                let found = blocks(ends[0], ends[1]);
                assert_eq!(found.len(), expected, "{} to {}", ends[0], ends[1]);
                assert_exact(ends[0], ends[1], &found).unwrap();
            }
        }
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(3_000))]

    #[test]
    fn a_range_of_ipv4_is_exact(a: u32, b: u32, near: u8) {
        for (first, last) in [(a.min(b), a.max(b)), (a, a.saturating_add(near.into())), (0, b), (a, u32::MAX)] {
            let ends = [first, last].map(|bits| IpAddr::from(Ipv4Addr::from_bits(bits)));
            let found = blocks(ends[0], ends[1]);
            assert_exact(ends[0], ends[1], &found)?;
            let sum: u128 = found.iter().filter_map(Cidr::size).sum();
            prop_assert_eq!(sum, u128::from(last - first) + 1);
            let text = range_to_cidrs(&ends[0].to_string(), &ends[1].to_string());
            prop_assert_eq!(text, Ok(found));
        }
    }

    #[test]
    fn a_range_of_ipv6_is_exact(a: u128, b: u128, near: u64) {
        for (first, last) in [(a.min(b), a.max(b)), (a, a.saturating_add(near.into())), (0, b), (a, u128::MAX)] {
            let ends = [first, last].map(|bits| IpAddr::from(Ipv6Addr::from_bits(bits)));
            assert_exact(ends[0], ends[1], &blocks(ends[0], ends[1]))?;
        }
    }

    #[test]
    fn a_block_is_the_range_of_its_ends_and_of_its_halves(bits: u128, length in 0..=128u8, v4: bool) {
        let address: IpAddr = if v4 {
            Ipv4Addr::from_bits(u32::try_from(bits >> 96).expect("32 bits are left")).into()
        } else {
            Ipv6Addr::from_bits(bits).into()
        };
        let Some(block) = Cidr::containing(address, length) else { return Ok(()) };
        prop_assert!(block.contains(address));
        prop_assert_eq!(blocks(block.first(), block.last()), vec![block]);
        prop_assert_eq!(Cidr::parse(&block.to_string()), Ok(block), "what is printed is read back");
        if let Some([low, high]) = block.halves() {
            prop_assert_eq!((low.first(), high.last()), (block.first(), block.last()));
            prop_assert_eq!(number(low.last()) + 1, number(high.first()));
            prop_assert_eq!((low.parent(), high.parent()), (Some(block), Some(block)));
            prop_assert_eq!((low.sibling(), high.sibling()), (Some(high), Some(low)));
            prop_assert!(block.covers(&low) && block.covers(&high) && !low.covers(&high));
        }
    }
}
