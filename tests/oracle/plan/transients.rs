//! What edges can see while a plan runs, by trying every subset of the writes in flight; and what the API refuses.
#![cfg(test)]

/// A service as a number from 1; 0 means nobody.
pub(crate) type OracleService = u8;

/// Services as bits; bit 0 for an address without an owner.
pub(crate) type OwnerSet = u32;

/// A binding, or that there was one: a fact that an edge has or has not.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct OracleBinding {
    pub(crate) first: u128,
    pub(crate) last: u128,
    pub(crate) service: OracleService,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum OracleWrite {
    Create(OracleBinding),
    Delete(OracleBinding),
}

/// What the API is taken to allow below one prefix.
#[derive(Debug, Clone)]
pub(crate) struct ApiModel {
    pub(crate) first: u128,
    pub(crate) last: u128,
    /// Whether the default may be missing while more specific bindings exist.
    pub(crate) lenient: bool,
    /// Services that can be bound to the prefix only, as bits.
    pub(crate) default_only: OwnerSet,
}

impl OracleBinding {
    pub(crate) fn holds(&self, address: u128) -> bool {
        self.first <= address && address <= self.last
    }

    fn same_block(&self, other: &Self) -> bool {
        self.first == other.first && self.last == other.last
    }
}

impl OracleWrite {
    pub(crate) fn binding(&self) -> &OracleBinding {
        match self {
            Self::Create(bound) | Self::Delete(bound) => bound,
        }
    }

    /// What an edge does that hears of it, whatever else it has heard.
    fn reach(&self, facts: &mut Vec<OracleBinding>) {
        match self {
            Self::Create(bound) if facts.contains(bound) => {}
            Self::Create(bound) => facts.push(*bound),
            Self::Delete(bound) => facts.retain(|fact| fact != bound),
        }
    }
}

impl ApiModel {
    fn is_default(&self, bound: &OracleBinding) -> bool {
        bound.first == self.first && bound.last == self.last
    }

    /// Carries out one write, or says why the API would not.
    pub(crate) fn write(&self, state: &mut Vec<OracleBinding>, write: &OracleWrite) -> Result<(), String> {
        let refuse = |why: &str| Err(format!("{why}: {write:?} on {state:?}"));
        let bound = write.binding();
        let default = state.iter().any(|other| self.is_default(other));
        match write {
            OracleWrite::Create(_) => {
                if bound.first < self.first || bound.last > self.last || bound.first > bound.last {
                    return refuse("outside the prefix");
                }
                if bound.service == 0 {
                    return refuse("no service");
                }
                if state.iter().any(|other| other.same_block(bound)) {
                    return refuse("already bound");
                }
                if self.is_default(bound) {
                    if !self.lenient && !state.is_empty() {
                        return refuse("the default is created first");
                    }
                } else if !default {
                    return refuse("no default");
                } else if self.default_only & 1 << bound.service != 0 {
                    return refuse("for the default only");
                }
            }
            OracleWrite::Delete(_) => {
                if !state.contains(bound) {
                    return refuse("nothing to delete");
                }
                if self.is_default(bound) && !self.lenient && state.len() > 1 {
                    return refuse("the default is deleted last");
                }
            }
        }
        write.reach(state);
        Ok(())
    }
}

/// Who may answer for an address: the services of the longest blocks around it.
pub(crate) fn owners(facts: &[OracleBinding], address: u128) -> OwnerSet {
    let around = || facts.iter().filter(|fact| fact.holds(address));
    let Some(least) = around().map(|fact| fact.last - fact.first).min() else {
        return 1;
    };
    around().filter(|fact| fact.last - fact.first == least).fold(0, |bits, fact| bits | 1 << fact.service)
}

/// For each address: everybody who may answer for it at an edge that has seen any subset of the writes.
///
/// Where bindings of the start are still `rolling` out, an edge has any subset of these, and what it would answer
/// without the writes does not count: the plan does not do that to it. `settled` is then the rest of the start.
pub(crate) fn in_flight(
    settled: &[OracleBinding],
    rolling: &[OracleBinding],
    writes: &[OracleWrite],
    addresses: &[u128],
) -> Vec<OwnerSet> {
    let number = writes.len() + rolling.len();
    assert!(number <= 16, "2^{number} subsets are too many: look at each address by itself");
    let mut seen = vec![0; addresses.len()];
    for there in 0..1u32 << rolling.len() {
        let arrived = (0..).zip(rolling).filter(|(index, _)| there & 1 << index != 0);
        let start: Vec<_> = settled.iter().chain(arrived.map(|(_, bound)| bound)).copied().collect();
        let mut facts = Vec::new();
        for subset in 0..1u32 << writes.len() {
            facts.clone_from(&start);
            for (index, write) in writes.iter().enumerate() {
                if subset & 1 << index != 0 {
                    write.reach(&mut facts);
                }
            }
            for (seen, &address) in seen.iter_mut().zip(addresses) {
                let anyway = if rolling.is_empty() { 0 } else { owners(&start, address) };
                *seen |= owners(&facts, address) & !anyway;
            }
        }
    }
    seen
}

/// The same, for each address from the facts and writes around it: no other can change its owner.
pub(crate) fn nearby(
    settled: &[OracleBinding],
    rolling: &[OracleBinding],
    writes: &[OracleWrite],
    addresses: &[u128],
) -> Vec<OwnerSet> {
    let look = |&address: &u128| {
        let around = |facts: &[OracleBinding]| -> Vec<OracleBinding> {
            facts.iter().filter(|fact| fact.holds(address)).copied().collect()
        };
        let arriving = around(rolling);
        let writes: Vec<_> = writes.iter().filter(|write| write.binding().holds(address)).copied().collect();
        if arriving.is_empty() && !rolling.is_empty() {
            // Nothing is in flight here but the writes; what was there at the start is no hit either way.
            let settled = around(settled);
            return in_flight(&settled, &[], &writes, &[address])[0] & !owners(&settled, address);
        }
        in_flight(&around(settled), &arriving, &writes, &[address])[0]
    };
    addresses.iter().map(look).collect()
}
