//! The least cost among the plans with the fewest writes that are possible at all: all orders and all gates.
//!
//! A state lies on such a plan if the writes to it and from it add up to the fewest. Batches of such plans touch nothing
//! without need, so [`Steps`] knows them all. For each of these states the search keeps every set of hits, with
//! the fewest gates, that some way to it has; a set that has another one in it at no more gates is dropped.
#![cfg(test)]

use super::steps::{BatchGraph, OwnerMask};
use super::world::{HOURS, OracleGate, PlanCost};

/// Unowned addresses in the low four bits, those with third parties in the high ones.
type HitBits = u8;

/// What a way to a state has: hits, hours and gates.
type PathCost = (HitBits, u8, u8);

/// The least cost for one pair.
pub(crate) fn least(steps: &BatchGraph, from: usize, to: usize, gate: OracleGate) -> PlanCost {
    let writes = steps.writes(from, to);
    let on_the_way = |&state: &usize| {
        state == from || state == to || steps.writes(from, state) + steps.writes(state, to) == writes
    };
    let mut states: Vec<usize> = (0..steps.states.len()).filter(on_the_way).collect();
    states.sort_by_key(|&state| if state == from { 0 } else { steps.writes(from, state) });
    let owners = steps.owners(from) | steps.owners(to);

    let mut ways: Vec<Vec<PathCost>> = vec![Vec::new(); states.len()];
    ways[0].push((0, 0, 0));
    for at in 0..states.len() {
        let here = states[at];
        let done = if here == from { 0 } else { steps.writes(from, here) };
        for next in at + 1..states.len() {
            let there = states[next];
            if done + steps.writes(here, there) != steps.writes(from, there) {
                continue;
            }
            // The wait behind the last batch is short where it may be: nothing comes behind it.
            let short = gate == OracleGate::Active && there == to && steps.only_creates(here, there);
            for seen in steps.shown(here, there) {
                let hits = hits(seen & !owners);
                for way in 0..ways[at].len() {
                    let (before, hours, gates) = ways[at][way];
                    let hours = if short { hours } else { hours + HOURS };
                    keep_if_better(&mut ways[next], (before | hits, hours, gates + 1));
                }
            }
        }
    }
    let end = states.iter().position(|&state| state == to).expect("the end is on the way");
    let cost = |&(hits, hours, gates): &PathCost| {
        let count = |hits: HitBits| u8::try_from(hits.count_ones()).unwrap();
        PlanCost { unowned: count(hits & 0xf), third_party: count(hits >> 4), hours, gates, writes }
    };
    ways[end].iter().map(cost).min().expect("there is the single batch")
}

fn hits(wrong: OwnerMask) -> HitBits {
    let mut hits = 0;
    for address in 0..4 {
        let wrong = wrong >> (4 * address) & 0xf;
        hits |= u8::from(wrong & 1 != 0) << address | u8::from(wrong >> 1 != 0) << (4 + address);
    }
    hits
}

fn keep_if_better(ways: &mut Vec<PathCost>, (hits, hours, gates): PathCost) {
    if ways.iter().any(|way| way.0 & !hits == 0 && way.1 <= hours && way.2 <= gates) {
        return;
    }
    ways.retain(|way| hits & !way.0 != 0 || hours > way.1 || gates > way.2);
    ways.push((hits, hours, gates));
}
