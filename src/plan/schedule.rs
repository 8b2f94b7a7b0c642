//! Chooses the number of batches, and what happens in each.

use super::search::{Hits, Price, Search};
use super::set::{NOBODY, Service, Services};
use super::terrain::{Block, Site, Terrain};
use super::timeline::{Course, MOST_BATCHES, Stages, Timeline};
use super::{Gate, PROPAGATION_HOURS, Policy, Profile};

/// What the schedule is made for.
#[derive(Debug)]
pub(super) struct Order<'a> {
    pub(super) prefix: Block,
    /// Bits of an address.
    pub(super) width: u8,
    /// Sorted by block, each block once.
    pub(super) sites: &'a [Site],
    /// Services that may be bound to a part of the prefix.
    pub(super) parts: Services,
    /// All services.
    pub(super) services: Services,
    pub(super) profile: Profile,
    pub(super) policy: Policy,
    pub(super) gate: Gate,
    /// Hours until what was written before is settled, where they are known to be more than none: the plan begins with
    /// a wait of that length.
    pub(super) settles_in: Option<u32>,
}

/// What happens at one block: the services before the first batch and after each.
#[derive(Debug, Clone, Copy)]
pub(super) struct Part {
    pub(super) block: Block,
    pub(super) stages: Stages,
}

/// How the batches of a schedule follow each other.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct Turn {
    batches: usize,
    closing: bool,
    unsettled: bool,
    wait: Option<u32>,
}

/// Everything that happens.
#[derive(Debug)]
pub(super) struct Schedule {
    pub(super) prefix: Block,
    pub(super) course: Course,
    pub(super) parts: Vec<Part>,
    /// False where the search was cut short: there may be a better one.
    pub(super) complete: bool,
}

/// Courses that one search looks at, at most: about a second. More than any plan takes that is not made to.
const MOST_COURSES: u64 = 3_000_000;

/// One way to go: how the prefix itself changes, and what that means for everything else.
struct Way {
    course: Course,
    root: Vec<Timeline>,
    /// Services that every address sees at some edge: the default stands alone for a moment.
    everybody: Services,
}

/// The best schedule so far, and what it took to find it.
struct Found<'a> {
    terrain: &'a Terrain,
    /// How many courses one search may look at.
    most: u64,
    /// How many all of them looked at.
    looked: u64,
    best: Option<Best<'a>>,
}

/// A schedule by its price: what is written is asked of its search once no other is better.
struct Best<'a> {
    price: Price,
    root: Timeline,
    search: Search<'a>,
}

