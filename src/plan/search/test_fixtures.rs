//! Tries of prefixes with sixteen addresses: small enough to write the expected results by hand.

use super::batch_timing::BatchTiming;
use super::binding_change::BindingChange;
use super::cidr_block::CidrBlock;
use super::problem::SearchProblem;
use super::schedule::{ScheduleKey, ServiceByBatch};
use super::service_set::{NO_SERVICE, ServiceNumber, ServiceSet};
use super::trie::Trie;
use super::trie_builder::build_trie;
use crate::plan::task::{Gate, Policy, Profile};

/// A service that can only be the default, and three that may be bound to a part of the prefix.
pub(in crate::plan) const DEFAULT_ONLY: ServiceNumber = 1;
pub(in crate::plan) const A: ServiceNumber = 2;
pub(in crate::plan) const B: ServiceNumber = 3;
pub(in crate::plan) const C: ServiceNumber = 4;

pub(in crate::plan) const SUB_BLOCK_SERVICES: ServiceSet = ServiceSet::single(A).with(B).with(C);

/// Bits of an address.
pub(in crate::plan) const WIDTH: u8 = 4;

pub(in crate::plan) const PREFIX: CidrBlock = CidrBlock { first: 0, length: 0 };

pub(in crate::plan) const fn block(first: u128, length: u8) -> CidrBlock {
    CidrBlock { first, length }
}

/// A block with its services before and after.
pub(in crate::plan) const fn change(
    first: u128,
    length: u8,
    before: ServiceNumber,
    after: ServiceNumber,
) -> BindingChange {
    BindingChange { before, after, ..BindingChange::unbound(block(first, length)) }
}

/// The key of a node with these services, without owners below it and with nothing in flight.
pub(in crate::plan) fn schedule_key(before: ServiceNumber, after: ServiceNumber) -> ScheduleKey {
    let (own_services, visible_at_start) = (ServiceSet::default(), ServiceSet::default());
    ScheduleKey { before, after, own_services, reserved: false, in_flight: false, visible_at_start }
}

pub(in crate::plan) fn trie_of(changes: &[BindingChange]) -> Trie {
    build_trie(PREFIX, WIDTH, changes, SUB_BLOCK_SERVICES)
}

pub(super) fn problem_of(changes: &[BindingChange], profile: Profile, policy: Policy) -> SearchProblem<'_> {
    SearchProblem {
        prefix: PREFIX,
        width: WIDTH,
        changes,
        sub_block_services: SUB_BLOCK_SERVICES,
        services: SUB_BLOCK_SERVICES.with(NO_SERVICE).with(DEFAULT_ONLY),
        profile,
        policy,
        gate: Gate::Settled,
        settles_in: None,
    }
}

/// The trie that the search builds for a problem.
pub(super) fn problem_trie(problem: &SearchProblem<'_>) -> Trie {
    let SearchProblem { prefix, width, changes, sub_block_services, .. } = *problem;
    build_trie(prefix, width, changes, sub_block_services)
}

/// This many batches, each with a wait of six hours behind it.
pub(super) fn long_waits(batches: usize) -> BatchTiming {
    BatchTiming { batches, last_only_creates: false, start_in_flight: false, initial_wait: None }
}

/// These services, and the last one again behind them.
pub(in crate::plan) fn services<const N: usize>(given: [ServiceNumber; N]) -> ServiceByBatch {
    std::array::from_fn(|batch| given[batch.min(N - 1)])
}

/// The services before the first batch and after each batch, as digits.
pub(in crate::plan) fn digits(services: ServiceByBatch, batches: usize) -> String {
    services.iter().take(batches + 1).map(ServiceNumber::to_string).collect()
}
