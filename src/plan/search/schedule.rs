//! A schedule: which service is bound at one node before the first batch and after each batch.

use super::service_set::{ServiceNumber, ServiceSet};

/// A plan has this many batches at most.
pub(in crate::plan) const MAX_BATCHES: usize = 5;

/// The service bound before the first batch, and after each one. Entries behind the last batch repeat its service.
pub(in crate::plan) type ServiceByBatch = [ServiceNumber; MAX_BATCHES + 1];

/// A schedule and its writes. The order is the one in which the solver tries schedules: fewest writes first.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(in crate::plan) struct Schedule {
    pub(in crate::plan) writes: u32,
    /// True where the node is unbound for a while between two services. Rarely of use, so tried late.
    pub(super) has_gap: bool,
    /// Sum of the batch numbers of all writes: between equally many writes, the earlier ones win.
    pub(super) lateness: u32,
    pub(in crate::plan) services: ServiceByBatch,
}

/// Everything that the possible schedules of a node depend on. Nodes with equal keys share one list of options.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub(in crate::plan) struct ScheduleKey {
    pub(in crate::plan) before: ServiceNumber,
    pub(in crate::plan) after: ServiceNumber,
    /// The old and new owners of all addresses at or below the node.
    pub(in crate::plan) own_services: ServiceSet,
    /// True where a regional binding has the CIDR, so that nothing can be bound.
    pub(in crate::plan) reserved: bool,
    /// True where the current binding is still rolling out.
    pub(in crate::plan) in_flight: bool,
    /// The services that edges may show around the node before the first write. Empty where no current binding of the
    /// prefix is in flight.
    pub(in crate::plan) visible_at_start: ServiceSet,
}
