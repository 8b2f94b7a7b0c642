//! Another writer at every position.

use crate::cases::{Setting, measure, pair, pair_count};
use crate::replay::{Tally, each, is_long};
use crate::scenario::{Foreign, Trouble};

#[test]
fn another_writer_at_every_request_stops_the_run_and_loses_nothing() {
    let stride = if is_long() { 1 } else { 53 };
    let tally = each(pair_count().div_ceil(stride), &|at, tally: &mut Tally| {
        let number = at * stride + at % stride;
        let Some(scenario) = pair(number, Setting::default()) else { return };
        for request in measure(&scenario, is_long()).requests {
            for pick in 0..3 {
                for what in [
                    Foreign::Add { pick, service: 0 },
                    Foreign::Add { pick, service: 1 },
                    Foreign::Delete { pick },
                    Foreign::Replace { pick, service: 1 },
                ] {
                    let lag = u32::try_from((request + pick) % 8).unwrap().saturating_sub(4);
                    let troubles = vec![Trouble::Foreign { request, what }];
                    let setting = Setting { lag, troubles, ..Setting::default() };
                    tally.run(&pair(number, setting).expect("it was planned"));
                }
            }
        }
    });
    tally.must_hold("another writer");
    assert!(tally.stopped > tally.runs / 4, "many of them stop the run");
}
