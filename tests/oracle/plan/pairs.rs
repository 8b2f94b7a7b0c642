//! Pairs of states to check: all of them, or some that a seed chooses, in groups that share a search.

use super::optimum::{Optimum, StatePair};
use super::steps::{BatchGraph, OwnerMask};
use super::world::is_end;
use crate::oracle::random::Random;
use std::collections::BTreeMap;

/// Pairs whose addresses have the same old and new owners.
pub(crate) type PairGroup = (OwnerMask, Vec<StatePair>);

fn draw(random: &mut Random, end: usize) -> usize {
    usize::try_from(random.below(end as u64)).unwrap()
}

/// States that a plan may start from or lead to.
fn ends(steps: &BatchGraph) -> Vec<u16> {
    let all = 0..u16::try_from(steps.states.len()).unwrap();
    all.filter(|&state| is_end(steps.states[usize::from(state)])).collect()
}

/// Each `nth` pair, 1 for all. Includes the empty state on either side.
pub(crate) fn each(steps: &BatchGraph, nth: usize) -> Vec<PairGroup> {
    let ends = ends(steps);
    let mut groups: BTreeMap<OwnerMask, Vec<StatePair>> = BTreeMap::new();
    for &from in &ends {
        for &to in &ends {
            groups.entry(Optimum::owners(steps, (from, to))).or_default().push((from, to));
        }
    }
    let mut before = 0;
    let mut thin = |(owners, pairs): (OwnerMask, Vec<StatePair>)| {
        let first = before;
        before += pairs.len();
        let counted = (first..).zip(pairs).filter(|(number, _)| number.is_multiple_of(nth));
        (owners, counted.map(|(_, pair)| pair).collect())
    };
    let mut groups: Vec<PairGroup> = groups.into_iter().map(&mut thin).collect();
    // The largest groups first, so that the threads end at about the same time.
    groups.sort_by_key(|(_, pairs)| std::cmp::Reverse(pairs.len()));
    groups
}

/// Some groups, each chosen by a random pair, and some pairs of each.
pub(crate) fn sample(steps: &BatchGraph, random: &mut Random, groups: usize, pairs: usize) -> Vec<PairGroup> {
    let ends = ends(steps);
    let owners: Vec<OwnerMask> = ends.iter().map(|&end| steps.owners(end.into())).collect();
    let mut drawn: BTreeMap<OwnerMask, Vec<StatePair>> = BTreeMap::new();
    for round in 0..groups {
        // Each fourth pair has an empty state, which a random pair hardly ever has.
        let one = if round % 4 == 3 { 0 } else { draw(random, ends.len()) };
        let both = owners[one] | owners[draw(random, ends.len())];
        let inside = |owners: OwnerMask| owners & !both == 0;
        let fitting: Vec<usize> = (0..ends.len()).filter(|&at| inside(owners[at])).collect();
        let mut all = Vec::new();
        for &from in &fitting {
            let to = fitting.iter().filter(|&&to| owners[from] | owners[to] == both);
            all.extend(to.map(|&to| (ends[from], ends[to])));
        }
        let group = drawn.entry(both).or_default();
        for _ in 0..pairs.min(all.len()) {
            group.push(all.swap_remove(draw(random, all.len())));
        }
    }
    for group in drawn.values_mut() {
        group.sort_unstable();
        group.dedup();
    }
    drawn.into_iter().collect()
}
