//! The random choices of accounts and damage.

use crate::oracle::random::Random as Numbers;

/// The same seed gives the same choices.
pub(super) struct Random(Numbers);

impl Random {
    pub(super) fn new(seed: u64) -> Self {
        Self(Numbers(seed))
    }

    pub(super) fn below(&mut self, count: usize) -> usize {
        usize::try_from(self.0.below(count as u64)).expect("it is small")
    }

    /// True once in so many times.
    pub(super) fn once_in(&mut self, times: usize) -> bool {
        self.below(times) == 0
    }

    pub(super) fn pick<'a, T>(&mut self, list: &'a [T]) -> &'a T {
        &list[self.below(list.len())]
    }

    pub(super) fn id(&mut self) -> String {
        format!("{:016x}{:016x}", self.0.next(), self.0.next())
    }
}
