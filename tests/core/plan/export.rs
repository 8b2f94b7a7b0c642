//! Programs made of plans: their texts, and what text from outside can and cannot do in them.

use crate::golden::assert_golden;
use byoip::Cidr;
use byoip::call::{PlanAnswer, PlanCall};
use byoip::plan::export::{Language, Program};
use byoip::plan::{CurrentBinding, DesiredBinding, PlanOptions, PlanStep, PrefixState, Task, plan};
use proptest::prelude::*;
use serde_json::json;
use std::collections::BTreeMap;

const LANGUAGES: [Language; 4] =
    [Language::Curl, Language::Python, Language::Typescript, Language::Terraform];

const HOSTILE: [&str; 16] = [
    "$(touch x)",
    "`touch x`",
    "';touch x;'",
    "\"; touch x; \"",
    "\ntouch x\n",
    "\r\ntouch x",
    "\nPLAN\ntouch x\n",
    "\nPROGRAM\n}\n",
    "${file(\"/etc/passwd\")}",
    "%{ for x in y }",
    "\u{202e}\u{2066}drow",
    "*/ process.exit(0); /*",
    "\"\"\"\nimport os\n\"\"\"",
    "\\\"; import os #",
    "\u{2028}process.exit(0)\u{85}\u{c}\u{1b}[2J\0\u{1f600}",
    "\\u0022; \\",
];

/// Text from outside, wherever a program holds such.
#[derive(Clone)]
struct Strings {
    name: String,
    service: String,
    binding: String,
    account: Option<String>,
    prefix: Option<String>,
}

impl Strings {
    fn all(text: &str) -> Self {
        let text = text.to_owned();
        let id = Some(text.clone());
        Self { name: text.clone(), service: text.clone(), binding: text, account: id.clone(), prefix: id }
    }
}

fn cidr(text: &str) -> Cidr {
    Cidr::parse(text).unwrap()
}

fn bound(id: &str, block: &str, service: Option<&str>) -> CurrentBinding {
    CurrentBinding {
        id: Some(id.to_owned()),
        cidr: cidr(block),
        service: service.map(str::to_owned),
        state: None,
    }
}

/// A plan with every kind of step, made with those strings; `turned` takes the lists in reverse.
fn made(strings: &Strings, language: Language, turned: bool) -> String {
    // No more than the rules allow.
    let cdn: String = format!("2-{}", strings.service).chars().take(32).collect();
    let mut current = vec![
        bound("a1", "192.0.2.0/24", Some("1")),
        bound(&format!("a2{}", strings.binding), "192.0.2.0/25", Some(&cdn)),
        bound("a3", "192.0.2.128/26", None),
    ];
    let wanted =
        |block: &str, service: &str| DesiredBinding { cidr: cidr(block), service: service.to_owned() };
    let mut desired =
        vec![wanted("192.0.2.0/24", "1"), wanted("192.0.2.0/25", "3"), wanted("192.0.2.9/32", &cdn)];
    if turned {
        current.reverse();
        desired.reverse();
    }
    let names = BTreeMap::from([("1".to_owned(), "Magic Transit".to_owned()), (cdn, strings.name.clone())]);
    let task = Task {
        prefix: cidr("192.0.2.0/24"),
        state: PrefixState::default(),
        current: &current,
        desired: &desired,
        services: None,
        names: names.clone(),
        settles_in: None,
        options: PlanOptions::default(),
    };
    let plan = plan(&task).unwrap();
    let has = |op: fn(&PlanStep) -> bool| assert!(plan.steps.iter().any(op), "{:?}", plan.steps);
    has(|step| matches!(step, PlanStep::Create { .. }));
    has(|step| matches!(step, PlanStep::Delete { .. }));
    has(|step| matches!(step, PlanStep::Wait { .. }));
    let (account_id, prefix_id) = (strings.account.as_deref(), strings.prefix.as_deref());
    Program { plan: &plan, current: &current, names: &names, account_id, prefix_id }.text(language)
}

/// How a comment begins, and in which text.
fn comment(line: &str, language: Language) -> Option<usize> {
    let sign = if language == Language::Typescript { "// " } else { "# " };
    line.starts_with(sign)
        .then_some(0)
        .or_else(|| line.find(&format!("  {sign}")))
        .or_else(|| line.find(&format!("; {sign}")))
}

