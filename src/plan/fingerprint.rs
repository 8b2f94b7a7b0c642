//! The fingerprint of a plan: a digest of all that the plan depends on.

use super::step::PlanStep;
use super::task::Task;
use crate::cidr::Cidr;
use crate::sort;
use sha2::{Digest, Sha256};
use std::fmt::Write;

/// Version of the rules that a plan depends on. Plans of another version have another fingerprint.
const RULES: u32 = 2;

/// SHA-256 over lines of text: the current and the desired bindings, the options, and the steps. O(n log n).
pub(super) fn fingerprint(task: &Task<'_>, steps: &[PlanStep]) -> String {
    let mut digest = Sha256::new();
    let options = &task.options;
    digest.update(format!(
        "rules {RULES} prefix {} {:?} {:?} {:?}\n",
        task.prefix, options.policy, options.profile, options.gate
    ));
    for line in state_lines(task).sorted() {
        digest.update(line);
    }
    digest.update(step_lines(task, steps).text);
    let mut text = String::from("sha256:");
    for byte in digest.finalize() {
        // Writing to a String cannot fail.
        let _ = write!(text, "{byte:02x}");
    }
    text
}

/// A line for each binding.
fn state_lines(task: &Task<'_>) -> Lines {
    let mut lines = Lines::default();
    for binding in task.current {
        let id = binding.id.as_deref().unwrap_or_default();
        // All states that count as active are the same to a plan.
        let state = binding.state.as_deref().filter(|_| binding.in_flight() || binding.is_stuck());
        let texts = [binding.service.as_deref().unwrap_or_default(), id, state.unwrap_or_default()];
        lines.push("is", binding.cidr, &texts);
    }
    for binding in task.desired {
        lines.push("to", binding.cidr, &[&binding.service]);
    }
    lines
}

/// A line for each step.
fn step_lines(task: &Task<'_>, steps: &[PlanStep]) -> Lines {
    let mut lines = Lines::default();
    // The wait for earlier writes gets shorter with every hour; the plan behind it stays the same.
    let waits_first = task.settles_in.is_some_and(|hours| hours > 0)
        && steps.first().is_some_and(|step| step.write().is_none());
    for step in steps.iter().skip(usize::from(waits_first)) {
        match step {
            PlanStep::Create { cidr, service_id, .. } => lines.push("create", *cidr, &[service_id]),
            PlanStep::Delete { cidr, service_id, .. } => lines.push("delete", *cidr, &[service_id]),
            PlanStep::Wait { until, hours, .. } => {
                // Writing to a String cannot fail.
                let _ = writeln!(lines.text, "wait {} {hours}", until.as_str());
            }
        }
    }
    lines
}

/// Lines of text in a single string: there are thousands of them.
#[derive(Default)]
struct Lines {
    text: String,
    ends: Vec<usize>,
}

impl Lines {
    /// Adds a line: a word, a block, and texts in quotes.
    fn push(&mut self, word: &str, cidr: Cidr, texts: &[&str]) {
        // Writing to a string cannot fail.
        _ = write!(self.text, "{word} {cidr}");
        for text in texts {
            self.text.push(' ');
            quoted(text, &mut self.text);
        }
        self.text.push('\n');
        self.ends.push(self.text.len());
    }

    /// The lines in order, each with its newline.
    fn sorted(&self) -> Vec<&str> {
        let starts = std::iter::once(0).chain(self.ends.iter().copied());
        let mut lines: Vec<_> =
            starts.zip(&self.ends).filter_map(|(start, end)| self.text.get(start..*end)).collect();
        sort::sort_texts(&mut lines);
        lines
    }
}

/// Appends a text as `{:?}` writes it.
fn quoted(text: &str, out: &mut String) {
    // Without an early exit the loop is vectorised, which is faster.
    let plain = |byte: u8| matches!(byte, b' '..=b'~') & !matches!(byte, b'"' | b'\\');
    if text.bytes().fold(true, |all, byte| all & plain(byte)) {
        out.push('"');
        out.push_str(text);
        out.push('"');
    } else {
        // Writing to a String cannot fail.
        let _ = write!(out, "{text:?}");
    }
}

#[cfg(test)]
mod tests {
    use super::quoted;

    #[test]
    fn texts_are_quoted_as_debug_output_quotes_them() {
        for text in
            ["", "c0de", "a b~", "a\"b", "a\\b", "'", "\n\t\r\0", "\u{7f}", "é", "\u{202e}", "\u{fffd}"]
        {
            let mut out = String::new();
            quoted(text, &mut out);
            assert_eq!(out, format!("{text:?}"));
        }
    }
}
