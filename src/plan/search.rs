//! Chooses the number of batches, and what happens in each.

pub(super) mod block_set;
pub(super) mod memo;
mod node_class;
pub(super) mod options;
pub(super) mod service_set;
mod solver;
mod state;
#[cfg(test)]
pub(super) mod test_fixtures;
pub(super) mod trie;
pub(super) mod write_order;

use super::{Gate, PROPAGATION_HOURS, Policy, Profile};
use options::{BatchRules, MAX_BATCHES, Schedule, ServiceByBatch};
use service_set::{NO_SERVICE, ServiceNumber, ServiceSet};
use solver::{Cost, Hits, Solver};
use trie::{BindingChange, CidrBlock, Trie};

/// What the schedule is made for.
#[derive(Debug)]
pub(super) struct SearchProblem<'a> {
    pub(super) prefix: CidrBlock,
    /// Bits of an address.
    pub(super) width: u8,
    /// Sorted by block, each block once.
    pub(super) changes: &'a [BindingChange],
    /// Services that may be bound to a part of the prefix.
    pub(super) sub_block_services: ServiceSet,
    /// All services.
    pub(super) services: ServiceSet,
    pub(super) profile: Profile,
    pub(super) policy: Policy,
    pub(super) gate: Gate,
    /// Hours until what was written before is settled, where they are known to be more than none: the plan begins with
    /// a wait of that length.
    pub(super) settles_in: Option<u32>,
}

/// What happens at one block: the services before the first batch and after each.
#[derive(Debug, Clone, Copy)]
pub(super) struct BlockSchedule {
    pub(super) block: CidrBlock,
    pub(super) stages: ServiceByBatch,
}

/// How the batches of a schedule follow each other.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct BatchTiming {
    batches: usize,
    last_only_creates: bool,
    start_in_flight: bool,
    initial_wait: Option<u32>,
}

/// Everything that happens.
#[derive(Debug)]
pub(super) struct Solution {
    pub(super) prefix: CidrBlock,
    pub(super) rules: BatchRules,
    pub(super) schedules: Vec<BlockSchedule>,
    /// False where the search was cut short: there may be a better one.
    pub(super) complete: bool,
}

/// Courses that one search looks at, at most: about a second. More than any plan takes that is not made to.
const SEARCH_BUDGET: u64 = 3_000_000;

/// One way to go: how the prefix itself changes, and what that means for everything else.
struct RootOption {
    rules: BatchRules,
    schedules: Vec<Schedule>,
    /// Services that every address sees at some edge: the default stands alone for a moment.
    always_visible: ServiceSet,
}

/// The best schedule so far, and what it took to find it.
struct SearchProgress<'a> {
    trie: &'a Trie,
    /// How many courses one search may look at.
    budget: u64,
    /// How many all of them looked at.
    options_evaluated: u64,
    best: Option<Incumbent<'a>>,
}

/// A schedule by its price: what is written is asked of its search once no other is better.
struct Incumbent<'a> {
    cost: Cost,
    root: Schedule,
    solver: Solver<'a>,
}

