//! What one batch of writes can do: from every settled state to every other, with the fewest hits and writes.
//!
//! A plan is a walk over settled states, one batch a step. One batch for each pair of states is enough:
//!
//! - What a batch can show at an address depends on the states before and after and on the blocks that it writes to. A
//!   write without need, to delete and create a binding again or to bind a block for a while, only adds to what edges may
//!   show: they may show what was settled there, or what is above it. So the batch with the fewest written blocks shows a
//!   subset of what any other shows, at every address, and it has the fewest writes.
//! - Blocks that differ need a write, or two where one service replaces another.
//! - With the default in place before and after, these can be written in any order. Where it differs and the default
//!   can be missing, it is deleted after the other writes, or created before them; a replaced default is either.
//! - Strict: where the default differs, the plan passes through the empty state, and writes to all blocks that are bound
//!   before or after. Where it does not differ, passing through the empty state only adds writes.
//! - Lenient: between two states without a default nothing can be created, unless there is a temporary default. Its service is a
//!   choice, so such a pair has several entries, with equally many writes.
//! - A batch that ends in the state in which it began shows services and changes nothing.

use super::world::{OracleProfile, PlanWorld, WorldState};
use std::sync::{Mutex, PoisonError};

/// The services that edges may show at each address: four bits per address, the lowest for no service.
pub(crate) type OwnerMask = u16;

/// All states of a world and all steps between them.
#[derive(Debug)]
pub(crate) struct BatchGraph {
    pub(crate) world: PlanWorld,
    pub(crate) states: Vec<WorldState>,
    /// Writes of the step from a state to another, rows by the first.
    writes: Vec<u8>,
    /// What the step shows, for each service of a temporary default; `shown[0]` without one.
    shown: Vec<Vec<OwnerMask>>,
}

/// The graphs that were made.
static GRAPHS: Mutex<Vec<&BatchGraph>> = Mutex::new(Vec::new());

impl BatchGraph {
    /// The graph of a world, made once for all tests: a large one takes seconds.
    pub(crate) fn of(world: PlanWorld) -> &'static Self {
        let mut graphs = GRAPHS.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(graph) = graphs.iter().find(|graph| graph.world == world) {
            return graph;
        }
        let graph = Box::leak(Box::new(Self::new(world)));
        graphs.push(graph);
        graph
    }

    fn new(world: PlanWorld) -> Self {
        let states = world.states();
        let kinds = if world.profile == OracleProfile::Lenient { usize::from(world.services) } else { 1 };
        let mut steps = Self { world, writes: Vec::new(), shown: vec![Vec::new(); kinds], states };
        for &before in &steps.states {
            for &after in &steps.states {
                let mut writes = 0;
                let through_empty = world.profile == OracleProfile::Strict && before[0] != after[0];
                let written: [bool; 7] =
                    std::array::from_fn(|block| through_empty || before[block] != after[block]);
                for block in (0..world.blocks()).filter(|&block| written[block]) {
                    writes += u8::from(before[block] != 0) + u8::from(after[block] != 0);
                }
                let creates =
                    (0..world.blocks()).any(|block| after[block] != 0 && before[block] != after[block]);
                let for_a_while = creates && before[0] == 0 && after[0] == 0;
                steps.writes.push(writes + 2 * u8::from(for_a_while));
                let without = shown_by(world, before, after, written, 0);
                for (kind, shown) in (1u8..).zip(&mut steps.shown) {
                    let with = |default| shown_by(world, before, after, written, default);
                    shown.push(if for_a_while { with(kind) } else { without });
                }
            }
        }
        steps
    }

    pub(crate) fn writes(&self, from: usize, to: usize) -> u8 {
        self.writes[from * self.states.len() + to]
    }

    /// True where the step creates bindings and deletes none.
    pub(crate) fn only_creates(&self, from: usize, to: usize) -> bool {
        let (before, after) = (self.states[from], self.states[to]);
        let for_a_while = before[0] == 0 && after[0] == 0;
        before != after && !for_a_while && before.iter().zip(&after).all(|(a, b)| *a == 0 || a == b)
    }

    /// What the step may show: one entry for each temporary default.
    pub(crate) fn shown(&self, from: usize, to: usize) -> impl Iterator<Item = OwnerMask> {
        let at = from * self.states.len() + to;
        // A temporary default is possible only between two states without a default.
        let entries = if self.states[from][0] == 0 && self.states[to][0] == 0 { self.shown.len() } else { 1 };
        self.shown[..entries].iter().map(move |shown| shown[at])
    }

    /// Who owns each address in a state.
    pub(crate) fn owners(&self, state: usize) -> OwnerMask {
        let world = self.world;
        let owner = |address| world.owner(self.states[state], address);
        (0..world.addresses())
            .fold(0, |seen, address| seen | 1 << (4 * address + usize::from(owner(address))))
    }
}

/// The services that edges may show during a batch that writes to these blocks; `default` is a temporary default.
fn shown_by(
    world: PlanWorld,
    before: WorldState,
    after: WorldState,
    written: [bool; 7],
    default: u8,
) -> OwnerMask {
    let mut seen = 0;
    for address in 0..world.addresses() {
        let mut settled = false;
        for block in world.around(address) {
            let mut see = |service: u8| {
                if service != 0 {
                    seen |= 1 << (4 * address + usize::from(service));
                }
            };
            see(before[block]);
            see(after[block]);
            if block == 0 {
                see(default);
            }
            let replaced_in_place =
                world.profile == OracleProfile::InPlace && block == 0 && before[0] != 0 && after[0] != 0;
            if replaced_in_place || before[block] != 0 && !written[block] {
                settled = true;
                break;
            }
        }
        if !settled {
            seen |= 1 << (4 * address);
        }
    }
    seen
}
