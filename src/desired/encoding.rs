//! UTF-16, in which spreadsheets and editors of Windows save a file as "Unicode": read as UTF-8, with positions in the
//! file.

use crate::error::{Error, ListErrorKind};
use crate::json::utf16_order;
use std::borrow::Cow;
use std::ops::Range;

/// The text of a file as UTF-8, or bytes that may be.
pub(super) struct FileText<'a> {
    pub(super) bytes: Cow<'a, [u8]>,
}

impl<'a> FileText<'a> {
    /// Decodes UTF-16, with a byte order mark or where the first characters are ASCII. Other bytes stay as they are.
    /// O(bytes)
    ///
    /// # Errors
    ///
    /// `utf16-invalid`.
    pub(super) fn new(bytes: &'a [u8]) -> Result<Self, Error> {
        let Some(big_endian) = utf16_order(bytes) else { return Ok(Self { bytes: Cow::Borrowed(bytes) }) };
        let invalid = |unit: usize| {
            let at = unit * 2..(unit * 2 + 2).min(bytes.len());
            Error::new(ListErrorKind::Utf16Invalid, at)
        };
        let (pairs, rest) = bytes.as_chunks::<2>();
        let units = pairs
            .iter()
            .map(|pair| if big_endian { u16::from_be_bytes(*pair) } else { u16::from_le_bytes(*pair) });
        let mut text = String::with_capacity(bytes.len() / 2);
        let mut at = 0;
        for c in char::decode_utf16(units) {
            let c = c.map_err(|_| invalid(at))?;
            text.push(c);
            at += c.len_utf16();
        }
        if !rest.is_empty() {
            return Err(invalid(at));
        }
        Ok(Self { bytes: Cow::Owned(text.into_bytes()) })
    }

    /// Changes positions in the text, in ascending order, to positions in the file. O(bytes)
    pub(super) fn to_file<'p>(&self, positions: impl Iterator<Item = &'p mut Range<usize>>) {
        let Cow::Owned(text) = &self.bytes else { return };
        let (mut text_at, mut file_at) = (0, 0);
        let mut forward = |to: usize| {
            let passed = text.get(text_at..to).unwrap_or_default();
            let length = String::from_utf8_lossy(passed).chars().map(char::len_utf16).sum::<usize>() * 2;
            if to >= text_at {
                (text_at, file_at) = (to, file_at + length);
            }
            file_at
        };
        for position in positions {
            let start = forward(position.start);
            *position = start..forward(position.end);
        }
    }

    /// An error about the text as one about the file.
    pub(super) fn error_in_file(&self, error: Error) -> Error {
        let mut at = error.at();
        self.to_file(std::iter::once(&mut at));
        error.with_position(at)
    }
}

/// The lines of ascending positions, counted from 1. A line ends in CRLF, LF or CR. O(bytes)
pub(super) fn lines<'p>(bytes: &[u8], positions: impl Iterator<Item = &'p Range<usize>>) -> Vec<u32> {
    let (mut line, mut from) = (1, 0);
    let mut line_of = |at: usize| {
        let passed = bytes.get(from..at).unwrap_or_default();
        let next = passed.iter().skip(1).map(Some).chain([None]);
        let ends = passed.iter().zip(next).filter(|(byte, next)| match byte {
            b'\n' => true,
            b'\r' => *next != Some(&b'\n'),
            _ => false,
        });
        line += u32::try_from(ends.count()).unwrap_or(u32::MAX);
        from = at.max(from);
        line
    };
    positions.map(|position| line_of(position.start)).collect()
}

#[cfg(test)]
mod tests {
    use super::{FileText, lines};

    #[test]
    fn positions_in_the_text_become_positions_in_the_file() {
        let text = "\u{feff}aé𝄞z";
        for order in [u16::to_le_bytes, u16::to_be_bytes] {
            let file: Vec<u8> = text.encode_utf16().flat_map(order).collect();
            let decoded = FileText::new(&file).unwrap();
            assert_eq!(*decoded.bytes, *text.as_bytes());
            let mut positions = [3..4, 4..6, 6..10, 10..11, 11..11];
            decoded.to_file(positions.iter_mut());
            assert_eq!(positions, [2..4, 4..6, 6..10, 10..12, 12..12]);
            for cut in 3..file.len() {
                let cut_off = FileText::new(&file[..cut]);
                assert_eq!(cut_off.is_err(), cut % 2 == 1 || cut == 8, "{cut}");
            }
        }
    }

    #[test]
    fn a_line_ends_in_crlf_lf_or_cr() {
        let text = b"a\nb\r\nc\rd\r\re";
        let positions = [0..1, 2..3, 5..6, 7..8, 10..11];
        assert_eq!(lines(text, positions.iter()), [1, 2, 3, 4, 6]);
    }
}
