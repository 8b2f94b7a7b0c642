//! What a place can do in a course, and what it takes.

use super::super::sixteen::*;
use super::*;

fn course(batches: usize) -> Course {
    Course::new(batches, PARTS, true)
}

#[test]
fn nothing_is_made_in_a_batch_in_which_the_prefix_is_unbound_and_what_stays_or_goes_is_no_matter() {
    let mut frozen = [false; MOST_BATCHES];
    frozen[1] = true;
    let course = Course { frozen, ..Course::new(3, PARTS, true) };
    let writes = |given: [Service; 4]| course.timeline(stages(given)).map(|timeline| timeline.writes);
    assert_eq!(writes([NOBODY, NOBODY, A, A]), None);
    assert_eq!(writes([A, A, B, B]), None);
    assert_eq!(writes([NOBODY, A, A, A]), Some(1));
    assert_eq!(writes([A, A, NOBODY, NOBODY]), Some(1));
    assert_eq!(writes([A, A, A, B]), Some(2));
    assert_eq!(writes([NOBODY, NOBODY, NOBODY, NOBODY]), Some(0));
    // What is taken away and put back is made.
    let again = Course { redo: Some(1), ..course };
    assert_eq!(again.timeline(stages([A])), None);
    assert_eq!(
        Course { redo: Some(2), ..course }.timeline(stages([A])).map(|timeline| timeline.writes),
        Some(2)
    );
}

#[test]
fn the_courses_of_a_place_take_the_fewest_writes_and_two_more_with_those_over_a_gap_late() {
    let choices = |batches, kind: Kind| -> Vec<String> {
        let list = course(batches).choices(&kind);
        list.iter().map(|choice| digits(choice.timeline.stages, batches)).collect()
    };
    let replaced = Kind { wanted: Services::only(A).with(B), ..kind(A, B) };
    assert_eq!(choices(1, replaced), ["23"]);
    assert_eq!(choices(2, replaced), ["233", "223", "203"]);
    // With two writes more, the service comes and goes and comes.
    assert_eq!(choices(3, replaced), ["2333", "2233", "2223", "2033", "2003", "2203", "2303", "2023"]);
    let number = |batches| course(batches).choices(&replaced).len();
    assert_eq!([4, 5].map(number), [20, 45]);
    // Where nothing is bound, a shield of each service that is wanted below and may be bound to a part.
    let free = Kind { wanted: Services::only(A).with(TIED), ..kind(NOBODY, NOBODY) };
    assert_eq!(choices(2, free), ["000", "020"]);
    assert_eq!(choices(3, free), ["0000", "0200", "0220", "0020"]);
    assert_eq!(choices(3, Kind { barred: true, ..free }), ["0000"]);
    let unshielded = Course { shields: false, ..course(3) };
    assert_eq!(unshielded.choices(&free).len(), 1);
}

#[test]
fn what_is_seen_below_a_place_is_what_stands_there_or_both_while_it_changes_or_what_is_around() {
    let course = Course::new(3, PARTS, true);
    let around = [Services::only(C); MOST_BATCHES];
    let below = |given: [Service; 4]| {
        let seen = course.lens(stages(given), &kind(given[0], given[3])).through(&around);
        let texts = seen
            .iter()
            .take(3)
            .map(|seen| seen.iter().map(|service| service.to_string()).collect::<String>());
        texts.collect::<Vec<_>>()
    };
    assert_eq!(below([NOBODY, NOBODY, NOBODY, NOBODY]), ["4", "4", "4"]);
    assert_eq!(below([A, A, B, B]), ["2", "234", "3"]);
    assert_eq!(below([NOBODY, A, A, NOBODY]), ["24", "2", "24"]);
    // What lies behind the last batch is left as it is.
    assert_eq!(course.lens(stages([A]), &kind(A, A)).through(&around).last(), Some(&Services::only(C)));
}

#[test]
fn who_is_seen_in_some_batch_is_counted_up_to_the_last_batch() {
    let mut around = [Services::default(); MOST_BATCHES];
    (around[0], around[2]) = (Services::only(3), Services::only(5));
    assert_eq!(
        [1, 2, 3].map(|batches| course(batches).all(&around).bits()),
        [1 << 3, 1 << 3, 1 << 3 | 1 << 5]
    );
}

