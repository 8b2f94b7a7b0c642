//! What a search finds, and how many courses it looks at to find it.
//!
//! A course counts when its price is about to be worked out. A change that only makes the search slower or faster shows
//! in these numbers; each says where it comes from.

use super::super::test_fixtures::*;
use super::super::trie::BindingChange;
use super::*;

/// More than any search here takes.
const PLENTY: u64 = 1_000;

fn course(batches: usize) -> BatchRules {
    BatchRules::new(batches, SUB_BLOCK_SERVICES, true)
}

/// What came of a search under a prefix with these stages.
#[derive(Debug, PartialEq, Eq)]
struct SolverOutcome {
    price: (u128, u128, u32),
    looked: u64,
    /// Node and stages, for each that is written to.
    written: Vec<(NodeId, String)>,
    complete: bool,
}

fn search(
    terrain: &Trie,
    course: BatchRules,
    root: ServiceByBatch,
    everybody: ServiceSet,
    most: u64,
) -> SolverOutcome {
    let root = course.schedule(root).expect("the prefix can take this course");
    let mut search = Solver::new(terrain, course, everybody, most);
    let price = search.cost_with_root(&root);
    let (looked, complete) = (most - search.budget_left(), search.is_complete());
    let mut written: Vec<_> = search.chosen_schedules(&root);
    written.sort_unstable();
    assert_eq!(most - search.budget_left(), looked, "what is known is not looked at again");
    SolverOutcome {
        price: (price.unowned, price.third_party, price.writes),
        looked,
        written: written.iter().map(|(id, stages)| (*id, digits(*stages, course.batches))).collect(),
        complete,
    }
}

/// Under a default that stays and may be nothing else.
fn under_tied(sites: &[BindingChange], batches: usize, most: u64) -> SolverOutcome {
    let sites = [&[change(0, 0, DEFAULT_ONLY, DEFAULT_ONLY)], sites].concat();
    search(&trie(&sites), course(batches), services([DEFAULT_ONLY]), ServiceSet::default(), most)
}

/// The same with what is written as text, under no limit.
fn told(sites: &[BindingChange], batches: usize) -> ((u128, u128, u32), u64, Vec<String>) {
    let SolverOutcome { price, looked, written, complete } = under_tied(sites, batches, PLENTY);
    assert!(complete);
    (price, looked, written.iter().map(|(id, stages)| format!("#{id} {stages}")).collect())
}

#[test]
fn nothing_is_looked_at_where_nothing_changes() {
    for batches in 1..=MAX_BATCHES {
        assert_eq!(told(&[], batches), ((0, 0, 0), 0, vec![]));
        assert_eq!(told(&[change(5, 4, A, A), change(8, 1, B, B)], batches), ((0, 0, 0), 0, vec![]));
    }
}

#[test]
fn one_course_is_looked_at_for_each_place_above_a_host_that_comes_since_the_first_hits_nobody() {
    // The host, the block directly above it, and the end of the chain.
    for batches in 1..=MAX_BATCHES {
        let at_once = digits(services([NO_SERVICE, A]), batches);
        assert_eq!(
            told(&[change(5, 4, NO_SERVICE, A)], batches),
            ((0, 0, 1), 3, vec![format!("#0 {at_once}")])
        );
    }
}

#[test]
fn a_host_that_every_course_hits_takes_the_first_and_nothing_is_tried_above_it() {
    // Whoever is replaced under a default of another service is hit: one course for each of the three places says so.
    for batches in 1..=MAX_BATCHES {
        let at_once = digits(services([A, B]), batches);
        assert_eq!(told(&[change(5, 4, A, B)], batches), ((0, 1, 2), 3, vec![format!("#0 {at_once}")]));
    }
}

