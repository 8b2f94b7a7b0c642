//! Owners of addresses against tests/vectors/resolve.json: by hand, and by a scan in another language.

use byoip::{Cidr, ReadLimits, Resolver};
use serde::Deserialize;
use serde_json::Value;

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct ResolveVector {
    name: String,
    prefix: Option<String>,
    bindings: Vec<Value>,
    asks: Vec<LookUp>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct LookUp {
    address: String,
    owner: Option<String>,
    reason: String,
    shadowed: Vec<String>,
    fallback: Option<String>,
    regional: Vec<String>,
}

fn vectors() -> Vec<ResolveVector> {
    serde_json::from_str(include_str!("../../vectors/resolve.json"))
        .expect("the vectors have the documented form")
}

fn resolver(vector: &ResolveVector, wrapped: bool) -> Resolver {
    let bindings = Value::from(vector.bindings.clone());
    let body = if wrapped { serde_json::json!({ "success": true, "result": bindings }) } else { bindings };
    let prefix = vector.prefix.as_deref().map(|text| Cidr::parse(text).expect("the prefix is a block"));
    Resolver::from_json(body.to_string().into_bytes(), prefix, ReadLimits::default())
        .unwrap_or_else(|e| panic!("{}: {e}", vector.name))
}

#[test]
fn the_first_vector_is_the_example_of_the_api_documentation() {
    let all = vectors();
    assert!(all.len() >= 25, "{} tables", all.len());
    assert!(all.iter().map(|vector| vector.asks.len()).sum::<usize>() >= 150);
    let first: Vec<_> = all[0].asks.iter().take(3).map(|ask| (&*ask.address, ask.owner.as_deref())).collect();
    let expected =
        [("192.0.2.1", Some("192.0.2.1/32")), ("192.0.2.77", Some("192.0.2.0/24")), ("198.51.100.1", None)];
    assert_eq!(first, expected);
}

#[test]
fn an_address_has_the_owner_and_the_reason_of_its_vector() {
    for vector in vectors() {
        for wrapped in [true, false] {
            let resolver = resolver(&vector, wrapped);
            assert_eq!(resolver.list().rows().len(), vector.bindings.len());
            let cidr = |index: usize| {
                resolver.list().binding(index).expect("it is in the list").cidr.cidr.to_string()
            };
            for ask in &vector.asks {
                let place = format!("{}: {}", vector.name, ask.address);
                let found = resolver.resolve(&ask.address).unwrap_or_else(|e| panic!("{place}: {e}"));
                let answer = &found.resolution;
                let list = |indices: &[usize]| indices.iter().map(|&i| cidr(i)).collect::<Vec<_>>();
                assert_eq!(answer.owner.map(cidr), ask.owner, "{place}: the owner");
                assert_eq!(answer.reason.name(), ask.reason, "{place}: the reason");
                assert_eq!(list(&answer.shadowed), ask.shadowed, "{place}: what is shadowed");
                assert_eq!(list(&answer.regional), ask.regional, "{place}: what is regional");
                assert_eq!(answer.fallback.map(cidr), ask.fallback, "{place}: the fallback");
                assert_eq!(resolver.table().find(found.address), answer.owner, "{place}: find is resolve");
            }
        }
    }
}

#[test]
fn an_answer_as_json_has_the_same_content() {
    for vector in vectors() {
        let resolver = resolver(&vector, true);
        for ask in &vector.asks {
            let found = resolver.resolve(&ask.address).unwrap_or_else(|e| panic!("{}: {e}", ask.address));
            let json: Value = serde_json::from_str(&found.to_json()).expect("it is JSON");
            let answer = &found.resolution;
            let expected = serde_json::json!({
                "address": found.address.to_string(),
                "owner": answer.owner,
                "reason": ask.reason,
                "message": found.message,
                "shadowed": answer.shadowed,
                "regional": answer.regional,
                "fallback": answer.fallback,
                "conflicts": answer.conflicts,
            });
            assert_eq!(json, expected);
        }
    }
}

#[test]
fn the_sentence_names_the_service_and_the_block() {
    let all = vectors();
    let resolver = resolver(&all[0], true);
    let say = |address: &str| resolver.resolve(address).map(|found| found.message).unwrap_or_default();
    for (address, words) in [
        ("192.0.2.1", ["192.0.2.1", "CDN", "192.0.2.1/32"]),
        ("192.0.2.77", ["192.0.2.77", "Magic Transit", "192.0.2.0/24"]),
        ("198.51.100.1", ["198.51.100.1", "outside the prefix", "192.0.2.0/24"]),
    ] {
        let message = say(address);
        for word in words {
            assert!(message.contains(word), "`{message}` has `{word}`");
        }
    }
}

#[test]
fn of_duplicates_the_active_one_wins_and_then_the_first() {
    let binding = |id: &str, state: &str| serde_json::json!({ "id": id, "cidr": "192.0.2.0/24", "service_id": "s", "provisioning": { "state": state } });
    let owner = |states: [&str; 3]| {
        let list: Vec<_> = ["a", "b", "c"].iter().zip(states).map(|(id, state)| binding(id, state)).collect();
        let body = Value::from(list).to_string().into_bytes();
        let resolver = Resolver::from_json(body, None, ReadLimits::default()).expect("it is a list");
        let found = resolver.resolve("192.0.2.1").expect("it is an address").resolution;
        (found.owner, found.conflicts)
    };
    assert_eq!(owner(["provisioning", "active", "active"]), (Some(1), vec![2, 0]));
    assert_eq!(owner(["active", "active", "active"]), (Some(0), vec![1, 2]));
    assert_eq!(owner(["provisioning", "provisioning", "provisioning"]), (Some(0), vec![1, 2]));
}

#[test]
fn control_characters_in_names_are_escaped() {
    let body = br#"[{"id":"b","cidr":"::/0","service_id":"s","service_name":"a\nb\u202ec","provisioning":{"state":"x\ry"}}]"#;
    let resolver = Resolver::from_json(body.to_vec(), None, ReadLimits::default()).expect("it is a list");
    let message = resolver.resolve("::1").expect("it is an address").message;
    assert!(!message.contains(['\n', '\r', '\u{202e}']), "{message:?}");
    assert!(message.contains('a') && message.contains('b') && message.contains('c'), "{message:?}");
}

#[test]
fn an_answer_of_failure_is_never_an_empty_table() {
    let body =
        br#"{"success":false,"errors":[{"code":1000,"message":"not_found"}],"messages":[],"result":[]}"#;
    let error = Resolver::from_json(body.to_vec(), None, ReadLimits::default()).expect_err("it is refused");
    assert_eq!(error.code(), "envelope-refused");
    assert!(error.to_string().contains("1000 not_found"), "{error}");
}
