//! One pair of states, judged by every law, for both families and both policies.
#![cfg(test)]

use super::planned::Question;
use super::random::Random;
use super::steps::Steps;
use super::transients::{in_flight, nearby};
use super::verdict::{Looking, observe};
use super::world::{Cost, Profile, World};
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

/// The least costs of a pair, as the oracle found them.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Least {
    pub(crate) hitless: Cost,
    pub(crate) fewest_writes: Cost,
}

/// How closely to look at a pair.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Care {
    /// A plan for each policy and family.
    Plain,
    /// Also what a gate foretells that does not wait for every edge, and whether a second plan is the same.
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
    least: Least,
    roots: Roots,
    care: Care,
) -> Result<(), String> {
    let world = steps.world;
    for policy in [Policy::Hitless, Policy::FewestWrites] {
        let least = if policy == Policy::Hitless { least.hitless } else { least.fewest_writes };
        for family in [Family::V4, Family::V6] {
            let question = question(world, roots, family, policy, Gate::Settled);
            let subsets = care == Care::Most && family == Family::V4;
            let looking: Looking = if subsets { in_flight } else { nearby };
            let cost = costs(steps, pair, &question, looking)
                .map_err(|why| format!("{policy:?}, {family:?}: {why}"))?;
            if cost != least {
                return Err(format!("{policy:?}, {family:?}: costs {cost:?}, the least is {least:?}"));
            }
            if care != Care::Plain {
                twice(steps, pair, &question).map_err(|why| format!("{policy:?}, {family:?}: {why}"))?;
            }
        }
        if care != Care::Plain {
            // How it costs is for the gate that waits for every edge; here it is what it foretells.
            let question = question(world, roots, Family::V4, policy, Gate::Active);
            costs(steps, pair, &question, nearby)
                .map_err(|why| format!("{policy:?}, active is enough: {why}"))?;
        }
    }
    Ok(())
}

/// Plans a second time.
fn twice(steps: &Steps, (from, to): (usize, usize), question: &Question) -> Result<(), String> {
    let bindings = |state: usize| steps.world.bindings(steps.states[state], question.first);
    let bytes = || {
        let planned = question.ask(&bindings(from), &bindings(to))?;
        serde_json::to_vec(&planned.plan).map_err(|error| error.to_string())
    };
    if bytes()? == bytes()? { Ok(()) } else { Err("another plan at the second time".to_owned()) }
}

/// What the plan costs, as it was seen; or what is wrong with it.
fn costs(
    steps: &Steps,
    (from, to): (usize, usize),
    question: &Question,
    looking: Looking,
) -> Result<Cost, String> {
    let world = steps.world;
    let current = world.bindings(steps.states[from], question.first);
    let desired = world.bindings(steps.states[to], question.first);
    let planned = question.ask(&current, &desired)?;
    if !planned.plan.complete {
        return Err("the search was cut short".to_owned());
    }
    let watched: Vec<u128> = (question.first..=question.last).collect();
    let api = world.api(question.first);
    let observed = observe(&api, (&current, &desired), &planned.batches, &watched, looking)?;
    planned.foretold(&watched, &observed)?;
    planned.sums(question, &watched, &observed)?;
    let count = |flags: &[bool]| flags.iter().map(|flag| u8::from(*flag)).sum();
    Ok(Cost {
        unowned: count(&observed.unowned),
        third_party: count(&observed.third_party),
        gates: u8::try_from(observed.gates).unwrap(),
        writes: u8::try_from(observed.writes).unwrap(),
    })
}
