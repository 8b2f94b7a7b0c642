//! The progress of a binding's roll-out, by the state that the API reports: no other code decides this.

/// The progress of a binding's roll-out.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Progress {
    /// Deployed to a majority of the data centers; also a binding without a state, which reports no roll-out.
    Active,
    /// In progress: it becomes active without help.
    Provisioning,
    /// Not active, and not known to become active without help: `magic_transit_route_missing`, which needs a person,
    /// and every state that this version does not know.
    Stuck,
}

/// The state of a Magic Transit binding, or of one on its prefix, whose block no Magic route covers.
pub const ROUTE_MISSING: &str = "magic_transit_route_missing";

impl Progress {
    /// The progress of a binding with this state; `None` where the API sent none.
    #[must_use]
    pub fn of(state: Option<&[u8]>) -> Self {
        match state {
            None | Some(b"active") => Self::Active,
            Some(b"provisioning") => Self::Provisioning,
            Some(_) => Self::Stuck,
        }
    }
}
