//! The records of the journal.

use super::document::RunPlan;
use crate::cidr::Cidr;
use serde::{Deserialize, Serialize};

/// Version of the journal's format. Every released one can be read for ever.
pub(super) const FORMAT: u32 = 1;

/// How long a lease keeps others out, and when it is renewed, milliseconds.
pub(super) const LEASE: u64 = 900_000;
pub(super) const RENEW: u64 = 600_000;

/// The first line.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub(super) struct Header {
    pub(super) byoip_journal: u32,
    /// Identifier of the run.
    pub(super) run: String,
    /// Name and version of the program.
    pub(super) tool: String,
    /// Base URL of the API.
    pub(super) api: String,
    pub(super) at: String,
    pub(super) plan: RunPlan,
}

/// Every further line.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub(super) struct Line {
    /// Number of the record; the header is 0.
    pub(super) n: u64,
    pub(super) at: String,
    /// Number of the lease; grows with each owner.
    pub(super) fence: u32,
    #[serde(flatten)]
    pub(super) record: Record,
}

/// What happened.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "kind", rename_all = "kebab-case", rename_all_fields = "camelCase")]
pub(super) enum Record {
    /// Who carries out the run, and until when it keeps others out.
    Lease { owner: String, host: String, until: String },
    /// A write is about to be sent.
    Intent {
        #[serde(with = "super::document::cidr")]
        prefix: Cidr,
        /// Number of the step, from 1.
        step: usize,
        op: IntentOp,
        #[serde(with = "super::document::cidr")]
        cidr: Cidr,
        /// Service of a binding, or account of a delegation.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        to: Option<String>,
        /// What is deleted or edited.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        id: Option<String>,
        /// The ids that the list had for the block.
        #[serde(default, skip_serializing_if = "Vec::is_empty")]
        known: Vec<String>,
    },
    /// What became of the write, or of the step where nothing had to be sent.
    Outcome {
        #[serde(with = "super::document::cidr")]
        prefix: Cidr,
        step: usize,
        result: OutcomeResult,
        /// What was created.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        id: Option<String>,
        /// A second id, where a create was carried out twice.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        duplicate: Option<String>,
        /// The API's clock.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        date: Option<String>,
        /// Identifier of the request at Cloudflare.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        ray: Option<String>,
        /// What the API said.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        said: Option<String>,
    },
    /// A wait has begun.
    Waiting {
        #[serde(with = "super::document::cidr")]
        prefix: Cidr,
        step: usize,
        until: String,
        /// The API's clock.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        date: Option<String>,
    },
    /// A wait is over.
    Waited {
        #[serde(with = "super::document::cidr")]
        prefix: Cidr,
        step: usize,
    },
    /// A person has ended a wait early.
    Skipped {
        #[serde(with = "super::document::cidr")]
        prefix: Cidr,
        step: usize,
        by: String,
        reason: String,
    },
    /// The prefix cannot go on by itself.
    Blocked {
        #[serde(with = "super::document::cidr")]
        prefix: Cidr,
        step: usize,
        code: String,
        message: String,
        help: String,
        /// A question whose answer lets it go on.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        question: Option<String>,
    },
    /// The reason is gone.
    Unblocked {
        #[serde(with = "super::document::cidr")]
        prefix: Cidr,
    },
    /// A binding that the run created has another id than the answer to its create named.
    Renamed {
        #[serde(with = "super::document::cidr")]
        prefix: Cidr,
        was: String,
        id: String,
    },
    /// A person has answered a question.
    Answered { question: String, choice: String, by: String },
    /// A person has paused the run.
    Paused,
    /// The run goes on.
    Resumed,
    /// A person has given the run up.
    Abandoned,
    /// Every step of every prefix is done.
    Finished,
}

/// What a write does.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub(super) enum IntentOp {
    Create,
    Delete,
    /// Of a binding that was created twice.
    DeleteDuplicate,
    CreateBgpPrefix,
    EditBgpPrefix,
    Advertise,
    Delegate,
}

/// What became of a write.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub(super) enum OutcomeResult {
    /// The API reported success.
    Done,
    /// A read shows that it was carried out.
    Found,
    /// Nothing had to be sent.
    Present,
    /// It was not sent, or the API refused it.
    NotApplied,
    /// It may have been carried out, and no read shows it.
    Unknown,
}

impl OutcomeResult {
    /// True where the step is done.
    pub(super) fn is_done(self) -> bool {
        matches!(self, Self::Done | Self::Found | Self::Present)
    }
}
