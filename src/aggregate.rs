//! Finds the shortest list of bindings with a given ownership: claims in, bindings out.

mod flatten;
mod ortc;
mod set_arena;

use crate::cidr::{AddressRange, Cidr, Family};
use crate::error::{Error, ErrorKind, ListErrorKind};
use byoip_lookup::AddressInt;
use flatten::{ClaimedRange, OwnerChange};
use ortc::OutputBlock;
use std::collections::BTreeMap;

/// Addresses, and the service that should own them.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Claim {
    /// The addresses, of one family; they need not be a block.
    pub range: AddressRange,
    /// Identifier of the service.
    pub service: String,
}

/// The shortest list of bindings, with its figures.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Aggregated {
    /// Blocks and their services, in the order of [`Cidr`]: the prefix with its default comes first.
    pub bindings: Vec<(Cidr, String)>,
    /// The share of each service, in the order of the identifiers; a service without a share is not listed.
    pub shares: Vec<Share>,
    /// Bindings that the claims would take one by one: the default, and the blocks of each claim. A claim on the whole
    /// prefix is the default itself, or takes two. The shortest list is never longer, unless claims give addresses back
    /// to a default that cannot be bound again.
    pub as_claimed: usize,
}

/// The share of one service.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Share {
    /// Identifier of the service.
    pub service: String,
    /// Addresses that it owns; `None` for all 2^128 of `::/0`, as with [`Cidr::size`].
    pub addresses: Option<u128>,
    /// Bindings to it in the shortest list.
    pub bindings: usize,
}

impl Share {
    /// Number of addresses in decimal, exact.
    #[must_use]
    pub fn addresses_text(&self) -> String {
        self.addresses.map_or_else(|| "340282366920938463463374607431768211456".to_owned(), |n| n.to_string())
    }
}

/// Finds the shortest list of bindings in which every address of `prefix` belongs to the last of the `claims` on it, or
/// to `default` where there is none. The binding of the prefix itself always goes to the default.
///
/// A service in `default_only` is bound to the whole prefix only (Magic Transit: "BYOIP service bindings"). As the
/// default it can be claimed, which gives addresses back to it.
///
/// The list depends on the ownership only, not on the order of disjoint claims or on how they are divided. Among
/// several shortest lists it is the one that, from the prefix down, binds a block only where that is shorter than
/// binding blocks inside it, and then to the first possible service in the order of the identifiers' bytes.
///
/// This is optimal routing table construction (R. Draves, C. King, S. Venkatachary, B. Zill: "Constructing Optimal IP
/// Routing Tables", INFOCOM 1999) with a given service at the root. Under a default-only default, a block with an
/// address of the default cannot be bound, since nothing inside it could give the address back.
///
/// O(n log n) in the claims, and linear in the bindings found, plus the size of the sets of services, which is small
/// unless there are many services.
///
/// # Errors
///
/// `claim-other-family`, `claim-outside-prefix`, `claim-default-only`, `claim-against-default`, `id-empty`, and
/// `ipv4-mapped-inside` where a binding of the shortest list would start or end among IPv4-mapped addresses; the
/// pointer is the index of the claim, `/3`, and absent for an error about the default.
pub fn aggregate(
    prefix: Cidr,
    default: &str,
    claims: &[Claim],
    default_only: Option<&[&str]>,
) -> Result<Aggregated, Error> {
    let mut names = ServiceNumbers::default();
    let number = |claim: &Claim| NumberedClaim { range: claim.range, service: names.number(&claim.service) };
    let claims: Vec<_> = claims.iter().map(number).collect();
    Ok(solve(prefix, default, &names, &claims, default_only)?.aggregated())
}

/// Addresses, and the number of the service that should own them.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct NumberedClaim {
    pub(crate) range: AddressRange,
    pub(crate) service: u32,
}

/// The result of [`aggregate`], with services as numbers.
pub(crate) struct LeastList<'a> {
    pub(crate) found: Vec<(Cidr, u32)>,
    pub(crate) as_claimed: usize,
    names: Vec<&'a str>,
    counts: Vec<ServiceCount>,
}

#[derive(Clone, Default)]
struct ServiceCount {
    addresses: u128,
    owns: bool,
    bindings: usize,
}

impl ServiceCount {
    /// True where the service has a share.
    fn is_share(&self) -> bool {
        self.owns || self.bindings > 0
    }
}

