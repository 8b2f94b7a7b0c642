//! Text without `core::fmt`, whose machinery for printing one number is a tenth of the resolver.

use alloc::string::String;

/// Most characters that are quoted of a text from outside.
const MAX_QUOTED_CHARS: usize = 64;

/// A number in decimal. O(digits).
pub(crate) fn decimal(number: u64) -> String {
    let mut text = String::new();
    push_digits(&mut text, number, 10, 1);
    text
}

/// Concatenates texts. O(bytes).
pub(crate) fn concat(parts: &[&str]) -> String {
    let mut text = String::new();
    for part in parts {
        text.push_str(part);
    }
    text
}

/// Appends a number in a base up to 16, padded with zeros to `least` digits. O(digits).
pub(crate) fn push_digits(out: &mut String, number: u64, base: u8, least: usize) {
    let (higher, lowest) = (number / u64::from(base), number % u64::from(base));
    if higher > 0 || least > 1 {
        push_digits(out, higher, base, least.saturating_sub(1));
    }
    let [lowest, ..] = lowest.to_le_bytes();
    out.push(char::from(if lowest < 10 { b'0' + lowest } else { b'a' - 10 + lowest }));
}

/// Appends untrusted text on one line: control and direction characters are escaped. O(length).
pub(crate) fn push_escaped(out: &mut String, text: &str) {
    for c in text.chars() {
        let hidden = c.is_control()
            || matches!(c, '\u{200b}'..='\u{200f}' | '\u{2028}'..='\u{202e}' | '\u{2066}'..='\u{2069}' | '\u{feff}');
        if hidden {
            out.push_str("\\u{");
            push_digits(out, u64::from(u32::from(c)), 16, 1);
            out.push('}');
        } else {
            out.push(c);
        }
    }
}

/// Appends input in backticks: control and direction characters are escaped, long text is truncated. O(1) in its
/// length.
pub(crate) fn push_quoted(out: &mut String, text: &str) {
    out.push('`');
    match text.char_indices().nth(MAX_QUOTED_CHARS) {
        Some((at, _)) => {
            push_escaped(out, text.get(..at).unwrap_or_default());
            out.push('…');
        }
        None => push_escaped(out, text),
    }
    out.push('`');
}

#[cfg(test)]
mod tests {
    use super::{decimal, push_digits};
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn numbers_print_as_in_the_standard_library(number: u64, shift in 0u32..64, least in 0usize..20) {
            let number = number >> shift;
            prop_assert_eq!(decimal(number), number.to_string());
            let mut text = String::from("\\u");
            push_digits(&mut text, number, 16, least);
            prop_assert_eq!(text, format!("\\u{number:0least$x}"));
        }
    }

    #[test]
    fn the_ends_of_the_numbers_print_as_in_the_standard_library() {
        for number in [0, 9, 10, 99, 100, u64::MAX] {
            assert_eq!(decimal(number), number.to_string());
        }
    }
}