/// Asserts that a text from outside has changed nothing but the insides of literals and of comments.
fn only_data(plain: &str, hostile: &str, language: Language) {
    assert_eq!(plain.lines().count(), hostile.lines().count(), "{hostile}");
    assert!(hostile.chars().all(|c| c == '\n' || (' '..='~').contains(&c)), "not printable ASCII");
    for sign in ["*/", "\"\"\""] {
        assert_eq!(plain.matches(sign).count(), hostile.matches(sign).count(), "{hostile}");
    }
    for (before, after) in plain.lines().zip(hostile.lines()).filter(|(before, after)| before != after) {
        let same = before.bytes().zip(after.bytes()).take_while(|(a, b)| a == b).count();
        if comment(after, language).is_some_and(|begin| begin <= same) {
            continue;
        }
        // A line of data: with its literals taken out nothing is left that differs.
        assert_eq!(skeleton(before), skeleton(after), "{after}");
    }
}

/// A line without the insides of its literals and without its fingerprint.
fn skeleton(line: &str) -> String {
    let mut out = String::new();
    // Of a comment at the end nothing counts; no literal has its sign.
    let mut rest =
        line.split_once("  # ").or_else(|| line.split_once("; // ")).map_or(line, |(code, _)| code);
    while let Some((before, after)) = rest.split_once(['"', '\'']) {
        let sign = rest.chars().nth(before.chars().count()).unwrap();
        let (inside, behind) = after.split_once(sign).expect("a literal ends in its line");
        if sign == '"' {
            let mut unescaped = inside;
            while let Some((_, escape)) = unescaped.split_once('\\') {
                let digits = if escape.starts_with('u') { 4 } else { 8 };
                assert!(escape.starts_with(['u', 'U']), "{inside}");
                let code = escape.get(1..=digits).expect("an escape has all its digits");
                assert!(code.bytes().all(|b| b.is_ascii_hexdigit()), "{inside}");
                unescaped = escape.get(digits..).unwrap();
            }
            let inert = |c: char| c.is_ascii_alphanumeric() || " -_.:/\\".contains(c);
            assert!(inside.chars().all(inert), "{inside}");
        }
        out.push_str(before);
        out.push_str("\"\"");
        rest = behind;
    }
    out + rest.trim_end_matches([' ', ';'])
}

#[test]
fn programs_read_as_the_golden_ones() {
    let mut strings = Strings::all("c0de");
    strings.name = "CDN".to_owned();
    strings.prefix = None;
    let names = ["curl.txt", "python.txt", "typescript.txt", "terraform.txt"];
    for (language, name) in LANGUAGES.into_iter().zip(names) {
        assert_golden(&format!("tests/golden/export/{name}"), &made(&strings, language, false));
    }
}

#[test]
fn what_is_refused_is_no_program_unless_the_refusal_is_lifted() {
    let call = |force: bool| {
        let task = json!({
            "prefix": { "cidr": "192.0.2.0/24" },
            "current": [{ "cidr": "192.0.2.0/24", "serviceId": "1" }],
            "desired": [{ "cidr": "192.0.2.0/24", "serviceId": "2" }],
            "force": force,
        });
        let place = json!({ "accountId": "a", "prefixId": null });
        let call = json!({ "export": { "task": task, "language": "curl", "place": place } });
        PlanCall::from_json(call.to_string().as_bytes()).unwrap().answer()
    };
    assert_eq!(call(false).unwrap_err().code(), "plan-refused");
    let PlanAnswer::Program(text) = call(true).unwrap() else { panic!("it is a program") };
    assert!(text.contains("\nACCOUNT_ID='a'\nPREFIX_ID=${PREFIX_ID:?"), "{text}");
}

#[test]
fn the_order_of_the_lists_changes_no_byte() {
    for language in LANGUAGES {
        let strings = Strings::all("c0de");
        assert_eq!(made(&strings, language, false), made(&strings, language, true));
    }
}

#[test]
fn hostile_text_stays_data() {
    for language in LANGUAGES {
        let plain = made(&Strings::all("plain"), language, false);
        for text in HOSTILE {
            only_data(&plain, &made(&Strings::all(text), language, false), language);
        }
    }
}

#[test]
fn terraform_evaluates_nothing_of_the_script_and_of_the_plan() {
    for text in HOSTILE {
        let program = made(&Strings::all(text), Language::Terraform, false);
        let code: String = program.lines().filter(|line| !line.starts_with('#')).collect();
        for sign in ['$', '%'] {
            let (plain, doubled) = (format!("{sign}{{"), format!("{sign}{sign}{{"));
            assert_eq!(code.matches(&plain).count(), code.matches(&doubled).count(), "{text}");
        }
    }
}

