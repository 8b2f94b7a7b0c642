//! A plan as the text of a program that others can run: curl, Python, TypeScript, Terraform.
//!
//! Text from outside stands in these programs as data only: in quoted literals in which everything but letters,
//! digits and a few signs is an escape, or in line comments in which every sign is printable ASCII.

mod curl;
mod python;
mod terraform;
mod typescript;

use super::{CurrentBinding, Plan, PlanStep, Purpose, Until};
use crate::cidr::Cidr;
use crate::sort;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;
use std::fmt::Write;

/// The language of a program.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Language {
    /// A script for a POSIX shell, with curl and jq.
    Curl,
    /// Python, with the package `cloudflare` of `PyPI`.
    Python,
    /// TypeScript, with the package `cloudflare` of npm.
    Typescript,
    /// Terraform: a `terraform_data` for each step, which runs the script.
    Terraform,
}

/// The settings of every program.
const SETTINGS: [&str; 6] = [
    "WAIT_SECONDS          how long each wait lasts at least, in place of the plan's hours: shorter on this machine alone",
    "MAX_WAIT_SECONDS      how long a wait lasts at most, unless its hours are more; 86400 without it",
    "MAX_OUTAGE_SECONDS    how long a wait goes on without a list that can be read, 3600 without it",
    "POLL_SECONDS          between two looks while waiting, 60 without it",
    "PAUSE_SECONDS         before each write, 1 without it; a failed look is repeated after as much, then more",
    "TIMEOUT_SECONDS       for one request, 60 without it",
];

/// What a program is made from.
#[derive(Debug, Clone, Copy)]
pub struct Program<'a> {
    /// What to carry out.
    pub plan: &'a Plan,
    /// What was bound when the plan was made: the task's `current`.
    pub current: &'a [CurrentBinding],
    /// Names of services, for comments: identifier to name.
    pub names: &'a BTreeMap<String, String>,
    /// The account; without it the program takes it from its environment.
    pub account_id: Option<&'a str>,
    /// Identifier of the prefix; without it the program takes it from its environment.
    pub prefix_id: Option<&'a str>,
}

impl Program<'_> {
    /// The text of the program. The same plan gives the same bytes. O(n log n) in bindings and steps.
    #[must_use]
    pub fn text(&self, language: Language) -> String {
        let facts = ProgramContext::of(*self);
        match language {
            Language::Curl => curl::text(&facts),
            Language::Python => python::text(&facts),
            Language::Typescript => typescript::text(&facts),
            Language::Terraform => terraform::text(&facts),
        }
    }
}

/// What every program says, in whatever language.
struct ProgramContext<'a> {
    program: Program<'a>,
    /// Every service that is bound or will be, by identifier; the programs number them from 1.
    services: Vec<&'a str>,
    /// What was bound, in the order of CIDR, service, identifier.
    bound: Vec<&'a CurrentBinding>,
}

impl<'a> ProgramContext<'a> {
    fn of(program: Program<'a>) -> Self {
        let written = program.plan.steps.iter().filter_map(|step| match step {
            PlanStep::Create { service_id, .. } | PlanStep::Delete { service_id, .. } => {
                Some(service_id.as_str())
            }
            PlanStep::Wait { .. } => None,
        });
        let found = program.current.iter().filter_map(|bound| bound.service.as_deref());
        let services = sort::distinct(written.chain(found));
        let mut bound: Vec<_> = program.current.iter().collect();
        sort::sort_by(&mut bound, |a, b| (a.cidr, &a.service, &a.id).cmp(&(b.cidr, &b.service, &b.id)));
        Self { program, services, bound }
    }

