//! The plan as a Python program: the ids, the plan as tuples, and a program that never changes.

use super::{Escape, ProgramContext, literal, purpose_text, quoted_blocks, until_text};
use crate::cidr::Cidr;
use crate::plan::PlanStep;
use std::fmt::Write;

const SETTINGS: [&str; 2] = [
    "ACCOUNT_ID            the account, where it does not stand below",
    "PREFIX_ID             the prefix's id, where it does not stand below",
];

/// Stands before the ids: what it imports, and what an interruption does, also while it imports.
const HEAD: &str = include_str!("templates/head.py");

/// Follows the ids, `BOUND` and `STEPS`; the same for every plan.
const PROGRAM: &str = include_str!("templates/plan.py");

pub(super) fn text(facts: &ProgramContext<'_>) -> String {
    let mut out = String::from("#!/usr/bin/env python3\n");
    out.push_str(&facts.comment("#", "Python 3.9 and the package `cloudflare` of PyPI", &SETTINGS));
    out.push_str(HEAD);
    out.push_str(&setting("ACCOUNT_ID", facts.program.account_id));
    out.push_str(&setting("PREFIX_ID", facts.program.prefix_id));
    // Writing to a String cannot fail.
    let _ = writeln!(out, "PREFIX = \"{}\"\n", facts.program.plan.prefix);
    for (number, service) in (1..).zip(&facts.services) {
        let line = format!("SERVICE_{number} = {}  # {}", quoted(service), facts.name(service));
        let _ = writeln!(out, "{}", line.trim_end_matches([' ', '#']));
    }
    out.push_str("\n# What was bound when the plan was made: block, service, id. Without a service: never touched.\nBOUND = [\n");
    for bound in &facts.bound {
        let service = bound.service.as_deref().map_or("None".to_owned(), |id| service(facts, id));
        let id = bound.id.as_deref().map_or("None".to_owned(), quoted);
        let _ = writeln!(out, "    (\"{}\", {service}, {id}),", bound.cidr);
    }
    out.push_str("]\n\nSTEPS = [\n");
    let write = |op: &str, cidr: &Cidr, id: &str, why: &str| {
        format!("(\"{op}\", \"{cidr}\", {}, \"{why}\")", service(facts, id))
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
                format!("(\"wait\", \"{until}\", {hours}, [{also}])")
            }
        };
        let _ = writeln!(out, "    {step},");
    }
    out.push_str("]\n");
    out.push_str(PROGRAM);
    out
}

fn quoted(text: &str) -> String {
    literal(text, Escape::Points)
}

fn service(facts: &ProgramContext<'_>, id: &str) -> String {
    format!("SERVICE_{}", facts.number(id))
}

fn setting(name: &str, id: Option<&str>) -> String {
    match id {
        Some(id) => format!("{name} = {}\n", quoted(id)),
        None => format!("{name} = os.environ.get(\"{name}\", \"\")\n"),
    }
}
