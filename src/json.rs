//! A strict pull reader for JSON text (RFC 8259) that reports the position of every value.
//!
//! An answer that decides which service gets traffic must be refused on a duplicate key at any depth, with a byte
//! position and a JSON pointer, and a list of bindings is read without building a tree; no existing reader does both. A
//! differential test compares it with `serde_json`.

mod duplicate_keys;
mod error;
mod number;
mod string;
pub(crate) mod writer;

use crate::error::{Error, ErrorKind};
use core::ops::Range;
use duplicate_keys::KeySet;

/// Limits on the input.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct ReadLimits {
    /// Largest input, in bytes.
    pub max_bytes: usize,
    /// Deepest nesting of arrays and objects.
    pub max_depth: usize,
}

impl Default for ReadLimits {
    /// 256 MiB, which is a million bindings, and 64 levels; the API uses five.
    fn default() -> Self {
        Self { max_bytes: 256 << 20, max_depth: 64 }
    }
}

impl ReadLimits {
    /// For a list of bindings, whose text is kept with a few words for each binding: 512 MiB, which is three million
    /// bindings with all their fields.
    #[must_use]
    pub fn of_lists() -> Self {
        Self { max_bytes: 512 << 20, ..Self::default() }
    }
}

/// The type of a value.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum JsonType {
    Object,
    Array,
    String,
    Number,
    Boolean,
    Null,
}

impl JsonType {
    pub(crate) fn name(self) -> &'static str {
        match self {
            Self::Object => "an object",
            Self::Array => "an array",
            Self::String => "a string",
            Self::Number => "a number",
            Self::Boolean => "a boolean",
            Self::Null => "null",
        }
    }
}

/// True for big-endian UTF-16, false for little-endian: by its byte order mark, or where the first two characters are
/// ASCII, as in every JSON text and every list of addresses. `None` for anything else. O(1)
pub(crate) fn utf16_order(bytes: &[u8]) -> Option<bool> {
    match *bytes {
        [0xfe, 0xff, ..] | [0, 1..=0x7f, 0, 1..=0x7f, ..] => Some(true),
        [0xff, 0xfe, ..] | [1..=0x7f, 0, 1..=0x7f, 0, ..] => Some(false),
        _ => None,
    }
}

/// A reader at a position of a text that is valid UTF-8.
#[derive(Debug, Clone, Copy)]
pub(crate) struct JsonReader<'a> {
    text: &'a str,
    at: usize,
    depth: usize,
    max_depth: usize,
}

/// The callback for each entry of an object. A trait object, so that the loop is compiled once instead of once for each
/// caller: a third of the size, for an indirect call for each key.
pub(crate) type OnEntry<'f, 'a> = &'f mut dyn FnMut(&mut JsonReader<'a>, &str) -> Result<(), Error>;

/// The callback for each element of an array.
pub(crate) type OnElement<'f, 'a> = &'f mut dyn FnMut(&mut JsonReader<'a>) -> Result<(), Error>;

impl<'a> JsonReader<'a> {
    /// Starts at the first value. A byte order mark is skipped, as RFC 8259 section 8.1 allows: editors save files with
    /// one.
    pub(crate) fn new(bytes: &'a [u8], limits: ReadLimits) -> Result<Self, Error> {
        let all = 0..bytes.len();
        if bytes.len() > limits.max_bytes {
            let kind = ErrorKind::JsonTooLarge { size: bytes.len(), max: limits.max_bytes };
            return Err(Error::new(kind, all).in_json());
        }
        if utf16_order(bytes).is_some() {
            return Err(Error::new(ErrorKind::JsonUtf16, 0..bytes.len().min(2)).in_json());
        }
        let text = core::str::from_utf8(bytes).map_err(|e| {
            let start = e.valid_up_to();
            Error::new(ErrorKind::JsonInvalidUtf8, start..start + e.error_len().unwrap_or(1)).in_json()
        })?;
        let at = if text.starts_with('\u{feff}') { '\u{feff}'.len_utf8() } else { 0 };
        let mut reader = Self { text, at, depth: 0, max_depth: limits.max_depth };
        match reader.peek() {
            None => Err(Error::new(ErrorKind::JsonEmpty, all).in_json()),
            Some(b'{' | b'[' | b'"' | b'-' | b'0'..=b'9' | b't' | b'f' | b'n') => Ok(reader),
            Some(_) => {
                let start = reader.rest().chars().take(16).collect();
                Err(reader.error(ErrorKind::JsonNotJson { start }).in_json())
            }
        }
    }

