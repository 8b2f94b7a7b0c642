//! Differences as findings: a class, the blocks, and a sentence.

use super::DriftFinding;
use super::class::DriftClass;
use super::compare::{
    BgpDifference, BgpEdit, BindingDifference, DelegationDifference, PrefixDifference, PresentPrefix,
    advertised, delegated_account,
};
use super::services::ServiceMatch;
use crate::cidr::Cidr;
use crate::envelope::PrefixSnapshot;
use crate::fmt::Quoted;
use crate::plan::render::{counted, few};
use crate::resource::{BgpPrefix, ServiceBinding};
use std::collections::BTreeMap;

/// Most blocks in a sentence.
const MAX_BLOCKS: usize = 3;

/// The findings about services.
pub(super) fn of_services(services: &ServiceMatch, gone: &BTreeMap<String, Vec<Cidr>>) -> Vec<DriftFinding> {
    let mut findings = Vec::new();
    for (id, cidrs) in gone {
        let message = format!(
            "the account no longer has the service {}, which {} of the snapshot {}",
            services.display(id),
            counted(cidrs.len() as u128, "binding", "bindings"),
            if cidrs.len() == 1 { "uses" } else { "use" },
        );
        findings.push(DriftFinding::new(DriftClass::ServiceGone, None, cidrs.clone(), message));
    }
    for (name, before, now) in services.with_other_id() {
        let message =
            format!("the service {} has the ID {}, not {}", Quoted(name), Quoted(now), Quoted(before));
        findings.push(DriftFinding::new(DriftClass::ServiceIdChanged, None, Vec::new(), message));
    }
    for (id, before, now) in services.renamed() {
        let message = format!("the service {} is called {}, not {}", Quoted(id), Quoted(now), Quoted(before));
        findings.push(DriftFinding::new(DriftClass::ServiceRenamed, None, Vec::new(), message));
    }
    findings
}

/// The finding about a prefix that the snapshot does not have.
pub(super) fn of_new_prefix(prefix: &PrefixSnapshot) -> DriftFinding {
    let cidr = prefix.prefix.cidr.cidr;
    let message = format!("the snapshot does not have the prefix {cidr}");
    DriftFinding::new(DriftClass::PrefixAdded, Some(cidr), vec![cidr], message)
}

/// The findings about a prefix of the snapshot, in the order of their classes.
pub(super) fn of_prefix(difference: &PrefixDifference<'_>, services: &ServiceMatch) -> Vec<DriftFinding> {
    let mut findings = PrefixFindings { prefix: difference.prefix(), services, all: Vec::new() };
    let cidr = findings.prefix;
    match &difference.now {
        None => findings.add(DriftClass::PrefixGone, vec![cidr], format!("the account has no prefix {cidr}")),
        Some(now) => findings.compare(now),
    }
    let mut findings = findings.all;
    // Findings of one class keep their order.
    findings.sort_by_key(|finding| finding.class);
    findings
}

struct PrefixFindings<'a> {
    prefix: Cidr,
    services: &'a ServiceMatch,
    all: Vec<DriftFinding>,
}

