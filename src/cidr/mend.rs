//! What a text was meant to be: the one that would be accepted in its place and says the same, or nothing.

use super::{Cidr, Range, mapped, parse_address};
use crate::text::{decimal, joined};
use alloc::borrow::ToOwned;
use alloc::string::{String, ToString};
use alloc::vec::Vec;
use byoip_lookup::text as read;
use core::net::{IpAddr, Ipv4Addr};

/// What a text should be.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Aim {
    /// A block without host bits.
    Cidr,
    /// A block, of which host bits are cleared.
    Masked,
    /// One address.
    Address,
    /// `first-last`.
    Range,
    /// An address, a range or a block.
    #[cfg(feature = "planner")]
    Any,
}

/// Longer texts are not looked at: no address is as long, with all that can stand around it.
const MOST: usize = 160;

/// The text that is accepted for `aim` and means what `text` was meant to. O(1)
pub(crate) fn mended(text: &str, aim: Aim) -> Option<String> {
    if text.len() > MOST {
        return None;
    }
    let plain: String = text.chars().filter_map(plain).collect();
    let quotes = ['"', '\'', '`'];
    let plain = plain.trim().trim_matches(quotes).trim_end_matches(['.', ',', ';']).trim();
    let parts = plain.split_once('-').map(|(first, last)| (first.trim(), last.trim()));
    let mend = match (aim, parts) {
        #[cfg(feature = "planner")]
        (Aim::Any, Some((first, last))) => range(first, last)?,
        #[cfg(feature = "planner")]
        (Aim::Any, None) if plain.contains('/') => block(plain, Aim::Cidr)?,
        #[cfg(feature = "planner")]
        (Aim::Any, None) => shown(address(plain)?),
        (Aim::Range, Some((first, last))) => range(first, last)?,
        (Aim::Range, None) => return None,
        // A range that is one block, or one address, is written as such.
        (_, Some((first, last))) => {
            let cidrs = Range::parse(&range(first, last)?).ok()?.cidrs();
            let [cidr] = cidrs.as_slice() else { return None };
            match aim {
                Aim::Address if cidr.first() == cidr.last() => shown(cidr.first()),
                Aim::Address => return None,
                _ => cidr.to_string(),
            }
        }
        (Aim::Address, None) => shown(address(plain)?),
        (_, None) => block(plain, aim)?,
    };
    (mend != text && is_accepted(&mend, aim)).then_some(mend)
}

fn is_accepted(text: &str, aim: Aim) -> bool {
    match aim {
        Aim::Cidr => Cidr::parse(text).is_ok(),
        Aim::Masked => Cidr::parse_masked(text).is_ok(),
        Aim::Address => parse_address(text).is_ok(),
        Aim::Range => Range::parse(text).is_ok(),
        #[cfg(feature = "planner")]
        Aim::Any => parse_address(text).is_ok() || Cidr::parse(text).is_ok() || Range::parse(text).is_ok(),
    }
}

fn shown(address: IpAddr) -> String {
    super::Text::of(address).as_str().to_owned()
}

/// A character as it was meant: look-alikes in ASCII, what cannot be seen left out.
fn plain(c: char) -> Option<char> {
    match c {
        _ if c.is_ascii_graphic() => Some(c),
        _ if is_invisible(c) => None,
        _ if c.is_whitespace() => Some(' '),
        _ => Some(look_alike(c).unwrap_or(c)),
    }
}

/// True for a character that stands in a text without a mark.
fn is_invisible(c: char) -> bool {
    matches!(c, '\u{ad}' | '\u{180e}' | '\u{200b}'..='\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2060}'..='\u{206f}'
        | '\u{fe00}'..='\u{fe0f}' | '\u{feff}')
}

/// The ASCII character that a character looks like, as far as addresses have it.
pub(super) fn look_alike(c: char) -> Option<char> {
    Some(match c {
        // Fullwidth forms stand in the order of ASCII.
        '\u{ff01}'..='\u{ff5e}' => char::from(u8::try_from(u32::from(c) - 0xfee0).ok()?),
        '\u{b7}' | '\u{2024}' | '\u{2027}' | '\u{3002}' | '\u{30fb}' | '\u{fe52}' | '\u{ff61}' => '.',
        '\u{2d0}' | '\u{589}' | '\u{2236}' | '\u{a789}' | '\u{fe55}' => ':',
        '\u{2044}' | '\u{2215}' | '\u{2571}' | '\u{29f8}' => '/',
        '\u{2010}'..='\u{2015}' | '\u{2212}' | '\u{fe58}' | '\u{fe63}' => '-',
        '\u{660}'..='\u{669}' => digit(c, 0x660)?,
        '\u{6f0}'..='\u{6f9}' => digit(c, 0x6f0)?,
        '\u{966}'..='\u{96f}' => digit(c, 0x966)?,
        '\u{410}' | '\u{430}' => 'a',
        '\u{412}' => 'b',
        '\u{421}' | '\u{441}' => 'c',
        '\u{415}' | '\u{435}' => 'e',
        _ => return None,
    })
}

