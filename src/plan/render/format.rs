//! Numbers, names and summaries as text.

use super::escape::{code_span, escape_invisible};
use super::line::{LineKind, RenderFormat};
use crate::cidr::Cidr;
use crate::plan::document::Plan;
use crate::plan::report::{Exposure, HitKind};
use crate::plan::step::PlanStep;
use crate::plan::task::Profile;
use crate::rules::{Finding, Severity};
use std::collections::BTreeMap;
use std::fmt::Display;

/// The most characters of a name that are shown.
const MAX_NAME_CHARS: usize = 48;

/// Formats what depends on names and on the output format.
pub(super) struct PlanFormatter<'a> {
    /// Names of services, by identifier.
    pub(super) names: &'a BTreeMap<String, String>,
    pub(super) format: RenderFormat,
}

impl PlanFormatter<'_> {
    /// The name of a service, or its identifier.
    pub(super) fn service(&self, id: &str) -> String {
        let name = self.names.get(id).filter(|name| !name.trim().is_empty()).map_or(id, String::as_str);
        let mut shown = escape_invisible(&name.chars().take(MAX_NAME_CHARS).collect::<String>());
        if name.chars().nth(MAX_NAME_CHARS).is_some() {
            shown.push('…');
        }
        self.code(&shown)
    }

    /// The owner of addresses.
    pub(super) fn owner(&self, id: Option<&str>) -> String {
        id.map_or_else(|| "no service".to_owned(), |id| self.service(id))
    }

    /// How addresses are affected.
    pub(super) fn hit(&self, exposure: &Exposure) -> String {
        match exposure.hit {
            HitKind::Unowned => "without a service".to_owned(),
            HitKind::ThirdParty => format!("through {}", self.owner(exposure.service_id.as_deref())),
        }
    }

    fn code(&self, text: &str) -> String {
        match self.format {
            RenderFormat::Text => text.to_owned(),
            RenderFormat::Markdown => code_span(text),
        }
    }

    /// The plan in one sentence.
    pub(super) fn summary(&self, plan: &Plan) -> String {
        if plan.steps.is_empty() {
            return "no changes: the current bindings are the desired ones".to_owned();
        }
        let count = |creates| {
            let writes = plan.steps.iter().filter_map(PlanStep::write);
            writes.filter(|(_, is_create)| *is_create == creates).count() as u128
        };
        let mut writes = Vec::new();
        for (number, one, many) in [(count(true), "create", "creates"), (count(false), "delete", "deletes")] {
            if number > 0 {
                writes.push(counted(number, one, many));
            }
        }
        let impact = &plan.impact;
        let mut parts = vec![match impact.changed {
            1 => "1 address changes owner".to_owned(),
            number => format!("{} addresses change owner", grouped(number)),
        }];
        let hits = |hit| impact.exposures.iter().filter(move |exposure| exposure.hit == hit);
        if impact.unowned == 0 {
            parts.push("none without a service".to_owned());
        }
        for exposure in hits(HitKind::Unowned) {
            let number = grouped(exposure.addresses);
            parts.push(format!("{number} without a service at step {}", exposure.step + 1));
        }
        if impact.third_party == 0 {
            parts.push("none through a third service".to_owned());
        }
        for exposure in hits(HitKind::ThirdParty) {
            let through = self.owner(exposure.service_id.as_deref());
            let number = grouped(exposure.addresses);
            parts.push(format!("{number} through {through} at step {}", exposure.step + 1));
        }
        format!("{}; {}", writes.join(", "), parts.join(", "))
    }

    /// How long the plan takes, and the options it was made with.
    pub(super) fn duration_and_options(&self, plan: &Plan) -> String {
        let options = format!(
            "policy {}, profile {}, gate {}",
            self.code(plan.policy.as_str()),
            self.code(plan.profile.as_str()),
            self.code(plan.gate.as_str())
        );
        let finish = plan.finish;
        if finish.gates == 0 {
            return options;
        }
        let latest = counted(finish.latest_hours.into(), "hour", "hours");
        let hours = match finish.earliest_hours {
            earliest if earliest == finish.latest_hours => format!("at least {latest}"),
            0 => format!("up to {latest}"),
            earliest => format!("{earliest} to {latest}"),
        };
        let waits = counted(finish.gates as u128, "wait", "waits");
        let cut = if plan.complete { "" } else { "; the search was cut short: a better plan may exist" };
        format!("takes {hours} ({waits}); {options}{cut}")
    }

    /// The steps that depend on the profile, if there are any.
    pub(super) fn profile_dependence(&self, plan: &Plan) -> Option<String> {
        let steps: Vec<_> = plan.relies_on_profile.iter().map(|index| (index + 1).to_string()).collect();
        let list = match steps.as_slice() {
            [] => return None,
            [one] => format!("step {one} relies"),
            _ => format!("steps {} rely", few(&steps, 12)),
        };
        let profile = self.code(plan.profile.as_str());
        let assumed = match plan.profile {
            Profile::Strict => {
                "the default can be deleted only as the last binding, and created only as the first"
            }
            Profile::Lenient => "the default can be deleted and created while more specific bindings exist",
        };
        Some(format!("{list} on the profile {profile}: {assumed} (assumed; Cloudflare does not document it)"))
    }
}

/// The kind of the line of a finding, and its severity.
pub(super) const fn severity(finding: &Finding) -> (LineKind, &'static str) {
    match finding.severity {
        Severity::Error => (LineKind::Error, "error"),
        Severity::Warning => (LineKind::Warning, "warning"),
        Severity::Note => (LineKind::Plain, "note"),
    }
}

/// `1 create`, `2 creates`.
pub(crate) fn counted(number: u128, one: &str, many: &str) -> String {
    format!("{} {}", grouped(number), if number == 1 { one } else { many })
}

/// A number with commas.
pub(super) fn grouped(number: u128) -> String {
    let digits = number.to_string();
    let mut out = String::with_capacity(digits.len() * 4 / 3);
    for (index, digit) in digits.chars().enumerate() {
        if index > 0 && (digits.len() - index).is_multiple_of(3) {
            out.push(',');
        }
        out.push(digit);
    }
    out
}

/// The first elements of a list, and how many more there are.
pub(crate) fn few<T: Display>(list: &[T], max: usize) -> String {
    let shown: Vec<_> = list.iter().take(max).map(T::to_string).collect();
    let more = list.len().saturating_sub(max);
    let shown = shown.join(", ");
    if more == 0 { shown } else { format!("{shown} and {} more", grouped(more as u128)) }
}

/// The blocks of a wait.
pub(super) fn few_blocks(list: &[Cidr]) -> String {
    few(list, 3)
}
