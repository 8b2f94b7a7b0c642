//! Breaks a large prefix into lines of equal blocks, like text.

use super::{AddressSpan, Layout, NONE, RunOwner};
use crate::cidr::{Cidr, Family};

/// Bits that separate the lines of a block: at most 16 lines, one for each hexadecimal digit.
const MOST_BITS: u8 = 4;
/// The smallest line of IPv4 is a /24.
const WHOLE_V4: u8 = 24;
/// The smallest line of IPv6 is a /64.
const WHOLE_V6: u8 = 64;

/// A line: a block, or several neighbours that each have a single owner.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct MapLine {
    /// The addresses.
    pub span: AddressSpan,
    /// Number of blocks.
    pub blocks: u32,
    /// Length of each block in bits.
    pub length: u8,
}

impl Layout {
    /// The lines of a block of the prefix: for IPv4 its /24s, or 16 equal blocks where it is larger than a /20; for
    /// IPv6 16 equal blocks, none smaller than a /64. Neighbours with the same innermost binding around them, and no
    /// binding inside, are one line. O(log n + the bindings in view).
    #[must_use]
    pub fn lines(&self, block: &Cidr) -> Vec<MapLine> {
        let whole = match block.family() {
            Family::V4 => WHOLE_V4,
            Family::V6 => WHOLE_V6,
        };
        let length = block.length().max(whole.min(block.length() + MOST_BITS));
        let all = AddressSpan::of(block);
        let step = all.last - all.first;
        let step = step.checked_shr(u32::from(length - block.length())).unwrap_or_default();
        let mut lines: Vec<MapLine> = Vec::new();
        // The innermost binding around the previous line, if that line has no binding inside.
        let mut plain: Option<u32> = None;
        let mut next = Some(all.first);
        while let Some(first) = next
            && first <= all.last
        {
            let span = AddressSpan { first, last: first + step };
            next = span.last.checked_add(1);
            let around = self.around(span);
            match lines.last_mut() {
                Some(line) if around.is_some() && around == plain => {
                    line.span.last = span.last;
                    line.blocks += 1;
                }
                _ => lines.push(MapLine { span, blocks: 1, length }),
            }
            plain = around;
        }
        lines
    }

    /// The innermost node that is larger than a block; `None` where a node is inside the block.
    pub(super) fn around(&self, span: AddressSpan) -> Option<u32> {
        let mut at = self.nodes.partition_point(|node| node.span.first < span.first);
        let before = at;
        while self.nodes.get(at).is_some_and(|node| node.span.first == span.first && !span.covers(node.span))
        {
            at += 1;
        }
        if self.nodes.get(at).is_some_and(|node| span.covers(node.span)) {
            return None;
        }
        let index = |at: usize| u32::try_from(at).unwrap_or(NONE);
        if at > before {
            return Some(index(at - 1));
        }
        let mut around = at.checked_sub(1).map_or(NONE, index);
        while let Some(node) = self.nodes.get(around as usize)
            && node.span.last < span.first
        {
            around = node.parent;
        }
        Some(around)
    }
}

impl RunOwner {
    /// The service, if there is one.
    #[must_use]
    pub fn service(self) -> Option<u32> {
        match self {
            Self::Service { service, .. } => Some(service),
            Self::NoService | Self::Many => None,
        }
    }
}
