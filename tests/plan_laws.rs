//! Laws of plans for large prefixes: carried out, they do what they say, and they change as their questions do.
#![cfg(test)]
#![cfg(all(feature = "planner", not(target_family = "wasm")))]

#[path = "planned/large.rs"]
mod large;
mod planned;
#[path = "oracle/plan/transients.rs"]
mod transients;
#[path = "oracle/plan/verdict.rs"]
mod verdict;

use byoip::Family;
use byoip::plan::{Gate, Policy, Profile};
use large::{PlanCase, case};
use planned::{Planned, Question};
use proptest::prelude::*;
use std::collections::BTreeSet;
use transients::{Bound, nearby};
use verdict::observe;

fn ask(case: &PlanCase) -> Planned {
    case.question.ask(&case.current, &case.rolling, &case.desired).unwrap()
}

/// The ends of every block that is bound or written, and their neighbours in the prefix: owners change nowhere else.
fn watched(case: &PlanCase, planned: &Planned) -> Vec<u128> {
    let writes = planned.batches.iter().flat_map(|batch| &batch.writes).map(transients::Write::bound);
    let (first, last) = (case.question.first, case.question.last);
    let around = |bound: &Bound| {
        let before = bound.first.saturating_sub(1).max(first);
        [before, bound.first, bound.last, bound.last.saturating_add(1).min(last)]
    };
    let all = case.current.iter().chain(&case.desired).chain(writes);
    all.flat_map(around).chain([first, last]).collect::<BTreeSet<_>>().into_iter().collect()
}

fn carried_out(case: &PlanCase, planned: &Planned) -> Result<(), TestCaseError> {
    let watched = watched(case, planned);
    let ends = (&case.current[..], &case.rolling[..], &case.desired[..]);
    let observed = observe(&case.api(), ends, &planned.batches, &watched, nearby);
    let observed = observed.map_err(TestCaseError::fail)?;
    planned.foretold(&watched, &observed).map_err(TestCaseError::fail)?;
    planned.sums(&case.question, &watched, &observed).map_err(TestCaseError::fail)
}

/// The fewest writes that any plan can do with.
fn fewest(case: &PlanCase) -> usize {
    let only = |these: &[Bound], those: &[Bound]| these.iter().filter(|one| !those.contains(one)).count();
    let default = |state: &[Bound]| {
        let all = |bound: &&Bound| bound.first == case.question.first && bound.last == case.question.last;
        state.iter().find(all).map(|bound| bound.service)
    };
    if case.question.profile == Profile::Strict && default(&case.current) != default(&case.desired) {
        return case.current.len() + case.desired.len();
    }
    only(&case.current, &case.desired) + only(&case.desired, &case.current)
}

