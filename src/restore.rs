//! Restores an account from a snapshot: the writes of each prefix, as a plan to run.
//!
//! For each prefix these are the bindings, as [`plan`](crate::plan::plan()) orders them; then BGP prefixes that are gone
//! and their settings, delegations, and last the advertisement, exactly as it was. A restore deletes nothing that the
//! snapshot does not know, unless it is asked to. What it cannot bring back it lists as [`Manual`].

mod bgp;
mod bindings;
mod manual;
mod prefix;
mod render;
mod script;

pub use manual::Manual;

use crate::apply::{RunOptions, RunPlan};
use crate::cidr::Cidr;
use crate::drift::pairs::{AccountDifference, compare};
use crate::drift::{DriftClass, DriftFinding, NotCompared, findings, not_compared};
use crate::envelope::{PrefixSnapshot, Snapshot, SnapshotList};
use crate::error::{Error, ErrorKind};
use crate::plan::safety::PlanLimits;
use crate::plan::{PlanOptions, serialize};
use crate::rules::ServiceFacts;
use prefix::PrefixRestore;
use serde::Serialize;
use std::collections::BTreeMap;

/// How to restore.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RestoreOptions {
    /// These prefixes only; `None` for all of the snapshot.
    pub prefixes: Option<Vec<Cidr>>,
    /// Delete the bindings that the snapshot does not have, in prefixes that it has, and withdraw what was withdrawn.
    pub remove_additions: bool,
    /// Hours until every edge has the writes from before, deletions above all; see [`Task`](crate::plan::Task).
    pub settles_in: Option<u32>,
    /// How to plan the bindings.
    pub plan: PlanOptions,
    /// Limits above which the plan of a prefix is refused.
    pub limits: PlanLimits,
    /// Lift every refusal that a limit lifts.
    pub force: bool,
    /// How to run.
    pub run: RunOptions,
}

impl Default for RestoreOptions {
    /// The default limits of a plan, except that a restore may write default bindings and change the owner of every
    /// address: that is its purpose. It may also write beside the regional bindings of the snapshot, whatever the limits say.
    fn default() -> Self {
        Self {
            prefixes: None,
            remove_additions: false,
            settles_in: None,
            plan: PlanOptions::default(),
            limits: PlanLimits { allow_default: true, changed_percent: 100, ..PlanLimits::default() },
            force: false,
            run: RunOptions::default(),
        }
    }
}

/// A restore. It is data: nothing has been sent.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Restore {
    /// Version of this format.
    pub format: u32,
    /// What to run: a plan for each prefix that needs one, by prefix.
    pub run: RunPlan,
    /// What the plans take, in the order of `run.prefixes`.
    pub plans: Vec<PrefixPlanSummary>,
    /// What the restore cannot bring back, and how to do it.
    pub manual: Vec<Manual>,
    /// Additions that the restore keeps.
    pub kept: Vec<DriftFinding>,
    /// Lists that were not compared, so that nothing of them is restored.
    pub not_compared: Vec<NotCompared>,
    /// True where the present state is not known: then all bindings, BGP prefixes and delegations count as lost.
    pub offline: bool,
    /// Names of services, by ID.
    pub names: BTreeMap<String, String>,
}

/// What the plan of a prefix takes.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct PrefixPlanSummary {
    /// The prefix.
    #[serde(serialize_with = "serialize::cidr")]
    pub cidr: Cidr,
    /// The hours of all waits, at least.
    pub earliest_hours: u32,
    /// The same at most, as far as it is documented.
    pub latest_hours: u32,
    /// Addresses that have no service at some edge for a while, although they have one before and after.
    #[serde(serialize_with = "serialize::decimal")]
    pub unowned: u128,
}

