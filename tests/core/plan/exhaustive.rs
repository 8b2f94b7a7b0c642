//! The planner against an exhaustive search, on every pair of states of a small prefix or a sample of them.

use super::planned::extent::Extent;
use super::planned::tally::TrialTally;
use super::planned::trial::{PrefixBases, check_pair, check_pair_in_flight, oracle_gate};
use crate::oracle::plan::optimum::Optimum;
use crate::oracle::plan::pairs::PairGroup;
use crate::oracle::plan::simple::{SimpleOrder, exposes};
use crate::oracle::plan::steps::BatchGraph;
use crate::oracle::plan::transients::{OracleBinding, OracleWrite, in_flight, nearby};
use crate::oracle::plan::world::{OracleProfile, PlanCost, PlanWorld, WorldState};
use crate::oracle::plan::{fewest, naive, pairs, unsettled, world};
use crate::oracle::random::Random;
use byoip::plan::{Gate, Policy};
use std::sync::atomic::{AtomicUsize, Ordering};

/// Two services without restriction; then three, one of which can have the whole prefix only.
fn worlds(height: u32) -> impl Iterator<Item = PlanWorld> {
    [OracleProfile::Strict, OracleProfile::Lenient].into_iter().flat_map(move |profile| {
        let free = PlanWorld { height, services: 2, default_only: None, profile };
        [free, PlanWorld { services: 3, default_only: Some(1), ..free }]
    })
}

#[test]
fn the_search_agrees_with_trying_every_write_and_gate_one_at_a_time() {
    for world in worlds(0).chain(worlds(1)) {
        let steps = BatchGraph::of(world);
        let optimum = Optimum::new(steps);
        let mut checked = 0;
        for (owners, pairs) in pairs::each(steps, 1) {
            for (&(from, to), cost) in pairs.iter().zip(optimum.least(owners, &pairs)) {
                let [current, desired] = [from, to].map(|state| steps.states[usize::from(state)]);
                for (gate, cost) in
                    [(world::OracleGate::Settled, cost.settled), (world::OracleGate::Active, cost.active)]
                {
                    let ask = naive::ExhaustiveTask { world, current, rolling: [false; 7], desired, gate };
                    assert_eq!(cost, naive::least(&ask, false), "{ask:?}");
                    let fewest = fewest::least(steps, from.into(), to.into(), gate);
                    assert_eq!(fewest, naive::least(&ask, true), "{ask:?}, fewest writes");
                }
                checked += 1;
            }
        }
        let states = steps.states.iter().filter(|state| world::is_end(**state)).count();
        assert_eq!(checked, states * states, "every pair was checked");
    }
}

/// The writes that a step needs, in an order that the API accepts.
fn writes(world: PlanWorld, before: WorldState, after: WorldState) -> Vec<OracleWrite> {
    let through_empty = world.profile == OracleProfile::Strict && before[0] != after[0];
    let differ = |block: &usize| through_empty || before[*block] != after[*block];
    let one = |state: WorldState, block: usize| {
        let mut single = [0; 7];
        single[block] = state[block];
        world.bindings(single, 0)
    };
    let deletes = (0..world.blocks()).rev().filter(differ).flat_map(|block| one(before, block));
    let creates = (0..world.blocks()).filter(differ).flat_map(|block| one(after, block));
    let mut writes: Vec<_> =
        deletes.map(OracleWrite::Delete).chain(creates.map(OracleWrite::Create)).collect();
    let is_default =
        |write: &OracleWrite| write.binding().last - write.binding().first + 1 == world.addresses() as u128;
    if before[0] != 0 && after[0] == 0 {
        writes.sort_by_key(is_default);
    } else if before[0] == 0 {
        writes.sort_by_key(|write| !is_default(write));
    }
    writes
}

