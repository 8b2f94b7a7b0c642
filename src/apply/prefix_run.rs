//! One prefix of a run: which call is next, and what its result leads to.

use super::bindings::Expected;
use super::budget::Budget;
use super::document::{PrefixPlan, RunOptions, RunStep};
use super::journal::JournalWriter;
use super::prefix_call::{Call, Job, Outgoing, Stage, Write};
use super::time::{Moment, Stamp};
use super::trouble::Block;
use crate::cidr::Cidr;
use crate::operation::Operation;
use crate::request::RequestParams;
use crate::write::{Action, Answer, Exchange, ExchangeLimits, Failure};
use std::collections::BTreeMap;

/// Reads of the executor: a failed one is tried again soon, then later.
const READ: ExchangeLimits =
    ExchangeLimits { retries: 2, looks: 1, look_spacing: 0.0, max_wait: 30_000.0, confirm: false };
/// Writes: sent once, then looked for during five minutes. The executor itself sends them again, after a fresh list.
const WRITE: ExchangeLimits =
    ExchangeLimits { retries: 0, looks: 6, look_spacing: 10_000.0, max_wait: 30_000.0, confirm: false };

pub(super) const SECOND: u64 = 1000;

/// What all prefixes of a run share.
pub(super) struct Context<'a> {
    pub(super) plan: &'a PrefixPlan,
    pub(super) account_id: &'a str,
    pub(super) options: &'a RunOptions,
    pub(super) answers: &'a BTreeMap<String, String>,
    pub(super) journal: &'a mut JournalWriter,
    pub(super) budget: &'a mut Budget,
    /// Prefixes that wait: they share a part of the budget.
    pub(super) waiting: usize,
    pub(super) started: Stamp,
    pub(super) now: Moment,
    pub(super) random: f64,
}

/// Headers of an answer.
#[derive(Debug, Clone, Copy, Default)]
pub struct AnswerHeaders<'a> {
    /// `Date`, as milliseconds since 1970: the API's clock.
    pub date: Option<u64>,
    /// `cf-ray`: the identifier of the request at Cloudflare.
    pub ray: Option<&'a str>,
}

/// Where the current wait stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum WaitState {
    /// The journal does not have it, or not since when its hours count.
    New,
    Recorded,
    /// The last look has shown a binding that is stuck, whatever blocks the prefix since then.
    Stuck,
}

#[derive(Debug, Clone)]
pub(super) struct PrefixRun {
    /// Position of the current step.
    pub(super) step: usize,
    pub(super) expected: Expected,
    pub(super) stage: Stage,
    pub(super) block: Option<Block>,
    /// When the block began.
    pub(super) blocked_since: Option<Stamp>,
    /// A write of which only the intent is known.
    pub(super) open: Option<Write>,
    /// Creates of the current step that may have been carried out.
    pub(super) open_creates: u32,
    /// True where a delete of the current step may have been carried out.
    pub(super) open_delete: bool,
    /// Blocks that were sent more than once: a second binding of the same service may appear.
    pub(super) suspects: Vec<(Cidr, String)>,
    /// Bindings that were created twice, to be deleted.
    pub(super) surplus: Vec<String>,
    /// Failures in a row, and the tick of the first.
    pub(super) failures: u32,
    pub(super) failing_since: u64,
    /// True where one of them is about a write: a read that succeeds, as with a token that may only read, does not end them.
    pub(super) write_fails: bool,
    /// Reads in a row that show a difference.
    pub(super) differences: u32,
    pub(super) last_write: Option<Stamp>,
    pub(super) last_advertised: Option<Stamp>,
    /// The API's clock, in its last answer.
    pub(super) date: Option<u64>,
    pub(super) ray: Option<String>,
    /// Tick of the last list that the plan expected.
    pub(super) checked_at: Option<u64>,
    pub(super) wait: WaitState,
    /// Since when processes have looked at this prefix without a break; `None` before the first look.
    pub(super) watched: Option<Stamp>,
}

impl PrefixRun {
    pub(super) fn new(plan: &PrefixPlan, tick: u64) -> Self {
        Self {
            step: 0,
            expected: Expected::new(&plan.start),
            stage: Stage::Due(tick),
            block: None,
            blocked_since: None,
            open: None,
            open_creates: 0,
            open_delete: false,
            suspects: Vec::new(),
            surplus: Vec::new(),
            failures: 0,
            failing_since: 0,
            write_fails: false,
            differences: 0,
            last_write: None,
            last_advertised: None,
            date: None,
            ray: None,
            checked_at: None,
            wait: WaitState::New,
            watched: None,
        }
    }

