//! Suggests the text that was meant: one that would be accepted and has the same meaning, or nothing.
//!
//! It works on bytes, with one function for each task, since all of it is loaded with the resolver.

use super::{Cidr, Family, mapped, number};
use crate::hidden::is_hidden;
use byoip_lookup::parse as read;
use core::net::{IpAddr, Ipv4Addr};

/// What kind of text is expected.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum InputKind {
    /// A block without host bits.
    Cidr,
    /// A block, with host bits cleared.
    Masked,
    /// One address.
    Address,
    /// `first-last`.
    Range,
    /// An address, a range or a block.
    Any,
}

/// Longer texts get no suggestion: no address is as long, with everything that can surround it.
const MAX_LENGTH: usize = 160;

/// The text that is accepted as `aim` and has the intended meaning of `text`. O(1)
pub(crate) fn suggestion(text: &str, aim: InputKind) -> Option<String> {
    if text.len() > MAX_LENGTH {
        return None;
    }
    let plain: String = text.chars().filter_map(plain).collect();
    let plain = trimmed(&plain);
    let suggestion = match (aim, cut(plain, b'-')) {
        (InputKind::Range | InputKind::Any, Some(ends)) => {
            let (first, last) = range(ends)?;
            super::AddressRange::new(first, last).ok()?;
            format!("{first}-{last}")
        }
        (InputKind::Range, None) => return None,
        (InputKind::Any, None) if cut(plain, b'/').is_none() => address(plain)?,
        // A range that is one block, or one address, is suggested as such.
        (InputKind::Address, Some(ends)) => {
            let (first, last) = range(ends)?;
            (first == last).then(|| first.to_string())?
        }
        (_, Some(ends)) => {
            let (first, last) = range(ends)?;
            let height = u128::BITS - (number(first) ^ number(last)).leading_zeros();
            let length = Family::of(first).bits().checked_sub(u8::try_from(height).ok()?)?;
            let cidr = Cidr::containing(first, length)?;
            (cidr.first() == first && cidr.last() == last).then(|| cidr.to_string())?
        }
        (InputKind::Address, None) => address(plain)?,
        (_, None) => block(plain, aim)?,
    };
    (suggestion != text).then_some(suggestion)
}

/// A character as it was meant: look-alikes as ASCII, invisible characters removed.
fn plain(c: char) -> Option<char> {
    match c {
        '!'..='~' => Some(c),
        _ if c.is_whitespace() => Some(' '),
        _ if is_hidden(c) => None,
        _ => Some(look_alike(c).unwrap_or(c)),
    }
}

/// The ASCII character that a character resembles, among those of addresses.
pub(super) fn look_alike(c: char) -> Option<char> {
    let from = |zero: u32, ascii: u8| u8::try_from(u32::from(c) - zero).ok().map(|by| char::from(ascii + by));
    match c {
        // Fullwidth forms have the order of ASCII.
        '\u{ff01}'..='\u{ff5e}' => from(0xff01, b'!'),
        '\u{660}'..='\u{669}' => from(0x660, b'0'),
        '\u{6f0}'..='\u{6f9}' => from(0x6f0, b'0'),
        '\u{b7}' | '\u{2024}' | '\u{3002}' | '\u{fe52}' | '\u{ff61}' => Some('.'),
        '\u{2236}' | '\u{a789}' | '\u{fe55}' => Some(':'),
        '\u{2044}' | '\u{2215}' | '\u{29f8}' => Some('/'),
        '\u{2010}'..='\u{2015}' | '\u{2212}' => Some('-'),
        _ => None,
    }
}

/// A text without surrounding blanks and quotes, and without final punctuation.
fn trimmed(mut text: &str) -> &str {
    while let [b' ' | b'"' | b'\'' | b'`', ..] = text.as_bytes() {
        text = text.get(1..).unwrap_or_default();
    }
    while let [.., b' ' | b'"' | b'\'' | b'`' | b'.' | b',' | b';'] = text.as_bytes() {
        text = text.get(..text.len() - 1).unwrap_or_default();
    }
    text
}

/// The text before the first occurrence of a byte, and after it, without surrounding blanks.
fn cut(text: &str, byte: u8) -> Option<(&str, &str)> {
    let at = text.bytes().position(|found| found == byte)?;
    Some((trimmed(text.get(..at)?), trimmed(text.get(at + 1..)?)))
}

