//! An address as an integer as wide as its family: arithmetic on 128 bits takes several times as long as on 32.

use core::fmt::Debug;
use core::net::{IpAddr, Ipv4Addr, Ipv6Addr};
use core::ops::{BitAnd, BitOr, BitXor, Not, Shr, Sub};

/// An address of one family, as a `u32` or a `u128`.
pub trait AddressInt:
    Copy
    + Debug
    + Ord
    + BitAnd<Output = Self>
    + BitOr<Output = Self>
    + BitXor<Output = Self>
    + Not<Output = Self>
    + Shr<u8, Output = Self>
    + Sub<Output = Self>
{
    /// The first address of the family.
    const ZERO: Self;
    /// The last address of the family.
    const MAX: Self;
    /// Bytes of an address.
    const BYTES: u32;

    /// The number of an address; 0 for one of the other family.
    fn from_address(address: IpAddr) -> Self;

    /// The address of this number.
    fn to_address(self) -> IpAddr;

    /// The number in 128 bits.
    fn to_u128(self) -> u128;

    /// The last address of the block of this length that starts here.
    #[must_use]
    fn last(self, length: u8) -> Self;

    /// The next address; `None` after the last one.
    fn checked_next(self) -> Option<Self>;

    /// The next address; the first one after the last.
    #[must_use]
    fn wrapping_next(self) -> Self;

    /// The distance from `base`, modulo the size of the address space.
    #[must_use]
    fn distance(self, base: Self) -> Self;

    /// One byte; number 0 is the least significant one.
    fn byte(self, at: u32) -> u8;

    /// The number whose `bits` lowest bits are set.
    fn ones(bits: u8) -> Self;

    /// The number with one bit set; number 0 is the least significant one.
    fn bit(at: u8) -> Self;

    /// Bits that the number needs: up to and including the highest one that is set.
    fn width(self) -> u8;

    /// Zero bits below the lowest one that is set.
    fn trailing_zeros(self) -> u8;

    /// One bits below the lowest one that is not set.
    #[inline]
    fn trailing_ones(self) -> u8 {
        (!self).trailing_zeros()
    }
}

macro_rules! address_int {
    ($number:ty, $bits:literal, $family:ident, $address:ty) => {
        #[expect(clippy::cast_possible_truncation, reason = "a number of bits is 128 at most")]
        impl AddressInt for $number {
            const ZERO: Self = 0;
            const MAX: Self = Self::MAX;
            const BYTES: u32 = $bits / 8;

            #[inline]
            fn from_address(address: IpAddr) -> Self {
                if let IpAddr::$family(address) = address { address.to_bits() } else { 0 }
            }

            #[inline]
            fn to_address(self) -> IpAddr {
                <$address>::from_bits(self).into()
            }

            #[inline]
            fn to_u128(self) -> u128 {
                self.into()
            }

            #[inline]
            fn last(self, length: u8) -> Self {
                self | Self::MAX.checked_shr(u32::from(length)).unwrap_or(0)
            }

            #[inline]
            fn checked_next(self) -> Option<Self> {
                self.checked_add(1)
            }

            #[inline]
            fn wrapping_next(self) -> Self {
                self.wrapping_add(1)
            }

            #[inline]
            fn distance(self, base: Self) -> Self {
                self.wrapping_sub(base)
            }

            #[inline]
            fn byte(self, at: u32) -> u8 {
                self.to_le_bytes().get(at as usize).copied().unwrap_or_default()
            }

            #[inline]
            fn ones(bits: u8) -> Self {
                Self::MAX.checked_shr($bits - u32::from(bits)).unwrap_or(0)
            }

            #[inline]
            fn bit(at: u8) -> Self {
                1 << at
            }

            #[inline]
            fn width(self) -> u8 {
                ($bits - self.leading_zeros()) as u8
            }

            #[inline]
            fn trailing_zeros(self) -> u8 {
                self.trailing_zeros() as u8
            }
        }
    };
}

address_int!(u32, 32, V4, Ipv4Addr);
address_int!(u128, 128, V6, Ipv6Addr);
