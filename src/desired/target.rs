//! The addresses of an entry, in the forms in which they may be written.

use super::Shape;
use crate::cidr::{Aim, Cidr, Range, parse_address, suggested};
use crate::error::{Error, ErrorKind};

/// Addresses as they are written.
#[derive(Debug, Clone, Copy)]
pub(super) struct Target {
    pub(super) range: Range,
    pub(super) shape: Shape,
}

/// How the addresses of an entry may be written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Written {
    /// A block; host bits are refused.
    Cidr,
    /// A block of the API, from which host bits are cleared.
    ApiCidr,
    /// One address.
    Host,
    /// `first-last`.
    Range,
    /// Any of them.
    Any,
}

impl Written {
    /// What a key or a column of this name holds.
    pub(super) fn named(name: &str) -> Option<Self> {
        Some(match name {
            "cidr" => Self::Cidr,
            "host" => Self::Host,
            "range" => Self::Range,
            "target" | "addresses" => Self::Any,
            _ => return None,
        })
    }

    pub(super) fn parse(self, text: &str) -> Result<Target, Error> {
        self.read(text).map_err(|error| match (self, error.kind()) {
            // It could be meant as the block, or as an address of it: the help asks.
            (_, ErrorKind::HostBitsSet { .. }) => error,
            (Self::Any, _) => error.cured(suggested(text, Aim::Any)),
            _ => error,
        })
    }

    fn read(self, text: &str) -> Result<Target, Error> {
        let block = |cidr: Cidr| Target { range: cidr.into(), shape: Shape::Block };
        let host = |address| Target { range: Cidr::host(address).into(), shape: Shape::Host };
        let range = |range| Target { range, shape: Shape::Range };
        match self {
            Self::Cidr => Cidr::parse(text).map(block),
            Self::ApiCidr => Cidr::parse_masked(text).map(|masked| block(masked.cidr)),
            Self::Host => parse_address(text).map(host),
            Self::Range => Range::parse(text).map(range),
            Self::Any => match text.bytes().find(|byte| matches!(byte, b'/' | b'-')) {
                None => Self::Host.parse(text),
                Some(b'-') if !text.contains('/') => Self::Range.parse(text),
                Some(_) => Self::Cidr.parse(text),
            },
        }
    }
}
