//! Sets of services, most of them of one or two: sorted numbers, kept in one place.

/// Where a set stands. No set changes once it is made.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Set {
    start: usize,
    length: usize,
}

/// All sets of one trie.
#[derive(Debug)]
pub(super) struct Sets {
    members: Vec<usize>,
}

impl Set {
    pub(super) const EMPTY: Self = Self { start: 0, length: 0 };

    /// The set of one service.
    pub(super) const fn one(service: usize) -> Self {
        Self { start: service, length: 1 }
    }

    pub(super) const fn is_empty(self) -> bool {
        self.length == 0
    }
}

impl Sets {
    /// Room for sets of the services from 0 to under `services`.
    pub(super) fn new(services: usize) -> Self {
        // The set of one service is where its number says.
        Self { members: (0..services).collect() }
    }

    fn members(&self, set: Set) -> &[usize] {
        self.members.get(set.start..set.start + set.length).unwrap_or_default()
    }

    pub(super) fn least(&self, set: Set) -> Option<usize> {
        self.members(set).first().copied()
    }

    pub(super) fn has(&self, set: Set, service: usize) -> bool {
        match self.members(set) {
            [only] => *only == service,
            members => members.binary_search(&service).is_ok(),
        }
    }

    /// What is in both, and true; or, where that is nothing, what is in either, and false.
    pub(super) fn joined(&mut self, one: Set, other: Set) -> (Set, bool) {
        if one == other || (other.length == 1 && self.least(other).is_some_and(|s| self.has(one, s))) {
            return (other, true);
        }
        if one.length == 1 && self.least(one).is_some_and(|s| self.has(other, s)) {
            return (one, true);
        }
        let start = self.members.len();
        if one.length > 1 && other.length > 1 {
            for at in one.start..one.start + one.length {
                if let Some(&service) = self.members.get(at)
                    && self.has(other, service)
                {
                    self.members.push(service);
                }
            }
        }
        let agreed = self.members.len() > start;
        if !agreed {
            self.merge(one, other);
        }
        (Set { start, length: self.members.len() - start }, agreed)
    }

    /// Appends the members of two sets that have none in common.
    fn merge(&mut self, one: Set, other: Set) {
        let [mut one, mut other] =
            [one, other].map(|set| set.start..set.start + set.length).map(Iterator::peekable);
        loop {
            let of = |at: Option<&usize>, members: &[usize]| at.and_then(|at| members.get(*at).copied());
            let next = match (of(one.peek(), &self.members), of(other.peek(), &self.members)) {
                (Some(a), Some(b)) if a < b => (one.next(), a).1,
                (Some(a), None) => (one.next(), a).1,
                (_, Some(b)) => (other.next(), b).1,
                (None, None) => return,
            };
            self.members.push(next);
        }
    }
}
