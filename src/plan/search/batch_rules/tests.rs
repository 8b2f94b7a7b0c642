//! What batches allow at a node, what they cost, and what edges show meanwhile.

use super::super::test_fixtures::*;
use super::*;

fn rules(batches: usize) -> BatchRules {
    BatchRules::new(batches, SUB_BLOCK_SERVICES, true)
}

#[test]
fn a_batch_without_the_prefix_creates_nothing_and_may_delete() {
    let mut create_forbidden = [false; MAX_BATCHES];
    create_forbidden[1] = true;
    let rules = BatchRules { create_forbidden, ..rules(3) };
    let writes = |given: [ServiceNumber; 4]| rules.schedule(services(given)).map(|schedule| schedule.writes);
    assert_eq!(writes([NO_SERVICE, NO_SERVICE, A, A]), None);
    assert_eq!(writes([A, A, B, B]), None);
    assert_eq!(writes([NO_SERVICE, A, A, A]), Some(1));
    assert_eq!(writes([A, A, NO_SERVICE, NO_SERVICE]), Some(1));
    assert_eq!(writes([A, A, A, B]), Some(2));
    assert_eq!(writes([NO_SERVICE, NO_SERVICE, NO_SERVICE, NO_SERVICE]), Some(0));
    // A binding that is deleted and created again is created.
    let stays = services([A]);
    assert_eq!(BatchRules { rebuild_in: Some(1), ..rules }.schedule(stays), None);
    let rebuilt = BatchRules { rebuild_in: Some(2), ..rules }.schedule(stays);
    assert_eq!(rebuilt.map(|schedule| schedule.writes), Some(2));
}

#[test]
fn below_a_node_edges_show_its_service_or_while_it_changes_both_and_what_is_above() {
    let rules = rules(3);
    let above = [ServiceSet::single(C); MAX_BATCHES];
    let below = |given: [ServiceNumber; 4]| {
        let view = rules.view_transform(services(given), &schedule_key(given[0], given[3])).apply(&above);
        let texts = view
            .iter()
            .take(3)
            .map(|column| column.iter().map(|service| service.to_string()).collect::<String>());
        texts.collect::<Vec<_>>()
    };
    assert_eq!(below([NO_SERVICE, NO_SERVICE, NO_SERVICE, NO_SERVICE]), ["4", "4", "4"]);
    assert_eq!(below([A, A, B, B]), ["2", "234", "3"]);
    assert_eq!(below([NO_SERVICE, A, A, NO_SERVICE]), ["24", "2", "24"]);
    // Columns behind the last batch stay as they are.
    let transform = rules.view_transform(services([A]), &schedule_key(A, A));
    assert_eq!(transform.apply(&above).last(), Some(&ServiceSet::single(C)));
}

#[test]
fn the_services_of_a_view_are_those_up_to_the_last_batch() {
    let mut view = [ServiceSet::default(); MAX_BATCHES];
    (view[0], view[2]) = (ServiceSet::single(3), ServiceSet::single(5));
    assert_eq!(
        [1, 2, 3].map(|batches| rules(batches).hitting_services(&view).bits()),
        [1 << 3, 1 << 3, 1 << 3 | 1 << 5]
    );
}

#[test]
fn a_view_is_constant_if_every_batch_has_the_same_single_service() {
    let is_constant = |batches, columns: &[ServiceSet]| {
        let mut view = [ServiceSet::single(NO_SERVICE); MAX_BATCHES];
        view.iter_mut().zip(columns).for_each(|(column, given)| *column = *given);
        rules(batches).is_constant(&view)
    };
    let (one, other, none) = (ServiceSet::single(A), ServiceSet::single(B), ServiceSet::default());
    assert!(is_constant(2, &[one, one]));
    assert!(is_constant(2, &[one, one, other]), "columns behind the last batch do not count");
    assert!(!is_constant(2, &[one, other]));
    assert!(!is_constant(2, &[one.union(other), one.union(other)]));
    assert!(!is_constant(2, &[one, none]) && !is_constant(2, &[none, one]), "a column is empty");
}

