//! A restore of random damage brings back the snapshot, up to IDs.

use super::account::account;
use super::classes::CASES;
use super::damage::damaged;
use super::execute::execute;
use super::random::Random;
use byoip::apply::RunStep;
use byoip::drift::drift;
use byoip::restore::{RestoreOptions, restore};
use byoip::{ApiField, Cidr, PrefixSnapshot, Snapshot, SnapshotList};
use std::collections::{BTreeMap, BTreeSet};

/// Bindings by block: the name of their service.
fn bound(prefix: &PrefixSnapshot, names: &BTreeMap<String, String>) -> BTreeMap<Cidr, String> {
    let bindings = prefix.bindings.iter().filter_map(|b| Some((b.cidr.cidr, b.service_id.as_ref()?)));
    bindings.map(|(cidr, id)| (cidr, names.get(id).unwrap_or(id).clone())).collect()
}

/// The name of each service before any damage; the damage appends to it.
fn names(snapshot: &Snapshot) -> BTreeMap<String, String> {
    let name = |name: &str| name.trim_end_matches(" (new)").to_owned();
    snapshot.services.iter().map(|one| (one.id.clone(), name(&one.name))).collect()
}

/// Everything of a BGP prefix but its ID.
type Announced = (Option<u8>, Option<bool>, Option<bool>);

fn announced(prefix: &PrefixSnapshot) -> BTreeMap<Cidr, Announced> {
    let list = prefix.bgp_prefixes.entries().expect("it was read");
    let of = |one: &byoip::BgpPrefix| {
        let advertised = match &one.on_demand {
            ApiField::Value(on_demand) => on_demand.advertised.value().copied(),
            _ => None,
        };
        let count = one.asn_prepend_count.value().copied().filter(|count| *count != 0);
        (count, one.auto_advertise_withdraw.value().copied().filter(|follow| *follow), advertised)
    };
    list.iter().map(|one| (one.cidr.cidr, of(one))).collect()
}

fn delegated(prefix: &PrefixSnapshot) -> BTreeSet<(Cidr, Option<String>)> {
    let list = prefix.delegations.entries().expect("it was read");
    list.iter().map(|one| (one.cidr.cidr, one.delegated_account_id.value().cloned())).collect()
}

/// The damage without what the list of additions has.
fn without<K: Ord + Clone, V: Clone>(map: &BTreeMap<K, V>, keep: &BTreeMap<K, V>) -> BTreeMap<K, V> {
    map.iter().filter(|(key, _)| keep.contains_key(*key)).map(|(k, v)| (k.clone(), v.clone())).collect()
}

/// As if the blocks that were withdrawn were not advertised now.
fn without_new_routes(
    mut now: BTreeMap<Cidr, Announced>,
    was: &BTreeMap<Cidr, Announced>,
) -> BTreeMap<Cidr, Announced> {
    for (cidr, one) in &mut now {
        if was.get(cidr).is_some_and(|was| was.2 == Some(false)) {
            one.2 = one.2.map(|_| false);
        }
    }
    now
}

