//! A list of addresses and services as CSV, with two columns or with named ones.

use super::field_name::EntryField as Known;
use super::{Desired, EntryPosition, ServiceReader, TargetFormat, in_text, is_plain};
use crate::error::{Error, ErrorKind, ListErrorKind};
use crate::json::ReadLimits;
use std::borrow::Cow;
use std::ops::Range;

/// The purpose of each column.
#[derive(Debug, Clone, Copy)]
struct CsvColumns {
    target: usize,
    format: TargetFormat,
    /// The column with the id of the service, which may have a name in its place.
    service: Option<usize>,
    /// The column with the name of the service.
    name: Option<usize>,
    /// Number of columns.
    count: usize,
}

const UNNAMED: CsvColumns =
    CsvColumns { target: 0, format: TargetFormat::Any, service: Some(1), name: None, count: 2 };

/// A field and its position in the input.
type CsvField<'a> = (Cow<'a, str>, Range<usize>);

/// Reads all lines; a quoted field must end on its line.
pub(super) fn read(
    bytes: &[u8],
    mut services: ServiceReader<'_>,
    limits: ReadLimits,
    desired: &mut Desired,
) -> Result<(), Error> {
    if bytes.len() > limits.max_bytes {
        let kind = ErrorKind::JsonTooLarge { size: bytes.len(), max: limits.max_bytes };
        return Err(Error::new(kind, 0..bytes.len()));
    }
    let text = std::str::from_utf8(bytes).map_err(|e| {
        let start = e.valid_up_to();
        Error::new(ErrorKind::JsonInvalidUtf8, start..start + e.error_len().unwrap_or(1))
    })?;
    let mut columns = None;
    let mut fields = Vec::with_capacity(2);
    let (mut start, mut index) = (0, 0);
    for line in text.split_inclusive('\n') {
        let from = start;
        start += line.len();
        let line = line.trim_ascii_end();
        let whole = from..from + line.len();
        let blank = line.strip_prefix('\u{feff}').unwrap_or(line).trim_ascii_start();
        if blank.is_empty() || blank.starts_with('#') {
            continue;
        }
        read_fields(blank, from + line.len() - blank.len(), &mut fields)?;
        let Some(columns) = columns else {
            let named = named_columns(&fields, &whole)?;
            columns = Some(named.unwrap_or(UNNAMED));
            if named.is_none() {
                read_entry(desired, &mut services, &fields, UNNAMED, index, whole)?;
                index += 1;
            }
            continue;
        };
        read_entry(desired, &mut services, &fields, columns, index, whole)?;
        index += 1;
    }
    Ok(())
}

