//! Runs of plans: JSON text in, records and actions as JSON text out.

use super::calls::{malformed, to_json_text};
use crate::apply::{
    AnswerHeaders, ApplyError, Moment, Owner, Run, RunAction, RunCommand, RunInfo, RunPlan, RunState, Turn,
};
use crate::error::Error;
use crate::write::Answer;
use serde::{Deserialize, Serialize};
use wasm_bindgen::JsValue;
use wasm_bindgen::prelude::wasm_bindgen;

/// A run, and records that are to be stored before anything else. Times are in milliseconds: `wall` since 1970, `tick` by a
/// clock that never jumps. `random` is from 0 to 1.
#[wasm_bindgen(js_name = Run)]
#[derive(Debug)]
pub struct JsRun {
    run: Run,
    records: String,
}

/// A turn. Without `send`, `sleep` and `finished` there is nothing to do until an answer comes.
#[derive(Serialize)]
struct TurnJson<'a> {
    records: &'a str,
    #[serde(skip_serializing_if = "Option::is_none")]
    send: Option<SendJson<'a>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    sleep: Option<u64>,
    #[serde(skip_serializing_if = "Option::is_none")]
    finished: Option<RunState>,
}

#[derive(Serialize)]
struct SendJson<'a> {
    ticket: u32,
    prefix: usize,
    operation: &'static str,
    method: &'static str,
    path: &'a str,
    body: Option<&'a str>,
}

#[wasm_bindgen(js_class = Run)]
impl JsRun {
    /// Starts a run of a plan.
    ///
    /// # Errors
    ///
    /// `call-malformed`, and those of [`Run::start`].
    pub fn start(plan: &str, info: &str, owner: &str, wall: f64, tick: f64) -> Result<Self, JsValue> {
        let plan = RunPlan::from_json(plan)?;
        let info: RunInfo = parsed(info)?;
        let owner: Owner = parsed(owner)?;
        let (run, records) = Run::start(plan, info, &owner, moment(wall, tick))?;
        Ok(Self { run, records })
    }

    /// Goes on with the run of a journal.
    ///
    /// # Errors
    ///
    /// `call-malformed`, and those of [`Run::resume`].
    pub fn resume(
        journal: &[u8],
        owner: &str,
        take_over: bool,
        wall: f64,
        tick: f64,
    ) -> Result<Self, JsValue> {
        let owner: Owner = parsed(owner)?;
        let (run, records) = Run::resume(journal, &owner, take_over, moment(wall, tick))?;
        Ok(Self { run, records })
    }

    /// Reads a journal without going on.
    ///
    /// # Errors
    ///
    /// Those of [`Run::read`].
    pub fn read(journal: &[u8], wall: f64, tick: f64) -> Result<Self, JsValue> {
        let run = Run::read(journal, moment(wall, tick))?;
        Ok(Self { run, records: String::new() })
    }

    /// Bytes of a journal up to the end of its last whole line.
    #[wasm_bindgen(js_name = wholeLines)]
    #[must_use]
    pub fn whole_lines(journal: &[u8]) -> usize {
        Run::whole_lines(journal)
    }

    /// Stops each prefix after so many of its steps in this process.
    #[wasm_bindgen(js_name = stopAfter)]
    pub fn stop_after(&mut self, step: Option<u32>) {
        self.run.stop_after(step);
    }

    /// The records of the last call that has no other result, to be stored.
    #[wasm_bindgen(js_name = takeRecords)]
    pub fn take_records(&mut self) -> String {
        std::mem::take(&mut self.records)
    }

    /// The next thing to do: `{ records, send? | sleep? | finished? }`.
    ///
    /// # Errors
    ///
    /// None that occurs: every turn can be written.
    pub fn next(&mut self, wall: f64, tick: f64, random: f64) -> Result<String, JsValue> {
        turn_json(self.run.next(moment(wall, tick), random))
    }

    /// Leaves the run to a later process: `{ records, sleep }`, or nothing where this one has to go on.
    ///
    /// # Errors
    ///
    /// None that occurs: every turn can be written.
    pub fn leave(&mut self, wall: f64, tick: f64) -> Result<Option<String>, JsValue> {
        self.run.leave(moment(wall, tick)).map(turn_json).transpose()
    }

    /// An answer has come. `retry_after` is in milliseconds, `date` since 1970, each negative for none, and `ray` empty for none; `should_retry` is
    /// 1, 0, or anything else for no hint. Returns records.
    #[expect(clippy::too_many_arguments, reason = "an object would cross the boundary field by field")]
    pub fn answer(
        &mut self,
        ticket: u32,
        status: u16,
        bytes: &[u8],
        retry_after: f64,
        should_retry: i8,
        date: f64,
        ray: &str,
        wall: f64,
        tick: f64,
        random: f64,
    ) -> String {
        let retry_after = (retry_after >= 0.0).then_some(retry_after);
        let should_retry = matches!(should_retry, 0 | 1).then_some(should_retry == 1);
        let answer = Answer { status, bytes, retry_after, should_retry };
        let headers =
            AnswerHeaders { date: (date >= 0.0).then(|| whole(date)), ray: (!ray.is_empty()).then_some(ray) };
        self.run.answer(ticket, &answer, headers, moment(wall, tick), random)
    }

    /// No answer has come. `sent`: the request may have arrived. Returns records.
    pub fn failed(&mut self, ticket: u32, sent: bool, wall: f64, tick: f64, random: f64) -> String {
        self.run.failed(ticket, sent, moment(wall, tick), random)
    }

    /// Takes a command. Returns records.
    ///
    /// # Errors
    ///
    /// `call-malformed`, and those of [`Run::command`].
    pub fn command(&mut self, command: &str, wall: f64, tick: f64) -> Result<String, JsValue> {
        let command: RunCommand = parsed(command)?;
        Ok(self.run.command(&command, moment(wall, tick))?)
    }

    /// Where the run stands.
    ///
    /// # Errors
    ///
    /// None that occurs: every status can be written.
    pub fn status(&self, wall: f64, tick: f64) -> Result<String, JsValue> {
        Ok(to_json_text(&self.run.status(moment(wall, tick)))?)
    }
}

fn turn_json(Turn { records, action }: Turn) -> Result<String, JsValue> {
    let mut turn = TurnJson { records: &records, send: None, sleep: None, finished: None };
    match &action {
        RunAction::Send { ticket, prefix, operation, request } => {
            turn.send = Some(SendJson {
                ticket: *ticket,
                prefix: *prefix,
                operation: operation.name(),
                method: request.method,
                path: &request.path,
                body: request.body.as_deref(),
            });
        }
        RunAction::Sleep(time) => turn.sleep = *time,
        RunAction::Finished(state) => turn.finished = Some(*state),
    }
    Ok(to_json_text(&turn)?)
}

fn parsed<'de, T: Deserialize<'de>>(json: &'de str) -> Result<T, Error> {
    serde_json::from_str(json).map_err(|error| malformed(error.to_string()))
}

fn moment(wall: f64, tick: f64) -> Moment {
    Moment { wall: whole(wall), tick: whole(tick) }
}

#[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "a time in milliseconds")]
fn whole(milliseconds: f64) -> u64 {
    milliseconds.max(0.0) as u64
}

impl From<ApplyError> for JsValue {
    fn from(error: ApplyError) -> Self {
        Self::from_str(&error.to_json())
    }
}
