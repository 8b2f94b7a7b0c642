//! Plans as the boundary gives them out: their form, what safety says of them, and how they read.
#![cfg(test)]
#![cfg(all(feature = "full", not(target_family = "wasm")))]

use byoip::call::{Problem, answer};
use serde_json::{Value, json};

/// `id block service name` in words; a dash for what is not there.
fn state(entries: &[&str]) -> Value {
    let split = |entry: &&str| {
        let words: Vec<_> = entry.split(' ').map(|word| (word != "-").then_some(word)).collect();
        let [id, cidr, service, name] = words[..] else { panic!("`{entry}` has four words") };
        json!({ "id": id, "cidr": cidr, "serviceId": service, "serviceName": name.map(|name| name.replace('_', " ")) })
    };
    entries.iter().map(split).collect()
}

/// The same as what should be.
fn wanted(entries: &[&str]) -> Value {
    let mut state = state(entries);
    for entry in state.as_array_mut().expect("it is a list") {
        entry.as_object_mut().expect("it is an object").remove("id");
    }
    state
}

/// Magic Transit with a CDN block in it, which moves to Spectrum.
fn migration() -> Value {
    json!({
        "call": "plan", "prefix": { "cidr": "192.0.2.0/24" },
        "current": state(&["b0 192.0.2.0/24 m Magic_Transit", "b1 192.0.2.16/28 c CDN"]),
        "desired": wanted(&["- 192.0.2.0/24 m Magic_Transit", "- 192.0.2.16/28 s Spectrum"]),
    })
}

fn with(mut call: Value, field: &str, value: Value) -> Value {
    call[field] = value;
    call
}

/// The call with its name around what it takes.
fn named(mut call: Value) -> Value {
    let name = call.as_object_mut().expect("it is an object").remove("call").expect("it has a name");
    json!({ name.as_str().expect("a name is text"): call })
}

fn asked(call: Value) -> Result<Value, Value> {
    let call = serde_json::from_value(named(call)).expect("it is a call");
    match answer(&call) {
        Ok(answer) => Ok(serde_json::to_value(answer).expect("an answer is JSON")),
        Err(error) => Err(serde_json::to_value(Problem::from(&error)).expect("a problem is JSON")),
    }
}

fn plan(call: Value) -> Value {
    asked(call).expect("there is a plan")
}

fn refused(call: Value) -> Value {
    asked(call).expect_err("there is no plan")
}

/// The codes of the refusals of a plan.
fn refusals(call: Value) -> Vec<String> {
    let plan = plan(call);
    let list = plan["refusals"].as_array().expect("refusals are a list");
    list.iter().map(|refusal| refusal["code"].as_str().expect("a code is text").to_owned()).collect()
}

