//! Lists that stay in the core between calls give the answers of lists that are in the call.

use byoip::call::{CheckedPlanCall, CoreCall, CurrentList, DesiredLists, answer_about_lists};
use byoip::{Cidr, Desired, ListMeaning, ServiceFacts};
use serde_json::{Value, json};

const A: &str = "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa";
const B: &str = "bbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbb";

/// Two prefixes with lists of bindings among fields that look like them.
fn snapshot() -> Value {
    let bound = |id: &str, cidr: &str, service: Option<&str>, state: &str| {
        let provisioning = json!({ "state": state });
        json!({ "id": id, "cidr": cidr, "service_id": service, "service_name": service.map(|_| "CDN"), "provisioning": provisioning })
    };
    let prefix =
        |cidr: &str| json!({ "id": "p", "cidr": cidr, "description": "\"bindings\":[ \"prefixes\":" });
    json!({
        "bindings": [{ "a": 1 }],
        "byoip_snapshot": 1,
        "services": [{ "id": A, "name": "a \"quote\" and \\", "bindings": [{}, {}] }],
        "prefixes": [
            {
                "prefix": prefix("192.0.2.0/24"),
                "bindings": [
                    bound("1", "192.0.2.0/24", Some(A), "active"),
                    bound("2", "192.0.2.8/32", Some(B), "provisioning"),
                    bound("3", "192.0.2.64/26", None, "active"),
                ],
            },
            { "bgp_prefixes": [], "bindings": [], "prefix": prefix("198.51.100.0/24") },
            {
                "prefix": prefix("203.0.113.0/24"),
                "bindings": [bound("4", "203.0.113.0/24", Some(A), "active"), bound("5", "203.0.113.0/24", Some(B), "active")],
            },
        ],
        "last": "\"prefixes\"",
    })
}

fn current(value: &Value) -> CurrentList {
    CurrentList::read(value.to_string().into_bytes()).unwrap()
}

#[test]
fn the_head_of_a_snapshot_has_numbers_in_place_of_the_bindings_of_prefixes() {
    let mut expected = snapshot();
    for prefix in expected["prefixes"].as_array_mut().unwrap() {
        prefix["bindings"] = prefix["bindings"].as_array().unwrap().len().into();
    }
    let read = |text: String| CurrentList::read(text.into_bytes()).unwrap().head().unwrap();
    for text in [snapshot().to_string(), format!("\u{feff} {:#}\n", snapshot())] {
        assert_eq!(serde_json::from_str::<Value>(&read(text)).unwrap(), expected);
    }
    let empty = json!({ "byoip_snapshot": 1, "prefixes": [] });
    assert_eq!(serde_json::from_str::<Value>(&read(empty.to_string())).unwrap(), empty);
    for list in [json!([]), json!([{ "cidr": "192.0.2.0/24", "byoip_snapshot": 1, "id": "x" }])] {
        assert_eq!(current(&list).head(), None);
    }
}

#[test]
fn repeated_blocks_and_bindings_in_flight_are_found_in_each_part() {
    let list = current(&snapshot());
    assert_eq!([0..3, 3..3, 3..5].map(|part| list.has_repeated_blocks(&part)), [false, false, true]);
    let found = serde_json::to_value(list.in_flight(&(0..3), 8)).unwrap();
    assert_eq!(found, json!({ "count": 1, "first": [{ "cidr": "192.0.2.8/32", "state": "provisioning" }] }));
    assert_eq!(serde_json::to_value(list.in_flight(&(0..3), 0)).unwrap()["count"], 1);
    assert_eq!(list.in_flight(&(3..5), 8).count, 0);
}

fn desired() -> DesiredLists {
    let prefixes = ["198.51.100.0/24", "192.0.2.0/24"].map(|text| Cidr::parse(text).unwrap());
    let csv = format!("192.0.2.0/24,{A}\n198.51.100.0/24,CDN\n192.0.2.16/28,CDN\n192.0.2.16/28,CDN\n");
    let services = [(A, "Transit"), (B, "CDN")];
    let services = services.map(|(id, name)| ServiceFacts { id: id.to_owned(), name: name.to_owned() });
    DesiredLists::read(prefixes.to_vec(), csv.as_bytes(), None, Some(&services)).unwrap()
}

#[test]
fn heads_tell_what_is_known_without_the_entries() {
    let heads: Value = serde_json::from_str(&desired().heads_to_json()).unwrap();
    let known = |head: &Value| json!([head["prefix"], head["readAs"], head["size"], head["bindsPrefix"]]);
    let known: Vec<_> = heads.as_array().unwrap().iter().map(known).collect();
    assert_eq!(known, [json!([0, "bindings", 1, true]), json!([1, "bindings", 2, true])]);
    let entries: Value = serde_json::from_str(&desired().entries_to_json(1)).unwrap();
    assert_eq!(entries["lines"], json!([1, 3]));
    assert_eq!(entries["bindings"][1]["serviceName"], "CDN");
    assert_eq!(desired().entries_to_json(2), "");
}

