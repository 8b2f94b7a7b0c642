//! The plan of a restore for the bindings of a prefix.

use super::Manual;
use super::prefix::AccountFacts;
use crate::apply::RunStep;
use crate::cidr::Cidr;
use crate::drift::compare::{PresentPrefix, advertised};
use crate::envelope::PrefixSnapshot;
use crate::id::fold_case;
use crate::plan::safety;
use crate::plan::{CurrentBinding, DesiredBinding, Plan, PlanStep, PrefixState, Profile, Task, plan};
use crate::resource::{ApiField, ServiceBinding};
use std::collections::BTreeSet;

/// The plan of the bindings as steps of a run.
#[derive(Default)]
pub(super) struct BindingPlan {
    pub(super) steps: Vec<RunStep>,
    /// Empty without steps.
    pub(super) fingerprint: String,
    /// Bindings of the result that may still be rolling out at the end.
    pub(super) rolling_out: Vec<Cidr>,
    pub(super) earliest_hours: u32,
    pub(super) latest_hours: u32,
    pub(super) unowned: u128,
}

impl AccountFacts<'_> {
    /// The plan back to the bindings of the snapshot; `None` if there is none, or none that may run. Adds what a person
    /// has to do.
    pub(super) fn plan_bindings(
        &self,
        before: &PrefixSnapshot,
        now: &PresentPrefix<'_>,
        manual: &mut Vec<Manual>,
    ) -> Option<BindingPlan> {
        let prefix = before.prefix.cidr.cidr;
        let current: Vec<_> = now.state.bindings.iter().map(current).collect();
        let difference = &now.bindings;
        let removes = self.options.remove_additions && !difference.added.is_empty();
        if difference.lost.is_empty() && difference.changed.is_empty() && !removes {
            let rolling_out = rolling_out(&current, &[]);
            return Some(BindingPlan { rolling_out, ..BindingPlan::default() });
        }
        let desired = self.desired(before, now, manual);
        let mut task = Task {
            prefix,
            state: prefix_state(now),
            current: &current,
            desired: &desired,
            services: self.services,
            names: self.names.clone(),
            settles_in: self.options.settles_in,
            options: self.options.plan.clone(),
        };
        // The profile `strict` would delete what is left before it creates the default. To try the create first hits no
        // address: a refused one changes nothing.
        if task.is_default_lost() && !self.options.limits.allow_unowned {
            task.options.profile = Profile::Lenient;
        }
        let reasons = match plan(&task) {
            Ok(plan) => {
                // Beside the regional bindings of the snapshot, its other bindings have been before.
                let mut limits = self.options.limits.clone();
                limits.allow_regional |= difference.regional_added.is_empty();
                let checked = safety::check(&task, plan, &limits, None);
                if self.options.force || checked.refusals.is_empty() {
                    return Some(BindingPlan::new(checked.plan, &current));
                }
                checked.refusals
            }
            Err(refusal) => vec![*refusal],
        };
        manual.extend(reasons.into_iter().map(|refusal| Manual::refused(prefix, refusal)));
        None
    }

    /// The bindings of the snapshot with present services, and additions that stay.
    fn desired(
        &self,
        before: &PrefixSnapshot,
        now: &PresentPrefix<'_>,
        manual: &mut Vec<Manual>,
    ) -> Vec<DesiredBinding> {
        let blocks = |bindings: &[ServiceBinding], served: bool| {
            let found = bindings.iter().filter(|binding| binding.service_id.is_some() == served);
            found.map(|binding| binding.cidr.cidr).collect::<BTreeSet<_>>()
        };
        let served_now = blocks(&now.state.bindings, true);
        let mut regional = blocks(&now.state.bindings, false);
        regional.retain(|cidr| !served_now.contains(cidr));
        let held: Vec<_> = regional.intersection(&blocks(&before.bindings, true)).copied().collect();
        if !held.is_empty() {
            let message =
                "the blocks have a regional binding, and a block can have one binding only".to_owned();
            let way = "remove the regional bindings where they are managed, then restore again";
            let prefix = before.prefix.cidr.cidr;
            manual.push(Manual::new("regional-holds-block", prefix, held.clone(), message, way));
        }
        // One list may name a block twice for one service.
        let mut desired = BTreeSet::new();
        for binding in &before.bindings {
            let id = binding.service_id.as_deref();
            let Some(service) = id.and_then(|id| self.matched.present(id)) else { continue };
            if !held.contains(&binding.cidr.cidr) {
                desired.insert((binding.cidr.cidr, service.to_owned()));
            }
        }
        // A binding stays where the service that it would be replaced by is gone.
        let replaced = now.bindings.changed.iter();
        let stays = replaced.filter(|(before, _)| {
            before.service_id.as_deref().is_none_or(|id| self.matched.present(id).is_none())
        });
        desired.extend(stays.filter_map(|(_, one)| Some((one.cidr.cidr, folded(one)?))));
        if !self.options.remove_additions {
            let added = now.bindings.added.iter().copied();
            desired.extend(added.filter_map(|one| Some((one.cidr.cidr, folded(one)?))));
        }
        desired.into_iter().map(|(cidr, service)| DesiredBinding { cidr, service }).collect()
    }
}

