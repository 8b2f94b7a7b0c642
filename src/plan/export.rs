//! A plan as the text of a program: curl, Python, TypeScript, Terraform.
//!
//! Untrusted text is data in these programs: it is in string literals, or in line comments of printable ASCII.

mod curl;
mod literal;
mod program;
mod python;
mod terraform;
mod typescript;

pub use program::{Language, Program};

use literal::{Escape, literal};
use program::ProgramContext;

/// What every shell script begins with: its checks of the environment, and what all its filters of `jq` share.
pub(crate) const SHELL_HEAD: &str = include_str!("export/templates/head.sh");

/// A JSON string in ASCII.
pub(crate) fn json_literal(text: &str) -> String {
    literal(text, Escape::Utf16)
}

impl Program<'_> {
    /// The text of the program. The same plan gives the same bytes. O(n log n) in bindings and steps.
    #[must_use]
    pub fn text(&self, language: Language) -> String {
        let context = ProgramContext::new(*self);
        match language {
            Language::Curl => curl::text(&context),
            Language::Python => python::text(&context),
            Language::Typescript => typescript::text(&context),
            Language::Terraform => terraform::text(&context),
        }
    }
}
