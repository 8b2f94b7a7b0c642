//! Which state a class has under a view, and which options are candidates there.

use super::super::schedule::{MAX_BATCHES, ScheduleKey};
use super::super::service_set::ServiceNumber;
use super::super::test_fixtures::*;
use super::*;

fn states(batches: usize) -> StateTable {
    StateTable::new(BatchRules::new(batches, SUB_BLOCK_SERVICES, true), 8)
}

fn class(before: ServiceNumber, after: ServiceNumber, own_services: ServiceSet) -> NodeClass {
    let key = ScheduleKey { own_services, ..schedule_key(before, after) };
    NodeClass { key, leaf_owners: None, fallback_services: ServiceSet::default() }
}

fn constant_view(service: ServiceNumber) -> View {
    [ServiceSet::single(service); MAX_BATCHES]
}

/// The state of a class, with this index, where one service is visible throughout.
fn state_under(states: &mut StateTable, class_id: u32, class: &NodeClass, service: ServiceNumber) -> StateId {
    let view = states.intern_view(&constant_view(service));
    states.state_of(class_id, class, view)
}

/// The candidates of a state, by their services.
fn candidates(states: &mut StateTable, state: StateId) -> Vec<String> {
    let mut found = Vec::new();
    let mut previous = None;
    while let Some((position, candidate)) = states.next_candidate(state, previous) {
        let (option, child_view) =
            states.option_and_child_view(state, candidate.option).expect("a candidate is an option");
        assert_eq!((option.schedule.writes, child_view), (candidate.writes, candidate.child_view));
        found.push(digits(option.schedule.services, states.rules().batches));
        previous = Some(position);
    }
    found
}

#[test]
fn views_that_differ_in_foreign_services_lead_to_the_same_state() {
    let mut all = states(2);
    let class = class(NO_SERVICE, NO_SERVICE, ServiceSet::single(A).with(B));
    let [a, b, none, default_only, c] =
        [A, B, NO_SERVICE, DEFAULT_ONLY, C].map(|service| state_under(&mut all, 0, &class, service));
    assert_eq!(default_only, c);
    let different = [a, b, none, default_only];
    assert_eq!(different.map(|one| different.iter().filter(|other| **other == one).count()), [1; 4]);
    // The same again, and another class.
    assert_eq!(
        [A, B, NO_SERVICE, C].map(|service| state_under(&mut all, 0, &class, service)),
        [a, b, none, c]
    );
    let other = state_under(&mut all, 1, &class, A);
    assert!(![a, b, none, c].contains(&other));
    assert_eq!(merge_other_services(class.key.own_services, &constant_view(C)), constant_view(OTHER_SERVICE));
}

#[test]
fn the_facts_of_a_state_tell_what_its_view_hits() {
    let fallback_services = ServiceSet::single(A).with(B);
    let class = class(NO_SERVICE, NO_SERVICE, fallback_services.with(DEFAULT_ONLY));
    let class = NodeClass { fallback_services, ..class };
    let mut all = states(2);
    let mut facts = |view: &View| {
        let view = all.intern_view(view);
        let state = all.state_of(0, &class, view);
        let facts = all.facts(state).expect("the state exists");
        [facts.constant, facts.hits_default_only, facts.hits_unprotected]
    };
    assert_eq!(facts(&constant_view(DEFAULT_ONLY)), [true, false, true]);
    assert_eq!(facts(&constant_view(NO_SERVICE)), [true, false, true]);
    assert_eq!(facts(&constant_view(A)), [true, true, false]);
    assert_eq!(facts(&constant_view(C)), [true, true, true]);
    let mut both = constant_view(DEFAULT_ONLY);
    both[1] = both[1].with(B);
    assert_eq!(facts(&both), [false, true, false]);
    // Columns behind the last batch do not count.
    both.swap(1, 2);
    assert_eq!(facts(&both), [true, false, true]);
    // Without unavoidable addresses there is nothing to protect.
    let class = NodeClass { fallback_services: ServiceSet::default(), ..class };
    let state = state_under(&mut all, 1, &class, C);
    let expected = ViewFacts { constant: true, hits_default_only: true, hits_unprotected: false };
    assert_eq!(all.facts(state), Some(expected));
}

#[test]
fn a_shield_that_is_never_stable_is_no_candidate() {
    let unbound = class(NO_SERVICE, NO_SERVICE, ServiceSet::single(A).with(B).with(DEFAULT_ONLY));
    let with_batches = |batches| {
        let mut all = states(batches);
        let state = state_under(&mut all, 0, &unbound, C);
        candidates(&mut all, state)
    };
    assert_eq!(with_batches(1), ["00"]);
    assert_eq!(with_batches(2), ["000"]);
    assert_eq!(with_batches(3), ["0000", "0220", "0330"]);
    // Shields that are stable in different batches are all candidates.
    assert_eq!(with_batches(4), ["00000", "02200", "03300", "02220", "03330", "00220", "00330"]);
}

#[test]
fn a_shield_of_a_visible_service_is_no_candidate() {
    let unbound = class(NO_SERVICE, NO_SERVICE, ServiceSet::single(A).with(B));
    let mut all = states(3);
    let state = state_under(&mut all, 0, &unbound, A);
    assert_eq!(candidates(&mut all, state), ["0000", "0330"]);
    // The same when they are read again.
    assert_eq!(candidates(&mut all, state), ["0000", "0330"]);
}

#[test]
fn a_replacement_can_be_in_each_batch_and_over_a_gap_if_the_gap_shows_less() {
    let replaced = class(A, B, ServiceSet::single(A).with(B));
    let under = |service| {
        let mut all = states(2);
        let state = state_under(&mut all, 0, &replaced, service);
        candidates(&mut all, state)
    };
    // Without a gap one batch shows both services and what is above; over a gap each service is shown without the other.
    assert_eq!(under(C), ["233", "223", "203"]);
    // Where the new service is above, the gap shows as much as a replacement in one batch.
    assert_eq!(under(B), ["233", "223"]);
}

#[test]
fn the_result_of_a_leaf_is_stored_with_its_state() {
    let mut all = states(2);
    let class = class(NO_SERVICE, NO_SERVICE, ServiceSet::single(A));
    let (state, other) = (state_under(&mut all, 0, &class, A), state_under(&mut all, 0, &class, B));
    let result = LeafResult { unowned: false, third_party: true, writes: 2, option: 1 };
    all.store_leaf(state, result);
    assert_eq!([state, other].map(|state| all.leaf_result(state)), [Some(result), None]);
}
