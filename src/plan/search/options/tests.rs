//! Which schedules a node can have.

use super::super::test_fixtures::*;
use super::*;

fn rules(batches: usize) -> BatchRules {
    BatchRules::new(batches, SUB_BLOCK_SERVICES, true)
}

#[test]
fn options_take_the_fewest_writes_and_up_to_two_more_and_those_with_a_gap_come_late() {
    let options = |batches, key: ScheduleKey| -> Vec<String> {
        let list = node_options(&rules(batches), &key);
        list.iter().map(|option| digits(option.schedule.services, batches)).collect()
    };
    let replaced = ScheduleKey { own_services: ServiceSet::single(A).with(B), ..schedule_key(A, B) };
    assert_eq!(options(1, replaced), ["23"]);
    assert_eq!(options(2, replaced), ["233", "223", "203"]);
    // With two more writes the service is created, deleted and created again.
    assert_eq!(options(3, replaced), ["2333", "2233", "2223", "2033", "2003", "2203", "2303", "2023"]);
    let number = |batches| node_options(&rules(batches), &replaced).len();
    assert_eq!([4, 5].map(number), [20, 45]);
    // An unbound node can have a shield of each service below it that may be bound to a part of the prefix.
    let unbound = ScheduleKey {
        own_services: ServiceSet::single(A).with(DEFAULT_ONLY),
        ..schedule_key(NO_SERVICE, NO_SERVICE)
    };
    assert_eq!(options(2, unbound), ["000", "020"]);
    assert_eq!(options(3, unbound), ["0000", "0200", "0220", "0020"]);
    assert_eq!(options(3, ScheduleKey { reserved: true, ..unbound }), ["0000"]);
    let without_shields = BatchRules { allow_temporary: false, ..rules(3) };
    assert_eq!(node_options(&without_shields, &unbound).len(), 1);
}
