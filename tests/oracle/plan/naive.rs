//! The best plan by trying every write and every gate, one at a time: the witness for the faster search.
#![cfg(test)]

use super::world::{HOURS, OracleGate, OracleProfile, PlanCost, PlanWorld, WorldState};
use std::cmp::Reverse;
use std::collections::{BinaryHeap, HashMap};

/// What decides how a plan can go on.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
struct ExhaustiveState {
    /// What the API lists.
    listed: WorldState,
    /// For each block, as bits, what an edge may have there; one bit where nothing is in flight.
    ///
    /// An edge that has seen any subset of the writes to a block has one of these, and every combination over
    /// the blocks is the view of some subset.
    views: [u8; 7],
    /// For each block what was created there since, as bits.
    created: [u8; 7],
    /// True as long as bindings of the start are in flight.
    rolling: bool,
    touched: bool,
    /// True where something was deleted since the last gate.
    deleted: bool,
    unowned: u8,
    third_party: u8,
}

/// What is asked: from which state, of which these blocks are still rolling out, to which.
#[derive(Debug, Clone, Copy)]
pub(crate) struct ExhaustiveTask {
    pub(crate) world: PlanWorld,
    pub(crate) current: WorldState,
    pub(crate) rolling: [bool; 7],
    pub(crate) desired: WorldState,
    pub(crate) gate: OracleGate,
}

/// The least cost over every legal plan; `fewest` looks at the number of writes before all else.
pub(crate) fn least(ask: &ExhaustiveTask, fewest: bool) -> PlanCost {
    let ExhaustiveTask { world, current, rolling, desired, gate } = *ask;
    let rank = |cost: PlanCost| (if fewest { cost.writes } else { 0 }, cost);
    let start = ExhaustiveState {
        listed: current,
        views: current.map(|service| 1 << service),
        created: [0; 7],
        rolling: rolling.contains(&true),
        touched: false,
        deleted: false,
        unowned: 0,
        third_party: 0,
    };
    let mut best = HashMap::from([(start, rank(PlanCost::default()))]);
    let mut queue = BinaryHeap::from([Reverse((rank(PlanCost::default()), start))]);
    while let Some(Reverse((ranked, moment))) = queue.pop() {
        let cost = ranked.1;
        if moment.listed == desired && !moment.touched {
            return cost;
        }
        if best[&moment] < ranked {
            continue;
        }
        let mut go = |mut next: ExhaustiveState, hours, gates, writes| {
            note_hits(ask, &mut next);
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
        };
        if moment.touched || moment.rolling {
            let views = moment.listed.map(|service| 1 << service);
            let (rolling, created) = (false, [0; 7]);
            go(
                ExhaustiveState { views, created, rolling, touched: false, deleted: false, ..moment },
                HOURS,
                1,
                0,
            );
        }
        if gate == OracleGate::Active && moment.touched && !moment.deleted {
            go(ExhaustiveState { touched: false, ..moment }, 0, 1, 0);
        }
        for listed in states_after_one_write(world, moment.listed) {
            let ExhaustiveState { mut views, mut created, mut deleted, .. } = moment;
            for block in 0..world.blocks() {
                if listed[block] != moment.listed[block] {
                    views[block] |= 1 << listed[block];
                    // A block that was touched may also look as if it had never been bound: of two writes to it,
                    // the edge may have seen the deletion only.
                    views[block] |= 1;
                    created[block] |= 1 << listed[block] & !1;
                    deleted |= listed[block] == 0;
                }
            }
            go(ExhaustiveState { listed, views, created, deleted, touched: true, ..moment }, 0, 0, 1);
        }
    }
    unreachable!("everything can be deleted and created again")
}

/// Every list that one legal write leads to.
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

/// Notes every address that has the wrong owner in some view of an edge that would not have it anyway.
fn note_hits(ask: &ExhaustiveTask, moment: &mut ExhaustiveState) {
    let ExhaustiveTask { world, current, rolling, desired, .. } = *ask;
    for lacking in 0..1u8 << world.blocks() {
        let lacks = |block: usize| lacking >> block & 1 == 1;
        if (0..world.blocks()).any(|block| lacks(block) && !(moment.rolling && rolling[block])) {
            continue;
        }
        // An edge that lacks these bindings of the start, before it hears of any write, and after.
        let start: WorldState = std::array::from_fn(|block| if lacks(block) { 0 } else { current[block] });
        let views: [u8; 7] = std::array::from_fn(|block| {
            let view = moment.views[block];
            if lacks(block) { view & !(1 << current[block]) | 1 | moment.created[block] } else { view }
        });
        let mut view = [0; 7];
        every_view(world, views, 0, &mut view, &mut |view| {
            for address in 0..world.addresses() {
                let owner = world.owner(*view, address);
                let right = [current, desired, start].map(|state| world.owner(state, address));
                if right[..2].contains(&owner) || moment.rolling && owner == right[2] {
                    continue;
                }
                let hits = if owner == 0 { &mut moment.unowned } else { &mut moment.third_party };
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
