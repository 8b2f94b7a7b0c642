//! What a search weighs at a node: the courses of its kin under a view. There are few of both, so it is worked out once.

use super::kin::Kin;
use super::known::{Index, ViewId, Views, hash};
use super::set::{NOBODY, Service, Services};
use super::timeline::{Around, Choice, Course};

/// Stands for every service that nobody below wants: to them all strangers are alike.
pub(super) const STRANGER: Service = 63;

/// Number of a situation.
pub(super) type SituationId = u32;

/// What is known of a kin under a view before any course is looked at.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Sight {
    /// One service is seen throughout: who lives below with it now, keeps doing so.
    pub(super) quiet: bool,
    /// Whoever is tied to the default is hit: by a part service that is seen, or by a stranger.
    pub(super) ties: bool,
    /// Whoever has only the default to fall back on is hit: none of their own services is seen.
    pub(super) loses: bool,
}

/// A course of a kin under a view.
#[derive(Debug, Clone, Copy)]
pub(super) struct Way {
    /// Index in the list of courses of the kin.
    pub(super) choice: u32,
    pub(super) writes: u32,
    /// What is seen below.
    pub(super) below: ViewId,
    next: u32,
}

/// What becomes of addresses that are settled, in the best course: whether they are hit, and the writes of one block.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Settled {
    pub(super) unowned: bool,
    pub(super) third_party: bool,
    pub(super) writes: u32,
    pub(super) choice: u32,
}

#[derive(Debug)]
struct Situation {
    kin: u32,
    view: ViewId,
    sight: Sight,
    /// The first of its ways, and the last, as far as they have been worked out.
    ends: [u32; 2],
    /// How many courses have been: the ways are those of them that are worth a look.
    tried: u32,
    settled: Option<Settled>,
}

/// No way.
const NONE: u32 = u32::MAX;

/// Ways that a course is held against, to tell whether it is worth a look.
const COMPARED: usize = 8;

/// All situations of a search.
#[derive(Debug)]
pub(super) struct Situations {
    course: Course,
    views: Views,
    list: Vec<Situation>,
    /// For each kin and view that were asked for their situation. Several views can come to one.
    asked: Vec<(u32, ViewId, SituationId)>,
    index: Index,
    /// For each kin its courses, empty until they are asked for.
    courses: Vec<Vec<Choice>>,
    ways: Vec<Way>,
}

impl Situations {
    pub(super) fn new(course: Course, kins: usize) -> Self {
        Self {
            course,
            views: Views::default(),
            list: Vec::new(),
            asked: Vec::new(),
            index: Index::default(),
            courses: vec![Vec::new(); kins],
            ways: Vec::new(),
        }
    }

    pub(super) const fn course(&self) -> &Course {
        &self.course
    }

    /// The number of a view. Expected O(1).
    pub(super) fn view(&mut self, around: &Around) -> ViewId {
        self.views.number(around)
    }

    fn around(&self, view: ViewId) -> Around {
        self.views.get(view).copied().unwrap_or_default()
    }

    /// The services that are seen in some batch.
    pub(super) fn all(&self, view: ViewId) -> Services {
        self.views.get(view).map_or_else(Services::default, |around| self.course.all(around))
    }

    /// What is met at a node of this kin under a view. Expected O(1).
    pub(super) fn of(&mut self, number: u32, kin: &Kin, view: ViewId) -> SituationId {
        if let Some(known) = self.asked(number, view) {
            return known;
        }
        // What is bound here at the start is no stranger while it is asked who is seen in its place.
        let own = if self.course.unsettled { kin.kind.wanted.with(kin.kind.before) } else { kin.kind.wanted };
        let around = seen(own, &self.around(view));
        let familiar = self.view(&around);
        let place = if familiar == view {
            self.open(number, kin, view, &around)
        } else {
            // Once more, with nobody left who is a stranger.
            self.of(number, kin, familiar)
        };
        self.ask(number, view, place);
        place
    }

    fn asked(&self, kin: u32, view: ViewId) -> Option<SituationId> {
        let asked = |at: u32| self.asked.get(at as usize);
        let is = |at| asked(at).is_some_and(|(one, under, _)| (*one, *under) == (kin, view));
        asked(self.index.find(key(kin, view), is)?).map(|(_, _, place)| *place)
    }

    /// Keeps what was not asked for before.
    fn ask(&mut self, kin: u32, view: ViewId, place: SituationId) {
        self.index.put(key(kin, view), u32::try_from(self.asked.len()).unwrap_or(NONE));
        self.asked.push((kin, view, place));
    }

