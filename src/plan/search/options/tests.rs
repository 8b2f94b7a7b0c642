//! What a place can do in a course, and what it takes.

use super::super::test_fixtures::*;
use super::*;

fn course(batches: usize) -> BatchRules {
    BatchRules::new(batches, SUB_BLOCK_SERVICES, true)
}

#[test]
fn nothing_is_made_in_a_batch_in_which_the_prefix_is_unbound_and_what_stays_or_goes_is_no_matter() {
    let mut frozen = [false; MAX_BATCHES];
    frozen[1] = true;
    let course = BatchRules { create_forbidden: frozen, ..BatchRules::new(3, SUB_BLOCK_SERVICES, true) };
    let writes = |given: [ServiceNumber; 4]| course.schedule(services(given)).map(|timeline| timeline.writes);
    assert_eq!(writes([NO_SERVICE, NO_SERVICE, A, A]), None);
    assert_eq!(writes([A, A, B, B]), None);
    assert_eq!(writes([NO_SERVICE, A, A, A]), Some(1));
    assert_eq!(writes([A, A, NO_SERVICE, NO_SERVICE]), Some(1));
    assert_eq!(writes([A, A, A, B]), Some(2));
    assert_eq!(writes([NO_SERVICE, NO_SERVICE, NO_SERVICE, NO_SERVICE]), Some(0));
    // What is taken away and put back is made.
    let again = BatchRules { rebuild_in: Some(1), ..course };
    assert_eq!(again.schedule(services([A])), None);
    assert_eq!(
        BatchRules { rebuild_in: Some(2), ..course }.schedule(services([A])).map(|timeline| timeline.writes),
        Some(2)
    );
}

#[test]
fn the_courses_of_a_place_take_the_fewest_writes_and_two_more_with_those_over_a_gap_late() {
    let choices = |batches, kind: ScheduleKey| -> Vec<String> {
        let list = course(batches).node_options(&kind);
        list.iter().map(|choice| digits(choice.schedule.services, batches)).collect()
    };
    let replaced = ScheduleKey { own_services: ServiceSet::single(A).with(B), ..schedule_key(A, B) };
    assert_eq!(choices(1, replaced), ["23"]);
    assert_eq!(choices(2, replaced), ["233", "223", "203"]);
    // With two writes more, the service comes and goes and comes.
    assert_eq!(choices(3, replaced), ["2333", "2233", "2223", "2033", "2003", "2203", "2303", "2023"]);
    let number = |batches| course(batches).node_options(&replaced).len();
    assert_eq!([4, 5].map(number), [20, 45]);
    // Where nothing is bound, a shield of each service that is wanted below and may be bound to a part.
    let free = ScheduleKey {
        own_services: ServiceSet::single(A).with(DEFAULT_ONLY),
        ..schedule_key(NO_SERVICE, NO_SERVICE)
    };
    assert_eq!(choices(2, free), ["000", "020"]);
    assert_eq!(choices(3, free), ["0000", "0200", "0220", "0020"]);
    assert_eq!(choices(3, ScheduleKey { reserved: true, ..free }), ["0000"]);
    let unshielded = BatchRules { allow_temporary: false, ..course(3) };
    assert_eq!(unshielded.node_options(&free).len(), 1);
}

#[test]
fn what_is_seen_below_a_place_is_what_stands_there_or_both_while_it_changes_or_what_is_around() {
    let course = BatchRules::new(3, SUB_BLOCK_SERVICES, true);
    let around = [ServiceSet::single(C); MAX_BATCHES];
    let below = |given: [ServiceNumber; 4]| {
        let seen = course.view_transform(services(given), &schedule_key(given[0], given[3])).apply(&around);
        let texts = seen
            .iter()
            .take(3)
            .map(|seen| seen.iter().map(|service| service.to_string()).collect::<String>());
        texts.collect::<Vec<_>>()
    };
    assert_eq!(below([NO_SERVICE, NO_SERVICE, NO_SERVICE, NO_SERVICE]), ["4", "4", "4"]);
    assert_eq!(below([A, A, B, B]), ["2", "234", "3"]);
    assert_eq!(below([NO_SERVICE, A, A, NO_SERVICE]), ["24", "2", "24"]);
    // What lies behind the last batch is left as it is.
    assert_eq!(
        course.view_transform(services([A]), &schedule_key(A, A)).apply(&around).last(),
        Some(&ServiceSet::single(C))
    );
}

#[test]
fn who_is_seen_in_some_batch_is_counted_up_to_the_last_batch() {
    let mut around = [ServiceSet::default(); MAX_BATCHES];
    (around[0], around[2]) = (ServiceSet::single(3), ServiceSet::single(5));
    assert_eq!(
        [1, 2, 3].map(|batches| course(batches).hitting_services(&around).bits()),
        [1 << 3, 1 << 3, 1 << 3 | 1 << 5]
    );
}