impl BindingPlan {
    fn new(plan: Plan, current: &[CurrentBinding]) -> Self {
        let rolling_out = rolling_out(current, &plan.steps);
        Self {
            rolling_out,
            earliest_hours: plan.finish.earliest_hours,
            latest_hours: plan.finish.latest_hours,
            unowned: plan.impact.unowned,
            fingerprint: if plan.steps.is_empty() { String::new() } else { plan.fingerprint },
            steps: plan.steps.into_iter().map(run_step).collect(),
        }
    }
}

/// Bindings that are rolling out at the start, and that the steps neither delete nor wait for.
fn rolling_out(current: &[CurrentBinding], steps: &[PlanStep]) -> Vec<Cidr> {
    let mut open: BTreeSet<Cidr> =
        current.iter().filter(|binding| binding.in_flight()).map(|binding| binding.cidr).collect();
    for step in steps {
        match step {
            PlanStep::Delete { cidr, .. } => open.retain(|block| block != cidr),
            PlanStep::Wait { active, .. } => open.retain(|cidr| !active.contains(cidr)),
            PlanStep::Create { .. } => {}
        }
    }
    open.into_iter().collect()
}

fn run_step(step: PlanStep) -> RunStep {
    match step {
        PlanStep::Create { cidr, service_id, purpose } => RunStep::Create { cidr, service_id, purpose },
        PlanStep::Delete { cidr, service_id, binding_id, purpose } => {
            RunStep::Delete { cidr, service_id, binding_id, purpose }
        }
        PlanStep::Wait { until, hours, active, gone } => RunStep::Wait { until, hours, active, gone },
    }
}

fn current(binding: &ServiceBinding) -> CurrentBinding {
    CurrentBinding {
        id: Some(binding.id.clone()).filter(|id| !id.is_empty()),
        cidr: binding.cidr.cidr,
        service: folded(binding),
        state: binding.state.clone(),
    }
}

fn folded(binding: &ServiceBinding) -> Option<String> {
    binding.service_id.as_deref().map(|id| fold_case(id).into_owned())
}

/// The present state of the prefix, as far as it is known.
fn prefix_state(now: &PresentPrefix<'_>) -> PrefixState {
    let prefix = &now.state.prefix;
    let flag = |field: &ApiField<bool>| field.value().copied();
    let bgp = now.state.bgp_prefixes.entries();
    let by_bgp = bgp.filter(|list| !list.is_empty());
    let any_advertised = by_bgp.map(|list| list.iter().any(|one| advertised(one) == Some(true)));
    PrefixState {
        approved: prefix.approved.value().cloned(),
        advertised: any_advertised.or_else(|| flag(&prefix.advertised)),
        on_demand_locked: flag(&prefix.on_demand_locked),
    }
}
