//! Turns batches of writes into the steps of a plan.

use super::merge::MergedStates;
use super::service_table::ServiceTable;
use crate::cidr::Cidr;
use crate::plan::gallop_search::gallop_search;
use crate::plan::search::binding_change::BindingChange;
use crate::plan::search::cidr_block::CidrBlock;
use crate::plan::search::problem::Solution;
use crate::plan::search::service_set::ServiceNumber;
use crate::plan::search::write_order::{BindingWrite, WriteBatch};
use crate::plan::step::{PlanStep, Purpose, Until};

/// The steps: the writes of each batch, and the wait behind it. O(n) in the writes.
pub(super) fn steps(
    prefix: Cidr,
    services: &ServiceTable<'_>,
    states: &MergedStates<'_>,
    batches: &[WriteBatch],
) -> Vec<PlanStep> {
    let changes = &states.changes;
    // The identifiers of the current bindings that still exist.
    let mut ids = states.ids.clone();
    // The current bindings that are still rolling out. The first long wait waits for them.
    let mut rolling_out: Vec<bool> = changes.iter().map(|change| change.in_flight).collect();
    let mut steps = Vec::with_capacity(batches.iter().map(|batch| batch.writes.len() + 1).sum());
    // Writes of a batch are sorted, so the change of the next one is near that of the last one.
    let mut near = 0;
    for batch in batches {
        let (mut active, mut gone) = (Vec::new(), Vec::new());
        for write in &batch.writes {
            let cidr = write.block.cidr(prefix.family());
            let service_id = services.id(write.service).unwrap_or_default().to_owned();
            let found = gallop_search(changes, near, |change| change.block.cmp(&write.block));
            near = found.unwrap_or_else(|beside| beside);
            let position = found.ok();
            let purpose = purpose(write, position.and_then(|position| changes.get(position)));
            if write.creates {
                active.push(cidr);
                steps.push(PlanStep::Create { cidr, service_id, purpose });
            } else {
                gone.push(cidr);
                let binding_id = position.and_then(|position| ids.get_mut(position)?.take());
                if let Some(rolling_out) = position.and_then(|position| rolling_out.get_mut(position)) {
                    *rolling_out = false;
                }
                let binding_id = binding_id.map(str::to_owned);
                steps.push(PlanStep::Delete { cidr, service_id, binding_id, purpose });
            }
        }
        if batch.settles {
            let bound = changes.iter().zip(&mut rolling_out);
            active.extend(bound.filter_map(|(change, rolling_out)| {
                std::mem::take(rolling_out).then(|| change.block.cidr(prefix.family()))
            }));
        }
        let until = match (batch.settles, active.is_empty()) {
            (false, _) => Until::Active,
            (true, true) => Until::Propagated,
            (true, false) => Until::Settled,
        };
        steps.push(PlanStep::Wait { until, hours: batch.hours, active, gone });
    }
    steps
}

/// Why a plan writes this, to a block with this change.
fn purpose(write: &BindingWrite, change: Option<&BindingChange>) -> Purpose {
    let has = |service: ServiceNumber| service == write.service;
    let in_current = change.is_some_and(|change| has(change.before));
    let in_desired = change.is_some_and(|change| has(change.after));
    match (in_current, in_desired) {
        (true, true) => Purpose::MakeWay,
        (false, false) => Purpose::Shield,
        _ if in_desired == write.creates => Purpose::Desired,
        _ => Purpose::Shield,
    }
}

/// The writes of the default that one profile allows and the other one does not, with the writes that they require.
pub(super) fn profile_dependent_steps(
    prefix: Cidr,
    states: &MergedStates<'_>,
    steps: &[PlanStep],
    solution: Option<&Solution>,
) -> Vec<usize> {
    let Some(solution) = solution else { return Vec::new() };
    let root = CidrBlock::of(&prefix);
    let only_default = states.changes.iter().all(|change| change.block == root);
    let rebuilds = solution.rules.rebuild_in.is_some() && !only_default;
    let depends = |step: &PlanStep| match step {
        PlanStep::Create { cidr, purpose, .. } | PlanStep::Delete { cidr, purpose, .. } => {
            *purpose == Purpose::MakeWay && rebuilds || *cidr == prefix && !only_default
        }
        PlanStep::Wait { .. } => false,
    };
    if !steps.iter().any(|step| matches!(step, PlanStep::Delete { cidr, .. } if *cidr == prefix)) {
        return Vec::new();
    }
    (0..).zip(steps).filter(|(_, step)| depends(step)).map(|(index, _)| index).collect()
}
