//! The table returns what was inserted, whatever room it has.

use super::*;

#[test]
fn a_result_is_found_under_its_node_and_state_and_nowhere_else() {
    for nodes in [40, 20, 0] {
        insert_and_find(Memo::for_nodes(nodes));
    }
}

/// Costs with and without hits, equal to the previous one or not.
fn cost(node: NodeId, state: StateId) -> Cost {
    let hits = [0u128, 0, 1, 1, 2][(node + state as usize / 2) % 5];
    Cost { unowned: hits / 2, third_party: hits, writes: state }
}

fn insert_and_find(mut memo: Memo) {
    assert!(memo.get(0, 0).is_none());
    for node in 0..40 {
        for state in (0..40).step_by(2) {
            memo.insert(node, state, cost(node, state), u32::try_from(node).unwrap() * 100 + state);
        }
    }
    for node in 0..41 {
        for state in 0..41 {
            let found = memo.get(node, state);
            let inserted = node < 40 && state < 40 && state % 2 == 0;
            let option = u32::try_from(node).unwrap() * 100 + state;
            assert_eq!(found, inserted.then_some((cost(node, state), option)), "{node} {state}");
        }
    }
}
