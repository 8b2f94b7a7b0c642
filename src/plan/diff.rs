//! The difference between the current and the desired bindings, without a plan.

use super::compile::CompiledTask;
use super::report::PlanMove;
use super::search::binding_change::BindingChange;
use super::search::service_set::NO_SERVICE;
use super::search::write_order::{BindingWrite, WriteBatch};
use super::serialize;
use super::task::{PROPAGATION_HOURS, Task};
use crate::cidr::Cidr;
use crate::plan::Refusal;
use serde::Serialize;

/// The difference between two states, sorted by block.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Difference {
    /// The prefix.
    #[serde(serialize_with = "serialize::cidr")]
    pub prefix: Cidr,
    /// Blocks that are bound in the desired state only.
    pub added: Vec<DifferenceEntry>,
    /// Blocks that are bound in the current state only.
    pub removed: Vec<DifferenceEntry>,
    /// Blocks that are bound to another service.
    pub changed: Vec<DifferenceEntry>,
    /// The number of bindings that stay.
    pub kept: usize,
    /// The number of regional bindings, which no plan touches.
    pub regional: usize,
    /// Addresses of the prefix.
    #[serde(serialize_with = "serialize::decimal")]
    pub addresses: u128,
    /// Addresses that change owner: all of the changed blocks, fewer, or none.
    #[serde(serialize_with = "serialize::decimal")]
    pub addresses_changed: u128,
    /// The addresses that change owner, by old and new owner.
    pub moves: Vec<PlanMove>,
}

/// A block with its services in both states.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct DifferenceEntry {
    /// The block.
    #[serde(serialize_with = "serialize::cidr")]
    pub cidr: Cidr,
    /// Service before; `None` without a binding.
    pub from: Option<String>,
    /// Service after; `None` without a binding.
    pub to: Option<String>,
    /// Identifier of the current binding, if known.
    pub binding_id: Option<String>,
}

impl Difference {
    /// True if the current bindings are the desired ones.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.added.is_empty() && self.removed.is_empty() && self.changed.is_empty()
    }
}

/// Compares the current bindings with the desired ones. O(n log n).
///
/// # Errors
///
/// Those of [`plan`](super::plan()).
pub fn diff(task: &Task<'_>) -> Result<Difference, Box<Refusal>> {
    Ok(difference(&CompiledTask::new(task, false)?))
}

fn difference(compiled: &CompiledTask<'_>) -> Difference {
    let Task { prefix, current, .. } = *compiled.task();
    let (mut added, mut removed, mut changed, mut kept) = (Vec::new(), Vec::new(), Vec::new(), 0);
    let mut writes = Vec::new();
    for (BindingChange { block, before, after, .. }, binding_id) in compiled.changes() {
        let list = match (*before, *after) {
            (NO_SERVICE, NO_SERVICE) => continue,
            (NO_SERVICE, _) => &mut added,
            (_, NO_SERVICE) => &mut removed,
            (from, to) if from == to => {
                kept += 1;
                continue;
            }
            _ => &mut changed,
        };
        list.push(DifferenceEntry {
            cidr: block.cidr(prefix.family()),
            from: compiled.service_id(*before),
            to: compiled.service_id(*after),
            binding_id: binding_id.map(str::to_owned),
        });
        let ends = [(*before, false), (*after, true)].into_iter();
        let ends = ends.filter(|(service, _)| *service != NO_SERVICE);
        writes.extend(ends.map(|(service, creates)| BindingWrite { block: *block, service, creates }));
    }
    // A single batch with all writes changes the same owners as any plan.
    let batch = WriteBatch { settles: true, hours: PROPAGATION_HOURS, writes };
    let impact = compiled.impact(&[batch], &[]);
    Difference {
        prefix,
        added,
        removed,
        changed,
        kept,
        regional: current.iter().filter(|binding| binding.service.is_none()).count(),
        addresses: impact.addresses,
        addresses_changed: impact.changed,
        moves: impact.moves,
    }
}
