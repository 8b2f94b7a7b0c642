//! A task in numbers, and the plan that comes of it.

mod judged;

use super::block::{self, near};
use super::difference::{self, Difference};
use super::impact::{self, Batch, Start};
use super::order::{self, Write};
use super::report::{self, Finish, Impact, PlanFinding};
use super::schedule::{Order, Schedule};
use super::set::{MOST_SERVICES, NOBODY, Service, Services};
use super::terrain::{Block, Site};
use super::{Assumption, Options, PROPAGATION_HOURS, Plan, Purpose, Refusal, Step, Task, Until, fingerprint};
use crate::cidr::{Cidr, Family};
use crate::rules::is_default_only;
use crate::sort;

/// A task in numbers.
pub(super) struct Draft<'a> {
    task: &'a Task<'a>,
    width: u8,
    /// Services in the order of their identifiers, each with its name; the number of the first is 1.
    services: Vec<&'a str>,
    names: Vec<Option<&'a str>>,
    /// In order, as they are.
    default_only: Vec<&'a str>,
    /// Of the bindings of either state the service.
    numbers: [Vec<Service>; 2],
    /// The bindings of both, in order of their blocks; of what should be those in the prefix.
    entries: Vec<Entry>,
    sites: Vec<Site>,
    /// Of each site the identifier of the binding that is there.
    ids: Vec<Option<&'a str>>,
    findings: Vec<PlanFinding>,
}

/// A binding of either state.
#[derive(Debug, Clone, Copy)]
struct Entry {
    block: Block,
    service: Service,
    /// Its place in what is bound, and behind that in what should be.
    index: usize,
}

impl<'a> Draft<'a> {
    pub(super) fn new(task: &'a Task<'a>) -> Result<Self, Box<Refusal>> {
        let prefix = task.prefix;
        if prefix.size().is_none() {
            let message = format!("the prefix {prefix} has more addresses than a plan counts");
            return Err(Box::new(Refusal::final_("prefix-too-large", message, "plan for a smaller prefix")));
        }
        let services = task
            .current
            .iter()
            .filter_map(|bound| bound.service.as_deref())
            .chain(task.desired.iter().map(|wanted| wanted.service.as_str()));
        let services = sort::distinct(services);
        if services.len() > MOST_SERVICES {
            let message = format!("{} services are more than the {MOST_SERVICES} of a plan", services.len());
            let help = "plan for a part of the change first";
            return Err(Box::new(Refusal::final_("too-many-services", message, help)));
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
            names,
            default_only,
            numbers: [Vec::new(), Vec::new()],
            entries: Vec::new(),
            sites: Vec::new(),
            ids: Vec::new(),
            findings: Vec::new(),
        };
        draft.lay_out()?;
        draft.judge()?;
        Ok(draft)
    }

    fn number(&self, service: &str) -> Service {
        let found = self.services.binary_search(&service).ok();
        found.and_then(|index| Service::try_from(index + 1).ok()).unwrap_or(NOBODY)
    }

