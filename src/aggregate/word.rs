//! Addresses as numbers as wide as their family: arithmetic on 128 bits takes several times as long as on 32.

use std::fmt::Debug;
use std::net::{IpAddr, Ipv4Addr, Ipv6Addr};
use std::ops::{BitAnd, BitOr, BitXor, Not, Shr, Sub};

/// An address of one family.
pub(super) trait Word:
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
    const ZERO: Self;
    /// Bytes of an address.
    const BYTES: u32;

    /// The number of an address; 0 for one of the other family.
    fn of(address: IpAddr) -> Self;

    fn address(self) -> IpAddr;

    fn wide(self) -> u128;

    /// The next address; the first behind the last one.
    fn next(self) -> Self;

    /// A byte by its number, the least significant is number 0.
    fn byte(self, at: u32) -> u8;

    /// So many low bits, all set.
    fn ones(bits: u8) -> Self;

    /// A single bit by its number.
    fn bit(at: u8) -> Self;

    /// Number of bits from the highest one that is set.
    fn bits(self) -> u8;

    fn trailing_zeros(self) -> u8;

    fn trailing_ones(self) -> u8 {
        (!self).trailing_zeros()
    }
}

macro_rules! word {
    ($number:ty, $bits:literal, $family:ident, $address:ty) => {
        #[expect(clippy::cast_possible_truncation, reason = "a number of bits is 128 at most")]
        impl Word for $number {
            const ZERO: Self = 0;
            const BYTES: u32 = $bits / 8;

            fn of(address: IpAddr) -> Self {
                if let IpAddr::$family(address) = address { address.to_bits() } else { 0 }
            }

            fn address(self) -> IpAddr {
                <$address>::from_bits(self).into()
            }

            fn wide(self) -> u128 {
                self.into()
            }

            fn next(self) -> Self {
                self.wrapping_add(1)
            }

            fn byte(self, at: u32) -> u8 {
                self.to_le_bytes().get(at as usize).copied().unwrap_or_default()
            }

            fn ones(bits: u8) -> Self {
                Self::MAX.checked_shr($bits - u32::from(bits)).unwrap_or(0)
            }

            fn bit(at: u8) -> Self {
                1 << at
            }

            fn bits(self) -> u8 {
                ($bits - self.leading_zeros()) as u8
            }

            fn trailing_zeros(self) -> u8 {
                self.trailing_zeros() as u8
            }
        }
    };
}

word!(u32, 32, V4, Ipv4Addr);
word!(u128, 128, V6, Ipv6Addr);
