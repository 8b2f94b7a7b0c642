//! The least cost of any legal plan, for every pair of states: a breadth-first search over all walks.
//!
//! Hits are counted over the whole plan. So a plan with certain hits is a walk whose steps show, at each address, only the old
//! owner, the new owner, and what the hits permit. For a choice of addresses that may be unowned and of addresses that
//! third parties may have, the permitted steps form a graph. The walk with the fewest steps in it is the plan with the
//! fewest gates, and among those walks the search takes the one with the fewest writes. It tries choices by the number of
//! unowned addresses, then of those with third parties, until one leads to the end, and tries every choice of these
//! numbers. Pairs with the same owners at each address share their graphs.

use super::steps::{BatchGraph, OwnerMask};
use super::world::{HOURS, PlanCost};
use std::collections::BTreeMap;

const NO_SERVICE: OwnerMask = 0x1111;

/// The least cost of a pair under each gate.
#[derive(Debug, Clone, Copy, Default)]
pub(crate) struct Costs {
    pub(crate) settled: PlanCost,
    pub(crate) active: PlanCost,
}

/// Hours, gates and writes of a walk.
type WalkCost = (u8, u8, u8);

/// From which state to which.
pub(crate) type StatePair = (u16, u16);

/// Finds the least cost; built once for a world.
#[derive(Debug)]
pub(crate) struct Optimum<'a> {
    pub(crate) steps: &'a BatchGraph,
    /// For each choice of addresses that may be unowned: which state can be reached from which, if any third party is
    /// permitted.
    reach: Vec<Vec<BitRow>>,
}

type BitRow = Vec<u64>;

fn ones(bits: &[u64]) -> impl Iterator<Item = usize> {
    bits.iter().enumerate().flat_map(|(word, &bits)| {
        let mut rest = bits;
        std::iter::from_fn(move || {
            (rest != 0).then(|| {
                let bit = rest.trailing_zeros() as usize;
                rest &= rest - 1;
                word * 64 + bit
            })
        })
    })
}

fn has(bits: &[u64], at: usize) -> bool {
    bits[at / 64] >> (at % 64) & 1 == 1
}

/// Every service at every address.
fn every_service(steps: &BatchGraph) -> OwnerMask {
    let one: OwnerMask = (2 << steps.world.services) - 2;
    (0..steps.world.addresses()).fold(0, |seen, address| seen | one << (4 * address))
}

/// The addresses of a choice, as a mask over `bits` of each.
fn spread(choice: usize, bits: OwnerMask) -> OwnerMask {
    (0..4)
        .filter(|address| choice >> address & 1 == 1)
        .fold(0, |seen, address| seen | (bits & 0xf) << (4 * address))
}

impl<'a> Optimum<'a> {
    pub(crate) fn new(steps: &'a BatchGraph) -> Self {
        let all_services = every_service(steps);
        let reach = |choice| {
            let graph = PermittedGraph::new(steps, all_services | spread(choice, NO_SERVICE));
            let mut reach = vec![vec![]; steps.states.len()];
            for (at, &state) in graph.states.iter().enumerate() {
                let from = graph.reachable_from(at);
                let mut row = vec![0; steps.states.len().div_ceil(64)];
                for to in (0..graph.states.len()).filter(|&to| from.level[to] != FAR) {
                    let to = usize::from(graph.states[to]);
                    row[to / 64] |= 1 << (to % 64);
                }
                reach[usize::from(state)] = row;
            }
            reach
        };
        Self { steps, reach: (0..1 << steps.world.addresses()).map(reach).collect() }
    }

    /// The old and new owners of each address: pairs with the same ones can be solved together.
    pub(crate) fn owners(steps: &BatchGraph, (from, to): StatePair) -> OwnerMask {
        steps.owners(from.into()) | steps.owners(to.into())
    }

