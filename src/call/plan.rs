//! The calls about plans: a task as JavaScript writes it, and the plan with what safety says of it.

use super::de::from_json;
use crate::cidr::Cidr;
use crate::error::{Error, ErrorKind};
use crate::plan::export::{Language, Program};
use crate::plan::render::{self, RenderFormat, RenderedLine};
use crate::plan::safety::{self, PlanLimits};
use crate::plan::{
    CurrentBinding, DesiredBinding, Difference, Gate, Plan, PlanOptions, Policy, PrefixState, Profile,
    Refusal, Task, diff, plan,
};
use crate::rules::{BindingFacts, PrefixFacts, ServiceFacts};
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// A call about a plan: an object with one field, as a small call is one.
#[derive(Debug, Clone, Deserialize)]
#[serde(
    rename_all = "camelCase",
    rename_all_fields = "camelCase",
    deny_unknown_fields,
    expecting = "an object"
)]
pub enum PlanCall {
    /// Plan the way from what is bound to what should be.
    Plan(Box<PlanTask>),
    /// What differs between the two.
    Diff(Box<PlanTask>),
    /// A plan for people.
    Render {
        /// What is to be planned.
        task: Box<PlanTask>,
        /// Text or Markdown.
        form: RenderFormat,
    },
    /// A plan as the text of a program.
    Export {
        /// What is to be planned.
        task: Box<PlanTask>,
        /// The language.
        language: Language,
        /// Whose bindings.
        place: PrefixIds,
    },
    /// A sentence for each step of a plan.
    Explain {
        /// What is to be planned.
        task: Box<PlanTask>,
    },
}

/// What a call about a plan answers.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(untagged)]
pub enum PlanAnswer {
    /// To [`PlanCall::Plan`].
    Plan(Box<Planned>),
    /// To [`PlanCall::Diff`].
    Diff(Box<Difference>),
    /// To [`PlanCall::Render`].
    Lines(Vec<RenderedLine>),
    /// To [`PlanCall::Export`].
    Program(String),
    /// To [`PlanCall::Explain`].
    Sentences(Vec<String>),
}

impl PlanCall {
    /// Reads a call from JSON text. O(bytes).
    ///
    /// # Errors
    ///
    /// `call-malformed`.
    pub fn from_json(json: &[u8]) -> Result<Self, Error> {
        from_json(json)
    }

    /// Answers the call.
    ///
    /// # Errors
    ///
    /// Those of the function behind it.
    pub fn answer(&self) -> Result<PlanAnswer, Error> {
        Ok(match self {
            Self::Plan(task) => PlanAnswer::Plan(Box::new(task.plan()?)),
            Self::Diff(task) => PlanAnswer::Diff(Box::new(task.diff()?)),
            Self::Render { task, form } => PlanAnswer::Lines(task.render(*form)?),
            Self::Export { task, language, place } => PlanAnswer::Program(task.export(*language, place)?),
            Self::Explain { task } => PlanAnswer::Sentences(task.explain()?),
        })
    }
}

/// What is bound, what should be, and how to get there.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields, expecting = "an object")]
pub struct PlanTask {
    /// The prefix, and its state as far as it is known.
    pub prefix: PrefixFacts,
    /// What is bound.
    pub current: Vec<CurrentFacts>,
    /// What should be bound; an entry without a service is left out, since nobody here makes regional bindings.
    pub desired: Vec<BindingFacts>,
    /// The account's services, where the list is at hand: then an unknown one is refused.
    #[serde(default)]
    pub services: Option<Vec<ServiceFacts>>,
    /// Names of services by their identifiers, beside those that the lists say.
    #[serde(default)]
    pub names: Option<BTreeMap<String, String>>,
    /// What decides between plans.
    #[serde(default)]
    pub policy: Option<Policy>,
    /// What is assumed of the API.
    #[serde(default)]
    pub profile: Option<Profile>,
    /// What a wait behind new bindings waits for.
    #[serde(default)]
    pub gate: Option<Gate>,
    /// Services that may be bound to the whole prefix only; those named Magic Transit without it.
    #[serde(default)]
    pub default_only: Option<Vec<String>>,
    /// How many bindings a snapshot has that `current` should be as long as.
    #[serde(default)]
    pub snapshot_size: Option<u32>,
    /// How much a plan may do without a refusal.
    #[serde(default)]
    pub limits: Option<PlanLimits>,
    /// Hours until what was written to the prefix before is at every edge, deletions above all; 0 where it is.
    #[serde(default)]
    pub settles_in: Option<u32>,
    /// True to lift every refusal that can be lifted.
    #[serde(default)]
    pub force: Option<bool>,
    /// The fingerprint of a plan made earlier: if this one has another, there is no plan.
    #[serde(default)]
    pub expect: Option<String>,
}

