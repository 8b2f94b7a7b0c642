//! Safety checks: reasons not to run a plan, because of how much it does. They change nothing in the plan.

mod findings;
mod share;
mod stuck;

use super::document::Plan;
use super::report::{Phase, PlanFinding};
use super::step::PlanStep;
use super::task::{Profile, Task};
use crate::fmt::Quoted;
use crate::plan::Refusal;
use crate::sort;
use serde::Deserialize;
use share::{exceeds, percent};

/// How much a plan may do without a refusal.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "camelCase", default, deny_unknown_fields)]
#[expect(clippy::struct_excessive_bools, reason = "each overrides a refusal of its own")]
pub struct PlanLimits {
    /// Current bindings that are not in the desired state, in percent of all current bindings.
    pub deleted_percent: u32,
    /// The number of current bindings from which `deleted_percent` applies.
    pub deleted_from: u32,
    /// Addresses that change owner, in percent of the prefix.
    pub changed_percent: u32,
    /// Bindings of a snapshot that the current list has fewer, in percent of the snapshot.
    pub missing_percent: u32,
    /// Allows writes to the binding of the whole prefix.
    pub allow_default: bool,
    /// Allows addresses without an owner for a while.
    pub allow_unowned: bool,
    /// Allows an empty desired state.
    pub allow_empty: bool,
    /// Allows writes to a block that overlaps a regional binding.
    pub allow_regional: bool,
    /// Allows deleting the default although the profile `strict` expects the API to refuse that.
    pub allow_default_delete: bool,
    /// Allows addresses to depend on a binding that does not become active by itself.
    pub allow_stuck: bool,
}

impl Default for PlanLimits {
    fn default() -> Self {
        Self {
            deleted_percent: 30,
            deleted_from: 10,
            changed_percent: 50,
            missing_percent: 30,
            allow_default: false,
            allow_unowned: false,
            allow_empty: false,
            allow_regional: false,
            allow_default_delete: false,
            allow_stuck: false,
        }
    }
}

/// A plan with the results of the safety checks.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CheckedPlan {
    /// The plan, with the findings about it as a whole.
    pub plan: Plan,
    /// In a fixed order; empty if all checks passed.
    pub refusals: Vec<Refusal>,
}

/// Checks a plan. A plan without steps can be refused for one reason only: a list that is too short.
///
/// `snapshot` is the number of bindings in a snapshot to compare the current list with. O(n log n).
#[must_use]
pub fn check(task: &Task<'_>, mut plan: Plan, limits: &PlanLimits, snapshot: Option<u32>) -> CheckedPlan {
    let all = [
        list_too_short(task, limits, snapshot),
        desired_empty(task, &plan, limits),
        too_many_deleted(task, &plan, limits),
        too_many_changed(&plan, limits),
        default_touched(task, &plan, limits),
        default_undeletable(task, &plan, limits),
        addresses_unowned(task, &plan, limits),
        regional_overlapped(task, &plan, limits),
        if limits.allow_stuck { None } else { stuck::stuck_binding(task, &plan) },
    ];
    let advertised = findings::advertised(task, &plan).into_iter();
    let found: Vec<_> = advertised.chain(findings::opaque_shields(task, &plan)).collect();
    plan.findings.extend(found.into_iter().map(|finding| PlanFinding { when: Phase::During, finding }));
    CheckedPlan { plan, refusals: all.into_iter().flatten().collect() }
}

/// Compares the plan with one from before, by its fingerprint.
///
/// # Errors
///
/// `plan-changed`, which no option overrides.
pub fn check_fingerprint(plan: &Plan, expected: Option<&str>) -> Result<(), Box<Refusal>> {
    match expected {
        Some(expected) if expected != plan.fingerprint => {
            let message =
                format!("the plan has changed: expected {}, got {}", Quoted(expected), plan.fingerprint);
            let help = "a current binding, a desired one or an option has changed: read the new plan";
            Err(Box::new(Refusal::fatal("plan-changed", message, help)))
        }
        _ => Ok(()),
    }
}

fn list_too_short(task: &Task<'_>, limits: &PlanLimits, snapshot: Option<u32>) -> Option<Refusal> {
    let snapshot = usize::try_from(snapshot?).ok()?;
    let listed = task.current.len();
    let missing = snapshot.checked_sub(listed)?;
    let limit = limits.missing_percent;
    if !exceeds(missing as u128, snapshot as u128, limit) {
        return None;
    }
    let share = percent(missing as u128, snapshot as u128, limit);
    let message = format!(
        "the list has {listed} bindings, and the snapshot has {snapshot}: {missing} fewer ({share}; the limit is {limit} %)"
    );
    let help = "fetch the list again: it may be incomplete";
    Some(Refusal::overridable("list-too-short", "missingPercent", message, help))
}

fn desired_empty(task: &Task<'_>, plan: &Plan, limits: &PlanLimits) -> Option<Refusal> {
    if limits.allow_empty || !task.desired.is_empty() || plan.steps.is_empty() {
        return None;
    }
    let count = task.current.iter().filter(|binding| binding.service.is_some()).count();
    let message =
        format!("there are no desired bindings: the plan deletes all {count} bindings of {}", plan.prefix);
    let help = "check that this is the intended list";
    Some(Refusal::overridable("desired-empty", "allowEmpty", message, help))
}

