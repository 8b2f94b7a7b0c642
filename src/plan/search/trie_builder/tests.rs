//! Which nodes a trie has, and what is known of each.

use super::super::schedule::ScheduleKey;
use super::super::service_set::OTHER_SERVICE;
use super::super::test_fixtures::*;
use super::super::trie::TrieNode;
use super::*;

/// The node of a block.
fn node(trie: &Trie, wanted: CidrBlock) -> NodeId {
    let here = |id: &NodeId| matches!(trie.blocks(*id), Some(BlockSet::Single(block)) if block == wanted);
    (0..trie.nodes.len()).rfind(here).expect("the block has a node")
}

fn unavoidable_in(trie: &Trie, block: CidrBlock) -> u128 {
    trie.unavoidable_at(node(trie, block))
}

/// The nodes in order: the blocks, their services, the owners of a leaf, the children, and the three sums.
fn nodes_as_text(trie: &Trie) -> Vec<String> {
    let blocks = |blocks: BlockSet| match blocks {
        BlockSet::Single(block) => format!("{}/{}", block.first, block.length),
        BlockSet::Halves(block) => format!("halves of {}/{}", block.first, block.length),
        BlockSet::ChainSiblings(block, length) => {
            format!("siblings of {}/{} below {length}", block.first, block.length)
        }
    };
    let line = |id: NodeId| {
        let node = &trie.nodes[id];
        let leaf = trie
            .leaf(node)
            .map_or(String::new(), |leaf| format!(", {} of {}>{}", leaf.addresses, leaf.old, leaf.new));
        let children: Vec<_> = trie.children(id).iter().flatten().map(|id| format!(" #{id}")).collect();
        let ScheduleKey { before, after, .. } = trie.class(node).expect("each node has a class").key;
        let sums = format!(
            "writes {} default-only {} unavoidable {}",
            node.min_writes,
            node.default_only_addresses,
            trie.unavoidable_at(id)
        );
        let blocks = blocks(trie.blocks(id).expect("each node has blocks"));
        format!("{blocks} {before}>{after}{leaf}{}: {sums}", children.concat())
    };
    (0..trie.nodes.len()).map(line).collect()
}

#[test]
fn a_prefix_without_inner_bindings_has_its_two_halves_as_a_leaf() {
    assert_eq!(
        nodes_as_text(&trie_of(&[change(0, 0, DEFAULT_ONLY, DEFAULT_ONLY)])),
        [
            "halves of 0/0 0>0, 16 of 1>1: writes 0 default-only 16 unavoidable 0",
            "0/0 1>1 #0: writes 0 default-only 16 unavoidable 0"
        ]
    );
}

#[test]
fn above_a_host_are_its_parent_and_the_end_of_the_chain_each_with_the_siblings_beside_it() {
    // Address 5 is 0101: beside it 4, then 6 and 7 with 0 to 3, then the upper half.
    assert_eq!(
        nodes_as_text(&trie_of(&[change(0, 0, DEFAULT_ONLY, DEFAULT_ONLY), change(5, 4, A, B)])),
        [
            "5/4 2>3, 1 of 2>3: writes 2 default-only 0 unavoidable 1",
            "4/4 0>0, 1 of 1>1: writes 0 default-only 1 unavoidable 0",
            "4/3 0>0 #0 #1: writes 2 default-only 1 unavoidable 1",
            "siblings of 4/3 below 1 0>0, 6 of 1>1: writes 0 default-only 6 unavoidable 0",
            "0/1 0>0 #2 #3: writes 2 default-only 7 unavoidable 1",
            "8/1 0>0, 8 of 1>1: writes 0 default-only 8 unavoidable 0",
            "0/0 1>1 #4 #5: writes 2 default-only 15 unavoidable 1",
        ]
    );
}

