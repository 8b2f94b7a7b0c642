//! What simple orders of the same writes hit: one write at a time with a gate behind each, or all at once.

use super::world::{PlanWorld, WorldState};

/// An order that a person might choose without a planner.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum SimpleOrder {
    /// The most specific deleted first; then what is new, the least specific first.
    DeletesFirst,
    /// What is new, the least specific first; then what is replaced; then deletions, the most specific first.
    CreatesFirst,
    /// No gate between: an edge may see any subset.
    AllAtOnce,
}

/// True if an address has, at some moment, neither its old nor its new owner.
///
/// The default is replaced in its turn, whatever the profile.
pub(crate) fn exposes(
    world: PlanWorld,
    order: SimpleOrder,
    current: WorldState,
    desired: WorldState,
) -> bool {
    let differ = |block: &usize| current[*block] != desired[*block];
    let blocks: Vec<usize> = (0..world.blocks()).filter(differ).collect();
    let old = blocks.iter().copied().filter(|&block| current[block] != 0);
    let new = blocks.iter().copied().filter(|&block| desired[block] != 0);
    // Numbers of blocks grow from the prefix down.
    let writes: Vec<(usize, u8)> = match order {
        SimpleOrder::DeletesFirst => {
            old.rev().map(|block| (block, 0)).chain(new.map(|block| (block, desired[block]))).collect()
        }
        SimpleOrder::CreatesFirst => {
            let added = new.clone().filter(|&block| current[block] == 0).map(|block| (block, desired[block]));
            let replaced = new.filter(|&block| current[block] != 0);
            let replaced = replaced.flat_map(|block| [(block, 0), (block, desired[block])]);
            let removed = old.rev().filter(|&block| desired[block] == 0).map(|block| (block, 0));
            added.chain(replaced).chain(removed).collect()
        }
        SimpleOrder::AllAtOnce => return exposes_at_once(world, current, desired),
    };
    let mut state = current;
    writes.iter().any(|&(block, service)| {
        state[block] = service;
        wrong(world, state, current, desired)
    })
}

fn wrong(world: PlanWorld, state: WorldState, current: WorldState, desired: WorldState) -> bool {
    (0..world.addresses()).any(|address| {
        let owner = world.owner(state, address);
        owner != world.owner(current, address) && owner != world.owner(desired, address)
    })
}

fn exposes_at_once(world: PlanWorld, current: WorldState, desired: WorldState) -> bool {
    let views = |block: usize| {
        let mut views = vec![current[block], desired[block], 0];
        if current[block] == desired[block] {
            views.truncate(1);
        }
        views
    };
    (0..world.addresses()).any(|address| {
        let mut states = vec![[0; 7]];
        for block in world.around(address) {
            let with = |state: &WorldState| {
                let state = *state;
                views(block).into_iter().map(move |service| {
                    let mut state = state;
                    state[block] = service;
                    state
                })
            };
            states = states.iter().flat_map(with).collect();
        }
        let right = [world.owner(current, address), world.owner(desired, address)];
        states.iter().any(|state| !right.contains(&world.owner(*state, address)))
    })
}
