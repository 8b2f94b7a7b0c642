//! Finds the courses of all places together that hit the fewest addresses, with the fewest writes.
//!
//! What happens above a place matters to it only by what an address would see there in each batch: so the best
//! course of everything below is found once for each such view, from the prefix down, and kept.

use super::set::{NOBODY, Service, Services};
use super::terrain::{Ground, NodeId, Terrain};
use super::timeline::{Around, Course, Courses, MOST_BATCHES, Stages, Timeline};
use std::collections::HashMap;
use std::hash::{BuildHasherDefault, Hasher};

/// Stands for every service that nobody below wants: to them all strangers are alike.
const STRANGER: Service = 63;

/// Addresses without an owner, and with a third one.
pub(super) type Hits = (u128, u128);

/// What is hit, and written. Compared in this order.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Default)]
pub(super) struct Price {
    pub(super) unowned: u128,
    pub(super) third_party: u128,
    pub(super) writes: u32,
}

impl Price {
    pub(super) const fn hits(&self) -> Hits {
        (self.unowned, self.third_party)
    }

    fn plus(self, other: Self) -> Self {
        Self {
            unowned: self.unowned + other.unowned,
            third_party: self.third_party + other.third_party,
            writes: self.writes + other.writes,
        }
    }
}

/// A search under one course, over all views.
pub(super) struct Search<'a> {
    terrain: &'a Terrain,
    courses: Courses,
    /// For each node the index of its list of courses.
    lists: Vec<usize>,
    /// Services that every address sees at some edge.
    everybody: Services,
    /// For each node the hits at and below it that nothing avoids.
    sunk: Vec<Hits>,
    /// Courses that may still be looked at.
    left: u64,
    known: HashMap<(NodeId, Around), (Price, usize), BuildHasherDefault<Mixer>>,
}

impl<'a> Search<'a> {
    /// `everybody` are the services that every address sees at some edge, whatever is done; `left` is how many
    /// courses may be looked at before the search makes do with the first that serves.
    pub(super) fn new(terrain: &'a Terrain, course: Course, everybody: Services, left: u64) -> Self {
        let mut courses = Courses::new(course);
        let mut sunk: Vec<Hits> = Vec::with_capacity(terrain.nodes.len());
        for node in &terrain.nodes {
            let mut here = node.ground.map_or((0, 0), |ground| {
                let strange = everybody.without(Services::only(ground.old).with(ground.new).with(NOBODY));
                let unowned = course.redo.is_some() && ground.old != NOBODY && ground.new != NOBODY;
                let third_party = if strange.is_empty() { 0 } else { ground.addresses };
                (if unowned { ground.addresses } else { 0 }, third_party)
            });
            for below in node.below.iter().flatten().filter_map(|id| sunk.get(*id)) {
                here = (here.0 + below.0, here.1 + below.1);
            }
            sunk.push(here);
        }
        let lists = terrain
            .nodes
            .iter()
            .map(|node| courses.of(node.before, node.after, node.wanted, node.barred))
            .collect();
        Self { terrain, courses, lists, everybody, sunk, left, known: HashMap::default() }
    }

    /// How many courses it may still look at.
    pub(super) const fn left(&self) -> u64 {
        self.left
    }

    /// False where it ran out of courses to look at.
    pub(super) const fn complete(&self) -> bool {
        self.left > 0
    }

    /// The price of everything, where the prefix itself takes this course.
    pub(super) fn price(&mut self, root: &Timeline) -> Price {
        let Some(node) = self.terrain.nodes.get(self.terrain.root()) else { return Price::default() };
        let below = self.courses.course.below(&outside(), root.stages);
        let mut price = Price { writes: root.writes, ..self.ground(node.ground, &below) };
        for child in node.below.iter().flatten() {
            price = price.plus(self.best(*child, &below));
        }
        price
    }

    /// The courses behind the price: each place that is written to, with its stages.
    pub(super) fn stages(&mut self, root: &Timeline) -> Vec<(NodeId, Stages)> {
        let mut found = Vec::new();
        let top = self.terrain.root();
        if root.writes > 0 {
            found.push((top, root.stages));
        }
        let below = self.courses.course.below(&outside(), root.stages);
        let mut open: Vec<(NodeId, Around)> = self.children(top).map(|child| (child, below)).collect();
        while let Some((id, around)) = open.pop() {
            let around = self.seen(id, &around);
            self.best(id, &around);
            let chosen = self
                .known
                .get(&(id, around))
                .and_then(|(_, choice)| self.courses.list(*self.lists.get(id)?).get(*choice));
            let Some(timeline) = chosen.copied() else { continue };
            if timeline.writes > 0 {
                found.push((id, timeline.stages));
            }
            let below = self.courses.course.below(&around, timeline.stages);
            open.extend(self.children(id).map(|child| (child, below)));
        }
        found
    }

