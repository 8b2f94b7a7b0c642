//! Lists that cover many prefixes.

use byoip::{Cidr, Desired, Error, ListMeaning, ReadLimits, read_desired};

const A: &str = "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa";
const B: &str = "bbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbb";

fn prefixes(texts: &[&str]) -> Vec<Cidr> {
    texts.iter().map(|text| Cidr::parse(text).unwrap()).collect()
}

fn split(text: &str, among: &[Cidr]) -> Result<Vec<(usize, Desired)>, Error> {
    let any = Cidr::parse("0.0.0.0/0").unwrap();
    read_desired(text.as_bytes(), any, None, None, ReadLimits::default())?.split(among)
}

/// Each prefix that has entries, and what its part of the list binds or claims.
fn parts(text: &str, among: &[Cidr]) -> Vec<String> {
    let parts = split(text, among).unwrap_or_else(|error| panic!("{text}: {error}"));
    let own = parts.iter().map(|(at, part)| {
        let claims: Vec<_> = part.claims().iter().map(|claim| claim.range.to_string()).collect();
        let regional: Vec<_> = part.regional.iter().map(|cidr| format!("({cidr})")).collect();
        format!("{} {}", among[*at], [claims, regional].concat().join(" "))
    });
    own.collect()
}

#[test]
fn each_entry_goes_to_the_most_specific_prefix_around_it() {
    let among = prefixes(&["10.0.0.0/8", "192.0.2.0/24", "10.1.0.0/16", "2001:db8::/32", "203.0.113.0/24"]);
    let list = format!(
        "10.1.2.3,{A}\n192.0.2.0/24,{A}\n10.0.0.0/9,{B}\n10.2.0.0/16,{B}\n10.1.0.0/16,{A}\n2001:db8::53,{B}\n"
    );
    assert_eq!(
        parts(&list, &among),
        [
            "10.0.0.0/8 10.0.0.0-10.127.255.255 10.2.0.0-10.2.255.255",
            "192.0.2.0/24 192.0.2.0-192.0.2.255",
            "10.1.0.0/16 10.1.2.3 10.1.0.0-10.1.255.255",
            "2001:db8::/32 2001:db8::53",
        ]
    );
    assert_eq!(parts("[]", &among), [""; 0], "a prefix without an entry is absent");
}

#[test]
fn every_part_has_the_meaning_of_the_whole_list() {
    let among = prefixes(&["192.0.2.0/24", "198.51.100.0/24"]);
    let list = format!("192.0.2.0/24,{A}\n198.51.100.4-198.51.100.6,{B}\n");
    let parts = split(&list, &among).unwrap();
    let meanings: Vec<_> = parts.iter().map(|(_, part)| part.reading).collect();
    assert_eq!(meanings, [ListMeaning::Claims, ListMeaning::Claims]);
    let (at, part) = &parts[0];
    let head = part.head_to_json(*at, among[*at]);
    assert!(head.contains(r#""readAs":"claims""#), "{head}");
    assert!(head.contains(r#""prefix":0,"size":null,"bindsPrefix":false"#), "{head}");
    let entries = part.entries_to_json();
    assert!(
        entries
            .starts_with(r#"{"bindings":null,"lines":[1],"entries":[{"addresses":"192.0.2.0-192.0.2.255","#),
        "{entries}"
    );
}

#[test]
fn regional_bindings_go_with_their_prefix() {
    let among = prefixes(&["192.0.2.0/24", "198.51.100.0/24"]);
    let list = r#"[{"id":"r","cidr":"198.51.100.0/25","serviceId":null}]"#;
    assert_eq!(parts(list, &among), ["198.51.100.0/24 (198.51.100.0/25)"]);
}

#[test]
fn an_entry_in_no_prefix_is_an_error_with_its_position() {
    let among = prefixes(&["192.0.2.0/24", "198.51.100.0/24"]);
    let csv = |target: &str| format!("192.0.2.0/24,{A}\n{target},{A}\n");
    for target in ["203.0.113.7", "192.0.0.0/16", "198.51.100.200-198.51.101.3", "192.0.2.0-198.51.100.255"] {
        let list = csv(target);
        let error = split(&list, &among).unwrap_err();
        assert_eq!(error.code(), "desired-outside-prefix", "{target}");
        let at = error.at();
        assert_eq!(list.get(at.clone()), Some(target), "{target} at {at:?}");
        assert!(error.help().contains("the prefixes are 192.0.2.0/24, 198.51.100.0/24"), "{}", error.help());
    }
    let json =
        format!(r#"[{{"cidr":"192.0.2.0/24","service_id":"{A}"}},{{"host":"10.0.0.1","service_id":"{A}"}}]"#);
    assert_eq!(split(&json, &among).unwrap_err().pointer(), Some("/1"));
    assert!(
        split(&csv("10.0.0.1"), &prefixes(&["192.0.2.0/24"])).unwrap_err().help().contains("the prefix is")
    );
    let many: Vec<_> = (0..30).map(|at| Cidr::parse(&format!("10.{at}.0.0/16")).unwrap()).collect();
    assert!(split(&csv("10.0.0.1"), &many).unwrap_err().help().ends_with("10.7.0.0/16 and 22 more"));
}
