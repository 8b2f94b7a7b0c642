//! Finds the courses of all places together that hit the fewest addresses, with the fewest writes.
//!
//! What happens above a place matters to it only by what an address would see there in each batch: so the best
//! course of everything below is found once for each such view, from the prefix down, and kept.

use super::kin::Alike;
use super::known::{Known, ViewId, Views};
use super::set::{NOBODY, Service, Services};
use super::terrain::{Ground, Node, NodeId, Terrain};
use super::timeline::{Around, Choice, Course, MOST_BATCHES, Stages, Timeline};

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

    fn minus(self, other: Self) -> Self {
        Self {
            unowned: self.unowned - other.unowned,
            third_party: self.third_party - other.third_party,
            writes: self.writes - other.writes,
        }
    }
}

/// A search under one course, over all views.
pub(super) struct Search<'a> {
    terrain: &'a Terrain,
    course: Course,
    /// For each kind of node its courses.
    lists: Vec<Vec<Choice>>,
    /// Services that every address sees at some edge.
    everybody: Services,
    /// For each node the hits at and below it that nothing avoids; empty where there are none.
    sunk: Vec<Hits>,
    /// Courses that may still be looked at.
    left: u64,
    views: Views,
    known: Known,
}

impl<'a> Search<'a> {
    /// `everybody` are the services that every address sees at some edge, whatever is done; `left` is how many
    /// courses may be looked at before the search makes do with the first that serves.
    pub(super) fn new(terrain: &'a Terrain, course: Course, everybody: Services, left: u64) -> Self {
        let lists = terrain.kin.kinds.iter().map(|kind| course.choices(kind)).collect();
        let sunk = if course.redo.is_some() || !everybody.is_empty() {
            sunk(terrain, course.redo.is_some(), everybody)
        } else {
            Vec::new()
        };
        let (views, known) = (Views::default(), Known::of(terrain.nodes.len()));
        Self { terrain, course, lists, everybody, sunk, left, views, known }
    }

    /// What holds for every place.
    pub(super) const fn course(&self) -> &Course {
        &self.course
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
        let below = self.course.lens(root.stages).through(&outside());
        let mut price = Price { writes: root.writes, ..self.ground(node.ground(), self.course.all(&below)) };
        for child in node.below().iter().flatten() {
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
        let below = self.course.lens(root.stages).through(&outside());
        let mut open: Vec<(NodeId, Around)> = self.children(top).map(|child| (child, below)).collect();
        while let Some((id, around)) = open.pop() {
            self.best(id, &around);
            let Some(node) = self.terrain.nodes.get(id) else { continue };
            let around = seen(node, &around);
            let view = self.views.number(&around);
            let Some(alike) = self.terrain.kin.of(id) else { continue };
            let choice = self.known.get(alike.kin, view).map(|found| found.choice as usize);
            let chosen = choice.and_then(|choice| self.lists.get(alike.kind)?.get(choice));
            let Some(chosen) = chosen else { continue };
            if chosen.timeline.writes > 0 {
                found.push((id, chosen.timeline.stages));
            }
            let below = chosen.lens.through(&around);
            open.extend(self.children(id).map(|child| (child, below)));
        }
        found
    }

    fn children(&self, id: NodeId) -> impl Iterator<Item = NodeId> + use<'a> {
        self.terrain.nodes.get(id).into_iter().flat_map(Node::below).flatten()
    }

    /// The lowest price of a node and all below it.
    fn best(&mut self, id: NodeId, around: &Around) -> Price {
        let Some(node) = self.terrain.nodes.get(id) else { return Price::default() };
        let around = seen(node, around);
        if node.least == 0 && self.course.quiet(&around) {
            let (unowned, third_party) = self.sunk(id);
            return Price { unowned, third_party, writes: 0 };
        }
        let view = self.views.number(&around);
        let Some(Alike { kind, kin }) = self.terrain.kin.of(id) else { return Price::default() };
        let price = match self.known.get(kin, view) {
            Some(found) => found.price,
            None => self.look(kin, kind, view, &around),
        };
        if kin == id { price } else { self.scaled(price, kin, node) }
    }

    /// Looks at one course of a node after the other, and keeps the best.
    fn look(&mut self, id: NodeId, kind: usize, view: ViewId, around: &Around) -> Price {
        let Some(node) = self.terrain.nodes.get(id) else { return Price::default() };
        let floor = self.floor(id, node, self.course.all(around));
        let pieces = node.place().count();
        let below_least: u32 =
            self.children(id).filter_map(|id| self.terrain.nodes.get(id)).map(|node| node.least).sum();
        let own_least = node.least - below_least;
        let mut best: Option<(Price, u32)> = None;
        for number in 0.. {
            let Some(choice) = self.lists.get(kind).and_then(|list| list.get(number as usize)) else { break };
            let writes = choice.timeline.writes * pieces;
            if let Some((price, _)) = best
                && (price.hits() == floor && price.writes <= below_least + writes || self.left == 0)
            {
                break;
            }
            self.left = self.left.saturating_sub(1);
            // A binding that does not belong here hits everyone who is tied below it.
            let detour = writes > own_least;
            if let Some((price, _)) = best
                && detour
                && (price.unowned, price.third_party, price.writes)
                    <= (floor.0, floor.1.max(node.tied), below_least + writes)
            {
                break;
            }
            let below = choice.lens.through(around);
            let price = self.beneath(node, &below, writes, best.map(|(price, _)| price));
            if best.is_none_or(|(known, _)| price < known) {
                best = Some((price, number));
            }
        }
        let (price, choice) = best.unwrap_or_default();
        self.known.put(id, view, price, choice);
        price
    }