impl LeastList<'_> {
    pub(crate) fn aggregated(&self) -> Aggregated {
        let named = |service: u32| self.name(service).to_owned();
        Aggregated {
            bindings: self.found.iter().map(|&(cidr, service)| (cidr, named(service))).collect(),
            shares: self.shares(),
            as_claimed: self.as_claimed,
        }
    }

    fn name(&self, service: u32) -> &str {
        self.names.get(service as usize).copied().unwrap_or_default()
    }

    /// The share of each service, in the order of their numbers; a service without a share is left out.
    pub(crate) fn shares(&self) -> Vec<Share> {
        let shares = self.names.iter().zip(&self.counts).filter(|(_, count)| count.is_share());
        let share = |(name, count): (&&str, &ServiceCount)| Share {
            service: (*name).to_owned(),
            addresses: (count.addresses > 0 || !count.owns).then_some(count.addresses),
            bindings: count.bindings,
        };
        shares.map(share).collect()
    }

    /// The index of each service among the shares, or that of the next share where it has none.
    pub(crate) fn places(&self) -> Vec<usize> {
        let mut shares = 0;
        let place = |count: &ServiceCount| {
            let place = shares;
            shares += usize::from(count.is_share());
            place
        };
        self.counts.iter().map(place).collect()
    }
}

/// The problem to solve, without its claims.
struct Aggregator<'a> {
    prefix: Cidr,
    default: u32,
    /// The default, where it can be bound to the prefix only.
    pinned: Option<u32>,
    services: RankedServices<'a>,
    /// The error of a claim for each service, where such a claim is wrong.
    faults: Vec<Option<Error>>,
}

pub(crate) fn solve<'a>(
    prefix: Cidr,
    default: &'a str,
    names: &'a ServiceNumbers,
    claims: &[NumberedClaim],
    default_only: Option<&[&str]>,
) -> Result<LeastList<'a>, Error> {
    if default.is_empty() {
        return Err(Error::new(ErrorKind::IdEmpty { name: "id of the default service" }, 0..0));
    }
    let default_only = default_only.unwrap_or_default();
    let services = RankedServices::of(default, names);
    let faults =
        services.names.iter().map(|name| service_fault(prefix, default, name, default_only)).collect();
    let pinned = default_only.contains(&default).then_some(services.default);
    let ground = Aggregator { prefix, default: services.default, pinned, services, faults };
    match prefix.family() {
        Family::V4 => ground.solve::<u32>(claims),
        Family::V6 => ground.solve::<u128>(claims),
    }
}

impl<'a> Aggregator<'a> {
    fn solve<A: AddressInt>(self, claims: &[NumberedClaim]) -> Result<LeastList<'a>, Error> {
        let Self { prefix, default, pinned, .. } = self;
        let (first, last) = (A::from_address(prefix.first()), A::from_address(prefix.last()));
        let mut as_claimed = 1;
        let mut runs = Vec::with_capacity(claims.len());
        for (claim, &NumberedClaim { range, service }) in (0u32..).zip(claims) {
            let service = self.services.ranks.get(service as usize).copied().unwrap_or_default();
            let run = ClaimedRange {
                first: A::from_address(range.first()),
                last: A::from_address(range.last()),
                service,
                claim,
            };
            let fits = Family::of(range.first()) == prefix.family() && first <= run.first && run.last <= last;
            let fault = || self.faults.get(service as usize).cloned().flatten();
            if let Some(error) = if fits { fault() } else { Some(position_fault(prefix, range)) } {
                return Err(error.within(&claim.to_string()));
            }
            as_claimed += match (run.first, run.last) {
                // One binding if it is the default, two halves otherwise.
                whole if whole == (first, last) && service == default => 0,
                whole if whole == (first, last) => 2,
                (first, last) if first == last => 1,
                _ => range.block_count(),
            };
            runs.push(run);
        }
        let changes = flatten::owner_changes((first, last), default, runs);
        let height = prefix.family().bits() - prefix.length();
        let found = ortc::least_list(height, default, self.services.number(), &changes, pinned);
        let mut counts = self.counts(&changes, last);
        let mut bindings = Vec::with_capacity(1 + found.len());
        bindings.push((prefix, default));
        let block = |OutputBlock { first, height, service }: OutputBlock<A>| {
            Some((Cidr::block(first.to_address(), height)?, service))
        };
        bindings.extend(found.into_iter().filter_map(block));
        if !bindings.iter().all(|(block, _)| block.is_written()) {
            return Err(Error::new(ErrorKind::Ipv4MappedInside, 0..0));
        }
        for (_, service) in &bindings {
            if let Some(count) = counts.get_mut(*service as usize) {
                count.bindings += 1;
            }
        }
        Ok(LeastList { found: bindings, as_claimed, names: self.services.names, counts })
    }

    /// The addresses of each service.
    fn counts<A: AddressInt>(&self, changes: &[OwnerChange<A>], last: A) -> Vec<ServiceCount> {
        let mut counts = vec![ServiceCount::default(); self.services.names.len()];
        let lasts = changes.iter().skip(1).map(|change| change.first - A::bit(0)).chain([last]);
        for (change, last) in changes.iter().zip(lasts) {
            if let Some(count) = counts.get_mut(change.service as usize) {
                // Wraps for 2^128 only, the one number of addresses that u128 cannot hold.
                let addresses = (last - change.first).to_u128().wrapping_add(1);
                count.addresses = count.addresses.wrapping_add(addresses);
                count.owns = true;
            }
        }
        counts
    }
}

