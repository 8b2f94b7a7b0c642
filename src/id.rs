//! Ids of the API, before they become part of a path or a list.

use crate::error::{Error, ErrorKind};

/// Longest id that is accepted: the schema says 32 and the API has been seen to use 36.
const MAX_ID: usize = 64;

/// A part of a path. It may hold nothing that an URL parser could take for something else: `delete binding`
/// with the id `..` would otherwise become `delete prefix`.
pub(crate) fn id_part<'a>(id: &'a str, name: &'static str) -> Result<&'a str, Error> {
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
