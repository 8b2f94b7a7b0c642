//! Look-ups by the thousand: one call, one pass, no allocation for each address.

use super::Table;
use crate::cidr::parse_address;
use crate::error::{Error, ErrorKind};

/// In the answer of a text look-up: the line is not an address.
pub const NOT_AN_ADDRESS: i32 = -2;

impl Table {
    /// The owner of what a binding matches, as answers have it: -1 for "no owner", else the position in the list.
    #[expect(
        clippy::cast_possible_wrap,
        reason = "positions are at most Table::MAX, and NONE becomes -1 on purpose"
    )]
    #[inline]
    fn answer(&self, matched: u32) -> i32 {
        self.owner(matched) as i32
    }

    /// The owner of an address as text, or -1.
    ///
    /// # Errors
    ///
    /// Those of [`parse_address`].
    pub fn find_text(&self, address: &str) -> Result<i32, Error> {
        let address = parse_address(address)?;
        Ok(self.answer(self.matched(address)))
    }

    /// The owner of an IPv4 address as a number, or -1.
    #[must_use]
    pub fn find_v4(&self, address: u32) -> i32 {
        self.answer(self.v4.find(address))
    }

    /// The owner of an IPv6 address as a number, or -1.
    #[must_use]
    pub fn find_v6(&self, address: u128) -> i32 {
        self.answer(self.v6.find(address))
    }

    /// Owners of IPv4 addresses, as many as both slices have. O(m log n).
    pub fn find_many_v4(&self, addresses: &[u32], owners: &mut [i32]) {
        let length = addresses.len().min(owners.len());
        let (fours, rest) = addresses.split_at(length).0.as_chunks::<4>();
        let (out, out_rest) = owners.split_at_mut(length).0.as_chunks_mut::<4>();
        for (four, out) in fours.iter().zip(out) {
            let [a, b, c, d] = self.v4.find_four(*four);
            *out = [self.answer(a), self.answer(b), self.answer(c), self.answer(d)];
        }
        for (address, owner) in rest.iter().zip(out_rest) {
            *owner = self.find_v4(*address);
        }
    }

    /// Owners of IPv6 addresses, each 16 bytes in network order. O(m log n).
    ///
    /// # Errors
    ///
    /// `packed-length` where the bytes are no multiple of 16.
    pub fn find_many_v6(&self, packed: &[u8], owners: &mut [i32]) -> Result<(), Error> {
        let (addresses, rest) = packed.as_chunks::<16>();
        if !rest.is_empty() {
            let kind = ErrorKind::PackedLength { length: packed.len(), unit: 16 };
            return Err(Error::new(kind, packed.len() - rest.len()..packed.len()));
        }
        let length = addresses.len().min(owners.len());
        let (fours, rest) = addresses.split_at(length).0.as_chunks::<4>();
        let (out, out_rest) = owners.split_at_mut(length).0.as_chunks_mut::<4>();
        for ([a, b, c, d], out) in fours.iter().zip(out) {
            let keys = [*a, *b, *c, *d].map(u128::from_be_bytes);
            let [a, b, c, d] = self.v6.find_four(keys);
            *out = [self.answer(a), self.answer(b), self.answer(c), self.answer(d)];
        }
        for (address, owner) in rest.iter().zip(out_rest) {
            *owner = self.find_v6(u128::from_be_bytes(*address));
        }
        Ok(())
    }

    /// Owners of addresses as text, one a line: -1 for "no owner", [`NOT_AN_ADDRESS`] for a line that is none.
    /// White space around an address is passed over; a final newline starts no further line. O(bytes + m log n).
    pub fn find_many_text(&self, text: &str, owners: &mut Vec<i32>) {
        let mut rest = text;
        while !rest.is_empty() {
            let end = rest.bytes().position(|byte| byte == b'\n').unwrap_or(rest.len());
            let line = rest.get(..end).unwrap_or_default();
            rest = rest.get(end + 1..).unwrap_or_default();
            // Most lines have nothing to trim, and to look for that by the rules of Unicode takes its time.
            let plain = |byte: &u8| byte.is_ascii_graphic();
            let bytes = line.as_bytes();
            let line = if bytes.first().is_some_and(plain) && bytes.last().is_some_and(plain) {
                line
            } else {
                line.trim()
            };
            owners.push(self.find_text(line).unwrap_or(NOT_AN_ADDRESS));
        }
    }
}

#[cfg(test)]
mod tests {
    use crate::{BindingRow, Cidr, Table};
    use std::net::{IpAddr, Ipv4Addr, Ipv6Addr};

    fn table(cidrs: &[&str]) -> Table {
        let rows: Vec<_> =
            cidrs.iter().map(|cidr| BindingRow::new(Cidr::parse(cidr).unwrap(), true, true)).collect();
        Table::new(&rows, None).unwrap()
    }

    #[test]
    fn many_addresses_have_the_owners_that_each_has_alone_whatever_their_number() {
        let table =
            table(&["192.0.2.0/24", "192.0.2.64/26", "192.0.2.65/32", "2001:db8::/48", "2001:db8::1/128"]);
        let texts =
            ["192.0.2.1", "192.0.2.65", "8.8.8.8", "192.0.2.66", "192.0.2.255", "0.0.0.0", "255.255.255.255"];
        let v4: Vec<u32> = texts.iter().map(|text| text.parse::<Ipv4Addr>().unwrap().to_bits()).collect();
        let wide =
            ["2001:db8::1", "::", "2001:db8::2", "ffff::", "2001:db8:0:ffff::", "2001:db8:1::", "2001:db8::"];
        let v6: Vec<Ipv6Addr> = wide.iter().map(|text| text.parse().unwrap()).collect();
        let alone = |address: IpAddr| table.find(address).map_or(-1, |owner| i32::try_from(owner).unwrap());
        for length in 0..=v4.len() {
            for room in 0..=v4.len() {
                let both = length.min(room);
                let mut owners = vec![-9; room];
                table.find_many_v4(&v4[..length], &mut owners);
                let expected: Vec<i32> =
                    v4[..both].iter().map(|bits| alone(Ipv4Addr::from_bits(*bits).into())).collect();
                assert_eq!(owners[..both], expected);
                assert!(owners[both..].iter().all(|owner| *owner == -9), "what is beyond stays");

                let packed: Vec<u8> = v6[..length].iter().flat_map(Ipv6Addr::octets).collect();
                let mut owners = vec![-9; room];
                table.find_many_v6(&packed, &mut owners).unwrap();
                let expected: Vec<i32> = v6[..both].iter().map(|address| alone((*address).into())).collect();
                assert_eq!(owners[..both], expected);
                assert!(owners[both..].iter().all(|owner| *owner == -9), "what is beyond stays");
            }
        }
    }

    #[test]
    fn lines_are_split_and_trimmed_as_text_is() {
        let table = table(&["192.0.2.0/24"]);
        let owners = |text: &str| {
            let mut owners = Vec::new();
            table.find_many_text(text, &mut owners);
            owners
        };
        for text in [
            "",
            "\n",
            "192.0.2.1",
            "192.0.2.1\n",
            " 192.0.2.1\r\n8.8.8.8\r\n",
            "\n192.0.2.1\n\n",
            "\u{a0}192.0.2.1\u{2003}\nx",
        ] {
            let expected: Vec<i32> = text
                .lines()
                .map(|line| match line.trim() {
                    "192.0.2.1" => 0,
                    "8.8.8.8" => -1,
                    _ => super::NOT_AN_ADDRESS,
                })
                .collect();
            assert_eq!(owners(text), expected, "{text:?}");
        }
    }
}
