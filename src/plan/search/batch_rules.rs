//! The constraints that one sequence of batches puts on the schedules of all nodes.

use super::schedule::{MAX_BATCHES, Schedule, ScheduleKey, ServiceByBatch};
use super::service_set::{NO_SERVICE, ServiceNumber, ServiceSet};
use super::view::{View, ViewTransform};
use crate::plan::task::PROPAGATION_HOURS;

/// The constraints. The solver runs once for each set of them.
#[derive(Debug, Clone, Copy)]
pub(in crate::plan) struct BatchRules {
    pub(in crate::plan) batches: usize,
    /// The batch, from 0, that deletes every binding and creates it again. A change of the default can require that.
    pub(in crate::plan) rebuild_in: Option<usize>,
    /// The batches in which nothing can be created, because the prefix itself is unbound.
    pub(in crate::plan) create_forbidden: [bool; MAX_BATCHES],
    /// The services that may be bound to a part of the prefix.
    pub(in crate::plan) sub_block_services: ServiceSet,
    /// True where a plan may create bindings that it deletes again, and the other way around.
    pub(in crate::plan) allow_temporary: bool,
    /// True where the last batch only creates: the wait behind it ends when the new bindings are active.
    pub(in crate::plan) last_only_creates: bool,
    /// True where current bindings are still in flight in the first batch. Views then have the column of changes, and
    /// that column decides what the first batch hits: an edge that shows what it would show without the plan is not hit
    /// by the plan.
    pub(in crate::plan) start_in_flight: bool,
    /// Hours of the wait before the first batch; `None` without one.
    pub(in crate::plan) initial_wait: Option<u32>,
    /// A default that the first batch creates as its first write and deletes as its last, so that it can create the rest.
    pub(in crate::plan) transient_default: Option<ServiceNumber>,
}

impl BatchRules {
    /// Rules for this many batches, without anything special.
    pub(in crate::plan) const fn new(
        batches: usize,
        sub_block_services: ServiceSet,
        allow_temporary: bool,
    ) -> Self {
        Self {
            batches,
            rebuild_in: None,
            create_forbidden: [false; MAX_BATCHES],
            sub_block_services,
            allow_temporary,
            last_only_creates: false,
            start_in_flight: false,
            initial_wait: None,
            transient_default: None,
        }
    }

    /// The least hours that the plan takes, and its waits. Compared in this order, after the hit addresses.
    pub(in crate::plan) fn duration(&self) -> (u32, usize) {
        let long_waits = self.batches - usize::from(self.last_only_creates);
        let hours = PROPAGATION_HOURS * u32::try_from(long_waits).unwrap_or(u32::MAX);
        (hours + self.initial_wait.unwrap_or(0), self.batches + usize::from(self.initial_wait.is_some()))
    }

    /// The number of writes that a node takes in one batch.
    pub(super) fn write_count(&self, batch: usize, from: ServiceNumber, to: ServiceNumber) -> u32 {
        if from == to && self.rebuild_in != Some(batch) {
            return 0;
        }
        u32::from(from != NO_SERVICE) + u32::from(to != NO_SERVICE)
    }

    /// True where the batch writes to the node.
    pub(in crate::plan) fn writes_in(&self, batch: usize, from: ServiceNumber, to: ServiceNumber) -> bool {
        self.write_count(batch, from, to) > 0
    }

    /// The schedule with its writes; `None` where a batch cannot do it.
    pub(in crate::plan) fn schedule(&self, services: ServiceByBatch) -> Option<Schedule> {
        let (mut writes, mut lateness) = (0, 0);
        let between = services.get(1..self.batches).unwrap_or_default();
        let ends = [services.first(), services.get(self.batches)];
        let has_gap = between.contains(&NO_SERVICE) && !ends.contains(&Some(&NO_SERVICE));
        for (batch, [from, to]) in self.transitions(&services) {
            let count = self.write_count(batch, from, to);
            let creates = to != NO_SERVICE && count > 0;
            if creates && self.create_forbidden.get(batch) == Some(&true) {
                return None;
            }
            if self.last_only_creates && batch + 1 == self.batches && count > 0 && from != NO_SERVICE {
                return None;
            }
            writes += count;
            lateness += count * u32::try_from(batch).unwrap_or(u32::MAX);
        }
        Some(Schedule { writes, has_gap, lateness, services })
    }

