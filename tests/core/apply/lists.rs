//! Lists that do not show what the run has written, and bindings of others that look like its own.

use super::writes::{FORBIDDEN, Fate};
use super::{World, plan};
use byoip::apply::{Run, RunCommand, RunState, RunStep};
use byoip::plan::Purpose;

/// Seconds between the requests from the one with this number on.
fn pauses(world: &World, from: usize) -> Vec<u64> {
    world.api.times[from..].windows(2).map(|pair| (pair[1] - pair[0]) / 1000).collect()
}

/// A run that has created its binding, and whose lists do not show that.
fn behind(hidden: bool) -> (World, Run) {
    let mut world = World::new();
    let mut run = world.start();
    world.until(&mut run, |_, world| world.api.sent.last().is_some_and(|sent| sent.starts_with("POST")));
    world.api.shown = Some(world.api.bindings[..1].to_vec());
    world.api.hidden = hidden.then(|| "b2".to_owned());
    (world, run)
}

#[test]
fn a_list_that_is_behind_is_read_again_then_the_binding_is_looked_up() {
    let (mut world, mut run) = behind(false);
    let from = world.api.sent.len();
    world.until(&mut run, |_, world| world.api.sent.last().is_some_and(|sent| sent == "GET b2"));
    assert_eq!(
        world.api.sent[from..],
        ["GET bindings"; 4].iter().copied().chain(["GET b2"]).collect::<Vec<_>>()
    );
    assert_eq!(pauses(&world, from), [10, 20, 40, 0]);
    world.until(&mut run, |run, world| run.status(world.moment()).prefixes[0].state == "waiting");
    world.api.shown = None;
    assert_eq!(world.drive(&mut run, usize::MAX), Some(RunState::Done));
    world.ends_as_planned();
}

#[test]
fn a_binding_that_neither_the_list_nor_its_id_shows_stops_the_prefix() {
    let (mut world, mut run) = behind(true);
    let from = world.api.sent.len();
    assert_eq!(world.drive(&mut run, usize::MAX), Some(RunState::Stopped));
    let blocked = run.status(world.moment()).prefixes.remove(0).blocked.unwrap();
    assert_eq!(blocked.code, "list-behind");
    assert!(blocked.message.contains("`b2`"), "{}", blocked.message);
    // Three reads that widen, five times the list and the id, and a last list.
    let lookups: Vec<_> = [0, 90].into_iter().cycle().take(10).collect();
    assert_eq!(pauses(&world, from), [&[10, 20, 40][..], &lookups].concat());
    // Nothing is sent twice.
    assert_eq!(world.api.sent.iter().filter(|sent| sent.starts_with("POST")).count(), 1);
    (world.api.shown, world.api.hidden) = (None, None);
    let mut run = world.resume(false);
    assert_eq!(world.drive(&mut run, usize::MAX), Some(RunState::Done));
    world.ends_as_planned();
}

#[test]
fn a_second_binding_of_a_block_is_foreign_unless_the_run_has_sent_it_twice() {
    for resumed in [false, true] {
        let mut world = World::new();
        let mut run = world.begin(plan());
        world.until(&mut run, |run, world| run.status(world.moment()).prefixes[0].state == "waiting");
        if resumed {
            run = world.resume(false);
        }
        world.api.bindings.push(("b9".into(), "192.0.2.1/32".into(), "spectrum".into(), 0));
        assert_eq!(world.drive(&mut run, usize::MAX), Some(RunState::Stopped));
        let blocked = run.status(world.moment()).prefixes.remove(0).blocked.unwrap();
        assert_eq!((blocked.code, blocked.question), ("foreign-change", None), "{resumed}");
    }
}

/// A run that has deleted its binding, and whose lists show it still.
fn behind_a_delete() -> (World, Run) {
    let mut world = World::new();
    let mut run = world.start();
    world.until(&mut run, |_, world| world.api.sent.last().is_some_and(|sent| sent.starts_with("DELETE")));
    let mut shown = world.api.bindings.clone();
    shown.push(("b1".into(), "192.0.2.1/32".into(), "cdn".into(), 0));
    world.api.shown = Some(shown);
    (world, run)
}

#[test]
fn a_deleted_binding_that_a_list_still_shows_is_gone_where_its_id_is_not_known() {
    let (mut world, mut run) = behind_a_delete();
    let from = world.api.sent.len();
    world.until(&mut run, |_, world| world.api.sent.last().is_some_and(|sent| sent.starts_with("POST")));
    assert_eq!(world.api.sent[from..][3..], ["GET bindings", "GET b1", "POST bindings"]);
    assert!(!world.journal.contains("\"known\""), "the block is free: {}", world.journal);
    world.api.shown = None;
    assert_eq!(world.drive(&mut run, usize::MAX), Some(RunState::Done));
    world.ends_as_planned();
}

