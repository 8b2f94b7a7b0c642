//! Wall clocks that jump both ways.

use crate::cases::{Setting, measure, pair, pair_count};
use crate::faults::HOUR;
use crate::replay::{Tally, each, is_long};
use crate::scenario::{Kill, Trouble};

#[test]
fn a_wall_clock_that_jumps_shortens_no_wait() {
    let stride = if is_long() { 1 } else { 59 };
    let hour = i64::try_from(HOUR).unwrap();
    let tally = each(pair_count().div_ceil(stride), &|at, tally: &mut Tally| {
        let number = at * stride + at % stride;
        let Some(scenario) = pair(number, Setting::default()) else { return };
        for request in measure(&scenario, is_long()).requests {
            for by in [-5_000 * hour, -7 * hour, 7 * hour, 5_000 * hour] {
                for no_date in [false, true] {
                    let mut troubles = vec![Trouble::Jump { request, by }];
                    if !no_date && request % 3 == 0 {
                        // Only the API's clock tells the next process how long the computer was off.
                        let kill = Kill { torn: false, late: None, down: HOUR };
                        troubles.push(Trouble::Kill { point: 2 * request + 3, kill });
                    }
                    let setting = Setting { no_date, troubles, ..Setting::default() };
                    tally.run(&pair(number, setting).expect("it was planned"));
                }
            }
        }
    });
    tally.must_hold("clocks that jump");
    assert_eq!(tally.done, tally.runs, "each of them is done");
}
