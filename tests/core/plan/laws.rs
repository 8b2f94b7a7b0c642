//! Laws of plans for large prefixes: what a plan does when it is carried out, and how it depends on its input.

use super::planned::large::{PlanCase, case};
use super::planned::{PlanUnderTest, PlannerInput};
use crate::oracle::plan::transients::{OracleBinding, OracleWrite, nearby};
use crate::oracle::plan::verdict::observe;
use byoip::Family;
use byoip::plan::{Gate, Policy, Profile};
use proptest::prelude::*;
use std::collections::BTreeSet;

fn plan_of(case: &PlanCase) -> PlanUnderTest {
    case.input.plan(&case.current, &case.rolling, &case.desired).unwrap()
}

/// Both ends of every block that is bound or written, and the addresses beside them: the owner changes nowhere else.
fn watched(case: &PlanCase, planned: &PlanUnderTest) -> Vec<u128> {
    let writes = planned.batches.iter().flat_map(|batch| &batch.writes).map(OracleWrite::binding);
    let (first, last) = (case.input.first, case.input.last);
    let around = |bound: &OracleBinding| {
        let before = bound.first.saturating_sub(1).max(first);
        [before, bound.first, bound.last, bound.last.saturating_add(1).min(last)]
    };
    let all = case.current.iter().chain(&case.desired).chain(writes);
    all.flat_map(around).chain([first, last]).collect::<BTreeSet<_>>().into_iter().collect()
}

fn check_carried_out(case: &PlanCase, planned: &PlanUnderTest) -> Result<(), TestCaseError> {
    let watched = watched(case, planned);
    let ends = (&case.current[..], &case.rolling[..], &case.desired[..]);
    let observed = observe(&case.api(), ends, &planned.batches, &watched, nearby);
    let observed = observed.map_err(TestCaseError::fail)?;
    planned.check_exposures(&watched, &observed).map_err(TestCaseError::fail)?;
    planned.check_sums(&case.input, &watched, &observed).map_err(TestCaseError::fail)
}

/// The fewest writes of any plan.
fn fewest(case: &PlanCase) -> usize {
    let only = |these: &[OracleBinding], those: &[OracleBinding]| {
        these.iter().filter(|one| !those.contains(one)).count()
    };
    let default = |state: &[OracleBinding]| {
        let all = |bound: &&OracleBinding| bound.first == case.input.first && bound.last == case.input.last;
        state.iter().find(all).map(|bound| bound.service)
    };
    if case.input.profile == Profile::Strict && default(&case.current) != default(&case.desired) {
        return case.current.len() + case.desired.len();
    }
    only(&case.current, &case.desired) + only(&case.desired, &case.current)
}

