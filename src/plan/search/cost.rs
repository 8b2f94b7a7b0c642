//! The cost of a choice of schedules: hit addresses first, then writes.

/// Addresses that lose their owner for a while, and addresses that a third service gets for a while.
pub(in crate::plan) type Hits = (u128, u128);

/// What a plan costs. Compared lexicographically, in the order of the fields.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Default)]
pub(in crate::plan) struct Cost {
    pub(in crate::plan) unowned: u128,
    pub(in crate::plan) third_party: u128,
    pub(in crate::plan) writes: u32,
}

impl Cost {
    pub(in crate::plan) const fn hits(&self) -> Hits {
        (self.unowned, self.third_party)
    }

    pub(in crate::plan) fn plus(self, other: Self) -> Self {
        Self {
            unowned: self.unowned + other.unowned,
            third_party: self.third_party + other.third_party,
            writes: self.writes + other.writes,
        }
    }

    pub(in crate::plan) fn minus(self, other: Self) -> Self {
        Self {
            unowned: self.unowned - other.unowned,
            third_party: self.third_party - other.third_party,
            writes: self.writes - other.writes,
        }
    }
}
