//! What an answer means: the result of its operation, or why there is none.

use super::error_class::{ErrorClass, WriteFate};
use super::evidence::Verb;
use crate::cidr::Cidr;
use crate::envelope::{Envelope, Payload, read};
use crate::error::Error;
use crate::id::is_same_id;
use crate::json::ReadLimits;
use crate::operation::Operation;
use crate::request::RequestParams;
use crate::resource::SentCidr;

/// A complete answer to a request.
#[derive(Debug, Clone, Copy)]
pub struct Answer<'a> {
    /// HTTP status.
    pub status: u16,
    /// The body.
    pub bytes: &'a [u8],
    /// The wait that `retry-after-ms` or `retry-after` asks for, milliseconds.
    pub retry_after: Option<f64>,
    /// What `x-should-retry` says.
    pub should_retry: Option<bool>,
}

/// What happened to a request that failed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Outcome {
    /// It was not sent.
    NotSent,
    /// The API refused it.
    Rejected,
    /// It may have been carried out.
    Unknown,
}

/// A request without a usable answer.
#[derive(Debug, Clone, PartialEq)]
pub struct Failure {
    /// Why.
    pub kind: FailureKind,
    /// What happened to the request, by this answer alone.
    pub outcome: Outcome,
    /// Whether a write has changed anything.
    pub fate: WriteFate,
    /// True where the same request may succeed later.
    pub retryable: bool,
    /// The wait that the response asks for, milliseconds.
    pub retry_after: Option<f64>,
}

/// Why a request failed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum FailureKind {
    /// No answer: the caller knows the reason.
    NoAnswer,
    /// The caller ends the call.
    Stopped,
    /// `success: false`.
    Refused {
        /// The class of its errors.
        class: ErrorClass,
        /// The envelope.
        envelope: Box<Envelope<Payload>>,
    },
    /// A status of failure, and a body that is not an envelope, with the reason, or one of success.
    NotEnvelope(Option<Error>),
    /// A status of success, and a body that is not an envelope of the operation.
    Unreadable(Error),
    /// The result is about another resource.
    WrongEcho(Mismatch),
}

/// How a result differs from what the request asked for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Mismatch {
    /// What differs.
    pub name: &'static str,
    /// What the request named.
    pub expected: String,
    /// What the result has.
    pub received: Option<String>,
}

impl Failure {
    /// A request without an answer. `sent`: it may have arrived.
    #[must_use]
    pub fn no_answer(sent: bool, retryable: bool) -> Self {
        let (outcome, fate) = if sent {
            (Outcome::Unknown, WriteFate::MaybeApplied)
        } else {
            (Outcome::NotSent, WriteFate::ProbablyNotApplied)
        };
        Self { kind: FailureKind::NoAnswer, outcome, fate, retryable, retry_after: None }
    }

    /// The caller ends the call, while it waits or before a request is sent.
    #[must_use]
    pub fn stopped() -> Self {
        let (outcome, fate) = (Outcome::NotSent, WriteFate::NotApplied);
        Self { kind: FailureKind::Stopped, outcome, fate, retryable: false, retry_after: None }
    }

    /// True where the API says that the resource does not exist.
    #[must_use]
    pub fn is_not_found(&self) -> bool {
        matches!(self.kind, FailureKind::Refused { class: ErrorClass::NotFound, .. })
    }
}

