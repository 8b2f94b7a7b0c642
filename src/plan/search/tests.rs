//! Which ways are tried, and how few must be hit.

mod budget;

use super::test_fixtures::*;
use super::*;

/// An order about a prefix of sixteen addresses.
fn order(sites: &[BindingChange], profile: Profile, policy: Policy) -> SearchProblem<'_> {
    let services = SUB_BLOCK_SERVICES.with(NO_SERVICE).with(DEFAULT_ONLY);
    let (gate, settles_in) = (Gate::Settled, None);
    SearchProblem {
        prefix: PREFIX,
        width: WIDTH,
        changes: sites,
        sub_block_services: SUB_BLOCK_SERVICES,
        services,
        profile,
        policy,
        gate,
        settles_in,
    }
}

/// So many batches, each behind a wait of six hours.
fn settled(batches: usize) -> BatchTiming {
    BatchTiming { batches, last_only_creates: false, start_in_flight: false, initial_wait: None }
}

/// The terrain of an order, as a schedule lays it out.
fn ground(order: &SearchProblem<'_>) -> Trie {
    let [before, after] = order.root_services();
    let redo = order.profile == Profile::Strict && before != after;
    Trie::new(order.prefix, order.width, order.changes, order.sub_block_services, redo)
}

/// The way of a prefix: its stages; the batch in which all is made again; those in which nothing can be made; and who is
/// seen by everybody.
fn told(way: &RootOption) -> String {
    let BatchRules { batches, rebuild_in: redo, create_forbidden: frozen, .. } = way.rules;
    let roots: Vec<_> = way.schedules.iter().map(|root| digits(root.services, batches)).collect();
    let redo = redo.map_or(String::new(), |batch| format!(", redo {batch}"));
    let frozen: Vec<_> = (0..MAX_BATCHES).filter(|batch| frozen[*batch]).collect();
    let frozen = if frozen.is_empty() { String::new() } else { format!(", frozen {frozen:?}") };
    let everybody: Vec<_> = way.always_visible.iter().collect();
    format!("{}{redo}{frozen}, seen {everybody:?}", roots.join(" "))
}

fn ways(sites: &[BindingChange], profile: Profile, batches: usize) -> Vec<String> {
    order(sites, profile, Policy::Hitless).root_options(&settled(batches)).iter().map(told).collect()
}

#[test]
fn a_default_that_stays_goes_one_way() {
    for profile in [Profile::Strict, Profile::Lenient] {
        assert_eq!(ways(&[change(0, 0, A, A), change(0, 1, B, C)], profile, 3), ["2222, seen []"]);
        assert_eq!(ways(&[change(0, 1, B, NO_SERVICE)], profile, 2), ["000, seen []"]);
    }
}

#[test]
fn a_default_that_changes_may_do_so_in_each_batch_and_under_the_strict_profile_takes_all_with_it() {
    let sites = [change(0, 0, A, B), change(0, 1, C, C)];
    assert_eq!(ways(&sites, Profile::Lenient, 3), ["2333, seen []", "2233, seen []", "2223, seen []"]);
    assert_eq!(
        ways(&sites, Profile::Strict, 3),
        ["2333, redo 0, seen [2, 3]", "2233, redo 1, seen [2, 3]", "2223, redo 2, seen [2, 3]"]
    );
}

#[test]
fn a_default_that_comes_is_seen_alone_and_nothing_is_made_before_it() {
    // Something is bound already, and goes first or later.
    let sites = [change(0, 0, NO_SERVICE, A), change(0, 1, B, NO_SERVICE)];
    assert_eq!(ways(&sites, Profile::Lenient, 2), ["022, seen [2]", "002, frozen [0], seen [2]"]);
    assert_eq!(
        ways(&sites, Profile::Strict, 2),
        ["022, redo 0, seen [2]", "002, redo 1, frozen [0], seen [2]"]
    );
    // From nothing there is nothing to do before it.
    let sites = [change(0, 0, NO_SERVICE, A), change(0, 1, NO_SERVICE, B)];
    assert_eq!(ways(&sites, Profile::Lenient, 2), ["022, seen [2]"]);
    assert_eq!(ways(&sites, Profile::Strict, 2), ["022, redo 0, seen [2]"]);
}

