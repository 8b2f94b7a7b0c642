//! Where a prefix of a run stands: its call, what the call is for, and when the next request of it goes.

use super::record::IntentOp;
use crate::cidr::Cidr;
use crate::operation::Operation;
use crate::request::Request;
use crate::resource::ServiceBinding;
use crate::write::{Exchange, Failure};

#[derive(Debug, Clone)]
pub(super) enum Stage {
    /// Check, from this tick on.
    Due(u64),
    /// The check has shown what the plan expects: write.
    Ready(Write),
    Call(Box<Call>),
    /// A person has to act.
    Blocked,
    /// Stopped before this step, as the options say.
    Held,
    Done,
}

#[derive(Debug, Clone)]
pub(super) struct Call {
    pub(super) job: Job,
    pub(super) exchange: Exchange,
    /// The ticket of the request in flight.
    pub(super) ticket: Option<u32>,
    /// The next request goes at this tick.
    pub(super) at: u64,
    /// True where the exchange has to be asked for the next request.
    pub(super) proceed: bool,
    pub(super) failure: Option<Box<Failure>>,
}

#[derive(Debug, Clone)]
pub(super) enum Job {
    Bindings,
    /// Reads by id what the list does not show yet: the first of `open`.
    Confirm {
        view: Vec<ServiceBinding>,
        open: Vec<(String, bool)>,
    },
    BgpPrefixes,
    Delegations,
    Write(Write),
}

/// A write, as its intent says.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Write {
    pub(super) op: IntentOp,
    pub(super) cidr: Cidr,
    /// Service, or account.
    pub(super) to: Option<String>,
    pub(super) id: Option<String>,
    pub(super) known: Vec<String>,
}

/// A request to send.
pub(super) struct Outgoing {
    pub(super) operation: Operation,
    pub(super) request: Request,
}