/// An address, perhaps with a scheme and a path, or with a length that changes nothing.
fn address(text: &str) -> Option<String> {
    let (before, after) = cut(text, b'/').unwrap_or((text, ""));
    let address = if let (Some(b':'), Some(rest)) = (before.bytes().last(), after.strip_prefix('/')) {
        bare(cut(rest, b'/').map_or(rest, |(host, _)| host))?
    } else {
        let address = bare(before)?;
        // With host bits, the length is the network that the address is in; without host bits, the text means a block.
        let length = if after.is_empty() { Family::of(address).bits() } else { bits(address, after)? };
        let is_network = length < Family::of(address).bits()
            && Cidr::containing(address, length).is_none_or(|cidr| cidr.first() == address);
        if is_network {
            return None;
        }
        address
    };
    Some(address.to_string())
}

/// A block, or an address as a block of one address.
fn block(text: &str, aim: InputKind) -> Option<String> {
    let Some((first, length)) = cut(text, b'/') else {
        return Some(Cidr::host(bare(text)?).to_string());
    };
    let address = bare(first)?;
    // The length of an IPv4-mapped block counts the bits before the IPv4 address.
    let wrapped = address.is_ipv4() && first.contains(':') && super::address(first).is_some();
    let length = if wrapped { small(length)?.checked_sub(96)? } else { bits(address, length)? };
    let cidr = Cidr::containing(address, length)?;
    // With host bits the text can mean the block or the address.
    (cidr.first() == address || wrapped || aim == InputKind::Masked).then(|| cidr.to_string())
}

/// Both ends of a range; the last one may be the last octet only.
fn range((first, last): (&str, &str)) -> Option<(IpAddr, IpAddr)> {
    let first = bare(first)?;
    let last = match (first, small(last)) {
        (IpAddr::V4(v4), Some(octet)) => Ipv4Addr::from_bits(v4.to_bits() & !0xff | u32::from(octet)).into(),
        _ => bare(last)?,
    };
    (Family::of(first) == Family::of(last) && first <= last).then_some((first, last))
}

/// An address, perhaps in brackets, with a port, with a zone, IPv4-mapped, or with zeros before its octets.
fn bare(text: &str) -> Option<IpAddr> {
    let is_port = |port: &str| matches!(port.len(), 1..=5) && port.bytes().all(|b| b.is_ascii_digit());
    let mut text = text;
    if let Some(rest) = text.strip_prefix('[') {
        let (inside, after) = cut(rest, b']')?;
        if !after.is_empty() && !is_port(after.strip_prefix(':')?) {
            return None;
        }
        text = inside;
    } else if let Some((v4, port)) = cut(text, b':')
        && v4.contains('.')
        && is_port(port)
    {
        text = v4;
    }
    if let Some((v6, _)) = cut(text, b'%') {
        text = v6;
    }
    let address = super::address(text).or_else(|| without_zeros(text))?;
    Some(mapped(address).and_then(|v4| super::address(&v4)).unwrap_or(address))
}

/// An IPv4 address with zeros before its octets, read as decimal.
fn without_zeros(text: &str) -> Option<IpAddr> {
    let mut bytes = [b'.'; 15];
    let (mut length, mut starts) = (0, true);
    for (byte, next) in text.bytes().zip(text.bytes().skip(1).chain([b'.'])) {
        if byte == b'0' && starts && next.is_ascii_digit() {
            continue;
        }
        starts = byte == b'.';
        *bytes.get_mut(length)? = byte;
        length += 1;
    }
    read::parse_ipv4(bytes.get(..length)?).map(|bits| Ipv4Addr::from_bits(bits).into())
}

/// A number up to 255, perhaps with zeros before it.
fn small(text: &str) -> Option<u8> {
    let digit = |sum: Option<u8>, byte: u8| {
        let digit = byte.is_ascii_digit().then(|| byte - b'0')?;
        sum?.checked_mul(10)?.checked_add(digit)
    };
    if text.is_empty() { None } else { text.bytes().fold(Some(0), digit) }
}

/// A length as a number or as a netmask.
fn bits(address: IpAddr, length: &str) -> Option<u8> {
    let length = match read::parse_ipv4(length.as_bytes()) {
        Some(mask) if address.is_ipv4() && mask.leading_ones() + mask.trailing_zeros() == 32 => {
            u8::try_from(mask.leading_ones()).ok()?
        }
        _ => small(length)?,
    };
    (length <= Family::of(address).bits()).then_some(length)
}
