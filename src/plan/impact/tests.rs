//! What writes do to the addresses of a prefix.

use super::super::search::test_fixtures::*;
use super::*;

fn bound(block: CidrBlock, service: ServiceNumber) -> BindingAtStart {
    BindingAtStart { block, service, in_flight: false }
}

#[test]
fn neighbours_with_the_same_impact_are_one_range() {
    let create = |first, length| BindingWrite { block: block(first, length), service: B, creates: true };
    let writes = vec![create(4, 3), create(6, 3)];
    let ImpactRanges { list, written, .. } =
        impact_ranges(PREFIX, WIDTH, &[bound(PREFIX, A)], &[WriteBatch { writes, settles: true, hours: 6 }]);
    let found: Vec<_> = list.iter().map(|range| (range.first, range.last, range.old, range.new)).collect();
    assert_eq!(found, [(0, 3, A, A), (4, 7, A, B), (8, 15, A, A)]);
    assert_eq!(written, 4);
}

#[test]
fn an_address_in_several_written_blocks_counts_once() {
    let write = |first, length, creates| BindingWrite { block: block(first, length), service: B, creates };
    let settled = |writes| WriteBatch { writes, settles: true, hours: 6 };
    // A host in a half that another batch writes to, and a host outside it; nothing writes to the prefix itself.
    let batches = [
        settled(vec![write(1, 4, true), write(9, 4, true)]),
        settled(vec![write(0, 1, true), write(1, 4, false)]),
    ];
    assert_eq!(impact_ranges(PREFIX, WIDTH, &[bound(PREFIX, A)], &batches).written, 8 + 1);
    assert_eq!(impact_ranges(PREFIX, WIDTH, &[bound(PREFIX, A)], &[]).written, 0);
}

#[test]
fn each_range_has_its_foreign_services_in_each_batch() {
    let write = |first, service, creates| BindingWrite { block: block(first, 2), service, creates };
    // A quarter is replaced, and the next one is bound for a batch.
    let batches = [
        WriteBatch { writes: vec![write(4, C, true)], settles: true, hours: 6 },
        WriteBatch {
            writes: vec![write(0, B, false), write(0, C, true), write(4, C, false)],
            settles: true,
            hours: 6,
        },
    ];
    let start = [bound(PREFIX, A), bound(block(0, 2), B)];
    let found: Vec<_> = impact_ranges(PREFIX, WIDTH, &start, &batches)
        .iter()
        .map(|(range, foreign)| {
            (range.first, range.last, foreign.iter().map(|all| all.bits()).collect::<Vec<_>>())
        })
        .collect();
    let only = |service| ServiceSet::single(service).bits();
    assert_eq!(found, [(0, 3, vec![0, only(A)]), (4, 7, vec![only(C), only(C)]), (8, 15, vec![0, 0])]);
    // Without writes there are no batches, and the ranges are those of the bindings.
    let still: Vec<_> = impact_ranges(PREFIX, WIDTH, &start, &[])
        .iter()
        .map(|(range, foreign)| (range.first, range.last, range.old, foreign.len()))
        .collect();
    assert_eq!(still, [(0, 3, B, 0), (4, 15, A, 0)]);
}

#[test]
fn while_the_start_is_in_flight_an_edge_is_not_hit_by_what_it_shows_without_the_plan() {
    let in_flight = |block, service| BindingAtStart { in_flight: true, ..bound(block, service) };
    let delete =
        |first, length, service| BindingWrite { block: block(first, length), service, creates: false };
    let create =
        |first, length, service| BindingWrite { block: block(first, length), service, creates: true };
    let foreign = |start: &[BindingAtStart], batches: &[Vec<BindingWrite>]| -> Vec<(u128, u128, Vec<u64>)> {
        let batches: Vec<_> = batches
            .iter()
            .map(|writes| WriteBatch { writes: writes.clone(), settles: true, hours: 6 })
            .collect();
        let ranges = impact_ranges(PREFIX, WIDTH, start, &batches);
        let bits = |all: &[ServiceSet]| all.iter().map(|all| all.bits()).collect();
        ranges.iter().map(|(range, foreign)| (range.first, range.last, bits(foreign))).collect()
    };
    let only = |service| ServiceSet::single(service).bits();
    // A quarter is in flight below a half, and the half is deleted: edges without the quarter fall back to the default.
    let covered = [bound(PREFIX, A), bound(block(0, 1), B), in_flight(block(0, 2), B)];
    let gone = vec![delete(0, 1, B)];
    assert_eq!(
        foreign(&covered, std::slice::from_ref(&gone)),
        [(0, 3, vec![only(A)]), (4, 7, vec![0]), (8, 15, vec![0])]
    );
    // After a wait they do not.
    assert_eq!(
        foreign(&covered, &[Vec::new(), gone]),
        [(0, 3, vec![0, 0]), (4, 7, vec![0, 0]), (8, 15, vec![0, 0])]
    );
    // In a half that is in flight, a quarter is deleted: edges without the half fall back to the default.
    let inside = [bound(PREFIX, A), in_flight(block(0, 1), B), bound(block(0, 2), C)];
    assert_eq!(foreign(&inside, &[vec![delete(0, 2, C)]])[0], (0, 3, vec![only(A)]));
    // A binding in flight hits nothing by itself, whatever is written elsewhere; nor does what all edges show already.
    let alone = [bound(PREFIX, A), in_flight(block(0, 2), B)];
    assert_eq!(foreign(&alone, &[vec![create(8, 2, C)]])[0], (0, 3, vec![0]));
    assert_eq!(foreign(&alone, &[vec![create(0, 1, A)]])[0], (0, 3, vec![0]));
    // A half of another service around it hits, at edges without the quarter.
    assert_eq!(foreign(&alone, &[vec![create(0, 1, C)]])[0], (0, 3, vec![only(C)]));
    // A half that every edge has hides the default: inside it no edge showed the default before.
    let hidden = [bound(PREFIX, A), bound(block(0, 1), C), in_flight(block(0, 2), B)];
    assert_eq!(foreign(&hidden, &[vec![create(0, 3, A)]])[0], (0, 1, vec![0]));
    assert_eq!(foreign(&hidden, &[vec![create(0, 3, A), create(0, 4, C)]])[0], (0, 0, vec![only(A)]));
    // A half in flight hides the default at some edges only. At an edge without the half and without the eighth in it, a new
    // quarter shows the half's service in place of the default: that hits the eighth.
    let nested = [bound(PREFIX, A), in_flight(block(0, 1), B), in_flight(block(0, 3), C)];
    assert_eq!(foreign(&nested, &[vec![create(0, 2, B)]])[0], (0, 1, vec![only(B)]));
    // At every edge of a half that has settled, the quarter shows what the half shows.
    let settled = [bound(PREFIX, A), bound(block(0, 1), B), in_flight(block(0, 3), C)];
    assert_eq!(foreign(&settled, &[vec![create(0, 2, B)]])[0], (0, 1, vec![0]));
}
