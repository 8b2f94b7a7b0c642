//! Which bindings to one service are exactly one larger block.

use crate::cidr::Cidr;
use std::collections::BTreeMap;

/// A block that several bindings to one service fill exactly.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Merged<'a> {
    pub(super) cidr: Cidr,
    pub(super) service: &'a str,
    pub(super) bindings: usize,
}

/// Joins siblings of one service, from the longest up, as long as the parent is free; gives the largest blocks.
pub(super) fn siblings<'a>(bound: &BTreeMap<Cidr, &'a str>) -> Vec<Merged<'a>> {
    // By length, longest first; a block once joined is looked at again one level up.
    let mut levels: BTreeMap<u8, BTreeMap<Cidr, (&'a str, usize)>> = BTreeMap::new();
    for (cidr, service) in bound {
        levels.entry(cidr.length()).or_default().insert(*cidr, (service, 1));
    }
    let mut merged = Vec::new();
    while let Some((length, level)) = levels.pop_last() {
        for (cidr, &(service, bindings)) in &level {
            let other = cidr.sibling().and_then(|sibling| level.get(&sibling));
            let joined = match (other, cidr.parent()) {
                (Some((also, more)), Some(parent)) if *also == service && !bound.contains_key(&parent) => {
                    // Once from either half, and the same both times.
                    let up = levels.entry(length - 1).or_default();
                    up.insert(parent, (service, bindings + more));
                    true
                }
                _ => false,
            };
            if !joined && bindings > 1 {
                merged.push(Merged { cidr: *cidr, service, bindings });
            }
        }
    }
    merged.sort_by_key(|m| m.cidr);
    merged
}