#[test]
fn a_plan_of_any_size_fits_into_the_environment_that_terraform_sets() {
    let current = [bound("a1", "10.0.0.0/8", Some("1"))];
    let many = (0..3000).map(|n| DesiredBinding {
        cidr: cidr(&format!("10.{}.{}.0/24", n / 250, n % 250)),
        service: format!("{}", 2 + n % 2),
    });
    let desired: Vec<_> =
        many.chain([DesiredBinding { cidr: cidr("10.0.0.0/8"), service: "1".to_owned() }]).collect();
    let task = Task {
        prefix: cidr("10.0.0.0/8"),
        state: PrefixState::default(),
        current: &current,
        desired: &desired,
        services: None,
        names: BTreeMap::new(),
        settles_in: None,
        options: PlanOptions::default(),
    };
    let plan = plan(&task).unwrap();
    let names = BTreeMap::new();
    let program =
        Program { plan: &plan, current: &current, names: &names, account_id: None, prefix_id: None };
    let text = program.text(Language::Terraform);
    let parts: Vec<_> =
        text.split(" = <<PLAN\n").skip(1).map(|rest| rest.split("PLAN\n").next().unwrap()).collect();
    assert!(parts.len() > 2 && parts.iter().all(|part| part.len() < 100_000), "{}", parts.len());
    let lines = parts.concat();
    // The services, what is bound, the steps.
    assert_eq!(lines.lines().count(), 1 + current.len() + plan.steps.len());
    assert!((1..=parts.len()).all(|n| text.contains(&format!("  printf '%s' \"$PLAN_{n}\"\n"))));
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]

    #[test]
    fn any_text_stays_data(name: String, service: String, binding: String, account: Option<String>) {
        let benign = account.as_ref().map(|_| "plain".to_owned());
        let plain = Strings { account: benign, prefix: None, ..Strings::all("plain") };
        let strange = Strings { name, service, binding, account, prefix: None };
        for language in LANGUAGES {
            only_data(&made(&plain, language, false), &made(&strange, language, false), language);
        }
    }
}

#[test]
fn a_wait_before_the_first_write_is_the_first_step_of_a_program_with_the_blocks_it_is_for() {
    let rolling = |id: &str, block: &str| CurrentBinding {
        state: Some("provisioning".to_owned()),
        ..bound(id, block, Some("2"))
    };
    let current = [
        bound("a1", "192.0.2.0/24", Some("1")),
        bound("a2", "192.0.2.0/25", Some("2")),
        rolling("a3", "192.0.2.0/26"),
        rolling("a4", "192.0.2.64/26"),
    ];
    let wanted =
        |block: &str, service: &str| DesiredBinding { cidr: cidr(block), service: service.to_owned() };
    let desired = [wanted("192.0.2.0/24", "1"), wanted("192.0.2.0/26", "2"), wanted("192.0.2.64/26", "2")];
    let text = |settles_in, language| {
        let names = BTreeMap::new();
        let task = Task {
            prefix: cidr("192.0.2.0/24"),
            state: PrefixState::default(),
            current: &current,
            desired: &desired,
            services: None,
            names: names.clone(),
            settles_in,
            options: PlanOptions::default(),
        };
        let plan = plan(&task).unwrap();
        assert!(plan.steps[0].write().is_none(), "{:?}", plan.steps);
        Program { plan: &plan, current: &current, names: &names, account_id: None, prefix_id: None }
            .text(language)
    };
    // Six hours for what is rolling out; as many as are left where it is known.
    for (settles_in, hours) in [(None, 6), (Some(2), 2)] {
        let shell = format!(
            r#"{{"op":"wait","until":"settled","hours":{hours},"also":["192.0.2.0/26", "192.0.2.64/26"]}}"#
        );
        let python = format!(r#"("wait", "settled", {hours}, ["192.0.2.0/26", "192.0.2.64/26"])"#);
        let script = format!(
            r#"{{ op: "wait", until: "settled", hours: {hours}, also: ["192.0.2.0/26", "192.0.2.64/26"] }}"#
        );
        for (language, step) in [
            (Language::Curl, &shell),
            (Language::Python, &python),
            (Language::Typescript, &script),
            (Language::Terraform, &shell),
        ] {
            let text = text(settles_in, language);
            let (wait, delete) =
                (text.find(step), text.find(r#"192.0.2.0/25", "2""#).or(text.rfind("192.0.2.0/25")));
            assert!(wait.is_some() && wait < delete, "{language:?} {step}\n{text}");
        }
    }
}

#[test]
fn the_programs_of_all_languages_give_the_same_advice() {
    let shell = include_str!("../../../src/plan/export/templates/plan.sh");
    let others = [
        include_str!("../../../src/plan/export/templates/plan.py"),
        include_str!("../../../src/plan/export/templates/plan.ts"),
    ];
    let cures = shell.split("\ncure() {").nth(1).and_then(|text| text.split("\n}").next()).unwrap();
    let advice: Vec<_> = cures.split('\'').skip(1).step_by(2).collect();
    assert_eq!(advice.len(), 7, "{advice:?}");
    for text in advice {
        assert!(others.iter().all(|program| program.contains(text)), "{text}");
    }
}
