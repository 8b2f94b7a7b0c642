//! Searching a sorted list from a position near the result.

use std::cmp::Ordering;

/// The position of the element that compares as equal in a sorted list, or the position where it would be inserted.
/// The search starts at `from` and doubles its steps: O(log d) for a result `d` positions away.
pub(super) fn gallop_search<T>(
    list: &[T],
    from: usize,
    compare: impl Fn(&T) -> Ordering,
) -> Result<usize, usize> {
    let from = from.min(list.len().saturating_sub(1));
    let (mut low, mut high, mut step) = (from, from, 1);
    while list.get(low).is_some_and(|one| compare(one).is_gt()) && low > 0 {
        low = low.saturating_sub(step);
        step *= 2;
    }
    while list.get(high).is_some_and(|one| compare(one).is_le()) {
        high = list.len().min(high + step);
        step *= 2;
    }
    let found = list.get(low..high).unwrap_or_default().binary_search_by(compare);
    found.map(|at| low + at).map_err(|at| low + at)
}

#[cfg(test)]
mod tests {
    use super::gallop_search;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn the_result_does_not_depend_on_where_the_search_starts(mut list in proptest::collection::vec(0u8..60, 0..50), wanted in 0u8..60) {
            list.sort_unstable();
            list.dedup();
            let expected = list.binary_search(&wanted);
            for from in 0..list.len() + 2 {
                prop_assert_eq!(gallop_search(&list, from, |one| one.cmp(&wanted)), expected);
            }
        }
    }
}
