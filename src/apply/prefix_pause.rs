//! What a prefix does when it cannot go on: try again later, poll, or stop until a person acts.

use super::prefix_call::Stage;
use super::prefix_run::{Context, PrefixRun, SECOND};
use super::record::Record;
use super::time::Stamp;
use super::trouble::{Block, Trouble, block_of};
use crate::write::Failure;

/// The longest pause between two tries or polls.
const LONGEST_PAUSE: u64 = 600 * SECOND;
/// A blocked prefix that polls gives up after this time.
const PATIENCE: u64 = 24 * 3600 * SECOND;

impl PrefixRun {
    /// Tries again later what may pass, and stops at what does not.
    pub(super) fn fail(&mut self, failure: Option<&Failure>, what: &str, context: &mut Context<'_>) {
        self.fail_with(Trouble::of(failure), failure, what, context);
    }

    /// The same, where the trouble is known better than from the answer alone.
    pub(super) fn fail_with(
        &mut self,
        trouble: Trouble,
        failure: Option<&Failure>,
        what: &str,
        context: &mut Context<'_>,
    ) {
        if self.failures == 0 {
            self.failing_since = context.now.tick;
        }
        self.failures += 1;
        let since = context.now.tick.saturating_sub(self.failing_since);
        match trouble {
            Trouble::Passing(limit) if since < limit => {
                let pause = shortened((5 * SECOND) << (self.failures - 1).min(12), context.random);
                self.stage = Stage::Due(context.now.tick + pause);
            }
            _ => self.stop(block_of(failure, what), context),
        }
    }

    pub(super) fn forget_failures(&mut self) {
        (self.failures, self.failing_since, self.write_fails) = (0, 0, false);
    }

    /// Stops until a person acts.
    pub(super) fn stop(&mut self, block: Block, context: &mut Context<'_>) {
        self.record_block(block, context);
        self.watched = None;
        self.stage = Stage::Blocked;
    }

    /// Blocked, but reads again from time to time: the reason may go away without the run.
    pub(super) fn poll_blocked(&mut self, block: Block, context: &mut Context<'_>) {
        self.record_block(block, context);
        let since = self.blocked_since.unwrap_or(self.stamp(context));
        self.stage = if since.elapsed(context.now, None) < PATIENCE {
            Stage::Due(context.now.tick + poll_pause(since, context))
        } else {
            Stage::Blocked
        };
    }

    fn record_block(&mut self, block: Block, context: &mut Context<'_>) {
        if self.block.as_ref().is_some_and(|old| old.code == block.code && old.message == block.message) {
            return;
        }
        self.blocked_since = Some(self.stamp(context));
        let Block { code, message, help, question } = block.clone();
        let record = Record::Blocked {
            prefix: context.plan.cidr,
            step: self.step + 1,
            code: code.to_owned(),
            message,
            help,
            question,
        };
        context.journal.push(record, context.now.wall);
        self.block = Some(block);
    }

    /// The reason of a block is gone.
    pub(super) fn unblock(&mut self, context: &mut Context<'_>) {
        if self.block.take().is_some() {
            let record = Record::Unblocked { prefix: context.plan.cidr };
            context.journal.push(record, context.now.wall);
        }
    }
}

/// The pause before the next poll: 30 s, widening with the time since the first to 10 minutes, and longer where many prefixes
/// share the budget. A later process polls as rarely as this one.
pub(super) fn poll_pause(since: Stamp, context: &Context<'_>) -> u64 {
    // All polls together take at most a fifth of the budget.
    let share = 5 * 300 * SECOND * context.waiting as u64 / u64::from(context.options.request_budget.max(1));
    shortened(since.elapsed(context.now, None) + 30 * SECOND, context.random).max(share)
}

/// At most ten minutes, minus up to a quarter at random.
fn shortened(pause: u64, random: f64) -> u64 {
    let pause = pause.min(LONGEST_PAUSE);
    #[expect(
        clippy::cast_possible_truncation,
        clippy::cast_sign_loss,
        clippy::cast_precision_loss,
        reason = "at most ten minutes"
    )]
    let jitter = (pause as f64 * random.clamp(0.0, 1.0) / 4.0) as u64;
    pause - jitter
}

#[cfg(test)]
mod tests {
    use super::shortened;

    #[test]
    fn a_pause_is_at_most_ten_minutes_minus_up_to_a_quarter() {
        for (pause, random, expected) in [
            (30_000, 0.0, 30_000),
            (30_000, 0.5, 26_250),
            (30_000, 1.0, 22_500),
            (30_000, -1.0, 30_000),
            (30_000, 2.0, 22_500),
            (600_000, 0.0, 600_000),
            (u64::MAX, 0.0, 600_000),
            (u64::MAX, 1.0, 450_000),
            (0, 1.0, 0),
        ] {
            assert_eq!(shortened(pause, random), expected, "{pause} {random}");
        }
    }
}
