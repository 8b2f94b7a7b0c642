//! What people say to a run: pause, go on, abandon, skip a wait, answer a question.

use super::error::ApplyError;
use super::record::{LEASE, Record};
use super::run::{Run, RunState};
use super::time::Moment;
use crate::cidr::Cidr;
use serde::Deserialize;

/// What a person says to a run.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(tag = "command", rename_all = "kebab-case", rename_all_fields = "camelCase", deny_unknown_fields)]
pub enum RunCommand {
    /// Ends the writes in flight, then stops.
    Pause,
    /// Goes on after a pause.
    Resume,
    /// Ends the writes in flight, then ends the run for ever. Nothing is undone.
    Abandon,
    /// Ends the current wait of a prefix early.
    SkipWait {
        /// The prefix.
        prefix: String,
        /// Who decides that.
        by: String,
        /// Why.
        reason: String,
    },
    /// Answers a question.
    Answer {
        /// Its identifier.
        question: String,
        /// One of its choices.
        choice: String,
        /// Who decides that.
        by: String,
    },
}

impl Run {
    /// Takes a command. Returns lines to store; ask [`Run::next`] afterwards.
    ///
    /// # Errors
    ///
    /// `run-command-unfit` for a command that does not fit the state, with the one that does.
    pub fn command(&mut self, command: &RunCommand, now: Moment) -> Result<String, ApplyError> {
        let unfit = |what: &str, help: &str| Err(ApplyError::new("run-command-unfit", what.to_owned(), help));
        if matches!(self.state, RunState::Done | RunState::Abandoned) {
            return Err(ApplyError::new(
                "run-finished",
                "the run has ended".to_owned(),
                "plan again, and start a new run",
            ));
        }
        match command {
            RunCommand::Pause if self.state != RunState::Running => {
                return unfit("the run does not go on at the moment", "resume it, or abandon it");
            }
            RunCommand::Pause => self.ending = Some(RunState::Paused),
            RunCommand::Resume if self.state == RunState::Running && self.ending.is_none() => {
                return unfit("the run is not paused", "pause it, or let it go on");
            }
            RunCommand::Resume => self.go_on(now),
            RunCommand::Abandon if self.state == RunState::Running => self.ending = Some(RunState::Abandoned),
            RunCommand::Abandon => {
                self.finish(RunState::Abandoned, now);
            }
            RunCommand::SkipWait { prefix, by, reason } => {
                let Some(index) = self.waiting_prefix(prefix) else {
                    return unfit("the prefix is not in a wait", "look at the status of the run");
                };
                self.with(index, now, 0.0, |run, context| {
                    let (prefix, step) = (context.plan.cidr, run.step + 1);
                    let (by, reason) = (by.clone(), reason.clone());
                    context.journal.push(Record::Skipped { prefix, step, by, reason }, context.now.wall);
                    run.unblock(context);
                    run.next_step(context);
                });
                self.reschedule(index, now);
            }
            RunCommand::Answer { question, choice, by } => {
                let Some(index) = self.asking(question, choice) else {
                    return unfit(
                        "the run does not ask that, or has no such choice",
                        "look at the status of the run",
                    );
                };
                self.answers.insert(question.clone(), choice.clone());
                let (question, choice, by) = (question.clone(), choice.clone(), by.clone());
                self.journal.push(Record::Answered { question, choice, by }, now.wall);
                self.with(index, now, 0.0, |run, context| run.wake(context.now.tick));
                self.reschedule(index, now);
                if self.state == RunState::Stopped {
                    self.go_on(now);
                }
            }
        }
        Ok(self.journal.take())
    }

    /// Goes on in the same process, after a pause or a stop.
    fn go_on(&mut self, now: Moment) {
        self.ending = None;
        if self.state == RunState::Running {
            return;
        }
        if self.state == RunState::Paused {
            self.journal.push(Record::Resumed, now.wall);
        }
        self.renew(now.wall + LEASE, now);
        self.state = RunState::Running;
        // What was seen before may be old.
        for index in 0..self.prefixes.len() {
            self.with(index, now, 0.0, |run, context| run.wake(context.now.tick));
            self.reschedule(index, now);
        }
    }

    fn reschedule(&mut self, index: usize, now: Moment) {
        self.later.retain(|(_, other)| *other != index);
        self.ready.retain(|(_, other)| *other != index);
        if self.prefixes.get(index).is_some_and(|one| one.due().is_some()) {
            self.later.insert((now.tick, index));
        }
    }

    fn waiting_prefix(&self, prefix: &str) -> Option<usize> {
        let cidr = Cidr::parse(prefix).ok()?;
        let index = self.header.plan.prefixes.iter().position(|plan| plan.cidr == cidr)?;
        let is_waiting = self.prefixes.get(index)?.is_waiting(self.header.plan.prefixes.get(index)?);
        let is_in_flight = self.in_flight.values().any(|one| *one == index);
        (is_waiting && !is_in_flight).then_some(index)
    }

    /// The prefix that asks a question, if it has this choice.
    fn asking(&self, question: &str, choice: &str) -> Option<usize> {
        self.prefixes.iter().position(|prefix| {
            prefix.block.as_ref().is_some_and(|block| {
                block.question.as_deref() == Some(question)
                    && block.choices().iter().any(|(name, _)| *name == choice)
            })
        })
    }
}
