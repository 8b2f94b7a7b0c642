//! Who holds a run, and journals that are not one of this format.

use super::writes::Fate;
use super::{HOUR, World, owner};
use byoip::apply::{Owner, Run, RunAction, RunState};

const MINUTE: u64 = 60_000;

fn other() -> Owner {
    Owner { name: "pid 2".into(), host: "here".into() }
}

#[test]
fn a_lease_keeps_others_out_for_fifteen_minutes_and_is_renewed_in_a_wait() {
    let mut world = World::new();
    let mut run = world.start();
    let begin = world.now;
    let holder = run.status(world.moment());
    assert_eq!((holder.owner.as_str(), holder.host.as_str()), ("pid 1", "here"));
    assert_eq!(holder.held_until, begin + 15 * MINUTE);
    let resume = |world: &World, by: &Owner| {
        Run::resume(world.journal.as_bytes(), by, false, world.moment()).map(|_| ())
    };
    // The owner itself may go on, also from another machine's view only with its name and host.
    assert!(resume(&world, &owner()).is_ok());
    for odd in [other(), Owner { host: "there".into(), ..owner() }] {
        let error = resume(&world, &odd).unwrap_err();
        assert_eq!(error.code, "journal-held");
        assert!(error.message.contains("pid 1 on here"), "{error}");
        assert!(error.message.contains("since 2026-02-20T17:00:00.000Z"), "{error}");
    }
    world.now = begin + 15 * MINUTE - 1;
    assert!(resume(&world, &other()).is_err());
    world.now = begin + 15 * MINUTE;
    assert!(resume(&world, &other()).is_ok());
    // It is renewed after ten minutes.
    for (passed, leases) in [(10 * MINUTE - 1, 0), (10 * MINUTE, 1)] {
        world.now = begin + passed;
        let records = run.clone().next(world.moment(), 0.5).records;
        assert_eq!(records.matches(r#""kind":"lease""#).count(), leases, "{passed}");
    }
    // In a wait of hours it never ends: a sleep is at most so long that the lease is renewed in time.
    world.now = begin;
    world.until(&mut run, |run, world| run.status(world.moment()).prefixes[0].state == "waiting");
    for _ in 0..200 {
        let action = world.turn(&mut run);
        if let RunAction::Sleep(Some(time)) = action {
            assert!(time <= 10 * MINUTE, "{time}");
        }
        assert_eq!(world.perform(&mut run, &action).filter(|state| *state != RunState::Done), None);
        let status = run.status(world.moment());
        if status.state != RunState::Running {
            break;
        }
        assert!(status.held_until >= world.now, "the lease has ended");
        let leases = world.journal.matches(r#""kind":"lease""#).count() as u64;
        assert!(leases <= 2 + (world.now - begin) / (9 * MINUTE), "{leases} leases");
    }
    // The renewals do not change since when it holds the run.
    let read = Run::read(world.journal.as_bytes(), world.moment()).unwrap();
    assert_eq!(read.status(world.moment()).held_until, world.now, "the end releases it");
}

#[test]
fn the_message_of_a_held_run_names_the_last_record_and_the_beginning_of_the_lease() {
    let mut world = World::new();
    let mut run = world.start();
    let begin = world.now;
    world.until(&mut run, |_, world| world.now > begin + HOUR);
    let held = Run::resume(world.journal.as_bytes(), &other(), false, world.moment()).unwrap_err();
    assert!(held.message.contains("since 2026-02-20T17:00:00.000Z"), "{held}");
    // The wait has begun with the answer to the create, and takes six hours.
    let last = "its last record: wait of 192.0.2.0/24 until 2026-02-20T23:00:01";
    assert!(held.message.contains(last), "{held}");
    let (run, records) = Run::resume(world.journal.as_bytes(), &other(), true, world.moment()).unwrap();
    assert!(records.contains(r#""fence":2,"kind":"lease","owner":"pid 2""#), "{records}");
    assert_eq!(run.status(world.moment()).owner, "pid 2");
    world.journal.push_str(&records);
    // The same name on another machine is another process.
    let there = Owner { host: "there".into(), ..other() };
    let (_, records) = Run::resume(world.journal.as_bytes(), &there, true, world.moment()).unwrap();
    world.journal.push_str(&records);
    let held = Run::resume(world.journal.as_bytes(), &other(), false, world.moment()).unwrap_err();
    let since = "pid 2 on there carries out this run since 2026-02-20T18:";
    assert!(held.message.contains(since), "{held}");
}

#[test]
fn other_files_and_newer_formats_have_errors_of_their_own() {
    let mut world = World::new();
    world.start();
    let code = |text: &str| Run::read(text.as_bytes(), world.moment()).unwrap_err().code;
    assert_eq!(code(""), "journal-empty");
    assert_eq!(code("{\"byoip_jour"), "journal-empty");
    assert_eq!(code("{\"byoip_journal\":1,\"run\""), "journal-empty");
    assert_eq!(code("not a journal"), "journal-foreign");
    assert_eq!(code("not a journal\n"), "journal-foreign");
    assert_eq!(code("{\"byoip_journal\":2,\"more\":1}\n"), "journal-newer");
    assert_eq!(code("{\"byoip_journal\":1,\"more\":1}\n"), "journal-damaged");
    assert_eq!(code("{\"byoip_journal\":one}\n"), "journal-foreign");
    let first = world.journal.lines().next().unwrap();
    let error = Run::read(format!("{first}\nmore\n").as_bytes(), world.moment()).unwrap_err();
    assert_eq!((error.code, error.line), ("journal-damaged", Some(2)));
    let json: serde_json::Value = serde_json::from_str(&error.to_json()).unwrap();
    assert_eq!((&json["code"], &json["message"]), (&"journal-damaged".into(), &error.to_string().into()));
    // A line that is missing or there twice does not follow the one before.
    let lines: Vec<_> = world.journal.lines().collect();
    let twice = format!("{}\n{}\n{}\n", lines[0], lines[1], lines[1]);
    assert_eq!(code(&twice), "journal-damaged");
}

#[test]
fn who_leaves_in_a_wait_keeps_nobody_out_and_a_later_process_polls_as_rarely() {
    let mut whole = World::new();
    let mut run = whole.start();
    whole.drive(&mut run, usize::MAX);
    let mut world = World::new();
    let mut run = world.start();
    let (mut left, mut asked) = (0, 0);
    loop {
        let action = world.turn(&mut run);
        let is_sent = matches!(action, RunAction::Send { .. });
        if is_sent {
            assert_eq!(run.leave(world.moment()), None, "a request is in flight");
            asked += 1;
        }
        let leaves = if is_sent { None } else { run.leave(world.moment()) };
        if let Some(turn) = leaves {
            world.journal.push_str(&turn.records);
            let RunAction::Sleep(Some(time)) = turn.action else { panic!("{:?}", turn.action) };
            world.now += time;
            let owner = Owner { name: format!("pid {left}"), host: "here".into() };
            let (next, records) =
                Run::resume(world.journal.as_bytes(), &owner, false, world.moment()).unwrap();
            world.journal.push_str(&records);
            (run, left) = (next, left + 1);
        } else if let Some(state) = world.perform(&mut run, &action) {
            assert_eq!(state, RunState::Done);
            assert_eq!(run.leave(world.moment()), None, "nothing is left to do");
            break;
        }
    }
    world.ends_as_planned();
    assert!(left > 5, "{left}");
    // One list for each time that a process begins.
    assert!(asked <= whole.api.sent.len() + 5, "{asked} of {}", whole.api.sent.len());
}

#[test]
fn a_process_that_looks_into_a_difference_does_not_leave() {
    let mut world = World::new();
    let mut run = world.start();
    world.api.bindings.push(("b9".into(), "192.0.2.9/32".into(), "cdn".into(), 0));
    let mut looks = 0;
    let state = loop {
        let action = world.turn(&mut run);
        if matches!(action, RunAction::Sleep(_)) {
            assert_eq!(run.leave(world.moment()), None);
            looks += 1;
        }
        if let Some(state) = world.perform(&mut run, &action) {
            break state;
        }
    };
    assert_eq!((state, looks), (RunState::Stopped, 2));
    // Or into a failure.
    let mut world = World::new();
    let mut run = world.start();
    let is_over = |world: &World| world.api.sent.len() >= 9;
    assert_eq!(world.carry(&mut run, is_over, |_| Fate::Dropped), None);
    assert!(matches!(world.turn(&mut run), RunAction::Sleep(Some(_))));
    assert_eq!(run.leave(world.moment()), None);
}