impl SearchProblem<'_> {
    /// The schedule with the lowest price: addresses hit, then hours, then waits, then writes.
    ///
    /// Tries what takes the fewest hours first, up to [`MOST_BATCHES`] batches, and stops where nobody is hit who need
    /// not be; but three batches first where one or two are known to hit more.
    pub(super) fn solve(&self) -> Option<Solution> {
        let (found, _) = self.solve_within(SEARCH_BUDGET);
        found.map(|(_, schedule)| schedule)
    }

    /// The schedule and its price where each search looks at so many courses at most, and how many all of them looked at.
    fn solve_within(&self, most: u64) -> (Option<(Cost, Solution)>, u64) {
        let [before, after] = self.root_services();
        let redo = self.profile == Profile::Strict && before != after;
        let terrain = Trie::new(self.prefix, self.width, self.changes, self.sub_block_services, redo);
        let least = terrain.nodes.last().map_or(0, |root| root.min_writes);
        if least == 0 {
            return (None, 0);
        }
        let bound = self.lower_bound(&terrain);
        let mut found = SearchProgress { trie: &terrain, budget: most, options_evaluated: 0, best: None };
        let ahead = self.keeps_default() && terrain.needs_three_batches();
        let (three, rest): (Vec<_>, Vec<_>) =
            self.batch_timings().into_iter().partition(|turn| ahead && turn.batches == 3);
        let mut whole = true;
        for turn in &three {
            if !found.meets(bound) {
                whole &= self.try_timing(turn, &mut found, bound);
            }
        }
        for turn in &rest {
            if found.meets(bound) {
                break;
            }
            whole &= self.try_timing(turn, &mut found, bound);
            if !whole {
                break;
            }
        }
        let SearchProgress { best, options_evaluated: looked, .. } = found;
        (best.map(|best| (best.cost, best.into_solution(self.prefix, &terrain, whole))), looked)
    }

    /// The ways to wait, those with the fewest hours first, then those with the fewest waits.
    ///
    /// Under the gate `active` a wait behind new bindings is short where six hours would spare nobody. That is only the
    /// last one: what a batch creates and no batch before has settled is in flight together with the next batch, so
    /// the two hit whom one batch of both would hit, or more.
    fn batch_timings(&self) -> Vec<BatchTiming> {
        let deletes = self.changes.iter().any(|site| site.before != NO_SERVICE && site.before != site.after);
        let in_flight = self.changes.iter().any(|site| site.in_flight);
        let mut turns = Vec::new();
        for batches in 1..=MAX_BATCHES {
            for closing in [true, false] {
                // One batch that only creates deletes nothing.
                if closing && (self.gate == Gate::Settled || batches == 1 && deletes) {
                    continue;
                }
                let turn = BatchTiming {
                    batches,
                    last_only_creates: closing,
                    start_in_flight: false,
                    initial_wait: self.settles_in,
                };
                if self.settles_in.is_some() || !in_flight {
                    turns.push(turn);
                    continue;
                }
                turns.push(BatchTiming { initial_wait: Some(PROPAGATION_HOURS), ..turn });
                // The column of changes takes the room of a batch.
                if batches < MAX_BATCHES {
                    turns.push(BatchTiming { start_in_flight: true, ..turn });
                }
            }
        }
        turns.sort_by_key(|turn| self.rules_for(turn).duration());
        turns
    }

    /// Tries one way to wait. False where a search was cut short.
    fn try_timing(&self, turn: &BatchTiming, found: &mut SearchProgress<'_>, bound: Hits) -> bool {
        let complete = found.evaluate(&self.root_options(turn));
        // Another default for a while takes up to four writes: worth it where shields take more.
        let least = found.trie.nodes.last().map_or(0, |root| root.min_writes);
        let dear = found.best.as_ref().is_some_and(|best| best.cost.writes > least + 4);
        if complete && (dear || !found.meets(bound)) {
            return found.evaluate(&self.temporary_default_options(turn, found.trie, found.best.as_ref()));
        }
        complete
    }

    /// True where the prefix has a binding that stays, and bindings may be made that do not.
    fn keeps_default(&self) -> bool {
        let [before, after] = self.root_services();
        self.policy == Policy::Hitless && before == after && before != NO_SERVICE
    }

    /// The service of the prefix itself, before and after.
    fn root_services(&self) -> [ServiceNumber; 2] {
        match self.changes.first() {
            Some(site) if site.block == self.prefix => [site.before, site.after],
            _ => [NO_SERVICE, NO_SERVICE],
        }
    }

    fn rules_for(&self, turn: &BatchTiming) -> BatchRules {
        let BatchTiming {
            batches,
            last_only_creates: closing,
            start_in_flight: unsettled,
            initial_wait: wait,
        } = *turn;
        let shields = self.policy == Policy::Hitless;
        BatchRules {
            last_only_creates: closing,
            start_in_flight: unsettled,
            initial_wait: wait,
            ..BatchRules::new(batches, self.sub_block_services, shields)
        }
    }

    /// The ways without a detour of the default.
    fn root_options(&self, turn: &BatchTiming) -> Vec<RootOption> {
        let [before, after] = self.root_services();
        let (batches, course) = (turn.batches, self.rules_for(turn));
        if before == after {
            let stages = [before; MAX_BATCHES + 1];
            return RootOption::new(course, stages, ServiceSet::default()).into_iter().collect();
        }
        let empty = self.changes.iter().all(|site| site.before == NO_SERVICE);
        let mut ways = Vec::new();
        for turn in 0..batches {
            let strict = self.profile == Profile::Strict;
            if before == NO_SERVICE && empty && turn > 0
                || strict && after == NO_SERVICE && turn + 1 < batches
            {
                continue;
            }
            let mut course = course;
            if strict {
                course.rebuild_in = Some(turn);
            }
            for (batch, frozen) in course.create_forbidden.iter_mut().enumerate() {
                *frozen = before == NO_SERVICE && batch < turn || after == NO_SERVICE && batch > turn;
            }
            let mut stages = [after; MAX_BATCHES + 1];
            stages.iter_mut().take(turn + 1).for_each(|stage| *stage = before);
            let alone = if strict || before == NO_SERVICE {
                ServiceSet::single(before).with(after).difference(ServiceSet::single(NO_SERVICE))
            } else {
                ServiceSet::default()
            };
            ways.extend(RootOption::new(course, stages, alone));
        }
        ways
    }

    /// Where addresses are still hit, or shields are many, and nobody forbids it: another default for a while.
    fn temporary_default_options(
        &self,
        turn: &BatchTiming,
        terrain: &Trie,
        best: Option<&Incumbent<'_>>,
    ) -> Vec<RootOption> {
        let [before, after] = self.root_services();
        let batches = turn.batches;
        let may = self.profile == Profile::Lenient && self.policy == Policy::Hitless;
        if !may || after == NO_SERVICE || batches < 2 {
            return Vec::new();
        }
        // Who belongs to the default, and can belong to it only as the default, is hit by its change.
        let tied: u128 = terrain
            .leaves()
            .filter(|ground| ground.old == ground.new && !self.sub_block_services.contains(ground.old))
            .map(|ground| ground.addresses)
            .sum();
        let hits = best.map_or(u128::MAX, |best| best.cost.unowned.max(best.cost.third_party));
        if tied > hits {
            return Vec::new();
        }
        let course = self.rules_for(turn);
        let mut ways = Vec::new();
        for other in self.services.iter().filter(|other| *other != NO_SERVICE) {
            // From nothing, the first write of all is a default, and everybody sees it alone.
            let (latest, everybody) = match before {
                NO_SERVICE => (1, ServiceSet::single(other)),
                _ => (batches, ServiceSet::default()),
            };
            if third_party_addresses(terrain, everybody) > hits {
                continue;
            }
            let mut root = Vec::new();
            for away in 0..latest {
                for back in away + 1..batches {
                    let mut stages = [after; MAX_BATCHES + 1];
                    for (stage, service) in stages.iter_mut().enumerate() {
                        *service = match stage {
                            _ if stage <= away => before,
                            _ if stage <= back => other,
                            _ => after,
                        };
                    }
                    root.extend(course.schedule(stages));
                }
            }
            root.sort_unstable();
            ways.push(RootOption { rules: course, schedules: root, always_visible: everybody });
            if before == NO_SERVICE && turn.last_only_creates {
                // It goes with the first batch, and the last one only creates.
                let course = BatchRules { transient_default: Some(other), ..course };
                let mut stages = [after; MAX_BATCHES + 1];
                stages.iter_mut().take(2).for_each(|stage| *stage = NO_SERVICE);
                if let Some(mut root) = course.schedule(stages) {
                    root.writes += 2;
                    ways.push(RootOption { rules: course, schedules: vec![root], always_visible: everybody });
                }
            }
        }
        ways
    }

    /// The hits that no schedule can avoid: under the strict profile a default changes through the empty state, and
    /// is alone before and after it.
    fn lower_bound(&self, terrain: &Trie) -> Hits {
        let [before, after] = self.root_services();
        if self.policy == Policy::Hitless && (self.profile == Profile::Lenient || before == after) {
            // Under the lenient profile another default may help for a while.
            let tied = terrain.nodes.last().map_or(0, |root| root.default_only_addresses);
            let lost = terrain.unavoidable_hits();
            if before == NO_SERVICE && after != NO_SERVICE {
                let defaults = self.services.iter().filter(|service| *service != NO_SERVICE);
                let alone =
                    defaults.map(|service| third_party_addresses(terrain, ServiceSet::single(service)));
                return (0, alone.min().unwrap_or(0));
            }
            return (0, if self.profile == Profile::Lenient { lost.min(tied) } else { lost });
        }
        if self.profile == Profile::Lenient || before == after {
            return (0, 0);
        }
        let (mut unowned, mut third_party) = (0, 0);
        for ground in terrain.leaves() {
            let own = ServiceSet::single(ground.old).with(ground.new).with(NO_SERVICE);
            if ground.old != NO_SERVICE && ground.new != NO_SERVICE {
                unowned += ground.addresses;
            }
            if !own.contains(before) || !own.contains(after) {
                third_party += ground.addresses;
            }
        }
        (unowned, third_party)
    }
}

