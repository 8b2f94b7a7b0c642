//! Addresses as text in the form of RFC 5952. A test compares it with the standard library, whose code is twice the
//! size.

use core::fmt;
use core::net::{IpAddr, Ipv6Addr};

/// Bytes of the longest block in text, an IPv6 one without `::`.
const MAX_TEXT: usize = 43;

/// An address to display.
#[derive(Debug, Clone, Copy)]
pub(crate) struct DisplayAddress(pub(crate) IpAddr);

impl fmt::Display for DisplayAddress {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(TextBuffer::of(self.0).as_str())
    }
}

/// A buffer for the text of an address or a block.
#[derive(Debug)]
pub(crate) struct TextBuffer {
    bytes: [u8; MAX_TEXT],
    length: usize,
}

impl Default for TextBuffer {
    fn default() -> Self {
        Self { bytes: [0; MAX_TEXT], length: 0 }
    }
}

impl TextBuffer {
    /// The text of an address.
    pub(crate) fn of(address: IpAddr) -> Self {
        let mut text = Self::default();
        text.address(address);
        text
    }

    pub(crate) fn as_str(&self) -> &str {
        let text = self.bytes.get(..self.length).and_then(|bytes| core::str::from_utf8(bytes).ok());
        text.unwrap_or_default()
    }

    /// Appends an ASCII character.
    pub(super) fn push(&mut self, byte: u8) {
        if let Some(place) = self.bytes.get_mut(self.length) {
            *place = byte;
            self.length += 1;
        }
    }

    pub(super) fn address(&mut self, address: IpAddr) {
        let v6 = match address {
            IpAddr::V4(v4) => return self.dotted(v4.octets()),
            IpAddr::V6(v6) => v6,
        };
        if let Some(v4) = v6.to_ipv4_mapped() {
            b"::ffff:".iter().for_each(|byte| self.push(*byte));
            return self.dotted(v4.octets());
        }
        let zeros = zeros(v6);
        for (at, group) in (0..).zip(v6.segments()) {
            if (zeros.0..zeros.1).contains(&at) {
                if at == zeros.0 {
                    self.push(b':');
                    self.push(b':');
                }
                continue;
            }
            if at > 0 && at != zeros.1 {
                self.push(b':');
            }
            self.hexadecimal(group);
        }
    }

    fn dotted(&mut self, octets: [u8; 4]) {
        for (at, octet) in octets.into_iter().enumerate() {
            if at > 0 {
                self.push(b'.');
            }
            self.decimal(octet);
        }
    }

    fn hexadecimal(&mut self, group: u16) {
        for shift in [12, 8, 4, 0] {
            if group >> shift > 0 || shift == 0 {
                let [digit, _] = (group >> shift & 0xf).to_le_bytes();
                self.push(if digit < 10 { b'0' + digit } else { b'a' - 10 + digit });
            }
        }
    }

    pub(super) fn decimal(&mut self, number: u8) {
        for unit in [100, 10, 1] {
            if number >= unit || unit == 1 {
                self.push(b'0' + number / unit % 10);
            }
        }
    }
}

/// The groups that `::` replaces: the first of the longest runs of at least two zeros; empty where there is none.
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

#[cfg(test)]
mod tests {
    use super::DisplayAddress;
    use core::net::{IpAddr, Ipv4Addr, Ipv6Addr};
    use proptest::prelude::*;

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(20_000))]

        #[test]
        fn addresses_print_as_in_the_standard_library(bits: u128, keep: u8, low: u32) {
            // Whole groups are kept or cleared, so that runs of zeros of every length occur.
            let mask = (0..8).filter(|i| keep >> i & 1 == 1).fold(0, |mask, i| mask | 0xffff << (16 * i));
            for bits in [bits & mask, bits & mask & 0x000f_0001_00ff_0fff_000f_0001_00ff_0fff, u128::from(low), 0xffff << 32 | u128::from(low)] {
                let address = Ipv6Addr::from_bits(bits);
                prop_assert_eq!(DisplayAddress(address.into()).to_string(), address.to_string());
            }
            let address = IpAddr::from(Ipv4Addr::from_bits(low));
            prop_assert_eq!(DisplayAddress(address).to_string(), address.to_string());
        }
    }

    #[test]
    fn octets_of_every_value_print_as_in_the_standard_library() {
        for octet in 0..=u8::MAX {
            let address = IpAddr::from([octet, 0, 255, octet]);
            assert_eq!(DisplayAddress(address).to_string(), address.to_string());
        }
    }
}
