//! The journal: JSON Lines, each with a hash over itself and the line before.

use super::document::RunPlan;
use super::error::ApplyError;
use super::record::{FORMAT, Header, Line, Record};
use super::time;
use serde::Serialize;
use sha2::{Digest, Sha256};
use std::fmt::Write;

/// Hexadecimal digits of a hash.
const DIGITS: usize = 16;
/// Bytes after the text that a hash covers: `,"hash":"…"}`.
const TAIL: usize = DIGITS + 11;

/// Writes lines. They collect until [`JournalWriter::take`].
#[derive(Debug, Clone)]
pub(super) struct JournalWriter {
    /// Records so far.
    n: u64,
    pub(super) fence: u32,
    hash: String,
    text: String,
}

impl JournalWriter {
    /// A new journal with its first line.
    pub(super) fn create(header: &Header) -> Self {
        let mut writer = Self { n: 0, fence: 0, hash: String::new(), text: String::new() };
        writer.line(header);
        writer
    }

    pub(super) fn push(&mut self, record: Record, wall: u64) {
        self.n += 1;
        let line = Line { n: self.n, at: time::format(wall), fence: self.fence, record };
        self.line(&line);
    }

    fn line(&mut self, line: &impl Serialize) {
        // Only maps whose keys are not texts fail, and no record has one.
        let json = serde_json::to_string(line).unwrap_or_default();
        let covered = json.strip_suffix('}').unwrap_or(&json);
        self.hash = chained(&self.hash, covered);
        // Writing to a string cannot fail.
        _ = writeln!(self.text, "{covered},\"hash\":\"{}\"}}", self.hash);
    }

    /// The lines since the last call, to be stored.
    pub(super) fn take(&mut self) -> String {
        std::mem::take(&mut self.text)
    }
}

/// Bytes up to the end of the last whole line.
pub(super) fn whole_lines(bytes: &[u8]) -> usize {
    bytes.iter().rposition(|byte| *byte == b'\n').map_or(0, |last| last + 1)
}

fn chained(before: &str, covered: &str) -> String {
    let digest = Sha256::new().chain_update(before).chain_update(covered).finalize();
    let mut hash = String::with_capacity(DIGITS);
    for byte in digest.iter().take(DIGITS / 2) {
        // Writing to a string cannot fail.
        _ = write!(hash, "{byte:02x}");
    }
    hash
}

/// A journal, read.
#[derive(Debug)]
pub(super) struct Journal {
    pub(super) header: Header,
    pub(super) lines: Vec<Line>,
    /// Goes on behind the last line.
    pub(super) writer: JournalWriter,
}

impl Journal {
    /// Reads a journal. A last line that is not whole was being written when its process ended, and is cut. O(bytes).
    ///
    /// # Errors
    ///
    /// `journal-empty`, `journal-foreign`, `journal-newer`, `journal-damaged`.
    pub(super) fn read(bytes: &[u8]) -> Result<Self, ApplyError> {
        let whole = whole_lines(bytes);
        let mut texts = bytes.get(..whole).unwrap_or_default().split(|byte| *byte == b'\n').enumerate();
        let Some((_, first)) = texts.next().filter(|_| whole > 0) else {
            let help = "start the run again: nothing was sent before the first line was stored";
            let start = b"{\"byoip_journal\":";
            let is_torn = bytes.starts_with(start) || start.starts_with(bytes);
            return Err(if bytes.is_empty() || is_torn {
                ApplyError::new("journal-empty", "the journal has no complete line".to_owned(), help)
            } else {
                foreign()
            });
        };
        let (mut hash, text) = check_hash("", first).map_err(|what| header_error(first, what))?;
        let header: Header =
            serde_json::from_str(text).map_err(|_| header_error(first, "it is not a header"))?;
        let mut lines = Vec::new();
        let (mut n, mut fence) = (0, 0);
        for (at, bytes) in texts.filter(|(_, bytes)| !bytes.is_empty()) {
            let damaged = |what: &str| ApplyError::damaged(at + 1, what);
            let (own, text) = check_hash(&hash, bytes).map_err(damaged)?;
            let line: Line =
                serde_json::from_str(text).map_err(|_| damaged("it is not a record of this format"))?;
            n += 1;
            if line.n != n || line.fence < fence {
                return Err(damaged("its number does not follow the one before"));
            }
            (hash, fence) = (own, line.fence);
            lines.push(line);
        }
        Ok(Self { header, lines, writer: JournalWriter { n, fence, hash, text: String::new() } })
    }

