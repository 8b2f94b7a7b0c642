//! Blocks as columns of numbers.

use crate::cidr::Cidr;
use crate::error::Error;
use core::net::{IpAddr, Ipv4Addr, Ipv6Addr};

/// Blocks of one family, one in each row: the address from one column, the prefix length from the other.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct BlockColumns {
    addresses: Vec<u8>,
    wide: bool,
    lengths: Vec<u8>,
}

impl BlockColumns {
    /// Takes addresses and as many prefix lengths. Addresses have 16 bytes each in network order where they are `wide`,
    /// else the four bytes of a number in little-endian order. Surplus entries of the longer column are ignored.
    #[must_use]
    pub fn new(addresses: Vec<u8>, wide: bool, mut lengths: Vec<u8>) -> Self {
        lengths.truncate(addresses.len() / if wide { 16 } else { 4 });
        Self { addresses, wide, lengths }
    }

    /// Number of rows.
    #[must_use]
    pub fn len(&self) -> usize {
        self.lengths.len()
    }

    /// True without rows.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.lengths.is_empty()
    }

    /// The IPv4 addresses and the lengths; none where the addresses are wide.
    pub(super) fn narrow(&self) -> Option<(&[[u8; 4]], &[u8])> {
        (!self.wide).then(|| (self.addresses.as_chunks().0, self.lengths.as_slice()))
    }

    /// The block of a row; `None` after the last one.
    ///
    /// # Errors
    ///
    /// Those of [`Cidr::parse`] where it is not a block, with the row as JSON pointer, such as `/17`.
    pub(crate) fn cidr(&self, row: usize) -> Option<Result<Cidr, Error>> {
        let length = *self.lengths.get(row)?;
        let address: IpAddr = if self.wide {
            Ipv6Addr::from_octets(*self.addresses.as_chunks().0.get(row)?).into()
        } else {
            Ipv4Addr::from_bits(u32::from_le_bytes(*self.addresses.as_chunks().0.get(row)?)).into()
        };
        Some(match Cidr::containing(address, length) {
            Some(cidr) if cidr.first() == address => Ok(cidr),
            _ => Cidr::parse(&format!("{address}/{length}")).map_err(|error| error.within(&row.to_string())),
        })
    }
}
