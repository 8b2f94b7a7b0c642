//! Examples: what drift and restores refuse, leave out and leave to people.

use super::account::{CDN, MAGIC, SPECTRUM, bgp, binding, cidr, delegation, sent, service};
use byoip::apply::RunStep;
use byoip::drift::drift;
use byoip::restore::{Manual, Restore, RestoreOptions, restore};
use byoip::{ApiField, Cidr, Prefix, PrefixSnapshot, Snapshot, SnapshotList};
use serde_json::json;

/// A prefix with an advertised BGP prefix for the whole of it.
fn prefix(block: &str, bindings: &[(&str, Option<&str>)]) -> PrefixSnapshot {
    let mut prefix =
        Prefix::new(format!("id of {block}").replace([' ', '/', '.', ':'], "-"), sent(cidr(block)));
    prefix.approved = ApiField::Value("V".to_owned());
    let bindings = (0..)
        .zip(bindings)
        .map(|(number, (block, service))| binding(format!("b{number}"), cidr(block), *service));
    PrefixSnapshot {
        prefix,
        bindings: bindings.collect(),
        bgp_prefixes: SnapshotList::Read(vec![bgp("g".to_owned(), cidr(block), Some(true))]),
        delegations: SnapshotList::Read(Vec::new()),
    }
}

fn account(prefixes: Vec<PrefixSnapshot>) -> Snapshot {
    Snapshot {
        account_id: "a".to_owned(),
        taken_at: "2026-02-20T17:00:00Z".to_owned(),
        only: None,
        services: vec![service(MAGIC, "Magic Transit"), service(CDN, "CDN"), service(SPECTRUM, "Spectrum")],
        prefixes,
    }
}

const V4: &str = "192.0.2.0/24";

fn one() -> Snapshot {
    account(vec![prefix(
        V4,
        &[(V4, Some(MAGIC)), ("192.0.2.16/28", Some(CDN)), ("192.0.2.64/26", Some(SPECTRUM))],
    )])
}

fn codes(before: &Snapshot, now: &Snapshot) -> Vec<&'static str> {
    drift(before, now).unwrap().findings.iter().map(|one| one.code).collect()
}

fn manual(restored: &Restore) -> Vec<&'static str> {
    restored.manual.iter().map(|one| one.code).collect()
}

fn restored(before: &Snapshot, now: &Snapshot) -> Restore {
    restore(before, Some(now), &RestoreOptions::default()).unwrap()
}

fn entries<T>(list: &mut SnapshotList<T>) -> &mut Vec<T> {
    match list {
        SnapshotList::Read(entries) => entries,
        SnapshotList::Unread(reason) => panic!("the list was read: {reason}"),
    }
}

/// The only BGP prefix of the only prefix.
fn announced(snapshot: &mut Snapshot) -> &mut byoip::OnDemand {
    let one = &mut entries(&mut snapshot.prefixes[0].bgp_prefixes)[0];
    match &mut one.on_demand {
        ApiField::Value(on_demand) => on_demand,
        _ => panic!("on demand is known"),
    }
}

#[test]
fn the_three_states_of_an_incident_have_their_classes() {
    let before = one();
    let withdrawn = |mut now: Snapshot| {
        announced(&mut now).advertised = ApiField::Value(false);
        now
    };
    assert_eq!(codes(&before, &withdrawn(one())), ["withdrawn-only"]);
    let mut some = withdrawn(one());
    some.prefixes[0].bindings.pop();
    assert_eq!(codes(&before, &some), ["bindings-lost", "bgp-withdrawn"]);
    let mut default = withdrawn(one());
    default.prefixes[0].bindings.remove(0);
    assert_eq!(codes(&before, &default), ["default-lost", "bgp-withdrawn"]);
    let mut all = withdrawn(one());
    all.prefixes[0].bindings.clear();
    assert_eq!(codes(&before, &all), ["bindings-all-lost", "bgp-withdrawn"]);
    assert_eq!(codes(&before, &account(Vec::new())), ["prefix-gone"]);
}