impl Order<'_> {
    /// The schedule with the lowest price: addresses hit, then hours, then waits, then writes.
    ///
    /// Tries what takes the fewest hours first, up to [`MOST_BATCHES`] batches, and stops where nobody is hit who need
    /// not be; but three batches first where one or two are known to hit more.
    pub(super) fn schedule(&self) -> Option<Schedule> {
        let (found, _) = self.within(MOST_COURSES);
        found.map(|(_, schedule)| schedule)
    }

    /// The schedule and its price where each search looks at so many courses at most, and how many all of them looked at.
    fn within(&self, most: u64) -> (Option<(Price, Schedule)>, u64) {
        let [before, after] = self.root();
        let redo = self.profile == Profile::Strict && before != after;
        let terrain = Terrain::new(self.prefix, self.width, self.sites, self.parts, redo);
        let least = terrain.nodes.last().map_or(0, |root| root.least);
        if least == 0 {
            return (None, 0);
        }
        let bound = self.bound(&terrain);
        let mut found = Found { terrain: &terrain, most, looked: 0, best: None };
        let ahead = self.stays() && terrain.takes_three();
        let (three, rest): (Vec<_>, Vec<_>) =
            self.turns().into_iter().partition(|turn| ahead && turn.batches == 3);
        let mut whole = true;
        for turn in &three {
            if !found.reaches(bound) {
                whole &= self.turn(turn, &mut found, bound);
            }
        }
        for turn in &rest {
            if found.reaches(bound) {
                break;
            }
            whole &= self.turn(turn, &mut found, bound);
            if !whole {
                break;
            }
        }
        let Found { best, looked, .. } = found;
        (best.map(|best| (best.price, best.schedule(self.prefix, &terrain, whole))), looked)
    }

    /// The ways to wait, those with the fewest hours first, then those with the fewest waits.
    ///
    /// Under the gate `active` a wait behind new bindings is short where six hours would spare nobody. That is only the
    /// last one: what a batch creates and no batch before has settled is in flight together with the next batch, so
    /// the two hit whom one batch of both would hit, or more.
    fn turns(&self) -> Vec<Turn> {
        let deletes = self.sites.iter().any(|site| site.before != NOBODY && site.before != site.after);
        let in_flight = self.sites.iter().any(|site| site.in_flight);
        let mut turns = Vec::new();
        for batches in 1..=MOST_BATCHES {
            for closing in [true, false] {
                // One batch that only creates deletes nothing.
                if closing && (self.gate == Gate::Settled || batches == 1 && deletes) {
                    continue;
                }
                let turn = Turn { batches, closing, unsettled: false, wait: self.settles_in };
                if self.settles_in.is_some() || !in_flight {
                    turns.push(turn);
                    continue;
                }
                turns.push(Turn { wait: Some(PROPAGATION_HOURS), ..turn });
                // The column of changes takes the room of a batch.
                if batches < MOST_BATCHES {
                    turns.push(Turn { unsettled: true, ..turn });
                }
            }
        }
        turns.sort_by_key(|turn| self.course(turn).duration());
        turns
    }

    /// Tries one way to wait. False where a search was cut short.
    fn turn(&self, turn: &Turn, found: &mut Found<'_>, bound: Hits) -> bool {
        let complete = found.follow(&self.ways(turn));
        // Another default for a while takes up to four writes: worth it where shields take more.
        let least = found.terrain.nodes.last().map_or(0, |root| root.least);
        let dear = found.best.as_ref().is_some_and(|best| best.price.writes > least + 4);
        if complete && (dear || !found.reaches(bound)) {
            return found.follow(&self.detours(turn, found.terrain, found.best.as_ref()));
        }
        complete
    }

    /// True where the prefix has a binding that stays, and bindings may be made that do not.
    fn stays(&self) -> bool {
        let [before, after] = self.root();
        self.policy == Policy::Hitless && before == after && before != NOBODY
    }

    /// The service of the prefix itself, before and after.
    fn root(&self) -> [Service; 2] {
        match self.sites.first() {
            Some(site) if site.block == self.prefix => [site.before, site.after],
            _ => [NOBODY, NOBODY],
        }
    }

    fn course(&self, turn: &Turn) -> Course {
        let Turn { batches, closing, unsettled, wait } = *turn;
        let shields = self.policy == Policy::Hitless;
        Course { closing, unsettled, wait, ..Course::new(batches, self.parts, shields) }
    }

    /// The ways without a detour of the default.
    fn ways(&self, turn: &Turn) -> Vec<Way> {
        let [before, after] = self.root();
        let (batches, course) = (turn.batches, self.course(turn));
        if before == after {
            let stages = [before; MOST_BATCHES + 1];
            return Way::new(course, stages, Services::default()).into_iter().collect();
        }
        let empty = self.sites.iter().all(|site| site.before == NOBODY);
        let mut ways = Vec::new();
        for turn in 0..batches {
            let strict = self.profile == Profile::Strict;
            if before == NOBODY && empty && turn > 0 || strict && after == NOBODY && turn + 1 < batches {
                continue;
            }
            let mut course = course;
            if strict {
                course.redo = Some(turn);
            }
            for (batch, frozen) in course.frozen.iter_mut().enumerate() {
                *frozen = before == NOBODY && batch < turn || after == NOBODY && batch > turn;
            }
            let mut stages = [after; MOST_BATCHES + 1];
            stages.iter_mut().take(turn + 1).for_each(|stage| *stage = before);
            let alone = if strict || before == NOBODY {
                Services::only(before).with(after).without(Services::only(NOBODY))
            } else {
                Services::default()
            };
            ways.extend(Way::new(course, stages, alone));
        }
        ways
    }

    /// Where addresses are still hit, or shields are many, and nobody forbids it: another default for a while.
    fn detours(&self, turn: &Turn, terrain: &Terrain, best: Option<&Best<'_>>) -> Vec<Way> {
        let [before, after] = self.root();
        let batches = turn.batches;
        let may = self.profile == Profile::Lenient && self.policy == Policy::Hitless;
        if !may || after == NOBODY || batches < 2 {
            return Vec::new();
        }
        // Who belongs to the default, and can belong to it only as the default, is hit by its change.
        let tied: u128 = terrain
            .grounds()
            .filter(|ground| ground.old == ground.new && !self.parts.has(ground.old))
            .map(|ground| ground.addresses)
            .sum();
        let hits = best.map_or(u128::MAX, |best| best.price.unowned.max(best.price.third_party));
        if tied > hits {
            return Vec::new();
        }
        let course = self.course(turn);
        let mut ways = Vec::new();
        for other in self.services.iter().filter(|other| *other != NOBODY) {
            // From nothing, the first write of all is a default, and everybody sees it alone.
            let (latest, everybody) = match before {
                NOBODY => (1, Services::only(other)),
                _ => (batches, Services::default()),
            };
            if strangers(terrain, everybody) > hits {
                continue;
            }
            let mut root = Vec::new();
            for away in 0..latest {
                for back in away + 1..batches {
                    let mut stages = [after; MOST_BATCHES + 1];
                    for (stage, service) in stages.iter_mut().enumerate() {
                        *service = match stage {
                            _ if stage <= away => before,
                            _ if stage <= back => other,
                            _ => after,
                        };
                    }
                    root.extend(course.timeline(stages));
                }
            }
            root.sort_unstable();
            ways.push(Way { course, root, everybody });
            if before == NOBODY && turn.closing {
                // It goes with the first batch, and the last one only creates.
                let course = Course { passing: Some(other), ..course };
                let mut stages = [after; MOST_BATCHES + 1];
                stages.iter_mut().take(2).for_each(|stage| *stage = NOBODY);
                if let Some(mut root) = course.timeline(stages) {
                    root.writes += 2;
                    ways.push(Way { course, root: vec![root], everybody });
                }
            }
        }
        ways
    }

    /// The hits that no schedule can avoid: under the strict profile a default changes through the empty state, and
    /// is alone before and after it.
    fn bound(&self, terrain: &Terrain) -> Hits {
        let [before, after] = self.root();
        if self.policy == Policy::Hitless && (self.profile == Profile::Lenient || before == after) {
            // Under the lenient profile another default may help for a while.
            let tied = terrain.nodes.last().map_or(0, |root| root.tied);
            let lost = terrain.unavoidable();
            if before == NOBODY && after != NOBODY {
                let defaults = self.services.iter().filter(|service| *service != NOBODY);
                let alone = defaults.map(|service| strangers(terrain, Services::only(service)));
                return (0, alone.min().unwrap_or(0));
            }
            return (0, if self.profile == Profile::Lenient { lost.min(tied) } else { lost });
        }
        if self.profile == Profile::Lenient || before == after {
            return (0, 0);
        }
        let (mut unowned, mut third_party) = (0, 0);
        for ground in terrain.grounds() {
            let own = Services::only(ground.old).with(ground.new).with(NOBODY);
            if ground.old != NOBODY && ground.new != NOBODY {
                unowned += ground.addresses;
            }
            if !own.has(before) || !own.has(after) {
                third_party += ground.addresses;
            }
        }
        (unowned, third_party)
    }
}