    /// The plan of a journal.
    pub(super) fn plan(&self) -> &RunPlan {
        &self.header.plan
    }
}

/// The hash of a line, and the line.
fn check_hash<'a>(before: &str, line: &'a [u8]) -> Result<(String, &'a str), &'static str> {
    let text = str::from_utf8(line).map_err(|_| "it is not UTF-8")?;
    let split = text.len().checked_sub(TAIL).and_then(|at| text.split_at_checked(at));
    let (covered, tail) = split.ok_or("it has no hash")?;
    let expected = chained(before, covered);
    if tail.strip_prefix(",\"hash\":\"").and_then(|rest| rest.strip_suffix("\"}")) != Some(&expected) {
        return Err("its hash does not match the line and the one before");
    }
    Ok((expected, text))
}

/// The error of a first line: other files, newer formats and damaged journals have different errors.
fn header_error(first: &[u8], what: &str) -> ApplyError {
    let version = str::from_utf8(first).ok().and_then(|text| {
        let rest = text.strip_prefix("{\"byoip_journal\":")?;
        rest.split(',').next()?.parse::<u32>().ok()
    });
    match version {
        Some(version) if version > FORMAT => {
            let message = format!("the journal has format {version}, and this version reads up to {FORMAT}");
            ApplyError::new(
                "journal-newer",
                message,
                "use the version of byoip that wrote it, or a newer one",
            )
        }
        Some(_) => ApplyError::damaged(1, what),
        None => foreign(),
    }
}

fn foreign() -> ApplyError {
    let message = "the file is not a journal of a run".to_owned();
    ApplyError::new("journal-foreign", message, "pass the file that `byoip apply` named when it started")
}

#[cfg(test)]
mod tests {
    use super::{Journal, JournalWriter, whole_lines};
    use crate::apply::record::{FORMAT, Header, Record};
    use crate::apply::{RunOptions, RunPlan};

    fn writer() -> JournalWriter {
        let plan =
            RunPlan { account_id: String::new(), options: RunOptions::default(), prefixes: Vec::new() };
        let text = String::new;
        let header =
            Header { byoip_journal: FORMAT, run: text(), tool: text(), api: text(), at: text(), plan };
        JournalWriter::create(&header)
    }

    #[test]
    fn whole_lines_end_behind_the_last_newline() {
        for (text, whole) in [("", 0), ("a", 0), ("\n", 1), ("a\n", 2), ("a\nb", 2), ("a\nb\n", 4)] {
            assert_eq!(whole_lines(text.as_bytes()), whole, "{text:?}");
        }
    }

    #[test]
    fn records_with_right_hashes_still_need_their_number_and_a_lease_that_is_not_older() {
        let read = |skipped: u64, fences: [u32; 2]| {
            let mut writer = writer();
            writer.fence = fences[0];
            writer.push(Record::Paused, 0);
            (writer.n, writer.fence) = (writer.n + skipped, fences[1]);
            writer.push(Record::Resumed, 0);
            let result = Journal::read(writer.take().as_bytes());
            result.map(|journal| journal.lines.len()).map_err(|error| (error.code, error.line))
        };
        assert_eq!(read(0, [1, 1]), Ok(2));
        assert_eq!(read(0, [1, 2]), Ok(2));
        let damaged = Err(("journal-damaged", Some(3)));
        assert_eq!(read(1, [1, 1]), damaged, "a number is left out");
        assert_eq!(read(0, [2, 1]), damaged, "an older lease");
    }

    #[test]
    fn a_line_that_is_whole_but_no_record_has_its_number_in_the_error() {
        let mut writer = writer();
        writer.push(Record::Paused, 0);
        writer.line(&"no record");
        let error = Journal::read(writer.take().as_bytes()).unwrap_err();
        assert_eq!((error.code, error.line), ("journal-damaged", Some(3)));
    }
}
