//! The fast reader of plain bindings compared with the full decoder. The full decoder reads the same binding when an
//! unknown field comes first.

use byoip::{LazyBindingList, ListFormat, Progress, ReadLimits, ServiceBinding, progress, read_list};
use proptest::prelude::*;

/// Makes the full decoder read a binding: a field that the API does not have.
const CAREFUL: &str = r#""careful":0,"#;

/// The text around the list in each format.
const FORMS: [(ListFormat, &str, &str); 2] =
    [(ListFormat::Any, "[", "]"), (ListFormat::Envelope, r#"{"success":true,"result":["#, "]}")];

/// The fields of the only binding in a list, without the one added here.
fn one(list: &LazyBindingList) -> (byoip::Cidr, bool, Progress, ServiceBinding) {
    let [row] = list.rows() else { panic!("{} rows", list.rows().len()) };
    let mut binding = list.binding(0).expect("a row has its binding");
    binding.extra.retain(|(key, _)| key != "careful");
    (row.cidr, row.has_service, row.progress, binding)
}

/// Reads `{…}` both ways; `text` is the text between the braces, and is not empty.
fn assert_same(text: &str, max_depth: usize) -> Result<(), TestCaseError> {
    let limits = ReadLimits { max_depth, ..ReadLimits::default() };
    for (form, before, after) in FORMS {
        let read =
            |fields: &str| read_list(format!("{before}{{{fields}}}{after}").into_bytes(), limits, form);
        let (quick, careful) = (read(text), read(&format!("{CAREFUL}{text}")));
        match (&quick, &careful) {
            (Ok(quick), Ok(careful)) if quick.rows().len() == 1 => {
                prop_assert_eq!(one(quick), one(careful), "{}", text);
            }
            (Ok(quick), Ok(careful)) => prop_assert_eq!(quick.rows().len(), careful.rows().len(), "{}", text),
            (Err(quick), Err(careful)) => {
                prop_assert_eq!(
                    (quick.to_string(), quick.pointer()),
                    (careful.to_string(), careful.pointer()),
                    "{}",
                    text
                );
                // The position of the opening brace is the same, all others have moved.
                let end = quick.at().end;
                let moved = if end <= before.len() + 1 { end } else { end + CAREFUL.len() };
                prop_assert_eq!(moved, careful.at().end, "{}", text);
            }
            _ => prop_assert!(false, "{:?}: quick {:?}, careful {:?}", text, quick, careful),
        }
    }
    Ok(())
}

fn value() -> impl Strategy<Value = &'static str> {
    prop::sample::select(vec![
        r#""192.0.2.0/24""#,
        r#""192.0.2.7/24""#,
        r#""192.0.2.1/32""#,
        r#""255.255.255.255/0""#,
        r#""192.0.2.0/33""#,
        r#""192.0.2.0/024""#,
        r#""192.0.2.0/2 4""#,
        r#""192.0.2.0/256""#,
        r#""192.0.2.0""#,
        r#""192.0.2.0/""#,
        r#""192.0.02.0/24""#,
        r#""192.0.2.256/24""#,
        r#""2001:db8::/32""#,
        r#""2001:db8::1/32""#,
        r#""2001:db8::/129""#,
        r#""::1/128""#,
        r#""::ffff:192.0.2.0/120""#,
        r#""::ffff:0:0/96""#,
        r#""::/0""#,
        r#""64:ff9b::192.0.2.1/128""#,
        r#""active""#,
        r#""provisioning""#,
        r#""acti\u0076e""#,
        r#""""#,
        r#""Zürich \"1\"""#,
        "\"a\tb\"",
        "null",
        "nul",
        "true",
        "-1.5e3",
        "0",
        "[]",
        "{}",
        r#"{"state":"active"}"#,
        r#"{"state":"provisioning"}"#,
        r#"{"state":"magic_transit_route_missing"}"#,
        r#"{ "state" : "gone" }"#,
        r#"{"state":null}"#,
        r#"{"state":""}"#,
        r#"{"state":"active","state":"active"}"#,
        r#"{"state":"active","since":1}"#,
        r#"{"s\u0074ate":"active"}"#,
        r#"{"state":"active",}"#,
    ])
}

fn key() -> impl Strategy<Value = &'static str> {
    prop::sample::select(vec![
        r#""id""#,
        r#""cidr""#,
        r#""service_id""#,
        r#""service_name""#,
        r#""provisioning""#,
        r#""serviceId""#,
        r#""state""#,
        r#""extra""#,
        r#""cid\u0072""#,
        r#""other""#,
        "id",
    ])
}

