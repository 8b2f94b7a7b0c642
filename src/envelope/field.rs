//! Fields of the API's objects: text, ids, dates, CIDRs, and those that this version does not know.

use super::time::is_date_time;
use crate::binding::{Extra, Field, SentCidr};
use crate::cidr::{Cidr, Masked};
use crate::error::{Error, ErrorKind};
use crate::json::Reader;
use crate::sort;
use alloc::borrow::Cow;
use alloc::borrow::ToOwned;
use alloc::string::String;
use alloc::vec::Vec;
use core::ops::Range;

/// Null, or what `read` reads.
pub(super) fn nullable<'a, T>(
    reader: &mut Reader<'a>,
    read: impl FnOnce(&mut Reader<'a>) -> Result<T, Error>,
) -> Result<Field<T>, Error> {
    if reader.null()? { Ok(Field::Null) } else { read(reader).map(Field::Value) }
}

/// Null, or a string.
pub(super) fn text(reader: &mut Reader<'_>) -> Result<Field<String>, Error> {
    nullable(reader, |r| r.string().map(Cow::into_owned))
}

/// Null, or a boolean.
pub(super) fn flag(reader: &mut Reader<'_>) -> Result<Field<bool>, Error> {
    nullable(reader, Reader::boolean)
}

/// Null, or an AS number (RFC 6793: 32 bits).
pub(super) fn asn(reader: &mut Reader<'_>) -> Result<Field<u32>, Error> {
    nullable(reader, |r| Ok(narrow(r.integer(0, u64::from(u32::MAX), "an AS number of 32 bits")?)))
}

/// An integer that is known to fit.
pub(super) fn narrow<T: TryFrom<u64> + Default>(value: u64) -> T {
    T::try_from(value).unwrap_or_default()
}

/// Null, or a date and time.
pub(super) fn date(reader: &mut Reader<'_>) -> Result<Field<String>, Error> {
    nullable(reader, |reader| {
        reader.kind()?;
        let start = reader.at();
        let text = reader.string()?;
        if is_date_time(&text) {
            return Ok(text.into_owned());
        }
        let expected = "a date and time as RFC 3339 writes it";
        Err(bad_value(expected, text.into_owned(), start..reader.at()))
    })
}

/// A string that is not empty.
pub(super) fn filled<'a>(reader: &mut Reader<'a>, expected: &'static str) -> Result<Cow<'a, str>, Error> {
    reader.kind()?;
    let start = reader.at();
    let text = reader.string()?;
    if text.is_empty() {
        return Err(bad_value(expected, String::new(), start..reader.at()));
    }
    Ok(text)
}

fn bad_value(expected: &'static str, found: String, at: Range<usize>) -> Error {
    Error::new(ErrorKind::EnvelopeBadValue { expected, found }, at)
}

/// A CIDR and its text.
pub(super) fn cidr<'a>(reader: &mut Reader<'a>) -> Result<(Masked, Cow<'a, str>), Error> {
    reader.kind()?;
    let start = reader.at();
    let text = reader.string()?;
    match Cidr::parse_masked(&text) {
        Ok(masked) => Ok((masked, text)),
        // The place is exact unless the text has escapes; then it is the whole string.
        Err(e) if matches!(text, Cow::Borrowed(_)) => Err(e.shifted(start + 1)),
        Err(e) => Err(e.placed(start..reader.at())),
    }
}

/// A CIDR, with its text where that is not canonical.
pub(super) fn sent((masked, text): (Masked, Cow<'_, str>)) -> SentCidr {
    let cidr = masked.cidr;
    let canonical = !masked.masked && cidr.text().as_str() == text;
    SentCidr { cidr, as_sent: (!canonical).then(|| text.into_owned()) }
}

/// The value, or the error of a field that an object must have.
pub(super) fn required<T>(value: Option<T>, field: &'static str, object: Range<usize>) -> Result<T, Error> {
    value.ok_or_else(|| Error::new(ErrorKind::EnvelopeFieldMissing { field }, object))
}

/// Unknown fields, borrowed until they are wanted.
#[derive(Debug, Default)]
pub(super) struct Unknown<'a> {
    fields: Vec<(String, &'a str)>,
}

impl<'a> Unknown<'a> {
    /// Checks the next value and keeps its text.
    pub(super) fn keep(&mut self, reader: &mut Reader<'a>, key: &str) -> Result<(), Error> {
        let raw = reader.raw()?;
        self.add(key, raw);
        Ok(())
    }

    pub(super) fn add(&mut self, key: &str, raw: &'a str) {
        self.fields.push((key.to_owned(), raw));
    }

    /// Refuses a field that stands both beside `extra` and in it.
    pub(super) fn once(&self, object: &Range<usize>) -> Result<(), Error> {
        let key = |place: usize| self.fields.get(place).map_or("", |(key, _)| key);
        match sort::again(self.fields.len(), &key).and_then(|place| self.fields.get(place)) {
            Some((key, _)) => {
                Err(Error::new(ErrorKind::JsonDuplicateKey { key: key.clone() }, object.clone()))
            }
            None => Ok(()),
        }
    }

    pub(super) fn finish(self) -> Extra {
        self.fields.into_iter().map(|(key, raw)| (key, raw.to_owned())).collect()
    }
}
