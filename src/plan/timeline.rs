//! What can become of one place over the batches of a plan: which service is bound there after each of them.

use super::set::{NOBODY, Service, Services};
use crate::sort;

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

    /// What a view becomes below a place that takes this course.
    pub(super) fn lens(&self, stages: Stages) -> Lens {
        let mut lens = Lens { kept: [Services::ALL; MOST_BATCHES], added: Around::default() };
        let batches = lens.kept.iter_mut().zip(&mut lens.added);
        for ((batch, [from, to]), (kept, added)) in self.steps(&stages).zip(batches) {
            if self.touches(batch, from, to) {
                *added = Services::only(from).with(to).without(Services::only(NOBODY));
            } else if to != NOBODY {
                *kept = Services::default();
                *added = Services::only(to);
            }
        }
        lens
    }

    /// The services that are seen in some batch.
    pub(super) fn all(&self, around: &Around) -> Services {
        self.seen(around).fold(Services::default(), Services::and)
    }

    /// True where one service is seen in all batches: who lives below with it now, does so throughout.
    pub(super) fn quiet(&self, around: &Around) -> bool {
        // Of sets that are not empty, the union has one member only where each has that one.
        self.all(around).is_one() && self.seen(around).all(|seen| !seen.is_empty())
    }

    /// What is seen in each batch.
    fn seen(&self, around: &Around) -> impl Iterator<Item = Services> {
        around.iter().take(self.batches).copied()
    }

    /// Every course worth a look for a place below the prefix, cheapest first. At most one binding more than the
    /// difference asks for is made at one place, and taken away again.
    pub(super) fn choices(&self, kind: &Kind) -> Vec<Choice> {
        let Kind { before, after, wanted, barred } = *kind;
        let detours = if self.shields && !barred {
            wanted.within(self.parts).without(Services::only(NOBODY))
        } else {
            Services::default()
        };
        let mut stages = [after; MOST_BATCHES + 1];
        if let Some(first) = stages.first_mut() {
            *first = before;
        }
        let direct = Services::only(NOBODY).with(before).with(after);
        // No detour takes fewer writes than none.
        let mut list = Vec::new();
        self.extend(&mut list, &mut stages, 1, direct, u32::MAX);
        let least = list.iter().map(|timeline| timeline.writes).min().unwrap_or(0);
        let most = if self.shields { least + 2 } else { least };
        list.clear();
        self.extend(&mut list, &mut stages, 1, direct.and(detours), most);
        sort::sort(&mut list);
        let choice = |timeline: Timeline| Choice { timeline, lens: self.lens(timeline.stages) };
        list.into_iter().map(choice).collect()
    }

    /// All courses with these stages up to `stage`, and after it any of the `choices`, that take at most `most` writes.
    fn extend(
        &self,
        list: &mut Vec<Timeline>,
        stages: &mut Stages,
        stage: usize,
        choices: Services,
        most: u32,
    ) {
        if stage >= self.batches {
            list.extend(self.timeline(*stages).filter(|timeline| timeline.writes <= most));
            return;
        }
        for choice in choices.iter() {
            let Some(place) = stages.get_mut(stage) else { return };
            let kept = std::mem::replace(place, choice);
            let so_far = self.steps(stages).take(stage);
            let writes: u32 = so_far.map(|(batch, [from, to])| self.writes(batch, from, to)).sum();
            if writes <= most {
                self.extend(list, stages, stage + 1, choices, most);
            }
            if let Some(place) = stages.get_mut(stage) {
                *place = kept;
            }
        }
    }
}

/// What a course makes of a view: in each batch what is kept of it, and who is added.
#[derive(Debug, Clone, Copy)]
pub(super) struct Lens {
    kept: Around,
    added: Around,
}

impl Lens {
    /// What is seen below a place, given what is seen around it. O(batches).
    pub(super) fn through(&self, around: &Around) -> Around {
        let mut seen = *around;
        for ((seen, kept), added) in seen.iter_mut().zip(&self.kept).zip(&self.added) {
            *seen = seen.within(*kept).and(*added);
        }
        seen
    }
}

/// A course, and what it makes of a view.
#[derive(Debug, Clone, Copy)]
pub(super) struct Choice {
    pub(super) timeline: Timeline,
    pub(super) lens: Lens,
}

/// What the courses of a place depend on.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Kind {
    pub(super) before: Service,
    pub(super) after: Service,
    /// Services that some address at or below the place has before or after.
    pub(super) wanted: Services,
    pub(super) barred: bool,
}

#[cfg(test)]
mod tests;
