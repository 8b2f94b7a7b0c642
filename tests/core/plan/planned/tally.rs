//! The results of many trials: how many pairs have which cost, and the smallest pair that breaks each law.

use crate::oracle::plan::world::{PlanCost, WorldState};
use std::collections::BTreeMap;
use std::fmt;

/// Counts of costs, and failures by their kind.
#[derive(Debug, Default)]
pub(crate) struct TrialTally {
    pub(crate) pairs: u64,
    hitless: BTreeMap<(u8, u8, u8), u64>,
    fewest_writes: BTreeMap<(u8, u8, u8), u64>,
    shields: u64,
    /// By law: how often it was broken, and by the pair with the fewest bindings.
    broken: BTreeMap<String, (u64, LawFailure)>,
}

/// A pair that breaks a law; ordered by the number of its bindings.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
struct LawFailure {
    bindings: usize,
    current: WorldState,
    desired: WorldState,
    why: String,
}

impl TrialTally {
    pub(crate) fn cost(&mut self, hitless: PlanCost, fewest: PlanCost) {
        let key = |cost: PlanCost| (cost.unowned, cost.third_party, cost.gates);
        self.pairs += 1;
        self.shields += u64::from(hitless.writes > fewest.writes);
        *self.hitless.entry(key(hitless)).or_default() += 1;
        *self.fewest_writes.entry(key(fewest)).or_default() += 1;
    }

    /// Notes a failure; true where it is the first of its kind or a smaller one.
    pub(crate) fn break_law(&mut self, current: WorldState, desired: WorldState, why: String) -> bool {
        // The kind is the text before the numbers.
        let kind: String = why.chars().take_while(|char| !char.is_ascii_digit() && *char != '[').collect();
        let bindings = current.iter().chain(&desired).filter(|&&service| service != 0).count();
        let broken = LawFailure { bindings, current, desired, why };
        self.note(kind, 1, broken)
    }

    fn note(&mut self, kind: String, times: u64, broken: LawFailure) -> bool {
        let (count, least) = self.broken.entry(kind).or_insert_with(|| (0, broken.clone()));
        *count += times;
        let smaller = broken < *least || *count == times;
        if smaller {
            *least = broken;
        }
        smaller
    }

    pub(crate) fn add(&mut self, other: Self) {
        self.pairs += other.pairs;
        self.shields += other.shields;
        for (key, count) in other.hitless {
            *self.hitless.entry(key).or_default() += count;
        }
        for (key, count) in other.fewest_writes {
            *self.fewest_writes.entry(key).or_default() += count;
        }
        for (kind, (count, broken)) in other.broken {
            self.note(kind, count, broken);
        }
    }

    pub(crate) fn holds(&self) -> bool {
        self.broken.is_empty()
    }
}

impl fmt::Display for TrialTally {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let share = |part: u64| {
            let tenths_of_thousandths = part * 10_000 / self.pairs.max(1);
            format!("{part} ({}.{:02} %)", tenths_of_thousandths / 100, tenths_of_thousandths % 100)
        };
        writeln!(f, "  pairs                              {}", self.pairs)?;
        for (name, costs) in [("hitless", &self.hitless), ("fewest writes", &self.fewest_writes)] {
            let sum = |fits: &dyn Fn(&(u8, u8, u8)) -> bool| {
                costs.iter().filter(|(cost, _)| fits(cost)).map(|(_, count)| count).sum::<u64>()
            };
            writeln!(f, "  {name}")?;
            writeln!(f, "    no address is hit                {}", share(sum(&|cost| cost.0 + cost.1 == 0)))?;
            writeln!(f, "    some are unowned                 {}", share(sum(&|cost| cost.0 > 0)))?;
            writeln!(f, "    some have a third party          {}", share(sum(&|cost| cost.1 > 0)))?;
            for gates in 0..=5 {
                let with = sum(&|cost| cost.2 == gates);
                if with > 0 {
                    writeln!(f, "    {gates} gates                          {}", share(with))?;
                }
            }
        }
        writeln!(f, "  more writes than the fewest        {}", share(self.shields))?;
        for (kind, (count, least)) in &self.broken {
            writeln!(f, "  BROKEN {count} times: {kind}")?;
            writeln!(f, "    smallest: {:?} -> {:?}: {}", least.current, least.desired, least.why)?;
        }
        Ok(())
    }
}
