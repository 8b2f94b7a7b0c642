//! Reasons not to run a plan as it stands: how much it does, apart from what it does. Nothing here changes a plan.

mod stuck;

use super::report::{Phase, PlanFinding};
use super::{Plan, PlanStep, Profile, Purpose, Refusal, Task};
use crate::error::Quoted;
use crate::rules::{Finding, Rule};
use crate::sort;
use serde::Deserialize;

/// How much a plan may do without a refusal.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "camelCase", default, deny_unknown_fields)]
#[expect(clippy::struct_excessive_bools, reason = "each lifts a refusal of its own")]
pub struct PlanLimits {
    /// Bindings of the start that are not there at the end, in percent of those of the start.
    pub deleted_percent: u32,
    /// The number of bindings from which `deleted_percent` counts.
    pub deleted_from: u32,
    /// Addresses that change hands, in percent of those of the prefix.
    pub changed_percent: u32,
    /// Bindings of a snapshot that the current list is short of, in percent of those of the snapshot.
    pub missing_percent: u32,
    /// True where the binding of the whole prefix may be written.
    pub allow_default: bool,
    /// True where addresses may be without an owner for a while.
    pub allow_unowned: bool,
    /// True where nothing may be bound at the end.
    pub allow_empty: bool,
    /// True where a block may be written that overlaps a regional binding.
    pub allow_regional: bool,
    /// True where the default may be deleted although the profile `strict` expects the API to refuse that.
    pub allow_default_delete: bool,
    /// True where addresses may be handed to a binding that does not become active by itself.
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

/// A plan, and what safety says of it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CheckedPlan {
    /// The plan, with findings about the prefix and the shields.
    pub plan: Plan,
    /// In a fixed order; empty where nothing speaks against it.
    pub refusals: Vec<Refusal>,
}

/// Judges a plan. A plan without steps is refused for one reason only: a list that is too short.
///
/// `snapshot` is the number of bindings of a snapshot that the current list is compared with. O(n log n).
#[must_use]
pub fn check(task: &Task<'_>, mut plan: Plan, limits: &PlanLimits, snapshot: Option<u32>) -> CheckedPlan {
    let all = [
        missing(task, limits, snapshot),
        emptied(task, &plan, limits),
        deleted(task, limits),
        changed(&plan, limits),
        default_touched(task, &plan, limits),
        undeletable(task, &plan, limits),
        unowned(&plan, limits),
        regional(task, &plan, limits),
        if limits.allow_stuck { None } else { stuck::refusal(task, &plan) },
    ];
    let found: Vec<_> = advertised(task, &plan).into_iter().chain(shields(task, &plan)).collect();
    plan.findings.extend(found.into_iter().map(|finding| PlanFinding { when: Phase::During, finding }));
    CheckedPlan { plan, refusals: all.into_iter().flatten().collect() }
}

/// Compares the plan with one made earlier, by its fingerprint.
///
/// # Errors
///
/// `plan-changed`, which nothing lifts.
pub fn check_fingerprint(plan: &Plan, expected: Option<&str>) -> Result<(), Box<Refusal>> {
    match expected {
        Some(expected) if expected != plan.fingerprint => {
            let message =
                format!("the plan is another one now: it is {}, not {}", plan.fingerprint, Quoted(expected));
            let help = "what is bound, what should be, or an option has changed: read the new plan";
            Err(Box::new(Refusal::fatal("plan-changed", message, help)))
        }
        _ => Ok(()),
    }
}

fn overridable(code: &'static str, lift: &'static str, message: String, help: &str) -> Refusal {
    Refusal { code, message, help: help.to_owned(), override_flag: Some(lift), findings: Vec::new() }
}

/// `part` in percent of `whole`, exact enough to be compared: true where it is more than `limit`.
fn over(part: u128, whole: u128, limit: u32) -> bool {
    // Of numbers near 2^128 the last digits do not decide.
    let scale = if whole >= 1 << 120 { 7 } else { 0 };
    (part >> scale) * 100 > (whole >> scale) * u128::from(limit)
}

/// A share that is over a limit, for people: `37.5 %`, rounded down, with as many digits as it takes to be more than
/// the limit.
fn percent(part: u128, whole: u128, limit: u32) -> String {
    let scale = if whole >= 1 << 96 { 32 } else { 0 };
    let (part, whole) = (part >> scale, whole >> scale);
    let mut unit = 1u128;
    for digits in 0..=6usize {
        let share = (part * 100 * unit).checked_div(whole).unwrap_or(0);
        let exact = (part * 100 * unit).checked_rem(whole) == Some(0);
        // One digit is shown where there is one to show.
        if share > u128::from(limit) * unit && (digits > 0 || exact) {
            let (whole, rest) = (share / unit, share % unit);
            return if rest == 0 { format!("{whole} %") } else { format!("{whole}.{rest:0digits$} %") };
        }
        unit *= 10;
    }
    format!("slightly more than {limit} %")
}