#[test]
fn a_restore_writes_the_default_first_and_advertises_last() {
    let mut before = one();
    let more = cidr("192.0.2.0/25");
    let mut announced = bgp("h".to_owned(), more, Some(true));
    announced.asn_prepend_count = ApiField::Value(2);
    entries(&mut before.prefixes[0].bgp_prefixes).push(announced);
    entries(&mut before.prefixes[0].delegations).push(delegation("d".to_owned(), more, "other"));
    let mut now = before.clone();
    now.prefixes[0].bindings.clear();
    entries(&mut now.prefixes[0].bgp_prefixes).clear();
    entries(&mut now.prefixes[0].delegations).clear();
    let result = restored(&before, &now);
    let [plan] = &result.run.prefixes[..] else { panic!("it has one plan") };
    let ops: Vec<_> = plan.steps.iter().map(|step| serde_json::to_value(step).unwrap()).collect();
    let writes: Vec<_> =
        ops.iter().filter(|op| op["op"] != "wait").map(|op| (&op["op"], &op["cidr"])).collect();
    let text = json!([
        ["create", V4],
        ["create", "192.0.2.16/28"],
        ["create", "192.0.2.64/26"],
        ["create-bgp-prefix", V4],
        ["create-bgp-prefix", "192.0.2.0/25"],
        ["edit-bgp-prefix", "192.0.2.0/25"],
        ["delegate", "192.0.2.0/25"],
        ["advertise", V4],
        ["advertise", "192.0.2.0/25"],
    ]);
    assert_eq!(serde_json::to_value(writes).unwrap(), text, "{ops:#?}");
    let bgp = ops.iter().position(|op| op["op"] == "create-bgp-prefix").unwrap();
    assert_eq!(ops[bgp - 1]["op"], "wait", "BGP prefixes need an active default");
    assert!(plan.fingerprint.starts_with("sha256:"));
    assert_eq!((result.manual.len(), result.plans.len()), (0, 1));
}

#[test]
fn an_account_another_part_and_a_prefix_twice_are_refused() {
    let before = one();
    let mut other = one();
    other.account_id = "b".to_owned();
    let code = |before: &Snapshot, now: &Snapshot| {
        let error = drift(before, now).unwrap_err();
        assert_eq!(restore(before, Some(now), &RestoreOptions::default()).unwrap_err(), error);
        error.code()
    };
    assert_eq!(code(&before, &other), "snapshot-other-account");
    let mut twice = one();
    twice.prefixes.push(twice.prefixes[0].clone());
    assert_eq!(code(&before, &twice), "snapshot-prefix-twice");
    assert_eq!(code(&twice, &before), "snapshot-prefix-twice");
    let mut part = account(Vec::new());
    part.only = Some(vec![cidr("198.51.100.0/24")]);
    assert_eq!(code(&before, &part), "snapshot-partial");
    part.only = Some(vec![cidr("198.51.100.0/24"), cidr(V4)]);
    assert_eq!(codes(&before, &part), ["prefix-gone"], "the part is about the prefix");
}

