//! The plan as a script for a POSIX shell: the ids, the plan as lines of JSON, and a program that never changes.

use super::{Escape, ProgramContext, literal, purpose_text, quoted_blocks, until_text};
use crate::plan::PlanStep;
use std::fmt::Write;

/// Follows the ids and the function `plan`, which prints the plan as lines of JSON; the same for every plan.
const PROGRAM: &str = include_str!("templates/plan.sh");

/// Who the ids are taken from where they are not known.
const SETTINGS: [&str; 3] = [
    "ACCOUNT_ID            the account, where it does not stand below",
    "PREFIX_ID             the prefix's id, where it does not stand below",
    "ONLY_STEP             carries out this step alone, once those before it are done",
];

/// Where the script has the plan from.
#[derive(Clone, Copy)]
pub(super) enum PlanSource {
    /// It stands in the script.
    Script,
    /// So many variables of the environment hold it.
    Environment(usize),
}

pub(super) fn text(facts: &ProgramContext<'_>) -> String {
    let mut out = String::from("#!/bin/sh\n");
    out.push_str(&facts.comment("#", "curl and jq", &SETTINGS));
    if !facts.services.is_empty() {
        out.push_str("#\n# Services:\n");
    }
    for (number, service) in (1..).zip(&facts.services) {
        let line = format!("#   {number}  {}  {}", literal(service, Escape::Units), facts.name(service));
        out.push_str(line.trim_end());
        out.push('\n');
    }
    out.push_str(&program(facts, PlanSource::Script));
    out
}

/// The script without its head.
pub(super) fn program(facts: &ProgramContext<'_>, origin: PlanSource) -> String {
    let mut out = String::from("set -eu\n\n");
    let (account, prefix) = match origin {
        PlanSource::Script => (facts.program.account_id, facts.program.prefix_id),
        PlanSource::Environment(_) => (None, None),
    };
    out.push_str(&setting("ACCOUNT_ID", account));
    out.push_str(&setting("PREFIX_ID", prefix));
    // Writing to a String cannot fail.
    let _ = writeln!(out, "PREFIX='{}'", facts.program.plan.prefix);
    out.push_str(
        "\n# What was bound when the plan was made, and the steps. The numbers are those of the services.\n",
    );
    out.push_str("plan() {\n");
    match origin {
        PlanSource::Script => {
            out.push_str("  cat <<'PLAN'\n");
            for line in lines(facts) {
                out.push_str(&line);
                out.push('\n');
            }
            out.push_str("PLAN\n");
        }
        PlanSource::Environment(count) => {
            for number in 1..=count {
                let _ = writeln!(out, "  printf '%s' \"$PLAN_{number}\"");
            }
        }
    }
    out.push_str("}\n");
    out.push_str(PROGRAM);
    out
}

/// A variable with an id. An id that is none is refused by the program before it does anything.
fn setting(name: &str, id: Option<&str>) -> String {
    match id {
        Some(id) => format!("{name}='{}'\n", quotable(id)),
        None => format!("{name}=${{{name}:?set it to the id}}\n"),
    }
}

/// What ids are made of; a `?` stands for what is a part of no id.
fn quotable(id: &str) -> String {
    id.chars().map(|c| if c.is_ascii_alphanumeric() || "-_".contains(c) { c } else { '?' }).collect()
}

/// The plan as lines of JSON, ASCII all of them.
pub(super) fn lines(facts: &ProgramContext<'_>) -> Vec<String> {
    let quoted = |text: &str| literal(text, Escape::Units);
    let services: Vec<_> = facts.services.iter().map(|service| quoted(service)).collect();
    let mut lines = vec![format!("{{\"services\":[{}]}}", services.join(","))];
    for bound in &facts.bound {
        let mut line = format!("{{\"bound\":\"{}\",\"service\":", bound.cidr);
        // Writing to a String cannot fail.
        let _ = match bound.service.as_deref() {
            Some(service) => write!(line, "{}", facts.number(service)),
            None => write!(line, "null"),
        };
        let id = bound.id.as_deref().map_or("null".to_owned(), quoted);
        let _ = write!(line, ",\"id\":{id}}}");
        lines.push(line);
    }
    lines.extend(facts.steps().into_iter().map(|(step, also)| match step {
        PlanStep::Create { cidr, service_id, purpose } => {
            write_line("create", cidr, facts.number(service_id), purpose_text(*purpose))
        }
        PlanStep::Delete { cidr, service_id, purpose, .. } => {
            write_line("delete", cidr, facts.number(service_id), purpose_text(*purpose))
        }
        PlanStep::Wait { until, hours, .. } => {
            let also = match quoted_blocks(&also) {
                blocks if blocks.is_empty() => blocks,
                blocks => format!(",\"also\":[{blocks}]"),
            };
            format!("{{\"op\":\"wait\",\"until\":\"{}\",\"hours\":{hours}{also}}}", until_text(*until))
        }
    }));
    lines
}

fn write_line(op: &str, cidr: &crate::cidr::Cidr, service: usize, why: &str) -> String {
    format!("{{\"op\":\"{op}\",\"cidr\":\"{cidr}\",\"service\":{service},\"why\":\"{why}\"}}")
}
