//! What writes do to the addresses of a prefix of sixteen.

use super::super::sixteen::*;
use super::*;

#[test]
fn neighbours_that_fare_alike_are_one_span() {
    let create = |first, length| Write { block: block(first, length), service: B, creates: true };
    let writes = vec![create(4, 3), create(6, 3)];
    let (spans, written) = spans(PREFIX, WIDTH, &[(PREFIX, A)], &[Batch { writes, settles: true }]);
    let told: Vec<_> = spans.iter().map(|span| (span.first, span.last, span.old, span.new)).collect();
    assert_eq!(told, [(0, 3, A, A), (4, 7, A, B), (8, 15, A, A)]);
    assert_eq!(written, 4);
}

#[test]
fn addresses_in_several_blocks_that_are_written_to_are_counted_once() {
    let write = |first, length, creates| Write { block: block(first, length), service: B, creates };
    let settled = |writes| Batch { writes, settles: true };
    // A host in a half that is written to in another batch, and one beside it; the prefix itself is left as it is.
    let batches = [
        settled(vec![write(1, 4, true), write(9, 4, true)]),
        settled(vec![write(0, 1, true), write(1, 4, false)]),
    ];
    assert_eq!(spans(PREFIX, WIDTH, &[(PREFIX, A)], &batches).1, 8 + 1);
    assert_eq!(spans(PREFIX, WIDTH, &[(PREFIX, A)], &[]).1, 0);
}
