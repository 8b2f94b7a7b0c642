//! The input and the result of the search.

use super::batch_rules::BatchRules;
use super::binding_change::BindingChange;
use super::cidr_block::CidrBlock;
use super::schedule::ServiceByBatch;
use super::service_set::{NO_SERVICE, ServiceNumber, ServiceSet};
use crate::plan::task::{Gate, Policy, Profile};

/// What the search has to solve.
#[derive(Debug)]
pub(in crate::plan) struct SearchProblem<'a> {
    pub(in crate::plan) prefix: CidrBlock,
    /// Bits of an address.
    pub(in crate::plan) width: u8,
    /// Sorted by block, each block once.
    pub(in crate::plan) changes: &'a [BindingChange],
    /// The services that may be bound to a part of the prefix.
    pub(in crate::plan) sub_block_services: ServiceSet,
    /// All services, and [`NO_SERVICE`].
    pub(in crate::plan) services: ServiceSet,
    pub(in crate::plan) profile: Profile,
    pub(in crate::plan) policy: Policy,
    pub(in crate::plan) gate: Gate,
    /// Hours until every edge has the writes from before the plan, where the task gives more than 0: the plan then begins
    /// with a wait of that length.
    pub(in crate::plan) settles_in: Option<u32>,
}

/// The schedule of one block.
#[derive(Debug, Clone, Copy)]
pub(in crate::plan) struct BlockSchedule {
    pub(in crate::plan) block: CidrBlock,
    pub(in crate::plan) services: ServiceByBatch,
}

/// The schedules of all blocks that the plan writes to.
#[derive(Debug)]
pub(in crate::plan) struct Solution {
    pub(in crate::plan) prefix: CidrBlock,
    pub(in crate::plan) rules: BatchRules,
    pub(in crate::plan) schedules: Vec<BlockSchedule>,
    /// False where the search was cut short: a better solution may exist.
    pub(in crate::plan) complete: bool,
}

impl SearchProblem<'_> {
    /// The service of the prefix itself, before and after.
    pub(super) fn root_services(&self) -> [ServiceNumber; 2] {
        match self.changes.first() {
            Some(change) if change.block == self.prefix => [change.before, change.after],
            _ => [NO_SERVICE, NO_SERVICE],
        }
    }

    /// True where the prefix has a binding that stays, and temporary bindings are allowed.
    pub(super) fn keeps_default(&self) -> bool {
        let [before, after] = self.root_services();
        self.policy == Policy::Hitless && before == after && before != NO_SERVICE
    }
}
