//! The calls of the boundary as data: a call comes in, an answer or an error goes out.
//!
//! They are plain serde types, so that native tests drive them as JSON; the boundary only translates.

#[cfg(feature = "planner")]
mod check_services;
#[cfg(feature = "core")]
mod core;
mod de;
#[cfg(feature = "planner")]
mod plan;

#[cfg(feature = "planner")]
pub use check_services::CheckedPlanCall;
#[cfg(feature = "core")]
pub use core::{AddressInfo, CidrInfo, CoreAnswer, CoreCall};
#[cfg(feature = "planner")]
pub use plan::{CurrentFacts, PlanAnswer, PlanCall, PlanTask, Planned, PrefixIds as PlanPlace};