    /// The batches, each with the service before and after it.
    pub(in crate::plan) fn transitions<'a>(
        &self,
        services: &'a ServiceByBatch,
    ) -> impl Iterator<Item = (usize, [ServiceNumber; 2])> + 'a {
        let pairs = services.iter().zip(services.iter().skip(1)).map(|(from, to)| [*from, *to]);
        pairs.take(self.batches).enumerate()
    }

    /// What a schedule at a node does to the view. O(batches).
    pub(in crate::plan) fn view_transform(
        &self,
        services: ServiceByBatch,
        key: &ScheduleKey,
    ) -> ViewTransform {
        let mut transform = ViewTransform {
            mask: [ServiceSet::ALL; MAX_BATCHES],
            added: View::default(),
            first_to_changes: ServiceSet::default(),
            change_column: self.batches,
        };
        let columns = transform.mask.iter_mut().zip(&mut transform.added);
        for ((batch, [from, to]), (mask, added)) in self.transitions(&services).zip(columns) {
            if self.writes_in(batch, from, to) {
                // An edge may have seen none, some or all of the writes: it shows either service, or what is above.
                *added = ServiceSet::single(from).with(to).difference(ServiceSet::single(NO_SERVICE));
            } else if to != NO_SERVICE {
                // Every edge has the binding, unless it is still in flight.
                if !(self.start_in_flight && batch == 0 && key.in_flight) {
                    *mask = ServiceSet::default();
                }
                *added = ServiceSet::single(to);
            }
        }
        if self.start_in_flight {
            self.add_change_column(&mut transform, services, key);
        }
        transform
    }

    /// The column of changes: what an edge shows in the first batch, and would not show without it.
    fn add_change_column(
        &self,
        transform: &mut ViewTransform,
        services: ServiceByBatch,
        ScheduleKey { before, in_flight, visible_at_start, .. }: &ScheduleKey,
    ) {
        let (Some([from, to]), Some(mask), Some(added)) = (
            self.transitions(&services).next().map(|(_, transition)| transition),
            transform.mask.get_mut(self.batches),
            transform.added.get_mut(self.batches),
        ) else {
            return;
        };
        let is_bound = *before != NO_SERVICE;
        // An edge that has the binding shows it, unless the batch writes to it: changes above do not come through.
        *mask = if is_bound && !in_flight { ServiceSet::default() } else { ServiceSet::ALL };
        *added = ServiceSet::default();
        if !self.writes_in(0, from, to) {
            return;
        }
        let new = ServiceSet::single(to).difference(ServiceSet::single(NO_SERVICE));
        if is_bound {
            // An edge that has the binding may lose it, and show what is above or what replaces it.
            transform.first_to_changes = ServiceSet::ALL.difference(ServiceSet::single(*before));
            *added = new.difference(ServiceSet::single(*before));
        }
        // An edge without the binding may get the new one in place of another service.
        if (!is_bound || *in_flight) && !visible_at_start.difference(new).is_empty() {
            *added = added.union(new);
        }
    }

    /// All services of a view that hit an address which has none of them as an owner.
    pub(in crate::plan) fn hitting_services(&self, view: &View) -> ServiceSet {
        // Where the start is in flight, the column of changes stands in for the first batch.
        let columns = view.iter().skip(usize::from(self.start_in_flight)).take(self.batches).copied();
        columns.fold(ServiceSet::default(), ServiceSet::union)
    }

    /// All services of a view, whether they hit or not.
    pub(in crate::plan) fn visible_services(&self, view: &View) -> ServiceSet {
        let columns = self.batches + usize::from(self.start_in_flight);
        view.iter().take(columns).copied().fold(ServiceSet::default(), ServiceSet::union)
    }

    /// True where the view has the same single service in all batches: then nothing changes for the addresses below that
    /// have no write of their own.
    pub(in crate::plan) fn is_constant(&self, view: &View) -> bool {
        let columns = || view.iter().take(self.batches).skip(usize::from(self.start_in_flight)).copied();
        // The union of sets has a single member, and none of them is empty: each of them has that one member.
        let one_service = || {
            columns().fold(ServiceSet::default(), ServiceSet::union).is_single()
                && columns().all(|services| !services.is_empty())
        };
        if self.start_in_flight {
            let no_changes = view.get(self.batches).is_none_or(|changes| changes.is_empty());
            return no_changes && (self.batches == 1 || one_service());
        }
        one_service()
    }
}

#[cfg(test)]
mod tests;