#[test]
fn a_part_says_nothing_about_other_prefixes() {
    let other = "198.51.100.0/24";
    let whole = account(vec![prefix(V4, &[(V4, Some(CDN))]), prefix(other, &[(other, Some(CDN))])]);
    let mut part = account(vec![prefix(V4, &[(V4, Some(CDN))])]);
    assert_eq!(codes(&part, &whole), ["prefix-added"]);
    part.only = Some(vec![cidr(V4)]);
    let found = drift(&part, &whole).unwrap();
    assert_eq!((found.findings.len(), found.compared, found.part), (0, 1, true));
    // A restore of selected prefixes needs only their present state.
    let mut lost = part.clone();
    lost.prefixes[0].bindings.clear();
    let selected = |blocks: &[&str]| RestoreOptions {
        prefixes: Some(blocks.iter().map(|text| cidr(text)).collect::<Vec<Cidr>>()),
        ..RestoreOptions::default()
    };
    assert_eq!(
        restore(&whole, Some(&lost), &RestoreOptions::default()).unwrap_err().code(),
        "snapshot-partial"
    );
    let result = restore(&whole, Some(&lost), &selected(&[V4])).unwrap();
    assert_eq!(result.run.prefixes.len(), 1);
    let error = restore(&whole, Some(&lost), &selected(&["203.0.113.0/24"])).unwrap_err();
    assert_eq!(error.code(), "snapshot-prefix-missing");
    assert_eq!(restore(&whole, Some(&whole), &selected(&[])).unwrap().run.prefixes, []);
}

#[test]
fn a_list_that_was_not_read_is_not_an_empty_one() {
    let before = one();
    let mut now = one();
    now.prefixes[0].bgp_prefixes = SnapshotList::Unread("forbidden".to_owned());
    now.prefixes[0].delegations = SnapshotList::Unread("forbidden".to_owned());
    for (before, now, state) in [(&before, &now, "present state"), (&now, &before, "snapshot")] {
        let found = drift(before, now).unwrap();
        assert_eq!(found.findings, []);
        let lists: Vec<_> = found.not_compared.iter().map(|one| one.list).collect();
        assert_eq!(lists, ["bgpPrefixes", "delegations"]);
        assert!(found.not_compared.iter().all(|one| one.message.contains(state)), "{found:?}");
        let result = restored(before, now);
        assert_eq!((result.run.prefixes.len(), result.not_compared), (0, found.not_compared));
    }
}

#[test]
fn what_no_call_changes_is_left_to_a_person() {
    let before = one();
    let mut now = one();
    announced(&mut now).advertised = ApiField::Value(false);
    announced(&mut now).on_demand_locked = ApiField::Value(true);
    assert_eq!(manual(&restored(&before, &now)), ["bgp-locked"]);
    announced(&mut now).on_demand_enabled = ApiField::Value(false);
    announced(&mut now).advertised = ApiField::Null;
    assert_eq!(codes(&before, &now), [""; 0], "null does not mean withdrawn");
    assert_eq!(manual(&restored(&before, &now)), ["bgp-not-on-demand"]);
    assert_eq!(restored(&before, &now).run.prefixes, []);

    let mut gone = one();
    gone.prefixes[0].bindings.retain(|b| b.service_id.as_deref() != Some(SPECTRUM));
    gone.prefixes[0].bindings.retain(|b| b.service_id.as_deref() != Some(CDN));
    gone.services.retain(|one| one.id != SPECTRUM);
    assert_eq!(codes(&before, &gone), ["service-gone", "bindings-lost"]);
    let result = restored(&before, &gone);
    assert_eq!(manual(&result), ["service-gone"]);
    let creates = result.run.prefixes[0].steps.iter().filter(|step| matches!(step, RunStep::Create { .. }));
    let creates: Vec<_> = creates.filter_map(RunStep::cidr).collect();
    assert_eq!(creates, [cidr("192.0.2.16/28")], "the other binding comes back");

    let mut held = one();
    held.prefixes[0].bindings[1].service_id = None;
    let result = restored(&before, &held);
    assert_eq!(codes(&before, &held), ["bindings-lost", "regional-added"]);
    assert_eq!(manual(&result), ["regional-holds-block"]);
    assert_eq!(result.run.prefixes, []);
    let codes = [result.manual[0].code, "bgp-locked", "bgp-not-on-demand"];
    assert!(codes.iter().all(|code| Manual::CODES.contains(code)));
}

