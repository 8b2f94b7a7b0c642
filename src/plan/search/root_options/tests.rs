//! In which batches the default can change.

use super::super::binding_change::BindingChange;
use super::super::cost::Hits;
use super::super::test_fixtures::*;
use super::*;

/// An option as text: the services of the prefix; the batch that rebuilds everything; the batches without creates; the
/// services that are always visible.
fn text(option: &RootOption) -> String {
    let BatchRules { batches, rebuild_in, create_forbidden, .. } = option.rules;
    let roots: Vec<_> = option.schedules.iter().map(|root| digits(root.services, batches)).collect();
    let rebuild = rebuild_in.map_or(String::new(), |batch| format!(", rebuild {batch}"));
    let list = |label: &str, numbers: Vec<usize>| match numbers.as_slice() {
        [] => String::new(),
        numbers => format!(", {label} {numbers:?}"),
    };
    let forbidden = (0..MAX_BATCHES).filter(|batch| create_forbidden[*batch]).collect();
    let visible = option.always_visible.iter().map(usize::from).collect();
    let (forbidden, visible) = (list("no creates", forbidden), list("always visible", visible));
    format!("{}{rebuild}{forbidden}{visible}", roots.join(" "))
}

fn options(changes: &[BindingChange], profile: Profile, batches: usize) -> Vec<String> {
    let problem = problem_of(changes, profile, Policy::Hitless);
    root_options(&problem, &long_waits(batches)).iter().map(text).collect()
}

#[test]
fn a_default_that_stays_has_one_option() {
    for profile in [Profile::Strict, Profile::Lenient] {
        assert_eq!(options(&[change(0, 0, A, A), change(0, 1, B, C)], profile, 3), ["2222"]);
        assert_eq!(options(&[change(0, 1, B, NO_SERVICE)], profile, 2), ["000"]);
    }
}

#[test]
fn a_default_can_change_in_each_batch_and_under_strict_that_batch_rebuilds_everything() {
    let changes = [change(0, 0, A, B), change(0, 1, C, C)];
    assert_eq!(options(&changes, Profile::Lenient, 3), ["2333", "2233", "2223"]);
    assert_eq!(
        options(&changes, Profile::Strict, 3),
        [
            "2333, rebuild 0, always visible [2, 3]",
            "2233, rebuild 1, always visible [2, 3]",
            "2223, rebuild 2, always visible [2, 3]"
        ]
    );
}

#[test]
fn a_new_default_is_visible_alone_and_nothing_is_created_before_it() {
    // A binding exists already, and is deleted before or after.
    let changes = [change(0, 0, NO_SERVICE, A), change(0, 1, B, NO_SERVICE)];
    assert_eq!(
        options(&changes, Profile::Lenient, 2),
        ["022, always visible [2]", "002, no creates [0], always visible [2]"]
    );
    assert_eq!(
        options(&changes, Profile::Strict, 2),
        ["022, rebuild 0, always visible [2]", "002, rebuild 1, no creates [0], always visible [2]"]
    );
    // Where nothing is bound, nothing can be done before it.
    let changes = [change(0, 0, NO_SERVICE, A), change(0, 1, NO_SERVICE, B)];
    assert_eq!(options(&changes, Profile::Lenient, 2), ["022, always visible [2]"]);
    assert_eq!(options(&changes, Profile::Strict, 2), ["022, rebuild 0, always visible [2]"]);
}

#[test]
fn a_removed_default_is_deleted_last_under_strict_and_nothing_is_created_after_it() {
    let changes = [change(0, 0, A, NO_SERVICE), change(0, 1, B, NO_SERVICE)];
    assert_eq!(
        options(&changes, Profile::Strict, 3),
        ["2220, rebuild 2, no creates [3, 4], always visible [2]"]
    );
    assert_eq!(
        options(&changes, Profile::Lenient, 3),
        ["2000, no creates [1, 2, 3, 4]", "2200, no creates [2, 3, 4]", "2220, no creates [3, 4]"]
    );
}

/// The options with a temporary default, if the best solution has these hits.
fn temporary(
    changes: &[BindingChange],
    profile: Profile,
    policy: Policy,
    batches: usize,
    hits: Option<Hits>,
) -> Vec<String> {
    let problem = problem_of(changes, profile, policy);
    let best = hits.map(|(unowned, third_party)| Cost { unowned, third_party, writes: 1 });
    let trie = problem_trie(&problem);
    temporary_default_options(&problem, &long_waits(batches), &trie, best).iter().map(text).collect()
}

