//! Writes against a model of the API with faults, lagging lists and other writers: the outcome is never wrong.

use super::api::{Api, Fault, Foreign, faults};
use byoip::call::request_params;
use byoip::write::{Action, Answer, Ending, Exchange, ExchangeLimits, Failure, FailureKind, Outcome};

const CREATE: &str = r#"{"operation":"create-binding","accountId":"a","prefixId":"p","cidr":"192.0.2.16/29","serviceId":"cdn"}"#;
const DELETE: &str = r#"{"operation":"delete-binding","accountId":"a","prefixId":"p","bindingId":"old"}"#;
const EDIT: &str = r#"{"operation":"edit-bgp-prefix","accountId":"a","prefixId":"p","bgpPrefixId":"bgp","advertised":false}"#;
const WRITES: [&str; 3] = [CREATE, DELETE, EDIT];

/// How a call ends.
#[derive(Debug, Clone, PartialEq)]
enum End {
    Done,
    Failed(Ending, Outcome),
}

/// What goes wrong, and when.
#[derive(Debug, Clone, Copy)]
struct Plot<'a> {
    /// Faults by the position of the request, from 1.
    faults: &'a [(usize, Fault)],
    /// A fault of every write.
    every_write: Option<Fault>,
    /// What another writer does before the request at a position.
    foreign: (usize, Foreign),
    lag: usize,
    careless: bool,
    retries: u32,
    checks: bool,
}

impl Default for Plot<'_> {
    fn default() -> Self {
        Self {
            faults: &[],
            every_write: None,
            foreign: (0, Foreign::Nothing),
            lag: 0,
            careless: false,
            retries: 2,
            checks: true,
        }
    }
}

/// Runs a call to its end, and checks what holds for every one.
fn run(call: &str, plot: &Plot<'_>, prepare: impl FnOnce(&mut Api)) -> (End, Api) {
    let mut api = Api::new(plot.lag, plot.careless);
    prepare(&mut api);
    let limits = ExchangeLimits {
        retries: plot.retries,
        looks: 3,
        look_spacing: 2000.0,
        max_wait: 60_000.0,
        confirm: true,
    };
    let known = plot.checks.then(|| api.ids());
    let params = request_params(call).expect("the call is valid");
    let mut exchange = Exchange::new(params, known, limits).expect("the request is valid");
    let mut last = None;
    let mut action = exchange.proceed();
    for _ in 0..200 {
        action = match action {
            Action::Done(_) => return (End::Done, api),
            Action::Failed(ending) => {
                let outcome = outcome_of(&ending, last);
                return (End::Failed(ending, outcome), api);
            }
            Action::Wait(time) => {
                assert!((0.0..=60_000.0).contains(&time), "{time} ms is no wait");
                exchange.proceed()
            }
            Action::Send { operation, .. } => {
                let position = api.trace.len() + 1;
                if plot.foreign.0 == position {
                    api.foreign(plot.foreign.1);
                }
                let fault = plot.faults.iter().find(|(at, _)| *at == position).map(|(_, fault)| *fault);
                let request = exchange.request().expect("it was checked");
                let fault = fault.or(plot.every_write.filter(|_| request.method != "GET"));
                let is_call = !exchange.is_looking();
                assert_eq!(is_call, operation.name() == params_operation(call));
                let answer = api.answer(request.method, &request.path, request.body.as_deref(), fault);
                let (failure, next) = match answer {
                    Err(sent) => {
                        let failure = Failure::no_answer(sent, true);
                        (Some(failure.outcome), exchange.failed(&failure, 0.5))
                    }
                    Ok((status, body)) => {
                        let bytes = body.as_bytes();
                        let answer = Answer { status, bytes, retry_after: None, should_retry: None };
                        let step = exchange.answer(&answer, 0.5);
                        (step.failure.map(|failure| failure.outcome), step.action)
                    }
                };
                if is_call {
                    last = failure;
                }
                next
            }
        };
    }
    panic!("{call} with {plot:?} does not end");
}

fn params_operation(call: &str) -> String {
    let value: serde_json::Value = serde_json::from_str(call).expect("the call is JSON");
    value["operation"].as_str().expect("it has a name").to_owned()
}