/// Plans the way from the present state of an account back to a snapshot. O(n log n) if few bindings need a shield.
///
/// Without the present state it assumes that all bindings, BGP prefixes and delegations of the prefixes are lost, and
/// that the prefixes exist. A prefix that has no drift gets no plan.
///
/// # Errors
///
/// Those of [`drift`](crate::drift::drift()) about the selected prefixes; `snapshot-prefix-missing` where the snapshot
/// does not have one of them.
pub fn restore(
    before: &Snapshot,
    now: Option<&Snapshot>,
    options: &RestoreOptions,
) -> Result<Restore, Error> {
    let selected = options.prefixes.as_deref();
    for cidr in selected.into_iter().flatten() {
        if !before.prefixes.iter().any(|prefix| prefix.prefix.cidr.cidr == *cidr) {
            return Err(Error::new(ErrorKind::SnapshotPrefixMissing { prefix: cidr.to_string() }, 0..0));
        }
    }
    let lost;
    let state = if let Some(now) = now {
        now
    } else {
        lost = everything_lost(before);
        &lost
    };
    let difference = compare(before, state, selected)?;
    let mut restore = Restore {
        format: 1,
        run: RunPlan {
            account_id: before.account_id.clone(),
            options: options.run.clone(),
            prefixes: Vec::new(),
        },
        plans: Vec::new(),
        manual: Vec::new(),
        kept: Vec::new(),
        not_compared: not_compared(&difference),
        offline: now.is_none(),
        names: difference.services.names(),
    };
    restore.sort_findings(findings(&difference), options.remove_additions);
    restore.plan_prefixes(&difference, state, options);
    restore.manual.sort_by_key(|manual| manual.prefix);
    Ok(restore)
}

impl Restore {
    /// Lists what a restore can do nothing about, and what it keeps.
    fn sort_findings(&mut self, findings: Vec<DriftFinding>, remove_additions: bool) {
        use DriftClass as Class;
        for finding in findings {
            match finding.class {
                Class::ServiceGone
                | Class::PrefixGone
                | Class::PrefixUnapproved
                | Class::BindingStuck
                | Class::RegionalLost => self.manual.push(finding.into()),
                Class::BgpAdded | Class::DelegationAdded | Class::RegionalAdded if remove_additions => {
                    self.manual.push(finding.into());
                }
                Class::BindingAdded | Class::BgpAdvertised if remove_additions => {}
                Class::BgpAdded
                | Class::DelegationAdded
                | Class::RegionalAdded
                | Class::BindingAdded
                | Class::BgpAdvertised
                | Class::PrefixAdded => self.kept.push(finding),
                _ => {}
            }
        }
    }

    fn plan_prefixes(
        &mut self,
        difference: &AccountDifference<'_>,
        state: &Snapshot,
        options: &RestoreOptions,
    ) {
        let facts = |service: &crate::resource::Service| ServiceFacts {
            id: crate::id::fold_case(&service.id).into_owned(),
            name: service.name.clone(),
        };
        let services: Vec<_> = state.services.iter().map(facts).collect();
        let account = prefix::AccountFacts {
            matched: &difference.services,
            services: difference.services.lists_services.then_some(services.as_slice()),
            names: &self.names,
            options,
        };
        let restores: Vec<PrefixRestore> =
            difference.prefixes.iter().filter_map(|prefix| account.restore(prefix)).collect();
        for PrefixRestore { plan, summary, manual } in restores {
            self.manual.extend(manual);
            if !plan.steps.is_empty() {
                self.run.prefixes.push(plan);
                self.plans.push(summary);
            }
        }
    }
}

/// The state of the account if nothing is left in its prefixes.
fn everything_lost(before: &Snapshot) -> Snapshot {
    fn emptied<T>(list: &SnapshotList<T>) -> SnapshotList<T> {
        match list {
            SnapshotList::Read(_) => SnapshotList::Read(Vec::new()),
            SnapshotList::Unread(reason) => SnapshotList::Unread(reason.clone()),
        }
    }
    let prefixes = before.prefixes.iter().map(|prefix| PrefixSnapshot {
        prefix: prefix.prefix.clone(),
        bindings: Vec::new(),
        bgp_prefixes: emptied(&prefix.bgp_prefixes),
        delegations: emptied(&prefix.delegations),
    });
    Snapshot { prefixes: prefixes.collect(), ..before.clone() }
}
