//! The findings of the rules about both states.

use super::merge::{MergedStates, StateEntry};
use super::service_table::ServiceTable;
use crate::cidr::Cidr;
use crate::plan::Refusal;
use crate::plan::report::{self, Phase, PlanFinding};
use crate::plan::search::service_set::{NO_SERVICE, ServiceNumber};
use crate::plan::task::{PrefixState, Task};
use crate::rules::{BoundService, Finding, PrefixFacts, Severity, lint_sorted};

/// The findings about both states; without `findings`, only the errors are looked for.
///
/// # Errors
///
/// `desired-illegal` if the desired state breaks a rule.
pub(super) fn validate(
    task: &Task<'_>,
    services: &ServiceTable<'_>,
    states: &MergedStates<'_>,
    findings: bool,
) -> Result<Vec<PlanFinding>, Box<Refusal>> {
    // Where nothing changes, the findings at the start are those at the end.
    let changes = states.changes.iter().any(|change| change.before != change.after);
    let start = if findings && changes { lint(task, services, states, false, findings) } else { Vec::new() };
    let end = lint(task, services, states, true, findings);
    let errors: Vec<_> = end.iter().filter(|finding| finding.severity == Severity::Error).cloned().collect();
    if !errors.is_empty() {
        let rules = if errors.len() == 1 { "a rule".to_owned() } else { format!("{} rules", errors.len()) };
        let message = format!("the desired bindings break {rules}");
        let refusal = Refusal::fatal("desired-illegal", message, "fix the list and plan again");
        return Err(Box::new(Refusal { findings: errors, ..refusal }));
    }
    let mut findings = report::new_findings(start, Phase::Start, &end);
    findings.extend(report::new_findings(end, Phase::End, &[]));
    Ok(findings)
}

/// The findings about one state.
fn lint(
    task: &Task<'_>,
    services: &ServiceTable<'_>,
    states: &MergedStates<'_>,
    desired_state: bool,
    notes: bool,
) -> Vec<Finding> {
    let Task { prefix, current, desired, .. } = *task;
    // All bindings of a service share one text for its identifier, so that the rules read it from one place in memory.
    let id = |(cidr, service): (Cidr, &ServiceNumber)| Some((cidr, services.id(*service)?));
    let [before, after] = &states.binding_services;
    let mut before = current.iter().map(|binding| binding.cidr).zip(before).filter_map(id);
    let mut after = desired.iter().map(|binding| binding.cidr).zip(after).filter_map(id);
    let listed: &mut dyn Iterator<Item = _> = if desired_state { &mut after } else { &mut before };
    let mut listed = listed.peekable();
    if listed.peek().is_none() {
        return Vec::new();
    }
    let in_state =
        |entry: &&StateEntry| (entry.index >= current.len()) == desired_state && entry.service != NO_SERVICE;
    let bound_service = |entry: &StateEntry| {
        let service = BoundService { id: services.id(entry.service), name: services.name(entry.service) };
        (entry.block.cidr(prefix.family()), service)
    };
    let sorted = states.entries.iter().filter(in_state).map(bound_service).collect();
    let PrefixState { approved, advertised, on_demand_locked } = task.state.clone();
    let facts = PrefixFacts { cidr: prefix.to_string(), approved, advertised, on_demand_locked };
    lint_sorted(notes, &facts, &mut listed, sorted, task.services)
}
