//! States of the dynamic program: a class of nodes under a view, with the options that are worth evaluating there.
//!
//! There are few classes and few views, so each state is worked out once for all nodes of the class.

use super::batch_rules::BatchRules;
use super::node_class::NodeClass;
use super::options::{NodeOption, node_options};
use super::service_set::{NO_SERVICE, OTHER_SERVICE, ServiceSet};
use super::view::{View, ViewId, ViewTable};
use rustc_hash::FxHashMap;

/// Index of a state.
pub(in crate::plan) type StateId = u32;

/// What a state tells before any option is evaluated. The lower bounds rest on it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(in crate::plan) struct ViewFacts {
    /// The same single service is visible throughout.
    pub(in crate::plan) constant: bool,
    /// The view hits all default-only addresses: it has a service that none of them can have.
    pub(in crate::plan) hits_default_only: bool,
    /// The view hits all unavoidable addresses: none of their own services is visible.
    pub(in crate::plan) hits_unprotected: bool,
}

/// An option that survived pruning.
#[derive(Debug, Clone, Copy)]
pub(in crate::plan) struct Candidate {
    /// Index in the options of the class.
    pub(in crate::plan) option: u32,
    pub(in crate::plan) writes: u32,
    /// The view below the node.
    pub(in crate::plan) child_view: ViewId,
    next: u32,
}

/// The best option of a leaf: what it does to an address, and its writes for one block.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(in crate::plan) struct LeafResult {
    pub(in crate::plan) unowned: bool,
    pub(in crate::plan) third_party: bool,
    pub(in crate::plan) writes: u32,
    pub(in crate::plan) option: u32,
}

#[derive(Debug)]
struct NodeState {
    class: u32,
    view: ViewId,
    facts: ViewFacts,
    /// Its first candidate and its last, of those found so far.
    first_and_last: [u32; 2],
    /// How many options were compared so far; those that are not dominated became candidates.
    options_tried: u32,
    leaf_result: Option<LeafResult>,
}

/// No candidate.
const NO_CANDIDATE: u32 = u32::MAX;

/// An option is compared with this many candidates at most. More would cost more than they prune.
const DOMINANCE_WINDOW: usize = 8;

/// All states of one run of the solver.
#[derive(Debug)]
pub(in crate::plan) struct StateTable {
    rules: BatchRules,
    views: ViewTable,
    states: Vec<NodeState>,
    /// The state of each class and view that was looked up. Several views of a class can lead to the same state.
    aliases: FxHashMap<(u32, ViewId), StateId>,
    /// For each class its options; empty until the first state of the class is created.
    options: Vec<Vec<NodeOption>>,
    candidates: Vec<Candidate>,
}

impl StateTable {
    pub(in crate::plan) fn new(rules: BatchRules, classes: usize) -> Self {
        Self {
            rules,
            views: ViewTable::default(),
            states: Vec::new(),
            aliases: FxHashMap::default(),
            options: vec![Vec::new(); classes],
            candidates: Vec::new(),
        }
    }

    pub(in crate::plan) const fn rules(&self) -> &BatchRules {
        &self.rules
    }

    /// The index of a view. Expected O(1).
    pub(in crate::plan) fn intern_view(&mut self, view: &View) -> ViewId {
        self.views.intern(view)
    }

    fn view(&self, id: ViewId) -> View {
        self.views.get(id).copied().unwrap_or_default()
    }

    /// The services of a view that hit an address which has none of them as an owner.
    pub(in crate::plan) fn hitting_services(&self, view: ViewId) -> ServiceSet {
        self.views.get(view).map_or_else(ServiceSet::default, |view| self.rules.hitting_services(view))
    }

    /// The state of a class under a view. Expected O(1).
    pub(in crate::plan) fn state_of(&mut self, class_id: u32, class: &NodeClass, view_id: ViewId) -> StateId {
        if let Some(known) = self.aliases.get(&(class_id, view_id)) {
            return *known;
        }
        // While the start is in flight, a change away from the current binding depends on which service that is.
        let own_services = if self.rules.start_in_flight {
            class.key.own_services.with(class.key.before)
        } else {
            class.key.own_services
        };
        let view = merge_other_services(own_services, &self.view(view_id));
        let merged_id = self.intern_view(&view);
        let state = if merged_id == view_id {
            self.create(class_id, class, view_id, &view)
        } else {
            // The merged view has nothing left to merge, so this recurses once.
            self.state_of(class_id, class, merged_id)
        };
        self.aliases.insert((class_id, view_id), state);
        state
    }

