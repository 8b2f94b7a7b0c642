//! What safety says against a plan: each refusal with its arithmetic, its limit and what lifts it.

use super::planning::*;
use byoip::Cidr;
use byoip::plan::safety::{PlanLimits, check};
use byoip::plan::{
    CurrentBinding, DesiredBinding, PlanOptions, PlanStep, PrefixState, Purpose, Task, plan as planned,
};
use serde_json::{Value, json};
use std::collections::BTreeMap;

/// The codes of the refusals of a plan.
fn refusals(call: Value) -> Vec<String> {
    let plan = plan(call);
    let list = plan["refusals"].as_array().expect("refusals are a list");
    list.iter().map(|refusal| refusal["code"].as_str().expect("a code is text").to_owned()).collect()
}

/// Ten hosts under a CDN default, of which the last `gone` are not wanted any more.
fn hosts(gone: usize) -> Value {
    let all: Vec<_> = (0..9).map(|host| format!("b{host} 192.0.2.{host}/32 s Spectrum")).collect();
    let mut entries: Vec<_> = vec!["b 192.0.2.0/24 c CDN"];
    entries.extend(all.iter().map(String::as_str));
    let kept = entries.len() - gone;
    json!({
        "call": "plan", "prefix": { "cidr": "192.0.2.0/24" },
        "current": state(&entries), "desired": wanted(&entries[..kept]),
    })
}

fn none() -> Vec<String> {
    Vec::new()
}

/// The numbers of a message, with their percent signs.
fn numbers(message: &Value) -> Vec<String> {
    let message = message.as_str().expect("a message is text");
    let text: String =
        message.chars().map(|c| if c.is_ascii_digit() || ".%".contains(c) { c } else { ' ' }).collect();
    let mut numbers: Vec<String> = Vec::new();
    for word in text.split_whitespace() {
        match numbers.last_mut() {
            Some(last) if word == "%" => last.push_str(" %"),
            _ => numbers.push(word.trim_end_matches('.').to_owned()),
        }
    }
    numbers
}

#[test]
fn deleting_more_than_thirty_percent_of_the_bindings_is_refused() {
    assert_eq!(refusals(hosts(3)), none());
    assert_eq!(refusals(hosts(4)), ["too-many-deleted"]);
    let plan = plan(hosts(4));
    let refusal = &plan["refusals"][0];
    assert_eq!(numbers(&refusal["message"]), ["4", "10", "40 %", "30 %"]);
    assert_eq!(refusal["lift"], "deletedPercent");
    assert_eq!(refusals(with(hosts(4), "limits", json!({ "deletedPercent": 40 }))), none());
    assert_eq!(refusals(with(hosts(3), "limits", json!({ "deletedPercent": 29 }))), ["too-many-deleted"]);
    assert_eq!(refusals(with(hosts(4), "limits", json!({ "deletedFrom": 11 }))), none());
}

#[test]
fn a_share_has_as_many_digits_as_it_takes_to_exceed_its_limit() {
    let message = |limit: u32| {
        // Half of a /22 changes owner, and one more address.
        let call = json!({
            "call": "plan", "prefix": { "cidr": "192.0.0.0/22" },
            "current": state(&["b 192.0.0.0/22 c CDN"]),
            "desired": wanted(&["- 192.0.0.0/22 c CDN", "- 192.0.0.0/23 s Spectrum", "- 192.0.2.0/32 s Spectrum"]),
            "limits": { "changedPercent": limit },
        });
        numbers(&plan(call)["refusals"][0]["message"])
    };
    assert_eq!(message(50), ["513", "1024", "50.09 %", "50 %"]);
    assert_eq!(message(49), ["513", "1024", "50 %", "49 %"]);
}

#[test]
fn with_nine_bindings_all_except_the_default_may_be_deleted() {
    let mut call = hosts(8);
    call["current"].as_array_mut().expect("it is a list").pop();
    assert_eq!(refusals(call), none());
}

