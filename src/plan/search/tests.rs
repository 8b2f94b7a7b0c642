//! When the search ends, how many options it evaluates until then, and what it reports if it was cut short.

use super::binding_change::BindingChange;
use super::cidr_block::CidrBlock;
use super::service_set::{NO_SERVICE, ServiceNumber};
use super::test_fixtures::*;
use super::*;
use crate::plan::task::{Policy, Profile};

/// The cost, the batches, the options that were evaluated, and whether the search was complete.
type SearchOutcome = ((u128, u128, u32), usize, u64, bool);

fn search(problem: &SearchProblem<'_>, budget: u64) -> Option<SearchOutcome> {
    let (found, evaluated) = solve_within(problem, budget);
    let (cost, Solution { rules, complete, .. }) = found?;
    Some(((cost.unowned, cost.third_party, cost.writes), rules.batches, evaluated, complete))
}

/// More than any task here takes.
const LARGE_BUDGET: u64 = 100_000;

fn search_hitless(changes: &[BindingChange], profile: Profile) -> Option<SearchOutcome> {
    search(&problem_of(changes, profile, Policy::Hitless), LARGE_BUDGET)
}

fn progress(trie: &Trie) -> SearchProgress<'_> {
    SearchProgress { trie, budget: LARGE_BUDGET, options_evaluated: 0, best: None }
}

#[test]
fn there_is_no_solution_where_nothing_differs() {
    assert_eq!(search_hitless(&[], Profile::Strict), None);
    assert_eq!(search_hitless(&[change(0, 0, A, A), change(5, 4, B, B)], Profile::Strict), None);
}

#[test]
fn the_search_ends_with_one_batch_if_that_meets_the_lower_bound() {
    for profile in [Profile::Strict, Profile::Lenient] {
        // A new host: one option for each of the three nodes.
        let changes = [change(0, 0, DEFAULT_ONLY, DEFAULT_ONLY), change(5, 4, NO_SERVICE, A)];
        assert_eq!(search_hitless(&changes, profile), Some(((0, 0, 1), 1, 3, true)));
        // Every plan hits a host that is replaced. The bound says so, and no second batch is tried.
        let changes = [change(0, 0, DEFAULT_ONLY, DEFAULT_ONLY), change(5, 4, A, B)];
        assert_eq!(search_hitless(&changes, profile), Some(((0, 1, 2), 1, 3, true)));
    }
    // Blocks that stay cover the whole prefix, so a change of the default hits no address; nothing in them is evaluated.
    let covered =
        [change(0, 0, A, B), change(0, 1, C, C), change(5, 4, A, A), change(8, 1, C, C), change(9, 4, B, B)];
    assert_eq!(search_hitless(&covered, Profile::Lenient), Some(((0, 0, 2), 1, 2, true)));
    // Under `strict` a change of the default unbinds the prefix once, in any batch.
    let changes = [change(0, 0, A, B)];
    assert_eq!(search_hitless(&changes, Profile::Strict), Some(((16, 0, 2), 1, 1, true)));
}

#[test]
fn batches_are_added_until_no_address_is_hit() {
    // One, two and three batches; `solver/tests.rs` says what each evaluates.
    let both = [change(0, 0, DEFAULT_ONLY, DEFAULT_ONLY), change(4, 4, A, B), change(5, 4, A, B)];
    assert_eq!(search_hitless(&both, Profile::Strict), Some(((0, 0, 6), 3, 4 + 4 + 7, true)));
}

#[test]
fn all_numbers_of_batches_are_tried_if_each_of_them_hits_addresses() {
    // Without shields every option hits: one for each of the three nodes and each number of batches.
    let changes = [change(0, 0, DEFAULT_ONLY, DEFAULT_ONLY), change(5, 4, A, B)];
    for profile in [Profile::Strict, Profile::Lenient] {
        let problem = problem_of(&changes, profile, Policy::FewestWrites);
        assert_eq!(search(&problem, LARGE_BUDGET), Some(((0, 1, 2), 1, 5 * 3, true)), "{profile:?}");
    }
}

