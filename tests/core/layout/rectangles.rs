//! Layouts compared with a linear scan over the bindings.

use crate::oracle::random::Random;
use crate::oracle::scan::{OracleRow, scan};
use byoip::layout::{AddressSpan, BindingRect, Layout, MergeBy, OwnerRun, PlacedBinding, RunOwner};
use byoip::{Cidr, Progress};
use proptest::prelude::*;
use std::net::{IpAddr, Ipv4Addr, Ipv6Addr};

/// A prefix, and bindings near it, inside it, around it, and of the other family.
#[derive(Debug, Clone)]
struct RandomBindings {
    prefix: Cidr,
    bindings: Vec<PlacedBinding>,
}

const SERVICES: u32 = 4;

fn address(v4: bool, bits: u128) -> IpAddr {
    if v4 {
        Ipv4Addr::from_bits(u32::try_from(bits & u128::from(u32::MAX)).unwrap()).into()
    } else {
        Ipv6Addr::from_bits(bits).into()
    }
}

fn cidr(v4: bool, bits: u128, length: u8) -> Cidr {
    Cidr::containing(address(v4, bits), length).unwrap_or_else(|| Cidr::parse("::/0").unwrap())
}

fn placed(v4: bool, base: u128, least: u8) -> impl Strategy<Value = PlacedBinding> {
    let bits = if v4 { 32 } else { 128 };
    let length = prop_oneof![
        5 => least..=bits,
        3 => bits - 3..=bits,
        1 => 0..=bits,
    ];
    let offset = prop_oneof![3 => any::<u128>(), 2 => (0u128..32).prop_map(|low| low), 1 => Just(0), 1 => Just(u128::MAX)];
    (length, offset, proptest::option::weighted(0.8, 0..SERVICES), prop_oneof![7 => Just(Progress::Active), 2 => Just(Progress::Provisioning), 1 => Just(Progress::Stuck)]).prop_map(
        move |(length, offset, service, progress)| {
            let mask = u128::MAX.checked_shr(u32::from(128 - bits + least)).unwrap_or(0);
            PlacedBinding { cidr: cidr(v4, base | offset & mask, length), service, progress }
        },
    )
}

fn world() -> impl Strategy<Value = RandomBindings> {
    let prefix = prop_oneof![
        Just("192.0.2.0/24"),
        Just("192.0.2.8/29"),
        Just("192.0.2.7/32"),
        Just("198.18.0.0/15"),
        Just("0.0.0.0/0"),
        Just("255.255.255.240/28"),
        Just("2001:db8::/32"),
        Just("2001:db8::/48"),
        Just("::/0"),
        Just("ffff:ffff:ffff:ffff:ffff:ffff:ffff:fff0/124"),
        Just("2001:db8::1/128"),
    ];
    prefix.prop_flat_map(|text| {
        let prefix = Cidr::parse(text).unwrap();
        let v4 = prefix.first().is_ipv4();
        let own = placed(v4, AddressSpan::of(&prefix).first, prefix.length());
        let other = placed(!v4, 0, 0);
        proptest::collection::vec(prop_oneof![15 => own, 1 => other], 0..40)
            .prop_map(move |bindings| RandomBindings { prefix, bindings })
    })
}

impl RandomBindings {
    fn v4(&self) -> bool {
        self.prefix.first().is_ipv4()
    }

    fn layout(&self) -> Layout {
        Layout::new(self.prefix, &self.bindings)
    }

    fn rows(&self) -> Vec<OracleRow> {
        let row = |placed: &PlacedBinding| OracleRow {
            network: placed.cidr.first(),
            length: placed.cidr.length(),
            service: placed.service.is_some(),
            stage: placed.progress as u8,
        };
        self.bindings.iter().map(row).collect()
    }

