//! Strings: borrowed where nothing is escaped.

use super::{JsonReader, JsonType};
use crate::error::{Error, ErrorKind};
use byoip_lookup::json_string::end_of_plain_text;
use std::borrow::Cow;

impl<'a> JsonReader<'a> {
    /// Reads a string.
    pub(crate) fn string(&mut self) -> Result<Cow<'a, str>, Error> {
        if self.peek() != Some(b'"') {
            self.require(JsonType::String)?;
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

    /// Moves to the next quote, backslash or control character, or to the end of the text.
    fn plain(&mut self) {
        self.at = end_of_plain_text(self.text.as_bytes(), self.at);
    }

    /// Reads one escape, or both escapes of a surrogate pair.
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
    use byoip_lookup::json_string::end_of_plain_text;

    #[test]
    fn the_first_special_byte_is_found_at_every_position() {
        let text = [b'a', 0xc3, 0xa9, b'!', b'#', 0x7f, 0x80, 0xff, b'[', b']', b' ', b'~'];
        for (place, value) in (0..text.len()).flat_map(|place| (0..=255u8).map(move |value| (place, value))) {
            let mut bytes = text;
            bytes[place] = value;
            for start in 0..=bytes.len() {
                let is_special = |b: &u8| *b == b'"' || *b == b'\\' || *b < 0x20;
                let expected =
                    bytes[start..].iter().position(is_special).map_or(bytes.len(), |at| start + at);
                assert_eq!(end_of_plain_text(&bytes, start), expected, "{bytes:x?} from {start}");
            }
        }
    }
}