#[test]
fn a_default_that_goes_is_the_last_to_go_under_the_strict_profile_and_nothing_is_made_after_it() {
    let sites = [change(0, 0, A, NO_SERVICE), change(0, 1, B, NO_SERVICE)];
    assert_eq!(ways(&sites, Profile::Strict, 3), ["2220, redo 2, frozen [3, 4], seen [2]"]);
    assert_eq!(
        ways(&sites, Profile::Lenient, 3),
        [
            "2000, frozen [1, 2, 3, 4], seen []",
            "2200, frozen [2, 3, 4], seen []",
            "2220, frozen [3, 4], seen []"
        ]
    );
}

/// The detours after a schedule that hits so many without an owner, and with a third one.
fn detours(
    sites: &[BindingChange],
    profile: Profile,
    policy: Policy,
    batches: usize,
    hits: Option<Hits>,
) -> Vec<String> {
    let order = order(sites, profile, policy);
    let terrain = ground(&order);
    let best = hits.map(|(unowned, third_party)| Incumbent {
        cost: Cost { unowned, third_party, writes: 1 },
        root: order.rules_for(&settled(1)).schedule(services([A])).expect("nothing is written"),
        solver: Solver::new(&terrain, order.rules_for(&settled(1)), ServiceSet::default(), 0),
    });
    order.temporary_default_options(&settled(batches), &terrain, best.as_ref()).iter().map(told).collect()
}

#[test]
fn another_default_for_a_while_is_each_service_from_one_batch_to_another_with_the_fewest_writes_first() {
    let sites = [change(0, 0, A, B), change(5, 4, C, A)];
    let lenient = |batches| detours(&sites, Profile::Lenient, Policy::Hitless, batches, None);
    assert_eq!(lenient(1), Vec::<String>::new());
    assert_eq!(lenient(2), ["213, seen []", "223, seen []", "233, seen []", "243, seen []"]);
    // Those of as many writes with the earlier ones first.
    assert_eq!(
        lenient(3),
        [
            "2133 2113 2213, seen []",
            "2233 2223 2223, seen []",
            "2333 2333 2233, seen []",
            "2433 2443 2243, seen []",
        ]
    );
}

#[test]
fn no_other_default_is_tried_where_it_is_not_allowed_or_none_is_wanted_after() {
    let sites = [change(0, 0, A, B), change(5, 4, C, A)];
    let none = Vec::<String>::new();
    assert_eq!(detours(&sites, Profile::Strict, Policy::Hitless, 3, None), none);
    assert_eq!(detours(&sites, Profile::Lenient, Policy::FewestWrites, 3, None), none);
    assert_eq!(detours(&sites, Profile::Strict, Policy::FewestWrites, 3, None), none);
    let goes = [change(0, 0, A, NO_SERVICE), change(5, 4, C, NO_SERVICE)];
    assert_eq!(detours(&goes, Profile::Lenient, Policy::Hitless, 3, None), none);
}

#[test]
fn from_nothing_another_default_comes_first_and_is_seen_by_everybody() {
    // Whoever gets B is hit by any other.
    let sites = [change(0, 0, NO_SERVICE, A), change(0, 2, NO_SERVICE, B)];
    let hits = |third_party| detours(&sites, Profile::Lenient, Policy::Hitless, 2, Some((0, third_party)));
    assert_eq!(hits(16), ["012, seen [1]", "022, seen [2]", "032, seen [3]", "042, seen [4]"]);
    // A hits the quarter of B, and B the rest; TIED and C hit all.
    assert_eq!(hits(15), ["022, seen [2]", "032, seen [3]"]);
    assert_eq!(hits(12), ["022, seen [2]", "032, seen [3]"]);
    assert_eq!(hits(11), ["022, seen [2]"]);
    assert_eq!(hits(4), ["022, seen [2]"]);
    assert_eq!(hits(3), Vec::<String>::new());
}