    /// The position of the owner in the list, and its roll-out, by the scan.
    fn owner(&self, rows: &[OracleRow], at: u128) -> Option<(u32, Progress)> {
        let prefix = Some((self.prefix.first(), self.prefix.length()));
        let answer = scan(rows, prefix, address(self.v4(), at));
        answer.owner.map(|index| {
            let progress = match answer.reason {
                "provisioning" => Progress::Provisioning,
                "stuck" => Progress::Stuck,
                _ => Progress::Active,
            };
            (u32::try_from(index).unwrap(), progress)
        })
    }

    /// Both ends of every binding, their neighbours, and some other addresses, all in the prefix.
    fn samples(&self) -> Vec<u128> {
        let whole = AddressSpan::of(&self.prefix);
        let ends = self.bindings.iter().flat_map(|placed| {
            let AddressSpan { first, last } = AddressSpan::of(&placed.cidr);
            [first.saturating_sub(1), first, last, last.saturating_add(1), first + (last - first) / 2]
        });
        let mut random = Random(7);
        let spread = (0..20).map(|_| whole.first + random.wide() % (whole.last - whole.first).max(1));
        let all = ends.chain(spread).chain([whole.first, whole.last]);
        all.filter(|at| whole.first <= *at && *at <= whole.last).collect()
    }

    fn views(&self) -> Vec<AddressSpan> {
        let whole = AddressSpan::of(&self.prefix);
        let samples = self.samples();
        let mut random = Random(11);
        let count = u64::try_from(samples.len()).unwrap();
        let mut pick = || samples[usize::try_from(random.below(count)).unwrap()];
        let mut views = vec![whole];
        for _ in 0..4 {
            let (a, b) = (pick(), pick());
            views.push(AddressSpan { first: a.min(b), last: a.max(b) });
        }
        views
    }
}

fn run_at(runs: &[OwnerRun], at: u128) -> &OwnerRun {
    runs.iter().find(|run| run.span.first <= at && at <= run.span.last).expect("runs tile the view")
}

fn assert_tiles(runs: &[OwnerRun], view: AddressSpan) {
    assert_eq!(runs.first().map(|run| run.span.first), Some(view.first));
    assert_eq!(runs.last().map(|run| run.span.last), Some(view.last));
    assert!(runs.iter().all(|run| run.span.first <= run.span.last));
    assert!(runs.windows(2).all(|pair| pair[0].span.last + 1 == pair[1].span.first));
}

