//! On prefixes of sixteen addresses: who has what in common with whom.

use super::super::set::NOBODY;
use super::super::sixteen::{A, B, TIED, site, terrain};
use super::super::terrain::{NodeId, Site, Terrain};
use super::*;

fn kin(terrain: &Terrain, id: NodeId) -> Kin {
    *terrain.kin(&terrain.nodes[id]).expect("each node has kin")
}

/// Whether a node is a leaf, its services, and whether it is tied or lost.
fn traits(terrain: &Terrain, id: NodeId) -> (bool, [Service; 2], [bool; 2]) {
    let Kind { before, after, .. } = kin(terrain, id).kind;
    let leaf = terrain.below(id) == [None, None];
    (leaf, [before, after], [terrain.nodes[id].tied > 0, terrain.lost(id) > 0])
}

/// Holds that each kin is there once, and that leaves of one are alike in all that decides about them.
fn held(terrain: &Terrain) {
    for id in 0..terrain.nodes.len() {
        let (leaf, ..) = traits(terrain, id);
        assert_eq!(leaf, kin(terrain, id).ground.is_some(), "addresses are settled in leaves: {id}");
        for other in 0..id {
            let same = terrain.nodes[id].kin == terrain.nodes[other].kin;
            assert_eq!(same, kin(terrain, id) == kin(terrain, other), "{id} {other}");
            if same && leaf {
                assert_eq!(traits(terrain, id), traits(terrain, other), "{id} {other}");
                assert_eq!(terrain.nodes[id].least, terrain.nodes[other].least, "{id} {other}");
            }
        }
    }
    assert!(terrain.kins.get(u32::try_from(terrain.kins.len()).unwrap()).is_none());
}

#[test]
fn leaves_that_differ_in_size_only_are_kin() {
    // Beside the two hosts lie a host, two blocks of two and what is left of the other half, all under one default.
    let laid = terrain(&[site(0, 0, A, A), site(0, 4, NOBODY, B), site(4, 4, NOBODY, B)]);
    let bare: Vec<_> = (0..laid.nodes.len())
        .filter(|id| traits(&laid, *id).0 && traits(&laid, *id).1 == [NOBODY; 2])
        .collect();
    let sizes: Vec<_> =
        bare.iter().filter_map(|id| laid.ground(&laid.nodes[*id])).map(|ground| ground.addresses).collect();
    assert!(sizes.iter().any(|size| *size != sizes[0]), "of several sizes");
    assert!(bare.len() > 3 && bare.iter().all(|id| laid.nodes[*id].kin == laid.nodes[bare[0]].kin));
    held(&laid);
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
                held(&terrain(&sites));
            }
        }
    }
}

#[test]
fn a_leaf_that_is_barred_or_lost_is_no_kin_of_one_that_is_not() {
    let barred = Site { barred: true, ..site(2, 4, NOBODY, NOBODY) };
    let laid = terrain(&[site(0, 0, A, A), site(0, 4, B, B), barred, site(4, 4, B, B), site(8, 4, TIED, B)]);
    let barred: Vec<_> = (0..laid.nodes.len()).filter(|id| kin(&laid, *id).kind.barred).collect();
    assert_eq!(barred.len(), 1);
    held(&laid);
    // Replaced under a stranger it is hit, under one of its own services not.
    let laid = terrain(&[site(0, 0, TIED, TIED), site(0, 4, A, B), site(8, 1, A, A), site(9, 4, A, B)]);
    let hosts = (0..laid.nodes.len()).filter(|id| traits(&laid, *id).1 == [A, B]);
    assert_eq!(hosts.map(|id| laid.lost(id)).collect::<Vec<_>>(), [1, 0]);
    held(&laid);
}

#[test]
fn catchers_are_those_of_all_who_are_lost_below() {
    let laid = terrain(&[site(0, 0, TIED, TIED), site(0, 4, A, B), site(8, 4, B, B)]);
    let of = |id| kin(&laid, id).catchers;
    let lost = Services::only(A).with(B);
    assert_eq!([0, laid.root()].map(of), [lost; 2]);
    let [_, upper] = laid.below(laid.root());
    assert_eq!(upper.map(of), Some(Services::default()));
}
