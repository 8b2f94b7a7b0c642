//! What a call is given, and what it returns: limits, actions and endings.

use super::answer::{Failure, Outcome};
use super::evidence::IneffectiveEdit;
use crate::envelope::{Envelope, Payload};
use crate::operation::Operation;

/// How often to try and to look.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct ExchangeLimits {
    /// Tries after the first one, of the call and of each read that a write needs.
    pub retries: u32,
    /// Reads after which a write of unknown outcome counts as not applied; at least one.
    pub looks: u32,
    /// Pause before the second of these reads, milliseconds; doubles with each further one.
    pub look_spacing: f64,
    /// The longest wait that a response may ask for, milliseconds.
    pub max_wait: f64,
    /// True to look for a create that has succeeded; false for a caller that reads the list anyway.
    pub confirm: bool,
}

/// A success.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Reply {
    /// The envelope, with what the last read showed as its result.
    pub envelope: Box<Envelope<Payload>>,
    /// HTTP status of the answer; 200 where a read showed the result.
    pub status: u16,
}

impl Reply {
    /// The result of a success.
    pub(super) fn result(&self) -> &Payload {
        match &*self.envelope {
            Envelope::Success { result, .. } => result,
            Envelope::Failure { .. } => &Payload::Nothing,
        }
    }

    pub(crate) fn into_result(self) -> Payload {
        match *self.envelope {
            Envelope::Success { result, .. } => result,
            Envelope::Failure { .. } => Payload::Nothing,
        }
    }

    /// The end with another result, which a look has shown.
    pub(super) fn with_result(mut self, shown: Payload) -> Action {
        if let Envelope::Success { result, .. } = &mut *self.envelope {
            *result = shown;
        }
        Action::Done(self)
    }

    /// The end of a write that a look has shown, not an answer.
    pub(super) fn shown(result: Payload) -> Action {
        let (errors, messages, extra) = (Vec::new(), Vec::new(), Vec::new());
        let envelope = Envelope::Success { result, errors, messages, extra };
        Action::Done(Self { envelope: Box::new(envelope), status: 200 })
    }
}

/// What to do next.
#[derive(Debug, Clone, PartialEq)]
pub enum Action {
    /// Send [`Exchange::request`](super::Exchange::request), then report the answer. `attempt` is its number, from 1.
    Send {
        /// The operation.
        operation: Operation,
        /// 1 for the first try.
        attempt: u32,
    },
    /// Wait so many milliseconds, then ask [`Exchange::proceed`](super::Exchange::proceed).
    Wait(f64),
    /// The call has succeeded.
    Done(Reply),
    /// The call has failed.
    Failed(Ending),
}

/// Why a call has failed. "The error" is the last one of the call itself; a look is a read after it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Ending {
    /// By the error.
    Refused,
    /// By the error, and this try or an earlier one may have been carried out.
    Unknown,
    /// By the error, and the last look failed as well. What happened to the write.
    Unverified(Outcome),
    /// A create was carried out more than once: the ids.
    Duplicated(String),
    /// By the error; what a create asked for exists, and may be older.
    Ambiguous(String),
    /// By the error; the block of a create belongs to this resource. What happened to the write.
    Taken(String, Outcome),
    /// The API reported that it created this id, and no look confirms it; what the list has for the block.
    Unconfirmed(String, Option<String>),
    /// The API reported success for an edit that changed less.
    Ineffective(IneffectiveEdit),
    /// The API reported success for an edit, and the last look failed.
    Unreadable,
}

/// What an event leads to.
#[derive(Debug, Clone, PartialEq)]
pub struct Step {
    /// Why the answer is not a success.
    pub failure: Option<Box<Failure>>,
    /// What to do next.
    pub action: Action,
}
