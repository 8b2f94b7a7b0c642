//! Finds bindings to one service that fill a larger block exactly.

use crate::cidr::Cidr;
use crate::sort;

/// A block that several bindings to one service fill exactly.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct CompletedBlock<'a> {
    pub(super) cidr: Cidr,
    pub(super) service: &'a str,
    pub(super) bindings: usize,
}

/// Joins siblings of one service, from the longest up, while the parent is not bound, and returns the largest blocks.
/// `bound` is sorted by block.
pub(super) fn completed_blocks<'a>(bound: &[(Cidr, &'a str)]) -> Vec<CompletedBlock<'a>> {
    // By length; a joined block takes part again one level up.
    let mut levels: Vec<Vec<(Cidr, (&'a str, usize))>> = vec![Vec::new(); 129];
    for (cidr, service) in bound {
        if let Some(level) = levels.get_mut(usize::from(cidr.length())) {
            level.push((*cidr, (service, 1)));
        }
    }
    let mut completed = Vec::new();
    while let Some(mut level) = levels.pop() {
        sort::last_of_each(&mut level);
        for (at, (cidr, (service, bindings))) in level.iter().enumerate() {
            // No block of the same length is between two siblings.
            let mut beside =
                [at.checked_sub(1), Some(at + 1)].into_iter().flatten().filter_map(|at| level.get(at));
            let sibling = cidr.sibling();
            let other = beside.find(|(cidr, _)| Some(*cidr) == sibling).map(|(_, found)| found);
            let joined = match (other, cidr.parent()) {
                (Some((also, more)), Some(parent))
                    if also == service && sort::find(bound, &parent).is_none() =>
                {
                    // Both halves add it, with the same values.
                    if let Some(up) = levels.last_mut() {
                        up.push((parent, (*service, bindings + more)));
                    }
                    true
                }
                _ => false,
            };
            if !joined && *bindings > 1 {
                completed.push(CompletedBlock { cidr: *cidr, service, bindings: *bindings });
            }
        }
    }
    sort::sort_by(&mut completed, |one, other| one.cidr.cmp(&other.cidr));
    completed
}
