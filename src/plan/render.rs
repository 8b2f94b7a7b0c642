//! A plan for people: lines of text for a terminal, or Markdown for a ticket.

mod escape;
mod explain;
mod finding_groups;
mod format;
mod line;
mod markdown;
mod text;

pub use line::{LineKind, RenderFormat, RenderedLine};

use super::document::Plan;
use super::step::PlanStep;
use super::task::Task;
use crate::plan::Refusal;
use escape::escape_invisible;
use explain::Explainer;
use format::PlanFormatter;
pub(crate) use format::{counted, few};

/// Renders a plan. O(n log n). Long lists of ranges are cut: the plan itself has all of them.
#[must_use]
pub fn lines(task: &Task<'_>, plan: &Plan, refusals: &[Refusal], format: RenderFormat) -> Vec<RenderedLine> {
    let formatter = PlanFormatter { names: &task.names, format };
    let reasons = if plan.steps.is_empty() { Vec::new() } else { Explainer::new(task, plan).all(&formatter) };
    match format {
        RenderFormat::Text => text::lines(plan, refusals, &formatter, &reasons),
        RenderFormat::Markdown => markdown::lines(plan, refusals, &formatter, &reasons),
    }
}

/// A sentence for each step: what it does and why. O(n log n).
#[must_use]
pub fn explain(task: &Task<'_>, plan: &Plan) -> Vec<String> {
    let formatter = PlanFormatter { names: &task.names, format: RenderFormat::Text };
    let reasons = Explainer::new(task, plan).all(&formatter);
    let sentence = |(step, reason): (&PlanStep, String)| {
        let what = match step {
            PlanStep::Create { cidr, service_id, .. } => {
                format!("create {cidr} for {}", formatter.service(service_id))
            }
            PlanStep::Delete { cidr, service_id, .. } => {
                format!("delete {cidr} of {}", formatter.service(service_id))
            }
            PlanStep::Wait { hours: 0, .. } => "wait".to_owned(),
            PlanStep::Wait { hours, .. } => format!("wait {}", counted((*hours).into(), "hour", "hours")),
        };
        escape_invisible(&format!("{what}: {reason}"))
    };
    plan.steps.iter().zip(reasons).map(sentence).collect()
}
