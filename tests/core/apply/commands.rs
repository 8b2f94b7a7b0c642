//! Commands that fit the state of a run, and those that do not.

use super::{HOUR, World, owner};
use byoip::apply::{Run, RunAction, RunCommand, RunState};

fn skip(prefix: &str) -> RunCommand {
    RunCommand::SkipWait { prefix: prefix.into(), by: "a person".into(), reason: "it is known".into() }
}

fn answer(question: &str, choice: &str) -> RunCommand {
    RunCommand::Answer { question: question.into(), choice: choice.into(), by: "a person".into() }
}

/// The code of a refused command; nothing is stored.
fn refused(world: &World, run: &mut Run, command: &RunCommand) -> &'static str {
    let error = run.command(command, world.moment()).expect_err("it does not fit");
    assert!(!error.help.is_empty());
    error.code
}

fn give(world: &mut World, run: &mut Run, command: &RunCommand) {
    let records = run.command(command, world.moment()).unwrap();
    world.journal.push_str(&records);
}

#[test]
fn a_pause_ends_the_process_and_a_resume_goes_on_in_it() {
    let mut world = World::new();
    let mut run = world.start();
    assert_eq!(refused(&world, &mut run, &RunCommand::Resume), "run-command-unfit");
    world.drive(&mut run, 2);
    give(&mut world, &mut run, &RunCommand::Pause);
    // Nothing has been sent yet, and it can be taken back.
    give(&mut world, &mut run, &RunCommand::Resume);
    assert_eq!(refused(&world, &mut run, &RunCommand::Resume), "run-command-unfit");
    let mut world = World::new();
    let mut run = world.start();
    give(&mut world, &mut run, &RunCommand::Pause);
    assert_eq!(world.drive(&mut run, usize::MAX), Some(RunState::Paused));
    assert!(world.api.sent.is_empty(), "a pause sends nothing");
    assert_eq!(refused(&world, &mut run, &RunCommand::Pause), "run-command-unfit");
    assert_eq!(run.status(world.moment()).state, RunState::Paused);
    let read = Run::read(world.journal.as_bytes(), world.moment()).unwrap();
    assert_eq!(read.status(world.moment()).state, RunState::Paused);
    assert_eq!(world.drive(&mut run, usize::MAX), Some(RunState::Paused), "and stays so");
    world.now += HOUR;
    give(&mut world, &mut run, &RunCommand::Resume);
    assert_eq!(run.status(world.moment()).held_until, world.now + HOUR / 4);
    assert_eq!(world.drive(&mut run, usize::MAX), Some(RunState::Done));
    world.ends_as_planned();
    assert_eq!(world.kinds()[..2], ["paused", "resumed"]);
}

#[test]
fn an_abandoned_run_never_goes_on() {
    for is_paused in [false, true] {
        let mut world = World::new();
        let mut run = world.start();
        if is_paused {
            give(&mut world, &mut run, &RunCommand::Pause);
            assert_eq!(world.drive(&mut run, usize::MAX), Some(RunState::Paused));
        }
        give(&mut world, &mut run, &RunCommand::Abandon);
        assert_eq!(world.drive(&mut run, usize::MAX), Some(RunState::Abandoned));
        assert!(world.api.sent.is_empty());
        for command in [RunCommand::Pause, RunCommand::Resume, RunCommand::Abandon] {
            assert_eq!(refused(&world, &mut run, &command), "run-finished");
        }
        let (again, records) = Run::resume(world.journal.as_bytes(), &owner(), true, world.moment()).unwrap();
        assert_eq!((records.as_str(), again.status(world.moment()).state), ("", RunState::Abandoned));
        assert_eq!(again.status(world.moment()).ends_at, None);
    }
}

