//! Compiles a task to numbers, solves it, and writes the result as a plan.

mod merge;
mod service_table;
mod steps;
mod validate;

use super::document::{Assumption, Plan};
use super::fingerprint;
use super::impact::{BindingAtStart, impact_ranges};
use super::report::{Finish, Impact, PlanFinding, sum_impact};
use super::search::binding_change::BindingChange;
use super::search::cidr_block::CidrBlock;
use super::search::problem::SearchProblem;
use super::search::service_set::{NO_SERVICE, ServiceNumber};
use super::search::solve;
use super::search::write_order::{WriteBatch, write_batches};
use super::step::PlanStep;
use super::task::{PROPAGATION_HOURS, PlanOptions, Task};
use crate::plan::Refusal;
use merge::{MergedStates, merge_states};
use service_table::ServiceTable;
use steps::{profile_dependent_steps, steps};
use validate::validate;

/// A task in numbers; its lists are usable, and its desired state is legal.
pub(super) struct CompiledTask<'a> {
    task: &'a Task<'a>,
    services: ServiceTable<'a>,
    states: MergedStates<'a>,
    findings: Vec<PlanFinding>,
}

impl<'a> CompiledTask<'a> {
    /// Compiles a task; `findings` says whether the rules are to report more than what makes the task illegal.
    pub(super) fn new(task: &'a Task<'a>, findings: bool) -> Result<Self, Box<Refusal>> {
        let prefix = task.prefix;
        if prefix.size().is_none() {
            let message = format!("the prefix {prefix} has more addresses than a plan can count");
            return Err(Box::new(Refusal::fatal("prefix-too-large", message, "plan for a smaller prefix")));
        }
        let services = ServiceTable::new(task)?;
        let states = merge_states(task, &services)?;
        let findings = validate(task, &services, &states, findings)?;
        Ok(Self { task, services, states, findings })
    }

    pub(super) const fn task(&self) -> &'a Task<'a> {
        self.task
    }

    /// The blocks of both states in order, each with the identifier of its current binding.
    pub(super) fn changes(&self) -> impl Iterator<Item = (&BindingChange, Option<&'a str>)> {
        self.states.changes.iter().zip(self.states.ids.iter().copied())
    }

    /// The identifier of a service; `None` for [`NO_SERVICE`].
    pub(super) fn service_id(&self, service: ServiceNumber) -> Option<String> {
        self.services.id(service).map(str::to_owned)
    }

    pub(super) fn plan(self) -> Plan {
        let PlanOptions { policy, profile, gate, .. } = self.task.options;
        let [services, sub_block_services] = self.services.sets();
        let prefix = self.task.prefix;
        let solution = solve(&SearchProblem {
            prefix: CidrBlock::of(&prefix),
            width: prefix.family().bits(),
            changes: &self.states.changes,
            sub_block_services,
            services,
            profile,
            policy,
            gate,
            settles_in: self.task.settles_in.filter(|hours| *hours > 0),
        });
        let batches = solution.as_ref().map(write_batches).unwrap_or_default();
        let steps = steps(prefix, &self.services, &self.states, &batches);
        let assumptions = if steps.is_empty() { Vec::new() } else { self.assumptions() };
        Plan {
            format: 1,
            prefix,
            policy,
            profile,
            gate,
            complete: solution.as_ref().is_none_or(|solution| solution.complete),
            finish: Finish::of(&steps),
            relies_on_profile: profile_dependent_steps(prefix, &self.states, &steps, solution.as_ref()),
            assumptions,
            impact: self.impact(&batches, &steps),
            fingerprint: fingerprint::fingerprint(self.task, &steps),
            findings: self.findings,
            steps,
        }
    }

    /// What the list of bindings does not show.
    fn assumptions(&self) -> Vec<Assumption> {
        let mut list = Vec::new();
        let mut rolling_out = self.states.changes.iter().filter(|change| change.in_flight);
        if let Some(first) = rolling_out.next() {
            let first = first.block.cidr(self.task.prefix.family());
            let (count, all) = (rolling_out.count() + 1, self.task.current.len());
            let (are, more, them) = if count == 1 { ("is", "", "it") } else { ("are", ", …", "them") };
            let message = format!(
                "{count} of {all} bindings {are} still rolling out ({first}{more}): an edge may or may not have {them} yet"
            );
            list.push(Assumption { code: "start-in-flight", message });
        }
        if self.task.settles_in.is_none() {
            let message = format!(
                "no binding of this prefix was deleted in the last {PROPAGATION_HOURS} hours: the list does not show deletions; if there was one, set the time since which the prefix is settled"
            );
            list.push(Assumption { code: "no-recent-deletions", message });
        }
        list
    }

    /// What these batches do to the addresses; `steps` are the batches as steps.
    pub(super) fn impact(&self, batches: &[WriteBatch], steps: &[PlanStep]) -> Impact {
        let bound = self.states.changes.iter().filter(|change| change.before != NO_SERVICE);
        let start: Vec<_> = bound
            .map(|change| BindingAtStart {
                block: change.block,
                service: change.before,
                in_flight: change.in_flight,
            })
            .collect();
        let prefix = self.task.prefix;
        let ranges = impact_ranges(CidrBlock::of(&prefix), prefix.family().bits(), &start, batches);
        sum_impact(&ranges, steps, prefix.family(), |service| self.service_id(service))
    }
}

#[cfg(test)]
mod tests;
