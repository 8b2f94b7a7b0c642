//! Which timings are tried, in which order.

use super::super::binding_change::BindingChange;
use super::super::test_fixtures::*;
use super::*;
use crate::plan::task::Profile;

fn problem(changes: &[BindingChange]) -> SearchProblem<'_> {
    problem_of(changes, Profile::Strict, Policy::Hitless)
}

/// The first timings as text: the initial wait, or a start in flight; and a letter for the wait behind each batch, `S` for
/// a long one and `A` for a short one.
fn timings(problem: &SearchProblem<'_>) -> Vec<String> {
    let text = |timing: &BatchTiming| {
        let wait = timing.initial_wait.map_or(String::new(), |hours| format!("wait {hours} "));
        let in_flight = if timing.start_in_flight { "in flight " } else { "" };
        let short = usize::from(timing.last_only_creates);
        format!("{wait}{in_flight}{}{}", "S".repeat(timing.batches - short), "A".repeat(short))
    };
    batch_timings(problem).iter().take(6).map(text).collect()
}

#[test]
fn the_fewest_hours_come_first_then_the_fewest_waits() {
    let adds = [change(0, 0, A, A), change(0, 1, NO_SERVICE, B)];
    let deletes = [change(0, 0, A, A), change(0, 1, B, NO_SERVICE)];
    let in_flight = [change(0, 0, A, A), BindingChange { in_flight: true, ..change(0, 1, B, NO_SERVICE) }];
    let settled = |changes| timings(&problem(changes));
    let active = |changes| timings(&SearchProblem { gate: Gate::Active, ..problem(changes) });
    assert_eq!(settled(&adds), ["S", "SS", "SSS", "SSSS", "SSSSS"]);
    assert_eq!(active(&adds), ["A", "S", "SA", "SS", "SSA", "SSS"]);
    assert_eq!(active(&deletes), ["S", "SA", "SS", "SSA", "SSS", "SSSA"]);
    // An initial wait counts as a wait, and comes first among equals.
    assert_eq!(
        settled(&in_flight),
        ["in flight S", "wait 6 S", "in flight SS", "wait 6 SS", "in flight SSS", "wait 6 SSS"]
    );
    let known = SearchProblem { settles_in: Some(2), ..problem(&in_flight) };
    assert_eq!(timings(&known), ["wait 2 S", "wait 2 SS", "wait 2 SSS", "wait 2 SSSS", "wait 2 SSSSS"]);
    let all = batch_timings(&problem(&in_flight));
    let batches: Vec<_> =
        all.iter().filter(|timing| timing.start_in_flight).map(|timing| timing.batches).collect();
    assert_eq!(batches, [1, 2, 3, 4], "the column of changes takes the place of a batch");
}
