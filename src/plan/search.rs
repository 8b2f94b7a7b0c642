//! Finds the courses of all places together that hit the fewest addresses, with the fewest writes.
//!
//! What happens above a place matters to it only by what an address would see there in each batch: so the best
//! course of everything below is found once for each such view, from the prefix down, and kept.

use super::known::{Known, ViewId};
use super::set::{NOBODY, Service, Services};
use super::situation::{Settled, Sight, SituationId, Situations};
use super::terrain::{Node, NodeId, Terrain};
use super::timeline::{Around, Course, MOST_BATCHES, Stages, Timeline};

/// Addresses without an owner, and with a third one.
pub(super) type Hits = (u128, u128);

/// What lies below a node: others, or an address of these owners.
#[derive(Clone, Copy)]
enum Below {
    Nodes([Option<NodeId>; 2]),
    Address([Service; 2]),
}

/// A node in a situation.
#[derive(Clone, Copy)]
struct Met<'a> {
    id: NodeId,
    node: &'a Node,
    place: SituationId,
    sight: Sight,
}

/// What bounds the price of a node.
#[derive(Clone, Copy)]
struct Least {
    hits: Hits,
    /// Who is hit by each binding that does not belong here.
    tied: u128,
    /// Writes that the difference alone takes here, and below.
    here: u32,
    below: u32,
}

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
    /// Services that every address sees at some edge.
    everybody: Services,
    /// For each node the hits at and below it that nothing avoids; empty where there are none.
    sunk: Vec<Hits>,
    /// Courses that may still be looked at.
    left: u64,
    situations: Situations,
    known: Known,
}

impl<'a> Search<'a> {
    /// `everybody` are the services that every address sees at some edge, whatever is done; `left` is how many
    /// courses may be looked at before the search makes do with the first that serves.
    pub(super) fn new(terrain: &'a Terrain, course: Course, everybody: Services, left: u64) -> Self {
        let sunk = if course.redo.is_some() || !everybody.is_empty() {
            sunk(terrain, course.redo.is_some(), everybody)
        } else {
            Vec::new()
        };
        let (situations, known) =
            (Situations::new(course, terrain.kins.len()), Known::of(terrain.nodes.len()));
        Self { terrain, everybody, sunk, left, situations, known }
    }

    /// What holds for every place.
    pub(super) const fn course(&self) -> &Course {
        self.situations.course()
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
        let top = self.terrain.root();
        let view = self.below_root(root);
        let mut price = Price { writes: root.writes, ..Price::default() };
        if let Some(ground) = self.terrain.nodes.get(top).and_then(|node| self.terrain.ground(node)) {
            let hit = self.hit([ground.old, ground.new], self.situations.all(view));
            price = price.plus(counted(hit, ground.addresses));
        }
        for child in self.terrain.below(top).into_iter().flatten() {
            price = price.plus(self.best(child, view));
        }
        price
    }

    /// What is seen below the prefix. Above it nobody owns anything.
    fn below_root(&mut self, root: &Timeline) -> ViewId {
        let outside: Around = [Services::only(NOBODY); MOST_BATCHES];
        let terrain = self.terrain;
        let top = terrain.nodes.get(terrain.root()).and_then(|node| terrain.kin(node));
        let Some(top) = top else { return self.situations.view(&outside) };
        let mut outside = outside;
        if self.course().unsettled
            && let Some(changed) = outside.get_mut(self.course().batches)
        {
            *changed = Services::default();
        }
        let mut below = self.course().lens(root.stages, &top.kind).through(&outside);
        if let (Some(passing), Some(first)) = (self.course().passing, below.first_mut()) {
            *first = first.with(passing);
        }
        self.situations.view(&below)
    }

