//! IPv4-mapped addresses: every function refuses them, and no printed block has one.

use byoip::{AddressRange, BindingRow, Cidr, NOT_AN_ADDRESS, Progress, Table, parse_address, range_to_cidrs};
use proptest::prelude::*;
use std::net::{IpAddr, Ipv6Addr};

const FIRST: u128 = 0xffff << 32;
const LAST: u128 = FIRST | 0xffff_ffff;

/// Addresses close to the ends of the mapped ones, and others.
fn near() -> impl Strategy<Value = u128> {
    let ends = vec![0, FIRST, LAST, 1 << 48, u128::MAX];
    prop_oneof![
        4 => (proptest::sample::select(ends), -2i128..=2, 0..128u32).prop_map(|(end, by, bit)| end.wrapping_add_signed(by << (bit % 49))),
        1 => any::<u128>(),
    ]
}

/// Asserts that a printed block parses to the same block.
fn assert_reads(cidr: Cidr) {
    assert_eq!(Cidr::parse(&cidr.to_string()).as_ref(), Ok(&cidr));
    for end in [cidr.first(), cidr.last()] {
        assert_eq!(parse_address(&end.to_string()), Ok(end), "an end of {cidr}");
    }
}

#[test]
fn blocks_that_end_among_mapped_addresses_are_refused_and_their_neighbours_are_not() {
    for length in 0..=128u8 {
        for bits in [0, FIRST, LAST, 1 << 48, 0xfffe << 32, 0x8000 << 32] {
            let address = IpAddr::from(Ipv6Addr::from_bits(bits));
            let Some(cidr) = Cidr::containing(address, length) else { continue };
            assert_reads(cidr);
            for other in [cidr.parent(), cidr.sibling()].into_iter().flatten() {
                assert_reads(other);
            }
            cidr.halves().into_iter().flatten().for_each(assert_reads);
        }
    }
    for text in ["::/80", "::8000:0:0/81", "::fffe:0:0/95"] {
        assert_eq!(Cidr::parse(text).expect_err(text).code(), "ipv4-mapped-inside");
        assert_eq!(Cidr::parse_masked(text).expect_err(text).code(), "ipv4-mapped-inside");
    }
    for text in ["::/0", "::/79", "::1:0:0:0/80", "::/81", "::/128", "::fffe:0:0/96"] {
        assert_reads(Cidr::parse(text).unwrap());
    }
}

#[test]
fn every_function_refuses_a_mapped_address() {
    let cidrs = ["192.0.2.0/24", "::/0"]
        .map(|text| BindingRow::new(Cidr::parse(text).unwrap(), true, Progress::Active));
    let table = Table::new(&cidrs, None).unwrap();
    let mapped = Ipv6Addr::from_bits(FIRST | 0xc000_0201);
    for text in ["::ffff:192.0.2.1", "::ffff:c000:201"] {
        assert_eq!(table.find_text(text).expect_err("it is refused").code(), "ipv4-mapped");
        let mut owners = Vec::new();
        table.find_many_text(text.as_bytes(), &[], &mut owners);
        assert_eq!(owners, [NOT_AN_ADDRESS]);
    }
    assert_eq!(table.find_v6(mapped.to_bits()), NOT_AN_ADDRESS);
    assert_eq!(table.find(mapped.into()), None);
    assert_eq!(table.resolve(mapped.into()).owner, None);
    let packed: Vec<u8> = [mapped.to_bits(), FIRST - 1, LAST + 1, FIRST, LAST]
        .into_iter()
        .flat_map(u128::to_be_bytes)
        .collect();
    let mut owners = [7; 5];
    table.find_many_v6(&packed, &mut owners).unwrap();
    assert_eq!(owners, [NOT_AN_ADDRESS, 1, 1, NOT_AN_ADDRESS, NOT_AN_ADDRESS]);
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(4_000))]

    #[test]
    fn the_blocks_of_a_range_can_be_parsed_again(one in near(), other in near()) {
        let (first, last) = (Ipv6Addr::from_bits(one.min(other)), Ipv6Addr::from_bits(one.max(other)));
        let by_text = range_to_cidrs(&first.to_string(), &last.to_string());
        match AddressRange::new(first.into(), last.into()) {
            Ok(range) => {
                let cidrs = range.cidrs();
                cidrs.iter().copied().for_each(assert_reads);
                prop_assert_eq!(by_text.as_ref(), Ok(&cidrs));
                let text = range.to_string();
                let again = if first == last { format!("{text}-{text}") } else { text };
                prop_assert_eq!(AddressRange::parse(&again), Ok(range));
            }
            Err(error) => {
                prop_assert_eq!(error.code(), "ipv4-mapped-inside");
                prop_assert!(first.to_bits() <= LAST && FIRST <= last.to_bits());
                prop_assert!(by_text.is_err());
            }
        }
    }
}
