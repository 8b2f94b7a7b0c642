//! A line of output, with what a caller needs to colour it.

use super::escape::escape_invisible;
use serde::{Deserialize, Serialize};

/// The format of a rendered plan.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum RenderFormat {
    /// Aligned columns.
    Text,
    /// Headings and tables, for GitHub and most issue trackers.
    Markdown,
}

/// What a line is about.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum LineKind {
    /// The summary, or a title.
    Head,
    /// A step that creates a binding.
    Create,
    /// A step that deletes a binding.
    Delete,
    /// A step that waits.
    Wait,
    /// An error or a refusal.
    Error,
    /// A warning, or addresses that are affected.
    Warning,
    /// A line of less importance.
    Dim,
    /// Anything else, or an empty line.
    Plain,
}

/// A line of text, without characters that a terminal obeys or that are invisible.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct RenderedLine {
    /// What it is about.
    pub kind: LineKind,
    /// The line.
    pub text: String,
}

impl RenderedLine {
    pub(crate) fn new(kind: LineKind, text: &str) -> Self {
        Self { kind, text: escape_invisible(text.trim_end()) }
    }
}
