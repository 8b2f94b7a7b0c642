//! The boundary as JavaScript sees it, in Node and in a browser: values, errors with codes, and calls after an error.
#![cfg(test)]
#![cfg(target_family = "wasm")]

use byoip::wasm::core::{call, error_codes, read_envelope, rule_codes, version};
use byoip::wasm::planner::plan_call;
use byoip::wasm::resolver::JsResolver;
use js_sys::{JSON, Reflect, Uint8Array};
use wasm_bindgen::{JsCast, JsValue};
use wasm_bindgen_futures::JsFuture;
use wasm_bindgen_test::wasm_bindgen_test;
use web_sys::Response;

const BINDINGS: &str = r#"[
    {"id":"a","cidr":"192.0.2.0/24","service_id":"s","service_name":"Magic Transit"},
    {"id":"b","cidr":"192.0.2.1/32","service_id":"t","service_name":"CDN"}
]"#;

fn ask(json: &str) -> Result<JsValue, JsValue> {
    call(json).map(|answer| JSON::parse(&answer).unwrap())
}

/// What JavaScript makes of a thrown error: it is JSON text.
fn thrown<T>(result: Result<T, JsValue>) -> JsValue {
    JSON::parse(&result.err().unwrap().as_string().unwrap()).unwrap()
}

fn field(value: &JsValue, name: &str) -> JsValue {
    Reflect::get(value, &name.into()).unwrap()
}

fn text(value: &JsValue, name: &str) -> String {
    field(value, name).as_string().unwrap()
}

