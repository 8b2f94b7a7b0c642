//! Snapshots: reading, canonical writing, and tables from them.

use byoip::{ReadLimits, Resolver, SnapshotList, read_snapshot};

/// The example of `docs/snapshot.md`, which is in canonical form.
fn example() -> String {
    let page = include_str!("../../../docs/snapshot.md");
    let (_, rest) = page.split_once("```json\n").expect("the page has an example");
    rest.split_once("```").expect("the example ends").0.to_owned()
}

#[test]
fn the_documented_example_is_read_and_written_byte_for_byte() {
    let example = example();
    let snapshot = read_snapshot(example.as_bytes(), ReadLimits::default()).unwrap();
    assert_eq!(snapshot.prefixes.len(), 1);
    assert_eq!(snapshot.to_json(), example);
}

/// A file of each released format; files are added, and never changed.
const FORMATS: [&str; 2] = [include_str!("snapshots/format-1.txt"), include_str!("snapshots/format-2.txt")];

#[test]
fn a_file_of_each_released_format_is_read_without_loss() {
    let [one, two] = FORMATS.map(|text| read_snapshot(text.as_bytes(), ReadLimits::default()).unwrap());
    assert_eq!(one.only, None);
    let [prefix] = &one.prefixes[..] else { panic!("it has one prefix") };
    assert_eq!((prefix.bindings.len(), prefix.bgp_prefixes.entries().map(<[_]>::len)), (1, Some(1)));
    assert!(matches!(&prefix.delegations, SnapshotList::Unread(why) if why.contains("format 1")));
    // What it lacks stays lacking when it is written in the present format.
    let again = read_snapshot(one.to_json().as_bytes(), ReadLimits::default()).unwrap();
    assert_eq!(again, one);

    assert_eq!(two.to_json(), FORMATS[1]);
    assert_eq!(two.only.as_ref().map(Vec::len), Some(3));
    let [v4, v6] = &two.prefixes[..] else { panic!("it has two prefixes") };
    assert_eq!(v4.delegations.entries().map(<[_]>::len), Some(1));
    assert_eq!(v6.delegations, SnapshotList::Unread("the token may not list them".to_owned()));
}

