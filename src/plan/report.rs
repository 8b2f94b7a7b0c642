//! What a plan reports: impact, findings, duration.

use super::impact::{ImpactRange, ImpactRanges};
use super::search::cidr_block::address_of;
use super::search::service_set::{NO_SERVICE, ServiceNumber, ServiceSet};
use super::serialize::{decimal, ranges};
use super::step::{PlanStep, Until};
use super::task::PROPAGATION_HOURS;
use crate::cidr::{AddressRange, Family};
use crate::rules::Finding;
use rustc_hash::FxHashSet;
use serde::Serialize;
use std::collections::BTreeMap;
use std::net::IpAddr;

/// What happens to the addresses of the prefix. All numbers are of distinct addresses.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Impact {
    /// Addresses of the prefix.
    #[serde(serialize_with = "decimal")]
    pub addresses: u128,
    /// Addresses with another owner at the end than at the start.
    #[serde(serialize_with = "decimal")]
    pub changed: u128,
    /// Addresses with an owner before and after that have none at some edge at some moment.
    #[serde(serialize_with = "decimal")]
    pub unowned: u128,
    /// Addresses that have, at some edge at some moment, an owner that is neither the old nor the new one.
    #[serde(serialize_with = "decimal")]
    pub third_party: u128,
    /// Addresses in blocks that are written to. The documentation says that services may be disrupted there for hours.
    #[serde(serialize_with = "decimal")]
    pub written: u128,
    /// The addresses that change owner, by old and new owner.
    pub moves: Vec<PlanMove>,
    /// The addresses that are hit, by wait and by service.
    pub exposures: Vec<Exposure>,
}

/// Addresses that change owner.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct PlanMove {
    /// Service before; `None` for no owner.
    pub from: Option<String>,
    /// Service after; `None` for no owner.
    pub to: Option<String>,
    /// How many.
    #[serde(serialize_with = "decimal")]
    pub addresses: u128,
    /// Which, merged and in order.
    #[serde(serialize_with = "ranges")]
    pub ranges: Vec<AddressRange>,
}

/// How an address is hit.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum HitKind {
    /// No service gets its traffic.
    Unowned,
    /// A service gets its traffic that is neither the old nor the new owner.
    ThirdParty,
}

/// Addresses that are hit during a wait.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Exposure {
    /// The wait, as an index of the steps. The exposure lasts from the writes before it until it ends.
    pub step: usize,
    /// How they are hit.
    pub hit: HitKind,
    /// The service that gets the traffic; `None` if there is none.
    pub service_id: Option<String>,
    /// How many.
    #[serde(serialize_with = "decimal")]
    pub addresses: u128,
    /// Which, merged and in order.
    #[serde(serialize_with = "ranges")]
    pub ranges: Vec<AddressRange>,
    /// For how many hours at most.
    pub hours: u32,
}

/// When a finding holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Phase {
    /// For the current bindings, and not for the desired ones.
    Start,
    /// For a state between.
    #[serde(rename = "way")]
    During,
    /// For the desired bindings.
    End,
}

impl Phase {
    pub(super) fn as_text(self) -> &'static str {
        match self {
            Self::Start => "current",
            Self::During => "during the change",
            Self::End => "desired",
        }
    }
}

/// A finding, and when it holds.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct PlanFinding {
    /// When it holds.
    pub when: Phase,
    /// The finding of a rule.
    #[serde(flatten)]
    pub finding: Finding,
}

/// How long a plan takes.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Finish {
    /// The number of waits.
    pub gates: usize,
    /// The least hours.
    pub earliest_hours: u32,
    /// The most hours, if the API keeps to the six hours that the documentation gives.
    pub latest_hours: u32,
}

impl Finish {
    pub(super) fn of(steps: &[PlanStep]) -> Self {
        let mut finish = Self::default();
        for step in steps {
            if let PlanStep::Wait { hours, active, .. } = step {
                finish.gates += 1;
                finish.earliest_hours += hours;
                // New bindings can take all that time to become active.
                finish.latest_hours += if active.is_empty() { *hours } else { PROPAGATION_HOURS };
            }
        }
        finish
    }
}