#[test]
fn no_other_default_is_tried_where_it_hits_more_who_can_have_no_other_than_are_hit_already() {
    // The default stays, and twelve addresses are tied to it.
    let sites = [change(0, 0, DEFAULT_ONLY, DEFAULT_ONLY), change(0, 2, A, B)];
    let tried = |hits| !detours(&sites, Profile::Lenient, Policy::Hitless, 2, hits).is_empty();
    assert!(tried(None));
    assert!(tried(Some((0, 12))) && tried(Some((12, 0))) && !tried(Some((11, 11))));
    // Who can be shielded, or changes hands, is not among them.
    let free = [change(0, 0, A, A), change(0, 2, DEFAULT_ONLY, DEFAULT_ONLY), change(4, 2, DEFAULT_ONLY, C)];
    let tried = |hits| !detours(&free, Profile::Lenient, Policy::Hitless, 2, Some((0, hits))).is_empty();
    assert!(tried(4) && !tried(3));
}

fn bound(sites: &[BindingChange], profile: Profile, policy: Policy) -> Hits {
    let order = order(sites, profile, policy);
    order.lower_bound(&ground(&order))
}

#[test]
fn under_a_default_that_stays_hosts_that_are_lost_are_hit_whatever_is_done() {
    let sites = [change(0, 0, DEFAULT_ONLY, DEFAULT_ONLY), change(5, 4, A, B), change(9, 4, A, B)];
    for profile in [Profile::Strict, Profile::Lenient] {
        assert_eq!(bound(&sites, profile, Policy::Hitless), (0, 2), "{profile:?}");
        // A bound of none costs time only, and there the search has one course for each place.
        assert_eq!(bound(&sites, profile, Policy::FewestWrites), (0, 0), "{profile:?}");
    }
    // Under the lenient profile the default may make way for a service of theirs, which hits whoever is tied to it:
    // of the sixteen nobody but two.
    let few = [
        change(0, 0, DEFAULT_ONLY, DEFAULT_ONLY),
        change(0, 1, A, A),
        change(8, 2, A, A),
        change(12, 3, A, A),
    ];
    let hosts = [change(14, 4, B, C), change(15, 4, B, C)];
    assert_eq!(bound(&[&few[..], &hosts[..]].concat(), Profile::Strict, Policy::Hitless), (0, 0));
}

#[test]
fn under_the_lenient_profile_no_more_need_be_hit_than_are_tied() {
    // In a prefix of two addresses both are replaced, nobody is tied, and nothing but the default is above them.
    let sites = [change(0, 0, DEFAULT_ONLY, DEFAULT_ONLY), change(0, 1, A, B), change(1, 1, A, B)];
    let bound = |profile| {
        let order = SearchProblem { width: 1, ..order(&sites, profile, Policy::Hitless) };
        order.lower_bound(&ground(&order))
    };
    assert_eq!(bound(Profile::Strict), (0, 2));
    assert_eq!(bound(Profile::Lenient), (0, 0));
}

#[test]
fn a_default_that_comes_hits_whoever_wants_another_than_the_best_one() {
    let comes =
        |after| [change(0, 0, NO_SERVICE, after), change(0, 2, NO_SERVICE, B), change(5, 4, NO_SERVICE, C)];
    let lenient = |sites: &[BindingChange]| bound(sites, Profile::Lenient, Policy::Hitless);
    assert_eq!(lenient(&comes(A)), (0, 5));
    assert_eq!(lenient(&comes(B)), (0, 1));
    assert_eq!(lenient(&[change(0, 0, NO_SERVICE, DEFAULT_ONLY)]), (0, 0));
    // Where what was bound goes with it, or stays, it is the same.
    assert_eq!(lenient(&[change(0, 0, NO_SERVICE, A), change(0, 1, B, C)]), (0, 8));
}

