//! The keys of an object; each must be unique.

use crate::error::{Error, ErrorKind};
use crate::sort;
use core::ops::Range;
use std::borrow::Cow;

/// The error of a duplicate key.
pub(super) fn duplicate_key(key: &str, at: Range<usize>) -> Error {
    Error::new(ErrorKind::JsonDuplicateKey { key: key.to_owned() }, at)
}

/// The keys of one object so far: the first few as slices of the text, the rest with their positions.
#[derive(Default)]
pub(super) struct KeySet<'a> {
    few: [&'a str; 12],
    count: usize,
    many: Vec<(Cow<'a, str>, Range<usize>)>,
}

impl<'a> KeySet<'a> {
    /// False for a duplicate among the first few keys; `finish` checks the rest.
    #[expect(clippy::ptr_arg, reason = "a key that is not borrowed must be cloned")]
    pub(super) fn insert(&mut self, key: &Cow<'a, str>, at: Range<usize>) -> bool {
        if self.few.iter().take(self.count).any(|seen| seen == key) {
            return false;
        }
        match (key, self.few.get_mut(self.count)) {
            (Cow::Borrowed(key), Some(free)) if self.many.is_empty() => {
                *free = key;
                self.count += 1;
            }
            _ => self.many.push((key.clone(), at)),
        }
        true
    }

    /// Refuses the first duplicate key. O(n log n).
    pub(super) fn finish(&self) -> Result<(), Error> {
        if self.many.is_empty() {
            return Ok(());
        }
        let key = |place: usize| self.many.get(place).map_or("", |(key, _)| key);
        match sort::first_repeated(self.many.len(), &key).and_then(|place| self.many.get(place)) {
            Some((key, at)) => Err(duplicate_key(key, at.clone())),
            None => Ok(()),
        }
    }
}