/// What a caller is told about the request.
fn outcome_of(ending: &Ending, last: Option<Outcome>) -> Outcome {
    match ending {
        Ending::Refused => last.expect("the call has an error"),
        Ending::Unverified(outcome) | Ending::Taken(_, outcome) => *outcome,
        Ending::Ineffective(_) => Outcome::Rejected,
        _ => Outcome::Unknown,
    }
}

/// True where the model shows what the call asks for.
fn is_there(call: &str, api: &Api) -> bool {
    match call {
        CREATE => api.bindings.iter().any(|one| one.cidr == "192.0.2.16/29" && one.service == "cdn"),
        DELETE => !api.bindings.iter().any(|one| one.id == "old"),
        _ => !api.advertised,
    }
}

/// The laws of every write.
fn judge(call: &str, plot: &Plot<'_>, end: &End, api: &Api) {
    let story = || format!("{call}\n{plot:?}\n{end:?}\n{:?}\napplied {}", api.trace, api.applied);
    let is_write = |method: &str| method != "GET";
    let writes: Vec<_> = (0..api.trace.len()).filter(|at| is_write(api.trace[*at].method)).collect();
    // Nothing foreign is touched.
    assert!(api.bindings.iter().any(|one| one.id == "default"), "{}", story());
    assert!(
        call == DELETE || api.bindings.iter().any(|one| one.id == "old") || plot.foreign.1 == Foreign::Delete
    );
    // A write is never sent again without a look between.
    for pair in writes.windows(2) {
        assert!(api.trace[pair[0]..pair[1]].iter().any(|sent| sent.seen), "a blind write: {}", story());
    }
    assert!(writes.len() <= 1 + plot.retries as usize, "{}", story());
    let undisturbed = matches!(plot.foreign.1, Foreign::Nothing | Foreign::BindElsewhere);
    match end {
        End::Done => {
            assert!(is_there(call, api) || !undisturbed, "said to be done: {}", story());
            assert!(call != CREATE || api.applied <= 1, "a duplicate that is not named: {}", story());
        }
        End::Failed(_, Outcome::Rejected | Outcome::NotSent) => {
            let own = matches!(end, End::Failed(Ending::Ineffective(_), _));
            assert!(own || api.applied == 0, "said not to be done: {}", story());
        }
        End::Failed(..) => {}
    }
    if call == CREATE && api.applied > 1 {
        let named =
            matches!(end, End::Failed(Ending::Duplicated(_) | Ending::Unconfirmed(..) | Ending::Unknown, _));
        assert!(named, "a duplicate that is not detected: {}", story());
    }
}

/// Faults that end a call, since another try meets the same.
fn is_final(fault: Fault) -> bool {
    let Fault::Answer { status, body, applied } = fault else { return false };
    // A page of another server, or JSON of another form, comes again; the write has to show by itself.
    if body.contains("not here") || body == "{}" {
        return !applied;
    }
    let texts = ["forbidden", "No route", "6003", "10000", "Method", "no such thing", "1003"];
    status == 409 || texts.iter().any(|text| body.contains(text))
}

/// Faults after which a write may have been carried out.
fn is_open(fault: Fault) -> bool {
    match fault {
        Fault::Lost { .. } | Fault::Truncated => true,
        Fault::Answer { status, body, .. } => {
            let texts = ["Request timeout", "Internal", "<html>"];
            status >= 500 || status == 408 || body.is_empty() || texts.iter().any(|text| body.contains(text))
        }
        Fault::Unsent | Fault::WrongId | Fault::Part => false,
    }
}

#[test]
fn every_single_fault_at_every_position_has_the_right_outcome() {
    let mut runs = 0;
    for call in WRITES {
        for (position, fault) in (1..9).flat_map(|at| faults().into_iter().map(move |fault| (at, fault))) {
            for (lag, careless, checks) in (0..16).map(|n| (n % 4, n & 4 > 0, n & 8 > 0)) {
                let faults = [(position, fault)];
                let plot = Plot { faults: &faults, lag, careless, checks, ..Plot::default() };
                let (end, api) = run(call, &plot, |_| {});
                judge(call, &plot, &end, &api);
                let writes = api.trace.iter().filter(|sent| sent.method != "GET").count();
                assert!(writes <= 2, "one fault needs two writes at most: {plot:?}");
                // Without the list from before, a create cannot tell its own binding from an older one.
                if position == 1 && lag < 3 && (checks || call != CREATE) && !is_final(fault) {
                    assert_eq!(end, End::Done, "{call} {plot:?}");
                }
                runs += 1;
            }
        }
    }
    assert!(runs > 10_000, "{runs} runs");
}

