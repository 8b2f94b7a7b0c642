//! Prefixes of sixteen addresses, to test on what can be written out by hand.

use super::options::{ScheduleKey, ServiceByBatch};
use super::service_set::{ServiceNumber, ServiceSet};
use super::trie::{BindingChange, CidrBlock, Trie};

/// A service that may be the default only, and three that may be bound to a part.
pub(in crate::plan) const DEFAULT_ONLY: ServiceNumber = 1;
pub(in crate::plan) const A: ServiceNumber = 2;
pub(in crate::plan) const B: ServiceNumber = 3;
pub(in crate::plan) const C: ServiceNumber = 4;

pub(in crate::plan) const SUB_BLOCK_SERVICES: ServiceSet = ServiceSet::single(A).with(B).with(C);

/// Four bits for an address.
pub(in crate::plan) const WIDTH: u8 = 4;

pub(in crate::plan) const PREFIX: CidrBlock = CidrBlock { first: 0, length: 0 };

pub(in crate::plan) const fn block(first: u128, length: u8) -> CidrBlock {
    CidrBlock { first, length }
}

/// A block with the services before and after.
pub(in crate::plan) const fn change(
    first: u128,
    length: u8,
    before: ServiceNumber,
    after: ServiceNumber,
) -> BindingChange {
    BindingChange { block: block(first, length), before, after, reserved: false, in_flight: false }
}

/// What the courses of a place with these services depend on, where nothing is in flight and nothing below it is wanted.
pub(in crate::plan) fn schedule_key(before: ServiceNumber, after: ServiceNumber) -> ScheduleKey {
    let (wanted, bases) = (ServiceSet::default(), ServiceSet::default());
    ScheduleKey {
        before,
        after,
        own_services: wanted,
        reserved: false,
        in_flight: false,
        visible_at_start: bases,
    }
}

pub(in crate::plan) fn trie(sites: &[BindingChange]) -> Trie {
    Trie::new(PREFIX, WIDTH, sites, SUB_BLOCK_SERVICES, false)
}

/// These stages, and the last one again behind them.
pub(in crate::plan) fn services<const N: usize>(given: [ServiceNumber; N]) -> ServiceByBatch {
    std::array::from_fn(|stage| given[stage.min(N - 1)])
}

/// As many stages as a course of so many batches has, in digits.
pub(in crate::plan) fn digits(stages: ServiceByBatch, batches: usize) -> String {
    stages.iter().take(batches + 1).map(ServiceNumber::to_string).collect()
}
