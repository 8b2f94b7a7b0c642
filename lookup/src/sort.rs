//! A radix sort, for lists that can have a million entries.

use alloc::vec::Vec;

/// Sorts by bytes of a key, the least significant first; equal things stay in their order. O(n) for each byte, and only half
/// of that where all have the same one.
pub fn by_bytes<T: Copy>(list: &mut Vec<T>, bytes: impl Iterator<Item = u32>, byte: impl Fn(&T, u32) -> u8) {
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