/// A binding that is there.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields, expecting = "an object")]
pub struct CurrentFacts {
    /// Identifier; `None` or empty where it is not known.
    #[serde(default)]
    pub id: Option<String>,
    /// The addresses as text.
    pub cidr: String,
    /// The service; `None` for a regional binding.
    #[serde(default)]
    pub service_id: Option<String>,
    /// The service's name.
    #[serde(default)]
    pub service_name: Option<String>,
    /// How far it has been rolled out, as the API says it; `None` counts as active.
    #[serde(default)]
    pub state: Option<String>,
}

/// Whose bindings a program is about; what is not said here the program takes from its environment.
#[derive(Debug, Clone, Default, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields, expecting = "an object")]
pub struct PrefixIds {
    /// The account.
    #[serde(default)]
    pub account_id: Option<String>,
    /// Identifier of the prefix.
    #[serde(default)]
    pub prefix_id: Option<String>,
}

/// A plan, and the reasons not to run it as it stands.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Planned {
    /// The plan.
    #[serde(flatten)]
    pub plan: Plan,
    /// Names of the services that are known, by their identifiers.
    pub names: BTreeMap<String, String>,
    /// What safety says against it; empty where nothing does, or all is lifted.
    pub refusals: Vec<Refusal>,
}

impl PlanTask {
    /// The plan.
    ///
    /// # Errors
    ///
    /// Those of a CIDR, with a pointer; and where there is no plan the code of the [`Refusal`].
    pub fn plan(&self) -> Result<Planned, Error> {
        let lists = self.parse()?;
        let task = lists.task(self);
        let made = plan(&task).map_err(refused)?;
        safety::check_fingerprint(&made, self.expect.as_deref()).map_err(refused)?;
        let judged = safety::check(&task, made, &self.limits.clone().unwrap_or_default(), self.snapshot_size);
        let lifted = self.force == Some(true);
        let refusals = if lifted { Vec::new() } else { judged.refusals };
        Ok(Planned { plan: judged.plan, names: task.names, refusals })
    }

    /// What differs, without a way from one to the other.
    ///
    /// # Errors
    ///
    /// Those of [`PlanTask::plan`].
    pub fn diff(&self) -> Result<Difference, Error> {
        let lists = self.parse()?;
        let task = lists.task(self);
        diff(&task).map_err(refused)
    }

    /// The plan for people.
    ///
    /// # Errors
    ///
    /// Those of [`PlanTask::plan`].
    pub fn render(&self, form: RenderFormat) -> Result<Vec<RenderedLine>, Error> {
        let lists = self.parse()?;
        let Planned { plan, refusals, .. } = self.plan()?;
        Ok(render::lines(&lists.task(self), &plan, &refusals, form))
    }

    /// A sentence for each step: what, why, and why there.
    ///
    /// # Errors
    ///
    /// Those of [`PlanTask::plan`].
    pub fn explain(&self) -> Result<Vec<String>, Error> {
        let lists = self.parse()?;
        Ok(render::explain(&lists.task(self), &self.plan()?.plan))
    }

