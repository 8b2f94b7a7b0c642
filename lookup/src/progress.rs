//! How far the roll-out of a binding is, by the state that the API shows: decided here, and nowhere else.

/// How far the roll-out of a binding is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Progress {
    /// Deployed to a majority of the data centers, or without a state, which says nothing of a roll-out.
    Active,
    /// On the way: it becomes active by itself.
    Provisioning,
    /// Not active and not known to become so by itself: `magic_transit_route_missing`, which needs a person, and
    /// every state that this version does not know.
    Stuck,
}

/// The state of a binding of Magic Transit, or on a prefix of it, whose block no Magic route covers.
pub const ROUTE_MISSING: &str = "magic_transit_route_missing";

impl Progress {
    /// How far a binding with this state is; none is a state that the API did not send.
    #[must_use]
    pub fn of(state: Option<&[u8]>) -> Self {
        match state {
            None | Some(b"active") => Self::Active,
            Some(b"provisioning") => Self::Provisioning,
            Some(_) => Self::Stuck,
        }
    }
}
