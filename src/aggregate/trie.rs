//! Runs of addresses, as the least list of blocks: a trie in which only those nodes stand where something changes.

use super::runs::Run;
use super::set::{Set, Sets};
use crate::cidr::{Cidr, number};

/// What stands below a node.
#[derive(Debug, Clone, Copy)]
enum Below {
    /// Nothing that differs from the node itself.
    Same,
    /// A block of one service.
    Leaf(usize),
    /// A block of several; the number of its node.
    Node(usize),
}

/// A block of several services.
#[derive(Debug, Clone, Copy)]
struct Node {
    first: u128,
    /// Host bits of the block, at least 1.
    height: u8,
    /// Services with which the block takes the fewest bindings; empty where it must have none.
    set: Set,
    /// True where both halves can have each of them: a binding here is one instead of two.
    agreed: bool,
    low: Below,
    high: Below,
}

struct Trie<'a> {
    runs: &'a [Run],
    /// The default, where it may be bound to nothing but the prefix.
    pinned: Option<usize>,
    nodes: Vec<Node>,
    sets: Sets,
}

/// The least list: the prefix with its default, then blocks in order with the numbers of their services.
///
/// The services number from 0 to under `services`; `runs` fill the prefix, and neighbours differ.
pub(super) fn least(
    prefix: Cidr,
    default: usize,
    services: usize,
    runs: &[Run],
    pinned: Option<usize>,
) -> Vec<(Cidr, usize)> {
    let nodes = Vec::with_capacity(2 * runs.len());
    let mut trie = Trie { runs, pinned, nodes, sets: Sets::new(services) };
    let (first, height) = (number(prefix.first()), prefix.family().bits() - prefix.length());
    let mut found = vec![(prefix, default)];
    let Some(height) = height.checked_sub(1) else { return found };
    // The service of the root is given, so that its halves are asked for by themselves.
    let middle = first + (1 << height);
    let (left, right) = trie.cut(0, runs.len() - 1, middle);
    let low = trie.block(first, height, 0, left);
    let high = trie.block(middle, height, right, runs.len() - 1);
    let mut open = vec![(high, middle, height, default), (low, first, height, default)];
    while let Some((below, first, height, inherited)) = open.pop() {
        let node = match below {
            Below::Same => continue,
            Below::Leaf(service) => {
                let set = trie.leaf(service);
                Node { first, height, set, agreed: true, low: Below::Same, high: Below::Same }
            }
            Below::Node(index) => match trie.nodes.get(index) {
                Some(node) => *node,
                None => continue,
            },
        };
        let (first, height, low, high) = (node.first, node.height, node.low, node.high);
        let service = match trie.sets.least(node.set) {
            Some(least) if trie.is_shorter_bound(&node, inherited) => {
                found.extend(prefix.part(first, height).map(|cidr| (cidr, least)));
                least
            }
            _ => inherited,
        };
        if let Some(half) = height.checked_sub(1) {
            open.push((high, first + (1 << half), half, service));
            open.push((low, first, half, service));
        }
    }
    found
}

