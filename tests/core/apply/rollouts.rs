//! Bindings that do not become active in time, or not by themselves.

use super::{HOUR, World};
use byoip::apply::{Run, RunCommand, RunState};

/// A run whose binding is on its way until an hour after the start, and shows a state until then.
fn slow(state: &'static str, hours: u64) -> (World, Run, u64) {
    let mut world = World::new();
    let began = world.now;
    let mut run = world.start();
    world.until(&mut run, |_, world| world.api.sent.last().is_some_and(|sent| sent.starts_with("POST")));
    let until = began + hours * HOUR;
    world.api.bindings.last_mut().unwrap().3 = until;
    world.api.state = Some((state, until));
    (world, run, began)
}

/// Carries the run on until the prefix is blocked: the code, and the hours since the start.
fn blocked(world: &mut World, run: &mut Run, began: u64) -> (&'static str, u64) {
    world.until(run, |run, world| run.status(world.moment()).prefixes[0].state == "blocked");
    let code = run.status(world.moment()).prefixes.remove(0).blocked.unwrap().code;
    (code, (world.now - began) / HOUR)
}

#[test]
fn a_binding_without_a_route_blocks_at_once_and_its_hours_count_from_the_route() {
    for (state, code) in [("magic_transit_route_missing", "route-missing"), ("verifying_v2", "binding-stuck")]
    {
        for restarted in [false, true] {
            let (mut world, mut run, began) = slow(state, 20);
            assert_eq!(blocked(&mut world, &mut run, began), (code, 0));
            if restarted {
                run = world.resume(true);
            }
            assert_eq!(world.drive(&mut run, usize::MAX), Some(RunState::Done), "{state}");
            world.ends_as_planned();
            // The way to the edges begins when the state ends, and takes the six hours of the wait.
            let hours = (world.now - began) / HOUR;
            assert!((26..28).contains(&hours), "{state}, restarted: {restarted}: {hours} hours");
            assert_eq!(world.journal.matches("\"unblocked\"").count(), 1);
            // Twenty hours of polls that widen to ten minutes.
            assert!((80..260).contains(&world.api.sent.len()), "{}", world.api.sent.len());
        }
    }
}

#[test]
fn a_restart_after_the_route_came_counts_the_hours_from_there() {
    let (mut world, mut run, began) = slow("magic_transit_route_missing", 20);
    world.until(&mut run, |_, world| world.journal.contains("\"unblocked\""));
    let mut run = world.resume(true);
    assert_eq!(world.drive(&mut run, usize::MAX), Some(RunState::Done));
    let hours = (world.now - began) / HOUR;
    assert!((26..28).contains(&hours), "{hours} hours");
    assert_eq!(world.journal.matches("\"unblocked\"").count(), 1, "the block has ended before the restart");
}

#[test]
fn a_binding_that_is_not_active_a_day_after_its_wait_blocks_until_it_is() {
    let (mut world, mut run, began) = slow("provisioning", 40);
    assert_eq!(blocked(&mut world, &mut run, began), ("rollout-slow", 30));
    world.until(&mut run, |_, world| world.now > began + 36 * HOUR);
    assert_eq!(run.status(world.moment()).prefixes[0].state, "blocked");
    assert!(!world.journal.contains("\"unblocked\""));
    assert_eq!(world.drive(&mut run, usize::MAX), Some(RunState::Done));
    assert_eq!((world.now - began) / HOUR, 40, "it goes on as soon as the binding is active");
    world.ends_as_planned();
}

#[test]
fn a_binding_that_stays_without_a_route_stops_the_prefix_after_a_day() {
    let (mut world, mut run, began) = slow("magic_transit_route_missing", 100);
    assert_eq!(world.drive(&mut run, usize::MAX), Some(RunState::Stopped));
    assert_eq!((world.now - began) / HOUR, 24);
    // A person resumes it: it looks again.
    let mut run = world.resume(true);
    world.now = began + 101 * HOUR;
    assert_eq!(world.drive(&mut run, usize::MAX), Some(RunState::Done));
    world.ends_as_planned();
}

#[test]
fn polls_of_a_wait_come_after_half_a_minute_and_then_ever_more_rarely() {
    let (mut world, mut run, began) = slow("provisioning", 5);
    let from = world.api.sent.len();
    world.until(&mut run, |_, world| world.now > began + 4 * HOUR);
    let pauses: Vec<_> = world.api.times[from..].windows(2).map(|pair| (pair[1] - pair[0]) / 1000).collect();
    // The time since the write and half a minute, minus an eighth, up to ten minutes.
    assert_eq!(pauses[..6], [26, 49, 93, 175, 329, 525], "{pauses:?}");
    assert!(pauses[6..].iter().all(|pause| (300..=525).contains(pause)), "{pauses:?}");
}

