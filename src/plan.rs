//! From what is bound to what should be: ordered, gated, explained writes that hit as few addresses as can be.

mod compile;
mod diff;
pub mod export;
mod fingerprint;
mod impact;
pub mod render;
mod report;
pub mod safety;
mod search;

pub use crate::error::Refusal;
pub use diff::{Difference, DifferenceEntry, diff};
pub use report::{Exposure, Finish, HitKind, Impact, Phase, PlanFinding, PlanMove};

use crate::cidr::Cidr;
use crate::resource::{Progress, progress};
use crate::rules::ServiceFacts;
use compile::CompiledTask;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// Hours after which every data center has seen a write ("BYOIP service bindings": four to six).
pub const PROPAGATION_HOURS: u32 = 6;

/// What decides between plans.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Policy {
    /// As few addresses without an owner as can be, then as few with a third one, then hours, then gates, then writes.
    #[default]
    Hitless,
    /// No write but those that the difference needs; among such plans the one that hits the fewest.
    FewestWrites,
}

impl Policy {
    fn as_str(self) -> &'static str {
        match self {
            Self::Hitless => "hitless",
            Self::FewestWrites => "fewest-writes",
        }
    }
}

/// What is assumed where nobody documents the API.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Profile {
    /// The default binding can be deleted only when it is the last and the prefix is not advertised, and made only when
    /// there is none.
    #[default]
    Strict,
    /// The default binding can be deleted and made while more specific ones exist.
    Lenient,
}

impl Profile {
    fn as_str(self) -> &'static str {
        match self {
            Self::Strict => "strict",
            Self::Lenient => "lenient",
        }
    }
}

/// What a wait behind new bindings waits for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Gate {
    /// They are active, and six hours have passed: every edge has them.
    #[default]
    Settled,
    /// They are active, which is a majority of the data centers, where waiting for the rest would spare nobody: mostly
    /// behind the last batch. Elsewhere the wait is as long as under `settled`.
    Active,
}

impl Gate {
    fn as_str(self) -> &'static str {
        match self {
            Self::Settled => "settled",
            Self::Active => "active",
        }
    }
}

/// A binding as it is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CurrentBinding {
    /// Identifier, where it is known.
    pub id: Option<String>,
    /// The addresses.
    pub cidr: Cidr,
    /// Identifier of the service; `None` for a regional binding, which owns nothing and is never touched.
    pub service: Option<String>,
    /// How far the API says it has been rolled out; `None` where it does not say, which counts as active.
    pub state: Option<String>,
}

impl CurrentBinding {
    /// True where the binding has a service and is still rolling out: an edge may have it or not.
    pub(crate) fn in_flight(&self) -> bool {
        self.service.is_some() && progress(self.state.as_deref()) == Progress::Provisioning
    }

    /// True where the binding has a service and does not become active by itself.
    pub(crate) fn is_stuck(&self) -> bool {
        self.service.is_some() && progress(self.state.as_deref()) == Progress::Stuck
    }
}

/// A binding as it should be.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DesiredBinding {
    /// The addresses.
    pub cidr: Cidr,
    /// Identifier of the service.
    pub service: String,
}

/// How to plan.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct PlanOptions {
    /// What decides between plans.
    pub policy: Policy,
    /// What is assumed of the API.
    pub profile: Profile,
    /// What a wait behind new bindings waits for.
    pub gate: Gate,
    /// Services that may be bound to the whole prefix only, beside those whose name is Magic Transit.
    pub default_only: Option<Vec<String>>,
}

/// What a plan is asked for.
#[derive(Debug, Clone)]
pub struct Task<'a> {
    /// The prefix and its state.
    pub prefix: Cidr,
    /// Approved, advertised, locked, as far as it is known.
    pub state: PrefixState,
    /// What is bound.
    pub current: &'a [CurrentBinding],
    /// What should be bound. Empty to unbind everything.
    pub desired: &'a [DesiredBinding],
    /// The account's services, where the list is at hand: then an unknown one is refused.
    pub services: Option<&'a [ServiceFacts]>,
    /// Names of services, for people and for the rules: identifier to name.
    pub names: BTreeMap<String, String>,
    /// Hours until everything that was written to the prefix before is at every edge, deletions above all: 0 where that
    /// is so already. `None` where nobody knows: then the plan assumes 0 and [says so](Plan::assumptions).
    pub settles_in: Option<u32>,
    /// How to plan.
    pub options: PlanOptions,
}

