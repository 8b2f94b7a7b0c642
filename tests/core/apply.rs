//! The executor and its journal, against an API that does what it is told.

use byoip::apply::{
    AnswerHeaders, Moment, Owner, PrefixPlan, Run, RunAction, RunCommand, RunInfo, RunOptions, RunPlan,
    RunState, RunStep, StartBinding, Turn,
};
use byoip::plan::{Purpose, Until};
use byoip::write::Answer;
use std::fmt::Write;

mod bgp;
mod commands;
mod duplicates;
mod failures;
mod leases;
mod lists;
mod plans;
mod prefixes;
mod rollouts;
mod status;
mod writes;

const ACCOUNT: &str = "258def64c72dae45f3e4c8516e2111f2";
const PREFIX: &str = "2af39739cc4e3b5910c918468bb89828";
const HOUR: u64 = 3_600_000;

fn owner() -> Owner {
    Owner { name: "pid 1".into(), host: "here".into() }
}

fn info() -> RunInfo {
    RunInfo { run_id: "r1".into(), tool: "byoip 0.1.0".into(), api: "https://api.example/client/v4".into() }
}

/// Moves the host 192.0.2.1 from one service to another.
fn plan() -> RunPlan {
    let start = |id: &str, cidr: &str, service: &str| StartBinding {
        id: id.into(),
        cidr: cidr.parse().unwrap(),
        service_id: Some(service.into()),
    };
    let cidr = "192.0.2.1/32".parse().unwrap();
    let steps = vec![
        RunStep::Delete {
            cidr,
            service_id: "cdn".into(),
            binding_id: Some("b1".into()),
            purpose: Purpose::Desired,
        },
        RunStep::Create { cidr, service_id: "spectrum".into(), purpose: Purpose::Desired },
        RunStep::Wait { until: Until::Settled, hours: 6, active: vec![cidr], gone: vec![] },
    ];
    let prefix = PrefixPlan {
        prefix_id: PREFIX.into(),
        cidr: "192.0.2.0/24".parse().unwrap(),
        start: vec![start("b0", "192.0.2.0/24", "cdn"), start("b1", "192.0.2.1/32", "cdn")],
        steps,
        fingerprint: String::new(),
    };
    RunPlan { account_id: ACCOUNT.into(), options: RunOptions::default(), prefixes: vec![prefix] }
}

/// The bindings of one prefix: id, block, service, and when it is active.
struct Api {
    bindings: Vec<(String, String, String, u64)>,
    made: u32,
    sent: Vec<String>,
    times: Vec<u64>,
    /// What lists show in place of the truth, and what is not found by id either.
    shown: Option<Vec<(String, String, String, u64)>>,
    hidden: Option<String>,
    /// What bindings that are on their way show as their state, until a time.
    state: Option<(&'static str, u64)>,
}

impl Api {
    fn new() -> Self {
        let one = |id: &str, cidr: &str| (id.into(), cidr.into(), "cdn".into(), 0);
        Self {
            bindings: vec![one("b0", "192.0.2.0/24"), one("b1", "192.0.2.1/32")],
            made: 1,
            sent: Vec::new(),
            times: Vec::new(),
            shown: None,
            hidden: None,
            state: None,
        }
    }

    fn json(one: &(String, String, String, u64), now: u64) -> String {
        let (id, cidr, service, active) = one;
        let state = if *active <= now { "active" } else { "provisioning" };
        format!(
            r#"{{"id":"{id}","cidr":"{cidr}","service_id":"{service}","provisioning":{{"state":"{state}"}}}}"#
        )
    }

