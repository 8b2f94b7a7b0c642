//! Small sets of services, as bits: who may own an address at some edge.

/// A service by its number in the plan, from 1; [`NOBODY`] is none.
pub(in crate::plan) type ServiceNumber = u8;

/// No binding, or no owner.
pub(in crate::plan) const NO_SERVICE: ServiceNumber = 0;

/// Most services that a plan can tell apart.
pub(in crate::plan) const MAX_SERVICES: usize = 62;

/// A set of services, of which "nobody" is one.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default, PartialOrd, Ord)]
pub(in crate::plan) struct ServiceSet(u64);

impl ServiceSet {
    /// Everybody there can be.
    pub(in crate::plan) const ALL: Self = Self(u64::MAX);

    pub(in crate::plan) const fn single(service: ServiceNumber) -> Self {
        Self(1 << service)
    }

    pub(in crate::plan) const fn with(self, service: ServiceNumber) -> Self {
        Self(self.0 | 1 << service)
    }

    pub(in crate::plan) const fn union(self, other: Self) -> Self {
        Self(self.0 | other.0)
    }

    pub(in crate::plan) const fn contains(self, service: ServiceNumber) -> bool {
        self.0 & (1 << service) != 0
    }

    /// Those of this set that are not in the other.
    pub(in crate::plan) const fn difference(self, other: Self) -> Self {
        Self(self.0 & !other.0)
    }

    /// Those of this set that are in the other too.
    pub(in crate::plan) const fn intersection(self, other: Self) -> Self {
        Self(self.0 & other.0)
    }

    /// A bit for each member.
    pub(in crate::plan) const fn bits(self) -> u64 {
        self.0
    }

    pub(in crate::plan) const fn is_empty(self) -> bool {
        self.0 == 0
    }

    pub(in crate::plan) const fn is_single(self) -> bool {
        self.0.is_power_of_two()
    }

    /// The members in order.
    pub(in crate::plan) fn iter(self) -> impl Iterator<Item = ServiceNumber> {
        let mut left = self.0;
        std::iter::from_fn(move || {
            let next = left.trailing_zeros();
            left &= left.wrapping_sub(1);
            ServiceNumber::try_from(next).ok().filter(|_| next < u64::BITS)
        })
    }
}
