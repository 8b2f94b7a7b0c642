//! The shortest list of blocks for runs of addresses (ORTC), over a trie that has nodes only where the owner changes.

use super::flatten::OwnerChange;
use super::set_arena::{SetArena, SetHandle};
use byoip_lookup::AddressInt;

/// What is below a node.
#[derive(Debug, Clone, Copy)]
enum OrtcChild {
    /// Nothing that differs from the node.
    Same,
    /// A block of one service.
    Leaf(u32),
    /// A block of several services; the index of its node.
    Node(u32),
}

/// A block of several services: two halves, or a larger block in which everything but one such block or leaf belongs to
/// one service.
#[derive(Debug, Clone, Copy)]
struct OrtcNode<A> {
    /// First address of the block with the halves, or of the leaf.
    first: A,
    /// Services with which the block needs the fewest bindings; empty where it cannot be bound.
    set: SetHandle,
    low: OrtcChild,
    /// [`OrtcChild::Same`] where `low` is not a half, but all that differs.
    high: OrtcChild,
    /// Host bits of the block, at least 1.
    height: u8,
    /// Host bits of the block with the halves, or of the leaf.
    inner: u8,
    /// True where both halves can have each service of the set: a binding here replaces two.
    agreed: bool,
}

/// A block whose lower half is not known yet.
#[derive(Debug, Clone, Copy)]
struct HalfBlock<A> {
    /// First address of the upper half.
    middle: A,
    height: u8,
    high: OrtcChild,
    /// Service of the last address.
    after: u32,
}

/// A block that is complete, and the services around it.
#[derive(Debug, Clone, Copy)]
struct ClosedBlock<A> {
    below: OrtcChild,
    /// An address in it.
    address: A,
    height: u8,
    /// Service of the first address and of the addresses before it; for a leaf only of those before it.
    before: u32,
    /// Service of the last address and of the addresses after it; for a leaf only of those after it.
    after: u32,
}

/// A block of the shortest list, by its first address and host bits, and its service.
#[derive(Debug, Clone, Copy)]
pub(super) struct OutputBlock<A> {
    pub(super) first: A,
    pub(super) height: u8,
    pub(super) service: u32,
}

struct OrtcTrie<A> {
    /// The default, where it can be bound to the prefix only.
    pinned: Option<u32>,
    /// Children before their parents, and upper halves before lower ones: the last one is the first in the order of
    /// blocks.
    nodes: Vec<OrtcNode<A>>,
    open: Vec<HalfBlock<A>>,
    sets: SetArena,
}

/// The shortest list of the blocks inside a prefix, in order, without the binding of the prefix itself to the default.
///
/// The prefix has `height` host bits. The services are the numbers below `services`; the first of the `changes` is the
/// first address.
pub(super) fn least_list<A: AddressInt>(
    height: u8,
    default: u32,
    services: u32,
    changes: &[OwnerChange<A>],
    pinned: Option<u32>,
) -> Vec<OutputBlock<A>> {
    let (Some(half), Some(start)) = (height.checked_sub(1), changes.first()) else { return Vec::new() };
    let nodes = Vec::with_capacity(changes.len());
    let mut trie = OrtcTrie { pinned, nodes, open: Vec::new(), sets: SetArena::new(services) };
    // The service of the root is given, so its halves are solved separately.
    let middle = start.first | A::bit(half);
    let (low, high) = changes.split_at(changes.partition_point(|change| change.first < middle));
    let before = low.last().map_or(default, |change| change.service);
    let high = match high {
        [first, rest @ ..] if first.first == middle => trie.block(half, first.service, rest),
        _ => trie.block(half, before, high),
    };
    let low = trie.block(half, start.service, low.get(1..).unwrap_or_default());
    trie.output_blocks(default, [(low, start.first, half), (high, middle, half)], changes.len())
}

