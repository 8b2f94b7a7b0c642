//! The input of a plan: the bindings of a prefix, before and after, and the options.

use crate::cidr::Cidr;
use crate::resource::{Progress, progress};
use crate::rules::ServiceFacts;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// Hours after which every data center has seen a write. The documentation says four to six ("BYOIP service bindings").
pub const PROPAGATION_HOURS: u32 = 6;

/// What decides between plans.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Policy {
    /// The fewest addresses without an owner, then the fewest with a third service, then hours, waits and writes.
    #[default]
    Hitless,
    /// Only the writes that the difference needs; among such plans, the one that hits the fewest addresses.
    FewestWrites,
}

impl Policy {
    pub(super) fn as_str(self) -> &'static str {
        match self {
            Self::Hitless => "hitless",
            Self::FewestWrites => "fewest-writes",
        }
    }
}

/// What the plan assumes about the API where Cloudflare does not document it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Profile {
    /// The default binding can be deleted only as the last binding and while the prefix is not advertised, and it can be
    /// created only as the first binding.
    #[default]
    Strict,
    /// The default binding can be deleted and created while more specific bindings exist.
    Lenient,
}

impl Profile {
    pub(super) fn as_str(self) -> &'static str {
        match self {
            Self::Strict => "strict",
            Self::Lenient => "lenient",
        }
    }
}

/// What a plan waits for behind new bindings.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Gate {
    /// Until the bindings are active and six hours have passed: then every edge has them.
    #[default]
    Settled,
    /// Until the bindings are active, which means in a majority of the data centers, if a longer wait would protect no
    /// address: mostly behind the last batch. Other waits are as long as under `settled`.
    Active,
}

impl Gate {
    pub(super) fn as_str(self) -> &'static str {
        match self {
            Self::Settled => "settled",
            Self::Active => "active",
        }
    }
}

/// A binding as it is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CurrentBinding {
    /// Identifier, if known.
    pub id: Option<String>,
    /// The addresses.
    pub cidr: Cidr,
    /// Identifier of the service; `None` for a regional binding, which owns no addresses and which no plan touches.
    pub service: Option<String>,
    /// The provisioning state that the API reports; `None` counts as active.
    pub state: Option<String>,
}

impl CurrentBinding {
    /// True for a binding with a service that is still rolling out: an edge has it or not.
    pub(crate) fn in_flight(&self) -> bool {
        self.service.is_some() && progress(self.state.as_deref()) == Progress::Provisioning
    }

    /// True for a binding with a service that does not become active by itself.
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
    /// What the plan assumes about the API.
    pub profile: Profile,
    /// What the plan waits for behind new bindings.
    pub gate: Gate,
    /// Services that can be bound to the whole prefix only, in addition to those with the name Magic Transit.
    pub default_only: Option<Vec<String>>,
}

/// The input of [`plan`](super::plan()).
#[derive(Debug, Clone)]
pub struct Task<'a> {
    /// The prefix.
    pub prefix: Cidr,
    /// Approved, advertised, locked; each as far as it is known.
    pub state: PrefixState,
    /// The current bindings.
    pub current: &'a [CurrentBinding],
    /// The desired bindings. Empty to delete all bindings with a service.
    pub desired: &'a [DesiredBinding],
    /// The services of the account, if known. A desired service that is not among them is refused.
    pub services: Option<&'a [ServiceFacts]>,
    /// Names of services, by identifier.
    pub names: BTreeMap<String, String>,
    /// Hours until every edge has the writes from before the plan, deletions above all; 0 if every edge has them. `None`
    /// if unknown: then the plan assumes 0 and [says so](super::Plan::assumptions).
    pub settles_in: Option<u32>,
    /// How to plan.
    pub options: PlanOptions,
}

impl<'a> Task<'a> {
    /// A task of which only the bindings are known, with the default options.
    #[must_use]
    pub fn new(prefix: Cidr, current: &'a [CurrentBinding], desired: &'a [DesiredBinding]) -> Self {
        let (state, names, options) = <_>::default();
        Self { prefix, state, current, desired, services: None, names, settles_in: None, options }
    }

    /// True where bindings with a service are left, and none of them is that of the whole prefix. No call makes this
    /// state; an incident can.
    pub(crate) fn is_default_lost(&self) -> bool {
        let mut bound = self.current.iter().filter(|binding| binding.service.is_some()).peekable();
        bound.peek().is_some() && bound.all(|binding| binding.cidr != self.prefix)
    }
}

/// The state of a prefix, as far as it is known.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct PrefixState {
    /// `V` once approved.
    pub approved: Option<String>,
    /// Whether it is advertised.
    pub advertised: Option<bool>,
    /// Whether the advertisement is locked.
    pub on_demand_locked: Option<bool>,
}
