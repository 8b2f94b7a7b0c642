//! A plan of the core in the terms of the oracle: numbers for addresses and services.

pub(crate) mod extent;
pub(crate) mod large;
pub(crate) mod tally;
pub(crate) mod trial;

use crate::oracle::plan::transients::{OracleBinding, OracleWrite};
use crate::oracle::plan::verdict::{Observation, ObservedBatch, ObservedHit};
use byoip::plan::{
    DesiredBinding, Gate, Plan, PlanOptions, PlanStep, Policy, PrefixState, Profile, Task, Until, plan,
};
use byoip::{AddressRange, Cidr, Family};
use std::collections::{BTreeMap, BTreeSet};
use std::net::{IpAddr, Ipv4Addr, Ipv6Addr};

/// Identifiers of services by number; number 0 is no service.
const SERVICES: [&str; 9] = ["", "b00", "a11", "c22", "e33", "d44", "f55", "h66", "g77"];

/// The input of the planner, apart from the bindings.
#[derive(Debug, Clone)]
pub(crate) struct PlannerInput {
    pub(crate) family: Family,
    pub(crate) first: u128,
    pub(crate) last: u128,
    pub(crate) policy: Policy,
    pub(crate) profile: Profile,
    pub(crate) gate: Gate,
    /// Services for the prefix only, by number.
    pub(crate) default_only: Vec<u8>,
}

/// A plan, and its batches in the terms of the oracle.
#[derive(Debug)]
pub(crate) struct PlanUnderTest {
    pub(crate) plan: Plan,
    pub(crate) batches: Vec<ObservedBatch>,
}

fn number(address: IpAddr) -> u128 {
    match address {
        IpAddr::V4(v4) => v4.to_bits().into(),
        IpAddr::V6(v6) => v6.to_bits(),
    }
}

fn service(id: &str) -> u8 {
    let at = SERVICES.iter().skip(1).position(|known| *known == id).expect("a known service");
    u8::try_from(at + 1).unwrap()
}

fn bound(cidr: Cidr, id: &str) -> OracleBinding {
    OracleBinding { first: number(cidr.first()), last: number(cidr.last()), service: service(id) }
}

impl PlannerInput {
    fn cidr(&self, first: u128, last: u128) -> Cidr {
        let address = match self.family {
            Family::V4 => Ipv4Addr::from_bits(u32::try_from(first).unwrap()).into(),
            Family::V6 => Ipv6Addr::from_bits(first).into(),
        };
        let host_bits = u8::try_from((last - first + 1).ilog2()).unwrap();
        Cidr::containing(address, self.family.bits() - host_bits).expect("a block of the family")
    }

    /// Plans between these lists; `rolling` are the current bindings that are still rolling out.
    pub(crate) fn plan(
        &self,
        current: &[OracleBinding],
        rolling: &[OracleBinding],
        desired: &[OracleBinding],
    ) -> Result<PlanUnderTest, String> {
        let id = |bound: &OracleBinding| SERVICES[usize::from(bound.service)].to_owned();
        let cidr = |bound: &OracleBinding| self.cidr(bound.first, bound.last);
        let current = current.iter().map(|bound| byoip::plan::CurrentBinding {
            id: Some(format!("id-of-{}", cidr(bound))),
            cidr: cidr(bound),
            service: Some(id(bound)),
            state: Some(if rolling.contains(bound) { "provisioning" } else { "active" }.to_owned()),
        });
        let current: Vec<_> = current.collect();
        let desired: Vec<_> =
            desired.iter().map(|bound| DesiredBinding { cidr: cidr(bound), service: id(bound) }).collect();
        let default_only =
            self.default_only.iter().map(|&service| SERVICES[usize::from(service)].to_owned()).collect();
        let options = PlanOptions {
            policy: self.policy,
            profile: self.profile,
            gate: self.gate,
            default_only: Some(default_only),
        };
        let task = Task {
            prefix: self.cidr(self.first, self.last),
            state: PrefixState::default(),
            current: &current,
            desired: &desired,
            services: None,
            names: BTreeMap::new(),
            settles_in: Some(0),
            options,
        };
        let plan = plan(&task).map_err(|refusal| format!("refused: {refusal:?}"))?;
        let rolling: BTreeSet<_> = rolling.iter().map(|bound| cidr(bound).to_string()).collect();
        let batches = batches(&plan, rolling)?;
        Ok(PlanUnderTest { plan, batches })
    }
}

