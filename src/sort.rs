//! Sorting, compiled once: the sort of the standard library is five kilobytes of wasm for each type.

pub(crate) use byoip_lookup::radix_sort::radix_sort_by_bytes;
use core::cmp::Ordering;

/// The positions of `count` items in sorted order; equal items keep their order. O(n log n), and O(n) where they are
/// sorted already.
pub(crate) fn sorted_order(count: usize, compare: &mut dyn FnMut(usize, usize) -> Ordering) -> Vec<usize> {
    let mut sorted: Vec<usize> = (0..count).collect();
    let mut merged = Vec::with_capacity(count);
    let mut width = 1;
    while width < count {
        for pair in sorted.chunks(2 * width) {
            let (mut left, mut right) = pair.split_at_checked(width).unwrap_or((pair, &[]));
            // Sorted halves need a single comparison, at their boundary.
            if let (Some(last), Some(first)) = (left.last(), right.first())
                && compare(*last, *first).is_gt()
            {
                while let ([one, after_one @ ..], [other, after_other @ ..]) = (left, right) {
                    if compare(*one, *other).is_gt() {
                        merged.push(*other);
                        right = after_other;
                    } else {
                        merged.push(*one);
                        left = after_one;
                    }
                }
            }
            merged.extend_from_slice(left);
            merged.extend_from_slice(right);
        }
        core::mem::swap(&mut sorted, &mut merged);
        merged.clear();
        width *= 2;
    }
    sorted
}

/// The first of `count` texts that repeats an earlier one. O(n log n).
pub(crate) fn first_repeated<'a>(count: usize, text: &dyn Fn(usize) -> &'a str) -> Option<usize> {
    let order = sorted_order(count, &mut |one, other| text(one).cmp(text(other)));
    let equal = order.array_windows().filter(|[one, other]| text(*one) == text(*other));
    equal.map(|[_, later]| *later).min()
}

/// Swaps items until each position has the item that `order` names for it. O(n)
fn apply_order(order: &mut [usize], swap: &mut dyn FnMut(usize, usize)) {
    for start in 0..order.len() {
        // Follow the cycle; a finished position names itself.
        let mut at = start;
        while let Some(next) = order.get_mut(at).map(|place| core::mem::replace(place, at))
            && next != start
        {
            swap(at, next);
            at = next;
        }
    }
}

/// Sorts a list; equal items keep their order. O(n log n).
pub(crate) fn sort_by<T>(list: &mut [T], compare: impl Fn(&T, &T) -> Ordering) {
    let mut order = sorted_order(list.len(), &mut |one, other| match (list.get(one), list.get(other)) {
        (Some(one), Some(other)) => compare(one, other),
        _ => Ordering::Equal,
    });
    apply_order(&mut order, &mut |one, other| list.swap(one, other));
}

/// Sorts a list by the order of its type.
pub(crate) fn sort<T: Ord>(list: &mut [T]) {
    sort_by(list, T::cmp);
}

/// Sorts texts. O(n) for each byte of the first sixteen, and of the next sixteen among texts that share these.
pub(crate) fn sort_texts(list: &mut [&str]) {
    sort_from(list, 0);
}

/// Shorter lists are compared: the counting of a radix sort takes longer.
pub(crate) const FEW_TEXTS: usize = 64;

/// Sorts texts that are the same up to byte `start`.
fn sort_from(list: &mut [&str], start: usize) {
    const WIDTH: usize = 16;
    if list.len() < FEW_TEXTS {
        return sort(list);
    }
    let key = |text: &&str| {
        let rest = text.as_bytes().get(start..).unwrap_or_default();
        let mut key = [0; WIDTH];
        key.iter_mut().zip(rest).for_each(|(place, byte)| *place = *byte);
        u128::from_be_bytes(key)
    };
    let mut keys: Vec<_> = list.iter().map(|text| (key(text), *text)).collect();
    let first = keys.first().map_or(0, |(key, _)| *key);
    let differ = keys.iter().fold(0, |bits, (key, _)| bits | (key ^ first)).to_le_bytes();
    let bytes = (0..16).zip(differ).filter(|(_, bits)| *bits != 0).map(|(at, _)| at);
    radix_sort_by_bytes(&mut keys, bytes, |(key, _), at| {
        key.to_le_bytes().get(at as usize).copied().unwrap_or_default()
    });
    list.iter_mut().zip(&keys).for_each(|(place, (_, text))| *place = text);
    let mut at = 0;
    for group in keys.chunk_by(|(one, _), (other, _)| one == other) {
        let same = list.get_mut(at..at + group.len()).unwrap_or_default();
        at += group.len();
        // A zero byte is either a byte of the text or padding after its end.
        match group {
            [_] => {}
            [(key, _), ..] if key.to_be_bytes().contains(&0) => sort(same),
            _ => sort_from(same, start + WIDTH),
        }
    }
}

