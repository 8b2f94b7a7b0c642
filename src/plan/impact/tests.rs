//! What writes do to the addresses of a prefix of sixteen.

use super::super::sixteen::*;
use super::*;

#[test]
fn neighbours_that_fare_alike_are_one_span() {
    let create = |first, length| Write { block: block(first, length), service: B, creates: true };
    let writes = vec![create(4, 3), create(6, 3)];
    let spans = spans(PREFIX, WIDTH, &[(PREFIX, A)], &[Batch { writes, settles: true }]);
    let told: Vec<_> = spans.iter().map(|span| (span.first, span.last, span.old, span.new)).collect();
    assert_eq!(told, [(0, 3, A, A), (4, 7, A, B), (8, 15, A, A)]);
}
