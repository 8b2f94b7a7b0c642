//! Addresses from text, in one pass; tests of byoip hold it equal to the parser of the standard library.

/// Dotted decimal: four octets without leading zeros. O(length).
#[must_use]
pub fn v4(text: &[u8]) -> Option<u32> {
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

/// Dotted decimal that ends a line: the address, and the bytes up to the end of the line with its line feed, a carriage
/// return before it passed over. None for all else. As [`v4`], but in one pass over many lines.
#[must_use]
pub fn v4_line(text: &[u8]) -> Option<(u32, usize)> {
    let mut bytes = text.iter();
    let mut address = 0;
    for dots in 0.. {
        let mut octet = digit(*bytes.next()?)?;
        let mut next = bytes.next().copied();
        if let Some(second) = next.and_then(digit) {
            if octet == 0 {
                return None;
            }
            octet = octet * 10 + second;
            next = bytes.next().copied();
            if let Some(third) = next.and_then(digit) {
                octet = octet * 10 + third;
                if octet > 255 {
                    return None;
                }
                next = bytes.next().copied();
            }
        }
        address = address << 8 | octet;
        if next == Some(b'.') && dots < 3 {
            continue;
        }
        if next == Some(b'\r') {
            next = bytes.next().copied();
        }
        let ends = dots == 3 && matches!(next, None | Some(b'\n'));
        return ends.then(|| (address, text.len() - bytes.len()));
    }
    None
}

/// The value of a decimal digit.
fn digit(byte: u8) -> Option<u32> {
    let digit = byte.wrapping_sub(b'0');
    (digit <= 9).then_some(u32::from(digit))
}

/// RFC 4291 section 2.2: eight groups, `::` once for one group of zeros or more, the last two also as IPv4.
/// O(length).
#[must_use]
pub fn v6(mut text: &[u8]) -> Option<u128> {
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
