//! Errors: every code can occur, every text follows the rules, and suggestions are accepted.

use crate::golden::assert_golden;
use byoip::call::{CallError, CheckedPlanCall, CoreCall, PlanCall};
use byoip::plan::Refusal;
use byoip::{
    AddressRange, BindingRow, Cidr, Claim, Error, ListFormat, Operation, Progress, ReadLimits, RequestParams,
    Resolver, ServiceFacts, Table, aggregate, find_service, parse_address, range_to_cidrs, read,
    read_desired, read_list, request,
};
use proptest::prelude::*;
use serde_json::json;
use std::collections::BTreeSet;
use std::fmt::Write as _;
use std::net::{IpAddr, Ipv4Addr, Ipv6Addr};

/// Asserts that a text is one line, without a full stop, in lower case unless it starts with a name.
fn assert_sentence(text: &str, of: &str) {
    const NAMES: [&str; 8] = ["IPv", "JSON", "BGP", "CIDR", "Magic Transit", "API", "UTF-8", "Spectrum"];
    let first = text.chars().next().unwrap_or_else(|| panic!("{of}: it says nothing"));
    let name = NAMES.iter().any(|name| text.starts_with(name));
    assert!(
        first.is_lowercase() || first.is_ascii_digit() || first == '`' || name,
        "{of}: `{text}` starts in lower case"
    );
    assert!(!text.ends_with(['.', '!', ' ']), "{of}: `{text}` has no full stop");
    assert!(!text.contains(char::is_control), "{of}: {text:?} is one line");
    assert!(text.len() < 600, "{of}: {} bytes are too many", text.len());
}

fn assert_lawful(error: impl Into<CallError>) {
    let error = error.into();
    let code = error.code();
    assert!(codes().contains(&code), "`{code}` is in the list");
    assert_sentence(&error.to_string(), code);
    assert_sentence(&error.help(), code);
}

fn ask(operation: Operation, prefix_id: &str) -> RequestParams {
    RequestParams {
        operation,
        account_id: "a".into(),
        prefix_id: prefix_id.into(),
        binding_id: String::new(),
        bgp_prefix_id: "g".into(),
        delegation_id: String::new(),
        delegated_account_id: String::new(),
        description: None,
        cidr: String::new(),
        service_id: String::new(),
        advertised: None,
        asn_prepend_count: None,
        auto_advertise_withdraw: None,
    }
}

fn list(body: &str) -> Result<(), Error> {
    read(Operation::ListBindings, body.as_bytes(), ReadLimits::default()).map(drop)
}

/// Claims `claimed` on `prefix`.
fn claims(prefix: &str, claimed: &str, service: &str) -> Result<(), Error> {
    let block = |text| Cidr::parse(text).expect("it is a block");
    let claim = Claim { range: block(claimed).into(), service: service.into() };
    aggregate(block(prefix), "d", &[claim], Some(&["m"])).map(drop)
}

fn desired(text: &str) -> Result<(), Error> {
    let prefix = Cidr::parse("192.0.2.0/24").expect("it is a block");
    read_desired(text.as_bytes(), prefix, None, None, ReadLimits::default()).map(drop)
}

fn divided(text: &str) -> Result<(), Error> {
    let prefix = Cidr::parse("192.0.2.0/24").expect("it is a block");
    read_desired(text.as_bytes(), prefix, None, None, ReadLimits::default())?.split(&[prefix]).map(drop)
}

fn find(text: &str) -> Result<(), Error> {
    let service = |id: &str, name: &str| ServiceFacts { id: id.into(), name: name.into() };
    let services = [service("c", "CDN"), service("t", "Twin"), service("u", "TWIN")];
    find_service(&services, text).map(drop)
}

/// A plan between entries `block service`; an entry without a service is a regional binding.
fn task(prefix: &str, current: &[&str], desired: &[&str], expect: Option<&str>) -> serde_json::Value {
    let state = |entries: &[&str]| -> Vec<_> {
        let split = |entry: &&str| {
            let mut words = entry.split(' ');
            json!({ "cidr": words.next(), "serviceId": words.next() })
        };
        entries.iter().map(split).collect()
    };
    json!({ "prefix": { "cidr": prefix }, "current": state(current), "desired": state(desired), "expect": expect })
}

