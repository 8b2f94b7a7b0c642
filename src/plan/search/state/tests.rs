//! What is met under a view, and which courses are worth a look there.

use super::super::options::{MAX_BATCHES, ScheduleKey};
use super::super::test_fixtures::*;
use super::*;

fn situations(batches: usize) -> StateTable {
    StateTable::new(BatchRules::new(batches, SUB_BLOCK_SERVICES, true), 8)
}

fn kin(before: ServiceNumber, after: ServiceNumber, wanted: ServiceSet) -> NodeClass {
    let kind = ScheduleKey { own_services: wanted, ..schedule_key(before, after) };
    NodeClass { key: kind, leaf_owners: None, fallback_services: ServiceSet::default() }
}

fn around(service: ServiceNumber) -> View {
    [ServiceSet::single(service); MAX_BATCHES]
}

/// The situation of a kin, with this number, where one service is seen throughout.
fn met(situations: &mut StateTable, number: u32, kin: &NodeClass, service: ServiceNumber) -> StateId {
    let view = situations.intern_view(&around(service));
    situations.state_of(number, kin, view)
}

/// The ways of a situation, by their stages.
fn ways(situations: &mut StateTable, place: StateId) -> Vec<String> {
    let mut found = Vec::new();
    let mut next = None;
    while let Some((at, way)) = situations.next_candidate(place, next) {
        let (choice, below) = situations.option_and_child_view(place, way.option).expect("a way is a course");
        assert_eq!((choice.schedule.writes, below), (way.writes, way.child_view));
        found.push(digits(choice.schedule.services, situations.rules().batches));
        next = Some(at);
    }
    found
}

#[test]
fn strangers_look_alike_to_those_who_want_none_of_them() {
    let mut all = situations(2);
    let kin = kin(NO_SERVICE, NO_SERVICE, ServiceSet::single(A).with(B));
    let [a, b, nobody, tied, c] =
        [A, B, NO_SERVICE, DEFAULT_ONLY, C].map(|service| met(&mut all, 0, &kin, service));
    assert_eq!(tied, c);
    assert_eq!(
        [a, b, nobody, tied].map(|one| [a, b, nobody, tied].iter().filter(|all| **all == one).count()),
        [1; 4]
    );
    // Asked again, and by another kin.
    assert_eq!([A, B, NO_SERVICE, C].map(|service| met(&mut all, 0, &kin, service)), [a, b, nobody, c]);
    let other = met(&mut all, 1, &kin, A);
    assert!(![a, b, nobody, c].contains(&other));
    assert_eq!(merge_other_services(kin.key.own_services, &around(C)), around(OTHER_SERVICE));
}

#[test]
fn what_is_known_before_any_course_is_what_the_view_hits() {
    let catchers = ServiceSet::single(A).with(B);
    let kin =
        NodeClass { fallback_services: catchers, ..kin(NO_SERVICE, NO_SERVICE, catchers.with(DEFAULT_ONLY)) };
    let mut all = situations(2);
    let mut sight = |around: &View| {
        let view = all.intern_view(around);
        let place = all.state_of(0, &kin, view);
        let ViewFacts { constant: quiet, hits_default_only: ties, hits_unprotected: loses } =
            all.facts(place).expect("the situation is known");
        [quiet, ties, loses]
    };
    assert_eq!(sight(&around(DEFAULT_ONLY)), [true, false, true]);
    assert_eq!(sight(&around(NO_SERVICE)), [true, false, true]);
    assert_eq!(sight(&around(A)), [true, true, false]);
    assert_eq!(sight(&around(C)), [true, true, true]);
    let mut both = around(DEFAULT_ONLY);
    both[1] = both[1].with(B);
    assert_eq!(sight(&both), [false, true, false]);
    // What lies behind the last batch is not seen.
    both.swap(1, 2);
    assert_eq!(sight(&both), [true, false, true]);
    // Who is not lost has nothing to lose.
    let kin = NodeClass { fallback_services: ServiceSet::default(), ..kin };
    let place = met(&mut all, 1, &kin, C);
    assert_eq!(
        all.facts(place),
        Some(ViewFacts { constant: true, hits_default_only: true, hits_unprotected: false })
    );
}

#[test]
fn a_shield_that_stands_through_no_batch_is_not_worth_a_look() {
    let free = kin(NO_SERVICE, NO_SERVICE, ServiceSet::single(A).with(B).with(DEFAULT_ONLY));
    let of = |batches| {
        let mut all = situations(batches);
        let place = met(&mut all, 0, &free, C);
        ways(&mut all, place)
    };
    assert_eq!(of(1), ["00"]);
    assert_eq!(of(2), ["000"]);
    assert_eq!(of(3), ["0000", "0220", "0330"]);
    // Those that stand through different batches are all of use.
    assert_eq!(of(4), ["00000", "02200", "03300", "02220", "03330", "00220", "00330"]);
}

#[test]
fn a_shield_of_what_is_seen_already_is_not_worth_a_look() {
    let free = kin(NO_SERVICE, NO_SERVICE, ServiceSet::single(A).with(B));
    let mut all = situations(3);
    let place = met(&mut all, 0, &free, A);
    assert_eq!(ways(&mut all, place), ["0000", "0330"]);
    // Asked again, the same.
    assert_eq!(ways(&mut all, place), ["0000", "0330"]);
}

#[test]
fn who_is_replaced_may_be_so_in_each_batch_and_over_a_gap_where_that_shows_less() {
    let replaced = kin(A, B, ServiceSet::single(A).with(B));
    let of = |service| {
        let mut all = situations(2);
        let place = met(&mut all, 0, &replaced, service);
        ways(&mut all, place)
    };
    // Without a gap both are seen together with what is around, in one batch; over a gap each alone with it.
    assert_eq!(of(C), ["233", "223", "203"]);
    // Where the new one is around, the gap shows no less than doing it at once.
    assert_eq!(of(B), ["233", "223"]);
}

#[test]
fn what_was_found_for_settled_addresses_is_kept_with_the_situation() {
    let mut all = situations(2);
    let one = kin(NO_SERVICE, NO_SERVICE, ServiceSet::single(A));
    let (place, other) = (met(&mut all, 0, &one, A), met(&mut all, 0, &one, B));
    let settled = LeafResult { unowned: false, third_party: true, writes: 2, option: 1 };
    all.store_leaf(place, settled);
    assert_eq!([place, other].map(|place| all.leaf_result(place)), [Some(settled), None]);
}
