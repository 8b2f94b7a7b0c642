//! What is met under a view, and which courses are worth a look there.

use super::super::sixteen::*;
use super::super::timeline::{Kind, MOST_BATCHES};
use super::*;

fn situations(batches: usize) -> Situations {
    Situations::new(Course::new(batches, PARTS, true), 8)
}

fn kin(before: Service, after: Service, wanted: Services) -> Kin {
    let kind = Kind { wanted, ..kind(before, after) };
    Kin { kind, ground: None, catchers: Services::default() }
}

fn around(service: Service) -> Around {
    [Services::only(service); MOST_BATCHES]
}

/// The situation of a kin, with this number, where one service is seen throughout.
fn met(situations: &mut Situations, number: u32, kin: &Kin, service: Service) -> SituationId {
    let view = situations.view(&around(service));
    situations.of(number, kin, view)
}

/// The ways of a situation, by their stages.
fn ways(situations: &mut Situations, place: SituationId) -> Vec<String> {
    let mut found = Vec::new();
    let mut next = None;
    while let Some((at, way)) = situations.next(place, next) {
        let (choice, below) = situations.chosen(place, way.choice).expect("a way is a course");
        assert_eq!((choice.timeline.writes, below), (way.writes, way.below));
        found.push(digits(choice.timeline.stages, situations.course().batches));
        next = Some(at);
    }
    found
}

#[test]
fn strangers_look_alike_to_those_who_want_none_of_them() {
    let mut all = situations(2);
    let kin = kin(NOBODY, NOBODY, Services::only(A).with(B));
    let [a, b, nobody, tied, c] = [A, B, NOBODY, TIED, C].map(|service| met(&mut all, 0, &kin, service));
    assert_eq!(tied, c);
    assert_eq!(
        [a, b, nobody, tied].map(|one| [a, b, nobody, tied].iter().filter(|all| **all == one).count()),
        [1; 4]
    );
    // Asked again, and by another kin.
    assert_eq!([A, B, NOBODY, C].map(|service| met(&mut all, 0, &kin, service)), [a, b, nobody, c]);
    let other = met(&mut all, 1, &kin, A);
    assert!(![a, b, nobody, c].contains(&other));
    assert_eq!(seen(kin.kind.wanted, &around(C)), around(STRANGER));
}

#[test]
fn what_is_known_before_any_course_is_what_the_view_hits() {
    let catchers = Services::only(A).with(B);
    let kin = Kin { catchers, ..kin(NOBODY, NOBODY, catchers.with(TIED)) };
    let mut all = situations(2);
    let mut sight = |around: &Around| {
        let view = all.view(around);
        let place = all.of(0, &kin, view);
        let Sight { quiet, ties, loses } = all.sight(place).expect("the situation is known");
        [quiet, ties, loses]
    };
    assert_eq!(sight(&around(TIED)), [true, false, true]);
    assert_eq!(sight(&around(NOBODY)), [true, false, true]);
    assert_eq!(sight(&around(A)), [true, true, false]);
    assert_eq!(sight(&around(C)), [true, true, true]);
    let mut both = around(TIED);
    both[1] = both[1].with(B);
    assert_eq!(sight(&both), [false, true, false]);
    // What lies behind the last batch is not seen.
    both.swap(1, 2);
    assert_eq!(sight(&both), [true, false, true]);
    // Who is not lost has nothing to lose.
    let kin = Kin { catchers: Services::default(), ..kin };
    let place = met(&mut all, 1, &kin, C);
    assert_eq!(all.sight(place), Some(Sight { quiet: true, ties: true, loses: false }));
}

#[test]
fn a_shield_that_stands_through_no_batch_is_not_worth_a_look() {
    let free = kin(NOBODY, NOBODY, Services::only(A).with(B).with(TIED));
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
    let free = kin(NOBODY, NOBODY, Services::only(A).with(B));
    let mut all = situations(3);
    let place = met(&mut all, 0, &free, A);
    assert_eq!(ways(&mut all, place), ["0000", "0330"]);
    // Asked again, the same.
    assert_eq!(ways(&mut all, place), ["0000", "0330"]);
}

#[test]
fn who_is_replaced_may_be_so_in_each_batch_and_over_a_gap_where_that_shows_less() {
    let replaced = kin(A, B, Services::only(A).with(B));
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
    let one = kin(NOBODY, NOBODY, Services::only(A));
    let (place, other) = (met(&mut all, 0, &one, A), met(&mut all, 0, &one, B));
    let settled = Settled { unowned: false, third_party: true, writes: 2, choice: 1 };
    all.settle(place, settled);
    assert_eq!([place, other].map(|place| all.settled(place)), [Some(settled), None]);
}