#[test]
fn plans_of_kept_lists_are_those_of_lists_in_the_call() {
    let task = |current: Value, desired: Value| json!({ "prefix": { "cidr": "192.0.2.0/24" }, "current": current, "desired": desired, "force": true });
    let listed = task(
        json!([
            { "id": "1", "cidr": "192.0.2.0/24", "serviceId": A, "serviceName": "CDN", "state": "active" },
            { "id": "2", "cidr": "192.0.2.8/32", "serviceId": B, "serviceName": "CDN", "state": "provisioning" },
            { "id": "3", "cidr": "192.0.2.64/26", "state": "active" },
        ]),
        json!([
            { "cidr": "192.0.2.0/24", "serviceId": A, "serviceName": "Transit" },
            { "cidr": "192.0.2.16/28", "serviceId": B, "serviceName": "CDN" },
        ]),
    );
    let kept = task(json!([]), json!([]));
    let report =
        |task: &Value| json!({ "report": { "task": task, "form": "text", "ids": false, "data": true } });
    let render = |task: &Value| json!({ "render": { "task": task, "form": "text" } });
    let (list, desired) = (current(&snapshot()), desired());
    for call in
        [&|task: &Value| json!({ "plan": task }), &|task: &Value| json!({ "diff": task }), &report, &render]
            as [&dyn Fn(&Value) -> Value; 4]
    {
        let text = |task: &Value| json!({ "call": call(task), "allowUnknownServices": true }).to_string();
        let whole = CheckedPlanCall::from_json(text(&listed).as_bytes()).unwrap().answer();
        let parts = answer_about_lists(text(&kept).as_bytes(), (&list, 0..3), (&desired, 1));
        assert_eq!(parts, whole);
    }
}

#[test]
fn a_report_has_the_plan_and_its_text_where_they_are_asked_for() {
    let task = json!({
        "prefix": { "cidr": "192.0.2.0/24" },
        "current": [{ "id": "1", "cidr": "192.0.2.0/24", "serviceId": A }],
        "desired": [{ "cidr": "192.0.2.0/24", "serviceId": A }, { "cidr": "192.0.2.1/32", "serviceId": A }],
    });
    let ask = |call: Value| {
        let call = json!({ "call": call }).to_string();
        serde_json::to_value(CheckedPlanCall::from_json(call.as_bytes()).unwrap().answer().unwrap()).unwrap()
    };
    let report = |form: Value, data: bool| {
        ask(json!({ "report": { "task": task, "form": form, "ids": false, "data": data } }))
    };
    let bare = report(Value::Null, false);
    let plan = ask(json!({ "plan": task }));
    assert_eq!((&bare["text"], &bare["plan"]), (&Value::Null, &Value::Null));
    assert_eq!((&bare["creates"], &bare["deletes"]), (&json!(1), &json!(0)));
    for field in ["prefix", "fingerprint", "finish", "refusals"] {
        assert_eq!(bare[field], plan[field], "{field}");
    }
    assert_eq!(bare["changed"], plan["impact"]["changed"]);
    let full = report("markdown".into(), true);
    assert_eq!(full["plan"], plan);
    let lines: Vec<_> = full["text"]["lines"].as_str().unwrap().split('\n').collect();
    assert_eq!(full["text"]["kinds"].as_str().unwrap().len(), lines.len());
    let rendered = ask(json!({ "render": { "task": task, "form": "markdown" } }));
    let rendered: Vec<_> =
        rendered.as_array().unwrap().iter().map(|line| line["text"].as_str().unwrap()).collect();
    assert_eq!(lines, rendered);
}

#[test]
fn findings_of_kept_lists_are_those_of_lists_in_the_call() {
    let call = |bindings: Value| {
        json!({ "check": { "prefix": { "cidr": "192.0.2.0/24" }, "bindings": bindings, "services": [] } })
            .to_string()
    };
    let bindings = json!([
        { "cidr": "192.0.2.0/24", "serviceId": A, "serviceName": "CDN", "state": "active" },
        { "cidr": "192.0.2.8/32", "serviceId": B, "serviceName": "CDN", "state": "provisioning" },
        { "cidr": "192.0.2.64/26", "state": "active" },
    ]);
    let whole = CoreCall::from_json(call(bindings).as_bytes()).unwrap().answer().unwrap();
    let kept = current(&snapshot()).findings(call(json!([])).as_bytes(), 0..3).unwrap();
    assert!(!kept.is_empty());
    assert_eq!(serde_json::to_value(kept).unwrap(), serde_json::to_value(whole).unwrap());
    let wrong = current(&snapshot()).findings(br#"{"cidr":"192.0.2.0/24"}"#, 0..3);
    assert_eq!(wrong.unwrap_err().code(), "call-malformed");
}

#[test]
fn a_part_keeps_the_order_of_its_blocks() {
    let prefixes = ["10.0.0.0/8", "192.0.2.0/24"].map(|text| Cidr::parse(text).unwrap());
    let csv = format!("10.1.0.0/16,{B}\n192.0.2.0/24,{A}\n10.0.0.0/8,{A}\n10.1.2.3/32,{A}\n");
    let any = prefixes[0];
    let whole = byoip::read_desired(csv.as_bytes(), any, None, None, byoip::ReadLimits::default()).unwrap();
    let parts = whole.split(&prefixes).unwrap();
    let (_, part): &(usize, Desired) = &parts[0];
    assert_eq!(part.reading, ListMeaning::Bindings);
    let least = part.aggregate(any, A, None).unwrap();
    let alone: String = csv.split_inclusive('\n').filter(|line| line.starts_with("10.")).collect();
    let alone = byoip::read_desired(alone.as_bytes(), any, None, None, byoip::ReadLimits::default()).unwrap();
    assert_eq!(least, alone.aggregate(any, A, None).unwrap());
}
