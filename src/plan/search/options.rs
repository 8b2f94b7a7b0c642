//! What can become of one place over the batches of a plan: which service is bound there after each of them.

use super::service_set::{NO_SERVICE, ServiceNumber, ServiceSet};
use crate::plan::PROPAGATION_HOURS;
use crate::sort;

/// Most batches that a plan has.
pub(in crate::plan) const MAX_BATCHES: usize = 5;

/// The service bound before the first batch, and after each one; what lies behind the last repeats it.
pub(in crate::plan) type ServiceByBatch = [ServiceNumber; MAX_BATCHES + 1];

/// Who an address could belong to in each batch, if nothing more specific were bound.
pub(in crate::plan) type View = [ServiceSet; MAX_BATCHES];

/// A course and what it takes.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(in crate::plan) struct Schedule {
    pub(in crate::plan) writes: u32,
    /// True where the place is empty for a while between two services: rarely of use, so looked at late.
    has_gap: bool,
    /// Sum of the batches in which it writes: of two that write as much, the earlier one is better.
    lateness: u32,
    pub(in crate::plan) services: ServiceByBatch,
}

/// What holds for every place of a plan.
#[derive(Debug, Clone, Copy)]
pub(in crate::plan) struct BatchRules {
    pub(in crate::plan) batches: usize,
    /// The batch, from 0, in which everything is taken away and put back, as a changed default can demand.
    pub(in crate::plan) rebuild_in: Option<usize>,
    /// The batches in which nothing can be created, since the prefix itself is unbound.
    pub(in crate::plan) create_forbidden: [bool; MAX_BATCHES],
    /// Services that may be bound to a part of the prefix.
    pub(in crate::plan) sub_block_services: ServiceSet,
    /// True where bindings may be made that do not stay.
    pub(in crate::plan) allow_temporary: bool,
    /// True where the last batch only creates: the wait behind it ends when the new bindings are active.
    pub(in crate::plan) last_only_creates: bool,
    /// True where bindings of the start are still in flight in the first batch. Views then have one more column behind
    /// those of the batches: the services that an edge may see in the first batch where it would see another one if
    /// nothing were written. That column is what hits in the first batch, since an edge that shows what it would show
    /// anyway is not hit by the plan.
    pub(in crate::plan) start_in_flight: bool,
    /// Hours of a wait before the first batch, where there is one.
    pub(in crate::plan) initial_wait: Option<u32>,
    /// The default that stands only while the first batch is written, so that anything can be created: it comes and goes
    /// in that batch.
    pub(in crate::plan) transient_default: Option<ServiceNumber>,
}

impl BatchRules {
    /// What is certain of a course with so many batches, before anything is chosen.
    pub(in crate::plan) const fn new(batches: usize, parts: ServiceSet, shields: bool) -> Self {
        let frozen = [false; MAX_BATCHES];
        let (closing, unsettled, wait, passing) = (false, false, None, None);
        Self {
            batches,
            rebuild_in: None,
            create_forbidden: frozen,
            sub_block_services: parts,
            allow_temporary: shields,
            last_only_creates: closing,
            start_in_flight: unsettled,
            initial_wait: wait,
            transient_default: passing,
        }
    }

    /// Hours that pass at least, and waits. Compared in this order, after the addresses that are hit.
    pub(in crate::plan) fn duration(&self) -> (u32, usize) {
        let settling = self.batches - usize::from(self.last_only_creates);
        let hours = PROPAGATION_HOURS * u32::try_from(settling).unwrap_or(u32::MAX);
        (hours + self.initial_wait.unwrap_or(0), self.batches + usize::from(self.initial_wait.is_some()))
    }

    /// How many writes a place takes in one batch.
    fn write_count(&self, batch: usize, from: ServiceNumber, to: ServiceNumber) -> u32 {
        if from == to && self.rebuild_in != Some(batch) {
            return 0;
        }
        u32::from(from != NO_SERVICE) + u32::from(to != NO_SERVICE)
    }

    /// True where the place is touched in that batch.
    pub(in crate::plan) fn writes_in(&self, batch: usize, from: ServiceNumber, to: ServiceNumber) -> bool {
        self.write_count(batch, from, to) > 0
    }