#[test]
fn a_block_in_which_nobody_is_tied_gets_a_shield_where_three_batches_have_room_for_it() {
    let both = [change(4, 4, A, B), change(5, 4, A, B)];
    let hosts = |one: &str| vec![format!("#0 {one}"), format!("#1 {one}")];
    // The block of both, the two ends of the chain above it, and a host: the other fares like it.
    assert_eq!(told(&both, 1), ((0, 2, 4), 4, hosts("23")));
    // With two no shield stands through a batch, so that none is looked at.
    assert_eq!(told(&both, 2), ((0, 2, 4), 4, hosts("233")));
    // Under nothing one course of a host, since each hits it. Under the first shield that is there before the hosts change
    // and goes after them, the second course hits nobody: that is the end, here and above.
    let shielded = ["#0 2233", "#1 2233", "#2 0220"].map(str::to_owned).to_vec();
    assert_eq!(told(&both, 3), ((0, 0, 6), (1 + 1) + (1 + 2) + 1 + 1, shielded));
}

#[test]
fn one_shield_above_takes_the_place_of_two_below_it_where_nobody_is_tied_between() {
    // Eight writes for the hosts; two more for one shield over all of them, or four for one over each pair.
    let hosts = [4, 5, 6, 7].map(|first| change(first, 4, A, B));
    let (price, _, written) = told(&hosts, 3);
    assert_eq!(price, (0, 0, 8 + 2));
    assert!(written.contains(&"#6 0220".to_owned()), "{written:?}");
}

#[test]
fn all_courses_with_the_fewest_writes_are_tried_though_somebody_is_hit_by_each() {
    // A host that is replaced is hit, in a block that goes, and so may as many be as are tied in that block: those of a
    // binding to the default's service, which is found there though none should be.
    let sites = [change(4, 2, A, NO_SERVICE), change(4, 4, B, C), change(6, 3, DEFAULT_ONLY, NO_SERVICE)];
    let (price, looked, written) = told(&sites, 2);
    assert_eq!((price, written), ((0, 1, 4), ["#0 344", "#4 110", "#5 200"].map(str::to_owned).to_vec()));
    // The block that goes at once: below it the half of the host, with three courses of the host, and its neighbour; then
    // the other half, which goes with it or later, and is hit only in the first case.
    let at_once = 1 + (1 + 3 + 1) + (1 + 1 + 1);
    // The block that goes later: it writes as little, so that it is tried; the host knows this view.
    let later = 1 + 1 + 1;
    // One at the block above. With two batches no other service for a while is worth a look.
    assert_eq!(looked, at_once + later + 1);
}

#[test]
fn a_search_that_may_look_at_no_more_takes_the_first_course_of_each_place_and_says_so() {
    let both = [change(4, 4, A, B), change(5, 4, A, B)];
    let all = under_tied(&both, 3, PLENTY);
    for most in 1..=all.looked + 1 {
        let found = under_tied(&both, 3, most);
        assert_eq!(found.complete, most > all.looked, "{most}");
        assert_eq!(found.looked, most.min(all.looked), "{most}");
        assert!(found.price >= all.price, "{most}");
    }
    let first = under_tied(&both, 3, 1);
    assert_eq!(first.price, (0, 2, 4));
    assert_eq!(first.written, [(0, "2333".to_owned()), (1, "2333".to_owned())]);
}

#[test]
fn what_the_prefix_writes_is_part_of_the_price_and_of_the_stages() {
    let terrain = trie(&[change(0, 0, A, B)]);
    let found = |stages: ServiceByBatch| search(&terrain, course(2), stages, ServiceSet::default(), PLENTY);
    // While the prefix is replaced, an edge may find it empty.
    assert_eq!(found(services([A, B])).price, (16, 0, 2));
    assert_eq!(found(services([A, B])).written, [(1, "233".to_owned())]);
    assert_eq!(found(services([A, C, B])).price, (16, 16, 4));
    assert_eq!(found(services([A, NO_SERVICE, B])).price, (16, 0, 2));
    assert_eq!(found(services([A, A, A])).written, []);
}

