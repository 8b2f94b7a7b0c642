//! Radix sorts, for lists of up to a million entries.

/// Sorts by bytes of a key, the least significant first; equal items keep their order. O(n) for each byte, and half of
/// that where all items share it.
pub fn radix_sort_by_bytes<T: Copy>(
    list: &mut Vec<T>,
    bytes: impl Iterator<Item = u32>,
    byte: impl Fn(&T, u32) -> u8,
) {
    let mut other = list.clone();
    for at in bytes {
        let mut starts = [0usize; 256];
        for one in list.iter() {
            if let Some(count) = starts.get_mut(usize::from(byte(one, at))) {
                *count += 1;
            }
        }
        if starts.contains(&list.len()) {
            continue;
        }
        let mut sum = 0;
        for start in &mut starts {
            sum += core::mem::replace(start, sum);
        }
        for one in list.iter() {
            if let Some(start) = starts.get_mut(usize::from(byte(one, at))) {
                if let Some(place) = other.get_mut(*start) {
                    *place = *one;
                }
                *start += 1;
            }
        }
        core::mem::swap(list, &mut other);
    }
}

/// An index in the lower bits, and a key in the others.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct KeyedIndex(u64);

impl KeyedIndex {
    /// Bits of the index; the key has the rest.
    pub(crate) const PLACE: u32 = 24;
    /// Bits of the key.
    pub(crate) const KEY: u32 = 40;

    pub(crate) fn new(key: u64, place: u32) -> Self {
        Self(key << Self::PLACE | u64::from(place))
    }

    pub(crate) fn key(self) -> u64 {
        self.0 >> Self::PLACE
    }

    #[expect(clippy::cast_possible_truncation, reason = "the lower bits are wanted")]
    pub(crate) fn place(self) -> u32 {
        self.0 as u32 & ((1 << Self::PLACE) - 1)
    }
}

/// Sorts by key; equal items keep their order. O(n) for each ten bits of the key, and a fraction of that where all
/// items share them.
// Eight bytes for each item, and four passes: blocks of twelve bytes, sorted byte by byte, took four times as long.
#[inline(never)]
pub(crate) fn radix_sort_by_key(items: &mut Vec<KeyedIndex>) {
    const PASS: u32 = 10;
    let first = items.first().map_or(0, |item| item.0);
    let differ = items.iter().fold(0, |bits, item| bits | (item.0 ^ first)) >> KeyedIndex::PLACE;
    if differ == 0 {
        return;
    }
    let mut other = items.clone();
    for shift in (0..KeyedIndex::KEY).step_by(PASS as usize) {
        #[expect(clippy::cast_possible_truncation, reason = "the lower bits are wanted")]
        let digit = |bits: u64| (bits >> shift) as usize % (1 << PASS);
        if digit(differ) == 0 {
            continue;
        }
        let mut ends = [0usize; 1 << PASS];
        for item in items.iter() {
            if let Some(count) = ends.get_mut(digit(item.key())) {
                *count += 1;
            }
        }
        let mut sum = 0;
        for count in &mut ends {
            sum += core::mem::replace(count, sum);
        }
        for item in items.iter() {
            if let Some(end) = ends.get_mut(digit(item.key())) {
                if let Some(place) = other.get_mut(*end) {
                    *place = *item;
                }
                *end += 1;
            }
        }
        core::mem::swap(items, &mut other);
    }
}

#[cfg(test)]
mod tests {
    use super::{KeyedIndex, radix_sort_by_key};

    #[test]
    fn the_radix_sort_is_by_key_and_stable() {
        let mut state = 1u64;
        for bits in [0, 1, 10, 11, 25, 40] {
            for shift in [0, 9, 40 - bits] {
                let shift = shift.min(40 - bits);
                let mut items: Vec<_> = (0..3_000)
                    .map(|place| {
                        state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1);
                        KeyedIndex::new((state >> 24) % (1 << bits) << shift, 0xff_ffff - place)
                    })
                    .collect();
                let mut expected = items.clone();
                expected.sort_by_key(|item| item.key());
                radix_sort_by_key(&mut items);
                assert_eq!(items, expected, "{bits} bits from {shift}");
            }
        }
        radix_sort_by_key(&mut Vec::new());
    }
}
