//! Plans: ordered, gated and explained writes from the current bindings to the desired ones, which affect as few addresses
//! as possible.

mod compile;
mod diff;
mod document;
pub mod export;
mod fingerprint;
mod gallop_search;
mod impact;
mod refusal;
pub mod render;
mod report;
pub mod safety;
mod search;
pub(crate) mod serialize;
mod step;
mod task;

pub use diff::{Difference, DifferenceEntry, diff};
pub use document::{Assumption, Plan};
pub use refusal::Refusal;
pub use report::{Exposure, Finish, HitKind, Impact, Phase, PlanFinding, PlanMove};
pub use step::{PlanStep, Purpose, Until};
pub use task::{
    CurrentBinding, DesiredBinding, Gate, PROPAGATION_HOURS, PlanOptions, Policy, PrefixState, Profile, Task,
};

use compile::CompiledTask;

/// Plans the way from the current bindings to the desired ones.
///
/// The same task gives the same plan, whatever the order of its lists. A plan changes only what has to change, and never a
/// regional binding. O(n log n) in the bindings if few of them need a shield.
///
/// # Errors
///
/// A [`Refusal`] that no option overrides: `desired-illegal`, `current-unusable`, `regional-in-the-way`,
/// `too-many-services`, `prefix-too-large`.
pub fn plan(task: &Task<'_>) -> Result<Plan, Box<Refusal>> {
    Ok(CompiledTask::new(task, true)?.plan())
}
