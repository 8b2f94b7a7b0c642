//! Lays bindings out as numbers: a strip of owners and nested rectangles, for any view of a prefix.

mod lines;
mod owner_strip;
mod sort_key;

pub use lines::MapLine;
pub use owner_strip::{MergeBy, OwnerRun, RunOwner};

use crate::cidr::{Cidr, Family, number};
use crate::resource::Progress;
use std::net::{IpAddr, Ipv4Addr, Ipv6Addr};

/// In place of an index: no index.
const NONE: u32 = u32::MAX;

/// A binding to lay out.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct PlacedBinding {
    /// The addresses.
    pub cidr: Cidr,
    /// The caller's number of the service; `None` for a regional binding, which owns nothing.
    pub service: Option<u32>,
    /// The progress of its roll-out.
    pub progress: Progress,
}

/// Consecutive addresses, both ends included, as numbers of one family.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct AddressSpan {
    /// The first address.
    pub first: u128,
    /// The last address.
    pub last: u128,
}

/// A rectangle of the rows: a binding, or several that are too narrow to draw apart.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct BindingRect {
    /// The addresses that are in view.
    pub span: AddressSpan,
    /// Depth of nesting; 0 for a binding that is not inside another one.
    pub row: u32,
    /// The position of the binding; `None` where the rectangle represents several blocks.
    pub binding: Option<u32>,
    /// Its service; `None` for a regional binding, and for several blocks.
    pub service: Option<u32>,
    /// The progress of its roll-out.
    pub progress: Progress,
    /// Bindings that the rectangle represents: one, or all with the same CIDR, or all of several blocks.
    pub count: u32,
    /// Bindings inside it that have no rectangle.
    pub hidden: u32,
}

impl AddressSpan {
    /// The addresses of a block.
    #[must_use]
    pub fn of(cidr: &Cidr) -> Self {
        Self { first: number(cidr.first()), last: number(cidr.last()) }
    }

    /// The part inside `other`; `None` where there is none.
    #[must_use]
    pub fn within(self, other: Self) -> Option<Self> {
        let (first, last) = (self.first.max(other.first), self.last.min(other.last));
        (first <= last).then_some(Self { first, last })
    }

    /// True where it contains every address of `other`.
    #[must_use]
    pub fn covers(self, other: Self) -> bool {
        self.first <= other.first && other.last <= self.last
    }

    /// The position of an address: 0 for the first one, towards 1 for the last one.
    #[must_use]
    pub fn share(self, address: u128) -> f64 {
        // Saturating, so that an address before it is at its edge.
        real(address.saturating_sub(self.first)) / (real(self.last - self.first) + 1.0)
    }

    /// The left and the right edge of a part, from 0 to 1; parts that touch share an edge.
    #[must_use]
    pub fn edges(self, part: Self) -> (f64, f64) {
        let right = if part.last >= self.last { 1.0 } else { self.share(part.last + 1) };
        (self.share(part.first), right)
    }
}

#[expect(clippy::cast_precision_loss, reason = "a map has far fewer pixels than 2^53")]
fn real(number: u128) -> f64 {
    number as f64
}

/// The pixel columns of a view.
#[derive(Debug, Clone, Copy)]
struct PixelColumns {
    first: u128,
    /// Addresses in each column; 1 where there are fewer addresses than pixels.
    addresses: u128,
    /// The last address of the column of the previous call.
    end: Option<u128>,
}

impl PixelColumns {
    /// Without a width there is a column for each address, so that nothing is too narrow.
    fn new(view: AddressSpan, width: Option<u32>) -> Self {
        let last = view.last - view.first;
        let addresses = width.map_or(1, |width| (last / u128::from(width.max(1))).saturating_add(1));
        Self { first: view.first, addresses, end: None }
    }

    fn is_thin(self, span: AddressSpan) -> bool {
        span.last - span.first < self.addresses - 1
    }

    /// True where the address is in another column than that of the previous call. Addresses must ascend.
    fn advances(&mut self, address: u128) -> bool {
        if self.end.is_some_and(|end| address <= end) {
            return false;
        }
        let into = (address - self.first) % self.addresses;
        self.end = Some((address - into).saturating_add(self.addresses - 1));
        true
    }
}

/// A bound CIDR: one node for its bindings with a service, and one for those without.
#[derive(Debug, Clone, Copy)]
struct LayoutNode {
    span: AddressSpan,
    /// The binding that wins among those with this CIDR.
    binding: u32,
    service: u32,
    progress: Progress,
    /// Bindings with this CIDR.
    count: u32,
    row: u32,
    parent: u32,
    /// Index after the last node inside.
    end: u32,
}

/// Bindings laid out for drawing. The cost of a view depends on what it shows.
#[derive(Debug, Clone)]
pub struct Layout {
    prefix: Cidr,
    /// By address; each node is before those inside it.
    nodes: Vec<LayoutNode>,
    /// Number of bindings before each node; one more entry for the end.
    before: Vec<u32>,
    strip: owner_strip::OwnerStrip,
}

