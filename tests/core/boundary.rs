//! The calls of the boundary, as JSON.

use byoip::Operation;
use byoip::call::CoreCall;
use serde_json::{Value, json};

/// The answer to a call, its error, or why it is malformed.
#[derive(Debug, PartialEq)]
enum ExpectedAnswer {
    Answer(Value),
    Problem(Value),
    NoCall(String),
}
use ExpectedAnswer::{Answer, NoCall};

fn outcome(call: Value) -> ExpectedAnswer {
    let ours = CoreCall::from_json(call.to_string().as_bytes());
    let call: CoreCall = match serde_json::from_value(call) {
        Ok(call) => call,
        Err(error) => {
            let ours = ours.expect_err("serde_json refuses it");
            assert_eq!(ours.code(), "call-malformed", "{error}");
            return NoCall(ours.to_string());
        }
    };
    assert_eq!(format!("{:?}", ours.expect("serde_json takes it")), format!("{call:?}"));
    match call.answer() {
        Ok(answer) => Answer(serde_json::to_value(answer).expect("an answer is JSON")),
        Err(error) => {
            ExpectedAnswer::Problem(serde_json::from_str(&error.to_json()).expect("an error is JSON"))
        }
    }
}

fn problem(call: Value) -> Value {
    let shown = call.to_string();
    match outcome(call) {
        ExpectedAnswer::Problem(problem) => problem,
        other => panic!("{shown}: {other:?}"),
    }
}

fn code(call: Value) -> String {
    problem(call)["code"].as_str().expect("a code is text").to_owned()
}

/// The fields of a call, unless it takes texts.
fn taken(call: &mut Value) -> Option<&mut serde_json::Map<String, Value>> {
    let call = call.as_object_mut().expect("a call is an object");
    call.values_mut().next().expect("it has a name").as_object_mut()
}

/// A valid call of each kind.
fn good() -> Vec<(Value, Value)> {
    let network = json!({
        "cidr": "192.0.2.0/24", "family": 4, "first": "192.0.2.0", "last": "192.0.2.255", "length": 24, "size": "256"
    });
    let masked = |is: bool, mut info: Value| {
        info["masked"] = json!(is);
        info
    };
    let prefix = json!({ "cidr": "192.0.2.0/24" });
    let default = json!({ "cidr": "192.0.2.0/24", "serviceId": "m", "serviceName": "Magic Transit" });
    let host = json!({ "cidr": "192.0.2.1/32", "serviceId": "c", "serviceName": "CDN" });
    vec![
        (json!({ "cidr": "192.0.2.0/24" }), network.clone()),
        (json!({ "maskedCidr": "192.0.2.9/24" }), masked(true, network.clone())),
        (json!({ "maskedCidr": "192.0.2.0/24" }), masked(false, network)),
        (
            json!({ "cidr": "::/0" }),
            json!({
                "cidr": "::/0", "family": 6, "first": "::", "last": "ffff:ffff:ffff:ffff:ffff:ffff:ffff:ffff",
                "length": 0, "size": "340282366920938463463374607431768211456"
            }),
        ),
        (json!({ "address": "2001:DB8::1" }), json!({ "address": "2001:db8::1", "family": 6 })),
        (json!({ "address": "192.0.2.1" }), json!({ "address": "192.0.2.1", "family": 4 })),
        (json!({ "covers": ["192.0.2.0/24", "192.0.2.1/32"] }), json!(true)),
        (json!({ "covers": ["192.0.2.1/32", "192.0.2.0/24"] }), json!(false)),
        (json!({ "parent": "192.0.2.0/24" }), json!("192.0.2.0/23")),
        (json!({ "parent": "0.0.0.0/0" }), json!(null)),
        (json!({ "sibling": "192.0.2.0/24" }), json!("192.0.3.0/24")),
        (json!({ "sibling": "::/0" }), json!(null)),
        (json!({ "halves": "192.0.2.0/24" }), json!(["192.0.2.0/25", "192.0.2.128/25"])),
        (json!({ "halves": "192.0.2.1/32" }), json!(null)),
        (json!({ "range": ["203.0.113.16", "203.0.113.23"] }), json!(["203.0.113.16/29"])),
        (json!({ "check": { "prefix": prefix, "bindings": [default], "proposed": host } }), json!([])),
        (json!({ "check": { "prefix": prefix, "bindings": [default, host], "services": null } }), json!([])),
        (
            json!({ "check": { "prefix": prefix, "bindings": [default, host],
                "services": [{ "id": "m", "name": "Magic Transit" }, { "id": "c", "name": "CDN" }] } }),
            json!([]),
        ),
    ]
}

