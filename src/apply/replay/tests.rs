use super::{Cidr, IntentOp, Journal, OutcomeResult, RENEW, Record, Replayed, replay};
use crate::apply::journal::JournalWriter;
use crate::apply::record::{FORMAT, Header};
use crate::apply::{Moment, PrefixPlan, RunOptions, RunPlan, RunStep, StartBinding};
use crate::plan::{Purpose, Until};

fn prefix() -> Cidr {
    "192.0.2.0/24".parse().unwrap()
}

/// Creates, waits, advertises, deletes.
fn replayed(records: Vec<Record>) -> Result<Replayed, (String, Option<usize>)> {
    replayed_at(records.into_iter().map(|record| (record, 0)).collect(), 0)
}

/// The same with the time of each record, and of the reading.
fn replayed_at(records: Vec<(Record, u64)>, now: u64) -> Result<Replayed, (String, Option<usize>)> {
    let (cidr, service_id) = ("192.0.2.1/32".parse().unwrap(), "cdn".to_owned());
    let steps = vec![
        RunStep::Create { cidr, service_id: service_id.clone(), purpose: Purpose::Desired },
        RunStep::Wait { until: Until::Active, hours: 1, active: vec![cidr], gone: vec![] },
        RunStep::Advertise { cidr: prefix(), advertised: true },
        RunStep::Delete { cidr, service_id, binding_id: None, purpose: Purpose::Desired },
    ];
    let start = StartBinding { id: "b0".into(), cidr: prefix(), service_id: Some("cdn".into()) };
    let (prefix_id, fingerprint) = ("p".to_owned(), String::new());
    let prefixes = vec![PrefixPlan { prefix_id, cidr: prefix(), start: vec![start], steps, fingerprint }];
    let plan = RunPlan { account_id: "a".into(), options: RunOptions::default(), prefixes };
    let (text, at) = (String::new, crate::apply::time::format(0));
    let header = Header { byoip_journal: FORMAT, run: text(), tool: text(), api: text(), at, plan };
    let mut writer = JournalWriter::create(&header);
    for (record, wall) in records {
        writer.push(record, wall);
    }
    let journal = Journal::read(writer.take().as_bytes()).unwrap();
    replay(&journal, Moment { wall: now, tick: now }).map_err(|error| (error.message, error.line))
}

fn intent(step: usize, op: IntentOp) -> Record {
    let cidr = "192.0.2.1/32".parse().unwrap();
    Record::Intent { prefix: prefix(), step, op, cidr, to: None, id: None, known: Vec::new() }
}

fn outcome(step: usize, result: OutcomeResult, id: Option<&str>) -> Record {
    let id = id.map(str::to_owned);
    let none = || None;
    Record::Outcome {
        prefix: prefix(),
        step,
        result,
        id,
        duplicate: None,
        date: none(),
        ray: none(),
        said: none(),
    }
}

fn created() -> Vec<Record> {
    vec![intent(1, IntentOp::Create), outcome(1, OutcomeResult::Done, Some("b1"))]
}

#[test]
fn a_record_that_does_not_follow_from_those_before_is_damage_with_its_line() {
    let waited = |step| Record::Waited { prefix: prefix(), step };
    let all = [
        created(),
        vec![waited(2), intent(3, IntentOp::Advertise), outcome(3, OutcomeResult::Present, None)],
        vec![intent(4, IntentOp::Delete), outcome(4, OutcomeResult::Found, Some("b1"))],
    ]
    .concat();
    assert_eq!(replayed(all.clone()).unwrap().prefixes[0].step, 4);
    let other = "198.51.100.0/24".parse().unwrap();
    for (records, line) in [
        // The step is not the current one.
        (vec![intent(2, IntentOp::Create)], 2),
        (vec![waited(2)], 2),
        ([created(), vec![intent(1, IntentOp::Create)]].concat(), 4),
        ([created(), vec![outcome(3, OutcomeResult::Present, None)]].concat(), 4),
        // A create and a delete have an id, a wait has no outcome, and nothing follows the last step.
        (vec![intent(1, IntentOp::Create), outcome(1, OutcomeResult::Done, None)], 3),
        ([created(), vec![outcome(2, OutcomeResult::Done, Some("b1"))]].concat(), 4),
        ([&all[..6], &[outcome(4, OutcomeResult::Done, None)]].concat(), 8),
        ([&all[..], &[outcome(5, OutcomeResult::Done, None)]].concat(), 9),
        (vec![Record::Waited { prefix: other, step: 1 }], 2),
        (vec![Record::Lease { owner: String::new(), host: String::new(), until: "soon".into() }], 2),
    ] {
        let error = replayed(records).expect_err("it is damaged");
        assert_eq!(error.1, Some(line), "{}", error.0);
    }
}

#[test]
fn only_an_unknown_outcome_leaves_a_create_or_a_delete_open() {
    let unknown = |step| outcome(step, OutcomeResult::Unknown, None);
    let state = |records| {
        let run = replayed(records).unwrap().prefixes.remove(0);
        (run.open_creates, run.open_delete)
    };
    let create = || intent(1, IntentOp::Create);
    let refused = |step| outcome(step, OutcomeResult::NotApplied, None);
    assert_eq!(state(vec![create(), unknown(1)]), (1, false));
    assert_eq!(state(vec![create(), unknown(1), create(), unknown(1)]), (2, false));
    assert_eq!(state(vec![create(), unknown(1), create(), refused(1)]), (1, false));
    assert_eq!(state(vec![create(), refused(1)]), (0, false));
    assert_eq!(state(created()), (0, false));
    let delete = || intent(4, IntentOp::Delete);
    let waited = Record::Waited { prefix: prefix(), step: 2 };
    let until = [created(), vec![waited, outcome(3, OutcomeResult::Present, None), delete()]].concat();
    let then = |more: &[Record]| state([&until, more].concat());
    assert_eq!(then(&[unknown(4)]), (0, true));
    assert_eq!(then(&[unknown(4), delete(), refused(4)]), (0, true));
    assert_eq!(then(&[refused(4)]), (0, false));
}

#[test]
fn a_create_that_may_have_been_carried_out_twice_is_remembered() {
    let suspects = |records| replayed(records).unwrap().prefixes.remove(0).suspects.len();
    assert_eq!(suspects(created()), 0);
    let unknown = outcome(1, OutcomeResult::Unknown, None);
    assert_eq!(suspects([vec![intent(1, IntentOp::Create), unknown], created()].concat()), 1);
    let mut named = created();
    if let Some(Record::Outcome { duplicate, .. }) = named.last_mut() {
        *duplicate = Some("b2".into());
    }
    assert_eq!(suspects(named), 1);
}

#[test]
fn processes_that_follow_within_two_renewals_of_the_lease_look_without_a_break() {
    const LATE: u64 = 2 * RENEW;
    let first = 1_771_606_800_000;
    for (second, now, watched) in [
        (LATE, LATE, Some(0)),
        (LATE, 2 * LATE, Some(0)),
        (LATE, 2 * LATE + 1, None),
        (LATE + 1, LATE + 1, Some(LATE + 1)),
        (LATE + 1, 2 * LATE + 1, Some(LATE + 1)),
    ] {
        let records = vec![(Record::Paused, first), (Record::Resumed, first + second)];
        let now = Moment { wall: first + now, tick: first + now };
        let run = replayed_at(records, now.wall).unwrap().prefixes.remove(0);
        let since = run.watched.map(|since| now.wall - first - since.elapsed(now, None));
        assert_eq!(since, watched, "{second} {now:?}");
    }
}
