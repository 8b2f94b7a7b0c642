//! Small sets of services, as bits: who may own an address at some edge.

/// A service by its number in the plan, from 1; [`NOBODY`] is none.
pub(super) type Service = u8;

/// No binding, or no owner.
pub(super) const NOBODY: Service = 0;

/// Most services that a plan can tell apart.
pub(super) const MOST_SERVICES: usize = 62;

/// A set of services, of which "nobody" is one.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default, PartialOrd, Ord)]
pub(super) struct Services(u64);

impl Services {
    /// Everybody there can be.
    pub(super) const ALL: Self = Self(u64::MAX);

    pub(super) const fn only(service: Service) -> Self {
        Self(1 << service)
    }

    pub(super) const fn with(self, service: Service) -> Self {
        Self(self.0 | 1 << service)
    }

    pub(super) const fn and(self, other: Self) -> Self {
        Self(self.0 | other.0)
    }

    pub(super) const fn has(self, service: Service) -> bool {
        self.0 & (1 << service) != 0
    }

    /// Those of this set that are not in the other.
    pub(super) const fn without(self, other: Self) -> Self {
        Self(self.0 & !other.0)
    }

    /// Those of this set that are in the other too.
    pub(super) const fn within(self, other: Self) -> Self {
        Self(self.0 & other.0)
    }

    /// A bit for each member.
    pub(super) const fn bits(self) -> u64 {
        self.0
    }

    pub(super) const fn is_empty(self) -> bool {
        self.0 == 0
    }

    pub(super) const fn is_one(self) -> bool {
        self.0.is_power_of_two()
    }

    /// The members in order.
    pub(super) fn iter(self) -> impl Iterator<Item = Service> {
        let mut left = self.0;
        std::iter::from_fn(move || {
            let next = left.trailing_zeros();
            left &= left.wrapping_sub(1);
            Service::try_from(next).ok().filter(|_| next < u64::BITS)
        })
    }
}
