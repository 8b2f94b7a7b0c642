//! The laws of fuzz/laws.rs for a limited number of inputs: every vector, damaged vectors, and random bytes.

#[path = "../../../fuzz/laws.rs"]
mod laws;

use proptest::prelude::*;
use serde_json::Value;
use std::sync::LazyLock;

fn vectors(file: &str) -> Value {
    serde_json::from_str(file).expect("the vectors are JSON")
}

/// The texts of cidr.json, and ranges of its addresses.
static TEXTS: LazyLock<Vec<Vec<u8>>> = LazyLock::new(|| {
    let all = vectors(include_str!("../../vectors/cidr.json"));
    let of = |name: &str| all[name].as_array().expect("vectors are lists").clone();
    let texts = [of("parse"), of("masked"), of("addresses")].concat();
    let texts = texts.iter().map(|vector| vector["text"].as_str().expect("a text").to_owned());
    let ranges = of("ranges");
    let ranges = ranges
        .iter()
        .map(|v| format!("{}-{}", v["first"].as_str().expect("an end"), v["last"].as_str().expect("an end")));
    texts.chain(ranges).map(String::into_bytes).collect()
});

/// The bodies of envelope.json, each after the number of its operation.
static ANSWERS: LazyLock<Vec<Vec<u8>>> = LazyLock::new(|| {
    let all = vectors(include_str!("../../vectors/envelope.json"));
    let bodies = all.as_array().expect("vectors are a list").iter().filter_map(|vector| {
        let operation = byoip::Operation::named(vector["operation"].as_str()?)?;
        let number = byoip::Operation::ALL.iter().position(|&other| other == operation)?;
        Some([&[u8::try_from(number).ok()?], vector["body"].as_str()?.as_bytes()].concat())
    });
    bodies.collect()
});

/// Lists of bindings with the API's names and with this package's, bare and in envelopes.
static LISTS: LazyLock<Vec<Vec<u8>>> = LazyLock::new(|| {
    let all = vectors(include_str!("../../vectors/resolve.json"));
    let bare =
        all.as_array().expect("vectors are a list").iter().map(|vector| vector["bindings"].to_string());
    let ours = r#"[{"id":"","cidr":"192.0.2.0/24","cidrAsSent":"192.0.2.1/24","serviceId":"s","serviceName":null,
        "state":"active","extra":{"x":[1,{"y":"\u00e9"}]}},{"cidr":"::/0","state":null,"more":1e5}]"#;
    let answers = ANSWERS.iter().map(|answer| answer[1..].to_vec());
    bare.chain([ours.to_owned()]).map(String::into_bytes).chain(answers).chain(SNAPSHOTS.clone()).collect()
});

static SNAPSHOTS: LazyLock<Vec<Vec<u8>>> = LazyLock::new(|| {
    let page = include_str!("../../../docs/snapshot.md");
    let (_, rest) = page.split_once("```json\n").expect("the page has an example");
    let example = rest.split_once("```").expect("the example ends").0;
    let bindings = ANSWERS.iter().filter_map(|answer| {
        let answer: Value = serde_json::from_slice(&answer[1..]).ok()?;
        let list = answer.get("result")?.as_array()?.clone();
        Some(
            serde_json::json!({
                "byoip_snapshot": 1, "account_id": "a", "taken_at": "2026-02-20T17:00:00Z", "services": [], "new": 0,
                "prefixes": [{ "prefix": { "id": "p", "cidr": "::/0" }, "bindings": list, "bgp_prefixes": [] }]
            })
            .to_string(),
        )
    });
    [example.to_owned()].into_iter().chain(bindings).map(String::into_bytes).collect()
});

