//! The options of a node: the schedules that are worth trying there.

use super::batch_rules::BatchRules;
use super::schedule::{MAX_BATCHES, Schedule, ScheduleKey, ServiceByBatch};
use super::service_set::{NO_SERVICE, ServiceSet};
use super::view::ViewTransform;
use crate::sort;

/// A schedule, and what it does to the view.
#[derive(Debug, Clone, Copy)]
pub(in crate::plan) struct NodeOption {
    pub(in crate::plan) schedule: Schedule,
    pub(in crate::plan) transform: ViewTransform,
}

/// All options of a node below the prefix, fewest writes first.
///
/// A schedule takes two writes more than the fewest at most: room for one temporary binding, or for one binding that is
/// away for a while.
pub(in crate::plan) fn node_options(rules: &BatchRules, key: &ScheduleKey) -> Vec<NodeOption> {
    let temporary = if rules.allow_temporary && !key.reserved {
        key.own_services.intersection(rules.sub_block_services).difference(ServiceSet::single(NO_SERVICE))
    } else {
        ServiceSet::default()
    };
    let mut services = [key.after; MAX_BATCHES + 1];
    if let Some(first) = services.first_mut() {
        *first = key.before;
    }
    let direct = ServiceSet::single(NO_SERVICE).with(key.before).with(key.after);
    // The fewest writes are those of a schedule without a temporary service.
    let mut list = Vec::new();
    enumerate_schedules(rules, &mut list, &mut services, 1, direct, u32::MAX);
    let fewest = list.iter().map(|schedule| schedule.writes).min().unwrap_or(0);
    let max_writes = if rules.allow_temporary { fewest + 2 } else { fewest };
    list.clear();
    enumerate_schedules(rules, &mut list, &mut services, 1, direct.union(temporary), max_writes);
    sort::sort(&mut list);
    let option =
        |schedule: Schedule| NodeOption { schedule, transform: rules.view_transform(schedule.services, key) };
    list.into_iter().map(option).collect()
}

/// Appends all schedules that start with the first `position` of these services, continue with any of the `allowed`
/// ones, and take `max_writes` writes at most.
fn enumerate_schedules(
    rules: &BatchRules,
    list: &mut Vec<Schedule>,
    services: &mut ServiceByBatch,
    position: usize,
    allowed: ServiceSet,
    max_writes: u32,
) {
    if position >= rules.batches {
        list.extend(rules.schedule(*services).filter(|schedule| schedule.writes <= max_writes));
        return;
    }
    for service in allowed.iter() {
        let Some(entry) = services.get_mut(position) else { return };
        let replaced = std::mem::replace(entry, service);
        let so_far = rules.transitions(services).take(position);
        let writes: u32 = so_far.map(|(batch, [from, to])| rules.write_count(batch, from, to)).sum();
        if writes <= max_writes {
            enumerate_schedules(rules, list, services, position + 1, allowed, max_writes);
        }
        if let Some(entry) = services.get_mut(position) {
            *entry = replaced;
        }
    }
}

#[cfg(test)]
mod tests;
