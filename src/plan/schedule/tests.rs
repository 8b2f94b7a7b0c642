//! Which ways are tried, when a search may stop, and what it says where it was cut short.

use super::super::sixteen::*;
use super::*;

/// An order about a prefix of sixteen addresses.
fn order(sites: &[Site], profile: Profile, policy: Policy) -> Order<'_> {
    let services = PARTS.with(NOBODY).with(TIED);
    Order { prefix: PREFIX, width: WIDTH, sites, parts: PARTS, services, profile, policy }
}

/// The terrain of an order, as a schedule lays it out.
fn ground(order: &Order<'_>) -> Terrain {
    let [before, after] = order.root();
    let redo = order.profile == Profile::Strict && before != after;
    Terrain::new(order.prefix, order.width, order.sites, order.parts, redo)
}

/// The way of a prefix: its stages; the batch in which all is made again; those in which nothing can be made; and who is
/// seen by everybody.
fn told(way: &Way) -> String {
    let Course { batches, redo, frozen, .. } = way.course;
    let roots: Vec<_> = way.root.iter().map(|root| digits(root.stages, batches)).collect();
    let redo = redo.map_or(String::new(), |batch| format!(", redo {batch}"));
    let frozen: Vec<_> = (0..MOST_BATCHES).filter(|batch| frozen[*batch]).collect();
    let frozen = if frozen.is_empty() { String::new() } else { format!(", frozen {frozen:?}") };
    let everybody: Vec<_> = way.everybody.iter().collect();
    format!("{}{redo}{frozen}, seen {everybody:?}", roots.join(" "))
}

fn ways(sites: &[Site], profile: Profile, batches: usize) -> Vec<String> {
    order(sites, profile, Policy::Hitless).ways(batches).iter().map(told).collect()
}

#[test]
fn a_default_that_stays_goes_one_way() {
    for profile in [Profile::Strict, Profile::Lenient] {
        assert_eq!(ways(&[site(0, 0, A, A), site(0, 1, B, C)], profile, 3), ["2222, seen []"]);
        assert_eq!(ways(&[site(0, 1, B, NOBODY)], profile, 2), ["000, seen []"]);
    }
}

#[test]
fn a_default_that_changes_may_do_so_in_each_batch_and_under_the_strict_profile_takes_all_with_it() {
    let sites = [site(0, 0, A, B), site(0, 1, C, C)];
    assert_eq!(ways(&sites, Profile::Lenient, 3), ["2333, seen []", "2233, seen []", "2223, seen []"]);
    assert_eq!(
        ways(&sites, Profile::Strict, 3),
        ["2333, redo 0, seen [2, 3]", "2233, redo 1, seen [2, 3]", "2223, redo 2, seen [2, 3]"]
    );
}

#[test]
fn a_default_that_comes_is_seen_alone_and_nothing_is_made_before_it() {
    // Something is bound already, and goes first or later.
    let sites = [site(0, 0, NOBODY, A), site(0, 1, B, NOBODY)];
    assert_eq!(ways(&sites, Profile::Lenient, 2), ["022, seen [2]", "002, frozen [0], seen [2]"]);
    assert_eq!(
        ways(&sites, Profile::Strict, 2),
        ["022, redo 0, seen [2]", "002, redo 1, frozen [0], seen [2]"]
    );
    // From nothing there is nothing to do before it.
    let sites = [site(0, 0, NOBODY, A), site(0, 1, NOBODY, B)];
    assert_eq!(ways(&sites, Profile::Lenient, 2), ["022, seen [2]"]);
    assert_eq!(ways(&sites, Profile::Strict, 2), ["022, redo 0, seen [2]"]);
}

#[test]
fn a_default_that_goes_is_the_last_to_go_under_the_strict_profile_and_nothing_is_made_after_it() {
    let sites = [site(0, 0, A, NOBODY), site(0, 1, B, NOBODY)];
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
    sites: &[Site],
    profile: Profile,
    policy: Policy,
    batches: usize,
    hits: Option<Hits>,
) -> Vec<String> {
    let order = order(sites, profile, policy);
    let terrain = ground(&order);
    let best = hits.map(|(unowned, third_party)| Best {
        price: Price { unowned, third_party, writes: 1 },
        root: order.course(1).timeline(stages([A])).expect("nothing is written"),
        search: Search::new(&terrain, order.course(1), Services::default(), 0),
    });
    order.detours(batches, &terrain, best.as_ref()).iter().map(told).collect()
}