/// What the order must not change: services, but not positions in the list.
fn order_independent(
    bindings: &[PlacedBinding],
    blocks: &[BindingRect],
) -> Vec<(AddressSpan, u32, Option<PlacedBinding>, u32, u32)> {
    let of = |block: &BindingRect| block.binding.map(|at| bindings[at as usize]);
    blocks.iter().map(|b| (b.span, b.row, of(b), b.count, b.hidden)).collect()
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(96))]

    #[test]
    fn every_run_has_the_owner_of_each_of_its_addresses(world in world()) {
        let (layout, rows) = (world.layout(), world.rows());
        for view in world.views() {
            let runs = layout.strip(view, MergeBy::Binding, None);
            assert_tiles(&runs, view);
            for at in world.samples() {
                if at < view.first || view.last < at {
                    continue;
                }
                let run = run_at(&runs, at);
                let expected = world.owner(&rows, at);
                let found = match run.owner {
                    RunOwner::Service { service, binding } => {
                        prop_assert_eq!(world.bindings[binding as usize].service, Some(service));
                        Some((binding, run.progress))
                    }
                    RunOwner::NoService => None,
                    RunOwner::Many => panic!("nothing is merged without a width"),
                };
                prop_assert_eq!(found, expected, "{:?} of {:?}", address(world.v4(), at), world.prefix);
            }
        }
    }

    #[test]
    fn merging_by_service_joins_neighbours_of_one_service_and_state(world in world()) {
        let layout = world.layout();
        let fate = |run: &OwnerRun| (run.owner.service(), run.progress);
        for view in world.views() {
            let apart = layout.strip(view, MergeBy::Binding, None);
            let merged = layout.strip(view, MergeBy::Service, None);
            assert_tiles(&merged, view);
            prop_assert!(merged.windows(2).all(|pair| fate(&pair[0]) != fate(&pair[1])));
            for run in &apart {
                prop_assert_eq!(fate(run_at(&merged, run.span.first)), fate(run));
                prop_assert_eq!(fate(run_at(&merged, run.span.last)), fate(run));
            }
        }
    }

    #[test]
    fn there_are_at_most_two_runs_for_each_binding_and_one(world in world()) {
        let layout = world.layout();
        for view in world.views() {
            for merge in [MergeBy::Binding, MergeBy::Service] {
                prop_assert!(layout.strip(view, merge, None).len() <= 2 * world.bindings.len() + 1);
            }
            prop_assert!(layout.icicle(view, None).len() <= world.bindings.len());
        }
    }

    #[test]
    fn a_width_bounds_the_rectangles_and_counts_what_it_merges(world in world(), width in 1u32..40) {
        let layout = world.layout();
        let bits = usize::from(world.prefix.family().bits());
        for view in world.views() {
            let all = layout.strip(view, MergeBy::Service, None);
            let runs = layout.strip(view, MergeBy::Service, Some(width));
            assert_tiles(&runs, view);
            prop_assert!(runs.len() <= 2 * width as usize, "{} runs for {} pixels", runs.len(), width);
            let sum: u32 = runs.iter().map(|run| run.count).sum();
            prop_assert_eq!(sum as usize, all.len());
            for run in &runs {
                let inside = all.iter().filter(|one| run.span.covers(one.span)).count();
                prop_assert_eq!(inside, run.count as usize);
                prop_assert_eq!(run.owner == RunOwner::Many, run.count > 1);
                if run.count == 1 {
                    prop_assert_eq!(run_at(&all, run.span.first), run);
                }
            }
            let all = layout.icicle(view, None);
            let blocks = layout.icicle(view, Some(width));
            prop_assert!(blocks.len() <= 8 * width as usize + 4 * bits, "{} blocks for {} pixels", blocks.len(), width);
            let count = |blocks: &[BindingRect]| blocks.iter().map(|block| block.count + block.hidden).sum::<u32>();
            prop_assert_eq!(count(&blocks), count(&all));
            for block in &blocks {
                match block.binding {
                    Some(binding) => prop_assert!(all.iter().any(|one| one.binding == Some(binding) && one.span == block.span)),
                    None => prop_assert!(block.count > 1 && block.hidden == 0),
                }
            }
        }
    }

    #[test]
    fn every_binding_in_view_is_below_the_one_around_it(world in world()) {
        let layout = world.layout();
        for view in world.views() {
            let blocks = layout.icicle(view, None);
            let in_view = |placed: &&PlacedBinding| placed.cidr.family() == world.prefix.family() && AddressSpan::of(&placed.cidr).within(view).is_some();
            let count: u32 = blocks.iter().map(|block| block.count).sum();
            prop_assert_eq!(count as usize, world.bindings.iter().filter(in_view).count());
            prop_assert!(blocks.windows(2).all(|pair| pair[0].span.first <= pair[1].span.first), "by address");
            for (at, block) in blocks.iter().enumerate() {
                let own = world.bindings[block.binding.unwrap() as usize];
                prop_assert_eq!(Some(block.span), AddressSpan::of(&own.cidr).within(view));
                prop_assert_eq!((block.service, block.progress), (own.service, own.progress));
                // The row is the number of CIDRs around it; a regional binding with the same CIDR counts once.
                let mut around: Vec<_> = world.bindings.iter()
                    .filter(|p| p.cidr.covers(&own.cidr) && (p.cidr != own.cidr || (p.service.is_none() && own.service.is_some())))
                    .filter(|p| AddressSpan::of(&p.cidr).within(AddressSpan::of(&world.prefix)).is_some())
                    .map(|p| (p.cidr, p.service.is_some())).collect();
                around.sort_unstable();
                around.dedup();
                prop_assert_eq!(block.row as usize, around.len());
                let same_row = |other: &&BindingRect| other.row == block.row && other.span.within(block.span).is_some();
                prop_assert_eq!(blocks.iter().filter(same_row).count(), 1, "no two of a row overlap, {}", at);
            }
        }
    }

    #[test]
    fn the_order_of_the_list_changes_nothing(world in world(), seed in any::<u64>(), width in proptest::option::of(1u32..40)) {
        let mut shuffled = world.clone();
        let mut random = Random(seed);
        for at in (1..shuffled.bindings.len()).rev() {
            let other = usize::try_from(random.below(u64::try_from(at + 1).unwrap())).unwrap();
            shuffled.bindings.swap(at, other);
        }
        // Among bindings of one CIDR that differ in their service only, the order of the list decides.
        let mut seen: Vec<PlacedBinding> = Vec::new();
        for placed in &world.bindings {
            let twin = seen.iter().any(|p| p.cidr == placed.cidr && p.progress == placed.progress && p.service != placed.service);
            prop_assume!(!twin);
            seen.push(*placed);
        }
        let (one, other) = (world.layout(), shuffled.layout());
        for view in world.views() {
            prop_assert_eq!(
                order_independent(&world.bindings, &one.icicle(view, width)),
                order_independent(&shuffled.bindings, &other.icicle(view, width))
            );
            let fates = |runs: Vec<OwnerRun>| runs.iter().map(|r| (r.span, r.owner.service(), r.progress, r.count)).collect::<Vec<_>>();
            prop_assert_eq!(
                fates(one.strip(view, MergeBy::Service, width)),
                fates(other.strip(view, MergeBy::Service, width))
            );
        }
        prop_assert_eq!(one.lines(&world.prefix), other.lines(&world.prefix));
    }

    #[test]
    fn edges_ascend_from_zero_to_one_without_gaps(world in world()) {
        let layout = world.layout();
        for view in world.views() {
            let runs = layout.strip(view, MergeBy::Service, None);
            let edges: Vec<_> = runs.iter().map(|run| view.edges(run.span)).collect();
            prop_assert_eq!(edges[0].0.to_bits(), 0f64.to_bits());
            prop_assert_eq!(edges[edges.len() - 1].1.to_bits(), 1f64.to_bits());
            prop_assert!(edges.iter().all(|(left, right)| left <= right));
            prop_assert!(edges.windows(2).all(|pair| pair[0].1.to_bits() == pair[1].0.to_bits()));
        }
    }

    #[test]
    fn lines_cover_the_block_and_only_uniform_neighbours_are_joined(world in world()) {
        let layout = world.layout();
        let lines = layout.lines(&world.prefix);
        let whole = AddressSpan::of(&world.prefix);
        prop_assert!(lines.len() <= 16);
        prop_assert_eq!(lines.iter().map(|line| line.blocks).sum::<u32>().count_ones(), 1);
        prop_assert_eq!((lines[0].span.first, lines[lines.len() - 1].span.last), (whole.first, whole.last));
        prop_assert!(lines.windows(2).all(|pair| pair[0].span.last + 1 == pair[1].span.first));
        for line in lines.iter().filter(|line| line.blocks > 1) {
            prop_assert_eq!(layout.strip(line.span, MergeBy::Binding, None).len(), 1);
            let own = |p: &&PlacedBinding| p.cidr.family() == world.prefix.family() && line.span.covers(AddressSpan::of(&p.cidr)) && AddressSpan::of(&p.cidr) != whole;
            for inside in world.bindings.iter().filter(own) {
                prop_assert!(inside.cidr.length() < line.length, "{} in a line of /{}", inside.cidr, line.length);
            }
        }
    }
}