#[test]
fn writes_beside_regional_bindings_are_refused_only_where_the_snapshot_does_not_have_them() {
    let regional = ("192.0.2.32/28", None);
    let before = account(vec![prefix(V4, &[(V4, Some(MAGIC)), regional])]);
    let now = account(vec![prefix(V4, &[regional])]);
    assert_eq!(manual(&restored(&before, &now)), [""; 0]);
    let mut now = account(vec![prefix(V4, &[regional, ("192.0.2.64/28", None)])]);
    let result = restored(&before, &now);
    assert_eq!(manual(&result), ["regional-overlapped"]);
    assert_eq!(result.run.prefixes, []);
    now.prefixes[0].bindings.clear();
    assert_eq!(manual(&restored(&before, &now)), ["regional-lost"]);
}

#[test]
fn a_binding_stays_where_the_service_that_it_had_is_gone() {
    let before = one();
    let mut now = one();
    now.prefixes[0].bindings[2].service_id = Some(CDN.to_owned());
    now.services.retain(|one| one.id != SPECTRUM);
    assert_eq!(codes(&before, &now), ["service-gone", "service-changed"]);
    assert_eq!(restored(&before, &now).run.prefixes, []);
}

#[test]
fn additions_stay_unless_they_are_to_be_removed() {
    let before = one();
    let mut now = one();
    now.prefixes[0].bindings.push(binding("new".to_owned(), cidr("192.0.2.128/25"), Some(CDN)));
    let kept = restored(&before, &now);
    assert_eq!(kept.run.prefixes, []);
    assert_eq!(kept.kept.iter().map(|one| one.code).collect::<Vec<_>>(), ["binding-added"]);
    let options = RestoreOptions { remove_additions: true, ..RestoreOptions::default() };
    let removed = restore(&before, Some(&now), &options).unwrap();
    let deletes = removed.run.prefixes[0].steps.iter().filter_map(|step| match step {
        RunStep::Delete { binding_id, .. } => binding_id.clone(),
        _ => None,
    });
    assert_eq!(deletes.collect::<Vec<_>>(), ["new"]);
    assert_eq!(removed.kept, []);
}

#[test]
fn a_refused_plan_is_left_to_a_person_and_holds_no_other_prefix() {
    let other = "198.51.100.0/24";
    let hosts: Vec<_> = (0..12).map(|number| format!("192.0.2.{number}/32")).collect();
    let mut bindings = vec![(V4, Some(MAGIC))];
    bindings.extend(hosts.iter().map(|host| (host.as_str(), Some(CDN))));
    let before = account(vec![prefix(V4, &bindings), prefix(other, &[(other, Some(CDN))])]);
    let mut now = before.clone();
    now.prefixes[1].bindings.clear();
    for one in now.prefixes[0].bindings.iter_mut().skip(1) {
        one.service_id = Some(SPECTRUM.to_owned());
    }
    let result = restored(&before, &now);
    assert_eq!(manual(&result), ["too-many-deleted"]);
    assert_eq!(result.manual[0].lift, Some("deletedPercent"));
    assert_eq!(result.run.prefixes.iter().map(|plan| plan.cidr).collect::<Vec<_>>(), [cidr(other)]);
    let options = RestoreOptions { force: true, ..RestoreOptions::default() };
    assert_eq!(restore(&before, Some(&now), &options).unwrap().run.prefixes.len(), 2);
}

#[test]
fn names_from_outside_print_without_hidden_characters() {
    let mut before = one();
    before.services[1].name = "CDN\u{202e}\u{1b}[31m\n".to_owned();
    before.taken_at = "now\u{1b}".to_owned();
    let mut now = before.clone();
    now.prefixes[0].bindings.clear();
    let lines = drift(&before, &now).unwrap().lines();
    let restored = restored(&before, &now);
    for line in lines.iter().chain(&restored.lines()) {
        assert!(!line.text.chars().any(|c| c.is_control() || c == '\u{202e}'), "{:?}", line.text);
    }
    assert!(restored.script().is_ascii());
}