/// The envelope of a success of the operation, whose result is about the resource that was asked for.
///
/// # Errors
///
/// A [`Failure`] for any other answer.
pub(super) fn judge(
    ask: &RequestParams,
    answer: &Answer<'_>,
) -> Result<Box<Envelope<Payload>>, Box<Failure>> {
    let Answer { status, bytes, retry_after, should_retry } = *answer;
    let ok = (200..300).contains(&status);
    let (kind, fate, retryable) = match read(ask.operation, bytes, ReadLimits::default()) {
        Ok(envelope @ Envelope::Failure { .. }) => return Err(Box::new(refused(envelope, answer))),
        Ok(Envelope::Success { result, errors, messages, extra }) if ok => match mismatch(ask, &result) {
            None => return Ok(Box::new(Envelope::Success { result, errors, messages, extra })),
            Some(found) => (
                FailureKind::WrongEcho(found),
                WriteFate::MaybeApplied,
                Verb::of(ask.operation) == Verb::Read,
            ),
        },
        // Damaged JSON may be complete the next time; a wrong form stays wrong.
        Err(error) if ok => {
            let retryable = error.code().starts_with("json-") && error.code() != "json-too-large";
            (FailureKind::Unreadable(error), WriteFate::MaybeApplied, retryable)
        }
        other => {
            let class = ErrorClass::of(status, &[]);
            let fate = if status == 429 { WriteFate::ProbablyNotApplied } else { WriteFate::MaybeApplied };
            let retryable = should_retry.unwrap_or(class.is_retryable(status, &[]));
            (FailureKind::NotEnvelope(other.err()), fate, retryable)
        }
    };
    Err(Box::new(Failure { kind, outcome: outcome_of(fate), fate, retryable, retry_after }))
}

fn refused(envelope: Envelope<Payload>, answer: &Answer<'_>) -> Failure {
    let Answer { status, retry_after, should_retry, .. } = *answer;
    let (Envelope::Failure { errors, .. } | Envelope::Success { errors, .. }) = &envelope;
    let class = ErrorClass::of(status, errors);
    let (own_fate, may_pass) = (class.fate(status), class.is_retryable(status, errors));
    let retryable = should_retry.unwrap_or(may_pass);
    // A server that marks a plain refusal as retryable may still carry the write out.
    let is_marked = own_fate == WriteFate::NotApplied && retryable && !may_pass;
    let fate = if is_marked { WriteFate::MaybeApplied } else { own_fate };
    let kind = FailureKind::Refused { class, envelope: Box::new(envelope) };
    Failure { kind, outcome: outcome_of(own_fate), fate, retryable, retry_after }
}

fn outcome_of(fate: WriteFate) -> Outcome {
    if fate == WriteFate::MaybeApplied { Outcome::Unknown } else { Outcome::Rejected }
}

/// How a result differs from what was asked for.
fn mismatch(ask: &RequestParams, result: &Payload) -> Option<Mismatch> {
    let differs = |name, expected: &str, received: Option<&str>| {
        let is_same = expected.is_empty() || received.is_some_and(|received| is_same_id(expected, received));
        let mismatch =
            || Mismatch { name, expected: expected.to_owned(), received: received.map(str::to_owned) };
        (!is_same).then(mismatch)
    };
    let other_block = |found: &SentCidr| {
        let block = Cidr::parse(&ask.cidr).map_or_else(|_| ask.cidr.clone(), |cidr| cidr.to_string());
        differs("block", &block, Some(&found.cidr.to_string()))
    };
    match (ask.operation, result) {
        (_, Payload::Prefix(found)) => differs("prefix", &ask.prefix_id, Some(&found.id)),
        (Operation::GetBinding, Payload::Binding(found)) => {
            differs("binding", &ask.binding_id, Some(&found.id))
        }
        (Operation::CreateBgpPrefix, Payload::BgpPrefix(found)) => other_block(&found.cidr),
        (_, Payload::BgpPrefix(found)) => differs("BGP prefix", &ask.bgp_prefix_id, Some(&found.id)),
        (Operation::CreateBinding, Payload::Binding(found)) => {
            let other = || differs("service", &ask.service_id, found.service_id.as_deref());
            other_block(&found.cidr).or_else(other)
        }
        (_, Payload::Delegation(found)) => {
            let account = found.delegated_account_id.value().map(String::as_str);
            other_block(&found.cidr).or_else(|| differs("account", &ask.delegated_account_id, account))
        }
        _ => None,
    }
}
