//! Untrusted text in output: names and messages as nothing but text, in a terminal and in Markdown.

use std::fmt::Write;

/// The text with an escape in place of each character that a terminal obeys or that is invisible: control, format, private
/// use and separator characters.
pub(super) fn escape_invisible(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for c in text.chars() {
        // Writing to a String cannot fail.
        let _ = if is_hidden(c) { write!(out, "\\u{{{:x}}}", u32::from(c)) } else { out.write_char(c) };
    }
    out
}

/// The Unicode categories Cc, Cf, Co, Zl and Zp.
fn is_hidden(c: char) -> bool {
    c.is_control()
        || matches!(u32::from(c),
            0xad | 0x600..=0x605 | 0x61c | 0x6dd | 0x70f | 0x890..=0x891 | 0x8e2 | 0x180e
            | 0x200b..=0x200f | 0x2028..=0x202e | 0x2060..=0x206f | 0xfeff | 0xfff9..=0xfffb
            | 0x110bd | 0x110cd | 0x13430..=0x1343f | 0x1bca0..=0x1bca3 | 0x1d173..=0x1d17a
            | 0xe0001..=0xe007f | 0xe000..=0xf8ff | 0xf0000..=0xffffd | 0x0010_0000..=0x0010_fffd)
}

/// A Markdown code span that nothing in the text can end, not even in a table.
pub(super) fn code_span(text: &str) -> String {
    let plain = text.replace('`', "\\u{60}").replace('|', "\\u{7c}");
    if plain.trim().is_empty() { "` `".to_owned() } else { format!("`{plain}`") }
}

/// A sentence in Markdown: text in backticks becomes a code span, and the rest has no markup.
pub(super) fn markdown_text(text: &str) -> String {
    let mut out = String::with_capacity(text.len() + 16);
    for (index, part) in escape_invisible(text).split('`').enumerate() {
        if index % 2 == 1 {
            out.push_str(&code_span(part));
            continue;
        }
        // GitHub makes links of these by itself.
        for c in part.replace("://", ":\\/\\/").replace("www.", "www\\.").chars() {
            match c {
                '@' => out.push_str("`@`"),
                '*' | '_' | '<' | '>' | '[' | ']' | '#' | '|' | '~' | '&' | '!' => {
                    out.push('\\');
                    out.push(c);
                }
                c => out.push(c),
            }
        }
    }
    out
}