#[test]
fn a_change_of_owner_for_more_than_half_of_the_addresses_is_refused() {
    let half = |second: &str| {
        json!({
            "call": "plan", "prefix": { "cidr": "192.0.2.0/24" },
            "current": state(&["b 192.0.2.0/24 c CDN"]),
            "desired": wanted(&["- 192.0.2.0/24 c CDN", "- 192.0.2.0/25 s Spectrum", second]),
        })
    };
    assert_eq!(refusals(half("- 192.0.2.128/32 c CDN")), none());
    let more = half("- 192.0.2.128/32 s Spectrum");
    assert_eq!(refusals(more.clone()), ["too-many-changed"]);
    let message = &plan(more.clone())["refusals"][0]["message"];
    assert_eq!(numbers(message), ["129", "256", "50.3 %", "50 %"]);
    assert_eq!(refusals(with(more, "limits", json!({ "changedPercent": 51 }))), none());
}

/// Another default, with nothing else bound.
fn default() -> Value {
    json!({
        "call": "plan", "prefix": { "cidr": "192.0.2.0/24" },
        "current": state(&["b 192.0.2.0/24 c CDN"]), "desired": wanted(&["- 192.0.2.0/24 s Spectrum"]),
    })
}

#[test]
fn writes_to_the_default_and_addresses_without_an_owner_are_refused() {
    assert_eq!(refusals(default()), ["too-many-changed", "default-touched", "addresses-unowned"]);
    let plan = plan(default());
    let message = |at: usize| plan["refusals"][at]["message"].clone();
    let touched = message(1);
    assert!(touched.as_str().is_some_and(|text| text.contains("192.0.2.0/24 twice: 256 ")), "{touched}");
    assert_eq!(numbers(&message(2)), ["256", "256"]);
    let limits = json!({ "allowDefault": true, "allowUnowned": true, "changedPercent": 100 });
    assert_eq!(refusals(with(default(), "limits", limits)), none());
}

#[test]
fn an_empty_desired_state_is_refused() {
    let empty = with(default(), "desired", json!([]));
    assert!(refusals(empty.clone()).contains(&"desired-empty".to_owned()));
    assert!(
        !refusals(with(empty, "limits", json!({ "allowEmpty": true }))).contains(&"desired-empty".to_owned())
    );
}

#[test]
fn a_list_far_shorter_than_the_snapshot_is_refused() {
    assert_eq!(refusals(with(migration(), "snapshotSize", json!(2))), none());
    assert_eq!(refusals(with(migration(), "snapshotSize", json!(1))), none());
    assert_eq!(refusals(with(migration(), "snapshotSize", json!(3))), ["list-too-short"]);
    let call = with(migration(), "snapshotSize", json!(3));
    let message = &plan(call.clone())["refusals"][0]["message"];
    assert_eq!(numbers(message), ["2", "3", "1", "33.3 %", "30 %"]);
    assert_eq!(refusals(with(call, "limits", json!({ "missingPercent": 34 }))), none());
}

#[test]
fn a_write_that_overlaps_a_regional_binding_is_refused() {
    let held = |cidr: &str| {
        let regional = format!("r {cidr} - -");
        with(
            migration(),
            "current",
            state(&["b0 192.0.2.0/24 m Magic_Transit", "b1 192.0.2.16/28 c CDN", &regional]),
        )
    };
    for cidr in ["192.0.2.16/29", "192.0.2.0/25"] {
        assert_eq!(refusals(held(cidr)), ["regional-overlapped"], "{cidr}");
        assert_eq!(refusals(with(held(cidr), "limits", json!({ "allowRegional": true }))), none());
    }
    assert_eq!(refusals(held("192.0.2.128/25")), none());
}

#[test]
fn a_stuck_binding_that_gets_addresses_is_refused_with_what_helps_in_its_state() {
    let help = |state: &str| {
        let mut call = hosts(2);
        call["current"][0]["state"] = json!(state);
        let refusal = plan(call)["refusals"][0].clone();
        assert_eq!((&refusal["code"], &refusal["lift"]), (&json!("stuck-binding"), &json!("allowStuck")));
        refusal["help"].as_str().expect("a help is text").contains("Magic route")
    };
    assert!(help("magic_transit_route_missing") && !help("on_hold"));
}

