//! The picture in numbers: bindings as a strip of owners and as nested rectangles, for any view, drawn by whoever asks.

mod lines;
mod owner_strip;
mod sort_key;
mod svg;

pub use lines::MapLine;
pub use owner_strip::{MergeBy, OwnerRun, RunOwner};
pub use svg::{MapBinding, MapInput, WIDTHS, svg, svg_of_lists};

use crate::cidr::{Cidr, Family, number};
use crate::resource::Progress;
use std::net::{IpAddr, Ipv4Addr, Ipv6Addr};

/// In place of an index: none.
const NONE: u32 = u32::MAX;

/// A binding as far as a picture cares.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct PlacedBinding {
    /// The addresses.
    pub cidr: Cidr,
    /// The service as a number of the caller's; `None` for a regional binding, which owns nothing.
    pub service: Option<u32>,
    /// How far its roll-out is.
    pub progress: Progress,
}

/// A run of addresses, both ends included, as numbers of one family.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct AddressSpan {
    /// The first address.
    pub first: u128,
    /// The last address.
    pub last: u128,
}

/// A rectangle of the rows: a binding, or several that are too narrow to be told apart.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct BindingRect {
    /// The addresses that are in view.
    pub span: AddressSpan,
    /// Depth of nesting; 0 for a binding inside no other one.
    pub row: u32,
    /// The position of the binding; `None` where the rectangle stands for several blocks.
    pub binding: Option<u32>,
    /// Its service; `None` for a regional binding, and for several blocks.
    pub service: Option<u32>,
    /// How far its roll-out is.
    pub progress: Progress,
    /// Bindings that the rectangle stands for: one, or all that have the very CIDR, or the whole of several blocks.
    pub count: u32,
    /// Bindings inside that have no rectangle of their own.
    pub hidden: u32,
}

impl AddressSpan {
    /// The addresses of a block.
    #[must_use]
    pub fn of(cidr: &Cidr) -> Self {
        Self { first: number(cidr.first()), last: number(cidr.last()) }
    }

    /// The part that lies in `other`; `None` where there is none.
    #[must_use]
    pub fn within(self, other: Self) -> Option<Self> {
        let (first, last) = (self.first.max(other.first), self.last.min(other.last));
        (first <= last).then_some(Self { first, last })
    }

    /// True where every address of `other` is in it.
    #[must_use]
    pub fn covers(self, other: Self) -> bool {
        self.first <= other.first && other.last <= self.last
    }

    /// Where an address lies in it: 0 for the first one, towards 1 for the last one.
    #[must_use]
    pub fn share(self, address: u128) -> f64 {
        // Saturating, so that an address in front of it lies at its edge.
        real(address.saturating_sub(self.first)) / (real(self.last - self.first) + 1.0)
    }

    /// The left and the right edge of a part of it, from 0 to 1; where two parts touch, so do their edges.
    #[must_use]
    pub fn edges(self, part: Self) -> (f64, f64) {
        let right = if part.last >= self.last { 1.0 } else { self.share(part.last + 1) };
        (self.share(part.first), right)
    }
}

#[expect(clippy::cast_precision_loss, reason = "a picture has far fewer pixels than 2^53")]
fn real(number: u128) -> f64 {
    number as f64
}

/// The columns of pixels of a view.
#[derive(Debug, Clone, Copy)]
struct PixelColumns {
    first: u128,
    /// Addresses of one column; 1 where there are fewer addresses than pixels.
    addresses: u128,
    /// The last address of the column that was asked for last.
    end: Option<u128>,
}

impl PixelColumns {
    /// Without a width there is a column for each address, and nothing is narrower than that.
    fn new(view: AddressSpan, width: Option<u32>) -> Self {
        let last = view.last - view.first;
        let addresses = width.map_or(1, |width| (last / u128::from(width.max(1))).saturating_add(1));
        Self { first: view.first, addresses, end: None }
    }

    fn is_thin(self, span: AddressSpan) -> bool {
        span.last - span.first < self.addresses - 1
    }