#[test]
fn a_step_is_legal_and_shows_exactly_what_all_subsets_of_its_writes_show() {
    let mut random = Random(7);
    for world in worlds(2) {
        let addresses: Vec<u128> = (0..4).collect();
        let steps = BatchGraph::of(world);
        let mut draw = || usize::try_from(random.below(steps.states.len() as u64)).unwrap();
        for _ in 0..2000 {
            let (from, to) = (draw(), draw());
            let [before, after] = [from, to].map(|state| steps.states[state]);
            if before[0] == 0 && after[0] == 0 {
                continue;
            }
            let writes = writes(world, before, after);
            assert_eq!(writes.len(), usize::from(steps.writes(from, to)));

            let mut state: Vec<OracleBinding> = world.bindings(before, 0);
            for write in &writes {
                world.api(0).write(&mut state, write).unwrap();
            }
            state.sort_unstable();
            let mut bindings = world.bindings(after, 0);
            bindings.sort_unstable();
            assert_eq!(state, bindings);

            let settled = world.bindings(before, 0);
            let seen = in_flight(&settled, &[], &writes, &addresses);
            let joined = seen.iter().rev().fold(0, |joined, seen| joined << 4 | seen);
            assert_eq!(vec![u32::from(steps.shown(from, to).next().unwrap())], vec![joined]);
            assert_eq!(nearby(&settled, &[], &writes, &addresses), seen);
        }
    }
}

/// Checks groups until none is left.
fn check_groups(extent: Extent, optimum: &Optimum, groups: &[PairGroup], next: &AtomicUsize) -> TrialTally {
    let steps = optimum.steps;
    let mut tally = TrialTally::default();
    loop {
        let at = next.fetch_add(1, Ordering::Relaxed);
        let Some((owners, pairs)) = groups.get(at) else { return tally };
        if matches!(extent, Extent::Each(_)) && at.is_multiple_of(64) && at > 0 {
            eprintln!("  {at} of {} groups of {:?}", groups.len(), steps.world);
        }
        let mut random = Random(at as u64);
        for (at, (&(from, to), hitless)) in pairs.iter().zip(optimum.least(*owners, pairs)).enumerate() {
            let pair = (usize::from(from), usize::from(to));
            // A best plan with the fewest writes is the best of all plans with the fewest writes.
            let fewest = |hitless: PlanCost, gate| {
                let is_fewest = hitless.writes == steps.writes(pair.0, pair.1);
                if is_fewest { hitless } else { fewest::least(steps, pair.0, pair.1, gate) }
            };
            let least = |policy, gate: Gate| {
                let hitless = if gate == Gate::Settled { hitless.settled } else { hitless.active };
                if policy == Policy::Hitless { hitless } else { fewest(hitless, oracle_gate(gate)) }
            };
            tally.cost(least(Policy::Hitless, Gate::Settled), least(Policy::FewestWrites, Gate::Settled));
            let roots = PrefixBases::draw(steps.world, &mut random);
            if let Err(why) = check_pair(steps, pair, &least, roots, extent.depth(at)) {
                let [current, desired] = [pair.0, pair.1].map(|state| steps.states[state]);
                let line = format!("{:?}: {current:?} -> {desired:?}: {why}", steps.world);
                if tally.break_law(current, desired, why) {
                    eprintln!("{line}");
                }
            }
        }
    }
}

fn check_world(extent: Extent, world: PlanWorld) {
    let steps = BatchGraph::of(world);
    let optimum = Optimum::new(steps);
    let groups = extent.groups(steps);
    let next = AtomicUsize::new(0);
    let mut tally = TrialTally::default();
    std::thread::scope(|scope| {
        let work = || check_groups(extent, &optimum, &groups, &next);
        let threads = [scope.spawn(work), scope.spawn(work)];
        for thread in threads {
            tally.add(thread.join().unwrap());
        }
    });
    match extent {
        Extent::Drawn(seed) => println!("BYOIP_SEED={seed}: {} pairs, {world:?}", tally.pairs),
        Extent::Each(_) => println!("{world:?}\n{tally}"),
    }
    assert!(tally.pairs > 0 && tally.holds(), "a law is broken; the pairs are above");
}