/// Addresses to which one of these services is neither the old nor the new owner.
fn third_party_addresses(terrain: &Trie, services: ServiceSet) -> u128 {
    let strange = terrain.leaves().filter(|ground| {
        let own = ServiceSet::single(ground.old).with(ground.new).with(NO_SERVICE);
        !services.difference(own).is_empty()
    });
    strange.map(|ground| ground.addresses).sum()
}

impl SearchProgress<'_> {
    /// Goes these ways, and keeps what is better than all before. False where a search was cut short.
    fn evaluate(&mut self, ways: &[RootOption]) -> bool {
        let mut complete = true;
        for way in ways {
            let mut search = Solver::new(self.trie, way.rules, way.always_visible, self.budget);
            let key = |price: Cost, course: &BatchRules| (price.hits(), course.duration(), price.writes);
            let mut least = self.best.as_ref().map(|best| key(best.cost, best.solver.rules()));
            let mut better = None;
            for root in &way.schedules {
                let price = search.cost_with_root(root);
                let this = key(price, &way.rules);
                if least.is_none_or(|least| least > this) {
                    (least, better) = (Some(this), Some((price, *root)));
                }
            }
            self.options_evaluated += self.budget - search.budget_left();
            complete &= search.is_complete();
            if let Some((price, root)) = better {
                self.best = Some(Incumbent { cost: price, root, solver: search });
            }
        }
        complete
    }

    /// True where no more are hit than that.
    fn meets(&self, bound: Hits) -> bool {
        self.best.as_ref().is_some_and(|best| best.cost.hits() <= bound)
    }
}

impl Incumbent<'_> {
    fn into_solution(mut self, prefix: CidrBlock, terrain: &Trie, complete: bool) -> Solution {
        let mut parts = Vec::new();
        for (id, stages) in self.solver.chosen_schedules(&self.root) {
            if let Some(place) = terrain.blocks(id) {
                place.for_each(terrain.width, |block| parts.push(BlockSchedule { block, stages }));
            }
        }
        Solution { prefix, rules: *self.solver.rules(), schedules: parts, complete }
    }
}

impl RootOption {
    fn new(course: BatchRules, root: ServiceByBatch, everybody: ServiceSet) -> Option<Self> {
        Some(Self { rules: course, schedules: vec![course.schedule(root)?], always_visible: everybody })
    }
}

#[cfg(test)]
mod tests;
