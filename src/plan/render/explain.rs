//! The reason of each step.

use super::format::{PlanFormatter, few_blocks};
use crate::cidr::Cidr;
use crate::plan::document::Plan;
use crate::plan::step::{PlanStep, Purpose, Until};
use crate::plan::task::Task;
use crate::sort;

/// How many blocks inside a block are searched for a related step.
const MAX_INNER_BLOCKS: usize = 16;

/// Explains the steps of a plan one after the other, and follows the bindings while it does.
pub(super) struct Explainer<'a> {
    plan: &'a Plan,
    /// For each block the service that it is bound to at this point.
    state: Vec<(Cidr, Option<&'a str>)>,
    /// How many blocks are bound.
    bound: usize,
    /// For each block the steps that write it, in order.
    writes: Vec<(Cidr, Vec<usize>)>,
    /// For each step the next wait.
    waits: Vec<usize>,
}

impl<'a> Explainer<'a> {
    pub(super) fn new(task: &'a Task<'_>, plan: &'a Plan) -> Self {
        let written =
            plan.steps.iter().enumerate().filter_map(|(index, step)| Some((step.write()?.0, index)));
        let mut written: Vec<(Cidr, usize)> = written.collect();
        sort::sort(&mut written);
        let writes: Vec<_> = written
            .chunk_by(|(one, _), (other, _)| one == other)
            .filter_map(|steps| Some((steps.first()?.0, steps.iter().map(|(_, index)| *index).collect())))
            .collect();
        let unbound = writes.iter().map(|(cidr, _): &(Cidr, Vec<usize>)| (*cidr, None));
        let bound =
            task.current.iter().filter_map(|bound| Some((bound.cidr, Some(bound.service.as_deref()?))));
        let mut state: Vec<_> = unbound.chain(bound).collect();
        sort::last_of_each(&mut state);
        let bound = state.iter().filter(|(_, service)| service.is_some()).count();
        let mut waits = vec![plan.steps.len(); plan.steps.len()];
        let mut wait = plan.steps.len();
        for (index, step) in plan.steps.iter().enumerate().rev() {
            if matches!(step, PlanStep::Wait { .. }) {
                wait = index;
            }
            if let Some(entry) = waits.get_mut(index) {
                *entry = wait;
            }
        }
        Self { plan, state, bound, writes, waits }
    }

    /// The reasons of all steps.
    pub(super) fn all(mut self, formatter: &PlanFormatter<'_>) -> Vec<String> {
        let mut all = Vec::with_capacity(self.plan.steps.len());
        for (index, step) in self.plan.steps.iter().enumerate() {
            all.push(match step {
                PlanStep::Create { cidr, service_id, purpose } => {
                    let reason = self.create(index, *cidr, service_id, *purpose, formatter);
                    self.bind(*cidr, Some(service_id));
                    reason
                }
                PlanStep::Delete { cidr, purpose, .. } => {
                    self.bind(*cidr, None);
                    self.delete(index, *cidr, *purpose, formatter)
                }
                PlanStep::Wait { until, active, gone, .. } => self.wait(index, *until, active, gone),
            });
        }
        all
    }

    /// Binds a block from this step on, or unbinds it.
    fn bind(&mut self, cidr: Cidr, service: Option<&'a str>) {
        let position = sort::position(&self.state, &cidr);
        if let Some((_, bound)) = position.and_then(|position| self.state.get_mut(position)) {
            self.bound = self.bound + usize::from(service.is_some()) - usize::from(bound.is_some());
            *bound = service;
        }
    }

    fn create(
        &self,
        index: usize,
        cidr: Cidr,
        service: &str,
        purpose: Purpose,
        formatter: &PlanFormatter<'_>,
    ) -> String {
        match purpose {
            Purpose::MakeWay => "restored (removed temporarily)".to_owned(),
            Purpose::Shield => self.shield(index, cidr, service, formatter),
            Purpose::Desired => self.desired_create(index, cidr, service, formatter),
        }
    }

    fn shield(&self, index: usize, cidr: Cidr, service: &str, formatter: &PlanFormatter<'_>) -> String {
        let name = formatter.service(service);
        let until = self.next(index, cidr);
        let until = until.map_or_else(String::new, |next| format!(" until step {}", next + 1));
        let related = self.later(index, cidr, |_| true);
        let related = related
            .map_or_else(String::new, |(step, other)| format!(" while {other} changes at step {}", step + 1));
        format!("shield{until}: temporarily binds the block to {name}{related}")
    }

    fn desired_create(
        &self,
        index: usize,
        cidr: Cidr,
        service: &str,
        formatter: &PlanFormatter<'_>,
    ) -> String {
        if self.previous(index, cidr).is_some_and(|step| self.same_batch(step, index)) {
            return "replaces it (bindings cannot be edited)".to_owned();
        }
        if cidr == self.plan.prefix {
            return if self.bound == 0 {
                "requested; the default is created first".to_owned()
            } else {
                "requested; more specific bindings exist meanwhile".to_owned()
            };
        }
        let is_delete = |step: &PlanStep| matches!(step, PlanStep::Delete { .. });
        let Some((step, other)) = self.later(index, cidr, is_delete) else { return "requested".to_owned() };
        let fallback = self.covering_service(other).filter(|fallback| *fallback != service);
        let fallback = fallback.map_or_else(String::new, |fallback| {
            format!(", so that no address here falls back to {}", formatter.service(fallback))
        });
        format!("requested; created before {other} is deleted at step {}{fallback}", step + 1)
    }

