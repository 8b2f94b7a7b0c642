//! Which prefix of a run goes next, and what its requests come to.

use super::prefix_call::Stage;
use super::prefix_run::{AnswerHeaders, Context, PrefixRun};
use super::record::{LEASE, RENEW, Record};
use super::run::{Run, RunAction, RunState, Turn, Urgency};
use super::time::Moment;
use crate::write::Answer;
use std::cmp::Reverse;

impl Run {
    /// The next thing to do: a request for each call, until there is none to send now. `random` is from 0 to 1.
    /// O(log prefixes), and O(bindings) before a write.
    pub fn next(&mut self, now: Moment, random: f64) -> Turn {
        if self.state == RunState::Running && self.lease.until <= now.wall + LEASE - RENEW {
            self.renew(now.wall + LEASE, now);
        }
        let action = self.next_action(now, random);
        Turn { records: self.journal.take(), action }
    }

    fn next_action(&mut self, now: Moment, random: f64) -> RunAction {
        if self.state != RunState::Running {
            return RunAction::Finished(self.state);
        }
        while let Some((at, index)) = self.later.first().copied().filter(|(at, _)| *at <= now.tick) {
            self.later.remove(&(at, index));
            self.ready.insert((self.urgency(index), index));
        }
        let concurrency = self.header.plan.options.concurrency as usize;
        let mut wait = None;
        while let Some(next) = self.next_ready() {
            if self.in_flight.len() >= concurrency {
                wait = None;
                break;
            }
            let budget = self.budget.ready_in(now.tick);
            if budget > 0 {
                wait = Some(budget);
                break;
            }
            self.ready.remove(&next);
            if let Some(send) = self.advance(next.1, now, random) {
                return send;
            }
        }
        if self.in_flight.is_empty() && wait.is_none() {
            if let Some(state) = self.ending.take() {
                return self.finish(state, now);
            }
            if self.at_rest == self.prefixes.len() {
                let is_done = self.prefixes.iter().all(|one| matches!(one.stage, Stage::Done));
                return self.finish(if is_done { RunState::Done } else { RunState::Stopped }, now);
            }
        }
        let due = self.later.first().map(|(at, _)| at.saturating_sub(now.tick).max(1));
        let renew = (self.lease.until + RENEW).saturating_sub(now.wall + LEASE).max(1);
        let soonest = wait.into_iter().chain(due).min();
        RunAction::Sleep(soonest.map(|soonest| soonest.min(renew)))
    }

    /// Leaves the run to a later process, which need not take it over. The action sleeps until it has something to do.
    /// `None` where this process has to go on, since it is looking into something. O(prefixes).
    pub fn leave(&mut self, now: Moment) -> Option<Turn> {
        let is_quiet = self.ready.is_empty() && self.prefixes.iter().all(PrefixRun::is_quiet);
        let may = self.state == RunState::Running && self.ending.is_none() && is_quiet;
        let (due, _) = self.later.first().copied().filter(|_| may)?;
        self.renew(now.wall, now);
        let action = RunAction::Sleep(Some(due.saturating_sub(now.tick)));
        Some(Turn { records: self.journal.take(), action })
    }

    /// The most urgent prefix that may go. While the run ends, only writes that are in progress may.
    fn next_ready(&self) -> Option<(Urgency, usize)> {
        let may_go = |(_, index): &&(Urgency, usize)| {
            self.ending.is_none() || self.prefixes.get(*index).is_some_and(PrefixRun::is_writing)
        };
        self.ready.iter().find(may_go).copied()
    }

    fn urgency(&self, index: usize) -> Urgency {
        let prefix = self.prefixes.get(index);
        let polls = prefix
            .zip(self.header.plan.prefixes.get(index))
            .is_some_and(|(run, plan)| run.is_waiting(plan) || run.block.is_some());
        let hours = self.hours.get(index).and_then(|hours| hours.get(prefix?.step)).copied();
        (polls, Reverse(hours.unwrap_or(0)))
    }

    fn advance(&mut self, index: usize, now: Moment, random: f64) -> Option<RunAction> {
        let outgoing = self.with(index, now, random, PrefixRun::advance).flatten();
        let sent = outgoing.map(|outgoing| {
            self.budget.take();
            self.next_ticket = self.next_ticket.wrapping_add(1);
            let ticket = self.next_ticket;
            self.in_flight.insert(ticket, index);
            if let Some(prefix) = self.prefixes.get_mut(index) {
                prefix.sent(ticket);
            }
            RunAction::Send {
                ticket,
                prefix: index,
                operation: outgoing.operation,
                request: outgoing.request,
            }
        });
        self.schedule(index);
        sent
    }

    /// An answer has come to the request with this ticket. Returns lines to store before the next action. `random` is
    /// from 0 to 1. An unknown ticket changes nothing. O(bytes).
    #[must_use]
    pub fn answer(
        &mut self,
        ticket: u32,
        answer: &Answer<'_>,
        headers: AnswerHeaders<'_>,
        now: Moment,
        random: f64,
    ) -> String {
        if let Some(index) = self.in_flight.remove(&ticket) {
            self.with(index, now, random, |prefix, context| prefix.answer(answer, headers, context));
            self.schedule(index);
        }
        self.journal.take()
    }

    /// No answer has come to the request with this ticket. `sent`: it may have arrived. Otherwise as
    /// [`Run::answer`].
    #[must_use]
    pub fn failed(&mut self, ticket: u32, sent: bool, now: Moment, random: f64) -> String {
        if let Some(index) = self.in_flight.remove(&ticket) {
            self.with(index, now, random, |prefix, context| prefix.failed(sent, context));
            self.schedule(index);
        }
        self.journal.take()
    }

    /// Calls a prefix with what all share, and counts what has changed.
    pub(super) fn with<R>(
        &mut self,
        index: usize,
        now: Moment,
        random: f64,
        call: impl FnOnce(&mut PrefixRun, &mut Context<'_>) -> R,
    ) -> Option<R> {
        let plan = self.header.plan.prefixes.get(index)?;
        let prefix = self.prefixes.get_mut(index)?;
        let before = (prefix.is_waiting(plan), prefix.is_at_rest());
        let mut context = Context {
            plan,
            account_id: &self.header.plan.account_id,
            options: &self.header.plan.options,
            answers: &self.answers,
            journal: &mut self.journal,
            budget: &mut self.budget,
            waiting: self.waiting,
            started: self.started,
            now,
            random,
        };
        let result = call(prefix, &mut context);
        self.waiting = self.waiting + usize::from(prefix.is_waiting(plan)) - usize::from(before.0);
        self.at_rest = self.at_rest + usize::from(prefix.is_at_rest()) - usize::from(before.1);
        Some(result)
    }

    fn schedule(&mut self, index: usize) {
        if let Some(due) = self.prefixes.get(index).and_then(PrefixRun::due) {
            self.later.insert((due, index));
        }
    }

    pub(super) fn finish(&mut self, state: RunState, now: Moment) -> RunAction {
        self.state = state;
        match state {
            RunState::Done => self.journal.push(Record::Finished, now.wall),
            RunState::Abandoned => self.journal.push(Record::Abandoned, now.wall),
            RunState::Paused => self.journal.push(Record::Paused, now.wall),
            RunState::Running | RunState::Stopped => {}
        }
        // Others need not wait for the end of a lease that is not used.
        self.renew(now.wall, now);
        RunAction::Finished(state)
    }
}
