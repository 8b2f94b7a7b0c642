//! Plans at the edges: nested blocks that all go, the largest prefixes, long chains of blocks, lists without a default.

use super::planning::*;
use serde_json::{Value, json};

fn task(prefix: &str, current: &[&str], desired: &[&str]) -> Value {
    json!({
        "call": "plan", "prefix": { "cidr": prefix },
        "current": state(current), "desired": wanted(desired),
    })
}

/// The writes in order, each as `create block service`, with a bar for each wait.
fn writes(plan: &Value) -> Vec<String> {
    let word = |step: &Value, field: &str| step[field].as_str().unwrap_or_default().to_owned();
    let steps = plan["steps"].as_array().expect("steps are a list");
    let worded = steps.iter().map(|step| match step["op"].as_str() {
        Some("wait") => "|".to_owned(),
        _ => [word(step, "op"), word(step, "cidr"), word(step, "serviceId")].join(" "),
    });
    worded.collect()
}

fn codes(plan: &Value) -> Vec<&str> {
    let refusals = plan["refusals"].as_array().expect("refusals are a list");
    refusals.iter().filter_map(|refusal| refusal["code"].as_str()).collect()
}

#[test]
fn blocks_in_blocks_that_all_go_go_from_the_largest_so_that_nobody_falls_to_a_third_one() {
    let nested = ["b0 192.0.2.0/24 m -", "b1 192.0.2.0/28 c -", "b2 192.0.2.1/32 s -"];
    let plan = plan(with(task("192.0.2.0/24", &nested, &[]), "profile", json!("lenient")));
    let expected = ["delete 192.0.2.0/24 m", "|", "delete 192.0.2.0/28 c", "|", "delete 192.0.2.1/32 s", "|"];
    assert_eq!(writes(&plan), expected);
    assert_eq!((&plan["impact"]["unowned"], &plan["impact"]["thirdParty"]), (&json!("0"), &json!("0")));
}

#[test]
fn under_the_strict_profile_blocks_in_blocks_go_before_the_default_and_show_who_is_around() {
    let nested = ["b0 192.0.2.0/24 m -", "b1 192.0.2.0/28 c -"];
    let plan = plan(task("192.0.2.0/24", &nested, &[]));
    assert_eq!(writes(&plan), ["delete 192.0.2.0/28 c", "delete 192.0.2.0/24 m", "|"]);
    assert_eq!((&plan["impact"]["unowned"], &plan["impact"]["thirdParty"]), (&json!("0"), &json!("16")));
}

#[test]
fn a_difference_lists_what_comes_what_goes_and_what_changes_apart() {
    let current = ["b0 192.0.2.0/24 m -", "b1 192.0.2.0/28 c -", "b2 192.0.2.16/28 c -"];
    let desired = ["- 192.0.2.0/24 m -", "- 192.0.2.16/28 s -", "- 192.0.2.32/28 c -"];
    let difference = plan(with(task("192.0.2.0/24", &current, &desired), "call", json!("diff")));
    let blocks = |list: &str| -> Vec<_> {
        let entries = difference[list].as_array().expect("it is a list");
        entries.iter().map(|entry| entry["cidr"].clone()).collect()
    };
    assert_eq!(blocks("added"), ["192.0.2.32/28"]);
    assert_eq!(blocks("removed"), ["192.0.2.0/28"]);
    assert_eq!(blocks("changed"), ["192.0.2.16/28"]);
    assert_eq!(difference["kept"], 1);
    assert_eq!(difference["addressesChanged"], "48");
    assert_eq!(difference["added"][0]["from"], Value::Null);
    assert_eq!(difference["removed"][0]["to"], Value::Null);
}