    /// The courses behind the price: each place that is written to, with its stages.
    pub(super) fn stages(&mut self, root: &Timeline) -> Vec<(NodeId, Stages)> {
        let mut found = Vec::new();
        let top = self.terrain.root();
        if root.writes > 0 {
            found.push((top, root.stages));
        }
        let view = self.below_root(root);
        let mut open: Vec<(NodeId, ViewId)> = Vec::new();
        open.extend(self.terrain.below(top).into_iter().flatten().map(|child| (child, view)));
        while let Some((id, view)) = open.pop() {
            let Some(met) = self.met(id, view) else { continue };
            if self.chosen(&met).is_none() {
                self.fare(&met);
            }
            let chosen = self.chosen(&met).and_then(|choice| self.situations.chosen(met.place, choice));
            let Some((chosen, below)) = chosen else { continue };
            if chosen.timeline.writes > 0 {
                found.push((id, chosen.timeline.stages));
            }
            open.extend(self.terrain.below(id).into_iter().flatten().map(|child| (child, below)));
        }
        found
    }

    /// The best course of a node, where it was looked for.
    fn chosen(&self, met: &Met<'_>) -> Option<u32> {
        let settled = self.situations.settled(met.place).map(|settled| settled.choice);
        settled.or_else(|| self.known.get(met.id, met.place).map(|(_, choice)| choice))
    }

    /// What a node meets under a view.
    fn met(&mut self, id: NodeId, view: ViewId) -> Option<Met<'a>> {
        let node = self.terrain.nodes.get(id)?;
        let place = self.situations.of(node.kin, self.terrain.kin(node)?, view);
        Some(Met { id, node, place, sight: self.situations.sight(place)? })
    }

    /// The lowest price of a node and all below it, under a view.
    fn best(&mut self, id: NodeId, view: ViewId) -> Price {
        self.met(id, view).map_or_else(Price::default, |met| self.fare(&met))
    }

    /// The lowest price of a node and all below it.
    fn fare(&mut self, met: &Met<'_>) -> Price {
        let Met { id, node, place, sight } = *met;
        if node.least == 0 && sight.quiet {
            let (unowned, third_party) = self.sunk(id);
            return Price { unowned, third_party, writes: 0 };
        }
        if let Some(form) = node.ground() {
            let settled = self.situations.settled(place).unwrap_or_else(|| self.settle(met));
            let addresses = form.size(self.terrain.width);
            let writes = settled.writes * form.count();
            return Price { writes, ..counted([settled.unowned, settled.third_party], addresses) };
        }
        match self.known.get(id, place) {
            Some((price, _)) => price,
            None => self.look(met),
        }
    }

    /// The best course of a node with nodes below it.
    fn look(&mut self, met: &Met<'_>) -> Price {
        let Met { id, node, place, .. } = *met;
        let nodes = self.terrain.below(id);
        let children = nodes.iter().flatten().filter_map(|id| self.terrain.nodes.get(*id));
        let below = children.map(|node| node.least).sum();
        let least = Least { hits: self.floor(met), tied: node.tied, here: node.least - below, below };
        let (price, choice) = self.choose(place, least, Below::Nodes(nodes));
        self.known.put(id, place, price, choice);
        price
    }

    /// The best course for addresses that are settled at a node, and at all its kin: as of one address in one block.
    fn settle(&mut self, met: &Met<'_>) -> Settled {
        let Met { node, place, .. } = *met;
        let one = |addresses: u128| u128::from(addresses > 0);
        let (unowned, third_party) = self.floor(met);
        let hits = (one(unowned), one(third_party));
        let least = Least { hits, tied: one(node.tied), here: node.least, below: 0 };
        let owners = self.terrain.kin(node).and_then(|kin| kin.ground).unwrap_or_default();
        let (price, choice) = self.choose(place, least, Below::Address(owners));
        let (unowned, third_party) = (price.unowned > 0, price.third_party > 0);
        let settled = Settled { unowned, third_party, writes: price.writes, choice };
        self.situations.settle(place, settled);
        settled
    }

    /// Looks at one course after the other, and keeps the best.
    fn choose(&mut self, place: SituationId, least: Least, below: Below) -> (Price, u32) {
        let mut best: Option<(Price, u32)> = None;
        let mut next = None;
        while let Some((at, way)) = self.situations.next(place, next) {
            next = Some(at);
            let writes = least.below + way.writes;
            if let Some((price, _)) = best
                && (price.hits() == least.hits && price.writes <= writes || self.left == 0)
            {
                break;
            }
            self.left = self.left.saturating_sub(1);
            // A binding that does not belong here hits everyone who is tied below it.
            let detour = way.writes > least.here;
            let (unowned, third_party) = (least.hits.0, least.hits.1.max(least.tied));
            if let Some((price, _)) = best
                && detour
                && price <= (Price { unowned, third_party, writes })
            {
                break;
            }
            let price = match below {
                Below::Nodes(nodes) => {
                    self.beneath(nodes, way.below, way.writes, best.map(|(price, _)| price))
                }
                Below::Address(owners) => {
                    let hit = self.hit(owners, self.situations.all(way.below));
                    Price { writes: way.writes, ..counted(hit, 1) }
                }
            };
            if best.is_none_or(|(known, _)| price < known) {
                best = Some((price, way.choice));
            }
        }
        best.unwrap_or_default()
    }

    /// The price of nodes beside each other under this view, below so many writes; or one that is no better than `known`.
    fn beneath(
        &mut self,
        nodes: [Option<NodeId>; 2],
        view: ViewId,
        writes: u32,
        known: Option<Price>,
    ) -> Price {
        let met = nodes.map(|id| id.and_then(|id| self.met(id, view)));
        // With the least that everything below takes, until it is known better.
        let least = met.map(|met| met.map_or_else(Price::default, |met| self.least(&met)));
        let mut price = Price { writes, ..Price::default() };
        for least in least {
            price = price.plus(least);
        }
        for (met, least) in met.iter().zip(least) {
            let Some(met) = met else { continue };
            if known.is_some_and(|known| price >= known) {
                break;
            }
            price = price.minus(least).plus(self.fare(met));
        }
        price
    }

    /// What a node and all below it take at least.
    fn least(&self, met: &Met<'_>) -> Price {
        let (unowned, third_party) = self.floor(met);
        Price { unowned, third_party, writes: met.node.least }
    }

    /// The least hits at a node and below it.
    fn floor(&self, met: &Met<'_>) -> Hits {
        let (unowned, third_party) = self.sunk(met.id);
        if !self.terrain.regular {
            return (unowned, third_party);
        }
        let lost = if met.sight.loses { self.terrain.lost(met.id) } else { 0 };
        let tied = if met.sight.ties { met.node.tied } else { 0 };
        (unowned, third_party.max(lost).max(tied))
    }

    /// What nothing avoids at a node and below it.
    fn sunk(&self, id: NodeId) -> Hits {
        self.sunk.get(id).copied().unwrap_or_default()
    }

    /// Whether addresses of these owners that see these services in some batch are without one, or with a third.
    fn hit(&self, [old, new]: [Service; 2], all: Services) -> [bool; 2] {
        let all = all.and(self.everybody);
        let strange = all.without(Services::only(old).with(new).with(NOBODY));
        [all.has(NOBODY) && old != NOBODY && new != NOBODY, !strange.is_empty()]
    }
}

