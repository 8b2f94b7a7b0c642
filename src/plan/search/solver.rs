//! The solver: for one set of rules, the schedules of all nodes that cost the least together.
//!
//! Top-down dynamic programming over the trie, with memoization and branch and bound; [`super`] explains the method.

use super::batch_rules::BatchRules;
use super::cost::{Cost, Hits};
use super::memo::Memo;
use super::schedule::{MAX_BATCHES, Schedule, ServiceByBatch};
use super::service_set::{NO_SERVICE, ServiceNumber, ServiceSet};
use super::state::{LeafResult, StateId, StateTable, ViewFacts};
use super::trie::{NodeId, Trie, TrieNode};
use super::view::{View, ViewId};

/// What a choice at a node decides about: its child nodes, or the addresses of a leaf with these owners.
#[derive(Clone, Copy)]
enum Subtree {
    Children([Option<NodeId>; 2]),
    LeafOwners([ServiceNumber; 2]),
}

/// A node in a state.
#[derive(Clone, Copy)]
struct Visit<'a> {
    id: NodeId,
    node: &'a TrieNode,
    state: StateId,
    facts: ViewFacts,
}

/// What bounds the cost of a node from below.
#[derive(Clone, Copy)]
struct LowerBound {
    hits: Hits,
    /// The writes that the difference alone takes below the node.
    child_writes: u32,
}

/// The solver for one set of rules, over all views.
pub(in crate::plan) struct Solver<'a> {
    trie: &'a Trie,
    /// The services that some edge shows at every address.
    always_visible: ServiceSet,
    /// For each node the hits at and below it that follow from the rules alone; empty where there are none.
    fixed_hits: Vec<Hits>,
    /// How many options may still be evaluated.
    budget_left: u64,
    states: StateTable,
    memo: Memo,
}

impl<'a> Solver<'a> {
    /// `always_visible` are the services that some edge shows at every address, whatever is chosen. Once `budget` options
    /// are evaluated, the solver takes the first candidate at every node.
    pub(in crate::plan) fn new(
        trie: &'a Trie,
        rules: BatchRules,
        always_visible: ServiceSet,
        budget: u64,
    ) -> Self {
        let rebuilds = rules.rebuild_in.is_some();
        let fixed_hits = if rebuilds || !always_visible.is_empty() {
            fixed_hits(trie, rebuilds, always_visible)
        } else {
            Vec::new()
        };
        let states = StateTable::new(rules, trie.classes.len());
        let memo = Memo::for_nodes(trie.nodes.len());
        Self { trie, always_visible, fixed_hits, budget_left: budget, states, memo }
    }

    pub(in crate::plan) const fn rules(&self) -> &BatchRules {
        self.states.rules()
    }

    pub(in crate::plan) const fn budget_left(&self) -> u64 {
        self.budget_left
    }

    /// False where the budget ran out: the result may not be the best.
    pub(in crate::plan) const fn is_complete(&self) -> bool {
        self.budget_left > 0
    }

    /// The lowest cost of the whole trie if the prefix has this schedule.
    pub(in crate::plan) fn cost_with_root(&mut self, root: &Schedule) -> Cost {
        let root_id = self.trie.root();
        let view = self.view_below_root(root);
        let mut cost = Cost { writes: root.writes, ..Cost::default() };
        if let Some(leaf) = self.trie.nodes.get(root_id).and_then(|node| self.trie.leaf(node)) {
            let hits = self.hits_address([leaf.old, leaf.new], self.states.hitting_services(view));
            cost = cost.plus(cost_of_hits(hits, leaf.addresses));
        }
        for child in self.trie.children(root_id).into_iter().flatten() {
            cost =
                cost.plus(self.visit(child, view).map_or_else(Cost::default, |visit| self.min_cost(&visit)));
        }
        cost
    }

    /// The view below the prefix. Above it no address has an owner.
    fn view_below_root(&mut self, root: &Schedule) -> ViewId {
        let mut above: View = [ServiceSet::single(NO_SERVICE); MAX_BATCHES];
        let trie = self.trie;
        let Some(class) = trie.nodes.get(trie.root()).and_then(|node| trie.class(node)) else {
            return self.states.intern_view(&above);
        };
        let rules = *self.rules();
        if rules.start_in_flight
            && let Some(changes) = above.get_mut(rules.batches)
        {
            *changes = ServiceSet::default();
        }
        let mut below = rules.view_transform(root.services, &class.key).apply(&above);
        if let (Some(transient), Some(first)) = (rules.transient_default, below.first_mut()) {
            *first = first.with(transient);
        }
        self.states.intern_view(&below)
    }