#[test]
fn force_overrides_every_refusal_and_changes_nothing_else() {
    let mut forced = plan(with(default(), "force", json!(true)));
    let plain = plan(default());
    assert_eq!(forced["refusals"], json!([]));
    forced["refusals"] = plain["refusals"].clone();
    assert_eq!(forced, plain);
}

#[test]
fn an_advertised_prefix_is_a_warning_with_addresses_and_hours() {
    let call = with(migration(), "prefix", json!({ "cidr": "192.0.2.0/24", "advertised": true }));
    let plan = plan(call.clone());
    assert_eq!(plan["refusals"], json!([]));
    let findings = plan["findings"].as_array().expect("a list");
    let finding = findings.iter().find(|f| f["code"] == "prefix-advertised").expect("it is said");
    assert_eq!((&finding["when"], &finding["severity"]), (&json!("way"), &json!("warning")));
    let hours = plan["finish"]["latestHours"].as_u64().expect("a number");
    assert_eq!(numbers(&finding["message"]), ["16".to_owned(), hours.to_string()]);
    let nothing = with(call.clone(), "desired", wanted(&["- 192.0.2.0/24 m -", "- 192.0.2.16/28 c -"]));
    assert!(!super::planning::plan(nothing)["findings"].to_string().contains("prefix-advertised"));
}

#[test]
fn an_unknown_limit_is_refused() {
    let call = with(migration(), "limits", json!({ "deleted": 1 }));
    assert!(serde_json::from_value::<byoip::call::PlanCall>(named(call)).is_err());
}

#[test]
fn a_shield_for_a_service_that_has_only_the_whole_prefix_is_a_warning() {
    let to = |name: &str| {
        let default = format!("b0 192.0.2.0/24 x {name}");
        json!({
            "call": "plan", "prefix": { "cidr": "192.0.2.0/24" }, "profile": "lenient",
            "current": state(&[default.as_str(), "b1 192.0.2.0/28 s Spectrum"]),
            "desired": wanted(&["- 192.0.2.0/24 s Spectrum", "- 192.0.2.64/32 t CDN"]),
        })
    };
    let warned = |task: Value| {
        let plan = plan(task);
        let findings = plan["findings"].as_array().expect("a list").clone();
        let steps = plan["steps"].as_array().expect("a list").clone();
        let shields = steps.iter().filter(|step| {
            step["op"] == "create"
                && step["purpose"] == "shield"
                && step["serviceId"] == "x"
                && step["cidr"] != "192.0.2.0/24"
        });
        let found = findings.iter().filter(|finding| finding["code"] == "shield-opaque").count();
        (shields.count() > 0, found)
    };
    assert_eq!(warned(to("Zero_Trust")), (true, 1));
    assert_eq!(warned(to("CDN")), (true, 0));
}

#[test]
fn a_shield_for_an_unknown_service_is_a_warning_only_for_a_part_of_the_prefix() {
    let cidr = |text: &str| text.parse::<Cidr>().expect("it is a block");
    let prefix = cidr("192.0.2.0/24");
    let task = Task {
        prefix,
        state: PrefixState::default(),
        current: &[CurrentBinding { id: None, cidr: prefix, service: Some("x".to_owned()), state: None }],
        desired: &[DesiredBinding { cidr: prefix, service: "y".to_owned() }],
        services: None,
        names: BTreeMap::new(),
        settles_in: None,
        options: PlanOptions::default(),
    };
    // No plan was seen to put back a default for a while, but one may be read from a file.
    let warned = |block: Cidr| {
        let mut plan = planned(&task).expect("there is a plan");
        let service_id = "x".to_owned();
        plan.steps = vec![PlanStep::Create { cidr: block, service_id, purpose: Purpose::Shield }];
        let judged = check(&task, plan, &PlanLimits::default(), None);
        judged.plan.findings.iter().any(|found| found.finding.code == "shield-opaque")
    };
    assert!(warned(cidr("192.0.2.0/25")));
    assert!(!warned(prefix));
}
