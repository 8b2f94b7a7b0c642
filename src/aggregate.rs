//! The least list of bindings with a given ownership: claims in, bindings out.

mod runs;
mod set;
mod trie;

use crate::cidr::{Cidr, Family, Range, Shown, number};
use crate::error::{Error, ErrorKind};
use runs::Run;
use std::collections::BTreeMap;

/// Addresses, and the service that they are for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Claim {
    /// The addresses, of one family; they need not be a block.
    pub range: Range,
    /// Identifier of the service.
    pub service: String,
}

/// The least list of bindings, and what it rests on.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Aggregated {
    /// Blocks and their services, in the order of [`Cidr`]: the prefix with its default comes first.
    pub bindings: Vec<(Cidr, String)>,
    /// What each service gets, in the order of the identifiers; one that gets nothing is not listed.
    pub shares: Vec<Share>,
    /// Bindings that the claims take as they stand: the default, and the blocks of each claim. A claim on the whole
    /// prefix is the default itself, or takes two. The least list is no longer, unless claims give addresses back to
    /// a default that cannot be bound again.
    pub as_claimed: usize,
}

/// What one service gets.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Share {
    /// Identifier of the service.
    pub service: String,
    /// Addresses that it owns; `None` for all 2^128 of `::/0`, as with [`Cidr::size`].
    pub addresses: Option<u128>,
    /// Bindings to it in the least list.
    pub bindings: usize,
}

impl Share {
    /// Number of addresses in decimal, exact.
    #[must_use]
    pub fn addresses_text(&self) -> String {
        self.addresses.map_or_else(|| "340282366920938463463374607431768211456".to_owned(), |n| n.to_string())
    }
}

/// Finds the least number of bindings under which every address of `prefix` belongs to the last of the `claims`
/// on it, or to `default` where there is none. The binding of the prefix itself is the default, always.
///
/// A service in `default_only` is never bound to anything but the whole prefix (Magic Transit: "BYOIP service
/// bindings"). As the default it may be claimed, which gives addresses back to it.
///
/// The list depends on the ownership alone: the order of disjoint claims, or how they are cut, changes nothing.
/// Of several least lists it is the one that, from the prefix down, binds a block only where that is shorter than
/// to bind inside it, and then, of the services that make it so, the first in the order of the identifiers' bytes.
///
/// It is optimal routing table construction (R. Draves, C. King, S. Venkatachary, B. Zill: "Constructing Optimal
/// IP Routing Tables", INFOCOM 1999) with the service of the root given. Under a default-only default a block
/// that holds an address of it can have no binding, since nothing below could give the address back.
///
/// O(n log n) in the claims, and linear in the bindings found; sets of services cost their size on top, which is
/// small unless there are many services.
///
/// # Errors
///
/// `claim-other-family`, `claim-outside-prefix`, `claim-default-only`, `claim-against-default` and `id-empty`; the
/// pointer is the index of the claim, `/3`, and absent where it is about the default.
pub fn aggregate(
    prefix: Cidr,
    default: &str,
    claims: &[Claim],
    default_only: Option<&[&str]>,
) -> Result<Aggregated, Error> {
    let solved = solve(prefix, default, claims, default_only)?;
    let named = |service: usize| solved.name(service).to_owned();
    Ok(Aggregated {
        bindings: solved.found.iter().map(|&(cidr, service)| (cidr, named(service))).collect(),
        shares: solved.shares(),
        as_claimed: solved.as_claimed,
    })
}

/// What [`aggregate`] gives, with services as numbers.
pub(crate) struct Solved<'a> {
    pub(crate) found: Vec<(Cidr, usize)>,
    pub(crate) as_claimed: usize,
    names: Vec<&'a str>,
    counts: Vec<Count>,
}

#[derive(Clone, Default)]
struct Count {
    addresses: u128,
    owns: bool,
    bindings: usize,
}

impl Solved<'_> {
    pub(crate) fn name(&self, service: usize) -> &str {
        self.names.get(service).copied().unwrap_or_default()
    }

    /// What each service gets, in the order of their numbers; one that gets nothing is left out.
    pub(crate) fn shares(&self) -> Vec<Share> {
        let shares =
            self.names.iter().zip(&self.counts).filter(|(_, count)| count.owns || count.bindings > 0);
        let share = |(name, count): (&&str, &Count)| Share {
            service: (*name).to_owned(),
            addresses: (count.addresses > 0 || !count.owns).then_some(count.addresses),
            bindings: count.bindings,
        };
        shares.map(share).collect()
    }

    fn count(&mut self, runs: &[Run]) {
        for run in runs {
            if let Some(count) = self.counts.get_mut(run.service) {
                // Wraps for 2^128 only, the one number of addresses that u128 cannot hold.
                count.addresses = count.addresses.wrapping_add((run.last - run.first).wrapping_add(1));
                count.owns = true;
            }
        }
        for (_, service) in &self.found {
            if let Some(count) = self.counts.get_mut(*service) {
                count.bindings += 1;
            }
        }
    }
}