#[test]
fn any_two_faults_have_the_right_outcome() {
    let all = faults();
    for call in WRITES {
        for (at, first) in all.iter().enumerate() {
            for (next, second) in all.iter().enumerate() {
                for gap in 1..5 {
                    let faults = [(1, *first), (1 + gap, *second)];
                    let plot = Plot {
                        faults: &faults,
                        lag: (at + next) % 4,
                        // A second lost answer and a list behind both writes are more than the looks can tell.
                        careless: next % 2 == 0 && (at + next) % 4 < 3,
                        ..Plot::default()
                    };
                    let (end, api) = run(call, &plot, |_| {});
                    judge(call, &plot, &end, &api);
                }
            }
        }
    }
}

#[test]
fn a_fault_of_every_request_ends_without_a_wrong_outcome() {
    for call in WRITES {
        for fault in faults() {
            for retries in [0, 1, 2, 5] {
                let faults: Vec<_> = (1..60).map(|at| (at, fault)).collect();
                let plot = Plot { faults: &faults, retries, ..Plot::default() };
                let (end, api) = run(call, &plot, |_| {});
                judge(call, &plot, &end, &api);
            }
        }
    }
}

#[test]
fn after_one_open_outcome_there_is_at_most_one_further_post() {
    for fault in faults().into_iter().filter(|fault| is_open(*fault)) {
        for (lag, careless) in (0..16).map(|n| (n / 2, n % 2 == 0)) {
            let plot = Plot { every_write: Some(fault), lag, careless, retries: 5, ..Plot::default() };
            let (_, api) = run(CREATE, &plot, |_| {});
            let posts = api.trace.iter().filter(|sent| sent.method == "POST").count();
            assert!(posts <= 2, "{posts} POSTs: {plot:?}");
        }
    }
}

#[test]
fn another_writer_at_every_position_has_no_binding_taken_for_ours_by_mistake() {
    let kinds = [
        Foreign::Bind { service: "cdn" },
        Foreign::Bind { service: "spectrum" },
        Foreign::BindElsewhere,
        Foreign::Delete,
        Foreign::Edit,
    ];
    for call in WRITES {
        for fault in faults() {
            for (position, kind) in (1..8).flat_map(|at| kinds.map(|kind| (at, kind))) {
                for lag in 0..4 {
                    let faults = [(1, fault)];
                    let plot = Plot { faults: &faults, foreign: (position, kind), lag, ..Plot::default() };
                    let (end, api) = run(call, &plot, |_| {});
                    if call != CREATE {
                        judge(call, &plot, &end, &api);
                        continue;
                    }
                    // A binding to the same service makes no difference: what was asked for is there once.
                    let count = api.bindings.iter().filter(|one| one.cidr == "192.0.2.16/29").count();
                    assert!(count <= 1, "{plot:?}");
                    match end {
                        End::Done => assert!(is_there(call, &api), "{plot:?}"),
                        End::Failed(_, Outcome::Rejected | Outcome::NotSent) => {
                            assert_eq!(api.applied, 0, "{plot:?}");
                        }
                        End::Failed(..) => {}
                    }
                }
            }
        }
    }
}

#[test]
fn a_careless_api_and_lists_that_lag_give_a_duplicate_that_is_named() {
    for lag in 0..8 {
        let faults = [(1, Fault::Lost { applied: true })];
        let plot = Plot { faults: &faults, lag, careless: true, ..Plot::default() };
        let (end, api) = run(CREATE, &plot, |_| {});
        judge(CREATE, &plot, &end, &api);
        let named =
            matches!(end, End::Failed(Ending::Duplicated(_) | Ending::Unconfirmed(..), Outcome::Unknown));
        assert_eq!(
            (api.applied, named),
            if lag < 3 { (1, false) } else { (2, true) },
            "{lag} lists behind: {end:?}"
        );
    }
}

