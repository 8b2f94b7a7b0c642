//! What a search weighs at a node: the courses of its kin under a view. There are few of both, so it is worked out once.

use super::memo::{HashIndex, ViewId, ViewTable, fx_hash};
use super::node_class::NodeClass;
use super::options::{BatchRules, NodeOption, View};
use super::service_set::{NO_SERVICE, ServiceNumber, ServiceSet};

/// Stands for every service that nobody below wants: to them all strangers are alike.
pub(in crate::plan) const OTHER_SERVICE: ServiceNumber = 63;

/// Number of a situation.
pub(in crate::plan) type StateId = u32;

/// What is known of a kin under a view before any course is looked at.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(in crate::plan) struct ViewFacts {
    /// One service is seen throughout: who lives below with it now, keeps doing so.
    pub(in crate::plan) constant: bool,
    /// Whoever is tied to the default is hit: by a part service that is seen, or by a stranger.
    pub(in crate::plan) hits_default_only: bool,
    /// Whoever has only the default to fall back on is hit: none of their own services is seen.
    pub(in crate::plan) hits_unprotected: bool,
}

/// A course of a kin under a view.
#[derive(Debug, Clone, Copy)]
pub(in crate::plan) struct Candidate {
    /// Index in the list of courses of the kin.
    pub(in crate::plan) option: u32,
    pub(in crate::plan) writes: u32,
    /// What is seen below.
    pub(in crate::plan) child_view: ViewId,
    next: u32,
}

/// What becomes of addresses that are settled, in the best course: whether they are hit, and the writes of one block.
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
    /// The first of its ways, and the last, as far as they have been worked out.
    first_and_last: [u32; 2],
    /// How many courses have been: the ways are those of them that are worth a look.
    options_tried: u32,
    leaf_result: Option<LeafResult>,
}

/// No way.
const NO_CANDIDATE: u32 = u32::MAX;

/// Ways that a course is held against, to tell whether it is worth a look.
const DOMINANCE_WINDOW: usize = 8;

/// All situations of a search.
#[derive(Debug)]
pub(in crate::plan) struct StateTable {
    rules: BatchRules,
    views: ViewTable,
    states: Vec<NodeState>,
    /// For each kin and view that were asked for their situation. Several views can come to one.
    aliases: Vec<(u32, ViewId, StateId)>,
    alias_index: HashIndex,
    /// For each kin its courses, empty until they are asked for.
    options: Vec<Vec<NodeOption>>,
    candidates: Vec<Candidate>,
}

impl StateTable {
    pub(in crate::plan) fn new(course: BatchRules, kins: usize) -> Self {
        Self {
            rules: course,
            views: ViewTable::default(),
            states: Vec::new(),
            aliases: Vec::new(),
            alias_index: HashIndex::default(),
            options: vec![Vec::new(); kins],
            candidates: Vec::new(),
        }
    }

    pub(in crate::plan) const fn rules(&self) -> &BatchRules {
        &self.rules
    }

    /// The number of a view. Expected O(1).
    pub(in crate::plan) fn intern_view(&mut self, around: &View) -> ViewId {
        self.views.intern(around)
    }

    fn view(&self, view: ViewId) -> View {
        self.views.get(view).copied().unwrap_or_default()
    }

    /// The services that are seen in some batch.
    pub(in crate::plan) fn hitting_services(&self, view: ViewId) -> ServiceSet {
        self.views.get(view).map_or_else(ServiceSet::default, |around| self.rules.hitting_services(around))
    }

    /// What is met at a node of this kin under a view. Expected O(1).
    pub(in crate::plan) fn state_of(&mut self, number: u32, kin: &NodeClass, view: ViewId) -> StateId {
        if let Some(known) = self.alias(number, view) {
            return known;
        }
        // What is bound here at the start is no stranger while it is asked who is seen in its place.
        let own = if self.rules.start_in_flight {
            kin.key.own_services.with(kin.key.before)
        } else {
            kin.key.own_services
        };
        let around = merge_other_services(own, &self.view(view));
        let familiar = self.intern_view(&around);
        let place = if familiar == view {
            self.create(number, kin, view, &around)
        } else {
            // Once more, with nobody left who is a stranger.
            self.state_of(number, kin, familiar)
        };
        self.add_alias(number, view, place);
        place
    }

    fn alias(&self, kin: u32, view: ViewId) -> Option<StateId> {
        let asked = |at: u32| self.aliases.get(at as usize);
        let is = |at| asked(at).is_some_and(|(one, under, _)| (*one, *under) == (kin, view));
        asked(self.alias_index.find(alias_hash(kin, view), is)?).map(|(_, _, place)| *place)
    }

    /// Keeps what was not asked for before.
    fn add_alias(&mut self, kin: u32, view: ViewId, place: StateId) {
        self.alias_index
            .insert(alias_hash(kin, view), u32::try_from(self.aliases.len()).unwrap_or(NO_CANDIDATE));
        self.aliases.push((kin, view, place));
    }