/// The distinct texts, sorted. O(n log k) for k distinct texts as long as k is small; else O(n log n).
pub(crate) fn distinct<'a>(texts: impl Iterator<Item = &'a str>) -> Vec<&'a str> {
    let mut found = Vec::new();
    for text in texts {
        // A short list is kept sorted; beyond that, all texts are collected first.
        match found.binary_search(&text) {
            Ok(_) if found.len() <= FEW_TEXTS => {}
            Err(place) if found.len() <= FEW_TEXTS => found.insert(place, text),
            _ => found.push(text),
        }
    }
    if found.len() > FEW_TEXTS {
        sort(&mut found);
        found.dedup();
    }
    found
}

/// Sorts by key and keeps the last value of each key.
pub(crate) fn last_of_each<K: Ord, V: Copy>(list: &mut Vec<(K, V)>) {
    sort_by(list, |(one, _), (other, _)| one.cmp(other));
    list.dedup_by(|later, kept| {
        let same = later.0 == kept.0;
        if same {
            kept.1 = later.1;
        }
        same
    });
}

/// The value of a key in a list that is sorted by it. O(log n).
pub(crate) fn find<'a, K: Ord, V>(list: &'a [(K, V)], key: &K) -> Option<&'a V> {
    list.get(position(list, key)?).map(|(_, value)| value)
}

/// The position of a key in a list that is sorted by it. O(log n).
pub(crate) fn position<K: Ord, V>(list: &[(K, V)], key: &K) -> Option<usize> {
    list.binary_search_by(|(known, _)| known.cmp(key)).ok()
}

#[cfg(test)]
mod tests {
    use super::{
        FEW_TEXTS, distinct, find, first_repeated, last_of_each, radix_sort_by_bytes, sort, sort_by,
        sort_texts,
    };
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn lists_are_sorted_as_by_the_standard_library(mut list: Vec<u8>) {
            let mut expected = list.clone();
            expected.sort_unstable();
            sort(&mut list);
            prop_assert_eq!(list, expected);
        }

        #[test]
        fn sorting_by_the_differing_bytes_is_sorting_by_the_key(keys: Vec<u16>, same in 0u8..3) {
            let key = |key: u16| if same == 2 { key } else { key & 0xff << (8 * same) };
            let list: Vec<_> = keys.into_iter().map(key).zip(0..).collect();
            let mut expected: Vec<(u16, usize)> = list.clone();
            expected.sort_by_key(|(key, _)| *key);
            for bytes in [vec![0, 1], (0..2).filter(|at| same == 2 || *at == u32::from(same)).collect()] {
                let mut sorted = list.clone();
                radix_sort_by_bytes(&mut sorted, bytes.into_iter(), |(key, _), at| key.to_le_bytes()[at as usize]);
                prop_assert_eq!(&sorted, &expected);
            }
        }

        #[test]
        fn texts_are_sorted_as_they_compare(list in proptest::collection::vec("(a{14,18}){0,3}[ab\u{0}]{0,3}", 0..4 * FEW_TEXTS)) {
            let mut sorted: Vec<_> = list.iter().map(String::as_str).collect();
            let mut expected = sorted.clone();
            expected.sort_unstable();
            sort_texts(&mut sorted);
            prop_assert_eq!(sorted, expected);
        }

        #[test]
        fn the_first_repeated_text_is_the_one_that_a_set_finds(keys in proptest::collection::vec(0u8..60, 0..40)) {
            let keys: Vec<_> = keys.iter().map(u8::to_string).collect();
            let mut seen = std::collections::BTreeSet::new();
            let expected = keys.iter().position(|key| !seen.insert(key));
            prop_assert_eq!(first_repeated(keys.len(), &|place| &keys[place]), expected);
        }

        #[test]
        fn the_sort_is_stable(keys in proptest::collection::vec(0u8..4, 0..200)) {
            let mut list: Vec<_> = keys.into_iter().zip(0..).collect();
            let mut expected: Vec<(u8, usize)> = list.clone();
            expected.sort_by_key(|(key, _)| *key);
            sort_by(&mut list, |(one, _), (other, _)| one.cmp(other));
            prop_assert_eq!(list, expected);
        }
    }

    #[test]
    fn the_last_value_of_a_repeated_key_is_kept() {
        let mut list = vec![("b", 1), ("a", 2), ("b", 3), ("c", 4), ("a", 5)];
        last_of_each(&mut list);
        assert_eq!(list, [("a", 5), ("b", 3), ("c", 4)]);
        assert_eq!(
            ["a", "b", "c", "d"].map(|key| find(&list, &key).copied()),
            [Some(5), Some(3), Some(4), None]
        );
    }

    #[test]
    fn distinct_texts_are_sorted_and_unique() {
        assert_eq!(distinct(["b", "a", "b", "", "a"].into_iter()), ["", "a", "b"]);
        assert_eq!(distinct([].into_iter()), [""; 0]);
        for count in [64, 65, 66, 200] {
            let texts: Vec<String> = (0..count).map(|number| format!("{:03}", number * 7 % 199)).collect();
            let twice = texts.iter().rev().chain(&texts).map(String::as_str);
            let all: std::collections::BTreeSet<&str> = twice.clone().collect();
            assert_eq!(distinct(twice), Vec::from_iter(all), "{count}");
        }
    }
}
