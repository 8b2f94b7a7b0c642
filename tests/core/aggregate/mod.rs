//! The shortest list of bindings: compared with an exhaustive search on small prefixes, and with a linear scan on all.

mod examples;
mod least;
mod properties;
mod vectors;

use byoip::{AddressRange, Aggregated, Cidr, Claim};
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
    let range = AddressRange::new(address(v4, first), address(v4, last)).expect("it is a range");
    Claim { range, service: service.to_owned() }
}

fn triples(found: &Aggregated) -> Vec<(u128, u128, &str)> {
    let ends = |cidr: &Cidr| (number(cidr.first()), number(cidr.last()));
    found.bindings.iter().map(|(cidr, s)| (ends(cidr).0, ends(cidr).1, s.as_str())).collect()
}

/// The invariants of every answer.
fn assert_lawful(found: &Aggregated, prefix: Cidr, default: &str, only: Option<&[&str]>) {
    assert_eq!(found.bindings.first(), Some(&(prefix, default.to_owned())), "the default comes first");
    let blocks: Vec<_> = found.bindings.iter().map(|(cidr, _)| *cidr).collect();
    assert!(blocks.windows(2).all(|pair| pair[0] < pair[1]), "sorted, and each block once");
    assert!(blocks.iter().all(|block| prefix.covers(block)));
    for (_, service) in found.bindings.iter().skip(1) {
        assert!(!only.unwrap_or_default().contains(&service.as_str()), "{service} may only be the default");
    }
}