    fn name(&self, service: Service) -> Option<&'a str> {
        self.services.get(usize::from(service).checked_sub(1)?).copied()
    }

    /// Both states as sites.
    fn lay_out(&mut self) -> Result<(), Box<Refusal>> {
        let prefix = self.task.prefix;
        let unusable =
            |message: String, help: &str| Err(Box::new(Refusal::final_("current-unusable", message, help)));
        let (current, desired) = (self.task.current, self.task.desired);
        let number = |service: &String| self.number(service);
        let before: Vec<_> =
            current.iter().map(|bound| bound.service.as_ref().map_or(NOBODY, number)).collect();
        let after: Vec<_> = desired.iter().map(|wanted| number(&wanted.service)).collect();
        let entry = |index, cidr: &Cidr, service: &Service| Entry {
            block: Block::of(cidr),
            service: *service,
            index,
        };
        let bound = (0..).zip(current.iter().zip(&before));
        let bound = bound.map(|(at, (bound, service))| entry(at, &bound.cidr, service));
        let wanted = (current.len()..).zip(desired.iter().zip(&after));
        let wanted = wanted.filter(|(_, (wanted, _))| prefix.covers(&wanted.cidr));
        let wanted = wanted.map(|(at, (wanted, service))| entry(at, &wanted.cidr, service));
        let mut entries: Vec<_> = bound.chain(wanted).collect();
        block::sort(&mut entries, |entry| entry.block);
        let mut sites = Vec::with_capacity(entries.len());
        let mut ids = Vec::with_capacity(entries.len());
        // The first one in the list that has the block of one before it.
        let mut again: Option<usize> = None;
        for group in entries.chunk_by(|one, other| one.block == other.block) {
            let Some(block) = group.first().map(|entry| entry.block) else { continue };
            let mut site = Site { block, before: NOBODY, after: NOBODY, barred: false, in_flight: false };
            let mut id = None;
            for Entry { service, index, .. } in group {
                match current.get(*index) {
                    None => site.after = *service,
                    Some(_) if *service == NOBODY => site.barred = true,
                    Some(bound) if site.before == NOBODY => {
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
        let held = sites.iter().find(|site| site.barred && site.before == NOBODY && site.after != NOBODY);
        if let Some(held) = held {
            let cidr = self.cidr(held.block);
            let message =
                format!("the block {cidr} is held by a regional binding, and a block has one binding");
            let cure = "choose other blocks there, or remove the regional binding where it is managed";
            return Err(Box::new(Refusal::final_("regional-in-the-way", message, cure)));
        }
        (self.numbers, self.entries, self.sites, self.ids) = ([before, after], entries, sites, ids);
        Ok(())
    }

    /// What differs, as one batch of writes would change it.
    pub(super) fn difference(&self) -> Difference {
        let (mut added, mut removed, mut changed, mut kept) = (Vec::new(), Vec::new(), Vec::new(), 0);
        let mut writes = Vec::new();
        let name = |service| self.name(service).map(str::to_owned);
        for (Site { block, before, after, .. }, id) in self.sites.iter().zip(&self.ids) {
            let list = match (*before, *after) {
                (NOBODY, NOBODY) => continue,
                (NOBODY, _) => &mut added,
                (_, NOBODY) => &mut removed,
                (from, to) if from == to => {
                    kept += 1;
                    continue;
                }
                _ => &mut changed,
            };
            let binding_id = id.map(str::to_owned);
            list.push(difference::Entry {
                cidr: self.cidr(*block),
                from: name(*before),
                to: name(*after),
                binding_id,
            });
            let ends = [(*before, false), (*after, true)];
            let ends = ends.into_iter().filter(|(service, _)| *service != NOBODY);
            writes.extend(ends.map(|(service, creates)| Write { block: *block, service, creates }));
        }
        let impact = self.impact(&[Batch { settles: true, hours: PROPAGATION_HOURS, writes }], &[]);
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

    fn cidr(&self, block: Block) -> Cidr {
        report::cidr(block, self.task.prefix.family())
    }

    pub(super) fn plan(self) -> Plan {
        let Options { policy, profile, gate, .. } = self.task.options;
        let mut services = Services::only(NOBODY);
        let mut parts = Services::default();
        for (number, id) in (1..).zip(&self.services) {
            services = services.with(number);
            if self.default_only.binary_search(id).is_err() {
                parts = parts.with(number);
            }
        }
        let prefix = Block::of(&self.task.prefix);
        let settles_in = self.task.settles_in.filter(|hours| *hours > 0);
        let (width, sites) = (self.width, &self.sites);
        let order = Order { prefix, width, sites, parts, services, profile, policy, gate, settles_in };
        let schedule = order.schedule();
        let batches = schedule.as_ref().map(order::batches).unwrap_or_default();
        let steps = self.steps(&batches);
        let relies_on_profile = self.reliance(&steps, schedule.as_ref());
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

    fn steps(&self, batches: &[Batch]) -> Vec<Step> {
        // Which bindings of the start are still the same ones.
        let mut ids = self.ids.clone();
        // Which of them are still rolling out, until the first wait that they end with.
        let mut rolling: Vec<bool> = self.sites.iter().map(|site| site.in_flight).collect();
        let mut steps = Vec::with_capacity(batches.iter().map(|batch| batch.writes.len() + 1).sum());
        // Where the write before stands among the sites: mostly the next one stands beside it.
        let mut at = 0;
        for batch in batches {
            let (mut active, mut gone) = (Vec::new(), Vec::new());
            for Write { block, service, creates } in &batch.writes {
                let cidr = self.cidr(*block);
                let service_id = self.name(*service).unwrap_or_default().to_owned();
                let found = near(&self.sites, at, |site| site.block.cmp(block));
                at = found.unwrap_or_else(|beside| beside);
                let place = found.ok();
                let site = place.and_then(|place| self.sites.get(place));
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
                    steps.push(Step::Create { cidr, service_id, purpose });
                } else {
                    gone.push(cidr);
                    let binding_id = place.and_then(|place| ids.get_mut(place)?.take()).map(str::to_owned);
                    if let Some(rolling) = place.and_then(|place| rolling.get_mut(place)) {
                        *rolling = false;
                    }
                    steps.push(Step::Delete { cidr, service_id, binding_id, purpose });
                }
            }
            if batch.settles {
                let bound = self
                    .sites
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
            steps.push(Step::Wait { until, hours: batch.hours, active, gone });
        }
        steps
    }

    /// What the list of bindings cannot show.
    fn assumptions(&self) -> Vec<Assumption> {
        let mut list = Vec::new();
        let mut rolling = self.sites.iter().filter(|site| site.in_flight);
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
    fn reliance(&self, steps: &[Step], schedule: Option<&Schedule>) -> Vec<usize> {
        let Some(schedule) = schedule else { return Vec::new() };
        let alone = self.sites.iter().all(|site| site.block == Block::of(&self.task.prefix));
        let all = schedule.course.redo.is_some() && !alone;
        let root = self.task.prefix;
        let relies = |step: &Step| match step {
            Step::Create { cidr, purpose, .. } | Step::Delete { cidr, purpose, .. } => {
                *purpose == Purpose::MakeWay && all || *cidr == root && !alone
            }
            Step::Wait { .. } => false,
        };
        let swaps = steps.iter().filter(|step| matches!(step, Step::Delete { cidr, .. } if *cidr == root));
        if swaps.count() == 0 {
            return Vec::new();
        }
        (0..).zip(steps).filter(|(_, step)| relies(step)).map(|(index, _)| index).collect()
    }

    fn impact(&self, batches: &[Batch], steps: &[Step]) -> Impact {
        let start: Vec<_> = self
            .sites
            .iter()
            .filter(|site| site.before != NOBODY)
            .map(|site| Start { block: site.block, service: site.before, in_flight: site.in_flight })
            .collect();
        let prefix = Block::of(&self.task.prefix);
        let spans = impact::spans(prefix, self.width, &start, batches);
        let waits: Vec<_> = (0..).zip(steps).filter(|(_, step)| matches!(step, Step::Wait { .. })).collect();
        let waits: Vec<usize> = waits.into_iter().map(|(index, _)| index).collect();
        let name = |service| self.name(service).map(str::to_owned);
        let family: Family = self.task.prefix.family();
        report::impact(&spans, &waits, steps, family, name)
    }
}

#[cfg(test)]
mod tests;