pub(crate) fn solve<'a>(
    prefix: Cidr,
    default: &'a str,
    claims: &'a [Claim],
    default_only: Option<&[&str]>,
) -> Result<Solved<'a>, Error> {
    if default.is_empty() {
        return Err(Error::new(ErrorKind::IdEmpty { name: "id of the default service" }, 0..0));
    }
    let default_only = default_only.unwrap_or_default();
    let services = Services::of(default, claims);
    let faults: Vec<_> =
        services.names.iter().map(|name| fault(prefix, default, name, default_only)).collect();
    let (first, last) = (number(prefix.first()), number(prefix.last()));
    let mut as_claimed = 1;
    let mut runs = Vec::with_capacity(claims.len());
    for (index, (claim, &service)) in claims.iter().zip(&services.of_claims).enumerate() {
        let run = Run { first: number(claim.range.first()), last: number(claim.range.last()), service };
        let fits =
            Family::of(claim.range.first()) == prefix.family() && first <= run.first && run.last <= last;
        let kind = if fits { faults.get(service).cloned().flatten() } else { Some(misplaced(prefix, claim)) };
        if let Some(kind) = kind {
            return Err(Error::new(kind, 0..0).within(&index.to_string()));
        }
        as_claimed += match (run.first, run.last) {
            // The default itself, or its halves.
            whole if whole == (first, last) && service == services.default => 0,
            whole if whole == (first, last) => 2,
            _ => claim.range.block_count(),
        };
        runs.push(run);
    }
    let runs = runs::disjoint((first, last), services.default, &runs);
    let pinned = default_only.contains(&default).then_some(services.default);
    let found = trie::least(prefix, services.default, services.names.len(), &runs, pinned);
    let counts = vec![Count::default(); services.names.len()];
    let mut solved = Solved { found, as_claimed, names: services.names, counts };
    solved.count(&runs);
    Ok(solved)
}

/// What is wrong with where a claim lies.
fn misplaced(prefix: Cidr, claim: &Claim) -> ErrorKind {
    let family = Family::of(claim.range.first());
    if family != prefix.family() {
        return ErrorKind::ClaimOtherFamily { family: family.number(), prefix: prefix.to_string() };
    }
    let (first, last) = (Shown(prefix.first()).to_string(), Shown(prefix.last()).to_string());
    ErrorKind::ClaimOutsidePrefix { claim: claim.range.to_string(), first, last }
}

/// What is wrong with a service that is claimed for.
fn fault(prefix: Cidr, default: &str, service: &str, default_only: &[&str]) -> Option<ErrorKind> {
    if service.is_empty() {
        return Some(ErrorKind::IdEmpty { name: "service id" });
    }
    if service == default {
        return None;
    }
    if default_only.contains(&service) {
        return Some(ErrorKind::ClaimDefaultOnly { service: service.to_owned() });
    }
    (prefix.length() == prefix.family().bits())
        .then(|| ErrorKind::ClaimAgainstDefault { service: service.to_owned() })
}

/// Services as small numbers, in the order of their identifiers.
struct Services<'a> {
    names: Vec<&'a str>,
    default: usize,
    /// The service of each claim.
    of_claims: Vec<usize>,
}

impl<'a> Services<'a> {
    fn of(default: &'a str, claims: &'a [Claim]) -> Self {
        // In the order in which they come, until all are known.
        let mut seen = BTreeMap::new();
        seen.insert(default, 0);
        let mut last = (default, 0);
        let mut of_claims = Vec::with_capacity(claims.len());
        for claim in claims {
            if last.0 != claim.service {
                let next = seen.len();
                let known = seen.get(claim.service.as_str()).copied();
                last = (&claim.service, known.unwrap_or(next));
                if known.is_none() {
                    seen.insert(&claim.service, next);
                }
            }
            of_claims.push(last.1);
        }
        let mut ranks = vec![0; seen.len()];
        for (rank, at) in seen.values().enumerate() {
            if let Some(slot) = ranks.get_mut(*at) {
                *slot = rank;
            }
        }
        let rank = |at: usize| ranks.get(at).copied().unwrap_or_default();
        for service in &mut of_claims {
            *service = rank(*service);
        }
        Self { default: rank(0), of_claims, names: seen.into_keys().collect() }
    }
}
