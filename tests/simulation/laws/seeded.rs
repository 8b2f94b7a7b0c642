//! Two troubles of any kind, drawn by a seed.

use crate::draw::{Behind, draw};
use crate::replay::{Tally, each, given, is_long};

#[test]
fn any_two_troubles_hold_every_law() {
    let first: u64 = given("BYOIP_SEED").and_then(|seed| seed.parse().ok()).unwrap_or(1);
    let count = if is_long() { 2_000_000 } else { 12_000 };
    println!("from seed {first}");
    let tally = each(count, &|at, tally: &mut Tally| tally.run(&draw(first + at as u64, Behind::Some)));
    tally.must_hold("two troubles");
}

#[test]
fn any_two_troubles_hold_every_law_for_every_kind_of_step() {
    let first: u64 = given("BYOIP_SEED").and_then(|seed| seed.parse().ok()).unwrap_or(1);
    let count = if is_long() { 200_000 } else { 3_000 };
    let tally = each(count, &|at, tally: &mut Tally| tally.run(&draw(first + at as u64, Behind::Much)));
    tally.must_hold("two troubles, BGP prefixes");
    println!("{:?}", tally.changes);
    for kind in [
        "binding created",
        "binding deleted",
        "BGP prefix created",
        "BGP prefix edited",
        "advertised",
        "withdrawn",
        "delegated",
    ] {
        assert!(tally.changes.get(kind).is_some_and(|times| *times > count / 20), "{kind}");
    }
}
