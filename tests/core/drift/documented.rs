//! The page about drift has the classes as they are in the source.

use byoip::Severity;
use byoip::drift::DriftClass;
use std::collections::BTreeSet;

const PAGE: &str = include_str!("../../../docs/drift.md");

#[test]
fn the_page_has_a_row_for_each_class_in_their_order() {
    let severity = |class: &DriftClass| match class.severity() {
        Severity::Error => "error",
        Severity::Warning => "warning",
        Severity::Note => "note",
    };
    let row = |class: &DriftClass| {
        let (code, meaning, restore) = (class.code(), class.meaning(), class.restore());
        format!("| `{code}` | {} | {meaning} | {restore} |", severity(class))
    };
    let rows: Vec<_> = DriftClass::ALL.iter().map(row).collect();
    let found: Vec<_> = PAGE
        .lines()
        .skip_while(|line| !line.starts_with("| code | severity |"))
        .skip(2)
        .take_while(|line| line.starts_with("| "))
        .collect();
    assert_eq!(found, rows, "\n{}", rows.join("\n"));
}

#[test]
fn codes_and_texts_of_classes_follow_the_rules() {
    let codes: BTreeSet<_> = DriftClass::ALL.iter().map(|class| class.code()).collect();
    assert_eq!(codes.len(), DriftClass::ALL.len());
    for class in DriftClass::ALL {
        let code = class.code();
        assert!(code.bytes().all(|b| b.is_ascii_lowercase() || b == b'-'), "{code}");
        assert!(!class.meaning().ends_with('.') && !class.restore().ends_with('.'), "{code}");
    }
    assert!(DriftClass::ALL.is_sorted());
}
