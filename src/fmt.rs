//! Text from outside, made safe to print.

use crate::hidden::is_hidden;
use std::fmt::{self, Write as _};

/// Most characters that are quoted of a text from outside.
const MAX_QUOTED_CHARS: usize = 64;

/// Displays untrusted text on one line: hidden characters are escaped.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Escaped<'a>(pub(crate) &'a str);

impl fmt::Display for Escaped<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if self.0.bytes().all(|byte| matches!(byte, b' '..=b'~')) {
            return f.write_str(self.0);
        }
        self.0.chars().try_for_each(|c| {
            if is_hidden(c) { write!(f, "\\u{{{:x}}}", u32::from(c)) } else { f.write_char(c) }
        })
    }
}

/// Displays input in backticks: hidden characters are escaped, long text is truncated. O(1) in its
/// length.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Quoted<'a>(pub(crate) &'a str);

impl fmt::Display for Quoted<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.0.char_indices().nth(MAX_QUOTED_CHARS) {
            Some((at, _)) => write!(f, "`{}…`", Escaped(self.0.get(..at).unwrap_or_default())),
            None => write!(f, "`{}`", Escaped(self.0)),
        }
    }
}
