//! How many batches a plan has, and how long it waits behind each of them.

use super::batch_rules::BatchRules;
use super::problem::SearchProblem;
use super::schedule::MAX_BATCHES;
use super::service_set::NO_SERVICE;
use crate::plan::task::{Gate, PROPAGATION_HOURS, Policy};

/// A sequence of batches. The fields are those of [`BatchRules`].
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct BatchTiming {
    pub(super) batches: usize,
    pub(super) last_only_creates: bool,
    pub(super) start_in_flight: bool,
    pub(super) initial_wait: Option<u32>,
}

impl BatchTiming {
    /// The rules that follow from the timing alone.
    pub(super) fn rules(&self, problem: &SearchProblem<'_>) -> BatchRules {
        let Self { batches, last_only_creates, start_in_flight, initial_wait } = *self;
        let allow_temporary = problem.policy == Policy::Hitless;
        BatchRules {
            last_only_creates,
            start_in_flight,
            initial_wait,
            ..BatchRules::new(batches, problem.sub_block_services, allow_temporary)
        }
    }
}

/// All timings that can be the best, fewest hours first, then fewest waits.
///
/// Under the gate `active` only the wait behind the last batch can be short. A short wait between two batches is of no use:
/// what the first one creates is still in flight in the second one, so the two together hit at least what a single batch
/// with the writes of both hits.
pub(super) fn batch_timings(problem: &SearchProblem<'_>) -> Vec<BatchTiming> {
    let mut changes = problem.changes.iter();
    let deletes = changes.any(|change| change.before != NO_SERVICE && change.before != change.after);
    let in_flight = problem.changes.iter().any(|change| change.in_flight);
    let mut timings = Vec::new();
    for batches in 1..=MAX_BATCHES {
        for last_only_creates in [true, false] {
            // A single batch has to do all the deletions.
            if last_only_creates && (problem.gate == Gate::Settled || batches == 1 && deletes) {
                continue;
            }
            let initial_wait = problem.settles_in;
            let timing = BatchTiming { batches, last_only_creates, start_in_flight: false, initial_wait };
            if initial_wait.is_some() || !in_flight {
                timings.push(timing);
                continue;
            }
            timings.push(BatchTiming { initial_wait: Some(PROPAGATION_HOURS), ..timing });
            // The column of changes takes the place of a batch in a view.
            if batches < MAX_BATCHES {
                timings.push(BatchTiming { start_in_flight: true, ..timing });
            }
        }
    }
    timings.sort_by_key(|timing| timing.rules(problem).duration());
    timings
}

#[cfg(test)]
mod tests;
