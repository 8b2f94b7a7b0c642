//! Merges the current and the desired bindings into one list of changes.

use super::service_table::ServiceTable;
use crate::cidr::Cidr;
use crate::plan::Refusal;
use crate::plan::search::binding_change::BindingChange;
use crate::plan::search::cidr_block::{CidrBlock, sort_by_block};
use crate::plan::search::service_set::{NO_SERVICE, ServiceNumber};
use crate::plan::task::Task;

/// A binding of one of the states.
#[derive(Debug, Clone, Copy)]
pub(super) struct StateEntry {
    pub(super) block: CidrBlock,
    pub(super) service: ServiceNumber,
    /// Its index in the list of current bindings; those of the desired bindings continue it.
    pub(super) index: usize,
}

/// Both states, merged.
pub(super) struct MergedStates<'a> {
    /// The service of each current binding, and of each desired binding, in the order of the lists.
    pub(super) binding_services: [Vec<ServiceNumber>; 2],
    /// The bindings of both states in the order of their blocks; of the desired ones only those in the prefix.
    pub(super) entries: Vec<StateEntry>,
    /// The changes, in the order of their blocks.
    pub(super) changes: Vec<BindingChange>,
    /// For each change the identifier of the current binding.
    pub(super) ids: Vec<Option<&'a str>>,
}

/// Merges the states. O(n log n).
///
/// # Errors
///
/// `current-unusable`, `regional-in-the-way`.
pub(super) fn merge_states<'a>(
    task: &'a Task<'a>,
    services: &ServiceTable<'a>,
) -> Result<MergedStates<'a>, Box<Refusal>> {
    let number = |id: &String| services.number(id);
    let before: Vec<_> =
        task.current.iter().map(|binding| binding.service.as_ref().map_or(NO_SERVICE, number)).collect();
    let after: Vec<_> = task.desired.iter().map(|binding| number(&binding.service)).collect();
    let entries = entries(task, [&before, &after]);
    let mut changes = Vec::with_capacity(entries.len());
    let mut ids = Vec::with_capacity(entries.len());
    // The first one in the list of current bindings whose block an entry before it has.
    let mut duplicate: Option<usize> = None;
    for group in entries.chunk_by(|one, other| one.block == other.block) {
        let Some(block) = group.first().map(|entry| entry.block) else { continue };
        let mut change = BindingChange::unbound(block);
        let mut id = None;
        for StateEntry { service, index, .. } in group {
            match task.current.get(*index) {
                None => change.after = *service,
                Some(_) if *service == NO_SERVICE => change.reserved = true,
                Some(binding) if change.before == NO_SERVICE => {
                    (change.before, id) = (*service, binding.id.as_deref());
                    change.in_flight = binding.in_flight();
                }
                Some(_) => duplicate = Some(duplicate.map_or(*index, |first| first.min(*index))),
            }
        }
        changes.push(change);
        ids.push(id);
    }
    check_current(task, duplicate)?;
    check_regional(task, &changes)?;
    Ok(MergedStates { binding_services: [before, after], entries, changes, ids })
}

/// The bindings of both states, sorted by block.
fn entries(task: &Task<'_>, [before, after]: [&Vec<ServiceNumber>; 2]) -> Vec<StateEntry> {
    let entry = |index, cidr: &Cidr, service: &ServiceNumber| StateEntry {
        block: CidrBlock::of(cidr),
        service: *service,
        index,
    };
    let current = (0..).zip(task.current.iter().zip(before));
    let current = current.map(|(index, (binding, service))| entry(index, &binding.cidr, service));
    let desired = (task.current.len()..).zip(task.desired.iter().zip(after));
    let desired = desired.filter(|(_, (binding, _))| task.prefix.covers(&binding.cidr));
    let desired = desired.map(|(index, (binding, service))| entry(index, &binding.cidr, service));
    let mut entries: Vec<_> = current.chain(desired).collect();
    sort_by_block(&mut entries, |entry| entry.block);
    entries
}

/// Refuses a list of current bindings that is not one of this prefix; the first problem in the list is named.
fn check_current(task: &Task<'_>, duplicate: Option<usize>) -> Result<(), Box<Refusal>> {
    let Task { prefix, current, .. } = task;
    let unusable =
        |message: String, help: &str| Err(Box::new(Refusal::fatal("current-unusable", message, help)));
    let outside = current.iter().position(|binding| !prefix.covers(&binding.cidr));
    let outside = outside.filter(|index| duplicate.is_none_or(|duplicate| *index <= duplicate));
    if let Some(binding) = outside.and_then(|index| current.get(index)) {
        let message =
            format!("the current bindings contain {}, which is not in the prefix {prefix}", binding.cidr);
        return unusable(message, "pass only the bindings of this prefix");
    }
    if let Some(binding) = duplicate.and_then(|index| current.get(index)) {
        let message = format!("the current bindings contain {} twice", binding.cidr);
        return unusable(message, "fetch the list again");
    }
    Ok(())
}

/// Refuses a desired block that has a regional binding.
fn check_regional(task: &Task<'_>, changes: &[BindingChange]) -> Result<(), Box<Refusal>> {
    let conflict = changes
        .iter()
        .find(|change| change.reserved && change.before == NO_SERVICE && change.after != NO_SERVICE);
    let Some(conflict) = conflict else { return Ok(()) };
    let cidr = conflict.block.cidr(task.prefix.family());
    let message = format!("the block {cidr} has a regional binding, and a block can have one binding only");
    let help = "choose other blocks, or remove the regional binding where it is managed";
    Err(Box::new(Refusal::fatal("regional-in-the-way", message, help)))
}
