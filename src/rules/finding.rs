//! What a rule reports.

use serde::Serialize;

/// The severity of a finding.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Severity {
    /// The API refuses it, or traffic goes to the wrong place.
    Error,
    /// The API may refuse it, or it disrupts traffic.
    Warning,
    /// It could be better.
    Note,
}

/// What a rule is based on.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Basis {
    /// Cloudflare's documentation or schema states it.
    Documented,
    /// It follows from what is stated, or is documented for a similar API only.
    Assumed,
}

/// A binding that breaks a rule, or could be better.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Finding {
    /// Stable code of the rule.
    pub code: &'static str,
    /// Its severity.
    pub severity: Severity,
    /// What the rule is based on.
    pub basis: Basis,
    /// The CIDR, or the text given for it.
    pub cidr: String,
    /// What is wrong, without a full stop.
    pub message: String,
    /// What to do.
    pub help: String,
    /// Blocks to bind instead, where there are any.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub replacement: Vec<String>,
}
