//! A plan for people: lines of text for a terminal, or Markdown for a ticket.

mod explain;
mod format;
mod markdown;
mod text;

use super::{Plan, PlanStep, Refusal, Task};
use explain::Explainer;
use format::PlanFormatter;
use serde::{Deserialize, Serialize};

/// How a plan is written.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum RenderFormat {
    /// Aligned columns.
    Text,
    /// Headings and tables, as GitHub and most trackers take them.
    Markdown,
}

/// What a line is about, for whoever puts colour on it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum LineKind {
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
pub struct RenderedLine {
    /// What it is about.
    pub kind: LineKind,
    /// The line.
    pub text: String,
}

impl RenderedLine {
    fn new(kind: LineKind, text: &str) -> Self {
        Self { kind, text: format::escape_invisible(text.trim_end()) }
    }
}

/// Writes a plan. O(n log n); long lists of ranges are cut, since the plan itself has them.
#[must_use]
pub fn lines(task: &Task<'_>, plan: &Plan, refusals: &[Refusal], form: RenderFormat) -> Vec<RenderedLine> {
    let words = PlanFormatter { names: &task.names, form };
    let reasons = Explainer::new(task, plan).all(&words);
    match form {
        RenderFormat::Text => text::lines(plan, refusals, &words, &reasons),
        RenderFormat::Markdown => markdown::lines(plan, refusals, &words, &reasons),
    }
}

/// A sentence for each step: what, why, and why there. O(n log n).
#[must_use]
pub fn explain(task: &Task<'_>, plan: &Plan) -> Vec<String> {
    let words = PlanFormatter { names: &task.names, form: RenderFormat::Text };
    let reasons = Explainer::new(task, plan).all(&words);
    let sentence = |(step, reason): (&PlanStep, String)| {
        let what = match step {
            PlanStep::Create { cidr, service_id, .. } => {
                format!("create {cidr} for {}", words.service(service_id))
            }
            PlanStep::Delete { cidr, service_id, .. } => {
                format!("delete {cidr} of {}", words.service(service_id))
            }
            PlanStep::Wait { hours: 0, .. } => "wait".to_owned(),
            PlanStep::Wait { hours, .. } => {
                format!("wait {}", format::counted(u128::from(*hours), "hour", "hours"))
            }
        };
        format::escape_invisible(&format!("{what}: {reason}"))
    };
    plan.steps.iter().zip(reasons).map(sentence).collect()
}
