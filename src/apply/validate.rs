//! Checks of a run's plan before it starts.

use super::document::{PrefixPlan, RunPlan, RunStep};
use super::error::{ApplyError, PLAN_HELP};
use crate::cidr::Cidr;
use crate::id::path_segment;
use std::collections::BTreeSet;

/// # Errors
///
/// `run-plan-invalid`.
pub(super) fn validate(plan: &RunPlan) -> Result<(), ApplyError> {
    let invalid = |what: String| ApplyError::new("run-plan-invalid", what, PLAN_HELP);
    path_segment(&plan.account_id, "account id").map_err(|error| invalid(error.to_string()))?;
    if !(1..=1200).contains(&plan.options.request_budget) {
        return Err(invalid(format!(
            "the request budget is {}, not 1 to 1,200",
            plan.options.request_budget
        )));
    }
    if !(1..=64).contains(&plan.options.concurrency) {
        return Err(invalid(format!("the concurrency is {}, not 1 to 64", plan.options.concurrency)));
    }
    let (mut blocks, mut ids) = (BTreeSet::new(), BTreeSet::new());
    for prefix in &plan.prefixes {
        if !blocks.insert(prefix.cidr) || !ids.insert(&prefix.prefix_id) {
            return Err(invalid(format!("the plan names {} twice", prefix.cidr)));
        }
        check_prefix(prefix).map_err(|what| invalid(format!("{}: {what}", prefix.cidr)))?;
    }
    Ok(())
}

fn check_prefix(plan: &PrefixPlan) -> Result<(), String> {
    path_segment(&plan.prefix_id, "prefix id").map_err(|error| error.to_string())?;
    let inside = |cidr: Cidr| {
        if plan.cidr.covers(&cidr) { Ok(()) } else { Err(format!("{cidr} is outside the prefix")) }
    };
    let mut ids = BTreeSet::new();
    for one in &plan.start {
        inside(one.cidr)?;
        path_segment(&one.id, "binding id").map_err(|error| error.to_string())?;
        if !ids.insert(one.id.as_str()) {
            return Err(format!("binding {} is named twice", one.id));
        }
    }
    let mut created: BTreeSet<(Cidr, &str)> = BTreeSet::new();
    for (at, step) in plan.steps.iter().enumerate() {
        let number = at + 1;
        if let Some(cidr) = step.cidr() {
            inside(cidr)?;
        }
        match step {
            RunStep::Create { cidr, service_id, .. } => {
                path_segment(service_id, "service id").map_err(|error| error.to_string())?;
                created.insert((*cidr, service_id));
            }
            RunStep::Delete { binding_id: Some(id), .. } if !ids.remove(id.as_str()) => {
                return Err(format!("step {number} deletes {id}, which is not a binding of the start"));
            }
            RunStep::Delete { binding_id: None, cidr, service_id, .. }
                if !created.remove(&(*cidr, service_id.as_str())) =>
            {
                return Err(format!("step {number} deletes {cidr}, which no step before it creates"));
            }
            RunStep::Delegate { account_id, .. } => {
                path_segment(account_id, "account id").map_err(|error| error.to_string())?;
            }
            RunStep::EditBgpPrefix { asn_prepend_count: Some(4..), .. } => {
                return Err(format!("step {number} prepends more than three times"));
            }
            RunStep::EditBgpPrefix { asn_prepend_count: None, auto_advertise_withdraw: None, .. } => {
                return Err(format!("step {number} changes nothing"));
            }
            _ => {}
        }
    }
    Ok(())
}
