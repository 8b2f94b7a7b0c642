//! On prefixes of sixteen addresses: who fares like whom.

use super::super::set::NOBODY;
use super::super::sixteen::{A, B, PARTS, TIED, site, terrain};
use super::super::terrain::{Site, Terrain};
use super::*;

/// What decides about a leaf, written out apart from its kin.
fn traits(terrain: &Terrain, id: NodeId) -> (Kind, Option<[Service; 2]>, [bool; 2], u32) {
    let node = &terrain.nodes[id];
    let kind = Kind {
        before: node.before,
        after: node.after,
        wanted: node.wanted.within(PARTS),
        barred: node.barred,
    };
    let owners = node.ground().map(|ground| [ground.old, ground.new]);
    (kind, owners, [node.tied > 0, node.lost > 0], node.least)
}

/// Holds kinds and kin to what each pair of nodes has in common; gives how many leaves have kin before them.
fn shared(terrain: &Terrain) -> usize {
    let mut shared = 0;
    for id in 0..terrain.nodes.len() {
        let Alike { kind, kin } = terrain.kin.of(id).unwrap();
        assert_eq!(terrain.kin.kinds[kind], traits(terrain, id).0, "the kind of {id}");
        let leaf = |id: NodeId| terrain.nodes[id].below() == [None, None];
        let alike = |other: &NodeId| leaf(*other) && traits(terrain, *other) == traits(terrain, id);
        let first = (0..id).find(alike).filter(|_| leaf(id)).unwrap_or(id);
        assert_eq!(kin, first, "the kin of {id}");
        shared += usize::from(kin != id);
    }
    for (at, kind) in terrain.kin.kinds.iter().enumerate() {
        assert!(!terrain.kin.kinds[..at].contains(kind), "each kind is there once");
    }
    assert!(terrain.kin.of(terrain.nodes.len()).is_none());
    shared
}

#[test]
fn leaves_that_differ_in_size_only_are_kin() {
    // Beside the two hosts lie a host, two blocks of two and what is left of the other half, all under one default.
    let laid = terrain(&[site(0, 0, A, A), site(0, 4, NOBODY, B), site(4, 4, NOBODY, B)]);
    let sizes = |id: NodeId| laid.nodes[id].ground().map(|ground| ground.addresses);
    let bare: Vec<_> = (0..laid.nodes.len())
        .filter(|id| laid.nodes[*id].below() == [None, None] && laid.nodes[*id].after == NOBODY)
        .collect();
    let kin: Vec<_> = bare.iter().map(|id| laid.kin.of(*id).unwrap().kin).collect();
    assert!(bare.iter().any(|id| sizes(*id) != sizes(bare[0])), "of several sizes");
    assert!(bare.len() > 3 && kin.iter().all(|kin| *kin == bare[0]), "{bare:?} {kin:?}");
    assert!(shared(&laid) > 3, "the two hosts are kin as well");
}

#[test]
fn leaves_that_differ_in_anything_else_are_not() {
    // Hosts by services before and after, under a default that is tied or not.
    let services = [NOBODY, A, B];
    for default in [A, TIED] {
        for before in services {
            for after in services {
                let sites = [
                    site(0, 0, default, default),
                    site(0, 4, before, after),
                    site(3, 4, A, B),
                    site(8, 1, B, NOBODY),
                    site(12, 4, before, after),
                    site(15, 4, A, B),
                ];
                shared(&terrain(&sites));
            }
        }
    }
}

#[test]
fn a_leaf_that_is_barred_or_lost_is_no_kin_of_one_that_is_not() {
    let barred = Site { barred: true, ..site(2, 4, NOBODY, NOBODY) };
    let laid = terrain(&[site(0, 0, A, A), site(0, 4, B, B), barred, site(4, 4, B, B), site(8, 4, TIED, B)]);
    shared(&laid);
    // Replaced under a stranger it is hit, under one of its own services not.
    let laid = terrain(&[site(0, 0, TIED, TIED), site(0, 4, A, B), site(8, 1, A, A), site(9, 4, A, B)]);
    let lost: Vec<_> = laid.nodes.iter().filter(|node| node.least == 2).map(|node| node.lost).collect();
    assert!(lost.contains(&1) && lost.contains(&0), "{lost:?}");
    shared(&laid);
}

#[test]
fn what_has_something_below_it_is_its_own_kin() {
    let laid = terrain(&[site(0, 0, A, A), site(0, 2, NOBODY, B), site(4, 2, NOBODY, B)]);
    for (id, node) in laid.nodes.iter().enumerate() {
        if node.below() != [None, None] {
            assert_eq!(laid.kin.of(id).unwrap().kin, id);
        }
    }
}
