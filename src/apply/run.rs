//! The run: which prefix goes next, the lease, and commands.

use super::budget::Budget;
use super::document::{PrefixPlan, RunPlan};
use super::error::ApplyError;
use super::journal::{Journal, JournalWriter, whole_lines};
use super::prefix_run::PrefixRun;
use super::record::{FORMAT, Header, LEASE, Record};
use super::replay::{Lease, Replayed, replay};
use super::time::{self, Moment, Stamp};
use super::validate::validate;
use crate::operation::Operation;
use crate::request::Request;
use rustc_hash::FxHashMap;
use serde::{Deserialize, Serialize};
use std::cmp::Reverse;
use std::collections::{BTreeMap, BTreeSet};

/// Who carries out a run: one process at a time.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields, expecting = "an object")]
pub struct Owner {
    /// What tells this process from others, such as its number.
    pub name: String,
    /// The machine.
    pub host: String,
}

/// What the journal says about a run besides its plan.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields, expecting = "an object")]
pub struct RunInfo {
    /// Identifier of the run: any text that no other run has.
    pub run_id: String,
    /// Name and version of the program.
    pub tool: String,
    /// Base URL of the API.
    pub api: String,
}

/// How far a run is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum RunState {
    /// It has something to do.
    Running,
    /// A person has paused it.
    Paused,
    /// Nothing goes on without a person, or the steps that were asked for are done.
    Stopped,
    /// Every step of every prefix is done.
    Done,
    /// A person has given it up.
    Abandoned,
}

/// What to do next.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum RunAction {
    /// Send a request, and report what came of it under the ticket. Requests of other prefixes may be in flight.
    Send {
        /// Names the request.
        ticket: u32,
        /// Position of the prefix in the plan.
        prefix: usize,
        /// The operation.
        operation: Operation,
        /// The request.
        request: Request,
    },
    /// Nothing to do for so many milliseconds, unless an answer or a command comes first; `None`: until one comes.
    Sleep(Option<u64>),
    /// Nothing more to do in this process.
    Finished(RunState),
}

/// What to store, and then to do.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Turn {
    /// Lines of the journal, each with its newline. They are durable before the action is performed.
    pub records: String,
    /// The action.
    pub action: RunAction,
}

/// A run of plans. See the [module](super).
#[derive(Debug, Clone)]
pub struct Run {
    pub(super) header: Header,
    pub(super) prefixes: Vec<PrefixRun>,
    pub(super) lease: Lease,
    pub(super) state: RunState,
    pub(super) last: String,
    pub(super) started: Stamp,
    pub(super) journal: JournalWriter,
    pub(super) answers: BTreeMap<String, String>,
    pub(super) budget: Budget,
    /// True after a command that ends the run once its writes are done: the state that it then has.
    pub(super) ending: Option<RunState>,
    pub(super) in_flight: FxHashMap<u32, usize>,
    pub(super) next_ticket: u32,
    /// Prefixes by the tick at which they have something to do, and those that have now, by urgency.
    pub(super) later: BTreeSet<(u64, usize)>,
    pub(super) ready: BTreeSet<(Urgency, usize)>,
    /// Prefixes in a wait.
    pub(super) waiting: usize,
    /// Prefixes that only a person can move, or that are done.
    pub(super) at_rest: usize,
    /// Hours of waits from each step on, for each prefix.
    pub(super) hours: Vec<Vec<u32>>,
}

/// Writes before polls, then the longest way to go.
pub(super) type Urgency = (bool, Reverse<u32>);

impl Run {
    /// Starts a run. The second value is the beginning of its journal, to be stored before anything else.
    ///
    /// # Errors
    ///
    /// `run-plan-invalid`.
    pub fn start(
        plan: RunPlan,
        info: RunInfo,
        owner: &Owner,
        now: Moment,
    ) -> Result<(Self, String), ApplyError> {
        validate(&plan)?;
        let RunInfo { run_id, tool, api } = info;
        let at = time::format(now.wall);
        let header = Header { byoip_journal: FORMAT, run: run_id, tool, api, at, plan };
        let journal = JournalWriter::create(&header);
        let prefixes = header.plan.prefixes.iter().map(|plan| PrefixRun::new(plan, now.tick)).collect();
        let state = Replayed {
            prefixes,
            lease: Lease::default(),
            answers: BTreeMap::new(),
            paused: false,
            abandoned: false,
            finished: false,
            last: "start".to_owned(),
        };
        let started = Stamp::new(now, None);
        let mut run = Self::of(header, journal, state, started, now);
        run.acquire(owner, now);
        let records = run.journal.take();
        Ok((run, records))
    }