#[test]
fn percentages_are_right_for_prefixes_whose_addresses_nearly_fill_the_numbers() {
    let bound = ["b0 2000::/3 c CDN"];
    let half = task("2000::/3", &bound, &["- 2000::/3 c CDN", "- 2000::/4 s Spectrum"]);
    assert_eq!(codes(&plan(half)), Vec::<&str>::new());
    let more = ["- 2000::/3 c CDN", "- 2000::/4 s Spectrum", "- 3000::/5 s Spectrum"];
    let plan_of_more = plan(task("2000::/3", &bound, &more));
    assert_eq!(codes(&plan_of_more), ["too-many-changed"]);
    let message = plan_of_more["refusals"][0]["message"].as_str().expect("a message is text");
    assert!(message.contains("75 %") && message.contains("50 %"), "{message}");
    let limit =
        |percent: u32| with(task("2000::/3", &bound, &more), "limits", json!({ "changedPercent": percent }));
    assert_eq!(codes(&plan(limit(75))), Vec::<&str>::new());
    assert_eq!(codes(&plan(limit(74))), ["too-many-changed"]);
}

#[test]
fn all_addresses_there_are_are_too_many_for_a_plan() {
    let problem = asked(task("::/0", &[], &["- ::/0 c CDN"])).expect_err("there is no plan");
    assert_eq!(problem["code"], "prefix-too-large");
}

#[test]
fn as_many_services_as_a_plan_tells_apart_are_planned_and_one_more_is_not() {
    let of = |count: usize| {
        let hosts: Vec<_> = (1..count).map(|n| format!("- 192.0.2.{n}/32 s{n} -")).collect();
        let list: Vec<_> =
            ["- 192.0.2.0/24 d -"].into_iter().chain(hosts.iter().map(String::as_str)).collect();
        asked(task("192.0.2.0/24", &["b0 192.0.2.0/24 d -"], &list))
    };
    let plan = of(62).expect("there is a plan");
    assert_eq!(plan["impact"]["changed"], "61");
    assert_eq!(of(63).expect_err("there is no plan")["code"], "too-many-services");
}

/// One host that changes owner below a default-only default, deep in a prefix: its neighbours keep theirs.
#[test]
fn a_host_that_is_replaced_under_a_tied_default_is_the_only_one_that_is_hit_however_deep_it_lies() {
    for (prefix, host) in [("192.0.2.0/24", "192.0.2.77/32"), ("2001:db8::/32", "2001:db8::4d/128")] {
        let bound = [format!("b0 {prefix} m Magic_Transit"), format!("b1 {host} c CDN")];
        let after = [format!("- {prefix} m Magic_Transit"), format!("- {host} s Spectrum")];
        let plan = plan(task(prefix, &[&bound[0], &bound[1]], &[&after[0], &after[1]]));
        assert_eq!(writes(&plan), [format!("delete {host} c"), format!("create {host} s"), "|".to_owned()]);
        assert_eq!((&plan["impact"]["unowned"], &plan["impact"]["thirdParty"]), (&json!("0"), &json!("1")));
        assert_eq!(plan["complete"], true);
    }
}

/// The whole of a block goes from one service to another; what is left over beside its one host needs a shield each.
#[test]
fn a_block_that_is_replaced_is_shielded_by_its_halves_and_the_shields_go_again() {
    let bound = ["b0 192.0.2.0/24 m Magic_Transit", "b1 192.0.2.64/26 c CDN"];
    let after = ["- 192.0.2.0/24 m Magic_Transit", "- 192.0.2.64/26 s Spectrum"];
    let plan = plan(task("192.0.2.0/24", &bound, &after));
    assert_eq!((&plan["impact"]["unowned"], &plan["impact"]["thirdParty"]), (&json!("0"), &json!("0")));
    let made: Vec<_> =
        plan["steps"].as_array().expect("a list").iter().map(|step| step["purpose"].clone()).collect();
    assert_eq!(made.iter().filter(|purpose| **purpose == "shield").count(), 4, "{made:?}");
    assert_eq!(made.iter().filter(|purpose| **purpose == "desired").count(), 2, "{made:?}");
}