    /// The plan as the text of a program. What refusals speak against is no program, unless they are lifted.
    ///
    /// # Errors
    ///
    /// Those of [`PlanTask::plan`], and `plan-refused`.
    pub fn export(&self, language: Language, place: &PrefixIds) -> Result<String, Error> {
        let lists = self.parse()?;
        let Planned { plan, names, refusals } = self.plan()?;
        if let Some(refusal) = refusals.into_iter().next() {
            let message = format!("the plan is refused, so no program is written: {}", refusal.message);
            let help = format!("{}; or lift the refusal", refusal.help);
            let code = "plan-refused";
            return Err(refused(Box::new(Refusal { code, message, help, ..refusal })));
        }
        let id = |id: &Option<String>| id.clone().filter(|id| !id.is_empty());
        let (account, prefix) = (id(&place.account_id), id(&place.prefix_id));
        let program = Program {
            plan: &plan,
            current: &lists.current,
            names: &names,
            account_id: account.as_deref(),
            prefix_id: prefix.as_deref(),
        };
        Ok(program.text(language))
    }

    fn parse(&self) -> Result<ParsedTask, Error> {
        let parse = |text: &str| Cidr::parse(text).map_err(|error| error.within("cidr"));
        let at = |error: Error, list: &str, index: usize| error.within(&index.to_string()).within(list);
        let prefix = parse(&self.prefix.cidr).map_err(|error| error.within("prefix"))?;
        let mut names = BTreeMap::new();
        let listed = self.services.iter().flatten().map(|service| (&service.id, &service.name));
        names.extend(listed.map(|(id, name)| (id.clone(), name.clone())));
        let mut name = |id: Option<&String>, name: Option<&String>| {
            if let (Some(id), Some(name)) = (id, name) {
                names.entry(id.clone()).or_insert_with(|| name.clone());
            }
        };
        let mut current = Vec::with_capacity(self.current.len());
        for (index, bound) in self.current.iter().enumerate() {
            let cidr = parse(&bound.cidr).map_err(|error| at(error, "current", index))?;
            name(bound.service_id.as_ref(), bound.service_name.as_ref());
            let id = bound.id.clone().filter(|id| !id.is_empty());
            let (service, state) = (bound.service_id.clone(), bound.state.clone());
            current.push(CurrentBinding { id, cidr, service, state });
        }
        let mut desired = Vec::with_capacity(self.desired.len());
        for (index, wanted) in self.desired.iter().enumerate() {
            let cidr = parse(&wanted.cidr).map_err(|error| at(error, "desired", index))?;
            name(wanted.service_id.as_ref(), wanted.service_name.as_ref());
            let Some(service) = wanted.service_id.clone() else { continue };
            desired.push(DesiredBinding { cidr, service });
        }
        names.extend(self.names.clone().unwrap_or_default());
        Ok(ParsedTask { prefix, current, desired, names })
    }
}

/// The error of a task without a plan.
fn refused(refusal: Box<Refusal>) -> Error {
    Error::new(ErrorKind::Refused(refusal), 0..0)
}

/// The lists of a task, read.
struct ParsedTask {
    prefix: Cidr,
    current: Vec<CurrentBinding>,
    desired: Vec<DesiredBinding>,
    names: BTreeMap<String, String>,
}

impl ParsedTask {
    fn task<'a>(&'a self, from: &'a PlanTask) -> Task<'a> {
        let PrefixFacts { approved, advertised, on_demand_locked, .. } = from.prefix.clone();
        Task {
            prefix: self.prefix,
            state: PrefixState { approved, advertised, on_demand_locked },
            current: &self.current,
            desired: &self.desired,
            services: from.services.as_deref(),
            names: self.names.clone(),
            settles_in: from.settles_in,
            options: PlanOptions {
                policy: from.policy.unwrap_or_default(),
                profile: from.profile.unwrap_or_default(),
                gate: from.gate.unwrap_or_default(),
                default_only: from.default_only.clone(),
            },
        }
    }
}