/// The hits of so many addresses, without an owner or with a third one.
fn counted(hit: [bool; 2], addresses: u128) -> Price {
    let [unowned, third_party] = hit.map(|hit| if hit { addresses } else { 0 });
    Price { unowned, third_party, writes: 0 }
}

/// For each node the hits at and below it that nothing avoids, where everybody sees these services, and where all is
/// taken away and put back.
fn sunk(terrain: &Terrain, redo: bool, everybody: Services) -> Vec<Hits> {
    let mut sunk: Vec<Hits> = Vec::with_capacity(terrain.nodes.len());
    for (id, node) in terrain.nodes.iter().enumerate() {
        let mut here = terrain.ground(node).map_or((0, 0), |ground| {
            let strange = everybody.without(Services::only(ground.old).with(ground.new).with(NOBODY));
            let unowned = redo && ground.old != NOBODY && ground.new != NOBODY;
            let third_party = if strange.is_empty() { 0 } else { ground.addresses };
            (if unowned { ground.addresses } else { 0 }, third_party)
        });
        for below in terrain.below(id).iter().flatten().filter_map(|id| sunk.get(*id)) {
            here = (here.0 + below.0, here.1 + below.1);
        }
        sunk.push(here);
    }
    sunk
}

#[cfg(test)]
mod tests;