#[test]
fn every_plan_for_one_or_two_addresses_is_legal_reports_its_hits_and_is_the_best() {
    worlds(0).chain(worlds(1)).for_each(|world| check_world(Extent::Each(1), world));
}

#[test]
fn plans_for_four_addresses_and_two_services_are_legal_report_their_hits_and_are_the_best() {
    worlds(2)
        .filter(|world| world.default_only.is_none())
        .for_each(|world| check_world(Extent::given(), world));
}

#[test]
fn plans_for_four_addresses_and_a_default_only_service_are_legal_report_their_hits_and_are_the_best() {
    worlds(2)
        .filter(|world| world.default_only.is_some())
        .for_each(|world| check_world(Extent::given(), world));
}

/// Every non-empty choice of bound blocks that are still rolling out.
fn rollings(state: WorldState) -> impl Iterator<Item = [bool; 7]> {
    (1..1u8 << 7)
        .map(|bits| std::array::from_fn(|block| bits >> block & 1 == 1))
        .filter(move |rolling: &[bool; 7]| (0..7).all(|block| !rolling[block] || state[block] != 0))
}

#[test]
fn the_search_from_a_start_in_flight_agrees_with_trying_every_write_and_gate() {
    let mut checked = 0;
    for world in worlds(0).chain(worlds(1)) {
        let steps = BatchGraph::of(world);
        for (from, to) in pairs::each(steps, 1).into_iter().flat_map(|(_, pairs)| pairs) {
            let [current, desired] = [from, to].map(|state| steps.states[usize::from(state)]);
            for (rolling, gate) in rollings(current).flat_map(|rolling| {
                [world::OracleGate::Settled, world::OracleGate::Active].map(move |gate| (rolling, gate))
            }) {
                let naive = naive::ExhaustiveTask { world, current, rolling, desired, gate };
                for fewest in [false, true] {
                    let (from, to) = (from.into(), to.into());
                    let ask = unsettled::InFlightTask { from, rolling, to, gate, fewest };
                    assert_eq!(
                        unsettled::least(steps, &ask),
                        naive::least(&naive, fewest),
                        "{naive:?} {fewest}"
                    );
                    checked += 1;
                }
            }
        }
    }
    assert!(checked > 10_000, "{checked}");
}

/// Checks plans with bindings in flight at the start. Returns how many.
fn check_starts_in_flight(
    steps: &BatchGraph,
    pairs: &[(u16, u16)],
    choices: impl Fn(WorldState) -> Vec<[bool; 7]>,
) -> usize {
    let mut random = Random(11);
    let mut checked = 0;
    for &(from, to) in pairs {
        let pair = (usize::from(from), usize::from(to));
        for rolling in choices(steps.states[pair.0]) {
            let roots = PrefixBases::draw(steps.world, &mut random);
            let verdict = check_pair_in_flight(steps, pair, rolling, roots);
            let [current, desired] = [pair.0, pair.1].map(|state| steps.states[state]);
            assert_eq!(verdict, Ok(()), "{:?}: {current:?} of which {rolling:?} -> {desired:?}", steps.world);
            checked += 1;
        }
    }
    checked
}

#[test]
fn every_plan_from_a_start_in_flight_for_one_or_two_addresses_is_legal_reports_its_hits_and_is_the_best() {
    let mut checked = 0;
    for world in worlds(0).chain(worlds(1)) {
        let steps = BatchGraph::of(world);
        let pairs: Vec<_> = pairs::each(steps, 1).into_iter().flat_map(|(_, pairs)| pairs).collect();
        checked += check_starts_in_flight(steps, &pairs, |state| rollings(state).collect());
    }
    assert!(checked > 2_000, "{checked}");
}

