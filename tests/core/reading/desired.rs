//! Lists of addresses and services: reading JSON and CSV, and the positions of errors.

use byoip::{Cidr, Desired, Error, ListMeaning, ReadLimits, read_desired};
use proptest::prelude::*;

fn prefix() -> Cidr {
    Cidr::parse("192.0.2.0/24").unwrap()
}

fn read(text: &str) -> Result<Desired, Error> {
    read_desired(text.as_bytes(), prefix(), None, None, ReadLimits::default())
}

/// `range service` of each entry.
fn shown(desired: &Desired) -> Vec<String> {
    desired.claims().into_iter().map(|claim| format!("{} {}", claim.range, claim.service)).collect()
}

fn assert_reads(text: &str, reading: ListMeaning, entries: &[&str]) {
    let desired = read(text).unwrap_or_else(|error| panic!("{error} at {:?} in {text}", error.at()));
    assert_eq!(shown(&desired), entries, "{text}");
    assert_eq!(desired.reading, reading, "{text}");
    assert_eq!(desired.bindings().is_some(), reading == ListMeaning::Bindings);
}

const MIXED: [&str; 3] = ["192.0.2.7 a", "192.0.2.16-192.0.2.23 b", "192.0.2.32-192.0.2.47 c"];

#[test]
fn json_has_a_field_for_each_form_of_addresses_and_one_for_any() {
    assert_reads(
        r#"[{"host": "192.0.2.7", "service_id": "a"}, {"range": "192.0.2.16 - 192.0.2.23", "serviceId": "b"},
            {"cidr": "192.0.2.32/28", "service_id": "c"}]"#,
        ListMeaning::Claims,
        &MIXED,
    );
    assert_reads(
        "\u{feff} [{\"target\":\"192.0.2.7\",\"service_id\":\"a\"},{\"addresses\":\"192.0.2.16-192.0.2.23\",\"service_id\":\"b\"},
           {\"service_id\":\"c\",\"note\":{\"cidr\":[]},\"target\":\"192.0.2.32/28\"}]",
        ListMeaning::Claims,
        &MIXED,
    );
    assert_reads("[]", ListMeaning::Bindings, &[]);
}

#[test]
fn csv_can_name_its_columns_and_have_comments() {
    assert_reads("192.0.2.7,a\n192.0.2.16-192.0.2.23,b\n192.0.2.32/28,c\n", ListMeaning::Claims, &MIXED);
    assert_reads(
        "\u{feff}# hosts first\r\n\r\n Target , Service_ID \r\n\"192.0.2.7\" , a\r\n  # then\r\n192.0.2.16 - 192.0.2.23,\"b\"\r\n192.0.2.32/28,c",
        ListMeaning::Claims,
        &MIXED,
    );
    assert_reads(
        "serviceId,who,cidr\nc,\"the \"\"web\"\", mostly\",192.0.2.32/28\n",
        ListMeaning::Bindings,
        &["192.0.2.32-192.0.2.47 c"],
    );
    assert_reads("# nothing yet\n", ListMeaning::Bindings, &[]);
    assert_reads("addresses,service_id", ListMeaning::Bindings, &[]);
}

#[test]
fn a_list_of_blocks_has_the_meaning_of_bindings() {
    let desired = read("192.0.2.0/24,a\n192.0.2.8/29,b").unwrap();
    let bindings = desired.bindings().expect("all are blocks");
    let text: Vec<_> = bindings.iter().map(|(cidr, service)| format!("{cidr} {service}")).collect();
    assert_eq!(text, ["192.0.2.0/24 a", "192.0.2.8/29 b"]);
}

