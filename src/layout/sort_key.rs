//! The order in which bindings are laid out.

use super::PlacedBinding;
use crate::cidr::{Family, number};
use crate::sort;

/// The sort key of a binding. Among equal first addresses the larger block comes first; among equal CIDRs the binding
/// without a service, then the winner: active, then provisioning, then first in the list.
#[derive(Debug, Clone, Copy)]
pub(super) struct SortKey {
    first: u128,
    length: u8,
    flags: u8,
    /// Its index in the list.
    pub(super) binding: u32,
}

impl SortKey {
    const BYTES: u32 = 2 + 16;

    fn of((placed, binding): (&PlacedBinding, u32)) -> Self {
        let flags = u8::from(placed.service.is_some()) << 2 | placed.progress as u8;
        Self { first: number(placed.cidr.first()), length: placed.cidr.length(), flags, binding }
    }

    fn byte(&self, at: u32) -> u8 {
        match at {
            0 => self.flags,
            1 => self.length,
            at => self.first.to_le_bytes().get(at as usize - 2).copied().unwrap_or_default(),
        }
    }
}

/// The bindings of a family, sorted. O(n).
pub(super) fn sorted(family: Family, bindings: &[PlacedBinding]) -> Vec<SortKey> {
    let of_family = |(placed, _): &(&PlacedBinding, u32)| placed.cidr.family() == family;
    let mut keys: Vec<_> = bindings.iter().zip(0u32..).filter(of_family).map(SortKey::of).collect();
    sort::radix_sort_by_bytes(&mut keys, 0..SortKey::BYTES, SortKey::byte);
    keys
}