fn digit(c: char, zero: u32) -> Option<char> {
    char::from_digit(u32::from(c) - zero, 10)
}

/// An address alone, or with what people write around one: brackets, a port, a scheme, a length that changes nothing.
fn address(text: &str) -> Option<IpAddr> {
    let host = match text.split_once("://") {
        Some((scheme, rest)) if scheme.bytes().all(|b| b.is_ascii_alphabetic()) => {
            rest.split(['/', '?', '#']).next().unwrap_or_default()
        }
        _ => text,
    };
    match host.split_once('/') {
        Some((first, length)) => {
            let address = bare(first.trim_end())?;
            (bits(address, length.trim_start())? == super::Family::of(address).bits()).then_some(address)
        }
        None => bare(host),
    }
}

/// A block, or an address as the block of it alone.
fn block(text: &str, aim: Aim) -> Option<String> {
    let Some((first, length)) = text.split_once('/') else {
        return Some(Cidr::host(bare(text)?).to_string());
    };
    let (first, length) = (first.trim_end(), length.trim_start());
    let wrapped = is_wrapped(first);
    let address = bare(first)?;
    // The length of an IPv4-mapped block counts the bits before the IPv4 address.
    let length = if wrapped {
        bits(IpAddr::from([0u16; 8]), length)?.checked_sub(96)?
    } else {
        bits(address, length)?
    };
    let cidr = Cidr::containing(address, length)?;
    // With host bits it could be meant as the block, or as the address.
    (cidr.first() == address || aim == Aim::Masked || wrapped).then(|| cidr.to_string())
}

/// Both ends of a range; the last one may be the last octet alone.
fn range(first: &str, last: &str) -> Option<String> {
    let start = address(first)?;
    let end = match (start, last.parse::<u8>()) {
        (IpAddr::V4(v4), Ok(octet)) => {
            let [a, b, c, _] = v4.octets();
            Ipv4Addr::new(a, b, c, octet).into()
        }
        _ => address(last)?,
    };
    Some(joined(&[&shown(start), "-", &shown(end)]))
}

fn is_wrapped(text: &str) -> bool {
    super::address(text).is_some_and(|address| mapped(address).is_some())
}

/// An address, perhaps in brackets, with a port, with a zone, IPv4-mapped, or with zeros before its octets.
fn bare(text: &str) -> Option<IpAddr> {
    let text = match text.strip_prefix('[') {
        Some(rest) => {
            let (inside, after) = rest.split_once(']')?;
            if !after.is_empty() && !is_port(after.strip_prefix(':')?) {
                return None;
            }
            inside
        }
        None => match text.split_once(':') {
            Some((v4, port)) if v4.contains('.') && is_port(port) => v4,
            _ => text,
        },
    };
    let text = match text.split_once('%') {
        Some((v6, _)) if v6.contains(':') => v6,
        _ => text,
    };
    if let Some(address) = super::address(text) {
        let unwrapped = mapped(address).and_then(|v4| super::address(&v4));
        return Some(unwrapped.unwrap_or(address));
    }
    let octets = text.split('.').map(without_zeros);
    let octets: Option<Vec<_>> = octets.collect();
    read::v4(octets?.join(".").as_bytes()).map(|bits| Ipv4Addr::from_bits(bits).into())
}

fn is_port(text: &str) -> bool {
    matches!(text.len(), 1..=5) && text.bytes().all(|b| b.is_ascii_digit())
}

/// A number in decimal without zeros in front.
fn without_zeros(text: &str) -> Option<&str> {
    let is_number = matches!(text.len(), 1..=4) && text.bytes().all(|b| b.is_ascii_digit());
    let bare = text.trim_start_matches('0');
    is_number.then_some(if bare.is_empty() { "0" } else { bare })
}

/// A length as a number, or as the netmask of it.
fn bits(address: IpAddr, length: &str) -> Option<u8> {
    let most = super::Family::of(address).bits();
    let length = match read::v4(length.as_bytes()) {
        Some(mask) if address.is_ipv4() && mask.leading_ones() + mask.trailing_zeros() == 32 => {
            decimal(mask.leading_ones().into()).parse().ok()?
        }
        Some(_) => return None,
        None => without_zeros(length)?.parse::<u8>().ok()?,
    };
    (length <= most).then_some(length)
}
