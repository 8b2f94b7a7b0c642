//! A plan as Markdown for a change ticket. Untrusted names are in code spans, which they cannot end.

use super::escape::{code_span, markdown_text};
use super::finding_groups::{finding_groups, others_text};
use super::format::{PlanFormatter, counted, few, grouped, severity};
use super::line::{LineKind, RenderedLine};
use crate::plan::Refusal;
use crate::plan::document::Plan;
use crate::plan::step::PlanStep;

/// How many ranges one cell shows.
const MAX_RANGES: usize = 16;

pub(super) fn lines(
    plan: &Plan,
    refusals: &[Refusal],
    formatter: &PlanFormatter<'_>,
    reasons: &[String],
) -> Vec<RenderedLine> {
    let mut page = MarkdownPage::default();
    page.title("##", &format!("Plan for {}", plan.prefix));
    page.line(LineKind::Plain, &formatter.summary(plan));
    page.line(LineKind::Plain, "");
    page.line(LineKind::Dim, &formatter.duration_and_options(plan));
    page.refusals(refusals);
    page.steps(plan, formatter, reasons);
    page.moves(plan, formatter);
    page.exposures(plan, formatter);
    page.assumptions(plan);
    page.findings(plan);
    page.line(LineKind::Plain, "");
    page.line(LineKind::Dim, &format!("Fingerprint {}", code_span(&plan.fingerprint)));
    page.lines
}

/// The lines so far.
#[derive(Default)]
struct MarkdownPage {
    lines: Vec<RenderedLine>,
}

impl MarkdownPage {
    fn refusals(&mut self, refusals: &[Refusal]) {
        if refusals.is_empty() {
            return;
        }
        self.title("###", "Refused");
        for refusal in refusals {
            let (message, help) = (markdown_text(&refusal.message), markdown_text(&refusal.help));
            let text = format!("- {}: {message}. Cure: {help}", code_span(refusal.code));
            self.line(LineKind::Error, &text);
        }
    }

    fn steps(&mut self, plan: &Plan, formatter: &PlanFormatter<'_>, reasons: &[String]) {
        if plan.steps.is_empty() {
            return;
        }
        self.title("###", "Steps");
        self.table(&["#", "do", "block", "service", "why"]);
        for (index, (step, reason)) in plan.steps.iter().zip(reasons).enumerate() {
            let block = |cidr: &dyn ToString| code_span(&cidr.to_string());
            let (kind, op, block, service) = match step {
                PlanStep::Create { cidr, service_id, .. } => {
                    (LineKind::Create, "create".to_owned(), block(cidr), formatter.service(service_id))
                }
                PlanStep::Delete { cidr, service_id, .. } => {
                    (LineKind::Delete, "delete".to_owned(), block(cidr), formatter.service(service_id))
                }
                PlanStep::Wait { hours, .. } => {
                    let op = match hours {
                        0 => "wait".to_owned(),
                        hours => format!("wait {}", counted((*hours).into(), "hour", "hours")),
                    };
                    (LineKind::Wait, op, String::new(), String::new())
                }
            };
            self.row(kind, &[(index + 1).to_string(), op, block, service, reason.clone()]);
        }
        if let Some(sentence) = formatter.profile_dependence(plan) {
            self.line(LineKind::Plain, "");
            let sentence = sentence.replacen("step", "Step", 1);
            self.line(LineKind::Plain, &format!("{sentence}."));
        }
    }

    fn moves(&mut self, plan: &Plan, formatter: &PlanFormatter<'_>) {
        if plan.impact.moves.is_empty() {
            return;
        }
        self.title("###", "Ownership changes");
        self.table(&["addresses", "from", "to", "ranges"]);
        for one in &plan.impact.moves {
            let (from, to) = (formatter.owner(one.from.as_deref()), formatter.owner(one.to.as_deref()));
            self.row(LineKind::Plain, &[grouped(one.addresses), from, to, few(&one.ranges, MAX_RANGES)]);
        }
    }

    fn exposures(&mut self, plan: &Plan, formatter: &PlanFormatter<'_>) {
        if plan.impact.exposures.is_empty() {
            return;
        }
        self.title("###", "Affected during the change");
        self.table(&["addresses", "how", "at step", "for up to", "ranges"]);
        for exposure in &plan.impact.exposures {
            let how = formatter.hit(exposure);
            let step = (exposure.step + 1).to_string();
            let hours = counted(exposure.hours.into(), "hour", "hours");
            let ranges = few(&exposure.ranges, MAX_RANGES);
            self.row(LineKind::Warning, &[grouped(exposure.addresses), how, step, hours, ranges]);
        }
    }

    fn assumptions(&mut self, plan: &Plan) {
        if plan.assumptions.is_empty() {
            return;
        }
        self.title("###", "Assumptions");
        for assumption in &plan.assumptions {
            self.line(LineKind::Plain, &format!("- {}", markdown_text(&assumption.message)));
        }
    }

    fn findings(&mut self, plan: &Plan) {
        if plan.findings.is_empty() {
            return;
        }
        self.title("###", "Findings");
        for (found, others) in finding_groups(&plan.findings) {
            let finding = &found.finding;
            let (kind, severity) = severity(finding);
            let (code, cidr, when) =
                (code_span(finding.code), code_span(&finding.cidr), found.when.as_text());
            let (message, help) = (markdown_text(&finding.message), markdown_text(&finding.help));
            let others = others_text(&others).map_or_else(String::new, |others| format!(" ({others})"));
            self.line(kind, &format!("- {severity} {code} {cidr} ({when}): {message}. Cure: {help}{others}"));
        }
    }

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
