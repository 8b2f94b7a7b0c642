//! An address of either family as a number.

/// An address as a number.
pub(crate) trait Key: Copy + Ord + core::fmt::Debug {
    const ZERO: Self;
    const MAX: Self;
    /// Slots for each boundary of a node: more of them are shorter searches and a larger index.
    const SPREAD: usize;
    /// The last address of the block that starts here.
    fn last(self, length: u8) -> Self;
    /// The next address; `None` after the last one.
    fn next(self) -> Option<Self>;
    /// How far it is from `base`, round the end of the space where it comes before.
    fn distance(self, base: Self) -> Self;
    /// Bits that the number needs.
    fn width(self) -> u32;
    /// The number without its last `shift` bits; the caller keeps it in 32 bits.
    fn slot(self, shift: u32) -> u32;
    /// The first address of a slot.
    fn slot_start(base: Self, shift: u32, slot: u32) -> Self;
}

impl Key for u32 {
    const ZERO: Self = 0;
    const MAX: Self = Self::MAX;
    /// As many as it takes that most prefixes have a slot for each address.
    const SPREAD: usize = 64;
    fn last(self, length: u8) -> Self {
        self | u32::MAX.checked_shr(u32::from(length)).unwrap_or(0)
    }
    fn next(self) -> Option<Self> {
        self.checked_add(1)
    }
    fn distance(self, base: Self) -> Self {
        self.wrapping_sub(base)
    }
    fn width(self) -> u32 {
        32 - self.leading_zeros()
    }
    fn slot(self, shift: u32) -> u32 {
        self.wrapping_shr(shift)
    }
    fn slot_start(base: Self, shift: u32, slot: u32) -> Self {
        base.wrapping_add(slot.wrapping_shl(shift))
    }
}

impl Key for u128 {
    const ZERO: Self = 0;
    const MAX: Self = Self::MAX;
    const SPREAD: usize = 8;
    fn last(self, length: u8) -> Self {
        self | u128::MAX.checked_shr(u32::from(length)).unwrap_or(0)
    }
    fn next(self) -> Option<Self> {
        self.checked_add(1)
    }
    fn distance(self, base: Self) -> Self {
        self.wrapping_sub(base)
    }
    fn width(self) -> u32 {
        128 - self.leading_zeros()
    }
    /// In halves: a shift of 128 bits by a variable is a call of a function, and this is the hottest line.
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
