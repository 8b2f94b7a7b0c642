//! What a prefix does when it cannot go on: try again later, poll, or stop until a person acts.

use super::prefix_call::Stage;
use super::prefix_run::{Context, PrefixRun, SECOND};
use super::record::Record;
use super::trouble::{Block, Trouble, block_of};
use crate::write::Failure;

/// The longest pause between two tries or polls.
const LONGEST_PAUSE: u64 = 600 * SECOND;
/// A blocked prefix that polls gives up after this time.
const PATIENCE: u64 = 24 * 3600 * SECOND;

impl PrefixRun {
    /// Tries again later what may pass, and stops at what does not.
    pub(super) fn fail(&mut self, failure: Option<&Failure>, what: &str, context: &mut Context<'_>) {
        if self.failures == 0 {
            self.failing_since = context.now.tick;
        }
        self.failures += 1;
        let since = context.now.tick.saturating_sub(self.failing_since);
        match Trouble::of(failure) {
            Trouble::Passing(limit) if since < limit => {
                let pause = widened(5 * SECOND, self.failures, context.random);
                self.stage = Stage::Due(context.now.tick + pause);
            }
            _ => self.stop(block_of(failure, what), context),
        }
    }

    /// Stops until a person acts.
    pub(super) fn stop(&mut self, block: Block, context: &mut Context<'_>) {
        self.record_block(block, context);
        self.stage = Stage::Blocked;
    }

    /// Blocked, but reads again from time to time: the reason may go away without the run.
    pub(super) fn poll_blocked(&mut self, block: Block, context: &mut Context<'_>) {
        self.record_block(block, context);
        self.polls += 1;
        self.stage = if context.now.tick.saturating_sub(self.blocked_at) < PATIENCE {
            Stage::Due(context.now.tick + self.poll_pause(context))
        } else {
            Stage::Blocked
        };
    }

    fn record_block(&mut self, block: Block, context: &mut Context<'_>) {
        if self.block.as_ref().is_some_and(|old| old.code == block.code && old.message == block.message) {
            return;
        }
        self.blocked_at = context.now.tick;
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

    /// The pause before the next poll: 30 s, widening to 10 minutes, and longer where many prefixes share the budget.
    pub(super) fn poll_pause(&self, context: &Context<'_>) -> u64 {
        // All polls together take at most a fifth of the budget.
        let share =
            5 * 300 * SECOND * context.waiting as u64 / u64::from(context.options.request_budget.max(1));
        widened(30 * SECOND, self.polls, context.random).max(share)
    }
}

/// A pause that doubles, up to ten minutes, minus up to a quarter at random.
fn widened(first: u64, count: u32, random: f64) -> u64 {
    let pause = (first << count.saturating_sub(1).min(12)).min(LONGEST_PAUSE);
    #[expect(
        clippy::cast_possible_truncation,
        clippy::cast_sign_loss,
        clippy::cast_precision_loss,
        reason = "at most ten minutes"
    )]
    let jitter = (pause as f64 * random.clamp(0.0, 1.0) / 4.0) as u64;
    pause - jitter
}