/// The findings of one phase that are not among the `known` ones, each code and CIDR once.
pub(super) fn new_findings(found: Vec<Finding>, when: Phase, known: &[Finding]) -> Vec<PlanFinding> {
    let mut seen = FxHashSet::default();
    let all = known.iter().chain(&found);
    let is_new: Vec<_> = all.map(|finding| seen.insert((finding.code, finding.cidr.as_str()))).collect();
    let found = found.into_iter().zip(is_new.into_iter().skip(known.len()));
    found.filter_map(|(finding, is_new)| is_new.then_some(PlanFinding { when, finding })).collect()
}

/// Sums up the ranges. Each batch ends with a wait among the steps; `service_id` gives the identifier of a service.
pub(super) fn sum_impact(
    impact_ranges: &ImpactRanges,
    steps: &[PlanStep],
    family: Family,
    service_id: impl Fn(ServiceNumber) -> Option<String>,
) -> Impact {
    let waits: Vec<usize> =
        (0..).zip(steps).filter(|(_, step)| step.write().is_none()).map(|(index, _)| index).collect();
    let mut impact = Impact { written: impact_ranges.written, ..Impact::default() };
    let mut moves: BTreeMap<(ServiceNumber, ServiceNumber), AddressTally> = BTreeMap::new();
    let mut exposures: BTreeMap<(usize, HitKind, ServiceNumber), AddressTally> = BTreeMap::new();
    for (range, foreign) in impact_ranges.iter() {
        let size = (range.last - range.first).saturating_add(1);
        impact.addresses += size;
        if range.old != range.new {
            impact.changed += size;
            moves.entry((range.old, range.new)).or_default().add(range, family);
        }
        let all = foreign.iter().copied().fold(ServiceSet::default(), ServiceSet::union);
        if all.contains(NO_SERVICE) {
            impact.unowned += size;
        }
        if !all.difference(ServiceSet::single(NO_SERVICE)).is_empty() {
            impact.third_party += size;
        }
        for (foreign, step) in foreign.iter().zip(&waits) {
            for service in foreign.iter() {
                let hit = if service == NO_SERVICE { HitKind::Unowned } else { HitKind::ThirdParty };
                exposures.entry((*step, hit, service)).or_default().add(range, family);
            }
        }
    }
    let plan_move = |((from, to), AddressTally { addresses, ranges })| PlanMove {
        from: service_id(from),
        to: service_id(to),
        addresses,
        ranges,
    };
    impact.moves = moves.into_iter().map(plan_move).collect();
    let exposure = |((step, hit, service), AddressTally { addresses, ranges })| {
        let hours = exposed_hours(steps.get(step));
        Exposure { step, hit, service_id: service_id(service), addresses, ranges, hours }
    };
    impact.exposures = exposures.into_iter().map(exposure).collect();
    impact
}

/// The most hours for which the writes before a wait are in flight.
fn exposed_hours(wait: Option<&PlanStep>) -> u32 {
    match wait {
        Some(PlanStep::Wait { until: Until::Active, .. }) | None => PROPAGATION_HOURS,
        Some(PlanStep::Wait { hours, .. }) => *hours,
        Some(_) => 0,
    }
}

/// Addresses summed up from ranges in address order.
#[derive(Default)]
struct AddressTally {
    addresses: u128,
    ranges: Vec<AddressRange>,
}

impl AddressTally {
    fn add(&mut self, range: &ImpactRange, family: Family) {
        self.addresses += (range.last - range.first).saturating_add(1);
        let (first, last) = (address_of(range.first, family), address_of(range.last, family));
        let is_adjacent = |before: &AddressRange| match (before.last(), first) {
            (IpAddr::V4(a), IpAddr::V4(b)) => a.to_bits().checked_add(1) == Some(b.to_bits()),
            (IpAddr::V6(a), IpAddr::V6(b)) => a.to_bits().checked_add(1) == Some(b.to_bits()),
            _ => false,
        };
        let start = match self.ranges.last() {
            Some(before) if is_adjacent(before) => {
                let start = before.first();
                self.ranges.pop();
                start
            }
            _ => first,
        };
        self.ranges.extend(AddressRange::new(start, last).ok());
    }
}
