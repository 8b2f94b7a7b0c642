//! Carries plans out: a machine over a journal.
//!
//! A [`Run`] is a machine without I/O, clock and randomness. It takes answers of the API, times and commands, and returns
//! [`Turn`]s: lines of the journal, to be stored durably first, and then one action. One run holds many prefixes, each with
//! its own plan and state, under one journal and one budget of requests. Whatever ends a process, the journal alone is
//! enough to go on: [`Run::resume`] reads it, finds out what became of the write that was open, and continues.
//!
//! The laws:
//!
//! 1. An intent is durable before a write is sent, its outcome before the next one.
//! 2. Before every write, and at the end of every wait, a fresh list shows what the plan expects at this point. The
//!    prefix stops with the difference otherwise.
//! 3. Only an id that the plan names, or that the run itself created, is deleted.
//! 4. Writes of a prefix are serial and in the order of its plan. A create that failed stops before the delete that it
//!    protects.
//! 5. A create whose outcome is open is sent again at most once, and only after reads over several minutes that do not
//!    show it.

mod bindings;
mod budget;
mod command;
mod document;
mod error;
mod journal;
mod prefix_bgp;
mod prefix_call;
mod prefix_check;
mod prefix_difference;
mod prefix_pause;
mod prefix_run;
mod prefix_write;
mod record;
mod replay;
mod run;
mod schedule;
mod status;
mod time;
mod trouble;
mod validate;

pub use command::RunCommand;
pub use document::{PrefixPlan, RunOptions, RunPlan, RunStep, StartBinding};
pub use error::ApplyError;
pub use prefix_run::AnswerHeaders;
pub use run::{Owner, Run, RunAction, RunInfo, RunState, Turn};
pub use status::{BlockStatus, PrefixStatus, RunStatus};
pub use time::Moment;
pub use trouble::BLOCK_CODES;
