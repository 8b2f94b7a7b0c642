//! A refusal: the error of a task that has no plan, or of a plan that should not be run.

use super::Finding;
use serde::Serialize;

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
    /// The codes of refusals that an option overrides. Append only. Those that none overrides are in
    /// [`ErrorKind::CODES`](super::ErrorKind::CODES).
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
        Self { override_flag: Some(override_flag), ..Self::fatal(code, message, help) }
    }
}
