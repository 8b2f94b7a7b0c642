//! Sets of services. With few services, a set is an integer with a bit for each of them.

/// A set, which never changes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct SetHandle(u64);

/// All sets of one trie.
#[derive(Debug)]
pub(super) enum SetArena {
    /// A bit for each service.
    Few,
    /// Sorted numbers of all sets in one list; a set is its start, times 2^32, plus its length.
    Many(Vec<u32>),
}

impl SetHandle {
    pub(super) const EMPTY: Self = Self(0);

    pub(super) const fn is_empty(self) -> bool {
        self.0 == 0
    }

    #[expect(clippy::cast_possible_truncation, reason = "the halves are meant")]
    const fn place(self) -> (usize, usize) {
        ((self.0 >> 32) as usize, self.0 as u32 as usize)
    }
}

impl SetArena {
    /// An arena for sets of the services below `services`.
    pub(super) fn new(services: u32) -> Self {
        // The set of one service starts at its number.
        if services <= u64::BITS { Self::Few } else { Self::Many((0..services).collect()) }
    }

    /// The set of one service.
    pub(super) fn one(&self, service: u32) -> SetHandle {
        match self {
            Self::Few => SetHandle(1 << service),
            Self::Many(_) => SetHandle(u64::from(service) << 32 | 1),
        }
    }

    pub(super) fn least(&self, set: SetHandle) -> Option<u32> {
        match self {
            Self::Few => (!set.is_empty()).then(|| set.0.trailing_zeros()),
            Self::Many(members) => members_of(members, set).first().copied(),
        }
    }

    pub(super) fn has(&self, set: SetHandle, service: u32) -> bool {
        match self {
            Self::Few => set.0 >> service & 1 == 1,
            Self::Many(members) => members_of(members, set).binary_search(&service).is_ok(),
        }
    }

    /// The intersection and true, or the union and false where the intersection is empty.
    pub(super) fn intersect_or_union(&mut self, one: SetHandle, other: SetHandle) -> (SetHandle, bool) {
        match self {
            Self::Few if one.0 & other.0 != 0 => (SetHandle(one.0 & other.0), true),
            Self::Few => (SetHandle(one.0 | other.0), false),
            Self::Many(members) => joined(members, one, other),
        }
    }
}

fn members_of(members: &[u32], set: SetHandle) -> &[u32] {
    let (start, length) = set.place();
    members.get(start..start + length).unwrap_or_default()
}

/// One pass over both sets.
fn joined(members: &mut Vec<u32>, one: SetHandle, other: SetHandle) -> (SetHandle, bool) {
    if one == other {
        return (one, true);
    }
    let (mut both, mut either) = (Vec::new(), Vec::new());
    let (mut left, mut right) = (members_of(members, one), members_of(members, other));
    while let ([a, after_a @ ..], [b, after_b @ ..]) = (left, right) {
        either.push(*a.min(b));
        if a == b {
            both.push(*a);
        }
        if a <= b {
            left = after_a;
        }
        if b <= a {
            right = after_b;
        }
    }
    either.extend_from_slice(left);
    either.extend_from_slice(right);
    let agreed = !both.is_empty();
    let result = if agreed { both } else { either };
    let (start, length) = (members.len() as u64, result.len() as u64);
    members.extend(result);
    (SetHandle(start << 32 | length), agreed)
}

#[cfg(test)]
mod tests {
    use super::{SetArena, SetHandle};
    use proptest::prelude::*;
    use std::collections::BTreeSet;

    fn members(sets: &SetArena, set: SetHandle) -> BTreeSet<u32> {
        (0..64).filter(|service| sets.has(set, *service)).collect()
    }

    proptest! {
        #[test]
        fn sets_as_integers_and_as_lists_have_the_same_members(services in proptest::collection::vec(0u32..64, 1..40)) {
            // Each one is combined with the result of those before it.
            let (mut few, mut many) = (SetArena::new(64), SetArena::new(65));
            let mut expected: BTreeSet<u32> = BTreeSet::new();
            let mut sets = (SetHandle::EMPTY, SetHandle::EMPTY);
            for service in services {
                let agreed = expected.contains(&service);
                if agreed {
                    expected.clear();
                }
                expected.insert(service);
                let one = (few.one(service), many.one(service));
                let result = (few.intersect_or_union(one.0, sets.0), many.intersect_or_union(one.1, sets.1));
                prop_assert_eq!((result.0.1, result.1.1), (agreed, agreed));
                sets = (result.0.0, result.1.0);
                prop_assert_eq!(&members(&few, sets.0), &expected);
                prop_assert_eq!(&members(&many, sets.1), &expected);
                prop_assert_eq!(few.least(sets.0), expected.first().copied());
                prop_assert_eq!(many.least(sets.1), expected.first().copied());
            }
            prop_assert_eq!((few.least(SetHandle::EMPTY), many.least(SetHandle::EMPTY)), (None, None));
        }

        #[test]
        fn two_sets_combine_alike_as_integers_and_as_lists(left in 1u64.., right in 1u64..) {
            let (mut few, mut many) = (SetArena::new(64), SetArena::new(65));
            let mut sets = [SetHandle::EMPTY; 2];
            for (set, bits) in sets.iter_mut().zip([left, right]) {
                for service in (0..64).filter(|at| bits >> at & 1 == 1) {
                    let one = many.one(service);
                    *set = many.intersect_or_union(one, *set).0;
                }
            }
            let few = few.intersect_or_union(SetHandle(left), SetHandle(right));
            let many_result = many.intersect_or_union(sets[0], sets[1]);
            prop_assert_eq!(few.1, many_result.1);
            prop_assert_eq!(members(&SetArena::Few, few.0), members(&many, many_result.0));
        }
    }
}
