//! Plans that no run accepts.

use super::{HOUR, info, owner, plan};
use byoip::apply::{Moment, PrefixPlan, Run, RunPlan, RunStep, StartBinding};
use byoip::plan::{Purpose, Until};

fn error(plan: RunPlan) -> Option<String> {
    match Run::start(plan, info(), &owner(), Moment { wall: HOUR, tick: 0 }) {
        Ok(_) => None,
        Err(error) => {
            assert_eq!(error.code, "run-plan-invalid");
            assert!(!error.help.is_empty());
            Some(error.to_string())
        }
    }
}

/// A plan with a change, of which a part of the message is known; an empty part: the plan is accepted.
fn changed(change: impl FnOnce(&mut RunPlan, &mut Vec<RunStep>), part: &str) {
    let mut plan = plan();
    let mut steps = std::mem::take(&mut plan.prefixes[0].steps);
    change(&mut plan, &mut steps);
    plan.prefixes[0].steps.extend(steps);
    match error(plan) {
        None => assert_eq!(part, "", "the plan is accepted"),
        Some(message) => assert!(!part.is_empty() && message.contains(part), "{message}"),
    }
}

fn delete(id: Option<&str>) -> RunStep {
    RunStep::Delete {
        cidr: "192.0.2.1/32".parse().unwrap(),
        service_id: "spectrum".into(),
        binding_id: id.map(str::to_owned),
        purpose: Purpose::Desired,
    }
}

#[test]
fn options_and_ids_have_limits() {
    for (budget, part) in [(0, "0, not 1 to"), (1, ""), (1200, ""), (1201, "1201, not 1 to")] {
        changed(|plan, _| plan.options.request_budget = budget, part);
    }
    for (concurrency, part) in [(0, "0, not 1 to 64"), (1, ""), (64, ""), (65, "65, not 1 to 64")] {
        changed(|plan, _| plan.options.concurrency = concurrency, part);
    }
    changed(|plan, _| plan.account_id = "a/b".into(), "account id");
    changed(|plan, _| plan.prefixes[0].prefix_id = "..".into(), "prefix id");
    changed(|plan, _| plan.prefixes[0].start[0].id = String::new(), "binding id");
}

#[test]
fn no_prefix_and_no_binding_is_named_twice() {
    let second = |id: &str, cidr: &str| PrefixPlan {
        prefix_id: id.into(),
        cidr: cidr.parse().unwrap(),
        start: vec![],
        steps: vec![],
        fingerprint: String::new(),
    };
    let first_id = super::PREFIX;
    changed(|plan, _| plan.prefixes.push(second("other", "192.0.2.0/24")), "twice");
    changed(|plan, _| plan.prefixes.push(second(first_id, "198.51.100.0/24")), "twice");
    changed(|plan, _| plan.prefixes.push(second("other", "198.51.100.0/24")), "");
    changed(|plan, _| plan.prefixes[0].start[1].id = "b0".into(), "b0 is named twice");
}

#[test]
fn every_block_is_in_the_prefix() {
    let outside = "198.51.100.0/25".parse().unwrap();
    let service_id = Some("cdn".to_owned());
    let start = StartBinding { id: "b7".into(), cidr: outside, service_id };
    changed(|plan, _| plan.prefixes[0].start.push(start), "outside the prefix");
    let create = |service: &str| RunStep::Create {
        cidr: outside,
        service_id: service.to_owned(),
        purpose: Purpose::Desired,
    };
    changed(|_, steps| steps.push(create("cdn")), "outside the prefix");
    for step in [
        RunStep::CreateBgpPrefix { cidr: outside },
        RunStep::Advertise { cidr: outside, advertised: true },
        RunStep::Delegate { cidr: outside, account_id: "a".into() },
    ] {
        changed(|_, steps| steps.push(step), "outside the prefix");
    }
    let wait = RunStep::Wait { until: Until::Active, hours: 1, active: vec![], gone: vec![] };
    changed(|_, steps| steps.push(wait), "");
}

#[test]
fn a_delete_is_about_a_binding_of_the_start_or_of_a_step_before_it() {
    changed(|_, steps| steps.push(delete(Some("b9"))), "step 4 deletes b9");
    // The first step deletes it.
    changed(|_, steps| steps.push(delete(Some("b1"))), "step 4 deletes b1");
    changed(|_, steps| steps.push(delete(Some("b0"))), "");
    changed(|_, steps| steps.push(delete(None)), "");
    changed(|_, steps| steps.insert(0, delete(None)), "step 1 deletes 192.0.2.1/32");
    changed(|_, steps| steps.extend([delete(None), delete(None)]), "step 5 deletes");
}

#[test]
fn ids_of_steps_and_edits_are_checked() {
    let cidr = "192.0.2.0/24".parse().unwrap();
    let create = RunStep::Create { cidr, service_id: "a b".into(), purpose: Purpose::Desired };
    changed(|_, steps| steps.push(create), "service id");
    changed(|_, steps| steps.push(RunStep::Delegate { cidr, account_id: "a?".into() }), "account id");
    for (count, follow, part) in [
        (Some(4), None, "step 4 prepends"),
        (Some(3), None, ""),
        (None, Some(true), ""),
        (None, None, "step 4 changes nothing"),
    ] {
        let edit = RunStep::EditBgpPrefix { cidr, asn_prepend_count: count, auto_advertise_withdraw: follow };
        changed(|_, steps| steps.push(edit), part);
    }
}

#[test]
fn a_plan_is_read_from_json_and_odd_texts_are_refused() {
    let plan = plan();
    let json = serde_json::to_string(&plan).unwrap();
    assert_eq!(RunPlan::from_json(&json), Ok(plan));
    for odd in ["", "[]", "{\"accountId\":\"a\",\"prefixes\":[],\"more\":1}"] {
        assert_eq!(RunPlan::from_json(odd).unwrap_err().code, "run-plan-invalid", "{odd}");
    }
}