/// The writes, and what `lenient` evaluates in addition to `strict` under a default that stays: temporary defaults.
fn evaluated_for_temporary_defaults(changes: &[BindingChange]) -> (u32, u64) {
    let [strict, lenient] =
        [Profile::Strict, Profile::Lenient].map(|profile| search_hitless(changes, profile));
    let (strict, lenient) = (strict.expect("something differs"), lenient.expect("something differs"));
    assert_eq!((strict.0.0, strict.0.1, strict.1), (0, 0, 3), "no hits with three batches");
    (strict.0.2, lenient.2 - strict.2)
}

#[test]
fn temporary_defaults_are_tried_if_shields_take_more_than_four_additional_writes() {
    let root = change(0, 0, A, A);
    // One or two batches hit addresses, so temporary defaults are tried with two batches in any case.
    let with_two = |changes: &[BindingChange]| {
        let problem = problem_of(changes, Profile::Lenient, Policy::Hitless);
        let trie = problem_trie(&problem);
        let mut progress = progress(&trie);
        progress.evaluate(root_options(&problem, &long_waits(1)));
        progress.evaluate(root_options(&problem, &long_waits(2)));
        let before = progress.options_evaluated;
        let best = progress.best.as_ref().map(|best| best.cost);
        progress.evaluate(temporary_default_options(&problem, &long_waits(2), &trie, best));
        progress.options_evaluated - before
    };
    // One shield for two hosts takes two more writes, two shields for the halves of a block take four: with three batches no
    // temporary default is tried.
    let hosts = [root, change(4, 4, B, C), change(5, 4, B, C)];
    assert_eq!(evaluated_for_temporary_defaults(&hosts), (4 + 2, with_two(&hosts)));
    let half = [root, change(4, 2, B, C)];
    // For a block it is known that two batches are not enough.
    assert_eq!(evaluated_for_temporary_defaults(&half), (2 + 4, 0));
    // Two blocks far apart take eight more writes.
    let halves = [root, change(4, 2, B, C), change(12, 2, B, C)];
    let (writes, evaluated) = evaluated_for_temporary_defaults(&halves);
    assert_eq!(writes, 4 + 8);
    assert!(evaluated > 0, "temporary defaults are tried");
}

#[test]
fn a_search_that_was_cut_short_says_so_and_tries_no_more_batches() {
    let both = [change(0, 0, DEFAULT_ONLY, DEFAULT_ONLY), change(4, 4, A, B), change(5, 4, A, B)];
    let within = |budget| search(&problem_of(&both, Profile::Strict, Policy::Hitless), budget);
    // One batch evaluates four options, and so do two; three evaluate seven. The budget is for each of them.
    assert_eq!(within(4), Some(((0, 2, 4), 1, 4, false)));
    assert_eq!(within(5), Some(((0, 2, 4), 1, 4 + 4 + 5, false)));
    assert_eq!(within(7), Some(((0, 0, 6), 3, 4 + 4 + 7, false)));
    assert_eq!(within(8), Some(((0, 0, 6), 3, 4 + 4 + 7, true)));
}

/// How many options are evaluated for this number of batches.
fn evaluated_with(problem: &SearchProblem<'_>, batches: usize) -> u64 {
    let trie = problem_trie(problem);
    let mut progress = progress(&trie);
    assert!(progress.evaluate(root_options(problem, &long_waits(batches))));
    progress.options_evaluated
}

#[test]
fn three_batches_are_tried_first_if_two_are_known_not_to_be_enough() {
    let evaluated = |changes: &[BindingChange], policy| {
        let problem = problem_of(changes, Profile::Strict, policy);
        let (cost, batches, all, complete) = search(&problem, LARGE_BUDGET).expect("something differs");
        assert!(complete);
        (cost, batches, all, [1, 2, 3, 4, 5].map(|batches| evaluated_with(&problem, batches)))
    };
    let block = [change(0, 0, DEFAULT_ONLY, DEFAULT_ONLY), change(4, 2, A, B)];
    let (cost, batches, all, [_, _, three, _, _]) = evaluated(&block, Policy::Hitless);
    assert_eq!((cost, batches, all), ((0, 0, 2 + 4), 3, three));
    // Where three are not enough, the others follow: here five batches hit nothing, with shields for the host and the block
    // one after the other.
    let host = [change(0, 0, A, A), change(0, 4, B, C), change(4, 2, B, C)];
    let (cost, batches, all, each) = evaluated(&host, Policy::Hitless);
    assert_eq!((cost, batches, all), ((0, 0, 10), 5, each.iter().sum()));
    // Without shields, or without a default that stays, it is not known.
    let (cost, batches, all, each) = evaluated(&block, Policy::FewestWrites);
    assert_eq!((cost, batches, all), ((0, 4, 2), 1, each.iter().sum()));
    let unbound = [change(0, 0, NO_SERVICE, NO_SERVICE), change(4, 2, A, B)];
    let (cost, batches, all, [one, two, three, ..]) = evaluated(&unbound, Policy::Hitless);
    assert_eq!((cost, batches, all), ((0, 0, 2 + 4), 3, one + two + three));
}

