//! Answers that keep a prefix from going on: how often it asks again, when it stops, and what it then says.

use super::writes::{Fate, NOT_FOUND, binding};
use super::{Api, HOUR, World};
use byoip::apply::{AnswerHeaders, BlockStatus, Run, RunAction, RunCommand, RunState};
use byoip::write::Answer;

/// What comes in place of the API's answer.
#[derive(Clone, Copy)]
enum Reply {
    Nothing,
    Text(u16, &'static str),
}

const REFUSED: &str = r#"{"success":false,"errors":[{"code":1003,"message":"no\u202e way"},{"code":7,"message":"two"},{"message":"three"},{"code":9,"message":"four"}],"messages":[],"result":null}"#;
const SILENT: &str = r#"{"success":false,"errors":[],"messages":[],"result":null}"#;
const READ_ONLY: &str = r#"{"success":false,"errors":[{"code":10000,"message":"Authentication error"}],"messages":[],"result":null}"#;

impl World {
    /// Carries a run on; requests that `reply` is about are answered by it.
    fn drive_with(&mut self, run: &mut Run, reply: impl Fn(&str) -> Option<Reply>) -> RunState {
        for _ in 0..2_000 {
            let action = self.turn(run);
            let RunAction::Send { ticket, request, .. } = &action else {
                if let Some(state) = self.perform(run, &action) {
                    return state;
                }
                continue;
            };
            let Some(reply) = reply(request.method) else {
                assert_eq!(self.perform(run, &action), None);
                continue;
            };
            self.api.sent.push(request.method.to_owned());
            self.api.times.push(self.now);
            self.now += 200;
            let records = match reply {
                Reply::Nothing => run.failed(*ticket, true, self.moment(), 0.0),
                Reply::Text(status, text) => {
                    let bytes = text.as_bytes();
                    let answer = Answer { status, bytes, retry_after: None, should_retry: None };
                    run.answer(*ticket, &answer, AnswerHeaders::default(), self.moment(), 0.0)
                }
            };
            self.journal.push_str(&records);
        }
        panic!("it does not end: {:?}", run.status(self.moment()));
    }