#[test]
fn a_wait_is_skipped_with_a_name_and_a_reason() {
    let mut world = World::new();
    let mut run = world.start();
    assert_eq!(refused(&world, &mut run, &skip("192.0.2.0/24")), "run-command-unfit");
    let start = world.now;
    world.until(&mut run, |run, world| run.status(world.moment()).prefixes[0].state == "waiting");
    for odd in ["198.51.100.0/24", "no prefix"] {
        assert_eq!(refused(&world, &mut run, &skip(odd)), "run-command-unfit");
    }
    give(&mut world, &mut run, &skip("192.0.2.0/24"));
    assert_eq!(world.drive(&mut run, usize::MAX), Some(RunState::Done));
    assert!(world.now < start + HOUR, "it did not wait");
    assert!(world.journal.contains(r#""by":"a person","reason":"it is known""#));
    assert_eq!(world.kinds()[4..], ["waiting", "skipped", "finished"]);
    let read = Run::read(world.journal.as_bytes(), world.moment()).unwrap();
    assert_eq!(read.status(world.moment()).state, RunState::Done);
}

#[test]
fn no_wait_is_skipped_while_its_list_is_under_way() {
    let mut world = World::new();
    let mut run = world.start();
    world.until(&mut run, |run, world| run.status(world.moment()).prefixes[0].state == "waiting");
    let sent = loop {
        let turn = run.next(world.moment(), 0.5);
        world.journal.push_str(&turn.records);
        match turn.action {
            RunAction::Sleep(time) => world.now += time.unwrap(),
            other => break other,
        }
    };
    assert!(matches!(sent, RunAction::Send { .. }));
    assert_eq!(refused(&world, &mut run, &skip("192.0.2.0/24")), "run-command-unfit");
}

#[test]
fn only_a_question_that_is_asked_has_an_answer() {
    let mut world = World::new();
    let mut plan = super::plan();
    plan.prefixes[0].steps.insert(
        0,
        byoip::apply::RunStep::Delete {
            cidr: "192.0.2.0/24".parse().unwrap(),
            service_id: "cdn".into(),
            binding_id: Some("b0".into()),
            purpose: byoip::plan::Purpose::Desired,
        },
    );
    let mut run = world.begin(plan);
    assert_eq!(world.drive(&mut run, usize::MAX), Some(RunState::Stopped));
    let question = run.status(world.moment()).prefixes[0].blocked.clone().unwrap().question.unwrap();
    assert_eq!(refused(&world, &mut run, &answer(&question, "keep")), "run-command-unfit");
    assert_eq!(refused(&world, &mut run, &answer("another", "delete")), "run-command-unfit");
    // The same process goes on after the answer.
    give(&mut world, &mut run, &answer(&question, "delete"));
    assert_eq!(world.drive(&mut run, usize::MAX), Some(RunState::Done));
    assert_eq!(refused(&world, &mut run, &answer(&question, "delete")), "run-finished");
}

#[test]
fn a_later_process_resumes_a_paused_run_and_says_so_once() {
    let mut world = World::new();
    let mut run = world.start();
    give(&mut world, &mut run, &RunCommand::Pause);
    assert_eq!(world.drive(&mut run, usize::MAX), Some(RunState::Paused));
    world.resume(false);
    let mut run = world.resume(false);
    assert_eq!(world.kinds(), ["paused", "resumed"]);
    assert_eq!(world.drive(&mut run, usize::MAX), Some(RunState::Done));
}

#[test]
fn a_write_in_flight_ends_before_a_pause_or_the_end_of_the_run() {
    for (command, state) in
        [(RunCommand::Pause, RunState::Paused), (RunCommand::Abandon, RunState::Abandoned)]
    {
        let mut world = World::new();
        let mut run = world.start();
        let list = world.turn(&mut run);
        assert_eq!(world.perform(&mut run, &list), None);
        let delete = world.turn(&mut run);
        assert!(matches!(delete, RunAction::Send { .. }));
        give(&mut world, &mut run, &command);
        assert_eq!(world.turn(&mut run), RunAction::Sleep(None), "it waits for the answer");
        assert_eq!(run.leave(world.moment()), None);
        assert_eq!(world.perform(&mut run, &delete), None);
        assert_eq!(world.drive(&mut run, usize::MAX), Some(state));
        assert_eq!(world.api.sent, ["GET bindings", "DELETE b1"]);
        assert_eq!(world.kinds()[..2], ["intent", "outcome"]);
    }
}

#[test]
fn a_run_that_is_to_end_is_not_left_to_a_later_process() {
    let mut world = World::new();
    let mut run = world.start();
    world.until(&mut run, |run, world| run.status(world.moment()).prefixes[0].state == "waiting");
    assert!(run.clone().leave(world.moment()).is_some());
    give(&mut world, &mut run, &RunCommand::Pause);
    assert_eq!(run.leave(world.moment()), None);
    assert_eq!(world.drive(&mut run, usize::MAX), Some(RunState::Paused));
}

#[test]
fn no_wait_is_skipped_before_a_list_has_begun_it() {
    let mut world = World::new();
    let mut run = world.start();
    world.until(&mut run, |_, world| world.api.sent.last().is_some_and(|sent| sent.starts_with("POST")));
    assert_eq!(refused(&world, &mut run, &skip("192.0.2.0/24")), "run-command-unfit");
    // Its hours count to the end of the run all the same.
    assert_eq!(run.status(world.moment()).ends_at, Some(world.now + 6 * HOUR + 1000));
}
