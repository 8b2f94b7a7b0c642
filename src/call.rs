//! The calls of the boundary as data: a call in, an answer or an error out.
//!
//! They are serde types, so native tests run them as JSON.

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
pub use core::{AddressInfo, CheckFacts, CidrInfo, CoreAnswer, CoreCall};
#[cfg(feature = "planner")]
pub use plan::{CurrentFacts, PlanAnswer, PlanCall, PlanTask, Planned, PrefixIds as PlanPlace};
