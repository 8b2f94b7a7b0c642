//! Plans as the boundary gives them out: their form, and those of the vectors.

use super::planning::*;
use serde_json::{Value, json};

fn refused(call: Value) -> Value {
    asked(call).expect_err("there is no plan")
}

#[test]
fn a_plan_has_the_documented_fields() {
    let plan = plan(migration());
    let fields: Vec<_> = plan.as_object().expect("it is an object").keys().map(String::as_str).collect();
    assert_eq!(
        fields,
        [
            "assumptions",
            "complete",
            "findings",
            "fingerprint",
            "finish",
            "format",
            "gate",
            "impact",
            "names",
            "policy",
            "prefix",
            "profile",
            "refusals",
            "reliesOnProfile",
            "steps"
        ]
    );
    assert_eq!(
        (&plan["format"], &plan["policy"], &plan["profile"], &plan["gate"]),
        (&json!(1), &json!("hitless"), &json!("strict"), &json!("settled"))
    );
    let impact: Vec<_> =
        plan["impact"].as_object().expect("it is an object").keys().map(String::as_str).collect();
    assert_eq!(impact, ["addresses", "changed", "exposures", "moves", "thirdParty", "unowned", "written"]);
    assert_eq!(plan["impact"]["changed"], "16");
    assert_eq!(plan["names"], json!({ "m": "Magic Transit", "c": "CDN", "s": "Spectrum" }));
    let digest = plan["fingerprint"].as_str().expect("it is text").strip_prefix("sha256:").expect("SHA-256");
    assert!(digest.len() == 64 && digest.bytes().all(|b| b.is_ascii_hexdigit()), "{digest}");
}

#[test]
fn each_step_has_the_fields_of_its_kind() {
    for step in plan(migration())["steps"].as_array().expect("it is a list") {
        let mut fields: Vec<_> =
            step.as_object().expect("it is an object").keys().map(String::as_str).collect();
        fields.sort_unstable();
        let expected: &[&str] = match step["op"].as_str().expect("it is text") {
            "create" => &["cidr", "op", "purpose", "serviceId"],
            "delete" => &["bindingId", "cidr", "op", "purpose", "serviceId"],
            _ => &["active", "gone", "hours", "op", "until"],
        };
        assert_eq!(fields, expected, "{step}");
    }
}

#[test]
fn what_is_as_it_should_be_has_a_plan_without_steps_and_no_refusals() {
    let call = migration();
    let current = call["current"].clone();
    let same: Vec<_> = current
        .as_array()
        .expect("it is a list")
        .iter()
        .map(|bound| json!({ "cidr": bound["cidr"], "serviceId": bound["serviceId"] }))
        .collect();
    let plan = plan(with(call, "desired", json!(same)));
    assert_eq!((&plan["steps"], &plan["refusals"]), (&json!([]), &json!([])));
    assert_eq!(plan["finish"], json!({ "gates": 0, "earliestHours": 0, "latestHours": 0 }));
}

#[test]
fn a_task_without_a_plan_says_why_with_a_code() {
    let outside = with(migration(), "current", state(&["b0 198.51.100.0/24 m -"]));
    assert_eq!(refused(outside)["code"], "current-unusable");
    // Of several problems of the current bindings, the first one in the list is named.
    let (twice, outside) = (["a 192.0.2.0/24 m -", "b 192.0.2.0/24 m -"], "c 198.51.100.0/24 m -");
    for (list, named) in [
        ([twice[0], twice[1], outside], "192.0.2.0/24 twice"),
        ([twice[0], outside, twice[1]], "198.51.100.0/24, which"),
    ] {
        let problem = refused(with(migration(), "current", state(&list)));
        assert!(problem["message"].as_str().is_some_and(|text| text.contains(named)), "{problem}");
    }
    let illegal = with(migration(), "desired", wanted(&["- 192.0.2.16/28 s Spectrum"]));
    let problem = refused(illegal);
    assert_eq!(problem["code"], "desired-illegal");
    assert_eq!(problem["findings"][0]["code"], "default-missing");
    let unknown = with(migration(), "services", json!([{ "id": "m", "name": "Magic Transit" }]));
    assert_eq!(refused(unknown)["findings"][0]["code"], "service-unknown");
}

#[test]
fn a_block_that_is_none_is_told_with_its_place_in_the_task() {
    for (list, value) in
        [("current", state(&["b 192.0.2.1/24 m -"])), ("desired", wanted(&["- 192.0.2.1/24 m -"]))]
    {
        let problem = refused(with(migration(), list, value));
        assert_eq!(problem["code"], "host-bits-set");
        assert_eq!(problem["pointer"], format!("/{list}/0/cidr"));
    }
    let problem = refused(with(migration(), "prefix", json!({ "cidr": "" })));
    assert_eq!((&problem["code"], &problem["pointer"]), (&json!("text-empty"), &json!("/prefix/cidr")));
}

#[test]
fn a_plan_made_earlier_is_held_to_its_fingerprint_and_nothing_lifts_that() {
    let fingerprint = plan(migration())["fingerprint"].clone();
    plan(with(migration(), "expect", fingerprint.clone()));
    let other = with(migration(), "policy", json!("fewest-writes"));
    let forced = with(with(other, "expect", fingerprint), "force", json!(true));
    assert_eq!(refused(forced)["code"], "plan-changed");
}

