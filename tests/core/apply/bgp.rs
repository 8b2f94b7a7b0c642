//! Steps behind the bindings: BGP prefixes, their advertisement, and delegations.

use super::{HOUR, World};
use byoip::apply::{
    AnswerHeaders, PrefixPlan, Run, RunAction, RunOptions, RunPlan, RunState, RunStep, StartBinding,
};
use byoip::write::Answer;

const REFUSED: &str =
    r#"{"success":false,"errors":[{"code":1003,"message":"too soon"}],"messages":[],"result":null}"#;
const OTHER: &str = "fedcba9876543210fedcba9876543210";

/// An account with one binding, one BGP prefix where there is one, and delegations.
#[derive(Default)]
struct Account {
    /// Advertised, prepend, follow.
    bgp: Option<(bool, u8, bool)>,
    delegated: Vec<&'static str>,
    sent: Vec<(String, u64)>,
    /// Edits are refused until this time, and change nothing though they succeed.
    refuses_until: u64,
    ignores_edits: bool,
    is_locked: bool,
    /// The random number of each answer.
    random: f64,
}

impl Account {
    fn bgp_json(&self) -> String {
        let locked = self.is_locked;
        self.bgp.map_or(String::new(), |(advertised, prepend, follow)| {
            format!(
                r#"{{"id":"p1","cidr":"192.0.2.0/24","asn_prepend_count":{prepend},"auto_advertise_withdraw":{follow},"on_demand":{{"on_demand_enabled":true,"on_demand_locked":{locked},"advertised":{advertised}}}}}"#
            )
        })
    }

