//! What the solver finds, and how many options it evaluates to find it.
//!
//! The tests hold the number of evaluated options too, so that a change which only makes the solver slower or faster shows
//! in them. Each number says where it comes from.

use super::super::binding_change::BindingChange;
use super::super::test_fixtures::*;
use super::*;

/// More than any task here takes.
const LARGE_BUDGET: u64 = 1_000;

fn rules(batches: usize) -> BatchRules {
    BatchRules::new(batches, SUB_BLOCK_SERVICES, true)
}

#[derive(Debug, PartialEq, Eq)]
struct SolverOutcome {
    cost: (u128, u128, u32),
    options_evaluated: u64,
    /// The nodes that are written to, with their services by batch.
    written: Vec<(NodeId, String)>,
    complete: bool,
}

/// Solves a trie whose prefix has these services.
fn solve(
    trie: &Trie,
    rules: BatchRules,
    root: ServiceByBatch,
    always_visible: ServiceSet,
    budget: u64,
) -> SolverOutcome {
    let root = rules.schedule(root).expect("the prefix can have this schedule");
    let mut solver = Solver::new(trie, rules, always_visible, budget);
    let cost = solver.cost_with_root(&root);
    let (options_evaluated, complete) = (budget - solver.budget_left(), solver.is_complete());
    let mut written: Vec<_> = solver.chosen_schedules(&root);
    written.sort_unstable();
    assert_eq!(budget - solver.budget_left(), options_evaluated, "reading the result evaluates nothing");
    SolverOutcome {
        cost: (cost.unowned, cost.third_party, cost.writes),
        options_evaluated,
        written: written.iter().map(|(id, services)| (*id, digits(*services, rules.batches))).collect(),
        complete,
    }
}

/// Solves a trie under a default that stays and can only be the default.
fn solve_under_default(changes: &[BindingChange], batches: usize, budget: u64) -> SolverOutcome {
    let changes = [&[change(0, 0, DEFAULT_ONLY, DEFAULT_ONLY)], changes].concat();
    let root = services([DEFAULT_ONLY]);
    solve(&trie_of(&changes), rules(batches), root, ServiceSet::default(), budget)
}

/// The same without a limit: cost, evaluated options, writes.
fn solved(changes: &[BindingChange], batches: usize) -> ((u128, u128, u32), u64, Vec<String>) {
    let outcome = solve_under_default(changes, batches, LARGE_BUDGET);
    assert!(outcome.complete);
    let written = outcome.written.iter().map(|(id, services)| format!("#{id} {services}")).collect();
    (outcome.cost, outcome.options_evaluated, written)
}

#[test]
fn no_option_is_evaluated_where_nothing_changes() {
    for batches in 1..=MAX_BATCHES {
        assert_eq!(solved(&[], batches), ((0, 0, 0), 0, vec![]));
        assert_eq!(solved(&[change(5, 4, A, A), change(8, 1, B, B)], batches), ((0, 0, 0), 0, vec![]));
    }
}

#[test]
fn one_option_is_evaluated_at_each_node_above_a_created_host_because_the_first_hits_nothing() {
    // The host, the block directly above it, and the end of the chain.
    for batches in 1..=MAX_BATCHES {
        let at_once = digits(services([NO_SERVICE, A]), batches);
        assert_eq!(
            solved(&[change(5, 4, NO_SERVICE, A)], batches),
            ((0, 0, 1), 3, vec![format!("#0 {at_once}")])
        );
    }
}

#[test]
fn a_host_that_every_option_hits_gets_the_first_option_and_so_do_the_nodes_above_it() {
    // A host that is replaced under the default of another service is hit: the first option of each of three nodes meets the
    // lower bound.
    for batches in 1..=MAX_BATCHES {
        let at_once = digits(services([A, B]), batches);
        assert_eq!(solved(&[change(5, 4, A, B)], batches), ((0, 1, 2), 3, vec![format!("#0 {at_once}")]));
    }
}

