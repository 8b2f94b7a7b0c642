//! Reads a plain binding of a long list: the JSON object that the API writes.
//!
//! It reads only the documented form: five fields, each at most once, without escapes. All other objects, valid or not,
//! are left to the full decoder, which also reports errors.

use crate::json_string::end_of_plain_text;
use crate::parse::{parse_dotted, parse_ipv6};
use crate::progress::Progress;
use core::net::{IpAddr, Ipv4Addr, Ipv6Addr};

/// What a look-up needs of one binding.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct FastBinding {
    /// An address of its block: host bits are not cleared.
    pub address: IpAddr,
    /// The prefix length, in bits.
    pub length: u8,
    /// False where the service is null or absent.
    pub has_service: bool,
    /// The progress of its roll-out.
    pub progress: Progress,
    /// Position of the object.
    pub start: usize,
    /// Position after the object.
    pub end: usize,
}

/// One bit for each field, to detect duplicates.
const ID: u32 = 1;
const CIDR: u32 = 1 << 1;
const SERVICE_ID: u32 = 1 << 2;
const SERVICE_NAME: u32 = 1 << 3;
const PROVISIONING: u32 = 1 << 4;

/// Reads the next object of UTF-8 text, after white space. `None` means only that the full decoder has to read it.
/// O(length of the object).
// Not inlined: the crate of the caller would compile it for size.
#[inline(never)]
#[must_use]
pub fn read_binding(text: &[u8], at: usize) -> Option<FastBinding> {
    let mut reader = FastReader { text, at };
    reader.take(b'{')?;
    let start = reader.at - 1;
    let (mut block, mut has_service, mut found) = (None, false, 0);
    let mut progress = Progress::of(None);
    loop {
        let field = match reader.key()? {
            b"id" => {
                reader.filled()?;
                ID
            }
            b"cidr" => {
                block = Some(cidr(reader.string()?)?);
                CIDR
            }
            b"service_id" => {
                has_service = !reader.null();
                if has_service {
                    reader.filled()?;
                }
                SERVICE_ID
            }
            b"service_name" => {
                if !reader.null() {
                    reader.string()?;
                }
                SERVICE_NAME
            }
            b"provisioning" => {
                if !reader.null() {
                    progress = provisioning(&mut reader)?;
                }
                PROVISIONING
            }
            _ => return None,
        };
        if found & field != 0 {
            return None;
        }
        found |= field;
        match reader.next()? {
            b',' => reader.at += 1,
            b'}' => break,
            _ => return None,
        }
    }
    let (address, length) = block?;
    (found & ID != 0).then_some(FastBinding {
        address,
        length,
        has_service,
        progress,
        start,
        end: reader.at + 1,
    })
}

/// The roll-out of a binding, from a `provisioning` that has a state only.
#[inline]
fn provisioning(reader: &mut FastReader<'_>) -> Option<Progress> {
    reader.take(b'{')?;
    if reader.key()? != b"state" {
        return None;
    }
    let progress = Progress::of(Some(reader.string()?));
    reader.take(b'}')?;
    Some(progress)
}

/// An address, and a length that is valid in its family.
fn cidr(text: &[u8]) -> Option<(IpAddr, u8)> {
    if let Some((address, rest)) = parse_dotted(text) {
        return Some((Ipv4Addr::from_bits(address).into(), length(rest, 32)?));
    }
    let slash = text.iter().position(|byte| *byte == b'/')?;
    let (address, rest) = text.split_at_checked(slash)?;
    Some((Ipv6Addr::from_bits(parse_ipv6(address)?).into(), length(rest, 128)?))
}

/// A slash and a number up to `most`, without leading zeros.
fn length(text: &[u8], most: u8) -> Option<u8> {
    let [b'/', digits @ ..] = text else { return None };
    let leading_zero = digits.len() > 1 && digits.first() == Some(&b'0');
    if digits.is_empty() || digits.len() > 3 || leading_zero {
        return None;
    }
    let mut value = 0u16;
    for digit in digits {
        value = value * 10 + u16::from(digit.is_ascii_digit().then(|| digit - b'0')?);
    }
    u8::try_from(value).ok().filter(|value| *value <= most)
}

/// A position in the text.
struct FastReader<'a> {
    text: &'a [u8],
    at: usize,
}

impl<'a> FastReader<'a> {
    /// Skips white space and returns the next byte.
    fn next(&mut self) -> Option<u8> {
        loop {
            match *self.text.get(self.at)? {
                b' ' | b'\n' | b'\r' | b'\t' => self.at += 1,
                byte => return Some(byte),
            }
        }
    }

    fn take(&mut self, byte: u8) -> Option<()> {
        (self.next()? == byte).then(|| self.at += 1)
    }

    /// Reads a key and its colon.
    fn key(&mut self) -> Option<&'a [u8]> {
        let key = self.string()?;
        self.take(b':')?;
        Some(key)
    }

    /// Skips `null`, if it is next.
    fn null(&mut self) -> bool {
        let null = self.next() == Some(b'n')
            && self.text.get(self.at..).is_some_and(|rest| rest.starts_with(b"null"));
        self.at += 4 * usize::from(null);
        null
    }

    /// Reads a string that is not empty.
    fn filled(&mut self) -> Option<&'a [u8]> {
        self.string().filter(|text| !text.is_empty())
    }

    /// Reads a string without escapes. Not inlined: inlining was no faster, and 0.5 kB larger.
    #[inline(never)]
    fn string(&mut self) -> Option<&'a [u8]> {
        self.take(b'"')?;
        let start = self.at;
        self.at = end_of_plain_text(self.text, start);
        let string = self.text.get(start..self.at)?;
        (self.text.get(self.at) == Some(&b'"')).then(|| self.at += 1)?;
        Some(string)
    }
}