    fn create(&mut self, number: u32, kin: &NodeClass, view: ViewId, around: &View) -> StateId {
        let all = self.rules.hitting_services(around);
        let defaults = kin.key.own_services.difference(self.rules.sub_block_services).with(NO_SERVICE);
        let sight = ViewFacts {
            constant: self.rules.is_constant(around),
            hits_default_only: !all.difference(defaults).is_empty(),
            // Whatever hits: an own service that an edge sees anyway catches as well.
            hits_unprotected: !kin.fallback_services.is_empty()
                && self.rules.visible_services(around).intersection(kin.fallback_services).is_empty(),
        };
        if let Some(courses) = self.options.get_mut(number as usize)
            && courses.is_empty()
        {
            *courses = self.rules.node_options(&kin.key);
        }
        let ends = [NO_CANDIDATE; 2];
        self.states.push(NodeState {
            class: number,
            view,
            facts: sight,
            first_and_last: ends,
            options_tried: 0,
            leaf_result: None,
        });
        u32::try_from(self.states.len() - 1).unwrap_or(NO_CANDIDATE)
    }

    pub(in crate::plan) fn facts(&self, place: StateId) -> Option<ViewFacts> {
        self.states.get(place as usize).map(|situation| situation.facts)
    }

    /// What was found for addresses that are settled.
    pub(in crate::plan) fn leaf_result(&self, place: StateId) -> Option<LeafResult> {
        self.states.get(place as usize)?.leaf_result
    }

    pub(in crate::plan) fn store_leaf(&mut self, place: StateId, settled: LeafResult) {
        if let Some(situation) = self.states.get_mut(place as usize) {
            situation.leaf_result = Some(settled);
        }
    }

    /// A course of a situation, and what is seen below it.
    pub(in crate::plan) fn option_and_child_view(
        &mut self,
        place: StateId,
        choice: u32,
    ) -> Option<(NodeOption, ViewId)> {
        let situation = self.states.get(place as usize)?;
        let chosen = *self.options.get(situation.class as usize)?.get(choice as usize)?;
        let around = self.view(situation.view);
        Some((chosen, self.intern_view(&chosen.transform.apply(&around))))
    }

    /// The way behind one, or the first: the courses of the kin, the cheapest first, but for those that are no better
    /// than one before them.
    ///
    /// A course is no better where everybody below sees in each batch whom they would see there in another one that
    /// takes no more writes: whoever is hit by less is hit by more as well.
    pub(in crate::plan) fn next_candidate(
        &mut self,
        place: StateId,
        after: Option<u32>,
    ) -> Option<(u32, Candidate)> {
        let situation = self.states.get(place as usize)?;
        let first = situation.first_and_last.first().copied();
        let next = after.map_or(first, |after| self.candidates.get(after as usize).map(|way| way.next))?;
        if let Some(way) = self.candidates.get(next as usize) {
            return Some((next, *way));
        }
        let (kin, around) = (situation.class as usize, self.view(situation.view));
        for choice in situation.options_tried.. {
            let Some(NodeOption { schedule: timeline, transform: lens }) =
                self.options.get(kin).and_then(|list| list.get(choice as usize))
            else {
                break;
            };
            let (writes, below) = (timeline.writes, lens.apply(&around));
            let tried = choice + 1;
            if self.is_dominated(first, &below) {
                continue;
            }
            let below = self.intern_view(&below);
            return Some(self.push_candidate(
                place,
                tried,
                Candidate { option: choice, writes, child_view: below, next: NO_CANDIDATE },
            ));
        }
        None
    }

    /// True where one of the first ways leaves less to be seen.
    fn is_dominated(&self, first: Option<u32>, below: &View) -> bool {
        let way = |at: u32| self.candidates.get(at as usize);
        let ways = std::iter::successors(first.and_then(way), |before| way(before.next));
        let mut others = ways.take(DOMINANCE_WINDOW).filter_map(|way| self.views.get(way.child_view));
        others.any(|other| other.iter().zip(below).all(|(other, seen)| other.difference(*seen).is_empty()))
    }

    fn push_candidate(&mut self, place: StateId, tried: u32, way: Candidate) -> (u32, Candidate) {
        let at = u32::try_from(self.candidates.len()).unwrap_or(NO_CANDIDATE);
        self.candidates.push(way);
        if let Some(situation) = self.states.get_mut(place as usize) {
            situation.options_tried = tried;
            let [first, last] = situation.first_and_last;
            if let Some(last) = self.candidates.get_mut(last as usize) {
                last.next = at;
            }
            situation.first_and_last = [first.min(at), at];
        }
        (at, way)
    }
}

fn alias_hash(kin: u32, view: ViewId) -> u32 {
    fx_hash(std::iter::once(u64::from(kin) << 32 | u64::from(view)))
}

/// The view of a place, with all strangers as one.
fn merge_other_services(wanted: ServiceSet, around: &View) -> View {
    let known = wanted.with(NO_SERVICE);
    around.map(|seen| {
        let familiar = seen.intersection(known);
        if familiar == seen { seen } else { familiar.with(OTHER_SERVICE) }
    })
}

#[cfg(test)]
mod tests;