    /// A timeline with its price, or nothing where a batch cannot do it.
    pub(in crate::plan) fn schedule(&self, stages: ServiceByBatch) -> Option<Schedule> {
        let (mut writes, mut lateness) = (0, 0);
        let inner = stages.get(1..self.batches).unwrap_or_default();
        let ends = [stages.first(), stages.get(self.batches)];
        let gap = inner.contains(&NO_SERVICE) && !ends.contains(&Some(&NO_SERVICE));
        for (batch, pair) in self.transitions(&stages) {
            let [from, to] = pair;
            let here = self.write_count(batch, from, to);
            let creates = to != NO_SERVICE && here > 0;
            if creates && self.create_forbidden.get(batch) == Some(&true) {
                return None;
            }
            if self.last_only_creates && batch + 1 == self.batches && here > 0 && from != NO_SERVICE {
                return None;
            }
            writes += here;
            lateness += here * u32::try_from(batch).unwrap_or(u32::MAX);
        }
        Some(Schedule { writes, has_gap: gap, lateness, services: stages })
    }

    /// The batches with the service before and after each.
    pub(in crate::plan) fn transitions<'a>(
        &self,
        stages: &'a ServiceByBatch,
    ) -> impl Iterator<Item = (usize, [ServiceNumber; 2])> + 'a {
        let pairs = stages.iter().zip(stages.iter().skip(1)).map(|(from, to)| [*from, *to]);
        pairs.take(self.batches).enumerate()
    }

    /// What a view becomes below a place that takes this course. O(batches).
    pub(in crate::plan) fn view_transform(
        &self,
        stages: ServiceByBatch,
        kind: &ScheduleKey,
    ) -> ViewTransform {
        let mut lens = ViewTransform {
            mask: [ServiceSet::ALL; MAX_BATCHES],
            added: View::default(),
            first_to_changes: ServiceSet::default(),
            change_column: self.batches,
        };
        let batches = lens.mask.iter_mut().zip(&mut lens.added);
        for ((batch, [from, to]), (kept, added)) in self.transitions(&stages).zip(batches) {
            if self.writes_in(batch, from, to) {
                *added = ServiceSet::single(from).with(to).difference(ServiceSet::single(NO_SERVICE));
            } else if to != NO_SERVICE {
                // What is still in flight may be at an edge, or not.
                if !(self.start_in_flight && batch == 0 && kind.in_flight) {
                    *kept = ServiceSet::default();
                }
                *added = ServiceSet::single(to);
            }
        }
        if self.start_in_flight {
            self.add_change_column(&mut lens, stages, kind);
        }
        lens
    }

    /// The column of what an edge sees in the first batch, and would not see without it.
    fn add_change_column(
        &self,
        lens: &mut ViewTransform,
        stages: ServiceByBatch,
        ScheduleKey { before, in_flight, visible_at_start: bases, .. }: &ScheduleKey,
    ) {
        let (Some([from, to]), Some(kept), Some(added)) = (
            self.transitions(&stages).next().map(|(_, step)| step),
            lens.mask.get_mut(self.batches),
            lens.added.get_mut(self.batches),
        ) else {
            return;
        };
        let touched = self.writes_in(0, from, to);
        let is_bound = *before != NO_SERVICE;
        // An edge that has the binding shows it, unless the batch writes to it.
        *kept = if is_bound && !in_flight { ServiceSet::default() } else { ServiceSet::ALL };
        *added = ServiceSet::default();
        if !touched {
            return;
        }
        let new = ServiceSet::single(to).difference(ServiceSet::single(NO_SERVICE));
        if is_bound {
            // An edge that has the binding may lose it, and show what is around or what replaces it.
            lens.first_to_changes = ServiceSet::ALL.difference(ServiceSet::single(*before));
            *added = new.difference(ServiceSet::single(*before));
        }
        if (!is_bound || *in_flight) && !bases.difference(new).is_empty() {
            *added = added.union(new);
        }
    }

    /// The services that hit an address which sees them in some batch and wants none of them.
    pub(in crate::plan) fn hitting_services(&self, around: &View) -> ServiceSet {
        self.hitting_columns(around).fold(ServiceSet::default(), ServiceSet::union)
    }

    /// The services that are seen in some batch, hits or not.
    pub(in crate::plan) fn visible_services(&self, around: &View) -> ServiceSet {
        let columns = self.batches + usize::from(self.start_in_flight);
        around.iter().take(columns).copied().fold(ServiceSet::default(), ServiceSet::union)
    }

    /// True where one service is seen in all batches: who lives below with it now, does so throughout.
    pub(in crate::plan) fn is_constant(&self, around: &View) -> bool {
        let batches = || around.iter().take(self.batches).skip(usize::from(self.start_in_flight)).copied();
        // Of sets that are not empty, the union has one member only where each has that one.
        let one = |batches: &mut dyn Iterator<Item = ServiceSet>| {
            batches.fold(ServiceSet::default(), ServiceSet::union).is_single()
        };
        if self.start_in_flight {
            let unchanged = around.get(self.batches).is_none_or(|changed| changed.is_empty());
            return unchanged
                && (self.batches == 1 || one(&mut batches()) && batches().all(|seen| !seen.is_empty()));
        }
        one(&mut batches()) && batches().all(|seen| !seen.is_empty())
    }

    /// What hits, for each batch: of a first one with a start in flight the column of changes.
    fn hitting_columns(&self, around: &View) -> impl Iterator<Item = ServiceSet> {
        around.iter().skip(usize::from(self.start_in_flight)).take(self.batches).copied()
    }

    /// Every course worth a look for a place below the prefix, cheapest first. At most one binding more than the
    /// difference asks for is made at one place, and taken away again.
    pub(in crate::plan) fn node_options(&self, kind: &ScheduleKey) -> Vec<NodeOption> {
        let ScheduleKey { before, after, own_services: wanted, reserved: barred, .. } = *kind;
        let detours = if self.allow_temporary && !barred {
            wanted.intersection(self.sub_block_services).difference(ServiceSet::single(NO_SERVICE))
        } else {
            ServiceSet::default()
        };
        let mut stages = [after; MAX_BATCHES + 1];
        if let Some(first) = stages.first_mut() {
            *first = before;
        }
        let direct = ServiceSet::single(NO_SERVICE).with(before).with(after);
        // No detour takes fewer writes than none.
        let mut list = Vec::new();
        self.enumerate(&mut list, &mut stages, 1, direct, u32::MAX);
        let least = list.iter().map(|timeline| timeline.writes).min().unwrap_or(0);
        let most = if self.allow_temporary { least + 2 } else { least };
        list.clear();
        self.enumerate(&mut list, &mut stages, 1, direct.union(detours), most);
        sort::sort(&mut list);
        let choice = |timeline: Schedule| NodeOption {
            schedule: timeline,
            transform: self.view_transform(timeline.services, kind),
        };
        list.into_iter().map(choice).collect()
    }

    /// All courses with these stages up to `stage`, and after it any of the `choices`, that take at most `most` writes.
    fn enumerate(
        &self,
        list: &mut Vec<Schedule>,
        stages: &mut ServiceByBatch,
        stage: usize,
        choices: ServiceSet,
        most: u32,
    ) {
        if stage >= self.batches {
            list.extend(self.schedule(*stages).filter(|timeline| timeline.writes <= most));
            return;
        }
        for choice in choices.iter() {
            let Some(place) = stages.get_mut(stage) else { return };
            let kept = std::mem::replace(place, choice);
            let so_far = self.transitions(stages).take(stage);
            let writes: u32 = so_far.map(|(batch, [from, to])| self.write_count(batch, from, to)).sum();
            if writes <= most {
                self.enumerate(list, stages, stage + 1, choices, most);
            }
            if let Some(place) = stages.get_mut(stage) {
                *place = kept;
            }
        }
    }
}

