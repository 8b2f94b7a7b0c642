//! A refusal: the error of a task that has no plan, or of a plan that should not be run.

use crate::rules::Finding;
use serde::Serialize;
use std::fmt;

/// Why there is no plan, or why a plan should not be run as it is.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Refusal {
    /// Stable code.
    pub code: &'static str,
    /// What is wrong, with its arithmetic.
    pub message: String,
    /// What to do.
    pub help: String,
    /// The option that overrides it; `None` where there is none.
    #[serde(rename = "lift")]
    pub override_flag: Option<&'static str>,
    /// The rules that are broken, where that is the reason.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub findings: Vec<Finding>,
}

impl Refusal {
    /// The codes of refusals that no option overrides. Append only.
    pub const FATAL: [&str; 8] = [
        "prefix-too-large",
        "too-many-services",
        "current-unusable",
        "regional-in-the-way",
        "desired-illegal",
        "plan-changed",
        "plan-refused",
        "desired-regional",
    ];

    /// The codes of refusals that an option overrides. Append only.
    pub const OVERRIDABLE: [&str; 9] = [
        "list-too-short",
        "desired-empty",
        "too-many-deleted",
        "too-many-changed",
        "default-touched",
        "addresses-unowned",
        "regional-overlapped",
        "default-undeletable",
        "stuck-binding",
    ];

    /// A refusal that no option overrides.
    pub(crate) fn fatal(code: &'static str, message: String, help: &str) -> Self {
        debug_assert!(Self::FATAL.contains(&code), "{code} is in the list of codes");
        Self { code, message, help: help.to_owned(), override_flag: None, findings: Vec::new() }
    }

    /// A refusal that this option overrides.
    pub(crate) fn overridable(
        code: &'static str,
        override_flag: &'static str,
        message: String,
        help: &str,
    ) -> Self {
        debug_assert!(Self::OVERRIDABLE.contains(&code), "{code} is in the list of codes");
        let override_flag = Some(override_flag);
        Self { code, message, help: help.to_owned(), override_flag, findings: Vec::new() }
    }
}

impl fmt::Display for Refusal {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.message)
    }
}

impl std::error::Error for Refusal {}
