//! Plans for the runs, by the planner of the crate, and the same in the words of the judge.

use crate::block::Block;
use crate::machine::{PrefixPlan, RunStep, StartBinding};
use crate::model::{ACCOUNT, Api, MAGIC, SERVICES, id_text, prefix_id};
use crate::scenario::{Aim, Step};
use byoip::Cidr;
use byoip::plan::{
    CurrentBinding, DesiredBinding, Gate, Plan, PlanOptions, PlanStep, Policy, Profile, Task, plan,
};
use byoip::restore::{RestoreOptions, restore};
use byoip::{ReadLimits, Snapshot, read_snapshot};
use serde_json::json;

/// How to plan.
#[derive(Debug, Clone, Copy, Default)]
pub(crate) struct Manner {
    pub(crate) lenient: bool,
    pub(crate) short_gate: bool,
    pub(crate) fewest: bool,
}

pub(crate) fn cidr(block: Block) -> Cidr {
    Cidr::parse(&block.to_string()).unwrap()
}

fn block(cidr: Cidr) -> Block {
    Block::parse(&cidr.to_string()).unwrap()
}

fn service_id(service: u8) -> String {
    SERVICES[usize::from(service)].0.to_owned()
}

fn service_of(id: &str) -> u8 {
    let at = SERVICES.iter().position(|(own, _)| *own == id).unwrap();
    u8::try_from(at).unwrap()
}

/// The planner's plan from a prefix of the model to the bindings; `None` where it refuses.
fn planned(api: &Api, at: usize, desired: &[(Block, u8)], manner: Manner) -> Option<Plan> {
    let prefix = &api.prefixes[at];
    let current: Vec<_> = prefix
        .bindings
        .iter()
        .map(|one| CurrentBinding {
            id: Some(id_text(one.id)),
            cidr: cidr(one.block),
            service: one.service.map(service_id),
            state: Some(if one.active_at > api.now { "provisioning" } else { "active" }.to_owned()),
        })
        .collect();
    let desired: Vec<_> = desired
        .iter()
        .map(|(block, service)| DesiredBinding { cidr: cidr(*block), service: service_id(*service) })
        .collect();
    let mut task = Task::new(cidr(prefix.block), &current, &desired);
    task.options = PlanOptions {
        policy: if manner.fewest { Policy::FewestWrites } else { Policy::Hitless },
        profile: if manner.lenient { Profile::Lenient } else { Profile::Strict },
        gate: if manner.short_gate { Gate::Active } else { Gate::Settled },
        default_only: Some(vec![service_id(MAGIC)]),
    };
    let settling = prefix.bindings.iter().any(|one| one.settled_at > api.now);
    task.settles_in = Some(if settling { 6 } else { 0 });
    plan(&task).ok()
}

fn run_step(step: &PlanStep) -> RunStep {
    match step.clone() {
        PlanStep::Create { cidr, service_id, purpose } => RunStep::Create { cidr, service_id, purpose },
        PlanStep::Delete { cidr, service_id, binding_id, purpose } => {
            RunStep::Delete { cidr, service_id, binding_id, purpose }
        }
        PlanStep::Wait { until, hours, active, gone } => RunStep::Wait { until, hours, active, gone },
    }
}

/// A step in the words of the judge.
fn judged(step: &RunStep) -> Step {
    match step {
        RunStep::Create { cidr, service_id, .. } => {
            Step::Create { block: block(*cidr), service: service_of(service_id) }
        }
        RunStep::Delete { cidr, service_id, .. } => {
            Step::Delete { block: block(*cidr), service: service_of(service_id) }
        }
        RunStep::Wait { hours, active, .. } => {
            Step::Wait { hours: u64::from(*hours), active: active.iter().map(|cidr| block(*cidr)).collect() }
        }
        RunStep::CreateBgpPrefix { cidr } => Step::CreateBgp(block(*cidr)),
        RunStep::EditBgpPrefix { cidr, asn_prepend_count, auto_advertise_withdraw } => Step::EditBgp {
            block: block(*cidr),
            prepend: *asn_prepend_count,
            follow: *auto_advertise_withdraw,
        },
        RunStep::Advertise { cidr, advertised } => {
            Step::Advertise { block: block(*cidr), advertised: *advertised }
        }
        RunStep::Delegate { cidr, account_id } => {
            Step::Delegate { block: block(*cidr), account: account_id.clone() }
        }
    }
}

/// Plans for a prefix of the model, with further steps behind the bindings.
pub(crate) fn prepare(
    api: &Api,
    at: usize,
    desired: &[(Block, u8)],
    manner: Manner,
    further: Vec<RunStep>,
) -> Option<(PrefixPlan, Aim)> {
    let prefix = &api.prefixes[at];
    let plan = planned(api, at, desired, manner)?;
    let steps: Vec<_> = plan.steps.iter().map(run_step).chain(further).collect();
    let start = prefix.bindings.iter().map(|one| StartBinding {
        id: id_text(one.id),
        cidr: cidr(one.block),
        service_id: one.service.map(service_id),
    });
    let aim = aim_of(api, at, desired, &steps);
    let run = PrefixPlan {
        prefix_id: prefix_id(at),
        cidr: cidr(prefix.block),
        start: start.collect(),
        steps,
        fingerprint: plan.fingerprint,
    };
    Some((run, aim))
}

