//! The script of a restore: its steps as data.

use super::account::account;
use super::random::Random;
use byoip::apply::RunStep;
use byoip::restore::{RestoreOptions, restore};
use serde_json::Value;

/// The lines of the plan in a script.
fn lines(script: &str) -> Vec<Value> {
    let (_, rest) = script.split_once("cat <<'PLAN'\n").expect("it has a plan");
    let (plan, _) = rest.split_once("\nPLAN\n").expect("the plan ends");
    plan.lines().map(|line| serde_json::from_str(line).expect("it is JSON")).collect()
}

#[test]
fn a_script_has_every_step_once_and_shares_the_waits() {
    for seed in 0..200 {
        let before = account(&mut Random::new(seed));
        let result = restore(&before, None, &RestoreOptions::default()).unwrap();
        let script = result.script();
        assert!(script.is_ascii());
        let lines = lines(&script);
        let (waits, writes): (Vec<_>, Vec<_>) = lines.iter().partition(|line| line["op"] == "wait");
        let most =
            result.run.prefixes.iter().map(|plan| plan.steps.iter().filter(|s| s.cidr().is_none()).count());
        assert_eq!(waits.len(), most.max().unwrap_or_default(), "seed {seed}");
        for plan in &result.run.prefixes {
            let own: Vec<_> =
                writes.iter().filter(|line| line["prefix"] == plan.prefix_id.as_str()).collect();
            let steps: Vec<_> = plan.steps.iter().filter_map(RunStep::cidr).collect();
            let cidrs: Vec<_> = own.iter().map(|line| line["cidr"].as_str().unwrap().to_owned()).collect();
            assert_eq!(cidrs, steps.iter().map(ToString::to_string).collect::<Vec<_>>(), "seed {seed}");
        }
    }
}
