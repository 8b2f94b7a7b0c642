//! A restore for people: lines of text.

use super::{Manual, PrefixPlanSummary, Restore};
use crate::apply::{PrefixPlan, RunStep};
use crate::cidr::Cidr;
use crate::drift::render::not_compared_lines;
use crate::fmt::Quoted;
use crate::plan::render::{LineKind, RenderedLine, counted, few};
use crate::plan::{Purpose, Until};
use crate::rules::Severity;
use std::fmt::Write as _;

/// Most blocks in a line.
const MAX_BLOCKS: usize = 3;

impl Restore {
    /// The restore as lines for a terminal: a summary, each prefix with its steps, what a person has to do, and the
    /// additions that stay. O(n).
    #[must_use]
    pub fn lines(&self) -> Vec<RenderedLine> {
        let mut lines = vec![RenderedLine::new(LineKind::Head, &self.summary())];
        if self.offline {
            let text = "the present state is not known: the plan assumes that all bindings, BGP prefixes and delegations are gone";
            lines.push(RenderedLine::new(LineKind::Warning, text));
        }
        for (plan, summary) in self.run.prefixes.iter().zip(&self.plans) {
            lines.push(RenderedLine::new(LineKind::Plain, ""));
            lines.push(RenderedLine::new(LineKind::Head, &title(plan, summary)));
            let width = plan.steps.len().to_string().len();
            lines.extend((1_usize..).zip(&plan.steps).map(|(number, step)| {
                let (kind, text) = self.step(step);
                RenderedLine::new(kind, &format!("  {number:>width$}  {text}"))
            }));
        }
        if !self.manual.is_empty() {
            lines.push(RenderedLine::new(LineKind::Plain, ""));
            lines.push(RenderedLine::new(LineKind::Head, "not restored, to do by hand"));
            lines.extend(self.manual.iter().flat_map(manual_lines));
        }
        if !self.kept.is_empty() {
            lines.push(RenderedLine::new(LineKind::Plain, ""));
            lines.push(RenderedLine::new(LineKind::Head, "not in the snapshot, and kept"));
            lines.extend(self.kept.iter().map(|finding| {
                let text = format!("  {}{} ({})", in_prefix(finding.prefix), finding.message, finding.code);
                RenderedLine::new(LineKind::Plain, &text)
            }));
        }
        lines.extend(not_compared_lines(&self.not_compared));
        lines
    }

    fn summary(&self) -> String {
        let count = |counts: fn(&RunStep) -> bool| {
            let steps = self.run.prefixes.iter().flat_map(|prefix| &prefix.steps);
            steps.filter(|step| counts(step)).count() as u128
        };
        let parts = [
            (count(|step| matches!(step, RunStep::Create { .. })), "binding created", "bindings created"),
            (count(|step| matches!(step, RunStep::Delete { .. })), "binding deleted", "bindings deleted"),
            (
                count(|step| matches!(step, RunStep::CreateBgpPrefix { .. })),
                "BGP prefix created",
                "BGP prefixes created",
            ),
            (
                count(|step| matches!(step, RunStep::EditBgpPrefix { .. })),
                "BGP prefix edited",
                "BGP prefixes edited",
            ),
            (count(|step| matches!(step, RunStep::Delegate { .. })), "delegation", "delegations"),
            (
                count(|step| matches!(step, RunStep::Advertise { advertised: true, .. })),
                "block advertised",
                "blocks advertised",
            ),
            (
                count(|step| matches!(step, RunStep::Advertise { advertised: false, .. })),
                "block withdrawn",
                "blocks withdrawn",
            ),
        ];
        let mut text = match self.run.prefixes.len() {
            0 => "nothing to run".to_owned(),
            count => format!("restore {}", counted(count as u128, "prefix", "prefixes")),
        };
        for (number, one, many) in parts.into_iter().filter(|(number, ..)| *number > 0) {
            // Writing to a String cannot fail.
            let _ = write!(text, ", {}", counted(number, one, many));
        }
        let longest =
            |hours: fn(&PrefixPlanSummary) -> u32| self.plans.iter().map(hours).max().unwrap_or_default();
        if let Some(hours) = hours(longest(|plan| plan.earliest_hours), longest(|plan| plan.latest_hours)) {
            let _ = write!(text, "; takes {hours}");
        }
        if !self.manual.is_empty() {
            let _ = write!(text, "; {} to do by hand", counted(self.manual.len() as u128, "point", "points"));
        }
        text
    }

