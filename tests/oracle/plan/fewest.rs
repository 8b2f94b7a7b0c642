//! The least cost among the plans with the fewest writes: all orders and all gates.
//!
//! A state is on such a plan if the writes to it and from it add up to the fewest. The batches of such plans write nothing
//! without need, so [`BatchGraph`] has all of them. For each of these states the search keeps every set of hits that some
//! path to it has, with its fewest gates, and drops a set that contains another one with no more gates.

use super::steps::{BatchGraph, OwnerMask};
use super::world::{HOURS, OracleGate, PlanCost};

/// Unowned addresses in the low four bits, those with third parties in the high ones.
type HitBits = u8;

/// The hits, hours and gates of a path to a state.
type PathCost = (HitBits, u8, u8);

/// The least cost for one pair.
pub(crate) fn least(steps: &BatchGraph, from: usize, to: usize, gate: OracleGate) -> PlanCost {
    let writes = steps.writes(from, to);
    let on_path = |&state: &usize| {
        state == from || state == to || steps.writes(from, state) + steps.writes(state, to) == writes
    };
    let mut states: Vec<usize> = (0..steps.states.len()).filter(on_path).collect();
    states.sort_by_key(|&state| if state == from { 0 } else { steps.writes(from, state) });
    let owners = steps.owners(from) | steps.owners(to);

    let mut paths: Vec<Vec<PathCost>> = vec![Vec::new(); states.len()];
    paths[0].push((0, 0, 0));
    for at in 0..states.len() {
        let here = states[at];
        let done = if here == from { 0 } else { steps.writes(from, here) };
        for next in at + 1..states.len() {
            let there = states[next];
            if done + steps.writes(here, there) != steps.writes(from, there) {
                continue;
            }
            // Only the wait behind the last batch can be short.
            let short = gate == OracleGate::Active && there == to && steps.only_creates(here, there);
            for seen in steps.shown(here, there) {
                let hits = hits(seen & !owners);
                for path in 0..paths[at].len() {
                    let (before, hours, gates) = paths[at][path];
                    let hours = if short { hours } else { hours + HOURS };
                    keep_if_better(&mut paths[next], (before | hits, hours, gates + 1));
                }
            }
        }
    }
    let end = states.iter().position(|&state| state == to).expect("the end is on the path");
    let cost = |&(hits, hours, gates): &PathCost| {
        let count = |hits: HitBits| u8::try_from(hits.count_ones()).unwrap();
        PlanCost { unowned: count(hits & 0xf), third_party: count(hits >> 4), hours, gates, writes }
    };
    paths[end].iter().map(cost).min().expect("a single batch is a path")
}

fn hits(wrong: OwnerMask) -> HitBits {
    let mut hits = 0;
    for address in 0..4 {
        let wrong = wrong >> (4 * address) & 0xf;
        hits |= u8::from(wrong & 1 != 0) << address | u8::from(wrong >> 1 != 0) << (4 + address);
    }
    hits
}

fn keep_if_better(paths: &mut Vec<PathCost>, (hits, hours, gates): PathCost) {
    if paths.iter().any(|path| path.0 & !hits == 0 && path.1 <= hours && path.2 <= gates) {
        return;
    }
    paths.retain(|path| hits & !path.0 != 0 || hours > path.1 || gates > path.2);
    paths.push((hits, hours, gates));
}
