//! The codes that Rust and TypeScript share: src/js/types/codes.ts is generated from the lists in Rust.

use crate::golden::assert_golden;
use byoip::apply::{ApplyError, BLOCK_CODES};
use byoip::drift::DriftClass;
use byoip::plan::Refusal;
use byoip::{Error, ResolutionReason, Rule};
use serde::Serialize;
use std::collections::BTreeSet;

/// Longest line that the formatter of the TypeScript leaves as it is.
pub(crate) const LINE_WIDTH: usize = 110;

/// A list of TypeScript and its type: the name of the list, the name of the type, its documentation, and the codes.
type CodeList<'a> = (&'a str, &'a str, &'a str, Vec<String>);

/// The name of a value in JSON.
fn name(value: impl Serialize) -> String {
    let json = serde_json::to_value(value).expect("a name is JSON");
    json.as_str().expect("a name is text").to_owned()
}

fn lists() -> Vec<CodeList<'static>> {
    let owned = |codes: &[&str]| codes.iter().map(|code| (*code).to_owned()).collect();
    let severities: BTreeSet<_> = Rule::ALL.iter().map(|rule| rule.severity()).collect();
    let bases: BTreeSet<_> = Rule::ALL.iter().map(|rule| name(rule.basis())).collect();
    vec![
        (
            "CORE_ERROR_CODES",
            "CoreErrorCode",
            "The codes of the core's errors. Append only.",
            owned(&[&Error::codes()[..], &Refusal::FATAL].concat()),
        ),
        (
            "APPLY_ERROR_CODES",
            "ApplyErrorCode",
            "The codes of errors of runs and their journals. Append only.",
            owned(&ApplyError::CODES),
        ),
        (
            "RUN_BLOCK_CODES",
            "RunBlockCode",
            "Why a prefix of a run does not go on by itself; docs/apply.md has the table. Append only.",
            owned(&BLOCK_CODES),
        ),
        (
            "RULE_CODES",
            "RuleCode",
            "The codes of the rules. Append only.",
            Rule::ALL.iter().map(|rule| rule.code().to_owned()).collect(),
        ),
        ("SEVERITIES", "Severity", "How serious a finding is.", severities.into_iter().map(name).collect()),
        (
            "BASES",
            "Basis",
            "Whether Cloudflare documents the rule behind a finding, or this package assumes it.",
            bases.into_iter().collect(),
        ),
        (
            "REFUSAL_CODES",
            "RefusalCode",
            "The codes of refusals that a limit or `force` lifts. Append only.",
            owned(&Refusal::OVERRIDABLE),
        ),
        (
            "DRIFT_CODES",
            "DriftCode",
            "The classes of drift. Append only.",
            DriftClass::ALL.iter().map(|class| class.code().to_owned()).collect(),
        ),
        (
            "RESOLUTION_REASONS",
            "ResolutionReason",
            "Why an address has its owner. `most-specific`: its most specific binding is active. `provisioning`: that binding is\n\
             still being rolled out, and edges without it use `fallback`. `stuck`: that binding is not active and not known to\n\
             become active by itself. `no-binding`: no binding covers it. `only-regional`: only bindings without a service\n\
             cover it. `outside-prefix`: it is outside the given prefix.",
            ResolutionReason::ALL.iter().map(|reason| reason.name().to_owned()).collect(),
        ),
    ]
}

/// A list as the formatter of the TypeScript writes it.
fn typescript((list, of, doc, codes): &CodeList<'_>) -> String {
    let quoted: Vec<_> = codes.iter().map(|code| format!("'{code}'")).collect();
    let line = format!("export const {list} = [{}] as const;", quoted.join(", "));
    let declaration = if line.len() <= LINE_WIDTH {
        line
    } else {
        format!("export const {list} = [\n  {},\n] as const;", quoted.join(",\n  "))
    };
    let doc = if doc.contains('\n') {
        format!("/**\n * {}\n */", doc.replace('\n', "\n * "))
    } else {
        format!("/** {doc} */")
    };
    format!(
        "\n/** Every {{@link {of}}}. */\n{declaration}\n\n{doc}\nexport type {of} = (typeof {list})[number];\n"
    )
}

#[test]
fn the_lists_of_codes_in_typescript_are_those_of_rust() {
    let head = "// Codes that the core and this package share. Generated from the lists in Rust by tests/core/codes.rs: do not edit.\n";
    let lists: String = lists().iter().map(typescript).collect();
    assert_golden("src/js/types/codes.ts", &format!("{head}{lists}"));
}

#[test]
fn no_code_is_listed_twice() {
    for (list, _, _, codes) in lists() {
        assert_eq!(BTreeSet::from_iter(&codes).len(), codes.len(), "{list}");
    }
}
