//! Runs of addresses, as the least list of blocks: a trie in which only those nodes stand where something changes.

use super::flatten::OwnerChange;
use super::set_arena::{SetArena, SetHandle};
use byoip_lookup::AddressInt;

/// What stands below a node.
#[derive(Debug, Clone, Copy)]
enum Subtree {
    /// Nothing that differs from the node itself.
    Same,
    /// A block of one service.
    Leaf(u32),
    /// A block of several; the number of its node.
    Node(u32),
}

/// A block of several services: one of two halves, or a larger one around such a block or leaf, with nothing but one
/// service beside that.
#[derive(Debug, Clone, Copy)]
struct OrtcNode<A> {
    /// First address of what has the halves, or of the leaf.
    first: A,
    /// Services with which the block takes the fewest bindings; empty where it must have none.
    set: SetHandle,
    low: Subtree,
    /// [`Subtree::Same`] where `low` is no half, but all that differs.
    high: Subtree,
    /// Host bits of the block, at least 1.
    height: u8,
    /// Host bits of what has the halves, or of the leaf.
    inner: u8,
    /// True where both halves can have each of them: a binding here is one instead of two.
    agreed: bool,
}

/// A block of which only the upper half is known yet.
#[derive(Debug, Clone, Copy)]
struct HalfBlock<A> {
    /// First address of the upper half.
    middle: A,
    height: u8,
    high: Subtree,
    /// Service of the last address.
    after: u32,
}

/// A block for which nothing stands yet above, and what is around it.
#[derive(Debug, Clone, Copy)]
struct ClosedBlock<A> {
    below: Subtree,
    /// Some address of it.
    address: A,
    height: u8,
    /// Service of the first address, and of those before it; of a leaf only of those before it.
    before: u32,
    /// Service of the last address, and of those behind it; of a leaf only of those behind it.
    after: u32,
}

/// A block of the least list, by its first address and host bits, and its service.
#[derive(Debug, Clone, Copy)]
pub(super) struct OutputBlock<A> {
    pub(super) first: A,
    pub(super) height: u8,
    pub(super) service: u32,
}

struct OrtcTrie<A> {
    /// The default, where it may be bound to nothing but the prefix.
    pinned: Option<u32>,
    /// Each behind what is below it, the upper half first: the last one is the first in the order of blocks.
    nodes: Vec<OrtcNode<A>>,
    open: Vec<HalfBlock<A>>,
    sets: SetArena,
}

