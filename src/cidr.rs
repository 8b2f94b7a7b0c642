//! CIDR blocks: strict by default, lenient by name, never with host bits.

mod diagnose;
mod parse_range;
mod range;
mod suggest;

pub use parse_range::range_to_cidrs;
pub use range::AddressRange;
pub(crate) use suggest::{InputKind, suggestion};

use crate::error::{Error, ErrorKind};
use byoip_lookup::parse;
use core::cmp::Ordering;
use core::fmt;
use core::net::{IpAddr, Ipv4Addr, Ipv6Addr};
use core::str::FromStr;
use ipnet::{IpNet, Ipv4Net, Ipv6Net};

/// An address family.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Family {
    /// IPv4, 32 bits.
    V4,
    /// IPv6, 128 bits.
    V6,
}

impl Family {
    /// Bits of an address: 32 or 128.
    #[must_use]
    pub const fn bits(self) -> u8 {
        match self {
            Self::V4 => 32,
            Self::V6 => 128,
        }
    }

    /// 4 or 6.
    #[must_use]
    pub const fn number(self) -> u8 {
        match self {
            Self::V4 => 4,
            Self::V6 => 6,
        }
    }

    /// The family of an address.
    #[must_use]
    pub const fn of(address: IpAddr) -> Self {
        match address {
            IpAddr::V4(_) => Self::V4,
            IpAddr::V6(_) => Self::V6,
        }
    }
}

/// A block of addresses without host bits.
///
/// Text is canonical: decimal octets for IPv4, RFC 5952 for IPv6. A block is refused if it starts or ends among the
/// IPv4-mapped addresses of IPv6, since these represent IPv4 addresses and have no IPv6 text here.
///
/// # Ordering
///
/// IPv4 before IPv6, then by first address, then the shorter length first: parents come before their children in one
/// pass over a sorted list.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct Cidr(IpNet);

impl Ord for Cidr {
    /// The order of `IpNet`, which compares addresses byte by byte.
    fn cmp(&self, other: &Self) -> Ordering {
        match (self.0, other.0) {
            (IpNet::V4(one), IpNet::V4(other)) => {
                let key = |net: Ipv4Net| (net.addr().to_bits(), net.prefix_len());
                key(one).cmp(&key(other))
            }
            (IpNet::V6(one), IpNet::V6(other)) => {
                let key = |net: Ipv6Net| (net.addr().to_bits(), net.prefix_len());
                key(one).cmp(&key(other))
            }
            _ => self.family().cmp(&other.family()),
        }
    }
}

impl PartialOrd for Cidr {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

/// A block parsed leniently, and whether the leniency was needed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct MaskedCidr {
    /// The block, with host bits cleared.
    pub cidr: Cidr,
    /// True where the text had host bits set.
    pub masked: bool,
}

impl Cidr {
    /// Parses `address/length`, as RFC 4632 3.1 and RFC 4291 2.3 write it, and refuses host bits.
    ///
    /// # Errors
    ///
    /// Gives the code, the position in bytes and a suggestion: see [`Error::codes`] from `text-empty` to `host-bits-set`.
    pub fn parse(text: &str) -> Result<Self, Error> {
        let MaskedCidr { cidr, masked } = Self::masked(text, InputKind::Cidr)?;
        if masked {
            let canonical = cidr.to_string();
            let kind = ErrorKind::HostBitsSet { text: text.to_owned(), canonical: canonical.clone() };
            return Err(Error::new(kind, 0..text.len()).with_cure(Some(canonical)));
        }
        Ok(cidr)
    }

    /// Parses as [`Cidr::parse`] does, but clears host bits and reports it.
    ///
    /// # Errors
    ///
    /// Those of [`Cidr::parse`], except for host bits.
    pub fn parse_masked(text: &str) -> Result<MaskedCidr, Error> {
        Self::masked(text, InputKind::Masked)
    }

    fn masked(text: &str, aim: InputKind) -> Result<MaskedCidr, Error> {
        let refused = |error: Error| error.with_cure(suggestion(text, aim));
        let (address, length) = read(text).ok_or_else(|| refused(diagnose::cidr(text)))?;
        if mapped(address).is_some() {
            return Err(refused(Error::new(ErrorKind::Ipv4Mapped, 0..text.len())));
        }
        let net = IpNet::new(address, length).map_err(|_| refused(diagnose::cidr(text)))?;
        let trunc = net.trunc();
        if !Self(trunc).is_written() {
            return Err(Error::new(ErrorKind::Ipv4MappedInside, 0..text.len()));
        }
        Ok(MaskedCidr { cidr: Self(trunc), masked: trunc != net })
    }

    /// The block of `length` bits that contains `address`; `None` where the length exceeds that of the family.
    #[must_use]
    pub fn containing(address: IpAddr, length: u8) -> Option<Self> {
        if mapped(address).is_some() {
            return None;
        }
        IpNet::new(address, length).ok().map(|net| Self(net.trunc())).filter(Self::is_written)
    }

    /// True where the block and its ends have a text that can be parsed again: none of them is IPv4-mapped.
    pub(crate) fn is_written(&self) -> bool {
        !matches!(self.last(), IpAddr::V6(last) if is_mapped(last.to_bits()))
    }

    /// The block of this address alone.
    #[must_use]
    pub fn host(address: IpAddr) -> Self {
        Self(IpNet::from(address))
    }

