//! Another writer at every position.

use crate::cases::{Setting, measure, pair, pair_count, restore};
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

#[test]
fn another_writer_of_bgp_prefixes_and_delegations_at_every_request_is_waited_for_or_named() {
    let tally = each(2 * 10, &|at, tally: &mut Tally| {
        let (number, pick) = (at % 2, at / 2);
        for request in measure(&restore(number, Setting::default()), true).requests {
            let lag = u32::try_from(request % 4).unwrap();
            let troubles = vec![Trouble::Foreign { request, what: Foreign::Further { pick } }];
            tally.run(&restore(number, Setting { lag, troubles, ..Setting::default() }));
        }
    });
    tally.must_hold("another writer of BGP prefixes");
    // Where an edit is changed back before the run has read it, it looks as if it had no effect.
    assert!(tally.stopped <= tally.runs / 100, "{} of {} stop", tally.stopped, tally.runs);
}
