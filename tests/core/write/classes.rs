//! Codes with several meanings: code, message and status decide together.

use byoip::write::ErrorClass;
use byoip::{Envelope, Operation, ReadLimits, read};
use serde_json::{Value, json};

fn class(status: u16, errors: &Value) -> &'static str {
    let body = json!({ "success": false, "errors": errors }).to_string();
    let envelope =
        read(Operation::ListServices, body.as_bytes(), ReadLimits::default()).expect("it is an envelope");
    let Envelope::Failure { errors, .. } = envelope else { panic!("it is a failure") };
    ErrorClass::of(status, &errors).name()
}

#[test]
fn code_message_and_status_together_decide_the_class_of_an_error() {
    let item = |code: i64, message: &str| json!({ "code": code, "message": message });
    for (meaning, status, errors) in [
        ("not-found", 404, vec![item(1000, "not_found")]),
        ("not-found", 400, vec![item(1000, "Not Found")]),
        ("not-found", 200, vec![item(1000, "not_found")]),
        ("not-found", 404, vec![]),
        ("not-found", 404, vec![item(1000, "")]),
        ("not-found", 404, vec![json!("binding not found")]),
        ("not-found", 400, vec![item(1002, "no such binding")]),
        ("not-found", 400, vec![item(1002, "binding does not exist")]),
        ("not-found", 403, vec![item(1002, "not_found")]),
        ("unclear", 404, vec![item(1000, "reserved")]),
        ("unclear", 400, vec![item(1000, "reserved")]),
        ("unclear", 400, vec![item(1000, "")]),
        ("unclear", 404, vec![item(1234, "reserved")]),
        ("unclear", 404, vec![item(1000, "not_found"), item(1234, "reserved")]),
        ("gateway", 200, vec![item(1000, "Request timeout")]),
        ("gateway", 200, vec![item(1000, "request timed out")]),
        ("gateway", 404, vec![item(1000, "Request timeout")]),
        ("gateway", 404, vec![item(1000, "not_found"), item(1000, "Request timeout")]),
        ("gateway", 400, vec![item(1000, "Internal Server Error")]),
        ("gateway", 400, vec![item(10001, "internal error")]),
        ("gateway", 400, vec![item(10001, "x")]),
        ("gateway", 400, vec![json!("Service Unavailable")]),
        ("gateway", 500, vec![item(1000, "not_found")]),
        ("gateway", 502, vec![item(1002, "forbidden")]),
        ("gateway", 408, vec![]),
        ("forbidden", 403, vec![item(1002, "forbidden")]),
        ("forbidden", 404, vec![item(1002, "forbidden")]),
        ("forbidden", 200, vec![item(1002, "Forbidden")]),
        ("forbidden", 403, vec![item(1002, "")]),
        ("forbidden", 404, vec![item(1000, "not_found"), item(1002, "forbidden")]),
        ("forbidden", 400, vec![item(10001, "Method not allowed for token")]),
        ("unauthenticated", 400, vec![item(10001, "Unable to authenticate request")]),
        ("authentication", 403, vec![item(10000, "Authentication error")]),
        ("credential-refused", 403, vec![item(9109, "Invalid access token")]),
        ("credential-malformed", 400, vec![item(6003, "Invalid request headers")]),
        (
            "credential-malformed",
            400,
            vec![json!({ "code": 1, "message": "", "error_chain": [item(6111, "Invalid format")] })],
        ),
        ("throttled", 200, vec![item(10040, "x")]),
        ("throttled", 403, vec![item(10001, "internal error"), item(971, "x")]),
        ("throttled", 429, vec![]),
        ("no-route", 404, vec![item(7003, "No route for the URI")]),
        ("exists", 409, vec![item(1003, "x")]),
        ("exists", 400, vec![item(1108, "x")]),
        ("refused", 400, vec![item(1003, "not found anywhere")]),
        ("refused", 400, vec![]),
        ("refused", 400, vec![json!(null)]),
    ] {
        assert_eq!(class(status, &json!(errors)), meaning, "{status} {errors:?}");
    }
}

#[test]
fn a_more_cautious_error_is_never_outvoted() {
    let all = [
        json!({ "code": 1000, "message": "not_found" }),
        json!({ "code": 1000, "message": "Request timeout" }),
        json!({ "code": 1002, "message": "forbidden" }),
        json!({ "code": 971, "message": "wait" }),
        json!({ "code": 10000, "message": "Authentication error" }),
        json!({ "code": 1003, "message": "no" }),
        json!("text"),
        json!(null),
    ];
    for status in [200, 400, 403, 404] {
        for (one, other) in all.iter().flat_map(|one| all.iter().map(move |other| (one, other))) {
            let both = class(status, &json!([one, other]));
            let alone = [class(status, &json!([one])), class(status, &json!([other]))];
            assert!(both != "not-found" || alone == ["not-found", "not-found"], "{status} {one} {other}");
            assert_eq!(both, class(status, &json!([other, one])), "the order decides nothing");
            assert_eq!(both == "gateway", alone.contains(&"gateway"), "{status} {one} {other}");
        }
    }
}
