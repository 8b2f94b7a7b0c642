//! What can become of one place over the batches of a plan: which service is bound there after each of them.

use super::PROPAGATION_HOURS;
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
    /// True where the last batch only creates: the wait behind it ends when the new bindings are active.
    pub(super) closing: bool,
    /// True where bindings of the start are still in flight in the first batch. Views then have one more column behind
    /// those of the batches: the services that an edge may see in the first batch where it would see another one if
    /// nothing were written. That column is what hits in the first batch, since an edge that shows what it would show
    /// anyway is not hit by the plan.
    pub(super) unsettled: bool,
    /// Hours of a wait before the first batch, where there is one.
    pub(super) wait: Option<u32>,
    /// The default that stands only while the first batch is written, so that anything can be created: it comes and goes
    /// in that batch.
    pub(super) passing: Option<Service>,
}

impl Course {
    /// What is certain of a course with so many batches, before anything is chosen.
    pub(super) const fn new(batches: usize, parts: Services, shields: bool) -> Self {
        let frozen = [false; MOST_BATCHES];
        let (closing, unsettled, wait, passing) = (false, false, None, None);
        Self { batches, redo: None, frozen, parts, shields, closing, unsettled, wait, passing }
    }

    /// Hours that pass at least, and waits. Compared in this order, after the addresses that are hit.
    pub(super) fn duration(&self) -> (u32, usize) {
        let settling = self.batches - usize::from(self.closing);
        let hours = PROPAGATION_HOURS * u32::try_from(settling).unwrap_or(u32::MAX);
        (hours + self.wait.unwrap_or(0), self.batches + usize::from(self.wait.is_some()))
    }

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
            if self.closing && batch + 1 == self.batches && here > 0 && from != NOBODY {
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

    /// What a view becomes below a place that takes this course. O(batches).
    pub(super) fn lens(&self, stages: Stages, kind: &Kind) -> Lens {
        let mut lens = Lens {
            kept: [Services::ALL; MOST_BATCHES],
            added: Around::default(),
            taken: Services::default(),
            changed: self.batches,
        };
        let batches = lens.kept.iter_mut().zip(&mut lens.added);
        for ((batch, [from, to]), (kept, added)) in self.steps(&stages).zip(batches) {
            if self.touches(batch, from, to) {
                *added = Services::only(from).with(to).without(Services::only(NOBODY));
            } else if to != NOBODY {
                // What is still in flight may be at an edge, or not.
                if !(self.unsettled && batch == 0 && kind.in_flight) {
                    *kept = Services::default();
                }
                *added = Services::only(to);
            }
        }
        if self.unsettled {
            self.lens_of_changes(&mut lens, stages, kind);
        }
        lens
    }

    /// The column of what an edge sees in the first batch, and would not see without it.
    fn lens_of_changes(&self, lens: &mut Lens, stages: Stages, Kind { before, in_flight, bases, .. }: &Kind) {
        let (Some([from, to]), Some(kept), Some(added)) = (
            self.steps(&stages).next().map(|(_, step)| step),
            lens.kept.get_mut(self.batches),
            lens.added.get_mut(self.batches),
        ) else {
            return;
        };
        let touched = self.touches(0, from, to);
        let is_bound = *before != NOBODY;
        // An edge that has the binding shows it, unless the batch writes to it.
        *kept = if is_bound && !in_flight { Services::default() } else { Services::ALL };
        *added = Services::default();
        if !touched {
            return;
        }
        let new = Services::only(to).without(Services::only(NOBODY));
        if is_bound {
            // An edge that has the binding may lose it, and show what is around or what replaces it.
            lens.taken = Services::ALL.without(Services::only(*before));
            *added = new.without(Services::only(*before));
        }
        if (!is_bound || *in_flight) && !bases.without(new).is_empty() {
            *added = added.and(new);
        }
    }

    /// The services that hit an address which sees them in some batch and wants none of them.
    pub(super) fn all(&self, around: &Around) -> Services {
        self.counted(around).fold(Services::default(), Services::and)
    }

    /// The services that are seen in some batch, hits or not.
    pub(super) fn visible(&self, around: &Around) -> Services {
        let columns = self.batches + usize::from(self.unsettled);
        around.iter().take(columns).copied().fold(Services::default(), Services::and)
    }

    /// True where one service is seen in all batches: who lives below with it now, does so throughout.
    pub(super) fn quiet(&self, around: &Around) -> bool {
        let batches = || around.iter().take(self.batches).skip(usize::from(self.unsettled)).copied();
        // Of sets that are not empty, the union has one member only where each has that one.
        let one = |batches: &mut dyn Iterator<Item = Services>| {
            batches.fold(Services::default(), Services::and).is_one()
        };
        if self.unsettled {
            let unchanged = around.get(self.batches).is_none_or(|changed| changed.is_empty());
            return unchanged
                && (self.batches == 1 || one(&mut batches()) && batches().all(|seen| !seen.is_empty()));
        }
        one(&mut batches()) && batches().all(|seen| !seen.is_empty())
    }

    /// What hits, for each batch: of a first one with a start in flight the column of changes.
    fn counted(&self, around: &Around) -> impl Iterator<Item = Services> {
        around.iter().skip(usize::from(self.unsettled)).take(self.batches).copied()
    }

    /// Every course worth a look for a place below the prefix, cheapest first. At most one binding more than the
    /// difference asks for is made at one place, and taken away again.
    pub(super) fn choices(&self, kind: &Kind) -> Vec<Choice> {
        let Kind { before, after, wanted, barred, .. } = *kind;
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
        let choice = |timeline: Timeline| Choice { timeline, lens: self.lens(timeline.stages, kind) };
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
    /// What goes from the view of the first batch to the column of changes.
    taken: Services,
    /// Where that column is.
    changed: usize,
}

impl Lens {
    /// What is seen below a place, given what is seen around it. O(batches).
    pub(super) fn through(&self, around: &Around) -> Around {
        let mut seen = *around;
        for ((seen, kept), added) in seen.iter_mut().zip(&self.kept).zip(&self.added) {
            *seen = seen.within(*kept).and(*added);
        }
        if !self.taken.is_empty()
            && let (Some(changed), Some(first)) = (seen.get_mut(self.changed), around.first())
        {
            *changed = changed.and(first.within(self.taken));
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
    /// True where the binding of the start is still rolling out.
    pub(super) in_flight: bool,
    /// Where some binding of the start is still rolling out: the services that an edge may show around the place before
    /// anything is written.
    pub(super) bases: Services,
}

#[cfg(test)]
mod tests;