#[test]
fn every_valid_call_has_its_answer() {
    for (call, expected) in good() {
        assert_eq!(outcome(call.clone()), Answer(expected), "{call}");
    }
}

#[test]
fn an_unknown_field_is_refused_in_every_call() {
    for (mut call, _) in good().into_iter().chain([(asked("get-prefix", json!({})), json!(null))]) {
        let Some(fields) = taken(&mut call) else { continue };
        fields.insert("extra".to_owned(), json!(1));
        let NoCall(why) = outcome(call.clone()) else { panic!("{call} is not a call") };
        assert!(why.contains("unknown field"), "{why}");
    }
    for place in ["/prefix", "/proposed", "/bindings/0"] {
        let (mut call, _) =
            good().into_iter().find(|(call, _)| call.get("check").is_some()).expect("it is there");
        call.pointer_mut(&format!("/check{place}")).expect("it is there")["extra"] = json!(1);
        let NoCall(why) = outcome(call.clone()) else { panic!("{call} is not a call") };
        assert!(why.contains("unknown field"), "{why}");
    }
}

#[test]
fn a_missing_field_is_refused_in_every_call() {
    for (mut call, _) in good() {
        let Some(fields) = taken(&mut call) else { continue };
        let fields: Vec<_> = fields.keys().cloned().collect();
        for field in fields.iter().filter(|field| !["proposed", "services"].contains(&field.as_str())) {
            let mut less = call.clone();
            taken(&mut less).expect("it has fields").remove(field);
            assert!(matches!(outcome(less.clone()), NoCall(_)), "{less} lacks `{field}`");
        }
    }
}

#[test]
fn a_malformed_call_is_refused() {
    for call in [
        json!(null),
        json!([]),
        json!("cidr"),
        json!({}),
        json!({ "drop": {} }),
        json!({ "Cidr": "::/0" }),
        json!({ "cidr": null }),
        json!({ "address": "::1", "cidr": "::/0" }),
        json!({ "cidr": 7 }),
        json!({ "cidr": { "text": "::/0" } }),
        json!({ "covers": "::/0" }),
        json!({ "covers": ["::/0"] }),
        json!({ "covers": ["::/0", null] }),
        json!({ "covers": ["::/0", "::/0", "::/0"] }),
        json!({ "check": [{ "cidr": "::/0" }, []] }),
        json!({ "check": { "prefix": { "cidr": "::/0" }, "bindings": {} } }),
        json!({ "check": { "prefix": "::/0", "bindings": [] } }),
        json!({ "check": { "prefix": { "cidr": "::/0" }, "bindings": [{ "cidr": 1 }] } }),
        json!({ "request": { "operation": "drop-bindings", "accountId": "a" } }),
        json!({ "request": { "accountId": "a" } }),
        json!({ "request": { "operation": "list-services", "account_id": "a" } }),
        json!({ "request": { "operation": "edit-bgp-prefix", "asnPrependCount": 300 } }),
        json!({ "request": { "operation": "edit-bgp-prefix", "asnPrependCount": -1 } }),
        json!({ "request": { "operation": "edit-bgp-prefix", "asnPrependCount": 1.5 } }),
        json!({ "request": { "operation": "edit-bgp-prefix", "advertised": "no" } }),
    ] {
        assert!(matches!(outcome(call.clone()), NoCall(_)), "{call}: {:?}", outcome(call.clone()));
    }
}

#[test]
fn a_malformed_call_has_the_message_of_serde() {
    for (call, why) in [
        (json!({ "check": {} }), "missing field `prefix`"),
        (
            json!({ "check": { "prefix": { "cidr": "::/0", "size": 1 } } }),
            "unknown field `size`, expected one of `cidr`, `approved`, `advertised`, `onDemandLocked`",
        ),
        (json!({ "cidr": 7 }), "invalid type: integer `7`, expected a string"),
        (json!({ "cidr": 1.5 }), "invalid type: number `1.5`, expected a string"),
        (json!({ "cidr": -1 }), "invalid type: number `-1`, expected a string"),
        (json!({ "cidr": null }), "invalid type: null, expected a string"),
        (json!({ "cidr": [] }), "invalid type: sequence, expected a string"),
        (json!({ "cidr": { "text": "::/0" } }), "invalid type: map, expected a string"),
        (
            json!({ "request": { "operation": "edit-bgp-prefix", "advertised": "yes" } }),
            "invalid type: string \"yes\", expected a boolean",
        ),
        (json!({ "check": true }), "invalid type: boolean `true`, expected an object"),
        (json!({ "check": [] }), "invalid type: sequence, expected an object"),
        (json!({ "parent": "", "sibling": "" }), "invalid length 2, expected 1"),
        (
            json!({ "request": { "operation": "edit-bgp-prefix", "asnPrependCount": 300 } }),
            "invalid value: integer `300`, expected u8",
        ),
    ] {
        assert_eq!(outcome(call), NoCall(format!("the call is malformed: {why}")));
    }
    for text in ["", "{", "[1,]", "{\"cidr\":\"::/0\"} x", "<html>", "\"\\ud8"] {
        assert_eq!(CoreCall::from_json(text.as_bytes()).unwrap_err().code(), "call-malformed", "{text}");
    }
}

