//! Delegations, BGP prefixes, descriptions and validations: what a list or a read proves of them.

use byoip::call::request_params;
use byoip::write::{Action, Answer, Ending, Exchange, ExchangeLimits, Failure, FailureKind, Outcome};
use byoip::{Envelope, Operation};

const DELEGATE: &str = r#"{"operation":"create-delegation","accountId":"a","prefixId":"p","cidr":"192.0.2.64/26","delegatedAccountId":"guest"}"#;
const BGP: &str = r#"{"operation":"create-bgp-prefix","accountId":"a","prefixId":"p","cidr":"192.0.2.0/24"}"#;
const REVOKE: &str =
    r#"{"operation":"delete-delegation","accountId":"a","prefixId":"p","delegationId":"AB-12"}"#;
const DESCRIBE: &str = r#"{"operation":"edit-prefix","accountId":"a","prefixId":"p","description":"new"}"#;
const VALIDATE: &str = r#"{"operation":"validate-prefix","accountId":"a","prefixId":"p"}"#;

fn exchange(call: &str, known: Option<Vec<String>>, retries: u32) -> Exchange {
    let limits = ExchangeLimits { retries, looks: 1, look_spacing: 0.0, max_wait: 60_000.0, confirm: true };
    Exchange::new(request_params(call).expect("valid"), known, limits).expect("valid")
}

fn lost(call: &mut Exchange) -> Action {
    call.failed(&Failure::no_answer(true, true), 0.0)
}