    /// The nodes that are written to, with their schedules, in the solution of [`Solver::cost_with_root`].
    pub(in crate::plan) fn chosen_schedules(&mut self, root: &Schedule) -> Vec<(NodeId, ServiceByBatch)> {
        let mut chosen = Vec::new();
        let root_id = self.trie.root();
        if root.writes > 0 {
            chosen.push((root_id, root.services));
        }
        let view = self.view_below_root(root);
        let mut open: Vec<(NodeId, ViewId)> = Vec::new();
        open.extend(self.trie.children(root_id).into_iter().flatten().map(|child| (child, view)));
        while let Some((id, view)) = open.pop() {
            let Some(visit) = self.visit(id, view) else { continue };
            // Branch and bound may have skipped the node in this state. Where it has no option even now, nothing at or below it
            // is written.
            if self.chosen_option(&visit).is_none() {
                self.min_cost(&visit);
            }
            let option = self.chosen_option(&visit);
            let option = option.and_then(|option| self.states.option_and_child_view(visit.state, option));
            let Some((option, child_view)) = option else { continue };
            if option.schedule.writes > 0 {
                chosen.push((id, option.schedule.services));
            }
            open.extend(self.trie.children(id).into_iter().flatten().map(|child| (child, child_view)));
        }
        chosen
    }

    /// The index of the best option, where it is known.
    fn chosen_option(&self, visit: &Visit<'_>) -> Option<u32> {
        let of_leaf = self.states.leaf_result(visit.state).map(|result| result.option);
        of_leaf.or_else(|| self.memo.get(visit.id, visit.state).map(|(_, option)| option))
    }

