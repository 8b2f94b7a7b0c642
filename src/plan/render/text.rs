//! A plan as lines for a terminal: aligned, one thing a line.

use super::words::{Words, counted, few, grouped, inert};
use super::{Kind, Line};
use crate::plan::{Hit, Plan, Refusal, Step};
use crate::rules::Severity;

/// Ranges that are shown in one line.
const RANGES: usize = 8;

pub(super) fn lines(plan: &Plan, refusals: &[Refusal], words: &Words<'_>, reasons: &[String]) -> Vec<Line> {
    let mut out = vec![Line::new(Kind::Head, &format!("{}: {}", plan.prefix, words.sum(plan)))];
    if !plan.steps.is_empty() {
        out.push(Line::new(Kind::Dim, &words.terms(plan)));
        steps(plan, words, reasons, &mut out);
        impact(plan, words, &mut out);
    }
    if !plan.assumptions.is_empty() {
        title("assumptions", &mut out);
        out.extend(
            plan.assumptions.iter().map(|assumed| Line::new(Kind::Plain, &format!("  {}", assumed.message))),
        );
    }
    findings(plan, &mut out);
    if !refusals.is_empty() {
        title("refused", &mut out);
        for refusal in refusals {
            out.push(Line::new(Kind::Error, &format!("  {}  {}", refusal.code, refusal.message)));
            out.push(Line::new(Kind::Dim, &format!("    cure: {}", refusal.help)));
        }
    }
    out.push(Line::new(Kind::Plain, ""));
    out.push(Line::new(Kind::Dim, &format!("fingerprint {}", plan.fingerprint)));
    out
}

fn title(text: &str, out: &mut Vec<Line>) {
    out.push(Line::new(Kind::Plain, ""));
    out.push(Line::new(Kind::Head, text));
}

fn steps(plan: &Plan, words: &Words<'_>, reasons: &[String], out: &mut Vec<Line>) {
    let mut rows = Vec::new();
    for (index, (step, reason)) in plan.steps.iter().zip(reasons).enumerate() {
        let (kind, op, what, service) = match step {
            Step::Create { cidr, service_id, .. } => {
                (Kind::Create, "create", cidr.to_string(), words.service(service_id))
            }
            Step::Delete { cidr, service_id, .. } => {
                (Kind::Delete, "delete", cidr.to_string(), words.service(service_id))
            }
            Step::Wait { hours: 0, .. } => (Kind::Wait, "wait", String::new(), String::new()),
            Step::Wait { hours, .. } => {
                (Kind::Wait, "wait", counted(u128::from(*hours), "hour", "hours"), String::new())
            }
        };
        rows.push((kind, [(index + 1).to_string(), op.to_owned(), what, service, reason.clone()]));
    }
    title("steps", out);
    aligned(rows, 0, out);
    if let Some(reliance) = words.reliance(plan) {
        out.push(Line::new(Kind::Dim, &format!("  {reliance}")));
    }
}

fn impact(plan: &Plan, words: &Words<'_>, out: &mut Vec<Line>) {
    if !plan.impact.moves.is_empty() {
        title("addresses that change hands", out);
        let rows = plan.impact.moves.iter().map(|moved| {
            let (from, to) = (words.owner(moved.from.as_deref()), words.owner(moved.to.as_deref()));
            (
                Kind::Plain,
                [grouped(moved.addresses), format!("{from} -> {to}"), few(&moved.range_texts(), RANGES)],
            )
        });
        aligned(rows.collect(), 0, out);
    }
    if !plan.impact.exposures.is_empty() {
        title("addresses that are hit on the way", out);
        let rows = plan.impact.exposures.iter().map(|exposure| {
            let how = match exposure.hit {
                Hit::Unowned => "unowned".to_owned(),
                Hit::ThirdParty => format!("with {}", words.owner(exposure.service_id.as_deref())),
            };
            let when = format!("at step {}", exposure.step + 1);
            let long = format!("up to {}", counted(u128::from(exposure.hours), "hour", "hours"));
            (
                Kind::Warning,
                [grouped(exposure.addresses), how, when, long, few(&exposure.range_texts(), RANGES)],
            )
        });
        aligned(rows.collect(), 0, out);
    }
}

fn findings(plan: &Plan, out: &mut Vec<Line>) {
    if plan.findings.is_empty() {
        return;
    }
    title("findings", out);
    for found in &plan.findings {
        let finding = &found.finding;
        let (kind, severity) = match finding.severity {
            Severity::Error => (Kind::Error, "error"),
            Severity::Warning => (Kind::Warning, "warning"),
            Severity::Note => (Kind::Plain, "note"),
        };
        let when = found.when.word();
        let line = format!("  {severity}  {}  {}  ({when})", finding.code, inert(&finding.cidr));
        out.push(Line::new(kind, &line));
        out.push(Line::new(Kind::Plain, &format!("    {}", finding.message)));
        out.push(Line::new(Kind::Dim, &format!("    cure: {}", finding.help)));
    }
}

/// Rows under each other; the column `right` is flush right.
fn aligned<const N: usize>(rows: Vec<(Kind, [String; N])>, right: usize, out: &mut Vec<Line>) {
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
        out.push(Line::new(kind, &line));
    }
}