fn answered(call: &mut Exchange, result: &str) -> Action {
    let body = format!(r#"{{"success":true,"result":{result}}}"#);
    call.answer(&Answer { status: 200, bytes: body.as_bytes(), retry_after: None, should_retry: None }, 0.0)
        .action
}

fn sent(action: &Action) -> Operation {
    let Action::Send { operation, .. } = action else { panic!("{action:?} sends nothing") };
    *operation
}

fn delegation(id: &str, account: &str) -> String {
    format!(r#"{{"id":"{id}","cidr":"192.0.2.64/26","delegated_account_id":"{account}"}}"#)
}

#[test]
fn a_delegation_of_the_block_to_another_account_proves_nothing() {
    let text = |id: &str| format!("192.0.2.64/26 delegated to `guest` by `{id}`");
    let (other, old, made) =
        (delegation("other", "stranger"), delegation("old", "guest"), delegation("made", "guest"));
    let more = delegation("more", "GU-EST");
    for (list, known, expected) in [
        (vec![&other], vec!["other"], Some(Ending::Unknown)),
        (vec![&other], vec![], Some(Ending::Unknown)),
        (vec![&other, &made], vec!["other"], None),
        (vec![&made, &other], vec![], None),
        (vec![&old], vec!["old"], Some(Ending::Taken(text("old"), Outcome::Rejected))),
        (vec![&made, &more], vec![], Some(Ending::Duplicated("`made` and `more`".to_owned()))),
    ] {
        let known = known.into_iter().map(str::to_owned).collect();
        let mut call = exchange(DELEGATE, Some(known), 0);
        let _ = call.proceed();
        assert_eq!(sent(&lost(&mut call)), Operation::ListDelegations);
        let list = list.iter().map(|one| one.as_str()).collect::<Vec<_>>().join(",");
        match (answered(&mut call, &format!("[{list}]")), expected) {
            (Action::Failed(ending), Some(expected)) => assert_eq!(ending, expected, "{list}"),
            (Action::Done(reply), None) => assert!(reply.envelope.to_json().contains(r#""made""#), "{list}"),
            (action, _) => panic!("{action:?} after {list}"),
        }
    }
}

#[test]
fn a_create_that_reports_another_block_or_account_is_looked_up() {
    for (call, answer, name) in [
        (DELEGATE, r#"{"id":"x","cidr":"192.0.2.0/26","delegated_account_id":"guest"}"#, "block"),
        (DELEGATE, r#"{"id":"x","cidr":"192.0.2.64/26","delegated_account_id":"stranger"}"#, "account"),
        (BGP, r#"{"id":"x","cidr":"192.0.2.0/25"}"#, "block"),
    ] {
        let mut call = exchange(call, Some(Vec::new()), 0);
        let _ = call.proceed();
        let body = format!(r#"{{"success":true,"result":{answer}}}"#);
        let bytes = body.as_bytes();
        let step = call.answer(&Answer { status: 200, bytes, retry_after: None, should_retry: None }, 0.0);
        let Some(FailureKind::WrongEcho(found)) = step.failure.map(|failure| failure.kind) else {
            panic!("{answer} is not about another {name}")
        };
        assert_eq!(found.name, name);
        assert!(call.is_looking());
    }
}

#[test]
fn a_delegation_that_no_list_shows_is_deleted_once_more_where_that_is_allowed() {
    let mut again = exchange(REVOKE, None, 1);
    let _ = again.proceed();
    assert_eq!(sent(&lost(&mut again)), Operation::ListDelegations);
    assert_eq!(sent(&answered(&mut again, "[]")), Operation::DeleteDelegation);
    let missing = br#"{"success":false,"errors":[{"code":1000,"message":"not_found"}]}"#;
    let answer = Answer { status: 404, bytes: missing, retry_after: None, should_retry: None };
    assert!(matches!(again.answer(&answer, 0.0).action, Action::Done(_)));

    for (list, is_done) in [("[]".to_owned(), true), (format!("[{}]", delegation("ab12", "guest")), false)] {
        let mut once = exchange(REVOKE, None, 0);
        let _ = once.proceed();
        let _ = lost(&mut once);
        let end = answered(&mut once, &list);
        assert_eq!(matches!(end, Action::Done(_)), is_done, "{end:?} after {list}");
        assert_eq!(matches!(end, Action::Failed(Ending::Unknown)), !is_done);
    }
}

#[test]
fn a_delete_that_was_not_sent_is_not_done_because_the_list_lacks_the_delegation() {
    let mut call = exchange(REVOKE, None, 0);
    let _ = call.proceed();
    let action = call.failed(&Failure::no_answer(false, true), 0.0);
    let action = if matches!(action, Action::Wait(_)) { call.proceed() } else { action };
    assert_eq!(sent(&action), Operation::ListDelegations);
    assert_eq!(answered(&mut call, "[]"), Action::Failed(Ending::Refused));
}

#[test]
fn an_edit_of_a_description_is_done_where_a_read_shows_it() {
    for (shown, is_done) in [(r#""new""#, true), (r#""old""#, false), ("null", false)] {
        for is_lost in [false, true] {
            let prefix =
                format!(r#"{{"id":"p","cidr":"192.0.2.0/24","approved":"V","description":{shown}}}"#);
            let mut call = exchange(DESCRIBE, None, 0);
            let _ = call.proceed();
            let look = if is_lost { lost(&mut call) } else { answered(&mut call, &prefix) };
            assert_eq!(sent(&look), Operation::GetPrefix);
            match answered(&mut call, &prefix) {
                Action::Done(reply) => {
                    assert!(is_done && matches!(*reply.envelope, Envelope::Success { .. }), "{shown}");
                }
                Action::Failed(Ending::Ineffective(edit)) => {
                    assert!(!is_done && !is_lost, "{shown}");
                    assert_eq!((&*edit.fields, edit.fixed), ("`description`", None));
                }
                Action::Failed(Ending::Unknown) => assert!(!is_done && is_lost, "{shown}"),
                other => panic!("{other:?} after {shown}"),
            }
        }
    }
}

#[test]
fn a_validation_is_sent_again_without_a_look() {
    let prefix = r#"{"id":"p","cidr":"192.0.2.0/24","approved":"P"}"#;
    let mut call = exchange(VALIDATE, None, 2);
    let _ = call.proceed();
    assert_eq!(lost(&mut call), Action::Wait(500.0));
    assert_eq!(sent(&call.proceed()), Operation::ValidatePrefix);
    assert!(!call.is_looking());
    assert!(matches!(answered(&mut call, prefix), Action::Done(_)));

    // A refusal says nothing about an earlier try.
    let refusal = br#"{"success":false,"errors":[{"code":1003,"message":"no"}]}"#;
    let answer = Answer { status: 400, bytes: refusal, retry_after: None, should_retry: None };
    for (is_lost, expected) in [(true, Ending::Unknown), (false, Ending::Refused)] {
        let mut call = exchange(VALIDATE, None, 2);
        let _ = call.proceed();
        if is_lost {
            let _ = lost(&mut call);
            let _ = call.proceed();
        }
        assert_eq!(call.answer(&answer, 0.0).action, Action::Failed(expected));
    }
}