#[test]
fn a_chain_of_one_block_has_one_sibling_and_an_empty_chain_has_none() {
    assert_eq!(
        nodes_as_text(&trie_of(&[change(0, 0, A, A), change(4, 2, B, NO_SERVICE)])),
        [
            "halves of 4/2 0>0, 4 of 3>2: writes 0 default-only 0 unavoidable 0",
            "4/2 3>0 #0: writes 1 default-only 0 unavoidable 0",
            "0/2 0>0, 4 of 2>2: writes 0 default-only 0 unavoidable 0",
            "0/1 0>0 #1 #2: writes 1 default-only 0 unavoidable 0",
            "8/1 0>0, 8 of 2>2: writes 0 default-only 0 unavoidable 0",
            "0/0 2>2 #3 #4: writes 1 default-only 0 unavoidable 0",
        ]
    );
    assert_eq!(
        nodes_as_text(&trie_of(&[change(0, 0, A, A), change(8, 1, NO_SERVICE, B)])),
        [
            "0/1 0>0, 8 of 2>2: writes 0 default-only 0 unavoidable 0",
            "halves of 8/1 0>0, 8 of 2>3: writes 0 default-only 0 unavoidable 0",
            "8/1 0>3 #1: writes 1 default-only 0 unavoidable 0",
            "0/0 2>2 #0 #2: writes 1 default-only 0 unavoidable 0",
        ]
    );
}

#[test]
fn a_chain_ends_at_the_smallest_common_block_of_two_bindings() {
    // The smallest common block of 12 and 14 is 12/2. It has one node, and each half of it has a chain of its own.
    let nodes_as_text =
        nodes_as_text(&trie_of(&[change(0, 0, A, A), change(12, 4, B, B), change(14, 3, C, C)]));
    assert_eq!(
        nodes_as_text,
        [
            "0/1 0>0, 8 of 2>2: writes 0 default-only 0 unavoidable 0",
            "12/4 3>3, 1 of 3>3: writes 0 default-only 0 unavoidable 0",
            "13/4 0>0, 1 of 2>2: writes 0 default-only 0 unavoidable 0",
            "12/3 0>0 #1 #2: writes 0 default-only 0 unavoidable 0",
            "halves of 14/3 0>0, 2 of 4>4: writes 0 default-only 0 unavoidable 0",
            "14/3 4>4 #4: writes 0 default-only 0 unavoidable 0",
            "12/2 0>0 #3 #5: writes 0 default-only 0 unavoidable 0",
            "8/2 0>0, 4 of 2>2: writes 0 default-only 0 unavoidable 0",
            "8/1 0>0 #6 #7: writes 0 default-only 0 unavoidable 0",
            "0/0 2>2 #0 #8: writes 0 default-only 0 unavoidable 0",
        ]
    );
}

#[test]
fn a_prefix_of_one_address_is_a_host_whether_it_is_bound_or_not() {
    let of = |changes: &[BindingChange]| {
        nodes_as_text(&build_trie(block(7, WIDTH), WIDTH, changes, SUB_BLOCK_SERVICES))
    };
    assert_eq!(of(&[]), ["7/4 0>0, 1 of 0>0: writes 0 default-only 1 unavoidable 0"]);
    assert_eq!(of(&[change(7, 4, A, B)]), ["7/4 2>3, 1 of 2>3: writes 2 default-only 0 unavoidable 1"]);
    assert_eq!(
        of(&[change(7, 4, NO_SERVICE, B)]),
        ["7/4 0>3, 1 of 0>3: writes 1 default-only 0 unavoidable 0"]
    );
}

#[test]
fn the_fewest_writes_of_a_block_are_one_delete_and_one_create_unless_the_service_stays() {
    for (before, after, writes) in
        [(NO_SERVICE, NO_SERVICE, 0), (NO_SERVICE, A, 1), (A, NO_SERVICE, 1), (A, B, 2), (A, A, 0)]
    {
        let trie = trie_of(&[change(0, 0, before, after)]);
        assert_eq!(trie.nodes[trie.root()].min_writes, writes, "{before} {after}");
    }
}

