//! Single examples: all of IPv6, one host, refusals, hundreds of services.

use super::{claim, number, triples};
use crate::oracle::aggregate::{bound, claimed};
use byoip::{AddressRange, Cidr, Claim, aggregate};

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
        AddressRange::parse("2001:db8:aaaa:5555:1234:9876:f0f0:1 - 2001:db8:aaaa:5555:1234:9876:f0f0:1")
            .unwrap();
    for only in [None, Some(&["a"][..])] {
        let found = aggregate(prefix, "a", &[Claim { range: host, service: "b".into() }], only).unwrap();
        let text: Vec<_> = found.bindings.iter().map(|(cidr, s)| format!("{cidr} {s}")).collect();
        assert_eq!(text, ["2001:db8::/32 a", "2001:db8:aaaa:5555:1234:9876:f0f0:1/128 b"]);
    }
}

#[test]
fn an_impossible_claim_is_refused_with_its_index() {
    let prefix = Cidr::parse("192.0.2.0/24").unwrap();
    let of = |text: &str, service: &str| Claim {
        range: AddressRange::parse(text).unwrap(),
        service: service.into(),
    };
    let good = of("192.0.2.1-192.0.2.9", "b");
    let cases = [
        (of("::1-::2", "b"), "claim-other-family"),
        (of("192.0.2.250-192.0.3.0", "b"), "claim-outside-prefix"),
        (of("192.0.1.255-192.0.2.1", "b"), "claim-outside-prefix"),
        (of("192.0.2.4-192.0.2.5", "m"), "claim-default-only"),
        (of("192.0.2.4-192.0.2.5", ""), "id-empty"),
    ];
    for (bad, code) in cases {
        let error = aggregate(prefix, "a", &[good.clone(), bad], Some(&["m"])).expect_err(code);
        assert_eq!((error.code(), error.pointer()), (code, Some("/1")));
    }
    let error = aggregate(prefix, "", &[good], None).expect_err("no default is named");
    assert_eq!(
        (error.to_string().as_str(), error.pointer()),
        ("the id of the default service is empty", None)
    );
}

#[test]
fn sets_of_more_services_than_an_integer_has_bits_aggregate_too() {
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