#[test]
fn a_plan_has_the_documented_fields() {
    let plan = plan(migration());
    let fields: Vec<_> = plan.as_object().expect("it is an object").keys().map(String::as_str).collect();
    assert_eq!(
        fields,
        [
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
    let vectors: Vec<Value> = serde_json::from_str(include_str!("vectors/plan.json")).expect("it is a list");
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
        let refusals = plan["refusals"].as_array().expect("a list").iter().map(|refusal| &refusal["code"]);
        assert_eq!(json!(refusals.collect::<Vec<_>>()), vector["refusals"], "{name}");
    }
}

mod safety {
    use super::*;

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

    #[test]
    fn more_than_thirty_percent_of_the_bindings_are_not_deleted_unasked() {
        assert_eq!(refusals(hosts(3)), none());
        assert_eq!(refusals(hosts(4)), ["too-many-deleted"]);
        let plan = plan(hosts(4));
        let refusal = &plan["refusals"][0];
        assert_eq!(
            refusal["message"],
            "4 of 10 bindings are deleted, which is 40 % and over the limit of 30 %"
        );
        assert_eq!(refusal["lift"], "deletedPercent");
        assert_eq!(refusals(with(hosts(4), "limits", json!({ "deletedPercent": 40 }))), none());
        assert_eq!(refusals(with(hosts(3), "limits", json!({ "deletedPercent": 29 }))), ["too-many-deleted"]);
        assert_eq!(refusals(with(hosts(4), "limits", json!({ "deletedFrom": 11 }))), none());
    }

    #[test]
    fn of_nine_bindings_all_but_the_default_may_go() {
        let mut call = hosts(8);
        call["current"].as_array_mut().expect("it is a list").pop();
        assert_eq!(refusals(call), none());
    }

    #[test]
    fn more_than_half_of_the_addresses_do_not_change_hands_unasked() {
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
        assert_eq!(
            plan(more.clone())["refusals"][0]["message"],
            "129 of 256 addresses change hands, which is 50.3 % and over the limit of 50 %"
        );
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
    fn the_default_is_not_touched_and_no_address_left_without_an_owner_unasked() {
        assert_eq!(refusals(default()), ["too-many-changed", "default-touched", "addresses-unowned"]);
        let plan = plan(default());
        let messages: Vec<_> =
            plan["refusals"].as_array().expect("a list").iter().map(|r| &r["message"]).collect();
        assert_eq!(
            messages[1..],
            [
                "the default binding 192.0.2.0/24 is written 2 times: 256 addresses of the prefix depend on it",
                "256 of 256 addresses have no owner at some edge for a while"
            ]
        );
        let limits = json!({ "allowDefault": true, "allowUnowned": true, "changedPercent": 100 });
        assert_eq!(refusals(with(default(), "limits", limits)), none());
    }

    #[test]
    fn everything_is_not_unbound_unasked() {
        let empty = with(default(), "desired", json!([]));
        assert!(refusals(empty.clone()).contains(&"desired-empty".to_owned()));
        assert!(
            !refusals(with(empty, "limits", json!({ "allowEmpty": true })))
                .contains(&"desired-empty".to_owned())
        );
    }

    #[test]
    fn nothing_is_planned_from_a_list_that_is_far_shorter_than_the_snapshot() {
        assert_eq!(refusals(with(migration(), "snapshotSize", json!(2))), none());
        assert_eq!(refusals(with(migration(), "snapshotSize", json!(1))), none());
        assert_eq!(refusals(with(migration(), "snapshotSize", json!(3))), ["list-too-short"]);
        let call = with(migration(), "snapshotSize", json!(3));
        assert_eq!(
            plan(call.clone())["refusals"][0]["message"],
            "2 bindings are listed, and the snapshot has 3: 1 fewer, which is 33.3 % and over the limit of 30 %"
        );
        assert_eq!(refusals(with(call, "limits", json!({ "missingPercent": 34 }))), none());
    }

    #[test]
    fn a_block_that_overlaps_a_regional_binding_is_not_written_unasked() {
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
    fn force_lifts_every_refusal_and_changes_nothing_else() {
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
        let expected = format!(
            "the prefix is advertised: 16 addresses are in blocks that are written to, likely with disruption in {hours} hours"
        );
        assert_eq!(finding["message"], expected);
        let nothing = with(call.clone(), "desired", wanted(&["- 192.0.2.0/24 m -", "- 192.0.2.16/28 c -"]));
        assert!(!super::plan(nothing)["findings"].to_string().contains("prefix-advertised"));
    }

    #[test]
    fn a_limit_that_nobody_knows_is_refused() {
        let call = with(migration(), "limits", json!({ "deleted": 1 }));
        assert!(serde_json::from_value::<byoip::call::Call>(named(call)).is_err());
    }
}

mod render {
    use super::*;

    /// The lines of a plan as one text.
    fn rendered(mut task: Value, form: &str) -> String {
        task.as_object_mut().expect("it is an object").remove("call");
        let lines = plan(json!({ "call": "render", "task": task, "form": form }));
        let lines = lines.as_array().expect("lines are a list").iter();
        let texts: Vec<_> = lines.map(|line| line["text"].as_str().expect("a line is text")).collect();
        texts.join("\n") + "\n"
    }

    fn explained(mut task: Value) -> Vec<String> {
        task.as_object_mut().expect("it is an object").remove("call");
        serde_json::from_value(plan(json!({ "call": "explain", "task": task }))).expect("sentences are text")
    }

    /// Compares with tests/golden/; with GOLDEN=write in the environment it is written, and still has to be looked at.
    #[expect(clippy::disallowed_methods, reason = "the golden ones are files")]
    fn golden(name: &str, found: &str) {
        let path = format!("{}/tests/golden/{name}", env!("CARGO_MANIFEST_DIR"));
        if std::env::var("GOLDEN").is_ok_and(|word| word == "write") {
            std::fs::write(&path, found).expect("the file can be written");
        }
        let expected = std::fs::read_to_string(&path).expect("the file is there");
        assert_eq!(found, expected, "{name}");
    }

    /// Half of a CDN block goes to Spectrum.
    fn half() -> Value {
        let half = ["- 192.0.2.0/24 m Magic_Transit", "- 192.0.2.16/29 s Spectrum", "- 192.0.2.24/29 c CDN"];
        with(migration(), "desired", wanted(&half))
    }

    /// A default that changes, on a prefix that is announced.
    fn default() -> Value {
        json!({
            "call": "plan", "prefix": { "cidr": "2001:db8::/48", "advertised": true },
            "current": state(&["b0 2001:db8::/48 c CDN", "b1 2001:db8::/64 s Spectrum"]),
            "desired": wanted(&["- 2001:db8::/48 s Spectrum", "- 2001:db8:0:8::1/128 q -"]),
        })
    }

    #[test]
    fn plans_read_as_the_golden_ones() {
        let lenient = with(default(), "profile", json!("lenient"));
        let fewest = with(migration(), "policy", json!("fewest-writes"));
        let active = with(half(), "gate", json!("active"));
        let tasks = [
            ("moved-block", migration()),
            ("half-block", half()),
            ("half-block-active", active),
            ("moved-block-fewest-writes", fewest),
            ("other-default", default()),
            ("other-default-lenient", lenient),
        ];
        for (name, task) in tasks {
            golden(&format!("{name}.txt"), &rendered(task.clone(), "text"));
            golden(&format!("{name}.md"), &rendered(task.clone(), "markdown"));
            golden(&format!("{name}.explained.txt"), &(explained(task).join("\n") + "\n"));
        }
    }

    #[test]
    fn no_changes_are_a_sentence_in_both_forms() {
        let same = with(migration(), "desired", wanted(&["- 192.0.2.0/24 m -", "- 192.0.2.16/28 c -"]));
        let sentence = "no changes: what is bound is what should be";
        assert!(rendered(same.clone(), "text").starts_with(&format!("192.0.2.0/24: {sentence}\n")));
        assert!(rendered(same.clone(), "markdown").contains(&format!("\n\n{sentence}\n\n")));
        assert_eq!(explained(same), Vec::<String>::new());
    }

    #[test]
    fn a_name_can_neither_leave_its_line_nor_its_cell() {
        let name = "a`b|c\r\n# d\u{202e}\u{1b}[31m<b>@all*_[x](https://x) www.x.y \u{e0041}\u{ad}";
        let mut task = with(half(), "names", json!({ "s": name, "c": name, "m": name }));
        task["current"][1]["id"] = json!(name);
        for form in ["text", "markdown"] {
            let text = rendered(task.clone(), form);
            let bad =
                |c: char| c != '\n' && (c.is_control() || matches!(c, '\u{202e}' | '\u{ad}' | '\u{e0041}'));
            assert!(!text.contains(bad), "{text:?}");
            assert!(!text.contains("\n# "), "{text}");
            let lines = rendered(half(), form).lines().count();
            assert!(text.lines().count() >= lines, "{text}");
        }
        let text = rendered(task.clone(), "markdown");
        for line in text.lines() {
            let outside: String = line.split('`').step_by(2).collect();
            assert!(line.matches('`').count().is_multiple_of(2), "{line}");
            let escaped = |c: &str| outside.matches(c).count() == outside.matches(&format!("\\{c}")).count();
            for active in ["<", "*", "[", "@", "://"] {
                assert!(escaped(active), "`{active}` in {line}");
            }
            if line.starts_with("| ") {
                assert!([5, 6, 7].contains(&line.matches('|').count()), "{line}");
                assert!(!line.contains("\\|"), "{line}");
            }
        }
        for sentence in explained(task) {
            assert!(!sentence.contains(|c: char| c.is_control()), "{sentence:?}");
        }
    }

    #[test]
    fn a_list_of_thousands_of_ranges_is_cut_and_the_plan_has_them_all() {
        let hosts: Vec<_> = (0..100).map(|host| format!("- 192.0.2.{}/32 s Spectrum", host * 2)).collect();
        let mut entries = vec!["- 192.0.2.0/24 c CDN"];
        entries.extend(hosts.iter().map(String::as_str));
        let task = json!({
            "call": "plan", "prefix": { "cidr": "192.0.2.0/24" },
            "current": state(&["- 192.0.2.0/24 c CDN"]), "desired": wanted(&entries),
        });
        let ranges = plan(task.clone())["impact"]["moves"][0]["ranges"].as_array().expect("a list").len();
        assert_eq!(ranges, 100);
        assert!(rendered(task.clone(), "text").contains(" and 92 more\n"));
        assert!(rendered(task, "markdown").contains(" and 84 more |\n"));
    }
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
