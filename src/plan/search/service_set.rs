//! Small sets of services, as bits: the services that edges may send the traffic of an address to.

/// The number of a service in a plan, from 1; [`NO_SERVICE`] for none.
pub(in crate::plan) type ServiceNumber = u8;

/// No binding, or no owner. A set of services can contain it: then some edge drops the traffic.
pub(in crate::plan) const NO_SERVICE: ServiceNumber = 0;

/// A plan distinguishes this many services at most.
pub(in crate::plan) const MAX_SERVICES: usize = 62;

/// In place of every service that is neither bound nor an owner at a node or below it: they all have the same effect
/// there.
pub(in crate::plan) const OTHER_SERVICE: ServiceNumber = 63;

/// A set of services. [`NO_SERVICE`] can be a member.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default, PartialOrd, Ord)]
pub(in crate::plan) struct ServiceSet(u64);

impl ServiceSet {
    /// All members that a set can have.
    pub(in crate::plan) const ALL: Self = Self(u64::MAX);

    pub(in crate::plan) const fn single(service: ServiceNumber) -> Self {
        Self(1 << service)
    }

    /// This set, and one more member.
    pub(in crate::plan) const fn with(self, service: ServiceNumber) -> Self {
        Self(self.0 | 1 << service)
    }

    pub(in crate::plan) const fn union(self, other: Self) -> Self {
        Self(self.0 | other.0)
    }

    pub(in crate::plan) const fn intersection(self, other: Self) -> Self {
        Self(self.0 & other.0)
    }

    pub(in crate::plan) const fn difference(self, other: Self) -> Self {
        Self(self.0 & !other.0)
    }

    pub(in crate::plan) const fn contains(self, service: ServiceNumber) -> bool {
        self.0 & (1 << service) != 0
    }

    /// One bit for each member.
    #[cfg(test)]
    pub(in crate::plan) const fn bits(self) -> u64 {
        self.0
    }

    pub(in crate::plan) const fn is_empty(self) -> bool {
        self.0 == 0
    }

    pub(in crate::plan) const fn is_single(self) -> bool {
        self.0.is_power_of_two()
    }

    /// The members in ascending order.
    pub(in crate::plan) fn iter(self) -> impl Iterator<Item = ServiceNumber> {
        let mut left = self.0;
        std::iter::from_fn(move || {
            let next = left.trailing_zeros();
            left &= left.wrapping_sub(1);
            ServiceNumber::try_from(next).ok().filter(|_| next < u64::BITS)
        })
    }
}
