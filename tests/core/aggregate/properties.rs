//! Laws of the shortest list, on prefixes of every size and claims that overlap, nest and repeat.

use super::{NAMES, assert_lawful, claim, number, triples};
use crate::oracle::aggregate::{self as oracle, bound, claimed};
use byoip::{Aggregated, Cidr, Claim, ListMeaning, aggregate, desired_of_columns};
use proptest::prelude::*;
use serde_json::json;
use std::collections::BTreeSet;

/// A prefix and claims on it, as numbers: close to each other, nested, overlapping, and over the whole prefix.
#[derive(Debug, Clone)]
struct AggregateCase {
    prefix: Cidr,
    claims: Vec<(u128, u128, &'static str)>,
    only: bool,
}

impl AggregateCase {
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
    "8000::/1",
];

prop_compose! {
    fn case(most: usize)(
        prefix in proptest::sample::select(&PREFIXES[..]),
        only: bool,
        raw in proptest::collection::vec((any::<[u128; 2]>(), 0..4u8, 0..128u32, 0..NAMES.len()), 0..most),
    ) -> AggregateCase {
        let prefix = Cidr::parse(prefix).unwrap();
        let (first, last) = (number(prefix.first()), number(prefix.last()));
        let size = last - first;
        let claims = raw.into_iter().map(|([a, b], shape, bits, service)| {
            // Mostly near the start, where claims overlap; else at the end, or anywhere.
            let near = if shape == 3 { a } else { a & 0x1f };
            let start = near & size;
            let start = if shape == 2 { size - start } else { start };
            let length = b & (u128::MAX >> bits) & if shape == 0 { 0 } else { 0xff };
            let end = start.saturating_add(length).min(size);
            (first + start, first + end, NAMES[service])
        });
        AggregateCase { prefix, claims: claims.collect(), only }
    }
}

/// The addresses where the owner can change, and their neighbours.
fn places(case: &AggregateCase, found: &[(u128, u128, &str)]) -> BTreeSet<u128> {
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
        assert_lawful(&found, case.prefix, AggregateCase::DEFAULT, case.only());
        let found = triples(&found);
        for at in places(&case, &found) {
            let owner = claimed(&case.claims, AggregateCase::DEFAULT, at);
            prop_assert_eq!(bound(&found, at), Some(owner), "address {:x} in {:?}", at, found);
        }
    }

    #[test]
    fn claims_as_columns_give_the_same_list_as_text(case in case(24)) {
        let claims = case.claims();
        prop_assume!(!claims.is_empty());
        let lines: Vec<_> = claims.iter().map(|claim| claim.range.to_string()).collect();
        let services = NAMES.map(str::to_owned);
        let place = |claim: &Claim| services.iter().zip(0..).find(|(name, _)| **name == claim.service);
        let of: Vec<u32> = claims.iter().filter_map(place).map(|(_, at)| at).collect();
        let columns = desired_of_columns(&lines.join("\n"), &services, &of, Some(ListMeaning::Claims)).expect("they can be read");
        prop_assert_eq!(&columns.claims(), &claims);
        let json = columns.aggregate_to_json(case.prefix, AggregateCase::DEFAULT, case.only()).expect("it is possible");
        let json: serde_json::Value = serde_json::from_str(&json).unwrap();
        let found = case.aggregate();
        let cidrs: Vec<_> = found.bindings.iter().map(|(cidr, _)| cidr.to_string()).collect();
        prop_assert_eq!(&json["cidrs"], &json!(cidrs.join(" ")));
        let owner = |at: &serde_json::Value| &found.shares[usize::try_from(at.as_u64().unwrap()).unwrap()].service;
        let owners: Vec<_> = json["owners"].as_array().unwrap().iter().map(owner).collect();
        prop_assert_eq!(owners, found.bindings.iter().map(|(_, service)| service).collect::<Vec<_>>());
    }

    #[test]
    fn aggregating_a_shortest_list_changes_nothing(case in case(24)) {
        let found = case.aggregate();
        let again = found.bindings.iter().map(|(cidr, s)| Claim { range: (*cidr).into(), service: s.clone() });
        let again: Vec<_> = again.collect();
        let same = aggregate(case.prefix, AggregateCase::DEFAULT, &again, case.only()).unwrap();
        prop_assert_eq!(same.bindings, found.bindings);
        prop_assert_eq!(same.shares, found.shares);
    }

    #[test]
    fn the_list_depends_on_the_ownership_and_not_on_the_claims(case in case(24), order: [u64; 8]) {
        let found = case.aggregate();
        // Claims that are disjoint by construction: the ranges between all possible changes of the owner.
        let (first, last) = (number(case.prefix.first()), number(case.prefix.last()));
        let ends = case.claims.iter().flat_map(|&(a, b, _)| [Some(a), b.checked_add(1)]).flatten();
        let mut cuts: BTreeSet<_> = ends.filter(|at| (first..=last).contains(at)).collect();
        cuts.insert(first);
        // Also cut where the owner does not change.
        cuts.extend(order.iter().map(|&at| first + (u128::from(at) & (last - first))));
        let cuts: Vec<_> = cuts.into_iter().collect();
        let stretch = |(i, &a): (usize, &u128)| (a, cuts.get(i + 1).map_or(last, |b| b - 1));
        let stretches = cuts.iter().enumerate().map(stretch);
        let mut claims: Vec<_> = stretches.map(|(a, b)| (a, b, claimed(&case.claims, AggregateCase::DEFAULT, a))).collect();
        let length = claims.len();
        for (i, at) in order.iter().cycle().take(length).enumerate() {
            claims.swap(i, usize::try_from(at % u64::try_from(length).unwrap()).unwrap());
        }
        let other = AggregateCase { claims, ..case };
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
            [whole] if whole == case.prefix => if claim.service == AggregateCase::DEFAULT { 0 } else { 2 },
            ref blocks => blocks.len(),
        };
        let blocks: usize = case.claims().iter().map(blocks).sum();
        prop_assert_eq!(found.as_claimed, 1 + blocks);
        prop_assert!(case.only || found.bindings.len() <= found.as_claimed);
    }
}

proptest! {
    // The search is slow.
    #![proptest_config(ProptestConfig::with_cases(400))]

    #[test]
    fn no_choice_for_any_block_is_shorter(case in case(8)) {
        let height = case.prefix.family().bits() - case.prefix.length();
        let world = (number(case.prefix.first()), u32::from(height));
        let mut wide = oracle::Wide::new(&case.claims, AggregateCase::DEFAULT, case.only);
        let found = case.aggregate();
        prop_assert_eq!(found.bindings.len(), wide.least(world));
        prop_assert_eq!(triples(&found), wide.list(world), "of several least lists it is the documented one");
    }
}
