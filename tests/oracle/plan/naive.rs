//! The best plan by trying every write and every gate one at a time: the check of the faster search.

use super::world::{HOURS, OracleGate, OracleProfile, PlanCost, PlanWorld, WorldState};
use std::cmp::Reverse;
use std::collections::{BinaryHeap, HashMap};

/// The state of the exhaustive search: everything that decides how a plan can continue.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
struct ExhaustiveState {
    /// What the API lists.
    listed: WorldState,
    /// For each block the services that an edge may have there, as bits; a single bit if nothing is in flight.
    ///
    /// An edge that has seen any subset of the writes to a block has one of these. Every combination over the blocks is what
    /// some subset of all writes leads to.
    views: [u8; 7],
    /// For each block the services created there since, as bits.
    created: [u8; 7],
    /// True as long as bindings of the start are in flight.
    rolling: bool,
    written: bool,
    /// True if a binding was deleted since the last gate.
    deleted: bool,
    unowned: u8,
    third_party: u8,
}

/// The states to plan between; `rolling` are the blocks of the first one that are still rolling out.
#[derive(Debug, Clone, Copy)]
pub(crate) struct ExhaustiveTask {
    pub(crate) world: PlanWorld,
    pub(crate) current: WorldState,
    pub(crate) rolling: [bool; 7],
    pub(crate) desired: WorldState,
    pub(crate) gate: OracleGate,
}

/// The least cost of every legal plan; with `fewest` the number of writes comes first.
pub(crate) fn least(task: &ExhaustiveTask, fewest: bool) -> PlanCost {
    let ExhaustiveTask { current, rolling, desired, .. } = *task;
    let rank = |cost: PlanCost| (if fewest { cost.writes } else { 0 }, cost);
    let start = ExhaustiveState {
        listed: current,
        views: current.map(|service| 1 << service),
        created: [0; 7],
        rolling: rolling.contains(&true),
        written: false,
        deleted: false,
        unowned: 0,
        third_party: 0,
    };
    let mut best = HashMap::from([(start, rank(PlanCost::default()))]);
    let mut queue = BinaryHeap::from([Reverse((rank(PlanCost::default()), start))]);
    while let Some(Reverse((ranked, state))) = queue.pop() {
        let cost = ranked.1;
        if state.listed == desired && !state.written {
            return cost;
        }
        if best[&state] < ranked {
            continue;
        }
        for (mut next, hours, gates, writes) in successors(task, &state) {
            note_hits(task, &mut next);
            let count = |bits: u8| u8::try_from(bits.count_ones()).unwrap();
            let cost = PlanCost {
                unowned: count(next.unowned),
                third_party: count(next.third_party),
                hours: cost.hours + hours,
                gates: cost.gates + gates,
                writes: cost.writes + writes,
            };
            if best.get(&next).is_none_or(|known| rank(cost) < *known) {
                best.insert(next, rank(cost));
                queue.push(Reverse((rank(cost), next)));
            }
        }
    }
    unreachable!("everything can be deleted and created again")
}

/// Every state that one gate or one write leads to, with the hours, gates and writes that it takes.
fn successors(task: &ExhaustiveTask, state: &ExhaustiveState) -> Vec<(ExhaustiveState, u8, u8, u8)> {
    let ExhaustiveTask { world, gate, .. } = *task;
    let mut all = Vec::new();
    if state.written || state.rolling {
        let views = state.listed.map(|service| 1 << service);
        let (rolling, created) = (false, [0; 7]);
        let settled = ExhaustiveState { views, created, rolling, written: false, deleted: false, ..*state };
        all.push((settled, HOURS, 1, 0));
    }
    if gate == OracleGate::Active && state.written && !state.deleted {
        all.push((ExhaustiveState { written: false, ..*state }, 0, 1, 0));
    }
    for listed in states_after_one_write(world, state.listed) {
        let ExhaustiveState { mut views, mut created, mut deleted, .. } = *state;
        for block in 0..world.blocks() {
            if listed[block] != state.listed[block] {
                views[block] |= 1 << listed[block];
                // A block with a write may also look as if it had never been bound: of two writes to it, an edge may have
                // seen only the deletion.
                views[block] |= 1;
                created[block] |= 1 << listed[block] & !1;
                deleted |= listed[block] == 0;
            }
        }
        all.push((ExhaustiveState { listed, views, created, deleted, written: true, ..*state }, 0, 0, 1));
    }
    all
}

/// Every state that one legal write leads to.
fn states_after_one_write(world: PlanWorld, listed: WorldState) -> Vec<WorldState> {
    let lenient = world.profile == OracleProfile::Lenient;
    let others = listed[1..].iter().any(|&service| service != 0);
    let mut after = Vec::new();
    for block in 0..world.blocks() {
        let mut put = |service| {
            let mut state = listed;
            state[block] = service;
            after.push(state);
        };
        if listed[block] != 0 {
            if block != 0 || !others || lenient {
                put(0);
            }
        } else if block == 0 && (!others || lenient) || block != 0 && listed[0] != 0 {
            world.allowed(block).for_each(put);
        }
    }
    after
}

/// Notes every address that some edge sends to a wrong owner, unless that edge does so without the plan.
fn note_hits(task: &ExhaustiveTask, state: &mut ExhaustiveState) {
    let ExhaustiveTask { world, current, rolling, desired, .. } = *task;
    for lacking in 0..1u8 << world.blocks() {
        let lacks = |block: usize| lacking >> block & 1 == 1;
        if (0..world.blocks()).any(|block| lacks(block) && !(state.rolling && rolling[block])) {
            continue;
        }
        // What an edge without these current bindings has before it sees a write, and after.
        let start: WorldState = std::array::from_fn(|block| if lacks(block) { 0 } else { current[block] });
        let views: [u8; 7] = std::array::from_fn(|block| {
            let view = state.views[block];
            if lacks(block) { view & !(1 << current[block]) | 1 | state.created[block] } else { view }
        });
        let mut view = [0; 7];
        let right: [u8; 4] = std::array::from_fn(|address| {
            let start = if state.rolling { start } else { current };
            [current, desired, start].iter().fold(0, |bits, state| bits | 1 << world.owner(*state, address))
        });
        every_view(world, views, 0, &mut view, &mut |view| {
            for (address, right) in right.iter().enumerate().take(world.addresses()) {
                let owner = world.owner(*view, address);
                if right & 1 << owner != 0 {
                    continue;
                }
                let hits = if owner == 0 { &mut state.unowned } else { &mut state.third_party };
                *hits |= 1 << address;
            }
        });
    }
}

fn every_view(
    world: PlanWorld,
    views: [u8; 7],
    block: usize,
    view: &mut WorldState,
    see: &mut impl FnMut(&WorldState),
) {
    if block == world.blocks() {
        return see(view);
    }
    for service in 0..=world.services {
        if views[block] & 1 << service != 0 {
            view[block] = service;
            every_view(world, views, block + 1, view, see);
        }
    }
}
