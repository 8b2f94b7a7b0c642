//! A task in numbers, and the plan that comes of it.

mod validate;

use super::diff::{self, Difference};
use super::impact::{self, StartBinding, WriteBatch};
use super::report::{self, Finish, Impact, PlanFinding};
use super::search::block_set::{self, gallop_search};
use super::search::service_set::{MAX_SERVICES, NO_SERVICE, ServiceNumber, ServiceSet};
use super::search::trie::{BindingChange, CidrBlock};
use super::search::write_order::{self, BindingWrite};
use super::search::{SearchProblem, Solution};
use super::{
    Assumption, PROPAGATION_HOURS, Plan, PlanOptions, PlanStep, Purpose, Refusal, Task, Until, fingerprint,
};
use crate::cidr::{Cidr, Family};
use crate::rules::is_default_only;
use crate::sort;

/// A task in numbers.
pub(super) struct CompiledTask<'a> {
    task: &'a Task<'a>,
    width: u8,
    /// Services in the order of their identifiers, each with its name; the number of the first is 1.
    services: Vec<&'a str>,
    service_names: Vec<Option<&'a str>>,
    /// In order, as they are.
    default_only: Vec<&'a str>,
    /// Of the bindings of either state the service.
    binding_services: [Vec<ServiceNumber>; 2],
    /// The bindings of both, in order of their blocks; of what should be those in the prefix.
    entries: Vec<StateEntry>,
    changes: Vec<BindingChange>,
    /// Of each site the identifier of the binding that is there.
    ids: Vec<Option<&'a str>>,
    findings: Vec<PlanFinding>,
}

/// A binding of either state.
#[derive(Debug, Clone, Copy)]
struct StateEntry {
    block: CidrBlock,
    service: ServiceNumber,
    /// Its place in what is bound, and behind that in what should be.
    index: usize,
}

impl<'a> CompiledTask<'a> {
    pub(super) fn new(task: &'a Task<'a>) -> Result<Self, Box<Refusal>> {
        let prefix = task.prefix;
        if prefix.size().is_none() {
            let message = format!("the prefix {prefix} has more addresses than a plan counts");
            return Err(Box::new(Refusal::fatal("prefix-too-large", message, "plan for a smaller prefix")));
        }
        let services = task
            .current
            .iter()
            .filter_map(|bound| bound.service.as_deref())
            .chain(task.desired.iter().map(|wanted| wanted.service.as_str()));
        let services = sort::distinct(services);
        if services.len() > MAX_SERVICES {
            let message = format!("{} services are more than the {MAX_SERVICES} of a plan", services.len());
            let help = "plan for a part of the change first";
            return Err(Box::new(Refusal::fatal("too-many-services", message, help)));
        }
        let names: Vec<_> = services.iter().map(|id| task.names.get(*id).map(String::as_str)).collect();
        // The task names them, or the name by which the rules know a service does.
        let by_name = services.iter().zip(&names).filter(|(_, name)| name.is_some_and(is_default_only));
        let given = task.options.default_only.iter().flatten().map(String::as_str);
        let default_only = sort::distinct(given.chain(by_name.map(|(id, _)| *id)));
        let mut draft = Self {
            task,
            width: prefix.family().bits(),
            services,
            service_names: names,
            default_only,
            binding_services: [Vec::new(), Vec::new()],
            entries: Vec::new(),
            changes: Vec::new(),
            ids: Vec::new(),
            findings: Vec::new(),
        };
        draft.merge_states()?;
        draft.validate()?;
        Ok(draft)
    }

    fn service_number(&self, service: &str) -> ServiceNumber {
        let found = self.services.binary_search(&service).ok();
        found.and_then(|index| ServiceNumber::try_from(index + 1).ok()).unwrap_or(NO_SERVICE)
    }