/// The columns that a first line names; `None` where it is an entry.
fn named_columns(fields: &[CsvField<'_>], line: &Range<usize>) -> Result<Option<CsvColumns>, Error> {
    let known: Vec<_> = fields.iter().map(|(text, _)| Known::named(&text.to_ascii_lowercase())).collect();
    if !known.iter().any(|known| matches!(known, Known::Service | Known::ServiceName | Known::Target(_))) {
        return Ok(None);
    }
    // The index of the only column that `wanted` accepts.
    let once = |wanted: fn(&Known) -> bool| {
        let mut found = (0..).zip(&known).filter(|(_, known)| wanted(known));
        let first = found.next();
        match found.next() {
            Some(_) => Err(Error::new(ListErrorKind::CsvColumnTwice, line.clone())),
            None => Ok(first),
        }
    };
    let target = once(|known| matches!(known, Known::Target(_)))?;
    let service = once(|known| *known == Known::Service)?;
    let name = once(|known| *known == Known::ServiceName)?.map(|(at, _)| at);
    let missing = |column| Error::new(ListErrorKind::CsvColumnMissing { column }, line.clone());
    let Some((target, Known::Target(format))) = target else { return Err(missing("target")) };
    let service = service.map(|(at, _)| at);
    if service.or(name).is_none() {
        return Err(missing("service_id"));
    }
    let unknown = fields.iter().zip(&known).find(|(_, known)| **known == Known::Unknown);
    if let Some(((text, at), _)) = unknown {
        let kind = ListErrorKind::DesiredFieldUnknown { field: text.clone().into_owned() };
        return Err(Error::new(kind, at.clone()));
    }
    Ok(Some(CsvColumns { target, format: *format, service, name, count: fields.len() }))
}

fn read_entry(
    desired: &mut Desired,
    services: &mut ServiceReader<'_>,
    fields: &[CsvField<'_>],
    columns: CsvColumns,
    index: usize,
    line: Range<usize>,
) -> Result<(), Error> {
    let count = || {
        let kind = ListErrorKind::CsvColumnCount { found: fields.len(), expected: columns.count };
        Error::new(kind, line.clone())
    };
    if fields.len() != columns.count {
        return Err(count());
    }
    let (target, at) = fields.get(columns.target).ok_or_else(count)?;
    let found = in_text(columns.format.parse(target), is_plain(target), at)?;
    let field = |column: Option<usize>| fields.get(column?).filter(|(text, _)| !text.is_empty());
    let service = match (field(columns.service), field(columns.name)) {
        (None, Some((name, at))) => in_text(services.by_name(desired, name), is_plain(name), at)?,
        (service, name) => {
            let (text, at) =
                service.or_else(|| fields.get(columns.service.or(columns.name)?)).ok_or_else(count)?;
            let service = in_text(services.by_id(desired, text), is_plain(text), at)?;
            if let Some((name, at)) = name {
                services.check_name(desired, service, name).map_err(|kind| Error::new(kind, at.clone()))?;
            }
            service
        }
    };
    desired.push(found, service, EntryPosition { at: at.clone(), index });
    Ok(())
}

/// Reads the fields of a line that starts at `start` of the input (RFC 4180, on one line), in place of those before.
fn read_fields<'a>(line: &'a str, start: usize, fields: &mut Vec<CsvField<'a>>) -> Result<(), Error> {
    fields.clear();
    let mut at = 0;
    loop {
        let rest = line.get(at..).unwrap_or_default();
        let blank = rest.len() - rest.trim_ascii_start().len();
        let rest = rest.trim_ascii_start();
        at += blank;
        let (field, length) = if let Some(quoted) = rest.strip_prefix('"') {
            unquoted(quoted)
                .ok_or_else(|| Error::new(ListErrorKind::CsvQuote, start + at..start + line.len()))?
        } else {
            let end = rest.bytes().position(|byte| byte == b',').unwrap_or(rest.len());
            let plain = rest.get(..end).unwrap_or_default();
            (Cow::Borrowed(plain.trim_ascii_end()), plain.len())
        };
        // The text of a quoted field starts one byte later.
        let inside = start + at + usize::from(rest.starts_with('"'));
        let place = inside..inside + field.len();
        fields.push((field, place));
        at += length;
        match line.as_bytes().get(at) {
            None => return Ok(()),
            Some(_) => at += 1,
        }
    }
}

/// A field without its opening quote: its text, and its length with both quotes and blanks up to the comma.
fn unquoted(rest: &str) -> Option<(Cow<'_, str>, usize)> {
    let mut from = 0;
    loop {
        let quote = from + rest.get(from..)?.find('"')?;
        if rest.as_bytes().get(quote + 1) == Some(&b'"') {
            from = quote + 2;
            continue;
        }
        let text = rest.get(..quote)?;
        let text =
            if text.contains('"') { Cow::Owned(text.replace("\"\"", "\"")) } else { Cow::Borrowed(text) };
        let after = rest.get(quote + 1..)?;
        let blank = after.len() - after.trim_ascii_start().len();
        let ends = matches!(after.as_bytes().get(blank), None | Some(b','));
        return ends.then_some((text, quote + 2 + blank));
    }
}