    /// The price of a node that takes so many writes, under which this is seen; or one that is no better than `known`.
    fn beneath(&mut self, node: &Node, seen: &Around, writes: u32, known: Option<Price>) -> Price {
        let all = self.course.all(seen);
        let mut price = Price { writes, ..self.ground(node.ground(), all) };
        // With the least that everything below takes, until it is known better.
        let least = node.below().map(|id| id.map_or_else(Price::default, |id| self.least(id, all)));
        for least in least {
            price = price.plus(least);
        }
        for (id, least) in node.below().iter().zip(least) {
            let Some(id) = id else { continue };
            if known.is_some_and(|known| price >= known) {
                break;
            }
            price = price.minus(least).plus(self.best(*id, seen));
        }
        price
    }

    /// What a node and all below it take at least, where these services are seen in some batch.
    fn least(&self, id: NodeId, all: Services) -> Price {
        let Some(node) = self.terrain.nodes.get(id) else { return Price::default() };
        let (unowned, third_party) = self.floor(id, node, all);
        Price { unowned, third_party, writes: node.least }
    }

    /// The least hits at a node and below it, where these services are seen in some batch.
    ///
    /// Whoever is tied to the default is hit by every part service that is seen, and by every stranger. Whoever has
    /// only the default to fall back on is hit, unless one of their own services is seen.
    fn floor(&self, id: NodeId, node: &Node, all: Services) -> Hits {
        let (unowned, third_party) = self.sunk(id);
        if !self.terrain.regular {
            return (unowned, third_party);
        }
        let lost = if all.within(node.catchers).is_empty() { node.lost } else { 0 };
        let defaults = node.wanted.without(self.course.parts).with(NOBODY);
        let tied = if all.without(defaults).is_empty() { 0 } else { node.tied };
        (unowned, third_party.max(lost).max(tied))
    }

    /// What nothing avoids at a node and below it.
    fn sunk(&self, id: NodeId) -> Hits {
        self.sunk.get(id).copied().unwrap_or_default()
    }

    /// The price of a node where its kin has this one.
    fn scaled(&self, price: Price, kin: NodeId, node: &Node) -> Price {
        let addresses = node.ground().map_or(0, |ground| ground.addresses);
        let pieces = self.terrain.nodes.get(kin).map_or(1, |kin| kin.place().count());
        Price {
            unowned: if price.unowned > 0 { addresses } else { 0 },
            third_party: if price.third_party > 0 { addresses } else { 0 },
            writes: price.writes / pieces * node.place().count(),
        }
    }

    /// What becomes of addresses that see these services in some batch.
    fn ground(&self, ground: Option<Ground>, all: Services) -> Price {
        let Some(Ground { addresses, old, new }) = ground else { return Price::default() };
        let all = all.and(self.everybody);
        let strange = all.without(Services::only(old).with(new).with(NOBODY));
        let unowned = all.has(NOBODY) && old != NOBODY && new != NOBODY;
        Price {
            unowned: if unowned { addresses } else { 0 },
            third_party: if strange.is_empty() { 0 } else { addresses },
            writes: 0,
        }
    }
}

/// For each node the hits at and below it that nothing avoids, where everybody sees these services, and where all is
/// taken away and put back.
fn sunk(terrain: &Terrain, redo: bool, everybody: Services) -> Vec<Hits> {
    let mut sunk: Vec<Hits> = Vec::with_capacity(terrain.nodes.len());
    for node in &terrain.nodes {
        let mut here = node.ground().map_or((0, 0), |ground| {
            let strange = everybody.without(Services::only(ground.old).with(ground.new).with(NOBODY));
            let unowned = redo && ground.old != NOBODY && ground.new != NOBODY;
            let third_party = if strange.is_empty() { 0 } else { ground.addresses };
            (if unowned { ground.addresses } else { 0 }, third_party)
        });
        for below in node.below().iter().flatten().filter_map(|id| sunk.get(*id)) {
            here = (here.0 + below.0, here.1 + below.1);
        }
        sunk.push(here);
    }
    sunk
}

/// The view of a place, with all strangers as one.
fn seen(node: &Node, around: &Around) -> Around {
    let known = node.wanted.with(NOBODY);
    around.map(|seen| {
        let familiar = seen.within(known);
        if familiar == seen { seen } else { familiar.with(STRANGER) }
    })
}

/// Above the prefix nobody owns anything.
fn outside() -> Around {
    [Services::only(NOBODY); MOST_BATCHES]
}

#[cfg(test)]
mod tests;
