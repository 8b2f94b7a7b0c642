//! Where a run stands, for people and programs.

use super::document::{PrefixPlan, RunStep};
use super::prefix_call::Stage;
use super::prefix_run::{PrefixRun, WaitState};
use super::run::{Run, RunState};
use super::time::Moment;
use serde::Serialize;

const HOUR: u64 = 3_600_000;

/// Where a run stands. Times are in milliseconds since 1970.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct RunStatus {
    /// Identifier of the run.
    pub run_id: String,
    /// Account.
    pub account_id: String,
    /// Base URL of the API.
    pub api: String,
    /// How far it is.
    pub state: RunState,
    /// Steps that are done, of all prefixes.
    pub steps_done: usize,
    /// Steps of all prefixes.
    pub steps: usize,
    /// When it ends, if nothing is in the way; `None` once it has ended.
    pub ends_at: Option<u64>,
    /// The prefixes, in the order of the plan.
    pub prefixes: Vec<PrefixStatus>,
    /// Who carries it out.
    pub owner: String,
    /// The machine.
    pub host: String,
    /// Until when others can go on only by taking over.
    pub held_until: u64,
    /// The last record of the journal.
    pub last: String,
}

/// Where a prefix stands.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct PrefixStatus {
    /// The prefix.
    pub prefix: String,
    /// Identifier of the prefix.
    pub prefix_id: String,
    /// `planned`, `running`, `waiting`, `blocked`, `unclear`, `held` (the steps that were asked for are done) or `done`.
    pub state: &'static str,
    /// Steps that are done.
    pub steps_done: usize,
    /// Steps.
    pub steps: usize,
    /// The current step as a sentence.
    pub step: Option<String>,
    /// The earliest end of the current wait.
    pub until: Option<u64>,
    /// Why it does not go on.
    pub blocked: Option<BlockStatus>,
}

/// Why a prefix does not go on.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct BlockStatus {
    /// Stable code.
    pub code: &'static str,
    /// What is wrong.
    pub message: String,
    /// What to do.
    pub help: String,
    /// The question whose answer lets it go on.
    pub question: Option<String>,
    /// Its choices, each with its consequence.
    pub choices: &'static [(&'static str, &'static str)],
}

impl Run {
    /// Where the run stands. O(steps).
    #[must_use]
    pub fn status(&self, now: Moment) -> RunStatus {
        let plan = &self.header.plan;
        let pairs = || self.prefixes.iter().zip(&plan.prefixes);
        let writes: usize = pairs().map(|(run, plan)| plan.steps.len().saturating_sub(run.step)).sum();
        // Two requests for each write that is left, within the budget.
        let sending = 2 * writes as u64 * 300_000 / u64::from(plan.options.request_budget.max(1));
        let waits = pairs().map(|(run, plan)| self.rest(run, plan, now)).max().unwrap_or(0);
        let is_over = !matches!(self.state, RunState::Running | RunState::Paused);
        RunStatus {
            run_id: self.header.run.clone(),
            account_id: plan.account_id.clone(),
            api: self.header.api.clone(),
            state: self.state,
            steps_done: pairs().map(|(run, _)| run.step).sum(),
            steps: plan.prefixes.iter().map(|plan| plan.steps.len()).sum(),
            ends_at: (!is_over).then_some(now.wall + waits + sending),
            prefixes: pairs().map(|(run, plan)| self.prefix_status(run, plan, now)).collect(),
            owner: self.lease.owner.clone(),
            host: self.lease.host.clone(),
            held_until: self.lease.until,
            last: self.last.clone(),
        }
    }

    /// Milliseconds of waits that are left.
    fn rest(&self, run: &PrefixRun, plan: &PrefixPlan, now: Moment) -> u64 {
        let all = plan.hours_left().get(run.step).copied().unwrap_or(0);
        let current = self.current_wait(run, plan, now);
        let own = match plan.steps.get(run.step) {
            Some(RunStep::Wait { hours, .. }) if current.is_some() => *hours,
            _ => 0,
        };
        u64::from(all.saturating_sub(own)) * HOUR + current.unwrap_or(0)
    }

    /// Milliseconds of the current wait that are left.
    fn current_wait(&self, run: &PrefixRun, plan: &PrefixPlan, now: Moment) -> Option<u64> {
        let Some(RunStep::Wait { hours, .. }) = plan.steps.get(run.step) else { return None };
        let from = run.last_write.unwrap_or(self.started);
        (run.wait != WaitState::New)
            .then(|| (u64::from(*hours) * HOUR).saturating_sub(from.elapsed(now, None)))
    }

    fn prefix_status(&self, run: &PrefixRun, plan: &PrefixPlan, now: Moment) -> PrefixStatus {
        let rest = self.current_wait(run, plan, now);
        let block = run.block.as_ref();
        let state = match (&run.stage, block) {
            _ if run.step >= plan.steps.len() => "done",
            (_, Some(block)) if block.code == "unclear" => "unclear",
            (_, Some(_)) => "blocked",
            (Stage::Held, _) => "held",
            _ if rest.is_some() => "waiting",
            _ if run.step == 0 && run.open.is_none() && !run.is_writing() => "planned",
            _ => "running",
        };
        PrefixStatus {
            prefix: plan.cidr.to_string(),
            prefix_id: plan.prefix_id.clone(),
            state,
            steps_done: run.step,
            steps: plan.steps.len(),
            step: plan.steps.get(run.step).map(sentence),
            until: rest.map(|rest| now.wall + rest),
            blocked: block.map(|block| BlockStatus {
                code: block.code,
                message: block.message.clone(),
                help: block.help.clone(),
                question: block.question.clone(),
                choices: block.choices(),
            }),
        }
    }
}

/// A step as a sentence.
fn sentence(step: &RunStep) -> String {
    match step {
        RunStep::Create { cidr, service_id, .. } => format!("create {cidr} for `{service_id}`"),
        RunStep::Delete { cidr, service_id, .. } => format!("delete {cidr} of `{service_id}`"),
        RunStep::Wait { hours, active, .. } if active.is_empty() => format!("wait {hours} hours"),
        RunStep::Wait { hours, active, .. } => {
            let (first, more) =
                (active.first().map(ToString::to_string).unwrap_or_default(), active.len() - 1);
            let verb = if more == 0 { "is".to_owned() } else { format!("and {more} more are") };
            format!("wait {hours} hours, and until {first} {verb} active")
        }
        RunStep::CreateBgpPrefix { cidr } => format!("create the BGP prefix {cidr}"),
        RunStep::EditBgpPrefix { cidr, .. } => format!("edit the BGP prefix {cidr}"),
        RunStep::Advertise { cidr, advertised: true } => format!("advertise {cidr}"),
        RunStep::Advertise { cidr, advertised: false } => format!("withdraw {cidr}"),
        RunStep::Delegate { cidr, account_id } => format!("delegate {cidr} to the account `{account_id}`"),
    }
}