    /// The tick at which it has something to do; `None` while a request is in flight, and at its end.
    pub(super) fn due(&self) -> Option<u64> {
        match &self.stage {
            Stage::Due(at) => Some(*at),
            Stage::Ready(_) => Some(0),
            Stage::Call(call) => call.ticket.is_none().then_some(call.at),
            Stage::Blocked | Stage::Held | Stage::Done => None,
        }
    }

    /// True where only a person can change anything, and at the end.
    pub(super) fn is_at_rest(&self) -> bool {
        matches!(self.stage, Stage::Blocked | Stage::Held | Stage::Done)
    }

    /// True while a write is being sent or looked for: a pause lets it end.
    pub(super) fn is_writing(&self) -> bool {
        matches!(&self.stage, Stage::Call(call) if matches!(call.job, Job::Write(_)))
    }

    /// True where this process knows nothing that the journal does not have: a later one goes on just as well.
    pub(super) fn is_quiet(&self) -> bool {
        match self.stage {
            Stage::Due(_) => self.open.is_none() && self.failures == 0 && self.differences == 0,
            Stage::Ready(_) | Stage::Call(_) => false,
            Stage::Blocked | Stage::Held | Stage::Done => true,
        }
    }

    pub(super) fn is_waiting(&self, plan: &PrefixPlan) -> bool {
        self.wait != WaitState::New && matches!(plan.steps.get(self.step), Some(RunStep::Wait { .. }))
    }

    /// Goes on until there is a request to send; `None` where there is nothing to send now.
    pub(super) fn advance(&mut self, context: &mut Context<'_>) -> Option<Outgoing> {
        match &self.stage {
            Stage::Due(_) => self.begin(context),
            // The request may have waited for the budget.
            Stage::Ready(_) if self.is_check_old(context) => self.begin(context),
            Stage::Ready(write) => self.begin_write(write.clone(), false, context),
            _ => {}
        }
        let Stage::Call(call) = &mut self.stage else { return None };
        if call.proceed {
            // Always a request: the exchange has asked for a wait, or begins.
            _ = call.exchange.proceed();
        }
        let operation = call.exchange.operation();
        // The parameters were checked when the exchange was made.
        let request = call.exchange.request().ok()?;
        Some(Outgoing { operation, request })
    }

    /// The request of [`PrefixRun::advance`] has this ticket.
    pub(super) fn sent(&mut self, ticket: u32) {
        if let Stage::Call(call) = &mut self.stage {
            call.ticket = Some(ticket);
        }
    }

    /// True where the last list is too old to write behind it: a minute, or more under a small budget.
    fn is_check_old(&self, context: &Context<'_>) -> bool {
        let most = 60 * SECOND + 1200 * SECOND / u64::from(context.options.request_budget.max(1));
        self.checked_at.is_none_or(|at| context.now.tick.saturating_sub(at) > most)
    }

    /// Starts the current step, or the read that it needs first.
    fn begin(&mut self, context: &mut Context<'_>) {
        if let Some(write) = self.open.take() {
            return self.begin_write(write, true, context);
        }
        let held = context.options.until_step.is_some_and(|most| self.step >= most as usize);
        let needs_list = match context.plan.steps.get(self.step) {
            None => {
                self.stage = Stage::Done;
                return;
            }
            _ if held => {
                self.stage = Stage::Held;
                return;
            }
            Some(
                RunStep::CreateBgpPrefix { .. }
                | RunStep::EditBgpPrefix { .. }
                | RunStep::Advertise { .. }
                | RunStep::Delegate { .. },
            ) => self.checked_at.is_none_or(|at| context.now.tick.saturating_sub(at) > 60 * SECOND),
            _ => true,
        };
        if needs_list {
            self.call(Job::Bindings, Operation::ListBindings, context);
        } else {
            self.read_others(context);
        }
    }

    /// Reads the list that a step about something other than bindings needs.
    pub(super) fn read_others(&mut self, context: &mut Context<'_>) {
        match context.plan.steps.get(self.step) {
            Some(RunStep::Delegate { .. }) => {
                self.call(Job::Delegations, Operation::ListDelegations, context);
            }
            _ => self.call(Job::BgpPrefixes, Operation::ListBgpPrefixes, context),
        }
    }