#[test]
fn the_fewest_writes_of_blocks_add_up() {
    let changes = [change(0, 0, A, A), change(0, 1, B, NO_SERVICE), change(0, 4, C, A), change(9, 4, B, B)];
    let trie = trie_of(&changes);
    assert_eq!(trie.nodes[trie.root()].min_writes, 1 + 2);
}

#[test]
fn a_replaced_host_is_unavoidably_hit_if_neither_of_its_services_is_above_it() {
    let of = |before, after, above: [ServiceNumber; 2]| {
        let [old, new] = above;
        let trie = trie_of(&[
            change(0, 0, DEFAULT_ONLY, DEFAULT_ONLY),
            change(4, 2, old, new),
            change(5, 4, before, after),
        ]);
        unavoidable_in(&trie, block(5, 4))
    };
    assert_eq!(of(A, B, [C, C]), 1);
    assert_eq!(of(A, B, [NO_SERVICE, NO_SERVICE]), 1);
    // A binding of one of its services above it, in either state, protects it.
    for above in [[A, A], [A, C], [C, A], [B, C], [C, B], [NO_SERVICE, A], [B, NO_SERVICE]] {
        assert_eq!(of(A, B, above), 0, "{above:?}");
    }
    // A binding that stays, or is created or deleted, is not replaced.
    for (before, after) in [(A, A), (A, NO_SERVICE), (NO_SERVICE, B), (NO_SERVICE, NO_SERVICE)] {
        assert_eq!(of(before, after, [C, C]), 0, "{before} {after}");
    }
}

#[test]
fn a_host_is_protected_by_any_block_above_it_not_only_by_the_nearest() {
    let changes = [
        change(0, 0, B, B),
        change(0, 1, DEFAULT_ONLY, DEFAULT_ONLY),
        change(4, 2, C, C),
        change(5, 4, A, B),
    ];
    assert_eq!(unavoidable_in(&trie_of(&changes), block(5, 4)), 0);
}

#[test]
fn addresses_are_default_only_if_both_owners_can_only_be_the_default_or_are_none() {
    let is_default_only = |before, after| {
        let halves =
            trie_of(&[change(0, 0, before, after)]).nodes.last().map(|root| root.default_only_addresses);
        let host = build_trie(block(7, WIDTH), WIDTH, &[change(7, 4, before, after)], SUB_BLOCK_SERVICES);
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
        assert!(is_default_only(before, after), "{before} {after}");
    }
    for (before, after) in
        [(DEFAULT_ONLY, A), (A, DEFAULT_ONLY), (A, A), (A, B), (NO_SERVICE, A), (A, NO_SERVICE)]
    {
        assert!(!is_default_only(before, after), "{before} {after}");
    }
}

#[test]
fn a_block_hits_its_unavoidable_or_its_default_only_addresses_whichever_are_fewer() {
    let root = change(0, 0, DEFAULT_ONLY, DEFAULT_ONLY);
    let (four, five) = (change(4, 4, A, B), change(5, 4, A, B));
    let (six, seven) = (change(6, 4, A, B), change(7, 4, A, B));
    // Beside host 4 is a default-only address, which a binding above the two would hit; beside 6 is another replaced host.
    let trie_under_default = |changes: &[BindingChange]| trie_of(&[&[root], changes].concat());
    let here = trie_under_default(&[four, six, seven]);
    assert_eq!([block(4, 3), block(6, 3), block(4, 2)].map(|at| unavoidable_in(&here, at)), [1, 0, 1]);
    assert_eq!(here.unavoidable_hits(), 1);
    assert_eq!(trie_under_default(&[four, five, six, seven]).unavoidable_hits(), 0);
    // Two hosts far apart have one default-only neighbour each.
    assert_eq!(trie_under_default(&[four, change(8, 4, A, B)]).unavoidable_hits(), 2);
}