#[test]
fn a_difference_says_what_differs_and_no_way() {
    let call = with(migration(), "call", json!("diff"));
    let difference = plan(call);
    let service =
        |from: &str, to: &str| json!({ "cidr": "192.0.2.16/28", "from": from, "to": to, "bindingId": "b1" });
    assert_eq!(difference["changed"], json!([service("c", "s")]));
    assert_eq!((&difference["added"], &difference["removed"]), (&json!([]), &json!([])));
    assert_eq!((&difference["kept"], &difference["regional"]), (&json!(1), &json!(0)));
    assert_eq!((&difference["addresses"], &difference["addressesChanged"]), (&json!("256"), &json!("16")));
    let moves = json!([{ "from": "c", "to": "s", "addresses": "16", "ranges": ["192.0.2.16-192.0.2.31"] }]);
    assert_eq!(difference["moves"], moves);
}

#[test]
fn bindings_that_are_still_rolling_out_are_an_assumption_with_their_number() {
    let message = |rolling: &[usize]| {
        let mut call = with(migration(), "settlesIn", json!(0));
        for index in rolling {
            call["current"][*index]["state"] = json!("provisioning");
        }
        plan(call)["assumptions"][0]["message"].clone()
    };
    assert_eq!(
        message(&[1]),
        "1 of 2 bindings is still rolling out (192.0.2.16/28): an edge may or may not have it yet"
    );
    assert_eq!(
        message(&[0, 1]),
        "2 of 2 bindings are still rolling out (192.0.2.0/24, …): an edge may or may not have them yet"
    );
}

#[test]
fn a_plan_waits_for_what_was_written_before_for_as_long_as_it_is_told() {
    let begins = |settles_in: Value| {
        let plan = plan(with(migration(), "settlesIn", settles_in));
        let assumed = plan["assumptions"].as_array().expect("a list").len();
        (worded(&plan["steps"][0]), assumed, plan["fingerprint"].clone(), plan["finish"].clone())
    };
    let (unknown, settled, late, sooner) =
        (begins(Value::Null), begins(json!(0)), begins(json!(5)), begins(json!(2)));
    assert_eq!([unknown.0.as_str(), &settled.0], ["create 192.0.2.16/29 c shield"; 2]);
    assert_eq!((unknown.1, settled.1, late.1), (1, 0, 0));
    assert_eq!([late.0.as_str(), &sooner.0], ["wait propagated 5", "wait propagated 2"]);
    assert_eq!(late.3, json!({ "gates": 4, "earliestHours": 23, "latestHours": 23 }));
    // The hours pass while a plan is read: it stays the plan that was agreed upon.
    assert_eq!((&unknown.2, &late.2, &late.2), (&settled.2, &settled.2, &sooner.2));
}

#[test]
fn the_states_of_bindings_are_part_of_the_fingerprint() {
    let of = |state: Value| {
        let mut call = migration();
        call["current"][1]["state"] = state;
        plan(call)["fingerprint"].clone()
    };
    assert_eq!(of(Value::Null), of(json!("active")), "none counts as active");
    assert_ne!(of(Value::Null), of(json!("provisioning")));
    assert_ne!(of(json!("on_hold")), of(json!("provisioning")));
}

/// A step in words, as the vectors have it.
fn worded(step: &Value) -> String {
    let word = |field: &str| step[field].as_str().unwrap_or("-").to_owned();
    let mut words = vec![word("op")];
    match word("op").as_str() {
        "wait" => words.extend([word("until"), step["hours"].to_string()]),
        op => {
            words.extend([word("cidr"), word("serviceId"), word("purpose")]);
            words.extend((op == "delete").then(|| word("bindingId")));
        }
    }
    words.join(" ")
}

#[test]
fn plans_are_those_of_the_vectors() {
    let vectors: Vec<Value> =
        serde_json::from_str(include_str!("../../vectors/plan.json")).expect("it is a list");
    assert!(vectors.len() >= 20, "{} vectors", vectors.len());
    for vector in vectors {
        let name = &vector["name"];
        let found = asked(with(vector["task"].clone(), "call", json!("plan")));
        if let Some(error) = vector.get("error") {
            let problem = found.expect_err("there is no plan");
            assert_eq!(
                (&problem["code"], problem.get("pointer")),
                (&error["code"], error.get("pointer")),
                "{name}"
            );
            let findings =
                problem["findings"].as_array().into_iter().flatten().map(|finding| &finding["code"]);
            assert_eq!(json!(findings.collect::<Vec<_>>()), error["findings"], "{name}");
            continue;
        }
        let plan = found.unwrap_or_else(|problem| panic!("{name}: {problem}"));
        let steps: Vec<_> = plan["steps"].as_array().expect("a list").iter().map(worded).collect();
        assert_eq!(json!(steps), vector["steps"], "{name}");
        for (count, expected) in vector["impact"].as_object().expect("an object") {
            assert_eq!(&plan["impact"][count], expected, "{name}: {count}");
        }
        if let Some(codes) = vector.get("assumptions") {
            let found =
                plan["assumptions"].as_array().expect("a list").iter().map(|assumed| &assumed["code"]);
            assert_eq!(&json!(found.collect::<Vec<_>>()), codes, "{name}");
        }
        let refusals = plan["refusals"].as_array().expect("a list").iter().map(|refusal| &refusal["code"]);
        assert_eq!(json!(refusals.collect::<Vec<_>>()), vector["refusals"], "{name}");
    }
}
