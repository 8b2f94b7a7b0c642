//! Runs of several prefixes: which one goes first, and how they share the budget.

use super::writes::binding;
use super::{Api, HOUR, info, owner};
use byoip::apply::{
    AnswerHeaders, Moment, PrefixPlan, Run, RunAction, RunCommand, RunOptions, RunPlan, RunState, RunStep,
    StartBinding, Turn,
};
use byoip::plan::{Purpose, Until};
use byoip::write::Answer;

/// Several prefixes, each with the API of its own.
struct Fleet {
    apis: Vec<Api>,
    now: u64,
    /// The prefix, the method and the time of each request.
    sent: Vec<(usize, &'static str, u64)>,
}

/// Each prefix binds one host and waits for some hours.
fn plan(hours: &[u32], options: RunOptions) -> RunPlan {
    let prefix = |(at, hours): (usize, &u32)| {
        let (cidr, host) =
            (format!("10.0.{at}.0/24").parse().unwrap(), format!("10.0.{at}.1/32").parse().unwrap());
        PrefixPlan {
            prefix_id: format!("p{at}"),
            cidr,
            start: vec![StartBinding { id: "b0".into(), cidr, service_id: Some("cdn".into()) }],
            steps: vec![
                RunStep::Create { cidr: host, service_id: "spectrum".into(), purpose: Purpose::Desired },
                RunStep::Wait { until: Until::Settled, hours: *hours, active: vec![host], gone: vec![] },
            ],
            fingerprint: String::new(),
        }
    };
    RunPlan { account_id: "a".into(), options, prefixes: hours.iter().enumerate().map(prefix).collect() }
}

impl Fleet {
    fn start(hours: &[u32], options: RunOptions) -> (Self, Run) {
        let api = |at: usize| {
            let mut api = Api::new();
            api.bindings = vec![binding("b0", &format!("10.0.{at}.0/24"), "cdn")];
            api
        };
        let fleet =
            Self { apis: (0..hours.len()).map(api).collect(), now: 1_771_606_800_000, sent: Vec::new() };
        let (run, _) = Run::start(plan(hours, options), info(), &owner(), fleet.moment()).unwrap();
        (fleet, run)
    }

    fn moment(&self) -> Moment {
        Moment { wall: self.now, tick: self.now }
    }

    /// The next request.
    fn request(&mut self, run: &mut Run) -> RunAction {
        loop {
            let Turn { action, .. } = run.next(self.moment(), 0.5);
            match action {
                RunAction::Sleep(time) => self.now += time.expect("a request is due later"),
                RunAction::Send { prefix, ref request, .. } => {
                    self.sent.push((prefix, request.method, self.now));
                    return action;
                }
                RunAction::Finished(state) => panic!("{state:?}"),
            }
        }
    }

    fn answer(&mut self, run: &mut Run, action: &RunAction) {
        let RunAction::Send { prefix, .. } = action else { panic!("{action:?}") };
        let (status, text) = self.apis[*prefix].answer(action, self.now);
        self.reply(run, action, status, &text, None);
    }

    fn reply(&self, run: &mut Run, action: &RunAction, status: u16, text: &str, retry_after: Option<f64>) {
        let RunAction::Send { ticket, .. } = action else { panic!("{action:?}") };
        let answer = Answer { status, bytes: text.as_bytes(), retry_after, should_retry: None };
        let headers = AnswerHeaders { date: Some(self.now), ray: None };
        _ = run.answer(*ticket, &answer, headers, self.moment(), 0.5);
    }

    /// Carries the run on until it ends or is as wanted. Each request takes 200 ms, one after the other.
    fn until(&mut self, run: &mut Run, is_there: impl Fn(&Run, &Self) -> bool) -> Option<RunState> {
        for _ in 0..20_000 {
            if is_there(run, self) {
                return None;
            }
            let Turn { action, .. } = run.next(self.moment(), 0.5);
            match action {
                RunAction::Sleep(time) => self.now += time.expect("nothing is in flight"),
                RunAction::Finished(state) => return Some(state),
                RunAction::Send { prefix, ref request, .. } => {
                    self.sent.push((prefix, request.method, self.now));
                    self.now += 200;
                    self.answer(run, &action);
                }
            }
        }
        panic!("it does not end: {:?}", run.status(self.moment()));
    }

    fn states(&self, run: &Run) -> Vec<&'static str> {
        run.status(self.moment()).prefixes.iter().map(|one| one.state).collect()
    }

    fn order(&self) -> Vec<usize> {
        self.sent.iter().map(|(prefix, ..)| *prefix).collect()
    }
}

fn one_at_a_time() -> RunOptions {
    RunOptions { concurrency: 1, ..RunOptions::default() }
}

#[test]
fn the_longest_way_goes_first() {
    let (mut fleet, mut run) = Fleet::start(&[1, 6, 3], one_at_a_time());
    fleet.until(&mut run, |run, fleet| fleet.states(run) == ["waiting"; 3]);
    assert_eq!(fleet.order(), [1, 1, 1, 2, 2, 2, 0, 0, 0], "a list, the create and a list for each");
    assert_eq!(fleet.until(&mut run, |_, _| false), Some(RunState::Done));
}

