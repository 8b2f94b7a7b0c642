//! Which pairs of states a run checks, and how much of each.

use super::trial::CheckDepth;
use crate::oracle::plan::pairs::{self, PairGroup};
use crate::oracle::plan::steps::BatchGraph;
use crate::oracle::random::Random;

/// The seed of a run without `BYOIP_SEED`.
const SEED: u64 = 20_260_220;

/// Which pairs to check.
#[derive(Debug, Clone, Copy)]
pub(crate) enum Extent {
    /// Each n-th pair in the order of their owners; 1 for all.
    Each(usize),
    /// Random pairs from this seed.
    Drawn(u64),
}

impl Extent {
    /// Each pair if `BYOIP_PAIRS` is 1, each hundredth if it is 100, and so on. Without it random pairs from `BYOIP_SEED`;
    /// without that always the same pairs, so that a failure comes from the change.
    #[expect(clippy::disallowed_methods, reason = "the environment sets the extent of the test")]
    pub(crate) fn given() -> Self {
        if let Ok(pairs) = std::env::var("BYOIP_PAIRS") {
            return Self::Each(pairs.parse().expect("BYOIP_PAIRS is a number"));
        }
        let seed = std::env::var("BYOIP_SEED").ok().map(|seed| seed.parse().expect("BYOIP_SEED is a number"));
        Self::Drawn(seed.unwrap_or(SEED))
    }

    pub(crate) fn groups(self, steps: &BatchGraph) -> Vec<PairGroup> {
        match self {
            Self::Each(nth) => pairs::each(steps, nth),
            Self::Drawn(seed) => pairs::sample(steps, &mut Random(seed), 100, 60),
        }
    }

    /// Everything for random pairs; where all pairs are checked, more for each eighth.
    pub(crate) fn depth(self, at: usize) -> CheckDepth {
        match self {
            Self::Drawn(_) => CheckDepth::Most,
            Self::Each(_) if at.is_multiple_of(8) => CheckDepth::More,
            Self::Each(_) => CheckDepth::Plain,
        }
    }
}
