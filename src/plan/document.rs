//! The plan as data: the result of [`plan`](super::plan()).

use super::report::{Finish, Impact, PlanFinding};
use super::serialize;
use super::step::PlanStep;
use super::task::{Gate, Policy, Profile};
use crate::cidr::Cidr;
use serde::Serialize;

/// A plan. It is data: nothing has been sent.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Plan {
    /// Version of this format.
    pub format: u32,
    /// The prefix.
    #[serde(serialize_with = "serialize::cidr")]
    pub prefix: Cidr,
    /// What decided between plans.
    pub policy: Policy,
    /// What the plan assumes about the API.
    pub profile: Profile,
    /// What the plan waits for behind new bindings.
    pub gate: Gate,
    /// What to do, in order.
    pub steps: Vec<PlanStep>,
    /// The steps, from 0, that only the profile `lenient` allows, or that only `strict` needs.
    pub relies_on_profile: Vec<usize>,
    /// What the plan assumes about the start. Empty if there are no steps.
    pub assumptions: Vec<Assumption>,
    /// What happens to the addresses.
    pub impact: Impact,
    /// The findings of the rules at the start, during the plan and at the end.
    pub findings: Vec<PlanFinding>,
    /// False if the search was cut short: a better plan may exist.
    pub complete: bool,
    /// How long it takes.
    pub finish: Finish,
    /// SHA-256 over the current and the desired bindings, the steps and the version of the rules.
    pub fingerprint: String,
}

/// What a plan assumes because the list of bindings does not show it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Assumption {
    /// Stable code.
    pub code: &'static str,
    /// What is assumed, and what to do if it is wrong.
    pub message: String,
}