#[test]
fn what_is_left_beside_a_host_in_a_replaced_block_is_shielded_with_one_block_for_each_length() {
    let bound = ["b0 192.0.2.0/24 m Magic_Transit", "b1 192.0.2.64/26 c CDN", "b2 192.0.2.65/32 x CDN"];
    let after = ["- 192.0.2.0/24 m Magic_Transit", "- 192.0.2.64/26 s Spectrum", "- 192.0.2.65/32 x CDN"];
    let plan = plan(task("192.0.2.0/24", &bound, &after));
    assert_eq!((&plan["impact"]["unowned"], &plan["impact"]["thirdParty"]), (&json!("0"), &json!("0")));
    let mut shields: Vec<_> = plan["steps"]
        .as_array()
        .expect("a list")
        .iter()
        .filter(|step| step["op"] == "create" && step["purpose"] == "shield")
        .map(|step| step["cidr"].as_str().expect("a block is text"))
        .collect();
    shields.sort_unstable();
    let sizes: u32 = shields
        .iter()
        .map(|cidr| {
            1u32 << (32
                - cidr.rsplit('/').next().and_then(|length| length.parse::<u32>().ok()).expect("a length"))
        })
        .sum();
    assert!(sizes == 63 || sizes == 64, "{shields:?} are what is left");
    assert_eq!(writes(&plan).iter().filter(|write| *write != "|").count(), 2 + 2 * shields.len());
}

#[test]
fn a_default_that_comes_over_what_is_bound_already_is_one_create_where_that_is_allowed() {
    let bound = ["b1 192.0.2.0/28 c -"];
    let after = ["- 192.0.2.0/24 m -", "- 192.0.2.0/28 c -"];
    let lenient = plan(with(task("192.0.2.0/24", &bound, &after), "profile", json!("lenient")));
    assert_eq!(writes(&lenient), ["create 192.0.2.0/24 m", "|"]);
    let strict = plan(task("192.0.2.0/24", &bound, &after));
    let expected = ["delete 192.0.2.0/28 c", "create 192.0.2.0/24 m", "create 192.0.2.0/28 c", "|"];
    assert_eq!(writes(&strict), expected);
    assert_eq!((&strict["impact"]["unowned"], &strict["impact"]["thirdParty"]), (&json!("16"), &json!("16")));
}

#[test]
fn the_same_lists_in_another_order_give_the_same_plan() {
    let mut turned = migration();
    for list in ["current", "desired"] {
        turned[list].as_array_mut().expect("it is a list").reverse();
    }
    assert_eq!(plan(turned), plan(migration()));
}

#[test]
fn what_makes_way_for_another_default_is_said_to_and_to_rely_on_the_strict_profile() {
    let bound = ["b0 192.0.2.0/24 m -", "b1 192.0.2.0/28 c -"];
    let after = ["- 192.0.2.0/24 s -", "- 192.0.2.0/28 c -"];
    let strict = plan(task("192.0.2.0/24", &bound, &after));
    let purposes: Vec<_> =
        strict["steps"].as_array().expect("a list").iter().map(|step| &step["purpose"]).collect();
    assert_eq!(json!(purposes), json!(["make-way", "desired", "desired", "make-way", null]));
    assert_eq!(strict["reliesOnProfile"], json!([0, 1, 2, 3]));
    let alone = plan(task("192.0.2.0/24", &bound[..1], &after[..1]));
    assert_eq!(alone["reliesOnProfile"], json!([]));
    let kept = plan(task("192.0.2.0/24", &bound, &["- 192.0.2.0/24 m -"]));
    assert_eq!(kept["reliesOnProfile"], json!([]));
}

#[test]
fn a_wait_names_all_that_was_made_and_all_that_went_before_it() {
    let bound = ["b0 192.0.2.0/24 m -", "b1 192.0.2.0/28 c -"];
    let after = ["- 192.0.2.0/24 m -", "- 192.0.2.64/28 c -", "- 192.0.2.96/28 s -"];
    let plan = plan(task("192.0.2.0/24", &bound, &after));
    let wait = plan["steps"].as_array().expect("a list").last().expect("it ends with a wait");
    assert_eq!(wait["active"], json!(["192.0.2.64/28", "192.0.2.96/28"]));
    assert_eq!(wait["gone"], json!(["192.0.2.0/28"]));
}