#[test]
fn a_write_goes_before_the_poll_of_a_longer_wait() {
    let (mut fleet, mut run) = Fleet::start(&[6, 1], one_at_a_time());
    fleet.until(&mut run, |run, fleet| fleet.states(run)[0] == "waiting");
    let list = fleet.request(&mut run);
    let RunAction::Send { ticket, .. } = list else { panic!("{list:?}") };
    _ = run.failed(ticket, true, fleet.moment(), 0.5);
    // Both are due.
    fleet.now += 60_000;
    fleet.sent.clear();
    fleet.until(&mut run, |run, fleet| fleet.states(run) == ["waiting"; 2]);
    assert_eq!(fleet.order(), [1, 1, 1]);
    assert_eq!(fleet.until(&mut run, |_, _| false), Some(RunState::Done));
}

#[test]
fn polls_of_many_waits_take_a_fifth_of_the_budget() {
    let options = RunOptions { request_budget: 60, ..RunOptions::default() };
    let (mut fleet, mut run) = Fleet::start(&[8; 40], options);
    let began = fleet.now;
    assert_eq!(fleet.until(&mut run, |_, _| false), Some(RunState::Done));
    let times: Vec<_> = fleet.sent.iter().map(|(_, _, at)| at - began).collect();
    for (at, start) in times.iter().enumerate() {
        let window = times[at..].iter().take_while(|time| **time < start + 300_000).count();
        assert!(window <= 60, "{window} requests from {start}");
    }
    let polls = times.iter().filter(|time| (2 * HOUR..7 * HOUR).contains(time)).count();
    // Twelve requests in five minutes, during five hours.
    assert!((660..=720).contains(&polls), "{polls} polls");
}

#[test]
fn a_write_that_waits_for_longer_than_its_list_is_good_goes_behind_a_new_list() {
    // A minute, and the time of four requests.
    for (request_budget, good) in [(600, 62_000), (1200, 61_000), (60, 80_000)] {
        for (wait, method) in [(good, "POST"), (good + 1, "GET")] {
            let options = RunOptions { request_budget, ..RunOptions::default() };
            let (mut fleet, mut run) = Fleet::start(&[1, 1], options);
            let (first, second) = (fleet.request(&mut run), fleet.request(&mut run));
            fleet.answer(&mut run, &first);
            let listed = fleet.now;
            let text =
                r#"{"success":false,"errors":[{"code":971,"message":"slow"}],"messages":[],"result":null}"#;
            let asked = f64::from(u32::try_from(wait).unwrap());
            fleet.reply(&mut run, &second, 429, text, Some(asked));
            let next = fleet.request(&mut run);
            assert_eq!(fleet.now - listed, wait, "no request goes while the API asks to wait");
            assert_eq!(fleet.sent.last(), Some(&(0, method, fleet.now)), "{request_budget} {wait}");
            fleet.answer(&mut run, &next);
            assert_eq!(fleet.until(&mut run, |_, _| false), Some(RunState::Done));
        }
    }
}

#[test]
fn a_command_about_one_prefix_leaves_the_others_in_their_order() {
    let (mut fleet, mut run) = Fleet::start(&[6, 1, 2], one_at_a_time());
    fleet.until(&mut run, |run, fleet| fleet.states(run)[0] == "waiting");
    // One request is in flight, another prefix is ready for its own.
    let list = fleet.request(&mut run);
    assert!(matches!(run.next(fleet.moment(), 0.5).action, RunAction::Sleep(_)));
    let (by, reason) = ("a person".to_owned(), "it is known".to_owned());
    let skip = RunCommand::SkipWait { prefix: "10.0.0.0/24".into(), by, reason };
    run.command(&skip, fleet.moment()).unwrap();
    fleet.answer(&mut run, &list);
    let began = fleet.now;
    assert_eq!(fleet.until(&mut run, |_, _| false), Some(RunState::Done));
    assert_eq!((fleet.now - began) / HOUR, 2);
}

#[test]
fn a_prefix_that_is_blocked_does_not_hold_the_others_and_alone_goes_on_later() {
    let (mut fleet, mut run) = Fleet::start(&[1, 1, 1], RunOptions::default());
    fleet.apis[1].bindings.push(binding("b9", "10.0.1.9/32", "cdn"));
    assert_eq!(fleet.until(&mut run, |_, _| false), Some(RunState::Stopped));
    assert_eq!(fleet.states(&run), ["done", "blocked", "done"]);
    fleet.apis[1].bindings.truncate(1);
    fleet.sent.clear();
    run.command(&RunCommand::Resume, fleet.moment()).unwrap();
    assert_eq!(fleet.until(&mut run, |_, _| false), Some(RunState::Done));
    assert!(fleet.order().iter().all(|prefix| *prefix == 1), "{:?}", fleet.order());
}