#[test]
fn an_error_crosses_the_boundary_with_code_message_help_cure_and_place() {
    let found = problem(json!({ "cidr": "192.0.2.1/24" }));
    let expected = json!({
        "code": "host-bits-set", "message": "host bits are set in `192.0.2.1/24`",
        "help": "did you mean `192.0.2.0/24`?", "cure": "192.0.2.0/24", "at": { "start": 0, "end": 12 }
    });
    assert_eq!(found, expected);
    assert_eq!(problem(json!({ "address": "192.0.2.300" }))["at"], json!({ "start": 8, "end": 11 }));
    assert_eq!(problem(json!({ "address": "192.0.2.300" })).get("cure"), None);
    let in_json = byoip::read(Operation::ListBindings, b"{\"success\":1}", byoip::ReadLimits::default());
    let in_json: Value =
        serde_json::from_str(&in_json.expect_err("it is refused").to_json()).expect("it is JSON");
    assert_eq!(in_json["pointer"], "/success");
}

#[test]
fn an_invalid_text_is_an_error_in_every_call() {
    let bad = "192.0.2.0/33";
    for call in [
        json!({ "cidr": bad }),
        json!({ "maskedCidr": bad }),
        json!({ "covers": [bad, "::/0"] }),
        json!({ "covers": ["::/0", bad] }),
        json!({ "parent": bad }),
        json!({ "sibling": bad }),
        json!({ "halves": bad }),
        json!({ "request": {
            "operation": "create-binding", "accountId": "a", "prefixId": "p", "serviceId": "s", "cidr": bad } }),
    ] {
        assert_eq!(code(call), "length-too-long");
    }
    assert_eq!(code(json!({ "address": "" })), "text-empty");
    assert_eq!(code(json!({ "range": ["192.0.2.2", "192.0.2.1"] })), "range-reversed");
    assert_eq!(code(json!({ "range": ["192.0.2.2", "::"] })), "range-mixed-families");
    assert_eq!(code(json!({ "range": ["192.0.2.2", ""] })), "range-end-missing");
}

#[test]
fn invalid_blocks_in_a_check_are_findings_and_not_errors() {
    let call = json!({ "check": { "prefix": { "cidr": "" }, "bindings": [{ "cidr": "x" }], "proposed": { "cidr": "y" } } });
    let Answer(findings) = outcome(call) else { panic!("it is answered") };
    assert_eq!(findings[0]["code"], "cidr-malformed");
    let call = json!({ "check": { "prefix": { "cidr": "192.0.2.0/24" }, "bindings": [
        { "cidr": "192.0.2.1/24", "serviceId": null } ] } });
    let Answer(findings) = outcome(call) else { panic!("it is answered") };
    let finding = &findings.as_array().expect("findings are a list")[0];
    let fields: Vec<_> =
        finding.as_object().expect("a finding is an object").keys().map(String::as_str).collect();
    assert_eq!(fields, ["basis", "cidr", "code", "help", "message", "replacement", "severity"]);
    assert_eq!(finding["severity"], "error");
    assert_eq!(finding["replacement"], json!(["192.0.2.0/24"]));
}

/// The request of an operation with every id it could need, and more fields where they are given.
fn asked(operation: &str, more: Value) -> Value {
    let mut ask = json!({
        "operation": operation, "accountId": "acc", "prefixId": "pre", "bindingId": "bin",
        "bgpPrefixId": "bgp", "delegationId": "del"
    });
    let Value::Object(mut more) = more else { panic!("it is an object") };
    ask.as_object_mut().expect("it is an object").append(&mut more);
    json!({ "request": ask })
}

