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
    #[inline]
    fn bucket(self, base: Self, shift: u32) -> usize {
        (self - base).checked_shr(shift).unwrap_or(0) as usize
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
    #[inline]
    pub(super) fn find(&self, key: K) -> u32 {
        if key < self.base || key > self.top {
            return NONE;
        }
        let bucket = key.bucket(self.base, self.shift);
        let Some(&[low, high]) = self.index.get(bucket..).and_then(<[u32]>::first_chunk::<2>) else {
            return NONE;
        };
        let (mut low, mut size) = (low as usize, (high - low) as usize + 1);
        // The last start that is not after the key; the one at `low` is not.
        while size > 1 {
            let half = size / 2;
            if self.starts.get(low + half).is_some_and(|start| *start <= key) {
                low += half;
            }
            size -= half;
        }
        self.owners.get(low).copied().unwrap_or(NONE)
    }
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