/// The state of a prefix, as far as it is known.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct PrefixState {
    /// `V` once approved.
    pub approved: Option<String>,
    /// Whether it is announced.
    pub advertised: Option<bool>,
    /// Whether the announcement is locked.
    pub on_demand_locked: Option<bool>,
}

/// Why a binding is written.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Purpose {
    /// It is wanted, or not wanted any more.
    Desired,
    /// It stands for a while so that nobody is hit.
    Shield,
    /// It is wanted and was there, but has to make way for a while.
    MakeWay,
}

/// What a plan takes for granted, since the list of bindings cannot show it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Assumption {
    /// Stable code.
    pub code: &'static str,
    /// What is assumed, and what to do where it is not so.
    pub message: String,
}

/// What a wait waits for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Until {
    /// The new bindings are active, and the hours have passed since the last write.
    Settled,
    /// The new bindings are active.
    Active,
    /// The hours have passed since the last delete.
    Propagated,
}

/// One step.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(tag = "op", rename_all = "lowercase", rename_all_fields = "camelCase")]
pub enum PlanStep {
    /// Make a binding.
    Create {
        /// The addresses.
        #[serde(serialize_with = "report::text")]
        cidr: Cidr,
        /// Identifier of the service.
        service_id: String,
        /// Why.
        purpose: Purpose,
    },
    /// Delete a binding.
    Delete {
        /// The addresses.
        #[serde(serialize_with = "report::text")]
        cidr: Cidr,
        /// Identifier of the service.
        service_id: String,
        /// Identifier of the binding; `None` where it is made by the plan itself, or was not given.
        binding_id: Option<String>,
        /// Why.
        purpose: Purpose,
    },
    /// Wait before the next step.
    Wait {
        /// What for.
        until: Until,
        /// Hours since the last write that have to pass at least.
        hours: u32,
        /// The new bindings that have to be active.
        #[serde(serialize_with = "report::texts")]
        active: Vec<Cidr>,
        /// The bindings whose deletion has to be seen everywhere.
        #[serde(serialize_with = "report::texts")]
        gone: Vec<Cidr>,
    },
}

impl PlanStep {
    /// The block that is written, and true where it is bound; `None` for a wait.
    #[must_use]
    pub fn write(&self) -> Option<(Cidr, bool)> {
        match self {
            Self::Create { cidr, .. } => Some((*cidr, true)),
            Self::Delete { cidr, .. } => Some((*cidr, false)),
            Self::Wait { .. } => None,
        }
    }
}

/// A plan. It is data: nothing has been sent.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Plan {
    /// Version of this form.
    pub format: u32,
    /// The prefix.
    #[serde(serialize_with = "report::text")]
    pub prefix: Cidr,
    /// What decided between plans.
    pub policy: Policy,
    /// What is assumed of the API.
    pub profile: Profile,
    /// What waits wait for.
    pub gate: Gate,
    /// What to do, in order.
    pub steps: Vec<PlanStep>,
    /// Steps, from 0, that are possible only under the profile `lenient`, or needed only under `strict`.
    pub relies_on_profile: Vec<usize>,
    /// What is taken for granted of the start. Empty where there are no steps.
    pub assumptions: Vec<Assumption>,
    /// What happens to the addresses.
    pub impact: Impact,
    /// What the rules say of the start, the way and the end.
    pub findings: Vec<PlanFinding>,
    /// False where the search was cut short, since there was too much to weigh: there may be a plan with a lower cost.
    pub complete: bool,
    /// How long it takes.
    pub finish: Finish,
    /// Over what is bound, what should be, the steps and the version of the rules: SHA-256.
    pub fingerprint: String,
}

/// Plans the way from what is bound to what should be.
///
/// The same task gives the same plan, whatever the order of its lists. Nothing is touched that need not be; a
/// regional binding never. The cost is O(n log n) in the bindings where few of them need a shield.
///
/// # Errors
///
/// A [`Refusal`] that nothing lifts: `desired-illegal`, `current-unusable`, `regional-in-the-way`,
/// `too-many-services`, `prefix-too-large`.
pub fn plan(task: &Task<'_>) -> Result<Plan, Box<Refusal>> {
    let made = CompiledTask::new(task)?;
    Ok(made.plan())
}