#[test]
fn an_absent_list_needs_a_reason_and_is_never_an_empty_one() {
    let of = |version: u32, rest: &str| {
        let text = format!(
            r#"{{"prefixes":[{{"prefix":{{"id":"p","cidr":"10.0.0.0/8"}},"bindings":[]{rest}}}],
            "services":[],"taken_at":"now","account_id":"a","byoip_snapshot":{version}}}"#
        );
        read_snapshot(text.as_bytes(), ReadLimits::default())
    };
    for rest in ["", r#","bgp_prefixes":[]"#, r#","delegations":[]"#, r#","bgp_prefixes":[],"unread":{}"#] {
        let error = of(2, rest).unwrap_err();
        assert_eq!(
            (error.code(), error.pointer()),
            ("envelope-field-missing", Some("/prefixes/0")),
            "{rest}"
        );
    }
    for reason in [r#""""#, "null", "7"] {
        let error = of(2, &format!(r#","bgp_prefixes":[],"unread":{{"delegations":{reason}}}"#)).unwrap_err();
        assert_eq!(error.pointer(), Some("/prefixes/0/unread/delegations"), "{reason}");
    }
    let old = of(1, "").unwrap();
    assert!(matches!(old.prefixes[0].bgp_prefixes, SnapshotList::Unread(_)));
    let both = of(2, r#","unread":{"delegations":"no","bgp_prefixes":"no"}"#).unwrap();
    assert_eq!(both.prefixes[0].bgp_prefixes, SnapshotList::Unread("no".to_owned()));
    let again = read_snapshot(both.to_json().as_bytes(), ReadLimits::default()).unwrap();
    assert_eq!(again, both);
}

#[test]
fn the_order_of_the_input_does_not_change_the_canonical_form() {
    let binding = |id: &str, cidr: &str| {
        format!(r#"{{"cidr":"{cidr}","id":"{id}","service_id":"s","new":[1.50,{{"a":null}}]}}"#)
    };
    let with = |bindings: [String; 3]| {
        let text = format!(
            r#"{{"prefixes":[{{"bgp_prefixes":[],"bindings":[{}],"prefix":{{"cidr":"10.0.0.0/8","id":"p","asn":null}}}}],
            "services":[],"taken_at":"2026-01-01T00:00:00Z","account_id":"a","byoip_snapshot":1,"later":true}}"#,
            bindings.join(","),
        );
        read_snapshot(text.as_bytes(), ReadLimits::default()).unwrap().to_json()
    };
    let [a, b, c] = [binding("1", "10.0.0.0/8"), binding("2", "10.0.0.0/9"), binding("3", "10.0.0.0/9")];
    let sorted = with([a.clone(), b.clone(), c.clone()]);
    assert_eq!(with([c, b, a]), sorted);
    assert!(
        sorted.contains(r#"{"id":"1","cidr":"10.0.0.0/8","service_id":"s","new":[1.50,{"a":null}]}"#),
        "{sorted}"
    );
    assert!(sorted.contains(r#""asn":null"#), "{sorted}");
    let again = read_snapshot(sorted.as_bytes(), ReadLimits::default()).unwrap();
    assert_eq!(again.to_json(), sorted);
}

#[test]
fn a_table_reads_the_bindings_of_all_prefixes_of_a_snapshot() {
    let resolver = Resolver::from_json(example().into_bytes(), None, ReadLimits::default()).unwrap();
    assert_eq!(resolver.table().len(), 1);
    assert_eq!(resolver.resolve("192.0.2.7").unwrap().resolution.owner, Some(0));
}

#[test]
fn a_snapshot_of_another_version_is_refused_with_its_position() {
    let cases = [
        (r#"{"byoip_snapshot":3,"prefixes":[]}"#, "envelope-bad-value", "/byoip_snapshot"),
        (r#"{"byoip_snapshot":0,"prefixes":[]}"#, "envelope-bad-value", "/byoip_snapshot"),
        (r#"{"byoip_snapshot":1}"#, "envelope-field-missing", ""),
        (r#"{"byoip_snapshot":1,"account_id":"","prefixes":[]}"#, "envelope-bad-value", "/account_id"),
        (r#"{"byoip_snapshot":1,"taken_at":""}"#, "envelope-bad-value", "/taken_at"),
        (r#"{"byoip_snapshot":1,"prefixes":[{"bindings":[]}]}"#, "envelope-field-missing", "/prefixes/0"),
        (r#"{"prefixes":[]}"#, "envelope-field-missing", ""),
        ("[]", "envelope-wrong-type", ""),
    ];
    for (text, code, pointer) in cases {
        let error = read_snapshot(text.as_bytes(), ReadLimits::default()).unwrap_err();
        assert_eq!((error.code(), error.pointer()), (code, Some(pointer)), "{text}");
    }
}

#[test]
fn a_list_that_mentions_the_version_field_in_a_value_is_not_a_snapshot() {
    let text = r#"{"success":true,"result":[{"id":"1","cidr":"10.0.0.0/8","service_id":"s","service_name":"byoip_snapshot"}]}"#;
    assert_eq!(Resolver::from_json(text.into(), None, ReadLimits::default()).unwrap().table().len(), 1);
}

#[test]
fn a_bare_list_can_have_camel_case_names_and_no_ids() {
    let text = r#"[{"cidr":"10.0.0.0/8","serviceId":"s","serviceName":"CDN","state":"provisioning","extra":{"x":1}},
                   {"cidr":"10.0.0.0/9","service_id":"t"},{"cidr":"10.128.0.0/9","serviceId":null}]"#;
    let resolver = Resolver::from_json(text.into(), None, ReadLimits::default()).unwrap();
    let binding = |i| resolver.list().binding(i).unwrap();
    assert_eq!(binding(0).service_name.as_deref(), Some("CDN"));
    assert_eq!(binding(0).state.as_deref(), Some("provisioning"));
    assert_eq!(binding(0).extra, [("x".to_owned(), "1".to_owned())]);
    assert_eq!(binding(1).service_id.as_deref(), Some("t"));
    assert_eq!(binding(1).id, "");
    assert_eq!(resolver.resolve("10.129.0.0").unwrap().resolution.owner, Some(0));
}

#[test]
fn a_snapshot_without_a_list_is_an_error_and_not_an_empty_list() {
    let cases = [
        (r#"{"byoip_snapshot":1}"#, ""),
        (r#"{"byoip_snapshot":1,"prefixes":[{"bindings":[]},{"prefix":{}}]}"#, "/prefixes/1"),
    ];
    for (text, pointer) in cases {
        let error = Resolver::from_json(text.into(), None, ReadLimits::default()).unwrap_err();
        assert_eq!((error.code(), error.pointer()), ("envelope-field-missing", Some(pointer)), "{text}");
    }
}

#[test]
fn the_order_of_fields_changes_no_byte_and_unknown_fields_are_sorted() {
    let of = |binding: &str, service: &str| {
        let text = format!(
            r#"{{"byoip_snapshot":1,"account_id":"a","taken_at":"2026-01-01T00:00:00Z","services":[{service}],
            "prefixes":[{{"prefix":{{"id":"p","cidr":"10.0.0.0/8"}},"bindings":[{binding}]}}]}}"#,
        );
        read_snapshot(text.as_bytes(), ReadLimits::default()).unwrap().to_json()
    };
    let first = of(
        r#"{"id":"1","cidr":"10.0.0.0/8","zoo":{"b":[{"d":1,"c":2}],"a":"\u0041\/"},"art":1e2},{"id":"1","cidr":"10.0.0.0/8"}"#,
        r#"{"id":"s","name":"x"},{"id":"s","name":"w"}"#,
    );
    let second = of(
        r#"{"cidr":"10.0.0.0/8","id":"1"},{"art":1e2,"zoo":{"a":"A/","b":[ {"c":2,"d":1} ]},"cidr":"10.0.0.0/8","id":"1"}"#,
        r#"{"name":"w","id":"s"},{"name":"x","id":"s"}"#,
    );
    assert_eq!(first, second);
    let line = r#"{"id":"1","cidr":"10.0.0.0/8","art":1e2,"zoo":{"a":"A/","b":[{"c":2,"d":1}]}}"#;
    assert!(first.lines().any(|found| found.trim_end_matches(',') == line), "{first}");
}
