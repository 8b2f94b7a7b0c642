//! Parses ranges of addresses.

use super::{AddressRange, Cidr, diagnose, parse_address};
use super::{InputKind, suggestion};
use crate::error::{Error, ErrorKind};
use std::str::FromStr;

impl AddressRange {
    /// Parses `first-last`; white space around the dash is allowed.
    ///
    /// # Errors
    ///
    /// Those of [`parse_address`] for each end, and the `range-` codes.
    pub fn parse(text: &str) -> Result<Self, Error> {
        Self::read(text).map_err(|error| error.with_cure(suggestion(text, InputKind::Range)))
    }

    fn read(text: &str) -> Result<Self, Error> {
        let whole = 0..text.len();
        let Some((first, last)) = text.split_once('-') else {
            parse_address(text)?;
            return Err(Error::new(ErrorKind::RangeEndMissing, whole));
        };
        if last.trim().is_empty() {
            return Err(Error::new(ErrorKind::RangeEndMissing, whole));
        }
        let start = parse_address(first.trim_end())?;
        let skipped = last.len() - last.trim_start().len();
        let end = parse_address(last.trim_start()).map_err(|e| e.shifted_by(first.len() + 1 + skipped))?;
        Self::new(start, end).map_err(|e| e.with_position(whole))
    }
}

impl FromStr for AddressRange {
    type Err = Error;

    fn from_str(text: &str) -> Result<Self, Error> {
        Self::parse(text)
    }
}

/// The shortest list of blocks from `first` to `last`, both included.
///
/// # Errors
///
/// Those of [`parse_address`] and of [`AddressRange::new`]; positions count in `first`, or in `last` from its own
/// start.
pub fn range_to_cidrs(first: &str, last: &str) -> Result<Vec<Cidr>, Error> {
    if last.is_empty() {
        return Err(Error::new(ErrorKind::RangeEndMissing, 0..0));
    }
    if first.is_empty() {
        return Err(diagnose::address(first));
    }
    Ok(AddressRange::new(parse_address(first)?, parse_address(last)?)?.cidrs())
}
