//! Carries a scenario out as a host does: stores records, then acts; sends, sleeps, is killed, and begins again.

mod host;
mod person;

pub(crate) use person::simulate;

use crate::faults::HOUR;
use crate::machine::{Moment, Run, RunState};
use crate::model::{Api, By, Call, Delivery};
use crate::random::Random;
use crate::scenario::{Kill, Order, Scenario, Trouble};
use serde_json::Value;
use std::collections::BTreeMap;
use std::fmt::Write as _;

/// A request that was sent.
#[derive(Debug, Clone)]
pub(crate) struct Sent {
    pub(crate) number: usize,
    pub(crate) at: u64,
    pub(crate) prefix: usize,
    pub(crate) call: Call,
    /// Bytes of the journal when it was sent.
    pub(crate) journal: usize,
    /// Length of the history when it arrived.
    pub(crate) history: usize,
    /// It was answered truly, as a success.
    pub(crate) is_true: bool,
}

/// Where a process said that it has nothing to do.
#[derive(Debug, Clone)]
pub(crate) struct Stop {
    pub(crate) state: RunState,
    pub(crate) status: Value,
}

/// What happened.
#[derive(Debug)]
pub(crate) struct Outcome {
    pub(crate) api: Api,
    pub(crate) journal: Vec<u8>,
    pub(crate) sent: Vec<Sent>,
    pub(crate) stops: Vec<Stop>,
    /// The last state, or why the simulation had to end.
    pub(crate) end: Result<RunState, String>,
    pub(crate) processes: u32,
    pub(crate) points: usize,
    /// Requests and sleeps.
    pub(crate) steps: u64,
    pub(crate) started: u64,
    pub(crate) trace: String,
}

/// A request whose answer is on its way.
struct Flight {
    ticket: u32,
    at: u64,
    delivery: Delivery,
}

/// A request of a process that has ended, which arrives later.
struct Stray {
    at: u64,
    prefix: usize,
    call: Call,
    journal: usize,
}

pub(crate) struct World<'s> {
    scenario: &'s Scenario,
    api: Api,
    journal: Vec<u8>,
    flights: Vec<Flight>,
    strays: Vec<Stray>,
    sent: Vec<Sent>,
    stops: Vec<Stop>,
    random: Random,
    wall_offset: i64,
    tick_base: u64,
    process: u32,
    points: usize,
    steps: u64,
    started: u64,
    repair_at: Option<u64>,
    /// Questions that were asked, and how often.
    asked: BTreeMap<String, u32>,
    /// Commands that are still to be given.
    ordered: Vec<Order>,
    /// Troubles by request and by point that are still to come.
    next_request: usize,
    next_point: usize,
    trace: Option<String>,
}

/// The most requests and sleeps of a run, for each write of its plan and beyond.
const STEPS: u64 = 4_000;
/// The longest that a run may take.
const LONGEST: u64 = 40 * 24 * HOUR;

impl<'s> World<'s> {
    pub(crate) fn new(scenario: &'s Scenario, traced: bool) -> Self {
        let mut world = Self {
            scenario,
            api: scenario.api.clone(),
            journal: Vec::new(),
            flights: Vec::new(),
            strays: Vec::new(),
            sent: Vec::new(),
            stops: Vec::new(),
            random: Random(scenario.noise),
            wall_offset: 0,
            tick_base: scenario.api.now - 1_000,
            process: 0,
            points: 0,
            steps: 0,
            started: scenario.api.now,
            repair_at: None,
            asked: BTreeMap::new(),
            ordered: Vec::new(),
            next_request: 0,
            next_point: 0,
            trace: traced.then(String::new),
        };
        world.look_ahead();
        world
    }

    /// Finds the next trouble by number.
    fn look_ahead(&mut self) {
        let (requests, points) = (self.sent.len(), self.points);
        let at = |trouble: &Trouble| match trouble {
            Trouble::Fault { request, .. }
            | Trouble::Foreign { request, .. }
            | Trouble::Jump { request, .. } => (Some(*request), None),
            Trouble::Kill { point, .. } | Trouble::Order { point, .. } => (None, Some(*point)),
        };
        let all = || self.scenario.troubles.iter().map(at);
        let request = all().filter_map(|one| one.0).filter(|number| *number >= requests).min();
        let point = all().filter_map(|one| one.1).filter(|number| *number >= points).min();
        self.next_request = request.unwrap_or(usize::MAX);
        self.next_point = point.unwrap_or(usize::MAX);
    }

    fn moment(&self) -> Moment {
        let wall = self.api.now.saturating_add_signed(self.wall_offset);
        Moment { wall, tick: self.api.now - self.tick_base }
    }

    fn noise(&mut self) -> f64 {
        let number = u32::try_from(self.random.next() >> 32).unwrap();
        f64::from(number) / f64::from(u32::MAX)
    }

    fn say(&mut self, text: &dyn Fn() -> String) {
        if let Some(trace) = &mut self.trace {
            let passed = self.api.now - self.started;
            let (hours, rest) = (passed / HOUR, passed % HOUR);
            let (minutes, seconds, ms) = (rest / 60_000, rest / 1_000 % 60, rest % 1_000);
            writeln!(trace, "{hours:3}:{minutes:02}:{seconds:02}.{ms:03}  {}", text()).unwrap();
        }
    }

    /// Moves the clock, and lets strays arrive on the way.
    fn advance(&mut self, to: u64) {
        while let Some(at) = self.strays.iter().map(|stray| stray.at).filter(|at| *at <= to).min() {
            let index = self.strays.iter().position(|stray| stray.at == at).unwrap();
            let Stray { prefix, call, journal, .. } = self.strays.remove(index);
            self.api.advance(at);
            self.say(&|| format!("a request of the process before arrives: {call:?}"));
            let number = self.sent.len();
            let history = self.api.history.len();
            let _ = self.api.handle(number, prefix, &call, None);
            let at = self.api.now;
            self.sent.push(Sent { number, at, prefix, call, journal, history, is_true: false });
        }
        self.api.advance(to);
        if self.api.needs_repair() {
            let at = *self.repair_at.get_or_insert(self.api.now + 2 * HOUR);
            if at <= self.api.now {
                self.repair();
            }
        }
    }

    fn repair(&mut self) {
        self.repair_at = None;
        if self.api.needs_repair() {
            self.api.repair();
            self.say(&|| "a person repairs what only a person can".to_owned());
        }
    }

    fn outcome(self, end: Result<RunState, String>) -> Outcome {
        Outcome {
            api: self.api,
            journal: self.journal,
            sent: self.sent,
            stops: self.stops,
            end,
            processes: self.process,
            points: self.points,
            steps: self.steps,
            started: self.started,
            trace: self.trace.unwrap_or_default(),
        }
    }

    /// Another writer has changed something.
    fn has_foreign(&self) -> bool {
        self.api.history.iter().any(|event| event.by == By::Other)
    }
}

/// Why a process ended.
enum Exit {
    Finished(RunState),
    Killed(Kill),
    Broken(String),
}

/// A running process.
struct Process {
    run: Run,
}