#[test]
fn a_restore_brings_back_the_snapshot_up_to_ids() {
    let mut with_steps = 0_u32;
    for seed in 0..CASES {
        let mut random = Random::new(seed);
        let before = account(&mut random);
        let (now, expected) = damaged(&mut random, &before);
        let remove_additions = seed % 2 == 0;
        let options = RestoreOptions { remove_additions, force: true, ..RestoreOptions::default() };
        let restored = restore(&before, Some(&now), &options).unwrap();
        with_steps += u32::from(!restored.run.prefixes.is_empty());
        let mut steps = restored.run.prefixes.iter().flat_map(|plan| &plan.steps);
        let withdraws = steps.any(|step| matches!(step, RunStep::Advertise { advertised: false, .. }));
        assert!(remove_additions || !withdraws, "seed {seed}: nothing is withdrawn unless asked for");
        let after = execute(&mut random, &before, &now, &restored.run);
        let refused: Vec<_> = restored.manual.iter().filter(|one| one.code == "current-unusable").collect();
        assert!(refused.is_empty(), "seed {seed}: {refused:?}");
        let is_left = |prefix: Cidr, code| expected.contains(&(Some(prefix), code, vec![prefix]));
        for was in &before.prefixes {
            let cidr = was.prefix.cidr.cidr;
            let is = after.prefixes.iter().find(|prefix| prefix.prefix.cidr.cidr == cidr);
            if is_left(cidr, "prefix-gone") || is_left(cidr, "prefix-unapproved") {
                let codes: Vec<_> = restored.manual.iter().filter(|one| one.prefix == Some(cidr)).collect();
                assert!(!codes.is_empty(), "seed {seed}: it is listed");
                assert!(restored.run.prefixes.iter().all(|plan| plan.cidr != cidr), "seed {seed}");
                continue;
            }
            let is = is.expect("it exists");
            let (want, have) = (bound(was, &names(&before)), bound(is, &names(&now)));
            let have_known = without(&have, &want);
            assert_eq!(have_known, want, "seed {seed}: {cidr} {:#?}", restored.run);
            if remove_additions {
                assert_eq!(have, want, "seed {seed}: additions are removed");
            }
            let want = announced(was);
            let have =
                if remove_additions { announced(is) } else { without_new_routes(announced(is), &want) };
            assert_eq!(without(&have, &want), want, "seed {seed}: {cidr}");
            assert!(delegated(is).is_superset(&delegated(was)), "seed {seed}: {cidr}");
        }
        let listed: BTreeSet<_> = restored.manual.iter().map(|one| one.code).collect();
        let listed: BTreeSet<_> =
            listed.into_iter().chain(restored.kept.iter().map(|one| one.code)).collect();
        let left = drift(&before, &after).unwrap();
        for finding in &left.findings {
            let is_note = finding.code == "service-renamed" || finding.code == "service-id-changed";
            let is_new_prefix = finding.code == "prefix-added";
            assert!(
                is_note
                    || is_new_prefix
                    || listed.contains(finding.code)
                    || finding.prefix.is_some_and(|p| is_left(p, "prefix-unapproved")),
                "seed {seed}: {finding:?} {:?}",
                restored.manual
            );
        }
        // A second restore has nothing to do.
        let again = restore(&before, Some(&after), &options).unwrap();
        assert_eq!(again.run.prefixes, [], "seed {seed}");
    }
    assert!(with_steps > 5_000, "{with_steps} cases have steps");
}

#[test]
fn a_restore_without_the_present_state_assumes_that_all_is_lost() {
    for seed in 0..1_000 {
        let mut random = Random::new(seed);
        let before = account(&mut random);
        let offline = restore(&before, None, &RestoreOptions::default()).unwrap();
        let mut nothing = before.clone();
        for prefix in &mut nothing.prefixes {
            prefix.bindings.clear();
            prefix.bgp_prefixes = SnapshotList::Read(Vec::new());
            prefix.delegations = SnapshotList::Read(Vec::new());
        }
        let live = restore(&before, Some(&nothing), &RestoreOptions::default()).unwrap();
        assert!(offline.offline && !live.offline);
        assert_eq!(offline.run, live.run, "seed {seed}");
        assert_eq!(offline.manual, live.manual, "seed {seed}");
        assert_eq!(offline.run.prefixes.len(), before.prefixes.len(), "seed {seed}");
        let after = execute(&mut random, &before, &nothing, &offline.run);
        let left = drift(&before, &after).unwrap();
        let left: Vec<_> = left.findings.iter().filter(|one| one.code != "regional-lost").collect();
        assert!(left.is_empty(), "seed {seed}: {left:?}");
    }
}

#[test]
fn no_default_limit_refuses_to_bring_back_what_was_lost() {
    let mut with_regional = 0_u32;
    for seed in 0..CASES {
        let mut random = Random::new(seed);
        let before = account(&mut random);
        let mut now = before.clone();
        for prefix in &mut now.prefixes {
            let chance = 1 + random.below(3);
            prefix.bindings.retain(|b| b.service_id.is_none() || !random.once_in(chance));
            with_regional += u32::from(prefix.bindings.iter().any(|b| b.service_id.is_none()));
        }
        let restored = restore(&before, Some(&now), &RestoreOptions::default()).unwrap();
        let refused: Vec<_> = restored.manual.iter().filter(|one| one.lift.is_some()).collect();
        assert!(refused.is_empty(), "seed {seed}: {refused:?}");
        let after = execute(&mut random, &before, &now, &restored.run);
        for (was, is) in before.prefixes.iter().zip(&after.prefixes) {
            assert_eq!(bound(is, &names(&before)), bound(was, &names(&before)), "seed {seed}");
        }
    }
    assert!(with_regional > 1_000, "{with_regional} prefixes have regional bindings");
}