fn planned(prefix: &str, current: &[&str], desired: &[&str], expect: Option<&str>) -> Result<(), CallError> {
    let call = json!({ "plan": task(prefix, current, desired, expect) });
    PlanCall::from_json(call.to_string().as_bytes()).expect("it is a call").answer().map(drop)
}

fn known(prefix: &str, current: &[&str], desired: &[&str]) -> Result<(), CallError> {
    let call = json!({ "call": { "plan": task(prefix, current, desired, None) } });
    CheckedPlanCall::from_json(call.to_string().as_bytes()).expect("it is a call").answer().map(drop)
}

fn exported(prefix: &str, current: &[&str], desired: &[&str]) -> Result<(), CallError> {
    let task = task(prefix, current, desired, None);
    let call = json!({ "export": { "task": task, "language": "python", "place": {} } });
    PlanCall::from_json(call.to_string().as_bytes()).expect("it is a call").answer().map(drop)
}

const SNAPSHOT: &str = r#"{"byoip_snapshot":1,"account_id":"a","taken_at":"t","services":[],"prefixes":[{"prefix":{"id":"p","cidr":"192.0.2.0/24"},"bindings":[]}]}"#;
const PREFIX: &str = r#"{"prefix":{"id":"p","cidr":"192.0.2.0/24"},"bindings":[]}"#;

fn compared(before: &str, now: &str) -> Result<(), Error> {
    let read = |text: &str| byoip::read_snapshot(text.as_bytes(), ReadLimits::default()).expect("it is one");
    byoip::drift::drift(&read(before), &read(now)).map(drop)
}

