//! Writes whose answer does not come, and what later lists show of them.

use super::World;
use byoip::apply::{AnswerHeaders, BlockStatus, Run, RunAction, RunCommand, RunState};
use byoip::write::Answer;

pub(super) const NOT_FOUND: &str =
    r#"{"success":false,"errors":[{"code":1000,"message":"not_found"}],"messages":[],"result":null}"#;
pub(super) const FORBIDDEN: &str =
    r#"{"success":false,"errors":[{"code":1002,"message":"forbidden"}],"messages":[],"result":null}"#;

/// What comes of a request.
pub(super) enum Fate {
    Answered,
    /// It is carried out, and no answer comes.
    Lost,
    /// It is not carried out, and no answer comes.
    Dropped,
    Refused(u16, &'static str),
}

impl World {
    /// Carries a run on until it ends or is as wanted. `fate` decides about each request, such as `GET bindings`.
    pub(super) fn carry(
        &mut self,
        run: &mut Run,
        is_there: impl Fn(&Self) -> bool,
        fate: impl Fn(&str) -> Fate,
    ) -> Option<RunState> {
        for _ in 0..5_000 {
            if is_there(self) {
                return None;
            }
            let action = self.turn(run);
            let RunAction::Send { ticket, request, .. } = &action else {
                if let Some(state) = self.perform(run, &action) {
                    return Some(state);
                }
                continue;
            };
            let name = format!("{} {}", request.method, request.path.rsplit('/').next().unwrap());
            let fate = fate(&name);
            if matches!(fate, Fate::Answered) {
                assert_eq!(self.perform(run, &action), None);
                continue;
            }
            if matches!(fate, Fate::Lost) {
                self.api.answer(&action, self.now);
            } else {
                self.api.sent.push(name);
                self.api.times.push(self.now);
            }
            self.now += 200;
            let records = if let Fate::Refused(status, text) = fate {
                let bytes = text.as_bytes();
                let answer = Answer { status, bytes, retry_after: None, should_retry: None };
                let headers = AnswerHeaders { date: Some(self.now), ray: None };
                run.answer(*ticket, &answer, headers, self.moment(), 0.0)
            } else {
                run.failed(*ticket, true, self.moment(), 0.0)
            };
            self.journal.push_str(&records);
        }
        panic!("it does not end: {:?}", run.status(self.moment()));
    }

    pub(super) fn block(&self, run: &Run) -> BlockStatus {
        run.status(self.moment()).prefixes.remove(0).blocked.unwrap()
    }

