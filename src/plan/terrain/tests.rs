//! What the terrain lays out, in prefixes of sixteen addresses or fewer that are written out by hand.

use super::super::sixteen::*;
use super::*;

/// The node that stands for a block.
fn node(terrain: &Terrain, place: Block) -> NodeId {
    let here = |id: &NodeId| matches!(terrain.place(*id), Some(Place::Block(block)) if block == place);
    (0..terrain.nodes.len()).rfind(here).expect("the block is in the terrain")
}

fn lost(terrain: &Terrain, place: Block) -> u128 {
    terrain.lost(node(terrain, place))
}

/// The nodes in order: the place, its services, what is settled there, the nodes below, and the three sums.
fn picture(terrain: &Terrain) -> Vec<String> {
    let place = |place: Place| match place {
        Place::Block(block) => format!("{}/{}", block.first, block.length),
        Place::Halves(block) => format!("halves of {}/{}", block.first, block.length),
        Place::Beside(block, length) => format!("beside {}/{} from {length}", block.first, block.length),
    };
    let line = |id: NodeId| {
        let node = &terrain.nodes[id];
        let ground = terrain.ground(node).map_or(String::new(), |ground| {
            format!(", {} of {}>{}", ground.addresses, ground.old, ground.new)
        });
        let below: Vec<_> = terrain.below(id).iter().flatten().map(|id| format!(" #{id}")).collect();
        let Kind { before, after, .. } = terrain.kin(node).expect("each node has kin").kind;
        let sums = format!("least {} tied {} lost {}", node.least, node.tied, terrain.lost(id));
        let place = place(terrain.place(id).expect("each node has a place"));
        format!("{place} {before}>{after}{ground}{}: {sums}", below.concat())
    };
    (0..terrain.nodes.len()).map(line).collect()
}

#[test]
fn a_prefix_without_anything_in_it_can_be_shielded_by_its_halves() {
    assert_eq!(
        picture(&terrain(&[site(0, 0, TIED, TIED)])),
        ["halves of 0/0 0>0, 16 of 1>1: least 0 tied 16 lost 0", "0/0 1>1 #0: least 0 tied 16 lost 0"]
    );
}

#[test]
fn a_host_stands_below_its_parent_and_the_ends_of_the_chain_with_what_is_left_beside_them() {
    // Address 5 is 0101: beside it 4, then 6 and 7 with 0 to 3, then the upper half.
    assert_eq!(
        picture(&terrain(&[site(0, 0, TIED, TIED), site(5, 4, A, B)])),
        [
            "5/4 2>3, 1 of 2>3: least 2 tied 0 lost 1",
            "4/4 0>0, 1 of 1>1: least 0 tied 1 lost 0",
            "4/3 0>0 #0 #1: least 2 tied 1 lost 1",
            "beside 4/3 from 1 0>0, 6 of 1>1: least 0 tied 6 lost 0",
            "0/1 0>0 #2 #3: least 2 tied 7 lost 1",
            "8/1 0>0, 8 of 1>1: least 0 tied 8 lost 0",
            "0/0 1>1 #4 #5: least 2 tied 15 lost 1",
        ]
    );
}

#[test]
fn a_chain_of_one_step_has_nothing_beside_it_and_one_of_none_no_sibling() {
    assert_eq!(
        picture(&terrain(&[site(0, 0, A, A), site(4, 2, B, NOBODY)])),
        [
            "halves of 4/2 0>0, 4 of 3>2: least 0 tied 0 lost 0",
            "4/2 3>0 #0: least 1 tied 0 lost 0",
            "0/2 0>0, 4 of 2>2: least 0 tied 0 lost 0",
            "0/1 0>0 #1 #2: least 1 tied 0 lost 0",
            "8/1 0>0, 8 of 2>2: least 0 tied 0 lost 0",
            "0/0 2>2 #3 #4: least 1 tied 0 lost 0",
        ]
    );
    assert_eq!(
        picture(&terrain(&[site(0, 0, A, A), site(8, 1, NOBODY, B)])),
        [
            "0/1 0>0, 8 of 2>2: least 0 tied 0 lost 0",
            "halves of 8/1 0>0, 8 of 2>3: least 0 tied 0 lost 0",
            "8/1 0>3 #1: least 1 tied 0 lost 0",
            "0/0 2>2 #0 #2: least 1 tied 0 lost 0",
        ]
    );
}