#[test]
fn directly_below_the_prefix_no_binding_can_protect_a_host() {
    let changes = [(0, 0), (0, 1), (1, 1)].map(|(first, length)| match length {
        0 => change(first, length, DEFAULT_ONLY, DEFAULT_ONLY),
        _ => change(first, length, A, B),
    });
    let trie = build_trie(PREFIX, 1, &changes, SUB_BLOCK_SERVICES);
    assert_eq!((trie.unavoidable_hits(), trie.unavoidable_at(trie.root())), (2, 0));
}

#[test]
fn the_own_services_of_a_node_are_the_owners_of_all_addresses_below_it() {
    let trie =
        trie_of(&[change(0, 0, DEFAULT_ONLY, DEFAULT_ONLY), change(4, 2, NO_SERVICE, C), change(5, 4, A, B)]);
    let own_services = |at| {
        let class = trie.class(&trie.nodes[node(&trie, at)]).expect("each node has a class");
        class.key.own_services.iter().collect::<Vec<_>>()
    };
    assert_eq!(own_services(block(5, 4)), [A, B]);
    assert_eq!(own_services(block(4, 4)), [DEFAULT_ONLY, C]);
    assert_eq!(own_services(block(4, 2)), [DEFAULT_ONLY, A, B, C]);
    assert_eq!(own_services(block(8, 1)), [DEFAULT_ONLY]);
}

#[test]
fn the_siblings_of_a_chain_are_one_block_for_each_length() {
    let sets = [
        (BlockSet::Single(block(4, 2)), vec![block(4, 2)], 4),
        (BlockSet::Halves(block(4, 2)), vec![block(4, 3), block(6, 3)], 4),
        (BlockSet::ChainSiblings(block(4, 3), 1), vec![block(6, 3), block(0, 2)], 6),
        (BlockSet::ChainSiblings(block(4, 3), 0), vec![block(6, 3), block(0, 2), block(8, 1)], 14),
        (BlockSet::ChainSiblings(block(12, 2), 1), vec![block(8, 2)], 4),
    ];
    for (set, blocks, size) in sets {
        let mut each = Vec::new();
        set.for_each(WIDTH, |block| each.push(block));
        assert_eq!(each, blocks, "{set:?}");
        let (first, shape) = set.split();
        assert_eq!(u32::try_from(blocks.len()), Ok(shape.count()), "{set:?}");
        assert_eq!(shape.size(WIDTH), size, "{set:?}");
        assert_eq!(shape.with_first(first), set);
        assert_eq!(blocks.iter().map(|block| block.size(WIDTH)).sum::<u128>(), size, "{set:?}");
    }
}