    pub(super) fn count(&self, method: &str) -> usize {
        self.api.sent.iter().filter(|sent| sent.starts_with(method)).count()
    }
}

type Binding = (String, String, String, u64);

pub(super) fn binding(id: &str, cidr: &str, service: &str) -> Binding {
    (id.to_owned(), cidr.to_owned(), service.to_owned(), 0)
}

pub(super) fn for_method(method: &'static str, fate: impl Fn() -> Fate) -> impl Fn(&str) -> Fate {
    move |name| if name.starts_with(method) { fate() } else { Fate::Answered }
}

/// A run, perhaps in a later process, whose first write of this method was not carried out as far as five minutes of lists show.
pub(super) fn unknown(method: &'static str, restarted: bool) -> (World, Run) {
    let mut world = World::new();
    let mut run = world.start();
    let is_unknown = |world: &World| world.journal.contains(r#""result":"unknown""#);
    let ends = world.carry(&mut run, is_unknown, for_method(method, || Fate::Dropped));
    assert_eq!(ends, None);
    if restarted {
        run = world.resume(true);
    }
    (world, run)
}

pub(super) fn foreign(mut world: World, mut run: Run) {
    assert_eq!(world.drive(&mut run, usize::MAX), Some(RunState::Stopped));
    let block = world.block(&run);
    assert_eq!((block.code, block.question), ("foreign-change", None), "{}", block.message);
    assert!(!world.journal.contains("\"found\""), "{}", world.journal);
}

#[test]
fn the_lists_after_a_write_without_an_answer_come_in_widening_pauses() {
    let (world, _) = unknown("DELETE", false);
    let pauses: Vec<_> = world.api.times.windows(2).map(|pair| (pair[1] - pair[0]) / 1000).collect();
    assert_eq!(world.api.sent[..3], ["GET bindings", "DELETE b1", "GET bindings"]);
    assert_eq!(pauses, [0, 0, 10, 20, 40, 80, 160]);
}

#[test]
fn a_delete_that_is_carried_out_late_is_found_in_a_list_also_by_a_later_process() {
    for restarted in [false, true] {
        let (mut world, mut run) = unknown("DELETE", restarted);
        world.api.bindings.retain(|one| one.0 != "b1");
        assert_eq!(world.drive(&mut run, usize::MAX), Some(RunState::Done));
        world.ends_as_planned();
        assert_eq!(world.count("DELETE"), 1);
        assert!(world.journal.contains(r#""result":"found","id":"b1""#), "{}", world.journal);
    }
}

#[test]
fn a_late_delete_explains_the_end_of_its_own_binding_only() {
    let (mut world, run) = unknown("DELETE", false);
    world.api.bindings.clear();
    foreign(world, run);
    let (mut world, run) = unknown("DELETE", false);
    world.api.bindings.retain(|one| one.0 != "b0");
    foreign(world, run);
    let (mut world, run) = unknown("DELETE", false);
    world.api.bindings.retain(|one| one.0 != "b1");
    world.api.bindings.push(binding("b9", "192.0.2.9/32", "cdn"));
    foreign(world, run);
    // Nothing was sent yet, or the API has refused it.
    let mut world = World::new();
    let run = world.start();
    world.api.bindings.retain(|one| one.0 != "b1");
    foreign(world, run);
    for restarted in [false, true] {
        let mut world = World::new();
        let mut run = world.start();
        let refused = for_method("DELETE", || Fate::Refused(403, FORBIDDEN));
        assert_eq!(world.carry(&mut run, |_| false, refused), Some(RunState::Stopped));
        if restarted {
            run = world.resume(true);
        } else {
            let records = run.command(&RunCommand::Resume, world.moment()).unwrap();
            world.journal.push_str(&records);
        }
        world.api.bindings.retain(|one| one.0 != "b1");
        foreign(world, run);
    }
}

#[test]
fn a_second_delete_that_finds_nothing_shows_that_the_first_was_carried_out() {
    for restarted in [false, true] {
        let mut world = World::new();
        let mut run = world.start();
        // The lists stay as they were before the delete.
        world.api.shown = Some(world.api.bindings.clone());
        let is_unknown = |world: &World| world.journal.contains(r#""result":"unknown""#);
        assert_eq!(world.carry(&mut run, is_unknown, for_method("DELETE", || Fate::Lost)), None);
        if restarted {
            run = world.resume(true);
        }
        let is_found = |world: &World| world.journal.contains(r#""result":"found""#);
        let refused = for_method("DELETE", || Fate::Refused(404, NOT_FOUND));
        assert_eq!(world.carry(&mut run, is_found, refused), None);
        assert_eq!(world.count("DELETE"), 2);
        world.api.shown = None;
        assert_eq!(world.drive(&mut run, usize::MAX), Some(RunState::Done));
        world.ends_as_planned();
    }
}

#[test]
fn a_delete_that_is_refused_stops_the_prefix_unless_an_earlier_one_explains_it() {
    let refused = |mut world: World, mut run: Run, status, text| {
        let fate = for_method("DELETE", || Fate::Refused(status, text));
        assert_eq!(world.carry(&mut run, |_| false, fate), Some(RunState::Stopped));
        assert!(world.journal.contains(r#""result":"not-applied""#), "{}", world.journal);
        world.block(&run).code
    };
    let first = || {
        let mut world = World::new();
        let run = world.start();
        (world, run)
    };
    let (world, run) = first();
    assert_eq!(refused(world, run, 404, NOT_FOUND), "prefix-not-found");
    let (world, run) = first();
    assert_eq!(refused(world, run, 403, FORBIDDEN), "credentials");
    let (world, run) = unknown("DELETE", false);
    assert_eq!(refused(world, run, 403, FORBIDDEN), "credentials");
}

#[test]
fn a_create_that_is_carried_out_late_is_found_in_a_list_also_by_a_later_process() {
    for restarted in [false, true] {
        let (mut world, mut run) = unknown("POST", restarted);
        world.api.bindings.push(binding("b7", "192.0.2.1/32", "spectrum"));
        assert_eq!(world.drive(&mut run, usize::MAX), Some(RunState::Done));
        world.ends_as_planned();
        assert_eq!(world.count("POST"), 1);
        assert!(world.journal.contains(r#""result":"found","id":"b7""#), "{}", world.journal);
    }
}

#[test]
fn a_late_create_explains_its_own_binding_only() {
    for (cidr, service, and_missing) in [
        ("192.0.2.1/32", "cdn", false),
        ("192.0.2.2/32", "spectrum", false),
        ("192.0.2.1/32", "spectrum", true),
    ] {
        let (mut world, run) = unknown("POST", false);
        world.api.bindings.push(binding("b7", cidr, service));
        if and_missing {
            world.api.bindings.retain(|one| one.0 != "b0");
        }
        foreign(world, run);
    }
    // The API has refused it: the same binding is another writer's.
    for restarted in [false, true] {
        let mut world = World::new();
        let mut run = world.start();
        let refused = for_method("POST", || Fate::Refused(403, FORBIDDEN));
        assert_eq!(world.carry(&mut run, |_| false, refused), Some(RunState::Stopped));
        assert_eq!(world.block(&run).code, "credentials");
        if restarted {
            run = world.resume(true);
        } else {
            let records = run.command(&RunCommand::Resume, world.moment()).unwrap();
            world.journal.push_str(&records);
        }
        world.api.bindings.push(binding("b7", "192.0.2.1/32", "spectrum"));
        foreign(world, run);
    }
}

pub(super) fn answer(world: &mut World, run: &mut Run, choice: &str) {
    let question = world.block(run).question.unwrap();
    let answer = RunCommand::Answer { question, choice: choice.into(), by: "a person".into() };
    let records = run.command(&answer, world.moment()).unwrap();
    world.journal.push_str(&records);
}

#[test]
fn an_unclear_create_is_sent_once_more_for_each_yes_of_a_person() {
    let mut world = World::new();
    let mut run = world.start();
    let dropped = || for_method("POST", || Fate::Dropped);
    assert_eq!(world.carry(&mut run, |_| false, dropped()), Some(RunState::Stopped));
    assert_eq!((world.block(&run).code, world.count("POST")), ("unclear", 2));
    // Without a yes a resume looks, and sends nothing.
    run = world.resume(true);
    assert_eq!(world.carry(&mut run, |_| false, dropped()), Some(RunState::Stopped));
    assert_eq!(world.count("POST"), 2);
    answer(&mut world, &mut run, "again");
    assert_eq!(world.carry(&mut run, |_| false, dropped()), Some(RunState::Stopped));
    assert_eq!((world.block(&run).code, world.count("POST")), ("unclear", 3));
    answer(&mut world, &mut run, "again");
    assert_eq!(world.drive(&mut run, usize::MAX), Some(RunState::Done));
    assert_eq!(world.count("POST"), 4);
    world.ends_as_planned();
}

#[test]
fn a_create_names_the_bindings_that_its_block_had_before() {
    let mut world = World::new();
    let mut plan = super::plan();
    plan.prefixes[0].steps.remove(0);
    let mut run = world.begin(plan);
    world.drive(&mut run, 1);
    assert!(world.journal.contains(r#""known":["b1"]"#), "{}", world.journal);
}

#[test]
fn a_later_process_that_looks_for_a_write_adds_no_second_intent() {
    let mut world = World::new();
    let mut run = world.start();
    assert_eq!(world.drive(&mut run, 1), None);
    let mut run = world.resume(true);
    world.until(&mut run, |_, world| world.journal.contains(r#""kind":"outcome""#));
    assert_eq!(world.journal.matches(r#""kind":"intent""#).count(), 1);
    assert_eq!(world.drive(&mut run, usize::MAX), Some(RunState::Done));
    world.ends_as_planned();
}