    /// A step as text.
    fn step(&self, step: &RunStep) -> (LineKind, String) {
        let service = |id: &str| Quoted(self.names.get(id).map_or(id, String::as_str)).to_string();
        match step {
            RunStep::Create { cidr, service_id, purpose } => {
                (LineKind::Create, format!("create {cidr} for {}{}", service(service_id), why(*purpose)))
            }
            RunStep::Delete { cidr, service_id, purpose, .. } => {
                (LineKind::Delete, format!("delete {cidr} of {}{}", service(service_id), why(*purpose)))
            }
            RunStep::Wait { until, hours, active, .. } => {
                let hours =
                    if *hours == 0 { String::new() } else { format!("at least {}, ", hours_text(*hours)) };
                let what = match until {
                    Until::Settled | Until::Active if !active.is_empty() => {
                        format!(
                            "until {} {} active",
                            few(active, MAX_BLOCKS),
                            if active.len() == 1 { "is" } else { "are" }
                        )
                    }
                    _ => "until every data center has the writes".to_owned(),
                };
                (LineKind::Wait, format!("wait {hours}{what}"))
            }
            RunStep::CreateBgpPrefix { cidr } => {
                (LineKind::Create, format!("create the BGP prefix {cidr}, if it has not come back"))
            }
            RunStep::EditBgpPrefix { cidr, asn_prepend_count, auto_advertise_withdraw } => {
                let count = asn_prepend_count.map(|count| format!("prepend count {count}"));
                let follow =
                    auto_advertise_withdraw.map(|follow| format!("`auto_advertise_withdraw` {follow}"));
                let set: Vec<_> = count.into_iter().chain(follow).collect();
                (LineKind::Plain, format!("edit the BGP prefix {cidr}: {}", set.join(", ")))
            }
            RunStep::Advertise { cidr, advertised: true } => (LineKind::Create, format!("advertise {cidr}")),
            RunStep::Advertise { cidr, advertised: false } => (LineKind::Delete, format!("withdraw {cidr}")),
            RunStep::Delegate { cidr, account_id } => {
                (LineKind::Create, format!("delegate {cidr} to the account {}", Quoted(account_id)))
            }
        }
    }
}

fn why(purpose: Purpose) -> &'static str {
    match purpose {
        Purpose::Desired => "",
        Purpose::Shield => " (for a while)",
        Purpose::MakeWay => " (makes way)",
    }
}

fn title(plan: &PrefixPlan, summary: &PrefixPlanSummary) -> String {
    let takes = hours(summary.earliest_hours, summary.latest_hours);
    let takes = takes.map_or_else(String::new, |hours| format!(": takes {hours}"));
    let unowned = match summary.unowned {
        0 => String::new(),
        count => format!("; {} without a service for a while", counted(count, "address", "addresses")),
    };
    format!("{}{takes}{unowned}", plan.cidr)
}

fn hours(earliest: u32, latest: u32) -> Option<String> {
    match (earliest, latest) {
        (0, 0) => None,
        (0, latest) => Some(format!("up to {}", hours_text(latest))),
        (earliest, latest) if earliest == latest => Some(format!("at least {}", hours_text(latest))),
        (earliest, latest) => Some(format!("{earliest} to {}", hours_text(latest))),
    }
}

fn hours_text(hours: u32) -> String {
    counted(hours.into(), "hour", "hours")
}

fn in_prefix(prefix: Option<Cidr>) -> String {
    prefix.map_or_else(String::new, |prefix| format!("{prefix}: "))
}

fn manual_lines(manual: &Manual) -> [RenderedLine; 2] {
    let kind = if manual.severity == Severity::Error { LineKind::Error } else { LineKind::Warning };
    let blocks: Vec<_> = manual.cidrs.iter().filter(|cidr| Some(**cidr) != manual.prefix).collect();
    let blocks = if blocks.is_empty() { String::new() } else { format!("; {}", few(&blocks, MAX_BLOCKS)) };
    let lift = manual.lift.map_or_else(String::new, |limit| format!("; the limit is `{limit}`"));
    let text = format!("  {}{}{blocks} ({})", in_prefix(manual.prefix), manual.message, manual.code);
    [RenderedLine::new(kind, &text), RenderedLine::new(LineKind::Dim, &format!("    {}{lift}", manual.help))]
}
