//! The least number of bindings by exhaustive search: over every set of bindings where possible, else over every choice
//! for each block. It imports nothing from the core.

use std::collections::{BTreeSet, HashMap};

/// A small world: `2^height` addresses, and services below `services`, one of which is the default.
#[derive(Debug, Clone, Copy)]
pub(crate) struct AggregateWorld {
    pub(crate) height: u32,
    pub(crate) services: u8,
    pub(crate) default: u8,
    /// True where the default can be bound to the prefix only.
    pub(crate) only: bool,
}

impl AggregateWorld {
    fn addresses(self) -> usize {
        1 << self.height
    }

    /// Services that a block inside the prefix can be bound to.
    fn choices(self) -> impl Iterator<Item = u8> {
        (0..self.services).filter(move |&service| !(self.only && service == self.default))
    }

    /// Every ownership, as one service for each address.
    pub(crate) fn ownerships(self) -> impl Iterator<Item = Vec<u8>> {
        let services = usize::from(self.services);
        (0..services.pow(u32::try_from(self.addresses()).unwrap())).map(move |mut number| {
            let digit = |_| {
                let service = u8::try_from(number % services).unwrap();
                number /= services;
                service
            };
            (0..self.addresses()).map(digit).collect()
        })
    }

    /// The least number of bindings for every ownership, over every legal set of bindings.
    pub(crate) fn by_all_sets(self) -> HashMap<Vec<u8>, usize> {
        // Larger blocks first, so that a later one is more specific and overwrites an earlier one.
        let blocks = (1..=self.height).flat_map(|depth| {
            let size = self.addresses() >> depth;
            (0..1usize << depth).map(move |at| at * size..(at + 1) * size)
        });
        let blocks: Vec<_> = blocks.collect();
        let mut least = HashMap::new();
        self.paint(&blocks, vec![self.default; self.addresses()], 1, &mut least);
        least
    }

    fn paint(
        self,
        blocks: &[std::ops::Range<usize>],
        owners: Vec<u8>,
        count: usize,
        least: &mut HashMap<Vec<u8>, usize>,
    ) {
        let Some((block, rest)) = blocks.split_first() else {
            let best = least.entry(owners).or_insert(count);
            *best = count.min(*best);
            return;
        };
        for service in self.choices() {
            let mut painted = owners.clone();
            painted[block.clone()].fill(service);
            self.paint(rest, painted, count + 1, least);
        }
        self.paint(rest, owners, count, least);
    }

    /// The least number of bindings for one ownership: each block has any service or none, and its halves are
    /// independent.
    pub(crate) fn by_choices(self, owners: &[u8]) -> usize {
        let (low, high) = owners.split_at(owners.len() / 2);
        if low.is_empty() {
            return 1;
        }
        let half = |half| self.below(half, self.default).expect("every address can have its own binding");
        1 + half(low) + half(high)
    }

    fn below(self, owners: &[u8], inherited: u8) -> Option<usize> {
        let bound = self.choices().filter_map(|service| Some(1 + self.inside(owners, service)?));
        bound.chain(self.inside(owners, inherited)).min()
    }

    fn inside(self, owners: &[u8], service: u8) -> Option<usize> {
        if let [owner] = owners {
            return (*owner == service).then_some(0);
        }
        let (low, high) = owners.split_at(owners.len() / 2);
        Some(self.below(low, service)? + self.below(high, service)?)
    }
}

/// The same as [`AggregateWorld::by_choices`] for prefixes of any size: a block of one service is not divided further.
#[derive(Debug)]
pub(crate) struct Wide<'a> {
    claims: &'a [(u128, u128, &'a str)],
    default: &'a str,
    only: bool,
    services: BTreeSet<&'a str>,
    known: HashMap<(u128, u32, &'a str), Option<usize>>,
}