    /// The block with this first address and `height` host bits, which must be clear; `None` where there is none.
    pub(crate) fn block(first: IpAddr, height: u8) -> Option<Self> {
        let length = Family::of(first).bits().checked_sub(height)?;
        IpNet::new(first, length).ok().map(Self)
    }

    /// The address family.
    #[must_use]
    pub fn family(&self) -> Family {
        match self.0 {
            IpNet::V4(_) => Family::V4,
            IpNet::V6(_) => Family::V6,
        }
    }

    /// Number of fixed leading bits: 0 to 32, or 0 to 128.
    #[must_use]
    pub fn length(&self) -> u8 {
        self.0.prefix_len()
    }

    /// The first address.
    #[must_use]
    pub fn first(&self) -> IpAddr {
        self.0.network()
    }

    /// The last address.
    #[must_use]
    pub fn last(&self) -> IpAddr {
        self.0.broadcast()
    }

    /// Number of addresses; `None` for `::/0`, whose 2^128 no integer can hold: see [`Cidr::size_text`].
    #[must_use]
    pub fn size(&self) -> Option<u128> {
        1u128.checked_shl(u32::from(self.family().bits() - self.length()))
    }

    /// Number of addresses in decimal, exact for every block.
    #[must_use]
    pub fn size_text(&self) -> String {
        // 2^128, the one size that u128 cannot hold.
        self.size()
            .map_or_else(|| "340282366920938463463374607431768211456".to_owned(), |size| size.to_string())
    }

    /// True where every address of `other` is in this block; a block covers itself.
    #[must_use]
    pub fn covers(&self, other: &Self) -> bool {
        match (&self.0, &other.0) {
            (IpNet::V4(a), IpNet::V4(b)) => a.contains(b),
            (IpNet::V6(a), IpNet::V6(b)) => a.contains(b),
            _ => false,
        }
    }

    /// True where the address is in this block.
    #[must_use]
    pub fn contains(&self, address: IpAddr) -> bool {
        self.0.contains(&address)
    }

    /// The block twice the size that contains this one; `None` for `/0`, and where it would end among IPv4-mapped
    /// addresses.
    #[must_use]
    pub fn parent(&self) -> Option<Self> {
        self.0.supernet().map(Self).filter(Self::is_written)
    }

    /// The other half of the parent; `None` for `/0`.
    #[must_use]
    pub fn sibling(&self) -> Option<Self> {
        let halves = self.parent()?.halves()?;
        halves.into_iter().find(|half| half != self)
    }

    /// The two halves, lower first; `None` for a block of one address, and where one would end among IPv4-mapped addresses.
    #[must_use]
    pub fn halves(&self) -> Option<[Self; 2]> {
        let mut halves =
            self.0.subnets(self.length().checked_add(1)?).ok()?.map(Self).filter(Self::is_written);
        Some([halves.next()?, halves.next()?])
    }
}

impl fmt::Display for Cidr {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}/{}", self.0.addr(), self.length())
    }
}

impl FromStr for Cidr {
    type Err = Error;

    fn from_str(text: &str) -> Result<Self, Error> {
        Self::parse(text)
    }
}

/// Parses one address: dotted decimal IPv4, or IPv6 as RFC 4291 2.2 writes it.
///
/// # Errors
///
/// Gives the code, the position and a suggestion; zone ids and IPv4-mapped addresses have codes of their own.
pub fn parse_address(text: &str) -> Result<IpAddr, Error> {
    let refused = |error: Error| error.with_cure(suggestion(text, InputKind::Address));
    let address = address(text).ok_or_else(|| refused(diagnose::address(text)))?;
    match mapped(address) {
        Some(_) => Err(refused(Error::new(ErrorKind::Ipv4Mapped, 0..text.len()))),
        None => Ok(address),
    }
}

/// An address, or `None` without a diagnosis.
fn address(text: &str) -> Option<IpAddr> {
    let bytes = text.as_bytes();
    // An IPv6 address has a colon among its first five characters; an IPv4 address has no colon.
    if bytes.iter().take(5).any(|byte| *byte == b':') {
        return parse::parse_ipv6(bytes).map(|bits| Ipv6Addr::from_bits(bits).into());
    }
    parse::parse_ipv4(bytes).map(|bits| Ipv4Addr::from_bits(bits).into())
}

/// Splits and parses without a diagnosis: the fast path.
fn read(text: &str) -> Option<(IpAddr, u8)> {
    let (address, length) = text.split_once('/')?;
    let length = match length.as_bytes() {
        [digit @ b'0'..=b'9'] => digit - b'0',
        [b'1'..=b'9', ..] if length.len() <= 3 && length.bytes().all(|b| b.is_ascii_digit()) => {
            length.parse().ok()?
        }
        _ => return None,
    };
    let address = self::address(address)?;
    (length <= Family::of(address).bits()).then_some((address, length))
}

/// The IPv4 form of an IPv4-mapped address.
fn mapped(address: IpAddr) -> Option<String> {
    match address {
        IpAddr::V4(_) => None,
        IpAddr::V6(v6) => v6.to_ipv4_mapped().map(|v4| v4.to_string()),
    }
}

/// True for an IPv4-mapped IPv6 address.
pub(crate) const fn is_mapped(address: u128) -> bool {
    address >> 32 == 0xffff
}

/// An address as a number.
pub(crate) fn number(address: IpAddr) -> u128 {
    match address {
        IpAddr::V4(v4) => u128::from(v4.to_bits()),
        IpAddr::V6(v6) => v6.to_bits(),
    }
}
