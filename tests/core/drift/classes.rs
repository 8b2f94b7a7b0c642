//! Drift names each damage with its class, and nothing else.

use super::account::account;
use super::damage::{Expected, damaged};
use super::random::Random;
use byoip::drift::drift;

pub(super) const CASES: u64 = 10_000;

#[test]
fn drift_names_each_damage_with_its_class_and_nothing_else() {
    for seed in 0..CASES {
        let mut random = Random::new(seed);
        let before = account(&mut random);
        let (now, expected) = damaged(&mut random, &before);
        let found = drift(&before, &now).unwrap();
        let named: Expected =
            found.findings.iter().map(|one| (one.prefix, one.code, one.cidrs.clone())).collect();
        assert_eq!(named, expected, "seed {seed}");
        // Several services may have another name or another ID.
        let of_prefixes = found.findings.iter().filter(|one| one.prefix.is_some()).count();
        assert_eq!(of_prefixes, expected.iter().filter(|one| one.0.is_some()).count(), "seed {seed}");
        assert_eq!(found.not_compared, [], "seed {seed}");
        let order: Vec<_> = found.findings.iter().map(|one| (one.prefix, one.class)).collect();
        assert!(order.is_sorted(), "seed {seed}: {order:?}");
        let again = drift(&before, &now).unwrap();
        assert_eq!((again.lines(), again), (found.lines(), found), "seed {seed}");
    }
}

#[test]
fn a_state_has_no_drift_from_itself() {
    for seed in 0..CASES {
        let mut random = Random::new(seed);
        let before = account(&mut random);
        let (now, _) = damaged(&mut random, &before);
        for state in [before, now] {
            assert_eq!(drift(&state, &state).unwrap().findings, [], "seed {seed}");
        }
    }
}
