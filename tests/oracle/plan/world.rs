//! Small worlds: a prefix of one, two or four addresses, and every legal set of its bindings.

use super::transients::{ApiModel, OracleBinding};

/// What the API is assumed to allow where Cloudflare does not document it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum OracleProfile {
    /// The default is deleted last and created first.
    Strict,
    /// The default can be missing while more specific bindings exist, but none can be created meanwhile.
    Lenient,
    /// Not a profile of the planner: the default can be replaced in one write. It shows what that would be worth.
    InPlace,
}

/// A world: `2^height` addresses, and services from 1 to `services`; `default_only` can have the whole prefix only.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct PlanWorld {
    pub(crate) height: u32,
    pub(crate) services: u8,
    pub(crate) default_only: Option<u8>,
    pub(crate) profile: OracleProfile,
}

/// What a wait behind new bindings waits for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum OracleGate {
    /// Six hours: every edge has seen everything.
    Settled,
    /// The wait behind a batch that only creates can take no hours; the writes are still in flight after it.
    Active,
}

/// Hours of a wait after which nothing is in flight.
pub(crate) const HOURS: u8 = 6;

/// The service of each block, 0 for none. Block 0 is the prefix, blocks `2n + 1` and `2n + 2` are the
/// halves of block `n`; with four addresses the last four are single addresses.
pub(crate) type WorldState = [u8; 7];

/// The cost of a plan, compared from first to last.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default)]
pub(crate) struct PlanCost {
    pub(crate) unowned: u8,
    pub(crate) third_party: u8,
    pub(crate) hours: u8,
    pub(crate) gates: u8,
    pub(crate) writes: u8,
}

impl PlanWorld {
    pub(crate) fn addresses(self) -> usize {
        1 << self.height
    }

    pub(crate) fn blocks(self) -> usize {
        (2 << self.height) - 1
    }

    /// Blocks around an address, the most specific first.
    pub(crate) fn around(self, address: usize) -> impl Iterator<Item = usize> {
        let leaf = self.addresses() - 1 + address;
        std::iter::successors(Some(leaf), |block| (*block > 0).then(|| (block - 1) / 2))
    }

    /// First address of a block, and how many it holds.
    fn extent(self, block: usize) -> (usize, usize) {
        let depth = (block + 1).ilog2();
        let size = self.addresses() >> depth;
        ((block + 1 - (1 << depth)) * size, size)
    }

    /// Services that may be bound to a block.
    pub(crate) fn allowed(self, block: usize) -> impl Iterator<Item = u8> {
        (1..=self.services).filter(move |&service| block == 0 || self.default_only != Some(service))
    }

    /// The bindings of a state, where the prefix begins at `base`.
    pub(crate) fn bindings(self, state: WorldState, base: u128) -> Vec<OracleBinding> {
        let bound = |block| {
            let (first, size) = self.extent(block);
            let first = base + first as u128;
            OracleBinding { first, last: first + size as u128 - 1, service: state[block] }
        };
        (0..self.blocks()).map(bound).filter(|bound| bound.service != 0).collect()
    }

    /// What the API allows in this world.
    pub(crate) fn api(self, base: u128) -> ApiModel {
        ApiModel {
            first: base,
            last: base + self.addresses() as u128 - 1,
            lenient: self.profile == OracleProfile::Lenient,
            default_only: self.default_only.map_or(0, |service| 1 << service),
        }
    }

    /// The service that an address belongs to, 0 for none.
    pub(crate) fn owner(self, state: WorldState, address: usize) -> u8 {
        self.around(address).map(|block| state[block]).find(|&service| service != 0).unwrap_or(0)
    }

    /// Every state that a plan can have between two gates.
    pub(crate) fn states(self) -> Vec<WorldState> {
        let mut states = vec![[0; 7]];
        for block in 0..self.blocks() {
            let with = |service| {
                move |state: &WorldState| {
                    let mut state = *state;
                    state[block] = service;
                    state
                }
            };
            let bound = |service| states.iter().map(with(service)).collect::<Vec<_>>();
            let more: Vec<_> = self.allowed(block).flat_map(bound).collect();
            states.extend(more);
        }
        states.retain(|state| self.profile == OracleProfile::Lenient || state[0] != 0 || *state == [0; 7]);
        states.sort_unstable();
        states
    }
}

/// True if a plan can start or end here: nothing is bound, or the prefix is.
pub(crate) fn is_end(state: WorldState) -> bool {
    state[0] != 0 || state == [0; 7]
}
