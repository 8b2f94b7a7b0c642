//! What the programs of all languages have in common.

use super::literal::comment_text;
use crate::cidr::Cidr;
use crate::plan::document::Plan;
use crate::plan::step::PlanStep;
use crate::plan::task::CurrentBinding;
use crate::sort;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

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
    /// Terraform: one `terraform_data` for each step, which runs the shell script.
    Terraform,
}

/// What a program is generated from.
#[derive(Debug, Clone, Copy)]
pub struct Program<'a> {
    /// The plan to carry out.
    pub plan: &'a Plan,
    /// The current bindings of the task.
    pub current: &'a [CurrentBinding],
    /// Names of services for comments, by identifier.
    pub names: &'a BTreeMap<String, String>,
    /// The account; `None` to take it from the environment.
    pub account_id: Option<&'a str>,
    /// Identifier of the prefix; `None` to take it from the environment.
    pub prefix_id: Option<&'a str>,
}

/// The settings that all programs read from the environment.
const SETTINGS: [&str; 6] = [
    "WAIT_SECONDS          least seconds of a wait, instead of the plan's hours (fewer: only for an API on this machine)",
    "MAX_WAIT_SECONDS      most seconds of a wait, if that is more than its hours; default 86400",
    "MAX_OUTAGE_SECONDS    most seconds of a wait without a readable list; default 3600",
    "POLL_SECONDS          seconds between two lists during a wait; default 60",
    "PAUSE_SECONDS         seconds before each write, and before the first retry of a list; default 1",
    "TIMEOUT_SECONDS       most seconds of one request; default 60",
];

/// A program with its services and bindings in order.
pub(super) struct ProgramContext<'a> {
    pub(super) program: Program<'a>,
    /// Every service of the bindings and the steps, sorted by identifier. The programs number them from 1.
    pub(super) services: Vec<&'a str>,
    /// The current bindings, sorted by CIDR, service, identifier.
    pub(super) current: Vec<&'a CurrentBinding>,
}

impl<'a> ProgramContext<'a> {
    pub(super) fn new(program: Program<'a>) -> Self {
        let written = program.plan.steps.iter().filter_map(|step| match step {
            PlanStep::Create { service_id, .. } | PlanStep::Delete { service_id, .. } => {
                Some(service_id.as_str())
            }
            PlanStep::Wait { .. } => None,
        });
        let bound = program.current.iter().filter_map(|binding| binding.service.as_deref());
        let services = sort::distinct(written.chain(bound));
        let mut current: Vec<_> = program.current.iter().collect();
        sort::sort_by(&mut current, |a, b| (a.cidr, &a.service, &a.id).cmp(&(b.cidr, &b.service, &b.id)));
        Self { program, services, current }
    }

    /// The steps. A wait comes with the blocks that it waits for although no step since the last wait creates them.
    pub(super) fn steps(&self) -> Vec<(&'a PlanStep, Vec<Cidr>)> {
        let mut created = Vec::new();
        let with_blocks = |step: &'a PlanStep| match step {
            PlanStep::Create { cidr, .. } => {
                created.push(*cidr);
                (step, Vec::new())
            }
            PlanStep::Delete { .. } => (step, Vec::new()),
            PlanStep::Wait { active, .. } => {
                let mut created = core::mem::take(&mut created);
                sort::sort_by(&mut created, Cidr::cmp);
                let others = active.iter().filter(|cidr| created.binary_search(cidr).is_err());
                (step, others.copied().collect())
            }
        };
        self.program.plan.steps.iter().map(with_blocks).collect()
    }

    /// The number of a service, from 1.
    pub(super) fn service_number(&self, id: &str) -> usize {
        self.services.binary_search(&id).map_or(0, |index| index + 1)
    }

    /// The name of a service for a comment; empty if it has none.
    pub(super) fn service_name(&self, id: &str) -> String {
        self.program.names.get(id).map(|name| comment_text(name)).unwrap_or_default()
    }

    /// The name of a service for a comment, or its identifier.
    pub(super) fn name_or_id(&self, id: &str) -> String {
        let name = self.service_name(id);
        if name.is_empty() { comment_text(id) } else { name }
    }

    /// The first lines of a program: what it does and how it is run.
    fn head(&self, tools: &str, settings: &[&str]) -> Vec<String> {
        let Plan { prefix, steps, finish, impact, fingerprint, .. } = self.program.plan;
        let writes = steps.iter().filter(|step| step.write().is_some()).count();
        let mut lines = vec![
            format!("Carries out a plan for the service bindings of {prefix}, with {tools}."),
            "Generated by byoip: read it before you run it. `byoip apply` is safer: its journal survives every stop.".to_owned(),
            String::new(),
            format!(
                "{}, {}, at least {} hours.",
                counted(writes, "write"),
                counted(finish.gates, "wait"),
                finish.earliest_hours
            ),
            format!(
                "Addresses: {} change owner, {} are without a service for a while, {} go through a third service.",
                impact.changed, impact.unowned, impact.third_party
            ),
            format!("Plan {fingerprint}"),
            String::new(),
            "Before each write it lists the bindings, and stops if the plan expects others. If it does not know the".into(),
            "result of a write, it lists them again. It sends no write twice, and stops if it is not certain.".into(),
            "Run it again after a stop: it sees from the list which steps are done. It keeps no journal, so an".into(),
            "interrupted wait starts again. A wait stops if a binding is stuck in its state.".into(),
            String::new(),
            "Environment:".into(),
            "  CLOUDFLARE_API_TOKEN  a token with the permission IP Prefixes: Write".into(),
            "  CLOUDFLARE_BASE_URL   another API, such as an emulator".into(),
        ];
        lines.extend(settings.iter().map(|line| format!("  {line}")));
        lines.extend(SETTINGS.iter().map(|line| format!("  {line}")));
        lines
    }

    /// The head as comment lines, each after this marker.
    pub(super) fn comment(&self, marker: &str, tools: &str, settings: &[&str]) -> String {
        self.head(tools, settings).iter().fold(String::new(), |mut text, line| {
            text.push_str(format!("{marker} {line}").trim_end());
            text.push('\n');
            text
        })
    }
}

fn counted(number: usize, noun: &str) -> String {
    format!("{number} {noun}{}", if number == 1 { "" } else { "s" })
}