    /// Goes on with the run of a journal. `take_over`: although another owner may be at work. The second value is to be
    /// stored before anything else, after [`Run::whole_lines`] bytes of the journal.
    ///
    /// # Errors
    ///
    /// `journal-…`.
    pub fn resume(
        journal: &[u8],
        owner: &Owner,
        take_over: bool,
        now: Moment,
    ) -> Result<(Self, String), ApplyError> {
        let mut run = Self::read(journal, now)?;
        if matches!(run.state, RunState::Done | RunState::Abandoned) {
            return Ok((run, String::new()));
        }
        let Lease { owner: holder, host, since, until } = &run.lease;
        let is_other = *holder != owner.name || *host != owner.host;
        if *until > now.wall && is_other && !take_over {
            let message = format!(
                "{holder} on {host} carries out this run since {}, and holds it until {}; its last record: {}",
                time::format(*since),
                time::format(*until),
                run.last
            );
            let help = "end that process, or pass `--take-over` if it is gone";
            return Err(ApplyError::new("journal-held", message, help));
        }
        let was_paused = run.state == RunState::Paused;
        run.acquire(owner, now);
        if was_paused {
            run.journal.push(Record::Resumed, now.wall);
        }
        let records = run.journal.take();
        Ok((run, records))
    }

    /// Reads a journal without going on: for [`Run::status`].
    ///
    /// # Errors
    ///
    /// `journal-…`.
    pub fn read(journal: &[u8], now: Moment) -> Result<Self, ApplyError> {
        let journal = Journal::read(journal)?;
        validate(journal.plan()).map_err(|error| ApplyError::damaged(1, &error.message))?;
        let state = replay(&journal, now)?;
        let wall = time::parse(&journal.header.at)
            .ok_or_else(|| ApplyError::damaged(1, "its time cannot be read"))?;
        let started = Stamp::earlier(wall, None, now);
        Ok(Self::of(journal.header, journal.writer, state, started, now))
    }

    /// Stops each prefix after so many of its steps in this process, in place of what the plan says; `None` for all of
    /// them.
    pub fn stop_after(&mut self, step: Option<u32>) {
        self.header.plan.options.until_step = step;
    }

    /// Bytes of a journal up to the end of its last whole line. What is behind them was being written when a process
    /// ended, and has to be cut off before more is written.
    #[must_use]
    pub fn whole_lines(journal: &[u8]) -> usize {
        whole_lines(journal)
    }

    fn of(header: Header, journal: JournalWriter, from: Replayed, started: Stamp, now: Moment) -> Self {
        let Replayed { prefixes, lease, answers, paused, abandoned, finished, last } = from;
        let state = match (finished, abandoned, paused) {
            (true, ..) => RunState::Done,
            (_, true, _) => RunState::Abandoned,
            (.., true) => RunState::Paused,
            _ => RunState::Running,
        };
        let plans = &header.plan.prefixes;
        let budget = Budget::new(header.plan.options.request_budget, now.tick);
        let waiting = prefixes.iter().zip(plans).filter(|(run, plan)| run.is_waiting(plan)).count();
        let hours = plans.iter().map(PrefixPlan::hours_left).collect();
        let later = (0..prefixes.len()).map(|at| (now.tick, at)).collect();
        Self {
            header,
            prefixes,
            lease,
            state,
            last,
            started,
            journal,
            answers,
            budget,
            ending: None,
            in_flight: FxHashMap::default(),
            next_ticket: 0,
            later,
            ready: BTreeSet::new(),
            waiting,
            at_rest: 0,
            hours,
        }
    }

    fn acquire(&mut self, owner: &Owner, now: Moment) {
        self.journal.fence += 1;
        let Owner { name, host } = owner.clone();
        self.lease = Lease { owner: name, host, since: now.wall, until: 0 };
        self.renew(now.wall + LEASE, now);
        self.state = RunState::Running;
    }

    pub(super) fn renew(&mut self, until: u64, now: Moment) {
        self.lease.until = until;
        let (owner, host) = (self.lease.owner.clone(), self.lease.host.clone());
        self.journal.push(Record::Lease { owner, host, until: time::format(until) }, now.wall);
    }
}