fn writes(planned: &Planned) -> usize {
    planned.batches.iter().map(|batch| batch.writes.len()).sum()
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(96))]

    #[test]
    fn a_plan_for_some_bindings_is_legal_ends_as_desired_and_foretells_what_edges_see(case in case(40)) {
        carried_out(&case, &ask(&case))?;
    }

    #[test]
    fn a_plan_to_where_one_is_has_no_steps(case in case(40)) {
        let planned = case.question.ask(&case.current, &case.rolling, &case.current).unwrap();
        prop_assert_eq!(&planned.plan.steps, &vec![]);
        prop_assert_eq!(planned.plan.impact.changed, 0);
        prop_assert_eq!(planned.plan.impact.written, 0);
    }

    #[test]
    fn a_plan_there_and_one_back_move_the_same_addresses(case in case(40)) {
        let back = case.back();
        let (there, back_again) = (ask(&case), ask(&back));
        carried_out(&back, &back_again)?;
        let moves = |planned: &Planned, turned: bool| {
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
        let shuffled = case.question.ask(&current, &case.rolling, &desired).unwrap();
        let bytes = |planned: &Planned| serde_json::to_string(&planned.plan).unwrap();
        prop_assert_eq!(bytes(&shuffled), bytes(&ask(&case)));
    }

    #[test]
    fn a_binding_split_into_halves_changes_no_owner_and_hits_nobody(
        case in case(16),
        which in any::<prop::sample::Index>(),
    ) {
        let is_part = |bound: &&Bound| {
            let size = bound.last - bound.first;
            size > 0 && size < case.question.last - case.question.first
        };
        let parts: Vec<_> = case.current.iter().filter(is_part).collect();
        prop_assume!(!parts.is_empty());
        let split = *parts[which.index(parts.len())];
        let middle = split.first + (split.last - split.first) / 2;
        let halves = [Bound { last: middle, ..split }, Bound { first: middle + 1, ..split }];
        let held = |half: &Bound| case.current.iter().any(|one| one.first == half.first && one.last == half.last);
        let mut desired: Vec<_> = case.current.iter().filter(|one| **one != split).copied().collect();
        desired.extend(halves.into_iter().filter(|half| !held(half)));

        let question = Question { policy: Policy::Hitless, gate: Gate::Settled, ..case.question.clone() };
        let case = PlanCase { question, desired, ..case };
        let planned = ask(&case);
        carried_out(&case, &planned)?;
        prop_assert_eq!(planned.plan.impact.changed, 0);
        prop_assert_eq!(planned.plan.impact.third_party, 0);
        prop_assert_eq!(planned.plan.impact.unowned, 0);
    }

    #[test]
    fn the_fewest_writes_are_the_fewest_and_hitless_hits_no_more(case in case(16)) {
        let with = |policy| {
            let question = Question { policy, gate: Gate::Settled, ..case.question.clone() };
            question.ask(&case.current, &case.rolling, &case.desired).unwrap()
        };
        let (hitless, few) = (with(Policy::Hitless), with(Policy::FewestWrites));
        prop_assert_eq!(writes(&few), fewest(&case));
        prop_assert!(writes(&hitless) >= writes(&few));
        let hits = |planned: &Planned| (planned.plan.impact.unowned, planned.plan.impact.third_party);
        prop_assert!(hits(&hitless) <= hits(&few), "{:?} {:?}", hits(&hitless), hits(&few));
    }

    #[test]
    fn a_state_of_one_family_is_planned_as_in_the_other(case in case(16)) {
        prop_assume!(case.question.last - case.question.first < 1 << 20);
        let first = 0x2001_0db8_u128 << 96;
        let moved = |state: &[Bound]| {
            let moved = |bound: &Bound| {
                let place = |address: u128| address - case.question.first + first;
                Bound { first: place(bound.first), last: place(bound.last), ..*bound }
            };
            state.iter().map(moved).collect::<Vec<_>>()
        };
        let last = case.question.last - case.question.first + first;
        let question = Question { family: byoip::Family::V6, first, last, ..case.question.clone() };
        let there = PlanCase { question, current: moved(&case.current), rolling: moved(&case.rolling), desired: moved(&case.desired) };
        let (here, there) = (ask(&case), ask(&there));
        let writes: Vec<_> = here.batches.iter().map(|batch| {
            let bounds: Vec<_> = batch.writes.iter().map(|write| *write.bound()).collect();
            moved(&bounds)
        }).collect();
        let writes_there = there.batches.iter().map(|batch| {
            batch.writes.iter().map(|write| *write.bound()).collect::<Vec<_>>()
        });
        prop_assert_eq!(writes, writes_there.collect::<Vec<_>>());
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 8, max_shrink_iters: 200, ..ProptestConfig::default() })]

    #[test]
    fn a_plan_for_a_thousand_bindings_is_legal_ends_as_desired_and_foretells_what_edges_see(case in case(1000)) {
        carried_out(&case, &ask(&case))?;
    }
}

/// Blocks in blocks, each the half of the one around it, under a default that stays: all of them with another service than
/// those beside them, before and after. With 24 of them the last is an address, below which no shield can stand.
fn nested(depth: u8) -> PlanCase {
    let first = 10 << 24;
    let state = |turn: u8| {
        let service = move |depth: u8| if depth == 0 { 1 } else { (depth + turn) % 7 + 2 };
        let blocks = (0..=depth).map(|depth| (depth, first + (1 << (24 - depth)) - 1));
        blocks.map(|(depth, last)| Bound { first, last, service: service(depth) }).collect::<Vec<_>>()
    };
    let question = Question {
        family: Family::V4,
        first,
        last: first + (1 << 24) - 1,
        policy: Policy::Hitless,
        profile: Profile::Strict,
        gate: Gate::Settled,
        default_only: Vec::new(),
    };
    PlanCase { question, current: state(0), rolling: Vec::new(), desired: state(2) }
}

#[test]
fn a_plan_for_blocks_that_nest_too_deeply_says_that_the_search_was_cut_short_and_ends_as_desired() {
    for (depth, complete) in [(2, true), (24, false)] {
        let case = nested(depth);
        let planned = ask(&case);
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
