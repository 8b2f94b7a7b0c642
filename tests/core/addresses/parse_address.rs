//! Addresses as text, compared with the parser of the standard library.

use byoip_lookup::parse::{parse_ipv4, parse_ipv4_line, parse_ipv6};
use proptest::prelude::*;
use std::net::{Ipv4Addr, Ipv6Addr};

proptest! {
    #![proptest_config(ProptestConfig::with_cases(20_000))]

    #[test]
    fn text_of_address_characters_parses_as_in_the_standard_library(text in "[0-9a-fA-F:.]{0,20}") {
        prop_assert_eq!(parse_ipv4(text.as_bytes()), text.parse().ok().map(Ipv4Addr::to_bits));
        prop_assert_eq!(parse_ipv6(text.as_bytes()), text.parse().ok().map(Ipv6Addr::to_bits));
    }

    #[test]
    fn nearly_dotted_decimal_parses_as_in_the_standard_library(text in "((0|[1-9][0-9]?|1[0-9]{2}|2[45][0-9]|0[0-9]|)[.]?){3,5}") {
        prop_assert_eq!(parse_ipv4(text.as_bytes()), text.parse().ok().map(Ipv4Addr::to_bits));
    }

    #[test]
    fn a_line_parses_as_its_text_alone(line in "((0|[1-9][0-9]?|1[0-9]{2}|2[45][0-9]|0[0-9]|)[.]?){3,5}", end in "(\r?\n|\r|)", after in "[0-9.\n]{0,4}") {
        let (text, alone) = (format!("{line}{end}{after}"), parse_ipv4(line.as_bytes()));
        let whole = text.split('\n').next().unwrap_or_default();
        let expected = parse_ipv4(whole.strip_suffix('\r').unwrap_or(whole).as_bytes());
        prop_assert_eq!(parse_ipv4_line(text.as_bytes()).map(|(address, _)| address), expected);
        if let Some((_, length)) = parse_ipv4_line(text.as_bytes()) {
            prop_assert_eq!(length, (whole.len() + 1).min(text.len()));
        }
        if end == "\n" || end == "\r\n" {
            prop_assert_eq!(expected, alone);
        }
    }

    #[test]
    fn nearly_ipv6_parses_as_in_the_standard_library(text in "(::)?([0-9a-fA-F]{1,4}(:|::)){0,8}([0-9a-f]{0,5}|1[.]2[.]3[.]4|1[.]2[.]3)(::)?") {
        prop_assert_eq!(parse_ipv6(text.as_bytes()), text.parse().ok().map(Ipv6Addr::to_bits), "{}", text);
    }

    #[test]
    fn text_of_the_standard_library_parses_to_the_same_address(bits: u128, mask: u128, low: u32) {
        for bits in [bits, bits & mask, bits & mask.rotate_left(32) & mask, u128::from(low), 0] {
            prop_assert_eq!(parse_ipv6(Ipv6Addr::from_bits(bits).to_string().as_bytes()), Some(bits));
        }
        prop_assert_eq!(parse_ipv4(Ipv4Addr::from_bits(low).to_string().as_bytes()), Some(low));
    }
}