fn too_many_deleted(task: &Task<'_>, plan: &Plan, limits: &PlanLimits) -> Option<Refusal> {
    let all = task.current.iter().filter(|binding| binding.service.is_some()).count();
    let limit = limits.deleted_percent;
    let is_too_many = |deleted: usize| exceeds(deleted as u128, all as u128, limit);
    // The plan deletes each binding that is not desired, so most plans need no comparison of the lists.
    let most = plan.steps.iter().filter(|step| matches!(step, PlanStep::Delete { .. })).count();
    if !u32::try_from(all).is_ok_and(|all| all >= limits.deleted_from) || !is_too_many(most) {
        return None;
    }
    let mut desired: Vec<_> =
        task.desired.iter().map(|binding| (binding.cidr, binding.service.as_str())).collect();
    sort::sort(&mut desired);
    let current = task.current.iter();
    let current = current.filter_map(|binding| Some((binding.cidr, binding.service.as_deref()?)));
    let deleted = current.filter(|binding| desired.binary_search(binding).is_err()).count();
    if !is_too_many(deleted) {
        return None;
    }
    let share = percent(deleted as u128, all as u128, limit);
    let message = format!("the plan deletes {deleted} of {all} bindings ({share}; the limit is {limit} %)");
    Some(Refusal::overridable(
        "too-many-deleted",
        "deletedPercent",
        message,
        "change fewer bindings at a time",
    ))
}

fn too_many_changed(plan: &Plan, limits: &PlanLimits) -> Option<Refusal> {
    // An address without an owner loses none.
    let moves = plan.impact.moves.iter().filter(|one| one.from.is_some());
    let (changed, all) = (moves.map(|one| one.addresses).sum(), plan.impact.addresses);
    let limit = limits.changed_percent;
    if !exceeds(changed, all, limit) {
        return None;
    }
    let share = percent(changed, all, limit);
    let message = format!("{changed} of {all} addresses change owner ({share}; the limit is {limit} %)");
    Some(Refusal::overridable(
        "too-many-changed",
        "changedPercent",
        message,
        "change fewer addresses at a time",
    ))
}

fn default_touched(task: &Task<'_>, plan: &Plan, limits: &PlanLimits) -> Option<Refusal> {
    // The first binding of an empty prefix takes no address from another service.
    if !task.current.iter().any(|binding| binding.service.is_some()) {
        return None;
    }
    let writes = plan.steps.iter().filter(|step| step.write().is_some_and(|(cidr, _)| cidr == plan.prefix));
    let count = writes.count();
    if limits.allow_default || count == 0 {
        return None;
    }
    let times = match count {
        1 => "once".to_owned(),
        2 => "twice".to_owned(),
        count => format!("{count} times"),
    };
    let message = format!(
        "the plan writes the default binding {} {times}: {} addresses of the prefix depend on it",
        plan.prefix, plan.impact.addresses
    );
    let help = "change the default only in a maintenance window";
    Some(Refusal::overridable("default-touched", "allowDefault", message, help))
}

/// The API is expected to refuse this delete in the middle of the plan. That is known before the first write, so the plan is
/// refused before it.
fn default_undeletable(task: &Task<'_>, plan: &Plan, limits: &PlanLimits) -> Option<Refusal> {
    let deletes = |step: &PlanStep| matches!(step, PlanStep::Delete { cidr, .. } if *cidr == plan.prefix);
    if limits.allow_default_delete || plan.profile == Profile::Lenient || !plan.steps.iter().any(deletes) {
        return None;
    }
    let regional = task.current.iter().find(|binding| binding.service.is_none());
    let (why, cure) = match regional {
        Some(binding) => (
            format!("the plan cannot delete the regional binding {}", binding.cidr),
            "remove the regional bindings where they are managed",
        ),
        None if task.state.advertised == Some(true) => {
            ("the prefix is advertised".to_owned(), "withdraw the prefix first")
        }
        None => return None,
    };
    let message = format!(
        "the plan deletes the default binding {}, and the profile `strict` expects the API to refuse that: {why}",
        plan.prefix
    );
    let help = format!("{cure}, or plan with the profile `lenient`, which expects the API to allow it");
    Some(Refusal::overridable("default-undeletable", "allowDefaultDelete", message, &help))
}

fn addresses_unowned(task: &Task<'_>, plan: &Plan, limits: &PlanLimits) -> Option<Refusal> {
    let count = plan.impact.unowned;
    if limits.allow_unowned || count == 0 {
        return None;
    }
    let all = plan.impact.addresses;
    let message = format!("for a while, {count} of {all} addresses have no service at some edge");
    let help = if task.is_default_lost() && task.options.profile == Profile::Strict {
        "plan with the profile `lenient`: it creates the missing default binding first, and a refused create changes nothing"
    } else {
        "withdraw the prefix first, or try another policy or profile"
    };
    Some(Refusal::overridable("addresses-unowned", "allowUnowned", message, help))
}

fn regional_overlapped(task: &Task<'_>, plan: &Plan, limits: &PlanLimits) -> Option<Refusal> {
    if limits.allow_regional {
        return None;
    }
    let regional: Vec<_> = task.current.iter().filter(|binding| binding.service.is_none()).collect();
    let mut overlaps = plan.steps.iter().filter_map(PlanStep::write).filter_map(|(cidr, _)| {
        let overlapped =
            regional.iter().find(|binding| binding.cidr.covers(&cidr) || cidr.covers(&binding.cidr))?;
        Some((cidr, overlapped.cidr))
    });
    let (cidr, overlapped) = overlaps.next()?;
    let more = match overlaps.count() {
        0 => String::new(),
        1 => "; one more write overlaps a regional binding".to_owned(),
        more => format!("; {more} more writes overlap regional bindings"),
    };
    let message = format!("the plan writes {cidr}, which overlaps the regional binding {overlapped}{more}");
    let help = "Cloudflare does not document how the two interact: ask your account team";
    Some(Refusal::overridable("regional-overlapped", "allowRegional", message, help))
}
