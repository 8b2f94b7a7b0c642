//! Which separator a CSV file has.

use super::columns::names_columns;
use super::rows::{CsvField, CsvRows};
use super::target::TargetFormat;
use crate::error::{Error, ListErrorKind};
use crate::fmt::Quoted;

/// The separators that spreadsheets write.
const SEPARATORS: [u8; 4] = [b',', b';', b'\t', b'|'];

/// The rows of a file. A first line `sep=X`, which Excel reads and writes, decides. Otherwise the separator is the one
/// with which the first row names columns or starts with addresses; without one, the comma. O(first row).
///
/// # Errors
///
/// `csv-separator`.
pub(super) fn rows(bytes: &[u8]) -> Result<CsvRows<'_>, Error> {
    let mut start = CsvRows::new(bytes, 0, b',');
    start.skip_to_content();
    let at = start.at();
    let first = bytes.get(at..).unwrap_or_default();
    let line = first.split(|byte| matches!(byte, b'\n' | b'\r')).next().unwrap_or_default();
    if let Some(separator) = declared(line) {
        let found = SEPARATORS.into_iter().find(|known| separator == [*known]);
        return found.map(|found| CsvRows::new(bytes, at + line.len(), found)).ok_or_else(|| {
            let found = String::from_utf8_lossy(separator);
            let reason = format!("`sep=` names {}", Quoted(&found));
            Error::new(ListErrorKind::CsvSeparator { reason }, at..at + line.len())
        });
    }
    let mut fields = Vec::new();
    let found = SEPARATORS.into_iter().filter(|separator| {
        let row = CsvRows::new(bytes, at, *separator).next(&mut fields);
        matches!(row, Ok(Some(_))) && fields.len() > 1 && is_first_row(&fields)
    });
    let found: Vec<_> = found.collect();
    match found.as_slice() {
        [] => Ok(CsvRows::new(bytes, at, b',')),
        [one] => Ok(CsvRows::new(bytes, at, *one)),
        _ => {
            let reason = "the first row can be read with more than one separator".to_owned();
            Err(Error::new(ListErrorKind::CsvSeparator { reason }, at..at + line.len()))
        }
    }
}

/// The separator in a line `sep=X`, which may be quoted.
fn declared(line: &[u8]) -> Option<&[u8]> {
    // A tab after the sign is the separator, so the line is not trimmed.
    let line = line.strip_prefix(b"\"").and_then(|line| line.strip_suffix(b"\"")).unwrap_or(line);
    let (name, separator) = line.split_at_checked(4)?;
    name.eq_ignore_ascii_case(b"sep=").then_some(separator)
}

/// True where a row names columns, or starts with addresses.
fn is_first_row(fields: &[CsvField<'_>]) -> bool {
    let first = fields.first().and_then(|field| field.text().ok());
    names_columns(fields) || first.is_some_and(|text| TargetFormat::Any.parse(text).is_ok())
}