#[test]
fn block_arithmetic_is_exact_up_to_the_last_bit_of_both_families() {
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
fn a_node_returns_the_blocks_that_it_was_built_from() {
    let upper = block(4, 2);
    for blocks in [BlockSet::Single(upper), BlockSet::Halves(upper), BlockSet::ChainSiblings(block(4, 4), 1)]
    {
        let mut builder = TrieBuilder { trie: trie_of(&[]) };
        let id = builder.push_unbound_leaf(blocks, Inherited::default());
        assert_eq!(builder.trie.blocks(id), Some(blocks));
    }
    assert!(size_of::<TrieNode>() <= 32, "{} bytes", size_of::<TrieNode>());
}

#[test]
fn no_plan_has_to_hit_a_replaced_block_that_a_temporary_binding_can_shield() {
    let root = change(0, 0, DEFAULT_ONLY, DEFAULT_ONLY);
    let unavoidable = |changes: &[BindingChange]| {
        let trie = trie_of(&[&[root], changes].concat());
        (0..trie.nodes.len()).map(|id| trie.unavoidable_at(id)).sum::<u128>()
    };
    assert_eq!(unavoidable(&[change(4, 2, A, B)]), 0);
    // Nor the rest of it beside a nested one.
    assert_eq!(unavoidable(&[change(4, 2, A, B), change(4, 3, A, A)]), 0);
}

#[test]
fn the_services_visible_at_the_start_are_those_above_up_to_the_first_binding_that_has_settled() {
    // Blocks, the narrower ones inside the wider ones, and the services that edges may show around each.
    let in_flight = |change| BindingChange { in_flight: true, ..change };
    let changes = [
        (change(0, 0, A, A), vec![NO_SERVICE]),
        (in_flight(change(0, 1, B, B)), vec![A]),
        // Not bound at the start: it hides nothing.
        (change(0, 2, NO_SERVICE, C), vec![A, B]),
        (change(0, 3, C, C), vec![A, B]),
        (change(0, 4, A, B), vec![C]),
    ];
    let trie = trie_of(&changes.clone().map(|(change, _)| change));
    for (change, visible) in changes {
        let class = trie.class(&trie.nodes[node(&trie, change.block)]).expect("each node has a class");
        let ScheduleKey { own_services, visible_at_start, .. } = class.key;
        // All services that are not own ones count as one.
        let own = own_services.with(NO_SERVICE).with(change.before).with(change.after);
        let number = |service| if own.contains(service) { service } else { OTHER_SERVICE };
        let expected = visible.into_iter().map(number).fold(ServiceSet::default(), ServiceSet::with);
        assert_eq!(visible_at_start.bits(), expected.bits(), "{:?}", change.block);
    }
    // Where nothing is in flight, no rule reads the sets, and no class differs by them.
    let settled = trie_of(&[change(0, 0, A, A), change(0, 1, B, B), change(0, 2, NO_SERVICE, C)]);
    for node in &settled.nodes {
        assert!(settled.class(node).is_some_and(|class| class.key.visible_at_start.is_empty()));
    }
}

#[test]
fn default_only_services_are_at_the_root_only_unless_a_block_has_one() {
    let at_root_only = |before, after| {
        let changes = [change(0, 0, DEFAULT_ONLY, DEFAULT_ONLY), change(0, 1, before, after)];
        trie_of(&changes).default_only_at_root
    };
    assert!([(A, B), (A, NO_SERVICE), (NO_SERVICE, B)].into_iter().all(|(old, new)| at_root_only(old, new)));
    assert!([(A, DEFAULT_ONLY), (DEFAULT_ONLY, B)].into_iter().all(|(old, new)| !at_root_only(old, new)));
}

#[test]
fn three_batches_are_needed_if_a_block_is_replaced_and_none_of_its_services_is_above_it() {
    let root = change(0, 0, DEFAULT_ONLY, DEFAULT_ONLY);
    let needs = |changes: &[BindingChange]| trie_of(&[&[root], changes].concat()).needs_three_batches();
    // The whole block; the rest of it beside a nested one; and the rest of the nested one.
    assert!(needs(&[change(4, 2, A, B)]));
    assert!(needs(&[change(4, 2, A, B), change(4, 3, A, A)]));
    assert!(needs(&[change(4, 2, C, C), change(4, 3, A, B)]));
    // Every plan hits a host, so it is no reason.
    assert!(!needs(&[change(4, 4, A, B), change(5, 4, A, B)]));
    // Blocks that nested ones cover, and blocks with one of their services above.
    assert!(!needs(&[change(4, 2, A, B), change(4, 3, C, C), change(6, 3, C, C)]));
    assert!(!needs(&[change(0, 1, A, A), change(4, 2, A, B)]));
    assert!(!needs(&[change(0, 1, NO_SERVICE, B), change(4, 2, A, B)]));
    // A binding that stays, or is created or deleted, is not replaced.
    for (before, after) in [(A, A), (NO_SERVICE, A), (A, NO_SERVICE), (NO_SERVICE, NO_SERVICE)] {
        assert!(!needs(&[change(4, 2, before, after)]), "{before} {after}");
    }
}
