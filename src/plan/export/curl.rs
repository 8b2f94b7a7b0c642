//! The plan as a script for a POSIX shell: the identifiers, the plan as lines of JSON, and a fixed program.

use super::SHELL_HEAD;
use super::literal::{Escape, literal, quoted_blocks};
use super::program::ProgramContext;
use crate::cidr::Cidr;
use crate::plan::step::{PlanStep, Purpose};
use std::fmt::Write;

/// Follows the identifiers, the function `plan`, which prints the plan as lines of JSON, and the head. The same for every plan.
const PROGRAM: &str = include_str!("templates/plan.sh");

const SETTINGS: [&str; 3] = [
    "ACCOUNT_ID            the account, if it is not below",
    "PREFIX_ID             the identifier of the prefix, if it is not below",
    "ONLY_STEP             the one step to carry out; the steps before it have to be done",
];

/// Where the script gets the plan from.
#[derive(Clone, Copy)]
pub(super) enum PlanSource {
    /// From the script itself.
    Script,
    /// From this many environment variables.
    Environment(usize),
}

pub(super) fn text(context: &ProgramContext<'_>) -> String {
    let mut out = String::from("#!/bin/sh\n");
    out.push_str(&context.comment("#", "curl and jq", &SETTINGS));
    if !context.services.is_empty() {
        out.push_str("#\n# Services:\n");
    }
    for (number, id) in (1..).zip(&context.services) {
        let line = format!("#   {number}  {}  {}", literal(id, Escape::Utf16), context.service_name(id));
        out.push_str(line.trim_end());
        out.push('\n');
    }
    out.push_str(&program(context, PlanSource::Script));
    out
}

/// The script without its head.
pub(super) fn program(context: &ProgramContext<'_>, source: PlanSource) -> String {
    let mut out = String::from("set -eu\n\n");
    let (account, prefix) = match source {
        PlanSource::Script => (context.program.account_id, context.program.prefix_id),
        PlanSource::Environment(_) => (None, None),
    };
    out.push_str(&setting("ACCOUNT_ID", account));
    out.push_str(&setting("PREFIX_ID", prefix));
    // Writing to a String cannot fail.
    let _ = writeln!(out, "PREFIX='{}'", context.program.plan.prefix);
    out.push_str(
        "\n# The bindings when the plan was made, and the steps. The numbers are those of the services.\n",
    );
    out.push_str("plan() {\n");
    match source {
        PlanSource::Script => {
            out.push_str("  cat <<'PLAN'\n");
            for line in json_lines(context) {
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
    out.push_str(SHELL_HEAD);
    out.push_str(PROGRAM);
    out
}

/// A variable with an identifier.
fn setting(name: &str, id: Option<&str>) -> String {
    match id {
        Some(id) => format!("{name}='{}'\n", quotable(id)),
        None => format!("{name}=${{{name}:?set it to the id}}\n"),
    }
}

/// The identifier with a `?` for each character that an identifier cannot have. The script refuses a `?` before it does
/// anything.
fn quotable(id: &str) -> String {
    id.chars().map(|c| if c.is_ascii_alphanumeric() || "-_".contains(c) { c } else { '?' }).collect()
}

/// The plan as lines of JSON in ASCII.
pub(super) fn json_lines(context: &ProgramContext<'_>) -> Vec<String> {
    let quoted = |text: &str| literal(text, Escape::Utf16);
    let services: Vec<_> = context.services.iter().map(|id| quoted(id)).collect();
    let mut lines = vec![format!("{{\"services\":[{}]}}", services.join(","))];
    for binding in &context.current {
        let service = binding.service.as_deref();
        let service = service.map_or("null".to_owned(), |id| context.service_number(id).to_string());
        let id = binding.id.as_deref().map_or("null".to_owned(), quoted);
        lines.push(format!("{{\"bound\":\"{}\",\"service\":{service},\"id\":{id}}}", binding.cidr));
    }
    let write = |op: &str, cidr: &Cidr, id: &str, purpose: Purpose| {
        let (service, why) = (context.service_number(id), purpose.as_str());
        format!("{{\"op\":\"{op}\",\"cidr\":\"{cidr}\",\"service\":{service},\"why\":\"{why}\"}}")
    };
    lines.extend(context.steps().into_iter().map(|(step, also)| match step {
        PlanStep::Create { cidr, service_id, purpose } => write("create", cidr, service_id, *purpose),
        PlanStep::Delete { cidr, service_id, purpose, .. } => write("delete", cidr, service_id, *purpose),
        PlanStep::Wait { until, hours, .. } => {
            let also = match quoted_blocks(&also) {
                blocks if blocks.is_empty() => blocks,
                blocks => format!(",\"also\":[{blocks}]"),
            };
            format!("{{\"op\":\"wait\",\"until\":\"{}\",\"hours\":{hours}{also}}}", until.as_str())
        }
    }));
    lines
}
