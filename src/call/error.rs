//! The error of a call about a plan: of its input, or the refusal of its plan.

use crate::error::Error;
use crate::plan::Refusal;
use crate::rules::Finding;
use serde::Serialize;
use std::fmt;

/// Why a call about a plan has no answer.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum CallError {
    /// Something in it is wrong.
    Input(Error),
    /// There is no plan for it.
    Refused {
        /// The reason.
        refusal: Box<Refusal>,
        /// JSON pointer to the desired binding that is the reason, where it is one.
        pointer: Option<String>,
    },
}

impl CallError {
    /// The stable code.
    #[must_use]
    pub fn code(&self) -> &'static str {
        match self {
            Self::Input(error) => error.code(),
            Self::Refused { refusal, .. } => refusal.code,
        }
    }

    /// What to do, as one line.
    #[must_use]
    pub fn help(&self) -> String {
        match self {
            Self::Input(error) => error.help(),
            Self::Refused { refusal, .. } => refusal.help.clone(),
        }
    }

    /// The error as a JSON object: that of [`Error::to_json`], with `findings` where it is a refusal.
    #[must_use]
    pub fn to_json(&self) -> String {
        #[derive(Serialize)]
        struct Place {
            start: usize,
            end: usize,
        }
        #[derive(Serialize)]
        struct Refused<'a> {
            code: &'static str,
            message: &'a str,
            help: &'a str,
            at: Place,
            #[serde(skip_serializing_if = "Option::is_none")]
            pointer: Option<&'a str>,
            findings: &'a [Finding],
        }
        match self {
            Self::Input(error) => error.to_json(),
            Self::Refused { refusal, pointer } => {
                let Refusal { code, message, help, findings, .. } = &**refusal;
                let (at, pointer) = (Place { start: 0, end: 0 }, pointer.as_deref());
                // These are texts and names, so writing them cannot fail.
                serde_json::to_string(&Refused { code, message, help, at, pointer, findings })
                    .unwrap_or_default()
            }
        }
    }
}

impl From<Error> for CallError {
    fn from(error: Error) -> Self {
        Self::Input(error)
    }
}

impl From<Box<Refusal>> for CallError {
    fn from(refusal: Box<Refusal>) -> Self {
        Self::Refused { refusal, pointer: None }
    }
}

impl fmt::Display for CallError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Input(error) => error.fmt(f),
            Self::Refused { refusal, .. } => refusal.fmt(f),
        }
    }
}

impl std::error::Error for CallError {}