    /// Checks that only white space is left.
    pub(crate) fn end(mut self) -> Result<(), Error> {
        match self.peek() {
            None => Ok(()),
            Some(_) => Err(Error::new(ErrorKind::JsonTrailingText, self.at..self.text.len()).in_json()),
        }
    }

    /// True where the rest of the text contains a name with a `y`: a fast negative answer before a full read.
    ///
    /// It searches for the `y` alone, since the search of the standard library for a text is two kilobytes of wasm. No field
    /// of a binding has one; underscores, of which each has several, made reading a list a quarter slower.
    pub(crate) fn mentions(&self, name: &str) -> bool {
        let (text, (head, tail)) = (self.rest(), name.split_once('y').unwrap_or((name, "")));
        let is_name = |at: usize| {
            let (before, after) = (text.get(..at), text.get(at + 1..));
            before.is_some_and(|text| text.ends_with(head))
                && after.is_some_and(|text| text.starts_with(tail))
        };
        text.match_indices('y').any(|(at, _)| is_name(at))
    }

    /// The position in bytes.
    pub(crate) fn at(&self) -> usize {
        self.at
    }

    fn rest(&self) -> &'a str {
        self.text.get(self.at..).unwrap_or_default()
    }

    #[expect(clippy::inline_always, reason = "a call for each byte is a third of the time at opt-level z")]
    #[inline(always)]
    fn byte(&self) -> Option<u8> {
        self.text.as_bytes().get(self.at).copied()
    }

    /// An error about the character at the position.
    fn error(&self, kind: ErrorKind) -> Error {
        let width = self.rest().chars().next().map_or(0, char::len_utf8);
        Error::new(kind, self.at..self.at + width)
    }

    /// The error for anything other than `expected` at the position.
    fn unexpected(&self, expected: &'static str) -> Error {
        match self.rest().chars().next() {
            Some(found) => self.error(ErrorKind::JsonUnexpectedCharacter { found, expected }),
            None => self.error(ErrorKind::JsonTruncated),
        }
    }

    /// Skips white space and returns the next byte.
    #[expect(
        clippy::inline_always,
        reason = "usually there is no white space, and then this is a comparison"
    )]
    #[inline(always)]
    fn peek(&mut self) -> Option<u8> {
        match self.byte() {
            Some(byte) if byte > b' ' => Some(byte),
            _ => self.skip_space_and_peek(),
        }
    }

    #[inline(never)]
    fn skip_space_and_peek(&mut self) -> Option<u8> {
        loop {
            match self.byte() {
                Some(b' ' | b'\n' | b'\r' | b'\t') => self.at += 1,
                other => return other,
            }
        }
    }

    fn expect(&mut self, byte: u8, expected: &'static str) -> Result<(), Error> {
        if self.peek() == Some(byte) {
            self.at += 1;
            Ok(())
        } else {
            Err(self.unexpected(expected))
        }
    }

    /// The type of the next value.
    pub(crate) fn kind(&mut self) -> Result<JsonType, Error> {
        match self.peek() {
            Some(b'{') => Ok(JsonType::Object),
            Some(b'[') => Ok(JsonType::Array),
            Some(b'"') => Ok(JsonType::String),
            Some(b'-' | b'0'..=b'9') => Ok(JsonType::Number),
            Some(b't' | b'f') => Ok(JsonType::Boolean),
            Some(b'n') => Ok(JsonType::Null),
            _ => Err(self.unexpected("a value")),
        }
    }

    /// Refuses a value of another type than `kind`.
    pub(crate) fn require(&mut self, kind: JsonType) -> Result<(), Error> {
        let found = self.kind()?;
        if found == kind {
            return Ok(());
        }
        let kind = ErrorKind::EnvelopeWrongType { expected: kind.name(), found: found.name() };
        Err(self.error(kind))
    }

    /// Reads an object. Calls `entry` with each key and the reader before the value.
    pub(crate) fn object(&mut self, entry: OnEntry<'_, 'a>) -> Result<(), Error> {
        self.require(JsonType::Object)?;
        self.descend()?;
        let mut seen = KeySet::default();
        if self.peek() == Some(b'}') {
            return self.ascend();
        }
        loop {
            if self.peek() != Some(b'"') {
                return Err(self.unexpected("a key in double quotes"));
            }
            let start = self.at;
            let key = self.string()?;
            if !seen.insert(&key, start..self.at) {
                return Err(duplicate_keys::duplicate_key(&key, start..self.at));
            }
            self.expect(b':', "a colon").map_err(|e| e.within(&key))?;
            entry(self, &key).map_err(|e| e.within(&key))?;
            match self.peek() {
                Some(b',') => self.at += 1,
                Some(b'}') => {
                    seen.finish()?;
                    return self.ascend();
                }
                _ => return Err(self.unexpected("a comma or `}`")),
            }
        }
    }

    /// Reads an array. Calls `element` with the reader before each value.
    pub(crate) fn array(&mut self, element: OnElement<'_, 'a>) -> Result<(), Error> {
        self.require(JsonType::Array)?;
        self.descend()?;
        if self.peek() == Some(b']') {
            return self.ascend();
        }
        let mut index = 0usize;
        loop {
            element(self).map_err(|e| e.within(&index.to_string()))?;
            index += 1;
            match self.peek() {
                Some(b',') => self.at += 1,
                Some(b']') => return self.ascend(),
                _ => return Err(self.unexpected("a comma or `]`")),
            }
        }
    }

    fn descend(&mut self) -> Result<(), Error> {
        if self.depth == self.max_depth {
            return Err(self.error(ErrorKind::JsonTooDeep { max: self.max_depth }));
        }
        self.depth += 1;
        self.at += 1;
        Ok(())
    }

    #[expect(clippy::unnecessary_wraps, reason = "it ends every container, where a Result is returned")]
    fn ascend(&mut self) -> Result<(), Error> {
        self.depth -= 1;
        self.at += 1;
        Ok(())
    }

    /// Reads `true` or `false`.
    pub(crate) fn boolean(&mut self) -> Result<bool, Error> {
        self.require(JsonType::Boolean)?;
        let value = self.byte() == Some(b't');
        self.literal(if value { "true" } else { "false" })?;
        Ok(value)
    }

    /// Skips `null`; false where the next value is not null.
    pub(crate) fn null(&mut self) -> Result<bool, Error> {
        if self.kind()? != JsonType::Null {
            return Ok(false);
        }
        self.literal("null")?;
        Ok(true)
    }

    fn literal(&mut self, word: &'static str) -> Result<(), Error> {
        for expected in word.bytes() {
            if self.byte() != Some(expected) {
                return Err(self.unexpected("`true`, `false` or `null`"));
            }
            self.at += 1;
        }
        Ok(())
    }

    /// Checks the next value and skips it.
    pub(crate) fn skip(&mut self) -> Result<(), Error> {
        match self.kind()? {
            JsonType::Object => self.object(&mut |reader, _| reader.skip()),
            JsonType::Array => self.array(&mut Self::skip),
            JsonType::String => self.string().map(drop),
            JsonType::Number => self.number().map(drop),
            JsonType::Boolean => self.boolean().map(drop),
            JsonType::Null => self.null().map(drop),
        }
    }

    /// Checks the next value and returns its text.
    pub(crate) fn raw(&mut self) -> Result<&'a str, Error> {
        self.kind()?;
        let start = self.at;
        self.skip()?;
        Ok(self.slice(start..self.at))
    }

    /// The whole text and the position in it, for a caller that reads the next value by itself; `None` where a value
    /// with that many `levels` would be nested too deep.
    pub(crate) fn ahead(&self, levels: usize) -> Option<(&'a [u8], usize)> {
        let is_allowed = self.max_depth.saturating_sub(self.depth) >= levels;
        is_allowed.then_some((self.text.as_bytes(), self.at))
    }

    /// Continues at `end`, after a value that the caller has read.
    pub(crate) fn skip_to(&mut self, end: usize) {
        self.at = end;
    }

    pub(crate) fn slice(&self, range: Range<usize>) -> &'a str {
        self.text.get(range).unwrap_or_default()
    }
}
