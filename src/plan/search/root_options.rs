//! The options of the prefix itself: in which batch its own binding, the default, changes.

use super::batch_rules::BatchRules;
use super::batch_timing::BatchTiming;
use super::cost::Cost;
use super::lower_bound::third_party_addresses;
use super::problem::SearchProblem;
use super::schedule::{MAX_BATCHES, Schedule, ServiceByBatch};
use super::service_set::{NO_SERVICE, ServiceNumber, ServiceSet};
use super::trie::Trie;
use crate::plan::task::{Policy, Profile};

/// Schedules of the prefix that put the same rules on all other nodes.
pub(super) struct RootOption {
    pub(super) rules: BatchRules,
    pub(super) schedules: Vec<Schedule>,
    /// The services that some edge shows at every address, because the default exists alone for a moment.
    pub(super) always_visible: ServiceSet,
}

impl RootOption {
    fn new(rules: BatchRules, services: ServiceByBatch, always_visible: ServiceSet) -> Option<Self> {
        Some(Self { rules, schedules: vec![rules.schedule(services)?], always_visible })
    }
}

/// The options without a temporary default.
pub(super) fn root_options(problem: &SearchProblem<'_>, timing: &BatchTiming) -> Vec<RootOption> {
    let [before, after] = problem.root_services();
    let base = timing.rules(problem);
    if before == after {
        let services = [before; MAX_BATCHES + 1];
        return RootOption::new(base, services, ServiceSet::default()).into_iter().collect();
    }
    let strict = problem.profile == Profile::Strict;
    let nothing_bound = problem.changes.iter().all(|change| change.before == NO_SERVICE);
    let mut options = Vec::new();
    for change_in in 0..timing.batches {
        // A default comes before everything else where nothing is bound, and under `strict` it goes after everything else.
        if before == NO_SERVICE && nothing_bound && change_in > 0
            || strict && after == NO_SERVICE && change_in + 1 < timing.batches
        {
            continue;
        }
        let mut rules = base;
        if strict {
            rules.rebuild_in = Some(change_in);
        }
        for (batch, forbidden) in rules.create_forbidden.iter_mut().enumerate() {
            *forbidden =
                before == NO_SERVICE && batch < change_in || after == NO_SERVICE && batch > change_in;
        }
        let mut services = [after; MAX_BATCHES + 1];
        services.iter_mut().take(change_in + 1).for_each(|service| *service = before);
        let always_visible = if strict || before == NO_SERVICE {
            ServiceSet::single(before).with(after).difference(ServiceSet::single(NO_SERVICE))
        } else {
            ServiceSet::default()
        };
        options.extend(RootOption::new(rules, services, always_visible));
    }
    options
}

/// The options with a temporary default: another service has the whole prefix for some batches. The profile `lenient`
/// allows that.
///
/// `best` is the lowest cost so far. Options that hit more addresses by themselves are left out.
pub(super) fn temporary_default_options(
    problem: &SearchProblem<'_>,
    timing: &BatchTiming,
    trie: &Trie,
    best: Option<Cost>,
) -> Vec<RootOption> {
    let [before, after] = problem.root_services();
    let allowed = problem.profile == Profile::Lenient && problem.policy == Policy::Hitless;
    if !allowed || after == NO_SERVICE || timing.batches < 2 {
        return Vec::new();
    }
    // Each change of the default hits the addresses that keep an owner which can only be the default.
    let keep_default_only = trie
        .leaves()
        .filter(|leaf| leaf.old == leaf.new && !problem.sub_block_services.contains(leaf.old))
        .map(|leaf| leaf.addresses)
        .sum::<u128>();
    let max_hits = best.map_or(u128::MAX, |cost| cost.unowned.max(cost.third_party));
    if keep_default_only > max_hits {
        return Vec::new();
    }
    let rules = timing.rules(problem);
    let mut options = Vec::new();
    for temporary in problem.services.iter().filter(|service| *service != NO_SERVICE) {
        // Where nothing is bound, the very first write creates the temporary default, so all addresses see it alone.
        let (latest_start, always_visible) = match before {
            NO_SERVICE => (1, ServiceSet::single(temporary)),
            _ => (timing.batches, ServiceSet::default()),
        };
        if third_party_addresses(trie, always_visible) > max_hits {
            continue;
        }
        let mut schedules = temporary_schedules(&rules, [before, temporary, after], latest_start);
        schedules.sort_unstable();
        options.push(RootOption { rules, schedules, always_visible });
        if before == NO_SERVICE && timing.last_only_creates {
            options.extend(transient_default_option(rules, temporary, after, always_visible));
        }
    }
    options
}

/// All schedules that replace the default by a temporary one and that by the final one, each in a batch of its own. The
/// temporary one comes in one of the first `latest_start` batches.
fn temporary_schedules(
    rules: &BatchRules,
    [before, temporary, after]: [ServiceNumber; 3],
    latest_start: usize,
) -> Vec<Schedule> {
    let mut schedules = Vec::new();
    for start in 0..latest_start {
        for end in start + 1..rules.batches {
            let mut services = [after; MAX_BATCHES + 1];
            services.iter_mut().take(end + 1).for_each(|service| *service = temporary);
            services.iter_mut().take(start + 1).for_each(|service| *service = before);
            schedules.extend(rules.schedule(services));
        }
    }
    schedules
}

/// The option whose temporary default comes and goes within the first batch, so that the last batch only creates.
fn transient_default_option(
    rules: BatchRules,
    temporary: ServiceNumber,
    after: ServiceNumber,
    always_visible: ServiceSet,
) -> Option<RootOption> {
    let rules = BatchRules { transient_default: Some(temporary), ..rules };
    let mut services = [after; MAX_BATCHES + 1];
    services.iter_mut().take(2).for_each(|service| *service = NO_SERVICE);
    let mut schedule = rules.schedule(services)?;
    // The schedule does not show these two.
    schedule.writes += 2;
    Some(RootOption { rules, schedules: vec![schedule], always_visible })
}

#[cfg(test)]
mod tests;
