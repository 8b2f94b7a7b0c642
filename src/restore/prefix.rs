//! The restore of one prefix.

use super::{Manual, PrefixPlanSummary, RestoreOptions, bgp};
use crate::apply::{PrefixPlan, RunStep, StartBinding};
use crate::cidr::Cidr;
use crate::drift::compare::{DelegationDifference, PrefixDifference, PresentPrefix, delegated_account};
use crate::drift::services::ServiceMatch;
use crate::plan::Until;
use crate::rules::ServiceFacts;
use std::collections::BTreeMap;

/// What the restores of all prefixes share.
pub(super) struct AccountFacts<'a> {
    pub(super) matched: &'a ServiceMatch,
    /// The present services; `None` where the list is empty.
    pub(super) services: Option<&'a [ServiceFacts]>,
    pub(super) names: &'a BTreeMap<String, String>,
    pub(super) options: &'a RestoreOptions,
}

/// The restore of a prefix; its plan may have no steps.
pub(super) struct PrefixRestore {
    pub(super) plan: PrefixPlan,
    pub(super) summary: PrefixPlanSummary,
    pub(super) manual: Vec<Manual>,
}

impl AccountFacts<'_> {
    /// The restore of a prefix; `None` where the prefix does not exist, or bindings cannot be created in it.
    pub(super) fn restore(&self, difference: &PrefixDifference<'_>) -> Option<PrefixRestore> {
        let now = difference.now.as_ref()?;
        let cidr = difference.prefix();
        if now.unapproved {
            return None;
        }
        let mut manual = Vec::new();
        // What comes after the bindings relies on them, so without their plan there are no steps.
        let planned = self.plan_bindings(difference.before, now, &mut manual);
        let is_planned = planned.is_some();
        let bindings = planned.unwrap_or_default();
        let mut steps = bindings.steps;
        if is_planned {
            let mut rest = Vec::new();
            let withdraws = self.options.remove_additions;
            let advertise =
                now.bgp.as_ref().map(|bgp| bgp::steps(cidr, bgp, withdraws, &mut rest, &mut manual));
            rest.extend(now.delegations.iter().flat_map(delegate));
            rest.extend(advertise.into_iter().flatten());
            if !rest.is_empty() && !bindings.rolling_out.is_empty() {
                let active = bindings.rolling_out;
                steps.push(RunStep::Wait { until: Until::Active, hours: 0, active, gone: Vec::new() });
            }
            steps.extend(rest);
        }
        let plan = PrefixPlan {
            prefix_id: now.state.prefix.id.clone(),
            cidr,
            start: start(now),
            steps,
            fingerprint: bindings.fingerprint,
        };
        let summary = PrefixPlanSummary {
            cidr,
            earliest_hours: bindings.earliest_hours,
            latest_hours: bindings.latest_hours,
            unowned: bindings.unowned,
        };
        Some(PrefixRestore { plan, summary, manual })
    }
}

/// The present bindings, by block, service and ID.
fn start(now: &PresentPrefix<'_>) -> Vec<StartBinding> {
    let start = now.state.bindings.iter().map(|binding| StartBinding {
        id: binding.id.clone(),
        cidr: binding.cidr.cidr,
        service_id: binding.service_id.clone(),
    });
    let mut start: Vec<_> = start.collect();
    start.sort_by(|one, other| {
        (one.cidr, &one.service_id, &one.id).cmp(&(other.cidr, &other.service_id, &other.id))
    });
    start
}

/// Delegations that are gone; one without an account cannot be created again.
fn delegate(difference: &DelegationDifference<'_>) -> Vec<RunStep> {
    let lost = difference.lost.iter().map(|one| (one.cidr.cidr, delegated_account(one)));
    let lost = lost.filter(|(_, account)| !account.is_empty());
    let step = |(cidr, account): (Cidr, &str)| RunStep::Delegate { cidr, account_id: account.to_owned() };
    lost.map(step).collect()
}
