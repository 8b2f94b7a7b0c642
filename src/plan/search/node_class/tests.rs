//! Which nodes of a trie have the same class.

use super::super::binding_change::BindingChange;
use super::super::service_set::NO_SERVICE;
use super::super::test_fixtures::{A, B, DEFAULT_ONLY, change, trie_of};
use super::super::trie::{NodeId, Trie};
use super::*;

fn class(trie: &Trie, id: NodeId) -> NodeClass {
    *trie.class(&trie.nodes[id]).expect("each node has a class")
}

/// Whether a node is a leaf, its services, and whether it has default-only and unavoidable addresses.
fn traits(trie: &Trie, id: NodeId) -> (bool, [ServiceNumber; 2], [bool; 2]) {
    let ScheduleKey { before, after, .. } = class(trie, id).key;
    let leaf = trie.children(id) == [None, None];
    let has = [trie.nodes[id].default_only_addresses > 0, trie.unavoidable_at(id) > 0];
    (leaf, [before, after], has)
}

/// Asserts that each class is in the table once, and that the leaves of a class agree in everything that decides.
fn assert_classes(trie: &Trie) {
    for id in 0..trie.nodes.len() {
        let (leaf, ..) = traits(trie, id);
        assert_eq!(leaf, class(trie, id).leaf_owners.is_some(), "leaves have owners: {id}");
        for other in 0..id {
            let same = trie.nodes[id].class == trie.nodes[other].class;
            assert_eq!(same, class(trie, id) == class(trie, other), "{id} {other}");
            if same && leaf {
                assert_eq!(traits(trie, id), traits(trie, other), "{id} {other}");
                assert_eq!(trie.nodes[id].min_writes, trie.nodes[other].min_writes, "{id} {other}");
            }
        }
    }
    assert!(trie.classes.get(u32::try_from(trie.classes.len()).unwrap()).is_none());
}

#[test]
fn leaves_that_differ_only_in_size_have_the_same_class() {
    // Beside the two hosts are a host, two blocks of two and the rest of the other half, all under one default.
    let trie = trie_of(&[change(0, 0, A, A), change(0, 4, NO_SERVICE, B), change(4, 4, NO_SERVICE, B)]);
    let unbound: Vec<_> = (0..trie.nodes.len())
        .filter(|id| traits(&trie, *id).0 && traits(&trie, *id).1 == [NO_SERVICE; 2])
        .collect();
    let leaves = unbound.iter().filter_map(|id| trie.leaf(&trie.nodes[*id]));
    let sizes: Vec<_> = leaves.map(|leaf| leaf.addresses).collect();
    assert!(sizes.iter().any(|size| *size != sizes[0]), "there are several sizes");
    let class = trie.nodes[unbound[0]].class;
    assert!(unbound.len() > 3 && unbound.iter().all(|id| trie.nodes[*id].class == class));
    assert_classes(&trie);
}

#[test]
fn leaves_that_differ_in_anything_else_have_different_classes() {
    // Hosts by services before and after, under a default that can only be the default or not.
    let services = [NO_SERVICE, A, B];
    for default in [A, DEFAULT_ONLY] {
        for before in services {
            for after in services {
                let changes = [
                    change(0, 0, default, default),
                    change(0, 4, before, after),
                    change(3, 4, A, B),
                    change(8, 1, B, NO_SERVICE),
                    change(12, 4, before, after),
                    change(15, 4, A, B),
                ];
                assert_classes(&trie_of(&changes));
            }
        }
    }
}

#[test]
fn a_reserved_or_unavoidable_leaf_has_a_class_of_its_own() {
    let reserved = BindingChange { reserved: true, ..change(2, 4, NO_SERVICE, NO_SERVICE) };
    let trie = trie_of(&[
        change(0, 0, A, A),
        change(0, 4, B, B),
        reserved,
        change(4, 4, B, B),
        change(8, 4, DEFAULT_ONLY, B),
    ]);
    let reserved: Vec<_> = (0..trie.nodes.len()).filter(|id| class(&trie, *id).key.reserved).collect();
    assert_eq!(reserved.len(), 1);
    assert_classes(&trie);
    // A host that is replaced is hit under another service, and is not hit under one of its own services.
    let trie = trie_of(&[
        change(0, 0, DEFAULT_ONLY, DEFAULT_ONLY),
        change(0, 4, A, B),
        change(8, 1, A, A),
        change(9, 4, A, B),
    ]);
    let hosts = (0..trie.nodes.len()).filter(|id| traits(&trie, *id).1 == [A, B]);
    assert_eq!(hosts.map(|id| trie.unavoidable_at(id)).collect::<Vec<_>>(), [1, 0]);
    assert_classes(&trie);
}

#[test]
fn fallback_services_are_those_of_all_unavoidable_addresses_below() {
    let trie = trie_of(&[change(0, 0, DEFAULT_ONLY, DEFAULT_ONLY), change(0, 4, A, B), change(8, 4, B, B)]);
    let fallback = |id| class(&trie, id).fallback_services;
    let expected = ServiceSet::single(A).with(B);
    assert_eq!([0, trie.root()].map(fallback), [expected; 2]);
    let [_, upper] = trie.children(trie.root());
    assert_eq!(upper.map(fallback), Some(ServiceSet::default()));
}
