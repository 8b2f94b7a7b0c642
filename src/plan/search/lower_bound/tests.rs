//! How many hits no plan avoids.

use super::super::binding_change::BindingChange;
use super::super::test_fixtures::*;
use super::*;

fn bound_of(changes: &[BindingChange], profile: Profile, policy: Policy) -> Hits {
    let problem = problem_of(changes, profile, policy);
    lower_bound(&problem, &problem_trie(&problem))
}

#[test]
fn under_a_default_that_stays_the_bound_is_the_unavoidable_hits() {
    let changes = [change(0, 0, DEFAULT_ONLY, DEFAULT_ONLY), change(5, 4, A, B), change(9, 4, A, B)];
    for profile in [Profile::Strict, Profile::Lenient] {
        assert_eq!(bound_of(&changes, profile, Policy::Hitless), (0, 2), "{profile:?}");
        // A bound of 0 only costs time, and with this policy each node has few options.
        assert_eq!(bound_of(&changes, profile, Policy::FewestWrites), (0, 0), "{profile:?}");
    }
    // A pair of replaced hosts without a default-only address between them can be shielded.
    let few = [
        change(0, 0, DEFAULT_ONLY, DEFAULT_ONLY),
        change(0, 1, A, A),
        change(8, 2, A, A),
        change(12, 3, A, A),
    ];
    let hosts = [change(14, 4, B, C), change(15, 4, B, C)];
    assert_eq!(bound_of(&[&few[..], &hosts[..]].concat(), Profile::Strict, Policy::Hitless), (0, 0));
}

#[test]
fn under_lenient_the_bound_is_at_most_the_default_only_addresses() {
    // Both addresses of a prefix are replaced. None is default-only, and only the default is above them.
    let changes = [change(0, 0, DEFAULT_ONLY, DEFAULT_ONLY), change(0, 1, A, B), change(1, 1, A, B)];
    let bound_of = |profile| {
        let problem = SearchProblem { width: 1, ..problem_of(&changes, profile, Policy::Hitless) };
        lower_bound(&problem, &problem_trie(&problem))
    };
    assert_eq!(bound_of(Profile::Strict), (0, 2));
    assert_eq!(bound_of(Profile::Lenient), (0, 0));
}

#[test]
fn a_new_default_hits_at_least_the_addresses_that_the_best_default_hits() {
    let comes =
        |after| [change(0, 0, NO_SERVICE, after), change(0, 2, NO_SERVICE, B), change(5, 4, NO_SERVICE, C)];
    let lenient = |changes: &[BindingChange]| bound_of(changes, Profile::Lenient, Policy::Hitless);
    assert_eq!(lenient(&comes(A)), (0, 5));
    assert_eq!(lenient(&comes(B)), (0, 1));
    assert_eq!(lenient(&[change(0, 0, NO_SERVICE, DEFAULT_ONLY)]), (0, 0));
    // Bindings that exist before do not change that.
    assert_eq!(lenient(&[change(0, 0, NO_SERVICE, A), change(0, 1, B, C)]), (0, 8));
}

#[test]
fn under_lenient_a_removed_default_has_a_bound_of_0() {
    let changes = [change(0, 0, A, NO_SERVICE), change(0, 2, B, NO_SERVICE), change(5, 4, C, NO_SERVICE)];
    assert_eq!(bound_of(&changes, Profile::Lenient, Policy::Hitless), (0, 0));
}

#[test]
fn under_strict_a_changed_default_unbinds_all_addresses_and_is_visible_alone() {
    for policy in [Policy::Hitless, Policy::FewestWrites] {
        let strict = |changes: &[BindingChange]| bound_of(changes, Profile::Strict, policy);
        assert_eq!(strict(&[change(0, 0, A, B)]), (16, 0));
        // Addresses with another old or new owner are hit by one of the two defaults.
        assert_eq!(
            strict(&[change(0, 0, A, B), change(0, 2, A, C), change(4, 2, C, B), change(8, 2, C, C)]),
            (16, 12)
        );
        // An address that gets or loses its owner is not hit by having none. The default alone can hit it.
        assert_eq!(strict(&[change(0, 0, NO_SERVICE, A), change(0, 1, NO_SERVICE, B)]), (0, 8));
        assert_eq!(strict(&[change(0, 0, NO_SERVICE, A), change(0, 1, B, B)]), (8, 8));
        assert_eq!(strict(&[change(0, 0, A, NO_SERVICE), change(0, 1, B, B)]), (8, 8));
        assert_eq!(bound_of(&[change(0, 0, A, B)], Profile::Lenient, Policy::FewestWrites), (0, 0));
    }
}