    /// The least cost of each pair under each gate; all have these owners.
    ///
    /// The gates differ in hours only. What a short gate leaves in flight, the next batch shows together with its own writes, so
    /// a single batch with both shows no more. A short gate is of use only behind the last batch.
    pub(crate) fn least(&self, owners: OwnerMask, pairs: &[StatePair]) -> Vec<Costs> {
        let mut costs = vec![Costs::default(); pairs.len()];
        // Grouped by the smallest sufficient choices of unowned addresses, which are the same for many pairs.
        let mut groups: BTreeMap<Vec<usize>, Vec<usize>> = BTreeMap::new();
        for (index, &pair) in pairs.iter().enumerate() {
            groups.entry(self.unowned(owners, pair)).or_default().push(index);
        }
        for (unowned, members) in groups {
            self.resolve(owners, &unowned, pairs, members, &mut costs);
        }
        costs
    }

    /// The smallest choices of addresses that have to be unowned at some moment.
    fn unowned(&self, owners: OwnerMask, (from, to): StatePair) -> Vec<usize> {
        let anyway = (0..4).fold(0, |choice, at| choice | usize::from(owners >> (4 * at) & 1) << at);
        let mut least = Vec::new();
        for choice in by_number(self.reach.len()) {
            let enough =
                choice & anyway == 0 && has(&self.reach[choice | anyway][usize::from(from)], to.into());
            let longer = least.first().is_some_and(|least: &usize| least.count_ones() < choice.count_ones());
            if enough && !longer {
                least.push(choice);
            }
        }
        least
    }

    fn resolve(
        &self,
        owners: OwnerMask,
        unowned: &[usize],
        pairs: &[StatePair],
        members: Vec<usize>,
        costs: &mut [Costs],
    ) {
        let all_services = every_service(self.steps);
        let lacking = |choice| spread(choice, all_services) & !owners;
        // Addresses where a third party is possible at all; the choices are among these.
        let useful = |choice: usize| (0..4).all(|at| choice >> at & 1 == 0 || lacking(1 << at) != 0);
        let mut left = members;
        for number in 0..=self.steps.world.addresses() {
            let mut found: BTreeMap<usize, Costs> = BTreeMap::new();
            for third in by_number(self.reach.len()).filter(|&third| third.count_ones() as usize == number) {
                if !useful(third) {
                    continue;
                }
                for &without in unowned {
                    let graph = PermittedGraph::new(
                        self.steps,
                        owners | spread(without, NO_SERVICE) | lacking(third),
                    );
                    for (index, walks) in graph.walks(pairs, &left) {
                        let hits = |choice: usize| u8::try_from(choice.count_ones()).unwrap();
                        let (unowned, third_party) = (hits(without), hits(third));
                        let [settled, active] = walks.map(|(hours, gates, writes)| PlanCost {
                            unowned,
                            third_party,
                            hours,
                            gates,
                            writes,
                        });
                        let known = found.entry(index).or_insert(Costs { settled, active });
                        known.settled = settled.min(known.settled);
                        known.active = active.min(known.active);
                    }
                }
            }
            left.retain(|index| !found.contains_key(index));
            for (index, cost) in found {
                costs[index] = cost;
            }
            if left.is_empty() {
                return;
            }
        }
        unreachable!("with every third party permitted there is a walk");
    }
}

/// Choices of addresses, the smallest first.
fn by_number(choices: usize) -> impl Iterator<Item = usize> {
    (0..=4).flat_map(move |number| (0..choices).filter(move |choice| choice.count_ones() == number))
}

const FAR: u8 = u8::MAX;

/// The steps that show only permitted services.
#[derive(Debug)]
struct PermittedGraph<'a> {
    steps: &'a BatchGraph,
    /// The states whose owners are permitted.
    states: Vec<u16>,
    /// Rows of bits over these states: where a step leads to, and where it comes from.
    out: BitRow,
    into: BitRow,
    words: usize,
}

impl<'a> PermittedGraph<'a> {
    fn new(steps: &'a BatchGraph, permitted: OwnerMask) -> Self {
        let all = 0..u16::try_from(steps.states.len()).unwrap();
        let states: Vec<u16> = all.filter(|&state| steps.owners(state.into()) & !permitted == 0).collect();
        let words = states.len().div_ceil(64);
        let mut out = vec![0; states.len() * words];
        let mut into = out.clone();
        for (at, &from) in states.iter().enumerate() {
            for (to_at, &to) in states.iter().enumerate() {
                let step = steps.shown(from.into(), to.into()).any(|seen| seen & !permitted == 0);
                out[at * words + to_at / 64] |= u64::from(step) << (to_at % 64);
                into[to_at * words + at / 64] |= u64::from(step) << (at % 64);
            }
        }
        Self { steps, states, out, into, words }
    }