impl<A: AddressInt> OrtcTrie<A> {
    /// A block by its host bits, from the service of its first address and the changes after that. O(changes).
    fn block(&mut self, height: u8, start: u32, mut changes: &[OwnerChange<A>]) -> OrtcChild {
        let mut done = None;
        while let [before @ .., change] = changes {
            changes = before;
            if let Some((leaf, before)) = lone_block(changes, *change, start) {
                if let Some(done) = self.close(done, Some((leaf.address, 0)), change.service) {
                    self.branch(leaf.address, done);
                }
                (done, changes) = (Some(leaf), before);
                continue;
            }
            let &OwnerChange { first, service } = change;
            // Of the blocks around this change, this is the one with the change in its middle.
            let own = first.trailing_zeros() + 1;
            let (mut high, mut after) = (OrtcChild::Leaf(service), service);
            if let Some(done) = self.close(done.take(), Some((first, own)), service) {
                if (first ^ done.address).width() > own {
                    self.branch(first, done);
                } else {
                    (high, after) = (self.lift(done, own - 1), done.after);
                }
            }
            self.open.push(HalfBlock { middle: first, height: own, high, after });
        }
        self.close(done, None, start).map_or(OrtcChild::Leaf(start), |done| self.lift(done, height))
    }

    /// Opens the smallest block around a complete one and an address before it; no change is in its middle.
    fn branch(&mut self, address: A, done: ClosedBlock<A>) {
        let height = (address ^ done.address).width();
        let middle = done.address & !A::ones(height - 1);
        let high = self.lift(done, height - 1);
        self.open.push(HalfBlock { middle, height, high, after: done.after });
    }

    /// Completes the open blocks that do not contain `change`, the next one before them, given with its height: the
    /// rest of such a block is the complete block, or belongs to `service`.
    fn close(
        &mut self,
        mut done: Option<ClosedBlock<A>>,
        change: Option<(A, u8)>,
        service: u32,
    ) -> Option<ClosedBlock<A>> {
        let ends = |top: &mut HalfBlock<A>| {
            change.is_none_or(|(first, own)| (first ^ top.middle).width().max(own) > top.height)
        };
        while let Some(top) = self.open.pop_if(ends) {
            let HalfBlock { middle, height, high, after } = top;
            let low = done.map_or(OrtcChild::Leaf(service), |done| self.lift(done, height - 1));
            let below = self.add(middle, height, low, high);
            done = Some(ClosedBlock { below, address: middle, height, before: service, after });
        }
        done
    }

    /// The larger block around a complete one. Each step up adds a half that belongs either to the service before it or
    /// to the one after it.
    fn lift(&mut self, done: ClosedBlock<A>, height: u8) -> OrtcChild {
        let ClosedBlock { mut below, address, height: mut at, before, after } = done;
        while at < height {
            let rest = address >> at;
            // A set bit: the block is the upper half, so the lower half is added.
            let upper = rest & A::bit(0) != A::ZERO;
            let (service, same) =
                if upper { (before, rest.trailing_ones()) } else { (after, rest.trailing_zeros()) };
            let top = if before == after { height } else { height.min(at.saturating_add(same)) };
            below = self.chain(below, service, address, at, top);
            at = top;
        }
        below
    }

    /// Steps up from height `at` to `top`, each adding a half of one service, in as few nodes as possible.
    ///
    /// The first half that shares a service reduces the set to that service, and further halves of it change nothing.
    fn chain(&mut self, below: OrtcChild, service: u32, address: A, at: u8, top: u8) -> OrtcChild {
        let (set, leaf) = (self.set_of(below), self.leaf(service));
        if set.is_empty() {
            // Nothing above can be bound, so each half is bound separately.
            let steps = if leaf.is_empty() { at..at } else { at..top };
            return steps.fold(below, |below, at| self.step(below, service, address, at));
        }
        if leaf.is_empty() {
            return self.wrap(below, leaf, address, at, top);
        }
        match below {
            // The second added half shares the service with the first one, but the block inside may share it with the
            // leaf too; from the third on it cannot.
            OrtcChild::Leaf(_) if at + 2 < top => return self.wrap(below, leaf, address, at, top),
            OrtcChild::Node(node) if at + 1 < top && self.sets.has(set, service) => {
                if let Some(node) = self.nodes.get_mut(node as usize) {
                    (node.set, node.height) = (leaf, top);
                }
                return below;
            }
            _ => {}
        }
        let below = self.step(below, service, address, at);
        if at + 1 == top { below } else { self.chain(below, service, address, at + 1, top) }
    }

    /// A block around a smaller one, with the set of the rest.
    fn wrap(&mut self, low: OrtcChild, set: SetHandle, address: A, inner: u8, height: u8) -> OrtcChild {
        let first = address & !A::ones(inner);
        self.push(OrtcNode { first, set, low, high: OrtcChild::Same, height, inner, agreed: true })
    }

