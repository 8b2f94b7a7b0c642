//! Diagnoses a text that the fast path refused.

use super::suggest::look_alike;
use super::{Family, mapped};
use crate::error::{CharacterHint, Error, ErrorKind};
use byoip_lookup::parse;
use core::ops::Range;

/// The longest CIDR: eight groups of four, the last two as IPv4, and `/128`.
const MAX: usize = 49;

/// Why `text` is not a block.
pub(super) fn cidr(text: &str) -> Error {
    if let Some(error) = around(text) {
        return error;
    }
    let Some((part, length)) = text.split_once('/') else {
        let Some(ip) = super::address(text) else { return address(text) };
        if mapped(ip).is_some() {
            return Error::new(ErrorKind::Ipv4Mapped, 0..text.len());
        }
        return Error::new(ErrorKind::LengthMissing, text.len()..text.len());
    };
    if let Some(ip) = super::address(part) {
        return length_of(Family::of(ip), length).shifted_by(part.len() + 1);
    }
    address(part)
}

/// Why `text` is not an address.
pub(super) fn address(text: &str) -> Error {
    if let Some(error) = around(text) {
        return error;
    }
    if let Some(at) = text.find('%')
        && let Some(before) = text.get(..at)
        && parse::parse_ipv6(before.as_bytes()).is_some()
    {
        return Error::new(ErrorKind::ZoneId, at..text.len());
    }
    if let Some((v4, port)) = text.split_once(':')
        && parse::parse_ipv4(v4.as_bytes()).is_some()
        && port.bytes().all(|b| b.is_ascii_digit())
    {
        return unexpected_as(v4.len(), ':', CharacterHint::Port);
    }
    let hex_or_colon = |c: char| c.is_ascii_hexdigit() || c == ':' || c == '.';
    if let Some((at, found)) = text.char_indices().find(|&(_, c)| !hex_or_colon(c)) {
        return unexpected(at, found);
    }
    if text.contains(':') { v6(text) } else { v4(text) }
}

fn unexpected(at: usize, found: char) -> Error {
    let what = match found {
        '-' => CharacterHint::Range,
        '/' => CharacterHint::Block,
        '[' | ']' => CharacterHint::Brackets,
        _ => match look_alike(found) {
            Some('-') => CharacterHint::Range,
            Some(like) => CharacterHint::LookAlike(like),
            None => CharacterHint::Other,
        },
    };
    unexpected_as(at, found, what)
}

fn unexpected_as(at: usize, found: char, what: CharacterHint) -> Error {
    Error::new(ErrorKind::UnexpectedCharacter { found, what }, at..at + found.len_utf8())
}

/// What is wrong with the text as a whole: empty, too long, leading or trailing white space.
fn around(text: &str) -> Option<Error> {
    let all = 0..text.len();
    let trimmed = text.trim();
    if trimmed.is_empty() {
        return Some(Error::new(ErrorKind::TextEmpty, all));
    }
    if trimmed.len() < text.len() {
        let start = text.len() - text.trim_start().len();
        let at = if start > 0 { 0..start } else { trimmed.len()..text.len() };
        return Some(Error::new(ErrorKind::StrayWhitespace, at));
    }
    (text.len() > MAX).then(|| Error::new(ErrorKind::TextTooLong { length: text.len(), max: MAX }, all))
}

/// The parts of a text between dots or colons, each with its position.
fn parts(text: &str, separator: char) -> Vec<(Range<usize>, &str)> {
    let mut start = 0;
    let place = |part| {
        let at = start..start + str::len(part);
        start = at.end + separator.len_utf8();
        (at, part)
    };
    text.split(separator).map(place).collect()
}

fn v4(text: &str) -> Error {
    let octets = parts(text, '.');
    for (at, octet) in &octets {
        if let Some((i, found)) = octet.char_indices().find(|(_, c)| !c.is_ascii_digit()) {
            return unexpected(at.start + i, found);
        }
    }
    for (at, octet) in &octets {
        let kind = if octet.is_empty() {
            ErrorKind::OctetEmpty
        } else if octet.len() > 1 && octet.starts_with('0') {
            ErrorKind::OctetLeadingZero { octet: (*octet).to_owned() }
        } else if octet.parse::<u8>().is_err() {
            ErrorKind::OctetTooLarge { octet: (*octet).to_owned() }
        } else {
            continue;
        };
        return Error::new(kind, at.clone());
    }
    Error::new(ErrorKind::OctetCount { found: octets.len() }, 0..text.len())
}

fn v6(text: &str) -> Error {
    let mut compressions = text.as_bytes().windows(2).enumerate().filter(|(_, pair)| *pair == b"::");
    let compressed = compressions.next().is_some();
    if let Some((at, _)) = compressions.next() {
        return Error::new(ErrorKind::DoubleCompression, at..at + 2);
    }
    let groups = parts(text, ':');
    let count = groups.len();
    let mut found = 0;
    for (i, (at, group)) in groups.iter().enumerate() {
        if group.is_empty() {
            continue;
        }
        if group.contains('.') {
            if i + 1 < count {
                return unexpected(at.start + group.find('.').unwrap_or_default(), '.');
            }
            if parse::parse_ipv4(group.as_bytes()).is_none() {
                return v4(group).shifted_by(at.start);
            }
            found += 2;
            continue;
        }
        if group.len() > 4 {
            return Error::new(ErrorKind::GroupTooLong { group: (*group).to_owned() }, at.clone());
        }
        found += 1;
    }
    if text.starts_with(':') && !text.starts_with("::") {
        return Error::new(ErrorKind::GroupEmpty, 0..1);
    }
    if text.ends_with(':') && !text.ends_with("::") {
        return Error::new(ErrorKind::GroupEmpty, text.len() - 1..text.len());
    }
    Error::new(ErrorKind::GroupCount { found, compressed }, 0..text.len())
}

fn length_of(family: Family, length: &str) -> Error {
    let all = 0..length.len();
    let kind = if length.is_empty() {
        ErrorKind::LengthEmpty
    } else if let Some(bits) = parse::parse_ipv4(length.as_bytes()) {
        let length = (bits.leading_ones() + bits.trailing_zeros() == 32).then(|| bits.leading_ones());
        ErrorKind::LengthIsNetmask { length: length.and_then(|n| u8::try_from(n).ok()) }
    } else if let Some((at, found)) = length.char_indices().find(|(_, c)| !c.is_ascii_digit()) {
        return if at == 0 && !found.is_ascii_punctuation() {
            Error::new(ErrorKind::LengthNotANumber, all)
        } else {
            unexpected(at, found)
        };
    } else if length.len() > 1 && length.starts_with('0') {
        ErrorKind::LengthLeadingZero
    } else {
        ErrorKind::LengthTooLong { max: family.bits() }
    };
    Error::new(kind, all)
}
