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
mod tests {
    use super::{Cidr, IntentOp, Journal, OutcomeResult, Record, Replayed, replay};
    use crate::apply::journal::JournalWriter;
    use crate::apply::record::{FORMAT, Header};
    use crate::apply::{Moment, PrefixPlan, RunOptions, RunPlan, RunStep, StartBinding};
    use crate::plan::{Purpose, Until};

    fn prefix() -> Cidr {
        "192.0.2.0/24".parse().unwrap()
    }

    /// Creates, waits, advertises, deletes.
    fn replayed(records: Vec<Record>) -> Result<Replayed, (String, Option<usize>)> {
        let (cidr, service_id) = ("192.0.2.1/32".parse().unwrap(), "cdn".to_owned());
        let steps = vec![
            RunStep::Create { cidr, service_id: service_id.clone(), purpose: Purpose::Desired },
            RunStep::Wait { until: Until::Active, hours: 1, active: vec![cidr], gone: vec![] },
            RunStep::Advertise { cidr: prefix(), advertised: true },
            RunStep::Delete { cidr, service_id, binding_id: None, purpose: Purpose::Desired },
        ];
        let start = StartBinding { id: "b0".into(), cidr: prefix(), service_id: Some("cdn".into()) };
        let (prefix_id, fingerprint) = ("p".to_owned(), String::new());
        let prefixes = vec![PrefixPlan { prefix_id, cidr: prefix(), start: vec![start], steps, fingerprint }];
        let plan = RunPlan { account_id: "a".into(), options: RunOptions::default(), prefixes };
        let (text, at) = (String::new, crate::apply::time::format(0));
        let header = Header { byoip_journal: FORMAT, run: text(), tool: text(), api: text(), at, plan };
        let mut writer = JournalWriter::create(&header);
        for record in records {
            writer.push(record, 0);
        }
        let journal = Journal::read(writer.take().as_bytes()).unwrap();
        replay(&journal, Moment { wall: 0, tick: 0 }).map_err(|error| (error.message, error.line))
    }

    fn intent(step: usize, op: IntentOp) -> Record {
        let cidr = "192.0.2.1/32".parse().unwrap();
        Record::Intent { prefix: prefix(), step, op, cidr, to: None, id: None, known: Vec::new() }
    }

    fn outcome(step: usize, result: OutcomeResult, id: Option<&str>) -> Record {
        let id = id.map(str::to_owned);
        let none = || None;
        Record::Outcome {
            prefix: prefix(),
            step,
            result,
            id,
            duplicate: None,
            date: none(),
            ray: none(),
            said: none(),
        }
    }

    fn created() -> Vec<Record> {
        vec![intent(1, IntentOp::Create), outcome(1, OutcomeResult::Done, Some("b1"))]
    }

    #[test]
    fn a_record_that_does_not_follow_from_those_before_is_damage_with_its_line() {
        let waited = |step| Record::Waited { prefix: prefix(), step };
        let all = [
            created(),
            vec![waited(2), intent(3, IntentOp::Advertise), outcome(3, OutcomeResult::Present, None)],
            vec![intent(4, IntentOp::Delete), outcome(4, OutcomeResult::Found, Some("b1"))],
        ]
        .concat();
        assert_eq!(replayed(all.clone()).unwrap().prefixes[0].step, 4);
        let other = "198.51.100.0/24".parse().unwrap();
        for (records, line) in [
            // The step is not the current one.
            (vec![intent(2, IntentOp::Create)], 2),
            (vec![waited(2)], 2),
            ([created(), vec![intent(1, IntentOp::Create)]].concat(), 4),
            ([created(), vec![outcome(3, OutcomeResult::Present, None)]].concat(), 4),
            // A create and a delete have an id, a wait has no outcome, and nothing follows the last step.
            (vec![intent(1, IntentOp::Create), outcome(1, OutcomeResult::Done, None)], 3),
            ([created(), vec![outcome(2, OutcomeResult::Done, Some("b1"))]].concat(), 4),
            ([&all[..6], &[outcome(4, OutcomeResult::Done, None)]].concat(), 8),
            ([&all[..], &[outcome(5, OutcomeResult::Done, None)]].concat(), 9),
            (vec![Record::Waited { prefix: other, step: 1 }], 2),
            (vec![Record::Lease { owner: String::new(), host: String::new(), until: "soon".into() }], 2),
        ] {
            let error = replayed(records).expect_err("it is damaged");
            assert_eq!(error.1, Some(line), "{}", error.0);
        }
    }

    #[test]
    fn only_an_unknown_outcome_leaves_a_create_or_a_delete_open() {
        let unknown = |step| outcome(step, OutcomeResult::Unknown, None);
        let state = |records| {
            let run = replayed(records).unwrap().prefixes.remove(0);
            (run.open_creates, run.open_delete)
        };
        let create = || intent(1, IntentOp::Create);
        let refused = |step| outcome(step, OutcomeResult::NotApplied, None);
        assert_eq!(state(vec![create(), unknown(1)]), (1, false));
        assert_eq!(state(vec![create(), unknown(1), create(), unknown(1)]), (2, false));
        assert_eq!(state(vec![create(), unknown(1), create(), refused(1)]), (1, false));
        assert_eq!(state(vec![create(), refused(1)]), (0, false));
        assert_eq!(state(created()), (0, false));
        let delete = || intent(4, IntentOp::Delete);
        let waited = Record::Waited { prefix: prefix(), step: 2 };
        let until = [created(), vec![waited, outcome(3, OutcomeResult::Present, None), delete()]].concat();
        let then = |more: &[Record]| state([&until, more].concat());
        assert_eq!(then(&[unknown(4)]), (0, true));
        assert_eq!(then(&[unknown(4), delete(), refused(4)]), (0, true));
        assert_eq!(then(&[refused(4)]), (0, false));
    }

    #[test]
    fn a_create_that_may_have_been_carried_out_twice_is_remembered() {
        let suspects = |records| replayed(records).unwrap().prefixes.remove(0).suspects.len();
        assert_eq!(suspects(created()), 0);
        let unknown = outcome(1, OutcomeResult::Unknown, None);
        assert_eq!(suspects([vec![intent(1, IntentOp::Create), unknown], created()].concat()), 1);
        let mut named = created();
        if let Some(Record::Outcome { duplicate, .. }) = named.last_mut() {
            *duplicate = Some("b2".into());
        }
        assert_eq!(suspects(named), 1);
    }
}