    /// One step up, adding a half of one service.
    fn step(&mut self, below: OrtcChild, service: u32, address: A, at: u8) -> OrtcChild {
        let leaf = OrtcChild::Leaf(service);
        let upper = address & A::bit(at) != A::ZERO;
        let (low, high) = if upper { (leaf, below) } else { (below, leaf) };
        self.add(address, at + 1, low, high)
    }

    /// The block of two halves: the services of both, or else those of either; no service where one half cannot be
    /// bound.
    fn add(&mut self, address: A, height: u8, low: OrtcChild, high: OrtcChild) -> OrtcChild {
        let first = address & !A::ones(height);
        let sets = (self.set_of(low), self.set_of(high));
        let (set, agreed) = if sets.0.is_empty() || sets.1.is_empty() {
            (SetHandle::EMPTY, false)
        } else {
            self.sets.intersect_or_union(sets.0, sets.1)
        };
        self.push(OrtcNode { first, set, low, high, height, inner: height, agreed })
    }

    fn push(&mut self, node: OrtcNode<A>) -> OrtcChild {
        self.nodes.push(node);
        OrtcChild::Node(u32::try_from(self.nodes.len() - 1).unwrap_or(u32::MAX))
    }

    fn leaf(&self, service: u32) -> SetHandle {
        if self.pinned == Some(service) { SetHandle::EMPTY } else { self.sets.one(service) }
    }

    fn set_of(&self, below: OrtcChild) -> SetHandle {
        match below {
            OrtcChild::Same => SetHandle::EMPTY,
            OrtcChild::Leaf(service) => self.leaf(service),
            OrtcChild::Node(node) => self.nodes.get(node as usize).map_or(SetHandle::EMPTY, |node| node.set),
        }
    }

    /// The bindings, from the halves of the root down.
    fn output_blocks(
        &self,
        default: u32,
        [low, high]: [(OrtcChild, A, u8); 2],
        expected: usize,
    ) -> Vec<OutputBlock<A>> {
        let mut found = Vec::with_capacity(expected);
        // Blocks with the service that they inherit, the next one on top.
        let mut left = vec![(high, default), (low, default)];
        while let Some(((below, first, height), inherited)) = left.pop() {
            let node = match below {
                OrtcChild::Same => continue,
                OrtcChild::Leaf(service) => {
                    if service != inherited {
                        found.push(OutputBlock { first, height, service });
                    }
                    continue;
                }
                OrtcChild::Node(node) => match self.nodes.get(node as usize) {
                    Some(node) => node,
                    None => continue,
                },
            };
            let &OrtcNode { first, low, high, height, inner, .. } = node;
            let service = match self.sets.least(node.set) {
                Some(service) if self.is_shorter_bound(node, inherited) => {
                    found.push(OutputBlock { first: first & !A::ones(height), height, service });
                    service
                }
                _ => inherited,
            };
            if let OrtcChild::Same = high {
                left.push(((low, first, inner), service));
            } else {
                let half = inner - 1;
                left.push(((high, first | A::bit(half), half), service));
                left.push(((low, first, half), service));
            }
        }
        found
    }

    /// True where binding the block is shorter than binding blocks inside it; on a tie it is not bound.
    fn is_shorter_bound(&self, node: &OrtcNode<A>, inherited: u32) -> bool {
        if node.inner < node.height {
            return !self.sets.has(node.set, inherited);
        }
        let can = |below| self.sets.has(self.set_of(below), inherited);
        node.agreed && !can(node.low) && !can(node.high)
    }
}

/// A block of one service between two changes, where the second change returns to the service before the first; and the
/// changes before it.
fn lone_block<A: AddressInt>(
    before: &[OwnerChange<A>],
    end: OwnerChange<A>,
    start: u32,
) -> Option<(ClosedBlock<A>, &[OwnerChange<A>])> {
    let (&OwnerChange { first: address, service }, before) = before.split_last()?;
    let around = before.last().map_or(start, |change| change.service);
    let rest = (end.first - address) - A::bit(0);
    // Its size is a power of two, and its address a multiple of the size.
    let block = (end.first - address) & rest == A::ZERO && address & rest == A::ZERO;
    let done = ClosedBlock {
        below: OrtcChild::Leaf(service),
        address,
        height: rest.width(),
        before: around,
        after: around,
    };
    (block && around == end.service).then_some((done, before))
}