    /// The steps, each with the blocks that it waits for although no create since the wait before has made them.
    fn steps(&self) -> Vec<(&'a PlanStep, Vec<Cidr>)> {
        let mut made = Vec::new();
        let with_waited = |step: &'a PlanStep| match step {
            PlanStep::Create { cidr, .. } => {
                made.push(*cidr);
                (step, Vec::new())
            }
            PlanStep::Delete { .. } => (step, Vec::new()),
            PlanStep::Wait { active, .. } => {
                let mut made = core::mem::take(&mut made);
                sort::sort_by(&mut made, Cidr::cmp);
                (step, active.iter().copied().filter(|cidr| made.binary_search(cidr).is_err()).collect())
            }
        };
        self.program.plan.steps.iter().map(with_waited).collect()
    }

    /// The number of a service, from 1.
    fn number(&self, service: &str) -> usize {
        self.services.binary_search(&service).map_or(0, |index| index + 1)
    }

    /// Which service a number is, for a comment: its name, or nothing where it has none.
    fn name(&self, service: &str) -> String {
        self.program.names.get(service).map(|name| remark(name)).unwrap_or_default()
    }

    /// A service for a comment: its name, or else its identifier.
    fn name_or_id(&self, service: &str) -> String {
        let name = self.name(service);
        if name.is_empty() { remark(service) } else { name }
    }

    /// The head of a program as lines of a comment: what it does, what it needs, what it does not do.
    fn head(&self, with: &str, settings: &[&str]) -> Vec<String> {
        let Plan { prefix, steps, finish, impact, fingerprint, .. } = self.program.plan;
        let writes = steps.iter().filter(|step| !matches!(step, PlanStep::Wait { .. })).count();
        let mut lines = vec![
            format!("Carries out a plan for the service bindings of {prefix}, with {with}."),
            "Written by byoip: read it before you run it.".to_owned(),
            String::new(),
            format!(
                "{}, {}, {} hours at least.",
                counted(writes, "write"),
                counted(finish.gates, "wait"),
                finish.earliest_hours
            ),
            format!(
                "Addresses: {} change hands, {} are without an owner on the way, {} with a third service.",
                impact.changed, impact.unowned, impact.third_party
            ),
            format!("Plan {fingerprint}"),
            String::new(),
            "Before each write it lists what is bound and stops where that is not what the plan expects. After".into(),
            "an answer that leaves the outcome open it lists again, sends nothing twice, and stops when unsure.".into(),
            "Run it again after a stop: it finds by the list how far it came. It keeps no journal, so that a".into(),
            "wait that was interrupted begins anew. A wait stops where a binding is stuck in its state.".into(),
            String::new(),
            "Environment:".into(),
            "  CLOUDFLARE_API_TOKEN  a token with the permission IP Prefixes: Write".into(),
            "  CLOUDFLARE_BASE_URL   another API, such as an emulator".into(),
        ];
        lines.extend(settings.iter().map(|line| format!("  {line}")));
        lines.extend(SETTINGS.iter().map(|line| format!("  {line}")));
        lines
    }

    /// The head as comment lines with this sign.
    fn comment(&self, sign: &str, with: &str, settings: &[&str]) -> String {
        self.head(with, settings).iter().fold(String::new(), |mut text, line| {
            text.push_str(format!("{sign} {line}").trim_end());
            text.push('\n');
            text
        })
    }
}

/// Why a step is there, in a word.
fn purpose_text(purpose: Purpose) -> &'static str {
    match purpose {
        Purpose::Desired => "desired",
        Purpose::Shield => "shield",
        Purpose::MakeWay => "make-way",
    }
}

/// What a wait waits for, in a word.
fn until_text(until: Until) -> &'static str {
    match until {
        Until::Settled => "settled",
        Until::Active => "active",
        Until::Propagated => "propagated",
    }
}

/// Blocks as items of a list, each in double quotes: they hold nothing that a language could take for its own.
fn quoted_blocks(blocks: &[Cidr]) -> String {
    let mut out = String::new();
    for block in blocks {
        // Writing to a String cannot fail.
        let _ = write!(out, "{}\"{block}\"", if out.is_empty() { "" } else { ", " });
    }
    out
}

fn counted(number: usize, noun: &str) -> String {
    format!("{number} {noun}{}", if number == 1 { "" } else { "s" })
}

/// How a language writes a character as an escape.
#[derive(Clone, Copy)]
enum Escape {
    /// `\u0041`, two of them beyond U+FFFF: JSON, TypeScript.
    Units,
    /// `\u0041`, and `\U0001f600` beyond U+FFFF: Python, HCL.
    Points,
}

/// A literal in double quotes. Letters, digits and the signs of CIDRs stand as they are, all else is an escape: there
/// is nothing left that any of the languages could take for its own.
fn literal(text: &str, escape: Escape) -> String {
    let mut out = String::from("\"");
    for c in text.chars() {
        // Writing to a String cannot fail.
        let _ = match (c, escape) {
            ('0'..='9' | 'a'..='z' | 'A'..='Z' | ' ' | '-' | '_' | '.' | ':' | '/', _) => write!(out, "{c}"),
            (_, Escape::Units) => {
                c.encode_utf16(&mut [0; 2]).iter().try_for_each(|unit| write!(out, "\\u{unit:04x}"))
            }
            ('\0'..='\u{ffff}', Escape::Points) => write!(out, "\\u{:04x}", u32::from(c)),
            (_, Escape::Points) => write!(out, "\\U{:08x}", u32::from(c)),
        };
    }
    out.push('"');
    out
}

/// Text for a line comment: printable ASCII, all else spelled out, cut at 80 characters.
fn remark(text: &str) -> String {
    const MAX: usize = 80;
    let mut out = String::new();
    for c in text.chars().take(MAX) {
        let _ = match c {
            ' '..='~' => write!(out, "{c}"),
            _ => write!(out, "\\u{{{:x}}}", u32::from(c)),
        };
    }
    if text.chars().nth(MAX).is_some() {
        out.push_str("...");
    }
    // Signs that end a comment, or a string around it, in some language.
    out.replace("*/", "* /").replace("\"\"\"", "\" \" \"")
}