#[test]
fn another_default_for_a_while_is_each_service_from_one_batch_to_another_with_the_fewest_writes_first() {
    let sites = [site(0, 0, A, B), site(5, 4, C, A)];
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
    let sites = [site(0, 0, A, B), site(5, 4, C, A)];
    let none = Vec::<String>::new();
    assert_eq!(detours(&sites, Profile::Strict, Policy::Hitless, 3, None), none);
    assert_eq!(detours(&sites, Profile::Lenient, Policy::FewestWrites, 3, None), none);
    assert_eq!(detours(&sites, Profile::Strict, Policy::FewestWrites, 3, None), none);
    let goes = [site(0, 0, A, NOBODY), site(5, 4, C, NOBODY)];
    assert_eq!(detours(&goes, Profile::Lenient, Policy::Hitless, 3, None), none);
}

#[test]
fn from_nothing_another_default_comes_first_and_is_seen_by_everybody() {
    // Whoever gets B is hit by any other.
    let sites = [site(0, 0, NOBODY, A), site(0, 2, NOBODY, B)];
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
    let sites = [site(0, 0, TIED, TIED), site(0, 2, A, B)];
    let tried = |hits| !detours(&sites, Profile::Lenient, Policy::Hitless, 2, hits).is_empty();
    assert!(tried(None));
    assert!(tried(Some((0, 12))) && tried(Some((12, 0))) && !tried(Some((11, 11))));
    // Who can be shielded, or changes hands, is not among them.
    let free = [site(0, 0, A, A), site(0, 2, TIED, TIED), site(4, 2, TIED, C)];
    let tried = |hits| !detours(&free, Profile::Lenient, Policy::Hitless, 2, Some((0, hits))).is_empty();
    assert!(tried(4) && !tried(3));
}

fn bound(sites: &[Site], profile: Profile, policy: Policy) -> Hits {
    let order = order(sites, profile, policy);
    order.bound(&ground(&order))
}

#[test]
fn under_a_default_that_stays_hosts_that_are_lost_are_hit_whatever_is_done() {
    let sites = [site(0, 0, TIED, TIED), site(5, 4, A, B), site(9, 4, A, B)];
    for profile in [Profile::Strict, Profile::Lenient] {
        assert_eq!(bound(&sites, profile, Policy::Hitless), (0, 2), "{profile:?}");
        // A bound of none costs time only, and there the search has one course for each place.
        assert_eq!(bound(&sites, profile, Policy::FewestWrites), (0, 0), "{profile:?}");
    }
    // Under the lenient profile the default may make way for a service of theirs, which hits whoever is tied to it:
    // of the sixteen nobody but two.
    let few = [site(0, 0, TIED, TIED), site(0, 1, A, A), site(8, 2, A, A), site(12, 3, A, A)];
    let hosts = [site(14, 4, B, C), site(15, 4, B, C)];
    assert_eq!(bound(&[&few[..], &hosts[..]].concat(), Profile::Strict, Policy::Hitless), (0, 0));
}

#[test]
fn under_the_lenient_profile_no_more_need_be_hit_than_are_tied() {
    // In a prefix of two addresses both are replaced, nobody is tied, and nothing but the default is above them.
    let sites = [site(0, 0, TIED, TIED), site(0, 1, A, B), site(1, 1, A, B)];
    let bound = |profile| {
        let order = Order { width: 1, ..order(&sites, profile, Policy::Hitless) };
        order.bound(&ground(&order))
    };
    assert_eq!(bound(Profile::Strict), (0, 2));
    assert_eq!(bound(Profile::Lenient), (0, 0));
}

