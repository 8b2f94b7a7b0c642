//! Where a run stands: states, sentences and times.

use super::{HOUR, World, plan};
use byoip::apply::{PrefixStatus, Run, RunCommand, RunState, RunStep};
use byoip::plan::{Purpose, Until};

fn prefix(run: &Run, world: &World) -> PrefixStatus {
    run.status(world.moment()).prefixes.remove(0)
}

#[test]
fn a_prefix_is_planned_then_running_then_waiting_then_done() {
    let mut world = World::new();
    let mut run = world.start();
    let status = run.status(world.moment());
    assert_eq!((status.steps_done, status.steps, status.state), (0, 3, RunState::Running));
    assert_eq!((status.run_id.as_str(), status.api.as_str()), ("r1", "https://api.example/client/v4"));
    assert_eq!((status.account_id.as_str(), status.last.as_str()), (super::ACCOUNT, "start"));
    // Three steps with two requests each, of 600 in five minutes, and the wait.
    assert_eq!(status.ends_at, Some(world.now + 3000 + 6 * HOUR));
    let one = prefix(&run, &world);
    assert_eq!((one.prefix.as_str(), one.prefix_id.as_str()), ("192.0.2.0/24", super::PREFIX));
    assert_eq!((one.state, one.until, one.blocked), ("planned", None, None));
    assert_eq!(one.step.as_deref(), Some("delete 192.0.2.1/32 of `cdn`"));
    // The first request is a list, the second one the delete.
    world.until(&mut run, |_, world| world.api.sent.len() == 1);
    assert_eq!(prefix(&run, &world).state, "planned");
    let delete = world.turn(&mut run);
    assert_eq!(prefix(&run, &world).state, "running");
    world.perform(&mut run, &delete);
    world.until(&mut run, |run, world| prefix(run, world).steps_done == 1);
    assert_eq!(prefix(&run, &world).step.as_deref(), Some("create 192.0.2.1/32 for `spectrum`"));
    assert_eq!(prefix(&run, &world).state, "running");
    world.until(&mut run, |run, world| prefix(run, world).state == "waiting");
    let (one, written) = (prefix(&run, &world), world.now - 200);
    assert_eq!(one.step.as_deref(), Some("wait 6 hours, and until 192.0.2.1/32 is active"));
    let until = one.until.unwrap();
    assert_eq!(until, written + 6 * HOUR);
    world.until(&mut run, |_, world| world.now > written + 5 * HOUR);
    assert_eq!(prefix(&run, &world).until, Some(until), "it stays");
    assert_eq!(run.status(world.moment()).ends_at, Some(until + 1000));
    // A program that reads the journal sees the same.
    let read = Run::read(world.journal.as_bytes(), world.moment()).unwrap();
    assert_eq!(prefix(&read, &world), prefix(&run, &world));
    assert_eq!(world.drive(&mut run, usize::MAX), Some(RunState::Done));
    let status = run.status(world.moment());
    assert_eq!((status.steps_done, status.ends_at, status.prefixes[0].state), (3, None, "done"));
    assert_eq!((status.prefixes[0].step.as_deref(), status.prefixes[0].until), (None, None));
}

#[test]
fn a_write_of_which_only_the_intent_is_known_is_running() {
    let mut world = World::new();
    let mut run = world.start();
    world.drive(&mut run, 1);
    let read = Run::read(world.journal.as_bytes(), world.moment()).unwrap();
    assert_eq!(prefix(&read, &world).state, "running");
}

#[test]
fn the_steps_that_were_asked_for_are_done() {
    let mut world = World::new();
    let mut run = world.start();
    run.stop_after(Some(1));
    assert_eq!(world.drive(&mut run, usize::MAX), Some(RunState::Stopped));
    assert_eq!((prefix(&run, &world).state, prefix(&run, &world).steps_done), ("held", 1));
    assert_eq!(run.status(world.moment()).ends_at, None);
    run.stop_after(None);
    let records = run.command(&RunCommand::Resume, world.moment()).unwrap();
    world.journal.push_str(&records);
    assert_eq!(world.drive(&mut run, usize::MAX), Some(RunState::Done));
    world.ends_as_planned();
}

#[test]
fn waits_that_follow_count_to_the_end_of_a_run() {
    let mut world = World::new();
    let mut plan = plan();
    let wait = |hours, active: &[&str]| RunStep::Wait {
        until: Until::Settled,
        hours,
        active: active.iter().map(|cidr| cidr.parse().unwrap()).collect(),
        gone: vec![],
    };
    plan.prefixes[0].steps.push(wait(2, &[]));
    let run = world.begin(plan);
    assert_eq!(run.status(world.moment()).ends_at, Some(world.now + 4000 + 8 * HOUR));
}

#[test]
fn every_kind_of_step_has_a_sentence() {
    let cidr = "192.0.2.0/25".parse().unwrap();
    let wait = |active: &[&str]| RunStep::Wait {
        until: Until::Active,
        hours: 2,
        active: active.iter().map(|cidr| cidr.parse().unwrap()).collect(),
        gone: vec![],
    };
    let edit = RunStep::EditBgpPrefix { cidr, asn_prepend_count: Some(1), auto_advertise_withdraw: None };
    let create = RunStep::Create { cidr, service_id: "cdn".into(), purpose: Purpose::Desired };
    for (step, sentence) in [
        (create, "create 192.0.2.0/25 for `cdn`"),
        (wait(&[]), "wait 2 hours"),
        (wait(&["192.0.2.0/25"]), "wait 2 hours, and until 192.0.2.0/25 is active"),
        (
            wait(&["192.0.2.0/25", "192.0.2.128/25", "192.0.2.1/32"]),
            "wait 2 hours, and until 192.0.2.0/25 and 2 more are active",
        ),
        (RunStep::CreateBgpPrefix { cidr }, "create the BGP prefix 192.0.2.0/25"),
        (edit, "edit the BGP prefix 192.0.2.0/25"),
        (RunStep::Advertise { cidr, advertised: true }, "advertise 192.0.2.0/25"),
        (RunStep::Advertise { cidr, advertised: false }, "withdraw 192.0.2.0/25"),
        (
            RunStep::Delegate { cidr, account_id: "other".into() },
            "delegate 192.0.2.0/25 to the account `other`",
        ),
    ] {
        let mut plan = plan();
        plan.prefixes[0].steps = vec![step];
        let mut world = World::new();
        let run = world.begin(plan);
        assert_eq!(prefix(&run, &world).step.as_deref(), Some(sentence));
    }
}
