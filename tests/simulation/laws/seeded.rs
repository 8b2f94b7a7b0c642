//! Two troubles of any kind, drawn by a seed.

use crate::draw::draw;
use crate::replay::{Tally, each, given, is_long};

#[test]
fn any_two_troubles_hold_every_law() {
    let first: u64 = given("BYOIP_SEED").and_then(|seed| seed.parse().ok()).unwrap_or(1);
    let count = if is_long() { 2_000_000 } else { 12_000 };
    println!("from seed {first}");
    let tally = each(count, &|at, tally: &mut Tally| tally.run(&draw(first + at as u64)));
    tally.must_hold("two troubles");
}
