//! One block in both states: its service before and after the plan.

use super::cidr_block::CidrBlock;
use super::schedule::ScheduleKey;
use super::service_set::{NO_SERVICE, OTHER_SERVICE, ServiceNumber, ServiceSet};

/// The services that a block is bound to before and after; [`NO_SERVICE`] where it is not bound.
#[derive(Debug, Clone, Copy)]
pub(in crate::plan) struct BindingChange {
    pub(in crate::plan) block: CidrBlock,
    pub(in crate::plan) before: ServiceNumber,
    pub(in crate::plan) after: ServiceNumber,
    /// True where a regional binding has the CIDR: nothing else can be bound to it.
    pub(in crate::plan) reserved: bool,
    /// True where the current binding is still rolling out: an edge has it or not.
    pub(in crate::plan) in_flight: bool,
}

impl BindingChange {
    /// A block without a binding in either state.
    pub(in crate::plan) const fn unbound(block: CidrBlock) -> Self {
        Self { block, before: NO_SERVICE, after: NO_SERVICE, reserved: false, in_flight: false }
    }

    /// The writes that the difference alone takes.
    pub(in crate::plan) fn min_writes(&self) -> u32 {
        match (self.before, self.after) {
            (before, after) if before == after => 0,
            (NO_SERVICE, _) | (_, NO_SERVICE) => 1,
            _ => 2,
        }
    }

    /// The key of a node with these owners at or below it; `change` is its own, where it has one.
    pub(in crate::plan) fn schedule_key(
        change: Option<&Self>,
        own_services: ServiceSet,
        visible_at_start: ServiceSet,
    ) -> ScheduleKey {
        let (before, after) = change.map_or((NO_SERVICE, NO_SERVICE), |change| (change.before, change.after));
        let (reserved, in_flight) =
            change.map_or((false, false), |change| (change.reserved, change.in_flight));
        // The others all have the same effect here: one number for them keeps the keys few.
        let own = visible_at_start.intersection(own_services.with(NO_SERVICE).with(before).with(after));
        let visible_at_start =
            if own == visible_at_start { visible_at_start } else { own.with(OTHER_SERVICE) };
        ScheduleKey { before, after, own_services, reserved, in_flight, visible_at_start }
    }
}
