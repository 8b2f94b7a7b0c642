//! What the terrain lays out, in prefixes of sixteen addresses or fewer that are written out by hand.

use super::super::test_fixtures::*;
use super::*;

/// The node that stands for a block.
fn node(terrain: &Trie, place: CidrBlock) -> NodeId {
    let here = |id: &NodeId| matches!(terrain.blocks(*id), Some(BlockSet::Single(block)) if block == place);
    (0..terrain.nodes.len()).rfind(here).expect("the block is in the terrain")
}

fn lost(terrain: &Trie, place: CidrBlock) -> u128 {
    terrain.unavoidable_at(node(terrain, place))
}

/// The nodes in order: the place, its services, what is settled there, the nodes below, and the three sums.
fn picture(terrain: &Trie) -> Vec<String> {
    let place = |place: BlockSet| match place {
        BlockSet::Single(block) => format!("{}/{}", block.first, block.length),
        BlockSet::Halves(block) => format!("halves of {}/{}", block.first, block.length),
        BlockSet::ChainSiblings(block, length) => {
            format!("beside {}/{} from {length}", block.first, block.length)
        }
    };
    let line = |id: NodeId| {
        let node = &terrain.nodes[id];
        let ground = terrain.leaf(node).map_or(String::new(), |ground| {
            format!(", {} of {}>{}", ground.addresses, ground.old, ground.new)
        });
        let below: Vec<_> = terrain.children(id).iter().flatten().map(|id| format!(" #{id}")).collect();
        let ScheduleKey { before, after, .. } = terrain.class(node).expect("each node has kin").key;
        let sums = format!(
            "least {} tied {} lost {}",
            node.min_writes,
            node.default_only_addresses,
            terrain.unavoidable_at(id)
        );
        let place = place(terrain.blocks(id).expect("each node has a place"));
        format!("{place} {before}>{after}{ground}{}: {sums}", below.concat())
    };
    (0..terrain.nodes.len()).map(line).collect()
}

#[test]
fn a_prefix_without_anything_in_it_can_be_shielded_by_its_halves() {
    assert_eq!(
        picture(&trie(&[change(0, 0, DEFAULT_ONLY, DEFAULT_ONLY)])),
        ["halves of 0/0 0>0, 16 of 1>1: least 0 tied 16 lost 0", "0/0 1>1 #0: least 0 tied 16 lost 0"]
    );
}

