//! Untrusted text in output: names and messages as nothing but text, in a terminal and in Markdown.

use crate::fmt::Escaped;

/// The text with an escape in place of each hidden character.
pub(super) fn escape_invisible(text: &str) -> String {
    Escaped(text).to_string()
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