/// Hours until the end of a run whose binding is active after eight hours, and whose process is away from each of the first minutes
/// to the second.
fn hours_with_breaks(breaks: &[(u64, u64)]) -> u64 {
    with_breaks(8, breaks).0
}

/// The same for any hours, and how often the journal has the beginning of the wait.
fn with_breaks(hours: u64, breaks: &[(u64, u64)]) -> (u64, usize) {
    let (mut world, mut run, began) = slow("provisioning", hours);
    let at = |minutes: u64| began + minutes * HOUR / 60;
    for (from, to) in breaks {
        world.until(&mut run, |_, world| world.now >= at(*from));
        world.now = world.now.max(at(*to));
        run = world.resume(true);
    }
    assert_eq!(world.drive(&mut run, usize::MAX), Some(RunState::Done));
    world.ends_as_planned();
    ((world.now - began) / HOUR, world.journal.matches("\"waiting\"").count())
}

#[test]
fn the_hours_of_a_late_binding_count_from_the_first_look_after_a_break() {
    assert_eq!(hours_with_breaks(&[]), 8, "watched all the time");
    assert_eq!(hours_with_breaks(&[(60, 66), (120, 126), (390, 396)]), 8, "short breaks");
    // It may have been stuck until the fifth hour.
    assert_eq!(hours_with_breaks(&[(0, 300)]), 11);
    assert_eq!(hours_with_breaks(&[(0, 300), (330, 336)]), 11, "and a short break");
    // The journal has the new beginning of the wait, at the sixth hour.
    assert_eq!(hours_with_breaks(&[(0, 300), (420, 510)]), 12);
    // It was active when the process came back.
    assert_eq!(hours_with_breaks(&[(60, 540)]), 9);
}

#[test]
fn the_hours_count_from_the_route_also_where_something_else_blocked_the_prefix_meanwhile() {
    let (mut world, mut run, began) = slow("magic_transit_route_missing", 3);
    assert_eq!(blocked(&mut world, &mut run, began).0, "route-missing");
    let mut foreign = world.api.bindings[0].clone();
    (foreign.0, foreign.1) = ("b9".into(), "192.0.2.9/32".into());
    world.api.bindings.push(foreign);
    assert_eq!(world.drive(&mut run, usize::MAX), Some(RunState::Stopped));
    assert!(world.journal.contains("foreign-change"), "{}", world.journal);
    world.api.bindings.retain(|one| one.0 != "b9");
    world.now = began + 4 * HOUR;
    let mut run = world.resume(true);
    assert_eq!(world.drive(&mut run, usize::MAX), Some(RunState::Done));
    world.ends_as_planned();
    assert_eq!((world.now - began) / HOUR, 10, "six hours from the look that showed the route");
}

#[test]
fn a_break_of_less_than_ten_minutes_never_begins_a_wait_anew() {
    for start in 391..401 {
        assert_eq!(hours_with_breaks(&[(start, start + 9)]), 8, "from minute {start}");
    }
}

#[test]
fn a_wait_that_begins_anew_is_written_once() {
    assert_eq!(with_breaks(14, &[(0, 300)]), (14, 2));
}

#[test]
fn a_change_of_somebody_else_during_a_wait_does_not_begin_its_hours_anew() {
    for restarted in [false, true] {
        let (mut world, mut run, began) = slow("provisioning", 1);
        world.until(&mut run, |_, world| world.now > began + 2 * HOUR);
        let before = world.api.bindings.clone();
        world.api.bindings.push(("b9".into(), "192.0.2.9/32".into(), "cdn".into(), 0));
        assert_eq!(world.drive(&mut run, usize::MAX), Some(RunState::Stopped));
        world.api.bindings = before;
        world.now = began + 3 * HOUR;
        if restarted {
            run = world.resume(true);
        } else {
            let records = run.command(&RunCommand::Resume, world.moment()).unwrap();
            world.journal.push_str(&records);
        }
        assert_eq!(world.drive(&mut run, usize::MAX), Some(RunState::Done));
        assert_eq!((world.now - began) / HOUR, 6, "restarted: {restarted}");
    }
}
