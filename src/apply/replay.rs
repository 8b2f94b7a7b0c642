//! From the records of a journal to the state that they leave.

use super::document::{PrefixPlan, RunStep};
use super::error::ApplyError;
use super::journal::Journal;
use super::prefix_call::{Stage, Write};
use super::prefix_run::{PrefixRun, WaitState};
use super::record::{IntentOp, Line, OutcomeResult, RENEW, Record};
use super::time::{self, Moment, Stamp};
use super::trouble::{BLOCK_CODES, Block};
use crate::cidr::Cidr;
use std::collections::BTreeMap;

/// The last lease.
#[derive(Debug, Clone, Default)]
pub(super) struct Lease {
    pub(super) owner: String,
    pub(super) host: String,
    /// When this owner began, and until when it keeps others out; milliseconds since 1970.
    pub(super) since: u64,
    pub(super) until: u64,
}

/// What the records leave.
#[derive(Debug)]
pub(super) struct Replayed {
    pub(super) prefixes: Vec<PrefixRun>,
    pub(super) lease: Lease,
    pub(super) answers: BTreeMap<String, String>,
    pub(super) paused: bool,
    pub(super) abandoned: bool,
    pub(super) finished: bool,
    /// The last record of each kind that people care about, and its time.
    pub(super) last: String,
}

/// Replays a journal. O(records).
///
/// # Errors
///
/// `journal-damaged` for a record that does not follow from those before.
pub(super) fn replay(journal: &Journal, now: Moment) -> Result<Replayed, ApplyError> {
    let plans = &journal.plan().prefixes;
    let mut state = Replayed {
        prefixes: plans.iter().map(|plan| PrefixRun::new(plan, now.tick)).collect(),
        lease: Lease::default(),
        answers: BTreeMap::new(),
        paused: false,
        abandoned: false,
        finished: false,
        last: format!("start at {}", journal.header.at),
    };
    let positions: BTreeMap<Cidr, usize> =
        plans.iter().enumerate().map(|(at, plan)| (plan.cidr, at)).collect();
    // Since when processes have looked without a break: each renews its lease, and polls about as often.
    let (mut since, mut last) = (0, 0);
    for (at, line) in journal.lines.iter().enumerate() {
        let number = at + 2;
        let wall =
            time::parse(&line.at).ok_or_else(|| ApplyError::damaged(number, "its time cannot be read"))?;
        if wall.saturating_sub(last) > 2 * RENEW {
            since = wall;
        }
        last = wall;
        state
            .apply(line, (wall, now), plans, &positions)
            .map_err(|what| ApplyError::damaged(number, what))?;
    }
    if now.wall.saturating_sub(last) <= 2 * RENEW {
        for run in &mut state.prefixes {
            run.watched = Some(Stamp::earlier(since, None, now));
        }
    }
    Ok(state)
}

const OUT_OF_ORDER: &str = "it names a step that is not the current one";

impl Replayed {
    fn apply(
        &mut self,
        line: &Line,
        (wall, now): (u64, Moment),
        plans: &[PrefixPlan],
        positions: &BTreeMap<Cidr, usize>,
    ) -> Result<(), &'static str> {
        match &line.record {
            Record::Lease { owner, host, until } => {
                let until = time::parse(until).ok_or("its time cannot be read")?;
                let is_renewal = self.lease.owner == *owner && self.lease.host == *host;
                let since = if is_renewal { self.lease.since } else { wall };
                self.lease = Lease { owner: owner.clone(), host: host.clone(), since, until };
                return Ok(());
            }
            Record::Intent { prefix, step, op, cidr, to, id, known } => {
                let (run, _) = find(&mut self.prefixes, plans, positions, prefix)?;
                run.is_at(*step)?;
                let (to, id, known) = (to.clone(), id.clone(), known.clone());
                run.open = Some(Write { op: *op, cidr: *cidr, to, id, known });
                self.last = format!("intent of step {step} of {prefix} at {}", line.at);
            }
            Record::Outcome { prefix, step, result, id, duplicate, date, .. } => {
                let (run, plan) = find(&mut self.prefixes, plans, positions, prefix)?;
                run.is_at(*step)?;
                let stamp = stamp(wall, date.as_deref(), now);
                run.replay_outcome(*result, id.as_deref(), duplicate.is_some(), stamp, plan)?;
                self.last = format!("outcome of step {step} of {prefix} at {}", line.at);
            }
            Record::Waiting { prefix, step, until, date } => {
                let (run, _) = find(&mut self.prefixes, plans, positions, prefix)?;
                run.is_at(*step)?;
                run.replay_waiting(stamp(wall, date.as_deref(), now));
                self.last = format!("wait of {prefix} until {until}");
            }
            Record::Waited { prefix, step } | Record::Skipped { prefix, step, .. } => {
                let (run, _) = find(&mut self.prefixes, plans, positions, prefix)?;
                run.is_at(*step)?;
                run.replay_next();
                self.last = format!("end of the wait of {prefix} at {}", line.at);
            }
            Record::Blocked { prefix, code, message, help, question, .. } => {
                let (run, _) = find(&mut self.prefixes, plans, positions, prefix)?;
                let code = BLOCK_CODES.iter().find(|own| *own == code).ok_or("it has an unknown code")?;
                self.last = format!("{prefix} blocked at {}: {message}", line.at);
                let (message, help, question) = (message.clone(), help.clone(), question.clone());
                run.replay_blocked(Block { code, message, help, question }, stamp(wall, None, now));
            }
            Record::Unblocked { prefix } => {
                let (run, _) = find(&mut self.prefixes, plans, positions, prefix)?;
                run.block = None;
            }
            Record::Renamed { prefix, was, id } => {
                find(&mut self.prefixes, plans, positions, prefix)?.0.expected.renamed(was, id);
            }
            Record::Answered { question, choice, .. } => {
                self.answers.insert(question.clone(), choice.clone());
            }
            Record::Paused => self.paused = true,
            Record::Resumed => self.paused = false,
            Record::Abandoned => self.abandoned = true,
            Record::Finished => self.finished = true,
        }
        Ok(())
    }
}

