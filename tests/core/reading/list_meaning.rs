//! A list has one meaning: every use of it gives each address the owner that a look-up in the list finds, in any order.

use byoip::call::CheckedPlanCall;
use byoip::{Cidr, ListMeaning, ReadLimits, Resolver, parse_address, read_desired};
use proptest::prelude::*;
use serde_json::{Value, json};

const PREFIX: &str = "192.0.2.0/30";
const BLOCKS: [&str; 7] = [
    "192.0.2.0/30",
    "192.0.2.0/31",
    "192.0.2.2/31",
    "192.0.2.0/32",
    "192.0.2.1/32",
    "192.0.2.2/32",
    "192.0.2.3/32",
];
const HOSTS: [&str; 4] = ["192.0.2.0", "192.0.2.1", "192.0.2.2", "192.0.2.3"];
const SERVICES: [&str; 3] = ["a", "b", "d"];

type TargetAndService = (&'static str, &'static str);

fn json_of(list: &[TargetAndService]) -> Vec<Value> {
    list.iter().map(|(cidr, service)| json!({ "cidr": cidr, "service_id": service })).collect()
}

/// The service of each address of the prefix in a list of bindings.
fn owners(list: &[Value]) -> Vec<Option<String>> {
    let bytes = Value::from(list.to_vec()).to_string().into_bytes();
    let resolver = Resolver::from_json(bytes, None, ReadLimits::default()).expect("it is a list");
    let owner = |host: &&str| {
        let owner = resolver.resolve(host).expect("it is an address").resolution.owner?;
        resolver.list().binding(owner)?.service_id
    };
    HOSTS.iter().map(owner).collect()
}

/// Asserts that the bindings, the shortest list and the end of a plan all have the owners of `list`.
fn assert_has_the_owners_of_its_look_ups(list: &[TargetAndService], text: &str) {
    let prefix = Cidr::parse(PREFIX).unwrap();
    let entries = json_of(list);
    let twice = list.iter().any(|(cidr, service)| list.iter().any(|(c, s)| c == cidr && s != service));
    let read = read_desired(text.as_bytes(), prefix, None, None, ReadLimits::default());
    if twice {
        assert_eq!(read.expect_err(text).code(), "desired-conflict", "{text}");
        return;
    }
    let read = read.unwrap_or_else(|error| panic!("{error} in {text}"));
    assert_eq!(read.reading, ListMeaning::Bindings);
    let expected = owners(&entries);
    let bindings = read.bindings().expect("they are bindings");
    let plain = |(cidr, service): &(Cidr, &str)| json!({ "cidr": cidr.to_string(), "service_id": service });
    assert_eq!(owners(&bindings.iter().map(plain).collect::<Vec<_>>()), expected, "{text}");

    let least = read.aggregate(prefix, "d", None).expect("it is possible").bindings;
    let least: Vec<_> =
        least.iter().map(|(cidr, s)| json!({ "cidr": cidr.to_string(), "service_id": s })).collect();
    let or_default: Vec<_> =
        expected.iter().map(|owner| owner.clone().or_else(|| Some("d".to_owned()))).collect();
    assert_eq!(owners(&least), or_default, "{text}");

    // With a binding of the whole prefix, a plan from the list to itself has no steps.
    if list.iter().any(|(cidr, _)| *cidr == PREFIX) {
        let facts = |list: &[(Cidr, &str)]| -> Vec<_> {
            list.iter().map(|(cidr, s)| json!({ "cidr": cidr.to_string(), "serviceId": s })).collect()
        };
        let task =
            json!({ "prefix": { "cidr": PREFIX }, "current": facts(&bindings), "desired": facts(&bindings) });
        let call = json!({ "call": { "diff": task } });
        let answer = CheckedPlanCall::from_json(call.to_string().as_bytes()).unwrap().answer().unwrap();
        let answer = serde_json::to_value(answer).unwrap();
        assert_eq!(answer["addressesChanged"], "0", "{text}");
    }
}

#[test]
fn every_list_of_up_to_three_entries_has_the_owners_of_its_look_ups() {
    let all: Vec<TargetAndService> =
        BLOCKS.iter().flat_map(|cidr| SERVICES.map(|service| (*cidr, service))).collect();
    let csv = |list: &[TargetAndService], hosts: bool| -> String {
        let block = |cidr: &str| if hosts { cidr.replace("/32", "") } else { cidr.to_owned() };
        list.iter()
            .flat_map(|(cidr, service)| [block(cidr), ",".to_owned(), format!("{service}\n")])
            .collect()
    };
    let mut lists = vec![];
    for one in &all {
        lists.push(vec![*one]);
        for other in &all {
            lists.push(vec![*one, *other]);
            lists.extend(all.iter().map(|third| vec![*one, *other, *third]));
        }
    }
    assert_eq!(lists.len(), 21 + 21 * 21 + 21 * 21 * 21);
    for list in lists {
        assert_has_the_owners_of_its_look_ups(&list, &csv(&list, false));
        assert_has_the_owners_of_its_look_ups(&list, &csv(&list, true));
        assert_has_the_owners_of_its_look_ups(&list, &Value::from(json_of(&list)).to_string());
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(500))]

    #[test]
    fn the_order_of_a_list_does_not_change_its_shortest_list(
        list in proptest::collection::vec((0..=24u8, any::<u32>(), 0..3usize), 1..40),
        seed in any::<[u64; 4]>(),
    ) {
        let prefix = Cidr::parse("10.0.0.0/8").unwrap();
        let entry = |(more, bits, service): &(u8, u32, usize)| {
            let address = parse_address(&format!("10.{}", bits.to_le_bytes()[..3].iter().map(u8::to_string).collect::<Vec<_>>().join("."))).unwrap();
            format!("{},{}\n", Cidr::containing(address, 8 + more).unwrap(), SERVICES[*service])
        };
        let mut lines: Vec<_> = list.iter().map(entry).collect();
        let found = |lines: &[String]| {
            let read = read_desired(lines.concat().as_bytes(), prefix, None, None, ReadLimits::default());
            read.map(|read| read.aggregate(prefix, "d", None).unwrap()).map_err(|error| error.code())
        };
        let first = found(&lines);
        for (at, seed) in seed.iter().cycle().take(lines.len()).enumerate() {
            let other = usize::try_from(*seed >> (at % 32)).unwrap_or(0) % lines.len();
            lines.swap(at, other);
        }
        match (first, found(&lines)) {
            (Ok(first), Ok(again)) => {
                prop_assert_eq!(first.bindings, again.bindings);
                prop_assert_eq!(first.shares, again.shares);
            }
            (first, again) => prop_assert_eq!(first.err(), again.err()),
        }
    }
}