#[test]
fn a_default_that_comes_hits_whoever_wants_another_than_the_best_one() {
    let comes = |after| [site(0, 0, NOBODY, after), site(0, 2, NOBODY, B), site(5, 4, NOBODY, C)];
    let lenient = |sites: &[Site]| bound(sites, Profile::Lenient, Policy::Hitless);
    assert_eq!(lenient(&comes(A)), (0, 5));
    assert_eq!(lenient(&comes(B)), (0, 1));
    assert_eq!(lenient(&[site(0, 0, NOBODY, TIED)]), (0, 0));
    // Where what was bound goes with it, or stays, it is the same.
    assert_eq!(lenient(&[site(0, 0, NOBODY, A), site(0, 1, B, C)]), (0, 8));
}

#[test]
fn a_default_that_goes_leaves_nobody_hit_under_the_lenient_profile() {
    let sites = [site(0, 0, A, NOBODY), site(0, 2, B, NOBODY), site(5, 4, C, NOBODY)];
    assert_eq!(bound(&sites, Profile::Lenient, Policy::Hitless), (0, 0));
}

#[test]
fn under_the_strict_profile_a_default_that_changes_empties_the_prefix_and_is_seen_alone() {
    for policy in [Policy::Hitless, Policy::FewestWrites] {
        let strict = |sites: &[Site]| bound(sites, Profile::Strict, policy);
        assert_eq!(strict(&[site(0, 0, A, B)]), (16, 0));
        // Whoever has or wants another is hit by one of the two defaults.
        assert_eq!(
            strict(&[site(0, 0, A, B), site(0, 2, A, C), site(4, 2, C, B), site(8, 2, C, C)]),
            (16, 12)
        );
        // Who gets an owner or loses it is not hit by having none, and may be by the default that is seen alone.
        assert_eq!(strict(&[site(0, 0, NOBODY, A), site(0, 1, NOBODY, B)]), (0, 8));
        assert_eq!(strict(&[site(0, 0, NOBODY, A), site(0, 1, B, B)]), (8, 8));
        assert_eq!(strict(&[site(0, 0, A, NOBODY), site(0, 1, B, B)]), (8, 8));
        assert_eq!(bound(&[site(0, 0, A, B)], Profile::Lenient, Policy::FewestWrites), (0, 0));
    }
}

/// The price, the batches, how many courses were looked at, and whether that were all.
type Scheduled = ((u128, u128, u32), usize, u64, bool);

fn scheduled(order: &Order<'_>, most: u64) -> Option<Scheduled> {
    let (found, looked) = order.within(most);
    let (price, Schedule { course, complete, .. }) = found?;
    Some(((price.unowned, price.third_party, price.writes), course.batches, looked, complete))
}

/// More than any search here takes.
const PLENTY: u64 = 100_000;

fn hitless(sites: &[Site], profile: Profile) -> Option<Scheduled> {
    scheduled(&order(sites, profile, Policy::Hitless), PLENTY)
}

#[test]
fn nothing_is_scheduled_where_nothing_differs() {
    assert_eq!(hitless(&[], Profile::Strict), None);
    assert_eq!(hitless(&[site(0, 0, A, A), site(5, 4, B, B)], Profile::Strict), None);
}

#[test]
fn the_first_batch_is_enough_where_nobody_is_hit_who_need_not_be() {
    for profile in [Profile::Strict, Profile::Lenient] {
        // A host that comes: one course for each of the three places.
        let sites = [site(0, 0, TIED, TIED), site(5, 4, NOBODY, A)];
        assert_eq!(hitless(&sites, profile), Some(((0, 0, 1), 1, 3, true)));
        // One that is replaced is hit whatever is done, so that no second batch is tried: the bound says so.
        let sites = [site(0, 0, TIED, TIED), site(5, 4, A, B)];
        assert_eq!(hitless(&sites, profile), Some(((0, 1, 2), 1, 3, true)));
    }
    // Under blocks that stay, a default may change unseen; nothing inside them is looked at.
    let covered = [site(0, 0, A, B), site(0, 1, C, C), site(5, 4, A, A), site(8, 1, C, C), site(9, 4, B, B)];
    assert_eq!(hitless(&covered, Profile::Lenient), Some(((0, 0, 2), 1, 2, true)));
    // A default that changes strictly empties the prefix once, in whichever batch.
    let sites = [site(0, 0, A, B)];
    assert_eq!(hitless(&sites, Profile::Strict), Some(((16, 0, 2), 1, 1, true)));
}

