//! One family's disjoint intervals, and the index that leads to them.

use super::NONE;
/// An address as a number.
pub(super) trait Key: Copy + Ord + std::fmt::Debug {
    const ZERO: Self;
    const BYTES: u32;
    /// A byte of the number, least significant first.
    fn byte(self, place: u32) -> u8;
    /// The last address of the block that starts here.
    fn last(self, length: u8) -> Self;
    /// The next address; `None` after the last one.
    fn next(self) -> Option<Self>;
    /// A number that is known to fit.
    fn of(number: u128) -> Self;
    /// Bits that are needed for the distance from `base`.
    fn width(self, base: Self) -> u32;
    /// The distance from `base`, without its last `shift` bits; the caller keeps it in 32 bits.
    fn bucket(self, base: Self, shift: u32) -> usize;
}

impl Key for u32 {
    const ZERO: Self = 0;
    const BYTES: u32 = 4;
    fn byte(self, place: u32) -> u8 {
        self.to_le_bytes().get(place as usize).copied().unwrap_or(0)
    }
    fn last(self, length: u8) -> Self {
        self | u32::MAX.checked_shr(u32::from(length)).unwrap_or(0)
    }
    fn next(self) -> Option<Self> {
        self.checked_add(1)
    }
    fn of(number: u128) -> Self {
        Self::try_from(number).unwrap_or(Self::MAX)
    }
    fn width(self, base: Self) -> u32 {
        32 - (self - base).leading_zeros()
    }
    #[inline]
    fn bucket(self, base: Self, shift: u32) -> usize {
        (self - base).checked_shr(shift).unwrap_or(0) as usize
    }
}

impl Key for u128 {
    const ZERO: Self = 0;
    const BYTES: u32 = 16;
    fn byte(self, place: u32) -> u8 {
        self.to_le_bytes().get(place as usize).copied().unwrap_or(0)
    }
    fn last(self, length: u8) -> Self {
        self | u128::MAX.checked_shr(u32::from(length)).unwrap_or(0)
    }
    fn next(self) -> Option<Self> {
        self.checked_add(1)
    }
    fn of(number: u128) -> Self {
        number
    }
    fn width(self, base: Self) -> u32 {
        128 - (self - base).leading_zeros()
    }
    /// In halves: a shift of 128 bits by a variable is a call of a function, and this is the hottest line.
    #[expect(
        clippy::cast_possible_truncation,
        reason = "halves are meant, and a bucket fits by the choice of shift"
    )]
    #[inline]
    fn bucket(self, base: Self, shift: u32) -> usize {
        let distance = self - base;
        let (high, low) = ((distance >> 64) as u64, distance as u64);
        let bucket = match shift.checked_sub(64) {
            Some(more) => high >> more,
            None => high << 1 << (63 - shift) | low >> shift,
        };
        bucket as usize
    }
}

/// A binding on its way into a column.
#[derive(Debug, Clone, Copy)]
pub(super) struct Block<K> {
    first: K,
    length: u8,
    rank: u8,
    index: u32,
}

impl<K: Key> Block<K> {
    pub(super) fn new(first: K, length: u8, rank: u8, index: u32) -> Self {
        Self { first, length, rank, index }
    }

    /// The byte that a pass of the sort looks at, least significant first.
    fn digit(&self, pass: u32) -> usize {
        usize::from(match pass {
            0 => self.rank,
            1 => self.length,
            pass => self.first.byte(pass - 2),
        })
    }
}

/// Sorts by first address, then length, then rank, then position, the last in reverse: parents come before
/// children, and of several bindings for one CIDR the winner comes last, that is, innermost. A radix sort:
/// O(n) for each byte in which the blocks differ, and a fraction of the code of a comparing one.
fn sort<K: Key>(blocks: &mut Vec<Block<K>>) {
    blocks.reverse();
    let mut other = blocks.clone();
    for pass in 0..2 + K::BYTES {
        let mut ends = [0usize; 256];
        for block in blocks.iter() {
            if let Some(count) = ends.get_mut(block.digit(pass)) {
                *count += 1;
            }
        }
        if ends.contains(&blocks.len()) {
            continue;
        }
        let mut sum = 0;
        for count in &mut ends {
            sum += *count;
            *count = sum;
        }
        for block in blocks.iter().rev() {
            if let Some(end) = ends.get_mut(block.digit(pass)) {
                *end -= 1;
                if let Some(place) = other.get_mut(*end) {
                    *place = *block;
                }
            }
        }
        std::mem::swap(blocks, &mut other);
    }
}

/// Sorted starts of intervals, the binding of each, and an index over the bits after `base`.
#[derive(Debug, Clone)]
pub(super) struct Column<K> {
    starts: Vec<K>,
    owners: Vec<u32>,
    base: K,
    top: K,
    shift: u32,
    /// For each bucket, the interval that its first address lies in; one more at the end.
    index: Vec<u32>,
}

/// Buckets for each interval: more make the search inside a bucket shorter and the index larger.
const SPREAD: usize = 2;
/// Most buckets: 4 Mi, which are 16 MiB.
const MOST_BUCKETS: usize = 1 << 22;

