//! On small prefixes no list is shorter: every set of bindings is tried, or every choice for every block.

use super::{NAMES, assert_lawful, claim, number, triples};
use crate::oracle::aggregate::{self as oracle, AggregateWorld, bound};
use byoip::{Cidr, Claim, aggregate};

/// Aggregates every ownership of a world, in both families and at alternating positions, and compares the length with
/// `least`.
fn assert_least(world: AggregateWorld, least: impl Fn(&[u8]) -> usize) {
    let height = u8::try_from(world.height).unwrap();
    let size = 1u128 << height;
    let default = NAMES[usize::from(world.default)];
    let only = [default];
    let only = world.only.then_some(&only[..]);
    let v4 = [("192.0.2.64", 32 - height), ("255.255.255.240", 32 - height), ("0.0.0.0", 0)];
    let v6 = [("2001:db8:ffff:ffff:ffff:ffff:ffff:fff0", 128 - height), ("::", 0), ("2001:db8::", 32)];
    for (turn, owners) in world.ownerships().enumerate() {
        for (first, length) in [v4[turn / 5 % 3], v6[turn / 7 % 3]] {
            let prefix = Cidr::containing(first.parse().unwrap(), length).unwrap();
            // One address of the world is this many addresses here.
            let unit = (number(prefix.last()) - number(prefix.first())) / size + 1;
            let claim = |(&owner, at)| {
                let first = number(prefix.first()) + at * unit;
                claim(prefix.first().is_ipv4(), first, first + (unit - 1), NAMES[usize::from(owner)])
            };
            let claims: Vec<_> = owners.iter().zip(0u128..).map(claim).collect();
            let found = aggregate(prefix, default, &claims, only).expect("it is possible");
            assert_lawful(&found, prefix, default, only);
            let found = triples(&found);
            for (claim, owner) in claims.iter().zip(&owners) {
                for end in [claim.range.first(), claim.range.last()] {
                    assert_eq!(bound(&found, number(end)), Some(NAMES[usize::from(*owner)]), "{owners:?}");
                }
            }
            assert_eq!(found.len(), least(&owners), "{prefix} {owners:?} under {default}: {found:?}");
        }
    }
}

fn worlds(height: u32, services: u8) -> impl Iterator<Item = AggregateWorld> {
    let defaults = (0..services).flat_map(|default| [false, true].map(|only| (default, only)));
    defaults.map(move |(default, only)| AggregateWorld { height, services, default, only })
}

#[test]
fn no_set_of_bindings_is_shorter_on_four_addresses_and_three_services() {
    for world in worlds(2, 3) {
        let least = world.by_all_sets();
        assert_eq!(least.len(), 81, "every ownership can be bound");
        assert_least(world, |owners| least[owners]);
        world.ownerships().for_each(|owners| assert_eq!(world.by_choices(&owners), least[&owners]));
    }
}

#[test]
fn no_set_of_bindings_is_shorter_on_eight_addresses_and_two_services() {
    for world in worlds(3, 2) {
        let least = world.by_all_sets();
        assert_eq!(least.len(), 256, "every ownership can be bound");
        assert_least(world, |owners| least[owners]);
        world.ownerships().for_each(|owners| assert_eq!(world.by_choices(&owners), least[&owners]));
    }
}

#[test]
fn no_choice_of_blocks_is_shorter_on_eight_addresses_and_three_services() {
    worlds(3, 3).for_each(|world| assert_least(world, |owners| world.by_choices(owners)));
}

#[test]
fn no_choice_of_blocks_is_shorter_on_one_and_two_addresses() {
    for world in worlds(1, 3) {
        let least = world.by_all_sets();
        assert_least(world, |owners| least[owners]);
    }
    for text in ["192.0.2.1/32", "2001:db8::1/128"] {
        let one = Cidr::parse(text).unwrap();
        let of = |service: &str| Claim { range: one.into(), service: service.into() };
        let found = aggregate(one, "a", &[of("b"), of("a")], None);
        let error = found.expect_err("the only address belongs to the default");
        assert_eq!((error.code(), error.pointer()), ("claim-against-default", Some("/0")));
        for only in [None, Some(&["a"][..])] {
            let found = aggregate(one, "a", &[of("a")], only).unwrap();
            assert_eq!(found.bindings, [(one, "a".to_owned())]);
        }
    }
}

#[test]
fn of_several_shortest_lists_the_documented_one_is_chosen() {
    let prefix = Cidr::parse("192.0.2.16/28").unwrap();
    let first = number(prefix.first());
    for world in worlds(3, 2).filter(|world| world.default == 1) {
        let only = [NAMES[1]];
        for owners in world.ownerships() {
            let host = |(&owner, at): (&u8, u128)| (first + at, first + at, NAMES[usize::from(owner)]);
            let owned: Vec<_> = owners.iter().zip(0..).map(host).collect();
            let claims: Vec<_> = owned.iter().map(|&(a, b, service)| claim(true, a, b, service)).collect();
            let found = aggregate(prefix, NAMES[1], &claims, world.only.then_some(&only[..])).unwrap();
            let documented = oracle::Wide::new(&owned, NAMES[1], world.only).list((first, 4));
            assert_eq!(triples(&found), documented, "{owners:?}");
        }
    }
}
