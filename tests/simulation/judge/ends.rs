//! The end of a run: the state that was desired, or a stop that is right.

use super::{events, has_foreign, is_ordered, is_timeless};
use crate::block::Block;
use crate::faults::HOUR;
use crate::machine::RunState;
use crate::model::{By, Call, Change};
use crate::scenario::{Scenario, Step, Trouble};
use crate::world::Outcome;

pub(super) fn are_right(scenario: &Scenario, outcome: &Outcome) -> Result<(), String> {
    stops_are_right(scenario, outcome)?;
    match outcome.end {
        Ok(RunState::Done) => {
            (0..scenario.aims.len()).try_for_each(|at| is_as_desired(scenario, outcome, at))
        }
        Ok(RunState::Abandoned) if is_ordered(scenario) => Ok(()),
        Ok(RunState::Stopped) if has_foreign(outcome) => Ok(()),
        Ok(state) => {
            let status = outcome.stops.last().map(|stop| stop.status.to_string());
            Err(format!("it ends as {state:?} without a reason: {}", status.unwrap_or_default()))
        }
        Err(_) => Ok(()),
    }
}

/// A single trouble stops a run only where a person has to do something.
fn stops_are_right(scenario: &Scenario, outcome: &Outcome) -> Result<(), String> {
    if scenario.troubles.len() > 1 || has_foreign(outcome) {
        return Ok(());
    }
    let may_stop = scenario.faults().any(crate::faults::Fault::may_stop);
    for stop in &outcome.stops {
        if stop.state == RunState::Stopped && !may_stop {
            return Err(format!("it stops where it can go on: {}", stop.status));
        }
        if stop.state == RunState::Paused && !is_ordered(scenario) {
            return Err("it pauses without a command".to_owned());
        }
    }
    Ok(())
}

fn is_as_desired(scenario: &Scenario, outcome: &Outcome, at: usize) -> Result<(), String> {
    let (aim, prefix) = (&scenario.aims[at], &outcome.api.prefixes[at]);
    let is_list =
        |sent: &&crate::world::Sent| sent.prefix == at && sent.call == Call::ListBindings && sent.is_true;
    let list = outcome.sent.iter().rev().find(is_list);
    // What another writer does behind the last list is not the run's.
    let seen = list.map_or(0, |list| list.history);
    let own_later = events(outcome, at).any(|(index, event)| {
        index >= seen
            && matches!(event.by, By::Run(_))
            && matches!(event.change, Change::Created { .. } | Change::Deleted { .. })
    });
    if aim.steps.is_empty() {
        return Ok(());
    }
    if own_later || list.is_none() {
        return Err("it is done without a list behind its last write".to_owned());
    }
    let mut found: Vec<(Block, Option<u8>)> =
        scenario.api.prefixes[at].bindings.iter().map(|one| (one.block, one.service)).collect();
    for (_, event) in events(outcome, at).filter(|(index, _)| *index < seen) {
        match event.change {
            Change::Created { block, service, .. } => found.push((block, service)),
            Change::Deleted { block, service, .. } => {
                let index = found.iter().position(|one| *one == (block, service)).unwrap();
                found.swap_remove(index);
            }
            _ => {}
        }
    }
    found.sort_unstable();
    let is_stale = scenario.api.behaviour.lag > 0 && has_foreign(outcome);
    if found != aim.bindings && !is_stale {
        return Err(format!("it is done, and the bindings are {found:?} instead of {:?}", aim.bindings));
    }
    if !is_timeless(scenario, outcome) {
        waits_are_over(scenario, outcome, at, list.map_or(0, |list| list.at))?;
    }
    let looked = first_look(outcome, at);
    let default = prefix.block;
    // The BGP prefixes go with the default binding.
    let is_gone = events(outcome, at).any(|(index, event)| {
        let is_default = matches!(event.change, Change::Deleted { block, .. } if block == default);
        is_default && event.by == By::Other && index >= looked
    });
    for (block, advertised, prepend, follow) in aim.bgp.iter().filter(|_| !is_gone) {
        let one = prefix.bgp.iter().find(|one| one.block == *block);
        let is_locked = prefix.locked && one.is_some_and(|one| one.advertised != *advertised);
        let is_right = one.is_some_and(|one| {
            let is_free = |field| is_left_to_others(scenario, outcome, (at, *block), field);
            (one.advertised == *advertised || is_free(Field::Advertised))
                && (one.prepend == *prepend || is_free(Field::Prepend))
                && (one.follow == *follow || is_free(Field::Follow))
        });
        if !is_right || is_locked {
            let one = one.map(|one| (one.advertised, one.prepend, one.follow));
            return Err(format!("it is done, and the BGP prefix {block} is {one:?}"));
        }
    }
    let has = |(block, account): &(Block, String)| {
        prefix.delegations.iter().any(|one| one.block == *block && one.account == *account)
    };
    if aim.delegations.iter().all(has) { Ok(()) } else { Err("a delegation is missing".to_owned()) }
}