/// Addresses to which one of these services is neither the old nor the new owner.
fn strangers(terrain: &Terrain, services: Services) -> u128 {
    let strange = terrain.grounds().filter(|ground| {
        let own = Services::only(ground.old).with(ground.new).with(NOBODY);
        !services.without(own).is_empty()
    });
    strange.map(|ground| ground.addresses).sum()
}

impl Found<'_> {
    /// Goes these ways, and keeps what is better than all before. False where a search was cut short.
    fn follow(&mut self, ways: &[Way]) -> bool {
        let mut complete = true;
        for way in ways {
            let mut search = Search::new(self.terrain, way.course, way.everybody, self.most);
            let key = |price: Price, course: &Course| (price.hits(), course.duration(), price.writes);
            let mut least = self.best.as_ref().map(|best| key(best.price, best.search.course()));
            let mut better = None;
            for root in &way.root {
                let price = search.price(root);
                let this = key(price, &way.course);
                if least.is_none_or(|least| least > this) {
                    (least, better) = (Some(this), Some((price, *root)));
                }
            }
            self.looked += self.most - search.left();
            complete &= search.complete();
            if let Some((price, root)) = better {
                self.best = Some(Best { price, root, search });
            }
        }
        complete
    }

    /// True where no more are hit than that.
    fn reaches(&self, bound: Hits) -> bool {
        self.best.as_ref().is_some_and(|best| best.price.hits() <= bound)
    }
}

impl Best<'_> {
    fn schedule(mut self, prefix: Block, terrain: &Terrain, complete: bool) -> Schedule {
        let mut parts = Vec::new();
        for (id, stages) in self.search.stages(&self.root) {
            if let Some(place) = terrain.place(id) {
                place.each(terrain.width, |block| parts.push(Part { block, stages }));
            }
        }
        Schedule { prefix, course: *self.search.course(), parts, complete }
    }
}

impl Way {
    fn new(course: Course, root: Stages, everybody: Services) -> Option<Self> {
        Some(Self { course, root: vec![course.timeline(root)?], everybody })
    }
}

#[cfg(test)]
mod tests;
