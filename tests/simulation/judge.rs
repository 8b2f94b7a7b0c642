//! The laws of a run, judged on what really happened to the model and on the journal. Nothing here is from the core.

mod ends;
mod journal;
mod owners;
mod writes;

use crate::block::Block;
use crate::machine::RunState;
use crate::model::{By, Change, Event};
use crate::scenario::{Scenario, Trouble};
use crate::world::Outcome;
use std::collections::BTreeMap;

/// Checks every law. The first that is broken, as a sentence.
pub(crate) fn judge(scenario: &Scenario, outcome: &Outcome) -> Result<(), String> {
    if let Err(why) = &outcome.end {
        return Err(why.clone());
    }
    nothing_foreign_is_deleted(outcome)?;
    // A run that a person ends may not have seen what another writer did last.
    if outcome.end != Ok(RunState::Abandoned) || !has_foreign(outcome) {
        duplicates_are_named(scenario, outcome)?;
    }
    let journal = journal::read(&outcome.journal)?;
    journal::tells_the_truth(scenario, outcome, &journal)?;
    for at in 0..scenario.aims.len() {
        writes::follow_the_plan(scenario, outcome, at)?;
        owners::show_no_more_than_planned(scenario, outcome, at)?;
    }
    requests_fit_the_budget(scenario, outcome)?;
    ends::are_right(scenario, outcome)
}

/// The history of one prefix.
fn events(outcome: &Outcome, prefix: usize) -> impl Iterator<Item = (usize, &Event)> {
    outcome.api.history.iter().enumerate().filter(move |(_, event)| event.prefix == prefix)
}

/// True for a binding that another writer has bound, for the very block and service of a create of the run whose outcome was open:
/// nobody can tell the two apart, and the journal says that it was taken.
fn is_taken(outcome: &Outcome, id: u64) -> bool {
    let taken = format!("\"result\":\"found\",\"id\":\"{}\"", crate::model::id_text(id));
    String::from_utf8_lossy(&outcome.journal).contains(&taken)
}

fn nothing_foreign_is_deleted(outcome: &Outcome) -> Result<(), String> {
    for event in &outcome.api.history {
        if let (By::Run(_), Change::Deleted { maker: By::Other, block, id, .. }) = (event.by, &event.change) {
            if is_taken(outcome, *id) {
                continue;
            }
            return Err(format!("the run deleted another writer's binding of {block}"));
        }
    }
    Ok(())
}

/// A second binding for a block is there only where the API takes one, once, and the journal names both.
fn duplicates_are_named(scenario: &Scenario, outcome: &Outcome) -> Result<(), String> {
    let mut alive: BTreeMap<(usize, Block), Vec<u64>> = BTreeMap::new();
    for event in &outcome.api.history {
        match event.change {
            Change::Created { id, block, .. } => {
                let ids = alive.entry((event.prefix, block)).or_default();
                ids.push(id);
                if ids.len() == 1 || !matches!(event.by, By::Run(_)) {
                    continue;
                }
                if ids.len() > 2 && scenario.troubles.len() <= 1 {
                    return Err(format!("{} bindings for {block}", ids.len()));
                }
                let text = String::from_utf8_lossy(&outcome.journal);
                // Of another writer's bindings nobody has seen what no list has shown: it lags, or they are gone again.
                let prefix = &outcome.api.prefixes[event.prefix];
                let is_seen = |id: &&u64| {
                    *id == ids.last().unwrap_or(&0)
                        || prefix.bindings.iter().any(|one| one.id == **id && prefix.has_shown(one))
                        || !has_foreign(outcome)
                };
                let is_named =
                    ids.iter().filter(is_seen).all(|id| text.contains(&crate::model::id_text(*id)));
                // Another writer's binding is named once three lists have shown it; something else may have stopped the prefix.
                if !(is_named || has_foreign(outcome) && is_blocked(outcome, event.prefix)) {
                    return Err(format!("the journal does not name the duplicate of {block}"));
                }
            }
            Change::Deleted { id, block, .. } => {
                alive.entry((event.prefix, block)).or_default().retain(|one| *one != id);
            }
            _ => {}
        }
    }
    Ok(())
}

/// True where the run has stopped before the end of this prefix.
fn is_blocked(outcome: &Outcome, prefix: usize) -> bool {
    let id = crate::model::prefix_id(prefix);
    let last = outcome.stops.last().and_then(|stop| stop.status["prefixes"].as_array());
    last.into_iter().flatten().any(|one| one["prefixId"] == id && one["state"] == "blocked")
}

/// No window of five minutes has more than the budget, for each process.
fn requests_fit_the_budget(scenario: &Scenario, outcome: &Outcome) -> Result<(), String> {
    let budget = scenario.plan.options.request_budget as usize;
    // A process that begins does not know what the one before has sent.
    let most = budget + 20 * outcome.processes as usize;
    if outcome.api.busiest > most {
        return Err(format!("{} requests in five minutes, of {budget}", outcome.api.busiest));
    }
    let writes: usize = scenario.aims.iter().map(writes_of).sum();
    let polls: u64 = scenario.aims.iter().map(polls_of).sum();
    let most = 2 * writes + 2 * scenario.aims.len() + usize::try_from(polls).unwrap();
    if scenario.troubles.is_empty() && scenario.api.behaviour.lag == 0 && outcome.sent.len() > most {
        return Err(format!("{} requests where {most} are enough", outcome.sent.len()));
    }
    Ok(())
}

fn writes_of(aim: &crate::scenario::Aim) -> usize {
    aim.steps.iter().filter(|step| !matches!(step, crate::scenario::Step::Wait { .. })).count()
}

/// The most polls: from 30 seconds, widening to ten minutes.
fn polls_of(aim: &crate::scenario::Aim) -> u64 {
    let polls = |step: &crate::scenario::Step| match step {
        crate::scenario::Step::Wait { hours, .. } => 6 * (*hours).max(6) + 12,
        // An edit is read before and after.
        crate::scenario::Step::EditBgp { .. } | crate::scenario::Step::Advertise { .. } => 2,
        _ => 0,
    };
    aim.steps.iter().map(polls).sum()
}

/// True where another writer has changed something.
fn has_foreign(outcome: &Outcome) -> bool {
    outcome.api.history.iter().any(|event| event.by == By::Other)
}

/// True where nothing tells how much time passed between two processes: no `Date` headers, and a wall clock that jumped.
fn is_timeless(scenario: &Scenario, outcome: &Outcome) -> bool {
    let jumps = scenario.troubles.iter().any(|trouble| matches!(trouble, Trouble::Jump { .. }));
    jumps && !scenario.api.behaviour.dates && outcome.processes > 0
}

fn is_ordered(scenario: &Scenario) -> bool {
    scenario.troubles.iter().any(|trouble| matches!(trouble, Trouble::Order { .. }))
}