#[test]
fn one_batch_is_still_tried_after_three_that_were_cut_short() {
    let host = [change(0, 0, A, A), change(0, 4, B, C), change(4, 2, B, C)];
    let problem = problem_of(&host, Profile::Strict, Policy::Hitless);
    let (_, batches, evaluated, complete) = search(&problem, 1).expect("something differs");
    assert_eq!((batches, evaluated, complete), (1, 2, false));
    // So it is where the budget is enough for one batch: two are not tried, and the plan is not called the best.
    let one = evaluated_with(&problem, 1);
    let (_, batches, evaluated, complete) = search(&problem, one + 1).expect("something differs");
    assert_eq!((batches, evaluated, complete), (1, (one + 1) + one, false));
}

#[test]
fn among_equal_solutions_the_first_one_wins() {
    // Under blocks that stay, the default may change in either batch.
    let changes = [change(0, 0, A, B), change(0, 1, C, C), change(8, 1, C, C)];
    let problem = problem_of(&changes, Profile::Lenient, Policy::Hitless);
    let trie = problem_trie(&problem);
    let mut progress = progress(&trie);
    assert!(progress.evaluate(root_options(&problem, &long_waits(2))));
    let best = progress.best.expect("there is a solution").into_solution(&problem, &trie, true);
    let schedules: Vec<_> = best.schedules.iter().map(|one| (one.block, digits(one.services, 2))).collect();
    assert_eq!(schedules, [(PREFIX, "233".to_owned())]);
}

/// Blocks of 1 to 256 addresses all over 2^24, as in `benches/plan.rs`; three of four change.
fn random_changes(number: u64) -> Vec<BindingChange> {
    let mut state = number;
    let mut draw = |below: u64| {
        state = state.wrapping_mul(0x5851_f42d_4c95_7f2d).wrapping_add(0x1405_7b7e_f767_814f);
        (state >> 33) % below
    };
    let mut changes = std::collections::BTreeMap::from([(block(0, 0), [DEFAULT_ONLY, DEFAULT_ONLY])]);
    for _ in 0..number * 4 / 3 {
        let length = 16 + 2 * u8::try_from(draw(5)).unwrap();
        let first = u128::from(draw(1 << 24)) >> (24 - length) << (24 - length);
        let (one, other) = if draw(2) == 0 { (A, B) } else { (B, A) };
        let services = [[one, other], [NO_SERVICE, one], [one, NO_SERVICE], [one, one]];
        changes.insert(block(first, length), services[usize::try_from(draw(4)).unwrap()]);
    }
    let change = |(block, [before, after]): (CidrBlock, [ServiceNumber; 2])| BindingChange {
        before,
        after,
        ..BindingChange::unbound(block)
    };
    changes.into_iter().map(change).collect()
}

#[test]
fn the_search_grows_no_faster_than_n_log_n() {
    let evaluated = |number: u64| {
        let changes = random_changes(number);
        let problem = SearchProblem { width: 24, ..problem_of(&changes, Profile::Strict, Policy::Hitless) };
        let (found, evaluated) = solve_within(&problem, u64::MAX);
        assert_eq!(found.expect("something changes").1.rules.batches, 3);
        #[expect(clippy::cast_precision_loss, reason = "both are far below 2^52")]
        let (evaluated, number) = (evaluated as f64, number as f64);
        evaluated / (number * number.log2())
    };
    let [hundred, thousand, ten_thousand] = [100, 1_000, 10_000].map(evaluated);
    assert!(thousand <= hundred && ten_thousand <= thousand, "{hundred} {thousand} {ten_thousand}");
}
