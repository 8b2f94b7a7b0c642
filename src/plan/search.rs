//! The search: which bindings to write in which batch, so that a change hits as few addresses as possible.
//!
//! # The problem
//!
//! The input is the bindings of a prefix, before and after. A plan is a sequence of batches of writes with a wait behind each.
//! While a batch is in flight, an edge may have seen any subset of its writes; behind a long wait every edge has seen all
//! of them. An address is *hit* if some edge, in some batch, sends its traffic to no service although it has an owner before
//! and after (*unowned*), or to a service that is neither its old nor its new owner (*third party*).
//!
//! The search chooses a [`Schedule`] for every block: the service bound to it before the first batch and after each batch.
//! That includes temporary bindings, which exist in neither state: shields. Plans are compared by unowned addresses, then
//! third-party addresses, hours, waits, writes. The policy `fewest-writes` allows no writes beyond those of the difference,
//! and compares the rest in the same way.
//!
//! # Dynamic programming over a binary trie
//!
//! [`trie_builder`] builds a sparse binary trie of the blocks that matter. The bindings above a node matter to the addresses
//! below it in one way only: by the [`view`], which is, for each batch, the set of services that some edge shows at an
//! address if nothing more specific is bound. In a batch that writes to a node, edges below it show the old service, the new
//! one, or what is above; in any other batch the bound service hides what is above. So a schedule is a function from the
//! view above a node to the view below it ([`view::ViewTransform`]). At a leaf, the union of the view over all batches
//! tells whether the addresses are hit.
//!
//! Hits add up over addresses and writes add up over blocks. Hence the optimal substructure: the lowest cost of a node and
//! all below it depends on the node and on the view, and on nothing else.
//!
//! ```text
//! cost(leaf, view)  = min over options of  hits(leaf, option(view)) + writes(option)
//! cost(node, view)  = min over options of  sum of cost(child, option(view)) + writes(option)
//! ```
//!
//! *State.* Nodes with the same [`node_class::NodeClass`] have the same options. A service that no address at or below a node
//! has as an owner is as good as any other such service, so [`state`] replaces all of them in the view by one. A state is a
//! class with such a view. A leaf is solved once for each state, since the number of its addresses only scales the cost. An
//! inner node is solved once for each state that it is reached in, and the result is kept in the [`memo`] table.
//!
//! *Options.* [`options`] enumerates the schedules of a node over its service before, its service after, no service, and the
//! owners of the addresses at or below it that may be bound to a part of the prefix. A schedule takes two writes more than
//! the fewest at most: one temporary binding, or one binding that is away for a while. That limit and the choice of blocks
//! restrict the search. On prefixes of four addresses the trie has every block, and the exhaustive tests
//! (`tests/core/plan/exhaustive.rs`) find no better plan without the limit. On larger prefixes a better plan may exist.
//!
//! *Dominance.* Options are sorted by their writes. An option is skipped if one of the first candidates before it shows a
//! subset of its services in every batch: with fewer visible services no schedule below hits more.
//!
//! *Lower bounds.* A subtree takes at least the writes of its difference. It hits at least what the rules alone hit; all its
//! default-only addresses, if the view has a service that none of them can have; and the unavoidable addresses
//! ([`trie::Trie::unavoidable_hits`]), if none of their own services is visible. Of two children, the cost of the second is
//! not computed if that of the first, with the bound of the second, already reaches the best cost so far. A node is done
//! when its best option meets the bound of the hits and the next option takes no fewer writes.
//!
//! # Above the solver
//!
//! [`Solver`] works under one set of [`batch_rules::BatchRules`]. This module runs it for each number of batches from one to
//! five, for each kind of wait, and for each way to change the binding of the prefix itself ([`root_options`]): under the
//! profile `strict` in one batch that deletes and creates everything, under `lenient` also through a temporary default. The
//! fewest hours come first. The search ends when the hits meet a bound for the whole plan ([`lower_bound()`]), because a
//! longer plan can then only be worse. Where one or two batches are known not to meet it, three come first.
//!
//! *In flight at the start.* A current binding may still be rolling out. Then either the plan begins with a long wait, or the
//! first batch is written at once. In the second case an edge shows another service with or without the plan, and only what
//! the plan changes may count: the view has one more column, the *changes*, which replaces the first batch when hits are
//! counted. With that column a plan has four batches at most. The impact, which tells the user about hits, does not use any
//! of this: it follows the finished list of writes ([`super::impact`]).
//!
//! *Cut short.* Each run of the solver evaluates [`SEARCH_BUDGET`] options at most. Beyond that it takes the first candidate
//! at every node. The result is a valid plan with `complete: false`. The search then tries no further kind of wait, except
//! that after three batches that came first it still tries the fastest one.
//!
//! # Complexity
//!
//! With n bindings the trie has O(n) nodes and takes O(n log n), because of the sort. A node has a bounded number of options:
//! with t temporary services, (3 + t)^4 before the limit of writes; with it, 8 for a replaced binding and three batches, and 45
//! for five. Time and memory are
//! proportional to the states that are reached. In the worst case their number grows exponentially with the depth of the
//! nesting, since each level can multiply the views; then the budget ends the search. Where few blocks are nested there are
//! few views, and the whole search grows like n log n (a test counts evaluated options).
//!
//! # Literature, and what is new
//!
//! - Draves, King, Venkatachary, Zill: *Constructing Optimal IP Routing Tables*, INFOCOM 1999. Also dynamic programming over
//!   the binary trie of prefixes. It finds the smallest table with the same lookups (`aggregate` uses it). Nothing changes over
//!   time there: a set of next hops for each node is enough, and three passes find the optimum.
//! - Land, Doig: *An Automatic Method of Solving Discrete Programming Problems*, Econometrica 28 (1960): branch and bound.
//! - Reitblatt, Foster, Rexford, Schlesinger, Walker: *Abstractions for Network Update*, SIGCOMM 2012: what packets can meet
//!   while rules are updated one by one. They version the packets, which a user of this API cannot do.
//!
//! The state is ours: the view per batch as the only link between a block and the bindings above it, with the column of
//! changes for bindings in flight; and so are the bounds from default-only addresses.

