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
    assert_eq!(world.drive(&mut run, usize::MAX), Some(RunState::Paused), "and stays so");
    give(&mut world, &mut run, &RunCommand::Resume);
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