impl PrefixFindings<'_> {
    fn add(&mut self, class: DriftClass, cidrs: Vec<Cidr>, message: String) {
        self.all.push(DriftFinding::new(class, Some(self.prefix), cidrs, message));
    }

    fn compare(&mut self, now: &PresentPrefix<'_>) {
        if now.unapproved {
            let approved = now.state.prefix.approved.value().map_or("", String::as_str);
            let message = format!("{} is not approved: its state is {}", self.prefix, Quoted(approved));
            self.add(DriftClass::PrefixUnapproved, vec![self.prefix], message);
        }
        let BindingDifference { lost, changed, .. } = &now.bindings;
        self.bindings(&now.bindings);
        if let Some(bgp) = &now.bgp {
            let only_withdrawn = lost.is_empty() && changed.is_empty() && bgp.lost.is_empty();
            self.bgp(bgp, only_withdrawn);
        }
        if let Some(delegations) = &now.delegations {
            self.delegations(delegations);
        }
    }

    fn bindings(&mut self, difference: &BindingDifference<'_>) {
        let BindingDifference { before, lost, changed, added, stuck, regional_lost, regional_added } =
            difference;
        self.lost_bindings(*before, lost);
        let mut replaced = BTreeMap::<(&str, &str), Vec<Cidr>>::new();
        for (before, now) in changed {
            replaced.entry((service(before), service(now))).or_default().push(before.cidr.cidr);
        }
        for ((before, now), cidrs) in replaced {
            let [before, now] = [before, now].map(|id| self.services.display(id));
            let message = format!("{} {} bound to {now}, not to {before}", few_of(&cidrs), are(&cidrs));
            self.add(DriftClass::ServiceChanged, cidrs, message);
        }
        let mut states = BTreeMap::<&str, Vec<Cidr>>::new();
        for binding in stuck {
            states.entry(binding.state.as_deref().unwrap_or_default()).or_default().push(binding.cidr.cidr);
        }
        for (state, cidrs) in states {
            let message = format!("the state of {} is {}", few_of(&cidrs), Quoted(state));
            self.add(DriftClass::BindingStuck, cidrs, message);
        }
        let mut new = BTreeMap::<&str, Vec<Cidr>>::new();
        for binding in added {
            new.entry(service(binding)).or_default().push(binding.cidr.cidr);
        }
        for (id, cidrs) in new {
            let to = self.services.display(id);
            let message = format!("{} {} bound to {to}", few_of(&cidrs), are(&cidrs));
            self.add(DriftClass::BindingAdded, cidrs, message);
        }
        if !regional_lost.is_empty() {
            let message = format!("{} {} no regional binding", few_of(regional_lost), have(regional_lost));
            self.add(DriftClass::RegionalLost, regional_lost.clone(), message);
        }
        if !regional_added.is_empty() {
            let message = format!("{} {} a regional binding", few_of(regional_added), have(regional_added));
            self.add(DriftClass::RegionalAdded, regional_added.clone(), message);
        }
    }

    /// The classes of an incident: all, the default, or some of the others.
    fn lost_bindings(&mut self, before: usize, lost: &[&ServiceBinding]) {
        let cidrs: Vec<Cidr> = lost.iter().map(|binding| binding.cidr.cidr).collect();
        if !lost.is_empty() && lost.len() == before {
            let message = match before {
                1 => format!("the only binding of {} is gone: {}", self.prefix, few_of(&cidrs)),
                count => format!("all {count} bindings of {} are gone", self.prefix),
            };
            return self.add(DriftClass::BindingsAllLost, cidrs, message);
        }
        let is_default = |binding: &&ServiceBinding| binding.cidr.cidr == self.prefix;
        let (default, others): (Vec<_>, Vec<_>) = lost.iter().copied().partition(is_default);
        for binding in &default {
            let of = self.services.display(service(binding));
            let left = before - lost.len();
            let message = format!(
                "the default binding {} of {of} is gone; {} of {before} bindings {} left",
                self.prefix,
                left,
                if left == 1 { "is" } else { "are" }
            );
            self.add(DriftClass::DefaultLost, vec![self.prefix], message);
        }
        if !others.is_empty() {
            let cidrs: Vec<Cidr> = others.iter().map(|binding| binding.cidr.cidr).collect();
            let message = format!(
                "{} of {before} bindings {} gone: {}",
                cidrs.len(),
                if cidrs.len() == 1 { "is" } else { "are" },
                few_of(&cidrs)
            );
            self.add(DriftClass::BindingsLost, cidrs, message);
        }
    }

    fn bgp(&mut self, BgpDifference { lost, kept, added }: &BgpDifference<'_>, only_withdrawn: bool) {
        let blocks = |list: &[&BgpPrefix]| list.iter().map(|one| one.cidr.cidr).collect::<Vec<_>>();
        let advertise = |from, to| {
            let turned = kept
                .iter()
                .filter(move |(before, now)| advertised(before) == Some(from) && advertised(now) == Some(to));
            turned.map(|(before, _)| before.cidr.cidr).collect::<Vec<_>>()
        };
        if !lost.is_empty() {
            let cidrs = blocks(lost);
            let was = lost.iter().filter(|one| advertised(one) == Some(true)).count();
            let was = if was == 0 {
                String::new()
            } else {
                format!("; {was} of them {} advertised", was_were(was))
            };
            let message = format!("{} {} no BGP prefix{was}", few_of(&cidrs), have(&cidrs));
            self.add(DriftClass::BgpLost, cidrs, message);
        }
        let withdrawn = advertise(true, false);
        if !withdrawn.is_empty() {
            let rest = if only_withdrawn { "; the bindings exist" } else { "" };
            let message = format!("{} {} not advertised{rest}", few_of(&withdrawn), are(&withdrawn));
            let class = if only_withdrawn { DriftClass::WithdrawnOnly } else { DriftClass::BgpWithdrawn };
            self.add(class, withdrawn, message);
        }
        let turned_on = advertise(false, true);
        if !turned_on.is_empty() {
            let message = format!("{} {} advertised", few_of(&turned_on), are(&turned_on));
            self.add(DriftClass::BgpAdvertised, turned_on, message);
        }
        for (before, now) in kept {
            let Some(edit) = BgpEdit::between(before, Some(now)) else { continue };
            self.add(DriftClass::BgpChanged, vec![before.cidr.cidr], edited(before.cidr.cidr, edit, now));
        }
        if !added.is_empty() {
            let cidrs = blocks(added);
            let message = format!("{} {} a BGP prefix", few_of(&cidrs), have(&cidrs));
            self.add(DriftClass::BgpAdded, cidrs, message);
        }
    }

    fn delegations(&mut self, DelegationDifference { lost, added }: &DelegationDifference<'_>) {
        for (class, list, may) in [
            (DriftClass::DelegationLost, lost, "may no longer use"),
            (DriftClass::DelegationAdded, added, "may use"),
        ] {
            let mut accounts = BTreeMap::<&str, Vec<Cidr>>::new();
            for one in list {
                accounts.entry(delegated_account(one)).or_default().push(one.cidr.cidr);
            }
            for (account, cidrs) in accounts {
                let message = format!("the account {} {may} {}", Quoted(account), few_of(&cidrs));
                self.add(class, cidrs, message);
            }
        }
    }
}

fn service(binding: &ServiceBinding) -> &str {
    binding.service_id.as_deref().unwrap_or_default()
}

fn edited(cidr: Cidr, edit: BgpEdit, now: &BgpPrefix) -> String {
    let mut parts = Vec::new();
    if let Some(count) = edit.asn_prepend_count {
        let now = now.asn_prepend_count.value().copied().unwrap_or_default();
        parts.push(format!("the prepend count {now}, not {count}"));
    }
    if let Some(follow) = edit.auto_advertise_withdraw {
        parts.push(format!("`auto_advertise_withdraw` {}, not {follow}", !follow));
    }
    format!("the BGP prefix {cidr} has {}", parts.join(" and "))
}

fn few_of(cidrs: &[Cidr]) -> String {
    few(cidrs, MAX_BLOCKS)
}

fn are(cidrs: &[Cidr]) -> &'static str {
    if cidrs.len() == 1 { "is" } else { "are" }
}

fn have(cidrs: &[Cidr]) -> &'static str {
    if cidrs.len() == 1 { "has" } else { "have" }
}

fn was_were(count: usize) -> &'static str {
    if count == 1 { "was" } else { "were" }
}
