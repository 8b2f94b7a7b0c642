//! Look-ups of many addresses: one call, one pass, no allocation for each address.

use super::Table;
use crate::cidr::{is_mapped, parse_address};
use crate::error::{Error, ErrorKind};

/// In the answer of a text look-up: the line is not an address.
pub const NOT_AN_ADDRESS: i32 = -2;

impl Table {
    /// The owner of a matched binding in the form of the answers: -1 for no owner, else the position in the list.
    #[expect(
        clippy::cast_possible_wrap,
        reason = "positions are at most Table::MAX, and NONE becomes -1 on purpose"
    )]
    #[inline]
    fn answer(&self, matched: u32) -> i32 {
        self.parents.owner(matched) as i32
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

    /// The owner of an IPv6 address as a number, or -1; [`NOT_AN_ADDRESS`] for an IPv4-mapped one, which is refused as text.
    #[must_use]
    pub fn find_v6(&self, address: u128) -> i32 {
        if is_mapped(address) { NOT_AN_ADDRESS } else { self.answer(self.v6.find(address)) }
    }

    /// Owners of IPv4 addresses, up to the length of the shorter slice. O(m log n).
    pub fn find_many_v4(&self, addresses: &[u32], owners: &mut [i32]) {
        self.v4.find_many(addresses, owners);
        let length = addresses.len().min(owners.len());
        self.owners(owners.split_at_mut(length).0);
    }

    /// Owners of IPv6 addresses, each 16 bytes in network order; [`NOT_AN_ADDRESS`] for IPv4-mapped ones. O(m log n).
    ///
    /// # Errors
    ///
    /// `packed-length` where the number of bytes is not a multiple of 16.
    pub fn find_many_v6(&self, packed: &[u8], owners: &mut [i32]) -> Result<(), Error> {
        let (addresses, rest) = packed.as_chunks::<16>();
        if !rest.is_empty() {
            let kind = ErrorKind::PackedLength { length: packed.len(), unit: 16 };
            return Err(Error::new(kind, packed.len() - rest.len()..packed.len()));
        }
        self.v6.find_many(addresses, owners);
        let length = addresses.len().min(owners.len());
        self.owners(owners.split_at_mut(length).0);
        for (address, owner) in addresses.iter().zip(owners) {
            if is_mapped(u128::from_be_bytes(*address)) {
                *owner = NOT_AN_ADDRESS;
            }
        }
        Ok(())
    }

    /// Owners of addresses as UTF-8 text: -1 for no owner, [`NOT_AN_ADDRESS`] for a text that is not an address. Texts
    /// of the given lengths come first, without separators, then one text on each line. A line ends with a line feed,
    /// with or without a carriage return before it; a final one does not start another line. White space around an
    /// address makes it invalid. O(bytes + m log n).
    pub fn find_many_text(&self, text: &[u8], lengths: &[u8], owners: &mut Vec<i32>) {
        let before = owners.len();
        let mut other = |line: &[u8]| {
            let line = str::from_utf8(line).unwrap_or_default();
            self.find_text(line.strip_suffix('\r').unwrap_or(line)).unwrap_or(NOT_AN_ADDRESS)
        };
        self.v4.find_texts(text, lengths, &mut other, owners);
        // `other` returns owners already; the owner of an owner is itself.
        self.owners(owners.split_at_mut(before).1);
    }

    /// The intervals of IPv4, for look-ups elsewhere: see
    /// [`Ipv4Index::flat_intervals`](byoip_lookup::Ipv4Index::flat_intervals). Empty where there are more than `most`.
    #[must_use]
    pub fn intervals_v4(&self, most: usize) -> Vec<u32> {
        if self.v4.intervals() > most {
            return Vec::new();
        }
        self.v4.flat_intervals(&|matched| self.parents.owner(matched))
    }

    /// Replaces each matched binding by its owner.
    fn owners(&self, matched: &mut [i32]) {
        if self.parents.has_non_owner() {
            for place in matched.iter_mut().filter(|place| **place >= 0) {
                *place = self.answer(place.cast_unsigned());
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use crate::{BindingRow, Cidr, Progress, Table};
    use core::net::{IpAddr, Ipv4Addr, Ipv6Addr};

    fn table(cidrs: &[&str]) -> Table {
        let rows: Vec<_> = cidrs
            .iter()
            .map(|cidr| BindingRow::new(Cidr::parse(cidr).unwrap(), true, Progress::Active))
            .collect();
        Table::new(&rows, None).unwrap()
    }

    #[test]
    fn a_batch_of_any_length_has_the_owners_of_single_look_ups() {
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
    fn lines_are_split_and_not_trimmed() {
        let table = table(&["192.0.2.0/24"]);
        let owners = |text: &str| {
            let mut owners = Vec::new();
            table.find_many_text(text.as_bytes(), &[], &mut owners);
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
                .map(|line| match line {
                    "192.0.2.1" => 0,
                    "8.8.8.8" => -1,
                    _ => super::NOT_AN_ADDRESS,
                })
                .collect();
            assert_eq!(owners(text), expected, "{text:?}");
        }
    }
}
