//! Addresses to text, as RFC 5952 writes them; a test holds it equal to the printer of the standard library, which is
//! twice the size.

use std::fmt::{self, Write as _};
use std::net::{IpAddr, Ipv6Addr};

/// Bytes of the longest block in text, an IPv6 one without `::`.
pub(super) const LONGEST: usize = 43;

/// An address that is shown.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Shown(pub(crate) IpAddr);

impl fmt::Display for Shown {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut text = String::with_capacity(LONGEST);
        address(self.0, &mut text);
        f.write_str(&text)
    }
}

/// Appends an address.
pub(super) fn address(address: IpAddr, out: &mut String) {
    let v6 = match address {
        IpAddr::V4(v4) => return dotted(v4.octets(), out),
        IpAddr::V6(v6) => v6,
    };
    if let Some(v4) = v6.to_ipv4_mapped() {
        out.push_str("::ffff:");
        return dotted(v4.octets(), out);
    }
    let zeros = zeros(v6);
    for (at, group) in (0..).zip(v6.segments()) {
        if (zeros.0..zeros.1).contains(&at) {
            if at == zeros.0 {
                out.push_str("::");
            }
            continue;
        }
        if at > 0 && at != zeros.1 {
            out.push(':');
        }
        // Writing to a String cannot fail.
        let _ = write!(out, "{group:x}");
    }
}

/// The groups that `::` stands for: the first of the longest runs of zeros, two at least; empty where there is none.
fn zeros(address: Ipv6Addr) -> (usize, usize) {
    let mut best = (9, 9);
    let mut start = 0;
    for (end, group) in (1..).zip(address.segments()) {
        if group != 0 {
            start = end;
        } else if end - start > (best.1 - best.0).max(1) {
            best = (start, end);
        }
    }
    best
}

fn dotted(octets: [u8; 4], out: &mut String) {
    for (at, octet) in octets.into_iter().enumerate() {
        if at > 0 {
            out.push('.');
        }
        decimal(octet, out);
    }
}

/// Appends a number.
pub(super) fn decimal(number: u8, out: &mut String) {
    for unit in [100, 10, 1] {
        if number >= unit || unit == 1 {
            out.push(char::from(b'0' + number / unit % 10));
        }
    }
}

#[cfg(test)]
mod tests {
    use super::Shown;
    use proptest::prelude::*;
    use std::net::{IpAddr, Ipv4Addr, Ipv6Addr};

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(20_000))]

        #[test]
        fn addresses_print_as_in_the_standard_library(bits: u128, keep: u8, low: u32) {
            // Whole groups are kept or cleared, so that there are runs of zeros of every length.
            let mask = (0..8).filter(|i| keep >> i & 1 == 1).fold(0, |mask, i| mask | 0xffff << (16 * i));
            for bits in [bits & mask, bits & mask & 0x000f_0001_00ff_0fff_000f_0001_00ff_0fff, u128::from(low), 0xffff << 32 | u128::from(low)] {
                let address = Ipv6Addr::from_bits(bits);
                prop_assert_eq!(Shown(address.into()).to_string(), address.to_string());
            }
            let address = IpAddr::from(Ipv4Addr::from_bits(low));
            prop_assert_eq!(Shown(address).to_string(), address.to_string());
        }
    }

    #[test]
    fn octets_of_every_value_print_as_in_the_standard_library() {
        for octet in 0..=u8::MAX {
            let address = IpAddr::from([octet, 0, 255, octet]);
            assert_eq!(Shown(address).to_string(), address.to_string());
        }
    }
}
