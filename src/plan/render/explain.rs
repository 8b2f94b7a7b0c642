//! Why each step is there, and why it stands where it stands.

use super::format::{PlanFormatter, blocks};
use crate::cidr::Cidr;
use crate::plan::{Plan, PlanStep, Purpose, Task, Until};
use crate::sort;

/// Blocks inside another that are looked at for a reason.
const LOOKED_AT: usize = 16;

/// What is known of the steps around a step.
pub(super) struct Explainer<'a> {
    plan: &'a Plan,
    /// The binding of each block at this point.
    state: Vec<(Cidr, Option<&'a str>)>,
    /// How many there are.
    bound: usize,
    /// The steps that write each block, in order.
    writes: Vec<(Cidr, Vec<usize>)>,
    /// For each step the wait behind it.
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
        // What is bound, and what will be.
        let blocks = writes.iter().map(|(cidr, _): &(Cidr, Vec<usize>)| (*cidr, None));
        let bound =
            task.current.iter().filter_map(|bound| Some((bound.cidr, Some(bound.service.as_deref()?))));
        let mut state: Vec<_> = blocks.chain(bound).collect();
        sort::last_of_each(&mut state);
        let bound = state.iter().filter(|(_, service)| service.is_some()).count();
        let mut waits = vec![plan.steps.len(); plan.steps.len()];
        let mut wait = plan.steps.len();
        for (index, step) in plan.steps.iter().enumerate().rev() {
            if matches!(step, PlanStep::Wait { .. }) {
                wait = index;
            }
            if let Some(place) = waits.get_mut(index) {
                *place = wait;
            }
        }
        Self { plan, state, bound, writes, waits }
    }

    pub(super) fn all(mut self, words: &PlanFormatter<'_>) -> Vec<String> {
        let mut all = Vec::with_capacity(self.plan.steps.len());
        for (index, step) in self.plan.steps.iter().enumerate() {
            all.push(match step {
                PlanStep::Create { cidr, service_id, purpose } => {
                    let why = self.create(index, *cidr, service_id, *purpose, words);
                    self.bind(*cidr, Some(service_id));
                    why
                }
                PlanStep::Delete { cidr, purpose, .. } => {
                    self.bind(*cidr, None);
                    self.delete(index, *cidr, *purpose, words)
                }
                PlanStep::Wait { until, active, gone, .. } => self.wait(index, *until, active, gone),
            });
        }
        all
    }

    /// What a block is bound to from here on.
    fn bind(&mut self, cidr: Cidr, service: Option<&'a str>) {
        let place = sort::position(&self.state, &cidr);
        if let Some((_, bound)) = place.and_then(|place| self.state.get_mut(place)) {
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
        words: &PlanFormatter<'_>,
    ) -> String {
        match purpose {
            Purpose::MakeWay => "put back: it is wanted, and was away for a while".to_owned(),
            Purpose::Shield => {
                let name = words.service(service);
                let until = self
                    .next(index, cidr)
                    .map_or_else(String::new, |next| format!(" until step {}", next + 1));
                let for_what = self.later(index, cidr, |_| true).map_or_else(String::new, |(step, other)| {
                    format!(" while {other} changes at step {}", step + 1)
                });
                format!("a shield{until}: holds the block for {name}{for_what}")
            }
            Purpose::Desired => {
                if self.previous(index, cidr).is_some_and(|step| self.same_batch(step, index)) {
                    return "in its place: a binding cannot be changed, only replaced".to_owned();
                }
                if cidr == self.plan.prefix {
                    return if self.bound == 0 {
                        "wanted; the prefix itself comes first".to_owned()
                    } else {
                        "wanted; the others stand while it is made".to_owned()
                    };
                }
                let deleted = |step: &PlanStep| matches!(step, PlanStep::Delete { .. });
                match self.later(index, cidr, deleted) {
                    Some((step, other)) => {
                        let fall = self.around(other).filter(|fall| *fall != service);
                        let fall = fall.map_or_else(String::new, |fall| {
                            format!(", so that nothing here falls to {}", words.service(fall))
                        });
                        format!("wanted; made before {other} goes at step {}{fall}", step + 1)
                    }
                    None => "wanted".to_owned(),
                }
            }
        }
    }

    fn delete(&self, index: usize, cidr: Cidr, purpose: Purpose, words: &PlanFormatter<'_>) -> String {
        let next = self.next(index, cidr);
        match purpose {
            Purpose::MakeWay => {
                let until =
                    next.map_or_else(String::new, |next| format!(", and comes back at step {}", next + 1));
                let strict = self.plan.relies_on_profile.binary_search(&index).is_ok();
                let why = if strict {
                    "the default cannot change while it stands"
                } else {
                    "it would stand in the way"
                };
                format!("wanted, but {why}{until}")
            }
            Purpose::Shield => {
                let since = self
                    .previous(index, cidr)
                    .map_or_else(String::new, |made| format!(" since step {}", made + 1));
                format!("the shield stood{since}, and every edge has what it was there for")
            }
            Purpose::Desired if next.is_some_and(|next| self.same_batch(index, next)) => {
                "not wanted: another service takes the block at once".to_owned()
            }
            Purpose::Desired if cidr == self.plan.prefix && self.bound == 0 => {
                "not wanted; the default is the last to go".to_owned()
            }
            Purpose::Desired => match self.around(cidr) {
                Some(fall) => {
                    format!("not wanted; what nothing more specific covers goes to {}", words.service(fall))
                }
                None => "not wanted; no binding is around it".to_owned(),
            },
        }
    }

    fn wait(&self, index: usize, until: Until, active: &[Cidr], gone: &[Cidr]) -> String {
        if index == 0 {
            return first_wait(active);
        }
        let are = if active.len() == 1 { "is" } else { "are" };
        let were = if gone.len() == 1 { "is" } else { "are" };
        let seen = match until {
            Until::Active => format!(
                "until {} {are} active, which is a majority of the data centers: the others may still lack them",
                blocks(active)
            ),
            Until::Propagated => {
                format!("until every edge has seen that {} {were} gone", blocks(gone))
            }
            Until::Settled => {
                format!("until {} {are} active, and every edge has seen all writes", blocks(active))
            }
        };
        let rest =
            if index + 1 == self.plan.steps.len() { "then it is done" } else { "the next steps rely on it" };
        format!("{seen}; {rest}")
    }

    fn same_batch(&self, a: usize, b: usize) -> bool {
        self.waits.get(a) == self.waits.get(b)
    }

    fn next(&self, index: usize, cidr: Cidr) -> Option<usize> {
        sort::find(&self.writes, &cidr)?.iter().copied().find(|step| *step > index)
    }

    fn previous(&self, index: usize, cidr: Cidr) -> Option<usize> {
        sort::find(&self.writes, &cidr)?.iter().copied().rev().find(|step| *step < index)
    }

    /// The service of the nearest block around this one.
    fn around(&self, cidr: Cidr) -> Option<&'a str> {
        self.wider(cidr).find_map(|wider| *sort::find(&self.state, &wider)?)
    }

    /// The blocks around this one, the nearest first.
    fn wider(&self, cidr: Cidr) -> impl Iterator<Item = Cidr> {
        let prefix = self.plan.prefix;
        std::iter::successors(cidr.parent(), Cidr::parent).take_while(move |wider| prefix.covers(wider))
    }

    /// The first write in a later batch to a block around or inside this one.
    fn later(&self, index: usize, cidr: Cidr, counts: impl Fn(&PlanStep) -> bool) -> Option<(usize, Cidr)> {
        let wait = self.waits.get(index).copied()?;
        let after = self.writes.partition_point(|(block, _)| *block <= cidr);
        let inside = self.writes.iter().skip(after).map(|(block, _)| *block);
        let inside = inside.take_while(|inner| cidr.covers(inner)).take(LOOKED_AT);
        let related = self.wider(cidr).chain(inside);
        let steps = related.filter_map(|other| {
            let steps = sort::find(&self.writes, &other)?;
            let fits = |step: &&usize| **step > wait && self.plan.steps.get(**step).is_some_and(&counts);
            Some((*steps.iter().find(fits)?, other))
        });
        steps.min_by_key(|(step, _)| *step)
    }
}

/// A wait before the first write: for what was written before the plan.
fn first_wait(active: &[Cidr]) -> String {
    let seen = if active.is_empty() {
        "until every edge has seen what was deleted before".to_owned()
    } else {
        let are = if active.len() == 1 { "is" } else { "are" };
        format!("until {} {are} active and at every edge: still rolling out at the start", blocks(active))
    };
    format!("{seen}; the next steps rely on it")
}
