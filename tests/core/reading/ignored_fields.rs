//! Fields that decide nothing: whatever their values, the result of an answer is the same, and their values are kept.

use byoip::{Envelope, ListFormat, Operation, ReadLimits, ResultKind, read, read_list, read_snapshot};
use proptest::prelude::*;
use serde_json::{Map, Value, json};

/// Fields that decide nothing: at the top level of an envelope, and in each resource.
const AROUND: [&str; 4] = ["errors", "messages", "note", "documentation"];
const BINDING: [&str; 3] = ["service_name", "provisioning", "created_by"];
const PREFIX: [&str; 16] = [
    "account_id",
    "asn",
    "approved",
    "description",
    "loa_document_id",
    "delegate_loa_creation",
    "irr_validation_state",
    "rpki_validation_state",
    "ownership_validation_state",
    "asn_ownership_validation_state",
    "ownership_validation_token",
    "advertised",
    "advertised_modified_at",
    "on_demand_enabled",
    "created_at",
    "modified_at",
];
const DELEGATION: [&str; 4] = ["delegated_account_id", "parent_prefix_id", "created_at", "modified_at"];
const ROUTE: [&str; 5] = ["nexthop", "priority", "weight", "description", "scope"];
const BGP: [&str; 7] = [
    "asn",
    "asn_prepend_count",
    "auto_advertise_withdraw",
    "bgp_signal_opts",
    "on_demand",
    "created_at",
    "modified_at",
];
const SERVICE: [&str; 1] = ["note"];

/// A resource with the deciding fields only, and the others that it can have.
fn noun(operation: Operation) -> (Value, &'static [&'static str]) {
    match operation.result() {
        ResultKind::Services => (json!({ "id": "s1", "name": "CDN" }), &SERVICE),
        ResultKind::Prefixes | ResultKind::Prefix => {
            (json!({ "id": "p1", "cidr": "2001:db8::/32" }), &PREFIX)
        }
        ResultKind::BgpPrefixes | ResultKind::BgpPrefix => {
            (json!({ "id": "g1", "cidr": "192.0.2.0/24" }), &BGP)
        }
        ResultKind::Delegations | ResultKind::Delegation => {
            (json!({ "id": "d1", "cidr": "192.0.2.8/29" }), &DELEGATION)
        }
        ResultKind::MagicRoutes => (json!({ "id": "m1", "prefix": "192.0.2.0/24" }), &ROUTE),
        _ => (json!({ "id": "b1", "cidr": "192.0.2.8/29", "service_id": "s1" }), &BINDING),
    }
}

/// Any JSON, often almost of the documented type.
fn value() -> impl Strategy<Value = Value> {
    let near = prop::sample::select(vec![
        json!(null),
        json!(""),
        json!("13335"),
        json!(0),
        json!(971),
        json!(-1),
        json!(1.5),
        json!(4_294_967_296_u64),
        json!("active"),
        json!("2014-13-01"),
        json!({ "state": null }),
        json!({ "state": 1 }),
        json!({ "state": "active", "since": 1 }),
        json!({ "advertised": "yes", "on_demand_locked": null, "advertised_modified_at": "" }),
        json!({ "enabled": 1, "modified_at": [] }),
        json!(["bare", null, {}, { "code": 971 }, { "code": "x", "message": [] }, { "message": "m" }]),
        json!([{ "code": 6003, "message": "m", "error_chain": [{ "code": 6111, "message": "n" }, "o"] }]),
        json!({ "code": 1000, "message": "not_found", "source": 1, "documentation_url": {} }),
    ]);
    let leaf = prop_oneof![
        Just(Value::Null),
        any::<bool>().prop_map(Value::from),
        any::<i64>().prop_map(Value::from),
        any::<String>().prop_map(Value::from),
    ];
    let tree = leaf.prop_recursive(3, 12, 4, |inner| {
        prop_oneof![
            prop::collection::vec(inner.clone(), 0..4).prop_map(Value::from),
            prop::collection::btree_map("[a-z_]{0,9}", inner, 0..4)
                .prop_map(|fields| Value::Object(fields.into_iter().collect())),
        ]
    });
    prop_oneof![2 => near, 1 => tree]
}

/// Fields by name, each with a value or left out.
fn fields() -> impl Strategy<Value = Vec<Option<Value>>> {
    prop::collection::vec(prop::option::of(value()), 16)
}

fn with(base: &Value, names: &[&str], values: &[Option<Value>]) -> Value {
    let mut noun = base.clone();
    for (name, value) in names.iter().zip(values) {
        if let Some(value) = value {
            noun[*name] = value.clone();
        }
    }
    noun
}

fn camel(name: &str) -> String {
    let mut words = name.split('_');
    let mut out = words.next().unwrap_or_default().to_owned();
    for word in words {
        let (head, rest) = word.split_at(word.len().min(1));
        out += &head.to_uppercase();
        out += rest;
    }
    out
}

/// True where the decoded resource has the value, in its field or in `extra`.
fn is_kept(read: &Value, name: &str, value: &Value) -> bool {
    let known = if name == "provisioning" { read.get("state") } else { read.get(camel(name)) };
    if read["extra"].get(name) == Some(value) || known == Some(value) {
        return true;
    }
    match (name, known) {
        // In a binding, null and absent are the same.
        ("provisioning" | "service_name", Some(known)) if known.is_null() => {
            value.is_null() || value.get("state").map_or(value == &json!({}), Value::is_null)
        }
        ("provisioning", Some(known)) => value == &json!({ "state": known }),
        ("on_demand" | "bgp_signal_opts", Some(known)) => {
            value.as_object().is_some_and(|inside| inside.iter().all(|(name, v)| is_kept(known, name, v)))
        }
        _ => false,
    }
}