#[test]
fn an_edit_of_a_locked_prefix_is_ineffective() {
    for fault in faults() {
        let faults = [(9, fault)];
        let plot = Plot { faults: &faults, ..Plot::default() };
        let (end, api) = run(EDIT, &plot, |api| api.locked = true);
        let End::Failed(Ending::Ineffective(edit), Outcome::Rejected) = end else { panic!("{end:?}") };
        assert_eq!((&*edit.fields, edit.fixed.as_deref()), ("`on_demand.advertised`", Some("locked")));
        assert_eq!(api.trace.len(), 2);
    }
}

#[test]
fn a_stop_at_every_position_never_says_that_a_sent_write_was_not_sent() {
    for call in WRITES {
        for position in 1..6 {
            let mut api = Api::new(1, false);
            let limits =
                ExchangeLimits { retries: 2, looks: 3, look_spacing: 1.0, max_wait: 1.0, confirm: true };
            let params = request_params(call).expect("the call is valid");
            let mut exchange = Exchange::new(params, Some(api.ids()), limits).expect("the request is valid");
            let mut action = exchange.proceed();
            for step in 1.. {
                if matches!(action, Action::Done(_) | Action::Failed(_)) {
                    break;
                }
                if step == position {
                    action = exchange.failed(&Failure::stopped(), 0.0);
                    let sent = api.trace.iter().any(|sent| sent.method != "GET");
                    match &action {
                        Action::Failed(ending) => {
                            let outcome = outcome_of(ending, (!sent).then_some(Outcome::NotSent));
                            assert_eq!(outcome == Outcome::NotSent, !sent, "{call} {position} {ending:?}");
                        }
                        Action::Done(_) => assert!(is_there(call, &api)),
                        other => panic!("{other:?} after a stop"),
                    }
                    continue;
                }
                if let Action::Wait(_) = action {
                    action = exchange.proceed();
                    continue;
                }
                let request = exchange.request().expect("it was checked");
                let fault = (step == 1).then_some(Fault::Lost { applied: true });
                let answer = api.answer(request.method, &request.path, request.body.as_deref(), fault);
                action = match answer {
                    Err(sent) => exchange.failed(&Failure::no_answer(sent, true), 0.0),
                    Ok((status, body)) => {
                        let bytes = body.as_bytes();
                        let answer = Answer { status, bytes, retry_after: None, should_retry: None };
                        exchange.answer(&answer, 0.0).action
                    }
                };
            }
        }
    }
}