pub(super) mod batch_rules;
mod batch_timing;
pub(super) mod binding_change;
mod block_set;
pub(super) mod cidr_block;
mod cost;
mod lower_bound;
mod memo;
mod node_class;
mod options;
pub(super) mod problem;
mod root_options;
mod schedule;
pub(super) mod service_set;
mod solver;
mod state;
#[cfg(test)]
pub(super) mod test_fixtures;
mod trie;
mod trie_builder;
mod view;
pub(super) mod write_order;

use batch_timing::{BatchTiming, batch_timings};
use cost::{Cost, Hits};
use lower_bound::lower_bound;
use problem::{BlockSchedule, SearchProblem, Solution};
use root_options::{RootOption, root_options, temporary_default_options};
use schedule::Schedule;
use solver::Solver;
use trie::Trie;
use trie_builder::build_trie;

/// How many options one run of the solver evaluates at most: about a second of work. Only tasks that are built for it
/// reach the limit.
const SEARCH_BUDGET: u64 = 3_000_000;

/// A temporary default takes this many more writes at most. It is worth a try where shields take more.
const TEMPORARY_DEFAULT_WRITES: u32 = 4;

/// The best solution so far, and the effort spent.
struct SearchProgress<'a> {
    trie: &'a Trie,
    /// How many options one run of the solver may evaluate.
    budget: u64,
    /// How many options all runs have evaluated.
    options_evaluated: u64,
    best: Option<Incumbent<'a>>,
}

/// A solution by its cost. Its schedules are read from the solver at the very end.
struct Incumbent<'a> {
    cost: Cost,
    root: Schedule,
    solver: Solver<'a>,
}

/// The solution with the lowest cost; `None` where nothing differs.
pub(super) fn solve(problem: &SearchProblem<'_>) -> Option<Solution> {
    let (found, _) = solve_within(problem, SEARCH_BUDGET);
    found.map(|(_, solution)| solution)
}

