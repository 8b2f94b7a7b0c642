//! A run that creates 50 bindings in each of 1,000 prefixes, against an API that does as it is told, with a virtual clock; the
//! last line is JSON, as that of `table.rs`. It prints the memory of the run as well, on Linux.

mod measure;

use byoip::apply::{
    AnswerHeaders, Moment, Owner, PrefixPlan, Run, RunAction, RunInfo, RunOptions, RunPlan, RunState, RunStep,
};
use byoip::plan::{Purpose, Until};
use byoip::write::Answer;
use byoip::{Cidr, Operation};
use measure::median;
use std::fmt::Write as _;
use std::hint::black_box;

const PREFIXES: usize = 1_000;
const BINDINGS: u32 = 50;
/// 200,000 steps a second, in nanoseconds for each.
const STEP_LIMIT: f64 = 5e3;
const JOURNAL_LIMIT: f64 = 1e9;
/// Bytes for each binding.
const MEMORY_LIMIT: usize = 4_096;
const CLONES: usize = 4;
const ROUNDS: usize = 5;

fn plan() -> RunPlan {
    let block = |at: usize, part: &str| {
        let text = format!("10.{}.{}.{part}", at / 256, at % 256);
        Cidr::parse(&text).unwrap_or_else(|error| unreachable!("{error}"))
    };
    let create = |cidr| RunStep::Create { cidr, service_id: "cdn".to_owned(), purpose: Purpose::Desired };
    let wait = |active| RunStep::Wait { until: Until::Settled, hours: 6, active, gone: Vec::new() };
    let prefix = |at: usize| {
        let hosts: Vec<_> = (1..BINDINGS).map(|host| block(at, &format!("{host}/32"))).collect();
        let mut steps = vec![create(block(at, "0/24")), wait(vec![block(at, "0/24")])];
        steps.extend(hosts.iter().copied().map(create));
        steps.push(wait(hosts));
        let (prefix_id, cidr) = (format!("p{at}"), block(at, "0/24"));
        PrefixPlan { prefix_id, cidr, start: Vec::new(), steps, fingerprint: String::new() }
    };
    let prefixes = (0..PREFIXES).map(prefix).collect();
    RunPlan { account_id: "a".to_owned(), options: RunOptions::default(), prefixes }
}

/// The list of each prefix, as text.
struct Api {
    lists: Vec<String>,
    made: u32,
}