impl<'a> Wide<'a> {
    pub(crate) fn new(claims: &'a [(u128, u128, &'a str)], default: &'a str, only: bool) -> Self {
        let mut services = BTreeSet::from([default]);
        services.extend(claims.iter().map(|(_, _, service)| *service));
        if only {
            services.remove(default);
        }
        Wide { claims, default, only, services, known: HashMap::new() }
    }

    /// The least number of bindings for the claims on a prefix of `2^height` addresses.
    pub(crate) fn least(&mut self, (first, height): (u128, u32)) -> usize {
        1 + self.halves(first, height, self.default).expect("every address can have its own binding")
    }

    /// The list of this length that binds a block only where that is shorter, and then to the first possible service.
    pub(crate) fn list(&mut self, (first, height): (u128, u32)) -> Vec<(u128, u128, &'a str)> {
        let last = last_of(first, height);
        let mut found = vec![(first, last, self.default)];
        let half = height - 1;
        self.listed(first, half, self.default, &mut found);
        self.listed(first + (1 << half), half, self.default, &mut found);
        found
    }

    fn listed(
        &mut self,
        first: u128,
        height: u32,
        inherited: &'a str,
        found: &mut Vec<(u128, u128, &'a str)>,
    ) {
        let last = last_of(first, height);
        if let Some(owner) = self.owner(first, height) {
            if owner != inherited {
                found.push((first, last, owner));
            }
            return;
        }
        let unbound = self.halves(first, height, inherited);
        let mut services = self.services.clone().into_iter();
        let bound = services.try_fold((), |(), service| {
            let better = self.below(first, height, inherited) < unbound
                && self.halves(first, height, service).map(|count| count + 1)
                    == self.below(first, height, inherited);
            if better { Err(service) } else { Ok(()) }
        });
        let service = bound.err().unwrap_or(inherited);
        if bound.is_err() {
            found.push((first, last, service));
        }
        let half = height - 1;
        self.listed(first, half, service, found);
        self.listed(first + (1 << half), half, service, found);
    }

    /// The only owner of a block, if it has one.
    fn owner(&self, first: u128, height: u32) -> Option<&'a str> {
        let last = last_of(first, height);
        let ends =
            self.claims.iter().flat_map(|&(start, end, _)| [Some(start), end.checked_add(1)]).flatten();
        let mut owners =
            ends.filter(|&at| first < at && at <= last).chain([first]).map(|at| self.claimed(at));
        let owner = owners.next()?;
        owners.all(|other| other == owner).then_some(owner)
    }

    fn claimed(&self, address: u128) -> &'a str {
        claimed(self.claims, self.default, address)
    }

    fn below(&mut self, first: u128, height: u32, inherited: &'a str) -> Option<usize> {
        if let Some(owner) = self.owner(first, height) {
            let bindable = !(self.only && owner == self.default);
            return if owner == inherited { Some(0) } else { bindable.then_some(1) };
        }
        if let Some(known) = self.known.get(&(first, height, inherited)) {
            return *known;
        }
        let mut least = self.halves(first, height, inherited);
        for service in self.services.clone() {
            if let Some(count) = self.halves(first, height, service) {
                least = Some(least.map_or(1 + count, |least| least.min(1 + count)));
            }
        }
        self.known.insert((first, height, inherited), least);
        least
    }

    fn halves(&mut self, first: u128, height: u32, service: &'a str) -> Option<usize> {
        let half = height - 1;
        Some(self.below(first, half, service)? + self.below(first + (1 << half), half, service)?)
    }
}

/// The last address of a block.
fn last_of(first: u128, height: u32) -> u128 {
    first + 1u128.checked_shl(height).map_or(u128::MAX, |size| size - 1)
}

/// The owner of an address: the last claim on it, else the default.
pub(crate) fn claimed<'a>(claims: &[(u128, u128, &'a str)], default: &'a str, address: u128) -> &'a str {
    let mut owner = default;
    for &(first, last, service) in claims {
        if first <= address && address <= last {
            owner = service;
        }
    }
    owner
}

/// The owner of an address: the longest block around it.
pub(crate) fn bound<'a>(bindings: &[(u128, u128, &'a str)], address: u128) -> Option<&'a str> {
    let around = bindings.iter().filter(|(first, last, _)| *first <= address && address <= *last);
    around.min_by_key(|(first, last, _)| last - first).map(|(_, _, service)| *service)
}
