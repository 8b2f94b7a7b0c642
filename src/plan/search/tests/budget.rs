//! When a search may stop, how many courses it looks at until then, and what it says where it was cut short.

use super::*;

/// The price, the batches, how many courses were looked at, and whether that were all.
type Scheduled = ((u128, u128, u32), usize, u64, bool);

fn scheduled(order: &SearchProblem<'_>, most: u64) -> Option<Scheduled> {
    let (found, looked) = order.solve_within(most);
    let (price, Solution { rules: course, complete, .. }) = found?;
    Some(((price.unowned, price.third_party, price.writes), course.batches, looked, complete))
}

/// More than any search here takes.
const PLENTY: u64 = 100_000;

fn hitless(sites: &[BindingChange], profile: Profile) -> Option<Scheduled> {
    scheduled(&order(sites, profile, Policy::Hitless), PLENTY)
}

#[test]
fn nothing_is_scheduled_where_nothing_differs() {
    assert_eq!(hitless(&[], Profile::Strict), None);
    assert_eq!(hitless(&[change(0, 0, A, A), change(5, 4, B, B)], Profile::Strict), None);
}

#[test]
fn the_first_batch_is_enough_where_nobody_is_hit_who_need_not_be() {
    for profile in [Profile::Strict, Profile::Lenient] {
        // A host that comes: one course for each of the three places.
        let sites = [change(0, 0, DEFAULT_ONLY, DEFAULT_ONLY), change(5, 4, NO_SERVICE, A)];
        assert_eq!(hitless(&sites, profile), Some(((0, 0, 1), 1, 3, true)));
        // One that is replaced is hit whatever is done, so that no second batch is tried: the bound says so.
        let sites = [change(0, 0, DEFAULT_ONLY, DEFAULT_ONLY), change(5, 4, A, B)];
        assert_eq!(hitless(&sites, profile), Some(((0, 1, 2), 1, 3, true)));
    }
    // Under blocks that stay, a default may change unseen; nothing inside them is looked at.
    let covered =
        [change(0, 0, A, B), change(0, 1, C, C), change(5, 4, A, A), change(8, 1, C, C), change(9, 4, B, B)];
    assert_eq!(hitless(&covered, Profile::Lenient), Some(((0, 0, 2), 1, 2, true)));
    // A default that changes strictly empties the prefix once, in whichever batch.
    let sites = [change(0, 0, A, B)];
    assert_eq!(hitless(&sites, Profile::Strict), Some(((16, 0, 2), 1, 1, true)));
}

#[test]
fn as_many_batches_are_tried_as_it_takes_to_hit_nobody() {
    // The three searches of one, two and three batches: src/plan/search/tests.rs says what each looks at.
    let both = [change(0, 0, DEFAULT_ONLY, DEFAULT_ONLY), change(4, 4, A, B), change(5, 4, A, B)];
    assert_eq!(hitless(&both, Profile::Strict), Some(((0, 0, 6), 3, 4 + 4 + 7, true)));
}

#[test]
fn all_batches_are_tried_where_somebody_is_hit_in_each() {
    // Without shields, and hit by each course, one for each of the three places and each number of batches.
    let sites = [change(0, 0, DEFAULT_ONLY, DEFAULT_ONLY), change(5, 4, A, B)];
    for profile in [Profile::Strict, Profile::Lenient] {
        let order = order(&sites, profile, Policy::FewestWrites);
        assert_eq!(scheduled(&order, PLENTY), Some(((0, 1, 2), 1, 5 * 3, true)), "{profile:?}");
    }
}

/// What the lenient profile looks at more than the strict one, under a default that stays: other defaults for a while.
fn looked_at_for_detours(sites: &[BindingChange]) -> (u32, u64) {
    let [strict, lenient] = [Profile::Strict, Profile::Lenient].map(|profile| hitless(sites, profile));
    let (strict, lenient) = (strict.expect("something differs"), lenient.expect("something differs"));
    assert_eq!((strict.0.0, strict.0.1, strict.1), (0, 0, 3), "nobody is hit, by three batches");
    (strict.0.2, lenient.2 - strict.2)
}

