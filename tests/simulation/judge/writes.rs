//! The writes of a prefix: in the order of the plan, each behind a fresh list that shows what the plan expects, and deletes of
//! nothing else than what the plan names or the run has made.

use super::{events, has_foreign, is_taken};
use crate::block::Block;
use crate::faults::{Fault, MINUTE};
use crate::model::{BgpPrefix, Binding, By, Call, Change, id_text};
use crate::scenario::{Scenario, Step, Trouble};
use crate::world::{Outcome, Sent};
use std::collections::BTreeMap;

/// The longest time from the list to the write that follows from it.
const FRESH: u64 = 2 * MINUTE;

/// Bindings by block, and how many there are of each.
type Bound = BTreeMap<(Block, Option<u8>), u32>;

/// The bindings of a prefix while its history is replayed.
struct Replay<'a> {
    outcome: &'a Outcome,
    events: Vec<usize>,
    next: usize,
    bound: Bound,
    /// Maker, block and service of each binding that was ever there.
    known: BTreeMap<u64, (By, Block, Option<u8>)>,
}

fn change(bound: &mut Bound, block: Block, service: Option<u8>, by: i64) {
    let count = bound.entry((block, service)).or_default();
    *count = u32::try_from(i64::from(*count) + by).unwrap();
    if *count == 0 {
        bound.remove(&(block, service));
    }
}

impl<'a> Replay<'a> {
    fn new(outcome: &'a Outcome, start: &[Binding], at: usize) -> Self {
        let mut bound = Bound::new();
        for one in start {
            change(&mut bound, one.block, one.service, 1);
        }
        let known = start.iter().map(|one| (one.id, (one.by, one.block, one.service))).collect();
        let events = events(outcome, at).map(|(index, _)| index).collect();
        Self { outcome, events, next: 0, bound, known }
    }

    /// Goes on to a length of the history.
    fn advance(&mut self, to: usize) {
        while let Some(&index) = self.events.get(self.next).filter(|index| **index < to) {
            self.next += 1;
            let event = &self.outcome.api.history[index];
            match event.change {
                Change::Created { id, block, service } => {
                    let by = if is_taken(self.outcome, id) { By::Run(0) } else { event.by };
                    self.known.insert(id, (by, block, service));
                    change(&mut self.bound, block, service, 1);
                }
                Change::Deleted { block, service, .. } => change(&mut self.bound, block, service, -1),
                _ => {}
            }
        }
    }
}

/// Whether a request is what a step asks for.
fn is_for(
    step: &Step,
    call: &Call,
    known: &BTreeMap<u64, (By, Block, Option<u8>)>,
    bgp: &[BgpPrefix],
    is_disturbed: bool,
) -> bool {
    // One that another writer's changes took away between start and end has an id that is not known here.
    let is_block = |id: u64, block: Block| {
        bgp.iter().find(|one| one.id == id).map_or(is_disturbed, |one| one.block == block)
    };
    match (step, call) {
        (Step::Create { block, service }, Call::Create { block: asked, service: to }) => {
            Some(*block) == *asked && Some(*service) == *to
        }
        (Step::Delete { block, service }, Call::Delete(id)) => {
            known.get(id).is_some_and(|one| one.1 == *block && one.2 == Some(*service) && one.0 != By::Other)
        }
        (Step::CreateBgp(block), Call::CreateBgp(asked)) => Some(*block) == *asked,
        (
            Step::EditBgp { block, prepend, follow },
            Call::EditBgp { id, advertised: None, prepend: to, follow: also },
        ) => is_block(*id, *block) && prepend == to && follow == also,
        (
            Step::Advertise { block, advertised },
            Call::EditBgp { id, advertised: asked, prepend: None, follow: None },
        ) => is_block(*id, *block) && Some(*advertised) == *asked,
        (Step::Delegate { block, account }, Call::Delegate { block: asked, account: to }) => {
            Some(*block) == *asked && account == to
        }
        _ => false,
    }
}

