//! Findings about a plan as a whole, beside those of the rules about its two states.

use crate::fmt::Quoted;
use crate::plan::document::Plan;
use crate::plan::step::{PlanStep, Purpose};
use crate::plan::task::Task;
use crate::rules::{Finding, Rule};
use crate::sort;

fn finding(rule: Rule, cidr: String, message: String, help: &str) -> Finding {
    let (code, severity, basis) = (rule.code(), rule.severity(), rule.basis());
    Finding { code, severity, basis, cidr, message, help: help.to_owned(), replacement: Vec::new() }
}

/// What the documentation says about writes while a prefix is advertised, with the numbers of this plan.
pub(super) fn advertised(task: &Task<'_>, plan: &Plan) -> Option<Finding> {
    if task.state.advertised != Some(true) || plan.steps.is_empty() {
        return None;
    }
    let message = format!(
        "the prefix is advertised: the plan writes to blocks with {} addresses, and likely disrupts their traffic for up to {} hours",
        plan.impact.written, plan.finish.latest_hours
    );
    let help = "run the plan in a maintenance window, or before you advertise the prefix";
    Some(finding(Rule::PrefixAdvertised, plan.prefix.to_string(), message, help))
}

/// Shields for a service that has the whole prefix in both states. It may not accept a part, and only CDN and Spectrum are
/// documented to do so.
pub(super) fn opaque_shields(task: &Task<'_>, plan: &Plan) -> Vec<Finding> {
    let current = task.current.iter().filter_map(|binding| Some((binding.cidr, binding.service.as_deref()?)));
    let desired = task.desired.iter().map(|binding| (binding.cidr, binding.service.as_str()));
    let has_part = current.chain(desired).filter(|(cidr, _)| *cidr != plan.prefix);
    let has_part = sort::distinct(has_part.map(|(_, service)| service));
    let mut shields = Vec::new();
    for step in &plan.steps {
        let PlanStep::Create { cidr, service_id, purpose: Purpose::Shield } = step else { continue };
        let documented = matches!(task.names.get(service_id).map(String::as_str), Some("CDN" | "Spectrum"));
        if *cidr != plan.prefix && has_part.binary_search(&service_id.as_str()).is_err() && !documented {
            shields.push((service_id.as_str(), cidr));
        }
    }
    // One finding for each service, at the first of its blocks.
    sort::sort_by(&mut shields, |(one, _), (other, _)| one.cmp(other));
    shields
        .chunk_by(|(one, _), (other, _)| one == other)
        .filter_map(|blocks| Some((blocks.first()?, blocks.len())))
        .map(|((service, cidr), count)| {
            let blocks = if count == 1 { "a block".to_owned() } else { format!("{count} blocks") };
            let name = Quoted(task.names.get(*service).map_or(service, String::as_str));
            let message = format!(
                "for a while {name} gets {blocks} inside the prefix, but it has only the whole prefix so far"
            );
            let help = "if the service cannot take a part of a prefix, list it in defaultOnly";
            finding(Rule::ShieldOpaque, cidr.to_string(), message, help)
        })
        .collect()
}
