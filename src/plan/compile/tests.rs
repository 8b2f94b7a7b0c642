//! What the writes of a schedule are said to be for, for writes that no schedule was seen to make, too.

use super::super::search::options::BatchRules;
use super::*;
use crate::plan::{CurrentBinding, DesiredBinding, PrefixState};

const A: ServiceNumber = 1;
const B: ServiceNumber = 2;

fn cidr(text: &str) -> Cidr {
    text.parse().expect("it is a block")
}

fn bound(text: &str, service: &str) -> CurrentBinding {
    CurrentBinding { id: None, cidr: cidr(text), service: Some(service.to_owned()), state: None }
}

fn wanted(text: &str, service: &str) -> DesiredBinding {
    DesiredBinding { cidr: cidr(text), service: service.to_owned() }
}

/// Makes a draft of the way from one list to the other, and asks it.
fn with_draft<T>(
    current: &[CurrentBinding],
    desired: &[DesiredBinding],
    ask: impl FnOnce(&CompiledTask<'_>) -> T,
) -> T {
    let task = Task {
        prefix: cidr("192.0.2.0/24"),
        state: PrefixState::default(),
        current,
        desired,
        services: None,
        settles_in: None,
        names: std::collections::BTreeMap::new(),
        options: PlanOptions::default(),
    };
    ask(&CompiledTask::new(&task).expect("the task is sound"))
}

fn batch(writes: &[(&str, ServiceNumber, bool)]) -> WriteBatch {
    let write = |&(text, service, creates): &(&str, ServiceNumber, bool)| BindingWrite {
        block: CidrBlock::of(&cidr(text)),
        service,
        creates,
    };
    WriteBatch { writes: writes.iter().map(write).collect(), settles: true, hours: 6 }
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
        let (PlanStep::Create { purpose, .. } | PlanStep::Delete { purpose, .. }) = &steps[0] else {
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
        let course = BatchRules { rebuild_in: redo, ..BatchRules::new(1, ServiceSet::default(), true) };
        let schedule = Solution {
            prefix: CidrBlock::of(&cidr("192.0.2.0/24")),
            rules: course,
            schedules: Vec::new(),
            complete: true,
        };
        with_draft(&current, &desired, |draft| {
            draft.profile_dependent_steps(&draft.steps(std::slice::from_ref(&batch)), Some(&schedule))
        })
    };
    assert_eq!(relies(Some(0)), [0, 1, 2, 3]);
    assert_eq!(relies(None), [1, 2]);
}
