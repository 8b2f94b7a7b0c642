//! Finds the courses of all places together that hit the fewest addresses, with the fewest writes.
//!
//! What happens above a place matters to it only by what an address would see there in each batch: so the best
//! course of everything below is found once for each such view, from the prefix down, and kept.

use super::memo::{Memo, ViewId};
use super::options::{BatchRules, MAX_BATCHES, Schedule, ServiceByBatch, View};
use super::service_set::{NO_SERVICE, ServiceNumber, ServiceSet};
use super::state::{LeafResult, StateId, StateTable, ViewFacts};
use super::trie::{NodeId, Trie, TrieNode};

/// Addresses without an owner, and with a third one.
pub(in crate::plan) type Hits = (u128, u128);

/// What lies below a node: others, or an address of these owners.
#[derive(Clone, Copy)]
enum Subtree {
    Children([Option<NodeId>; 2]),
    LeafOwners([ServiceNumber; 2]),
}

/// A node in a situation.
#[derive(Clone, Copy)]
struct Visit<'a> {
    id: NodeId,
    node: &'a TrieNode,
    state: StateId,
    facts: ViewFacts,
}

/// What bounds the price of a node.
#[derive(Clone, Copy)]
struct LowerBound {
    hits: Hits,
    /// Who is hit by each binding that does not belong here.
    default_only_addresses: u128,
    /// Writes that the difference alone takes here, and below.
    own_writes: u32,
    child_writes: u32,
}

/// What is hit, and written. Compared in this order.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Default)]
pub(in crate::plan) struct Cost {
    pub(in crate::plan) unowned: u128,
    pub(in crate::plan) third_party: u128,
    pub(in crate::plan) writes: u32,
}

impl Cost {
    pub(in crate::plan) const fn hits(&self) -> Hits {
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
pub(in crate::plan) struct Solver<'a> {
    trie: &'a Trie,
    /// Services that every address sees at some edge.
    always_visible: ServiceSet,
    /// For each node the hits at and below it that nothing avoids; empty where there are none.
    fixed_hits: Vec<Hits>,
    /// Courses that may still be looked at.
    budget_left: u64,
    states: StateTable,
    memo: Memo,
}

impl<'a> Solver<'a> {
    /// `everybody` are the services that every address sees at some edge, whatever is done; `left` is how many
    /// courses may be looked at before the search makes do with the first that serves.
    pub(in crate::plan) fn new(
        terrain: &'a Trie,
        course: BatchRules,
        everybody: ServiceSet,
        left: u64,
    ) -> Self {
        let sunk = if course.rebuild_in.is_some() || !everybody.is_empty() {
            fixed_hits(terrain, course.rebuild_in.is_some(), everybody)
        } else {
            Vec::new()
        };
        let (situations, known) =
            (StateTable::new(course, terrain.classes.len()), Memo::for_nodes(terrain.nodes.len()));
        Self {
            trie: terrain,
            always_visible: everybody,
            fixed_hits: sunk,
            budget_left: left,
            states: situations,
            memo: known,
        }
    }

    /// What holds for every place.
    pub(in crate::plan) const fn rules(&self) -> &BatchRules {
        self.states.rules()
    }

    /// How many courses it may still look at.
    pub(in crate::plan) const fn budget_left(&self) -> u64 {
        self.budget_left
    }

    /// False where it ran out of courses to look at.
    pub(in crate::plan) const fn is_complete(&self) -> bool {
        self.budget_left > 0
    }

    /// The price of everything, where the prefix itself takes this course.
    pub(in crate::plan) fn cost_with_root(&mut self, root: &Schedule) -> Cost {
        let top = self.trie.root();
        let view = self.root_child_view(root);
        let mut price = Cost { writes: root.writes, ..Cost::default() };
        if let Some(ground) = self.trie.nodes.get(top).and_then(|node| self.trie.leaf(node)) {
            let hit = self.hit_kinds([ground.old, ground.new], self.states.hitting_services(view));
            price = price.plus(cost_of_hits(hit, ground.addresses));
        }
        for child in self.trie.children(top).into_iter().flatten() {
            price = price.plus(self.min_cost_under(child, view));
        }
        price
    }

    /// What is seen below the prefix. Above it nobody owns anything.
    fn root_child_view(&mut self, root: &Schedule) -> ViewId {
        let outside: View = [ServiceSet::single(NO_SERVICE); MAX_BATCHES];
        let terrain = self.trie;
        let top = terrain.nodes.get(terrain.root()).and_then(|node| terrain.class(node));
        let Some(top) = top else { return self.states.intern_view(&outside) };
        let mut outside = outside;
        if self.rules().start_in_flight
            && let Some(changed) = outside.get_mut(self.rules().batches)
        {
            *changed = ServiceSet::default();
        }
        let mut below = self.rules().view_transform(root.services, &top.key).apply(&outside);
        if let (Some(passing), Some(first)) = (self.rules().transient_default, below.first_mut()) {
            *first = first.with(passing);
        }
        self.states.intern_view(&below)
    }

