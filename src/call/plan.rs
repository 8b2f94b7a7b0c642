//! The calls about plans: a task in the form of JavaScript, and the plan with its safety checks.

use super::CallError;
use super::de::from_json;
use super::report::PlanReport;
use crate::cidr::Cidr;
use crate::error::Error;
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

/// A call about a plan: an object with one field, as in [`CoreCall`](super::CoreCall).
#[derive(Debug, Clone, Deserialize)]
#[serde(
    rename_all = "camelCase",
    rename_all_fields = "camelCase",
    deny_unknown_fields,
    expecting = "an object"
)]
pub enum PlanCall {
    /// Plans the change from the current bindings to the desired ones.
    Plan(Box<PlanTask>),
    /// The differences between the two.
    Diff(Box<PlanTask>),
    /// The sums of a plan, with its text and its data.
    Report {
        /// The task.
        task: Box<PlanTask>,
        /// Text or Markdown; `None` for no text.
        form: Option<RenderFormat>,
        /// Identifiers in place of the names of services in the text.
        ids: bool,
        /// Whether the answer has the plan itself.
        data: bool,
    },
    /// A plan as text for people.
    Render {
        /// The task.
        task: Box<PlanTask>,
        /// Text or Markdown.
        form: RenderFormat,
    },
    /// A plan as a program.
    Export {
        /// The task.
        task: Box<PlanTask>,
        /// The language.
        language: Language,
        /// The ids that the program uses.
        place: PrefixIds,
    },
    /// A sentence for each step of a plan.
    Explain {
        /// The task.
        task: Box<PlanTask>,
    },
}

/// The answer to a call about a plan.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(untagged)]
pub enum PlanAnswer {
    /// To [`PlanCall::Plan`].
    Plan(Box<Planned>),
    /// To [`PlanCall::Diff`].
    Diff(Box<Difference>),
    /// To [`PlanCall::Report`].
    Report(Box<PlanReport<Planned>>),
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
    /// Those of the function that it calls.
    pub fn answer(&self) -> Result<PlanAnswer, CallError> {
        Ok(match self {
            Self::Plan(task) => PlanAnswer::Plan(Box::new(task.plan()?)),
            Self::Diff(task) => PlanAnswer::Diff(Box::new(task.diff()?)),
            Self::Report { task, form, ids, data } => {
                PlanAnswer::Report(Box::new(task.report(*form, *ids, *data)?))
            }
            Self::Render { task, form } => PlanAnswer::Lines(task.render(*form)?),
            Self::Export { task, language, place } => PlanAnswer::Program(task.export(*language, place)?),
            Self::Explain { task } => PlanAnswer::Sentences(task.explain()?),
        })
    }
}

/// The current bindings, the desired ones, and the options of the plan.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields, expecting = "an object")]
pub struct PlanTask {
    /// The prefix, and its state as far as it is known.
    pub prefix: PrefixFacts,
    /// The current bindings.
    pub current: Vec<CurrentFacts>,
    /// The desired bindings. An entry without a service is ignored: this package does not create regional bindings.
    pub desired: Vec<BindingFacts>,
    /// The account's services, where they are known: then an unknown service is refused.
    #[serde(default)]
    pub services: Option<Vec<ServiceFacts>>,
    /// Names of services by their ids, in addition to those in the lists.
    #[serde(default)]
    pub names: Option<BTreeMap<String, String>>,
    /// The preference between plans.
    #[serde(default)]
    pub policy: Option<Policy>,
    /// What the plan assumes about the API.
    #[serde(default)]
    pub profile: Option<Profile>,
    /// What a wait after new bindings waits for.
    #[serde(default)]
    pub gate: Option<Gate>,
    /// Services that can be bound to the whole prefix only; by default those named Magic Transit.
    #[serde(default)]
    pub default_only: Option<Vec<String>>,
    /// The number of bindings in the snapshot that `current` comes from.
    #[serde(default)]
    pub snapshot_size: Option<u32>,
    /// Limits above which a plan is refused.
    #[serde(default)]
    pub limits: Option<PlanLimits>,
    /// Hours until every edge has the earlier writes to the prefix, deletions above all; 0 where all have them.
    #[serde(default)]
    pub settles_in: Option<u32>,
    /// Overrides every refusal that can be overridden.
    #[serde(default)]
    pub force: Option<bool>,
    /// The fingerprint of an earlier plan: a plan with another fingerprint is refused.
    #[serde(default)]
    pub expect: Option<String>,
}

