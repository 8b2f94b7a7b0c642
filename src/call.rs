//! The calls of the boundary as data: a call in, an answer or an error out.
//!
//! They are serde types, so native tests run them as JSON.

mod check_services;
mod core;
mod de;
mod error;
mod plan;
mod snapshot;

pub use check_services::CheckedPlanCall;
pub use core::{AddressInfo, CheckFacts, CidrInfo, CoreAnswer, CoreCall, request_params};
pub use error::CallError;
pub use plan::{CurrentFacts, PlanAnswer, PlanCall, PlanTask, Planned, PrefixIds as PlanPlace};
pub use snapshot::{RestoreTask, SnapshotCall};