    /// The courses behind the price: each place that is written to, with its stages.
    pub(in crate::plan) fn chosen_schedules(&mut self, root: &Schedule) -> Vec<(NodeId, ServiceByBatch)> {
        let mut found = Vec::new();
        let top = self.trie.root();
        if root.writes > 0 {
            found.push((top, root.services));
        }
        let view = self.root_child_view(root);
        let mut open: Vec<(NodeId, ViewId)> = Vec::new();
        open.extend(self.trie.children(top).into_iter().flatten().map(|child| (child, view)));
        while let Some((id, view)) = open.pop() {
            let Some(met) = self.visit(id, view) else { continue };
            if self.chosen_option(&met).is_none() {
                self.min_cost(&met);
            }
            let chosen = self
                .chosen_option(&met)
                .and_then(|choice| self.states.option_and_child_view(met.state, choice));
            let Some((chosen, below)) = chosen else { continue };
            if chosen.schedule.writes > 0 {
                found.push((id, chosen.schedule.services));
            }
            open.extend(self.trie.children(id).into_iter().flatten().map(|child| (child, below)));
        }
        found
    }

    /// The best course of a node, where it was looked for.
    fn chosen_option(&self, met: &Visit<'_>) -> Option<u32> {
        let settled = self.states.leaf_result(met.state).map(|settled| settled.option);
        settled.or_else(|| self.memo.get(met.id, met.state).map(|(_, choice)| choice))
    }

    /// What a node meets under a view.
    fn visit(&mut self, id: NodeId, view: ViewId) -> Option<Visit<'a>> {
        let node = self.trie.nodes.get(id)?;
        let place = self.states.state_of(node.class, self.trie.class(node)?, view);
        Some(Visit { id, node, state: place, facts: self.states.facts(place)? })
    }

    /// The lowest price of a node and all below it, under a view.
    fn min_cost_under(&mut self, id: NodeId, view: ViewId) -> Cost {
        self.visit(id, view).map_or_else(Cost::default, |met| self.min_cost(&met))
    }

    /// The lowest price of a node and all below it.
    fn min_cost(&mut self, met: &Visit<'_>) -> Cost {
        let Visit { id, node, state: place, facts: sight } = *met;
        if node.min_writes == 0 && sight.constant {
            let (unowned, third_party) = self.fixed_hits_at(id);
            return Cost { unowned, third_party, writes: 0 };
        }
        if let Some(form) = node.leaf_shape() {
            let settled = self.states.leaf_result(place).unwrap_or_else(|| self.solve_leaf(met));
            let addresses = form.size(self.trie.width);
            let writes = settled.writes * form.count();
            return Cost { writes, ..cost_of_hits([settled.unowned, settled.third_party], addresses) };
        }
        match self.memo.get(id, place) {
            Some((price, _)) => price,
            None => self.solve_inner(met),
        }
    }

    /// The best course of a node with nodes below it.
    fn solve_inner(&mut self, met: &Visit<'_>) -> Cost {
        let Visit { id, node, state: place, .. } = *met;
        let nodes = self.trie.children(id);
        let children = nodes.iter().flatten().filter_map(|id| self.trie.nodes.get(*id));
        let below = children.map(|node| node.min_writes).sum();
        let least = LowerBound {
            hits: self.hits_lower_bound(met),
            default_only_addresses: node.default_only_addresses,
            own_writes: node.min_writes - below,
            child_writes: below,
        };
        let (price, choice) = self.best_option(place, least, Subtree::Children(nodes));
        self.memo.insert(id, place, price, choice);
        price
    }

    /// The best course for addresses that are settled at a node, and at all its kin: as of one address in one block.
    fn solve_leaf(&mut self, met: &Visit<'_>) -> LeafResult {
        let Visit { node, state: place, .. } = *met;
        let one = |addresses: u128| u128::from(addresses > 0);
        let (unowned, third_party) = self.hits_lower_bound(met);
        let hits = (one(unowned), one(third_party));
        let least = LowerBound {
            hits,
            default_only_addresses: one(node.default_only_addresses),
            own_writes: node.min_writes,
            child_writes: 0,
        };
        let owners = self.trie.class(node).and_then(|kin| kin.leaf_owners).unwrap_or_default();
        let (price, choice) = self.best_option(place, least, Subtree::LeafOwners(owners));
        let (unowned, third_party) = (price.unowned > 0, price.third_party > 0);
        let settled = LeafResult { unowned, third_party, writes: price.writes, option: choice };
        self.states.store_leaf(place, settled);
        settled
    }

