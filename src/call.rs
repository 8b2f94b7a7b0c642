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

use crate::error::Error;
#[cfg(feature = "planner")]
use crate::error::ErrorKind;
use crate::rules::Finding;
use serde::Serialize;

/// An error as data.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Problem {
    /// Stable code.
    pub code: &'static str,
    /// What is wrong.
    pub message: String,
    /// The cure.
    pub help: String,
    /// The text that is accepted in place of the one that was refused.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub cure: Option<String>,
    /// Where.
    pub at: Place,
    /// JSON pointer, where the input was JSON.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub pointer: Option<String>,
    /// The rules that are broken, where that is why.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub findings: Vec<Finding>,
}

/// A place in the input, in bytes.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
pub struct Place {
    /// First byte.
    pub start: usize,
    /// Byte after the last.
    pub end: usize,
}

impl From<&Error> for Problem {
    fn from(error: &Error) -> Self {
        let at = error.at();
        Self {
            code: error.kind().code(),
            message: error.to_string(),
            help: error.help(),
            cure: error.cure().map(str::to_owned),
            at: Place { start: at.start, end: at.end },
            pointer: error.pointer().map(str::to_owned),
            findings: match error.kind() {
                #[cfg(feature = "planner")]
                ErrorKind::Refused(refusal) => refusal.findings.clone(),
                _ => Vec::new(),
            },
        }
    }
}