#[wasm_bindgen_test]
fn a_block_arrives_as_a_plain_object_in_camel_case() {
    let info = ask(r#"{"cidr":"2001:DB8::/32"}"#).unwrap();
    assert_eq!(text(&info, "cidr"), "2001:db8::/32");
    assert_eq!(text(&info, "size"), "79228162514264337593543950336");
    assert_eq!(field(&info, "length").as_f64(), Some(32.0));
}

#[wasm_bindgen_test]
fn an_absent_value_is_null_and_not_undefined() {
    assert!(ask(r#"{"parent":"0.0.0.0/0"}"#).unwrap().is_null());
}

#[wasm_bindgen_test]
fn an_error_has_code_cure_and_place_and_the_next_call_answers() {
    let error = thrown(ask(r#"{"cidr":"192.0.2.1/24"}"#));
    assert_eq!(text(&error, "code"), "host-bits-set");
    assert_eq!(text(&error, "cure"), "192.0.2.0/24");
    assert_eq!(field(&field(&error, "at"), "end").as_f64(), Some(12.0));
    assert!(ask(r#"{"cidr":"192.0.2.0/24"}"#).is_ok());
}

#[wasm_bindgen_test]
fn an_unknown_call_is_malformed_and_does_not_trap() {
    for json in ["", "null", "7", "\"cidr\"", "[]", "{}", "{\"cidr\":", "undefined"] {
        assert_eq!(text(&thrown(call(json)), "code"), "call-malformed");
        assert_eq!(text(&thrown(plan_call(json.as_bytes())), "code"), "call-malformed");
    }
    assert!(ask(r#"{"address":"::1"}"#).is_ok());
}

#[wasm_bindgen_test]
fn a_refusal_carries_its_findings() {
    let task = r#"{"prefix":{"cidr":"192.0.2.0/24"},"current":[],"desired":[{"cidr":"192.0.2.1/32","serviceId":"c","serviceName":"CDN"}]}"#;
    let call = format!(r#"{{"call":{{"plan":{task}}},"allowUnknownServices":false}}"#);
    let error = thrown(plan_call(call.as_bytes()));
    assert_eq!(text(&error, "code"), "desired-illegal");
    let findings: js_sys::Array = field(&error, "findings").unchecked_into();
    assert_eq!(text(&findings.get(0), "code"), "default-missing");
}

#[wasm_bindgen_test]
fn an_envelope_is_decoded_from_bytes_and_its_error_has_a_pointer() {
    let good = r#"{"success":true,"errors":[],"messages":[],"result":[]}"#;
    let json = read_envelope("list-bindings", good.as_bytes()).unwrap();
    assert_eq!(field(&JSON::parse(&json).unwrap(), "success"), JsValue::TRUE);

    let bad = r#"{"success":true,"errors":[],"messages":[],"result":[{"id":"a","cidr":"192.0.2.1/24"},{}]}"#;
    let error = thrown(read_envelope("list-bindings", bad.as_bytes()));
    assert!(text(&error, "pointer").starts_with("/result/1"), "{:?}", text(&error, "pointer"));
}

/// The body of a response, as a program takes it from `fetch`.
async fn bytes_of(response: &Response) -> Vec<u8> {
    let buffer = JsFuture::from(response.array_buffer().unwrap()).await.unwrap();
    Uint8Array::new(&buffer).to_vec()
}

#[wasm_bindgen_test]
async fn positions_count_in_the_unchanged_bytes_of_a_response() {
    // A byte order mark, which `text()` would remove, and characters of two, three and four bytes.
    let start = format!(
        r#"{}{{"success":true,"errors":[],"messages":[{{"code":1000,"message":"é☂🌍"}}],"result":["#,
        '\u{feff}'
    );
    let binding = r#"{"id":"a","cidr":"192.0.2.0/24","service_id":"s","service_name":"Caf\u00e9 ☂"}"#;
    let good = Response::new_with_opt_str(Some(&format!("{start}{binding}]}}"))).unwrap();
    let bytes = bytes_of(&good).await;
    let json = read_envelope("list-bindings", &bytes).unwrap();
    let bindings: js_sys::Array = field(&JSON::parse(&json).unwrap(), "result").unchecked_into();
    assert_eq!(text(&bindings.get(0), "serviceName"), "Café ☂");
    assert_eq!(JsResolver::new(bytes, None).unwrap().find("192.0.2.1").unwrap(), 0);

    let bad = Response::new_with_opt_str(Some(&format!("{start}{binding},7]}}"))).unwrap();
    let bytes = bytes_of(&bad).await;
    let error = thrown(read_envelope("list-bindings", &bytes));
    assert_eq!(text(&error, "pointer"), "/result/1");
    let at = field(&field(&error, "at"), "start").as_f64();
    let fault = u32::try_from(start.len() + binding.len() + 1).unwrap();
    assert_eq!(at, Some(fault.into()));
}

#[wasm_bindgen_test]
async fn a_response_without_a_body_is_not_an_empty_list() {
    for response in [Response::new().unwrap(), Response::error()] {
        let bytes = bytes_of(&response).await;
        assert_eq!(text(&thrown(read_envelope("list-bindings", &bytes)), "code"), "json-empty");
        assert_eq!(text(&thrown(JsResolver::new(bytes, None)), "code"), "json-empty");
    }
}

#[wasm_bindgen_test]
fn a_table_answers_one_address_and_many() {
    let table = JsResolver::new(BINDINGS.as_bytes().to_vec(), None).unwrap();
    assert_eq!(table.size(), 2);
    let answer = JSON::parse(&table.resolve("192.0.2.1").unwrap()).unwrap();
    assert_eq!(field(&answer, "owner").as_f64(), Some(1.0));
    assert_eq!(table.find("192.0.2.77").unwrap(), 0);
    assert_eq!(table.find_v4(0xC633_6401), -1);
    assert_eq!(table.find_v6(0x2001_0db8, 0, 0, 1), -1);
    let intervals = table.intervals_v4(5);
    let (block, host, no_owner) = (0xC000_0200, 0xC000_0201, u32::MAX);
    assert_eq!(intervals, [0, no_owner, block, 0, host, 1, host + 1, 0, block + 256, no_owner]);
    assert!(table.intervals_v4(4).is_empty());
    assert_eq!(table.find_many_text(b"192.0.2.1\nx\n192.0.2.2", &[]), [1, -2, 0]);
    assert_eq!(table.find_many_text(b"192.0.2.1x192.0.2.2", &[9, 1, 0, 9]), [1, -2, -2, 0]);
    let mut owners = [9; 2];
    table.find_many_v4(&[0xC000_0201, 0xC633_6401], &mut owners);
    assert_eq!(owners, [1, -1]);
    assert_eq!(text(&thrown(table.find_many_v6(&[0; 15], &mut owners)), "code"), "packed-length");
    assert_eq!(table.find("192.0.2.1").unwrap(), 1);
}

#[wasm_bindgen_test]
fn the_lists_of_codes_have_no_duplicates() {
    for codes in [error_codes(), rule_codes()] {
        let mut distinct = codes.clone();
        distinct.sort();
        distinct.dedup();
        assert!(!codes.is_empty());
        assert_eq!(distinct.len(), codes.len());
    }
}

#[wasm_bindgen_test]
fn the_version_is_that_of_the_manifest() {
    assert_eq!(version(), env!("CARGO_PKG_VERSION"));
}