/// A current binding.
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
    /// The progress of its roll-out, as the API reports it; `None` counts as active.
    #[serde(default)]
    pub state: Option<String>,
}

/// The ids that a program uses; those that are missing here come from its environment.
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

/// A plan, and the reasons not to run it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Planned {
    /// The plan.
    #[serde(flatten)]
    pub plan: Plan,
    /// Names of the known services, by their ids.
    pub names: BTreeMap<String, String>,
    /// The safety checks that failed; empty where all passed or are overridden.
    pub refusals: Vec<Refusal>,
}

impl PlanTask {
    /// The plan.
    ///
    /// # Errors
    ///
    /// Those of a CIDR, with a pointer; the code of the [`Refusal`] where there is no plan.
    pub fn plan(&self) -> Result<Planned, CallError> {
        self.plan_of(&self.parse()?)
    }

    fn plan_of(&self, lists: &ParsedTask) -> Result<Planned, CallError> {
        let task = lists.task(self);
        let plan = plan(&task)?;
        safety::check_fingerprint(&plan, self.expect.as_deref())?;
        let checked =
            safety::check(&task, plan, &self.limits.clone().unwrap_or_default(), self.snapshot_size);
        let lifted = self.force == Some(true);
        let refusals = if lifted { Vec::new() } else { checked.refusals };
        Ok(Planned { plan: checked.plan, names: task.names, refusals })
    }

    /// The differences, without a plan.
    ///
    /// # Errors
    ///
    /// Those of [`PlanTask::plan`].
    pub fn diff(&self) -> Result<Difference, CallError> {
        let lists = self.parse()?;
        let task = lists.task(self);
        Ok(diff(&task)?)
    }

    /// The plan as text for people; with `ids` it has the identifiers of services in place of their names.
    ///
    /// # Errors
    ///
    /// Those of [`PlanTask::plan`].
    pub fn render(&self, form: RenderFormat) -> Result<Vec<RenderedLine>, CallError> {
        let lists = self.parse()?;
        let Planned { plan, refusals, .. } = self.plan_of(&lists)?;
        Ok(render::lines(&lists.task(self), &plan, &refusals, form))
    }

    /// Plans once: the sums of the plan, its text in a form, and the plan itself.
    ///
    /// # Errors
    ///
    /// Those of [`PlanTask::plan`].
    pub fn report(
        &self,
        form: Option<RenderFormat>,
        ids: bool,
        data: bool,
    ) -> Result<PlanReport<Planned>, CallError> {
        let lists = self.parse()?;
        let planned = self.plan_of(&lists)?;
        let lines = form.map(|form| {
            let mut task = lists.task(self);
            if ids {
                task.names.clear();
            }
            render::lines(&task, &planned.plan, &[], form)
        });
        let mut report = PlanReport::new(&planned.plan, &planned.refusals, lines.as_deref());
        report.plan = data.then_some(planned);
        Ok(report)
    }

    /// A sentence for each step: what it does, why, and why at this point.
    ///
    /// # Errors
    ///
    /// Those of [`PlanTask::plan`].
    pub fn explain(&self) -> Result<Vec<String>, CallError> {
        let lists = self.parse()?;
        Ok(render::explain(&lists.task(self), &self.plan_of(&lists)?.plan))
    }

    /// The plan as a program. A refused plan has no program, unless the refusal is overridden.
    ///
    /// # Errors
    ///
    /// Those of [`PlanTask::plan`], and `plan-refused`.
    pub fn export(&self, language: Language, place: &PrefixIds) -> Result<String, CallError> {
        let lists = self.parse()?;
        let Planned { plan, names, refusals } = self.plan_of(&lists)?;
        if let Some(refusal) = refusals.into_iter().next() {
            let message = format!("the plan is refused, so there is no program: {}", refusal.message);
            let help = format!("{}; or override the refusal", refusal.help);
            let code = "plan-refused";
            return Err(Box::new(Refusal { code, message, help, ..refusal }).into());
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

/// A task with its lists parsed.
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
