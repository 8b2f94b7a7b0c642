//! Processes that are killed at every point, and two processes at a time.

use crate::cases::{DOWN, Setting, measure, pair, pair_count};
use crate::replay::{Tally, each, is_long};
use crate::scenario::{Kill, Order, Trouble};

fn at_every_point(stride: usize, troubles: &(dyn Fn(usize) -> Vec<Trouble> + Sync)) -> Tally {
    let seen = pair_count().div_ceil(stride);
    each(seen, &|at, tally: &mut Tally| {
        let number = at * stride + at % stride;
        let Some(scenario) = pair(number, Setting::default()) else { return };
        let points = measure(&scenario, true).points;
        for point in 0..points {
            for (index, trouble) in troubles(point).into_iter().enumerate() {
                let (lag, no_date) = (u32::try_from(index % 4).unwrap(), index % 2 == 1);
                let setting = Setting { lag, no_date, troubles: vec![trouble], ..Setting::default() };
                tally.run(&pair(number, setting).expect("it was planned"));
            }
        }
    })
}

#[test]
fn a_kill_at_every_point_loses_nothing() {
    let kills = |point| {
        let late = [None, Some(1), Some(3_000), Some(15_000)];
        let kill = |torn, late, down| Trouble::Kill { point, kill: Kill { torn, late, down } };
        let all = late.into_iter().enumerate().map(|(at, late)| kill(at % 2 == 0, late, DOWN[at % 3]));
        // The request of the first process arrives while the second one is at work.
        all.chain([kill(false, Some(2_500), 500), kill(true, Some(40_000), 100)]).collect()
    };
    at_every_point(if is_long() { 1 } else { 61 }, &kills).must_hold("kills");
}

#[test]
fn a_pause_at_every_point_goes_on_and_abandoning_ends_the_run() {
    let orders = |point| {
        [Order::Pause { hours: 1 }, Order::Pause { hours: 40 }, Order::Abandon]
            .map(|order| Trouble::Order { point, order })
            .to_vec()
    };
    at_every_point(if is_long() { 1 } else { 61 }, &orders).must_hold("pauses");
}
