//! The least list of bindings: against an exhaustive search on small prefixes, against a linear scan on all.
#![cfg(test)]
#![cfg(all(feature = "planner", not(target_family = "wasm")))]

#[path = "oracle/aggregate.rs"]
mod oracle;

use byoip::{Aggregated, Cidr, Claim, ErrorKind, Limits, Range, aggregate, desired_of_columns, read_desired};
use oracle::{World, bound, claimed};
use proptest::prelude::*;
use serde::Deserialize;
use serde_json::json;
use std::collections::BTreeSet;
use std::net::{IpAddr, Ipv4Addr, Ipv6Addr};

const NAMES: [&str; 4] = ["cdn", "magic-transit", "spectrum", "tunnel"];

fn number(address: IpAddr) -> u128 {
    match address {
        IpAddr::V4(v4) => v4.to_bits().into(),
        IpAddr::V6(v6) => v6.to_bits(),
    }
}

fn address(v4: bool, bits: u128) -> IpAddr {
    if v4 {
        Ipv4Addr::from_bits(u32::try_from(bits).unwrap()).into()
    } else {
        Ipv6Addr::from_bits(bits).into()
    }
}

fn claim(v4: bool, first: u128, last: u128, service: &str) -> Claim {
    let range = Range::new(address(v4, first), address(v4, last)).expect("it is a range");
    Claim { range, service: service.to_owned() }
}

fn triples(found: &Aggregated) -> Vec<(u128, u128, &str)> {
    let ends = |cidr: &Cidr| (number(cidr.first()), number(cidr.last()));
    found.bindings.iter().map(|(cidr, s)| (ends(cidr).0, ends(cidr).1, s.as_str())).collect()
}

/// What holds of every answer by itself.
fn assert_lawful(found: &Aggregated, prefix: Cidr, default: &str, only: Option<&[&str]>) {
    assert_eq!(found.bindings.first(), Some(&(prefix, default.to_owned())), "the default comes first");
    let blocks: Vec<_> = found.bindings.iter().map(|(cidr, _)| *cidr).collect();
    assert!(blocks.windows(2).all(|pair| pair[0] < pair[1]), "sorted, and each block once");
    assert!(blocks.iter().all(|block| prefix.covers(block)));
    for (_, service) in found.bindings.iter().skip(1) {
        assert!(!only.unwrap_or_default().contains(&service.as_str()), "{service} may only be the default");
    }
}

