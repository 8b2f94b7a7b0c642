//! The best plan by trying every write and every gate, one at a time: the witness for the faster search.
#![cfg(test)]

use super::world::{Cost, Profile, State, World};
use std::cmp::Reverse;
use std::collections::{BinaryHeap, HashMap};

/// What decides how a plan can go on.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
struct Moment {
    /// What the API lists.
    listed: State,
    /// For each block, as bits, what an edge may have there; one bit where nothing is in flight.
    ///
    /// An edge that has seen any subset of the writes to a block has one of these, and every combination over
    /// the blocks is the view of some subset.
    views: [u8; 7],
    touched: bool,
    unowned: u8,
    third_party: u8,
}

/// The least cost over every legal plan; `fewest` looks at the number of writes before all else.
pub(crate) fn least(world: World, current: State, desired: State, fewest: bool) -> Cost {
    let rank = |cost: Cost| (if fewest { cost.writes } else { 0 }, cost);
    let start = Moment {
        listed: current,
        views: current.map(|service| 1 << service),
        touched: false,
        unowned: 0,
        third_party: 0,
    };
    let mut best = HashMap::from([(start, rank(Cost::default()))]);
    let mut queue = BinaryHeap::from([Reverse((rank(Cost::default()), start))]);
    while let Some(Reverse((ranked, moment))) = queue.pop() {
        let cost = ranked.1;
        if moment.listed == desired && !moment.touched {
            return cost;
        }
        if best[&moment] < ranked {
            continue;
        }
        let mut go = |mut next: Moment, gates, writes| {
            hit(world, &mut next, current, desired);
            let count = |bits: u8| u8::try_from(bits.count_ones()).unwrap();
            let cost = Cost {
                unowned: count(next.unowned),
                third_party: count(next.third_party),
                gates: cost.gates + gates,
                writes: cost.writes + writes,
            };
            if best.get(&next).is_none_or(|known| rank(cost) < *known) {
                best.insert(next, rank(cost));
                queue.push(Reverse((rank(cost), next)));
            }
        };
        if moment.touched {
            let views = moment.listed.map(|service| 1 << service);
            go(Moment { views, touched: false, ..moment }, 1, 0);
        }
        for listed in writes(world, moment.listed) {
            let mut views = moment.views;
            for block in 0..world.blocks() {
                if listed[block] != moment.listed[block] {
                    views[block] |= 1 << listed[block];
                    // A block that was touched may also look as if it had never been bound: of two writes to it,
                    // the edge may have seen the deletion only.
                    views[block] |= 1;
                }
            }
            go(Moment { listed, views, touched: true, ..moment }, 0, 1);
        }
    }
    unreachable!("everything can be deleted and created again")
}

/// Every list that one legal write leads to.
fn writes(world: World, listed: State) -> Vec<State> {
    let lenient = world.profile == Profile::Lenient;
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

/// Notes every address that has the wrong owner in some view of an edge.
fn hit(world: World, moment: &mut Moment, current: State, desired: State) {
    let mut view = [0; 7];
    every_view(world, moment.views, 0, &mut view, &mut |view| {
        for address in 0..world.addresses() {
            let owner = world.owner(*view, address);
            if owner == world.owner(current, address) || owner == world.owner(desired, address) {
                continue;
            }
            let hits = if owner == 0 { &mut moment.unowned } else { &mut moment.third_party };
            *hits |= 1 << address;
        }
    });
}

fn every_view(world: World, views: [u8; 7], block: usize, view: &mut State, see: &mut impl FnMut(&State)) {
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