fn missing(task: &Task<'_>, limits: &PlanLimits, snapshot: Option<u32>) -> Option<Refusal> {
    let snapshot = usize::try_from(snapshot?).ok()?;
    let found = task.current.len();
    let short = snapshot.checked_sub(found)?;
    if !over(short as u128, snapshot as u128, limits.missing_percent) {
        return None;
    }
    let message = format!(
        "{found} bindings are listed, and the snapshot has {snapshot}: {short} fewer, which is {} and over the limit of {} %",
        percent(short as u128, snapshot as u128, limits.missing_percent),
        limits.missing_percent
    );
    Some(overridable("list-too-short", "missingPercent", message, "fetch the list again: it may be cut off"))
}

fn emptied(task: &Task<'_>, plan: &Plan, limits: &PlanLimits) -> Option<Refusal> {
    if limits.allow_empty || !task.desired.is_empty() || plan.steps.is_empty() {
        return None;
    }
    let count = task.current.iter().filter(|bound| bound.service.is_some()).count();
    let message =
        format!("nothing should be bound, which deletes all of the {count} bindings of {}", plan.prefix);
    Some(overridable("desired-empty", "allowEmpty", message, "look whether that is the right list"))
}

fn deleted(task: &Task<'_>, limits: &PlanLimits) -> Option<Refusal> {
    let mut wanted: Vec<_> =
        task.desired.iter().map(|wanted| (wanted.cidr, wanted.service.as_str())).collect();
    sort::sort(&mut wanted);
    let owned: Vec<_> =
        task.current.iter().filter_map(|bound| Some((bound.cidr, bound.service.as_deref()?))).collect();
    let all = owned.len();
    let gone = owned.iter().filter(|bound| wanted.binary_search(bound).is_err()).count();
    let counts = u32::try_from(all).is_ok_and(|all| all >= limits.deleted_from);
    if !counts || !over(gone as u128, all as u128, limits.deleted_percent) {
        return None;
    }
    let message = format!(
        "{gone} of {all} bindings are deleted, which is {} and over the limit of {} %",
        percent(gone as u128, all as u128, limits.deleted_percent),
        limits.deleted_percent
    );
    Some(overridable("too-many-deleted", "deletedPercent", message, "change a part of them first"))
}

fn changed(plan: &Plan, limits: &PlanLimits) -> Option<Refusal> {
    // Who had no owner loses none.
    let taken = plan.impact.moves.iter().filter(|moved| moved.from.is_some());
    let (changed, all) = (taken.map(|moved| moved.addresses).sum(), plan.impact.addresses);
    if !over(changed, all, limits.changed_percent) {
        return None;
    }
    let message = format!(
        "{changed} of {all} addresses change hands, which is {} and over the limit of {} %",
        percent(changed, all, limits.changed_percent),
        limits.changed_percent
    );
    Some(overridable("too-many-changed", "changedPercent", message, "change a part of them first"))
}

fn default_touched(task: &Task<'_>, plan: &Plan, limits: &PlanLimits) -> Option<Refusal> {
    // The first binding of an empty prefix changes nothing for anybody.
    if !task.current.iter().any(|bound| bound.service.is_some()) {
        return None;
    }
    let writes = plan.steps.iter().filter(|step| step.write().is_some_and(|(cidr, _)| cidr == plan.prefix));
    let count = writes.count();
    if limits.allow_default || count == 0 {
        return None;
    }
    let times = if count == 1 { "once".to_owned() } else { format!("{count} times") };
    let message = format!(
        "the default binding {} is written {times}: {} addresses of the prefix depend on it",
        plan.prefix, plan.impact.addresses
    );
    Some(overridable(
        "default-touched",
        "allowDefault",
        message,
        "change the default in a maintenance window only",
    ))
}