#[test]
fn a_request_has_the_method_and_path_of_its_operation_and_only_the_fields_of_its_body() {
    let body = json!({
        "cidr": "2001:DB8::/48", "serviceId": "ser", "delegatedAccountId": "other", "description": "\u{202e}\"\\\n",
        "advertised": false, "asnPrependCount": 3, "autoAdvertiseWithdraw": true
    });
    for &operation in Operation::ALL {
        let Answer(request) = outcome(asked(operation.name(), body.clone())) else {
            panic!("{operation:?} is answered")
        };
        let ids = [
            ("account", "acc"),
            ("prefix", "pre"),
            ("binding", "bin"),
            ("bgp_prefix", "bgp"),
            ("delegation", "del"),
        ];
        let path = ids.iter().fold(operation.path().to_owned(), |path, (name, id)| {
            path.replace(&format!("{{{name}_id}}"), id)
        });
        assert_eq!(request["method"], operation.method(), "{operation:?}");
        assert_eq!(request["path"], path, "{operation:?}");
        assert_eq!(request["body"].is_null(), operation.body().is_empty(), "{operation:?}");
    }
    let sent = |operation: &str| match outcome(asked(operation, body.clone())) {
        Answer(request) => request["body"].as_str().expect("there is a body").to_owned(),
        other => panic!("{other:?}"),
    };
    assert_eq!(sent("create-bgp-prefix"), r#"{"cidr":"2001:db8::/48"}"#);
    assert_eq!(sent("create-delegation"), r#"{"cidr":"2001:db8::/48","delegated_account_id":"other"}"#);
    assert_eq!(sent("edit-prefix"), "{\"description\":\"\u{202e}\\\"\\\\\\u000a\"}");
    assert_eq!(sent("create-binding"), r#"{"cidr":"2001:db8::/48","service_id":"ser"}"#);
    assert_eq!(
        sent("edit-bgp-prefix"),
        r#"{"on_demand":{"advertised":false},"asn_prepend_count":3,"auto_advertise_withdraw":true}"#
    );
}

#[test]
fn an_edit_sends_only_the_fields_that_change() {
    let body = |more: Value| match outcome(asked("edit-bgp-prefix", more)) {
        Answer(request) => request["body"].as_str().expect("there is a body").to_owned(),
        other => panic!("{other:?}"),
    };
    assert_eq!(body(json!({ "advertised": true })), r#"{"on_demand":{"advertised":true}}"#);
    assert_eq!(body(json!({ "asnPrependCount": 0 })), r#"{"asn_prepend_count":0}"#);
    assert_eq!(body(json!({ "autoAdvertiseWithdraw": false })), r#"{"auto_advertise_withdraw":false}"#);
    assert_eq!(code(asked("edit-bgp-prefix", json!({}))), "call-malformed");
    assert_eq!(code(asked("edit-bgp-prefix", json!({ "asnPrependCount": 4 }))), "call-malformed");
}

#[test]
fn ids_that_could_change_a_path_are_refused() {
    for (id, expected) in [
        ("", "id-empty"),
        (".", "id-bad-character"),
        ("..", "id-bad-character"),
        ("a/b", "id-bad-character"),
        ("a%2fb", "id-bad-character"),
        ("a?b", "id-bad-character"),
        ("a#b", "id-bad-character"),
        ("a\\b", "id-bad-character"),
        ("a b", "id-bad-character"),
        ("a\n", "id-bad-character"),
        ("\u{e9}", "id-bad-character"),
        (&"a".repeat(65), "id-too-long"),
    ] {
        for (operation, field) in [
            ("list-services", "accountId"),
            ("list-bindings", "prefixId"),
            ("delete-binding", "bindingId"),
            ("get-bgp-prefix", "bgpPrefixId"),
            ("delete-delegation", "delegationId"),
            ("create-delegation", "delegatedAccountId"),
        ] {
            assert_eq!(
                code(asked(operation, json!({ "cidr": "192.0.2.0/24", field: id }))),
                expected,
                "{operation} with {field} `{id}`"
            );
        }
    }
    assert_eq!(code(asked("edit-prefix", json!({}))), "call-malformed");
    assert_eq!(code(asked("edit-prefix", json!({ "description": "\u{e9}".repeat(1001) }))), "call-malformed");
    assert!(matches!(
        outcome(asked("edit-prefix", json!({ "description": "\u{e9}".repeat(1000) }))),
        Answer(_)
    ));
    let longest = "a-Z_9".repeat(12);
    assert!(matches!(outcome(asked("get-prefix", json!({ "prefixId": longest }))), Answer(_)));
    let host_bits = json!({ "cidr": "192.0.2.1/24", "serviceId": "s" });
    assert_eq!(code(asked("create-binding", host_bits)), "host-bits-set");
    assert_eq!(code(asked("create-binding", json!({ "cidr": "192.0.2.0/24" }))), "id-empty");
}

#[test]
fn after_any_refusal_the_next_call_answers() {
    for bad in [json!({ "cidr": "\u{0}" }), json!(7), json!({ "range": ["", ""] })] {
        assert!(!matches!(outcome(bad), Answer(_)));
        for (call, expected) in good() {
            assert_eq!(outcome(call), Answer(expected));
        }
    }
}