#[test]
fn a_block_without_default_only_addresses_gets_a_shield_once_three_batches_have_room_for_it() {
    let both = [change(4, 4, A, B), change(5, 4, A, B)];
    let hosts = |services: &str| vec![format!("#0 {services}"), format!("#1 {services}")];
    // The block of both, the two ends of the chain above it, and one host: the other one has the same state.
    assert_eq!(solved(&both, 1), ((0, 2, 4), 4, hosts("23")));
    // With two batches no shield is ever stable, so none is evaluated.
    assert_eq!(solved(&both, 2), ((0, 2, 4), 4, hosts("233")));
    // Without a shield one option of a host, because every option hits it. Under the first shield, which is created before
    // the hosts change and deleted after it, the second option hits nothing, which ends the search here and above.
    let shielded = ["#0 2233", "#1 2233", "#2 0220"].map(str::to_owned).to_vec();
    assert_eq!(solved(&both, 3), ((0, 0, 6), (1 + 1) + (1 + 2) + 1 + 1, shielded));
}

#[test]
fn the_hits_that_are_known_before_two_nodes_are_solved_count_once() {
    // A batch rebuilds everything: every address is unowned for a while, and the host sees both defaults.
    let trie = trie_of(&[change(0, 0, A, B), change(5, 4, C, C)]);
    let rules = BatchRules { rebuild_in: Some(0), ..rules(1) };
    let visible = ServiceSet::single(A).with(B);
    assert_eq!(solve(&trie, rules, services([A, B]), visible, LARGE_BUDGET).cost, (16, 1, 2 + 2));
}

#[test]
fn one_shield_above_replaces_two_below_it_where_no_default_only_address_is_between() {
    // Eight writes for the hosts; then two for one shield over all of them, or four for one over each pair.
    let hosts = [4, 5, 6, 7].map(|first| change(first, 4, A, B));
    let (cost, _, written) = solved(&hosts, 3);
    assert_eq!(cost, (0, 0, 8 + 2));
    assert!(written.contains(&"#6 0220".to_owned()), "{written:?}");
}

#[test]
fn all_options_with_the_fewest_writes_are_evaluated_while_the_best_one_hits_more_than_the_bound() {
    // A host that is replaced, in a block that is deleted. The lower bound is below what can be reached, because the block
    // contains a binding to a default-only service, which a legal state does not have.
    let changes = [change(4, 2, A, NO_SERVICE), change(4, 4, B, C), change(6, 3, DEFAULT_ONLY, NO_SERVICE)];
    let (cost, evaluated, written) = solved(&changes, 2);
    assert_eq!((cost, written), ((0, 1, 4), ["#0 344", "#4 110", "#5 200"].map(str::to_owned).to_vec()));
    // The block deleted in the first batch: below it the half of the host, with three options of the host, and its
    // neighbour; then the other half, which is deleted in the same batch or later, and is hit only in the first case.
    let at_once = 1 + (1 + 3 + 1) + (1 + 1 + 1);
    // The block deleted later takes no more writes, so it is evaluated; the host has a result for this view.
    let later = 1 + 1 + 1;
    // One option at the block above. With two batches no temporary service is ever stable.
    assert_eq!(evaluated, at_once + later + 1);
}

#[test]
fn a_solver_without_budget_takes_the_first_option_of_each_node_and_is_incomplete() {
    let both = [change(4, 4, A, B), change(5, 4, A, B)];
    let all = solve_under_default(&both, 3, LARGE_BUDGET);
    for budget in 1..=all.options_evaluated + 1 {
        let found = solve_under_default(&both, 3, budget);
        assert_eq!(found.complete, budget > all.options_evaluated, "{budget}");
        assert_eq!(found.options_evaluated, budget.min(all.options_evaluated), "{budget}");
        assert!(found.cost >= all.cost, "{budget}");
    }
    let first = solve_under_default(&both, 3, 1);
    assert_eq!(first.cost, (0, 2, 4));
    assert_eq!(first.written, [(0, "2333".to_owned()), (1, "2333".to_owned())]);
}

#[test]
fn the_writes_of_the_prefix_are_part_of_the_cost_and_of_the_result() {
    let trie = trie_of(&[change(0, 0, A, B)]);
    let found = |root: ServiceByBatch| solve(&trie, rules(2), root, ServiceSet::default(), LARGE_BUDGET);
    // While the prefix is replaced, an edge may have no binding at all.
    assert_eq!(found(services([A, B])).cost, (16, 0, 2));
    assert_eq!(found(services([A, B])).written, [(1, "233".to_owned())]);
    assert_eq!(found(services([A, C, B])).cost, (16, 16, 4));
    assert_eq!(found(services([A, NO_SERVICE, B])).cost, (16, 0, 2));
    assert_eq!(found(services([A, A, A])).written, []);
}

