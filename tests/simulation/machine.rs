//! The machine under test: all that the simulation takes from the crate, besides the planner.

pub(crate) use byoip::apply::{
    AnswerHeaders, ApplyError, Moment, Owner, PrefixPlan, Run, RunAction, RunCommand, RunInfo, RunOptions,
    RunPlan, RunState, RunStep, StartBinding,
};
pub(crate) use byoip::write::Answer;