#[test]
fn a_default_that_goes_leaves_nobody_hit_under_the_lenient_profile() {
    let sites = [change(0, 0, A, NO_SERVICE), change(0, 2, B, NO_SERVICE), change(5, 4, C, NO_SERVICE)];
    assert_eq!(bound(&sites, Profile::Lenient, Policy::Hitless), (0, 0));
}

#[test]
fn under_the_strict_profile_a_default_that_changes_empties_the_prefix_and_is_seen_alone() {
    for policy in [Policy::Hitless, Policy::FewestWrites] {
        let strict = |sites: &[BindingChange]| bound(sites, Profile::Strict, policy);
        assert_eq!(strict(&[change(0, 0, A, B)]), (16, 0));
        // Whoever has or wants another is hit by one of the two defaults.
        assert_eq!(
            strict(&[change(0, 0, A, B), change(0, 2, A, C), change(4, 2, C, B), change(8, 2, C, C)]),
            (16, 12)
        );
        // Who gets an owner or loses it is not hit by having none, and may be by the default that is seen alone.
        assert_eq!(strict(&[change(0, 0, NO_SERVICE, A), change(0, 1, NO_SERVICE, B)]), (0, 8));
        assert_eq!(strict(&[change(0, 0, NO_SERVICE, A), change(0, 1, B, B)]), (8, 8));
        assert_eq!(strict(&[change(0, 0, A, NO_SERVICE), change(0, 1, B, B)]), (8, 8));
        assert_eq!(bound(&[change(0, 0, A, B)], Profile::Lenient, Policy::FewestWrites), (0, 0));
    }
}

/// The ways to wait, each as its batches with a dot behind those that are settled, behind a wait before the first or with a
/// start in flight.
fn turns(order: &SearchProblem<'_>) -> Vec<String> {
    let told = |turn: &BatchTiming| {
        let wait = turn.initial_wait.map_or(String::new(), |hours| format!("wait {hours} "));
        let flight = if turn.start_in_flight { "in flight " } else { "" };
        let short = usize::from(turn.last_only_creates);
        format!("{wait}{flight}{}{}", "S".repeat(turn.batches - short), "A".repeat(short))
    };
    order.batch_timings().iter().take(6).map(told).collect()
}

#[test]
fn what_takes_the_fewest_hours_is_tried_first_then_what_has_the_fewest_waits() {
    let adds = [change(0, 0, A, A), change(0, 1, NO_SERVICE, B)];
    let goes = [change(0, 0, A, A), change(0, 1, B, NO_SERVICE)];
    let flying = [change(0, 0, A, A), BindingChange { in_flight: true, ..change(0, 1, B, NO_SERVICE) }];
    let settled = |sites| turns(&order(sites, Profile::Strict, Policy::Hitless));
    let active = |sites| {
        turns(&SearchProblem { gate: Gate::Active, ..order(sites, Profile::Strict, Policy::Hitless) })
    };
    assert_eq!(settled(&adds), ["S", "SS", "SSS", "SSSS", "SSSSS"]);
    assert_eq!(active(&adds), ["A", "S", "SA", "SS", "SSA", "SSS"]);
    assert_eq!(active(&goes), ["S", "SA", "SS", "SSA", "SSS", "SSSA"]);
    // A wait before the first batch counts as one, and comes first among equals.
    assert_eq!(
        settled(&flying),
        ["in flight S", "wait 6 S", "in flight SS", "wait 6 SS", "in flight SSS", "wait 6 SSS"]
    );
    let known = SearchProblem { settles_in: Some(2), ..order(&flying, Profile::Strict, Policy::Hitless) };
    assert_eq!(turns(&known), ["wait 2 S", "wait 2 SS", "wait 2 SSS", "wait 2 SSSS", "wait 2 SSSSS"]);
    let all = order(&flying, Profile::Strict, Policy::Hitless).batch_timings();
    let in_flight: Vec<_> = all.iter().filter(|turn| turn.start_in_flight).map(|turn| turn.batches).collect();
    assert_eq!(in_flight, [1, 2, 3, 4], "the column of changes takes the room of a batch");
}
