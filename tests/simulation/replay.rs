//! Runs scenarios under the judge, and prints the trace of one.

use crate::judge::judge;
use crate::model::By;
use crate::scenario::Scenario;
use crate::world::{Outcome, simulate};
use std::collections::BTreeMap;
use std::panic::{AssertUnwindSafe, catch_unwind};

/// What a number of runs came to.
#[derive(Debug, Default)]
pub(crate) struct Tally {
    pub(crate) runs: usize,
    pub(crate) steps: u64,
    pub(crate) requests: usize,
    pub(crate) done: usize,
    pub(crate) stopped: usize,
    /// What the runs changed, by kind.
    pub(crate) changes: BTreeMap<&'static str, usize>,
    /// Seeds, and the law that each breaks.
    pub(crate) broken: Vec<(String, String)>,
}

impl Tally {
    pub(crate) fn run(&mut self, scenario: &Scenario) {
        self.runs += 1;
        let result = catch_unwind(AssertUnwindSafe(|| {
            let outcome = simulate(scenario, false);
            let verdict = judge(scenario, &outcome);
            (outcome, verdict)
        }));
        match result {
            Ok((outcome, verdict)) => {
                self.steps += outcome.steps;
                for event in outcome.api.history.iter().filter(|event| matches!(event.by, By::Run(_))) {
                    *self.changes.entry(event.change.kind()).or_default() += 1;
                }
                self.requests += outcome.sent.len();
                let is_done = matches!(outcome.end, Ok(crate::machine::RunState::Done));
                self.done += usize::from(is_done);
                self.stopped += usize::from(!is_done);
                if let Err(why) = verdict {
                    self.broken.push((scenario.seed.clone(), why));
                }
            }
            Err(_) => self.broken.push((scenario.seed.clone(), "it panics".to_owned())),
        }
    }

    pub(crate) fn add(&mut self, other: Self) {
        self.runs += other.runs;
        self.steps += other.steps;
        self.requests += other.requests;
        self.done += other.done;
        self.stopped += other.stopped;
        for (kind, count) in other.changes {
            *self.changes.entry(kind).or_default() += count;
        }
        self.broken.extend(other.broken);
    }

    /// Fails with the first seeds of each broken law.
    pub(crate) fn must_hold(&self, name: &str) {
        println!(
            "{name}: {} runs, {} requests, {} steps, {} done, {} stopped, {} broken",
            self.runs,
            self.requests,
            self.steps,
            self.done,
            self.stopped,
            self.broken.len()
        );
        for (seed, why) in self.broken.iter().take(30) {
            println!("  {why}\n    npm run simulate -- --seed {seed}");
        }
        assert!(self.runs > 0, "nothing was simulated");
        assert!(self.broken.is_empty(), "{} of {} runs break a law", self.broken.len(), self.runs);
    }
}

/// Simulates a scenario that has to hold every law.
pub(crate) fn check(scenario: &Scenario) -> Outcome {
    let outcome = simulate(scenario, false);
    if let Err(why) = judge(scenario, &outcome) {
        panic!("{why}\n    npm run simulate -- --seed {}", scenario.seed);
    }
    outcome
}

/// Shares the numbers below `count` among two threads.
pub(crate) fn each(count: usize, work: &(dyn Fn(usize, &mut Tally) + Sync)) -> Tally {
    let next = std::sync::atomic::AtomicUsize::new(0);
    let part = || {
        let mut tally = Tally::default();
        loop {
            let number = next.fetch_add(1, std::sync::atomic::Ordering::Relaxed);
            if number >= count {
                return tally;
            }
            work(number, &mut tally);
        }
    };
    std::thread::scope(|scope| {
        let threads = [scope.spawn(part), scope.spawn(part)];
        let mut sum = Tally::default();
        for thread in threads {
            sum.add(thread.join().unwrap());
        }
        sum
    })
}

/// True in the long run: everything instead of a sample.
pub(crate) fn is_long() -> bool {
    given("BYOIP_LONG").is_some()
}

/// A setting of the environment.
#[expect(clippy::disallowed_methods, reason = "a test may read its environment")]
pub(crate) fn given(name: &str) -> Option<String> {
    std::env::var(name).ok()
}

#[test]
fn replay() {
    let Some(seed) = given("BYOIP_SIMULATE") else {
        // Without a seed: the texts of scenarios can be read back.
        for text in [
            "p100/lag2/f3:7",
            "p5/lenient/k9:1:300:2000",
            "p7/x2:a1:0/j3:-60000/o4:p2",
            "b1/nodate/o5:a",
            "77",
            "g77",
        ] {
            let scenario = crate::cases::parse(text).expect("the text is a seed");
            assert_eq!(scenario.seed, text);
        }
        return;
    };
    let scenario = crate::cases::parse(&seed).expect("a seed such as 12 or p100/f3:7");
    let outcome = simulate(&scenario, true);
    for (aim, prefix) in scenario.aims.iter().zip(&scenario.api.prefixes) {
        println!(
            "{}: {:?}",
            prefix.block,
            prefix.bindings.iter().map(|one| (one.block.to_string(), one.service)).collect::<Vec<_>>()
        );
        for (at, step) in aim.steps.iter().enumerate() {
            println!("  step {}: {step:?}", at + 1);
        }
    }
    println!("troubles: {:?}", scenario.troubles);
    println!("{}", outcome.trace);
    match judge(&scenario, &outcome) {
        Ok(()) => println!("every law holds: {:?}", outcome.end),
        Err(why) => panic!("a law is broken: {why}"),
    }
}
