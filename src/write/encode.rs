//! Steps as JSON text in camelCase, for JavaScript.

use super::answer::{Failure, FailureKind, Mismatch, Outcome};
use super::exchange::Exchange;
use super::step::{Action, Ending, Step};
use crate::json::writer::JsonWriter;
use crate::resource::to_json::WriteJson;

impl Exchange {
    /// A step of this exchange as JSON text: a `failure` where the answer was not a success, and one of `send`, `wait`,
    /// `reply` and `ending`. `wait` is in microseconds, `tooLong` in seconds.
    #[must_use]
    pub fn step_to_json(&self, step: &Step) -> String {
        let mut w = JsonWriter::default();
        w.object(|w| {
            if let Some(failure) = &step.failure {
                failure.write_json(w.key("failure"));
            }
            self.is_looking().write_json(w.key("look"));
            match &step.action {
                Action::Send { operation, attempt } => {
                    w.key("send").string(operation.name());
                    attempt.write_json(w.key("attempt"));
                }
                Action::Wait(time) => w.key("wait").raw(&whole(*time * 1000.0)),
                Action::Done(reply) => {
                    u32::from(reply.status).write_json(w.key("status"));
                    w.key("reply").raw(&reply.envelope.to_json());
                }
                Action::Failed(ending) => {
                    ending.write_json(w);
                    if let Some(time) = self.too_long() {
                        w.key("too_long").raw(&whole((time / 1000.0).ceil()));
                    }
                }
            }
        });
        w.finish()
    }
}

impl WriteJson for Failure {
    fn write_json(&self, w: &mut JsonWriter) {
        w.object(|w| {
            self.outcome.write_json(w.key("outcome"));
            self.retryable.write_json(w.key("retryable"));
            match &self.kind {
                FailureKind::Refused { class, envelope } => {
                    w.key("class").string(class.name());
                    w.key("envelope").raw(&envelope.to_json());
                }
                FailureKind::NotEnvelope(Some(error)) => w.key("cause").raw(&error.to_json()),
                FailureKind::Unreadable(error) => w.key("problem").raw(&error.to_json()),
                FailureKind::WrongEcho(Mismatch { name, expected, received }) => {
                    w.key("mismatch").array(|w| {
                        w.string(name);
                        w.string(expected);
                        w.string_or_null(received.as_deref());
                    });
                }
                FailureKind::NotEnvelope(None) | FailureKind::NoAnswer | FailureKind::Stopped => {}
            }
        });
    }
}

impl WriteJson for Ending {
    /// Writes members of the step.
    fn write_json(&self, w: &mut JsonWriter) {
        let (name, id, found, outcome) = match self {
            Self::Refused => ("refused", None, None, None),
            Self::Unknown => ("unknown", None, None, None),
            Self::Unverified(outcome) => ("unverified", None, None, Some(outcome)),
            Self::Duplicated(ids) => ("duplicated", None, Some(ids), None),
            Self::Ambiguous(found) => ("ambiguous", None, Some(found), None),
            Self::Taken(found, outcome) => ("taken", None, Some(found), Some(outcome)),
            Self::Unconfirmed(id, found) => ("unconfirmed", Some(id), found.as_ref(), None),
            Self::Ineffective(edit) => ("ineffective", Some(&edit.fields), edit.fixed.as_ref(), None),
            Self::Unreadable => ("unreadable", None, None, None),
        };
        w.key("ending").string(name);
        w.key("id").string_or_null(id.map(String::as_str));
        w.key("found").string_or_null(found.map(String::as_str));
        if let Some(outcome) = outcome {
            outcome.write_json(w.key("outcome"));
        }
    }
}

impl WriteJson for Outcome {
    fn write_json(&self, w: &mut JsonWriter) {
        w.string(match self {
            Self::NotSent => "not-sent",
            Self::Rejected => "rejected",
            Self::Unknown => "unknown",
        });
    }
}

/// A number of at least zero without its fraction, in decimal: the printer of floating-point numbers is not here.
#[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "`as` saturates")]
fn whole(number: f64) -> String {
    (number as u64).to_string()
}
