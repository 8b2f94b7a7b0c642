//! What differs between what is bound and what should be, without a way from one to the other.

use super::compile::CompiledTask;
use super::report::{self, PlanMove};
use super::{Refusal, Task};
use crate::cidr::Cidr;
use serde::Serialize;

/// What differs. Sorted by block.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Difference {
    /// The prefix.
    #[serde(serialize_with = "report::text")]
    pub prefix: Cidr,
    /// Blocks that are bound at the end, and not at the start.
    pub added: Vec<DifferenceEntry>,
    /// Blocks that are bound at the start, and not at the end.
    pub removed: Vec<DifferenceEntry>,
    /// Blocks that are bound to another service.
    pub changed: Vec<DifferenceEntry>,
    /// Bindings that stay.
    pub kept: usize,
    /// Regional bindings, which nobody here touches.
    pub regional: usize,
    /// Addresses of the prefix.
    #[serde(serialize_with = "report::decimal")]
    pub addresses: u128,
    /// Addresses whose owner is another one, which may be fewer than those of the blocks, or none.
    #[serde(serialize_with = "report::decimal")]
    pub addresses_changed: u128,
    /// Who hands how many addresses to whom.
    pub moves: Vec<PlanMove>,
}

/// A block with the services that it is bound to.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct DifferenceEntry {
    /// The block.
    #[serde(serialize_with = "report::text")]
    pub cidr: Cidr,
    /// Service before; `None` where there was no binding.
    pub from: Option<String>,
    /// Service after; `None` where there is no binding.
    pub to: Option<String>,
    /// Identifier of the binding before, where it is known.
    pub binding_id: Option<String>,
}

impl Difference {
    /// True where what is bound is what should be.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.added.is_empty() && self.removed.is_empty() && self.changed.is_empty()
    }
}

/// Compares what is bound with what should be. O(n log n).
///
/// # Errors
///
/// Those of [`plan`](super::plan).
pub fn diff(task: &Task<'_>) -> Result<Difference, Box<Refusal>> {
    Ok(CompiledTask::new(task)?.difference())
}