fn writes(planned: &PlanUnderTest) -> usize {
    planned.batches.iter().map(|batch| batch.writes.len()).sum()
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(96))]

    #[test]
    fn a_plan_for_some_bindings_is_legal_ends_in_the_desired_state_and_reports_what_edges_show(case in case(40)) {
        check_carried_out(&case, &plan_of(&case))?;
    }

    #[test]
    fn a_plan_to_the_current_state_has_no_steps(case in case(40)) {
        let planned = case.input.plan(&case.current, &case.rolling, &case.current).unwrap();
        prop_assert_eq!(&planned.plan.steps, &vec![]);
        prop_assert_eq!(planned.plan.impact.changed, 0);
        prop_assert_eq!(planned.plan.impact.written, 0);
    }

    #[test]
    fn a_plan_and_the_plan_back_move_the_same_addresses(case in case(40)) {
        let back = case.back();
        let (there, back_again) = (plan_of(&case), plan_of(&back));
        check_carried_out(&back, &back_again)?;
        let moves = |planned: &PlanUnderTest, turned: bool| {
            let of = planned.plan.impact.moves.iter().map(|one| {
                let (from, to) = (one.from.clone(), one.to.clone());
                let ends = if turned { (to, from) } else { (from, to) };
                (ends, one.addresses, format!("{:?}", one.ranges))
            });
            of.collect::<BTreeSet<_>>()
        };
        prop_assert_eq!(moves(&there, false), moves(&back_again, true));
    }

    #[test]
    fn the_order_of_the_lists_changes_nothing(
        (case, current, desired) in case(40).prop_flat_map(|case| {
            let (current, desired) = (case.current.clone(), case.desired.clone());
            (Just(case), Just(current).prop_shuffle(), Just(desired).prop_shuffle())
        })
    ) {
        let shuffled = case.input.plan(&current, &case.rolling, &desired).unwrap();
        let bytes = |planned: &PlanUnderTest| serde_json::to_string(&planned.plan).unwrap();
        prop_assert_eq!(bytes(&shuffled), bytes(&plan_of(&case)));
    }

    #[test]
    fn a_binding_split_into_halves_changes_no_owner_and_hits_no_address(
        case in case(16),
        which in any::<prop::sample::Index>(),
    ) {
        let is_part = |bound: &&OracleBinding| {
            let size = bound.last - bound.first;
            size > 0 && size < case.input.last - case.input.first
        };
        let parts: Vec<_> = case.current.iter().filter(is_part).collect();
        prop_assume!(!parts.is_empty());
        let split = *parts[which.index(parts.len())];
        let middle = split.first + (split.last - split.first) / 2;
        let halves = [OracleBinding { last: middle, ..split }, OracleBinding { first: middle + 1, ..split }];
        let held = |half: &OracleBinding| case.current.iter().any(|one| one.first == half.first && one.last == half.last);
        let mut desired: Vec<_> = case.current.iter().filter(|one| **one != split).copied().collect();
        desired.extend(halves.into_iter().filter(|half| !held(half)));

        let input = PlannerInput { policy: Policy::Hitless, gate: Gate::Settled, ..case.input.clone() };
        let case = PlanCase { input, desired, ..case };
        let planned = plan_of(&case);
        check_carried_out(&case, &planned)?;
        prop_assert_eq!(planned.plan.impact.changed, 0);
        prop_assert_eq!(planned.plan.impact.third_party, 0);
        prop_assert_eq!(planned.plan.impact.unowned, 0);
    }

    #[test]
    fn fewest_writes_has_the_fewest_writes_and_hitless_has_no_more_hits(case in case(16)) {
        let with = |policy| {
            let input = PlannerInput { policy, gate: Gate::Settled, ..case.input.clone() };
            input.plan(&case.current, &case.rolling, &case.desired).unwrap()
        };
        let (hitless, few) = (with(Policy::Hitless), with(Policy::FewestWrites));
        prop_assert_eq!(writes(&few), fewest(&case));
        prop_assert!(writes(&hitless) >= writes(&few));
        let hits = |planned: &PlanUnderTest| (planned.plan.impact.unowned, planned.plan.impact.third_party);
        prop_assert!(hits(&hitless) <= hits(&few), "{:?} {:?}", hits(&hitless), hits(&few));
    }

    #[test]
    fn the_plan_is_the_same_in_both_families(case in case(16)) {
        prop_assume!(case.input.last - case.input.first < 1 << 20);
        let first = 0x2001_0db8_u128 << 96;
        let moved = |state: &[OracleBinding]| {
            let moved = |bound: &OracleBinding| {
                let place = |address: u128| address - case.input.first + first;
                OracleBinding { first: place(bound.first), last: place(bound.last), ..*bound }
            };
            state.iter().map(moved).collect::<Vec<_>>()
        };
        let last = case.input.last - case.input.first + first;
        let input = PlannerInput { family: byoip::Family::V6, first, last, ..case.input.clone() };
        let there = PlanCase { input, current: moved(&case.current), rolling: moved(&case.rolling), desired: moved(&case.desired) };
        let (here, there) = (plan_of(&case), plan_of(&there));
        let writes: Vec<_> = here.batches.iter().map(|batch| {
            let bounds: Vec<_> = batch.writes.iter().map(|write| *write.binding()).collect();
            moved(&bounds)
        }).collect();
        let writes_there = there.batches.iter().map(|batch| {
            batch.writes.iter().map(|write| *write.binding()).collect::<Vec<_>>()
        });
        prop_assert_eq!(writes, writes_there.collect::<Vec<_>>());
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 8, max_shrink_iters: 200, ..ProptestConfig::default() })]

    #[test]
    fn a_plan_for_a_thousand_bindings_is_legal_ends_in_the_desired_state_and_reports_what_edges_show(case in case(1000)) {
        check_carried_out(&case, &plan_of(&case))?;
    }
}

/// Nested blocks, each a half of the one around it, under a default that stays. Each has another service than its neighbours,
/// before and after. With 24 of them the last one is a single address, below which there is no shield.
fn nested(depth: u8) -> PlanCase {
    let first = 10 << 24;
    let state = |turn: u8| {
        let service = move |depth: u8| if depth == 0 { 1 } else { (depth + turn) % 7 + 2 };
        let blocks = (0..=depth).map(|depth| (depth, first + (1 << (24 - depth)) - 1));
        blocks.map(|(depth, last)| OracleBinding { first, last, service: service(depth) }).collect::<Vec<_>>()
    };
    let input = PlannerInput {
        family: Family::V4,
        first,
        last: first + (1 << 24) - 1,
        policy: Policy::Hitless,
        profile: Profile::Strict,
        gate: Gate::Settled,
        default_only: Vec::new(),
    };
    PlanCase { input, current: state(0), rolling: Vec::new(), desired: state(2) }
}

#[test]
fn a_plan_for_blocks_that_nest_too_deeply_is_incomplete_and_ends_in_the_desired_state() {
    for (depth, complete) in [(2, true), (24, false)] {
        let case = nested(depth);
        let planned = plan_of(&case);
        assert_eq!(planned.plan.complete, complete, "{depth}");
        let mut state = case.current.clone();
        for write in planned.batches.iter().flat_map(|batch| &batch.writes) {
            case.api().write(&mut state, write).unwrap();
        }
        state.sort_unstable();
        let mut desired = case.desired.clone();
        desired.sort_unstable();
        assert_eq!(state, desired, "{depth}");
    }
}