#[test]
fn a_view_is_quiet_where_one_service_is_seen_in_every_batch() {
    let quiet = |batches, seen: &[ServiceSet]| {
        let mut around = [ServiceSet::single(NO_SERVICE); MAX_BATCHES];
        around.iter_mut().zip(seen).for_each(|(around, seen)| *around = *seen);
        course(batches).is_constant(&around)
    };
    let (one, other, none) = (ServiceSet::single(A), ServiceSet::single(B), ServiceSet::default());
    assert!(quiet(2, &[one, one]));
    assert!(quiet(2, &[one, one, other]), "what lies behind the last batch does not count");
    assert!(!quiet(2, &[one, other]));
    assert!(!quiet(2, &[one.union(other), one.union(other)]));
    assert!(!quiet(2, &[one, none]) && !quiet(2, &[none, one]), "in one batch nothing");
}

#[test]
fn a_course_takes_six_hours_for_each_wait_but_for_a_short_one_behind_the_last_batch() {
    let three = course(3);
    assert_eq!(three.duration(), (18, 3));
    assert_eq!(BatchRules { last_only_creates: true, ..three }.duration(), (12, 3));
    assert_eq!(BatchRules { initial_wait: Some(6), ..three }.duration(), (24, 4));
    assert_eq!(BatchRules { initial_wait: Some(2), last_only_creates: true, ..three }.duration(), (14, 4));
    assert_eq!(BatchRules { last_only_creates: true, ..course(1) }.duration(), (0, 1));
}

#[test]
fn before_a_short_wait_nothing_is_deleted() {
    let closing = BatchRules { last_only_creates: true, ..course(2) };
    let writes =
        |given: [ServiceNumber; 3]| closing.schedule(services(given)).map(|timeline| timeline.writes);
    assert_eq!(writes([NO_SERVICE, NO_SERVICE, A]), Some(1));
    assert_eq!(writes([A, NO_SERVICE, B]), Some(2));
    assert_eq!(writes([A, A, A]), Some(0));
    assert_eq!([writes([A, A, NO_SERVICE]), writes([A, A, B])], [None, None]);
    // What is taken away and put back is deleted too.
    assert_eq!(BatchRules { rebuild_in: Some(1), ..closing }.schedule(services([A])), None);
}

#[test]
fn what_an_edge_would_show_anyway_is_apart_from_what_it_shows_for_the_first_batch() {
    let unsettled = BatchRules { start_in_flight: true, ..course(1) };
    // Around the place an edge sees C, and where something is written above it sees B in place of something else.
    let mut around = View::default();
    (around[0], around[1]) = (ServiceSet::single(B).with(C), ServiceSet::single(B));
    let below = |in_flight, bases: ServiceSet, given: [ServiceNumber; 2]| {
        let kind = ScheduleKey { in_flight, visible_at_start: bases, ..schedule_key(given[0], given[1]) };
        let seen = unsettled.view_transform(services(given), &kind).apply(&around);
        let text = |seen: ServiceSet| seen.iter().map(|service| service.to_string()).collect::<String>();
        format!("{} {}", text(seen[0]), text(seen[1]))
    };
    let (c, both) = (ServiceSet::single(C), ServiceSet::single(A).with(C));
    // Nothing is bound: what is around.
    assert_eq!(below(false, c, [NO_SERVICE, NO_SERVICE]), "34 3");
    // A binding that every edge has, and one that some have.
    assert_eq!(below(false, c, [A, A]), "2 ");
    assert_eq!(below(true, c, [A, A]), "234 3");
    // A new one replaces what is around, unless that is the same everywhere.
    assert_eq!(below(false, c, [NO_SERVICE, A]), "234 23");
    assert_eq!(below(false, ServiceSet::single(A), [NO_SERVICE, A]), "234 3");
    assert_eq!(below(false, both, [NO_SERVICE, A]), "234 23");
    // What goes is replaced by what is around, or by what comes; the service itself is no change.
    assert_eq!(below(false, c, [A, NO_SERVICE]), "234 34");
    assert_eq!(below(false, c, [C, NO_SERVICE]), "34 3");
    assert_eq!(below(true, c, [A, NO_SERVICE]), "234 34");
    assert_eq!(below(false, c, [A, B]), "234 34");
    // All of it counts as a hit but what is seen in the first batch anyway.
    assert_eq!(unsettled.hitting_services(&around), ServiceSet::single(B));
    assert_eq!(unsettled.visible_services(&around), ServiceSet::single(B).with(C));
    assert!(!unsettled.is_constant(&around));
    around[1] = ServiceSet::default();
    assert!(unsettled.is_constant(&around), "nothing replaces anything");
    let two = BatchRules { start_in_flight: true, ..course(2) };
    (around[0], around[1], around[2]) =
        (ServiceSet::single(B).with(C), ServiceSet::single(C), ServiceSet::default());
    assert!(two.is_constant(&around), "behind the first batch one service is seen");
    around[1] = ServiceSet::single(B).with(C);
    assert!(!two.is_constant(&around));
    (around[1], around[2]) = (ServiceSet::single(C), ServiceSet::single(B));
    assert!(!two.is_constant(&around));
}
