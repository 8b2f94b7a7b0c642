//! What a plan says of itself: impact, findings, duration, and how they are written.

use super::impact::{ImpactRange, ImpactRanges};
use super::search::memo::{HashIndex, fx_hash};
use super::search::service_set::{NO_SERVICE, ServiceNumber, ServiceSet};
use super::search::trie::CidrBlock;
use super::{PROPAGATION_HOURS, PlanStep, Until};
use crate::cidr::{AddressRange, Cidr, Family};
use crate::rules::Finding;
use serde::{Serialize, Serializer};
use std::collections::BTreeMap;
use std::net::{IpAddr, Ipv4Addr, Ipv6Addr};

/// What happens to the addresses of the prefix. Counts are of distinct addresses.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Impact {
    /// Addresses of the prefix.
    #[serde(serialize_with = "decimal")]
    pub addresses: u128,
    /// Addresses whose owner at the end is not the one at the start.
    #[serde(serialize_with = "decimal")]
    pub changed: u128,
    /// Addresses that have an owner before and after, and at some edge at some moment none.
    #[serde(serialize_with = "decimal")]
    pub unowned: u128,
    /// Addresses that at some edge at some moment have an owner which is neither the old nor the new one.
    #[serde(serialize_with = "decimal")]
    pub third_party: u128,
    /// Addresses in a block that is written to: their services are likely disrupted for hours, says the documentation.
    #[serde(serialize_with = "decimal")]
    pub written: u128,
    /// Who hands how many addresses to whom.
    pub moves: Vec<PlanMove>,
    /// Who is hit, while which wait lasts.
    pub exposures: Vec<Exposure>,
}

/// Addresses that change hands.
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

impl PlanMove {
    /// The ranges as text.
    pub(super) fn range_texts(&self) -> Vec<String> {
        self.ranges.iter().map(range_text).collect()
    }
}

/// How an address is hit.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum HitKind {
    /// Nobody takes its traffic.
    Unowned,
    /// A service takes it that is neither the old nor the new one.
    ThirdParty,
}

/// Addresses that are hit while a wait lasts.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Exposure {
    /// The wait, as an index of the steps: from the writes before it until it ends.
    pub step: usize,
    /// How.
    pub hit: HitKind,
    /// The service that takes the traffic; `None` where nobody does.
    pub service_id: Option<String>,
    /// How many.
    #[serde(serialize_with = "decimal")]
    pub addresses: u128,
    /// Which, merged and in order.
    #[serde(serialize_with = "ranges")]
    pub ranges: Vec<AddressRange>,
    /// For how long at most, in hours.
    pub hours: u32,
}

impl Exposure {
    /// The ranges as text.
    pub(super) fn range_texts(&self) -> Vec<String> {
        self.ranges.iter().map(range_text).collect()
    }
}

/// Where on the way a rule speaks.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Phase {
    /// Of what is bound, and no longer at the end.
    Start,
    /// Of a state between.
    #[serde(rename = "way")]
    During,
    /// Of what should be.
    End,
}

impl Phase {
    pub(super) fn as_text(self) -> &'static str {
        match self {
            Self::Start => "start",
            Self::During => "on the way",
            Self::End => "end",
        }
    }
}

/// A finding, and where on the way it holds.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct PlanFinding {
    /// Where on the way.
    pub when: Phase,
    /// What the rule says.
    #[serde(flatten)]
    pub finding: Finding,
}

/// How long a plan takes, from its gates.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Finish {
    /// Waits.
    pub gates: usize,
    /// Hours that pass at least.
    pub earliest_hours: u32,
    /// Hours that pass at most, if the API keeps to the six hours that it documents.
    pub latest_hours: u32,
}

impl Finish {
    pub(super) fn of(steps: &[PlanStep]) -> Self {
        let mut finish = Self::default();
        for step in steps {
            if let PlanStep::Wait { hours, active, .. } = step {
                finish.gates += 1;
                finish.earliest_hours += hours;
                // New bindings can take all of it to become active.
                finish.latest_hours += if active.is_empty() { *hours } else { PROPAGATION_HOURS };
            }
        }
        finish
    }
}

/// The findings of one moment, without those that are known from another; of two alike the first.
pub(super) fn findings(found: Vec<Finding>, when: Phase, known: &[Finding]) -> Vec<PlanFinding> {
    let (mut seen, mut index) = (Vec::new(), HashIndex::default());
    let mut new = Vec::with_capacity(known.len() + found.len());
    for Finding { code, cidr, .. } in known.iter().chain(&found) {
        let word = |bytes: &[u8]| bytes.iter().fold(0, |word, byte| word << 8 | u64::from(*byte));
        let words = cidr.as_bytes().chunks(8).map(word).chain([code.len() as u64]);
        let before = seen.len();
        index.get_or_insert(fx_hash(words), &mut seen, (*code, cidr.as_str()), |known| *known);
        new.push(seen.len() > before);
    }
    let found = found.into_iter().zip(new.into_iter().skip(known.len()));
    found.filter_map(|(finding, new)| new.then_some(PlanFinding { when, finding })).collect()
}