#[test]
fn a_chain_ends_at_the_smallest_block_that_two_sites_share() {
    // 12 and 14 share 12/2; a block between two sites is laid out once, and each side of it has its own chain.
    let picture = picture(&terrain(&[site(0, 0, A, A), site(12, 4, B, B), site(14, 3, C, C)]));
    assert_eq!(
        picture,
        [
            "0/1 0>0, 8 of 2>2: least 0 tied 0 lost 0",
            "12/4 3>3, 1 of 3>3: least 0 tied 0 lost 0",
            "13/4 0>0, 1 of 2>2: least 0 tied 0 lost 0",
            "12/3 0>0 #1 #2: least 0 tied 0 lost 0",
            "halves of 14/3 0>0, 2 of 4>4: least 0 tied 0 lost 0",
            "14/3 4>4 #4: least 0 tied 0 lost 0",
            "12/2 0>0 #3 #5: least 0 tied 0 lost 0",
            "8/2 0>0, 4 of 2>2: least 0 tied 0 lost 0",
            "8/1 0>0 #6 #7: least 0 tied 0 lost 0",
            "0/0 2>2 #0 #8: least 0 tied 0 lost 0",
        ]
    );
}

#[test]
fn a_prefix_of_one_address_is_a_host_whether_it_is_bound_or_not() {
    let of = |sites: &[Site]| picture(&Terrain::new(block(7, WIDTH), WIDTH, sites, PARTS, false));
    assert_eq!(of(&[]), ["7/4 0>0, 1 of 0>0: least 0 tied 1 lost 0"]);
    assert_eq!(of(&[site(7, 4, A, B)]), ["7/4 2>3, 1 of 2>3: least 2 tied 0 lost 1"]);
    assert_eq!(of(&[site(7, 4, NOBODY, B)]), ["7/4 0>3, 1 of 0>3: least 1 tied 0 lost 0"]);
}

#[test]
fn the_least_writes_of_a_block_are_one_for_each_end_that_the_other_does_not_have() {
    let least = |before, after, redo| {
        let terrain = Terrain::new(PREFIX, WIDTH, &[site(0, 0, before, after)], PARTS, redo);
        terrain.nodes.last().map(|root| root.least)
    };
    for (before, after, writes) in [(NOBODY, NOBODY, 0), (NOBODY, A, 1), (A, NOBODY, 1), (A, B, 2)] {
        assert_eq!(least(before, after, false), Some(writes), "{before} {after}");
        assert_eq!(least(before, after, true), Some(writes), "{before} {after}, where all is made again");
    }
    // Only what stays is another matter where everything is taken away and put back.
    assert_eq!((least(A, A, false), least(A, A, true)), (Some(0), Some(2)));
}

#[test]
fn the_least_writes_of_blocks_add_up() {
    let sites = [site(0, 0, A, A), site(0, 1, B, NOBODY), site(0, 4, C, A), site(9, 4, B, B)];
    let least = |redo| Terrain::new(PREFIX, WIDTH, &sites, PARTS, redo).nodes.last().map(|root| root.least);
    assert_eq!((least(false), least(true)), (Some(1 + 2), Some(2 + 1 + 2 + 2)));
}