    fn create(&mut self, class_id: u32, class: &NodeClass, view_id: ViewId, view: &View) -> StateId {
        let hitting = self.rules.hitting_services(view);
        let default_only = class.key.own_services.difference(self.rules.sub_block_services).with(NO_SERVICE);
        let fallback = class.fallback_services;
        let facts = ViewFacts {
            constant: self.rules.is_constant(view),
            hits_default_only: !hitting.difference(default_only).is_empty(),
            // Any visible service protects, also one that edges show without the plan.
            hits_unprotected: !fallback.is_empty()
                && self.rules.visible_services(view).intersection(fallback).is_empty(),
        };
        if let Some(options) = self.options.get_mut(class_id as usize)
            && options.is_empty()
        {
            *options = node_options(&self.rules, &class.key);
        }
        let first_and_last = [NO_CANDIDATE; 2];
        self.states.push(NodeState {
            class: class_id,
            view: view_id,
            facts,
            first_and_last,
            options_tried: 0,
            leaf_result: None,
        });
        u32::try_from(self.states.len() - 1).unwrap_or(u32::MAX)
    }

    pub(in crate::plan) fn facts(&self, state: StateId) -> Option<ViewFacts> {
        self.states.get(state as usize).map(|state| state.facts)
    }

    /// The result that was stored for the leaves of this state.
    pub(in crate::plan) fn leaf_result(&self, state: StateId) -> Option<LeafResult> {
        self.states.get(state as usize)?.leaf_result
    }

    pub(in crate::plan) fn store_leaf(&mut self, state: StateId, result: LeafResult) {
        if let Some(state) = self.states.get_mut(state as usize) {
            state.leaf_result = Some(result);
        }
    }

    /// An option of a state by its index, and the view below the node.
    pub(in crate::plan) fn option_and_child_view(
        &mut self,
        state: StateId,
        option: u32,
    ) -> Option<(NodeOption, ViewId)> {
        let state = self.states.get(state as usize)?;
        let option = *self.options.get(state.class as usize)?.get(option as usize)?;
        let view = self.view(state.view);
        Some((option, self.intern_view(&option.transform.apply(&view))))
    }

    /// The candidate behind `after`, or the first one: the options of the class in their order, fewest writes first, without
    /// those that are dominated.
    ///
    /// An option is dominated if an option before it exposes, in every batch, a subset of its services to the addresses
    /// below. The one before takes no more writes, and more visible services never hit fewer addresses.
    pub(in crate::plan) fn next_candidate(
        &mut self,
        state_id: StateId,
        after: Option<u32>,
    ) -> Option<(u32, Candidate)> {
        let state = self.states.get(state_id as usize)?;
        let first = state.first_and_last.first().copied();
        let candidate_after = |after: u32| self.candidates.get(after as usize).map(|found| found.next);
        let next = after.map_or(first, candidate_after)?;
        if let Some(candidate) = self.candidates.get(next as usize) {
            return Some((next, *candidate));
        }
        let (class, view) = (state.class as usize, self.view(state.view));
        for option in state.options_tried.. {
            let options = self.options.get(class);
            let Some(NodeOption { schedule, transform }) = options.and_then(|list| list.get(option as usize))
            else {
                break;
            };
            let (writes, child_view) = (schedule.writes, transform.apply(&view));
            if self.is_dominated(first, &child_view) {
                continue;
            }
            let child_view = self.intern_view(&child_view);
            let candidate = Candidate { option, writes, child_view, next: NO_CANDIDATE };
            return Some(self.push_candidate(state_id, option + 1, candidate));
        }
        None
    }

    /// True where one of the first candidates, from `first` on, exposes a subset of this view.
    fn is_dominated(&self, first: Option<u32>, child_view: &View) -> bool {
        let candidate = |position: u32| self.candidates.get(position as usize);
        let candidates = std::iter::successors(first.and_then(candidate), |before| candidate(before.next));
        let mut views =
            candidates.take(DOMINANCE_WINDOW).filter_map(|found| self.views.get(found.child_view));
        views.any(|view| view.iter().zip(child_view).all(|(less, more)| less.difference(*more).is_empty()))
    }

    fn push_candidate(
        &mut self,
        state: StateId,
        options_tried: u32,
        candidate: Candidate,
    ) -> (u32, Candidate) {
        let position = u32::try_from(self.candidates.len()).unwrap_or(NO_CANDIDATE);
        self.candidates.push(candidate);
        if let Some(state) = self.states.get_mut(state as usize) {
            state.options_tried = options_tried;
            let [first, last] = state.first_and_last;
            if let Some(last) = self.candidates.get_mut(last as usize) {
                last.next = position;
            }
            state.first_and_last = [first.min(position), position];
        }
        (position, candidate)
    }
}

/// The view with one service in place of all services that are not the class's own.
fn merge_other_services(own_services: ServiceSet, view: &View) -> View {
    let own = own_services.with(NO_SERVICE);
    view.map(|services| {
        let known = services.intersection(own);
        if known == services { services } else { known.with(OTHER_SERVICE) }
    })
}

#[cfg(test)]
mod tests;
