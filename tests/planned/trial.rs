//! One pair of states, judged by every law, for both families and both policies.
#![cfg(test)]

use super::planned::Question;
use super::random::Random;
use super::steps::Steps;
use super::transients::{in_flight, nearby};
use super::unsettled;
use super::verdict::{Looking, observe};
use super::world::{self, Cost, Profile, World};
use byoip::Family;
use byoip::plan::{Gate, Policy};

/// Where the prefixes of a trial lie.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Roots {
    v4: u128,
    v6: u128,
}

impl Roots {
    /// Anywhere, but not among the IPv4-mapped addresses.
    pub(crate) fn draw(world: World, random: &mut Random) -> Self {
        let within = world.addresses() as u128 - 1;
        let v4 = u128::from(random.next() >> 32) & !within;
        Self { v4, v6: random.wide() & !within | 1 << 127 }
    }
}

/// How closely to look at a pair.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Care {
    /// A plan for each policy and family.
    Plain,
    /// Also whether a second plan is the same.
    More,
    /// Also every subset of the writes of a batch, whichever addresses they are about.
    Most,
}

fn question(world: World, roots: Roots, family: Family, policy: Policy, gate: Gate) -> Question {
    let profile = match world.profile {
        Profile::Strict => byoip::plan::Profile::Strict,
        Profile::Lenient => byoip::plan::Profile::Lenient,
        Profile::InPlace => unreachable!("no profile of the planner"),
    };
    let first = match family {
        Family::V4 => roots.v4,
        Family::V6 => roots.v6,
    };
    let last = first + world.addresses() as u128 - 1;
    Question {
        family,
        first,
        last,
        policy,
        profile,
        gate,
        default_only: world.default_only.into_iter().collect(),
    }
}

/// Plans for the pair, carries the plans out, and says which law is broken, if one is.
pub(crate) fn judge(
    steps: &Steps,
    pair: (usize, usize),
    least: &dyn Fn(Policy, Gate) -> Cost,
    roots: Roots,
    care: Care,
) -> Result<(), String> {
    let world = steps.world;
    for (policy, gate) in every_way() {
        for family in [Family::V4, Family::V6] {
            let question = question(world, roots, family, policy, gate);
            let subsets = care == Care::Most && family == Family::V4;
            let looking: Looking = if subsets { in_flight } else { nearby };
            let start = Start { pair, rolling: [false; 7] };
            holds(steps, start, &question, looking, least(policy, gate))?;
            if care != Care::Plain {
                twice(steps, pair, &question).map_err(|why| format!("{policy:?}, {family:?}: {why}"))?;
            }
        }
    }
    Ok(())
}

/// Plans for the pair where some blocks are still rolling out, and says which law is broken, if one is.
pub(crate) fn judge_unsettled(
    steps: &Steps,
    pair: (usize, usize),
    rolling: [bool; 7],
    roots: Roots,
) -> Result<(), String> {
    for (policy, gate) in every_way() {
        let fewest = policy == Policy::FewestWrites;
        let gate_of_world = in_world(gate);
        let ask = unsettled::Ask { from: pair.0, rolling, to: pair.1, gate: gate_of_world, fewest };
        let least = unsettled::least(steps, &ask);
        for family in [Family::V4, Family::V6] {
            let question = question(steps.world, roots, family, policy, gate);
            holds(steps, Start { pair, rolling }, &question, nearby, least)?;
        }
    }
    Ok(())
}

/// Both policies under both gates.
pub(crate) fn every_way() -> impl Iterator<Item = (Policy, Gate)> {
    let gates = [Gate::Settled, Gate::Active];
    [Policy::Hitless, Policy::FewestWrites]
        .into_iter()
        .flat_map(move |policy| gates.map(|gate| (policy, gate)))
}

/// The gate in the words of the oracle.
pub(crate) fn in_world(gate: Gate) -> world::Gate {
    match gate {
        Gate::Settled => world::Gate::Settled,
        Gate::Active => world::Gate::Active,
    }
}

/// From which state to which, and what is still rolling out.
#[derive(Debug, Clone, Copy)]
struct Start {
    pair: (usize, usize),
    rolling: [bool; 7],
}

/// Holds the plan against the least cost.
fn holds(
    steps: &Steps,
    start: Start,
    question: &Question,
    looking: Looking,
    least: Cost,
) -> Result<(), String> {
    let Question { policy, gate, family, .. } = question;
    let way = format!("{policy:?}, {gate:?}, {family:?}");
    let cost = costs(steps, start, question, looking).map_err(|why| format!("{way}: {why}"))?;
    if cost == least { Ok(()) } else { Err(format!("{way}: costs {cost:?}, the least is {least:?}")) }
}

/// Plans a second time.
fn twice(steps: &Steps, (from, to): (usize, usize), question: &Question) -> Result<(), String> {
    let bindings = |state: usize| steps.world.bindings(steps.states[state], question.first);
    let bytes = || {
        let planned = question.ask(&bindings(from), &[], &bindings(to))?;
        serde_json::to_vec(&planned.plan).map_err(|error| error.to_string())
    };
    if bytes()? == bytes()? { Ok(()) } else { Err("another plan at the second time".to_owned()) }
}

/// What the plan costs, as it was seen; or what is wrong with it.
fn costs(
    steps: &Steps,
    Start { pair: (from, to), rolling }: Start,
    question: &Question,
    looking: Looking,
) -> Result<Cost, String> {
    let world = steps.world;
    let current = world.bindings(steps.states[from], question.first);
    let desired = world.bindings(steps.states[to], question.first);
    let arriving = std::array::from_fn(|at| if rolling[at] { steps.states[from][at] } else { 0 });
    let arriving = world.bindings(arriving, question.first);
    let planned = question.ask(&current, &arriving, &desired)?;
    if !planned.plan.complete {
        return Err("the search was cut short".to_owned());
    }
    let watched: Vec<u128> = (question.first..=question.last).collect();
    let api = world.api(question.first);
    let observed = observe(&api, (&current, &arriving, &desired), &planned.batches, &watched, looking)?;
    planned.foretold(&watched, &observed)?;
    planned.sums(question, &watched, &observed)?;
    let count = |flags: &[bool]| flags.iter().map(|flag| u8::from(*flag)).sum();
    Ok(Cost {
        unowned: count(&observed.unowned),
        third_party: count(&observed.third_party),
        hours: observed.hours,
        gates: u8::try_from(observed.gates).unwrap(),
        writes: u8::try_from(observed.writes).unwrap(),
    })
}