#[test]
fn as_many_batches_are_tried_as_it_takes_to_hit_nobody() {
    // The three searches of one, two and three batches: src/plan/search/tests.rs says what each looks at.
    let both = [site(0, 0, TIED, TIED), site(4, 4, A, B), site(5, 4, A, B)];
    assert_eq!(hitless(&both, Profile::Strict), Some(((0, 0, 6), 3, 4 + 4 + 7, true)));
}

#[test]
fn all_batches_are_tried_where_somebody_is_hit_in_each() {
    // Without shields, and hit by each course, one for each of the three places and each number of batches.
    let sites = [site(0, 0, TIED, TIED), site(5, 4, A, B)];
    for profile in [Profile::Strict, Profile::Lenient] {
        let order = order(&sites, profile, Policy::FewestWrites);
        assert_eq!(scheduled(&order, PLENTY), Some(((0, 1, 2), 1, 5 * 3, true)), "{profile:?}");
    }
}

/// What the lenient profile looks at more than the strict one, under a default that stays: other defaults for a while.
fn looked_at_for_detours(sites: &[Site]) -> (u32, u64) {
    let [strict, lenient] = [Profile::Strict, Profile::Lenient].map(|profile| hitless(sites, profile));
    let (strict, lenient) = (strict.expect("something differs"), lenient.expect("something differs"));
    assert_eq!((strict.0.0, strict.0.1, strict.1), (0, 0, 3), "nobody is hit, by three batches");
    (strict.0.2, lenient.2 - strict.2)
}

#[test]
fn another_default_is_tried_where_shields_take_more_than_four_writes_more_than_the_least() {
    let root = site(0, 0, A, A);
    // One or two batches hit somebody, so that the other defaults are tried with two, in any case.
    let with_two = |sites: &[Site]| {
        let order = order(sites, Profile::Lenient, Policy::Hitless);
        let terrain = ground(&order);
        let mut found = Found { terrain: &terrain, most: PLENTY, looked: 0, best: None };
        found.follow(&order.ways(1));
        found.follow(&order.ways(2));
        let before = found.looked;
        found.follow(&order.detours(2, &terrain, found.best.as_ref()));
        found.looked - before
    };
    // Two hosts under one shield take two writes more, the halves of a block four: with three batches no other is tried.
    let hosts = [root, site(4, 4, B, C), site(5, 4, B, C)];
    assert_eq!(looked_at_for_detours(&hosts), (4 + 2, with_two(&hosts)));
    let half = [root, site(4, 2, B, C)];
    // Of a block it is known that two are not enough.
    assert_eq!(looked_at_for_detours(&half), (2 + 4, 0));
    // Two blocks far apart take eight more.
    let halves = [root, site(4, 2, B, C), site(12, 2, B, C)];
    let (writes, looked) = looked_at_for_detours(&halves);
    assert_eq!(writes, 4 + 8);
    assert!(looked > 0, "others are tried");
}

#[test]
fn a_schedule_that_was_cut_short_says_so_and_no_more_batches_are_tried() {
    let both = [site(0, 0, TIED, TIED), site(4, 4, A, B), site(5, 4, A, B)];
    let within = |most| scheduled(&order(&both, Profile::Strict, Policy::Hitless), most);
    // One batch takes four looks, and so do two; three take seven. The limit is for each of them.
    assert_eq!(within(4), Some(((0, 2, 4), 1, 4, false)));
    assert_eq!(within(5), Some(((0, 2, 4), 1, 4 + 4 + 5, false)));
    assert_eq!(within(7), Some(((0, 0, 6), 3, 4 + 4 + 7, false)));
    assert_eq!(within(8), Some(((0, 0, 6), 3, 4 + 4 + 7, true)));
}

/// How many courses a search with so many batches looks at.
fn looked_at(order: &Order<'_>, batches: usize) -> u64 {
    let mut found = Found { terrain: &ground(order), most: PLENTY, looked: 0, best: None };
    assert!(found.follow(&order.ways(batches)));
    found.looked
}

