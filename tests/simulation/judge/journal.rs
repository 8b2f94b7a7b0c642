//! The journal: every write that was sent has its intent in it, and what it says of outcomes is true.

use crate::block::Block;
use crate::faults::{Echo, Fault};
use crate::model::{By, Call, Change, id_of};
use crate::scenario::Scenario;
use crate::world::{Outcome, Sent};
use serde_json::Value;
use std::collections::{BTreeMap, BTreeSet};

/// A record.
#[derive(Debug)]
pub(super) struct Line {
    /// Bytes of the journal up to its end.
    end: usize,
    kind: String,
    prefix: Option<Block>,
    step: u64,
    op: String,
    block: Option<Block>,
    id: Option<u64>,
    result: String,
}

/// Reads the records behind the header.
pub(super) fn read(journal: &[u8]) -> Result<Vec<Line>, String> {
    let text = str::from_utf8(journal).map_err(|_| "the journal is not UTF-8")?;
    let mut end = 0;
    let mut lines = Vec::new();
    for (at, line) in text.split_inclusive('\n').enumerate() {
        end += line.len();
        if at == 0 {
            continue;
        }
        let value: Value = serde_json::from_str(line).map_err(|_| format!("line {} is not JSON", at + 1))?;
        if value["n"].as_u64() != Some(at as u64) {
            return Err(format!("line {} has the number {}", at + 1, value["n"]));
        }
        let text = |name: &str| value[name].as_str().unwrap_or_default().to_owned();
        lines.push(Line {
            end,
            kind: text("kind"),
            prefix: Block::parse(&text("prefix")),
            step: value["step"].as_u64().unwrap_or(0),
            op: text("op"),
            block: Block::parse(&text("cidr")),
            id: id_of(&text("id")),
            result: text("result"),
        });
    }
    Ok(lines)
}

fn op_of(call: &Call) -> (&'static [&'static str], Option<Block>, Option<u64>) {
    match call {
        Call::Create { block, .. } => (&["create"], *block, None),
        Call::Delete(id) => (&["delete", "delete-duplicate"], None, Some(*id)),
        Call::CreateBgp(block) => (&["create-bgp-prefix"], *block, None),
        Call::EditBgp { id, advertised: Some(_), .. } => (&["advertise"], None, Some(*id)),
        Call::EditBgp { id, .. } => (&["edit-bgp-prefix"], None, Some(*id)),
        Call::Delegate { block, .. } => (&["delegate"], *block, None),
        _ => (&[], None, None),
    }
}

pub(super) fn tells_the_truth(
    scenario: &Scenario,
    outcome: &Outcome,
    journal: &[Line],
) -> Result<(), String> {
    let changes = outcome.api.history.iter();
    let applied: BTreeSet<usize> = changes
        .clone()
        .filter_map(|event| if let By::Run(number) = event.by { Some(number) } else { None })
        .collect();
    let created: BTreeSet<u64> = changes
        .filter_map(|event| if let Change::Created { id, .. } = event.change { Some(id) } else { None })
        .collect();
    for (at, prefix) in scenario.api.prefixes.iter().enumerate() {
        let lines: Vec<_> = journal.iter().filter(|line| line.prefix == Some(prefix.block)).collect();
        let writes: Vec<_> =
            outcome.sent.iter().filter(|sent| sent.prefix == at && sent.call.is_write()).collect();
        let truth = Truth { scenario, lines, writes, applied: &applied, created: &created };
        truth.writes_have_intents()?;
        truth.outcomes_are_true()?;
    }
    Ok(())
}

/// The records and writes of a prefix, and which requests changed something.
struct Truth<'a> {
    scenario: &'a Scenario,
    lines: Vec<&'a Line>,
    writes: Vec<&'a Sent>,
    applied: &'a BTreeSet<usize>,
    created: &'a BTreeSet<u64>,
}

impl Truth<'_> {
    /// A write is sent under the last record of its prefix that opens or closes a step.
    fn writes_have_intents(&self) -> Result<(), String> {
        for sent in &self.writes {
            let (ops, block, id) = op_of(&sent.call);
            let before = self.lines.partition_point(|line| line.end <= sent.journal);
            let is_step = |line: &&&Line| matches!(line.kind.as_str(), "intent" | "outcome");
            let last = self.lines[..before].iter().rev().find(is_step);
            let Some(intent) = last.filter(|line| line.kind == "intent") else {
                return Err(format!("request {} was sent without an intent: {:?}", sent.number, sent.call));
            };
            let fits = ops.contains(&&*intent.op)
                && (block.is_none() || intent.block == block)
                && (id.is_none() || intent.id == id);
            if !fits {
                return Err(format!("request {} has another intent: {:?}", sent.number, sent.call));
            }
        }
        Ok(())
    }

    fn outcomes_are_true(&self) -> Result<(), String> {
        let mut intents: BTreeMap<u64, &Line> = BTreeMap::new();
        for line in &self.lines {
            match line.kind.as_str() {
                "intent" => {
                    intents.insert(line.step, line);
                }
                "outcome" => match intents.get(&line.step) {
                    Some(intent) => self.outcome_is_true(intent, line)?,
                    // A step for which nothing had to be sent has no intent.
                    None if line.result == "present" => {}
                    None => return Err(format!("an outcome without an intent: {line:?}")),
                },
                _ => {}
            }
        }
        Ok(())
    }

    fn outcome_is_true(&self, intent: &Line, line: &Line) -> Result<(), String> {
        let sends = self.writes.iter().filter(|sent| (intent.end..line.end).contains(&sent.journal));
        let (sent, changed) = sends.fold((0, 0), |(sent, changed), one| {
            (sent + 1, changed + usize::from(self.applied.contains(&one.number)))
        });
        let is_late = || self.scenario.faults().any(|fault| matches!(fault, Fault::Late { .. }));
        // Where an answer names another id, the journal has what the API said.
        let is_misled = || self.scenario.faults().any(|fault| fault == Fault::WrongEcho(Echo::Id));
        let is_created = line.id.is_some_and(|id| self.created.contains(&id));
        match line.result.as_str() {
            "not-applied" if changed > 0 && !is_late() => {
                Err(format!("said not to be applied, and is: {line:?}"))
            }
            "done" | "found" if intent.op == "create" && !is_created && !is_misled() => {
                Err(format!("it says that it created what does not exist: {line:?}"))
            }
            "done" if sent == 0 => Err(format!("done without a request: {line:?}")),
            _ => Ok(()),
        }
    }
}