impl Layout {
    /// Lays out the bindings of a prefix; those without an address of it are left out. O(n log n).
    ///
    /// The order of the list matters only among bindings of one CIDR, as in [`Table::new`](crate::Table::new).
    #[must_use]
    pub fn new(prefix: Cidr, bindings: &[PlacedBinding]) -> Self {
        let all = AddressSpan::of(&prefix);
        let order = sort_key::sorted(prefix.family(), bindings);
        let mut nodes: Vec<LayoutNode> = Vec::with_capacity(order.len());
        for (binding, placed) in
            order.iter().filter_map(|key| Some((key.binding, bindings.get(key.binding as usize)?)))
        {
            let PlacedBinding { cidr, service, progress } = placed;
            let (span, service) = (AddressSpan::of(cidr), service.unwrap_or(NONE));
            match nodes.last_mut() {
                Some(same_cidr)
                    if same_cidr.span == span && (same_cidr.service == NONE) == (service == NONE) =>
                {
                    same_cidr.count += 1;
                }
                _ if span.within(all).is_none() => {}
                _ => nodes.push(LayoutNode {
                    span,
                    binding,
                    service,
                    progress: *progress,
                    count: 1,
                    row: 0,
                    parent: NONE,
                    end: 0,
                }),
            }
        }
        nest(&mut nodes);
        let mut before = Vec::with_capacity(nodes.len() + 1);
        let mut sum = 0;
        for node in &nodes {
            before.push(sum);
            sum += node.count;
        }
        before.push(sum);
        let strip = owner_strip::OwnerStrip::new(&nodes, all);
        Self { prefix, nodes, before, strip }
    }

    /// The prefix.
    #[must_use]
    pub fn prefix(&self) -> Cidr {
        self.prefix
    }

    /// The whole prefix as a view.
    #[must_use]
    pub fn whole(&self) -> AddressSpan {
        AddressSpan::of(&self.prefix)
    }

    /// The address with this number, in the prefix's family; `None` where there is none.
    #[must_use]
    pub fn address(&self, number: u128) -> Option<IpAddr> {
        Some(match self.prefix.family() {
            Family::V4 => Ipv4Addr::from_bits(u32::try_from(number).ok()?).into(),
            Family::V6 => Ipv6Addr::from_bits(number).into(),
        })
    }

    /// Bindings in the layout.
    #[must_use]
    pub fn len(&self) -> usize {
        self.before.last().map_or(0, |sum| *sum as usize)
    }

    /// True without bindings.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.nodes.is_empty()
    }

    /// Number of bindings in the nodes from `from` to before `to`.
    fn bindings(&self, from: usize, to: usize) -> u32 {
        let at = |place: usize| self.before.get(place).copied().unwrap_or_default();
        at(to).saturating_sub(at(from))
    }

    /// The rectangles of the bindings in a view, by address, each before those inside it.
    ///
    /// Without a `width`, there is one for each bound CIDR (two where it is bound both with a service and without), so
    /// at most n. With a `width` in pixels, a rectangle narrower than a pixel is merged with its neighbours in the same
    /// row and pixel, and the rectangles inside it are left out: both are counted. Then there are at most `8 * width`
    /// rectangles, plus the bindings that start or end outside the view, at most four for each bit of an address. O(log
    /// n + the rectangles in view), with a width O(width) at best.
    #[must_use]
    pub fn icicle(&self, view: AddressSpan, width: Option<u32>) -> Vec<BindingRect> {
        let Some(view) = view.within(self.whole()) else { return Vec::new() };
        let mut blocks = Vec::new();
        let start = self.nodes.partition_point(|node| node.span.first < view.first);
        let mut around = start.checked_sub(1);
        while let Some(node) = around.and_then(|at| self.nodes.get(at)) {
            if node.span.last >= view.first {
                blocks.push(block(node, view));
            }
            around = (node.parent != NONE).then_some(node.parent as usize);
        }
        blocks.reverse();
        let mut pixels = PixelColumns::new(view, width);
        let beyond = self.nodes.partition_point(|node| node.span.first <= view.last);
        let mut at = start;
        while let Some(node) = self.nodes.get(..beyond).and_then(|nodes| nodes.get(at)) {
            let mut block = block(node, view);
            if !pixels.is_thin(block.span) {
                blocks.push(block);
                at += 1;
                continue;
            }
            let end = beyond.min(node.end as usize);
            let inside = self.bindings(at + 1, end);
            // A neighbour that started in the same pixel absorbs it, and is then the last rectangle of its row.
            let fresh = pixels.advances(node.span.first);
            match blocks.last_mut() {
                Some(last) if !fresh && last.row == node.row && pixels.is_thin(last.span) => {
                    last.span.last = block.span.last;
                    last.count += last.hidden + node.count + inside;
                    (last.hidden, last.binding, last.service) = (0, None, None);
                    last.progress = Progress::Active;
                }
                _ => {
                    block.hidden = inside;
                    blocks.push(block);
                }
            }
            at = end;
        }
        blocks
    }
}

fn block(node: &LayoutNode, view: AddressSpan) -> BindingRect {
    BindingRect {
        span: node.span.within(view).unwrap_or(view),
        row: node.row,
        binding: Some(node.binding),
        service: (node.service != NONE).then_some(node.service),
        progress: node.progress,
        count: node.count,
        hidden: 0,
    }
}

/// Sets the row, the parent and the end of each node. The nodes are sorted. O(n).
fn nest(nodes: &mut [LayoutNode]) {
    let mut open: Vec<(u128, usize)> = Vec::new();
    for at in 0..nodes.len() {
        let Some(span) = nodes.get(at).map(|node| node.span) else { break };
        while let Some(&(last, outer)) = open.last()
            && last < span.first
        {
            open.pop();
            close(nodes, outer, at);
        }
        let parent = open.last().map_or(NONE, |&(_, outer)| u32::try_from(outer).unwrap_or(NONE));
        if let Some(node) = nodes.get_mut(at) {
            node.row = u32::try_from(open.len()).unwrap_or(NONE);
            node.parent = parent;
        }
        open.push((span.last, at));
    }
    let end = nodes.len();
    while let Some((_, outer)) = open.pop() {
        close(nodes, outer, end);
    }
}

fn close(nodes: &mut [LayoutNode], outer: usize, end: usize) {
    if let Some(node) = nodes.get_mut(outer) {
        node.end = u32::try_from(end).unwrap_or(NONE);
    }
}
