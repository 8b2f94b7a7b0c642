//! Tells whether a plan still fits: a digest of all that it rests on.

use super::{PlanStep, Task, Until};
use crate::cidr::Cidr;
use crate::sort;
use sha2::{Digest, Sha256};
use std::fmt::Write;

/// Version of the rules that a plan rests on. Plans of another version do not fit.
const RULES: u32 = 2;

/// SHA-256 over lines of text: what is bound, what should be, the choices, and the steps. O(n log n).
pub(super) fn of(task: &Task<'_>, steps: &[PlanStep]) -> String {
    let mut states = Lines::default();
    for bound in task.current {
        let id = bound.id.as_deref().unwrap_or_default();
        // Whatever counts as active is the same.
        let state = bound.state.as_deref().filter(|_| bound.in_flight() || bound.is_stuck());
        let texts = [bound.service.as_deref().unwrap_or_default(), id, state.unwrap_or_default()];
        states.line("is", bound.cidr, &texts);
    }
    for wanted in task.desired {
        states.line("to", wanted.cidr, &[&wanted.service]);
    }
    let options = &task.options;
    let choices = format!(
        "rules {RULES} prefix {} {:?} {:?} {:?}\n",
        task.prefix, options.policy, options.profile, options.gate
    );
    let mut way = Lines::default();
    // A wait for what was written before gets shorter by the hour; the plan behind it stays what it is.
    let late = task.settles_in.is_some_and(|hours| hours > 0);
    let late = steps.iter().take(1).filter(|step| late && step.write().is_none()).count();
    for step in steps.iter().skip(late) {
        match step {
            PlanStep::Create { cidr, service_id, .. } => way.line("create", *cidr, &[service_id]),
            PlanStep::Delete { cidr, service_id, .. } => way.line("delete", *cidr, &[service_id]),
            PlanStep::Wait { until, hours, .. } => {
                let until = match until {
                    Until::Settled => "settled",
                    Until::Active => "active",
                    Until::Propagated => "propagated",
                };
                // Writing to a String cannot fail.
                let _ = writeln!(way.text, "wait {until} {hours}");
            }
        }
    }
    let mut digest = Sha256::new();
    digest.update(choices);
    for line in states.sorted() {
        digest.update(line);
    }
    digest.update(way.text);
    let mut text = String::from("sha256:");
    for byte in digest.finalize() {
        // Writing to a String cannot fail.
        let _ = write!(text, "{byte:02x}");
    }
    text
}

/// Lines of text in one piece: there are thousands of them.
#[derive(Default)]
struct Lines {
    text: String,
    ends: Vec<usize>,
}

impl Lines {
    /// Adds a line: a word, a block, and texts in quotes.
    fn line(&mut self, word: &str, cidr: Cidr, texts: &[&str]) {
        self.text.push_str(word);
        self.text.push(' ');
        cidr.write_to(&mut self.text);
        for text in texts {
            self.text.push(' ');
            quoted(text, &mut self.text);
        }
        self.text.push('\n');
        self.ends.push(self.text.len());
    }

    /// The lines in order, each with its end of line.
    fn sorted(&self) -> Vec<&str> {
        let starts = std::iter::once(0).chain(self.ends.iter().copied());
        let mut lines: Vec<_> =
            starts.zip(&self.ends).filter_map(|(start, end)| self.text.get(start..*end)).collect();
        sort::sort_texts(&mut lines);
        lines
    }
}

/// A text as `{:?}` writes it.
fn quoted(text: &str, out: &mut String) {
    // All at once, which is faster than one after the other up to the first.
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
    fn texts_are_quoted_as_for_debugging() {
        for text in
            ["", "c0de", "a b~", "a\"b", "a\\b", "'", "\n\t\r\0", "\u{7f}", "é", "\u{202e}", "\u{fffd}"]
        {
            let mut out = String::new();
            quoted(text, &mut out);
            assert_eq!(out, format!("{text:?}"));
        }
    }
}