#[test]
fn a_plan_takes_six_hours_for_each_wait_except_a_short_one_behind_the_last_batch() {
    let three = rules(3);
    assert_eq!(three.duration(), (18, 3));
    assert_eq!(BatchRules { last_only_creates: true, ..three }.duration(), (12, 3));
    assert_eq!(BatchRules { initial_wait: Some(6), ..three }.duration(), (24, 4));
    let both = BatchRules { initial_wait: Some(2), last_only_creates: true, ..three };
    assert_eq!(both.duration(), (14, 4));
    assert_eq!(BatchRules { last_only_creates: true, ..rules(1) }.duration(), (0, 1));
}

#[test]
fn a_last_batch_with_a_short_wait_deletes_nothing() {
    let rules = BatchRules { last_only_creates: true, ..rules(2) };
    let writes = |given: [ServiceNumber; 3]| rules.schedule(services(given)).map(|schedule| schedule.writes);
    assert_eq!(writes([NO_SERVICE, NO_SERVICE, A]), Some(1));
    assert_eq!(writes([A, NO_SERVICE, B]), Some(2));
    assert_eq!(writes([A, A, A]), Some(0));
    assert_eq!([writes([A, A, NO_SERVICE]), writes([A, A, B])], [None, None]);
    // A binding that is deleted and created again is deleted.
    assert_eq!(BatchRules { rebuild_in: Some(1), ..rules }.schedule(services([A])), None);
}

#[test]
fn the_column_of_changes_holds_what_an_edge_would_not_show_without_the_first_batch() {
    let one_batch = BatchRules { start_in_flight: true, ..rules(1) };
    // Above the node an edge shows C, and where something is written it shows B in place of another service.
    let mut above = View::default();
    (above[0], above[1]) = (ServiceSet::single(B).with(C), ServiceSet::single(B));
    let below = |in_flight, visible_at_start: ServiceSet, given: [ServiceNumber; 2]| {
        let key = ScheduleKey { in_flight, visible_at_start, ..schedule_key(given[0], given[1]) };
        let view = one_batch.view_transform(services(given), &key).apply(&above);
        let text = |column: ServiceSet| column.iter().map(|service| service.to_string()).collect::<String>();
        format!("{} {}", text(view[0]), text(view[1]))
    };
    let (c, both) = (ServiceSet::single(C), ServiceSet::single(A).with(C));
    // An unbound node shows what is above.
    assert_eq!(below(false, c, [NO_SERVICE, NO_SERVICE]), "34 3");
    // A binding that every edge has, and one that some edges have.
    assert_eq!(below(false, c, [A, A]), "2 ");
    assert_eq!(below(true, c, [A, A]), "234 3");
    // A new binding replaces what is above, unless that is the same service at every edge.
    assert_eq!(below(false, c, [NO_SERVICE, A]), "234 23");
    assert_eq!(below(false, ServiceSet::single(A), [NO_SERVICE, A]), "234 3");
    assert_eq!(below(false, both, [NO_SERVICE, A]), "234 23");
    // A deleted binding is replaced by what is above, or by the new one; the same service is no change.
    assert_eq!(below(false, c, [A, NO_SERVICE]), "234 34");
    assert_eq!(below(false, c, [C, NO_SERVICE]), "34 3");
    assert_eq!(below(true, c, [A, NO_SERVICE]), "234 34");
    assert_eq!(below(false, c, [A, B]), "234 34");
}

#[test]
fn the_column_of_changes_replaces_the_first_batch_where_hits_are_counted() {
    let one_batch = BatchRules { start_in_flight: true, ..rules(1) };
    let mut view = View::default();
    (view[0], view[1]) = (ServiceSet::single(B).with(C), ServiceSet::single(B));
    assert_eq!(one_batch.hitting_services(&view), ServiceSet::single(B));
    assert_eq!(one_batch.visible_services(&view), ServiceSet::single(B).with(C));
    assert!(!one_batch.is_constant(&view));
    view[1] = ServiceSet::default();
    assert!(one_batch.is_constant(&view), "nothing changes");
    let two_batches = BatchRules { start_in_flight: true, ..rules(2) };
    (view[0], view[1], view[2]) =
        (ServiceSet::single(B).with(C), ServiceSet::single(C), ServiceSet::default());
    assert!(two_batches.is_constant(&view), "after the first batch there is a single service");
    view[1] = ServiceSet::single(B).with(C);
    assert!(!two_batches.is_constant(&view));
    (view[1], view[2]) = (ServiceSet::single(C), ServiceSet::single(B));
    assert!(!two_batches.is_constant(&view));
}