impl Api {
    fn answer(&mut self, prefix: usize, operation: Operation, body: Option<&str>, into: &mut String) {
        into.clear();
        into.push_str(r#"{"success":true,"errors":[],"messages":[],"result":"#);
        let Some(list) = self.lists.get_mut(prefix) else { unreachable!("the plan has no such prefix") };
        if operation == Operation::CreateBinding {
            self.made += 1;
            let cidr = body.and_then(|body| body.split('"').nth(3)).unwrap_or_default();
            let one = format!(
                r#"{{"id":"{:032x}","cidr":"{cidr}","service_id":"cdn","provisioning":{{"state":"active"}}}}"#,
                self.made
            );
            into.push_str(&one);
            list.push_str(if list.is_empty() { "" } else { "," });
            list.push_str(&one);
        } else {
            // Writing to a String cannot fail.
            let _ = write!(into, "[{list}]");
        }
        into.push('}');
    }
}

/// What a run came to.
struct Outcome {
    steps: u32,
    journal: String,
    /// The run at its end: it still knows every binding.
    run: Run,
}

fn carry_out() -> Outcome {
    let mut api = Api { lists: vec![String::new(); PREFIXES], made: 0 };
    let mut now = 1_771_600_000_000;
    let moment = |now| Moment { wall: now, tick: now };
    let owner = Owner { name: "bench".to_owned(), host: "here".to_owned() };
    let (run_id, tool, base) = ("r".to_owned(), "bench".to_owned(), "https://api.example".to_owned());
    let started = Run::start(plan(), RunInfo { run_id, tool, api: base }, &owner, moment(now));
    let (mut run, mut journal) = started.unwrap_or_else(|error| unreachable!("{error}"));
    let (mut steps, mut body) = (0, String::new());
    loop {
        steps += 1;
        let turn = run.next(moment(now), 0.5);
        journal.push_str(&turn.records);
        match turn.action {
            RunAction::Finished(state) => {
                assert_eq!(state, RunState::Done);
                return Outcome { steps, journal, run };
            }
            RunAction::Sleep(time) => now += time.unwrap_or(1),
            RunAction::Send { ticket, prefix, operation, request } => {
                steps += 1;
                api.answer(prefix, operation, request.body.as_deref(), &mut body);
                let bytes = body.as_bytes();
                let answer = Answer { status: 200, bytes, retry_after: None, should_retry: None };
                let headers = AnswerHeaders { date: Some(now), ray: None };
                journal.push_str(&run.answer(ticket, &answer, headers, moment(now), 0.5));
            }
        }
    }
}

/// Bytes of memory of this process; `None` where the system does not tell.
#[expect(clippy::disallowed_methods, reason = "a bench reads files, the core does not")]
fn resident() -> Option<usize> {
    let status = std::fs::read_to_string("/proc/self/status").ok()?;
    let line = status.lines().find(|line| line.starts_with("VmRSS:"))?;
    Some(line.split_whitespace().nth(1)?.parse::<usize>().ok()? * 1024)
}

/// Prints the memory of a run for each binding: what copies of it add to the process.
fn measure_memory(run: &Run) {
    let Some(before) = resident() else { return };
    let clones: Vec<Run> = (0..CLONES).map(|_| run.clone()).collect();
    let after = resident().unwrap_or(before);
    let bytes = after.saturating_sub(before) / (black_box(clones).len() * PREFIXES * BINDINGS as usize);
    eprintln!("    memory of a run: {bytes} bytes a binding");
    assert!(bytes <= MEMORY_LIMIT, "{bytes} bytes a binding, at most {MEMORY_LIMIT}");
}

fn row(id: &str, title: &str, ns: f64, limit: f64) -> String {
    format!(
        r#"{{"id":"{id}","title":"{title}","lanes":[{{"name":"byoip","ns":{ns},"ratio":1,"limitNs":{limit}}}]}}"#
    )
}

fn main() {
    let words: Vec<String> = std::env::args().skip(1).filter(|word| !word.starts_with("--")).collect();
    let is_asked = |id: &str| words.is_empty() || words.iter().any(|word| id.contains(word.as_str()));
    let (step, read) = ("rust-apply-step", "rust-apply-journal-100000");
    let mut rows = Vec::new();
    if !is_asked(step) && !is_asked(read) {
        println!(r#"{{"results":[]}}"#);
        return;
    }
    let outcome = carry_out();
    if is_asked(step) {
        eprintln!("    {step}");
        measure_memory(&outcome.run);
        let ns = median(ROUNDS, &mut || {
            black_box(carry_out());
        });
        let title = "a step (request, answer, sleep) of a run of 1,000 prefixes with 50 bindings";
        rows.push(row(step, title, ns / f64::from(outcome.steps), STEP_LIMIT));
    }
    if is_asked(read) {
        eprintln!("    {read}");
        let records = outcome.journal.lines().count() - 1;
        assert!(records >= 100_000, "{records} records");
        let now = Moment { wall: 1_871_600_000_000, tick: 0 };
        let ns = median(ROUNDS, &mut || {
            let run = Run::read(black_box(outcome.journal.as_bytes()), now);
            black_box(run.unwrap_or_else(|error| unreachable!("{error}")));
        });
        rows.push(row(read, "reading and checking a journal of 100,000 records", ns, JOURNAL_LIMIT));
    }
    println!(r#"{{"results":[{}]}}"#, rows.join(","));
}
