//! Creates that were carried out twice: who is asked, and how the second binding goes.

use super::writes::{Fate, NOT_FOUND, answer, binding, for_method, foreign, unknown};
use super::{Api, World};
use byoip::apply::{Run, RunState};

#[test]
fn a_create_that_was_sent_again_explains_a_second_binding_which_a_person_has_deleted() {
    for restarted in [false, true] {
        let (mut world, mut run) = unknown("POST", false);
        let is_done = |world: &World| world.journal.matches(r#""result":"done""#).count() == 2;
        assert_eq!(world.carry(&mut run, is_done, |_| Fate::Answered), None);
        assert_eq!(world.count("POST"), 2);
        if restarted {
            run = world.resume(true);
        }
        let before = world.api.bindings.clone();
        // What is not the same block and service, or comes with another change, is not the second one.
        for (cidr, service, and_missing) in [
            ("192.0.2.1/32", "cdn", false),
            ("192.0.2.2/32", "spectrum", false),
            ("192.0.2.1/32", "spectrum", true),
        ] {
            let api = Api { bindings: before.clone(), made: 9, ..Api::new() };
            let mut other = World { api, now: world.now, journal: world.journal.clone() };
            other.api.bindings.push(binding("b7", cidr, service));
            if and_missing {
                other.api.bindings.retain(|one| one.0 != "b0");
            }
            foreign(other, run.clone());
        }
        world.api.bindings.push(binding("b7", "192.0.2.1/32", "spectrum"));
        assert_eq!(world.drive(&mut run, usize::MAX), Some(RunState::Stopped));
        assert_eq!(world.block(&run).code, "duplicate");
        answer(&mut world, &mut run, "delete");
        assert_eq!(world.drive(&mut run, usize::MAX), Some(RunState::Done));
        world.ends_as_planned();
        assert_eq!(world.count("DELETE b7"), 1);
    }
}

#[test]
fn two_bindings_of_one_create_are_named_in_its_outcome() {
    let mut world = World::new();
    let mut run = world.start();
    let is_sent = |world: &World| world.count("POST") == 1;
    assert_eq!(world.carry(&mut run, is_sent, for_method("POST", || Fate::Dropped)), None);
    let own = |id: &str| binding(id, "192.0.2.1/32", "spectrum");
    world.api.bindings.extend([own("b7"), own("b8")]);
    assert_eq!(world.drive(&mut run, usize::MAX), Some(RunState::Stopped));
    assert!(world.journal.contains(r#""result":"found","id":"b7","duplicate":"b8""#), "{}", world.journal);
    assert_eq!(world.block(&run).code, "duplicate");
    // A later process asks the same.
    let mut run = world.resume(true);
    assert_eq!(world.drive(&mut run, usize::MAX), Some(RunState::Stopped));
    answer(&mut world, &mut run, "delete");
    assert_eq!(world.drive(&mut run, usize::MAX), Some(RunState::Done));
    world.ends_as_planned();
    assert_eq!(world.count("DELETE b8"), 1);
}

/// A run that asks about a second binding, `b7`.
fn asked() -> (World, Run) {
    let (mut world, mut run) = unknown("POST", false);
    let is_done = |world: &World| world.journal.matches(r#""result":"done""#).count() == 2;
    assert_eq!(world.carry(&mut run, is_done, |_| Fate::Answered), None);
    world.api.bindings.push(binding("b7", "192.0.2.1/32", "spectrum"));
    assert_eq!(world.drive(&mut run, usize::MAX), Some(RunState::Stopped));
    (world, run)
}

/// A run that is about to delete the second binding, as a person has said.
fn agreed() -> (World, Run) {
    let (mut world, mut run) = asked();
    answer(&mut world, &mut run, "delete");
    // The list that shows it, behind the answer.
    let lists = world.count("GET");
    world.until(&mut run, |_, world| world.count("GET") > lists);
    (world, run)
}

fn goes_on(mut world: World, mut run: Run, deletes: usize) {
    assert_eq!(world.drive(&mut run, usize::MAX), Some(RunState::Done), "{}", world.journal);
    world.ends_as_planned();
    assert_eq!(world.count("DELETE b7"), deletes);
}

#[test]
fn a_second_binding_that_somebody_else_has_deleted_holds_nothing() {
    let (mut world, run) = agreed();
    world.api.bindings.retain(|one| one.0 != "b7");
    goes_on(world, run, 0);
    // A person deletes it, and resumes the run without an answer.
    let (mut world, _) = asked();
    world.api.bindings.retain(|one| one.0 != "b7");
    let run = world.resume(true);
    goes_on(world, run, 0);
    // It goes between the list and the delete.
    let (mut world, mut run) = agreed();
    let is_sent = |world: &World| world.count("DELETE b7") == 1;
    let refused = for_method("DELETE", || Fate::Refused(404, NOT_FOUND));
    assert_eq!(world.carry(&mut run, is_sent, refused), None);
    world.api.bindings.retain(|one| one.0 != "b7");
    goes_on(world, run, 1);
}

#[test]
fn a_delete_of_a_second_binding_without_an_answer_may_be_carried_out_late() {
    for restarted in [false, true] {
        let (mut world, mut run) = agreed();
        let is_unknown = |world: &World| world.journal.matches(r#""result":"unknown""#).count() == 2;
        assert_eq!(world.carry(&mut run, is_unknown, for_method("DELETE", || Fate::Dropped)), None);
        if restarted {
            run = world.resume(true);
        }
        world.api.bindings.retain(|one| one.0 != "b7");
        goes_on(world, run, 1);
    }
}

#[test]
fn a_second_binding_that_a_list_does_not_show_for_a_moment_is_deleted_when_it_is_back() {
    let (mut world, mut run) = agreed();
    let all = world.api.bindings.clone();
    world.api.bindings.retain(|one| one.0 != "b7");
    let lists = world.count("GET");
    world.until(&mut run, |_, world| world.count("GET") > lists);
    world.api.bindings = all;
    goes_on(world, run, 1);
}