    fn answer(&mut self, action: &RunAction, now: u64) -> String {
        let RunAction::Send { request, .. } = action else { panic!("{action:?}") };
        let kind =
            request.path.split('/').find(|part| ["bindings", "bgp", "delegations"].contains(part)).unwrap();
        let body = request.body.clone().unwrap_or_default();
        self.sent.push((format!("{} {kind} {body}", request.method).trim_end().to_owned(), now));
        let binding =
            r#"{"id":"b0","cidr":"192.0.2.0/24","service_id":"cdn","provisioning":{"state":"active"}}"#;
        let delegation = |(at, to): (usize, &&str)| {
            format!(r#"{{"id":"d{at}","cidr":"192.0.2.0/24","delegated_account_id":"{to}"}}"#)
        };
        let result = match (request.method, kind) {
            ("GET", "bindings") => format!("[{binding}]"),
            ("GET", "delegations") => {
                let all: Vec<_> = self.delegated.iter().enumerate().map(delegation).collect();
                format!("[{}]", all.join(","))
            }
            ("POST", "delegations") => {
                self.delegated.push(OTHER);
                delegation((self.delegated.len() - 1, &OTHER))
            }
            ("GET", _) if request.path.ends_with("p1") => self.bgp_json(),
            ("GET", _) => format!("[{}]", self.bgp_json()),
            ("PATCH", _) if now < self.refuses_until => return REFUSED.to_owned(),
            ("PATCH", _) if self.ignores_edits => self.bgp_json(),
            _ => {
                let sent: serde_json::Value = serde_json::from_str(&body).unwrap();
                let now = self.bgp.get_or_insert_default();
                now.0 = sent["on_demand"]["advertised"].as_bool().unwrap_or(now.0);
                now.1 = sent["asn_prepend_count"].as_u64().map_or(now.1, |own| u8::try_from(own).unwrap());
                now.2 = sent["auto_advertise_withdraw"].as_bool().unwrap_or(now.2);
                self.bgp_json()
            }
        };
        format!(r#"{{"success":true,"errors":[],"messages":[],"result":{result}}}"#)
    }

    /// Writes with the seconds since the start.
    fn writes(&self, began: u64) -> Vec<(&str, u64)> {
        let writes = self.sent.iter().filter(|(sent, _)| !sent.starts_with("GET"));
        writes.map(|(sent, at)| (sent.as_str(), (at - began) / 1000)).collect()
    }
}

fn run_of(steps: Vec<RunStep>) -> RunPlan {
    let start = StartBinding {
        id: "b0".into(),
        cidr: "192.0.2.0/24".parse().unwrap(),
        service_id: Some("cdn".into()),
    };
    let prefix = PrefixPlan {
        prefix_id: super::PREFIX.into(),
        cidr: "192.0.2.0/24".parse().unwrap(),
        start: vec![start],
        steps,
        fingerprint: String::new(),
    };
    RunPlan { account_id: super::ACCOUNT.into(), options: RunOptions::default(), prefixes: vec![prefix] }
}

/// Carries a run on until it ends, or until `stop` says so.
fn drive(
    world: &mut World,
    run: &mut Run,
    account: &mut Account,
    stop: impl Fn(&World, &mut Account) -> bool,
) -> Option<RunState> {
    for _ in 0..5_000 {
        if stop(world, account) {
            return None;
        }
        let action = world.turn(run);
        let RunAction::Send { ticket, .. } = &action else {
            if let Some(state) = world.perform(run, &action) {
                return Some(state);
            }
            continue;
        };
        let text = account.answer(&action, world.now);
        world.now += 200;
        let status = if text == REFUSED { 400 } else { 200 };
        let answer = Answer { status, bytes: text.as_bytes(), retry_after: None, should_retry: None };
        let headers = AnswerHeaders { date: Some(world.now), ray: None };
        let records = run.answer(*ticket, &answer, headers, world.moment(), account.random);
        world.journal.push_str(&records);
    }
    panic!("it does not end: {:?}", run.status(world.moment()));
}

fn carried_out(steps: Vec<RunStep>, account: &mut Account) -> (World, u64) {
    let mut world = World::new();
    let began = world.now;
    let mut run = world.begin(run_of(steps));
    assert_eq!(drive(&mut world, &mut run, account, |_, _| false), Some(RunState::Done));
    (world, began)
}

fn advertise(advertised: bool) -> RunStep {
    RunStep::Advertise { cidr: "192.0.2.0/24".parse().unwrap(), advertised }
}

fn edit(prepend: Option<u8>, follow: Option<bool>) -> RunStep {
    RunStep::EditBgpPrefix {
        cidr: "192.0.2.0/24".parse().unwrap(),
        asn_prepend_count: prepend,
        auto_advertise_withdraw: follow,
    }
}

#[test]
fn an_edit_is_sent_for_what_differs_only() {
    for (step, start, writes) in [
        (edit(Some(2), None), (true, 2, false), 0),
        (edit(Some(2), None), (true, 1, false), 1),
        (edit(None, Some(true)), (true, 2, true), 0),
        (edit(None, Some(true)), (true, 2, false), 1),
        (edit(Some(2), Some(true)), (true, 2, false), 1),
        (advertise(true), (true, 0, false), 0),
        (advertise(true), (false, 0, false), 1),
        (advertise(false), (true, 0, false), 1),
    ] {
        let mut account = Account { bgp: Some(start), ..Account::default() };
        let (world, began) = carried_out(vec![step.clone()], &mut account);
        assert_eq!(account.writes(began).len(), writes, "{step:?} from {start:?}");
        assert_eq!(world.journal.contains("\"present\""), writes == 0, "{step:?} from {start:?}");
    }
}

#[test]
fn the_advertisement_changes_once_in_a_quarter_of_an_hour_also_after_a_restart() {
    for restarted in [false, true] {
        let mut account = Account { bgp: Some((false, 0, false)), ..Account::default() };
        let mut world = World::new();
        let began = world.now;
        let plan = run_of(vec![advertise(true), advertise(false)]);
        let mut run = world.begin(plan);
        if restarted {
            let first = |world: &World, _: &mut Account| world.journal.contains("\"outcome\"");
            assert_eq!(drive(&mut world, &mut run, &mut account, first), None);
            run = world.resume(false);
        }
        assert_eq!(drive(&mut world, &mut run, &mut account, |_, _| false), Some(RunState::Done));
        let times: Vec<_> = account.writes(began).iter().map(|(_, at)| *at).collect();
        assert_eq!(times.len(), 2);
        assert!((900..960).contains(&(times[1] - times[0])), "{times:?}, restarted: {restarted}");
        assert!(account.sent.len() < 16, "{} requests: it sleeps until then", account.sent.len());
    }
}

#[test]
fn a_bgp_prefix_that_comes_back_by_itself_is_waited_for_half_an_hour_and_then_asked_for() {
    let mut account = Account::default();
    let mut world = World::new();
    let began = world.now;
    let mut run = world.begin(run_of(vec![advertise(true)]));
    let is_blocked = |world: &World, _: &mut Account| world.journal.contains("\"blocked\"");
    assert_eq!(drive(&mut world, &mut run, &mut account, is_blocked), None);
    let after = (world.now - began) / 1000;
    assert!((1800..1800 + 600).contains(&after), "{after}");
    let lists: Vec<_> =
        account.sent.iter().filter(|(sent, _)| sent == "GET bgp").map(|(_, at)| *at).collect();
    assert!((3..10).contains(&lists.len()), "{} lists", lists.len());
    let blocked = run.status(world.moment()).prefixes.remove(0).blocked.unwrap();
    assert_eq!(
        (blocked.code, blocked.message.as_str()),
        ("bgp-prefix-missing", "there is no BGP prefix for 192.0.2.0/24")
    );
    // It goes on by itself once the prefix is there.
    account.bgp = Some((false, 0, false));
    assert_eq!(drive(&mut world, &mut run, &mut account, |_, _| false), Some(RunState::Done));
    assert_eq!(account.bgp, Some((true, 0, false)));
}

#[test]
fn a_bgp_prefix_that_never_comes_stops_the_prefix_after_a_day() {
    let mut account = Account::default();
    let mut world = World::new();
    let began = world.now;
    let mut run = world.begin(run_of(vec![advertise(true)]));
    assert_eq!(drive(&mut world, &mut run, &mut account, |_, _| false), Some(RunState::Stopped));
    let after = world.now - began;
    assert!((24 * HOUR..25 * HOUR).contains(&after), "{} minutes", after / 60_000);
    assert_eq!(world.journal.matches("\"blocked\"").count(), 1, "the same block is written once");
}

#[test]
fn a_block_is_delegated_unless_it_is_already_delegated_to_that_account() {
    let step = || RunStep::Delegate { cidr: "192.0.2.0/24".parse().unwrap(), account_id: OTHER.into() };
    let mut account = Account { delegated: vec![OTHER], ..Account::default() };
    let (_, began) = carried_out(vec![step()], &mut account);
    assert!(account.writes(began).is_empty());
    let mut account = Account { delegated: vec!["00112233445566778899aabbccddeeff"], ..Account::default() };
    let (world, began) = carried_out(vec![step()], &mut account);
    assert_eq!(account.writes(began).len(), 1);
    // The delegation that was there is named, so that a later one can be told apart; the new one has its id.
    assert!(world.journal.contains(r#""known":["d0"]"#), "{}", world.journal);
    assert!(world.journal.contains(r#""result":"done","id":"d1""#), "{}", world.journal);
}

#[test]
fn a_bgp_prefix_is_created_unless_it_is_there() {
    let step = || RunStep::CreateBgpPrefix { cidr: "192.0.2.0/24".parse().unwrap() };
    let mut account = Account { bgp: Some((true, 0, false)), ..Account::default() };
    let (world, began) = carried_out(vec![step()], &mut account);
    assert!(account.writes(began).is_empty());
    assert!(world.journal.contains(r#""result":"present","id":"p1""#), "{}", world.journal);
    let mut account = Account::default();
    let (world, began) = carried_out(vec![step()], &mut account);
    assert_eq!(account.writes(began).len(), 1);
    assert!(world.journal.contains(r#""result":"done","id":"p1""#), "{}", world.journal);
}

#[test]
fn steps_that_follow_within_a_minute_share_one_list_of_the_bindings() {
    let mut account = Account { bgp: Some((false, 0, false)), ..Account::default() };
    carried_out(
        vec![edit(Some(1), None), edit(Some(2), None), edit(None, Some(true)), advertise(true)],
        &mut account,
    );
    let lists = account.sent.iter().filter(|(sent, _)| sent == "GET bindings").count();
    assert_eq!(lists, 1, "{:?}", account.sent);
    // The second change of the advertisement comes a quarter of an hour later.
    let mut account = Account { bgp: Some((false, 0, false)), ..Account::default() };
    carried_out(vec![advertise(true), advertise(false)], &mut account);
    let lists = account.sent.iter().filter(|(sent, _)| sent == "GET bindings").count();
    assert_eq!(lists, 2, "{:?}", account.sent);
}

/// The tries of a write that is always refused, and the seconds from the first to the last.
fn tries(step: RunStep, random: f64) -> (usize, u64) {
    let mut account =
        Account { bgp: Some((false, 0, false)), refuses_until: u64::MAX, random, ..Account::default() };
    let mut world = World::new();
    let began = world.now;
    let mut run = world.begin(run_of(vec![step]));
    assert_eq!(drive(&mut world, &mut run, &mut account, |_, _| false), Some(RunState::Stopped));
    let block = run.status(world.moment()).prefixes.remove(0).blocked.unwrap();
    assert_eq!(block.code, "refused");
    assert!(block.message.ends_with("1003 too soon"), "{}", block.message);
    let times: Vec<_> = account.writes(began).iter().map(|(_, at)| *at).collect();
    (times.len(), times[times.len() - 1] - times[0])
}

#[test]
fn an_advertisement_that_is_refused_is_tried_for_twenty_minutes_and_an_edit_once() {
    // Pauses of 5 s that double, up to ten minutes; shorter by a quarter.
    let (count, seconds) = tries(advertise(true), 0.0);
    assert_eq!(count, 9);
    assert!((1235..1250).contains(&seconds), "{seconds}");
    let (count, seconds) = tries(advertise(true), 1.0);
    assert_eq!(count, 10);
    assert!((1376..1390).contains(&seconds), "{seconds}");
    assert_eq!(tries(edit(Some(1), None), 0.0), (1, 0));
    // Another writer has changed it ten minutes ago.
    let mut account = Account { bgp: Some((false, 0, false)), ..Account::default() };
    let mut world = World::new();
    account.refuses_until = world.now + HOUR / 6;
    let mut run = world.begin(run_of(vec![advertise(true)]));
    assert_eq!(drive(&mut world, &mut run, &mut account, |_, _| false), Some(RunState::Done));
    assert_eq!(account.bgp, Some((true, 0, false)));
    assert!(!world.journal.contains("\"blocked\""), "{}", world.journal);
}

#[test]
fn an_edit_that_reads_do_not_show_stops_the_prefix_with_its_fields() {
    for (is_locked, step, field, result) in [
        (false, advertise(true), "`on_demand.advertised`", "unknown"),
        (true, advertise(true), "`on_demand.advertised`: it is locked", "not-applied"),
        (true, edit(Some(2), None), "`asn_prepend_count`", "unknown"),
    ] {
        let bgp = Some((false, 0, false));
        let mut account = Account { bgp, ignores_edits: true, is_locked, ..Account::default() };
        let mut world = World::new();
        let mut run = world.begin(run_of(vec![step]));
        assert_eq!(drive(&mut world, &mut run, &mut account, |_, _| false), Some(RunState::Stopped));
        let block = run.status(world.moment()).prefixes.remove(0).blocked.unwrap();
        assert_eq!(block.code, "edit-ineffective");
        assert!(block.message.ends_with(&format!("do not show the change of {field}")), "{}", block.message);
        assert!(world.journal.contains(&format!("\"result\":\"{result}\"")), "{}", world.journal);
        account.ignores_edits = false;
        let mut run = world.resume(true);
        assert_eq!(drive(&mut world, &mut run, &mut account, |_, _| false), Some(RunState::Done));
    }
}
