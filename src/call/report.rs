//! A plan as a program that only prints it needs it: its sums, its text, and its data where they are asked for.

use crate::plan::render::{LineKind, RenderedLine};
use crate::plan::{Finish, Plan, PlanStep, Refusal};
use serde::Serialize;

/// The answer to [`PlanCall::Report`](super::PlanCall::Report).
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct PlanReport<P> {
    prefix: String,
    creates: usize,
    deletes: usize,
    /// Addresses with another owner, in decimal.
    changed: String,
    finish: Finish,
    fingerprint: String,
    refusals: Vec<Refusal>,
    text: Option<ReportText>,
    /// The plan itself.
    pub(super) plan: Option<P>,
}

/// The text of a plan; the refusals are not in it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
struct ReportText {
    /// The kind of each line, one letter for each, as [`LineKind::letter`] gives it.
    kinds: String,
    /// The lines, with a newline between two.
    lines: String,
}

impl<P> PlanReport<P> {
    /// The sums of a plan, with its rendered lines where there are any.
    pub(super) fn new(plan: &Plan, refusals: &[Refusal], lines: Option<&[RenderedLine]>) -> Self {
        let text = lines.map(|lines| {
            let texts: Vec<_> = lines.iter().map(|line| line.text.as_str()).collect();
            let kinds = lines.iter().map(|line| line.kind.letter()).collect();
            ReportText { kinds, lines: texts.join("\n") }
        });
        let (mut creates, mut deletes) = (0, 0);
        for step in &plan.steps {
            match step {
                PlanStep::Create { .. } => creates += 1,
                PlanStep::Delete { .. } => deletes += 1,
                PlanStep::Wait { .. } => {}
            }
        }
        Self {
            prefix: plan.prefix.to_string(),
            creates,
            deletes,
            changed: plan.impact.changed.to_string(),
            finish: plan.finish,
            fingerprint: plan.fingerprint.clone(),
            refusals: refusals.to_vec(),
            text,
            plan: None,
        }
    }
}

impl LineKind {
    /// Its letter where each line has one.
    const fn letter(self) -> char {
        match self {
            Self::Head => 'h',
            Self::Create => 'c',
            Self::Delete => 'd',
            Self::Wait => 'w',
            Self::Error => 'e',
            Self::Warning => 'a',
            Self::Dim => 'm',
            Self::Plain => 'p',
        }
    }
}