#[test]
fn fixed_hits_follow_from_the_leaves_and_the_rules() {
    let changes = [
        change(0, 0, A, B),
        change(2, 4, C, C),
        change(4, 4, B, NO_SERVICE),
        change(8, 1, NO_SERVICE, DEFAULT_ONLY),
    ];
    let trie = trie_of(&changes);
    let fixed = |rebuild_in, always_visible| {
        let rules = BatchRules { rebuild_in, ..rules(2) };
        Solver::new(&trie, rules, always_visible, LARGE_BUDGET).fixed_hits_at(trie.root())
    };
    let both = ServiceSet::single(A).with(B);
    assert_eq!(fixed(None, ServiceSet::default()), (0, 0));
    // Both defaults are visible: they hit a host of another service, a host that has the new one before and after, and the
    // half that has the old one before.
    assert_eq!(fixed(None, both), (0, 1 + 1 + 8));
    assert_eq!(fixed(None, ServiceSet::single(A)), (0, 1 + 1));
    // Where everything is deleted, all addresses with an owner before and after lose it for a while.
    assert_eq!(fixed(Some(0), both), (16, 1 + 1 + 8));
}

#[test]
fn an_address_without_an_owner_at_one_end_is_not_hit_by_having_none() {
    let cost_of = |before, after| {
        let rules = BatchRules { rebuild_in: Some(0), ..rules(1) };
        let trie = trie_of(&[change(0, 0, before, after)]);
        solve(&trie, rules, services([before, after]), ServiceSet::default(), LARGE_BUDGET).cost
    };
    assert_eq!(cost_of(A, B), (16, 0, 2));
    assert_eq!(cost_of(NO_SERVICE, B), (0, 0, 1));
    assert_eq!(cost_of(A, NO_SERVICE), (0, 0, 1));
}

#[test]
fn the_result_of_a_leaf_counts_for_all_leaves_of_the_class_with_their_sizes() {
    // The default is away for a batch. Only the host has a binding of its own; around it are blocks of one, two, four and
    // eight addresses, and the result of one of them serves all.
    let changes = [change(0, 0, DEFAULT_ONLY, DEFAULT_ONLY), change(5, 4, A, A)];
    let away = services([DEFAULT_ONLY, NO_SERVICE, DEFAULT_ONLY]);
    let found = solve(&trie_of(&changes), rules(2), away, ServiceSet::default(), LARGE_BUDGET);
    assert_eq!(found.cost, (15, 0, 2));
}

#[test]
fn an_edge_that_lacks_a_binding_in_flight_is_not_hit_by_what_it_shows_without_the_plan() {
    let in_flight = |change: BindingChange| BindingChange { in_flight: true, ..change };
    // Everything is deleted. The block in flight falls back to the half around it, whose service no address below has.
    let halves = [change(0, 1, A, NO_SERVICE), change(8, 1, A, NO_SERVICE)];
    let quarters = [change(8, 2, B, NO_SERVICE), in_flight(change(12, 2, B, NO_SERVICE))];
    let changes = [&[in_flight(change(0, 0, A, NO_SERVICE))], &halves[..], &quarters[..]].concat();
    let trie = trie_of(&changes);
    let cost = |batches| {
        let mut create_forbidden = [true; MAX_BATCHES];
        create_forbidden[0] = false;
        let rules = BatchRules { start_in_flight: true, create_forbidden, ..rules(batches) };
        let root = rules.schedule(services([A, NO_SERVICE])).expect("the prefix is deleted first");
        let cost = Solver::new(&trie, rules, ServiceSet::default(), LARGE_BUDGET).cost_with_root(&root);
        (cost.unowned, cost.third_party, cost.writes)
    };
    // Deleted together with the half, the quarters may show the half's service; deleted after it, they do not.
    assert_eq!([cost(1), cost(2)], [(0, 8, 5), (0, 0, 5)]);
}
