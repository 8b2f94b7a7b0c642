//! On prefixes of sixteen addresses: who has what in common with whom.

use super::super::service_set::NO_SERVICE;
use super::super::test_fixtures::{A, B, DEFAULT_ONLY, change, trie};
use super::super::trie::{BindingChange, NodeId, Trie};
use super::*;

fn kin(terrain: &Trie, id: NodeId) -> NodeClass {
    *terrain.class(&terrain.nodes[id]).expect("each node has kin")
}

/// Whether a node is a leaf, its services, and whether it is tied or lost.
fn traits(terrain: &Trie, id: NodeId) -> (bool, [ServiceNumber; 2], [bool; 2]) {
    let ScheduleKey { before, after, .. } = kin(terrain, id).key;
    let leaf = terrain.children(id) == [None, None];
    (leaf, [before, after], [terrain.nodes[id].default_only_addresses > 0, terrain.unavoidable_at(id) > 0])
}

/// Holds that each kin is there once, and that leaves of one are alike in all that decides about them.
fn held(terrain: &Trie) {
    for id in 0..terrain.nodes.len() {
        let (leaf, ..) = traits(terrain, id);
        assert_eq!(leaf, kin(terrain, id).leaf_owners.is_some(), "addresses are settled in leaves: {id}");
        for other in 0..id {
            let same = terrain.nodes[id].class == terrain.nodes[other].class;
            assert_eq!(same, kin(terrain, id) == kin(terrain, other), "{id} {other}");
            if same && leaf {
                assert_eq!(traits(terrain, id), traits(terrain, other), "{id} {other}");
                assert_eq!(terrain.nodes[id].min_writes, terrain.nodes[other].min_writes, "{id} {other}");
            }
        }
    }
    assert!(terrain.classes.get(u32::try_from(terrain.classes.len()).unwrap()).is_none());
}

#[test]
fn leaves_that_differ_in_size_only_are_kin() {
    // Beside the two hosts lie a host, two blocks of two and what is left of the other half, all under one default.
    let laid = trie(&[change(0, 0, A, A), change(0, 4, NO_SERVICE, B), change(4, 4, NO_SERVICE, B)]);
    let bare: Vec<_> = (0..laid.nodes.len())
        .filter(|id| traits(&laid, *id).0 && traits(&laid, *id).1 == [NO_SERVICE; 2])
        .collect();
    let sizes: Vec<_> =
        bare.iter().filter_map(|id| laid.leaf(&laid.nodes[*id])).map(|ground| ground.addresses).collect();
    assert!(sizes.iter().any(|size| *size != sizes[0]), "of several sizes");
    assert!(bare.len() > 3 && bare.iter().all(|id| laid.nodes[*id].class == laid.nodes[bare[0]].class));
    held(&laid);
}

#[test]
fn leaves_that_differ_in_anything_else_are_not() {
    // Hosts by services before and after, under a default that is tied or not.
    let services = [NO_SERVICE, A, B];
    for default in [A, DEFAULT_ONLY] {
        for before in services {
            for after in services {
                let sites = [
                    change(0, 0, default, default),
                    change(0, 4, before, after),
                    change(3, 4, A, B),
                    change(8, 1, B, NO_SERVICE),
                    change(12, 4, before, after),
                    change(15, 4, A, B),
                ];
                held(&trie(&sites));
            }
        }
    }
}

#[test]
fn a_leaf_that_is_barred_or_lost_is_no_kin_of_one_that_is_not() {
    let barred = BindingChange { reserved: true, ..change(2, 4, NO_SERVICE, NO_SERVICE) };
    let laid = trie(&[
        change(0, 0, A, A),
        change(0, 4, B, B),
        barred,
        change(4, 4, B, B),
        change(8, 4, DEFAULT_ONLY, B),
    ]);
    let barred: Vec<_> = (0..laid.nodes.len()).filter(|id| kin(&laid, *id).key.reserved).collect();
    assert_eq!(barred.len(), 1);
    held(&laid);
    // Replaced under a stranger it is hit, under one of its own services not.
    let laid = trie(&[
        change(0, 0, DEFAULT_ONLY, DEFAULT_ONLY),
        change(0, 4, A, B),
        change(8, 1, A, A),
        change(9, 4, A, B),
    ]);
    let hosts = (0..laid.nodes.len()).filter(|id| traits(&laid, *id).1 == [A, B]);
    assert_eq!(hosts.map(|id| laid.unavoidable_at(id)).collect::<Vec<_>>(), [1, 0]);
    held(&laid);
}

#[test]
fn catchers_are_those_of_all_who_are_lost_below() {
    let laid = trie(&[change(0, 0, DEFAULT_ONLY, DEFAULT_ONLY), change(0, 4, A, B), change(8, 4, B, B)]);
    let of = |id| kin(&laid, id).fallback_services;
    let lost = ServiceSet::single(A).with(B);
    assert_eq!([0, laid.root()].map(of), [lost; 2]);
    let [_, upper] = laid.children(laid.root());
    assert_eq!(upper.map(of), Some(ServiceSet::default()));
}