/// What the API is expected to refuse in the middle: known before anything is sent, so it is said then.
fn undeletable(task: &Task<'_>, plan: &Plan, limits: &PlanLimits) -> Option<Refusal> {
    let deletes = |step: &PlanStep| matches!(step, PlanStep::Delete { cidr, .. } if *cidr == plan.prefix);
    if limits.allow_default_delete || plan.profile == Profile::Lenient || !plan.steps.iter().any(deletes) {
        return None;
    }
    let regional = task.current.iter().find(|bound| bound.service.is_none());
    let (why, cure) = match regional {
        Some(bound) => (
            format!("the regional binding {} is not the plan's to delete", bound.cidr),
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
    let help = format!("{cure}, or plan with the profile `lenient`, which assumes that the API allows it");
    Some(overridable("default-undeletable", "allowDefaultDelete", message, &help))
}

fn unowned(plan: &Plan, limits: &PlanLimits) -> Option<Refusal> {
    let count = plan.impact.unowned;
    if limits.allow_unowned || count == 0 {
        return None;
    }
    let message =
        format!("{count} of {} addresses have no owner at some edge for a while", plan.impact.addresses);
    Some(overridable(
        "addresses-unowned",
        "allowUnowned",
        message,
        "withdraw the prefix first, or see what another policy or profile does",
    ))
}

fn regional(task: &Task<'_>, plan: &Plan, limits: &PlanLimits) -> Option<Refusal> {
    if limits.allow_regional {
        return None;
    }
    let held: Vec<_> = task.current.iter().filter(|bound| bound.service.is_none()).collect();
    let mut overlaps = plan.steps.iter().filter_map(PlanStep::write).filter_map(|(cidr, _)| {
        let held = held.iter().find(|held| held.cidr.covers(&cidr) || cidr.covers(&held.cidr))?;
        Some((cidr, held.cidr))
    });
    let (cidr, held) = overlaps.next()?;
    let more = match overlaps.count() {
        0 => String::new(),
        1 => ", and one more write overlaps one".to_owned(),
        more => format!(", and {more} more writes overlap one"),
    };
    let message = format!("the block {cidr} is written, and the regional binding {held} is in the way{more}");
    Some(overridable(
        "regional-overlapped",
        "allowRegional",
        message,
        "nobody documents how the two combine: ask the account team",
    ))
}

fn finding(rule: Rule, cidr: String, message: String, help: &str) -> Finding {
    let (code, severity, basis) = (rule.code(), rule.severity(), rule.basis());
    Finding { code, severity, basis, cidr, message, help: help.to_owned(), replacement: Vec::new() }
}

/// What the documentation says of an advertised prefix, with the numbers of this plan.
fn advertised(task: &Task<'_>, plan: &Plan) -> Option<Finding> {
    if task.state.advertised != Some(true) || plan.steps.is_empty() {
        return None;
    }
    let message = format!(
        "the prefix is advertised: {} addresses are in blocks that are written to, likely with disruption in {} hours",
        plan.impact.written, plan.finish.latest_hours
    );
    let help = "run it in a maintenance window, or before the prefix is advertised";
    Some(finding(Rule::PrefixAdvertised, plan.prefix.to_string(), message, help))
}

/// Shields for a service that so far has the whole prefix only, and of which nobody says that it takes a part.
fn shields(task: &Task<'_>, plan: &Plan) -> Vec<Finding> {
    let current = task.current.iter().filter_map(|bound| Some((bound.cidr, bound.service.as_deref()?)));
    let wanted = task.desired.iter().map(|wanted| (wanted.cidr, wanted.service.as_str()));
    let parts = current.chain(wanted).filter(|(cidr, _)| *cidr != plan.prefix).map(|(_, service)| service);
    let parts = sort::distinct(parts);
    let mut shields = Vec::new();
    for step in &plan.steps {
        let PlanStep::Create { cidr, service_id, purpose: Purpose::Shield } = step else { continue };
        let documented = matches!(task.names.get(service_id).map(String::as_str), Some("CDN" | "Spectrum"));
        if *cidr != plan.prefix && parts.binary_search(&service_id.as_str()).is_err() && !documented {
            shields.push((service_id.as_str(), cidr));
        }
    }
    let name = |id: &str| Quoted(task.names.get(id).map_or(id, String::as_str)).to_string();
    // The first block of each service is named.
    sort::sort_by(&mut shields, |(one, _), (other, _)| one.cmp(other));
    shields
        .chunk_by(|(one, _), (other, _)| one == other)
        .filter_map(|blocks| Some((blocks.first()?, blocks.len())))
        .map(|((service, cidr), count)| {
            let blocks = if count == 1 { "a block".to_owned() } else { format!("{count} blocks") };
            let message = format!(
                "{blocks} inside the prefix go to {} for a while, which so far has the whole prefix only",
                name(service)
            );
            let help = "if it takes the whole prefix or nothing, say so with defaultOnly";
            finding(Rule::ShieldOpaque, cidr.to_string(), message, help)
        })
        .collect()
}