#[test]
fn a_temporary_default_is_each_service_between_any_two_batches_fewest_writes_first() {
    let changes = [change(0, 0, A, B), change(5, 4, C, A)];
    let lenient = |batches| temporary(&changes, Profile::Lenient, Policy::Hitless, batches, None);
    assert_eq!(lenient(1), Vec::<String>::new());
    assert_eq!(lenient(2), ["213", "223", "233", "243"]);
    // Of equally many writes, the earlier ones first.
    assert_eq!(lenient(3), ["2133 2113 2213", "2233 2223 2223", "2333 2333 2233", "2433 2443 2243",]);
}

#[test]
fn there_is_no_temporary_default_where_it_is_not_allowed_or_the_prefix_ends_unbound() {
    let changes = [change(0, 0, A, B), change(5, 4, C, A)];
    let none = Vec::<String>::new();
    assert_eq!(temporary(&changes, Profile::Strict, Policy::Hitless, 3, None), none);
    assert_eq!(temporary(&changes, Profile::Lenient, Policy::FewestWrites, 3, None), none);
    assert_eq!(temporary(&changes, Profile::Strict, Policy::FewestWrites, 3, None), none);
    let goes = [change(0, 0, A, NO_SERVICE), change(5, 4, C, NO_SERVICE)];
    assert_eq!(temporary(&goes, Profile::Lenient, Policy::Hitless, 3, None), none);
}

#[test]
fn where_nothing_is_bound_a_temporary_default_comes_first_and_is_always_visible() {
    // Any other service hits the addresses that get B.
    let changes = [change(0, 0, NO_SERVICE, A), change(0, 2, NO_SERVICE, B)];
    let hits =
        |third_party| temporary(&changes, Profile::Lenient, Policy::Hitless, 2, Some((0, third_party)));
    assert_eq!(
        hits(16),
        [
            "012, always visible [1]",
            "022, always visible [2]",
            "032, always visible [3]",
            "042, always visible [4]"
        ]
    );
    // A hits the quarter of B, and B the rest; TIED and C hit all.
    assert_eq!(hits(15), ["022, always visible [2]", "032, always visible [3]"]);
    assert_eq!(hits(12), ["022, always visible [2]", "032, always visible [3]"]);
    assert_eq!(hits(11), ["022, always visible [2]"]);
    assert_eq!(hits(4), ["022, always visible [2]"]);
    assert_eq!(hits(3), Vec::<String>::new());
}

#[test]
fn a_default_that_comes_and_goes_within_the_first_batch_takes_two_writes_more_than_its_schedule_shows() {
    let changes = [change(0, 0, NO_SERVICE, A), change(0, 2, NO_SERVICE, B)];
    let problem = problem_of(&changes, Profile::Lenient, Policy::Hitless);
    let timing = BatchTiming { last_only_creates: true, ..long_waits(2) };
    let options = temporary_default_options(&problem, &timing, &problem_trie(&problem), None);
    let transient: Vec<_> =
        options.iter().filter(|option| option.rules.transient_default == Some(B)).collect();
    let [RootOption { schedules, .. }] = transient.as_slice() else {
        panic!("there is one for each service")
    };
    // The temporary one is created and deleted, and the final one created in the second batch.
    assert_eq!(
        schedules.iter().map(|root| (digits(root.services, 2), root.writes)).collect::<Vec<_>>(),
        [("002".to_owned(), 2 + 1)]
    );
}

#[test]
fn there_is_no_temporary_default_if_its_own_hits_exceed_those_of_the_best_solution() {
    // The default stays, and twelve addresses can only have the default.
    let changes = [change(0, 0, DEFAULT_ONLY, DEFAULT_ONLY), change(0, 2, A, B)];
    let tried = |hits| !temporary(&changes, Profile::Lenient, Policy::Hitless, 2, hits).is_empty();
    assert!(tried(None));
    assert!(tried(Some((0, 12))) && tried(Some((12, 0))) && !tried(Some((11, 11))));
    // Addresses that a shield can protect, or that change owner, are not among them.
    let free = [change(0, 0, A, A), change(0, 2, DEFAULT_ONLY, DEFAULT_ONLY), change(4, 2, DEFAULT_ONLY, C)];
    let tried = |hits| !temporary(&free, Profile::Lenient, Policy::Hitless, 2, Some((0, hits))).is_empty();
    assert!(tried(4) && !tried(3));
}
