//! Strings: borrowed where nothing is escaped.

use super::{Kind, Reader};
use crate::error::{Error, ErrorKind};
use std::borrow::Cow;

/// True in some byte of the result where `word` has a quote, a backslash or a control character there.
/// The usual trick with borrows: exact up to the first hit, which is all that is asked of it.
fn special(word: u64) -> u64 {
    const ONES: u64 = 0x0101_0101_0101_0101;
    const HIGH: u64 = 0x8080_8080_8080_8080;
    let zero = |x: u64| x.wrapping_sub(ONES) & !x & HIGH;
    let control = word.wrapping_sub(ONES * 0x20) & !word & HIGH;
    zero(word ^ (ONES * u64::from(b'"'))) | zero(word ^ (ONES * u64::from(b'\\'))) | control
}

impl<'a> Reader<'a> {
    /// Reads a string.
    pub(crate) fn string(&mut self) -> Result<Cow<'a, str>, Error> {
        if self.peek() != Some(b'"') {
            self.require(Kind::String)?;
        }
        self.at += 1;
        let start = self.at;
        self.plain();
        if self.byte() == Some(b'"') {
            let text = self.slice(start..self.at);
            self.at += 1;
            return Ok(Cow::Borrowed(text));
        }
        let mut text = String::from(self.slice(start..self.at));
        loop {
            match self.byte() {
                Some(b'"') => {
                    self.at += 1;
                    return Ok(Cow::Owned(text));
                }
                Some(b'\\') => text.push(self.escape()?),
                Some(_) => return Err(self.error(ErrorKind::JsonInvalidString)),
                None => return Err(self.error(ErrorKind::JsonTruncated)),
            }
            let start = self.at;
            self.plain();
            text.push_str(self.slice(start..self.at));
        }
    }

    /// Moves to the next quote, backslash or control character, or to the end.
    fn plain(&mut self) {
        let bytes = self.text.as_bytes();
        while let Some(chunk) = bytes.get(self.at..).and_then(<[u8]>::first_chunk::<8>) {
            let hits = special(u64::from_le_bytes(*chunk));
            if hits != 0 {
                self.at += (hits.trailing_zeros() / 8) as usize;
                return;
            }
            self.at += 8;
        }
        while let Some(byte) = self.byte() {
            if byte == b'"' || byte == b'\\' || byte < 0x20 {
                return;
            }
            self.at += 1;
        }
    }

    /// Reads one escape, both halves where it is a surrogate pair.
    fn escape(&mut self) -> Result<char, Error> {
        let start = self.at;
        self.at += 1;
        let Some(letter) = self.byte() else { return Err(self.error(ErrorKind::JsonTruncated)) };
        let plain = match letter {
            b'"' => '"',
            b'\\' => '\\',
            b'/' => '/',
            b'b' => '\u{8}',
            b'f' => '\u{c}',
            b'n' => '\n',
            b'r' => '\r',
            b't' => '\t',
            b'u' => return self.unicode(start),
            _ => return Err(self.error(ErrorKind::JsonInvalidString)),
        };
        self.at += 1;
        Ok(plain)
    }

    fn unicode(&mut self, start: usize) -> Result<char, Error> {
        let first = self.hex4()?;
        if let Some(c) = char::from_u32(first) {
            return Ok(c);
        }
        #[cfg(feature = "calls")]
        if self.lossy {
            return Ok(char::REPLACEMENT_CHARACTER);
        }
        let lone = |at: usize| Error::new(ErrorKind::JsonLoneSurrogate, start..at);
        if !(0xd800..0xdc00).contains(&first) || !self.rest().starts_with("\\u") {
            return Err(lone(self.at));
        }
        self.at += 1;
        let second = self.hex4()?;
        if !(0xdc00..0xe000).contains(&second) {
            return Err(lone(self.at));
        }
        char::from_u32(0x1_0000 + ((first - 0xd800) << 10) + (second - 0xdc00)).ok_or_else(|| lone(self.at))
    }

    /// Reads the `u` of an escape and its four digits.
    fn hex4(&mut self) -> Result<u32, Error> {
        let mut value = 0;
        for _ in 0..4 {
            self.at += 1;
            match self.byte().map(|b| char::from(b).to_digit(16)) {
                Some(Some(digit)) => value = value * 16 + digit,
                Some(None) => return Err(self.error(ErrorKind::JsonInvalidString)),
                None => return Err(self.error(ErrorKind::JsonTruncated)),
            }
        }
        self.at += 1;
        Ok(value)
    }
}

#[cfg(test)]
mod tests {
    use super::special;

    #[test]
    fn the_first_special_byte_of_a_word_is_found_at_every_place_and_value() {
        for place in 0..8 {
            for value in 0..=255u8 {
                let mut bytes = [b'a', 0xc3, 0xa9, b'!', b'#', 0x7f, 0x80, 0xff];
                bytes[place] = value;
                let expected = bytes.iter().position(|&b| b == b'"' || b == b'\\' || b < 0x20);
                let hits = special(u64::from_le_bytes(bytes));
                let found = (hits != 0).then(|| (hits.trailing_zeros() / 8) as usize);
                assert_eq!(found, expected, "{bytes:x?}");
            }
        }
    }
}