    /// A node under a view.
    fn visit(&mut self, id: NodeId, view: ViewId) -> Option<Visit<'a>> {
        let node = self.trie.nodes.get(id)?;
        let state = self.states.state_of(node.class, self.trie.class(node)?, view);
        Some(Visit { id, node, state, facts: self.states.facts(state)? })
    }

    /// The lowest cost of a node and all below it.
    fn min_cost(&mut self, visit: &Visit<'_>) -> Cost {
        let Visit { id, node, state, facts } = *visit;
        // No view is constant where a batch rebuilds everything: in that batch some edge shows no service.
        if node.min_writes == 0 && facts.constant {
            let (unowned, third_party) = self.fixed_hits_at(id);
            return Cost { unowned, third_party, writes: 0 };
        }
        if let Some(shape) = node.leaf_shape() {
            let result = self.states.leaf_result(state).unwrap_or_else(|| self.solve_leaf(visit));
            let hits = cost_of_hits([result.unowned, result.third_party], shape.size(self.trie.width));
            return Cost { writes: result.writes * shape.count(), ..hits };
        }
        match self.memo.get(id, state) {
            Some((cost, _)) => cost,
            None => self.solve_inner(visit),
        }
    }

    fn solve_inner(&mut self, visit: &Visit<'_>) -> Cost {
        let Visit { id, state, .. } = *visit;
        let children = self.trie.children(id);
        let nodes = children.iter().flatten().filter_map(|id| self.trie.nodes.get(*id));
        let child_writes = nodes.map(|node| node.min_writes).sum();
        let bound = LowerBound { hits: self.hits_lower_bound(visit), child_writes };
        let (cost, option) = self.best_option(state, bound, Subtree::Children(children));
        self.memo.insert(id, state, cost, option);
        cost
    }

    /// The best option of a leaf, worked out for one address in one block: all leaves of the class have the same.
    fn solve_leaf(&mut self, visit: &Visit<'_>) -> LeafResult {
        let Visit { node, state, .. } = *visit;
        let one = |addresses: u128| u128::from(addresses > 0);
        let (unowned, third_party) = self.hits_lower_bound(visit);
        let bound = LowerBound { hits: (one(unowned), one(third_party)), child_writes: 0 };
        let owners = self.trie.class(node).and_then(|class| class.leaf_owners).unwrap_or_default();
        let (cost, option) = self.best_option(state, bound, Subtree::LeafOwners(owners));
        let (unowned, third_party) = (cost.unowned > 0, cost.third_party > 0);
        let result = LeafResult { unowned, third_party, writes: cost.writes, option };
        self.states.store_leaf(state, result);
        result
    }

    /// Evaluates the candidates, fewest writes first, until no other one can be better.
    fn best_option(&mut self, state: StateId, bound: LowerBound, subtree: Subtree) -> (Cost, u32) {
        let mut best: Option<(Cost, u32)> = None;
        let mut previous = None;
        while let Some((position, candidate)) = self.states.next_candidate(state, previous) {
            previous = Some(position);
            let writes = bound.child_writes + candidate.writes;
            if let Some((cost, _)) = best
                && (cost.hits() == bound.hits && cost.writes <= writes || self.budget_left == 0)
            {
                break;
            }
            self.budget_left = self.budget_left.saturating_sub(1);
            let cost = match subtree {
                Subtree::Children(children) => {
                    let known = best.map(|(cost, _)| cost);
                    self.children_cost(children, candidate.child_view, candidate.writes, known)
                }
                Subtree::LeafOwners(owners) => {
                    let visible = self.states.hitting_services(candidate.child_view);
                    let hits = self.hits_address(owners, visible);
                    Cost { writes: candidate.writes, ..cost_of_hits(hits, 1) }
                }
            };
            if best.is_none_or(|(known, _)| cost < known) {
                best = Some((cost, candidate.option));
            }
        }
        best.unwrap_or_default()
    }

    /// The cost of sibling nodes under a view, and of `writes` above them. Stops at a lower bound of it that is not better
    /// than `known`.
    fn children_cost(
        &mut self,
        children: [Option<NodeId>; 2],
        view: ViewId,
        writes: u32,
        known: Option<Cost>,
    ) -> Cost {
        let visits = children.map(|id| id.and_then(|id| self.visit(id, view)));
        let bounds =
            visits.map(|visit| visit.map_or_else(Cost::default, |visit| self.cost_lower_bound(&visit)));
        let mut cost = Cost { writes, ..Cost::default() };
        for bound in bounds {
            cost = cost.plus(bound);
        }
        for (visit, bound) in visits.iter().zip(bounds) {
            let Some(visit) = visit else { continue };
            if known.is_some_and(|known| cost >= known) {
                break;
            }
            cost = cost.minus(bound).plus(self.min_cost(visit));
        }
        cost
    }

    /// A lower bound of the cost of a node and all below it.
    fn cost_lower_bound(&self, visit: &Visit<'_>) -> Cost {
        let (unowned, third_party) = self.hits_lower_bound(visit);
        Cost { unowned, third_party, writes: visit.node.min_writes }
    }

    /// A lower bound of the hits at a node and below it.
    fn hits_lower_bound(&self, visit: &Visit<'_>) -> Hits {
        let (unowned, third_party) = self.fixed_hits_at(visit.id);
        if !self.trie.default_only_at_root {
            return (unowned, third_party);
        }
        let unavoidable = if visit.facts.hits_unprotected { self.trie.unavoidable_at(visit.id) } else { 0 };
        let default_only = if visit.facts.hits_default_only { visit.node.default_only_addresses } else { 0 };
        (unowned, third_party.max(unavoidable).max(default_only))
    }

    fn fixed_hits_at(&self, id: NodeId) -> Hits {
        self.fixed_hits.get(id).copied().unwrap_or_default()
    }

    /// Whether addresses of these owners lose their owner, and whether a third service gets them, where some edge shows these
    /// services.
    fn hits_address(&self, [old, new]: [ServiceNumber; 2], visible: ServiceSet) -> [bool; 2] {
        let visible = visible.union(self.always_visible);
        let third = visible.difference(ServiceSet::single(old).with(new).with(NO_SERVICE));
        // An address without an owner in one of the states loses none.
        let unowned = visible.contains(NO_SERVICE) && old != NO_SERVICE && new != NO_SERVICE;
        [unowned, !third.is_empty()]
    }
}

/// The cost of this many addresses, hit or not.
fn cost_of_hits(hits: [bool; 2], addresses: u128) -> Cost {
    let [unowned, third_party] = hits.map(|hit| if hit { addresses } else { 0 });
    Cost { unowned, third_party, writes: 0 }
}

/// For each node the hits at and below it that follow from the rules alone: from services that all addresses see, and from
/// a batch that deletes every binding.
fn fixed_hits(trie: &Trie, rebuilds: bool, always_visible: ServiceSet) -> Vec<Hits> {
    let mut hits: Vec<Hits> = Vec::with_capacity(trie.nodes.len());
    for (id, node) in trie.nodes.iter().enumerate() {
        let mut here = trie.leaf(node).map_or((0, 0), |leaf| {
            let third =
                always_visible.difference(ServiceSet::single(leaf.old).with(leaf.new).with(NO_SERVICE));
            let unowned = rebuilds && leaf.old != NO_SERVICE && leaf.new != NO_SERVICE;
            let third_party = if third.is_empty() { 0 } else { leaf.addresses };
            (if unowned { leaf.addresses } else { 0 }, third_party)
        });
        for below in trie.children(id).iter().flatten().filter_map(|child| hits.get(*child)) {
            here = (here.0 + below.0, here.1 + below.1);
        }
        hits.push(here);
    }
    hits
}

#[cfg(test)]
mod tests;
