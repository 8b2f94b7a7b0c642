//! The calls that compare two snapshots: drift, and the restore of the first one.

use super::de::from_json;
use crate::apply::RunOptions;
use crate::cidr::Cidr;
use crate::drift::{Drift, drift};
use crate::envelope::{Snapshot, read_snapshot};
use crate::error::{Error, ErrorKind};
use crate::id::fold_case;
use crate::json::ReadLimits;
use crate::plan::render::RenderedLine;
use crate::plan::safety::PlanLimits;
use crate::plan::{Gate, PlanOptions, Policy, Profile};
use crate::restore::{Restore, RestoreOptions, restore};
use serde::{Deserialize, Serialize};

/// A call about two snapshots: text, or an object with one field, whose name is that of the call.
#[derive(Debug, Clone, Deserialize)]
#[serde(rename_all = "camelCase", expecting = "an object")]
pub enum SnapshotCall {
    /// What changed, as data and as lines.
    Drift,
    /// How to restore, as data and as lines.
    Restore(RestoreTask),
    /// How to restore, as a script.
    RestoreScript(RestoreTask),
}

/// An answer: what is compared or planned once is there in both forms.
#[derive(Serialize)]
struct Report<T> {
    data: T,
    lines: Vec<RenderedLine>,
}

/// The options of a restore; see [`RestoreOptions`].
#[derive(Debug, Clone, Default, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "camelCase", default, deny_unknown_fields, expecting = "an object")]
pub struct RestoreTask {
    /// These prefixes only.
    pub prefixes: Option<Vec<String>>,
    /// Delete the bindings that the snapshot does not have.
    pub remove_additions: Option<bool>,
    /// Hours until every edge has the earlier writes.
    pub settles_in: Option<u32>,
    /// The preference between plans.
    pub policy: Option<Policy>,
    /// What a plan assumes about the API.
    pub profile: Option<Profile>,
    /// What a wait after new bindings waits for.
    pub gate: Option<Gate>,
    /// Services that can be bound to the whole prefix only.
    pub default_only: Option<Vec<String>>,
    /// Limits above which the plan of a prefix is refused.
    pub limits: Option<PlanLimits>,
    /// Lift every refusal that a limit lifts.
    pub force: Option<bool>,
    /// How to run.
    pub run: Option<RunOptions>,
}

impl SnapshotCall {
    /// Reads a call from JSON text. O(bytes).
    ///
    /// # Errors
    ///
    /// `call-malformed`.
    pub fn from_json(json: &[u8]) -> Result<Self, Error> {
        from_json(json)
    }

    /// Answers the call: JSON text, and for a script the script itself. `before` is the snapshot, and `now` the present
    /// state, both as JSON.
    ///
    /// # Errors
    ///
    /// Those of [`read_snapshot`], with a pointer to `/before` or `/now`, and of the function that it calls;
    /// `call-malformed` for drift without the present state.
    pub fn answer(&self, before: &[u8], now: Option<&[u8]>) -> Result<String, Error> {
        let read =
            |bytes, name| read_snapshot(bytes, ReadLimits::default()).map_err(|e: Error| e.within(name));
        let before = read(before, "before")?;
        let now = now.map(|now| read(now, "now")).transpose()?;
        match self {
            Self::Drift => {
                let data = compare(&before, now.as_ref())?;
                to_json(&Report { lines: data.lines(), data })
            }
            Self::Restore(task) => {
                let data = task.restore(&before, now.as_ref())?;
                to_json(&Report { lines: data.lines(), data })
            }
            Self::RestoreScript(task) => Ok(task.restore(&before, now.as_ref())?.script()),
        }
    }
}

impl RestoreTask {
    fn restore(&self, before: &Snapshot, now: Option<&Snapshot>) -> Result<Restore, Error> {
        restore(before, now, &self.options()?)
    }

    fn options(&self) -> Result<RestoreOptions, Error> {
        let parse = |(index, text): (usize, &String)| {
            Cidr::parse(text).map_err(|error| error.within(&index.to_string()).within("prefixes"))
        };
        let prefixes = self.prefixes.as_ref().map(|list| list.iter().enumerate().map(parse).collect());
        let default = RestoreOptions::default();
        let default_only = self.default_only.as_ref();
        Ok(RestoreOptions {
            prefixes: prefixes.transpose()?,
            remove_additions: self.remove_additions == Some(true),
            settles_in: self.settles_in,
            plan: PlanOptions {
                policy: self.policy.unwrap_or_default(),
                profile: self.profile.unwrap_or_default(),
                gate: self.gate.unwrap_or_default(),
                default_only: default_only
                    .map(|ids| ids.iter().map(|id| fold_case(id).into_owned()).collect()),
            },
            limits: self.limits.clone().unwrap_or(default.limits),
            force: self.force == Some(true),
            run: self.run.clone().unwrap_or(default.run),
        })
    }
}

fn compare(before: &Snapshot, now: Option<&Snapshot>) -> Result<Drift, Error> {
    match now {
        Some(now) => drift(before, now),
        None => Err(malformed("drift compares with the present state, which is missing")),
    }
}

fn malformed(detail: &str) -> Error {
    Error::new(ErrorKind::CallMalformed { detail: detail.to_owned() }, 0..0)
}

/// An answer as JSON text. Every answer can be written; the error exists for the type.
fn to_json<T: Serialize>(answer: &T) -> Result<String, Error> {
    serde_json::to_string(answer).map_err(|_| malformed("its answer cannot be written"))
}
