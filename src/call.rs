//! The calls of the boundary as data: a call in, an answer or an error out.
//!
//! They are serde types, so native tests run them as JSON.

mod binding_lists;
mod check_services;
mod core;
mod de;
mod error;
mod plan;
mod report;
mod snapshot;

pub use binding_lists::{CurrentList, DesiredLists, InFlight, InFlightBinding, answer_about_lists};
pub use check_services::CheckedPlanCall;
pub use core::{AddressInfo, CheckFacts, CidrInfo, CoreAnswer, CoreCall, request_params};
pub use error::CallError;
pub use plan::{CurrentFacts, PlanAnswer, PlanCall, PlanTask, Planned, PrefixIds as PlanPlace};
pub use report::PlanReport;
pub use snapshot::{RestoreTask, SnapshotCall};