/// What the steps of a plan lead to.
fn aim_of(api: &Api, at: usize, desired: &[(Block, u8)], steps: &[RunStep]) -> Aim {
    let prefix = &api.prefixes[at];
    let regional = prefix.bindings.iter().filter(|one| one.service.is_none()).map(|one| (one.block, None));
    let mut bindings: Vec<_> =
        desired.iter().map(|(block, service)| (*block, Some(*service))).chain(regional).collect();
    bindings.sort_unstable();
    let rolling = prefix.bindings.iter().filter(|one| one.settled_at > api.now).map(|one| one.block);
    let aim = Aim {
        steps: steps.iter().map(judged).collect(),
        bindings,
        bgp: Vec::new(),
        delegations: prefix.delegations.iter().map(|one| (one.block, one.account.clone())).collect(),
        rolling: rolling.collect(),
    };
    with_aims(aim, prefix)
}

/// A state of the account as a snapshot: the bindings of each prefix, and whether it is advertised.
fn snapshot(api: &Api, states: &[(Vec<(Block, u8)>, bool)]) -> Snapshot {
    let services: Vec<_> = SERVICES.iter().map(|(id, name)| json!({"id": id, "name": name})).collect();
    let prefixes: Vec<_> = states
        .iter()
        .enumerate()
        .map(|(at, (bindings, advertised))| {
            let cidr = api.prefixes[at].block.to_string();
            let bindings: Vec<_> = bindings
                .iter()
                .enumerate()
                .map(|(number, (block, service))| {
                    json!({"id": format!("{at}-{number}"), "cidr": block.to_string(), "service_id": service_id(*service)})
                })
                .collect();
            let on_demand = json!({"advertised": advertised, "on_demand_enabled": true});
            let bgp = if bindings.is_empty() {
                json!([])
            } else {
                json!([{"id": format!("g{at}"), "cidr": cidr, "on_demand": on_demand}])
            };
            json!({"prefix": {"id": prefix_id(at), "cidr": cidr}, "bindings": bindings, "bgp_prefixes": bgp, "delegations": []})
        })
        .collect();
    let text = json!({"byoip_snapshot": 2, "account_id": ACCOUNT, "taken_at": "2026-02-20T15:06:40Z",
        "services": services, "prefixes": prefixes});
    read_snapshot(text.to_string().as_bytes(), ReadLimits::default()).unwrap()
}

/// The plans of the crate's restore for an account that has lost all its bindings and BGP prefixes.
pub(crate) fn restore_all(api: &Api, states: &[(Vec<(Block, u8)>, bool)]) -> Vec<(PrefixPlan, Aim)> {
    let lost: Vec<_> = states.iter().map(|_| (Vec::new(), false)).collect();
    let (before, now) = (snapshot(api, states), snapshot(api, &lost));
    let restored = restore(&before, Some(&now), &RestoreOptions::default()).unwrap();
    assert!(restored.manual.is_empty(), "{:?}", restored.manual);
    let plans = restored.run.prefixes.into_iter().map(|plan| {
        let at = (0..states.len()).find(|at| prefix_id(*at) == plan.prefix_id).unwrap();
        let aim = aim_of(api, at, &states[at].0, &plan.steps);
        (at, plan, aim)
    });
    let mut plans: Vec<_> = plans.collect();
    // The judge finds the aim of a prefix by its place.
    plans.sort_by_key(|(at, ..)| *at);
    plans.into_iter().map(|(_, plan, aim)| (plan, aim)).collect()
}

/// What the further steps lead to.
fn with_aims(mut aim: Aim, prefix: &crate::model::Prefix) -> Aim {
    for step in &aim.steps {
        match step {
            // A BGP prefix that exists is kept.
            Step::CreateBgp(block) | Step::EditBgp { block, .. } | Step::Advertise { block, .. }
                if !aim.bgp.iter().any(|one| one.0 == *block) =>
            {
                let before = prefix.bgp.iter().find(|one| one.block == *block);
                aim.bgp.push(before.map_or((*block, false, 0, false), |one| {
                    (*block, one.advertised, one.prepend, one.follow)
                }));
            }
            Step::Delegate { block, account } => {
                let one = (*block, account.clone());
                if !aim.delegations.contains(&one) {
                    aim.delegations.push(one);
                }
            }
            _ => {}
        }
        for one in &mut aim.bgp {
            match step {
                Step::EditBgp { block, prepend, follow } if *block == one.0 => {
                    one.2 = prepend.unwrap_or(one.2);
                    one.3 = follow.unwrap_or(one.3);
                }
                Step::Advertise { block, advertised } if *block == one.0 => one.1 = *advertised,
                _ => {}
            }
        }
    }
    aim
}
