//! Untrusted text in programs: as a string literal or in a line comment, and nowhere else.

use crate::cidr::Cidr;
use std::fmt::Write;

/// How a language escapes a character in a string literal.
#[derive(Clone, Copy)]
pub(super) enum Escape {
    /// `\u0041`, and two of them for a character beyond U+FFFF: JSON, TypeScript.
    Utf16,
    /// `\u0041`, and `\U0001f600` for a character beyond U+FFFF: Python, HCL.
    CodePoint,
}

/// A string literal in double quotes. Letters, digits and the characters of CIDRs are themselves, and everything else is an
/// escape, so nothing in it has a meaning in any of the languages.
pub(super) fn literal(text: &str, escape: Escape) -> String {
    let mut out = String::from("\"");
    for c in text.chars() {
        // Writing to a String cannot fail.
        let _ = match (c, escape) {
            ('0'..='9' | 'a'..='z' | 'A'..='Z' | ' ' | '-' | '_' | '.' | ':' | '/', _) => write!(out, "{c}"),
            (_, Escape::Utf16) => {
                c.encode_utf16(&mut [0; 2]).iter().try_for_each(|unit| write!(out, "\\u{unit:04x}"))
            }
            ('\0'..='\u{ffff}', Escape::CodePoint) => write!(out, "\\u{:04x}", u32::from(c)),
            (_, Escape::CodePoint) => write!(out, "\\U{:08x}", u32::from(c)),
        };
    }
    out.push('"');
    out
}

/// Blocks in double quotes, with commas between them. A CIDR has no character that needs an escape.
pub(super) fn quoted_blocks(blocks: &[Cidr]) -> String {
    let mut out = String::new();
    for block in blocks {
        // Writing to a String cannot fail.
        let _ = write!(out, "{}\"{block}\"", if out.is_empty() { "" } else { ", " });
    }
    out
}

/// Text for a line comment: printable ASCII, with escapes for the rest, and cut at 80 characters.
pub(super) fn comment_text(text: &str) -> String {
    const MAX_CHARS: usize = 80;
    let mut out = String::new();
    for c in text.chars().take(MAX_CHARS) {
        // Writing to a String cannot fail.
        let _ = match c {
            ' '..='~' => write!(out, "{c}"),
            _ => write!(out, "\\u{{{:x}}}", u32::from(c)),
        };
    }
    if text.chars().nth(MAX_CHARS).is_some() {
        out.push_str("...");
    }
    // In some language these end a comment, or a string around the comment.
    out.replace("*/", "* /").replace("\"\"\"", "\" \" \"")
}
