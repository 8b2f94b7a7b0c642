//! What a restore cannot bring back.

use crate::cidr::Cidr;
use crate::drift::DriftFinding;
use crate::plan::{Refusal, serialize};
use crate::rules::Severity;
use serde::Serialize;

/// Something that a person has to do or to decide.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Manual {
    /// The stable code: that of a [class of drift](crate::drift::DriftClass), of a [`Refusal`], or one of
    /// [`Manual::CODES`].
    pub code: &'static str,
    /// How serious it is.
    pub severity: Severity,
    /// The prefix; `None` for a service.
    #[serde(serialize_with = "serialize::optional_cidr")]
    pub prefix: Option<Cidr>,
    /// The blocks, sorted.
    #[serde(serialize_with = "serialize::cidrs")]
    pub cidrs: Vec<Cidr>,
    /// What is not restored, without a full stop.
    pub message: String,
    /// How to do it.
    pub help: String,
    /// The limit that allows it, where the plan of the prefix is refused because of a limit.
    pub lift: Option<&'static str>,
}

impl Manual {
    /// The codes that neither drift nor plans have. Append only.
    pub const CODES: [&'static str; 3] = ["bgp-locked", "bgp-not-on-demand", "regional-holds-block"];

    pub(super) fn new(
        code: &'static str,
        prefix: Cidr,
        cidrs: Vec<Cidr>,
        message: String,
        help: &str,
    ) -> Self {
        debug_assert!(Self::CODES.contains(&code), "{code} is in the list of codes");
        let help = help.to_owned();
        Self { code, severity: Severity::Warning, prefix: Some(prefix), cidrs, message, help, lift: None }
    }

    /// The plan of a prefix is refused.
    pub(super) fn refused(prefix: Cidr, refusal: Refusal) -> Self {
        let Refusal { code, mut message, mut help, override_flag, findings } = refusal;
        if let Some(first) = findings.into_iter().next() {
            message = format!("{message}: {}", first.message);
            help = first.help;
        }
        Self {
            code,
            severity: Severity::Error,
            prefix: Some(prefix),
            cidrs: vec![prefix],
            message,
            help,
            lift: override_flag,
        }
    }
}

impl From<DriftFinding> for Manual {
    fn from(finding: DriftFinding) -> Self {
        let DriftFinding { code, severity, prefix, cidrs, message, restore, .. } = finding;
        // The text for a finding says that a restore does nothing, and then what to do.
        let help = restore.strip_prefix("nothing: ").unwrap_or(restore).to_owned();
        Self { code, severity, prefix, cidrs, message, help, lift: None }
    }
}