    pub(super) fn params(operation: Operation, context: &Context<'_>) -> RequestParams {
        RequestParams::new(operation, context.account_id, &context.plan.prefix_id)
    }

    fn call(&mut self, job: Job, operation: Operation, context: &mut Context<'_>) {
        self.read(job, Self::params(operation, context), context);
    }

    pub(super) fn read(&mut self, job: Job, params: RequestParams, context: &mut Context<'_>) {
        self.start(job, Exchange::new(params, None, READ), context);
    }

    pub(super) fn start(
        &mut self,
        job: Job,
        exchange: Result<Exchange, crate::Error>,
        context: &mut Context<'_>,
    ) {
        match exchange {
            Ok(exchange) => {
                let at = context.now.tick;
                let call = Call { job, exchange, ticket: None, at, proceed: true, failure: None };
                self.stage = Stage::Call(Box::new(call));
            }
            Err(error) => {
                let help = "the plan names something that is not an id of the API: plan again";
                self.stop(
                    Block::new("refused", format!("the request cannot be made: {error}"), help),
                    context,
                );
            }
        }
    }

    /// Sends a write, or, with `settle`, looks for one that may have been carried out.
    fn begin_write(&mut self, write: Write, settle: bool, context: &mut Context<'_>) {
        let params = write.params(self.step, context);
        let known = Some(write.known.clone());
        let exchange =
            if settle { Exchange::settle(params, known, WRITE) } else { Exchange::new(params, known, WRITE) };
        if !settle && exchange.is_ok() {
            context.journal.push(write.intent(context.plan.cidr, self.step), context.now.wall);
        }
        self.start(Job::Write(write), exchange, context);
    }

    /// An answer has come.
    pub(super) fn answer(
        &mut self,
        answer: &Answer<'_>,
        headers: AnswerHeaders<'_>,
        context: &mut Context<'_>,
    ) {
        let Some(mut call) = self.take_call(context.now.tick) else { return };
        self.date = headers.date.or(self.date);
        self.ray = headers.ray.map(str::to_owned);
        let step = call.exchange.answer(answer, context.random);
        if let Some(failure) = step.failure {
            if let Some(wait) = failure.retry_after {
                #[expect(
                    clippy::cast_possible_truncation,
                    clippy::cast_sign_loss,
                    reason = "a time in milliseconds, cut to an hour"
                )]
                let wait = wait.clamp(0.0, 3_600_000.0) as u64;
                context.budget.hold(context.now.tick + wait);
            }
            call.failure = Some(failure);
        }
        self.go_on(call, step.action, context);
    }

    /// No answer has come.
    pub(super) fn failed(&mut self, sent: bool, context: &mut Context<'_>) {
        let Some(mut call) = self.take_call(context.now.tick) else { return };
        let failure = Failure::no_answer(sent, true);
        let action = call.exchange.failed(&failure, context.random);
        call.failure = Some(Box::new(failure));
        self.go_on(call, action, context);
    }

    /// The call whose request was in flight.
    fn take_call(&mut self, tick: u64) -> Option<Box<Call>> {
        match std::mem::replace(&mut self.stage, Stage::Due(tick)) {
            Stage::Call(mut call) => {
                call.ticket = None;
                Some(call)
            }
            other => {
                self.stage = other;
                None
            }
        }
    }

    fn go_on(&mut self, mut call: Box<Call>, action: Action, context: &mut Context<'_>) {
        match action {
            Action::Send { .. } => {
                (call.at, call.proceed) = (context.now.tick, false);
                self.stage = Stage::Call(call);
            }
            Action::Wait(time) => {
                #[expect(
                    clippy::cast_possible_truncation,
                    clippy::cast_sign_loss,
                    reason = "the limits of the exchange bound it"
                )]
                let time = time.max(0.0).ceil() as u64;
                (call.at, call.proceed) = (context.now.tick + time, true);
                self.stage = Stage::Call(call);
            }
            Action::Done(reply) => {
                if !self.write_fails || matches!(call.job, Job::Write(_)) {
                    self.forget_failures();
                }
                self.call_done(*call, reply, context);
            }
            Action::Failed(ending) => self.call_failed(*call, ending, context),
        }
    }

    /// When the current answer came.
    pub(super) fn stamp(&self, context: &Context<'_>) -> Stamp {
        Stamp::new(context.now, self.date)
    }
}