#[test]
fn a_view_is_quiet_where_one_service_is_seen_in_every_batch() {
    let quiet = |batches, seen: &[Services]| {
        let mut around = [Services::only(NOBODY); MOST_BATCHES];
        around.iter_mut().zip(seen).for_each(|(around, seen)| *around = *seen);
        course(batches).quiet(&around)
    };
    let (one, other, none) = (Services::only(A), Services::only(B), Services::default());
    assert!(quiet(2, &[one, one]));
    assert!(quiet(2, &[one, one, other]), "what lies behind the last batch does not count");
    assert!(!quiet(2, &[one, other]));
    assert!(!quiet(2, &[one.and(other), one.and(other)]));
    assert!(!quiet(2, &[one, none]) && !quiet(2, &[none, one]), "in one batch nothing");
}

#[test]
fn a_course_takes_six_hours_for_each_wait_but_for_a_short_one_behind_the_last_batch() {
    let three = course(3);
    assert_eq!(three.duration(), (18, 3));
    assert_eq!(Course { closing: true, ..three }.duration(), (12, 3));
    assert_eq!(Course { wait: Some(6), ..three }.duration(), (24, 4));
    assert_eq!(Course { wait: Some(2), closing: true, ..three }.duration(), (14, 4));
    assert_eq!(Course { closing: true, ..course(1) }.duration(), (0, 1));
}

#[test]
fn before_a_short_wait_nothing_is_deleted() {
    let closing = Course { closing: true, ..course(2) };
    let writes = |given: [Service; 3]| closing.timeline(stages(given)).map(|timeline| timeline.writes);
    assert_eq!(writes([NOBODY, NOBODY, A]), Some(1));
    assert_eq!(writes([A, NOBODY, B]), Some(2));
    assert_eq!(writes([A, A, A]), Some(0));
    assert_eq!([writes([A, A, NOBODY]), writes([A, A, B])], [None, None]);
    // What is taken away and put back is deleted too.
    assert_eq!(Course { redo: Some(1), ..closing }.timeline(stages([A])), None);
}

#[test]
fn what_an_edge_would_show_anyway_is_apart_from_what_it_shows_for_the_first_batch() {
    let unsettled = Course { unsettled: true, ..course(1) };
    // Around the place an edge sees C, and where something is written above it sees B in place of something else.
    let mut around = Around::default();
    (around[0], around[1]) = (Services::only(B).with(C), Services::only(B));
    let below = |in_flight, bases: Services, given: [Service; 2]| {
        let kind = Kind { in_flight, bases, ..kind(given[0], given[1]) };
        let seen = unsettled.lens(stages(given), &kind).through(&around);
        let text = |seen: Services| seen.iter().map(|service| service.to_string()).collect::<String>();
        format!("{} {}", text(seen[0]), text(seen[1]))
    };
    let (c, both) = (Services::only(C), Services::only(A).with(C));
    // Nothing is bound: what is around.
    assert_eq!(below(false, c, [NOBODY, NOBODY]), "34 3");
    // A binding that every edge has, and one that some have.
    assert_eq!(below(false, c, [A, A]), "2 ");
    assert_eq!(below(true, c, [A, A]), "234 3");
    // A new one replaces what is around, unless that is the same everywhere.
    assert_eq!(below(false, c, [NOBODY, A]), "234 23");
    assert_eq!(below(false, Services::only(A), [NOBODY, A]), "234 3");
    assert_eq!(below(false, both, [NOBODY, A]), "234 23");
    // What goes is replaced by what is around, or by what comes; the service itself is no change.
    assert_eq!(below(false, c, [A, NOBODY]), "234 34");
    assert_eq!(below(false, c, [C, NOBODY]), "34 3");
    assert_eq!(below(true, c, [A, NOBODY]), "234 34");
    assert_eq!(below(false, c, [A, B]), "234 34");
    // All of it counts as a hit but what is seen in the first batch anyway.
    assert_eq!(unsettled.all(&around), Services::only(B));
    assert_eq!(unsettled.visible(&around), Services::only(B).with(C));
    assert!(!unsettled.quiet(&around));
    around[1] = Services::default();
    assert!(unsettled.quiet(&around), "nothing replaces anything");
    let two = Course { unsettled: true, ..course(2) };
    (around[0], around[1], around[2]) = (Services::only(B).with(C), Services::only(C), Services::default());
    assert!(two.quiet(&around), "behind the first batch one service is seen");
    around[1] = Services::only(B).with(C);
    assert!(!two.quiet(&around));
    (around[1], around[2]) = (Services::only(C), Services::only(B));
    assert!(!two.quiet(&around));
}