/// The time of a record, with the API's clock where the record has it.
fn stamp(wall: u64, date: Option<&str>, now: Moment) -> Stamp {
    Stamp::earlier(wall, date.and_then(time::parse), now)
}

fn find<'a, 'p>(
    prefixes: &'a mut [PrefixRun],
    plans: &'p [PrefixPlan],
    positions: &BTreeMap<Cidr, usize>,
    prefix: &Cidr,
) -> Result<(&'a mut PrefixRun, &'p PrefixPlan), &'static str> {
    let at = positions.get(prefix).copied();
    let found = at.and_then(|at| prefixes.get_mut(at).zip(plans.get(at)));
    found.ok_or("it names a prefix that the plan does not have")
}

impl PrefixRun {
    /// `step` counts from 1.
    fn is_at(&self, step: usize) -> Result<(), &'static str> {
        if step == self.step + 1 { Ok(()) } else { Err(OUT_OF_ORDER) }
    }

    fn replay_next(&mut self) {
        self.step += 1;
        (self.open_creates, self.open_delete, self.wait) = (0, false, WaitState::New);
    }

    fn replay_blocked(&mut self, block: Block, stamp: Stamp) {
        if block.is_stuck() {
            self.wait = WaitState::Stuck;
        }
        (self.block, self.blocked_since) = (Some(block), Some(stamp));
    }

    fn replay_waiting(&mut self, stamp: Stamp) {
        if self.wait != WaitState::New || self.last_write.is_none() {
            // The hours of a wait that is recorded twice have begun anew.
            self.last_write = Some(stamp);
        }
        self.wait = WaitState::Recorded;
    }

    fn replay_outcome(
        &mut self,
        result: OutcomeResult,
        id: Option<&str>,
        duplicated: bool,
        stamp: Stamp,
        plan: &PrefixPlan,
    ) -> Result<(), &'static str> {
        let write = self.open.take();
        if !result.is_done() {
            let is_create = write.as_ref().is_some_and(Write::is_create);
            let is_delete = write.as_ref().is_some_and(|write| write.op == IntentOp::Delete);
            self.open_creates += u32::from(is_create && result == OutcomeResult::Unknown);
            self.open_delete |= is_delete && result == OutcomeResult::Unknown;
            return Ok(());
        }
        let op = write.as_ref().map(|write| write.op);
        match (op, plan.steps.get(self.step), id) {
            (Some(IntentOp::DeleteDuplicate), _, Some(id)) => {
                self.unbound(id);
                self.last_write = Some(stamp);
                return Ok(());
            }
            (_, Some(RunStep::Create { cidr, service_id, .. }), Some(id)) => {
                if self.open_creates > 0 || duplicated {
                    self.suspects.push((*cidr, service_id.clone()));
                }
                self.expected.created(id, *cidr, service_id);
                self.last_write = Some(stamp);
            }
            (_, Some(RunStep::Delete { .. }), Some(id)) => {
                self.unbound(id);
                self.last_write = Some(stamp);
            }
            (Some(IntentOp::Advertise), _, _) => self.last_advertised = Some(stamp),
            (_, Some(RunStep::Create { .. } | RunStep::Delete { .. } | RunStep::Wait { .. }) | None, _) => {
                return Err(OUT_OF_ORDER);
            }
            _ => {}
        }
        self.replay_next();
        Ok(())
    }

    /// Ready to go on in this process.
    pub(super) fn wake(&mut self, tick: u64) {
        self.forget_failures();
        if !matches!(self.stage, Stage::Call(_)) {
            self.stage = Stage::Due(tick);
        }
    }
}

#[cfg(test)]
mod tests;