impl Trie<'_> {
    fn leaf(&self, service: usize) -> Set {
        if self.pinned == Some(service) { Set::EMPTY } else { Set::one(service) }
    }

    fn run(&self, index: usize) -> Run {
        self.runs.get(index).copied().unwrap_or(Run { first: 0, last: 0, service: 0 })
    }

    /// True where a binding of the block is shorter than bindings inside it; where it is as long, there is none.
    fn is_shorter_bound(&self, node: &Node, inherited: usize) -> bool {
        let can = |below| self.sets.has(self.set_of(below), inherited);
        if let Below::Same = node.high {
            return !self.sets.has(node.set, inherited);
        }
        node.agreed && !can(node.low) && !can(node.high)
    }

    /// The last run before `middle` and the first after it, of the runs from `from` to `to`, which lie on both sides.
    fn cut(&self, from: usize, to: usize, middle: u128) -> (usize, usize) {
        let runs = self.runs.get(from..=to).unwrap_or_default();
        let after = from + runs.partition_point(|run| run.last < middle);
        let left = if self.run(after).first < middle { after } else { after.saturating_sub(1) };
        (left, after)
    }

    /// A block over the runs from `from` to `to`. It calls itself on less than its height, so 128 times at most.
    fn block(&mut self, first: u128, height: u8, from: usize, to: usize) -> Below {
        if from == to {
            return Below::Leaf(self.run(from).service);
        }
        // The smallest block in which all changes from one run to the next happen; around it each step up adds a
        // half that is all of the first or all of the last run.
        let changes = (self.run(from).last, self.run(to).first);
        let inner = bits(changes.0 ^ changes.1);
        let (base, half) = (changes.0 & !ones(inner), inner - 1);
        let middle = base + (1 << half);
        let (left, right) = self.cut(from, to, middle);
        let low = self.block(base, half, from, left);
        let high = self.block(middle, half, right, to);
        let mut node = self.add(base, inner, low, high);
        let (before, after) = (self.run(from).service, self.run(to).service);
        let mut at = inner;
        while at < height {
            let rest = base >> at;
            // A bit that is set: the block is the upper half, and the half added is the lower one.
            let (service, same) =
                if rest & 1 == 1 { (before, rest.trailing_ones()) } else { (after, rest.trailing_zeros()) };
            let steps = if before == after { u32::from(height) } else { same };
            let top = u8::try_from(steps.saturating_add(at.into())).map_or(height, |top| top.min(height));
            node = self.lifted(node, service, base, at, top);
            at = top;
        }
        debug_assert!(base & !ones(height) == first, "the changes lie in the block");
        Below::Node(node)
    }

    /// The node that is left of a chain of steps up from height `at` to `top`, each adding a half of one service.
    ///
    /// A half that agrees leaves its service alone in the set, and every further one of that service leaves it so.
    fn lifted(&mut self, node: usize, service: usize, base: u128, at: u8, top: u8) -> usize {
        let set = self.nodes.get(node).map_or(Set::EMPTY, |node| node.set);
        let leaf = self.leaf(service);
        if set.is_empty() && leaf.is_empty() {
            return node;
        }
        if set.is_empty() {
            // Nothing can be bound above, so that each half is bound by itself.
            return (at..top).fold(node, |node, at| self.step(node, service, base, at));
        }
        if leaf.is_empty() || (at + 1 < top && self.sets.has(set, service)) {
            return self.wrapped(node, leaf, base, top);
        }
        let node = self.step(node, service, base, at);
        if at + 1 == top { node } else { self.lifted(node, service, base, at + 1, top) }
    }

    /// One step up, with a half of one service.
    fn step(&mut self, node: usize, service: usize, base: u128, at: u8) -> usize {
        let (below, leaf) = (Below::Node(node), Below::Leaf(service));
        let (low, high) = if base >> at & 1 == 1 { (leaf, below) } else { (below, leaf) };
        self.add(base, at + 1, low, high)
    }

    /// A larger block around a node, two steps up or more where it has a set: each step adds a half of one service.
    fn wrapped(&mut self, node: usize, set: Set, base: u128, height: u8) -> usize {
        let first = base & !ones(height);
        self.push(Node { first, height, set, agreed: true, low: Below::Node(node), high: Below::Same })
    }

    /// The block of two halves: what both agree on, else what either of them wants; nothing where one must be left
    /// alone.
    fn add(&mut self, base: u128, height: u8, low: Below, high: Below) -> usize {
        let first = base & !ones(height);
        let sets = (self.set_of(low), self.set_of(high));
        let (set, agreed) = if sets.0.is_empty() || sets.1.is_empty() {
            (Set::EMPTY, false)
        } else {
            self.sets.joined(sets.0, sets.1)
        };
        self.push(Node { first, height, set, agreed, low, high })
    }

    fn push(&mut self, node: Node) -> usize {
        self.nodes.push(node);
        self.nodes.len() - 1
    }

    fn set_of(&self, below: Below) -> Set {
        match below {
            Below::Same => Set::EMPTY,
            Below::Leaf(service) => self.leaf(service),
            Below::Node(index) => self.nodes.get(index).map_or(Set::EMPTY, |node| node.set),
        }
    }
}

/// Number of bits from the highest one that is set.
fn bits(value: u128) -> u8 {
    u8::try_from(128 - value.leading_zeros()).unwrap_or(128)
}

/// So many low bits, all set.
fn ones(bits: u8) -> u128 {
    u128::MAX.checked_shr(128 - u32::from(bits)).unwrap_or(0)
}