#[test]
fn another_default_is_tried_where_shields_take_more_than_four_writes_more_than_the_least() {
    let root = change(0, 0, A, A);
    // One or two batches hit somebody, so that the other defaults are tried with two, in any case.
    let with_two = |sites: &[BindingChange]| {
        let order = order(sites, Profile::Lenient, Policy::Hitless);
        let terrain = ground(&order);
        let mut found = SearchProgress { trie: &terrain, budget: PLENTY, options_evaluated: 0, best: None };
        found.evaluate(&order.root_options(&settled(1)));
        found.evaluate(&order.root_options(&settled(2)));
        let before = found.options_evaluated;
        found.evaluate(&order.temporary_default_options(&settled(2), &terrain, found.best.as_ref()));
        found.options_evaluated - before
    };
    // Two hosts under one shield take two writes more, the halves of a block four: with three batches no other is tried.
    let hosts = [root, change(4, 4, B, C), change(5, 4, B, C)];
    assert_eq!(looked_at_for_detours(&hosts), (4 + 2, with_two(&hosts)));
    let half = [root, change(4, 2, B, C)];
    // Of a block it is known that two are not enough.
    assert_eq!(looked_at_for_detours(&half), (2 + 4, 0));
    // Two blocks far apart take eight more.
    let halves = [root, change(4, 2, B, C), change(12, 2, B, C)];
    let (writes, looked) = looked_at_for_detours(&halves);
    assert_eq!(writes, 4 + 8);
    assert!(looked > 0, "others are tried");
}

#[test]
fn a_schedule_that_was_cut_short_says_so_and_no_more_batches_are_tried() {
    let both = [change(0, 0, DEFAULT_ONLY, DEFAULT_ONLY), change(4, 4, A, B), change(5, 4, A, B)];
    let within = |most| scheduled(&order(&both, Profile::Strict, Policy::Hitless), most);
    // One batch takes four looks, and so do two; three take seven. The limit is for each of them.
    assert_eq!(within(4), Some(((0, 2, 4), 1, 4, false)));
    assert_eq!(within(5), Some(((0, 2, 4), 1, 4 + 4 + 5, false)));
    assert_eq!(within(7), Some(((0, 0, 6), 3, 4 + 4 + 7, false)));
    assert_eq!(within(8), Some(((0, 0, 6), 3, 4 + 4 + 7, true)));
}

/// How many courses a search with so many batches looks at.
fn looked_at(order: &SearchProblem<'_>, batches: usize) -> u64 {
    let mut found = SearchProgress { trie: &ground(order), budget: PLENTY, options_evaluated: 0, best: None };
    assert!(found.evaluate(&order.root_options(&settled(batches))));
    found.options_evaluated
}

#[test]
fn three_batches_are_tried_first_where_two_cannot_do() {
    let looked = |sites: &[BindingChange], policy| {
        let order = order(sites, Profile::Strict, policy);
        let (price, batches, looked, complete) = scheduled(&order, PLENTY).expect("something differs");
        assert!(complete);
        (price, batches, looked, [1, 2, 3, 4, 5].map(|batches| looked_at(&order, batches)))
    };
    let block = [change(0, 0, DEFAULT_ONLY, DEFAULT_ONLY), change(4, 2, A, B)];
    let (price, batches, all, [_, _, three, _, _]) = looked(&block, Policy::Hitless);
    assert_eq!((price, batches, all), ((0, 0, 2 + 4), 3, three));
    // Where they do not do either, the others follow: here nobody is hit by five, which shield the host and the block apart.
    let host = [change(0, 0, A, A), change(0, 4, B, C), change(4, 2, B, C)];
    let (price, batches, all, each) = looked(&host, Policy::Hitless);
    assert_eq!((price, batches, all), ((0, 0, 10), 5, each.iter().sum()));
    // Without shields, or without a default that stays, it is not known.
    let (price, batches, all, each) = looked(&block, Policy::FewestWrites);
    assert_eq!((price, batches, all), ((0, 4, 2), 1, each.iter().sum()));
    let free = [change(0, 0, NO_SERVICE, NO_SERVICE), change(4, 2, A, B)];
    let (price, batches, all, [one, two, three, ..]) = looked(&free, Policy::Hitless);
    assert_eq!((price, batches, all), ((0, 0, 2 + 4), 3, one + two + three));
}

