//! Checks one pair of states against every law, for both families and both policies.

use super::PlannerInput;
use crate::oracle::plan::steps::BatchGraph;
use crate::oracle::plan::transients::{in_flight, nearby};
use crate::oracle::plan::unsettled;
use crate::oracle::plan::verdict::{EdgeView, observe};
use crate::oracle::plan::world::{self, OracleProfile, PlanCost, PlanWorld};
use crate::oracle::random::Random;
use byoip::Family;
use byoip::plan::{Gate, Policy};

/// The first addresses of the prefixes of a trial.
#[derive(Debug, Clone, Copy)]
pub(crate) struct PrefixBases {
    v4: u128,
    v6: u128,
}

impl PrefixBases {
    /// Random ones, but no IPv4-mapped addresses.
    pub(crate) fn draw(world: PlanWorld, random: &mut Random) -> Self {
        let within = world.addresses() as u128 - 1;
        let v4 = u128::from(random.next() >> 32) & !within;
        Self { v4, v6: random.wide() & !within | 1 << 127 }
    }
}

/// How much to check for a pair.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum CheckDepth {
    /// A plan for each policy and family.
    Plain,
    /// Also that a second plan is the same.
    More,
    /// Also every subset of all the writes of a batch.
    Most,
}

fn input(world: PlanWorld, roots: PrefixBases, family: Family, policy: Policy, gate: Gate) -> PlannerInput {
    let profile = match world.profile {
        OracleProfile::Strict => byoip::plan::Profile::Strict,
        OracleProfile::Lenient => byoip::plan::Profile::Lenient,
        OracleProfile::InPlace => unreachable!("no profile of the planner"),
    };
    let first = match family {
        Family::V4 => roots.v4,
        Family::V6 => roots.v6,
    };
    let last = first + world.addresses() as u128 - 1;
    PlannerInput {
        family,
        first,
        last,
        policy,
        profile,
        gate,
        default_only: world.default_only.into_iter().collect(),
    }
}

/// Plans for the pair and carries the plans out. Returns the broken law, if there is one.
pub(crate) fn check_pair(
    steps: &BatchGraph,
    pair: (usize, usize),
    least: &dyn Fn(Policy, Gate) -> PlanCost,
    roots: PrefixBases,
    depth: CheckDepth,
) -> Result<(), String> {
    let world = steps.world;
    for (policy, gate) in all_policies() {
        for family in [Family::V4, Family::V6] {
            let input = input(world, roots, family, policy, gate);
            let subsets = depth == CheckDepth::Most && family == Family::V4;
            let edge_view: EdgeView = if subsets { in_flight } else { nearby };
            let start = TrialStart { pair, rolling: [false; 7] };
            check_least_cost(steps, start, &input, edge_view, least(policy, gate))?;
            if depth != CheckDepth::Plain {
                check_repeatable(steps, pair, &input)
                    .map_err(|why| format!("{policy:?}, {family:?}: {why}"))?;
            }
        }
    }
    Ok(())
}

/// The same with some blocks still rolling out.
pub(crate) fn check_pair_in_flight(
    steps: &BatchGraph,
    pair: (usize, usize),
    rolling: [bool; 7],
    roots: PrefixBases,
) -> Result<(), String> {
    for (policy, gate) in all_policies() {
        let fewest = policy == Policy::FewestWrites;
        let gate_of_world = oracle_gate(gate);
        let ask = unsettled::InFlightTask { from: pair.0, rolling, to: pair.1, gate: gate_of_world, fewest };
        let least = unsettled::least(steps, &ask);
        for family in [Family::V4, Family::V6] {
            let input = input(steps.world, roots, family, policy, gate);
            check_least_cost(steps, TrialStart { pair, rolling }, &input, nearby, least)?;
        }
    }
    Ok(())
}

/// Both policies under both gates.
pub(crate) fn all_policies() -> impl Iterator<Item = (Policy, Gate)> {
    let gates = [Gate::Settled, Gate::Active];
    [Policy::Hitless, Policy::FewestWrites]
        .into_iter()
        .flat_map(move |policy| gates.map(|gate| (policy, gate)))
}

/// The gate as the oracle has it.
pub(crate) fn oracle_gate(gate: Gate) -> world::OracleGate {
    match gate {
        Gate::Settled => world::OracleGate::Settled,
        Gate::Active => world::OracleGate::Active,
    }
}

/// The states to plan between, and the blocks that are still rolling out.
#[derive(Debug, Clone, Copy)]
struct TrialStart {
    pair: (usize, usize),
    rolling: [bool; 7],
}

/// Compares the cost of the plan with the least cost.
fn check_least_cost(
    steps: &BatchGraph,
    start: TrialStart,
    input: &PlannerInput,
    edge_view: EdgeView,
    least: PlanCost,
) -> Result<(), String> {
    let PlannerInput { policy, gate, family, .. } = input;
    let way = format!("{policy:?}, {gate:?}, {family:?}");
    let cost = costs(steps, start, input, edge_view).map_err(|why| format!("{way}: {why}"))?;
    if cost == least { Ok(()) } else { Err(format!("{way}: costs {cost:?}, the least is {least:?}")) }
}

/// Plans a second time.
fn check_repeatable(
    steps: &BatchGraph,
    (from, to): (usize, usize),
    input: &PlannerInput,
) -> Result<(), String> {
    let bindings = |state: usize| steps.world.bindings(steps.states[state], input.first);
    let bytes = || {
        let planned = input.plan(&bindings(from), &[], &bindings(to))?;
        serde_json::to_vec(&planned.plan).map_err(|error| error.to_string())
    };
    if bytes()? == bytes()? { Ok(()) } else { Err("the second plan is different".to_owned()) }
}

/// The observed cost of the plan, or what is wrong with it.
fn costs(
    steps: &BatchGraph,
    TrialStart { pair: (from, to), rolling }: TrialStart,
    input: &PlannerInput,
    edge_view: EdgeView,
) -> Result<PlanCost, String> {
    let world = steps.world;
    let current = world.bindings(steps.states[from], input.first);
    let desired = world.bindings(steps.states[to], input.first);
    let arriving = std::array::from_fn(|at| if rolling[at] { steps.states[from][at] } else { 0 });
    let arriving = world.bindings(arriving, input.first);
    let planned = input.plan(&current, &arriving, &desired)?;
    if !planned.plan.complete {
        return Err("the search was cut short".to_owned());
    }
    let watched: Vec<u128> = (input.first..=input.last).collect();
    let api = world.api(input.first);
    let observed = observe(&api, (&current, &arriving, &desired), &planned.batches, &watched, edge_view)?;
    planned.check_exposures(&watched, &observed)?;
    planned.check_sums(input, &watched, &observed)?;
    let count = |flags: &[bool]| flags.iter().map(|flag| u8::from(*flag)).sum();
    Ok(PlanCost {
        unowned: count(&observed.unowned),
        third_party: count(&observed.third_party),
        hours: observed.hours,
        gates: u8::try_from(observed.gates).unwrap(),
        writes: u8::try_from(observed.writes).unwrap(),
    })
}
