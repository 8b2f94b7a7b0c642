//! What is kept is found again, whatever hashes as it does.

use super::super::service_set::{ServiceNumber, ServiceSet};
use super::*;

/// A view that no other number has.
fn view(number: u64) -> View {
    let bits = |batch| number >> (6 * batch) & 63;
    std::array::from_fn(|batch| ServiceSet::single(ServiceNumber::try_from(bits(batch)).unwrap()))
}

#[test]
fn each_view_has_one_number_in_the_order_in_which_they_come() {
    let mut views = ViewTable::default();
    for round in 0..2 {
        for number in 0..1_000 {
            assert_eq!(views.intern(&view(number * 7)), ViewId::try_from(number).unwrap(), "round {round}");
        }
    }
}

#[test]
fn what_was_kept_of_a_node_in_a_situation_is_found_and_nothing_else() {
    // With room for all, for half of the nodes, and for none; many situations to a node, and so more than have room.
    for nodes in [40, 20, 0] {
        kept_and_found(Memo::for_nodes(nodes));
    }
}

/// Prices with hits and without, the same one after another or not.
fn price(id: NodeId, situation: StateId) -> Cost {
    let hits = [0u128, 0, 1, 1, 2][(id + situation as usize / 2) % 5];
    Cost { unowned: hits / 2, third_party: hits, writes: situation }
}

fn kept_and_found(mut known: Memo) {
    assert!(known.get(0, 0).is_none());
    for id in 0..40 {
        for situation in (0..40).step_by(2) {
            known.insert(id, situation, price(id, situation), u32::try_from(id).unwrap() * 100 + situation);
        }
    }
    for id in 0..41 {
        for situation in 0..41 {
            let found = known.get(id, situation);
            let kept = id < 40 && situation < 40 && situation % 2 == 0;
            let choice = u32::try_from(id).unwrap() * 100 + situation;
            assert_eq!(found, kept.then_some((price(id, situation), choice)), "{id} {situation}");
        }
    }
}

#[test]
fn what_hashes_alike_is_told_apart() {
    let mut index = HashIndex::default();
    // Three hashes, of which two ask for the same slot, each many times: past the sizes at which the table grows.
    let hashes = [5, 64 + 5, 9];
    let of = |place: u32| hashes[place as usize % 3];
    for place in 0..500 {
        assert_eq!(index.find(of(place), |_| false), None);
        index.insert(of(place), place);
    }
    for place in 0..500 {
        assert_eq!(index.find(of(place), |at| at == place), Some(place));
        let asked = std::cell::Cell::new(0);
        let of_this_hash = |at: u32| {
            assert_eq!(at % 3, place % 3, "only those of this hash are looked at");
            asked.set(asked.get() + 1);
            false
        };
        assert_eq!(index.find(of(place), of_this_hash), None);
        assert!(asked.get() >= 166, "all of them are: {}", asked.get());
    }
}

#[test]
fn eight_nodes_beside_each_other_share_eight_places() {
    assert_eq!([0, 7, 8, 23].map(bucket), [0..8, 0..8, 8..16, 16..24]);
    // So each node has its own, whatever the number of nodes.
    assert_eq!([0, 1, 8, 20].map(|nodes| Memo::for_nodes(nodes).local.len()), [0, 8, 8, 24]);
}
