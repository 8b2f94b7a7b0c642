//! What a run carries out: the plans of its prefixes. The first line of the journal holds it.

use super::error::{ApplyError, PLAN_HELP};
use crate::cidr::Cidr;
use crate::plan::{Purpose, Until};
use serde::{Deserialize, Serialize};

/// The plans of a run.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields, expecting = "an object")]
pub struct RunPlan {
    /// Account.
    pub account_id: String,
    /// Options.
    #[serde(default)]
    pub options: RunOptions,
    /// A plan for each prefix. No prefix is named twice.
    pub prefixes: Vec<PrefixPlan>,
}

impl RunPlan {
    /// Reads a plan from JSON text. O(bytes).
    ///
    /// # Errors
    ///
    /// `run-plan-invalid`.
    pub fn from_json(json: &str) -> Result<Self, ApplyError> {
        serde_json::from_str(json).map_err(|error| {
            ApplyError::new("run-plan-invalid", format!("the plan of the run: {error}"), PLAN_HELP)
        })
    }
}

/// How a run behaves.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", default, deny_unknown_fields, expecting = "an object")]
pub struct RunOptions {
    /// Most requests in five minutes. The API allows 1,200 for all clients of a user (API docs, "Rate limits").
    pub request_budget: u32,
    /// Most requests at a time.
    pub concurrency: u32,
    /// Stop each prefix after so many of its steps; `None` for all of them.
    pub until_step: Option<u32>,
    /// True where a person has agreed to each delete of a prefix's default binding. Without it the run asks.
    pub delete_default: bool,
}

impl Default for RunOptions {
    fn default() -> Self {
        Self { request_budget: 600, concurrency: 8, until_step: None, delete_default: false }
    }
}

/// The plan of a prefix: where it starts, and what to do in order.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields, expecting = "an object")]
pub struct PrefixPlan {
    /// Identifier of the prefix.
    pub prefix_id: String,
    /// The prefix.
    #[serde(with = "cidr")]
    pub cidr: Cidr,
    /// The bindings that the plan starts from, regional ones included.
    pub start: Vec<StartBinding>,
    /// What to do, in order.
    pub steps: Vec<RunStep>,
    /// Fingerprint of the plan of the bindings; empty where nothing is written to bindings.
    #[serde(default)]
    pub fingerprint: String,
}

impl PrefixPlan {
    /// Hours of waits from each step on. O(steps).
    pub(super) fn hours_left(&self) -> Vec<u32> {
        let mut hours: Vec<_> = self
            .steps
            .iter()
            .rev()
            .scan(0, |sum, step| {
                *sum += if let RunStep::Wait { hours, .. } = step { *hours } else { 0 };
                Some(*sum)
            })
            .collect();
        hours.reverse();
        hours
    }
}

/// A binding at the start.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields, expecting = "an object")]
pub struct StartBinding {
    /// Identifier.
    pub id: String,
    /// The addresses.
    #[serde(with = "cidr")]
    pub cidr: Cidr,
    /// Identifier of the service; `None` for a regional binding.
    pub service_id: Option<String>,
}

/// One step. The first three have the form of a plan's steps, as a type of their own: every released journal stays
/// readable, also when plans change.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "op", rename_all = "kebab-case", rename_all_fields = "camelCase")]
pub enum RunStep {
    /// Create a binding.
    Create {
        /// The addresses.
        #[serde(with = "cidr")]
        cidr: Cidr,
        /// Identifier of the service.
        service_id: String,
        /// Why.
        purpose: Purpose,
    },
    /// Delete a binding.
    Delete {
        /// The addresses.
        #[serde(with = "cidr")]
        cidr: Cidr,
        /// Identifier of the service.
        service_id: String,
        /// Identifier of the binding; `None` if the run itself creates it.
        binding_id: Option<String>,
        /// Why.
        purpose: Purpose,
    },
    /// Wait before the next step.
    Wait {
        /// What for.
        until: Until,
        /// The least hours since the last write.
        hours: u32,
        /// The new bindings that have to be active.
        #[serde(with = "cidrs")]
        active: Vec<Cidr>,
        /// The bindings whose deletion every edge has to see.
        #[serde(with = "cidrs")]
        gone: Vec<Cidr>,
    },
    /// Create a BGP prefix. Nothing is sent if it exists by then: one that equals the prefix comes back with its binding.
    CreateBgpPrefix {
        /// The addresses.
        #[serde(with = "cidr")]
        cidr: Cidr,
    },
    /// Edit a BGP prefix. Nothing is sent if it has these values.
    EditBgpPrefix {
        /// The addresses.
        #[serde(with = "cidr")]
        cidr: Cidr,
        /// How often Cloudflare's ASN is prepended: 0 to 3.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        asn_prepend_count: Option<u8>,
        /// Follow the Magic routing table.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        auto_advertise_withdraw: Option<bool>,
    },
    /// Advertise or withdraw a BGP prefix, at most once in 15 minutes for each prefix, and read it back.
    Advertise {
        /// The addresses.
        #[serde(with = "cidr")]
        cidr: Cidr,
        /// True to advertise.
        advertised: bool,
    },
    /// Let another account use a block. Nothing is sent if it may.
    Delegate {
        /// The addresses.
        #[serde(with = "cidr")]
        cidr: Cidr,
        /// The other account.
        account_id: String,
    },
}

impl RunStep {
    /// The block that the step writes; `None` for a wait.
    #[must_use]
    pub fn cidr(&self) -> Option<Cidr> {
        match self {
            Self::Wait { .. } => None,
            Self::Create { cidr, .. }
            | Self::Delete { cidr, .. }
            | Self::CreateBgpPrefix { cidr }
            | Self::EditBgpPrefix { cidr, .. }
            | Self::Advertise { cidr, .. }
            | Self::Delegate { cidr, .. } => Some(*cidr),
        }
    }
}

/// A block as text.
pub(super) mod cidr {
    use crate::cidr::Cidr;
    use serde::de::Error;
    use serde::{Deserialize, Deserializer, Serializer};

    pub(in crate::apply) fn serialize<S: Serializer>(cidr: &Cidr, to: S) -> Result<S::Ok, S::Error> {
        to.collect_str(cidr)
    }

    pub(in crate::apply) fn deserialize<'de, D: Deserializer<'de>>(from: D) -> Result<Cidr, D::Error> {
        let text = String::deserialize(from)?;
        Cidr::parse(&text).map_err(D::Error::custom)
    }
}

/// Blocks as texts.
mod cidrs {
    use crate::cidr::Cidr;
    use serde::de::Error;
    use serde::{Deserialize, Deserializer, Serializer};

    pub(super) fn serialize<S: Serializer>(cidrs: &[Cidr], to: S) -> Result<S::Ok, S::Error> {
        to.collect_seq(cidrs.iter().map(Cidr::to_string))
    }

    pub(super) fn deserialize<'de, D: Deserializer<'de>>(from: D) -> Result<Vec<Cidr>, D::Error> {
        let texts = Vec::<String>::deserialize(from)?;
        texts.iter().map(|text| Cidr::parse(text).map_err(D::Error::custom)).collect()
    }
}
