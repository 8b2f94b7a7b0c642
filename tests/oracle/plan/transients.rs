//! What edges can show while a plan runs, by trying every subset of the writes in flight; and what the API refuses.

/// A service as a number from 1; 0 for none.
pub(crate) type OracleService = u8;

/// Services as bits; bit 0 for an address without an owner.
pub(crate) type OwnerSet = u32;

/// A binding that an edge has or has not.
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

/// What the API is assumed to allow for one prefix.
#[derive(Debug, Clone)]
pub(crate) struct ApiModel {
    pub(crate) first: u128,
    pub(crate) last: u128,
    /// True if the default can be missing while more specific bindings exist.
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

    /// Applies the write at an edge, whatever other writes it has seen.
    fn apply_at_edge(&self, facts: &mut Vec<OracleBinding>) {
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

    /// Carries out one write, or returns why the API refuses it.
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
        write.apply_at_edge(state);
        Ok(())
    }
}

/// The services that an edge with these bindings may show at an address: those of the smallest blocks around it.
pub(crate) fn owners(facts: &[OracleBinding], address: u128) -> OwnerSet {
    let around = || facts.iter().filter(|fact| fact.holds(address));
    let Some(least) = around().map(|fact| fact.last - fact.first).min() else {
        return 1;
    };
    around().filter(|fact| fact.last - fact.first == least).fold(0, |bits, fact| bits | 1 << fact.service)
}

/// For each address the services that an edge may show which has seen any subset of the writes.
///
/// If current bindings are still `rolling` out, an edge has any subset of them, and what it shows without the writes does not
/// count, because the plan is not the reason. `settled` are the other current bindings.
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
                    write.apply_at_edge(&mut facts);
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

/// The same, but for each address only from the bindings and writes around it: no others can change its owner.
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
            // Only the writes are in flight here; what edges show at the start is no hit.
            let settled = around(settled);
            return in_flight(&settled, &[], &writes, &[address])[0] & !owners(&settled, address);
        }
        in_flight(&around(settled), &arriving, &writes, &[address])[0]
    };
    addresses.iter().map(look).collect()
}