/// Sums up the spans. `waits` are the indices of the steps that end the batches.
pub(super) fn impact(
    spans: &ImpactRanges,
    waits: &[usize],
    steps: &[PlanStep],
    family: Family,
    name: impl Fn(ServiceNumber) -> Option<String>,
) -> Impact {
    let mut impact = Impact { written: spans.written, ..Impact::default() };
    let mut moves: BTreeMap<(ServiceNumber, ServiceNumber), AddressTally> = BTreeMap::new();
    let mut exposures: BTreeMap<(usize, HitKind, ServiceNumber), AddressTally> = BTreeMap::new();
    for (span, strange) in spans.iter() {
        let size = (span.last - span.first).saturating_add(1);
        impact.addresses += size;
        if span.old != span.new {
            impact.changed += size;
            moves.entry((span.old, span.new)).or_default().add(span, family);
        }
        let all = strange.iter().fold(ServiceSet::default(), |a, b| a.union(*b));
        if all.contains(NO_SERVICE) {
            impact.unowned += size;
        }
        if !all.difference(ServiceSet::single(NO_SERVICE)).is_empty() {
            impact.third_party += size;
        }
        for (strange, step) in strange.iter().zip(waits) {
            for service in strange.iter() {
                let hit = if service == NO_SERVICE { HitKind::Unowned } else { HitKind::ThirdParty };
                exposures.entry((*step, hit, service)).or_default().add(span, family);
            }
        }
    }
    impact.moves = moves
        .into_iter()
        .map(|((from, to), AddressTally { addresses, ranges })| PlanMove {
            from: name(from),
            to: name(to),
            addresses,
            ranges,
        })
        .collect();
    impact.exposures = exposures
        .into_iter()
        .map(|((step, hit, service), AddressTally { addresses, ranges })| {
            let hours = match steps.get(step) {
                Some(PlanStep::Wait { until: Until::Active, .. }) | None => PROPAGATION_HOURS,
                Some(PlanStep::Wait { hours, .. }) => *hours,
                Some(_) => 0,
            };
            Exposure { step, hit, service_id: name(service), addresses, ranges, hours }
        })
        .collect();
    impact
}

/// Addresses gathered from spans in order.
#[derive(Default)]
struct AddressTally {
    addresses: u128,
    ranges: Vec<AddressRange>,
}

impl AddressTally {
    fn add(&mut self, span: &ImpactRange, family: Family) {
        self.addresses += (span.last - span.first).saturating_add(1);
        let (first, last) = (address(span.first, family), address(span.last, family));
        let touching = |range: &AddressRange| match (range.last(), first) {
            (IpAddr::V4(a), IpAddr::V4(b)) => a.to_bits().checked_add(1) == Some(b.to_bits()),
            (IpAddr::V6(a), IpAddr::V6(b)) => a.to_bits().checked_add(1) == Some(b.to_bits()),
            _ => false,
        };
        let start = match self.ranges.last() {
            Some(range) if touching(range) => {
                let start = range.first();
                self.ranges.pop();
                start
            }
            _ => first,
        };
        self.ranges.extend(AddressRange::new(start, last).ok());
    }
}

fn address(number: u128, family: Family) -> IpAddr {
    match family {
        Family::V4 => Ipv4Addr::from_bits(u32::try_from(number).unwrap_or(u32::MAX)).into(),
        Family::V6 => Ipv6Addr::from_bits(number).into(),
    }
}

/// The block as a CIDR.
pub(super) fn cidr(block: CidrBlock, family: Family) -> Cidr {
    let address = address(block.first, family);
    Cidr::containing(address, block.length).unwrap_or_else(|| Cidr::host(address))
}

/// A range as people write it: one address alone, or `first-last`.
fn range_text(range: &AddressRange) -> String {
    range.to_string()
}

// The signatures are serde's.
pub(super) fn text<S: Serializer>(cidr: &Cidr, to: S) -> Result<S::Ok, S::Error> {
    to.collect_str(cidr)
}

pub(super) fn texts<S: Serializer>(cidrs: &[Cidr], to: S) -> Result<S::Ok, S::Error> {
    to.collect_seq(cidrs.iter().map(Cidr::to_string))
}

fn ranges<S: Serializer>(ranges: &[AddressRange], to: S) -> Result<S::Ok, S::Error> {
    to.collect_seq(ranges.iter().map(range_text))
}

pub(super) fn decimal<S: Serializer>(number: &u128, to: S) -> Result<S::Ok, S::Error> {
    to.collect_str(number)
}