/// The solution and its cost, if one run of the solver evaluates `budget` options at most; and the options that all runs
/// evaluated.
fn solve_within(problem: &SearchProblem<'_>, budget: u64) -> (Option<(Cost, Solution)>, u64) {
    let SearchProblem { prefix, width, changes, sub_block_services, .. } = *problem;
    let trie = build_trie(prefix, width, changes, sub_block_services);
    if min_writes(&trie) == 0 {
        return (None, 0);
    }
    let bound = lower_bound(problem, &trie);
    let mut progress = SearchProgress { trie: &trie, budget, options_evaluated: 0, best: None };
    let three_first = problem.keeps_default() && trie.needs_three_batches();
    let (three, others): (Vec<_>, Vec<_>) =
        batch_timings(problem).into_iter().partition(|timing| three_first && timing.batches == 3);
    let mut complete = true;
    for timing in &three {
        if !progress.meets(bound) {
            complete &= progress.try_timing(problem, timing, bound);
        }
    }
    for timing in &others {
        if progress.meets(bound) {
            break;
        }
        complete &= progress.try_timing(problem, timing, bound);
        if !complete {
            break;
        }
    }
    let SearchProgress { best, options_evaluated, .. } = progress;
    let solution = best.map(|best| (best.cost, best.into_solution(problem, &trie, complete)));
    (solution, options_evaluated)
}

/// The writes that the difference alone takes.
fn min_writes(trie: &Trie) -> u32 {
    trie.nodes.last().map_or(0, |root| root.min_writes)
}

impl SearchProgress<'_> {
    /// Tries one kind of wait. Returns false where the budget ran out.
    fn try_timing(&mut self, problem: &SearchProblem<'_>, timing: &BatchTiming, bound: Hits) -> bool {
        let complete = self.evaluate(root_options(problem, timing));
        let cost = self.best.as_ref().map(|best| best.cost);
        let many_writes =
            cost.is_some_and(|cost| cost.writes > min_writes(self.trie) + TEMPORARY_DEFAULT_WRITES);
        if complete && (many_writes || !self.meets(bound)) {
            return self.evaluate(temporary_default_options(problem, timing, self.trie, cost));
        }
        complete
    }

    /// Solves the trie for each of these options, and keeps what is better than the best so far. Returns false where the
    /// budget ran out.
    fn evaluate(&mut self, options: Vec<RootOption>) -> bool {
        let mut complete = true;
        for RootOption { rules, schedules, always_visible } in options {
            let mut solver = Solver::new(self.trie, rules, always_visible, self.budget);
            let mut known = self
                .best
                .as_ref()
                .map(|best| (best.cost.hits(), best.solver.rules().duration(), best.cost.writes));
            let mut better = None;
            for root in schedules {
                let cost = solver.cost_with_root(&root);
                let rank = (cost.hits(), rules.duration(), cost.writes);
                if known.is_none_or(|known| rank < known) {
                    (known, better) = (Some(rank), Some((cost, root)));
                }
            }
            self.options_evaluated += self.budget - solver.budget_left();
            complete &= solver.is_complete();
            if let Some((cost, root)) = better {
                self.best = Some(Incumbent { cost, root, solver });
            }
        }
        complete
    }

    /// True where the best solution has no more hits than that.
    fn meets(&self, bound: Hits) -> bool {
        self.best.as_ref().is_some_and(|best| best.cost.hits() <= bound)
    }
}

impl Incumbent<'_> {
    fn into_solution(mut self, problem: &SearchProblem<'_>, trie: &Trie, complete: bool) -> Solution {
        let mut schedules = Vec::new();
        for (id, services) in self.solver.chosen_schedules(&self.root) {
            if let Some(blocks) = trie.blocks(id) {
                blocks.for_each(trie.width, |block| schedules.push(BlockSchedule { block, services }));
            }
        }
        Solution { prefix: problem.prefix, rules: *self.solver.rules(), schedules, complete }
    }
}

#[cfg(test)]
mod tests;