#[test]
fn a_regional_binding_differs_from_nothing() {
    let bound = ["b0 192.0.2.0/24 m -", "r 192.0.2.0/28 - -"];
    let difference = plan(with(task("192.0.2.0/24", &bound, &["- 192.0.2.0/24 m -"]), "call", json!("diff")));
    for list in ["added", "removed", "changed"] {
        assert_eq!(difference[list], json!([]), "{list}");
    }
    assert_eq!((&difference["kept"], &difference["regional"]), (&json!(1), &json!(1)));
}

#[test]
fn a_refusal_of_a_desired_state_counts_the_broken_rules() {
    let problem = |desired: &[&str]| asked(task("192.0.2.0/24", &[], desired)).expect_err("there is no plan");
    let message = |problem: &Value| problem["message"].as_str().expect("a message is text").to_owned();
    let one = problem(&["- 192.0.2.0/28 c CDN"]);
    assert!(message(&one).ends_with(" a rule"), "{one}");
    let two = problem(&["- 192.0.2.0/28 c CDN", "- 198.51.100.0/28 c CDN"]);
    assert!(message(&two).contains(" 2 "), "{two}");
}

#[test]
fn shields_for_an_unknown_service_are_counted() {
    let of = |bound: &[&str], after: &[&str]| {
        let plan = plan(with(task("192.0.2.0/24", bound, after), "profile", json!("lenient")));
        let shields =
            writes(&plan).iter().filter(|write| write.starts_with("create") && write.ends_with(" x")).count();
        let findings = plan["findings"].as_array().expect("a list").clone();
        let mut found = findings.iter().filter(|finding| finding["code"] == "shield-opaque");
        let message = found.next().expect("there is a finding")["message"]
            .as_str()
            .expect("a message is text")
            .to_owned();
        assert!(found.next().is_none(), "there is one finding");
        (shields, message)
    };
    let (count, message) = of(
        &["b0 192.0.2.0/24 x X", "b1 192.0.2.64/26 s Spectrum"],
        &["- 192.0.2.0/24 s Spectrum", "- 192.0.2.64/26 s Spectrum", "- 192.0.2.128/32 t CDN"],
    );
    assert_eq!(count, 1);
    assert!(message.contains(" a block "), "{message}");
    let (count, message) = of(
        &["b0 192.0.2.0/24 x X", "b1 192.0.2.64/32 s Spectrum", "b2 192.0.2.192/32 s Spectrum"],
        &["- 192.0.2.0/24 s Spectrum", "- 192.0.2.32/32 t CDN", "- 192.0.2.160/32 t CDN"],
    );
    assert!(count > 1, "{message}");
    assert!(message.contains(&format!(" {count} blocks ")), "{message}");
}

#[test]
fn a_shield_never_takes_the_block_of_a_regional_binding() {
    let bound = ["b0 192.0.2.0/24 m Magic_Transit", "b1 192.0.2.64/26 c CDN", "r 192.0.2.64/27 - -"];
    let after = ["- 192.0.2.0/24 m Magic_Transit", "- 192.0.2.64/26 s Spectrum"];
    let plan = plan(task("192.0.2.0/24", &bound, &after));
    let writes = writes(&plan);
    assert!(!writes.iter().any(|write| write.contains(" 192.0.2.64/27 ")), "{writes:?}");
    assert!(writes.iter().any(|write| write.starts_with("create 192.0.2.96/27 ")), "{writes:?}");
    assert_eq!((&plan["impact"]["unowned"], &plan["impact"]["thirdParty"]), (&json!("0"), &json!("0")));
}

#[test]
fn a_list_without_a_default_is_emptied_in_any_order_under_either_profile() {
    let bound = ["b1 192.0.2.0/28 c -", "b2 192.0.2.64/26 s -"];
    for profile in ["strict", "lenient"] {
        let plan = plan(with(task("192.0.2.0/24", &bound, &[]), "profile", json!(profile)));
        assert_eq!(writes(&plan), ["delete 192.0.2.64/26 s", "delete 192.0.2.0/28 c", "|"], "{profile}");
        assert_eq!((&plan["impact"]["unowned"], &plan["impact"]["thirdParty"]), (&json!("0"), &json!("0")));
        assert_eq!(plan["reliesOnProfile"], json!([]));
    }
}
