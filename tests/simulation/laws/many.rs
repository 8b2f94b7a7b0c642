//! An account of a thousand prefixes that has lost everything.

use crate::block::Block;
use crate::cases::{Setting, new_api, run_plan};
use crate::faults::{HOUR, MINUTE};
use crate::judge::judge;
use crate::machine::RunState;
use crate::model::Prefix;
use crate::plans::restore_all;
use crate::random::Random;
use crate::scenario::{Scenario, Step};
use crate::world::simulate;

/// Restores so many prefixes with so many bindings each; every third one is advertised again.
fn restore(prefixes: usize, bindings: usize, seed: u64) -> Scenario {
    let mut random = Random(seed);
    let setting = Setting::default();
    let mut api = new_api(&setting);
    let mut states = Vec::new();
    for at in 0..prefixes {
        let block = Block::parse(&format!("10.{}.{}.0/24", at / 256, at % 256)).unwrap();
        api.prefixes.push(Prefix::new(block));
        let mut desired = vec![(block, 0)];
        while desired.len() < bindings {
            let length = 27 + u8::try_from(random.below(6)).unwrap();
            let part = block.part(length, u128::from(random.below(1 << (length - 24))));
            if !desired.iter().any(|one| one.0 == part) {
                desired.push((part, u8::try_from(random.below(2)).unwrap()));
            }
        }
        states.push((desired, at % 3 == 0));
    }
    let (plans, aims) = restore_all(&api, &states).into_iter().unzip();
    let plan = run_plan(plans);
    Scenario {
        seed: format!("many {seed}"),
        api,
        plan,
        aims,
        troubles: Vec::new(),
        latency: 120,
        noise: seed,
    }
}

/// No run is faster. A write costs two requests, and some hours of waits follow it in its plan: all writes that at least so
/// many hours follow have to fit into the budget before the last of them, and then these hours pass. Milliseconds.
fn bound(scenario: &Scenario) -> u64 {
    let spacing = 5 * MINUTE / u64::from(scenario.plan.options.request_budget);
    let mut followed = Vec::new();
    for aim in &scenario.aims {
        let mut hours = 0;
        for step in aim.steps.iter().rev() {
            match step {
                Step::Wait { hours: own, .. } => hours += own,
                Step::Create { .. } | Step::Delete { .. } => followed.push(hours),
                _ => {}
            }
        }
    }
    followed.sort_unstable_by(|one, other| other.cmp(one));
    let bounds = followed.iter().zip(1..).map(|(hours, writes)| 2 * writes * spacing + hours * HOUR);
    bounds.max().unwrap_or(0)
}

#[test]
fn a_restore_of_a_thousand_prefixes_takes_little_more_than_the_budget_and_the_wait_demand() {
    let (prefixes, bindings) = if crate::replay::is_long() { (1_000, 50) } else { (1_000, 10) };
    let scenario = restore(prefixes, bindings, 1);
    let outcome = simulate(&scenario, false);
    assert_eq!(outcome.end, Ok(RunState::Done));
    if let Err(why) = judge(&scenario, &outcome) {
        panic!("{why}");
    }
    let writes = outcome.sent.iter().filter(|sent| sent.call.is_write()).count();
    let bound = bound(&scenario);
    let taken = outcome.api.now - outcome.started;
    let percent = 100 * taken / bound;
    let least = 2 * writes + 2 * prefixes;
    let polls = outcome.sent.len().saturating_sub(least);
    println!(
        "{prefixes} prefixes with {bindings} bindings: {writes} writes, {} requests of which {polls} are polls, \
         {} minutes, the bound is {}, {percent} %; at most {} requests in five minutes",
        outcome.sent.len(),
        taken / MINUTE,
        bound / MINUTE,
        outcome.api.busiest,
    );
    assert!(taken * 100 < bound * 105, "{percent} % of the bound");
}
