//! Numbers: checked against the grammar, kept as text, converted only to integers.

use super::{JsonReader, JsonType};
use crate::error::{Error, ErrorKind};

impl<'a> JsonReader<'a> {
    /// Reads a number and returns its text (RFC 8259 section 6).
    pub(crate) fn number(&mut self) -> Result<&'a str, Error> {
        self.require(JsonType::Number)?;
        let start = self.at;
        if self.byte() == Some(b'-') {
            self.at += 1;
        }
        if self.byte() == Some(b'0') {
            self.at += 1;
            if self.byte().is_some_and(|b| b.is_ascii_digit()) {
                return Err(Error::new(ErrorKind::JsonInvalidNumber, start..self.at + 1));
            }
        } else {
            self.digits()?;
        }
        if self.byte() == Some(b'.') {
            self.at += 1;
            self.digits()?;
        }
        if matches!(self.byte(), Some(b'e' | b'E')) {
            self.at += 1;
            if matches!(self.byte(), Some(b'+' | b'-')) {
                self.at += 1;
            }
            self.digits()?;
        }
        Ok(self.slice(start..self.at))
    }

    /// Skips digits, at least one.
    fn digits(&mut self) -> Result<(), Error> {
        let start = self.at;
        while self.byte().is_some_and(|b| b.is_ascii_digit()) {
            self.at += 1;
        }
        match self.byte() {
            _ if self.at > start => Ok(()),
            Some(_) => Err(self.error(ErrorKind::JsonInvalidNumber)),
            None => Err(self.error(ErrorKind::JsonTruncated)),
        }
    }

    /// Reads an integer from `min` to `max`; a fraction or an exponent is refused even if the value is whole.
    pub(crate) fn integer(&mut self, min: u64, max: u64, expected: &'static str) -> Result<u64, Error> {
        let text = self.number()?;
        match text.parse::<u64>() {
            Ok(value) if (min..=max).contains(&value) => Ok(value),
            _ => {
                let kind = ErrorKind::EnvelopeBadValue { expected, found: text.to_owned() };
                Err(Error::new(kind, self.at - text.len()..self.at))
            }
        }
    }
}