/// Length of the history when the run first read the BGP prefixes.
fn first_look(outcome: &Outcome, at: usize) -> usize {
    let is_look =
        |sent: &&crate::world::Sent| sent.prefix == at && sent.call == Call::ListBgp && sent.is_true;
    outcome.sent.iter().find(is_look).map_or(0, |sent| sent.history)
}

/// What a step sets of a BGP prefix.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Field {
    Advertised,
    Prepend,
    Follow,
}

/// True where the plan does not set it and another writer may have, or where another writer was the last to change it since the
/// run first looked. The run looks once for each step, so that such a change may have come before that look or after it.
fn is_left_to_others(
    scenario: &Scenario,
    outcome: &Outcome,
    (at, block): (usize, Block),
    field: Field,
) -> bool {
    let is_set = scenario.aims[at].steps.iter().any(|step| match step {
        Step::Advertise { block: one, .. } => *one == block && field == Field::Advertised,
        Step::EditBgp { block: one, prepend, follow } => {
            *one == block
                && (field == Field::Prepend && prepend.is_some()
                    || field == Field::Follow && follow.is_some())
        }
        _ => false,
    });
    let changes = || {
        events(outcome, at).filter(|(_, event)| match event.change {
            Change::Advertised { block: one, .. } => one == block && field == Field::Advertised,
            Change::BgpEdited { block: one } => one == block && field != Field::Advertised,
            _ => false,
        })
    };
    if !is_set {
        return changes().any(|(_, event)| event.by == By::Other);
    }
    let looked = first_look(outcome, at);
    changes().last().is_some_and(|(index, event)| index >= looked && event.by == By::Other)
}

/// The last list is behind the plan's last wait.
fn waits_are_over(scenario: &Scenario, outcome: &Outcome, at: usize, list: u64) -> Result<(), String> {
    let steps = &scenario.aims[at].steps;
    let Some(Step::Wait { hours, active: awaited }) = steps
        .iter()
        .rfind(|step| matches!(step, Step::Wait { .. } | Step::Create { .. } | Step::Delete { .. }))
    else {
        return Ok(());
    };
    let is_skipped = scenario.troubles.iter().any(|one| matches!(one, Trouble::Order { .. }));
    let written = events(outcome, at)
        .filter(|(_, event)| matches!(event.change, Change::Created { .. } | Change::Deleted { .. }))
        .filter(|(_, event)| event.by != By::Other)
        .map(|(_, event)| event.at)
        .max();
    let since = written.unwrap_or(outcome.started);
    if list < since + hours * HOUR && !is_skipped && written.is_some() {
        return Err(format!("it is done {} minutes after the last write", (list - since) / 60_000));
    }
    let bindings = &outcome.api.prefixes[at].bindings;
    let rolling = bindings.iter().find(|one| awaited.contains(&one.block) && one.active_at > list);
    match rolling {
        Some(one) if one.by != By::Other => Err(format!("it is done, and {} is not active", one.block)),
        _ => Ok(()),
    }
}
