//! Carries out the steps of a run on a state, as simply as possible and apart from the core.

use super::account::{bgp, binding, delegation};
use super::random::Random;
use byoip::apply::{PrefixPlan, RunPlan, RunStep};
use byoip::{ApiField, BgpPrefix, Cidr, PrefixSnapshot, ServiceBinding, Snapshot, SnapshotList};

/// The state after the run. A step that the API would refuse panics.
pub(super) fn execute(random: &mut Random, before: &Snapshot, now: &Snapshot, run: &RunPlan) -> Snapshot {
    let mut state = now.clone();
    assert_eq!(run.account_id, now.account_id);
    for plan in &run.prefixes {
        let was = before.prefixes.iter().find(|p| p.prefix.cidr.cidr == plan.cidr).expect("it is known");
        let prefix = state.prefixes.iter_mut().find(|p| p.prefix.cidr.cidr == plan.cidr).expect("it exists");
        assert_eq!(plan.prefix_id, prefix.prefix.id);
        let mut start: Vec<_> =
            prefix.bindings.iter().map(|b| (b.id.clone(), b.cidr.cidr, b.service_id.clone())).collect();
        let mut given: Vec<_> =
            plan.start.iter().map(|b| (b.id.clone(), b.cidr, b.service_id.clone())).collect();
        start.sort();
        given.sort();
        assert_eq!(given, start, "the plan starts from the present bindings");
        carry_out(random, was, prefix, plan);
    }
    state
}

fn carry_out(random: &mut Random, was: &PrefixSnapshot, prefix: &mut PrefixSnapshot, plan: &PrefixPlan) {
    let mut last_rank = 0;
    for step in &plan.steps {
        let rank = rank(step);
        assert!(rank >= last_rank, "bindings, BGP prefixes, delegations, advertisement: {step:?}");
        last_rank = rank;
        match step {
            RunStep::Create { cidr, service_id, .. } => {
                assert!(prefix.bindings.iter().all(|b| b.cidr.cidr != *cidr), "{cidr} is free");
                assert!(
                    *cidr == plan.cidr || has_default(prefix, plan.cidr),
                    "the default comes first: {cidr}"
                );
                prefix.bindings.push(binding(random.id(), *cidr, Some(service_id)));
                // Sometimes it is there before the step that creates it.
                if *cidr == plan.cidr && random.once_in(2) && bgp_of(prefix, *cidr).is_none() {
                    create_bgp(random, was, prefix, *cidr);
                }
            }
            RunStep::Delete { cidr, service_id, binding_id, .. } => {
                let is_it = |b: &ServiceBinding| {
                    b.service_id.as_ref() == Some(service_id)
                        && binding_id.as_ref().is_none_or(|id| *id == b.id)
                };
                let found = prefix.bindings.iter().position(|b| b.cidr.cidr == *cidr && is_it(b));
                prefix.bindings.remove(found.expect("it exists"));
            }
            RunStep::Wait { active, .. } => active.iter().for_each(|cidr| {
                let bound = prefix.bindings.iter_mut().find(|b| b.cidr.cidr == *cidr);
                bound.expect("it exists").state = Some("active".to_owned());
            }),
            RunStep::CreateBgpPrefix { cidr } => {
                let default = prefix.bindings.iter().find(|b| b.cidr.cidr == plan.cidr);
                let state = default.and_then(|b| b.state.as_deref());
                assert_ne!(state, Some("provisioning"), "the default is not in flight");
                if bgp_of(prefix, *cidr).is_none() {
                    create_bgp(random, was, prefix, *cidr);
                }
            }
            RunStep::EditBgpPrefix { cidr, asn_prepend_count, auto_advertise_withdraw } => {
                let one = bgp_of(prefix, *cidr).expect("it exists");
                assert!(asn_prepend_count.is_some() || auto_advertise_withdraw.is_some());
                if let Some(count) = asn_prepend_count {
                    one.asn_prepend_count = ApiField::Value(*count);
                }
                if let Some(follow) = auto_advertise_withdraw {
                    one.auto_advertise_withdraw = ApiField::Value(*follow);
                }
            }
            RunStep::Advertise { cidr, advertised } => {
                let one = bgp_of(prefix, *cidr).expect("it exists");
                let ApiField::Value(on_demand) = &mut one.on_demand else { panic!("on demand is known") };
                assert_eq!(on_demand.on_demand_enabled, ApiField::Value(true));
                assert_ne!(on_demand.on_demand_locked, ApiField::Value(true));
                on_demand.advertised = ApiField::Value(*advertised);
            }
            RunStep::Delegate { cidr, account_id } => match &mut prefix.delegations {
                SnapshotList::Read(list) => list.push(delegation(random.id(), *cidr, account_id)),
                SnapshotList::Unread(_) => panic!("the list was read"),
            },
        }
    }
}

fn rank(step: &RunStep) -> u32 {
    match step {
        RunStep::Create { .. } | RunStep::Delete { .. } | RunStep::Wait { .. } => 0,
        RunStep::CreateBgpPrefix { .. } => 1,
        RunStep::EditBgpPrefix { .. } => 2,
        RunStep::Delegate { .. } => 3,
        RunStep::Advertise { .. } => 4,
    }
}

fn has_default(prefix: &PrefixSnapshot, cidr: Cidr) -> bool {
    prefix.bindings.iter().any(|b| b.cidr.cidr == cidr && b.service_id.is_some())
}

fn bgp_of(prefix: &mut PrefixSnapshot, cidr: Cidr) -> Option<&mut BgpPrefix> {
    match &mut prefix.bgp_prefixes {
        SnapshotList::Read(list) => list.iter_mut().find(|one| one.cidr.cidr == cidr),
        SnapshotList::Unread(_) => None,
    }
}

/// A new BGP prefix is withdrawn; whether it has advertisement on demand is as it was.
fn create_bgp(random: &mut Random, was: &PrefixSnapshot, prefix: &mut PrefixSnapshot, cidr: Cidr) {
    let old = was.bgp_prefixes.entries().into_iter().flatten().find(|one| one.cidr.cidr == cidr);
    let enabled = old.is_none_or(|one| match &one.on_demand {
        ApiField::Value(on_demand) => on_demand.on_demand_enabled == ApiField::Value(true),
        _ => false,
    });
    if let SnapshotList::Read(list) = &mut prefix.bgp_prefixes {
        list.push(bgp(random.id(), cidr, enabled.then_some(false)));
    }
}