/// One error of each kind, from public functions, in the order of the codes.
#[expect(clippy::too_many_lines, reason = "a line for each kind")]
fn one_of_each() -> Vec<CallError> {
    let block = |text: &str| Cidr::parse(text).map(drop);
    let range = |text: &str| AddressRange::parse(text).map(drop);
    let small = ReadLimits { max_bytes: 1, ..ReadLimits::default() };
    let row = BindingRow::new(Cidr::host(Ipv4Addr::LOCALHOST.into()), true, Progress::Active);
    let v4 = Cidr::parse("192.0.2.0/24").expect("it is a block");
    let many: Vec<_> = (0..63).map(|number| format!("192.0.2.{number}/32 s{number}")).collect();
    let many: Vec<_> = many.iter().map(String::as_str).collect();
    let results = [
        block(""),
        block(&"1".repeat(50)),
        block(" ::/0"),
        block("192.0.2.0/24x"),
        block("fe80::1%eth0/64"),
        block("::ffff:192.0.2.0/120"),
        block("192.0.2/24"),
        block("192..2.0/24"),
        block("192.0.2.00/24"),
        block("192.0.2.256/32"),
        block("1:2/16"),
        block(":1::/16"),
        block("12345::/16"),
        block("::1::/16"),
        block("192.0.2.0"),
        block("192.0.2.0/"),
        block("192.0.2.0/024"),
        block("192.0.2.0/x"),
        block("192.0.2.0/255.255.255.0"),
        block("192.0.2.0/33"),
        block("192.0.2.1/24"),
        range("192.0.2.2-192.0.2.1"),
        range("192.0.2.2-::"),
        range("192.0.2.2-"),
        list(""),
        list("<html>"),
        list("{"),
        list("{]"),
        read(Operation::ListBindings, b"\xff", ReadLimits::default()).map(drop),
        list(r#"{"a":01}"#),
        list("{\"a\":\"\n\"}"),
        list(r#"{"a":"\ud800"}"#),
        list(r#"{"a":1,"a":1}"#),
        list(r#"{"success":false}x"#),
        list(&"[".repeat(100)).or_else(|_| list(&format!(r#"{{"a":{}"#, "[".repeat(100)))),
        read(Operation::ListBindings, b"{}", small).map(drop),
        list("{}"),
        list("[]"),
        list(r#"{"success":true,"result":[{"id":""}]}"#),
        list(r#"{"success":true}"#),
        read_list(br#"{"success":false,"errors":[]}"#.to_vec(), ReadLimits::default(), ListFormat::Any)
            .map(drop),
        request(&ask(Operation::ListBindings, "")).map(drop),
        request(&ask(Operation::ListBindings, &"a".repeat(65))).map(drop),
        request(&ask(Operation::ListBindings, "..")).map(drop),
        request(&ask(Operation::EditBgpPrefix, "p")).map(drop),
        Table::new(&vec![row; Table::MAX + 1], None).map(drop),
        Table::new(&[], None).and_then(|table| table.find_many_v6(&[0; 17], &mut [0; 2])),
        claims("192.0.2.0/24", "2001:db8::/32", "s"),
        claims("192.0.2.0/24", "192.0.0.0/16", "s"),
        claims("192.0.2.0/24", "192.0.2.8/29", "m"),
        claims("192.0.2.1/32", "192.0.2.1/32", "s"),
        desired("[{}]"),
        desired(r#"[{"host":"192.0.2.1"}]"#),
        desired("192.0.2.1"),
        desired("host,name"),
        desired("host,cidr,service_id"),
        desired("192.0.2.1,\"a"),
        desired(r#"{"byoip_snapshot":1,"prefixes":[]}"#),
        desired("192.0.2.1,a\n192.0.2.1,b"),
        desired("host,mask,service_id"),
        desired(r#"[{"host":"192.0.2.1","service_id":null}]"#),
        desired("host,service_id,service_name\n192.0.2.1,a,A\n192.0.2.2,a,B"),
        block("::/80"),
        list(r#"{"success":true,"result":[],"result_info":{"total_count":5}}"#),
        read(Operation::ListBindings, b"\xff\xfe{\0", ReadLimits::default()).map(drop),
        find("CND"),
        find("twin"),
        desired("192.0.2.1,Magic Transit"),
        divided("10.0.0.1,a"),
        read_desired(b"192.0.2.1,\xc9", v4, None, None, ReadLimits::default()).map(drop),
        read_desired(b"\xff\xfe1", v4, None, None, ReadLimits::default()).map(drop),
        desired("sep=:\n"),
        desired("prefix,address,service\n192.0.2.0/24,192.0.2.1,a\n"),
        desired("prefix,vrf,service_id\n192.0.2.0/24,Global,a\n192.0.2.0/25,Lab,a\n"),
        desired("header-network,address*,netmask*,EA-Service\nhost,192.0.2.1,,a\n"),
        desired("cidr,,service_id\n192.0.2.0/24,x,a\n"),
        compared(SNAPSHOT, &SNAPSHOT.replace("\"a\"", "\"b\"")),
        compared(
            SNAPSHOT,
            r#"{"byoip_snapshot":2,"account_id":"a","taken_at":"t","only":[],"services":[],"prefixes":[]}"#,
        ),
        compared(&SNAPSHOT.replace("[{", &format!("[{PREFIX},{{")), SNAPSHOT),
    ];
    let plans = [
        planned("::/0", &[], &[], None),
        planned("192.0.2.0/24", &[], &many, None),
        planned("192.0.2.0/24", &["198.51.100.0/24 s"], &[], None),
        planned(
            "192.0.2.0/24",
            &["192.0.2.0/24 s", "192.0.2.8/29"],
            &["192.0.2.0/24 s", "192.0.2.8/29 t"],
            None,
        ),
        planned("192.0.2.0/24", &[], &["192.0.2.8/29 s"], None),
        planned("192.0.2.0/24", &[], &["192.0.2.0/24 s"], Some("sha256:0")),
        exported("192.0.2.0/24", &["192.0.2.0/24 s"], &["192.0.2.0/24 t"]),
        known("192.0.2.0/24", &["192.0.2.0/24 s"], &["192.0.2.0/24"]),
    ];
    let results = results.into_iter().map(|result| result.map_err(CallError::from)).chain(plans);
    results.map(|result| result.expect_err("it is refused")).collect()
}

#[test]
fn every_code_is_listed_once_and_can_occur() {
    let codes = codes();
    assert_eq!(BTreeSet::from_iter(&codes).len(), codes.len(), "no code is listed twice");
    let reached: Vec<_> = one_of_each().iter().map(CallError::code).collect();
    assert_eq!(reached.len(), codes.len());
    assert_eq!(BTreeSet::from_iter(&reached), BTreeSet::from_iter(&codes));
    for code in codes {
        assert!(code.bytes().all(|b| b.is_ascii_lowercase() || b.is_ascii_digit() || b == b'-'), "`{code}`");
    }
}

/// Every code of an error.
fn codes() -> Vec<&'static str> {
    [&Error::codes()[..], &Refusal::FATAL].concat()
}

/// Errors of kinds whose texts depend on their values.
fn other_texts() -> Vec<CallError> {
    let results = [
        parse_address("192.0.2.1:443").map(drop),
        parse_address("[2001:db8::1]").map(drop),
        parse_address("192.0.2.1-192.0.2.9").map(drop),
        parse_address("192.0.2.1/24").map(drop),
        parse_address("192.0.2\u{2024}1").map(drop),
        Cidr::parse("192.0.2.0/255.0.255.0").map(drop),
        Cidr::parse("1:2:3:4:5:6:7:8::/64").map(drop),
        Cidr::parse("192.0.2.0 /24").map(drop),
        desired("a\n"),
        desired(r#"[{"cidr":"192.0.2.0/24","host":"192.0.2.1","service_id":"a"}]"#),
    ];
    results.into_iter().map(|result| result.expect_err("it is refused").into()).collect()
}

#[test]
fn the_texts_of_the_errors_are_the_golden_ones() {
    let mut texts = String::new();
    for error in one_of_each().iter().chain(&other_texts()) {
        writeln!(texts, "{}\n  {error}\n  {}", error.code(), error.help()).expect("a string grows");
    }
    assert_golden("tests/golden/errors.txt", &texts);
}

#[test]
fn every_error_has_a_message_and_a_help_that_follow_the_rules() {
    one_of_each().into_iter().chain(other_texts()).for_each(assert_lawful);
    let more = [
        Cidr::parse("192.0.2.0/255.0.255.0").map(drop),
        Cidr::parse("1:2:3:4:5:6:7:8::/64").map(drop),
        Cidr::parse("192.0.2.\n/24").map(drop),
        Cidr::parse("\u{202e}/24").map(drop),
        list("{\"\n\":1}"),
        list(r#"{"\n":1,"\n":2}"#),
        list("\u{2028}"),
        list(r#"{"success":true,"result":[{"id":"\n","cidr":"\n\n\n"}]}"#),
        read_list(
            br#"{"success":false,"errors":[{"code":1000,"message":"a\r\nb\u202e"}]}"#.to_vec(),
            ReadLimits::default(),
            ListFormat::Any,
        )
        .map(drop),
        request(&ask(Operation::ListBindings, "\n")).map(drop),
    ];
    for result in more {
        assert_lawful(result.expect_err("it is refused"));
    }
    let error = CoreCall::from_json(br#"{"a\r\nb":{}}"#).expect_err("there is no such call");
    assert!(error.to_string().contains(r"a\u{d}\u{a}b"), "{error}");
    assert_lawful(error);
}

/// Text as users and attackers write it: close to an address, or anything.
fn hostile() -> impl Strategy<Value = String> {
    prop_oneof![
        "[0-9a-fA-F:./%x -]{0,60}",
        "(([0-9]{1,3}[.]){2,4}[0-9]{0,4}|([0-9a-f]{0,5}:){1,9}[0-9a-f]{0,4})([/%-][0-9a-z.]{0,8})?",
        any::<String>(),
        ("[0-9.:/]{0,20}", any::<char>(), "[0-9.:/]{0,20}").prop_map(|(a, c, b)| format!("{a}{c}{b}")),
        "[0-9.:/]{200}",
    ]
}

/// A function that accepts a text or refuses it.
type ReadText = fn(&str) -> Result<(), Error>;

/// Texts in backticks that are notation, not suggestions.
const NOTATION: [&str; 8] =
    ["::", "/", "/32", "/128", "first-last", "203.0.113.16-203.0.113.23", "service_id", "_"];

/// Asserts that the suggestion of an error is accepted.
fn assert_offered(error: &Error, text: &str, name: &str, way: &dyn Fn(&str) -> Result<(), Error>) {
    if let Some(cure) = error.cure() {
        assert!(way(cure).is_ok(), "{name}: `{cure}` is offered for {text:?} and refused");
        assert_ne!(cure, text);
        assert!(error.help().contains(&format!("`{cure}`")), "{name}: {}", error.help());
        return;
    }
    let help = error.help();
    let offered = help.split('`').skip(1).step_by(2).filter(|token| !NOTATION.contains(token));
    for token in offered {
        assert!(way(token).is_ok(), "{name}: `{token}` in `{help}` is refused, of {text:?}");
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(4_000))]

    #[test]
    fn no_text_makes_the_core_panic_and_every_error_follows_the_rules(text in hostile(), other in hostile()) {
        let results = [
            Cidr::parse(&text).map(drop),
            Cidr::parse_masked(&text).map(drop),
            parse_address(&text).map(drop),
            AddressRange::parse(&text).map(drop),
            range_to_cidrs(&text, &other).map(drop),
        ];
        for (number, result) in results.iter().enumerate() {
            let Err(error) = result else { continue };
            assert_lawful(error.clone());
            let inside = [&text, &text, &text, &text, &other].get(number).and_then(|t| t.get(error.at()));
            prop_assert!(number == 4 || inside.is_some(), "{:?} is inside {:?}", error.at(), text);
        }
        prop_assert_eq!(Cidr::parse_masked(&text).is_ok_and(|m| !m.masked), Cidr::parse(&text).is_ok());
        let mut asked = ask(Operation::CreateBinding, &text);
        asked.cidr.clone_from(&other);
        let made = request(&asked).map(drop);
        if let Err(error) = made {
            assert_lawful(error);
        }
    }

    #[test]
    fn no_bytes_make_the_core_panic(bytes: Vec<u8>, operation in proptest::sample::select(Operation::ALL)) {
        if let Err(error) = read(operation, &bytes, ReadLimits::default()) {
            assert_lawful(error.clone());
            prop_assert!(error.at().end <= bytes.len());
            prop_assert!(error.pointer().is_some());
        }
        if let Err(error) = Resolver::from_json(bytes.clone(), None, ReadLimits::default()) {
            assert_lawful(error);
        }
    }

    #[test]
    fn an_id_cannot_leave_its_path_segment(id in prop_oneof![any::<String>(), "[A-Za-z0-9_/.%?#:-]{0,70}"]) {
        let plain = |c: char| c.is_ascii_alphanumeric() || c == '-' || c == '_';
        let good = (1..=64).contains(&id.len()) && id.chars().all(plain);
        let made = request(&ask(Operation::GetPrefix, &id));
        prop_assert_eq!(made.is_ok(), good, "{:?}", id);
        if let Ok(made) = made {
            prop_assert_eq!(made.path, format!("/accounts/a/addressing/prefixes/{id}"));
        }
    }

    #[test]
    fn a_suggested_text_is_accepted_by_the_function_that_suggests_it(text in hostile(), other in hostile()) {
        let address = |text: &str| parse_address(text).map(drop);
        let ways: [(&str, ReadText); 4] = [
            ("block", |text| Cidr::parse(text).map(drop)),
            ("masked", |text| Cidr::parse_masked(text).map(drop)),
            ("address", |text| parse_address(text).map(drop)),
            ("range", |text| AddressRange::parse(text).map(drop)),
        ];
        for (name, way) in ways {
            let Err(error) = way(&text) else { continue };
            assert_offered(&error, &text, name, &way);
        }
        if let Err(error) = range_to_cidrs(&text, &other) {
            assert_offered(&error, &text, "an end of a range", &address);
        }
        let list = |target: &str| {
            desired(&json!([{ "target": target, "service_id": "s" }]).to_string())
        };
        if let Err(error) = list(&text) {
            assert_offered(&error, &text, "a target of a list", &list);
        }
    }

    #[test]
    fn a_suggestion_is_the_address_without_its_surroundings(
        bits: u32, wide: u128, is_wide: bool, around in 0..12usize, length in 0..=32u8,
    ) {
        let v4: IpAddr = Ipv4Addr::from_bits(bits).into();
        let v6: IpAddr = Ipv6Addr::from_bits(wide | 0x2001 << 112).into();
        let address = if is_wide { v6 } else { v4 };
        let plain = address.to_string();
        let worn = match around {
            0 => format!(" {plain}\t"),
            1 if is_wide => format!("[{plain}]:443"),
            1 => format!("{plain}:443"),
            2 if is_wide => format!("[{plain}]"),
            3 if is_wide => format!("{plain}%eth0"),
            4 => plain.replace('.', "\u{2024}").replace(':', "\u{ff1a}"),
            5 => plain.replace('.', "\u{ff0e}").replace(':', "\u{2236}"),
            6 => format!("\u{200b}{plain}\u{feff}"),
            7 => format!("\"{plain}\""),
            8 if is_wide => format!("https://[{plain}]/index.html"),
            8 => format!("https://{plain}/index.html"),
            9 if is_wide => format!("{plain}/128"),
            9 => format!("{plain}/32"),
            10 => format!("{plain},"),
            11 if !is_wide => format!("::ffff:{plain}"),
            _ => format!("{plain} "),
        };
        let error = parse_address(&worn).expect_err("it is refused");
        prop_assert_eq!(error.cure(), Some(plain.as_str()), "{}", worn);

        let length = if is_wide { 4 * length } else { length };
        let Some(cidr) = Cidr::containing(address, length) else { return Ok(()) };
        let plain = cidr.to_string();
        let (first, number) = plain.split_once('/').unwrap();
        let worn = match around {
            0 => format!("{first} /{number}"),
            1 => format!("{first} / {number}"),
            2 if is_wide => format!("[{first}]/{number}"),
            3 => plain.replace('/', "\u{2215}"),
            4 => plain.replace('/', "\u{2044}"),
            5 => plain.replace('/', "\u{ff0f}").replace('.', "\u{2024}"),
            6 => format!("{first}/0{number}"),
            7 if !is_wide => format!("{first}/{}", Ipv4Addr::from_bits(u32::MAX.checked_shl(32 - u32::from(length)).unwrap_or(0))),
            8 => format!("{first}-{}", cidr.last()),
            9 => format!("{first} \u{2013} {}", cidr.last()),
            10 if length == if is_wide { 128 } else { 32 } => first.to_owned(),
            _ => format!("{plain}\r\n"),
        };
        let error = Cidr::parse(&worn).expect_err("it is refused");
        prop_assert_eq!(error.cure(), Some(plain.as_str()), "{}", worn);

        let (first, last) = (cidr.first().to_string(), cidr.last().to_string());
        let plain = format!("{first}-{last}");
        let worn = match around {
            0 => format!("{first}\u{2013}{last}"),
            1 => format!("{first} \u{2014} {last}"),
            2 => format!("{first}\u{2212}{last}"),
            3 if is_wide => format!("[{first}]-[{last}]"),
            4 => plain.replace('.', "\u{2024}").replace(':', "\u{ff1a}"),
            _ => format!("{plain} "),
        };
        if worn != plain {
            let error = AddressRange::parse(&worn).expect_err("it is refused");
            prop_assert_eq!(error.cure(), Some(plain.as_str()), "{}", worn);
        }
    }

    #[test]
    fn a_suggested_block_has_no_host_bits(block in "[0-9]{1,3}[.]0[.]0[.]0/[0-9]{1,2}") {
        let Ok(found) = Cidr::parse_masked(&block) else { return Ok(()) };
        if found.masked {
            let error = Cidr::parse(&block).expect_err("it is refused");
            let canonical = found.cidr.to_string();
            prop_assert_eq!(error.cure(), Some(canonical.as_str()));
        }
    }
}
