//! Who may own an address at the edges after each write, compared with what the plan allows after the same write.
//!
//! An edge may have seen any subset of the writes that are younger than six hours or not yet active. The plan allows that for
//! the writes since its last wait of hours.

use super::{events, has_foreign, is_timeless};
use crate::block::Block;
use crate::faults::MINUTE;
use crate::model::{Binding, Change};
use crate::scenario::{Order, Scenario, Step, Trouble};
use crate::world::Outcome;
use std::collections::{BTreeMap, BTreeSet};

/// Services as bits; bit 0 for none.
type Owners = u8;

const NONE: Owners = 1;

const fn bit(service: Option<u8>) -> Owners {
    match service {
        Some(service) => 2 << service,
        None => NONE,
    }
}

/// What each block may be bound to at an edge.
#[derive(Debug, Clone, Default)]
struct Edges {
    /// The binding that every write has led to, and all that an edge may have.
    blocks: BTreeMap<Block, (Owners, Owners)>,
}

impl Edges {
    fn write(&mut self, block: Block, service: Option<u8>) {
        let one = self.blocks.entry(block).or_insert((NONE, NONE));
        one.0 = bit(service);
        // Of several writes to a block an edge may have seen the deletion only.
        one.1 |= bit(service) | NONE;
    }

    /// Every edge has everything.
    fn settle(&mut self) {
        for one in self.blocks.values_mut() {
            one.1 = one.0;
        }
    }

    /// The owners that an address may have.
    fn owners(&self, address: u128) -> Owners {
        let mut around: Vec<_> = self.blocks.iter().filter(|(block, _)| block.holds(address)).collect();
        around.sort_unstable_by_key(|(block, _)| std::cmp::Reverse(block.length));
        let mut owners = 0;
        for (_, (_, seen)) in around {
            owners |= seen & !NONE;
            if seen & NONE == 0 {
                return owners;
            }
        }
        owners | NONE
    }
}

/// The bindings of each block that are there.
#[derive(Default)]
struct Alive(BTreeMap<Block, BTreeSet<u64>>);

impl Alive {
    fn new(start: &[Binding]) -> Self {
        let mut alive = Self::default();
        for one in start {
            alive.0.entry(one.block).or_default().insert(one.id);
        }
        alive
    }

    /// The block, and the service that it is bound to now, where a change is about that. A second binding for a block, made by
    /// a create that was sent twice, changes no owner, and neither does its deletion.
    fn apply(&mut self, change: &Change) -> Option<(Block, Option<u8>)> {
        match *change {
            Change::Created { id, block, service } => {
                let ids = self.0.entry(block).or_default();
                ids.insert(id);
                (ids.len() == 1).then_some((block, service))
            }
            Change::Deleted { id, block, .. } => {
                let ids = self.0.entry(block).or_default();
                ids.remove(&id);
                ids.is_empty().then_some((block, None))
            }
            _ => None,
        }
    }
}

/// The addresses that tell: the first of each block, and the one behind it.
fn addresses(scenario: &Scenario, at: usize) -> Vec<u128> {
    let prefix = scenario.api.prefixes[at].block;
    let mut all = vec![prefix.first];
    for step in &scenario.aims[at].steps {
        if let Step::Create { block, .. } | Step::Delete { block, .. } = step {
            all.extend([block.first, block.part(block.length, 1).first]);
        }
    }
    all.extend(scenario.api.prefixes[at].bindings.iter().map(|one| one.block.first));
    all.retain(|address| prefix.holds(*address));
    all.sort_unstable();
    all.dedup();
    all
}

/// What is at the edges at a time.
fn at_the_edges(scenario: &Scenario, outcome: &Outcome, at: usize, until: usize, now: u64) -> Edges {
    let mut edges = Edges::default();
    let prefix = &scenario.api.prefixes[at];
    for one in &prefix.bindings {
        let own = bit(one.service);
        let seen = if one.settled_at <= now { own } else { own | NONE };
        edges.blocks.insert(one.block, (own, seen));
    }
    let settled = |created: Option<u64>, time: u64| {
        // A binding that is gone counts by its time; one that is there also by its state.
        let binding =
            created.and_then(|id| outcome.api.prefixes[at].bindings.iter().find(|one| one.id == id));
        let usual = time + crate::model::PROPAGATION;
        // One that was stuck while no process looked, and was active in time all the same, looks like any other.
        let is_late = |one: &&Binding| one.active_at > usual || !has_break(scenario);
        binding.filter(is_late).map_or(usual, |one| one.settled_at.max(usual))
    };
    let mut alive = Alive::new(&prefix.bindings);
    for (index, event) in events(outcome, at).filter(|(index, _)| *index <= until) {
        let Some((block, service)) = alive.apply(&event.change) else { continue };
        let id = match event.change {
            Change::Created { id, .. } => Some(id),
            _ => None,
        };
        edges.write(block, service);
        if settled(id, event.at) <= now && index != until {
            // What came before on this block is as old or older.
            edges.blocks.insert(block, (bit(service), bit(service)));
        }
    }
    edges
}

/// True where no process looked for as long as two polls.
fn has_break(scenario: &Scenario) -> bool {
    scenario.troubles.iter().any(|trouble| match trouble {
        Trouble::Kill { kill, .. } => kill.down > 20 * MINUTE,
        Trouble::Order { order, .. } => matches!(order, Order::Pause { .. }),
        _ => false,
    })
}

pub(super) fn show_no_more_than_planned(
    scenario: &Scenario,
    outcome: &Outcome,
    at: usize,
) -> Result<(), String> {
    let prefix = &scenario.api.prefixes[at];
    // Large ones take long and have nothing more to show.
    if has_foreign(outcome)
        || is_timeless(scenario, outcome)
        || prefix.bindings.len() + scenario.aims[at].steps.len() > 40
    {
        return Ok(());
    }
    let addresses = addresses(scenario, at);
    let mut planned = Edges::default();
    prefix.bindings.iter().for_each(|one| planned.write(one.block, one.service));
    planned.settle();
    for block in &scenario.aims[at].rolling {
        if let Some(one) = planned.blocks.get_mut(block) {
            one.1 |= NONE;
        }
    }
    let mut steps = scenario.aims[at].steps.iter();
    let mut alive = Alive::new(&prefix.bindings);
    for (index, event) in events(outcome, at) {
        let Some(written) = alive.apply(&event.change) else { continue };
        for step in steps.by_ref() {
            match *step {
                Step::Create { block, service } => {
                    planned.write(block, Some(service));
                    break;
                }
                Step::Delete { block, .. } => {
                    planned.write(block, None);
                    break;
                }
                Step::Wait { hours, .. } if hours > 0 => planned.settle(),
                _ => {}
            }
        }
        let real = at_the_edges(scenario, outcome, at, index, event.at);
        for address in &addresses {
            let (seen, allowed) = (real.owners(*address), planned.owners(*address));
            if seen & !allowed != 0 {
                return Err(format!(
                    "after the write of {} an edge may give {address} to {seen:04b}, and the plan allows {allowed:04b}",
                    written.0
                ));
            }
        }
    }
    Ok(())
}