#[test]
fn a_list_is_compared_with_the_one_before_the_create() {
    let item = |id: &str, service: &str, cidr: &str| {
        let service = if service.is_empty() { "null".to_owned() } else { format!("\"{service}\"") };
        format!(r#"{{"id":"{id}","cidr":"{cidr}","service_id":{service}}}"#)
    };
    let cdn = |id: &str| item(id, "cdn", "192.0.2.16/29");
    let elsewhere = item("elsewhere", "cdn", "192.0.2.0/24");
    let foreign = item("foreign", "spectrum", "192.0.2.16/29");
    let regional = item("regional", "", "192.0.2.16/29");
    let text = |id: &str, owner: &str| format!("192.0.2.16/29 bound to {owner} by `{id}`");
    let unknown = Ending::Unknown;
    let taken = |id: &str, owner: &str| Ending::Taken(text(id, owner), Outcome::Rejected);
    for (list, known, expected) in [
        (vec![elsewhere.clone()], Some(vec!["elsewhere"]), Some(unknown.clone())),
        (vec![elsewhere.clone(), cdn("made")], Some(vec!["elsewhere"]), None),
        (
            vec![cdn("made"), cdn("more")],
            Some(vec![]),
            Some(Ending::Duplicated("`made` and `more`".to_owned())),
        ),
        (vec![cdn("old")], Some(vec!["old"]), Some(taken("old", "`cdn`"))),
        (vec![cdn("old"), cdn("made")], Some(vec!["old"]), None),
        (vec![regional], Some(vec!["regional"]), Some(taken("regional", "no service"))),
        (vec![foreign], Some(vec![]), Some(Ending::Taken(text("foreign", "`spectrum`"), Outcome::Unknown))),
        (vec![cdn("made")], None, Some(Ending::Ambiguous(text("made", "`cdn`")))),
        (vec![], None, Some(unknown)),
    ] {
        let known = known.map(|ids| ids.into_iter().map(str::to_owned).collect());
        let limits = ExchangeLimits { retries: 0, looks: 1, look_spacing: 0.0, max_wait: 0.0, confirm: true };
        let mut call = Exchange::new(request_params(CREATE).expect("valid"), known, limits).expect("valid");
        let _ = call.proceed();
        let _ = call.failed(&Failure::no_answer(true, true), 0.0);
        let body = format!(r#"{{"success":true,"result":[{}]}}"#, list.join(","));
        let answer = Answer { status: 200, bytes: body.as_bytes(), retry_after: None, should_retry: None };
        match (call.answer(&answer, 0.0).action, expected) {
            (Action::Failed(ending), Some(expected)) => assert_eq!(ending, expected, "{body}"),
            (Action::Done(_), None) => {}
            (action, _) => panic!("{action:?} after {body}"),
        }
    }
}

#[test]
fn waits_double_up_to_a_limit_and_honour_what_a_response_asks_for() {
    let params = r#"{"operation":"list-services","accountId":"a"}"#;
    let limits = ExchangeLimits { retries: 7, looks: 1, look_spacing: 0.0, max_wait: 9000.0, confirm: true };
    let exchange = || Exchange::new(request_params(params).expect("valid"), None, limits).expect("valid");
    let answer = |status, retry_after, should_retry| {
        let bytes: &[u8] = br#"{"success":false,"errors":[]}"#;
        Answer { status, bytes, retry_after, should_retry }
    };
    let mut call = exchange();
    for expected in [500.0, 1000.0, 2000.0, 4000.0, 8000.0, 8000.0, 8000.0] {
        let _ = call.proceed();
        assert_eq!(call.answer(&answer(503, None, None), 0.0).action, Action::Wait(expected));
    }
    let _ = call.proceed();
    assert_eq!(call.answer(&answer(503, None, None), 0.0).action, Action::Failed(Ending::Refused));
    for (status, asked, hint, random, expected) in [
        (503, None, None, 0.999, Some(375.125)),
        (503, Some(7.5), None, 0.999, Some(7.5)),
        (503, Some(0.0), None, 0.0, Some(0.0)),
        (503, None, Some(false), 0.0, None),
        (400, None, Some(true), 0.0, Some(500.0)),
        (400, None, None, 0.0, None),
        (409, None, None, 0.0, Some(500.0)),
        (503, Some(9001.0), None, 0.0, None),
    ] {
        let mut call = exchange();
        let _ = call.proceed();
        let action = call.answer(&answer(status, asked, hint), random).action;
        assert_eq!(
            action,
            expected.map_or(Action::Failed(Ending::Refused), Action::Wait),
            "{status} {asked:?}"
        );
        assert_eq!(call.too_long(), (asked == Some(9001.0)).then_some(9001.0));
    }
}

#[test]
fn an_answer_about_another_resource_is_a_failure_with_both_names() {
    let params = r#"{"operation":"get-binding","accountId":"a","prefixId":"p","bindingId":"AB-12"}"#;
    let limits = ExchangeLimits { retries: 0, looks: 1, look_spacing: 0.0, max_wait: 0.0, confirm: true };
    for (id, same) in [("ab12", true), ("AB-12", true), ("ab13", false)] {
        let mut call = Exchange::new(request_params(params).expect("valid"), None, limits).expect("valid");
        let _ = call.proceed();
        let body = format!(r#"{{"success":true,"result":{{"id":"{id}","cidr":"192.0.2.0/24"}}}}"#);
        let answer = Answer { status: 200, bytes: body.as_bytes(), retry_after: None, should_retry: None };
        let step = call.answer(&answer, 0.0);
        let mismatch = step.failure.map(|failure| failure.kind);
        match mismatch {
            None => assert!(same),
            Some(FailureKind::WrongEcho(found)) => {
                assert_eq!(
                    (found.name, &*found.expected, found.received.as_deref()),
                    ("binding", "AB-12", Some(id))
                );
            }
            Some(other) => panic!("{other:?}"),
        }
    }
}
