//! The error type of the crate: what is wrong, where, and what to do, under a stable code.

#[cfg(feature = "calls")]
mod finding;
mod format;
mod kind;
mod messages;
#[cfg(feature = "planner")]
mod refusal;

use alloc::boxed::Box;
use alloc::string::String;
#[cfg(feature = "calls")]
pub use finding::{Basis, Finding, Severity};
pub use kind::{CharacterHint, ErrorKind};
#[cfg(feature = "planner")]
pub use refusal::Refusal;

#[cfg(feature = "calls")]
use crate::fmt::push_quoted;
use core::fmt;
use core::ops::Range;

/// What is wrong, where in the input, and, for JSON, at which value.
///
/// It is one pointer wide, so that results that carry it stay small where nothing is wrong.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Error(Box<ErrorDetails>);

#[derive(Debug, Clone, PartialEq, Eq)]
struct ErrorDetails {
    kind: ErrorKind,
    at: Range<usize>,
    pointer: Option<String>,
    cure: Option<String>,
}

impl Error {
    #[cold]
    pub(crate) fn new(kind: ErrorKind, at: Range<usize>) -> Self {
        Self(Box::new(ErrorDetails { kind, at, pointer: None, cure: None }))
    }

    /// What is wrong.
    #[must_use]
    pub fn kind(&self) -> &ErrorKind {
        &self.0.kind
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
        self.0.kind.help_with(self.cure())
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
    #[cfg(feature = "planner")]
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
        f.write_str(&self.0.kind.message())
    }
}

impl core::error::Error for Error {}

/// Displays input as [`push_quoted`] writes it.
#[cfg(feature = "calls")]
pub(crate) struct Quoted<'a>(pub(crate) &'a str);

#[cfg(feature = "calls")]
impl fmt::Display for Quoted<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut text = String::new();
        push_quoted(&mut text, self.0);
        f.write_str(&text)
    }
}
