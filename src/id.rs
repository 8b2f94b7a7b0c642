//! Ids of the API, checked before they become part of a path or a list.

use crate::error::{Error, ErrorKind};
use std::borrow::Cow;

/// Longest id that is accepted: the schema says 32, and the API has sent ids of 36.
const MAX_ID: usize = 64;

/// Checks a path segment. It must not contain anything that a URL parser could interpret: `delete binding` with the id
/// `..` would otherwise become `delete prefix`.
pub(crate) fn path_segment<'a>(id: &'a str, name: &'static str) -> Result<&'a str, Error> {
    if id.is_empty() {
        return Err(Error::new(ErrorKind::IdEmpty { name }, 0..0));
    }
    let plain = |c: char| c.is_ascii_alphanumeric() || c == '-' || c == '_';
    if let Some((at, found)) = id.char_indices().find(|&(_, c)| !plain(c)) {
        return Err(Error::new(ErrorKind::IdBadCharacter { name, found }, at..at + found.len_utf8()));
    }
    if id.len() > MAX_ID {
        return Err(Error::new(ErrorKind::IdTooLong { name, max: MAX_ID }, 0..id.len()));
    }
    Ok(id)
}

/// True for a hexadecimal id of the API: 32 digits or a UUID. O(length).
pub(crate) fn is_hex_id(id: &str) -> bool {
    matches!(id.len(), 32 | 36) && id.bytes().all(|b| b.is_ascii_hexdigit() || b == b'-')
}

/// An id in the form in which ids are compared: hexadecimal ids of the API, 32 digits or a UUID, ignore case.
/// O(length).
pub(crate) fn fold_case(id: &str) -> Cow<'_, str> {
    if is_hex_id(id) && id.bytes().any(|b| b.is_ascii_uppercase()) {
        return Cow::Owned(id.to_ascii_lowercase());
    }
    Cow::Borrowed(id)
}

/// True where two ids are the same: the API shows some with hyphens and may accept them without. O(length).
pub(crate) fn is_same_id(one: &str, other: &str) -> bool {
    let plain =
        |id: &str| id.bytes().filter(|b| *b != b'-').map(|b| b.to_ascii_lowercase()).collect::<Vec<_>>();
    plain(one) == plain(other)
}
