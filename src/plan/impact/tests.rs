//! What writes do to the addresses of a prefix of sixteen.

use super::super::search::test_fixtures::*;
use super::*;

fn bound(block: CidrBlock, service: ServiceNumber) -> StartBinding {
    StartBinding { block, service, in_flight: false }
}

#[test]
fn neighbours_that_fare_alike_are_one_span() {
    let create = |first, length| BindingWrite { block: block(first, length), service: B, creates: true };
    let writes = vec![create(4, 3), create(6, 3)];
    let ImpactRanges { list, written, .. } =
        impact_ranges(PREFIX, WIDTH, &[bound(PREFIX, A)], &[WriteBatch { writes, settles: true, hours: 6 }]);
    let told: Vec<_> = list.iter().map(|span| (span.first, span.last, span.old, span.new)).collect();
    assert_eq!(told, [(0, 3, A, A), (4, 7, A, B), (8, 15, A, A)]);
    assert_eq!(written, 4);
}

#[test]
fn addresses_in_several_blocks_that_are_written_to_are_counted_once() {
    let write = |first, length, creates| BindingWrite { block: block(first, length), service: B, creates };
    let settled = |writes| WriteBatch { writes, settles: true, hours: 6 };
    // A host in a half that is written to in another batch, and one beside it; the prefix itself is left as it is.
    let batches = [
        settled(vec![write(1, 4, true), write(9, 4, true)]),
        settled(vec![write(0, 1, true), write(1, 4, false)]),
    ];
    assert_eq!(impact_ranges(PREFIX, WIDTH, &[bound(PREFIX, A)], &batches).written, 8 + 1);
    assert_eq!(impact_ranges(PREFIX, WIDTH, &[bound(PREFIX, A)], &[]).written, 0);
}

#[test]
fn each_span_has_who_is_strange_to_it_in_each_batch() {
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
    let told: Vec<_> = impact_ranges(PREFIX, WIDTH, &start, &batches)
        .iter()
        .map(|(span, strange)| {
            (span.first, span.last, strange.iter().map(|all| all.bits()).collect::<Vec<_>>())
        })
        .collect();
    let only = |service| ServiceSet::single(service).bits();
    assert_eq!(told, [(0, 3, vec![0, only(A)]), (4, 7, vec![only(C), only(C)]), (8, 15, vec![0, 0])]);
    // Without writes there are no batches, and the spans are as they are bound.
    let still: Vec<_> = impact_ranges(PREFIX, WIDTH, &start, &[])
        .iter()
        .map(|(span, strange)| (span.first, span.last, span.old, strange.len()))
        .collect();
    assert_eq!(still, [(0, 3, B, 0), (4, 15, A, 0)]);
}

#[test]
fn an_edge_that_shows_what_it_would_show_anyway_is_not_hit_while_the_start_is_in_flight() {
    let flying = |block, service| StartBinding { in_flight: true, ..bound(block, service) };
    let delete =
        |first, length, service| BindingWrite { block: block(first, length), service, creates: false };
    let create =
        |first, length, service| BindingWrite { block: block(first, length), service, creates: true };
    let strange = |start: &[StartBinding], batches: &[Vec<BindingWrite>]| -> Vec<(u128, u128, Vec<u64>)> {
        let batches: Vec<_> = batches
            .iter()
            .map(|writes| WriteBatch { writes: writes.clone(), settles: true, hours: 6 })
            .collect();
        let spans = impact_ranges(PREFIX, WIDTH, start, &batches);
        let bits = |all: &[ServiceSet]| all.iter().map(|all| all.bits()).collect();
        spans.iter().map(|(span, strange)| (span.first, span.last, bits(strange))).collect()
    };
    let only = |service| ServiceSet::single(service).bits();
    // A quarter rolls out below a half, and the half goes: edges without the quarter fall to the default.
    let covered = [bound(PREFIX, A), bound(block(0, 1), B), flying(block(0, 2), B)];
    let gone = vec![delete(0, 1, B)];
    assert_eq!(
        strange(&covered, std::slice::from_ref(&gone)),
        [(0, 3, vec![only(A)]), (4, 7, vec![0]), (8, 15, vec![0])]
    );
    // Behind a wait they do not.
    assert_eq!(
        strange(&covered, &[Vec::new(), gone]),
        [(0, 3, vec![0, 0]), (4, 7, vec![0, 0]), (8, 15, vec![0, 0])]
    );
    // What rolls out by itself is no hit, whatever is written elsewhere; nor is what all edges show already.
    let alone = [bound(PREFIX, A), flying(block(0, 2), B)];
    assert_eq!(strange(&alone, &[vec![create(8, 2, C)]])[0], (0, 3, vec![0]));
    assert_eq!(strange(&alone, &[vec![create(0, 1, A)]])[0], (0, 3, vec![0]));
    // A half of another service around it is one, for edges without the quarter.
    assert_eq!(strange(&alone, &[vec![create(0, 1, C)]])[0], (0, 3, vec![only(C)]));
    // A half that every edge has hides the default: where it is bound, nothing but it was seen before.
    let hidden = [bound(PREFIX, A), bound(block(0, 1), C), flying(block(0, 2), B)];
    assert_eq!(strange(&hidden, &[vec![create(0, 3, A)]])[0], (0, 1, vec![0]));
    assert_eq!(strange(&hidden, &[vec![create(0, 3, A), create(0, 4, C)]])[0], (0, 0, vec![only(A)]));
}
