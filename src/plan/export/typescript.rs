//! The plan as a TypeScript program: the identifiers, the plan as objects, and a fixed program.

use super::literal::{Escape, literal, quoted_blocks};
use super::program::ProgramContext;
use crate::cidr::Cidr;
use crate::plan::step::{PlanStep, Purpose};
use std::fmt::Write;

/// Follows the identifiers, `BOUND` and `STEPS`. The same for every plan.
const PROGRAM: &str = include_str!("templates/plan.ts");

const SETTINGS: [&str; 2] = [
    "ACCOUNT_ID            the account, if it is not below",
    "PREFIX_ID             the identifier of the prefix, if it is not below",
];

pub(super) fn text(context: &ProgramContext<'_>) -> String {
    let mut out = context.comment("//", "Node and the package `cloudflare` of npm", &SETTINGS);
    out.push_str("//\n// Save it as plan.mts. Node 22.18 and newer run it directly: node plan.mts; for older ones: npx tsx plan.mts\n");
    out.push_str("\nimport process from 'node:process';\nimport Cloudflare from 'cloudflare';\n\n");
    out.push_str(&setting("ACCOUNT_ID", context.program.account_id));
    out.push_str(&setting("PREFIX_ID", context.program.prefix_id));
    // Writing to a String cannot fail.
    let _ = writeln!(out, "const PREFIX = \"{}\";\n", context.program.plan.prefix);
    for (number, id) in (1..).zip(&context.services) {
        let line = format!("const SERVICE_{number} = {}; // {}", quoted(id), context.service_name(id));
        let _ = writeln!(out, "{}", line.trim_end_matches([' ', '/']));
    }
    out.push_str("\n/** The bindings when the plan was made. Without a service: never changed. */\n");
    out.push_str("const BOUND: readonly ExpectedBinding[] = [\n");
    for binding in &context.current {
        let service = binding.service.as_deref().map_or("null".to_owned(), |id| service(context, id));
        let id = binding.id.as_deref().map_or("null".to_owned(), quoted);
        let _ = writeln!(out, "  {{ cidr: \"{}\", service: {service}, id: {id} }},", binding.cidr);
    }
    out.push_str("];\n\nconst STEPS: readonly ProgramStep[] = [\n");
    let write = |op: &str, cidr: &Cidr, id: &str, purpose: Purpose| {
        let (service, why) = (service(context, id), purpose.as_str());
        format!("{{ op: \"{op}\", cidr: \"{cidr}\", service: {service}, why: \"{why}\" }}")
    };
    for (step, also) in context.steps() {
        let step = match step {
            PlanStep::Create { cidr, service_id, purpose } => write("create", cidr, service_id, *purpose),
            PlanStep::Delete { cidr, service_id, purpose, .. } => write("delete", cidr, service_id, *purpose),
            PlanStep::Wait { until, hours, .. } => {
                let (until, also) = (until.as_str(), quoted_blocks(&also));
                format!("{{ op: \"wait\", until: \"{until}\", hours: {hours}, also: [{also}] }}")
            }
        };
        let _ = writeln!(out, "  {step},");
    }
    out.push_str("];\n");
    out.push_str(PROGRAM);
    out
}

fn quoted(text: &str) -> String {
    literal(text, Escape::Utf16)
}

fn service(context: &ProgramContext<'_>, id: &str) -> String {
    format!("SERVICE_{}", context.service_number(id))
}

fn setting(name: &str, id: Option<&str>) -> String {
    match id {
        Some(id) => format!("const {name}: string = {};\n", quoted(id)),
        None => format!("const {name}: string = process.env.{name} ?? '';\n"),
    }
}
