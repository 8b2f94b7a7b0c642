//! A plan as lines for a terminal: aligned, one thing a line.

use super::format::{PlanFormatter, counted, escape_invisible, few, grouped};
use super::{LineKind, RenderedLine};
use crate::plan::{HitKind, Plan, PlanStep, Refusal};
use crate::rules::Severity;

/// Ranges that are shown in one line.
const RANGES: usize = 8;

pub(super) fn lines(
    plan: &Plan,
    refusals: &[Refusal],
    words: &PlanFormatter<'_>,
    reasons: &[String],
) -> Vec<RenderedLine> {
    let mut out = vec![RenderedLine::new(LineKind::Head, &format!("{}: {}", plan.prefix, words.sum(plan)))];
    if !plan.steps.is_empty() {
        out.push(RenderedLine::new(LineKind::Dim, &words.terms(plan)));
        steps(plan, words, reasons, &mut out);
        impact(plan, words, &mut out);
    }
    if !plan.assumptions.is_empty() {
        title("assumptions", &mut out);
        out.extend(
            plan.assumptions
                .iter()
                .map(|assumed| RenderedLine::new(LineKind::Plain, &format!("  {}", assumed.message))),
        );
    }
    findings(plan, &mut out);
    if !refusals.is_empty() {
        title("refused", &mut out);
        for refusal in refusals {
            out.push(RenderedLine::new(LineKind::Error, &format!("  {}  {}", refusal.code, refusal.message)));
            out.push(RenderedLine::new(LineKind::Dim, &format!("    cure: {}", refusal.help)));
        }
    }
    out.push(RenderedLine::new(LineKind::Plain, ""));
    out.push(RenderedLine::new(LineKind::Dim, &format!("fingerprint {}", plan.fingerprint)));
    out
}

fn title(text: &str, out: &mut Vec<RenderedLine>) {
    out.push(RenderedLine::new(LineKind::Plain, ""));
    out.push(RenderedLine::new(LineKind::Head, text));
}

fn steps(plan: &Plan, words: &PlanFormatter<'_>, reasons: &[String], out: &mut Vec<RenderedLine>) {
    let mut rows = Vec::new();
    for (index, (step, reason)) in plan.steps.iter().zip(reasons).enumerate() {
        let (kind, op, what, service) = match step {
            PlanStep::Create { cidr, service_id, .. } => {
                (LineKind::Create, "create", cidr.to_string(), words.service(service_id))
            }
            PlanStep::Delete { cidr, service_id, .. } => {
                (LineKind::Delete, "delete", cidr.to_string(), words.service(service_id))
            }
            PlanStep::Wait { hours: 0, .. } => (LineKind::Wait, "wait", String::new(), String::new()),
            PlanStep::Wait { hours, .. } => {
                (LineKind::Wait, "wait", counted(u128::from(*hours), "hour", "hours"), String::new())
            }
        };
        rows.push((kind, [(index + 1).to_string(), op.to_owned(), what, service, reason.clone()]));
    }
    title("steps", out);
    aligned(rows, 0, out);
    if let Some(reliance) = words.reliance(plan) {
        out.push(RenderedLine::new(LineKind::Dim, &format!("  {reliance}")));
    }
}

fn impact(plan: &Plan, words: &PlanFormatter<'_>, out: &mut Vec<RenderedLine>) {
    if !plan.impact.moves.is_empty() {
        title("addresses that change hands", out);
        let rows = plan.impact.moves.iter().map(|moved| {
            let (from, to) = (words.owner(moved.from.as_deref()), words.owner(moved.to.as_deref()));
            (
                LineKind::Plain,
                [grouped(moved.addresses), format!("{from} -> {to}"), few(&moved.range_texts(), RANGES)],
            )
        });
        aligned(rows.collect(), 0, out);
    }
    if !plan.impact.exposures.is_empty() {
        title("addresses that are hit on the way", out);
        let rows = plan.impact.exposures.iter().map(|exposure| {
            let how = match exposure.hit {
                HitKind::Unowned => "unowned".to_owned(),
                HitKind::ThirdParty => format!("with {}", words.owner(exposure.service_id.as_deref())),
            };
            let when = format!("at step {}", exposure.step + 1);
            let long = format!("up to {}", counted(u128::from(exposure.hours), "hour", "hours"));
            (
                LineKind::Warning,
                [grouped(exposure.addresses), how, when, long, few(&exposure.range_texts(), RANGES)],
            )
        });
        aligned(rows.collect(), 0, out);
    }
}

fn findings(plan: &Plan, out: &mut Vec<RenderedLine>) {
    if plan.findings.is_empty() {
        return;
    }
    title("findings", out);
    for found in &plan.findings {
        let finding = &found.finding;
        let (kind, severity) = match finding.severity {
            Severity::Error => (LineKind::Error, "error"),
            Severity::Warning => (LineKind::Warning, "warning"),
            Severity::Note => (LineKind::Plain, "note"),
        };
        let when = found.when.as_text();
        let line = format!("  {severity}  {}  {}  ({when})", finding.code, escape_invisible(&finding.cidr));
        out.push(RenderedLine::new(kind, &line));
        out.push(RenderedLine::new(LineKind::Plain, &format!("    {}", finding.message)));
        out.push(RenderedLine::new(LineKind::Dim, &format!("    cure: {}", finding.help)));
    }
}

/// Rows under each other; the column `right` is flush right.
fn aligned<const N: usize>(rows: Vec<(LineKind, [String; N])>, right: usize, out: &mut Vec<RenderedLine>) {
    let mut widths = [0; N];
    for (_, row) in &rows {
        for (width, cell) in widths.iter_mut().zip(row) {
            *width = (*width).max(cell.chars().count());
        }
    }
    for (kind, row) in rows {
        let mut line = String::new();
        for (index, (cell, width)) in row.iter().zip(widths).enumerate() {
            if width == 0 {
                continue;
            }
            let gap = " ".repeat(width - cell.chars().count());
            let parts = if index == right { [&gap, cell.as_str()] } else { [cell.as_str(), &gap] };
            line.push_str("  ");
            line.push_str(&parts.concat());
        }
        out.push(RenderedLine::new(kind, &line));
    }
}
