//! Is this binding legal here? Checks the rules of the API, each with a code, a severity, a basis and a way to comply:
//! [`check`] for one binding before it is sent, [`lint`] for a whole list.

mod aggregation;
mod checker;
mod find_service;
mod finding;
mod rule;
mod suggest_service;

pub(crate) use find_service::same_name;
pub use find_service::{FoundService, find_service};
pub use finding::{Basis, Finding, Severity};
pub use rule::Rule;
pub(crate) use suggest_service::{KnownService, unknown_service};

use crate::cidr::Cidr;
use crate::id::fold_case;
use checker::Checker;
pub(crate) use checker::{BoundService, is_default_only};
use serde::Deserialize;

/// A prefix as the rules see it.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields, expecting = "an object")]
pub struct PrefixFacts {
    /// The prefix as text.
    pub cidr: String,
    /// `V` once approved; `None` where unknown.
    #[serde(default)]
    pub approved: Option<String>,
    /// Whether it is announced; `None` where unknown.
    #[serde(default)]
    pub advertised: Option<bool>,
    /// Whether the announcement is locked; `None` where unknown.
    #[serde(default)]
    pub on_demand_locked: Option<bool>,
}

/// A binding as the rules see it.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields, expecting = "an object")]
pub struct BindingFacts {
    /// The addresses as text.
    pub cidr: String,
    /// The service; `None` for a regional binding.
    #[serde(default)]
    pub service_id: Option<String>,
    /// The service's name; the list of services has it otherwise.
    #[serde(default)]
    pub service_name: Option<String>,
    /// The state of its roll-out; `None` where the API sent none, and for a binding that does not exist yet.
    #[serde(default)]
    pub state: Option<String>,
}

/// An entry of the account's list of services.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields, expecting = "an object")]
pub struct ServiceFacts {
    /// Identifier.
    pub id: String,
    /// Name.
    pub name: String,
}

/// Writes a hexadecimal id in lower case, since the API ignores its case.
pub(crate) fn fold_id_in_place(id: &mut String) {
    if let std::borrow::Cow::Owned(same) = fold_case(id) {
        *id = same;
    }
}

/// Checks a binding that is to be added to those of a prefix. O(n log n) in the bindings.
///
/// Without `services`, every service id passes as a known one.
#[must_use]
pub fn check(
    prefix: &PrefixFacts,
    bindings: &[BindingFacts],
    proposed: &BindingFacts,
    services: Option<&[ServiceFacts]>,
) -> Vec<Finding> {
    let mut checker = Checker::new(services);
    if let Some(block) = checker.check_prefix(prefix) {
        checker.check_proposed(block, prefix, bindings, proposed);
    }
    checker.finish()
}

/// Checks all bindings of a prefix. O(n log n), and the length of an address for each block that aggregates.
#[must_use]
pub fn lint(
    prefix: &PrefixFacts,
    bindings: &[BindingFacts],
    services: Option<&[ServiceFacts]>,
) -> Vec<Finding> {
    let mut checker = Checker::new(services);
    if let Some(block) = checker.check_prefix(prefix) {
        checker.check_list(block, prefix, bindings);
    }
    checker.finish()
}

/// As [`lint`], for bindings that are parsed already: in the order of the list, each with its service, and those in the
/// prefix sorted by block. Without `notes`, blocks that could be aggregated are not reported.
pub(crate) fn lint_sorted(
    notes: bool,
    prefix: &PrefixFacts,
    listed: &mut dyn Iterator<Item = (Cidr, &str)>,
    sorted: Vec<(Cidr, BoundService<'_>)>,
    services: Option<&[ServiceFacts]>,
) -> Vec<Finding> {
    let checker = Checker::new(services);
    let mut checker = if notes { checker } else { checker.without_notes() };
    if let Some(block) = checker.check_prefix(prefix) {
        checker.check_bound(block, listed, sorted);
    }
    checker.finish()
}
