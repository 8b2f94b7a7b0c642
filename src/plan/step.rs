//! The steps of a plan.

use super::serialize;
use crate::cidr::Cidr;
use serde::{Deserialize, Serialize};

/// Why a step writes a binding.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Purpose {
    /// To get from the current bindings to the desired ones.
    Desired,
    /// To protect addresses for a while by a temporary binding.
    Shield,
    /// To delete and restore a binding that is in both states.
    MakeWay,
}

impl Purpose {
    pub(super) fn as_str(self) -> &'static str {
        match self {
            Self::Desired => "desired",
            Self::Shield => "shield",
            Self::MakeWay => "make-way",
        }
    }
}

/// What a wait waits for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Until {
    /// The new bindings are active, and the hours have passed since the last write.
    Settled,
    /// The new bindings are active.
    Active,
    /// The hours have passed since the last delete.
    Propagated,
}

impl Until {
    pub(super) fn as_str(self) -> &'static str {
        match self {
            Self::Settled => "settled",
            Self::Active => "active",
            Self::Propagated => "propagated",
        }
    }
}

/// One step.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(tag = "op", rename_all = "lowercase", rename_all_fields = "camelCase")]
pub enum PlanStep {
    /// Create a binding.
    Create {
        /// The addresses.
        #[serde(serialize_with = "serialize::cidr")]
        cidr: Cidr,
        /// Identifier of the service.
        service_id: String,
        /// Why.
        purpose: Purpose,
    },
    /// Delete a binding.
    Delete {
        /// The addresses.
        #[serde(serialize_with = "serialize::cidr")]
        cidr: Cidr,
        /// Identifier of the service.
        service_id: String,
        /// Identifier of the binding; `None` if the plan itself creates it, or if the task does not give it.
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
        #[serde(serialize_with = "serialize::cidrs")]
        active: Vec<Cidr>,
        /// The bindings whose deletion every edge has to see.
        #[serde(serialize_with = "serialize::cidrs")]
        gone: Vec<Cidr>,
    },
}

impl PlanStep {
    /// The block that the step writes, and true if it creates a binding; `None` for a wait.
    #[must_use]
    pub fn write(&self) -> Option<(Cidr, bool)> {
        match self {
            Self::Create { cidr, .. } => Some((*cidr, true)),
            Self::Delete { cidr, .. } => Some((*cidr, false)),
            Self::Wait { .. } => None,
        }
    }
}