/// The least list of the blocks inside a prefix, in order; its own binding, to the default, is not in it.
///
/// The prefix has `height` host bits. The services number from 0 to under `services`; the first of the `changes` is the
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
    // The service of the root is given, so that its halves are asked for by themselves.
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
    /// A block by its host bits, from the service of its first address and the changes behind that. O(changes).
    fn block(&mut self, height: u8, start: u32, mut changes: &[OwnerChange<A>]) -> Subtree {
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
            // Of the blocks with a change in their middle this is the one with this change.
            let own = first.trailing_zeros() + 1;
            let (mut high, mut after) = (Subtree::Leaf(service), service);
            if let Some(done) = self.close(done.take(), Some((first, own)), service) {
                if (first ^ done.address).width() > own {
                    self.branch(first, done);
                } else {
                    (high, after) = (self.lift(done, own - 1), done.after);
                }
            }
            self.open.push(HalfBlock { middle: first, height: own, high, after });
        }
        self.close(done, None, start).map_or(Subtree::Leaf(start), |done| self.lift(done, height))
    }

    /// Opens the smallest block around one that is done and an address before it, with no change in its middle.
    fn branch(&mut self, address: A, done: ClosedBlock<A>) {
        let height = (address ^ done.address).width();
        let middle = done.address & !A::ones(height - 1);
        let high = self.lift(done, height - 1);
        self.open.push(HalfBlock { middle, height, high, after: done.after });
    }

    /// Ends the open blocks that do not lie around a change before all of them, given with its height: what is left in
    /// them is what is done, and of one service.
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
            let low = done.map_or(Subtree::Leaf(service), |done| self.lift(done, height - 1));
            let below = self.add(middle, height, low, high);
            done = Some(ClosedBlock { below, address: middle, height, before: service, after });
        }
        done
    }

    /// The larger block around one that is done. Each step up adds a half that is all of the service before it or all of
    /// the one behind.
    fn lift(&mut self, done: ClosedBlock<A>, height: u8) -> Subtree {
        let ClosedBlock { mut below, address, height: mut at, before, after } = done;
        while at < height {
            let rest = address >> at;
            // A bit that is set: the block is the upper half, and the half added is the lower one.
            let upper = rest & A::bit(0) != A::ZERO;
            let (service, same) =
                if upper { (before, rest.trailing_ones()) } else { (after, rest.trailing_zeros()) };
            let top = if before == after { height } else { height.min(at.saturating_add(same)) };
            below = self.chain(below, service, address, at, top);
            at = top;
        }
        below
    }

    /// What is left of a chain of steps up from height `at` to `top`, each adding a half of one service.
    ///
    /// A half that agrees leaves its service alone in the set, and every further one of that service leaves it so.
    fn chain(&mut self, below: Subtree, service: u32, address: A, at: u8, top: u8) -> Subtree {
        let (set, leaf) = (self.set_of(below), self.leaf(service));
        if set.is_empty() {
            // Nothing can be bound above, so that each half is bound by itself.
            let steps = if leaf.is_empty() { at..at } else { at..top };
            return steps.fold(below, |below, at| self.step(below, service, address, at));
        }
        if leaf.is_empty() {
            return self.wrap(below, leaf, address, at, top);
        }
        match below {
            // The second half that is added agrees with the first, but what is inside may agree with the leaf as well; from
            // the third on it does not.
            Subtree::Leaf(_) if at + 2 < top => return self.wrap(below, leaf, address, at, top),
            Subtree::Node(node) if at + 1 < top && self.sets.has(set, service) => {
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

    /// A block around a smaller one, with the set of what is beside that.
    fn wrap(&mut self, low: Subtree, set: SetHandle, address: A, inner: u8, height: u8) -> Subtree {
        let first = address & !A::ones(inner);
        self.push(OrtcNode { first, set, low, high: Subtree::Same, height, inner, agreed: true })
    }

    /// One step up, with a half of one service.
    fn step(&mut self, below: Subtree, service: u32, address: A, at: u8) -> Subtree {
        let leaf = Subtree::Leaf(service);
        let upper = address & A::bit(at) != A::ZERO;
        let (low, high) = if upper { (leaf, below) } else { (below, leaf) };
        self.add(address, at + 1, low, high)
    }

    /// The block of two halves: what both agree on, else what either of them wants; nothing where one must be left
    /// alone.
    fn add(&mut self, address: A, height: u8, low: Subtree, high: Subtree) -> Subtree {
        let first = address & !A::ones(height);
        let sets = (self.set_of(low), self.set_of(high));
        let (set, agreed) = if sets.0.is_empty() || sets.1.is_empty() {
            (SetHandle::EMPTY, false)
        } else {
            self.sets.intersect_or_union(sets.0, sets.1)
        };
        self.push(OrtcNode { first, set, low, high, height, inner: height, agreed })
    }

    fn push(&mut self, node: OrtcNode<A>) -> Subtree {
        self.nodes.push(node);
        Subtree::Node(u32::try_from(self.nodes.len() - 1).unwrap_or(u32::MAX))
    }

    fn leaf(&self, service: u32) -> SetHandle {
        if self.pinned == Some(service) { SetHandle::EMPTY } else { self.sets.one(service) }
    }

    fn set_of(&self, below: Subtree) -> SetHandle {
        match below {
            Subtree::Same => SetHandle::EMPTY,
            Subtree::Leaf(service) => self.leaf(service),
            Subtree::Node(node) => self.nodes.get(node as usize).map_or(SetHandle::EMPTY, |node| node.set),
        }
    }

    /// The bindings, from the halves of the root down.
    fn output_blocks(
        &self,
        default: u32,
        [low, high]: [(Subtree, A, u8); 2],
        expected: usize,
    ) -> Vec<OutputBlock<A>> {
        let mut found = Vec::with_capacity(expected);
        // Blocks by what they inherit, the next one on top.
        let mut left = vec![(high, default), (low, default)];
        while let Some(((below, first, height), inherited)) = left.pop() {
            let node = match below {
                Subtree::Same => continue,
                Subtree::Leaf(service) => {
                    if service != inherited {
                        found.push(OutputBlock { first, height, service });
                    }
                    continue;
                }
                Subtree::Node(node) => match self.nodes.get(node as usize) {
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
            if let Subtree::Same = high {
                left.push(((low, first, inner), service));
            } else {
                let half = inner - 1;
                left.push(((high, first | A::bit(half), half), service));
                left.push(((low, first, half), service));
            }
        }
        found
    }

    /// True where a binding of the block is shorter than bindings inside it; where it is as long, there is none.
    fn is_shorter_bound(&self, node: &OrtcNode<A>, inherited: u32) -> bool {
        if node.inner < node.height {
            return !self.sets.has(node.set, inherited);
        }
        let can = |below| self.sets.has(self.set_of(below), inherited);
        node.agreed && !can(node.low) && !can(node.high)
    }
}

/// A block of one service between two changes, the latter of which gives what follows to the service that has what comes
/// before; and the changes before it.
fn lone_block<A: AddressInt>(
    before: &[OwnerChange<A>],
    end: OwnerChange<A>,
    start: u32,
) -> Option<(ClosedBlock<A>, &[OwnerChange<A>])> {
    let (&OwnerChange { first: address, service }, before) = before.split_last()?;
    let around = before.last().map_or(start, |change| change.service);
    let rest = (end.first - address) - A::bit(0);
    // A power of two, and the address a multiple of it.
    let block = (end.first - address) & rest == A::ZERO && address & rest == A::ZERO;
    let done = ClosedBlock {
        below: Subtree::Leaf(service),
        address,
        height: rest.width(),
        before: around,
        after: around,
    };
    (block && around == end.service).then_some((done, before))
}