#[test]
fn plans_from_a_start_in_flight_for_four_addresses_are_legal_report_their_hits_and_are_the_best() {
    let (seed, groups) = match Extent::given() {
        Extent::Drawn(seed) => (seed, 4),
        // The long run: as many pairs as some minutes take.
        Extent::Each(nth) => (nth as u64, 120),
    };
    let checked = std::thread::scope(|scope| {
        let check = |world: PlanWorld| {
            move || {
                let steps = BatchGraph::of(world);
                let mut random = Random(seed);
                let drawn = pairs::sample(steps, &mut random, groups, 3);
                let pairs: Vec<_> = drawn.into_iter().flat_map(|(_, pairs)| pairs).collect();
                check_starts_in_flight(steps, &pairs, |state| {
                    // One random choice of what is still rolling out, and all of it.
                    let all: Vec<_> = rollings(state).collect();
                    let number = state
                        .iter()
                        .fold(seed, |sum: u64, service| sum.wrapping_mul(5) + u64::from(*service));
                    let draw = |all: &[[bool; 7]]| {
                        all[usize::try_from(Random(number).below(all.len() as u64)).unwrap()]
                    };
                    all.last().map_or_else(Vec::new, |last| vec![draw(&all), *last])
                })
            }
        };
        let threads: Vec<_> = worlds(2).map(|world| scope.spawn(check(world))).collect();
        threads.into_iter().map(|thread| thread.join().unwrap()).sum::<usize>()
    });
    println!("BYOIP_SEED={seed}: {checked} starts in flight");
    assert!(checked > 50, "{checked}");
}

/// Shares of the pairs, in hundredths of a percent.
fn share(part: usize, whole: usize) -> String {
    let share = part * 10_000 / whole;
    format!("{part} of {whole} ({}.{:02} %)", share / 100, share % 100)
}

#[test]
fn where_a_simple_order_hits_no_address_the_best_plan_hits_none() {
    let extent = Extent::given();
    let lenient =
        PlanWorld { height: 2, services: 3, default_only: Some(1), profile: OracleProfile::Lenient };
    for profile in [OracleProfile::Lenient, OracleProfile::InPlace, OracleProfile::Strict] {
        let world = PlanWorld { profile, ..lenient };
        let steps = BatchGraph::of(world);
        let optimum = Optimum::new(steps);
        let (mut all, mut clean, mut same, mut clean_same) = (0, 0, 0, 0);
        let mut exposing = [0; 3];
        for (owners, pairs) in extent.groups(steps) {
            for (&(from, to), cost) in pairs.iter().zip(optimum.least(owners, &pairs)) {
                let [current, desired] = [from, to].map(|state| steps.states[usize::from(state)]);
                if current[0] == 0 || desired[0] == 0 {
                    continue;
                }
                let hits_none = cost.settled.unowned + cost.settled.third_party == 0;
                let orders = [SimpleOrder::DeletesFirst, SimpleOrder::CreatesFirst, SimpleOrder::AllAtOnce];
                let exposed = orders.map(|order| exposes(world, order, current, desired));
                // Under `strict` a changed default cannot be replaced in its turn.
                if profile != OracleProfile::Strict || current[0] == desired[0] {
                    assert!(hits_none || exposed.iter().all(|exposed| *exposed), "{current:?} {desired:?}");
                }
                assert!(
                    exposed[2] || !exposed[0] && !exposed[1],
                    "{current:?} {desired:?}: gates do no harm"
                );
                all += 1;
                clean += usize::from(hits_none);
                same += usize::from(current[0] == desired[0]);
                clean_same += usize::from(current[0] == desired[0] && hits_none);
                for (count, exposed) in exposing.iter_mut().zip(exposed) {
                    *count += usize::from(exposed);
                }
            }
        }
        if matches!(extent, Extent::Drawn(_)) {
            continue;
        }
        println!("{profile:?}: no address is hit in {}", share(clean, all));
        println!("  where the default does not change in {}", share(clean_same, same));
        for (order, count) in ["deletes first", "creates first", "all at once"].into_iter().zip(exposing) {
            println!("  {order}: addresses are hit in {}", share(count, all));
        }
    }
}