/// Splits the steps at the waits. A wait has to follow the last write. The first long wait also waits for bindings that are
/// still `rolling` out.
fn batches(plan: &Plan, mut rolling: BTreeSet<String>) -> Result<Vec<ObservedBatch>, String> {
    let mut batches = Vec::new();
    let mut writes = Vec::new();
    let (mut created, mut deleted) = (BTreeSet::new(), BTreeSet::new());
    for (at, step) in plan.steps.iter().enumerate() {
        match step {
            PlanStep::Create { cidr, service_id, .. } => {
                writes.push(OracleWrite::Create(bound(*cidr, service_id)));
                created.insert(cidr.to_string());
            }
            PlanStep::Delete { cidr, service_id, .. } => {
                writes.push(OracleWrite::Delete(bound(*cidr, service_id)));
                rolling.remove(&cidr.to_string());
                deleted.insert(cidr.to_string());
            }
            PlanStep::Wait { until, hours, active, gone } => {
                let settles = *until != Until::Active;
                if settles != (*hours == 6) {
                    return Err(format!("a wait of {hours} hours {until:?}"));
                }
                if settles {
                    created.append(&mut rolling);
                }
                let texts = |cidrs: &[Cidr]| cidrs.iter().map(Cidr::to_string).collect::<BTreeSet<_>>();
                if texts(active) != created || texts(gone) != deleted {
                    return Err(format!(
                        "waits for {active:?} and {gone:?}, not for {created:?} and {deleted:?}"
                    ));
                }
                (created, deleted) = Default::default();
                let hours = u8::try_from(*hours).unwrap();
                batches.push(ObservedBatch { writes: std::mem::take(&mut writes), settles, hours, wait: at });
            }
        }
    }
    if writes.is_empty() { Ok(batches) } else { Err("no wait behind the last write".to_owned()) }
}

fn addresses_in(ranges: &[AddressRange], watched: &[u128]) -> BTreeSet<usize> {
    let inside = |at: &usize| {
        ranges.iter().any(|range| (number(range.first())..=number(range.last())).contains(&watched[*at]))
    };
    (0..watched.len()).filter(inside).collect()
}

impl PlanUnderTest {
    /// Compares the exposures that the plan reports with what happened to every watched address.
    pub(crate) fn check_exposures(&self, watched: &[u128], observed: &Observation) -> Result<(), String> {
        let mut reported = BTreeSet::new();
        for exposure in &self.plan.impact.exposures {
            for address in addresses_in(&exposure.ranges, watched) {
                let owner = exposure.service_id.as_deref().map_or(0, service);
                reported.insert(ObservedHit { wait: exposure.step, address, owner });
            }
        }
        if reported != observed.exposed {
            return Err(format!("reports {reported:?}, observed {:?}", observed.exposed));
        }
        Ok(())
    }

    /// Compares the numbers that the plan reports with what happened. Each watched address represents all up to the next one.
    pub(crate) fn check_sums(
        &self,
        input: &PlannerInput,
        watched: &[u128],
        observed: &Observation,
    ) -> Result<(), String> {
        let next = |at: usize| watched.get(at + 1).copied().unwrap_or(input.last + 1);
        let sum = |flags: &[bool]| -> u128 {
            (0..watched.len()).filter(|&at| flags[at]).map(|at| next(at) - watched[at]).sum()
        };
        let impact = &self.plan.impact;
        let size = |range: &AddressRange| number(range.last()) - number(range.first()) + 1;
        let reported = [
            ("addresses", impact.addresses, input.last - input.first + 1),
            ("unowned", impact.unowned, sum(&observed.unowned)),
            ("third party", impact.third_party, sum(&observed.third_party)),
            ("changed", impact.changed, sum(&observed.changed)),
            ("moved", impact.moves.iter().map(|one| one.addresses).sum(), sum(&observed.changed)),
            (
                "in moved ranges",
                impact.moves.iter().flat_map(|one| &one.ranges).map(size).sum(),
                sum(&observed.changed),
            ),
            ("written", impact.written, sum(&observed.written)),
            ("gates", self.plan.finish.gates as u128, self.batches.len() as u128),
            ("hours", self.plan.finish.earliest_hours.into(), observed.hours.into()),
        ];
        match reported.iter().find(|(_, reported, observed)| reported != observed) {
            Some((what, reported, observed)) => {
                Err(format!("{what}: the plan reports {reported}, observed {observed}"))
            }
            None => Ok(()),
        }
    }
}
