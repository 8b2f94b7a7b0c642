//! Parses addresses in one pass; tests of byoip compare it with the standard library.

/// Dotted decimal: four octets without leading zeros. O(length).
#[must_use]
pub fn parse_ipv4(text: &[u8]) -> Option<u32> {
    parse_dotted(text).filter(|(_, rest)| rest.is_empty()).map(|(address, _)| address)
}

/// Dotted decimal at the end of a line: the address, and the bytes up to the next line. The line ends with a line feed,
/// with or without a carriage return before it. `None` for any other text. As [`parse_ipv4`], in one pass over many
/// lines.
#[must_use]
pub fn parse_ipv4_line(text: &[u8]) -> Option<(u32, usize)> {
    let (address, rest) = parse_dotted(text)?;
    let rest = match rest {
        [b'\n', rest @ ..] | [b'\r', b'\n', rest @ ..] => rest,
        [] | [b'\r'] => &[],
        _ => return None,
    };
    Some((address, text.len() - rest.len()))
}

/// Dotted decimal and the text after it.
#[inline]
pub(crate) fn parse_dotted(text: &[u8]) -> Option<(u32, &[u8])> {
    let mut rest = text;
    let mut address = 0;
    for dots in 0..4 {
        if dots > 0 {
            let [b'.', after @ ..] = rest else { return None };
            rest = after;
        }
        let [first, after @ ..] = rest else { return None };
        let mut octet = digit(*first)?;
        rest = after;
        if let [second, after @ ..] = rest
            && let Some(second) = digit(*second)
        {
            if octet == 0 {
                return None;
            }
            octet = octet * 10 + second;
            rest = after;
            if let [third, after @ ..] = rest
                && let Some(third) = digit(*third)
            {
                octet = octet * 10 + third;
                if octet > 255 {
                    return None;
                }
                rest = after;
            }
        }
        address = address << 8 | octet;
    }
    Some((address, rest))
}

/// The value of a decimal digit.
fn digit(byte: u8) -> Option<u32> {
    let digit = byte.wrapping_sub(b'0');
    (digit <= 9).then_some(u32::from(digit))
}

/// RFC 4291 section 2.2: eight groups, `::` once for at least one group of zeros, the last two also as IPv4. O(length).
#[must_use]
pub fn parse_ipv6(mut text: &[u8]) -> Option<u128> {
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
            address = address << 32 | u128::from(parse_ipv4(text)?);
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
            // The groups after the gap stay in place, those before it move up.
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
