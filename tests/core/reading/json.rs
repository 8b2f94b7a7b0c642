//! The JSON reader compared with `serde_json`, by unknown fields of an envelope, which are kept unchanged.
//!
//! The two differ in four ways: duplicate keys, numbers that no double can hold, the byte order mark, and the nesting
//! limit.

use byoip::{Envelope, Error, Operation, Payload, ReadLimits, Resolver, read};
use proptest::prelude::*;
use serde_json::Value;

/// More levels than any text here has: the limit has a test of its own.
const LIMITS: ReadLimits = ReadLimits { max_bytes: 1 << 30, max_depth: 120 };

/// Reads `json` as an unknown field and returns the text that was kept.
fn kept(json: &[u8]) -> Result<String, Error> {
    let body = [br#"{"success":true,"x":"#, json, b"}"].concat();
    match read(Operation::DeleteBinding, &body, LIMITS)? {
        Envelope::Success { extra, .. } => {
            let kept = extra.into_iter().find(|(key, _)| key == "x");
            Ok(kept.map(|(_, raw)| raw).unwrap_or_default())
        }
        Envelope::Failure { .. } => panic!("the envelope says success"),
    }
}

/// The result of `serde_json` for the same text in the same place.
fn other(json: &[u8]) -> Result<Value, serde_json::Error> {
    let body = [br#"{"success":true,"x":"#, json, b"}"].concat();
    serde_json::from_slice(&body)
}

/// The documented differences that these texts can have; byte order mark and nesting have tests of their own.
fn differs(ours: &Result<String, Error>, theirs: &Result<Value, serde_json::Error>) -> bool {
    match (ours, theirs) {
        // A duplicate key: `serde_json` keeps the last value, we refuse it.
        (Err(ours), Ok(_)) => ours.code() == "json-duplicate-key",
        // A number that no double can hold: we keep its text.
        (Ok(_), Err(theirs)) => theirs.to_string().starts_with("number out of range"),
        _ => false,
    }
}

fn assert_agrees(json: &[u8]) -> Result<(), TestCaseError> {
    let (ours, theirs) = (kept(json), other(json));
    let text = String::from_utf8_lossy(json);
    let agree = ours.is_ok() == theirs.is_ok();
    prop_assert!(agree || differs(&ours, &theirs), "{:?}: ours {:?}, theirs {:?}", text, ours, theirs);
    if let (Ok(ours), Ok(theirs)) = (&ours, &theirs)
        && theirs.as_object().is_some_and(|object| object.len() == 2)
    {
        let again: Value = serde_json::from_str(ours).expect("what is kept is JSON");
        prop_assert_eq!(&again, &theirs["x"], "what is kept of {:?} is the same value", text);
    }
    if let Err(error) = &ours {
        prop_assert!(error.pointer().is_some(), "{:?}", error);
        prop_assert!(error.at().end <= json.len() + r#"{"success":true,"x":}"#.len(), "{:?}", error);
    }
    Ok(())
}

fn scalar() -> impl Strategy<Value = String> {
    prop_oneof![
        Just("null".to_owned()),
        any::<bool>().prop_map(|b| b.to_string()),
        "-?(0|[1-9][0-9]{0,20})([.][0-9]{1,20})?([eE][+-]?[0-9]{1,3})?",
        string(),
    ]
}

/// A string in quotes, with characters and escapes of every kind.
fn string() -> impl Strategy<Value = String> {
    let piece = prop_oneof![
        4 => "[ -!#-\\[\\]-~]{1,9}",
        2 => any::<char>().prop_map(|c| match c {
            '"' | '\\' => format!("\\{c}"),
            c if c < ' ' => format!("\\u{:04x}", u32::from(c)),
            c => c.to_string(),
        }),
        1 => "\\\\[\"\\\\/bfnrt]",
        1 => any::<char>().prop_map(|c| {
            c.encode_utf16(&mut [0; 2]).iter().map(|unit| format!("\\u{unit:04X}")).collect::<Vec<_>>().concat()
        }),
    ];
    proptest::collection::vec(piece, 0..6).prop_map(|pieces| format!("\"{}\"", pieces.concat()))
}

fn blank() -> impl Strategy<Value = String> {
    prop_oneof![4 => Just(String::new()), 1 => "[ \t\r\n]{1,3}"]
}

/// Any JSON, with white space wherever it is allowed.
fn json() -> impl Strategy<Value = String> {
    scalar().prop_recursive(5, 48, 6, |inner| {
        let member = (string(), blank(), blank(), inner.clone(), blank());
        let member = member.prop_map(|(key, a, b, value, c)| format!("{a}{key}{b}:{a}{value}{c}"));
        let element = (blank(), inner, blank()).prop_map(|(a, value, b)| format!("{a}{value}{b}"));
        prop_oneof![
            proptest::collection::vec(element, 0..6).prop_map(|all| format!("[{}]", all.join(","))),
            proptest::collection::vec(member, 0..6).prop_map(|all| format!("{{{}}}", all.join(","))),
        ]
    })
}

/// A change of some bytes: another byte, one more, one less, or the end too early.
fn damage() -> impl Strategy<Value = Vec<(prop::sample::Index, u8, u8)>> {
    let byte = prop_oneof![3 => proptest::sample::select(&b"\"\\{}[]:,0123456789eE+-.tfnu \n\x00\xc3\xed\xa0\xff"[..]), 1 => any::<u8>()];
    proptest::collection::vec((any::<prop::sample::Index>(), 0..4u8, byte), 1..4)
}

fn damaged(text: &str, damage: &[(prop::sample::Index, u8, u8)]) -> Vec<u8> {
    let mut bytes = text.as_bytes().to_vec();
    for (index, how, byte) in damage {
        let at = index.index(bytes.len() + 1);
        match how {
            0 if at < bytes.len() => bytes[at] = *byte,
            1 => bytes.insert(at, *byte),
            2 if at < bytes.len() => drop(bytes.remove(at)),
            _ => bytes.truncate(at),
        }
    }
    bytes
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(3_000))]

    #[test]
    fn valid_json_is_accepted_and_kept_unchanged(text in json()) {
        assert_agrees(text.as_bytes())?;
        if let Ok(kept) = kept(text.as_bytes()) {
            prop_assert_eq!(kept, text.trim_matches([' ', '\t', '\r', '\n']));
        }
    }

    #[test]
    fn damaged_json_is_accepted_exactly_where_serde_json_accepts_it(text in json(), damage in damage()) {
        assert_agrees(&damaged(&text, &damage))?;
    }

    #[test]
    fn characters_of_json_in_any_order_are_read_as_by_serde_json(text in "[\\[\\]{}\",:0-9eE+.tfnu\\\\ a-]{0,24}") {
        assert_agrees(text.as_bytes())?;
    }

    #[test]
    fn tokens_of_json_in_any_order_are_read_as_by_serde_json(words in proptest::collection::vec(proptest::sample::select(&[
        "{", "}", "[", "]", ":", ",", "\"a\"", "\"\\u0061\"", "null", "true", "false", "nul", "0", "-1", "1e5", "1.", "-", "01",
        "\"\\ud800\"", "\"\\udc00\"", "\"\\ud800\\udc00\"", "\"\\ud800\\ud800\"", "\"\\ud800a\"", "\"\\ud83d\\n\"", " ", "\n",
    ][..]), 0..12)) {
        assert_agrees(words.concat().as_bytes())?;
    }

    #[test]
    fn an_answer_cut_off_anywhere_is_refused(text in json(), cut: prop::sample::Index) {
        let body = format!(r#"{{"success":true,"result":[],"x":{text}}}"#);
        let cut = cut.index(body.len());
        prop_assert!(read(Operation::ListBindings, &body.as_bytes()[..cut], LIMITS).is_err());
    }

    #[test]
    fn damaged_lists_of_bindings_never_make_the_table_panic(text in json(), damage in damage()) {
        let body = format!(r#"[{{"id":"b","cidr":"192.0.2.0/24","service_id":"s","new":{text}}}]"#);
        for bytes in [body.clone().into_bytes(), damaged(&body, &damage)] {
            if let Ok(resolver) = Resolver::from_json(bytes, None, LIMITS) {
                let list: Value = serde_json::from_str(&resolver.list().to_json()).unwrap_or_else(|e| {
                    let out_of_range = e.to_string().starts_with("number out of range");
                    assert!(out_of_range, "what is written is JSON: {e}");
                    Value::Array(vec![Value::Null; resolver.list().rows().len()])
                });
                prop_assert_eq!(list.as_array().map(Vec::len), Some(resolver.list().rows().len()));
            }
        }
    }
}

fn code(body: &[u8]) -> &'static str {
    read(Operation::DeleteBinding, body, ReadLimits::default()).expect_err("it is refused").code()
}

#[test]
fn each_documented_difference_exists() {
    assert!(other(br#"{"a":1,"a":2}"#).is_ok());
    assert_eq!(kept(br#"{"a":1,"a":2}"#).unwrap_err().code(), "json-duplicate-key");
    assert!(other(b"1e400").is_err());
    assert_eq!(kept(b"1e400").unwrap(), "1e400");
    let bom = "\u{feff}{\"success\":true}".as_bytes();
    assert!(serde_json::from_slice::<Value>(bom).is_err());
    assert!(read(Operation::DeleteBinding, bom, LIMITS).is_ok());
    let deep = "[".repeat(70) + &"]".repeat(70);
    assert!(other(deep.as_bytes()).is_ok());
    assert_eq!(code(format!(r#"{{"success":true,"x":{deep}}}"#).as_bytes()), "json-too-deep");
}

#[test]
fn a_hundred_thousand_levels_are_an_error_and_not_a_crash() {
    const DEEP: usize = 100_000;
    for (open, close) in [("[", "]"), (r#"{"a":"#, "}"), (r#"[{"a":"#, "}]")] {
        let whole = open.repeat(DEEP) + "1" + &close.repeat(DEEP);
        let half = open.repeat(DEEP);
        for text in [whole, half] {
            assert_eq!(code(format!(r#"{{"success":true,"x":{text}}}"#).as_bytes()), "json-too-deep");
            let body = format!(r#"{{"success":true,"result":{text}}}"#).into_bytes();
            for &operation in Operation::ALL {
                let error = read(operation, &body, ReadLimits::default()).expect_err("it is too deep");
                assert!(
                    ["json-too-deep", "envelope-wrong-type"].contains(&error.code()),
                    "{}: {error}",
                    operation.name()
                );
            }
            assert!(Resolver::from_json(text.into_bytes(), None, ReadLimits::default()).is_err());
        }
    }
}

#[test]
fn the_nesting_limit_is_inclusive() {
    let nested =
        |levels: usize| format!(r#"{{"success":true,"x":{}{}}}"#, "[".repeat(levels), "]".repeat(levels));
    let read = |levels| read(Operation::DeleteBinding, nested(levels).as_bytes(), ReadLimits::default());
    assert!(read(63).is_ok());
    assert_eq!(read(64).expect_err("it is too deep").code(), "json-too-deep");
}

#[test]
fn a_million_elements_are_read() {
    const MANY: usize = 1_000_000;
    let numbers = vec!["7"; MANY].join(",");
    let body = format!(r#"{{"success":true,"x":[{numbers}]}}"#);
    assert!(read(Operation::DeleteBinding, body.as_bytes(), ReadLimits::default()).is_ok());
    let wrong = format!(r#"{{"success":true,"result":[{numbers}]}}"#);
    let error =
        read(Operation::ListBindings, wrong.as_bytes(), ReadLimits::default()).expect_err("they are numbers");
    assert_eq!((error.code(), error.pointer()), ("envelope-wrong-type", Some("/result/0")));
    let keys: Vec<_> = (0..MANY / 10).map(|n| format!(r#""k{n}":0"#)).collect();
    let keys = keys.join(",");
    assert!(
        read(Operation::DeleteBinding, format!(r#"{{"success":true,{keys}}}"#).as_bytes(), LIMITS).is_ok()
    );
    assert_eq!(code(format!(r#"{{"success":true,{keys},"k99999":0}}"#).as_bytes()), "json-duplicate-key");
}

#[test]
fn a_million_bindings_are_read_into_a_table() {
    const MANY: u32 = 1_000_000;
    let mut body = String::from(r#"{"success":true,"errors":[],"messages":[],"result":["#);
    for n in 0..MANY {
        use std::fmt::Write as _;
        let [_, b, c, d] = n.to_be_bytes();
        let comma = if n == 0 { "" } else { "," };
        write!(body, r#"{comma}{{"id":"{n}","cidr":"10.{b}.{c}.{d}/32","service_id":"s"}}"#)
            .expect("text grows");
    }
    body.push_str("]}");
    let resolver = Resolver::from_json(body.into_bytes(), None, ReadLimits::default()).expect("it is a list");
    assert_eq!(resolver.table().len(), 1_000_000);
    assert_eq!(resolver.table().find_text("10.15.66.63"), Ok(999_999));
    assert_eq!(resolver.table().find_text("10.15.66.64"), Ok(-1));
    assert_eq!(resolver.list().binding(999_999).expect("it is in the list").id, "999999");
}

#[test]
fn strings_of_a_megabyte_are_read() {
    let plain = "a".repeat(1 << 20);
    let escaped = "\\u00e9".repeat(1 << 18);
    let wide = "\u{1f600}".repeat(1 << 18);
    for text in [plain, escaped, wide] {
        let body = format!(r#"{{"success":true,"result":[{{"id":"s","name":"{text}"}}]}}"#);
        assert!(read(Operation::ListServices, body.as_bytes(), ReadLimits::default()).is_ok());
        assert_eq!(kept(format!("\"{text}\"").as_bytes()).map(|kept| kept.len()), Ok(text.len() + 2));
        let cidr = format!(r#"{{"success":true,"result":[{{"id":"s","cidr":"{text}"}}]}}"#);
        let error = read(Operation::ListBindings, cidr.as_bytes(), ReadLimits::default())
            .expect_err("it is not a block");
        assert!(error.to_string().len() < 300, "the message is short");
    }
}

#[test]
fn a_lone_surrogate_is_refused_at_every_position_of_a_string() {
    let halves = ["\\ud800", "\\udbff", "\\udc00", "\\udfff", "\\uD83D", "\\uDE00"];
    let around = ["", "a", "\\n", "\\u0041", "\u{e9}", "\\ud83d\\ude00"];
    for half in halves {
        for before in around {
            // An escape after a high half is a high half too.
            for after in around {
                let text = format!("\"{before}{half}{after}\"");
                let error = kept(text.as_bytes()).expect_err("it is refused");
                assert_eq!(error.code(), "json-lone-surrogate", "{text}");
                assert!(other(text.as_bytes()).is_err(), "{text}");
                let key = format!(r#"{{"success":true,{text}:1}}"#);
                assert_eq!(code(key.as_bytes()), "json-lone-surrogate", "{text} as a key");
            }
        }
    }
}

#[test]
fn surrogate_pairs_decode_as_utf16_at_every_boundary() {
    let edges: [u16; 8] = [0x41, 0xd7ff, 0xd800, 0xdbff, 0xdc00, 0xdfff, 0xe000, 0xffff];
    for units in edges.into_iter().flat_map(|first| edges.map(|second| [first, second])) {
        let [first, second] = units;
        let body =
            format!(r#"{{"success":true,"result":[{{"id":"s","name":"\u{first:04x}\u{second:04X}"}}]}}"#);
        let found = read(Operation::ListServices, body.as_bytes(), ReadLimits::default()).ok();
        let found = found.map(|found| match found {
            Envelope::Success { result: Payload::Services(services), .. } => services[0].name.clone(),
            other => panic!("{other:?}"),
        });
        assert_eq!(found, String::from_utf16(&units).ok(), "{body}");
    }
}
