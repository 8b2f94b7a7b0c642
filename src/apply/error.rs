//! Why a run cannot start, go on, or take a command.

use serde::Serialize;
use std::fmt;

/// The cure of `run-plan-invalid`.
pub(super) const PLAN_HELP: &str = "make the plan with this package, and pass it unchanged";

/// An error of a run. Nothing was sent because of it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ApplyError {
    /// Stable code.
    pub code: &'static str,
    /// What is wrong.
    pub message: String,
    /// What to do.
    pub help: String,
    /// Line of the journal, from 1, where one is damaged.
    pub line: Option<usize>,
}

impl ApplyError {
    /// Every code. Append only.
    pub const CODES: [&str; 8] = [
        "run-plan-invalid",
        "journal-empty",
        "journal-foreign",
        "journal-newer",
        "journal-damaged",
        "journal-held",
        "run-command-unfit",
        "run-finished",
    ];

    pub(super) fn new(code: &'static str, message: String, help: &str) -> Self {
        debug_assert!(Self::CODES.contains(&code), "{code} is in the list of codes");
        Self { code, message, help: help.to_owned(), line: None }
    }

    pub(super) fn damaged(line: usize, what: &str) -> Self {
        let message = format!("line {line} of the journal is damaged: {what}");
        let help = "use an intact copy of the journal; without one, compare the account with the plan and start a new run";
        Self { line: Some(line), ..Self::new("journal-damaged", message, help) }
    }
}

impl ApplyError {
    /// The error as a JSON object with `code`, `message` and `help`.
    #[must_use]
    pub fn to_json(&self) -> String {
        #[derive(Serialize)]
        struct Problem<'a> {
            code: &'static str,
            message: &'a str,
            help: &'a str,
        }
        let Self { code, message, help, .. } = self;
        // These are texts, so writing them cannot fail.
        serde_json::to_string(&Problem { code, message, help }).unwrap_or_default()
    }
}

impl fmt::Display for ApplyError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.message)
    }
}

impl std::error::Error for ApplyError {}