#[test]
fn a_host_is_lost_where_it_is_replaced_and_falls_back_on_neither_of_its_services() {
    let of = |before, after, above: [Service; 2]| {
        let [old, new] = above;
        let terrain = terrain(&[site(0, 0, TIED, TIED), site(4, 2, old, new), site(5, 4, before, after)]);
        lost(&terrain, block(5, 4))
    };
    assert_eq!(of(A, B, [C, C]), 1);
    assert_eq!(of(A, B, [NOBODY, NOBODY]), 1);
    // What stands around it in either state is a place to fall to.
    for above in [[A, A], [A, C], [C, A], [B, C], [C, B], [NOBODY, A], [B, NOBODY]] {
        assert_eq!(of(A, B, above), 0, "{above:?}");
    }
    // What stays, comes or goes is not replaced.
    for (before, after) in [(A, A), (A, NOBODY), (NOBODY, B), (NOBODY, NOBODY)] {
        assert_eq!(of(before, after, [C, C]), 0, "{before} {after}");
    }
}

#[test]
fn a_host_falls_back_on_any_block_above_it_not_on_the_nearest_alone() {
    let sites = [site(0, 0, B, B), site(0, 1, TIED, TIED), site(4, 2, C, C), site(5, 4, A, B)];
    assert_eq!(lost(&terrain(&sites), block(5, 4)), 0);
}

#[test]
fn addresses_are_tied_whose_owners_before_and_after_can_only_be_the_default_or_nobody() {
    let tied = |before, after| {
        let halves = terrain(&[site(0, 0, before, after)]).nodes.last().map(|root| root.tied);
        let host = Terrain::new(block(7, WIDTH), WIDTH, &[site(7, 4, before, after)], PARTS, false);
        assert_eq!(host.nodes.last().map(|host| host.tied * 16), halves, "{before} {after}");
        halves == Some(16)
    };
    for (before, after) in [(TIED, TIED), (TIED, NOBODY), (NOBODY, TIED), (NOBODY, NOBODY)] {
        assert!(tied(before, after), "{before} {after}");
    }
    for (before, after) in [(TIED, A), (A, TIED), (A, A), (A, B), (NOBODY, A), (A, NOBODY)] {
        assert!(!tied(before, after), "{before} {after}");
    }
}

#[test]
fn a_block_loses_its_hosts_or_all_that_is_tied_in_it_whichever_is_less() {
    let root = site(0, 0, TIED, TIED);
    let (four, five) = (site(4, 4, A, B), site(5, 4, A, B));
    let (six, seven) = (site(6, 4, A, B), site(7, 4, A, B));
    // Beside host 4 somebody is tied, who would be hit by a binding above the two; beside 6 there is another lost one.
    let terrain_of = |sites: &[Site]| terrain(&[&[root], sites].concat());
    let here = terrain_of(&[four, six, seven]);
    assert_eq!([block(4, 3), block(6, 3), block(4, 2)].map(|at| lost(&here, at)), [1, 0, 1]);
    assert_eq!(here.unavoidable(), 1);
    assert_eq!(terrain_of(&[four, five, six, seven]).unavoidable(), 0);
    // Far apart, each has its own neighbour.
    assert_eq!(terrain_of(&[four, site(8, 4, A, B)]).unavoidable(), 2);
}

#[test]
fn right_below_the_prefix_nothing_can_be_bound_that_would_save_a_host() {
    let sites = [(0, 0), (0, 1), (1, 1)].map(|(first, length)| match length {
        0 => site(first, length, TIED, TIED),
        _ => site(first, length, A, B),
    });
    let terrain = Terrain::new(PREFIX, 1, &sites, PARTS, false);
    assert_eq!((terrain.unavoidable(), terrain.lost(terrain.root())), (2, 0));
}

#[test]
fn services_are_wanted_by_all_who_have_them_below() {
    let terrain = terrain(&[site(0, 0, TIED, TIED), site(4, 2, NOBODY, C), site(5, 4, A, B)]);
    let wanted = |at| {
        let kin = terrain.kin(&terrain.nodes[node(&terrain, at)]).expect("each node has kin");
        kin.kind.wanted.iter().collect::<Vec<_>>()
    };
    assert_eq!(wanted(block(5, 4)), [A, B]);
    assert_eq!(wanted(block(4, 4)), [TIED, C]);
    assert_eq!(wanted(block(4, 2)), [TIED, A, B, C]);
    assert_eq!(wanted(block(8, 1)), [TIED]);
}