    /// Looks at one course after the other, and keeps the best.
    fn best_option(&mut self, place: StateId, least: LowerBound, below: Subtree) -> (Cost, u32) {
        let mut best: Option<(Cost, u32)> = None;
        let mut next = None;
        while let Some((at, way)) = self.states.next_candidate(place, next) {
            next = Some(at);
            let writes = least.child_writes + way.writes;
            if let Some((price, _)) = best
                && (price.hits() == least.hits && price.writes <= writes || self.budget_left == 0)
            {
                break;
            }
            self.budget_left = self.budget_left.saturating_sub(1);
            // A binding that does not belong here hits everyone who is tied below it.
            let detour = way.writes > least.own_writes;
            let (unowned, third_party) = (least.hits.0, least.hits.1.max(least.default_only_addresses));
            if let Some((price, _)) = best
                && detour
                && price <= (Cost { unowned, third_party, writes })
            {
                break;
            }
            let price = match below {
                Subtree::Children(nodes) => {
                    self.children_cost(nodes, way.child_view, way.writes, best.map(|(price, _)| price))
                }
                Subtree::LeafOwners(owners) => {
                    let hit = self.hit_kinds(owners, self.states.hitting_services(way.child_view));
                    Cost { writes: way.writes, ..cost_of_hits(hit, 1) }
                }
            };
            if best.is_none_or(|(known, _)| price < known) {
                best = Some((price, way.option));
            }
        }
        best.unwrap_or_default()
    }

    /// The price of nodes beside each other under this view, below so many writes; or one that is no better than `known`.
    fn children_cost(
        &mut self,
        nodes: [Option<NodeId>; 2],
        view: ViewId,
        writes: u32,
        known: Option<Cost>,
    ) -> Cost {
        let met = nodes.map(|id| id.and_then(|id| self.visit(id, view)));
        // With the least that everything below takes, until it is known better.
        let least = met.map(|met| met.map_or_else(Cost::default, |met| self.lower_bound(&met)));
        let mut price = Cost { writes, ..Cost::default() };
        for least in least {
            price = price.plus(least);
        }
        for (met, least) in met.iter().zip(least) {
            let Some(met) = met else { continue };
            if known.is_some_and(|known| price >= known) {
                break;
            }
            price = price.minus(least).plus(self.min_cost(met));
        }
        price
    }

    /// What a node and all below it take at least.
    fn lower_bound(&self, met: &Visit<'_>) -> Cost {
        let (unowned, third_party) = self.hits_lower_bound(met);
        Cost { unowned, third_party, writes: met.node.min_writes }
    }

    /// The least hits at a node and below it.
    fn hits_lower_bound(&self, met: &Visit<'_>) -> Hits {
        let (unowned, third_party) = self.fixed_hits_at(met.id);
        if !self.trie.default_only_at_root {
            return (unowned, third_party);
        }
        let lost = if met.facts.hits_unprotected { self.trie.unavoidable_at(met.id) } else { 0 };
        let tied = if met.facts.hits_default_only { met.node.default_only_addresses } else { 0 };
        (unowned, third_party.max(lost).max(tied))
    }

    /// What nothing avoids at a node and below it.
    fn fixed_hits_at(&self, id: NodeId) -> Hits {
        self.fixed_hits.get(id).copied().unwrap_or_default()
    }

    /// Whether addresses of these owners that see these services in some batch are without one, or with a third.
    fn hit_kinds(&self, [old, new]: [ServiceNumber; 2], all: ServiceSet) -> [bool; 2] {
        let all = all.union(self.always_visible);
        let strange = all.difference(ServiceSet::single(old).with(new).with(NO_SERVICE));
        [all.contains(NO_SERVICE) && old != NO_SERVICE && new != NO_SERVICE, !strange.is_empty()]
    }
}

/// The hits of so many addresses, without an owner or with a third one.
fn cost_of_hits(hit: [bool; 2], addresses: u128) -> Cost {
    let [unowned, third_party] = hit.map(|hit| if hit { addresses } else { 0 });
    Cost { unowned, third_party, writes: 0 }
}

/// For each node the hits at and below it that nothing avoids, where everybody sees these services, and where all is
/// taken away and put back.
fn fixed_hits(terrain: &Trie, redo: bool, everybody: ServiceSet) -> Vec<Hits> {
    let mut sunk: Vec<Hits> = Vec::with_capacity(terrain.nodes.len());
    for (id, node) in terrain.nodes.iter().enumerate() {
        let mut here = terrain.leaf(node).map_or((0, 0), |ground| {
            let strange =
                everybody.difference(ServiceSet::single(ground.old).with(ground.new).with(NO_SERVICE));
            let unowned = redo && ground.old != NO_SERVICE && ground.new != NO_SERVICE;
            let third_party = if strange.is_empty() { 0 } else { ground.addresses };
            (if unowned { ground.addresses } else { 0 }, third_party)
        });
        for below in terrain.children(id).iter().flatten().filter_map(|id| sunk.get(*id)) {
            here = (here.0 + below.0, here.1 + below.1);
        }
        sunk.push(here);
    }
    sunk
}

#[cfg(test)]
mod tests;