impl<K: Key> Column<K> {
    /// Flattens the blocks within `bounds` and tells `link` of each block's parent: child, parent, same CIDR.
    pub(super) fn new(
        mut blocks: Vec<Block<K>>,
        bounds: Option<(u128, u128)>,
        link: &mut impl FnMut(u32, u32, bool),
    ) -> Self {
        sort(&mut blocks);
        let mut sweep = Sweep { starts: Vec::new(), owners: Vec::new() };
        let mut open: Vec<(K, Block<K>)> = Vec::new();
        for block in blocks {
            while let Some(&(last, _)) = open.last()
                && last < block.first
            {
                open.pop();
                sweep.close(last, open.last().map_or(NONE, |(_, b)| b.index));
            }
            let above = open.last().map(|&(_, b)| b);
            let twin = above.is_some_and(|a| a.first == block.first && a.length == block.length);
            link(block.index, above.map_or(NONE, |a| a.index), twin);
            sweep.open(block.first, block.index);
            open.push((block.first.last(block.length), block));
        }
        while let Some((last, _)) = open.pop() {
            sweep.close(last, open.last().map_or(NONE, |(_, b)| b.index));
        }
        let mut column = Self {
            starts: sweep.starts,
            owners: sweep.owners,
            base: K::ZERO,
            top: K::ZERO,
            shift: 0,
            index: Vec::new(),
        };
        if let Some((low, high)) = bounds {
            column.index(K::of(low), K::of(high));
        } else {
            (column.starts, column.owners) = (Vec::new(), Vec::new());
        }
        column
    }

    /// Makes the index over the part between `low` and `high` that has bindings.
    fn index(&mut self, low: K, high: K) {
        let (Some(&first), Some(&after)) = (self.starts.first(), self.starts.last()) else { return };
        // The last interval is the free space after the last binding, unless bindings reach the very end.
        self.base = first.max(low);
        self.top = if self.owners.last() == Some(&NONE) { after } else { high }.min(high);
        if self.base > self.top {
            (self.starts, self.owners) = (Vec::new(), Vec::new());
            return;
        }
        let buckets = (self.starts.len() * SPREAD).next_power_of_two().clamp(4, MOST_BUCKETS);
        self.shift = self.top.width(self.base).saturating_sub(buckets.trailing_zeros());
        let used = self.top.bucket(self.base, self.shift) + 1;
        let mut index = Vec::with_capacity(used + 1);
        // An interval that starts inside a bucket is the answer to the first address of the next ones.
        let mut current = 0u32;
        for (start, i) in self.starts.iter().zip(0u32..) {
            if *start <= self.base {
                current = i;
                continue;
            }
            if *start > self.top {
                break;
            }
            let bucket = start.bucket(self.base, self.shift);
            // Buckets up to this one start before the interval does.
            while index.len() <= bucket {
                index.push(current);
            }
            current = i;
        }
        while index.len() <= used {
            index.push(current);
        }
        self.index = index;
    }

    pub(super) fn len(&self) -> usize {
        self.starts.len()
    }

    /// The binding whose interval the address lies in.
    pub(super) fn find(&self, key: K) -> u32 {
        let mut span = self.span(key);
        while span.size > 1 {
            span = self.half(key, span);
        }
        self.owner(span)
    }

    /// Looks four addresses up in step, so that they wait for memory together and not one after the other.
    pub(super) fn find_four(&self, [a, b, c, d]: [K; 4]) -> [u32; 4] {
        let (mut at_a, mut at_b) = (self.span(a), self.span(b));
        let (mut at_c, mut at_d) = (self.span(c), self.span(d));
        let mut widest = at_a.size.max(at_b.size).max(at_c.size.max(at_d.size));
        while widest > 1 {
            at_a = self.half(a, at_a);
            at_b = self.half(b, at_b);
            at_c = self.half(c, at_c);
            at_d = self.half(d, at_d);
            widest -= widest / 2;
        }
        [self.owner(at_a), self.owner(at_b), self.owner(at_c), self.owner(at_d)]
    }

    /// The intervals of the key's bucket; out of range, a place where there is none.
    #[inline(never)]
    fn span(&self, key: K) -> Span {
        if key >= self.base && key <= self.top {
            let bucket = key.bucket(self.base, self.shift);
            if let (Some(low), Some(high)) = (self.index.get(bucket), self.index.get(bucket + 1)) {
                return Span { low: *low, size: high - low + 1 };
            }
        }
        Span { low: NONE, size: 1 }
    }

    /// One step of a search for the last start that is not after the key; the first of the span is not. A span of
    /// one interval stays as it is.
    #[expect(clippy::inline_always, reason = "the body of the hottest loop, which opt-level z would call")]
    #[inline(always)]
    fn half(&self, key: K, Span { low, size }: Span) -> Span {
        let half = size / 2;
        let middle = low.wrapping_add(half);
        // Written so that it compiles to no branch, which would be guessed wrong every other time.
        let start = match self.starts.get(middle as usize) {
            Some(start) => *start,
            None => K::ZERO,
        };
        Span { low: low.wrapping_add(half * u32::from(start <= key)), size: size - half }
    }

    fn owner(&self, at: Span) -> u32 {
        match self.owners.get(at.low as usize) {
            Some(owner) => *owner,
            None => NONE,
        }
    }
}

/// Neighbouring intervals, of which one holds the address that is looked up.
#[derive(Clone, Copy)]
struct Span {
    low: u32,
    size: u32,
}

/// Intervals as they grow: each ends where the next starts.
struct Sweep<K> {
    starts: Vec<K>,
    owners: Vec<u32>,
}

impl<K: Key> Sweep<K> {
    fn open(&mut self, at: K, owner: u32) {
        if self.starts.last() == Some(&at) {
            self.starts.pop();
            self.owners.pop();
        }
        if self.owners.last() != Some(&owner) {
            self.starts.push(at);
            self.owners.push(owner);
        }
    }

    /// The block that ends at `last` gives way to `owner`.
    fn close(&mut self, last: K, owner: u32) {
        if let Some(next) = last.next() {
            self.open(next, owner);
        }
    }
}
