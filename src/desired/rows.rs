//! The rows of a CSV file: RFC 4180 with the separators, line ends and empty rows that spreadsheets write.

use crate::error::{Error, ListErrorKind};
use csv_core::{ReadFieldResult, Reader, ReaderBuilder};
use std::borrow::Cow;
use std::ops::Range;

/// A field without its quotes, and the position of its text in the file.
#[derive(Debug, Clone)]
pub(super) struct CsvField<'a> {
    pub(super) bytes: Cow<'a, [u8]>,
    pub(super) at: Range<usize>,
}

impl CsvField<'_> {
    /// Its text.
    ///
    /// # Errors
    ///
    /// `csv-not-utf8`, with the position in the file.
    pub(super) fn text(&self) -> Result<&str, Error> {
        std::str::from_utf8(&self.bytes).map_err(|error| {
            let start = error.valid_up_to();
            let byte = self.bytes.get(start).copied().unwrap_or_default();
            let at = if self.is_plain() {
                self.at.start + start..self.at.start + start + 1
            } else {
                self.at.clone()
            };
            Error::new(ListErrorKind::CsvNotUtf8 { byte }, at)
        })
    }

    /// True where the field is in the file as it is.
    pub(super) fn is_plain(&self) -> bool {
        matches!(self.bytes, Cow::Borrowed(_))
    }
}

/// A row.
#[derive(Debug, Clone)]
pub(super) struct CsvRow {
    pub(super) at: Range<usize>,
    /// False for the last row of a file that does not end in a line end.
    pub(super) is_ended: bool,
}

/// Reads a file row by row.
pub(super) struct CsvRows<'a> {
    bytes: &'a [u8],
    at: usize,
    separator: u8,
    reader: Reader,
    buffer: Vec<u8>,
}

const BYTE_ORDER_MARK: &[u8] = "\u{feff}".as_bytes();

impl<'a> CsvRows<'a> {
    /// Starts at a position.
    pub(super) fn new(bytes: &'a [u8], at: usize, separator: u8) -> Self {
        let reader = ReaderBuilder::new().delimiter(separator).build();
        Self { bytes, at, separator, reader, buffer: vec![0; 256] }
    }

    /// Reads the next row into `fields`; `None` at the end. Comments, which start with `#`, blank lines, and rows in
    /// which every field is empty are skipped. O(row).
    ///
    /// # Errors
    ///
    /// `csv-quote`.
    pub(super) fn next(&mut self, fields: &mut Vec<CsvField<'a>>) -> Result<Option<CsvRow>, Error> {
        while self.skip_to_content() {
            fields.clear();
            let is_tab = self.separator == b'\t';
            let start = self.at;
            self.reader.reset();
            loop {
                self.skip(|byte| byte == b' ' || byte == b'\t' && !is_tab);
                let (field, is_last) = self.field()?;
                fields.push(field);
                if is_last {
                    break;
                }
            }
            if fields.iter().any(|field| !field.bytes.is_empty()) {
                let is_ended = matches!(self.before(), Some(b'\n' | b'\r'));
                let end = self.at - usize::from(is_ended);
                let row = self.bytes.get(start..end).unwrap_or_default().trim_ascii_end();
                return Ok(Some(CsvRow { at: start..start + row.len(), is_ended }));
            }
        }
        Ok(None)
    }

    /// Goes to the next line that is neither blank nor a comment; false at the end.
    pub(super) fn skip_to_content(&mut self) -> bool {
        loop {
            let is_tab = self.separator == b'\t';
            self.skip(|byte| byte.is_ascii_whitespace() && !(byte == b'\t' && is_tab));
            let rest = self.rest();
            if rest.starts_with(BYTE_ORDER_MARK) {
                self.at += BYTE_ORDER_MARK.len();
            } else if rest.first() == Some(&b'#') {
                self.skip(|byte| !matches!(byte, b'\n' | b'\r'));
            } else {
                return !rest.is_empty();
            }
        }
    }

    /// The position of the next byte.
    pub(super) fn at(&self) -> usize {
        self.at
    }

    fn rest(&self) -> &'a [u8] {
        self.bytes.get(self.at..).unwrap_or_default()
    }

    fn before(&self) -> Option<u8> {
        self.bytes.get(self.at.checked_sub(1)?).copied()
    }

    fn skip(&mut self, skipped: impl Fn(u8) -> bool) {
        let rest = self.rest();
        self.at += rest.iter().position(|byte| !skipped(*byte)).unwrap_or(rest.len());
    }

    /// Reads a field, and whether it is the last one of its row.
    fn field(&mut self) -> Result<(CsvField<'a>, bool), Error> {
        let start = self.at;
        let mut length = 0;
        let (is_last, is_ended) = loop {
            let rest = self.rest();
            let output = self.buffer.get_mut(length..).unwrap_or_default();
            let (result, read, written) = self.reader.read_field(rest, output);
            self.at += read;
            length += written;
            match result {
                ReadFieldResult::InputEmpty => {}
                ReadFieldResult::OutputFull => self.buffer.resize(self.buffer.len() * 2, 0),
                // At the end of the file, no byte ends the field.
                ReadFieldResult::Field { record_end } => break (record_end, read > 0),
                ReadFieldResult::End => break (true, false),
            }
        };
        let end = self.at - usize::from(is_ended);
        let raw = self.bytes.get(start..end).unwrap_or_default();
        let value = self.buffer.get(..length).unwrap_or_default();
        let blanks = raw.len() - raw.trim_ascii_end().len();
        let value = value.get(..value.len().saturating_sub(blanks)).unwrap_or_default();
        let raw = raw.trim_ascii_end();
        if raw.first() != Some(&b'"') {
            return Ok((CsvField { bytes: Cow::Borrowed(raw), at: start..start + raw.len() }, is_last));
        }
        let inside = raw.get(1..raw.len() - 1).filter(|_| raw.len() > 1 && raw.last() == Some(&b'"'));
        // The library accepts a quote that is not closed, and text after a closing one.
        let inside = inside.filter(|inside| is_quoted_form(inside, value));
        let Some(inside) = inside else {
            return Err(Error::new(ListErrorKind::CsvQuote, start..start + raw.len()));
        };
        let bytes =
            if inside.len() == value.len() { Cow::Borrowed(inside) } else { Cow::Owned(value.to_vec()) };
        Ok((CsvField { bytes, at: start + 1..start + 1 + inside.len() }, is_last))
    }
}

/// True where `inside` is `value` with every quote doubled.
fn is_quoted_form(inside: &[u8], value: &[u8]) -> bool {
    let doubled = value.iter().flat_map(|&byte| std::iter::repeat_n(byte, 1 + usize::from(byte == b'"')));
    doubled.eq(inside.iter().copied())
}