#[test]
fn answers_and_snapshots_are_lists_without_their_regional_bindings() {
    let bindings = r#"[{"id":"1","cidr":"192.0.2.0/24","service_id":"a"},{"id":"2","cidr":"192.0.2.9/29","service_id":"b"},
        {"id":"3","cidr":"192.0.2.128/25","service_id":null},{"id":"4","cidr":"192.0.2.128/26"}]"#;
    let envelope = format!(r#"{{"success":true,"errors":[],"messages":[],"result":{bindings}}}"#);
    let entries = ["192.0.2.0-192.0.2.255 a", "192.0.2.8-192.0.2.15 b"];
    assert_reads(&envelope, ListMeaning::Bindings, &entries);
    assert_eq!(read(&envelope).unwrap().regional.len(), 2);
    let other = r#"{"bindings":[{"id":"4","cidr":"198.51.100.0/24","service_id":"c"}],"prefix":{"id":"q","cidr":"198.51.100.0/24"}}"#;
    let own = |cidr: &str| format!(r#"{{"bindings":{bindings},"prefix":{{"id":"p","cidr":"{cidr}"}}}}"#);
    let snapshot = |own: &str| {
        format!(
            r#"{{"byoip_snapshot":1,"account_id":"x","taken_at":"2026-01-01T00:00:00Z","services":[],"prefixes":[{other},{own}]}}"#
        )
    };
    assert_reads(&snapshot(&own("192.0.2.0/24")), ListMeaning::Bindings, &entries);
    let error = read(&snapshot(&own("192.0.2.0/23"))).expect_err("it is not there");
    assert_eq!((error.code(), error.pointer()), ("snapshot-prefix-missing", Some("/prefixes")));
    assert_eq!(error.to_string(), "the snapshot has no prefix 192.0.2.0/24");
    let error =
        read(&snapshot(r#"{"prefix":{"id":"p","cidr":"192.0.2.0/24"}}"#)).expect_err("it has no list");
    assert_eq!((error.code(), error.pointer()), ("envelope-field-missing", Some("/prefixes/1")));
    let refused = r#"{"success":false,"errors":[{"code":1000,"message":"no"}],"messages":[],"result":null}"#;
    assert_eq!(read(refused).expect_err("it says failure").code(), "envelope-refused");
}

#[test]
#[expect(clippy::too_many_lines, reason = "a table of refusals")]
fn an_invalid_entry_is_refused_with_its_position() {
    // The text, the code, the text at the position, and the pointer.
    let cases: [(&str, &str, &str, Option<&str>); 35] = [
        ("", "json-empty", "", Some("")),
        ("<html>", "json-not-json", "<", Some("")),
        (r#"[{"service_id":"a"}]"#, "desired-target-count", r#"{"service_id":"a"}"#, Some("/0")),
        (
            r#"[{"service_id":"a","host":"192.0.2.1","cidr":"192.0.2.1/32"}]"#,
            "desired-target-count",
            r#"{"service_id":"a","host":"192.0.2.1","cidr":"192.0.2.1/32"}"#,
            Some("/0"),
        ),
        (r#"[{"host":"192.0.2.1"}]"#, "desired-service-missing", r#"{"host":"192.0.2.1"}"#, Some("/0")),
        (r#"[{"host":"192.0.2.1","service_id":""}]"#, "id-empty", "", Some("/0/service_id")),
        (
            r#"[{"host":"192.0.2.1","service_id":"a b"}]"#,
            "service-names-missing",
            "a b",
            Some("/0/service_id"),
        ),
        (
            r#"[{"host":"192.0.2.1","service_id":"a","serviceId":"a"}]"#,
            "json-duplicate-key",
            "",
            Some("/0/serviceId"),
        ),
        (r#"[{"host":"192.0.2.1","service_id":7}]"#, "envelope-wrong-type", "7", Some("/0/service_id")),
        (r#"[{"host":"192.0.2.256","service_id":"a"}]"#, "octet-too-large", "256", Some("/0/host")),
        (
            r#"[{"host":"192.0.2.\u0039999","service_id":"a"}]"#,
            "octet-too-large",
            r"192.0.2.\u0039999",
            Some("/0/host"),
        ),
        (r#"[{"host":"192.0.2.0/24","service_id":"a"}]"#, "unexpected-character", "/", Some("/0/host")),
        (r#"[{"cidr":"192.0.2.9/29","service_id":"a"}]"#, "host-bits-set", "192.0.2.9/29", Some("/0/cidr")),
        (r#"[{"range":"192.0.2.9","service_id":"a"}]"#, "range-end-missing", "192.0.2.9", Some("/0/range")),
        (
            r#"[{"target":"192.0.2.9-192.0.2.8","service_id":"a"}]"#,
            "range-reversed",
            "192.0.2.9-192.0.2.8",
            Some("/0/target"),
        ),
        (r#"[{"cidr":"192.0.2.8/29","service_id":"a"}"#, "json-truncated", "", Some("")),
        ("[7]", "envelope-wrong-type", "7", Some("/0")),
        ("192.0.2.1", "csv-column-count", "192.0.2.1", None),
        ("192.0.2.1,a\n192.0.2.2,a,b \n", "csv-column-count", "192.0.2.2,a,b", None),
        ("host,name\n", "csv-column-missing", "host,name", None),
        ("service_id\n", "csv-column-missing", "service_id", None),
        ("cidr,host,service_id\n", "csv-column-twice", "host", None),
        ("192.0.2.1,\"a\n", "csv-quote", "\"a", None),
        ("192.0.2.1,\"a\"b\n", "csv-quote", "\"a\"b", None),
        ("# x\n  192.0.2.300 ,a\n", "octet-too-large", "300", None),
        ("192.0.2.1,\n", "id-empty", "", None),
        // Fields that must not be ignored, since they could change the meaning.
        ("target,mask,service_id\n192.0.2.16,29,c\n", "desired-field-unknown", "mask", None),
        ("target,service_id,Action\n", "desired-field-unknown", "Action", None),
        ("prefix_length,target,service_id\n", "desired-field-unknown", "prefix_length", None),
        (
            r#"[{"host":"192.0.2.16","mask": 29,"service_id":"c"}]"#,
            "desired-field-unknown",
            "29",
            Some("/0/mask"),
        ),
        (
            r#"[{"cidr":"192.0.2.16/29","serviceId":null}]"#,
            "desired-service-null",
            r#"{"cidr":"192.0.2.16/29","serviceId":null}"#,
            Some("/0"),
        ),
        ("192.0.2.0/24,a\n192.0.2.8/29,b\n192.0.2.0/24,b\n", "desired-conflict", "192.0.2.0/24", None),
        ("192.0.2.7,a\n192.0.2.7/32,b\n", "desired-conflict", "192.0.2.7/32", None),
        (
            r#"[{"cidr":"192.0.2.0/24","service_id":"a"},{"target":"192.0.2.0/24","serviceId":"b"}]"#,
            "desired-conflict",
            "192.0.2.0/24",
            Some("/1"),
        ),
        (
            "cidr,service_id,service_name\n192.0.2.0/24,a,CDN\n192.0.2.0/25,a,Spectrum\n",
            "service-name-conflict",
            "Spectrum",
            None,
        ),
    ];
    for (text, code, place, pointer) in cases {
        let error = read(text).expect_err(code);
        assert_eq!(error.code(), code, "{text}");
        assert_eq!(text.get(error.at()), Some(place), "{text}");
        assert_eq!(error.pointer(), pointer, "{text}");
    }
    let error = read_desired(b"192.0.2.1,\xff", prefix(), None, None, ReadLimits::default())
        .expect_err("it is not UTF-8");
    assert_eq!((error.code(), error.at()), ("csv-not-utf8", 10..11));
    for text in ["192.0.2.1,a", "[{}]"] {
        let limits = ReadLimits { max_bytes: text.len() - 1, ..ReadLimits::default() };
        let error = read_desired(text.as_bytes(), prefix(), None, None, limits).expect_err("it is too large");
        assert_eq!(error.code(), "json-too-large");
    }
    let deep = format!(r#"[{{"_x":{}{}}}]"#, "[".repeat(70), "]".repeat(70));
    assert_eq!(read(&deep).expect_err("it is too deep").code(), "json-too-deep");
}

#[test]
fn an_impossible_claim_is_refused_with_its_position_in_the_file() {
    let cases = [
        ("192.0.2.1,a\n\n192.0.3.1,a\n", "192.0.3.1", None),
        (
            r#"[{"id":"1","cidr":"192.0.2.0/25","service_id":null},{"host":"192.0.3.1","service_id":"a"}]"#,
            "192.0.3.1",
            Some("/1"),
        ),
        (
            r#"{"success":true,"errors":[],"messages":[],"result":[{"cidr":"192.0.3.0/24","service_id":"a"}]}"#,
            "192.0.3.0/24",
            Some("/result/0"),
        ),
    ];
    for (text, place, pointer) in cases {
        let error = read(text).unwrap().aggregate(prefix(), "d", None).expect_err("it is outside");
        assert_eq!(error.code(), "claim-outside-prefix");
        assert_eq!((text.get(error.at()), error.pointer()), (Some(place), pointer), "{text}");
    }
    let found = read("192.0.2.0/25,a\n192.0.2.128/25,a").unwrap().aggregate(prefix(), "a", None).unwrap();
    assert_eq!(found.bindings, [(prefix(), "a".to_owned())]);
    assert_eq!(found.as_claimed, 3);
    let error = read("192.0.2.1,a").unwrap().aggregate(prefix(), "", None).expect_err("no default");
    assert_eq!((error.at(), error.pointer()), (0..0, None), "it is about no entry");
}

#[test]
fn two_services_for_one_block_are_refused_with_both_positions() {
    let csv = read("# x\n192.0.2.0/24,a\n192.0.2.9/32,a\n192.0.2.9,b\n").expect_err("it is bound twice");
    assert_eq!(csv.to_string(), "192.0.2.9/32 is bound to two services: `a` in line 3 and `b` in line 4");
    let json = read(r#"[{"cidr":"192.0.2.0/24","service_id":"a"},{"cidr":"192.0.2.0/24","service_id":"b"}]"#);
    let json = json.expect_err("it is bound twice");
    assert_eq!(json.to_string(), "192.0.2.0/24 is bound to two services: `a` at /0 and `b` at /1");
}

#[test]
fn a_partial_answer_is_refused_as_a_list() {
    let answer = |info: &str| {
        let list = r#"[{"id":"1","cidr":"192.0.2.0/24","service_id":"a"},{"id":"2","cidr":"192.0.2.8/29","service_id":"b"}]"#;
        format!(r#"{{"success":true,"errors":[],"messages":[],"result":{list},"result_info":{info}}}"#)
    };
    for part in [r#"{"total_count":5}"#, r#"{"page":1,"total_pages":3}"#, r#"{"cursors":{"after":"x"}}"#] {
        let error = read(&answer(part)).expect_err(part);
        assert_eq!(error.code(), "list-partial", "{part}");
    }
    let error = read(&answer(r#"{"total_count":5}"#)).expect_err("it is a part");
    assert!(error.to_string().contains('2') && error.to_string().contains('5'), "{error}");
    for whole in ["null", "{}", r#"{"total_count":2,"page":1,"total_pages":1}"#, r#"{"total_count":0}"#] {
        assert_eq!(read(&answer(whole)).expect(whole).claims().len(), 2);
    }
}

#[test]
fn duplicates_are_dropped_and_hexadecimal_ids_ignore_case() {
    let id = "c0de0000000000000000000000000cd1";
    let text = format!("192.0.2.0/24,{id}\n192.0.2.7,{}\n192.0.2.7/32,{id}\n", id.to_uppercase());
    let desired = read(&text).unwrap();
    let bindings: Vec<_> = desired.bindings().unwrap();
    let host = Cidr::parse("192.0.2.7/32").unwrap();
    assert_eq!(bindings, [(prefix(), id), (host, id)]);
    let found = desired.aggregate(prefix(), &id.to_uppercase(), None).unwrap();
    assert_eq!(found.bindings, [(prefix(), id.to_owned())]);
}

#[test]
fn names_of_services_are_read_and_notes_are_ignored() {
    for text in [
        "cidr,service_id,service_name,note,_mask\n192.0.2.0/24,m,Magic Transit,x,9\n192.0.2.8/29,c,,,\n",
        r#"[{"cidr":"192.0.2.0/24","serviceId":"m","serviceName":"Magic Transit","_mask":[9]},
            {"cidr":"192.0.2.8/29","service_id":"c","service_name":null,"ticket":7}]"#,
    ] {
        let desired = read(text).unwrap();
        assert_eq!(desired.service_names().collect::<Vec<_>>(), [("m", "Magic Transit")], "{text}");
        assert_eq!(desired.bindings().unwrap().len(), 2);
    }
}

#[test]
fn a_list_has_the_meaning_of_claims_if_it_has_a_range_or_the_caller_asks() {
    let blocks = "192.0.2.9,b\n192.0.2.8/29,a\n";
    let owner = |desired: &Desired, text: &str| {
        let found = desired.aggregate(prefix(), "d", None).unwrap().bindings;
        let host = Cidr::parse(text).unwrap();
        let around = found.into_iter().filter(|(cidr, _)| cidr.covers(&host));
        around.max_by_key(|(cidr, _)| cidr.length()).unwrap().1
    };
    let bindings = read(blocks).unwrap();
    assert_eq!((bindings.reading, owner(&bindings, "192.0.2.9/32").as_str()), (ListMeaning::Bindings, "b"));
    let asked =
        read_desired(blocks.as_bytes(), prefix(), Some(ListMeaning::Claims), None, ReadLimits::default())
            .unwrap();
    assert_eq!((asked.reading, owner(&asked, "192.0.2.9/32").as_str()), (ListMeaning::Claims, "a"));
    let ranges = read(&format!("{blocks}192.0.2.64-192.0.2.66,c\n")).unwrap();
    assert_eq!((ranges.reading, owner(&ranges, "192.0.2.9/32").as_str()), (ListMeaning::Claims, "a"));
    let bindings =
        read_desired(blocks.as_bytes(), prefix(), Some(ListMeaning::Bindings), None, ReadLimits::default())
            .unwrap();
    assert_eq!(bindings.reading, ListMeaning::Bindings);
}

/// Fields as users and attackers write them.
fn field() -> impl Strategy<Value = String> {
    prop_oneof![
        3 => "192[.]0[.]2[.][0-9]{1,3}(/[0-9]{1,2}|-192[.]0[.]2[.][0-9]{1,3})?",
        2 => "[a-z0-9_-]{0,6}",
        1 => "(target|cidr|host|range|service_id|serviceId)",
        1 => "[\" ,#\r\\\\]{0,4}",
        1 => any::<String>(),
    ]
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(3_000))]

    #[test]
    fn no_text_makes_the_reader_panic_and_positions_are_inside_the_text(
        lines in proptest::collection::vec(proptest::collection::vec(field(), 0..4), 0..6),
        json: bool,
    ) {
        let text = if json {
            let entries: Vec<_> = lines.iter().map(|fields| {
                let fields = fields.chunks(2).map(|pair| format!("{:?}:{:?}", pair[0], pair.get(1).unwrap_or(&pair[0])));
                format!("{{{}}}", fields.collect::<Vec<_>>().join(","))
            }).collect();
            format!("[{}]", entries.join(","))
        } else {
            lines.iter().map(|fields| fields.join(",")).collect::<Vec<_>>().join("\n")
        };
        if let Err(error) = read(&text) {
            prop_assert!(text.get(error.at()).is_some(), "{:?} is inside {:?}", error.at(), text);
        }
    }

    #[test]
    fn the_same_list_as_json_and_as_csv_is_read_the_same(
        entries in proptest::collection::vec((0..=255u8, 0..=255u8, 0..4u8, 0..3u8), 0..12),
        quoted: bool,
    ) {
        let entries: Vec<_> = entries.into_iter().map(|(a, b, service, shape)| {
            let (a, b) = (a.min(b), a.max(b));
            let target = match shape {
                0 => format!("192.0.2.{a}"),
                1 => format!("192.0.2.{a}-192.0.2.{b}"),
                _ => format!("192.0.2.{}/29", a & 0xf8),
            };
            (target, format!("service-{service}"))
        }).collect();
        let json: Vec<_> = entries.iter().map(|(t, s)| format!(r#"{{"target":"{t}","service_id":"{s}"}}"#)).collect();
        let line = |(t, s): &(String, String)| if quoted { format!("\"{t}\" , \"{s}\"\r\n") } else { format!("{t},{s}\n") };
        let csv: String = entries.iter().map(line).collect();
        let from_json = read(&format!("[{}]", json.join(",")));
        let from_csv = read(&format!("target,service_id\n{csv}"));
        let (from_json, from_csv) = match (from_json, from_csv) {
            (Ok(from_json), Ok(from_csv)) => (from_json, from_csv),
            (Err(from_json), Err(from_csv)) => {
                prop_assert_eq!(from_json.code(), "desired-conflict");
                prop_assert_eq!(from_csv.code(), "desired-conflict");
                return Ok(());
            }
            other => panic!("{other:?}"),
        };
        prop_assert_eq!(from_json.claims(), from_csv.claims());
        prop_assert_eq!(from_json.reading, from_csv.reading);
        prop_assert_eq!(from_json.bindings(), from_csv.bindings());
    }
}
