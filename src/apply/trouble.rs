//! What keeps a prefix from going on: its code, its sentence and its cure.

use crate::fmt::Escaped;
use crate::write::{ErrorClass, Failure, FailureKind};
use crate::{Envelope, Payload};

/// Why a prefix cannot go on by itself.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Block {
    pub(super) code: &'static str,
    pub(super) message: String,
    pub(super) help: String,
    /// The question whose answer lets it go on.
    pub(super) question: Option<String>,
}

/// A choice, and its consequence.
pub(super) type Choice = (&'static str, &'static str);

/// Every code of a block. Append only.
pub const BLOCK_CODES: [&str; 16] = [
    "foreign-change",
    "list-behind",
    "route-missing",
    "binding-stuck",
    "rollout-slow",
    "credentials",
    "prefix-not-found",
    "refused",
    "api-unreachable",
    "answer-unreadable",
    "unclear",
    "duplicate",
    "delete-default",
    "edit-ineffective",
    "bgp-prefix-missing",
    "other-id",
];

impl Block {
    pub(super) fn new(code: &'static str, message: String, help: &str) -> Self {
        debug_assert!(BLOCK_CODES.contains(&code), "{code} is in the list of codes");
        Self { code, message, help: help.to_owned(), question: None }
    }

    pub(super) fn asking(mut self, question: String) -> Self {
        self.question = Some(question);
        self
    }

    /// The choices of its question. They follow from the code, so that a run can be answered from its journal alone.
    pub(super) fn choices(&self) -> &'static [Choice] {
        match self.code {
            "delete-default" => {
                &[("delete", "the addresses without a more specific binding lose their service")]
            }
            "duplicate" => &[("delete", "the second binding of the same block and service is deleted")],
            "unclear" => &[(
                "again",
                "if an earlier create was carried out after all, a second one of the same kind appears",
            )],
            "other-id" => {
                &[("take", "the run goes on with the listed id, and may delete that binding later")]
            }
            _ => &[],
        }
    }

    /// True for a binding in a state that does not end by itself.
    pub(super) fn is_stuck(&self) -> bool {
        matches!(self.code, "route-missing" | "binding-stuck")
    }
}

/// What a failure of a read, or of a write that was not applied, means for the prefix.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Trouble {
    /// It may pass by itself, within this many milliseconds.
    Passing(u64),
    /// A person has to act.
    Lasting(&'static str),
}

const MINUTE: u64 = 60_000;
/// An outage of the API or of the way to it.
const OUTAGE: u64 = 24 * 60 * MINUTE;
/// Errors that should pass sooner.
const HICCUP: u64 = 15 * MINUTE;

impl Trouble {
    pub(super) fn of(failure: Option<&Failure>) -> Self {
        let Some(failure) = failure else { return Self::Passing(OUTAGE) };
        match &failure.kind {
            FailureKind::NoAnswer | FailureKind::Stopped | FailureKind::NotEnvelope(_) => {
                Self::Passing(OUTAGE)
            }
            FailureKind::Unreadable(_) | FailureKind::WrongEcho(_) => Self::Passing(HICCUP),
            FailureKind::Refused { class, .. } => match class {
                ErrorClass::Gateway | ErrorClass::Throttled | ErrorClass::Unauthenticated => {
                    Self::Passing(OUTAGE)
                }
                // Also seen with a valid token; and "exists" may be a list that is behind.
                ErrorClass::Authentication | ErrorClass::Exists => Self::Passing(HICCUP),
                ErrorClass::Forbidden | ErrorClass::CredentialMalformed | ErrorClass::CredentialRefused => {
                    Self::Lasting("credentials")
                }
                ErrorClass::NotFound | ErrorClass::NoRoute => Self::Lasting("prefix-not-found"),
                ErrorClass::Unclear | ErrorClass::Refused => Self::Lasting("refused"),
            },
        }
    }
}

/// The block after a failure.
pub(super) fn block_of(failure: Option<&Failure>, what: &str) -> Block {
    let code = match Trouble::of(failure) {
        Trouble::Lasting(code) => code,
        Trouble::Passing(_) => match failure.map(|failure| &failure.kind) {
            Some(FailureKind::Refused { class: ErrorClass::Authentication, .. }) => "credentials",
            Some(FailureKind::Refused { class: ErrorClass::Exists, .. }) => "refused",
            Some(FailureKind::Unreadable(_) | FailureKind::WrongEcho(_)) => "answer-unreadable",
            _ => "api-unreachable",
        },
    };
    let help = match code {
        "credentials" => "check the token and its permissions for this account, then resume the run",
        "prefix-not-found" => {
            "check that the prefix and the binding still exist; if the prefix is gone, abandon the run"
        }
        "refused" => "remove the cause that the API names, then resume the run; or abandon it and plan again",
        "answer-unreadable" => "check what answers at the base URL, then resume the run",
        _ => "check the connection and the status of the API, then resume the run",
    };
    Block::new(code, format!("{what}: {}", said(failure)), help)
}

/// What the API said, on one line.
pub(super) fn said(failure: Option<&Failure>) -> String {
    let Some(failure) = failure else { return "no answer".to_owned() };
    match &failure.kind {
        FailureKind::NoAnswer | FailureKind::Stopped => "no answer".to_owned(),
        FailureKind::NotEnvelope(_) => "the answer is not one of the API".to_owned(),
        FailureKind::Unreadable(error) => format!("the answer cannot be read: {error}"),
        FailureKind::WrongEcho(found) => format!("the answer is about another {}", found.name),
        FailureKind::Refused { envelope, .. } => refusal(envelope),
    }
}

fn refusal(envelope: &Envelope<Payload>) -> String {
    let (Envelope::Failure { errors, .. } | Envelope::Success { errors, .. }) = envelope;
    let mut texts: Vec<String> = Vec::new();
    for error in errors.iter().take(3) {
        let code = error.code.map_or(String::new(), |code| format!("{code} "));
        let message: String = error.message.chars().take(200).collect();
        texts.push(format!("{code}{}", Escaped(&message)).trim().to_owned());
    }
    if texts.is_empty() { "the API refused without a reason".to_owned() } else { texts.join("; ") }
}
