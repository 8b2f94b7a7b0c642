//! What the index needs of an address: the slots of its nodes.

use crate::address_int::AddressInt;

/// An address by which the index is searched.
pub(crate) trait IndexKey: AddressInt {
    /// Slots for each boundary of a node: more of them make searches shorter and the index larger.
    const SLOTS_PER_BOUNDARY: usize;
    /// The number without its last `shift` bits; the caller keeps it in 32 bits.
    fn slot(self, shift: u32) -> u32;
    /// The first address of a slot.
    fn slot_start(base: Self, shift: u32, slot: u32) -> Self;
}

impl IndexKey for u32 {
    /// Enough that most prefixes have a slot for each address.
    const SLOTS_PER_BOUNDARY: usize = 64;
    fn slot(self, shift: u32) -> u32 {
        self.wrapping_shr(shift)
    }
    fn slot_start(base: Self, shift: u32, slot: u32) -> Self {
        base.wrapping_add(slot.wrapping_shl(shift))
    }
}

impl IndexKey for u128 {
    const SLOTS_PER_BOUNDARY: usize = 8;
    /// In halves: a shift of 128 bits by a variable is a function call, and this is the hottest line.
    #[expect(
        clippy::cast_possible_truncation,
        reason = "halves are meant, and a slot fits by the choice of shift"
    )]
    fn slot(self, shift: u32) -> u32 {
        let (high, low) = ((self >> 64) as u64, self as u64);
        let slot = if shift < 64 { high << 1 << (63 - shift) | low >> shift } else { high >> (shift & 63) };
        slot as u32
    }
    fn slot_start(base: Self, shift: u32, slot: u32) -> Self {
        base.wrapping_add(u128::from(slot).wrapping_shl(shift))
    }
}