    fn blocked(&self, run: &Run) -> BlockStatus {
        let mut status = run.status(self.moment());
        assert_eq!(status.prefixes[0].state, "blocked");
        status.prefixes.remove(0).blocked.unwrap()
    }
}

/// Every list is answered like this: the block, and the time until then.
fn unreadable(reply: Reply) -> (BlockStatus, u64, usize) {
    let mut world = World::new();
    let (mut run, began) = (world.start(), world.now);
    assert_eq!(world.drive_with(&mut run, |_| Some(reply)), RunState::Stopped);
    // A run that has stopped says so in its journal, with the number of the step as people count.
    let last = world.journal.lines().rfind(|line| line.contains("\"blocked\"")).unwrap();
    assert!(last.contains("\"step\":1"), "{last}");
    let blocked = world.blocked(&run);
    // It goes on once the reason is gone.
    let sent = world.api.sent.len();
    let mut again = world.resume(false);
    assert_eq!(world.drive(&mut again, usize::MAX), Some(RunState::Done));
    world.ends_as_planned();
    (blocked, world.api.times[sent - 1] - began, sent)
}

#[test]
fn a_prefix_that_is_not_found_stops_at_once_and_says_what_to_check() {
    let (blocked, after, sent) = unreadable(Reply::Text(404, NOT_FOUND));
    assert_eq!((blocked.code, after, sent), ("prefix-not-found", 0, 1));
    assert_eq!(blocked.message, "the bindings of 192.0.2.0/24 cannot be read: 1000 not_found");
    assert_eq!(
        blocked.help,
        "check that the prefix and the binding still exist; if the prefix is gone, abandon the run"
    );
}

#[test]
fn a_refusal_is_quoted_on_one_line_with_hidden_characters_visible() {
    let (blocked, after, _) = unreadable(Reply::Text(400, REFUSED));
    assert_eq!((blocked.code, after), ("refused", 0));
    assert_eq!(
        blocked.message,
        "the bindings of 192.0.2.0/24 cannot be read: 1003 no\\u{202e} way; 7 two; three"
    );
    assert!(blocked.help.starts_with("remove the cause that the API names"), "{}", blocked.help);
    let (blocked, ..) = unreadable(Reply::Text(400, SILENT));
    assert!(blocked.message.ends_with(": the API refused without a reason"), "{}", blocked.message);
}

#[test]
fn an_answer_that_is_not_of_the_api_is_asked_again_for_a_quarter_of_an_hour() {
    let (blocked, after, sent) = unreadable(Reply::Text(200, "{\"success\":true,\"result\":7}"));
    assert_eq!(blocked.code, "answer-unreadable");
    assert_eq!(blocked.help, "check what answers at the base URL, then resume the run");
    assert!((15 * 60_000..26 * 60_000).contains(&after), "{after}");
    // Each try is a few requests of its own; the pauses between tries double from five seconds.
    assert!(sent < 60, "{sent}");
}

#[test]
fn an_api_that_does_not_answer_is_asked_again_for_a_day() {
    let (blocked, after, sent) = unreadable(Reply::Nothing);
    assert_eq!((blocked.code, blocked.question), ("api-unreachable", None));
    assert!(blocked.message.ends_with(": no answer"), "{}", blocked.message);
    assert!((24 * HOUR..24 * HOUR + 20 * 60_000).contains(&after), "{after}");
    assert!(sent < 1000, "{sent}");
}

#[test]
fn pauses_after_a_failure_double_from_five_seconds_to_ten_minutes() {
    let mut world = World::new();
    let mut run = world.start();
    world.drive_with(&mut run, |method| (method != "GET").then_some(Reply::Text(403, READ_ONLY)));
    let writes: Vec<_> =
        world.api.sent.iter().zip(&world.api.times).filter(|(sent, _)| *sent == "DELETE").collect();
    let pauses: Vec<_> = writes.windows(2).map(|pair| (pair[1].1 - pair[0].1) / 1000).collect();
    assert_eq!(pauses, [5, 10, 20, 40, 80, 160, 320, 600], "each with a list before it");
    let blocked = world.blocked(&run);
    assert_eq!(blocked.code, "credentials");
    assert!(blocked.message.ends_with(": 10000 Authentication error"), "{}", blocked.message);
    assert!(blocked.help.starts_with("check the token"), "{}", blocked.help);
}

#[test]
fn a_create_without_an_answer_that_no_list_shows_is_sent_twice_and_then_unclear() {
    let mut world = World::new();
    let mut run = world.start();
    let state = world.drive_with(&mut run, |method| (method == "POST").then_some(Reply::Nothing));
    assert_eq!(state, RunState::Stopped);
    assert_eq!(world.api.sent.iter().filter(|sent| *sent == "POST").count(), 2);
    let status = run.status(world.moment()).prefixes.remove(0);
    assert_eq!((status.state, status.steps_done), ("unclear", 1));
    let blocked = status.blocked.unwrap();
    assert_eq!((blocked.code, blocked.choices[0].0), ("unclear", "again"));
}

#[test]
fn a_create_that_was_carried_out_twice_is_asked_about_and_its_second_binding_is_deleted_after_any_kill() {
    let mut world = World::new();
    let mut run = world.start();
    world.drive_with(&mut run, |method| (method == "POST").then_some(Reply::Nothing));
    let own = |id: &str| (id.to_owned(), "192.0.2.1/32".to_owned(), "spectrum".to_owned(), 0);
    world.api.bindings.extend([own("b3"), own("b2")]);
    let mut run = world.resume(false);
    assert_eq!(world.drive(&mut run, usize::MAX), Some(RunState::Stopped));
    let blocked = world.blocked(&run);
    assert_eq!(blocked.code, "duplicate");
    let question = blocked.question.unwrap();
    assert!(question.contains("b2") || question.contains("b3"), "{question}");
    let answer = RunCommand::Answer { question, choice: "delete".into(), by: "a person".into() };
    let records = run.command(&answer, world.moment()).unwrap();
    world.journal.push_str(&records);
    // Killed before each request from here on.
    for killed in 0..6 {
        let mut world = World {
            api: Api {
                bindings: world.api.bindings.clone(),
                sent: Vec::new(),
                times: Vec::new(),
                ..Api::new()
            },
            now: world.now,
            journal: world.journal.clone(),
        };
        for most in [killed, usize::MAX] {
            let mut run = world.resume(true);
            if world.drive(&mut run, most) == Some(RunState::Done) {
                break;
            }
        }
        world.ends_as_planned();
        let deleted = world.api.sent.iter().filter(|sent| sent.starts_with("DELETE")).count();
        assert_eq!(deleted, 1, "killed before request {killed}: {:?}", world.api.sent);
        let last = world.kinds().pop();
        assert_eq!(last.as_deref(), Some("finished"));
    }
}

#[test]
fn a_write_that_a_later_process_finds_is_called_found() {
    let mut world = World::new();
    let mut run = world.start();
    assert_eq!(world.drive(&mut run, 3), None);
    assert!(world.journal.contains(r#""step":2,"op":"create""#));
    // Killed before the request: another writer binds the same block to the same service.
    world.api.bindings.push(("b9".into(), "192.0.2.1/32".into(), "spectrum".into(), 0));
    let mut run = world.resume(true);
    assert_eq!(world.drive(&mut run, usize::MAX), Some(RunState::Done));
    assert!(!world.api.sent.iter().any(|sent| sent.starts_with("POST")), "{:?}", world.api.sent);
    assert!(world.journal.contains(r#""result":"found","id":"b9""#), "{}", world.journal);
}

#[test]
fn a_read_that_succeeds_ends_the_failures_before_it() {
    let mut world = World::new();
    let mut run = world.start();
    world.until(&mut run, |run, world| run.status(world.moment()).prefixes[0].state == "waiting");
    let mut fails = |world: &mut World| {
        let from = world.api.sent.len();
        let is_over = |world: &World| world.api.sent.len() >= from + 10;
        assert_eq!(world.carry(&mut run, is_over, |_| Fate::Dropped), None);
        let times = world.api.times[from..].windows(2).map(|pair| (pair[1] - pair[0]) / 1000);
        let pauses: Vec<_> = times.filter(|pause| *pause >= 4).collect();
        // The next list shows what it should.
        let list = |world: &World| world.api.sent.len() > from + 10;
        assert_eq!(world.carry(&mut run, list, |_| Fate::Answered), None);
        pauses
    };
    assert_eq!([fails(&mut world), fails(&mut world)], [[5, 10, 20], [5, 10, 20]]);
}

#[test]
fn a_create_that_the_api_calls_taken_is_tried_for_a_quarter_of_an_hour_and_then_refused() {
    const EXISTS: &str = r#"{"success":false,"errors":[{"code":1108,"message":"already exists"}],"messages":[],"result":null}"#;
    let refused = |name: &str| {
        if name.starts_with("POST") { Fate::Refused(400, EXISTS) } else { Fate::Answered }
    };
    let mut world = World::new();
    let (mut run, began) = (world.start(), world.now);
    assert_eq!(world.carry(&mut run, |_| false, refused), Some(RunState::Stopped));
    let block = world.block(&run);
    assert_eq!(block.code, "refused");
    assert!(block.message.ends_with(": 1108 already exists"), "{}", block.message);
    let minutes = (world.now - began) / 60_000;
    assert!((15..26).contains(&minutes), "{minutes}");
    // A binding of another writer that is there for a moment is a reason to look again.
    let mut world = World::new();
    let mut run = world.start();
    let is_sent = |world: &World| world.count("POST") == 1;
    assert_eq!(world.carry(&mut run, is_sent, refused), None);
    world.api.bindings.push(binding("b9", "192.0.2.1/32", "cdn"));
    let is_refused = |world: &World| world.journal.contains(r#""result":"not-applied""#);
    assert_eq!(world.carry(&mut run, is_refused, refused), None);
    world.api.bindings.retain(|one| one.0 != "b9");
    assert_eq!(world.drive(&mut run, usize::MAX), Some(RunState::Done));
    assert!(!world.journal.contains("\"blocked\""), "{}", world.journal);
    world.ends_as_planned();
}
