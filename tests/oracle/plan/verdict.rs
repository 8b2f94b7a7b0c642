//! What a plan does when it is carried out: whether each write is legal, where it ends, and what edges show meanwhile.

use super::transients::{ApiModel, OracleBinding, OracleService, OracleWrite, OwnerSet, owners};
use std::collections::BTreeSet;

/// A batch of writes; `settles` is true if the gate behind it waits until every edge has seen them.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct ObservedBatch {
    pub(crate) writes: Vec<OracleWrite>,
    pub(crate) settles: bool,
    /// The least hours of the gate.
    pub(crate) hours: u8,
    /// The number of the wait among the plan's steps.
    pub(crate) wait: usize,
}

/// An address with a wrong owner, or without one, by its index among the watched addresses.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct ObservedHit {
    pub(crate) wait: usize,
    pub(crate) address: usize,
    pub(crate) owner: OracleService,
}

/// What happened to each address.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Observation {
    pub(crate) unowned: Vec<bool>,
    pub(crate) third_party: Vec<bool>,
    /// True if its owner at the end differs from that at the start.
    pub(crate) changed: Vec<bool>,
    /// True if it is in a block that is written to.
    pub(crate) written: Vec<bool>,
    /// Every wrong owner during every wait.
    pub(crate) exposed: BTreeSet<ObservedHit>,
    pub(crate) hours: u8,
    pub(crate) gates: usize,
    pub(crate) writes: usize,
}

impl Observation {
    /// Notes the wrong owners of an address during a wait.
    fn note_hits(&mut self, wait: usize, address: usize, wrong: OwnerSet) {
        self.unowned[address] |= wrong & 1 != 0;
        self.third_party[address] |= wrong & !1 != 0;
        for owner in (0..32).filter(|owner| wrong >> owner & 1 == 1) {
            self.exposed.insert(ObservedHit { wait, address, owner });
        }
    }
}

/// How to try the subsets of the writes in flight: [`super::transients::in_flight`] or [`super::transients::nearby`].
pub(crate) type EdgeView = fn(&[OracleBinding], &[OracleBinding], &[OracleWrite], &[u128]) -> Vec<OwnerSet>;

/// Carries out the batches on `current`, and watches the addresses; `rolling` are the current bindings in flight.
pub(crate) fn observe(
    api: &ApiModel,
    (current, rolling, desired): (&[OracleBinding], &[OracleBinding], &[OracleBinding]),
    batches: &[ObservedBatch],
    addresses: &[u128],
    edge_view: EdgeView,
) -> Result<Observation, String> {
    let right: Vec<OwnerSet> =
        addresses.iter().map(|&at| owners(current, at) | owners(desired, at)).collect();
    let mut observed = Observation {
        unowned: vec![false; addresses.len()],
        third_party: vec![false; addresses.len()],
        changed: addresses.iter().map(|&at| owners(current, at) != owners(desired, at)).collect(),
        written: vec![false; addresses.len()],
        exposed: BTreeSet::new(),
        hours: batches.iter().map(|batch| batch.hours).sum(),
        gates: batches.len(),
        writes: 0,
    };
    let mut state = current.to_vec();
    // The bindings that all edges have, those that some edges may have, and the writes since.
    let mut settled: Vec<_> = current.iter().filter(|bound| !rolling.contains(bound)).copied().collect();
    let mut rolling = rolling.to_vec();
    let mut in_flight = Vec::new();
    for (at, batch) in batches.iter().enumerate() {
        if batch.writes.is_empty() && (at > 0 || rolling.is_empty()) {
            return Err("a gate without a write before it".to_owned());
        }
        for write in &batch.writes {
            api.write(&mut state, write)?;
            in_flight.push(*write);
            for (written, &address) in observed.written.iter_mut().zip(addresses) {
                *written |= write.binding().holds(address);
            }
            observed.writes += 1;
        }
        let seen = edge_view(&settled, &rolling, &in_flight, addresses);
        for (address, (seen, right)) in seen.iter().zip(&right).enumerate() {
            observed.note_hits(batch.wait, address, seen & !right);
        }
        if batch.settles {
            settled.clone_from(&state);
            rolling.clear();
            in_flight.clear();
        }
    }
    let sorted = |facts: &[OracleBinding]| {
        let mut facts = facts.to_vec();
        facts.sort_unstable();
        facts
    };
    if sorted(&state) != sorted(desired) {
        return Err(format!("ends with {state:?}"));
    }
    Ok(observed)
}