#[test]
fn three_batches_are_tried_first_where_two_cannot_do() {
    let looked = |sites: &[Site], policy| {
        let order = order(sites, Profile::Strict, policy);
        let (price, batches, looked, complete) = scheduled(&order, PLENTY).expect("something differs");
        assert!(complete);
        (price, batches, looked, [1, 2, 3, 4, 5].map(|batches| looked_at(&order, batches)))
    };
    let block = [site(0, 0, TIED, TIED), site(4, 2, A, B)];
    let (price, batches, all, [_, _, three, _, _]) = looked(&block, Policy::Hitless);
    assert_eq!((price, batches, all), ((0, 0, 2 + 4), 3, three));
    // Where they do not do either, the others follow: here nobody is hit by five, which shield the host and the block apart.
    let host = [site(0, 0, A, A), site(0, 4, B, C), site(4, 2, B, C)];
    let (price, batches, all, each) = looked(&host, Policy::Hitless);
    assert_eq!((price, batches, all), ((0, 0, 10), 5, each.iter().sum()));
    // Without shields, or without a default that stays, it is not known.
    let (price, batches, all, each) = looked(&block, Policy::FewestWrites);
    assert_eq!((price, batches, all), ((0, 4, 2), 1, each.iter().sum()));
    let free = [site(0, 0, NOBODY, NOBODY), site(4, 2, A, B)];
    let (price, batches, all, [one, two, three, ..]) = looked(&free, Policy::Hitless);
    assert_eq!((price, batches, all), ((0, 0, 2 + 4), 3, one + two + three));
}

#[test]
fn three_batches_that_were_tried_first_and_cut_short_are_held_against_one() {
    let host = [site(0, 0, A, A), site(0, 4, B, C), site(4, 2, B, C)];
    let order = order(&host, Profile::Strict, Policy::Hitless);
    let (_, batches, looked, complete) = scheduled(&order, 1).expect("something differs");
    assert_eq!((batches, looked, complete), (1, 2, false));
}

#[test]
fn of_schedules_of_one_price_the_first_is_taken() {
    // Under blocks that stay the default may change in either batch.
    let sites = [site(0, 0, A, B), site(0, 1, C, C), site(8, 1, C, C)];
    let order = order(&sites, Profile::Lenient, Policy::Hitless);
    let terrain = ground(&order);
    let mut found = Found { terrain: &terrain, most: PLENTY, looked: 0, best: None };
    assert!(found.follow(&order.ways(2)));
    let best = found.best.expect("there is a schedule").schedule(&terrain, true);
    let told: Vec<_> = best.parts.iter().map(|part| (part.block, digits(part.stages, 2))).collect();
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
        let mut sites = std::collections::BTreeMap::from([(block(0, 0), [TIED, TIED])]);
        for _ in 0..changes * 4 / 3 {
            let length = 16 + 2 * u8::try_from(draw(5)).unwrap();
            let first = u128::from(draw(1 << 24)) >> (24 - length) << (24 - length);
            let (one, other) = if draw(2) == 0 { (A, B) } else { (B, A) };
            let owners = [[one, other], [NOBODY, one], [one, NOBODY], [one, one]];
            sites.insert(block(first, length), owners[usize::try_from(draw(4)).unwrap()]);
        }
        let site =
            |(block, [before, after]): (Block, [Service; 2])| Site { block, before, after, barred: false };
        let sites: Vec<Site> = sites.into_iter().map(site).collect();
        let order = Order { width: 24, ..order(&sites, Profile::Strict, Policy::Hitless) };
        let (found, looked) = order.within(u64::MAX);
        assert_eq!(found.expect("something changes").1.course.batches, 3);
        #[expect(clippy::cast_precision_loss, reason = "both are far below 2^52")]
        let (looked, changes) = (looked as f64, changes as f64);
        looked / (changes * changes.log2())
    };
    let [hundred, thousand, ten_thousand] = [100, 1_000, 10_000].map(looked);
    assert!(thousand <= hundred && ten_thousand <= thousand, "{hundred} {thousand} {ten_thousand}");
}