fn deciding(read: &Value) -> Value {
    ["id", "cidr", "serviceId", "name"]
        .iter()
        .map(|name| read.get(name).cloned().unwrap_or_default())
        .collect()
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(2000))]

    #[test]
    fn an_ignored_field_never_changes_or_prevents_a_result(
        operation in prop::sample::select(Operation::ALL.to_vec()),
        (around, inside) in (fields(), fields()),
    ) {
        let (base, names) = noun(operation);
        let is_list = operation.name().starts_with("list-");
        let listed = |noun: &Value| match operation.result() {
            ResultKind::MagicRoutes => json!({ "routes": [noun] }),
            _ if is_list => json!([noun]),
            _ => noun.clone(),
        };
        let decorated = with(&base, names, &inside);
        let envelope = json!({ "success": true, "result": listed(&decorated) });
        let body = with(&envelope, &AROUND, &around).to_string();
        let found = read(operation, body.as_bytes(), ReadLimits::default());
        let Ok(found @ Envelope::Success { .. }) = &found else { panic!("{body}: {found:?}") };
        let found: Value = serde_json::from_str(&found.to_json()).expect("it is JSON");
        if !operation.has_result() {
            return Ok(());
        }
        let plain = json!({ "success": true, "result": listed(&base) }).to_string();
        let plain = read(operation, plain.as_bytes(), ReadLimits::default()).expect("it is an answer");
        let plain: Value = serde_json::from_str(&plain.to_json()).expect("it is JSON");
        let one = |answer: &Value| if is_list { answer["result"][0].clone() } else { answer["result"].clone() };
        prop_assert_eq!(deciding(&one(&found)), deciding(&one(&plain)), "{}", body);
        for (name, value) in names.iter().zip(&inside) {
            if let Some(value) = value {
                prop_assert!(is_kept(&one(&found), name, value), "{name} of {body} in {found}");
            }
        }
        if operation == Operation::ListBindings {
            let list = read_list(body.clone().into_bytes(), ReadLimits::default(), ListFormat::Any);
            let list = list.unwrap_or_else(|error| panic!("{body}: {error}"));
            prop_assert_eq!((list.len(), list.rows()[0].cidr.to_string()), (1, "192.0.2.8/29".to_owned()));
        }
    }

    #[test]
    fn a_failure_is_decoded_in_every_form_and_keeps_its_messages(
        operation in prop::sample::select(Operation::ALL.to_vec()),
        around in fields(),
        words in "[a-z ]{1,40}",
    ) {
        let envelope = json!({ "success": false });
        for said in [
            json!({ "errors": words }),
            json!({ "errors": [words] }),
            json!({ "errors": [{ "message": words }] }),
            json!({ "errors": [{ "code": 971, "message": words }] }),
            json!({ "errors": [], "error": words }),
            json!({ "error": { "message": words } }),
            json!({ "message": words }),
        ] {
            let mut body = with(&envelope, &["messages", "result", "result_info", "note"], &around);
            body.as_object_mut().expect("it is one").extend(said.as_object().cloned().unwrap_or_else(Map::new));
            let found = read(operation, body.to_string().as_bytes(), ReadLimits::default());
            let Ok(Envelope::Failure { errors, .. }) = &found else { panic!("{body}: {found:?}") };
            prop_assert_eq!(errors[0].message.as_str(), words.as_str(), "{}", body);
            let refused = read_list(body.to_string().into_bytes(), ReadLimits::default(), ListFormat::Any);
            let message = refused.expect_err("it is a failure").to_string();
            prop_assert!(message.contains(&words), "{}", message);
        }
    }

    /// The snapshot keeps the value that the API sent.
    #[test]
    fn a_snapshot_keeps_undocumented_values_through_writing_and_reading(prefix in fields(), bgp in fields(), binding in fields()) {
        let nouns = |operation, fields: &[Option<Value>]| {
            let (base, names) = noun(operation);
            with(&base, names, fields)
        };
        let snapshot = json!({
            "byoip_snapshot": 1, "account_id": "a", "taken_at": "2026-11-01T00:00:00Z", "services": [],
            "prefixes": [{
                "prefix": nouns(Operation::GetPrefix, &prefix),
                "bindings": [nouns(Operation::GetBinding, &binding)],
                "bgp_prefixes": [nouns(Operation::GetBgpPrefix, &bgp)],
            }],
        });
        let read = read_snapshot(snapshot.to_string().as_bytes(), ReadLimits::default());
        let read = read.unwrap_or_else(|error| panic!("{snapshot}: {error}"));
        let written = read.to_json();
        let again = read_snapshot(written.as_bytes(), ReadLimits::default());
        prop_assert_eq!(&again.unwrap_or_else(|error| panic!("{written}: {error}")).to_json(), &written);
        let wire: Value = serde_json::from_str(&written).expect("it is JSON");
        for (operation, fields, noun_of) in [
            (Operation::GetPrefix, &prefix, &wire["prefixes"][0]["prefix"]),
            (Operation::GetBgpPrefix, &bgp, &wire["prefixes"][0]["bgp_prefixes"][0]),
        ] {
            for (name, value) in noun(operation).1.iter().zip(fields) {
                if let Some(value) = value {
                    prop_assert_eq!(noun_of.get(name), Some(value), "{} of {}", name, written);
                }
            }
        }
    }
}
