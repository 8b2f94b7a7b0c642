//! How plans read: the golden ones, no changes, hostile names, lists that are too long.

use super::planning::*;
use crate::golden::assert_golden;
use serde_json::{Value, json};

/// The lines of a plan as one text.
fn rendered(mut task: Value, form: &str) -> String {
    task.as_object_mut().expect("it is an object").remove("call");
    let lines = plan(json!({ "call": "render", "task": task, "form": form }));
    let lines = lines.as_array().expect("lines are a list").iter();
    let texts: Vec<_> = lines.map(|line| line["text"].as_str().expect("a line is text")).collect();
    texts.join("\n") + "\n"
}

fn explained(mut task: Value) -> Vec<String> {
    task.as_object_mut().expect("it is an object").remove("call");
    serde_json::from_value(plan(json!({ "call": "explain", "task": task }))).expect("sentences are text")
}

/// Half of a CDN block goes to Spectrum.
fn half() -> Value {
    let half = ["- 192.0.2.0/24 m Magic_Transit", "- 192.0.2.16/29 s Spectrum", "- 192.0.2.24/29 c CDN"];
    with(migration(), "desired", wanted(&half))
}

/// A default that changes, on a prefix that is announced.
fn default() -> Value {
    json!({
        "call": "plan", "prefix": { "cidr": "2001:db8::/48", "advertised": true },
        "current": state(&["b0 2001:db8::/48 c CDN", "b1 2001:db8::/64 s Spectrum"]),
        "desired": wanted(&["- 2001:db8::/48 s Spectrum", "- 2001:db8:0:8::1/128 q -"]),
    })
}

#[test]
fn plans_read_as_the_golden_ones() {
    let lenient = with(default(), "profile", json!("lenient"));
    let fewest = with(migration(), "policy", json!("fewest-writes"));
    let active = with(half(), "gate", json!("active"));
    let tasks = [
        ("moved-block", migration()),
        ("half-block", half()),
        ("half-block-active", active),
        ("moved-block-fewest-writes", fewest),
        ("other-default", default()),
        ("other-default-lenient", lenient),
    ];
    for (name, task) in tasks {
        assert_golden(&format!("tests/golden/{name}.txt"), &rendered(task.clone(), "text"));
        assert_golden(&format!("tests/golden/{name}.md"), &rendered(task.clone(), "markdown"));
        assert_golden(&format!("tests/golden/{name}.explained.txt"), &(explained(task).join("\n") + "\n"));
    }
}

#[test]
fn no_changes_are_a_sentence_in_both_forms() {
    let same = with(migration(), "desired", wanted(&["- 192.0.2.0/24 m -", "- 192.0.2.16/28 c -"]));
    let sentence = "no changes: the current bindings are the desired ones";
    assert!(rendered(same.clone(), "text").starts_with(&format!("192.0.2.0/24: {sentence}\n")));
    assert!(rendered(same.clone(), "markdown").contains(&format!("\n\n{sentence}\n\n")));
    assert_eq!(explained(same), Vec::<String>::new());
}

#[test]
fn a_name_can_neither_leave_its_line_nor_its_cell() {
    let name = "a`b|c\r\n# d\u{202e}\u{1b}[31m<b>@all*_[x](https://x) www.x.y \u{e0041}\u{ad}";
    let mut task = with(half(), "names", json!({ "s": name, "c": name, "m": name }));
    task["current"][1]["id"] = json!(name);
    for form in ["text", "markdown"] {
        let text = rendered(task.clone(), form);
        let bad = |c: char| c != '\n' && (c.is_control() || matches!(c, '\u{202e}' | '\u{ad}' | '\u{e0041}'));
        assert!(!text.contains(bad), "{text:?}");
        assert!(!text.contains("\n# "), "{text}");
        let lines = rendered(half(), form).lines().count();
        assert!(text.lines().count() >= lines, "{text}");
    }
    let text = rendered(task.clone(), "markdown");
    for line in text.lines() {
        let outside: String = line.split('`').step_by(2).collect();
        assert!(line.matches('`').count().is_multiple_of(2), "{line}");
        let escaped = |c: &str| outside.matches(c).count() == outside.matches(&format!("\\{c}")).count();
        for active in ["<", "*", "[", "@", "://"] {
            assert!(escaped(active), "`{active}` in {line}");
        }
        if line.starts_with("| ") {
            assert!([5, 6, 7].contains(&line.matches('|').count()), "{line}");
            assert!(!line.contains("\\|"), "{line}");
        }
    }
    for sentence in explained(task) {
        assert!(!sentence.contains(|c: char| c.is_control()), "{sentence:?}");
    }
}

#[test]
fn a_list_of_thousands_of_ranges_is_cut_and_the_plan_has_them_all() {
    let hosts: Vec<_> = (0..100).map(|host| format!("- 192.0.2.{}/32 s Spectrum", host * 2)).collect();
    let mut entries = vec!["- 192.0.2.0/24 c CDN"];
    entries.extend(hosts.iter().map(String::as_str));
    let task = json!({
        "call": "plan", "prefix": { "cidr": "192.0.2.0/24" },
        "current": state(&["- 192.0.2.0/24 c CDN"]), "desired": wanted(&entries),
    });
    let ranges = plan(task.clone())["impact"]["moves"][0]["ranges"].as_array().expect("a list").len();
    assert_eq!(ranges, 100);
    assert!(rendered(task.clone(), "text").contains(" and 92 more\n"));
    assert!(rendered(task, "markdown").contains(" and 84 more |\n"));
}
