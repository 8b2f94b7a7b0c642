//! The error type of the crate: what is wrong, where, and what to do, under a stable code.

mod declare;
mod kind;
mod list_kind;
mod snapshot_kind;

pub(crate) use kind::{CharacterHint, ErrorKind};
pub(crate) use list_kind::ListErrorKind;
pub(crate) use snapshot_kind::SnapshotErrorKind;

use crate::fmt::Quoted;
use core::fmt;
use core::ops::Range;
use declare::Kind;

/// What is wrong, where in the input, and, for JSON, at which value.
///
/// It is one pointer wide, so that results that carry it stay small where nothing is wrong.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Error(Box<ErrorDetails>);

#[derive(Debug, Clone, PartialEq, Eq)]
struct ErrorDetails {
    code: &'static str,
    message: String,
    help: String,
    at: Range<usize>,
    pointer: Option<String>,
    cure: Option<String>,
}

impl Error {
    /// Every code. Append only.
    #[must_use]
    pub fn codes() -> Vec<&'static str> {
        [ErrorKind::CODES, ListErrorKind::CODES, SnapshotErrorKind::CODES].concat()
    }

    // The texts are written at once: an enum of all kinds would keep all texts in every wasm.
    #[cold]
    #[expect(clippy::needless_pass_by_value, reason = "the error takes the place of its kind")]
    pub(crate) fn new(kind: impl Kind, at: Range<usize>) -> Self {
        let (code, mut message, mut help) = (kind.code(), String::new(), String::new());
        kind.texts(&mut |what, cure| (message, help) = (what.to_string(), cure.to_string()));
        Self(Box::new(ErrorDetails { code, message, help, at, pointer: None, cure: None }))
    }

    /// The stable code: match on this, never on the message.
    #[must_use]
    pub fn code(&self) -> &'static str {
        self.0.code
    }

    /// Where, in bytes from the start of the input.
    #[must_use]
    pub fn at(&self) -> Range<usize> {
        self.0.at.clone()
    }

    /// JSON pointer (RFC 6901) of the value that is wrong; `None` where the input was not JSON.
    #[must_use]
    pub fn pointer(&self) -> Option<&str> {
        self.0.pointer.as_deref()
    }

    /// A text that would be accepted instead and means the same; `None` where there is none, or more than one.
    #[must_use]
    pub fn cure(&self) -> Option<&str> {
        self.0.cure.as_deref()
    }

    /// What to do, as one line.
    #[must_use]
    pub fn help(&self) -> String {
        let Some(cure) = self.cure().map(Quoted) else { return self.0.help.clone() };
        match self.0.code {
            "host-bits-set" => format!("did you mean {cure}?"),
            "octet-leading-zero" => format!("write {cure} if you mean decimal"),
            "ipv4-mapped" => format!("write the IPv4 form, {cure}"),
            _ => format!("write {cure}"),
        }
    }

    /// Replaces the text that would be accepted: the error of a part becomes the error of the whole.
    #[must_use]
    pub(crate) fn with_cure(mut self, cure: Option<String>) -> Self {
        self.0.cure = cure;
        self
    }

    /// Moves the position by `offset` bytes: the input was a part of a larger one.
    #[must_use]
    pub(crate) fn shifted_by(mut self, offset: usize) -> Self {
        let Range { start, end } = self.0.at;
        self.0.at = start.saturating_add(offset)..end.saturating_add(offset);
        self
    }

    /// Replaces the position, where the error of a part becomes the error of the whole.
    #[must_use]
    pub(crate) fn with_position(mut self, at: Range<usize>) -> Self {
        self.0.at = at;
        self
    }

    /// Adds `segment` to the front of the pointer: each container calls this once on the way out.
    #[must_use]
    #[cold]
    pub(crate) fn within(mut self, segment: &str) -> Self {
        let mut pointer = String::from("/");
        for c in segment.chars() {
            match c {
                '~' => pointer.push_str("~0"),
                '/' => pointer.push_str("~1"),
                c => pointer.push(c),
            }
        }
        pointer.push_str(self.0.pointer.as_deref().unwrap_or_default());
        self.0.pointer = Some(pointer);
        self
    }

    /// Replaces the pointer.
    #[must_use]
    pub(crate) fn with_pointer(mut self, pointer: Option<String>) -> Self {
        self.0.pointer = pointer;
        self
    }

    /// Marks the error as one of a JSON input, so that it has a pointer even at the top level.
    #[must_use]
    pub(crate) fn in_json(mut self) -> Self {
        self.0.pointer.get_or_insert_default();
        self
    }
}

impl fmt::Display for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0.message)
    }
}

impl core::error::Error for Error {}