    fn service_id(&self, service: ServiceNumber) -> Option<&'a str> {
        self.services.get(usize::from(service).checked_sub(1)?).copied()
    }

    /// Both states as sites.
    fn merge_states(&mut self) -> Result<(), Box<Refusal>> {
        let prefix = self.task.prefix;
        let unusable =
            |message: String, help: &str| Err(Box::new(Refusal::fatal("current-unusable", message, help)));
        let (current, desired) = (self.task.current, self.task.desired);
        let number = |service: &String| self.service_number(service);
        let before: Vec<_> =
            current.iter().map(|bound| bound.service.as_ref().map_or(NO_SERVICE, number)).collect();
        let after: Vec<_> = desired.iter().map(|wanted| number(&wanted.service)).collect();
        let entry = |index, cidr: &Cidr, service: &ServiceNumber| StateEntry {
            block: CidrBlock::of(cidr),
            service: *service,
            index,
        };
        let bound = (0..).zip(current.iter().zip(&before));
        let bound = bound.map(|(at, (bound, service))| entry(at, &bound.cidr, service));
        let wanted = (current.len()..).zip(desired.iter().zip(&after));
        let wanted = wanted.filter(|(_, (wanted, _))| prefix.covers(&wanted.cidr));
        let wanted = wanted.map(|(at, (wanted, service))| entry(at, &wanted.cidr, service));
        let mut entries: Vec<_> = bound.chain(wanted).collect();
        block_set::sort(&mut entries, |entry| entry.block);
        let mut sites = Vec::with_capacity(entries.len());
        let mut ids = Vec::with_capacity(entries.len());
        // The first one in the list that has the block of one before it.
        let mut again: Option<usize> = None;
        for group in entries.chunk_by(|one, other| one.block == other.block) {
            let Some(block) = group.first().map(|entry| entry.block) else { continue };
            let mut site = BindingChange {
                block,
                before: NO_SERVICE,
                after: NO_SERVICE,
                reserved: false,
                in_flight: false,
            };
            let mut id = None;
            for StateEntry { service, index, .. } in group {
                match current.get(*index) {
                    None => site.after = *service,
                    Some(_) if *service == NO_SERVICE => site.reserved = true,
                    Some(bound) if site.before == NO_SERVICE => {
                        (site.before, id) = (*service, bound.id.as_deref());
                        site.in_flight = bound.in_flight();
                    }
                    Some(_) => again = Some(again.map_or(*index, |again| again.min(*index))),
                }
            }
            sites.push(site);
            ids.push(id);
        }
        let outside = current.iter().position(|bound| !prefix.covers(&bound.cidr));
        if let Some(bound) =
            outside.filter(|at| again.is_none_or(|again| *at <= again)).and_then(|at| current.get(at))
        {
            let message = format!("the block {} is bound, and not in the prefix {prefix}", bound.cidr);
            return unusable(message, "pass the bindings of this prefix alone");
        }
        if let Some(bound) = again.and_then(|at| current.get(at)) {
            let message = format!("the block {} is bound twice in what is bound", bound.cidr);
            return unusable(message, "fetch the list again");
        }
        let held =
            sites.iter().find(|site| site.reserved && site.before == NO_SERVICE && site.after != NO_SERVICE);
        if let Some(held) = held {
            let cidr = self.cidr(held.block);
            let message =
                format!("the block {cidr} is held by a regional binding, and a block has one binding");
            let cure = "choose other blocks there, or remove the regional binding where it is managed";
            return Err(Box::new(Refusal::fatal("regional-in-the-way", message, cure)));
        }
        (self.binding_services, self.entries, self.changes, self.ids) =
            ([before, after], entries, sites, ids);
        Ok(())
    }

    /// What differs, as one batch of writes would change it.
    pub(super) fn difference(&self) -> Difference {
        let (mut added, mut removed, mut changed, mut kept) = (Vec::new(), Vec::new(), Vec::new(), 0);
        let mut writes = Vec::new();
        let name = |service| self.service_id(service).map(str::to_owned);
        for (BindingChange { block, before, after, .. }, id) in self.changes.iter().zip(&self.ids) {
            let list = match (*before, *after) {
                (NO_SERVICE, NO_SERVICE) => continue,
                (NO_SERVICE, _) => &mut added,
                (_, NO_SERVICE) => &mut removed,
                (from, to) if from == to => {
                    kept += 1;
                    continue;
                }
                _ => &mut changed,
            };
            let binding_id = id.map(str::to_owned);
            list.push(diff::DifferenceEntry {
                cidr: self.cidr(*block),
                from: name(*before),
                to: name(*after),
                binding_id,
            });
            let ends = [(*before, false), (*after, true)];
            let ends = ends.into_iter().filter(|(service, _)| *service != NO_SERVICE);
            writes.extend(ends.map(|(service, creates)| BindingWrite { block: *block, service, creates }));
        }
        let impact = self.impact(&[WriteBatch { settles: true, hours: PROPAGATION_HOURS, writes }], &[]);
        Difference {
            prefix: self.task.prefix,
            added,
            removed,
            changed,
            kept,
            regional: self.task.current.iter().filter(|bound| bound.service.is_none()).count(),
            addresses: impact.addresses,
            addresses_changed: impact.changed,
            moves: impact.moves,
        }
    }

    fn cidr(&self, block: CidrBlock) -> Cidr {
        report::cidr(block, self.task.prefix.family())
    }

    pub(super) fn plan(self) -> Plan {
        let PlanOptions { policy, profile, gate, .. } = self.task.options;
        let mut services = ServiceSet::single(NO_SERVICE);
        let mut parts = ServiceSet::default();
        for (number, id) in (1..).zip(&self.services) {
            services = services.with(number);
            if self.default_only.binary_search(id).is_err() {
                parts = parts.with(number);
            }
        }
        let prefix = CidrBlock::of(&self.task.prefix);
        let settles_in = self.task.settles_in.filter(|hours| *hours > 0);
        let (width, sites) = (self.width, &self.changes);
        let order = SearchProblem {
            prefix,
            width,
            changes: sites,
            sub_block_services: parts,
            services,
            profile,
            policy,
            gate,
            settles_in,
        };
        let schedule = order.solve();
        let batches = schedule.as_ref().map(write_order::batches).unwrap_or_default();
        let steps = self.steps(&batches);
        let relies_on_profile = self.profile_dependent_steps(&steps, schedule.as_ref());
        let impact = self.impact(&batches, &steps);
        let fingerprint = fingerprint::of(self.task, &steps);
        let assumptions = if steps.is_empty() { Vec::new() } else { self.assumptions() };
        Plan {
            format: 1,
            prefix: self.task.prefix,
            policy,
            profile,
            gate,
            complete: schedule.as_ref().is_none_or(|schedule| schedule.complete),
            finish: Finish::of(&steps),
            steps,
            relies_on_profile,
            assumptions,
            impact,
            findings: self.findings,
            fingerprint,
        }
    }

    fn steps(&self, batches: &[WriteBatch]) -> Vec<PlanStep> {
        // Which bindings of the start are still the same ones.
        let mut ids = self.ids.clone();
        // Which of them are still rolling out, until the first wait that they end with.
        let mut rolling: Vec<bool> = self.changes.iter().map(|site| site.in_flight).collect();
        let mut steps = Vec::with_capacity(batches.iter().map(|batch| batch.writes.len() + 1).sum());
        // Where the write before stands among the sites: mostly the next one stands beside it.
        let mut at = 0;
        for batch in batches {
            let (mut active, mut gone) = (Vec::new(), Vec::new());
            for BindingWrite { block, service, creates } in &batch.writes {
                let cidr = self.cidr(*block);
                let service_id = self.service_id(*service).unwrap_or_default().to_owned();
                let found = gallop_search(&self.changes, at, |site| site.block.cmp(block));
                at = found.unwrap_or_else(|beside| beside);
                let place = found.ok();
                let site = place.and_then(|place| self.changes.get(place));
                let wanted = site.is_some_and(|site| site.after == *service);
                let found = site.is_some_and(|site| site.before == *service);
                let purpose = match (found, wanted) {
                    (true, true) => Purpose::MakeWay,
                    (false, false) => Purpose::Shield,
                    _ if wanted == *creates => Purpose::Desired,
                    _ => Purpose::Shield,
                };
                if *creates {
                    active.push(cidr);
                    steps.push(PlanStep::Create { cidr, service_id, purpose });
                } else {
                    gone.push(cidr);
                    let binding_id = place.and_then(|place| ids.get_mut(place)?.take()).map(str::to_owned);
                    if let Some(rolling) = place.and_then(|place| rolling.get_mut(place)) {
                        *rolling = false;
                    }
                    steps.push(PlanStep::Delete { cidr, service_id, binding_id, purpose });
                }
            }
            if batch.settles {
                let bound = self
                    .changes
                    .iter()
                    .zip(&mut rolling)
                    .filter_map(|(site, rolling)| std::mem::take(rolling).then(|| self.cidr(site.block)));
                active.extend(bound);
            }
            let until = match (batch.settles, active.is_empty()) {
                (false, _) => Until::Active,
                (true, true) => Until::Propagated,
                (true, false) => Until::Settled,
            };
            steps.push(PlanStep::Wait { until, hours: batch.hours, active, gone });
        }
        steps
    }

    /// What the list of bindings cannot show.
    fn assumptions(&self) -> Vec<Assumption> {
        let mut list = Vec::new();
        let mut rolling = self.changes.iter().filter(|site| site.in_flight);
        if let Some(first) = rolling.next() {
            let (first, count, all) = (self.cidr(first.block), rolling.count() + 1, self.task.current.len());
            let (are, more) = if count == 1 { ("is", "") } else { ("are", ", …") };
            let message = format!(
                "{count} of {all} bindings {are} still rolling out ({first}{more}): an edge may or may not have such a binding"
            );
            list.push(Assumption { code: "start-in-flight", message });
        }
        if self.task.settles_in.is_none() {
            let message = format!(
                "no binding of this prefix was deleted in the last {PROPAGATION_HOURS} hours: a list does not show deletions; if one was, say since when the prefix is settled"
            );
            list.push(Assumption { code: "no-recent-deletions", message });
        }
        list
    }

    /// The writes of the default that one profile allows and the other does not, with what they drag along.
    fn profile_dependent_steps(&self, steps: &[PlanStep], schedule: Option<&Solution>) -> Vec<usize> {
        let Some(schedule) = schedule else { return Vec::new() };
        let alone = self.changes.iter().all(|site| site.block == CidrBlock::of(&self.task.prefix));
        let all = schedule.rules.rebuild_in.is_some() && !alone;
        let root = self.task.prefix;
        let relies = |step: &PlanStep| match step {
            PlanStep::Create { cidr, purpose, .. } | PlanStep::Delete { cidr, purpose, .. } => {
                *purpose == Purpose::MakeWay && all || *cidr == root && !alone
            }
            PlanStep::Wait { .. } => false,
        };
        let swaps =
            steps.iter().filter(|step| matches!(step, PlanStep::Delete { cidr, .. } if *cidr == root));
        if swaps.count() == 0 {
            return Vec::new();
        }
        (0..).zip(steps).filter(|(_, step)| relies(step)).map(|(index, _)| index).collect()
    }

    fn impact(&self, batches: &[WriteBatch], steps: &[PlanStep]) -> Impact {
        let start: Vec<_> = self
            .changes
            .iter()
            .filter(|site| site.before != NO_SERVICE)
            .map(|site| StartBinding { block: site.block, service: site.before, in_flight: site.in_flight })
            .collect();
        let prefix = CidrBlock::of(&self.task.prefix);
        let spans = impact::impact_ranges(prefix, self.width, &start, batches);
        let waits: Vec<_> =
            (0..).zip(steps).filter(|(_, step)| matches!(step, PlanStep::Wait { .. })).collect();
        let waits: Vec<usize> = waits.into_iter().map(|(index, _)| index).collect();
        let name = |service| self.service_id(service).map(str::to_owned);
        let family: Family = self.task.prefix.family();
        report::impact(&spans, &waits, steps, family, name)
    }
}

#[cfg(test)]
mod tests;