/// Aggregates every ownership of a world, in both families and at places that take turns, and holds it to the least
/// number that `least` tells.
fn assert_least(world: World, least: impl Fn(&[u8]) -> usize) {
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
            // An address of the world is this many addresses here.
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

fn worlds(height: u32, services: u8) -> impl Iterator<Item = World> {
    let defaults = (0..services).flat_map(|default| [false, true].map(|only| (default, only)));
    defaults.map(move |(default, only)| World { height, services, default, only })
}

#[test]
fn nothing_shorter_is_among_all_sets_of_bindings_on_four_addresses_and_three_services() {
    for world in worlds(2, 3) {
        let least = world.by_all_sets();
        assert_eq!(least.len(), 81, "every ownership can be bound");
        assert_least(world, |owners| least[owners]);
        world.ownerships().for_each(|owners| assert_eq!(world.by_choices(&owners), least[&owners]));
    }
}

#[test]
fn nothing_shorter_is_among_all_sets_of_bindings_on_eight_addresses_and_two_services() {
    for world in worlds(3, 2) {
        let least = world.by_all_sets();
        assert_eq!(least.len(), 256, "every ownership can be bound");
        assert_least(world, |owners| least[owners]);
        world.ownerships().for_each(|owners| assert_eq!(world.by_choices(&owners), least[&owners]));
    }
}

#[test]
fn nothing_shorter_is_found_on_eight_addresses_and_three_services() {
    worlds(3, 3).for_each(|world| assert_least(world, |owners| world.by_choices(owners)));
}

#[test]
fn nothing_shorter_is_found_on_one_and_two_addresses() {
    for world in worlds(1, 3) {
        let least = world.by_all_sets();
        assert_least(world, |owners| least[owners]);
    }
    for text in ["192.0.2.1/32", "2001:db8::1/128"] {
        let one = Cidr::parse(text).unwrap();
        let of = |service: &str| Claim { range: one.into(), service: service.into() };
        let found = aggregate(one, "a", &[of("b"), of("a")], None);
        let error = found.expect_err("the only address belongs to the default");
        assert_eq!((error.kind().code(), error.pointer()), ("claim-against-default", Some("/0")));
        for only in [None, Some(&["a"][..])] {
            let found = aggregate(one, "a", &[of("a")], only).unwrap();
            assert_eq!(found.bindings, [(one, "a".to_owned())]);
        }
    }
}

/// A prefix and claims on it, as numbers: near each other, nested, crossing, and over the whole.
#[derive(Debug, Clone)]
struct Case {
    prefix: Cidr,
    claims: Vec<(u128, u128, &'static str)>,
    only: bool,
}

impl Case {
    const DEFAULT: &'static str = NAMES[1];

    fn only(&self) -> Option<&'static [&'static str]> {
        self.only.then_some(&[Self::DEFAULT])
    }

    fn claims(&self) -> Vec<Claim> {
        let v4 = self.prefix.first().is_ipv4();
        self.claims.iter().map(|&(first, last, service)| claim(v4, first, last, service)).collect()
    }

    fn aggregate(&self) -> Aggregated {
        aggregate(self.prefix, Self::DEFAULT, &self.claims(), self.only()).expect("it is possible")
    }
}

const PREFIXES: [&str; 12] = [
    "192.0.2.0/24",
    "192.0.2.0/27",
    "10.0.0.0/8",
    "203.0.112.0/20",
    "255.255.255.254/31",
    "0.0.0.0/0",
    "2001:db8::/32",
    "2001:db8::/48",
    "2001:db8::/64",
    "ffff:ffff:ffff:ffff:ffff:ffff:ffff:ff00/120",
    "ffff:ffff:ffff:ffff:ffff:ffff:ffff:fffe/127",
    "::/0",
];

prop_compose! {
    fn case(most: usize)(
        prefix in proptest::sample::select(&PREFIXES[..]),
        only: bool,
        raw in proptest::collection::vec((any::<[u128; 2]>(), 0..4u8, 0..128u32, 0..NAMES.len()), 0..most),
    ) -> Case {
        let prefix = Cidr::parse(prefix).unwrap();
        let (first, last) = (number(prefix.first()), number(prefix.last()));
        let size = last - first;
        let claims = raw.into_iter().map(|([a, b], shape, bits, service)| {
            // Mostly near the start, where claims meet; else at the end, or anywhere.
            let near = if shape == 3 { a } else { a & 0x1f };
            let start = near & size;
            let start = if shape == 2 { size - start } else { start };
            let length = b & (u128::MAX >> bits) & if shape == 0 { 0 } else { 0xff };
            let end = start.saturating_add(length).min(size);
            (first + start, first + end, NAMES[service])
        });
        Case { prefix, claims: claims.collect(), only }
    }
}

/// Where ownership can change, and what is beside it.
fn places(case: &Case, found: &[(u128, u128, &str)]) -> BTreeSet<u128> {
    let (first, last) = (number(case.prefix.first()), number(case.prefix.last()));
    let ends = case.claims.iter().map(|&(a, b, _)| [a, b]).chain(found.iter().map(|&(a, b, _)| [a, b]));
    let near = ends.flatten().flat_map(|at| [at.saturating_sub(1), at, at.saturating_add(1)]);
    near.filter(|at| (first..=last).contains(at)).collect()
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(1_500))]

    #[test]
    fn every_address_belongs_to_its_last_claim_else_to_the_default(case in case(24)) {
        let found = case.aggregate();
        assert_lawful(&found, case.prefix, Case::DEFAULT, case.only());
        let found = triples(&found);
        for at in places(&case, &found) {
            let owner = claimed(&case.claims, Case::DEFAULT, at);
            prop_assert_eq!(bound(&found, at), Some(owner), "address {:x} in {:?}", at, found);
        }
    }

    #[test]
    fn claims_as_columns_come_to_the_same_list_as_text(case in case(24)) {
        let claims = case.claims();
        prop_assume!(!claims.is_empty());
        let lines: Vec<_> = claims.iter().map(|claim| claim.range.to_string()).collect();
        let services = NAMES.map(str::to_owned);
        let place = |claim: &Claim| services.iter().zip(0..).find(|(name, _)| **name == claim.service);
        let of: Vec<u32> = claims.iter().filter_map(place).map(|(_, at)| at).collect();
        let columns = desired_of_columns(&lines.join("\n"), &services, &of).expect("they can be read");
        prop_assert_eq!(&columns.claims(), &claims);
        let json = columns.aggregate_to_json(case.prefix, Case::DEFAULT, case.only()).expect("it is possible");
        let json: serde_json::Value = serde_json::from_str(&json).unwrap();
        let found = case.aggregate();
        let cidrs: Vec<_> = found.bindings.iter().map(|(cidr, _)| cidr.to_string()).collect();
        prop_assert_eq!(&json["cidrs"], &json!(cidrs.join(" ")));
        let owner = |at: &serde_json::Value| &found.shares[usize::try_from(at.as_u64().unwrap()).unwrap()].service;
        let owners: Vec<_> = json["owners"].as_array().unwrap().iter().map(owner).collect();
        prop_assert_eq!(owners, found.bindings.iter().map(|(_, service)| service).collect::<Vec<_>>());
    }

    #[test]
    fn what_was_aggregated_cannot_be_aggregated_further(case in case(24)) {
        let found = case.aggregate();
        let again = found.bindings.iter().map(|(cidr, s)| Claim { range: (*cidr).into(), service: s.clone() });
        let again: Vec<_> = again.collect();
        let same = aggregate(case.prefix, Case::DEFAULT, &again, case.only()).unwrap();
        prop_assert_eq!(same.bindings, found.bindings);
        prop_assert_eq!(same.shares, found.shares);
    }

    #[test]
    fn only_the_ownership_counts_not_how_it_is_claimed(case in case(24), order: [u64; 8]) {
        let found = case.aggregate();
        // Claims that are disjoint by construction: the stretches between all places where the owner may change.
        let (first, last) = (number(case.prefix.first()), number(case.prefix.last()));
        let ends = case.claims.iter().flat_map(|&(a, b, _)| [Some(a), b.checked_add(1)]).flatten();
        let mut cuts: BTreeSet<_> = ends.filter(|at| (first..=last).contains(at)).collect();
        cuts.insert(first);
        // More cuts than needed, where nothing changes.
        cuts.extend(order.iter().map(|&at| first + (u128::from(at) & (last - first))));
        let cuts: Vec<_> = cuts.into_iter().collect();
        let stretch = |(i, &a): (usize, &u128)| (a, cuts.get(i + 1).map_or(last, |b| b - 1));
        let stretches = cuts.iter().enumerate().map(stretch);
        let mut claims: Vec<_> = stretches.map(|(a, b)| (a, b, claimed(&case.claims, Case::DEFAULT, a))).collect();
        let length = claims.len();
        for (i, at) in order.iter().cycle().take(length).enumerate() {
            claims.swap(i, usize::try_from(at % u64::try_from(length).unwrap()).unwrap());
        }
        let other = Case { claims, ..case };
        let same = other.aggregate();
        prop_assert_eq!(same.bindings, found.bindings);
        prop_assert_eq!(same.shares, found.shares);
    }

    #[test]
    fn the_shares_count_every_address_and_every_binding(case in case(12)) {
        let found = case.aggregate();
        let size = number(case.prefix.last()) - number(case.prefix.first());
        let addresses = found.shares.iter().map(|share| share.addresses.unwrap_or_default());
        prop_assert_eq!(addresses.fold(0, u128::wrapping_add), size.wrapping_add(1));
        for share in &found.shares {
            let bindings = found.bindings.iter().filter(|(_, service)| *service == share.service).count();
            prop_assert_eq!(share.bindings, bindings, "{}", &share.service);
        }
        let blocks = |claim: &Claim| match claim.range.cidrs()[..] {
            [whole] if whole == case.prefix => if claim.service == Case::DEFAULT { 0 } else { 2 },
            ref blocks => blocks.len(),
        };
        let blocks: usize = case.claims().iter().map(blocks).sum();
        prop_assert_eq!(found.as_claimed, 1 + blocks);
        prop_assert!(case.only || found.bindings.len() <= found.as_claimed);
    }
}

