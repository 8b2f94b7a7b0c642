//! The purpose of writes, also of writes that no solution contains.

use super::*;
use crate::cidr::Cidr;
use crate::plan::search::batch_rules::BatchRules;
use crate::plan::search::problem::Solution;
use crate::plan::search::service_set::ServiceSet;
use crate::plan::search::write_order::BindingWrite;
use crate::plan::step::Purpose;
use crate::plan::task::{CurrentBinding, DesiredBinding, PrefixState};

const A: ServiceNumber = 1;
const B: ServiceNumber = 2;

fn cidr(text: &str) -> Cidr {
    text.parse().expect("it is a block")
}

fn current(text: &str, service: &str) -> CurrentBinding {
    CurrentBinding { id: None, cidr: cidr(text), service: Some(service.to_owned()), state: None }
}

fn desired(text: &str, service: &str) -> DesiredBinding {
    DesiredBinding { cidr: cidr(text), service: service.to_owned() }
}

/// Compiles the task of these lists, and calls `use_it`.
fn with_compiled<T>(
    current: &[CurrentBinding],
    desired: &[DesiredBinding],
    use_it: impl FnOnce(&CompiledTask<'_>) -> T,
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
    use_it(&CompiledTask::new(&task, true).expect("the task is valid"))
}

fn batch(writes: &[(&str, ServiceNumber, bool)]) -> WriteBatch {
    let write = |&(text, service, creates): &(&str, ServiceNumber, bool)| BindingWrite {
        block: CidrBlock::of(&cidr(text)),
        service,
        creates,
    };
    WriteBatch { writes: writes.iter().map(write).collect(), settles: true, hours: 6 }
}

fn steps_of(compiled: &CompiledTask<'_>, batch: &WriteBatch) -> Vec<PlanStep> {
    steps(compiled.task.prefix, &compiled.services, &compiled.states, std::slice::from_ref(batch))
}

#[test]
fn a_write_is_for_the_desired_state_or_a_shield_or_makes_way() {
    let (current, desired) = (
        [current("192.0.2.0/24", "a"), current("192.0.2.1/32", "a")],
        [desired("192.0.2.0/24", "a"), desired("192.0.2.1/32", "b")],
    );
    let host = "192.0.2.1/32";
    let writes = [
        // In the current state only: deleted, and possibly restored for a while.
        (host, A, false, Purpose::Desired),
        (host, A, true, Purpose::Shield),
        // In the desired state only: created, and possibly removed for a while.
        (host, B, true, Purpose::Desired),
        (host, B, false, Purpose::Shield),
        ("192.0.2.0/24", A, false, Purpose::MakeWay),
        ("192.0.2.0/24", A, true, Purpose::MakeWay),
        ("192.0.2.0/25", B, true, Purpose::Shield),
        ("192.0.2.0/25", B, false, Purpose::Shield),
    ];
    for (text, service, creates, expected) in writes {
        let batch = batch(&[(text, service, creates)]);
        let steps = with_compiled(&current, &desired, |compiled| steps_of(compiled, &batch));
        let (PlanStep::Create { purpose, .. } | PlanStep::Delete { purpose, .. }) = &steps[0] else {
            panic!("a write comes first in {steps:?}")
        };
        assert_eq!(*purpose, expected, "{text} {service} {creates}");
    }
}

#[test]
fn a_binding_that_makes_way_depends_on_the_profile_only_where_everything_is_rebuilt() {
    let (current, desired) = (
        [current("192.0.2.0/24", "a"), current("192.0.2.1/32", "a")],
        [desired("192.0.2.0/24", "b"), desired("192.0.2.1/32", "a")],
    );
    // The default changes, and a host that stays makes way.
    let (root, host) = ("192.0.2.0/24", "192.0.2.1/32");
    let batch = batch(&[(host, A, false), (root, A, false), (root, B, true), (host, A, true)]);
    let depending = |rebuild_in| {
        let solution = Solution {
            prefix: CidrBlock::of(&cidr(root)),
            rules: BatchRules { rebuild_in, ..BatchRules::new(1, ServiceSet::default(), true) },
            schedules: Vec::new(),
            complete: true,
        };
        with_compiled(&current, &desired, |compiled| {
            let steps = steps_of(compiled, &batch);
            profile_dependent_steps(compiled.task.prefix, &compiled.states, &steps, Some(&solution))
        })
    };
    assert_eq!(depending(Some(0)), [0, 1, 2, 3]);
    assert_eq!(depending(None), [1, 2]);
}