    fn answer(&mut self, action: &RunAction, now: u64) -> (u16, String) {
        let RunAction::Send { request, .. } = action else { panic!("{action:?}") };
        let last = request.path.rsplit('/').next().unwrap();
        self.sent.push(format!("{} {last}", request.method));
        self.times.push(now);
        let mut result = String::new();
        match request.method {
            "GET" if last != "bindings" => {
                let is_it = |one: &&(String, String, String, u64)| one.0 == last;
                let found = self.bindings.iter().find(is_it).filter(|_| self.hidden.as_deref() != Some(last));
                let Some(found) = found else {
                    let errors = r#"[{"code":1000,"message":"not_found"}]"#;
                    let body =
                        format!(r#"{{"success":false,"errors":{errors},"messages":[],"result":null}}"#);
                    return (404, body);
                };
                result = Self::json(found, now);
            }
            "GET" => {
                let all: Vec<_> = self
                    .shown
                    .as_ref()
                    .unwrap_or(&self.bindings)
                    .iter()
                    .map(|one| Self::json(one, now))
                    .collect();
                write!(result, "[{}]", all.join(",")).unwrap();
            }
            "POST" => {
                self.made += 1;
                let body: serde_json::Value = serde_json::from_str(request.body.as_ref().unwrap()).unwrap();
                let text = |name: &str| body[name].as_str().unwrap().to_owned();
                let one = (format!("b{}", self.made), text("cidr"), text("service_id"), now + HOUR);
                result = Self::json(&one, now);
                self.bindings.push(one);
            }
            _ => {
                self.bindings.retain(|one| one.0 != last);
                result.push_str("null");
            }
        }
        if let Some((state, _)) = self.state.filter(|(_, until)| now < *until) {
            result = result.replace("\"state\":\"provisioning\"", &format!("\"state\":\"{state}\""));
        }
        (200, format!(r#"{{"success":true,"errors":[],"messages":[],"result":{result}}}"#))
    }
}

struct World {
    api: Api,
    now: u64,
    journal: String,
}

impl World {
    fn new() -> Self {
        Self { api: Api::new(), now: 1_771_606_800_000, journal: String::new() }
    }

    fn moment(&self) -> Moment {
        Moment { wall: self.now, tick: self.now }
    }

    /// The next action; its records are stored.
    fn turn(&mut self, run: &mut Run) -> RunAction {
        let Turn { records, action } = run.next(self.moment(), 0.5);
        self.journal.push_str(&records);
        action
    }

    /// Performs an action; the state of a run that has finished.
    fn perform(&mut self, run: &mut Run, action: &RunAction) -> Option<RunState> {
        match action {
            RunAction::Finished(state) => return Some(*state),
            RunAction::Sleep(time) => self.now += time.expect("nothing is in flight"),
            RunAction::Send { ticket, .. } => {
                let (status, body) = self.api.answer(action, self.now);
                self.now += 200;
                let answer = Answer { status, bytes: body.as_bytes(), retry_after: None, should_retry: None };
                let headers = AnswerHeaders { date: Some(self.now), ray: Some("ray-1") };
                let records = run.answer(*ticket, &answer, headers, self.moment(), 0.5);
                self.journal.push_str(&records);
            }
        }
        None
    }

    /// Carries a run on, for at most so many requests; the next one is not sent.
    fn drive(&mut self, run: &mut Run, most: usize) -> Option<RunState> {
        for _ in 0..10_000 {
            let action = self.turn(run);
            if matches!(action, RunAction::Send { .. }) && self.api.sent.len() == most {
                return None;
            }
            if let Some(state) = self.perform(run, &action) {
                return Some(state);
            }
        }
        panic!("it does not end: {:?}", run.status(self.moment()));
    }

    /// Carries a run on until it is as wanted.
    fn until(&mut self, run: &mut Run, is_there: impl Fn(&Run, &Self) -> bool) {
        while !is_there(run, self) {
            let action = self.turn(run);
            assert_eq!(self.perform(run, &action), None, "it ends before that");
        }
    }

    fn start(&mut self) -> Run {
        self.begin(plan())
    }

    fn begin(&mut self, plan: RunPlan) -> Run {
        let (run, records) = Run::start(plan, info(), &owner(), self.moment()).unwrap();
        self.journal.push_str(&records);
        run
    }

    /// Goes on in another process of the same owner.
    fn resume(&mut self, take_over: bool) -> Run {
        let (run, records) =
            Run::resume(self.journal.as_bytes(), &owner(), take_over, self.moment()).unwrap();
        self.journal.push_str(&records);
        run
    }

    /// The kinds of the records, without leases.
    fn kinds(&self) -> Vec<String> {
        let kind = |line: &str| {
            let record: serde_json::Value = serde_json::from_str(line).unwrap();
            record["kind"].as_str().unwrap().to_owned()
        };
        self.journal.lines().skip(1).map(kind).filter(|kind| kind != "lease").collect()
    }

    fn ends_as_planned(&self) {
        let mut services: Vec<_> =
            self.api.bindings.iter().map(|one| (one.1.as_str(), one.2.as_str())).collect();
        services.sort_unstable();
        assert_eq!(services, [("192.0.2.0/24", "cdn"), ("192.0.2.1/32", "spectrum")]);
    }
}

#[test]
fn a_plan_is_carried_out_with_a_list_before_each_write_and_a_journal() {
    let mut world = World::new();
    let mut run = world.start();
    assert_eq!(world.drive(&mut run, usize::MAX), Some(RunState::Done));
    world.ends_as_planned();
    assert_eq!(
        world.api.sent[..5],
        ["GET bindings", "DELETE b1", "GET bindings", "POST bindings", "GET bindings"]
    );
    assert_eq!(world.kinds(), ["intent", "outcome", "intent", "outcome", "waiting", "waited", "finished"]);
    let read = Run::read(world.journal.as_bytes(), world.moment()).unwrap();
    assert_eq!(read.status(world.moment()).prefixes, run.status(world.moment()).prefixes);
    assert_eq!(read.status(world.moment()).state, RunState::Done);
    assert!(world.now > 1_771_606_800_000 + 6 * HOUR, "the wait took its hours");
}

#[test]
fn a_run_goes_on_from_every_request_after_a_kill() {
    for most in 0..12 {
        let mut world = World::new();
        let mut run = world.start();
        if world.drive(&mut run, most).is_some() {
            continue;
        }
        // The request at which it stopped was not sent, though its intent is in the journal.
        let other = Owner { name: "pid 2".into(), host: "here".into() };
        let held = Run::resume(world.journal.as_bytes(), &other, false, world.moment()).unwrap_err();
        assert_eq!(held.code, "journal-held", "{held}");
        let (mut run, records) = Run::resume(world.journal.as_bytes(), &other, true, world.moment()).unwrap();
        world.journal.push_str(&records);
        assert_eq!(world.drive(&mut run, usize::MAX), Some(RunState::Done), "after {most}");
        world.ends_as_planned();
    }
}

#[test]
fn a_journal_that_is_cut_anywhere_is_read_up_to_its_last_whole_line() {
    let mut world = World::new();
    let mut run = world.start();
    world.drive(&mut run, usize::MAX);
    let bytes = world.journal.as_bytes();
    for cut in 0..bytes.len() {
        match Run::read(&bytes[..cut], world.moment()) {
            Ok(_) => assert!(Run::whole_lines(&bytes[..cut]) > 0),
            Err(error) => assert!(cut == 0 || Run::whole_lines(&bytes[..cut]) == 0, "{cut}: {error}"),
        }
    }
}

#[test]
fn every_changed_byte_of_a_journal_is_noticed() {
    let mut world = World::new();
    let mut run = world.start();
    world.drive(&mut run, usize::MAX);
    let last = world.journal.trim_end().rfind('\n').unwrap();
    for at in 0..last {
        let mut bytes = world.journal.clone().into_bytes();
        bytes[at] ^= 1;
        let error = Run::read(&bytes, world.moment()).expect_err("a byte was changed");
        assert!(["journal-damaged", "journal-foreign"].contains(&error.code), "{at}: {error}");
    }
}

#[test]
fn a_pause_lets_the_write_end_and_a_foreign_change_stops() {
    let mut world = World::new();
    let mut run = world.start();
    world.drive(&mut run, 1);
    let records = run.command(&RunCommand::Pause, world.moment()).unwrap();
    world.journal.push_str(&records);
    let (mut run, records) = Run::resume(world.journal.as_bytes(), &owner(), false, world.moment()).unwrap();
    world.journal.push_str(&records);
    world.api.bindings.push(("b9".into(), "192.0.2.9/32".into(), "cdn".into(), 0));
    assert_eq!(world.drive(&mut run, usize::MAX), Some(RunState::Stopped));
    let status = run.status(world.moment());
    let blocked = status.prefixes[0].blocked.clone().unwrap();
    assert_eq!(blocked.code, "foreign-change");
    assert!(blocked.message.contains("192.0.2.9/32"), "{}", blocked.message);
    assert!(!world.api.sent.iter().any(|sent| sent.starts_with("POST") || sent == "DELETE b9"));
    // It goes on once the change is undone.
    world.api.bindings.retain(|one| one.0 != "b9");
    let (mut run, records) = Run::resume(world.journal.as_bytes(), &owner(), false, world.moment()).unwrap();
    world.journal.push_str(&records);
    assert_eq!(world.drive(&mut run, usize::MAX), Some(RunState::Done));
    world.ends_as_planned();
}

#[test]
fn a_question_is_answered_by_another_process() {
    let mut world = World::new();
    let mut plan = plan();
    // The default goes as well.
    plan.prefixes[0].steps.insert(
        0,
        RunStep::Delete {
            cidr: "192.0.2.0/24".parse().unwrap(),
            service_id: "cdn".into(),
            binding_id: Some("b0".into()),
            purpose: Purpose::Desired,
        },
    );
    let (mut run, records) = Run::start(plan, info(), &owner(), world.moment()).unwrap();
    world.journal.push_str(&records);
    assert_eq!(world.drive(&mut run, usize::MAX), Some(RunState::Stopped));
    let (mut run, records) = Run::resume(world.journal.as_bytes(), &owner(), false, world.moment()).unwrap();
    world.journal.push_str(&records);
    let blocked = run.status(world.moment()).prefixes[0].blocked.clone().unwrap();
    assert_eq!((blocked.code, blocked.choices[0].0), ("delete-default", "delete"));
    let answer = RunCommand::Answer {
        question: blocked.question.unwrap(),
        choice: "delete".into(),
        by: "a person".into(),
    };
    world.journal.push_str(&run.command(&answer, world.moment()).unwrap());
    assert_eq!(world.drive(&mut run, usize::MAX), Some(RunState::Done));
    assert!(world.api.sent.contains(&"DELETE b0".to_owned()));
}
