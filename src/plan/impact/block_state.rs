//! One block while a plan runs: what edges may have there.

use crate::plan::search::service_set::{NO_SERVICE, ServiceNumber, ServiceSet};
use crate::plan::search::write_order::BindingWrite;

/// What is bound to a block, and which edges may lack it.
#[derive(Debug, Clone, Copy)]
pub(super) struct BlockState {
    /// The service at the start.
    pub(super) old: ServiceNumber,
    /// The service that the API lists now.
    pub(super) now: ServiceNumber,
    /// The services that an edge may have here while a write is in flight; `None` while none is.
    in_flight: Option<ServiceSet>,
    /// True as long as an edge may lack the binding of the start.
    may_lack_start: bool,
    /// True if the binding of the start was in flight before the first write.
    pub(super) starts_in_flight: bool,
    /// The services that were bound since the start. Read only while the start is in flight.
    created: ServiceSet,
    pub(super) is_written: bool,
}

/// What edges show below a block in one batch.
#[derive(Debug, Clone, Copy)]
pub(super) enum Visibility {
    /// This service, at every edge.
    Stable(ServiceNumber),
    /// What is above the block.
    Inherited,
    /// One of these services, or what is above the block.
    InFlight(ServiceSet),
}

/// How a block changes what an edge shows below it, compared with the same edge if nothing were written.
#[derive(Debug, Clone, Copy)]
pub(super) struct BlockChange {
    /// An edge that has the binding of this service may lose it, and then shows what is above.
    pub(super) falls_back_from: Option<ServiceNumber>,
    /// A change above the block may show below it.
    pub(super) passes_through: bool,
    /// An edge may show these services.
    pub(super) created: ServiceSet,
    /// An edge may have no binding here at the start.
    pub(super) may_lack: bool,
}

impl BlockState {
    pub(super) fn new(service: ServiceNumber, in_flight: bool) -> Self {
        Self {
            old: service,
            now: service,
            in_flight: None,
            may_lack_start: in_flight,
            starts_in_flight: in_flight,
            created: ServiceSet::default(),
            is_written: false,
        }
    }

    /// Every edge has seen the writes; after a wait also the binding of the start.
    pub(super) fn settle(&mut self, waited: bool) {
        self.in_flight = None;
        self.may_lack_start &= !waited;
    }

    pub(super) fn write(&mut self, write: &BindingWrite) {
        let before = self.in_flight.unwrap_or_default().with(self.now);
        self.now = if write.creates { write.service } else { NO_SERVICE };
        self.in_flight = Some(before.with(self.now));
        if write.creates {
            self.created = self.created.with(write.service);
        }
        self.is_written = true;
    }

    pub(super) fn visibility(&self) -> Visibility {
        match (self.in_flight, self.now) {
            (Some(services), _) => Visibility::InFlight(services.difference(ServiceSet::single(NO_SERVICE))),
            (None, NO_SERVICE) => Visibility::Inherited,
            (None, service) if self.may_lack_start => Visibility::InFlight(ServiceSet::single(service)),
            (None, service) => Visibility::Stable(service),
        }
    }

    /// What the batches so far change below the block, while bindings of the start are in flight.
    pub(super) fn change(&self) -> BlockChange {
        let is_bound = self.old != NO_SERVICE;
        let is_written = self.in_flight.is_some();
        let may_lack = !is_bound || self.may_lack_start;
        BlockChange {
            falls_back_from: (is_bound && is_written).then_some(self.old),
            passes_through: may_lack,
            created: if is_written { self.created } else { ServiceSet::default() },
            may_lack,
        }
    }
}
