//! Random prefixes with many bindings, in two related states.

use super::PlannerInput;
use crate::oracle::plan::transients::{ApiModel, OracleBinding};
use byoip::Family;
use byoip::plan::{Gate, Policy, Profile};
use proptest::collection::vec;
use proptest::prelude::*;
use std::collections::BTreeMap;

/// A task for the planner.
#[derive(Debug, Clone)]
pub(crate) struct PlanCase {
    pub(crate) input: PlannerInput,
    pub(crate) current: Vec<OracleBinding>,
    /// The current bindings that are still rolling out.
    pub(crate) rolling: Vec<OracleBinding>,
    pub(crate) desired: Vec<OracleBinding>,
}

/// A block before it is scaled to a prefix: the index of its depth, its position, and the services before and after.
type BlockSeed = (u8, u32, u8, u8);

fn seed() -> impl Strategy<Value = BlockSeed> {
    // Few positions, so that blocks nest and coincide; 0 for no binding.
    let place = prop_oneof![3 => 0..16u32, 2 => any::<u32>()];
    let services = prop_oneof![
        2 => (1..5u8).prop_map(|service| (service, service)),
        3 => (0..5u8, 0..5u8),
    ];
    (0..4u8, place, services).prop_map(|(depth, place, (before, after))| (depth, place, before, after))
}

/// A prefix of IPv4 from /20 to /24 or IPv6 from /48 to /64, with up to `most` bindings.
pub(crate) fn case(most: usize) -> impl Strategy<Value = PlanCase> {
    let prefix = prop_oneof![
        (any::<u32>(), 20..=24u8).prop_map(|(bits, length)| (Family::V4, u128::from(bits), 32 - length)),
        (any::<u128>(), 48..=64u8).prop_map(|(bits, length)| (Family::V6, bits | 1 << 127, 128 - length)),
    ];
    // Four lengths below the prefix: an address has at most five blocks around it, before and after.
    let depths = vec(1..=12u8, 4);
    let defaults =
        prop_oneof![3 => (1..5u8).prop_map(|one| (one, one)), 2 => (1..5u8, 1..5u8), 1 => (0..2u8, 0..2u8)];
    let policy = prop_oneof![2 => Just(Policy::Hitless), 1 => Just(Policy::FewestWrites)];
    let profile = prop_oneof![Just(Profile::Strict), Just(Profile::Lenient)];
    let gate = prop_oneof![3 => Just(Gate::Settled), 1 => Just(Gate::Active)];
    // One of so many bindings is still rolling out; in half of the cases none is.
    let rolling = prop_oneof![2 => Just(0usize), 1 => 1..5usize, 1 => 5..40usize];
    let choices = (policy, profile, gate, rolling);
    (prefix, depths, defaults, vec(seed(), 0..=most), choices, any::<bool>()).prop_map(
        |((family, bits, host_bits), depths, defaults, seeds, (policy, profile, gate, rolling), magic)| {
            let first = bits >> host_bits << host_bits;
            let last = first + ((1 << host_bits) - 1);
            let [current, desired] = states(first, host_bits, &depths, defaults, &seeds, magic);
            let default_only = if magic { vec![1] } else { Vec::new() };
            let input = PlannerInput { family, first, last, policy, profile, gate, default_only };
            let each =
                current.iter().enumerate().filter(|(at, _)| rolling > 0 && (at * 7 + 3) % rolling == 0);
            let rolling = each.map(|(_, bound)| *bound).collect();
            PlanCase { input, current, rolling, desired }
        },
    )
}

fn states(
    first: u128,
    host_bits: u8,
    depths: &[u8],
    defaults: (u8, u8),
    seeds: &[BlockSeed],
    magic: bool,
) -> [Vec<OracleBinding>; 2] {
    let mut blocks: BTreeMap<(u128, u128), (u8, u8)> = BTreeMap::new();
    for &(depth, place, before, after) in seeds {
        let depth = depths[usize::from(depth)].min(host_bits);
        let size = 1u128 << (host_bits - depth);
        let start = first + u128::from(place % (1 << depth)) * size;
        // Service 1 can be default-only.
        let part = |service| if magic && service == 1 { 2 } else { service };
        blocks.insert((start, start + size - 1), (part(before), part(after)));
    }
    let before = defaults.0;
    let after = defaults.1;
    blocks.insert((first, first + ((1 << host_bits) - 1)), defaults);
    let state = |default: u8, side: fn((u8, u8)) -> u8| {
        let bound = |(&(first, last), &services): (&(u128, u128), &(u8, u8))| OracleBinding {
            first,
            last,
            service: side(services),
        };
        let bindings = blocks.iter().map(bound).filter(|bound| default != 0 && bound.service != 0);
        bindings.collect::<Vec<_>>()
    };
    [state(before, |services| services.0), state(after, |services| services.1)]
}

impl PlanCase {
    pub(crate) fn api(&self) -> ApiModel {
        ApiModel {
            first: self.input.first,
            last: self.input.last,
            lenient: self.input.profile == Profile::Lenient,
            default_only: self.input.default_only.iter().fold(0, |bits, service| bits | 1 << service),
        }
    }

    /// The opposite task.
    pub(crate) fn back(&self) -> Self {
        let Self { input, current, desired, .. } = self.clone();
        Self { input, current: desired, rolling: Vec::new(), desired: current }
    }
}
