//! The plan as a Python program: the identifiers, the plan as tuples, and a fixed program.

use super::literal::{Escape, literal, quoted_blocks};
use super::program::ProgramContext;
use crate::cidr::Cidr;
use crate::plan::step::{PlanStep, Purpose};
use std::fmt::Write;

const SETTINGS: [&str; 2] = [
    "ACCOUNT_ID            the account, if it is not below",
    "PREFIX_ID             the identifier of the prefix, if it is not below",
];

/// Comes before the identifiers: the imports, and the handler of interruptions, which works during the imports too.
const HEAD: &str = include_str!("templates/head.py");

/// Follows the identifiers, `BOUND` and `STEPS`. The same for every plan.
const PROGRAM: &str = include_str!("templates/plan.py");

pub(super) fn text(context: &ProgramContext<'_>) -> String {
    let mut out = String::from("#!/usr/bin/env python3\n");
    out.push_str(&context.comment("#", "Python 3.9 and the package `cloudflare` of PyPI", &SETTINGS));
    out.push_str(HEAD);
    out.push_str(&setting("ACCOUNT_ID", context.program.account_id));
    out.push_str(&setting("PREFIX_ID", context.program.prefix_id));
    // Writing to a String cannot fail.
    let _ = writeln!(out, "PREFIX = \"{}\"\n", context.program.plan.prefix);
    for (number, id) in (1..).zip(&context.services) {
        let line = format!("SERVICE_{number} = {}  # {}", quoted(id), context.service_name(id));
        let _ = writeln!(out, "{}", line.trim_end_matches([' ', '#']));
    }
    out.push_str("\n# The bindings when the plan was made: block, service, id. Without a service: never changed.\nBOUND = [\n");
    for binding in &context.current {
        let service = binding.service.as_deref().map_or("None".to_owned(), |id| service(context, id));
        let id = binding.id.as_deref().map_or("None".to_owned(), quoted);
        let _ = writeln!(out, "    (\"{}\", {service}, {id}),", binding.cidr);
    }
    out.push_str("]\n\nSTEPS = [\n");
    let write = |op: &str, cidr: &Cidr, id: &str, purpose: Purpose| {
        format!("(\"{op}\", \"{cidr}\", {}, \"{}\")", service(context, id), purpose.as_str())
    };
    for (step, also) in context.steps() {
        let step = match step {
            PlanStep::Create { cidr, service_id, purpose } => write("create", cidr, service_id, *purpose),
            PlanStep::Delete { cidr, service_id, purpose, .. } => write("delete", cidr, service_id, *purpose),
            PlanStep::Wait { until, hours, .. } => {
                format!("(\"wait\", \"{}\", {hours}, [{}])", until.as_str(), quoted_blocks(&also))
            }
        };
        let _ = writeln!(out, "    {step},");
    }
    out.push_str("]\n");
    out.push_str(PROGRAM);
    out
}

fn quoted(text: &str) -> String {
    literal(text, Escape::CodePoint)
}

fn service(context: &ProgramContext<'_>, id: &str) -> String {
    format!("SERVICE_{}", context.service_number(id))
}

fn setting(name: &str, id: Option<&str>) -> String {
    match id {
        Some(id) => format!("{name} = {}\n", quoted(id)),
        None => format!("{name} = os.environ.get(\"{name}\", \"\")\n"),
    }
}
