//! The keys of an object, of which none may stand twice.

use crate::error::{Error, ErrorKind};
use crate::sort;
use alloc::borrow::{Cow, ToOwned};
use alloc::vec::Vec;
use core::ops::Range;

/// The error of a key that stands twice.
pub(super) fn duplicate_key(key: &str, at: Range<usize>) -> Error {
    Error::new(ErrorKind::JsonDuplicateKey { key: key.to_owned() }, at)
}

/// The keys of one object so far: a few as they stand in the text, and the rest with their places.
#[derive(Default)]
pub(super) struct KeySet<'a> {
    few: [&'a str; 12],
    count: usize,
    many: Vec<(Cow<'a, str>, Range<usize>)>,
}

impl<'a> KeySet<'a> {
    /// False for a key that is one of the few; the rest is looked at in the end.
    #[expect(clippy::ptr_arg, reason = "a key that is not borrowed must be kept")]
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

    /// Refuses the first key that stands twice. O(n log n).
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
