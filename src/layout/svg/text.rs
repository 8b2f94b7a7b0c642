//! Text for a map: escaped, measured and truncated; numbers with the same digits on every machine.

use std::fmt::{self, Write as _};

/// A length in pixels, to a hundredth.
#[derive(Debug, Clone, Copy)]
pub(super) struct Px(pub(super) f64);

impl fmt::Display for Px {
    #[expect(clippy::cast_possible_truncation, reason = "a map is far smaller than 2^53 hundredths")]
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let hundredths = (self.0 * 100.0).round() as i64;
        let (whole, rest) = (hundredths.abs() / 100, hundredths.abs() % 100);
        if hundredths < 0 {
            f.write_str("-")?;
        }
        match (rest, rest % 10) {
            (0, _) => write!(f, "{whole}"),
            (_, 0) => write!(f, "{whole}.{}", rest / 10),
            _ => write!(f, "{whole}.{rest:02}"),
        }
    }
}

/// Text in an XML document.
#[derive(Debug, Clone, Copy)]
pub(super) struct Xml<'a>(pub(super) &'a str);

impl fmt::Display for Xml<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for c in self.0.chars() {
            match c {
                '&' => f.write_str("&amp;")?,
                '<' => f.write_str("&lt;")?,
                '>' => f.write_str("&gt;")?,
                '"' => f.write_str("&quot;")?,
                c => write!(f, "{c}")?,
            }
        }
        Ok(())
    }
}

/// True for characters that are invisible or change how others are displayed.
fn is_hidden(c: char) -> bool {
    c.is_control()
        || matches!(c,
            '\u{ad}' | '\u{34f}' | '\u{61c}' | '\u{115f}'..='\u{1160}' | '\u{17b4}'..='\u{17b5}' | '\u{180b}'..='\u{180f}'
            | '\u{200b}'..='\u{200f}' | '\u{2028}'..='\u{202e}' | '\u{2060}'..='\u{206f}' | '\u{3164}'
            | '\u{e000}'..='\u{f8ff}' | '\u{fe00}'..='\u{fe0f}' | '\u{feff}' | '\u{ffa0}' | '\u{fff0}'..='\u{fffb}'
            | '\u{fffe}'..='\u{ffff}' | '\u{e0000}'..)
        || u32::from(c) & 0xfffe == 0xfffe
}

/// Escapes the invisible characters of untrusted text, and truncates it to `limit` characters.
pub(super) fn escape_invisible(text: &str, limit: usize) -> String {
    let mut out = String::new();
    for (at, c) in text.chars().enumerate() {
        if at == limit {
            out.push('…');
            break;
        }
        if is_hidden(c) {
            // Writing to a String cannot fail.
            let _ = write!(out, "\\u{{{:x}}}", u32::from(c));
        } else {
            out.push(c);
        }
    }
    out
}

/// A typeface of the map.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Typeface {
    /// Proportional.
    Sans,
    /// Monospaced.
    Mono,
}

/// The largest width that a text is likely to have: the reader's fonts are unknown.
pub(super) fn text_width(text: &str, typeface: Typeface, size: f64) -> f64 {
    let advance = |c: char| match (typeface, c) {
        (_, '\u{1100}'..='\u{11ff}' | '\u{2e80}'..) => 1.1,
        (Typeface::Mono, _) => 0.605,
        (_, 'i' | 'j' | 'l' | 'I' | '.' | ',' | ':' | ';' | '\'' | '|' | '!' | ' ') => 0.37,
        (_, 'f' | 't' | 'r' | '(' | ')' | '[' | ']' | '-' | '/') => 0.46,
        (_, 'm' | 'w' | 'M' | 'W' | '@' | '%' | '…') => 1.0,
        (_, 'A'..='Z') => 0.75,
        (_, ' '..='~') => 0.65,
        _ => 0.78,
    };
    text.chars().map(advance).sum::<f64>() * size
}

/// Fewer characters than this are meaningless.
const FEWEST: usize = 4;

/// The text, truncated to a width with an ellipsis; empty where too little would be left.
pub(super) fn truncate(text: &str, room: f64, typeface: Typeface, size: f64) -> String {
    if text_width(text, typeface, size) <= room {
        return text.to_owned();
    }
    let mut cut = String::new();
    let mut used = text_width("…", typeface, size);
    for c in text.chars() {
        used += text_width(c.encode_utf8(&mut [0; 4]), typeface, size);
        if used > room {
            break;
        }
        cut.push(c);
    }
    let cut = cut.trim_end();
    if cut.chars().count() < FEWEST { String::new() } else { format!("{cut}…") }
}

/// A number of addresses; 0 represents `2^128`, which does not fit.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(super) struct AddressCount(pub(super) u128);

impl fmt::Display for AddressCount {
    /// `65,536`; from `2^48` on a power of two or the first two digits.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self(count) = *self;
        if count == 0 || count.is_power_of_two() && count >= 1 << 33 {
            let power = if count == 0 { 128 } else { count.trailing_zeros() };
            return write!(f, "2{}", superscript(power));
        }
        if count >= 1 << 48 {
            let power = count.ilog10();
            let tenths = count / 10u128.pow(power - 1);
            return write!(f, "≈ {}.{} × 10{}", tenths / 10, tenths % 10, superscript(power));
        }
        let digits = count.to_string();
        for (at, digit) in digits.chars().enumerate() {
            if at > 0 && (digits.len() - at).is_multiple_of(3) {
                f.write_str(",")?;
            }
            write!(f, "{digit}")?;
        }
        Ok(())
    }
}

fn superscript(power: u32) -> String {
    let up = |digit: char| match digit {
        '1' => '¹',
        '2' => '²',
        '3' => '³',
        '4' => '⁴',
        '5' => '⁵',
        '6' => '⁶',
        '7' => '⁷',
        '8' => '⁸',
        '9' => '⁹',
        _ => '⁰',
    };
    power.to_string().chars().map(up).collect()
}

/// `1 address`, `256 addresses`.
pub(super) fn address_count_text(count: AddressCount) -> String {
    if count.0 == 1 { "1 address".to_owned() } else { format!("{count} addresses") }
}

/// `1 binding`, `1,000 bindings`.
pub(super) fn count_of(count: usize, noun: &str) -> String {
    if count == 1 { format!("1 {noun}") } else { format!("{} {noun}s", count_text(count)) }
}

/// A number of other things, so that 0 is 0.
pub(super) fn count_text(count: usize) -> String {
    if count == 0 { "0".to_owned() } else { AddressCount(count as u128).to_string() }
}
