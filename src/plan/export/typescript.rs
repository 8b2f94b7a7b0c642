//! The plan as a TypeScript program: the ids, the plan as objects, and a program that never changes.

use super::{Escape, ProgramContext, literal, purpose_text, quoted_blocks, until_text};
use crate::cidr::Cidr;
use crate::plan::PlanStep;
use std::fmt::Write;

/// Follows the ids, `BOUND` and `STEPS`; the same for every plan.
const PROGRAM: &str = include_str!("templates/plan.ts");

const SETTINGS: [&str; 2] = [
    "ACCOUNT_ID            the account, where it does not stand below",
    "PREFIX_ID             the prefix's id, where it does not stand below",
];

pub(super) fn text(facts: &ProgramContext<'_>) -> String {
    let mut out = facts.comment("//", "Node and the package `cloudflare` of npm", &SETTINGS);
    out.push_str("//\n// Save it as plan.mts. Node 22.18 and newer run it as it is: node plan.mts; older ones by: npx tsx plan.mts\n");
    out.push_str("\nimport process from 'node:process';\nimport Cloudflare from 'cloudflare';\n\n");
    out.push_str(&setting("ACCOUNT_ID", facts.program.account_id));
    out.push_str(&setting("PREFIX_ID", facts.program.prefix_id));
    // Writing to a String cannot fail.
    let _ = writeln!(out, "const PREFIX = \"{}\";\n", facts.program.plan.prefix);
    for (number, service) in (1..).zip(&facts.services) {
        let line = format!("const SERVICE_{number} = {}; // {}", quoted(service), facts.name(service));
        let _ = writeln!(out, "{}", line.trim_end_matches([' ', '/']));
    }
    out.push_str("\n/** What was bound when the plan was made. Without a service: never touched. */\n");
    out.push_str("const BOUND: readonly Bound[] = [\n");
    for bound in &facts.bound {
        let service = bound.service.as_deref().map_or("null".to_owned(), |id| service(facts, id));
        let id = bound.id.as_deref().map_or("null".to_owned(), quoted);
        let _ = writeln!(out, "  {{ cidr: \"{}\", service: {service}, id: {id} }},", bound.cidr);
    }
    out.push_str("];\n\nconst STEPS: readonly Step[] = [\n");
    let write = |op: &str, cidr: &Cidr, id: &str, why: &str| {
        format!("{{ op: \"{op}\", cidr: \"{cidr}\", service: {}, why: \"{why}\" }}", service(facts, id))
    };
    for (step, also) in facts.steps() {
        let step = match step {
            PlanStep::Create { cidr, service_id, purpose } => {
                write("create", cidr, service_id, purpose_text(*purpose))
            }
            PlanStep::Delete { cidr, service_id, purpose, .. } => {
                write("delete", cidr, service_id, purpose_text(*purpose))
            }
            PlanStep::Wait { until, hours, .. } => {
                let (until, also) = (until_text(*until), quoted_blocks(&also));
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
    literal(text, Escape::Units)
}

fn service(facts: &ProgramContext<'_>, id: &str) -> String {
    format!("SERVICE_{}", facts.number(id))
}

fn setting(name: &str, id: Option<&str>) -> String {
    match id {
        Some(id) => format!("const {name}: string = {};\n", quoted(id)),
        None => format!("const {name}: string = process.env.{name} ?? '';\n"),
    }
}
