//! A plan for people: lines of text for a terminal, or Markdown for a ticket.

mod markdown;
mod reason;
mod text;
mod words;

use super::{Plan, Refusal, Step, Task};
use reason::Reasons;
use serde::{Deserialize, Serialize};
use words::Words;

/// How a plan is written.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Form {
    /// Aligned columns.
    Text,
    /// Headings and tables, as GitHub and most trackers take them.
    Markdown,
}

/// What a line is about, for whoever puts colour on it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Kind {
    /// The sum in one sentence, or a title.
    Head,
    /// A binding is made.
    Create,
    /// A binding is deleted.
    Delete,
    /// Time passes.
    Wait,
    /// An error or a refusal.
    Error,
    /// A warning, or somebody who is hit.
    Warning,
    /// Of less weight than the rest.
    Dim,
    /// Anything else, or nothing.
    Plain,
}

/// A line of text: nothing in it that a terminal obeys, or that hides.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Line {
    /// What it is about.
    pub kind: Kind,
    /// The line.
    pub text: String,
}

impl Line {
    fn new(kind: Kind, text: &str) -> Self {
        Self { kind, text: words::inert(text.trim_end()) }
    }
}

/// Writes a plan. O(n log n); long lists of ranges are cut, since the plan itself has them.
#[must_use]
pub fn lines(task: &Task<'_>, plan: &Plan, refusals: &[Refusal], form: Form) -> Vec<Line> {
    let words = Words { names: &task.names, form };
    let reasons = Reasons::new(task, plan).all(&words);
    match form {
        Form::Text => text::lines(plan, refusals, &words, &reasons),
        Form::Markdown => markdown::lines(plan, refusals, &words, &reasons),
    }
}

/// A sentence for each step: what, why, and why there. O(n log n).
#[must_use]
pub fn explain(task: &Task<'_>, plan: &Plan) -> Vec<String> {
    let words = Words { names: &task.names, form: Form::Text };
    let reasons = Reasons::new(task, plan).all(&words);
    let sentence = |(step, reason): (&Step, String)| {
        let what = match step {
            Step::Create { cidr, service_id, .. } => {
                format!("create {cidr} for {}", words.service(service_id))
            }
            Step::Delete { cidr, service_id, .. } => {
                format!("delete {cidr} of {}", words.service(service_id))
            }
            Step::Wait { hours: 0, .. } => "wait".to_owned(),
            Step::Wait { hours, .. } => {
                format!("wait {}", words::counted(u128::from(*hours), "hour", "hours"))
            }
        };
        words::inert(&format!("{what}: {reason}"))
    };
    plan.steps.iter().zip(reasons).map(sentence).collect()
}