pub(super) fn follow_the_plan(scenario: &Scenario, outcome: &Outcome, at: usize) -> Result<(), String> {
    let steps = &scenario.aims[at].steps;
    let start = &scenario.api.prefixes[at].bindings;
    // One goes with its binding, which another writer may delete.
    let bgp = [&*scenario.api.prefixes[at].bgp, &*outcome.api.prefixes[at].bgp].concat();
    let is_disturbed = has_foreign(outcome);
    let mut replay = Replay::new(outcome, start, at);
    let mut expected = replay.bound.clone();
    let mut position = 0;
    let mut list: Option<&Sent> = None;
    let mut is_whole = true;
    let mut journal = 0;
    // What another writer does and a stale list hides cannot be seen.
    let is_visible = scenario.api.behaviour.lag == 0;
    for sent in outcome.sent.iter().filter(|sent| sent.prefix == at) {
        if sent.call == Call::ListBindings && sent.is_true {
            list = Some(sent);
        }
        if sent.call == Call::ListBindings {
            // A list that lacks bindings without saying so hides them.
            is_whole = !lacks_bindings(scenario, sent.number);
        }
        journal = journal.max(sent.journal);
        if !sent.call.is_write() {
            continue;
        }
        let is_binding = matches!(sent.call, Call::Create { .. } | Call::Delete(_));
        if let Some(list) = list.filter(|_| is_binding) {
            replay.advance(list.history);
        }
        if is_own_duplicate(&replay, sent) {
            list = None;
            continue;
        }
        let is_it = |step: &Step| is_for(step, &sent.call, &replay.known, &bgp, is_disturbed);
        // A request of a process that has ended may arrive behind requests of the next one, and follows from none of them.
        let is_stray = journal > sent.journal;
        let Some(offset) = steps[position..].iter().position(is_it) else {
            if is_stray && steps.iter().any(is_it) {
                continue;
            }
            return Err(format!("request {} is in no step from {position} on: {:?}", sent.number, sent.call));
        };
        carried_out(&mut expected, &steps[position..position + offset]);
        position += offset;
        if is_binding && !is_stray {
            let fresh = list.filter(|list| list.at + FRESH >= sent.at);
            if fresh.is_none() {
                return Err(format!(
                    "request {} was sent without a fresh list: {:?}",
                    sent.number, sent.call
                ));
            }
            if is_visible && is_whole && replay.bound != expected {
                return Err(format!(
                    "request {} was sent although the list was not what the plan expects: {:?}",
                    sent.number, sent.call
                ));
            }
            // A stray of a process that has ended changes what the next list shows, and that one is judged.
            list = None;
        }
    }
    debug_assert!(has_foreign(outcome) || position <= steps.len());
    Ok(())
}

/// What is bound once these steps are carried out.
fn carried_out(bound: &mut Bound, steps: &[Step]) {
    for step in steps {
        match *step {
            Step::Create { block, service } => change(bound, block, Some(service), 1),
            Step::Delete { block, service } => change(bound, block, Some(service), -1),
            _ => {}
        }
    }
}

fn lacks_bindings(scenario: &Scenario, number: usize) -> bool {
    let is_it = |trouble: &Trouble| {
        let lacks = |fault: Fault| matches!(fault, Fault::Part { says_so: false } | Fault::EmptyList);
        matches!(*trouble, Trouble::Fault { request, fault } if request == number && lacks(fault))
    };
    scenario.troubles.iter().any(is_it)
}

/// A delete of a binding that the run has made twice, and of which the journal says so.
fn is_own_duplicate(replay: &Replay<'_>, sent: &Sent) -> bool {
    let Call::Delete(id) = sent.call else { return false };
    let (journal, text) = (String::from_utf8_lossy(&replay.outcome.journal), id_text(id));
    if !journal.lines().any(|line| line.contains("\"op\":\"delete-duplicate\"") && line.contains(&text)) {
        return false;
    }
    replay.known.get(&id).is_some_and(|(by, block, service)| {
        matches!(by, By::Run(_)) && replay.bound.get(&(*block, *service)).is_some_and(|count| *count > 1)
    })
}