fn bound(list: &[(&str, Option<u32>)]) -> Vec<PlacedBinding> {
    let placed = |(cidr, service): &(&str, Option<u32>)| PlacedBinding {
        cidr: Cidr::parse(cidr).unwrap(),
        service: *service,
        progress: Progress::Active,
    };
    list.iter().map(placed).collect()
}

#[test]
fn a_regional_binding_is_in_the_rows_and_not_in_the_strip() {
    let prefix = Cidr::parse("192.0.2.0/24").unwrap();
    let list = bound(&[("192.0.2.0/24", Some(0)), ("192.0.2.64/26", None), ("192.0.2.80/28", Some(1))]);
    let layout = Layout::new(prefix, &list);
    let rows: Vec<_> = layout.icicle(layout.whole(), None).iter().map(|b| (b.row, b.service)).collect();
    assert_eq!(rows, [(0, Some(0)), (1, None), (2, Some(1))]);
    let runs: Vec<_> = layout
        .strip(layout.whole(), MergeBy::Binding, None)
        .iter()
        .map(|run| (run.span.last - run.span.first + 1, run.owner.service()))
        .collect();
    assert_eq!(runs, [(80, Some(0)), (16, Some(1)), (160, Some(0))]);
}

#[test]
fn without_bindings_there_is_one_run_without_an_owner() {
    for prefix in ["0.0.0.0/0", "::/0", "192.0.2.1/32", "2001:db8::/32"] {
        let layout = Layout::new(Cidr::parse(prefix).unwrap(), &[]);
        let runs = layout.strip(layout.whole(), MergeBy::Service, Some(100));
        assert_eq!(runs.len(), 1);
        assert_eq!((runs[0].span, runs[0].owner), (layout.whole(), RunOwner::NoService));
        assert!(layout.is_empty() && layout.icicle(layout.whole(), None).is_empty());
    }
}

