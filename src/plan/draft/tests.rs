//! What the writes of a schedule are said to be for, for writes that no schedule was seen to make, too.

use super::super::timeline::Course;
use super::*;
use crate::plan::{Bound, PrefixState, Wanted};

const A: Service = 1;
const B: Service = 2;

fn cidr(text: &str) -> Cidr {
    text.parse().expect("it is a block")
}

fn bound(text: &str, service: &str) -> Bound {
    Bound { id: None, cidr: cidr(text), service: Some(service.to_owned()), state: None }
}

fn wanted(text: &str, service: &str) -> Wanted {
    Wanted { cidr: cidr(text), service: service.to_owned() }
}

/// Makes a draft of the way from one list to the other, and asks it.
fn with_draft<T>(current: &[Bound], desired: &[Wanted], ask: impl FnOnce(&Draft<'_>) -> T) -> T {
    let task = Task {
        prefix: cidr("192.0.2.0/24"),
        state: PrefixState::default(),
        current,
        desired,
        services: None,
        settles_in: None,
        names: std::collections::BTreeMap::new(),
        options: Options::default(),
    };
    ask(&Draft::new(&task).expect("the task is sound"))
}

fn batch(writes: &[(&str, Service, bool)]) -> Batch {
    let write = |&(text, service, creates): &(&str, Service, bool)| Write {
        block: Block::of(&cidr(text)),
        service,
        creates,
    };
    Batch { writes: writes.iter().map(write).collect(), settles: true, hours: 6 }
}

#[test]
fn a_write_is_for_what_is_wanted_or_for_a_while_or_to_make_way() {
    let (current, desired) = (
        [bound("192.0.2.0/24", "a"), bound("192.0.2.1/32", "a")],
        [wanted("192.0.2.0/24", "a"), wanted("192.0.2.1/32", "b")],
    );
    let host = "192.0.2.1/32";
    let writes = [
        // What is there and not wanted: it goes, and may be put back for a while.
        (host, A, false, Purpose::Desired),
        (host, A, true, Purpose::Shield),
        // What is wanted and not there: it comes, and may be taken away for a while.
        (host, B, true, Purpose::Desired),
        (host, B, false, Purpose::Shield),
        ("192.0.2.0/24", A, false, Purpose::MakeWay),
        ("192.0.2.0/24", A, true, Purpose::MakeWay),
        ("192.0.2.0/25", B, true, Purpose::Shield),
        ("192.0.2.0/25", B, false, Purpose::Shield),
    ];
    for (text, service, creates, expected) in writes {
        let steps =
            with_draft(&current, &desired, |draft| draft.steps(&[batch(&[(text, service, creates)])]));
        let (Step::Create { purpose, .. } | Step::Delete { purpose, .. }) = &steps[0] else {
            panic!("a write comes first in {steps:?}")
        };
        assert_eq!(*purpose, expected, "{text} {service} {creates}");
    }
}

#[test]
fn what_makes_way_relies_on_the_profile_only_where_everything_does() {
    let (current, desired) = (
        [bound("192.0.2.0/24", "a"), bound("192.0.2.1/32", "a")],
        [wanted("192.0.2.0/24", "b"), wanted("192.0.2.1/32", "a")],
    );
    // The default changes, and a host that stays makes way.
    let (root, host) = ("192.0.2.0/24", "192.0.2.1/32");
    let batch = batch(&[(host, A, false), (root, A, false), (root, B, true), (host, A, true)]);
    let relies = |redo| {
        let course = Course { redo, ..Course::new(1, Services::default(), true) };
        let schedule =
            Schedule { prefix: Block::of(&cidr("192.0.2.0/24")), course, parts: Vec::new(), complete: true };
        with_draft(&current, &desired, |draft| {
            draft.reliance(&draft.steps(std::slice::from_ref(&batch)), Some(&schedule))
        })
    };
    assert_eq!(relies(Some(0)), [0, 1, 2, 3]);
    assert_eq!(relies(None), [1, 2]);
}