#[test]
fn what_is_beside_a_chain_is_a_block_for_each_length() {
    let places = [
        (Place::Block(block(4, 2)), vec![block(4, 2)], 4),
        (Place::Halves(block(4, 2)), vec![block(4, 3), block(6, 3)], 4),
        (Place::Beside(block(4, 3), 1), vec![block(6, 3), block(0, 2)], 6),
        (Place::Beside(block(4, 3), 0), vec![block(6, 3), block(0, 2), block(8, 1)], 14),
        (Place::Beside(block(12, 2), 1), vec![block(8, 2)], 4),
    ];
    for (place, blocks, size) in places {
        let mut each = Vec::new();
        place.each(WIDTH, |block| each.push(block));
        assert_eq!(each, blocks, "{place:?}");
        let (first, form) = place.packed();
        assert_eq!(u32::try_from(blocks.len()), Ok(form.count()), "{place:?}");
        assert_eq!(form.size(WIDTH), size, "{place:?}");
        assert_eq!(form.at(first), place);
        assert_eq!(blocks.iter().map(|block| block.size(WIDTH)).sum::<u128>(), size, "{place:?}");
    }
}

#[test]
fn blocks_are_counted_to_the_last_bit_in_either_family() {
    let all = block(0, 0);
    assert_eq!((all.size(32), all.last(32)), (1 << 32, u128::from(u32::MAX)));
    let upper = block(1 << 127, 1);
    assert_eq!((upper.size(128), upper.last(128)), (1 << 127, u128::MAX));
    let host = block(u128::MAX, 128);
    assert_eq!((host.size(128), host.last(128)), (1, u128::MAX));
    assert_eq!(host.sibling(128), block(u128::MAX - 1, 128));
    assert_eq!(host.parent(128), block(u128::MAX - 1, 127));
    assert_eq!(all.halves(128), [block(0, 1), upper]);
    assert!(all.covers(host, 128) && host.covers(host, 128) && !host.covers(all, 128));
    assert!(!block(4, 2).covers(block(8, 3), WIDTH));
    assert_eq!(shared(block(4, 2), block(4, 4), WIDTH), block(4, 2));
    assert_eq!(shared(block(0, 128), host, 128), all);
}

#[test]
fn a_node_gives_back_the_place_that_it_was_made_of() {
    let above = block(4, 2);
    for place in [Place::Block(above), Place::Halves(above), Place::Beside(block(4, 4), 1)] {
        let mut terrain = terrain(&[]);
        let id = terrain.bare(place, Owners::default());
        assert_eq!(terrain.place(id), Some(place));
    }
    assert!(size_of::<Node>() <= 32, "{} bytes", size_of::<Node>());
}

#[test]
fn three_batches_are_taken_where_a_block_is_replaced_under_nothing_of_its_own() {
    let root = site(0, 0, TIED, TIED);
    let takes = |sites: &[Site]| terrain(&[&[root], sites].concat()).takes_three();
    // The whole block, what is left of it beside another one, and what is left of that.
    assert!(takes(&[site(4, 2, A, B)]));
    assert!(takes(&[site(4, 2, A, B), site(4, 3, A, A)]));
    assert!(takes(&[site(4, 2, C, C), site(4, 3, A, B)]));
    // A host is hit whatever is done, and so is no reason.
    assert!(!takes(&[site(4, 4, A, B), site(5, 4, A, B)]));
    // Blocks of which nothing is left, or that fall back on one of their own.
    assert!(!takes(&[site(4, 2, A, B), site(4, 3, C, C), site(6, 3, C, C)]));
    assert!(!takes(&[site(0, 1, A, A), site(4, 2, A, B)]));
    assert!(!takes(&[site(0, 1, NOBODY, B), site(4, 2, A, B)]));
    // What stays, comes or goes is not replaced.
    for (before, after) in [(A, A), (NOBODY, A), (A, NOBODY), (NOBODY, NOBODY)] {
        assert!(!takes(&[site(4, 2, before, after)]), "{before} {after}");
    }
}