/// What a course makes of a view: in each batch what is kept of it, and who is added.
#[derive(Debug, Clone, Copy)]
pub(in crate::plan) struct ViewTransform {
    mask: View,
    added: View,
    /// What goes from the view of the first batch to the column of changes.
    first_to_changes: ServiceSet,
    /// Where that column is.
    change_column: usize,
}

impl ViewTransform {
    /// What is seen below a place, given what is seen around it. O(batches).
    pub(in crate::plan) fn apply(&self, around: &View) -> View {
        let mut seen = *around;
        for ((seen, kept), added) in seen.iter_mut().zip(&self.mask).zip(&self.added) {
            *seen = seen.intersection(*kept).union(*added);
        }
        if !self.first_to_changes.is_empty()
            && let (Some(changed), Some(first)) = (seen.get_mut(self.change_column), around.first())
        {
            *changed = changed.union(first.intersection(self.first_to_changes));
        }
        seen
    }
}

/// A course, and what it makes of a view.
#[derive(Debug, Clone, Copy)]
pub(in crate::plan) struct NodeOption {
    pub(in crate::plan) schedule: Schedule,
    pub(in crate::plan) transform: ViewTransform,
}

/// What the courses of a place depend on.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(in crate::plan) struct ScheduleKey {
    pub(in crate::plan) before: ServiceNumber,
    pub(in crate::plan) after: ServiceNumber,
    /// Services that some address at or below the place has before or after.
    pub(in crate::plan) own_services: ServiceSet,
    pub(in crate::plan) reserved: bool,
    /// True where the binding of the start is still rolling out.
    pub(in crate::plan) in_flight: bool,
    /// Where some binding of the start is still rolling out: the services that an edge may show around the place before
    /// anything is written.
    pub(in crate::plan) visible_at_start: ServiceSet,
}

#[cfg(test)]
mod tests;
