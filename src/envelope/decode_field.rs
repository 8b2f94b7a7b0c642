//! Fields of the API's objects: text, ids, dates, CIDRs, and unknown fields.

use crate::cidr::{Cidr, MaskedCidr};
use crate::error::{Error, ErrorKind};
use crate::json::{JsonReader, JsonType};
use crate::resource::{ApiField, Extra, SentCidr};
use crate::sort;
use core::ops::Range;
use std::borrow::Cow;

/// Null, or a value that `read` reads. Any other value is kept unchanged, and the field counts as absent: such a field
/// decides nothing, so it cannot cause an error.
pub(super) fn optional<'a, T>(
    reader: &mut JsonReader<'a>,
    unknown: &mut UnknownFields<'a>,
    key: &str,
    read: impl FnOnce(&mut JsonReader<'a>) -> Result<T, Error>,
) -> Result<ApiField<T>, Error> {
    if reader.null()? {
        return Ok(ApiField::Null);
    }
    let before = *reader;
    if let Ok(value) = read(reader) {
        return Ok(ApiField::Value(value));
    }
    *reader = before;
    unknown.keep(reader, key)?;
    Ok(ApiField::Absent)
}

/// Null, or a string.
pub(super) fn optional_text<'a>(
    reader: &mut JsonReader<'a>,
    unknown: &mut UnknownFields<'a>,
    key: &str,
) -> Result<ApiField<String>, Error> {
    optional(reader, unknown, key, |r| r.string().map(Cow::into_owned))
}

/// Null, or a boolean.
pub(super) fn optional_flag<'a>(
    reader: &mut JsonReader<'a>,
    unknown: &mut UnknownFields<'a>,
    key: &str,
) -> Result<ApiField<bool>, Error> {
    optional(reader, unknown, key, JsonReader::boolean)
}

/// Null, or an integer up to `most`; one in quotes is that integer, and is also kept unchanged.
pub(super) fn optional_integer<'a, T: TryFrom<u64> + Default>(
    reader: &mut JsonReader<'a>,
    unknown: &mut UnknownFields<'a>,
    key: &str,
    most: u64,
) -> Result<ApiField<T>, Error> {
    let mut quoted = None;
    let field = optional(reader, unknown, key, |reader| {
        let before = *reader;
        if reader.kind()? != JsonType::String {
            return reader.integer(0, most, "a number").map(narrow);
        }
        let text = reader.string()?;
        let digits = !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit());
        let number = text.parse().ok().filter(|number| digits && *number <= most);
        quoted = Some(before.slice(before.at()..reader.at()));
        number.map(narrow).ok_or_else(|| bad_value("a number", text.into_owned(), before.at()..reader.at()))
    })?;
    if let (ApiField::Value(_), Some(text)) = (&field, quoted) {
        unknown.add(key, text);
    }
    Ok(field)
}

/// An integer that is known to fit.
fn narrow<T: TryFrom<u64> + Default>(value: u64) -> T {
    T::try_from(value).unwrap_or_default()
}

/// A list, each entry read by `one`.
pub(super) fn read_array<'a, T>(
    reader: &mut JsonReader<'a>,
    mut one: impl FnMut(&mut JsonReader<'a>) -> Result<T, Error>,
) -> Result<Vec<T>, Error> {
    let mut all = Vec::new();
    reader.array(&mut |reader| {
        all.push(one(reader)?);
        Ok(())
    })?;
    Ok(all)
}

/// A string that is not empty.
pub(super) fn nonempty_string<'a>(
    reader: &mut JsonReader<'a>,
    expected: &'static str,
) -> Result<Cow<'a, str>, Error> {
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
pub(super) fn cidr<'a>(reader: &mut JsonReader<'a>) -> Result<(MaskedCidr, Cow<'a, str>), Error> {
    reader.kind()?;
    let start = reader.at();
    let text = reader.string()?;
    match Cidr::parse_masked(&text) {
        Ok(masked) => Ok((masked, text)),
        // The position is exact unless the text has escapes; then it is that of the whole string.
        Err(e) if matches!(text, Cow::Borrowed(_)) => Err(e.shifted_by(start + 1)),
        Err(e) => Err(e.with_position(start..reader.at())),
    }
}

/// A CIDR, with its text if that is not canonical.
pub(super) fn sent_cidr((masked, text): (MaskedCidr, Cow<'_, str>)) -> SentCidr {
    let cidr = masked.cidr;
    let canonical = !masked.masked && cidr.to_string() == text;
    SentCidr { cidr, as_sent: (!canonical).then(|| text.into_owned()) }
}

/// The value of a required field, or the error of its absence.
pub(super) fn required<T>(value: Option<T>, field: &'static str, object: Range<usize>) -> Result<T, Error> {
    value.ok_or_else(|| Error::new(ErrorKind::EnvelopeFieldMissing { field }, object))
}

/// Unknown fields, borrowed from the input.
#[derive(Debug, Default)]
pub(super) struct UnknownFields<'a> {
    fields: Vec<(String, &'a str)>,
}

impl<'a> UnknownFields<'a> {
    /// Checks the next value and keeps its text.
    pub(super) fn keep(&mut self, reader: &mut JsonReader<'a>, key: &str) -> Result<(), Error> {
        let raw = reader.raw()?;
        self.add(key, raw);
        Ok(())
    }

    /// The text of a field that was kept.
    pub(super) fn get(&self, key: &str) -> Option<&'a str> {
        self.fields.iter().find(|(kept, _)| kept == key).map(|(_, raw)| *raw)
    }

    pub(super) fn is_empty(&self) -> bool {
        self.fields.is_empty()
    }

    pub(super) fn add(&mut self, key: &str, raw: &'a str) {
        self.fields.push((key.to_owned(), raw));
    }

    /// Refuses a field that is both inside `extra` and outside it.
    pub(super) fn refuse_repeated(&self, object: &Range<usize>) -> Result<(), Error> {
        let key = |place: usize| self.fields.get(place).map_or("", |(key, _)| key);
        match sort::first_repeated(self.fields.len(), &key).and_then(|place| self.fields.get(place)) {
            Some((key, _)) => {
                Err(Error::new(ErrorKind::JsonDuplicateKey { key: key.clone() }, object.clone()))
            }
            None => Ok(()),
        }
    }

    pub(super) fn into_extra(self) -> Extra {
        self.fields.into_iter().map(|(key, raw)| (key, raw.to_owned())).collect()
    }
}
