//! Edge cases of the rules: aggregation over several lengths, lists without a default, values at a limit.

use byoip::{BindingFacts, Finding, PrefixFacts, ServiceFacts, Severity, check, lint};

fn prefix(cidr: &str) -> PrefixFacts {
    PrefixFacts { cidr: cidr.into(), approved: Some("V".into()), advertised: None, on_demand_locked: None }
}

fn cdn(cidr: &str) -> BindingFacts {
    BindingFacts {
        cidr: cidr.into(),
        service_id: Some("c".into()),
        service_name: Some("CDN".into()),
        state: None,
    }
}

fn spectrum(cidr: &str) -> BindingFacts {
    BindingFacts {
        cidr: cidr.into(),
        service_id: Some("s".into()),
        service_name: Some("Spectrum".into()),
        state: None,
    }
}

fn codes(findings: &[Finding]) -> Vec<(&str, &str)> {
    findings.iter().map(|finding| (finding.code, finding.cidr.as_str())).collect()
}

#[test]
fn bindings_of_several_lengths_that_fill_a_block_aggregate_to_it() {
    let fill = ["192.0.2.0/32", "192.0.2.1/32", "192.0.2.2/31", "192.0.2.4/30"].map(spectrum);
    let list: Vec<_> = [cdn("192.0.2.0/24")].into_iter().chain(fill).collect();
    let findings = lint(&prefix("192.0.2.0/24"), &list, None);
    assert_eq!(codes(&findings), [("siblings-aggregate", "192.0.2.0/29")]);
    assert!(findings[0].message.starts_with("4 bindings to "), "{}", findings[0].message);
    assert_eq!(findings[0].replacement, ["192.0.2.0/29"]);
}

#[test]
fn halves_of_two_services_and_neighbours_that_are_not_siblings_do_not_aggregate() {
    let mixed = [cdn("192.0.2.0/24"), spectrum("192.0.2.0/32"), spectrum("192.0.2.1/32")];
    let other = BindingFacts { service_id: Some("t".into()), ..mixed[2].clone() };
    let list = [mixed[0].clone(), mixed[1].clone(), other];
    assert_eq!(codes(&lint(&prefix("192.0.2.0/24"), &list, None)), []);
    let apart = [cdn("192.0.2.0/24"), spectrum("192.0.2.1/32"), spectrum("192.0.2.2/32")];
    assert_eq!(codes(&lint(&prefix("192.0.2.0/24"), &apart, None)), []);
}

#[test]
fn without_a_default_a_new_block_is_an_error_and_the_default_itself_a_warning() {
    let list = [spectrum("192.0.2.0/32")];
    let of = |cidr: &str| check(&prefix("192.0.2.0/24"), &list, &cdn(cidr), None);
    let block = of("192.0.2.64/26");
    assert_eq!(codes(&block), [("default-missing", "192.0.2.64/26")]);
    assert_eq!(block[0].severity, Severity::Error);
    let default = of("192.0.2.0/24");
    assert_eq!(codes(&default), [("default-missing", "192.0.2.0/24")]);
    assert_eq!(default[0].severity, Severity::Warning);
}

#[test]
fn the_first_binding_must_be_the_prefix() {
    let of = |cidr: &str| check(&prefix("192.0.2.0/24"), &[], &cdn(cidr), None);
    assert_eq!(codes(&of("192.0.2.0/24")), []);
    assert_eq!(codes(&of("192.0.2.0/25")), [("first-binding-not-prefix", "192.0.2.0/25")]);
}

#[test]
fn a_prefix_one_bit_longer_than_the_internet_routes_is_too_long() {
    for (fine, too_long) in [("192.0.2.0/24", "192.0.2.0/25"), ("2001:db8::/48", "2001:db8::/49")] {
        assert_eq!(codes(&lint(&prefix(fine), &[cdn(fine)], None)), []);
        assert_eq!(codes(&lint(&prefix(too_long), &[cdn(too_long)], None)), [("prefix-too-long", too_long)]);
    }
}

#[test]
fn a_service_id_of_thirty_two_characters_is_not_too_long() {
    let of = |length: usize| {
        let id = Some("é".repeat(length));
        let binding = BindingFacts { service_id: id, ..cdn("192.0.2.0/24") };
        lint(&prefix("192.0.2.0/24"), &[binding], None)
    };
    assert_eq!(codes(&of(32)), []);
    assert_eq!(codes(&of(33)), [("service-id-too-long", "192.0.2.0/24")]);
}

#[test]
fn an_id_outside_the_list_of_services_is_unknown_and_without_a_list_every_id_passes() {
    let list = [cdn("192.0.2.0/24")];
    let known = [ServiceFacts { id: "s".into(), name: "Spectrum".into() }];
    let of = |services: Option<&[ServiceFacts]>| lint(&prefix("192.0.2.0/24"), &list, services);
    assert_eq!(codes(&of(Some(&[]))), [("service-unknown", "192.0.2.0/24")]);
    assert_eq!(codes(&of(Some(&known))), [("service-unknown", "192.0.2.0/24")]);
    assert!(
        of(Some(&known))[0].help.contains("`Spectrum` `s`"),
        "the help names the services of the account"
    );
    assert_eq!(codes(&of(None)), []);
}

#[test]
fn a_new_binding_reports_only_the_block_that_it_completes() {
    let list =
        [cdn("192.0.2.0/24"), spectrum("192.0.2.8/32"), spectrum("192.0.2.16/32"), spectrum("192.0.2.17/32")];
    let findings = check(&prefix("192.0.2.0/24"), &list, &spectrum("192.0.2.9/32"), None);
    assert_eq!(codes(&findings), [("siblings-aggregate", "192.0.2.8/31")]);
}

#[test]
fn a_binding_is_redundant_to_the_nearest_one_around_it_only() {
    let list = [cdn("192.0.2.0/24"), spectrum("192.0.2.0/28")];
    let of = |binding: &BindingFacts| check(&prefix("192.0.2.0/24"), &list, binding, None);
    let redundant = of(&spectrum("192.0.2.1/32"));
    assert_eq!(codes(&redundant), [("redundant-binding", "192.0.2.1/32")]);
    assert_eq!(redundant[0].replacement, ["192.0.2.0/28"]);
    assert_eq!(codes(&of(&cdn("192.0.2.1/32"))), []);
    assert_eq!(codes(&of(&cdn("192.0.2.16/32"))), [("redundant-binding", "192.0.2.16/32")]);
}

#[test]
fn the_note_on_udp_is_for_spectrum_under_a_magic_transit_default_only() {
    let magic = |cidr: &str| BindingFacts { service_name: Some("Magic Transit".into()), ..cdn(cidr) };
    let block = spectrum("192.0.2.0/28");
    let under_magic = lint(&prefix("192.0.2.0/24"), &[magic("192.0.2.0/24"), block.clone()], None);
    assert_eq!(codes(&under_magic), [("spectrum-udp-under-magic-transit", "192.0.2.0/28")]);
    assert_eq!(codes(&lint(&prefix("192.0.2.0/24"), &[cdn("192.0.2.0/24"), block], None)), []);
    assert_eq!(codes(&lint(&prefix("192.0.2.0/24"), &[spectrum("192.0.2.0/24")], None)), []);
    let inside = lint(&prefix("192.0.2.0/24"), &[cdn("192.0.2.0/24"), magic("192.0.2.0/28")], None);
    assert!(codes(&inside).contains(&("magic-transit-not-default", "192.0.2.0/28")), "{inside:?}");
    assert_eq!(codes(&lint(&prefix("192.0.2.0/24"), &[magic("192.0.2.0/24")], None)), []);
}