/// The error of a claim that is not inside the prefix.
fn position_fault(prefix: Cidr, claim: AddressRange) -> Error {
    let family = Family::of(claim.first());
    if family != prefix.family() {
        let (family, prefix) = (family.number(), prefix.to_string());
        return Error::new(ListErrorKind::ClaimOtherFamily { family, prefix }, 0..0);
    }
    let (first, last) = (prefix.first().to_string(), prefix.last().to_string());
    Error::new(ListErrorKind::ClaimOutsidePrefix { claim: claim.to_string(), first, last }, 0..0)
}

/// The error of a claim for this service, if any.
fn service_fault(prefix: Cidr, default: &str, service: &str, default_only: &[&str]) -> Option<Error> {
    if service.is_empty() {
        return Some(Error::new(ErrorKind::IdEmpty { name: "service id" }, 0..0));
    }
    if service == default {
        return None;
    }
    if default_only.contains(&service) {
        let service = service.to_owned();
        return Some(Error::new(ListErrorKind::ClaimDefaultOnly { service }, 0..0));
    }
    (prefix.length() == prefix.family().bits())
        .then(|| Error::new(ListErrorKind::ClaimAgainstDefault { service: service.to_owned() }, 0..0))
}

/// Services as small numbers, in the order of their first occurrence.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub(crate) struct ServiceNumbers {
    list: Vec<String>,
    numbers: BTreeMap<String, u32>,
    /// The last one that was looked up: the next one is usually the same.
    last: u32,
}

impl ServiceNumbers {
    pub(crate) fn name(&self, number: u32) -> &str {
        self.list.get(number as usize).map_or("", String::as_str)
    }

    /// The number of a service, if it has one.
    pub(crate) fn find(&mut self, name: &str) -> Option<u32> {
        if self.list.get(self.last as usize).is_none_or(|last| last != name) {
            self.last = *self.numbers.get(name)?;
        }
        Some(self.last)
    }

    /// The number of a service; a new one where it has none.
    pub(crate) fn number(&mut self, name: &str) -> u32 {
        self.find(name).unwrap_or_else(|| {
            self.last = u32::try_from(self.list.len()).unwrap_or(u32::MAX);
            self.list.push(name.to_owned());
            self.numbers.insert(name.to_owned(), self.last);
            self.last
        })
    }
}

/// The services of claims and the default, in the order of their identifiers.
struct RankedServices<'a> {
    names: Vec<&'a str>,
    default: u32,
    /// The rank of each number among the names.
    ranks: Vec<u32>,
}

impl<'a> RankedServices<'a> {
    fn of(default: &'a str, known: &'a ServiceNumbers) -> Self {
        let mut names: Vec<_> = known.numbers.keys().map(String::as_str).collect();
        let place = names.binary_search(&default).unwrap_or_else(|place| {
            names.insert(place, default);
            place
        });
        let mut ranks = vec![0; known.list.len()];
        for (name, rank) in names.iter().zip(0..) {
            if let Some(slot) = known.numbers.get(*name).and_then(|number| ranks.get_mut(*number as usize)) {
                *slot = rank;
            }
        }
        Self { names, default: u32::try_from(place).unwrap_or(u32::MAX), ranks }
    }

    fn number(&self) -> u32 {
        u32::try_from(self.names.len()).unwrap_or(u32::MAX)
    }
}