proptest! {
    // The search takes its time.
    #![proptest_config(ProptestConfig::with_cases(400))]

    #[test]
    fn no_choice_for_any_block_is_shorter(case in case(8)) {
        let height = case.prefix.family().bits() - case.prefix.length();
        let world = (number(case.prefix.first()), u32::from(height));
        let mut wide = oracle::Wide::new(&case.claims, Case::DEFAULT, case.only);
        let found = case.aggregate();
        prop_assert_eq!(found.bindings.len(), wide.least(world));
        prop_assert_eq!(triples(&found), wide.list(world), "of several least lists it is the documented one");
    }
}

#[test]
fn of_several_least_lists_it_is_the_documented_one_whoever_owns_eight_of_sixteen_addresses() {
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

#[test]
fn all_of_ipv6_can_have_one_owner() {
    let all = Cidr::parse("::/0").unwrap();
    let found = aggregate(all, "a", &[], None).unwrap();
    assert_eq!(found.shares.len(), 1);
    assert_eq!(found.shares[0].addresses, None);
    assert_eq!(found.shares[0].addresses_text(), all.size_text());
    let found = aggregate(all, "a", &[Claim { range: all.into(), service: "b".into() }], None).unwrap();
    let text: Vec<_> = found.bindings.iter().map(|(cidr, s)| format!("{cidr} {s}")).collect();
    assert_eq!(text, ["::/0 a", "::/1 b", "8000::/1 b"]);
    let shares: Vec<_> = found.shares.iter().map(|s| (s.service.as_str(), s.addresses, s.bindings)).collect();
    assert_eq!(shares, [("a", Some(0), 1), ("b", None, 2)]);
}

#[test]
fn a_single_host_deep_in_a_prefix_is_one_binding() {
    let prefix = Cidr::parse("2001:db8::/32").unwrap();
    let host =
        Range::parse("2001:db8:aaaa:5555:1234:9876:f0f0:1 - 2001:db8:aaaa:5555:1234:9876:f0f0:1").unwrap();
    for only in [None, Some(&["a"][..])] {
        let found = aggregate(prefix, "a", &[Claim { range: host, service: "b".into() }], only).unwrap();
        let text: Vec<_> = found.bindings.iter().map(|(cidr, s)| format!("{cidr} {s}")).collect();
        assert_eq!(text, ["2001:db8::/32 a", "2001:db8:aaaa:5555:1234:9876:f0f0:1/128 b"]);
    }
}

#[test]
fn a_claim_that_cannot_be_is_refused_with_its_index_and_the_cure() {
    let prefix = Cidr::parse("192.0.2.0/24").unwrap();
    let of =
        |text: &str, service: &str| Claim { range: Range::parse(text).unwrap(), service: service.into() };
    let good = of("192.0.2.1-192.0.2.9", "b");
    let cases = [
        (
            of("::1-::2", "b"),
            "claim-other-family",
            "an IPv6 claim cannot lie in 192.0.2.0/24",
            "keep the claims of each prefix apart",
        ),
        (
            of("192.0.2.250-192.0.3.0", "b"),
            "claim-outside-prefix",
            "192.0.2.250-192.0.3.0 lies outside the prefix, or partly so",
            "the prefix goes from 192.0.2.0 to 192.0.2.255",
        ),
        (
            of("192.0.1.255-192.0.2.1", "b"),
            "claim-outside-prefix",
            "192.0.1.255-192.0.2.1 lies outside the prefix, or partly so",
            "the prefix goes from 192.0.2.0 to 192.0.2.255",
        ),
        (
            of("192.0.2.4-192.0.2.5", "m"),
            "claim-default-only",
            "the service `m` may be bound to nothing but the whole prefix",
            "make it the default, or claim these addresses for another service",
        ),
        (
            of("192.0.2.4-192.0.2.5", ""),
            "id-empty",
            "the service id is empty",
            "pass the service id that the API lists",
        ),
    ];
    for (bad, code, message, help) in cases {
        let error = aggregate(prefix, "a", &[good.clone(), bad], Some(&["m"])).expect_err(code);
        assert_eq!((error.kind().code(), error.pointer()), (code, Some("/1")));
        assert_eq!((error.to_string().as_str(), error.kind().help().as_str()), (message, help));
    }
    let error = aggregate(prefix, "", &[good], None).expect_err("no default is named");
    assert_eq!(
        (error.kind(), error.pointer()),
        (&ErrorKind::IdEmpty { name: "id of the default service" }, None)
    );
}

#[test]
fn more_services_than_a_word_has_bits_are_no_trouble() {
    let prefix = Cidr::parse("10.0.0.0/16").unwrap();
    let claims: Vec<_> = (0..65_536u32)
        .map(|host| {
            let at = 0x0a00_0000 + host;
            let service = format!("service-{:03}", host.wrapping_mul(2_654_435_761) >> 23);
            claim(true, at.into(), at.into(), &service)
        })
        .collect();
    let found = aggregate(prefix, "service-000", &claims, None).unwrap();
    let triples = triples(&found);
    let plain: Vec<_> = claims
        .iter()
        .map(|c| (number(c.range.first()), number(c.range.last()), c.service.as_str()))
        .collect();
    let mut at = 0x0a00_0000;
    while at < 0x0a01_0000 {
        assert_eq!(bound(&triples, at), Some(claimed(&plain, "service-000", at)));
        at += 1009;
    }
    assert!(found.bindings.len() < 65_536);
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
struct Vector {
    name: String,
    prefix: String,
    default: String,
    #[serde(default)]
    default_only: Vec<String>,
    claims: Vec<(String, String)>,
    #[serde(default)]
    bindings: Vec<(String, String)>,
    #[serde(default)]
    shares: Vec<(String, String, usize)>,
    #[serde(default)]
    as_claimed: usize,
    error: Option<Refused>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Refused {
    code: String,
    pointer: String,
}

#[test]
fn the_vectors_are_answered_as_they_say() {
    let vectors: Vec<Vector> = serde_json::from_str(include_str!("vectors/aggregate.json")).unwrap();
    for vector in vectors {
        let prefix = Cidr::parse(&vector.prefix).unwrap();
        let claims = vector
            .claims
            .iter()
            .map(|(addresses, service)| json!({"addresses": addresses, "serviceId": service}));
        let list = claims.collect::<serde_json::Value>().to_string();
        let only: Vec<_> = vector.default_only.iter().map(String::as_str).collect();
        let file = read_desired(list.as_bytes(), prefix, Limits::default());
        let found = file.and_then(|file| file.aggregate_to_json(prefix, &vector.default, Some(&only)));
        if !vector.claims.is_empty() {
            let lines: Vec<_> = vector.claims.iter().map(|(addresses, _)| addresses.as_str()).collect();
            let services: Vec<_> = vector.claims.iter().map(|(_, service)| service.clone()).collect();
            let places: Vec<_> = (0..).take(services.len()).collect();
            let columns = desired_of_columns(&lines.join("\n"), &services, &places);
            let same =
                columns.and_then(|columns| columns.aggregate_to_json(prefix, &vector.default, Some(&only)));
            match (&found, &same) {
                (Ok(found), Ok(same)) => assert_eq!(found, same),
                (Err(found), Err(same)) => {
                    assert_eq!((found.kind(), found.pointer()), (same.kind(), same.pointer()));
                }
                _ => panic!("{}: columns are another thing", vector.name),
            }
        }
        if let Some(refused) = vector.error {
            let error = found.expect_err(&vector.name);
            assert_eq!(error.kind().code(), refused.code, "{}", vector.name);
            // The place of the entry, in an error about the entry as a whole.
            assert_eq!(error.pointer(), Some(refused.pointer.as_str()), "{}", vector.name);
            continue;
        }
        let cidrs: Vec<_> = vector.bindings.iter().map(|(cidr, _)| cidr.as_str()).collect();
        let owner = |service: &String| vector.shares.iter().position(|(name, ..)| name == service);
        let owners: Vec<_> = vector.bindings.iter().map(|(_, service)| owner(service)).collect();
        let shares = vector.shares.iter().map(|(service, addresses, bindings)| json!({"serviceId": service, "addresses": addresses, "bindings": bindings}));
        let expected = json!({
            "cidrs": cidrs.join(" "),
            "owners": owners,
            "shares": shares.collect::<serde_json::Value>(),
            "asClaimed": vector.as_claimed,
            "claims": vector.claims.len(),
            "regional": 0,
        });
        let found: serde_json::Value = serde_json::from_str(&found.expect(&vector.name)).unwrap();
        assert_eq!(found, expected, "{}", vector.name);
    }
}
