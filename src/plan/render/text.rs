//! A plan as lines for a terminal, in aligned columns.

use super::escape::escape_invisible;
use super::finding_groups::{finding_groups, others_text};
use super::format::{PlanFormatter, counted, few, grouped, severity};
use super::line::{LineKind, RenderedLine};
use crate::plan::Refusal;
use crate::plan::document::Plan;
use crate::plan::step::PlanStep;

/// How many ranges one line shows.
const MAX_RANGES: usize = 8;

pub(super) fn lines(
    plan: &Plan,
    refusals: &[Refusal],
    formatter: &PlanFormatter<'_>,
    reasons: &[String],
) -> Vec<RenderedLine> {
    let summary = format!("{}: {}", plan.prefix, formatter.summary(plan));
    let mut out = vec![RenderedLine::new(LineKind::Head, &summary)];
    if !plan.steps.is_empty() {
        out.push(RenderedLine::new(LineKind::Dim, &formatter.duration_and_options(plan)));
        steps(plan, formatter, reasons, &mut out);
        impact(plan, formatter, &mut out);
    }
    if !plan.assumptions.is_empty() {
        title("assumptions", &mut out);
        let line = |message: &String| RenderedLine::new(LineKind::Plain, &format!("  {message}"));
        out.extend(plan.assumptions.iter().map(|assumption| line(&assumption.message)));
    }
    findings(plan, &mut out);
    if !refusals.is_empty() {
        title("refused", &mut out);
        for refusal in refusals {
            let line = format!("  {}  {}", refusal.code, refusal.message);
            out.push(RenderedLine::new(LineKind::Error, &line));
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

fn steps(plan: &Plan, formatter: &PlanFormatter<'_>, reasons: &[String], out: &mut Vec<RenderedLine>) {
    let mut rows = Vec::new();
    for (index, (step, reason)) in plan.steps.iter().zip(reasons).enumerate() {
        let (kind, op, what, service) = match step {
            PlanStep::Create { cidr, service_id, .. } => {
                (LineKind::Create, "create", cidr.to_string(), formatter.service(service_id))
            }
            PlanStep::Delete { cidr, service_id, .. } => {
                (LineKind::Delete, "delete", cidr.to_string(), formatter.service(service_id))
            }
            PlanStep::Wait { hours: 0, .. } => (LineKind::Wait, "wait", String::new(), String::new()),
            PlanStep::Wait { hours, .. } => {
                (LineKind::Wait, "wait", counted((*hours).into(), "hour", "hours"), String::new())
            }
        };
        rows.push((kind, [(index + 1).to_string(), op.to_owned(), what, service, reason.clone()]));
    }
    title("steps", out);
    push_aligned(rows, out);
    if let Some(sentence) = formatter.profile_dependence(plan) {
        out.push(RenderedLine::new(LineKind::Dim, &format!("  {sentence}")));
    }
}

fn impact(plan: &Plan, formatter: &PlanFormatter<'_>, out: &mut Vec<RenderedLine>) {
    if !plan.impact.moves.is_empty() {
        title("ownership changes", out);
        let rows = plan.impact.moves.iter().map(|one| {
            let (from, to) = (formatter.owner(one.from.as_deref()), formatter.owner(one.to.as_deref()));
            let cells = [grouped(one.addresses), format!("{from} -> {to}"), few(&one.ranges, MAX_RANGES)];
            (LineKind::Plain, cells)
        });
        push_aligned(rows.collect(), out);
    }
    if !plan.impact.exposures.is_empty() {
        title("affected during the change", out);
        let rows = plan.impact.exposures.iter().map(|exposure| {
            let how = formatter.hit(exposure);
            let step = format!("at step {}", exposure.step + 1);
            let hours = format!("up to {}", counted(exposure.hours.into(), "hour", "hours"));
            let ranges = few(&exposure.ranges, MAX_RANGES);
            (LineKind::Warning, [grouped(exposure.addresses), how, step, hours, ranges])
        });
        push_aligned(rows.collect(), out);
    }
}

fn findings(plan: &Plan, out: &mut Vec<RenderedLine>) {
    if plan.findings.is_empty() {
        return;
    }
    title("findings", out);
    for (found, others) in finding_groups(&plan.findings) {
        let finding = &found.finding;
        let (kind, severity) = severity(finding);
        let when = found.when.as_text();
        let line = format!("  {severity}  {}  {}  ({when})", finding.code, escape_invisible(&finding.cidr));
        out.push(RenderedLine::new(kind, &line));
        out.push(RenderedLine::new(LineKind::Plain, &format!("    {}", finding.message)));
        out.push(RenderedLine::new(LineKind::Dim, &format!("    cure: {}", finding.help)));
        if let Some(others) = others_text(&others) {
            out.push(RenderedLine::new(LineKind::Plain, &format!("    {others}")));
        }
    }
}

/// Appends rows with aligned columns: the first column flush right, the others flush left.
fn push_aligned<const N: usize>(rows: Vec<(LineKind, [String; N])>, out: &mut Vec<RenderedLine>) {
    let mut widths = [0; N];
    for (_, row) in &rows {
        for (width, cell) in widths.iter_mut().zip(row) {
            *width = (*width).max(cell.chars().count());
        }
    }
    for (kind, row) in rows {
        let mut line = String::with_capacity(widths.iter().map(|width| width + 2).sum());
        for (index, (cell, width)) in row.iter().zip(widths).enumerate() {
            if width == 0 {
                continue;
            }
            let padding = std::iter::repeat_n(' ', width - cell.chars().count());
            line.push_str("  ");
            if index == 0 {
                line.extend(padding);
                line.push_str(cell);
            } else {
                line.push_str(cell);
                line.extend(padding);
            }
        }
        out.push(RenderedLine::new(kind, &line));
    }
}