/// An input with a few bytes changed, inserted, removed, or replaced by a part of another input.
fn damaged(inputs: &'static [Vec<u8>]) -> impl Strategy<Value = Vec<u8>> {
    let input = || proptest::sample::select(inputs);
    let byte = prop_oneof![
        3 => proptest::sample::select(&b"\"\\{}[]:,0123456789abcdefE+-./%tnu \n\x00\xc3\xed\xff"[..]),
        1 => any::<u8>()
    ];
    let changes = proptest::collection::vec((any::<prop::sample::Index>(), 0..5u8, byte), 0..4);
    (input(), input(), any::<prop::sample::Index>(), any::<prop::sample::Index>(), changes).prop_map(
        |(mut bytes, other, from, to, changes)| {
            for (index, how, byte) in changes {
                let at = index.index(bytes.len() + 1);
                match how {
                    0 | 1 if at < bytes.len() => bytes[at] = byte,
                    2 => bytes.insert(at, byte),
                    3 if at < bytes.len() => drop(bytes.remove(at)),
                    _ => {
                        let (from, to) = (from.index(other.len() + 1), to.index(other.len() + 1));
                        bytes.splice(at..at, other[from.min(to)..from.max(to)].iter().copied());
                    }
                }
            }
            bytes
        },
    )
}

#[test]
fn the_laws_hold_for_every_vector() {
    assert!(TEXTS.len() > 300 && ANSWERS.len() > 150 && LISTS.len() > 150 && SNAPSHOTS.len() > 5);
    TEXTS.iter().for_each(|text| laws::cidr(text));
    ANSWERS.iter().for_each(|answer| laws::envelope(answer));
    LISTS.iter().for_each(|list| laws::bindings(list));
    SNAPSHOTS.iter().for_each(|snapshot| laws::snapshot(snapshot));
}

fn assert_kept(target: &str, law: fn(&[u8])) {
    let kept = vectors(include_str!("../../../fuzz/kept.json"));
    let inputs = kept[target].as_array().expect("there are inputs of each target");
    assert!(inputs.len() >= 50, "{} inputs of {target}", inputs.len());
    for input in inputs {
        law(input.as_str().expect("an input is text").as_bytes());
    }
}

#[test]
fn the_laws_hold_for_inputs_kept_from_fuzzing() {
    assert_kept("cidr", laws::cidr);
    assert_kept("envelope", laws::envelope);
    assert_kept("bindings", laws::bindings);
    assert_kept("snapshot", laws::snapshot);
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(20_000))]

    #[test]
    fn the_law_holds_for_damaged_texts(text in damaged(&TEXTS)) {
        laws::cidr(&text);
    }

    #[test]
    fn the_law_holds_for_damaged_answers(answer in damaged(&ANSWERS), operation: u8) {
        laws::envelope(&answer);
        let body = answer.get(1..).unwrap_or_default();
        laws::envelope(&[&[operation], body].concat());
    }

    #[test]
    fn the_law_holds_for_damaged_lists(list in damaged(&LISTS)) {
        laws::bindings(&list);
    }

    #[test]
    fn the_law_holds_for_damaged_snapshots(snapshot in damaged(&SNAPSHOTS)) {
        laws::snapshot(&snapshot);
    }

    #[test]
    fn the_laws_hold_for_any_bytes(bytes: Vec<u8>) {
        laws::cidr(&bytes);
        laws::envelope(&bytes);
        laws::bindings(&bytes);
        laws::snapshot(&bytes);
    }
}

#[test]
fn a_field_both_in_extra_and_outside_is_written_once() {
    laws::bindings(br#"[{"cidr":"::/0","x":1,"extra":{"x":2}}]"#);
    laws::bindings(br#"[{"cidr":"::/0","extra":{"x":2},"x":1}]"#);
    laws::bindings(
        br#"[{"cidr":"::/0","extra":{"extra":2},"provisioning":{"state":"a","b":1},"state":"c"}]"#,
    );
}

#[test]
fn the_canonical_form_of_a_snapshot_does_not_depend_on_the_layout_of_the_input() {
    let with = |new: &str| {
        format!(
            r#"{{"byoip_snapshot":1,"account_id":"a","taken_at":"2026-02-20T17:00:00Z","services":[
            {{"id":"s","name":"n","new":{new}}}],"prefixes":[]}}"#
        )
    };
    let canonical = |text: String| {
        byoip::read_snapshot(text.as_bytes(), byoip::ReadLimits::default()).expect("it is one").to_json()
    };
    let tight = canonical(with(r#"[1,{"a":" \" b"},[]]"#));
    let loose = canonical(with("[ 1 ,\n\t{ \"a\" :\r\n\" \\\" b\" } , [\n] ]"));
    assert_eq!(tight, loose);
    assert_eq!(tight.lines().count(), 9, "{tight}");
}