#[test]
fn what_nothing_avoids_is_known_from_the_ground_alone() {
    let sites = [
        change(0, 0, A, B),
        change(2, 4, C, C),
        change(4, 4, B, NO_SERVICE),
        change(8, 1, NO_SERVICE, DEFAULT_ONLY),
    ];
    let terrain = Trie::new(PREFIX, WIDTH, &sites, SUB_BLOCK_SERVICES, true);
    let sunk = |redo, everybody| {
        let course = BatchRules { rebuild_in: redo, ..course(2) };
        Solver::new(&terrain, course, everybody, PLENTY).fixed_hits_at(terrain.root())
    };
    let both = ServiceSet::single(A).with(B);
    assert_eq!(sunk(None, ServiceSet::default()), (0, 0));
    // Seen are both defaults: by a host of another service, by one that has the new one before and after, and by the half
    // that has the old one before.
    assert_eq!(sunk(None, both), (0, 1 + 1 + 8));
    assert_eq!(sunk(None, ServiceSet::single(A)), (0, 1 + 1));
    // Where all is taken away, whoever has an owner before and after is without one.
    assert_eq!(sunk(Some(0), both), (16, 1 + 1 + 8));
}

#[test]
fn who_has_no_owner_at_one_end_is_not_hit_by_having_none() {
    let of = |before, after| {
        let root = [change(0, 0, before, after)];
        let course = BatchRules { rebuild_in: Some(0), ..course(1) };
        let terrain = Trie::new(PREFIX, WIDTH, &root, SUB_BLOCK_SERVICES, true);
        search(&terrain, course, services([before, after]), ServiceSet::default(), PLENTY).price
    };
    assert_eq!(of(A, B), (16, 0, 2));
    assert_eq!(of(NO_SERVICE, B), (0, 0, 1));
    assert_eq!(of(A, NO_SERVICE), (0, 0, 1));
}

#[test]
fn blocks_that_fare_alike_are_hit_with_all_of_their_addresses() {
    // The default is away for a batch. Only the host has a binding of its own; around it lie blocks of one, two, four and
    // eight addresses, and what is found for one of them is found for all.
    let sites = [change(0, 0, DEFAULT_ONLY, DEFAULT_ONLY), change(5, 4, A, A)];
    let away = services([DEFAULT_ONLY, NO_SERVICE, DEFAULT_ONLY]);
    let found = search(&trie(&sites), course(2), away, ServiceSet::default(), PLENTY);
    assert_eq!(found.price, (15, 0, 2));
}

#[test]
fn an_edge_without_a_binding_that_rolls_out_is_not_hit_by_what_it_shows_anyway() {
    let flying = |site: BindingChange| BindingChange { in_flight: true, ..site };
    // All goes. What rolls out falls to the half around it, whose service nobody below wants.
    let halves = [change(0, 1, A, NO_SERVICE), change(8, 1, A, NO_SERVICE)];
    let quarters = [change(8, 2, B, NO_SERVICE), flying(change(12, 2, B, NO_SERVICE))];
    let sites = [&[flying(change(0, 0, A, NO_SERVICE))], &halves[..], &quarters[..]].concat();
    let terrain = trie(&sites);
    let price = |batches| {
        let mut frozen = [true; MAX_BATCHES];
        frozen[0] = false;
        let course = BatchRules { start_in_flight: true, create_forbidden: frozen, ..course(batches) };
        let root = course.schedule(services([A, NO_SERVICE])).expect("the prefix goes first");
        let price = Solver::new(&terrain, course, ServiceSet::default(), PLENTY).cost_with_root(&root);
        (price.unowned, price.third_party, price.writes)
    };
    // Deleted with what is around them, they may be seen as of the half; deleted after it, they are not.
    assert_eq!([price(1), price(2)], [(0, 8, 5), (0, 0, 5)]);
}
