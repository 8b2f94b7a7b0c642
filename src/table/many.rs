//! Look-ups by the thousand: one call, one pass, no allocation for each address.

use super::Table;
use crate::cidr::parse_address;
use crate::error::{Error, ErrorKind};

/// In the answer of a text look-up: the line is not an address.
pub const NOT_AN_ADDRESS: i32 = -2;

/// In an answer: -1 for "no owner", else the position in the list.
#[expect(
    clippy::cast_possible_wrap,
    reason = "positions are at most Table::MAX, and NONE becomes -1 on purpose"
)]
const fn answer(owner: u32) -> i32 {
    owner as i32
}

impl Table {
    /// The owner of an address as text, or -1.
    ///
    /// # Errors
    ///
    /// Those of [`parse_address`].
    pub fn find_text(&self, address: &str) -> Result<i32, Error> {
        let address = parse_address(address)?;
        Ok(answer(self.owner(self.matched(address))))
    }

    /// The owner of an IPv4 address as a number, or -1.
    #[must_use]
    pub fn find_v4(&self, address: u32) -> i32 {
        answer(self.owner(self.v4.find(address)))
    }

    /// The owner of an IPv6 address as a number, or -1.
    #[must_use]
    pub fn find_v6(&self, address: u128) -> i32 {
        answer(self.owner(self.v6.find(address)))
    }

    /// Owners of IPv4 addresses, as many as both slices have. O(m log n).
    pub fn find_many_v4(&self, addresses: &[u32], owners: &mut [i32]) {
        for (address, owner) in addresses.iter().zip(owners) {
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
        for (address, owner) in addresses.iter().zip(owners) {
            *owner = self.find_v6(u128::from_be_bytes(*address));
        }
        Ok(())
    }

    /// Owners of addresses as text, one a line: -1 for "no owner", [`NOT_AN_ADDRESS`] for a line that is none.
    /// White space around an address is passed over; a final newline starts no further line. O(bytes + m log n).
    pub fn find_many_text(&self, text: &str, owners: &mut Vec<i32>) {
        owners.extend(text.lines().map(|line| self.find_text(line.trim()).unwrap_or(NOT_AN_ADDRESS)));
    }
}
