//! A lower bound of the hits of a whole plan. The search ends as soon as a plan meets it.

use super::cost::Hits;
use super::problem::SearchProblem;
use super::service_set::{NO_SERVICE, ServiceSet};
use super::trie::Trie;
use crate::plan::task::{Policy, Profile};

/// The hits that no solution avoids.
pub(super) fn lower_bound(problem: &SearchProblem<'_>, trie: &Trie) -> Hits {
    let [before, after] = problem.root_services();
    let lenient = problem.profile == Profile::Lenient;
    if problem.policy == Policy::Hitless && (lenient || before == after) {
        if before == NO_SERVICE && after != NO_SERVICE {
            // Some default comes first, and all addresses see it alone.
            let defaults = problem.services.iter().filter(|service| *service != NO_SERVICE);
            let hits = defaults.map(|service| third_party_addresses(trie, ServiceSet::single(service)));
            return (0, hits.min().unwrap_or(0));
        }
        let unavoidable = trie.unavoidable_hits();
        // A temporary default can protect the unavoidable addresses, and then hits all default-only ones.
        let default_only = trie.nodes.last().map_or(0, |root| root.default_only_addresses);
        return (0, if lenient { unavoidable.min(default_only) } else { unavoidable });
    }
    if lenient || before == after {
        return (0, 0);
    }
    rebuild_hits(problem, trie)
}

/// The hits of a default that changes under the profile `strict`: the prefix is empty for a moment, and all addresses see
/// the old default alone before it, and the new one alone after it.
fn rebuild_hits(problem: &SearchProblem<'_>, trie: &Trie) -> Hits {
    let [before, after] = problem.root_services();
    let (mut unowned, mut third_party) = (0, 0);
    for leaf in trie.leaves() {
        let own = ServiceSet::single(leaf.old).with(leaf.new).with(NO_SERVICE);
        if leaf.old != NO_SERVICE && leaf.new != NO_SERVICE {
            unowned += leaf.addresses;
        }
        if !own.contains(before) || !own.contains(after) {
            third_party += leaf.addresses;
        }
    }
    (unowned, third_party)
}

/// The number of addresses that one of these services hits: it is neither their old nor their new owner.
pub(super) fn third_party_addresses(trie: &Trie, services: ServiceSet) -> u128 {
    let hit = trie.leaves().filter(|leaf| {
        let own = ServiceSet::single(leaf.old).with(leaf.new).with(NO_SERVICE);
        !services.difference(own).is_empty()
    });
    hit.map(|leaf| leaf.addresses).sum()
}

#[cfg(test)]
mod tests;