    fn children(&self, id: NodeId) -> impl Iterator<Item = NodeId> + use<'a> {
        self.terrain.nodes.get(id).into_iter().flat_map(|node| node.below).flatten()
    }

    /// The view of a place, with all strangers as one.
    fn seen(&self, id: NodeId, around: &Around) -> Around {
        let wanted = self.terrain.nodes.get(id).map_or_else(Services::default, |node| node.wanted);
        let known = wanted.with(NOBODY);
        around.map(|seen| {
            let strangers = seen.without(known);
            if strangers.is_empty() { seen } else { seen.without(strangers).with(STRANGER) }
        })
    }

    fn best(&mut self, id: NodeId, around: &Around) -> Price {
        let around = self.seen(id, around);
        if let Some((price, _)) = self.known.get(&(id, around)) {
            return *price;
        }
        let Some(node) = self.terrain.nodes.get(id) else { return Price::default() };
        let sunk = self.sunk.get(id).copied().unwrap_or_default();
        if node.least == 0 && self.quiet(&around) {
            return Price { unowned: sunk.0, third_party: sunk.1, writes: 0 };
        }
        let list = self.lists.get(id).copied().unwrap_or_default();
        let pieces = node.place.count();
        let below_least: u32 =
            node.below.iter().filter_map(|id| self.terrain.nodes.get((*id)?)).map(|node| node.least).sum();
        let own_least = node.least - below_least;
        let mut best: Option<(Price, usize)> = None;
        for choice in 0.. {
            let Some(timeline) = self.courses.list(list).get(choice).copied() else { break };
            let writes = timeline.writes * pieces;
            if let Some((price, _)) = best
                && (price.hits() == sunk && price.writes <= below_least + writes || self.left == 0)
            {
                break;
            }
            self.left = self.left.saturating_sub(1);
            // A binding that does not belong here hits everyone who is tied below it.
            let detour = writes > own_least;
            if let Some((price, _)) = best
                && detour
                && (price.unowned, price.third_party, price.writes)
                    <= (sunk.0, sunk.1.max(node.tied), below_least + writes)
            {
                break;
            }
            let below = self.courses.course.below(&around, timeline.stages);
            // With the least that everything below takes, until it is known better.
            let mut price = self.ground(node.ground, &below);
            price.writes = writes + below_least;
            for child in node.below.iter().flatten() {
                if best.is_some_and(|(known, _)| price >= known) {
                    break;
                }
                let least = self.terrain.nodes.get(*child).map_or(0, |child| child.least);
                price.writes -= least;
                price = price.plus(self.best(*child, &below));
            }
            if best.is_none_or(|(known, _)| price < known) {
                best = Some((price, choice));
            }
        }
        let (price, choice) = best.unwrap_or_default();
        self.known.insert((id, around), (price, choice));
        price
    }

    /// True where one service is seen in all batches: who lives below with it now, does so throughout.
    fn quiet(&self, around: &Around) -> bool {
        let mut seen = around.iter().take(self.courses.course.batches);
        let first = seen.next().copied().unwrap_or_default();
        first.is_one() && seen.all(|seen| *seen == first)
    }

    /// What becomes of addresses that see this.
    fn ground(&self, ground: Option<Ground>, seen: &Around) -> Price {
        let Some(Ground { addresses, old, new }) = ground else { return Price::default() };
        let all = seen.iter().take(self.courses.course.batches).fold(self.everybody, |a, b| a.and(*b));
        let strange = all.without(Services::only(old).with(new).with(NOBODY));
        let unowned = all.has(NOBODY) && old != NOBODY && new != NOBODY;
        Price {
            unowned: if unowned { addresses } else { 0 },
            third_party: if strange.is_empty() { 0 } else { addresses },
            writes: 0,
        }
    }
}

/// Above the prefix nobody owns anything.
fn outside() -> Around {
    [Services::only(NOBODY); MOST_BATCHES]
}

/// Mixes the words of a key by multiplication: the keys are our own, nobody can choose them to collide.
#[derive(Default)]
pub(super) struct Mixer(u64);

impl Hasher for Mixer {
    fn finish(&self) -> u64 {
        self.0
    }

    fn write(&mut self, bytes: &[u8]) {
        for byte in bytes {
            self.write_u64(u64::from(*byte));
        }
    }

    fn write_u64(&mut self, word: u64) {
        self.0 = (self.0.rotate_left(5) ^ word).wrapping_mul(0x517c_c1b7_2722_0a95);
    }

    fn write_usize(&mut self, word: usize) {
        self.write_u64(word as u64);
    }
}

#[cfg(test)]
mod tests;
