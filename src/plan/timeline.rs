//! What can become of one place over the batches of a plan: which service is bound there after each of them.

use super::set::{NOBODY, Service, Services};
use crate::sort;
use std::collections::BTreeMap;

/// Most batches that a plan has.
pub(super) const MOST_BATCHES: usize = 5;

/// The service bound before the first batch, and after each one; what lies behind the last repeats it.
pub(super) type Stages = [Service; MOST_BATCHES + 1];

/// Who an address could belong to in each batch, if nothing more specific were bound.
pub(super) type Around = [Services; MOST_BATCHES];

/// A course and what it takes.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Timeline {
    pub(super) writes: u32,
    /// True where the place is empty for a while between two services: rarely of use, so looked at late.
    gap: bool,
    /// Sum of the batches in which it writes: of two that write as much, the earlier one is better.
    lateness: u32,
    pub(super) stages: Stages,
}

/// What holds for every place of a plan.
#[derive(Debug, Clone, Copy)]
pub(super) struct Course {
    pub(super) batches: usize,
    /// The batch, from 0, in which everything is taken away and put back, as a changed default can demand.
    pub(super) redo: Option<usize>,
    /// The batches in which nothing can be created, since the prefix itself is unbound.
    pub(super) frozen: [bool; MOST_BATCHES],
    /// Services that may be bound to a part of the prefix.
    pub(super) parts: Services,
    /// True where bindings may be made that do not stay.
    pub(super) shields: bool,
}

impl Course {
    /// How many writes a place takes in one batch.
    fn writes(&self, batch: usize, from: Service, to: Service) -> u32 {
        if from == to && self.redo != Some(batch) {
            return 0;
        }
        u32::from(from != NOBODY) + u32::from(to != NOBODY)
    }

    /// True where the place is touched in that batch.
    pub(super) fn touches(&self, batch: usize, from: Service, to: Service) -> bool {
        self.writes(batch, from, to) > 0
    }

    /// A timeline with its price, or nothing where a batch cannot do it.
    pub(super) fn timeline(&self, stages: Stages) -> Option<Timeline> {
        let (mut writes, mut lateness) = (0, 0);
        let inner = stages.get(1..self.batches).unwrap_or_default();
        let ends = [stages.first(), stages.get(self.batches)];
        let gap = inner.contains(&NOBODY) && !ends.contains(&Some(&NOBODY));
        for (batch, pair) in self.steps(&stages) {
            let [from, to] = pair;
            let here = self.writes(batch, from, to);
            let creates = to != NOBODY && here > 0;
            if creates && self.frozen.get(batch) == Some(&true) {
                return None;
            }
            writes += here;
            lateness += here * u32::try_from(batch).unwrap_or(u32::MAX);
        }
        Some(Timeline { writes, gap, lateness, stages })
    }

    /// The batches with the service before and after each.
    pub(super) fn steps<'a>(&self, stages: &'a Stages) -> impl Iterator<Item = (usize, [Service; 2])> + 'a {
        let pairs = stages.iter().zip(stages.iter().skip(1)).map(|(from, to)| [*from, *to]);
        pairs.take(self.batches).enumerate()
    }

    /// What is seen below a place, given what is seen around it. O(batches).
    pub(super) fn below(&self, around: &Around, stages: Stages) -> Around {
        let mut seen = *around;
        for ((batch, [from, to]), seen) in self.steps(&stages).zip(seen.iter_mut()) {
            if self.touches(batch, from, to) {
                let both = Services::only(from).and(Services::only(to));
                *seen = seen.and(both.without(Services::only(NOBODY)));
            } else if to != NOBODY {
                *seen = Services::only(to);
            }
        }
        seen
    }
}

/// Every course worth a look for each kind of place, cheapest first; made once for each kind.
#[derive(Debug)]
pub(super) struct Courses {
    pub(super) course: Course,
    known: BTreeMap<(Service, Service, Services), usize>,
    lists: Vec<Vec<Timeline>>,
}

impl Courses {
    pub(super) fn new(course: Course) -> Self {
        Self { course, known: BTreeMap::new(), lists: Vec::new() }
    }

    pub(super) fn list(&self, index: usize) -> &[Timeline] {
        self.lists.get(index).map_or(&[], Vec::as_slice)
    }

    /// The list for a place below the prefix, by its index. At most one binding more than the difference asks for
    /// is made at one place, and taken away again.
    pub(super) fn of(&mut self, before: Service, after: Service, wanted: Services, barred: bool) -> usize {
        let detours = if self.course.shields && !barred {
            let parts = wanted.without(wanted.without(self.course.parts));
            parts.without(Services::only(NOBODY))
        } else {
            Services::default()
        };
        if let Some(index) = self.known.get(&(before, after, detours)) {
            return *index;
        }
        let mut stages = [after; MOST_BATCHES + 1];
        if let Some(first) = stages.first_mut() {
            *first = before;
        }
        let choices: Vec<Service> = detours.with(NOBODY).with(before).with(after).iter().collect();
        let mut list = Vec::new();
        self.extend(&mut list, &mut stages, 1, &choices);
        sort::sort(&mut list);
        let least = list.first().map_or(0, |timeline| timeline.writes);
        let most = if self.course.shields { least + 2 } else { least };
        list.retain(|timeline| timeline.writes <= most);
        self.lists.push(list);
        let index = self.lists.len() - 1;
        self.known.insert((before, after, detours), index);
        index
    }

    fn extend(&self, list: &mut Vec<Timeline>, stages: &mut Stages, stage: usize, choices: &[Service]) {
        if stage >= self.course.batches {
            list.extend(self.course.timeline(*stages));
            return;
        }
        for choice in choices {
            let Some(place) = stages.get_mut(stage) else { return };
            let kept = std::mem::replace(place, *choice);
            self.extend(list, stages, stage + 1, choices);
            if let Some(place) = stages.get_mut(stage) {
                *place = kept;
            }
        }
    }
}

#[cfg(test)]
mod tests;
