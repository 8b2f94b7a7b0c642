//! The least cost of a plan with bindings in flight at the start: all walks, with and without a wait before the first batch.
//!
//! As long as current bindings are in flight, an edge has any subset of them. What it shows without the first batch is not
//! the result of that batch, so only what it shows in addition counts. After a wait of six hours no current binding is in
//! flight, and [`BatchGraph`] has the rest. The choices of hits are tried as in [`super::optimum`], one pair at a time.

use super::steps::{BatchGraph, OwnerMask};
use super::world::{HOURS, OracleGate, OracleProfile, PlanCost, PlanWorld, WorldState};

/// Hours, gates and writes from a state to the end.
type RemainingCost = (u8, u8, u8);

/// The states to plan between; `rolling` are the blocks of the first one that are still rolling out.
#[derive(Debug, Clone, Copy)]
pub(crate) struct InFlightTask {
    pub(crate) from: usize,
    pub(crate) rolling: [bool; 7],
    pub(crate) to: usize,
    pub(crate) gate: OracleGate,
    /// True to allow only the writes that the difference needs.
    pub(crate) fewest: bool,
}

/// The least cost.
pub(crate) fn least(steps: &BatchGraph, ask: &InFlightTask) -> PlanCost {
    let InFlightTask { from, rolling, to, fewest, .. } = *ask;
    if from == to {
        return PlanCost::default();
    }
    let all = steps.writes(from, to);
    let on_path = |at: usize| at == from || at == to || steps.writes(from, at) + steps.writes(at, to) == all;
    let states: Vec<usize> = (0..steps.states.len()).filter(|&at| !fewest || on_path(at)).collect();
    let owners = steps.owners(from) | steps.owners(to);
    let first: Vec<OwnerMask> = states
        .iter()
        .map(|&mid| first_batch_answers(steps.world, steps.states[from], rolling, steps.states[mid]))
        .collect();
    let no_service: OwnerMask = 0x1111;
    let services: OwnerMask = (0..steps.world.addresses())
        .fold(0, |seen, address| seen | ((2 << steps.world.services) - 2) << (4 * address));
    let spread = |choice: usize, bits: OwnerMask| {
        let bits = |address: usize| bits & 0xf << (4 * address);
        (0..4).filter(|address| choice >> address & 1 == 1).fold(0, |seen, address| seen | bits(address))
    };
    let choices = 1 << steps.world.addresses();
    // Where a service is permitted anyway, there is no choice.
    let useful =
        |bits: OwnerMask| (0..4usize).filter(move |address| bits & !owners & 0xf << (4 * address) != 0);
    let useful = |bits: OwnerMask| useful(bits).fold(0usize, |all, address| all | 1 << address);
    let of = |number: u32, useful: usize| {
        (0..choices).filter(move |choice: &usize| choice.count_ones() == number && choice & !useful == 0)
    };
    let (unowned_choices, third_choices) = (useful(no_service), useful(services));
    for unowned in 0..=4 {
        for third_party in 0..=4 {
            let mut best: Option<RemainingCost> = None;
            for (left, right) in of(unowned, unowned_choices)
                .flat_map(|left| of(third_party, third_choices).map(move |right| (left, right)))
            {
                let permitted = owners | spread(left, no_service) | spread(right, services);
                let found = shortest_walk(steps, ask, &states, &first, permitted);
                best = best.into_iter().chain(found).min();
            }
            if let Some((hours, gates, writes)) = best {
                let number = |count: u32| u8::try_from(count).unwrap();
                let (unowned, third_party) = (number(unowned), number(third_party));
                return PlanCost { unowned, third_party, hours, gates, writes };
            }
        }
    }
    unreachable!("with all permitted there is a walk")
}

/// The shortest walk that shows only permitted services.
fn shortest_walk(
    steps: &BatchGraph,
    ask: &InFlightTask,
    states: &[usize],
    first: &[OwnerMask],
    permitted: OwnerMask,
) -> Option<RemainingCost> {
    let InFlightTask { from, to, gate, fewest, .. } = *ask;
    let fits = |&(at, _): &(usize, OwnerMask)| steps.owners(at) & !permitted == 0;
    let states: Vec<(usize, OwnerMask)> =
        states.iter().copied().zip(first.iter().copied()).filter(fits).collect();
    let needed = |here: usize, there: usize| {
        let done = if here == from { 0 } else { steps.writes(from, here) };
        !fewest || done + steps.writes(here, there) == steps.writes(from, there)
    };
    let last = |here: usize| gate == OracleGate::Active && steps.only_creates(here, to);
    let permits = |here, there| steps.shown(here, there).any(|seen| seen & !permitted == 0);
    // Without a permitted first batch, and without a wait at the start, there is no walk.
    if !states.iter().any(|&(mid, seen)| mid == from || seen & !permitted == 0) {
        return None;
    }
    // From each state the shortest rest of the walk once everything is settled.
    let mut left: Vec<Option<RemainingCost>> =
        states.iter().map(|&(at, _)| (at == to).then_some((0, 0, 0))).collect();
    let mut done = vec![false; states.len()];
    let mut best: Option<RemainingCost> = None;
    while let Some((rest, next)) =
        (0..states.len()).filter(|&at| !done[at]).filter_map(|at| Some((left[at]?, at))).min()
    {
        // All further walks are longer.
        if best.is_some_and(|best| best <= rest) {
            break;
        }
        done[next] = true;
        let (there, seen) = states[next];
        let (hours, gates, writes) = rest;
        if there == from {
            best = best.into_iter().chain([(hours + HOURS, gates + 1, writes)]).min();
        } else if seen & !permitted == 0 && needed(from, there) {
            let gate = if there == to && last(from) { 0 } else { HOURS };
            let walk = (hours + gate, gates + 1, writes + steps.writes(from, there));
            best = best.into_iter().chain([walk]).min();
        }
        for at in 0..states.len() {
            let here = states[at].0;
            if done[at] || here == there || !needed(here, there) || !permits(here, there) {
                continue;
            }
            let hours = if there == to && last(here) { 0 } else { HOURS };
            let walk = (rest.0 + hours, rest.1 + 1, rest.2 + steps.writes(here, there));
            left[at] = Some(left[at].map_or(walk, |known| known.min(walk)));
        }
    }
    best
}

/// The services that an edge may show in a first batch that leads to `after`, and would not show without it.
fn first_batch_answers(
    world: PlanWorld,
    before: WorldState,
    rolling: [bool; 7],
    after: WorldState,
) -> OwnerMask {
    let through_empty = world.profile == OracleProfile::Strict && before[0] != after[0];
    let touched = |block: usize| through_empty || before[block] != after[block];
    let mut seen = 0;
    for lacking in 0..1u8 << world.blocks() {
        let lacks = |block: usize| lacking >> block & 1 == 1;
        if (0..world.blocks()).any(|block| lacks(block) && !(rolling[block] && before[block] != 0)) {
            continue;
        }
        let start: WorldState = std::array::from_fn(|block| if lacks(block) { 0 } else { before[block] });
        for address in 0..world.addresses() {
            let mut answers: OwnerMask = 0;
            let mut settled = false;
            for block in world.around(address) {
                answers |= 1 << start[block];
                if touched(block) {
                    answers |= 1 << after[block];
                } else {
                    settled = start[block] != 0;
                }
                if settled {
                    break;
                }
            }
            answers = answers & !1 | OwnerMask::from(!settled);
            let without_plan = 1 << world.owner(start, address);
            seen |= (answers & !without_plan) << (4 * address);
        }
    }
    seen
}
