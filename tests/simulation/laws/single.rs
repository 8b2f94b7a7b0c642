//! Runs without a trouble, and every fault at every request.

use crate::cases::{Setting, measure, pair, pair_count, restore};
use crate::faults::FAULTS;
use crate::plans::Manner;
use crate::replay::{Tally, each, is_long};
use crate::scenario::Trouble;

/// Every way to plan and every behaviour of the API without a trouble.
fn settings() -> Vec<Setting> {
    let mut all = Vec::new();
    for bits in 0..8 {
        let manner = Manner { lenient: bits & 1 == 1, short_gate: bits & 2 == 2, fewest: bits & 4 == 4 };
        for lag in 0..4 {
            for no_date in [false, true] {
                all.push(Setting { manner, lag, no_date, ..Setting::default() });
            }
        }
    }
    all
}

#[test]
fn a_run_without_a_trouble_ends_in_the_desired_state_with_few_requests() {
    let stride = if is_long() { 1 } else { 5 };
    let tally = each(pair_count(), &|number, tally: &mut Tally| {
        for setting in settings().into_iter().skip(number % stride).step_by(stride) {
            if let Some(scenario) = pair(number, setting) {
                tally.run(&scenario);
            }
        }
    });
    tally.must_hold("without a trouble");
    assert_eq!(tally.done, tally.runs, "each of them is done");
}

/// Every fault at every request of every nth pair.
fn single_faults(stride: usize, manner: Manner) -> Tally {
    let seen = pair_count().div_ceil(stride);
    each(seen, &|at, tally: &mut Tally| {
        let number = at * stride + at % stride;
        let setting = Setting { manner, ..Setting::default() };
        let Some(scenario) = pair(number, setting.clone()) else { return };
        let measured = measure(&scenario, is_long());
        for (index, &fault) in FAULTS.iter().enumerate() {
            for &request in &measured.requests {
                let lag = u32::try_from((request + index) % 4).unwrap();
                let troubles = vec![Trouble::Fault { request, fault }];
                let (careless, no_date) = (index % 2 == 0, request % 2 == 1);
                let setting = Setting { lag, no_date, careless, troubles, ..setting.clone() };
                tally.run(&pair(number, setting).expect("it was planned"));
            }
        }
    })
}

#[test]
fn every_fault_at_every_request_leads_to_the_desired_state_or_to_a_stop_that_is_right() {
    single_faults(if is_long() { 1 } else { 29 }, Manner::default()).must_hold("single faults");
}

#[test]
fn the_same_holds_for_bgp_prefixes_their_advertisement_and_delegations() {
    let tally = each(2 * FAULTS.len(), &|at, tally: &mut Tally| {
        let (number, fault) = (at % 2, FAULTS[at / 2]);
        let scenario = restore(number, Setting::default());
        for request in measure(&scenario, is_long()).requests {
            let lag = u32::try_from(request % 4).unwrap();
            let troubles = vec![Trouble::Fault { request, fault }];
            tally.run(&restore(
                number,
                Setting { lag, no_date: request % 2 == 1, troubles, ..Setting::default() },
            ));
        }
    });
    tally.must_hold("single faults, BGP prefixes");
}

#[test]
fn the_same_holds_where_the_default_can_be_replaced_in_place() {
    let manner = Manner { lenient: true, short_gate: true, fewest: false };
    single_faults(if is_long() { 1 } else { 97 }, manner).must_hold("single faults, lenient");
}
