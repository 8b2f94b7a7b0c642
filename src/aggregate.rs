//! The least list of bindings with a given ownership: claims in, bindings out.

mod runs;
mod set;
mod trie;

use crate::cidr::{Cidr, Family, Range};
use crate::error::{Error, ErrorKind};
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
    if default.is_empty() {
        return Err(Error::new(ErrorKind::IdEmpty { name: "id of the default service" }, 0..0));
    }
    let default_only = default_only.unwrap_or_default();
    for (index, claim) in claims.iter().enumerate() {
        if let Some(kind) = fault(prefix, default, claim, default_only) {
            return Err(Error::new(kind, 0..0).within(&index.to_string()));
        }
    }
    let services = Services::of(default, claims);
    let runs = runs::of(prefix, services.default, claims, &services.of_claims);
    let pinned = default_only.contains(&default).then_some(services.default);
    let found = trie::least(prefix, services.default, services.names.len(), &runs, pinned);
    let mut counts = vec![Count::default(); services.names.len()];
    for run in &runs {
        if let Some(count) = counts.get_mut(run.service) {
            // Wraps for 2^128 only, the one number of addresses that u128 cannot hold.
            count.addresses = count.addresses.wrapping_add((run.last - run.first).wrapping_add(1));
            count.owns = true;
        }
    }
    for (_, service) in &found {
        if let Some(count) = counts.get_mut(*service) {
            count.bindings += 1;
        }
    }
    let named = |service: usize| services.names.get(service).copied().unwrap_or_default().to_owned();
    let shares = counts.iter().enumerate().filter(|(_, count)| count.bindings > 0 || count.owns);
    Ok(Aggregated {
        bindings: found.into_iter().map(|(cidr, service)| (cidr, named(service))).collect(),
        shares: shares
            .map(|(service, count)| Share {
                service: named(service),
                addresses: (count.addresses > 0 || !count.owns).then_some(count.addresses),
                bindings: count.bindings,
            })
            .collect(),
        as_claimed: claims.iter().fold(1, |sum, claim| sum + blocks(prefix, default, claim)),
    })
}

/// Number of bindings that a claim takes by itself, beside the default.
fn blocks(prefix: Cidr, default: &str, claim: &Claim) -> usize {
    match claim.range == prefix.into() {
        true if claim.service == default => 0,
        true => 2,
        false => claim.range.block_count(),
    }
}

#[derive(Clone, Default)]
struct Count {
    addresses: u128,
    owns: bool,
    bindings: usize,
}

/// What is wrong with a claim.
fn fault(prefix: Cidr, default: &str, claim: &Claim, default_only: &[&str]) -> Option<ErrorKind> {
    let family = Family::of(claim.range.first());
    if family != prefix.family() {
        return Some(ErrorKind::ClaimOtherFamily { family: family.number(), prefix: prefix.to_string() });
    }
    if !prefix.contains(claim.range.first()) || !prefix.contains(claim.range.last()) {
        let (first, last) = (prefix.first().to_string(), prefix.last().to_string());
        return Some(ErrorKind::ClaimOutsidePrefix { claim: claim.range.to_string(), first, last });
    }
    let service = claim.service.as_str();
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
        let mut numbers = BTreeMap::from([(default, 0)]);
        for claim in claims {
            numbers.insert(&claim.service, 0);
        }
        for (rank, number) in numbers.values_mut().enumerate() {
            *number = rank;
        }
        let number = |name: &str| numbers.get(name).copied().unwrap_or_default();
        let of_claims = claims.iter().map(|claim| number(&claim.service)).collect();
        Self { default: number(default), of_claims, names: numbers.into_keys().collect() }
    }
}