/// Fields of a binding: the documented ones in any order, with others among them.
fn fields() -> impl Strategy<Value = Vec<String>> {
    let right = Just(vec![
        r#""cidr":"192.0.2.0/24""#,
        r#""id":"0429b49b6a5155297b78e75a44b09e14""#,
        r#""provisioning":{"state":"active"}"#,
        r#""service_id":"2db684ee7ca04e159946fd05b99e1bcd""#,
        r#""service_name":"CDN""#,
    ])
    .prop_shuffle();
    let other = prop::collection::vec((key(), value(), 0usize..6), 0..3);
    (right, 0usize..=5, other).prop_map(|(right, keep, others)| {
        let mut fields: Vec<String> = right.into_iter().take(keep).map(str::to_owned).collect();
        for (key, value, place) in others {
            fields.insert(place.min(fields.len()), format!("{key}:{value}"));
        }
        fields
    })
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(20_000))]

    #[test]
    fn a_binding_is_read_or_refused_as_by_the_full_decoder(
        fields in fields().prop_filter("a binding without fields", |fields| !fields.is_empty()),
        between in prop::sample::select(vec![",", " , ", ",\r\n\t", ",,", "", "\u{a0},"]),
        depth in prop::sample::select(vec![1usize, 2, 3, 4, 64]),
    ) {
        let text = fields.join(between);
        assert_same(&text, depth)?;
        assert_same(&text.replace(':', " : "), depth)?;
    }

    #[test]
    fn a_binding_with_a_changed_byte_is_read_or_refused_as_by_the_full_decoder(
        fields in fields().prop_filter("a binding without fields", |fields| !fields.is_empty()),
        place: prop::sample::Index,
        byte in prop::sample::select(b" \"\\,:{}[]09/.ne\x1f\x7f".to_vec()),
        cut: bool,
    ) {
        let mut bytes = fields.join(",").into_bytes();
        // Not the first byte: a brace there would end the object, and another field would start a new one.
        let at = 1 + place.index(bytes.len() - 1);
        if cut { bytes.truncate(at); } else { bytes[at] = byte; }
        if let Ok(text) = String::from_utf8(bytes) {
            assert_same(&text, 64)?;
        }
    }
}

/// Without this, the tests above would compare the full decoder with itself.
#[test]
fn the_fast_reader_reads_a_plain_binding() {
    let text = br#" {"cidr":"192.0.2.7/24","id":"b1","provisioning":{"state":"active"},"service_id":"s1","service_name":null} "#;
    let row = byoip_lookup::fast_binding::read_binding(text, 0).expect("it is plain");
    assert_eq!((row.address, row.length), ("192.0.2.7".parse().unwrap(), 24));
    assert_eq!(
        (row.has_service, row.progress, row.start, row.end),
        (true, Progress::Active, 1, text.len() - 1)
    );
}

#[test]
fn an_unknown_state_is_stuck_and_a_missing_one_is_active() {
    let expected = [
        (None, Progress::Active),
        (Some("active"), Progress::Active),
        (Some("provisioning"), Progress::Provisioning),
        (Some("magic_transit_route_missing"), Progress::Stuck),
        (Some("deleting"), Progress::Stuck),
        (Some("Active"), Progress::Stuck),
        (Some(""), Progress::Stuck),
    ];
    for (state, of_state) in expected {
        assert_eq!(progress(state), of_state, "{state:?}");
        let provisioning = state.map_or("null".to_owned(), |state| format!(r#"{{"state":"{state}"}}"#));
        for careful in ["", CAREFUL] {
            let text =
                format!(r#"[{{{careful}"id":"b","cidr":"192.0.2.0/24","provisioning":{provisioning}}}]"#);
            let list = read_list(text.into_bytes(), ReadLimits::default(), ListFormat::Any).expect("a list");
            assert_eq!(list.rows()[0].progress, of_state, "{careful}{state:?}");
            assert_eq!(list.binding(0).expect("its binding").progress(), of_state, "{state:?}");
        }
    }
}
