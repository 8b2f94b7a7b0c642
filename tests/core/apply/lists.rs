//! Lists that do not show what the run has written, and bindings of others that look like its own.

use super::{World, plan};
use byoip::apply::{Run, RunState};

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