#[test]
fn three_batches_that_were_tried_first_and_cut_short_are_held_against_one() {
    let host = [change(0, 0, A, A), change(0, 4, B, C), change(4, 2, B, C)];
    let order = order(&host, Profile::Strict, Policy::Hitless);
    let (_, batches, looked, complete) = scheduled(&order, 1).expect("something differs");
    assert_eq!((batches, looked, complete), (1, 2, false));
}

#[test]
fn of_schedules_of_one_price_the_first_is_taken() {
    // Under blocks that stay the default may change in either batch.
    let sites = [change(0, 0, A, B), change(0, 1, C, C), change(8, 1, C, C)];
    let order = order(&sites, Profile::Lenient, Policy::Hitless);
    let terrain = ground(&order);
    let mut found = SearchProgress { trie: &terrain, budget: PLENTY, options_evaluated: 0, best: None };
    assert!(found.evaluate(&order.root_options(&settled(2))));
    let best = found.best.expect("there is a schedule").into_solution(PREFIX, &terrain, true);
    let told: Vec<_> = best.schedules.iter().map(|part| (part.block, digits(part.stages, 2))).collect();
    assert_eq!(told, [(PREFIX, "233".to_owned())]);
}

#[test]
fn the_search_grows_no_faster_than_n_log_n() {
    // Blocks of 1 to 256 addresses all over 2^24, as in benches/plan.rs; of four, three change.
    let looked = |changes: u64| {
        let mut state = changes;
        let mut draw = |below: u64| {
            state = state.wrapping_mul(0x5851_f42d_4c95_7f2d).wrapping_add(0x1405_7b7e_f767_814f);
            (state >> 33) % below
        };
        let mut sites = std::collections::BTreeMap::from([(block(0, 0), [DEFAULT_ONLY, DEFAULT_ONLY])]);
        for _ in 0..changes * 4 / 3 {
            let length = 16 + 2 * u8::try_from(draw(5)).unwrap();
            let first = u128::from(draw(1 << 24)) >> (24 - length) << (24 - length);
            let (one, other) = if draw(2) == 0 { (A, B) } else { (B, A) };
            let owners = [[one, other], [NO_SERVICE, one], [one, NO_SERVICE], [one, one]];
            sites.insert(block(first, length), owners[usize::try_from(draw(4)).unwrap()]);
        }
        let site = |(block, [before, after]): (CidrBlock, [ServiceNumber; 2])| BindingChange {
            block,
            before,
            after,
            reserved: false,
            in_flight: false,
        };
        let sites: Vec<BindingChange> = sites.into_iter().map(site).collect();
        let order = SearchProblem { width: 24, ..order(&sites, Profile::Strict, Policy::Hitless) };
        let (found, looked) = order.solve_within(u64::MAX);
        assert_eq!(found.expect("something changes").1.rules.batches, 3);
        #[expect(clippy::cast_precision_loss, reason = "both are far below 2^52")]
        let (looked, changes) = (looked as f64, changes as f64);
        looked / (changes * changes.log2())
    };
    let [hundred, thousand, ten_thousand] = [100, 1_000, 10_000].map(looked);
    assert!(thousand <= hundred && ten_thousand <= thousand, "{hundred} {thousand} {ten_thousand}");
}