#[test]
fn a_deleted_binding_that_its_id_still_shows_is_waited_for() {
    let (mut world, mut run) = behind_a_delete();
    world.api.bindings = world.api.shown.clone().unwrap();
    let from = world.api.sent.len();
    let is_second =
        |_: &Run, world: &World| world.api.sent.iter().filter(|sent| *sent == "GET b1").count() == 2;
    world.until(&mut run, is_second);
    assert_eq!(pauses(&world, from), [10, 20, 40, 0, 90, 0]);
    world.api.bindings.retain(|one| one.0 != "b1");
    world.api.shown = None;
    assert_eq!(world.drive(&mut run, usize::MAX), Some(RunState::Done));
    world.ends_as_planned();
}

#[test]
fn a_binding_that_cannot_be_looked_up_is_not_taken_as_gone() {
    let (mut world, mut run) = behind_a_delete();
    let refused = |name: &str| match name {
        "GET b1" => Fate::Refused(403, FORBIDDEN),
        _ => Fate::Answered,
    };
    assert_eq!(world.carry(&mut run, |_| false, refused), Some(RunState::Stopped));
    assert_eq!(world.block(&run).code, "credentials");
    assert_eq!(world.count("POST"), 0);
}

/// A list with another binding for an own create, from the answer to it on.
fn other_id() -> (World, Run) {
    let mut world = World::new();
    let mut plan = plan();
    // The run deletes later what it has created.
    plan.prefixes[0].steps.push(RunStep::Delete {
        cidr: "192.0.2.1/32".parse().unwrap(),
        service_id: "spectrum".into(),
        binding_id: None,
        purpose: Purpose::Desired,
    });
    let mut run = world.begin(plan);
    world.until(&mut run, |_, world| world.api.sent.last().is_some_and(|sent| sent.starts_with("POST")));
    world.api.bindings.last_mut().unwrap().0 = "b7".into();
    (world, run)
}

#[test]
fn a_created_binding_under_another_id_is_asked_about_and_taken_by_this_and_every_later_process() {
    for restarts in 0..4 {
        let (mut world, mut run) = other_id();
        let from = world.api.sent.len();
        assert_eq!(world.drive(&mut run, usize::MAX), Some(RunState::Stopped));
        assert_eq!(pauses(&world, from), [10, 20], "three lists show it");
        let block = world.block(&run);
        assert_eq!((block.code, block.choices[0].0), ("other-id", "take"));
        assert_eq!(block.question.as_deref(), Some("other-id b2 b7"));
        assert!(block.message.contains("`b2`") && block.message.contains("`b7`"), "{}", block.message);
        if restarts > 0 {
            run = world.resume(true);
            // It looks again, and asks the same.
            assert_eq!(world.drive(&mut run, usize::MAX), Some(RunState::Stopped));
        }
        let (question, choice) = (world.block(&run).question.unwrap(), "take".to_owned());
        let answer = RunCommand::Answer { question, choice, by: "a person".into() };
        let records = run.command(&answer, world.moment()).unwrap();
        world.journal.push_str(&records);
        if restarts > 1 {
            run = world.resume(true);
        }
        if restarts > 2 {
            world.until(&mut run, |_, world| world.journal.contains("\"renamed\""));
            run = world.resume(true);
        }
        assert_eq!(world.drive(&mut run, usize::MAX), Some(RunState::Done), "{restarts} restarts");
        assert_eq!(world.journal.matches("\"renamed\"").count(), 1);
        assert_eq!(world.api.sent.iter().filter(|sent| *sent == "DELETE b7").count(), 1);
        assert_eq!(world.api.bindings.len(), 1);
    }
}

#[test]
fn a_change_is_named_with_what_it_is_now_and_is_over_once_it_is_undone() {
    let mut world = World::new();
    let mut run = world.start();
    let foreign = |at: usize| (format!("c{at}"), format!("192.0.2.{}/32", 10 + at), "cdn".to_owned(), 0);
    world.api.bindings.extend((0..7).map(foreign));
    assert_eq!(world.drive(&mut run, usize::MAX), Some(RunState::Stopped));
    assert_eq!(pauses(&world, 0), [10, 20], "three lists show it");
    let message = world.block(&run).message;
    assert!(message.contains("192.0.2.14/32") && !message.contains("192.0.2.15/32"), "{message}");
    assert!(message.ends_with("; and 2 more"), "{message}");
    world.api.bindings.truncate(2);
    world.api.bindings.push(foreign(3));
    let mut run = world.resume(true);
    assert_eq!(world.drive(&mut run, usize::MAX), Some(RunState::Stopped));
    let message = world.block(&run).message;
    assert!(message.contains("192.0.2.13/32") && !message.contains("more"), "{message}");
    world.api.bindings.truncate(2);
    let mut run = world.resume(true);
    world.drive(&mut run, world.api.sent.len() + 1);
    assert_eq!(world.kinds(), ["blocked", "blocked", "unblocked", "intent"]);
    let mut run = world.resume(true);
    assert_eq!(world.drive(&mut run, usize::MAX), Some(RunState::Done));
    world.ends_as_planned();
}
