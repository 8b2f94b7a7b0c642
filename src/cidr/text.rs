//! Addresses from text, in one pass; a test holds it equal to the parser of the standard library.

/// Dotted decimal: four octets without leading zeros.
pub(super) fn v4(text: &[u8]) -> Option<u32> {
    let mut address = 0u32;
    let mut octet: Option<u32> = None;
    let mut dots = 0;
    for &byte in text {
        if byte.is_ascii_digit() {
            let value = match octet {
                Some(0) => return None,
                Some(value) => value * 10,
                None => 0,
            } + u32::from(byte - b'0');
            if value > 255 {
                return None;
            }
            octet = Some(value);
        } else if byte == b'.' && dots < 3 {
            address = address << 8 | octet.take()?;
            dots += 1;
        } else {
            return None;
        }
    }
    (dots == 3).then_some(address << 8 | octet?)
}

/// RFC 4291 section 2.2: eight groups, `::` once for one group of zeros or more, the last two also as IPv4.
pub(super) fn v6(mut text: &[u8]) -> Option<u128> {
    let mut address = 0u128;
    let mut count = 0u32;
    let mut gap = None;
    if let [b':', b':', rest @ ..] = text {
        gap = Some(0);
        text = rest;
    }
    while !text.is_empty() {
        let digits = text.iter().take(5).take_while(|byte| byte.is_ascii_hexdigit()).count();
        let (group, rest) = text.split_at_checked(digits)?;
        if rest.first() == Some(&b'.') {
            address = address << 32 | u128::from(v4(text)?);
            count += 2;
            break;
        }
        if !(1..=4).contains(&digits) || count == 8 {
            return None;
        }
        let group = group.iter().fold(0, |sum, byte| sum << 4 | u128::from(hex(*byte)));
        address = address << 16 | group;
        count += 1;
        text = match rest {
            [] => break,
            [b':', b':', rest @ ..] if gap.is_none() => {
                gap = Some(count);
                rest
            }
            [b':', rest @ ..] if !rest.is_empty() => rest,
            _ => return None,
        };
    }
    match gap {
        None => (count == 8).then_some(address),
        Some(before) if count < 8 => {
            // The groups after the gap stay where they are, those before it move up.
            let after = 16 * (count - before);
            let tail = address & !u128::MAX.checked_shl(after).unwrap_or(0);
            let head = address.checked_shr(after).unwrap_or(0);
            Some(head.checked_shl(128 - 16 * before).unwrap_or(0) | tail)
        }
        Some(_) => None,
    }
}

/// The value of a hexadecimal digit.
fn hex(digit: u8) -> u8 {
    match digit {
        b'0'..=b'9' => digit - b'0',
        _ => (digit | 0x20) - b'a' + 10,
    }
}

#[cfg(test)]
mod tests {
    use super::{v4, v6};
    use proptest::prelude::*;
    use std::net::{Ipv4Addr, Ipv6Addr};

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(20_000))]

        #[test]
        fn text_of_address_characters_parses_as_in_the_standard_library(text in "[0-9a-fA-F:.]{0,20}") {
            prop_assert_eq!(v4(text.as_bytes()), text.parse().ok().map(Ipv4Addr::to_bits));
            prop_assert_eq!(v6(text.as_bytes()), text.parse().ok().map(Ipv6Addr::to_bits));
        }

        #[test]
        fn nearly_dotted_decimal_parses_as_in_the_standard_library(text in "((0|[1-9][0-9]?|1[0-9]{2}|2[45][0-9]|0[0-9]|)[.]?){3,5}") {
            prop_assert_eq!(v4(text.as_bytes()), text.parse().ok().map(Ipv4Addr::to_bits));
        }

        #[test]
        fn nearly_ipv6_parses_as_in_the_standard_library(text in "(::)?([0-9a-fA-F]{1,4}(:|::)){0,8}([0-9a-f]{0,5}|1[.]2[.]3[.]4|1[.]2[.]3)(::)?") {
            prop_assert_eq!(v6(text.as_bytes()), text.parse().ok().map(Ipv6Addr::to_bits), "{}", text);
        }

        #[test]
        fn what_the_standard_library_prints_is_read_back(bits: u128, mask: u128, low: u32) {
            for bits in [bits, bits & mask, bits & mask.rotate_left(32) & mask, u128::from(low), 0] {
                prop_assert_eq!(v6(Ipv6Addr::from_bits(bits).to_string().as_bytes()), Some(bits));
            }
            prop_assert_eq!(v4(Ipv4Addr::from_bits(low).to_string().as_bytes()), Some(low));
        }
    }
}