    fn delete(&self, index: usize, cidr: Cidr, purpose: Purpose, formatter: &PlanFormatter<'_>) -> String {
        let next = self.next(index, cidr);
        match purpose {
            Purpose::MakeWay => {
                let until = next.map_or_else(String::new, |next| format!("; restored at step {}", next + 1));
                let reason = if self.plan.relies_on_profile.binary_search(&index).is_ok() {
                    "the default cannot change while this binding exists"
                } else {
                    "other steps need it out of the way"
                };
                format!("removed temporarily: {reason}{until}")
            }
            Purpose::Shield => {
                let since = self.previous(index, cidr);
                let since = since.map_or_else(String::new, |step| format!(" from step {}", step + 1));
                format!("the shield{since} is no longer needed: every edge has the new state")
            }
            Purpose::Desired if next.is_some_and(|next| self.same_batch(index, next)) => {
                "removed: another service takes the block in the next call".to_owned()
            }
            Purpose::Desired if cidr == self.plan.prefix && self.bound == 0 => {
                "removed; the default is deleted last".to_owned()
            }
            Purpose::Desired => match self.covering_service(cidr) {
                Some(service) => format!(
                    "removed; addresses without a more specific binding go to {}",
                    formatter.service(service)
                ),
                None => "removed; no binding covers it".to_owned(),
            },
        }
    }

    fn wait(&self, index: usize, until: Until, active: &[Cidr], gone: &[Cidr]) -> String {
        if index == 0 {
            return initial_wait(active);
        }
        let are = if active.len() == 1 { "is" } else { "are" };
        let condition = match until {
            Until::Active => {
                format!("until {} {are} active (a majority of the data centers)", few_blocks(active))
            }
            Until::Propagated => {
                let are = if gone.len() == 1 { "is" } else { "are" };
                format!("until {} {are} gone from every edge", few_blocks(gone))
            }
            Until::Settled => {
                format!("until {} {are} active, and every edge has all writes", few_blocks(active))
            }
        };
        let last = index + 1 == self.plan.steps.len();
        if last { condition } else { format!("{condition}; the next steps rely on it") }
    }

    /// True if no wait is between two steps.
    fn same_batch(&self, a: usize, b: usize) -> bool {
        self.waits.get(a) == self.waits.get(b)
    }

    /// The next step that writes this block.
    fn next(&self, index: usize, cidr: Cidr) -> Option<usize> {
        sort::find(&self.writes, &cidr)?.iter().copied().find(|step| *step > index)
    }

    /// The step before that writes this block.
    fn previous(&self, index: usize, cidr: Cidr) -> Option<usize> {
        sort::find(&self.writes, &cidr)?.iter().copied().rev().find(|step| *step < index)
    }

    /// The service of the smallest binding around this block.
    fn covering_service(&self, cidr: Cidr) -> Option<&'a str> {
        self.ancestors(cidr).find_map(|wider| *sort::find(&self.state, &wider)?)
    }

    /// The blocks of the prefix that contain this one, the smallest first.
    fn ancestors(&self, cidr: Cidr) -> impl Iterator<Item = Cidr> {
        let prefix = self.plan.prefix;
        std::iter::successors(cidr.parent(), Cidr::parent).take_while(move |wider| prefix.covers(wider))
    }

    /// The first write of this kind in a later batch to a block around or inside this one.
    fn later(&self, index: usize, cidr: Cidr, is_kind: impl Fn(&PlanStep) -> bool) -> Option<(usize, Cidr)> {
        let wait = self.waits.get(index).copied()?;
        let after = self.writes.partition_point(|(block, _)| *block <= cidr);
        let inside = self.writes.iter().skip(after).map(|(block, _)| *block);
        let inside = inside.take_while(|inner| cidr.covers(inner)).take(MAX_INNER_BLOCKS);
        let related = self.ancestors(cidr).chain(inside);
        let steps = related.filter_map(|other| {
            let steps = sort::find(&self.writes, &other)?;
            let fits = |step: &&usize| **step > wait && self.plan.steps.get(**step).is_some_and(&is_kind);
            Some((*steps.iter().find(fits)?, other))
        });
        steps.min_by_key(|(step, _)| *step)
    }
}

/// The reason of a wait before the first write: bindings and deletions from before the plan.
fn initial_wait(active: &[Cidr]) -> String {
    let condition = if active.is_empty() {
        "until every edge has the deletions from before the plan".to_owned()
    } else {
        let are = if active.len() == 1 { "is" } else { "are" };
        format!(
            "until {} {are} active and at every edge (still rolling out at the start)",
            few_blocks(active)
        )
    };
    format!("{condition}; the next steps rely on it")
}
