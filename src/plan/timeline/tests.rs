//! What a place can do in a course, and what it takes.

use super::super::sixteen::*;
use super::*;

#[test]
fn nothing_is_made_in_a_batch_in_which_the_prefix_is_unbound_and_what_stays_or_goes_is_no_matter() {
    let mut frozen = [false; MOST_BATCHES];
    frozen[1] = true;
    let course = Course { batches: 3, redo: None, frozen, parts: PARTS, shields: true };
    let writes = |given: [Service; 4]| course.timeline(stages(given)).map(|timeline| timeline.writes);
    assert_eq!(writes([NOBODY, NOBODY, A, A]), None);
    assert_eq!(writes([A, A, B, B]), None);
    assert_eq!(writes([NOBODY, A, A, A]), Some(1));
    assert_eq!(writes([A, A, NOBODY, NOBODY]), Some(1));
    assert_eq!(writes([A, A, A, B]), Some(2));
    assert_eq!(writes([NOBODY, NOBODY, NOBODY, NOBODY]), Some(0));
    // What is taken away and put back is made.
    let again = Course { redo: Some(1), ..course };
    assert_eq!(again.timeline(stages([A])), None);
    assert_eq!(
        Course { redo: Some(2), ..course }.timeline(stages([A])).map(|timeline| timeline.writes),
        Some(2)
    );
}