    fn open(&mut self, number: u32, kin: &Kin, view: ViewId, around: &Around) -> SituationId {
        let all = self.course.all(around);
        let defaults = kin.kind.wanted.without(self.course.parts).with(NOBODY);
        let sight = Sight {
            quiet: self.course.quiet(around),
            ties: !all.without(defaults).is_empty(),
            // Whatever hits: an own service that an edge sees anyway catches as well.
            loses: !kin.catchers.is_empty() && self.course.visible(around).within(kin.catchers).is_empty(),
        };
        if let Some(courses) = self.courses.get_mut(number as usize)
            && courses.is_empty()
        {
            *courses = self.course.choices(&kin.kind);
        }
        let ends = [NONE; 2];
        self.list.push(Situation { kin: number, view, sight, ends, tried: 0, settled: None });
        u32::try_from(self.list.len() - 1).unwrap_or(NONE)
    }

    pub(super) fn sight(&self, place: SituationId) -> Option<Sight> {
        self.list.get(place as usize).map(|situation| situation.sight)
    }

    /// What was found for addresses that are settled.
    pub(super) fn settled(&self, place: SituationId) -> Option<Settled> {
        self.list.get(place as usize)?.settled
    }

    pub(super) fn settle(&mut self, place: SituationId, settled: Settled) {
        if let Some(situation) = self.list.get_mut(place as usize) {
            situation.settled = Some(settled);
        }
    }

    /// A course of a situation, and what is seen below it.
    pub(super) fn chosen(&mut self, place: SituationId, choice: u32) -> Option<(Choice, ViewId)> {
        let situation = self.list.get(place as usize)?;
        let chosen = *self.courses.get(situation.kin as usize)?.get(choice as usize)?;
        let around = self.around(situation.view);
        Some((chosen, self.view(&chosen.lens.through(&around))))
    }

    /// The way behind one, or the first: the courses of the kin, the cheapest first, but for those that are no better
    /// than one before them.
    ///
    /// A course is no better where everybody below sees in each batch whom they would see there in another one that
    /// takes no more writes: whoever is hit by less is hit by more as well.
    pub(super) fn next(&mut self, place: SituationId, after: Option<u32>) -> Option<(u32, Way)> {
        let situation = self.list.get(place as usize)?;
        let first = situation.ends.first().copied();
        let next = after.map_or(first, |after| self.ways.get(after as usize).map(|way| way.next))?;
        if let Some(way) = self.ways.get(next as usize) {
            return Some((next, *way));
        }
        let (kin, around) = (situation.kin as usize, self.around(situation.view));
        for choice in situation.tried.. {
            let Some(Choice { timeline, lens }) =
                self.courses.get(kin).and_then(|list| list.get(choice as usize))
            else {
                break;
            };
            let (writes, below) = (timeline.writes, lens.through(&around));
            let tried = choice + 1;
            if self.outdone(first, &below) {
                continue;
            }
            let below = self.view(&below);
            return Some(self.add(place, tried, Way { choice, writes, below, next: NONE }));
        }
        None
    }

    /// True where one of the first ways leaves less to be seen.
    fn outdone(&self, first: Option<u32>, below: &Around) -> bool {
        let way = |at: u32| self.ways.get(at as usize);
        let ways = std::iter::successors(first.and_then(way), |before| way(before.next));
        let mut others = ways.take(COMPARED).filter_map(|way| self.views.get(way.below));
        others.any(|other| other.iter().zip(below).all(|(other, seen)| other.without(*seen).is_empty()))
    }

    fn add(&mut self, place: SituationId, tried: u32, way: Way) -> (u32, Way) {
        let at = u32::try_from(self.ways.len()).unwrap_or(NONE);
        self.ways.push(way);
        if let Some(situation) = self.list.get_mut(place as usize) {
            situation.tried = tried;
            let [first, last] = situation.ends;
            if let Some(last) = self.ways.get_mut(last as usize) {
                last.next = at;
            }
            situation.ends = [first.min(at), at];
        }
        (at, way)
    }
}

fn key(kin: u32, view: ViewId) -> u32 {
    hash(std::iter::once(u64::from(kin) << 32 | u64::from(view)))
}

/// The view of a place, with all strangers as one.
fn seen(wanted: Services, around: &Around) -> Around {
    let known = wanted.with(NOBODY);
    around.map(|seen| {
        let familiar = seen.within(known);
        if familiar == seen { seen } else { familiar.with(STRANGER) }
    })
}

#[cfg(test)]
mod tests;