    /// True where the address lies in another column than that of the call before. Addresses must ascend.
    fn advances(&mut self, address: u128) -> bool {
        if self.end.is_some_and(|end| address <= end) {
            return false;
        }
        let into = (address - self.first) % self.addresses;
        self.end = Some((address - into).saturating_add(self.addresses - 1));
        true
    }
}

/// A CIDR that is bound, once for those with a service and once for those without.
#[derive(Debug, Clone, Copy)]
struct LayoutNode {
    span: AddressSpan,
    /// The binding that wins among those with the CIDR.
    binding: u32,
    service: u32,
    progress: Progress,
    /// Bindings with the CIDR.
    count: u32,
    row: u32,
    parent: u32,
    /// The node after the last one inside.
    end: u32,
}

/// Bindings that are ready to be drawn: a view of them costs as much as is seen in it.
#[derive(Debug, Clone)]
pub struct Layout {
    prefix: Cidr,
    /// By address, each in front of those inside it.
    nodes: Vec<LayoutNode>,
    /// Bindings up to each node, itself not counted; one more at the end.
    before: Vec<u32>,
    strip: owner_strip::OwnerStrip,
}

impl Layout {
    /// Lays bindings out for pictures of a prefix. Those that have no address of it are left out. O(n log n).
    ///
    /// The order of the list decides between bindings of one CIDR only, as in [`Table::new`](crate::Table::new).
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
                Some(twin) if twin.span == span && (twin.service == NONE) == (service == NONE) => {
                    twin.count += 1;
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

    /// An address of the prefix's family by its number; `None` where the family has none.
    #[must_use]
    pub fn address(&self, number: u128) -> Option<IpAddr> {
        Some(match self.prefix.family() {
            Family::V4 => Ipv4Addr::from_bits(u32::try_from(number).ok()?).into(),
            Family::V6 => Ipv6Addr::from_bits(number).into(),
        })
    }

    /// Bindings that are in the picture.
    #[must_use]
    pub fn len(&self) -> usize {
        self.before.last().map_or(0, |sum| *sum as usize)
    }

    /// True where nothing is bound.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.nodes.is_empty()
    }

    /// Bindings in the nodes from one position to before another.
    fn bindings(&self, from: usize, to: usize) -> u32 {
        let at = |place: usize| self.before.get(place).copied().unwrap_or_default();
        at(to).saturating_sub(at(from))
    }

    /// The rectangles of the bindings in a view, by address, each in front of those inside it.
    ///
    /// Without a `width` there is one for each CIDR that is bound (two where it is bound both with a service and
    /// without), so at most n. With a `width` in pixels, what is narrower than a pixel is drawn as one with its
    /// neighbours of the same row and pixel, and what is inside it not at all: both are counted. Then there are at most
    /// `8 * width` rectangles beside the bindings that only begin or end in the view, of which there are at most four
    /// for each bit of an address. O(log n + what is in view), with a width O(width) at best.
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
            // A neighbour that began in the same pixel takes it in; it then stands behind all others of its row.
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

/// Finds the row, the parent and the end of each node. The nodes are sorted. O(n).
fn nest(nodes: &mut [LayoutNode]) {
    let mut open: Vec<(u128, usize)> = Vec::new();
    for at in 0..nodes.len() {
        let Some(span) = nodes.get(at).map(|node| node.span) else { break };
        while let Some(&(last, holder)) = open.last()
            && last < span.first
        {
            open.pop();
            close(nodes, holder, at);
        }
        let parent = open.last().map_or(NONE, |&(_, holder)| u32::try_from(holder).unwrap_or(NONE));
        if let Some(node) = nodes.get_mut(at) {
            node.row = u32::try_from(open.len()).unwrap_or(NONE);
            node.parent = parent;
        }
        open.push((span.last, at));
    }
    let end = nodes.len();
    while let Some((_, holder)) = open.pop() {
        close(nodes, holder, end);
    }
}

fn close(nodes: &mut [LayoutNode], holder: usize, end: usize) {
    if let Some(node) = nodes.get_mut(holder) {
        node.end = u32::try_from(end).unwrap_or(NONE);
    }
}
