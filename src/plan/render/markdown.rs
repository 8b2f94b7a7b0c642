//! A plan as Markdown for a change ticket: names from outside stand in code spans, and cannot leave them.

use super::format::{PlanFormatter, code, counted, few, grouped, sentence};
use super::{LineKind, RenderedLine};
use crate::plan::{HitKind, Plan, PlanStep, Refusal};
use crate::rules::Severity;

/// Ranges that are shown in one cell.
const RANGES: usize = 16;

pub(super) fn lines(
    plan: &Plan,
    refusals: &[Refusal],
    words: &PlanFormatter<'_>,
    reasons: &[String],
) -> Vec<RenderedLine> {
    let mut page = Page::default();
    page.title("##", &format!("Plan for {}", plan.prefix));
    page.line(LineKind::Plain, &words.sum(plan));
    page.line(LineKind::Plain, "");
    page.line(LineKind::Dim, &words.terms(plan));
    if !refusals.is_empty() {
        page.title("###", "Refused");
        for refusal in refusals {
            let text = format!(
                "- {}: {}. Cure: {}",
                code(refusal.code),
                sentence(&refusal.message),
                sentence(&refusal.help)
            );
            page.line(LineKind::Error, &text);
        }
    }
    if !plan.steps.is_empty() {
        page.title("###", "Steps");
        page.table(&["#", "do", "block", "service", "why"]);
        for (index, (step, reason)) in plan.steps.iter().zip(reasons).enumerate() {
            let (kind, op, what, service) = match step {
                PlanStep::Create { cidr, service_id, .. } => (
                    LineKind::Create,
                    "create".to_owned(),
                    code(&cidr.to_string()),
                    words.service(service_id),
                ),
                PlanStep::Delete { cidr, service_id, .. } => (
                    LineKind::Delete,
                    "delete".to_owned(),
                    code(&cidr.to_string()),
                    words.service(service_id),
                ),
                PlanStep::Wait { hours: 0, .. } => {
                    (LineKind::Wait, "wait".to_owned(), String::new(), String::new())
                }
                PlanStep::Wait { hours, .. } => {
                    let hours = counted(u128::from(*hours), "hour", "hours");
                    (LineKind::Wait, format!("wait {hours}"), String::new(), String::new())
                }
            };
            page.row(kind, &[(index + 1).to_string(), op, what, service, reason.clone()]);
        }
        if let Some(reliance) = words.reliance(plan) {
            page.line(LineKind::Plain, "");
            page.line(LineKind::Plain, &format!("The {reliance}."));
        }
    }
    impact(plan, words, &mut page);
    if !plan.assumptions.is_empty() {
        page.title("###", "Assumptions");
        for assumed in &plan.assumptions {
            page.line(LineKind::Plain, &format!("- {}", sentence(&assumed.message)));
        }
    }
    if !plan.findings.is_empty() {
        page.title("###", "Findings");
        for found in &plan.findings {
            let finding = &found.finding;
            let (kind, severity) = match finding.severity {
                Severity::Error => (LineKind::Error, "error"),
                Severity::Warning => (LineKind::Warning, "warning"),
                Severity::Note => (LineKind::Plain, "note"),
            };
            let (what, cidr, when) = (code(finding.code), code(&finding.cidr), found.when.as_text());
            let (message, help) = (sentence(&finding.message), sentence(&finding.help));
            page.line(kind, &format!("- {severity} {what} {cidr} ({when}): {message}. Cure: {help}"));
        }
    }
    page.line(LineKind::Plain, "");
    page.line(LineKind::Dim, &format!("Fingerprint {}", code(&plan.fingerprint)));
    page.lines
}

fn impact(plan: &Plan, words: &PlanFormatter<'_>, page: &mut Page) {
    if !plan.impact.moves.is_empty() {
        page.title("###", "Addresses that change hands");
        page.table(&["addresses", "from", "to", "ranges"]);
        for moved in &plan.impact.moves {
            let (from, to) = (words.owner(moved.from.as_deref()), words.owner(moved.to.as_deref()));
            page.row(
                LineKind::Plain,
                &[grouped(moved.addresses), from, to, few(&moved.range_texts(), RANGES)],
            );
        }
    }
    if !plan.impact.exposures.is_empty() {
        page.title("###", "Addresses that are hit on the way");
        page.table(&["addresses", "how", "at step", "for up to", "ranges"]);
        for exposure in &plan.impact.exposures {
            let how = match exposure.hit {
                HitKind::Unowned => "unowned".to_owned(),
                HitKind::ThirdParty => format!("with {}", words.owner(exposure.service_id.as_deref())),
            };
            let hours = counted(u128::from(exposure.hours), "hour", "hours");
            let ranges = few(&exposure.range_texts(), RANGES);
            page.row(
                LineKind::Warning,
                &[grouped(exposure.addresses), how, (exposure.step + 1).to_string(), hours, ranges],
            );
        }
    }
}

/// Lines that grow.
#[derive(Default)]
struct Page {
    lines: Vec<RenderedLine>,
}

impl Page {
    fn line(&mut self, kind: LineKind, text: &str) {
        self.lines.push(RenderedLine::new(kind, text));
    }

    fn title(&mut self, level: &str, text: &str) {
        if !self.lines.is_empty() {
            self.line(LineKind::Plain, "");
        }
        self.line(LineKind::Head, &format!("{level} {text}"));
        self.line(LineKind::Plain, "");
    }

    fn table(&mut self, heads: &[&str]) {
        self.line(LineKind::Dim, &format!("| {} |", heads.join(" | ")));
        self.line(LineKind::Dim, &format!("|{}", "---|".repeat(heads.len())));
    }

    fn row(&mut self, kind: LineKind, cells: &[String]) {
        self.line(kind, &format!("| {} |", cells.join(" | ")));
    }
}
