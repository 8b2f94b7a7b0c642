//! Findings against tests/vectors/rules.json: for each rule, bindings that break it and similar ones that do not.

use crate::golden::assert_golden;
use byoip::{BindingFacts, Finding, PrefixFacts, Rule, ServiceFacts, Severity, check, lint};
use serde::Deserialize;
use std::collections::BTreeSet;

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct RulesVector {
    name: String,
    prefix: PrefixFacts,
    bindings: Vec<BindingFacts>,
    proposed: Option<BindingFacts>,
    services: Option<Vec<ServiceFacts>>,
    codes: Vec<String>,
}

impl RulesVector {
    fn findings(&self) -> Vec<Finding> {
        let services = self.services.as_deref();
        match &self.proposed {
            Some(proposed) => check(&self.prefix, &self.bindings, proposed, services),
            None => lint(&self.prefix, &self.bindings, services),
        }
    }
}

fn vectors() -> Vec<RulesVector> {
    serde_json::from_str(include_str!("../../vectors/rules.json"))
        .expect("the vectors have the documented form")
}

#[test]
fn every_rule_has_a_vector_that_breaks_it_and_more_vectors_break_none() {
    let all = vectors();
    let broken: BTreeSet<_> = all.iter().flat_map(|vector| &vector.codes).map(String::as_str).collect();
    // Only a plan can break this one: tests/core/plan/safety.rs.
    let of_lists = Rule::ALL.iter().filter(|rule| **rule != Rule::ShieldOpaque);
    let rules: BTreeSet<_> = of_lists.map(|rule| rule.code()).collect();
    assert_eq!(broken, rules);
    let clean = all.iter().filter(|vector| vector.codes.is_empty()).count();
    assert!(clean >= rules.len(), "{clean} vectors break nothing");
}

#[test]
fn findings_are_those_of_the_vector() {
    for vector in vectors() {
        let findings = vector.findings();
        let mut codes: Vec<_> = findings.iter().map(|finding| finding.code).collect();
        codes.sort_unstable();
        assert_eq!(codes, vector.codes, "{}: {findings:#?}", vector.name);
    }
}

#[test]
fn the_texts_of_the_findings_are_the_golden_ones() {
    let all = vectors();
    let texts: BTreeSet<_> = all
        .iter()
        .flat_map(RulesVector::findings)
        .map(|Finding { code, message, help, .. }| format!("{code}\n  {message}\n  {help}\n"))
        .collect();
    assert_golden("tests/golden/rules.txt", &texts.into_iter().collect::<String>());
}

#[test]
fn errors_come_first_and_every_text_is_one_line_in_lower_case_without_a_full_stop() {
    for vector in vectors() {
        let findings = vector.findings();
        assert!(findings.is_sorted_by_key(|finding| finding.severity), "{}", vector.name);
        for Finding { message, help, code, .. } in &findings {
            for text in [message, help] {
                let start = text.chars().next();
                let name =
                    ["IPv", "Magic Transit", "Spectrum", "CDN"].iter().any(|name| text.starts_with(name));
                assert!(
                    start.is_some_and(|c| !c.is_uppercase()) || name,
                    "{code}: `{text}` starts in lower case"
                );
                assert!(!text.ends_with('.') && text.trim() == text, "{code}: `{text}` has no full stop");
                assert!(!text.contains(char::is_control), "{code}: `{text}` is one line");
            }
        }
    }
}

#[test]
fn a_malformed_cidr_comes_with_the_canonical_form() {
    let of = |name: &str| {
        let vector = vectors().into_iter().find(|vector| vector.name == name).expect("the vector is there");
        vector.findings().remove(0)
    };
    assert_eq!(of("host bits in the new binding").replacement, ["192.0.2.0/24"]);
    assert_eq!(of("lint: host bits").replacement, ["192.0.2.2/31"]);
    assert_eq!(of("the first binding is one host").replacement, ["192.0.2.0/24"]);
    let eight = "lint: eight hosts that are one block, as the documentation counts them";
    assert_eq!(of(eight).replacement, ["192.0.2.16/29"]);
    assert_eq!(of("the other half of a block").replacement, ["192.0.2.16/28"]);
}

#[test]
fn the_severity_of_each_rule_is_the_documented_one() {
    let of = |severity| -> Vec<_> {
        let rules = Rule::ALL.iter().filter(|rule| rule.severity() == severity);
        rules.map(|rule| rule.code()).collect()
    };
    assert_eq!(
        of(Severity::Warning),
        [
            "service-opaque",
            "prefix-too-long",
            "prefix-not-approved",
            "prefix-advertised",
            "shield-opaque",
            "binding-stuck"
        ]
    );
    assert_eq!(
        of(Severity::Note),
        ["spectrum-udp-under-magic-transit", "redundant-binding", "siblings-aggregate", "prefix-locked"]
    );
}

#[test]
fn control_characters_in_names_are_escaped() {
    let evil = "CDN\n\u{202e}evil";
    let services = [ServiceFacts { id: "s".into(), name: evil.into() }];
    let bind = |cidr: &str, id: &str| BindingFacts {
        cidr: cidr.into(),
        service_id: Some(id.into()),
        service_name: Some(evil.into()),
        state: Some(evil.into()),
    };
    let prefix = PrefixFacts {
        cidr: "192.0.2.0/24".into(),
        approved: Some("\nV".into()),
        advertised: None,
        on_demand_locked: None,
    };
    let list = [
        bind("192.0.2.0/24", "t\r\n"),
        bind("192.0.2.2/32", "s"),
        bind("192.0.2.3/32", "s"),
        bind("10.0.0.0/8\n", "s"),
    ];
    for finding in lint(&prefix, &list, Some(&services)) {
        for text in [&finding.message, &finding.help] {
            assert!(!text.contains(['\n', '\r', '\u{202e}']), "{}: {text:?}", finding.code);
        }
    }
}
