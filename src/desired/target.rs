//! The addresses of an entry, and the forms in which they can be written.

use super::TargetShape;
use crate::cidr::{AddressRange, Cidr, InputKind, parse_address, suggestion};
use crate::error::Error;

/// Addresses, with the form in which they are written.
#[derive(Debug, Clone, Copy)]
pub(super) struct EntryTarget {
    pub(super) range: AddressRange,
    pub(super) shape: TargetShape,
}

/// The forms that the addresses of an entry can have.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum TargetFormat {
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

impl TargetFormat {
    /// The form of a key or a column with this name.
    pub(super) fn named(name: &str) -> Option<Self> {
        Some(match name {
            "cidr" => Self::Cidr,
            "host" => Self::Host,
            "range" => Self::Range,
            "target" | "addresses" => Self::Any,
            _ => return None,
        })
    }

    pub(super) fn parse(self, text: &str) -> Result<EntryTarget, Error> {
        self.read(text).map_err(|error| match (self, error.code()) {
            // It can mean the block or an address of it: the help asks.
            (_, "host-bits-set") => error,
            (Self::Any, _) => error.with_cure(suggestion(text, InputKind::Any)),
            _ => error,
        })
    }

    fn read(self, text: &str) -> Result<EntryTarget, Error> {
        let block = |cidr: Cidr| EntryTarget { range: cidr.into(), shape: TargetShape::Block };
        let host = |address| EntryTarget { range: Cidr::host(address).into(), shape: TargetShape::Host };
        let range = |range| EntryTarget { range, shape: TargetShape::Range };
        match self {
            Self::Cidr => Cidr::parse(text).map(block),
            Self::ApiCidr => Cidr::parse_masked(text).map(|masked| block(masked.cidr)),
            Self::Host => parse_address(text).map(host),
            Self::Range => AddressRange::parse(text).map(range),
            Self::Any => match text.bytes().find(|byte| matches!(byte, b'/' | b'-')) {
                None => Self::Host.parse(text),
                Some(b'-') if !text.contains('/') => Self::Range.parse(text),
                Some(_) => Self::Cidr.parse(text),
            },
        }
    }
}