    /// Hours, gates and writes of the shortest walks under each gate, for those of the pairs that have one.
    fn walks(&self, pairs: &[StatePair], members: &[usize]) -> Vec<(usize, [WalkCost; 2])> {
        let mut by_start: BTreeMap<u16, Vec<usize>> = BTreeMap::new();
        for &index in members {
            by_start.entry(pairs[index].0).or_default().push(index);
        }
        let mut walks = Vec::new();
        for (start, indices) in by_start {
            let at = |state| self.states.binary_search(&state).expect("owners at the ends are permitted");
            let mut from = self.reachable_from(at(start));
            for index in indices {
                let end = at(pairs[index].1);
                if from.level[end] != FAR {
                    walks.push((index, from.walks(end)));
                }
            }
        }
        walks
    }

    /// What can be reached from one state, breadth first.
    fn reachable_from(&self, start: usize) -> Reachable<'_> {
        let mut level = vec![FAR; self.states.len()];
        let mut levels: Vec<BitRow> = vec![vec![0; self.words]];
        levels[0][start / 64] |= 1 << (start % 64);
        let mut known = levels[0].clone();
        loop {
            let last = levels.last().expect("there is a first");
            let number = u8::try_from(levels.len() - 1).unwrap();
            let mut next = vec![0; self.words];
            for at in ones(last) {
                level[at] = number;
                let row = &self.out[at * self.words..(at + 1) * self.words];
                next.iter_mut().zip(row).for_each(|(next, row)| *next |= row);
            }
            next.iter_mut().zip(&known).for_each(|(next, known)| *next &= !known);
            if next.iter().all(|&word| word == 0) {
                break;
            }
            known.iter_mut().zip(&next).for_each(|(known, next)| *known |= next);
            levels.push(next);
        }
        Reachable { graph: self, start, writes: vec![FAR; level.len()], level, levels }
    }
}

/// The states that can be reached from one state, by number of steps.
struct Reachable<'a> {
    graph: &'a PermittedGraph<'a>,
    start: usize,
    level: Vec<u8>,
    levels: Vec<BitRow>,
    /// The fewest writes to each state in that many steps, as far as they are known.
    writes: Vec<u8>,
}

impl Reachable<'_> {
    /// The shortest walk under each gate.
    fn walks(&mut self, end: usize) -> [WalkCost; 2] {
        let level = self.level[end];
        let settled = (HOURS * level, level, self.writes(end));
        if level == 0 {
            return [settled; 2];
        }
        let graph = self.graph;
        let into = &graph.into[end * graph.words..(end + 1) * graph.words];
        let before: BitRow =
            self.levels[usize::from(level) - 1].iter().zip(into).map(|(a, b)| a & b).collect();
        let last = ones(&before)
            .filter(|&from| graph.steps.only_creates(graph.states[from].into(), graph.states[end].into()));
        let steps = graph.steps;
        let writes = last.map(|from| {
            self.writes(from) + steps.writes(graph.states[from].into(), graph.states[end].into())
        });
        let active = writes.min().map_or(settled, |writes| (HOURS * (level - 1), level, writes));
        [settled, active]
    }

    fn writes(&mut self, end: usize) -> u8 {
        let level = usize::from(self.level[end]);
        let graph = self.graph;
        let step = |from: usize| graph.steps.writes(graph.states[from].into(), graph.states[end].into());
        if level == 0 {
            return 0;
        }
        if level == 1 {
            return step(self.start);
        }
        if self.writes[end] == FAR {
            let into = &graph.into[end * graph.words..(end + 1) * graph.words];
            let before: BitRow = self.levels[level - 1].iter().zip(into).map(|(a, b)| a & b).collect();
            let least = ones(&before).map(|from| self.writes(from) + step(from)).min();
            self.writes[end] = least.expect("a step leads here");
        }
        self.writes[end]
    }
}