#[test]
fn a_host_stands_below_its_parent_and_the_ends_of_the_chain_with_what_is_left_beside_them() {
    // Address 5 is 0101: beside it 4, then 6 and 7 with 0 to 3, then the upper half.
    assert_eq!(
        picture(&trie(&[change(0, 0, DEFAULT_ONLY, DEFAULT_ONLY), change(5, 4, A, B)])),
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
        picture(&trie(&[change(0, 0, A, A), change(4, 2, B, NO_SERVICE)])),
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
        picture(&trie(&[change(0, 0, A, A), change(8, 1, NO_SERVICE, B)])),
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
    let picture = picture(&trie(&[change(0, 0, A, A), change(12, 4, B, B), change(14, 3, C, C)]));
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
    let of = |sites: &[BindingChange]| {
        picture(&Trie::new(block(7, WIDTH), WIDTH, sites, SUB_BLOCK_SERVICES, false))
    };
    assert_eq!(of(&[]), ["7/4 0>0, 1 of 0>0: least 0 tied 1 lost 0"]);
    assert_eq!(of(&[change(7, 4, A, B)]), ["7/4 2>3, 1 of 2>3: least 2 tied 0 lost 1"]);
    assert_eq!(of(&[change(7, 4, NO_SERVICE, B)]), ["7/4 0>3, 1 of 0>3: least 1 tied 0 lost 0"]);
}

#[test]
fn the_least_writes_of_a_block_are_one_for_each_end_that_the_other_does_not_have() {
    let least = |before, after, redo| {
        let terrain = Trie::new(PREFIX, WIDTH, &[change(0, 0, before, after)], SUB_BLOCK_SERVICES, redo);
        terrain.nodes.last().map(|root| root.min_writes)
    };
    for (before, after, writes) in
        [(NO_SERVICE, NO_SERVICE, 0), (NO_SERVICE, A, 1), (A, NO_SERVICE, 1), (A, B, 2)]
    {
        assert_eq!(least(before, after, false), Some(writes), "{before} {after}");
        assert_eq!(least(before, after, true), Some(writes), "{before} {after}, where all is made again");
    }
    // Only what stays is another matter where everything is taken away and put back.
    assert_eq!((least(A, A, false), least(A, A, true)), (Some(0), Some(2)));
}

#[test]
fn the_least_writes_of_blocks_add_up() {
    let sites = [change(0, 0, A, A), change(0, 1, B, NO_SERVICE), change(0, 4, C, A), change(9, 4, B, B)];
    let least = |redo| {
        Trie::new(PREFIX, WIDTH, &sites, SUB_BLOCK_SERVICES, redo).nodes.last().map(|root| root.min_writes)
    };
    assert_eq!((least(false), least(true)), (Some(1 + 2), Some(2 + 1 + 2 + 2)));
}

#[test]
fn a_host_is_lost_where_it_is_replaced_and_falls_back_on_neither_of_its_services() {
    let of = |before, after, above: [ServiceNumber; 2]| {
        let [old, new] = above;
        let terrain = trie(&[
            change(0, 0, DEFAULT_ONLY, DEFAULT_ONLY),
            change(4, 2, old, new),
            change(5, 4, before, after),
        ]);
        lost(&terrain, block(5, 4))
    };
    assert_eq!(of(A, B, [C, C]), 1);
    assert_eq!(of(A, B, [NO_SERVICE, NO_SERVICE]), 1);
    // What stands around it in either state is a place to fall to.
    for above in [[A, A], [A, C], [C, A], [B, C], [C, B], [NO_SERVICE, A], [B, NO_SERVICE]] {
        assert_eq!(of(A, B, above), 0, "{above:?}");
    }
    // What stays, comes or goes is not replaced.
    for (before, after) in [(A, A), (A, NO_SERVICE), (NO_SERVICE, B), (NO_SERVICE, NO_SERVICE)] {
        assert_eq!(of(before, after, [C, C]), 0, "{before} {after}");
    }
}

#[test]
fn a_host_falls_back_on_any_block_above_it_not_on_the_nearest_alone() {
    let sites = [
        change(0, 0, B, B),
        change(0, 1, DEFAULT_ONLY, DEFAULT_ONLY),
        change(4, 2, C, C),
        change(5, 4, A, B),
    ];
    assert_eq!(lost(&trie(&sites), block(5, 4)), 0);
}

#[test]
fn addresses_are_tied_whose_owners_before_and_after_can_only_be_the_default_or_nobody() {
    let tied = |before, after| {
        let halves =
            trie(&[change(0, 0, before, after)]).nodes.last().map(|root| root.default_only_addresses);
        let host =
            Trie::new(block(7, WIDTH), WIDTH, &[change(7, 4, before, after)], SUB_BLOCK_SERVICES, false);
        assert_eq!(
            host.nodes.last().map(|host| host.default_only_addresses * 16),
            halves,
            "{before} {after}"
        );
        halves == Some(16)
    };
    for (before, after) in [
        (DEFAULT_ONLY, DEFAULT_ONLY),
        (DEFAULT_ONLY, NO_SERVICE),
        (NO_SERVICE, DEFAULT_ONLY),
        (NO_SERVICE, NO_SERVICE),
    ] {
        assert!(tied(before, after), "{before} {after}");
    }
    for (before, after) in
        [(DEFAULT_ONLY, A), (A, DEFAULT_ONLY), (A, A), (A, B), (NO_SERVICE, A), (A, NO_SERVICE)]
    {
        assert!(!tied(before, after), "{before} {after}");
    }
}

#[test]
fn a_block_loses_its_hosts_or_all_that_is_tied_in_it_whichever_is_less() {
    let root = change(0, 0, DEFAULT_ONLY, DEFAULT_ONLY);
    let (four, five) = (change(4, 4, A, B), change(5, 4, A, B));
    let (six, seven) = (change(6, 4, A, B), change(7, 4, A, B));
    // Beside host 4 somebody is tied, who would be hit by a binding above the two; beside 6 there is another lost one.
    let terrain_of = |sites: &[BindingChange]| trie(&[&[root], sites].concat());
    let here = terrain_of(&[four, six, seven]);
    assert_eq!([block(4, 3), block(6, 3), block(4, 2)].map(|at| lost(&here, at)), [1, 0, 1]);
    assert_eq!(here.unavoidable_hits(), 1);
    assert_eq!(terrain_of(&[four, five, six, seven]).unavoidable_hits(), 0);
    // Far apart, each has its own neighbour.
    assert_eq!(terrain_of(&[four, change(8, 4, A, B)]).unavoidable_hits(), 2);
}

#[test]
fn right_below_the_prefix_nothing_can_be_bound_that_would_save_a_host() {
    let sites = [(0, 0), (0, 1), (1, 1)].map(|(first, length)| match length {
        0 => change(first, length, DEFAULT_ONLY, DEFAULT_ONLY),
        _ => change(first, length, A, B),
    });
    let terrain = Trie::new(PREFIX, 1, &sites, SUB_BLOCK_SERVICES, false);
    assert_eq!((terrain.unavoidable_hits(), terrain.unavoidable_at(terrain.root())), (2, 0));
}

#[test]
fn services_are_wanted_by_all_who_have_them_below() {
    let terrain =
        trie(&[change(0, 0, DEFAULT_ONLY, DEFAULT_ONLY), change(4, 2, NO_SERVICE, C), change(5, 4, A, B)]);
    let wanted = |at| {
        let kin = terrain.class(&terrain.nodes[node(&terrain, at)]).expect("each node has kin");
        kin.key.own_services.iter().collect::<Vec<_>>()
    };
    assert_eq!(wanted(block(5, 4)), [A, B]);
    assert_eq!(wanted(block(4, 4)), [DEFAULT_ONLY, C]);
    assert_eq!(wanted(block(4, 2)), [DEFAULT_ONLY, A, B, C]);
    assert_eq!(wanted(block(8, 1)), [DEFAULT_ONLY]);
}

#[test]
fn what_is_beside_a_chain_is_a_block_for_each_length() {
    let places = [
        (BlockSet::Single(block(4, 2)), vec![block(4, 2)], 4),
        (BlockSet::Halves(block(4, 2)), vec![block(4, 3), block(6, 3)], 4),
        (BlockSet::ChainSiblings(block(4, 3), 1), vec![block(6, 3), block(0, 2)], 6),
        (BlockSet::ChainSiblings(block(4, 3), 0), vec![block(6, 3), block(0, 2), block(8, 1)], 14),
        (BlockSet::ChainSiblings(block(12, 2), 1), vec![block(8, 2)], 4),
    ];
    for (place, blocks, size) in places {
        let mut each = Vec::new();
        place.for_each(WIDTH, |block| each.push(block));
        assert_eq!(each, blocks, "{place:?}");
        let (first, form) = place.split();
        assert_eq!(u32::try_from(blocks.len()), Ok(form.count()), "{place:?}");
        assert_eq!(form.size(WIDTH), size, "{place:?}");
        assert_eq!(form.with_first(first), place);
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
    assert_eq!(common_ancestor(block(4, 2), block(4, 4), WIDTH), block(4, 2));
    assert_eq!(common_ancestor(block(0, 128), host, 128), all);
}

#[test]
fn a_node_gives_back_the_place_that_it_was_made_of() {
    let above = block(4, 2);
    for place in [BlockSet::Single(above), BlockSet::Halves(above), BlockSet::ChainSiblings(block(4, 4), 1)] {
        let mut terrain = trie(&[]);
        let id = terrain.push_unbound_leaf(place, Inherited::default());
        assert_eq!(terrain.blocks(id), Some(place));
    }
    assert!(size_of::<TrieNode>() <= 32, "{} bytes", size_of::<TrieNode>());
}

#[test]
fn three_batches_are_taken_where_a_block_is_replaced_under_nothing_of_its_own() {
    let root = change(0, 0, DEFAULT_ONLY, DEFAULT_ONLY);
    let takes = |sites: &[BindingChange]| trie(&[&[root], sites].concat()).needs_three_batches();
    // The whole block, what is left of it beside another one, and what is left of that.
    assert!(takes(&[change(4, 2, A, B)]));
    assert!(takes(&[change(4, 2, A, B), change(4, 3, A, A)]));
    assert!(takes(&[change(4, 2, C, C), change(4, 3, A, B)]));
    // A host is hit whatever is done, and so is no reason.
    assert!(!takes(&[change(4, 4, A, B), change(5, 4, A, B)]));
    // Blocks of which nothing is left, or that fall back on one of their own.
    assert!(!takes(&[change(4, 2, A, B), change(4, 3, C, C), change(6, 3, C, C)]));
    assert!(!takes(&[change(0, 1, A, A), change(4, 2, A, B)]));
    assert!(!takes(&[change(0, 1, NO_SERVICE, B), change(4, 2, A, B)]));
    // What stays, comes or goes is not replaced.
    for (before, after) in [(A, A), (NO_SERVICE, A), (A, NO_SERVICE), (NO_SERVICE, NO_SERVICE)] {
        assert!(!takes(&[change(4, 2, before, after)]), "{before} {after}");
    }
}
