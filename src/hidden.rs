//! Hidden characters: those that are invisible, or change how the characters around them are displayed.

/// True for control, format and private-use characters, line and paragraph separators, default ignorables (Unicode's
/// property: zero-width characters, fillers, variation selectors, tags) and noncharacters, as of Unicode 17.
///
/// `src/js/text/hidden.ts` has the same set; `tests/vectors/hidden.json` holds both.
pub(crate) fn is_hidden(c: char) -> bool {
    let code = u32::from(c);
    c.is_control()
        || matches!(code,
            0xad | 0x34f | 0x600..=0x605 | 0x61c | 0x6dd | 0x70f | 0x890..=0x891 | 0x8e2 | 0x115f..=0x1160
            | 0x17b4..=0x17b5 | 0x180b..=0x180f | 0x200b..=0x200f | 0x2028..=0x202e | 0x2060..=0x206f | 0x3164
            | 0xe000..=0xf8ff | 0xfdd0..=0xfdef | 0xfe00..=0xfe0f | 0xfeff | 0xffa0 | 0xfff0..=0xfffb | 0x110bd
            | 0x110cd | 0x13430..=0x1343f | 0x1bca0..=0x1bca3 | 0x1d173..=0x1d17a | 0xe0000..=0xe0fff | 0xf0000..)
        || code & 0xfffe == 0xfffe
}

#[cfg(test)]
mod tests {
    use super::is_hidden;
    use crate::fmt::Escaped;
    use serde_json::Value;

    fn vectors() -> Value {
        serde_json::from_str(include_str!("../tests/vectors/hidden.json")).unwrap()
    }

    #[test]
    fn exactly_the_code_points_of_the_vectors_are_hidden() {
        let vectors = vectors();
        let code = |text: &Value| u32::from_str_radix(text.as_str().unwrap(), 16).unwrap();
        let ranges = vectors["hidden"].as_array().unwrap();
        let ranges: Vec<_> = ranges.iter().map(|range| code(&range[0])..=code(&range[1])).collect();
        for c in '\0'..=char::MAX {
            let expected = ranges.iter().any(|range| range.contains(&u32::from(c)));
            assert_eq!(is_hidden(c), expected, "{:x}", u32::from(c));
        }
    }

    #[test]
    fn hidden_characters_are_escaped_and_others_are_kept() {
        for vector in vectors()["texts"].as_array().unwrap() {
            let shown = Escaped(vector["text"].as_str().unwrap()).to_string();
            assert_eq!(shown, vector["shown"], "{vector}");
        }
    }
}