#[test]
fn the_halves_of_all_of_ipv6_meet_in_the_middle() {
    let layout = Layout::new(Cidr::parse("::/0").unwrap(), &bound(&[("8000::/1", Some(3))]));
    let runs = layout.strip(layout.whole(), MergeBy::Service, Some(1000));
    let edges: Vec<_> = runs.iter().map(|run| layout.whole().edges(run.span)).collect();
    assert_eq!(edges, [(0.0, 0.5), (0.5, 1.0)]);
}

#[test]
fn a_large_prefix_is_divided_into_equal_blocks_and_uniform_ones_are_joined() {
    let lines = |prefix: &str, list: &[(&str, Option<u32>)]| {
        let prefix = Cidr::parse(prefix).unwrap();
        let lines = Layout::new(prefix, &bound(list)).lines(&prefix);
        lines.iter().map(|line| (line.blocks, line.length)).collect::<Vec<_>>()
    };
    assert_eq!(lines("192.0.2.0/24", &[]), [(1, 24)]);
    assert_eq!(lines("192.0.2.0/25", &[]), [(1, 25)]);
    let two = [("198.18.0.0/22", Some(0)), ("198.18.1.7/32", Some(1))];
    assert_eq!(lines("198.18.0.0/22", &two), [(1, 24), (1, 24), (2, 24)]);
    assert_eq!(lines("198.16.0.0/12", &[("198.18.1.7/32", Some(1))]), [(2, 16), (1, 16), (13, 16)]);
    assert_eq!(lines("2001:db8::/62", &[]), [(4, 64)]);
    let v6 = [("2001:db8:1000::/36", Some(0)), ("2001:db8:2000::/36", Some(0))];
    assert_eq!(lines("2001:db8::/32", &v6), [(1, 36), (1, 36), (1, 36), (13, 36)]);
    assert_eq!(lines("::/0", &[]), [(16, 4)]);
    assert_eq!(lines("2001:db8::/127", &[]), [(1, 127)]);
}
