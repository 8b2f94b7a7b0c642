//! Writes compact JSON text; parts of the input pass through unchanged.

use super::{JsonReader, JsonType, ReadLimits};
use std::collections::BTreeMap;
use std::fmt::Write as _;

/// Writes members of an object: each name with its JSON.
type WriteMembers = fn(&mut JsonWriter, &[(String, String)]);

/// A JSON text under construction; nesting follows from the callbacks of the caller.
#[derive(Debug, Default)]
pub(crate) struct JsonWriter {
    out: String,
    wire: bool,
    line: bool,
    /// Writes unknown members in canonical form. A pointer, so that only builds that write snapshots contain it.
    canonical: Option<WriteMembers>,
}

impl JsonWriter {
    /// A writer that uses the API's names. Others write `service_id` as `serviceId`.
    pub(crate) fn for_wire() -> Self {
        Self { wire: true, ..Self::default() }
    }

    /// A writer of the canonical form, with the API's names.
    pub(crate) fn for_canonical() -> Self {
        Self { canonical: Some(Self::canonical_members), ..Self::for_wire() }
    }

    /// An empty writer of the same form.
    pub(crate) fn same_form(&self) -> Self {
        Self { wire: self.wire, canonical: self.canonical, ..Self::default() }
    }

    /// True where it uses the names and the structure of the API.
    pub(crate) fn is_wire(&self) -> bool {
        self.wire
    }

    /// Starts a new line before the next value or bracket.
    pub(crate) fn break_line(&mut self) {
        self.line = true;
    }

    fn start_line(&mut self) {
        if core::mem::take(&mut self.line) {
            self.out.push('\n');
        }
    }

    pub(crate) fn finish(self) -> String {
        self.out
    }

    /// Writes a comma where one is due.
    fn separate(&mut self) {
        if !matches!(self.out.as_bytes().last(), None | Some(b'{' | b'[' | b':')) {
            self.out.push(',');
        }
        self.start_line();
    }

    pub(crate) fn object(&mut self, body: impl FnOnce(&mut Self)) {
        self.separate();
        self.out.push('{');
        body(self);
        self.start_line();
        self.out.push('}');
    }

    pub(crate) fn array(&mut self, body: impl FnOnce(&mut Self)) {
        self.separate();
        self.out.push('[');
        body(self);
        self.start_line();
        self.out.push(']');
    }

    /// A key of this package, given in the form of the API.
    pub(crate) fn key(&mut self, key: &str) -> &mut Self {
        if self.wire || !key.contains('_') {
            return self.key_as_it_is(key);
        }
        let mut camel = String::with_capacity(key.len());
        for part in key.split('_') {
            let mut rest = part.chars();
            if !camel.is_empty() {
                camel.extend(rest.next().map(|c| c.to_ascii_uppercase()));
            }
            camel.push_str(rest.as_str());
        }
        self.key_as_it_is(&camel)
    }

    /// A key of anybody else, unchanged.
    pub(crate) fn key_as_it_is(&mut self, key: &str) -> &mut Self {
        self.string(key);
        self.out.push(':');
        self
    }

    /// Text that is valid JSON.
    pub(crate) fn raw(&mut self, json: &str) {
        self.separate();
        self.out.push_str(json);
    }

    /// A string whose characters need no escape, appended by the caller.
    pub(crate) fn plain_string(&mut self, append: impl FnOnce(&mut String)) {
        self.separate();
        self.out.push('"');
        append(&mut self.out);
        self.out.push('"');
    }

    /// Unknown members of an object, each with its JSON: in canonical form where that is the form, else in `extra`.
    pub(crate) fn extra(&mut self, members: &[(String, String)]) {
        if let Some(write) = self.canonical {
            return write(self, members);
        }
        self.key("extra").object(|w| {
            for (key, value) in members {
                w.key_as_it_is(key).raw(value);
            }
        });
    }

    fn canonical_members(&mut self, members: &[(String, String)]) {
        let members: BTreeMap<_, _> = members.iter().map(|(key, value)| (key, value)).collect();
        for (key, value) in members {
            self.key_as_it_is(key).canonical(value);
        }
    }

    /// Valid JSON in canonical form: no white space, members of objects by name, strings escaped in one way, numbers
    /// unchanged. Invalid JSON is copied unchanged; callers never pass it.
    fn canonical(&mut self, json: &str) {
        let limits = ReadLimits { max_bytes: usize::MAX, ..ReadLimits::default() };
        let read = JsonReader::new(json.as_bytes(), limits).and_then(|mut reader| match reader.kind()? {
            JsonType::Object => {
                let mut members = BTreeMap::new();
                reader.object(&mut |reader, key| {
                    members.insert(key.to_owned(), reader.raw()?);
                    Ok(())
                })?;
                self.object(|w| {
                    for (key, value) in members {
                        w.key_as_it_is(&key).canonical(value);
                    }
                });
                Ok(())
            }
            JsonType::Array => {
                let mut elements = Vec::new();
                reader.array(&mut |reader| {
                    elements.push(reader.raw()?);
                    Ok(())
                })?;
                self.array(|w| elements.into_iter().for_each(|value| w.canonical(value)));
                Ok(())
            }
            JsonType::String => {
                self.string(&reader.string()?);
                Ok(())
            }
            _ => {
                self.raw(reader.raw()?);
                Ok(())
            }
        });
        if read.is_err() {
            self.raw(json);
        }
    }

    pub(crate) fn string(&mut self, text: &str) {
        self.separate();
        self.out.push('"');
        let mut plain = 0;
        for (at, byte) in text.bytes().enumerate() {
            if byte >= b' ' && byte != b'"' && byte != b'\\' {
                continue;
            }
            self.out.push_str(text.get(plain..at).unwrap_or_default());
            plain = at + 1;
            match byte {
                b'"' => self.out.push_str("\\\""),
                b'\\' => self.out.push_str("\\\\"),
                // Writing to a string cannot fail.
                _ => _ = write!(self.out, "\\u{byte:04x}"),
            }
        }
        self.out.push_str(text.get(plain..).unwrap_or_default());
        self.out.push('"');
    }

    pub(crate) fn string_or_null(&mut self, text: Option<&str>) {
        match text {
            Some(text) => self.string(text),
            None => self.raw("null"),
        }
    }
}
