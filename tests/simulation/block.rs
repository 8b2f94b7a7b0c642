//! Blocks of addresses, apart from the core's.

use std::fmt;
use std::net::{IpAddr, Ipv4Addr, Ipv6Addr};

/// A block: its first address as a number, and its length.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(crate) struct Block {
    pub(crate) v6: bool,
    pub(crate) first: u128,
    pub(crate) length: u8,
}

impl Block {
    const fn width(self) -> u8 {
        if self.v6 { 128 } else { 32 }
    }

    /// A block from its text; `None` for text of another form and for host bits.
    pub(crate) fn parse(text: &str) -> Option<Self> {
        let (address, length) = text.split_once('/')?;
        let length = length.parse().ok()?;
        let (v6, first) = match address.parse().ok()? {
            IpAddr::V4(address) => (false, u128::from(address.to_bits())),
            IpAddr::V6(address) => (true, address.to_bits()),
        };
        let block = Self { v6, first, length };
        (length <= block.width() && first & block.hosts() == 0).then_some(block)
    }

    /// The bits of the hosts.
    fn hosts(self) -> u128 {
        let bits = u32::from(self.width() - self.length);
        1u128.checked_shl(bits).map_or(u128::MAX, |size| size - 1)
    }

    pub(crate) fn contains(self, other: Self) -> bool {
        self.v6 == other.v6 && self.length <= other.length && other.first & !self.hosts() == self.first
    }

    pub(crate) fn holds(self, address: u128) -> bool {
        address & !self.hosts() == self.first
    }

    /// The n-th block of this length inside the block.
    pub(crate) fn part(self, length: u8, n: u128) -> Self {
        let first = self.first + (n << (self.width() - length));
        Self { first, length, ..self }
    }
}

impl fmt::Display for Block {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { v6, first, length } = *self;
        if v6 {
            write!(out, "{}/{length}", Ipv6Addr::from_bits(first))
        } else {
            write!(out, "{}/{length}", Ipv4Addr::from_bits(u32::try_from(first).unwrap()))
        }
    }
}

#[test]
fn blocks_are_read_written_and_contain_each_other() {
    for text in ["192.0.2.0/24", "0.0.0.0/0", "192.0.2.1/32", "2001:db8::/32", "2001:db8::1/128", "::/0"] {
        assert_eq!(Block::parse(text).unwrap().to_string(), text);
    }
    for text in ["192.0.2.1/31", "192.0.2.0", "192.0.2.0/33", "2001:db8::1/127", "x/1"] {
        assert_eq!(Block::parse(text), None, "{text}");
    }
    let prefix = Block::parse("192.0.2.0/30").unwrap();
    assert_eq!(prefix.part(31, 1).to_string(), "192.0.2.2/31");
    assert!(prefix.contains(prefix.part(32, 3)) && !prefix.part(31, 0).contains(prefix.part(32, 3)));
    assert!(prefix.holds(prefix.first + 3) && !prefix.holds(prefix.first + 4));
}
