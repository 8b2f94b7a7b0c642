//! Drift for people: lines of text.

use super::{Drift, DriftFinding, NotCompared};
use crate::cidr::Cidr;
use crate::plan::render::{LineKind, RenderedLine, counted};
use crate::rules::Severity;

impl Drift {
    /// Drift as lines for a terminal: a summary, then each prefix with its changes. O(n).
    #[must_use]
    pub fn lines(&self) -> Vec<RenderedLine> {
        let mut lines = vec![RenderedLine::new(LineKind::Head, &self.summary())];
        let since = format!("snapshot of {}, account {}{}", self.before, self.account_id, self.part_text());
        lines.push(RenderedLine::new(LineKind::Dim, &since));
        for group in self.findings.chunk_by(|one, other| one.prefix == other.prefix) {
            lines.push(RenderedLine::new(LineKind::Plain, ""));
            lines.push(RenderedLine::new(LineKind::Head, &title(group.first().and_then(|one| one.prefix))));
            lines.extend(group.iter().flat_map(finding_lines));
        }
        lines.extend(not_compared_lines(&self.not_compared));
        lines
    }

    fn summary(&self) -> String {
        let compared = counted(self.compared as u128, "prefix", "prefixes");
        if self.findings.is_empty() {
            return format!("no drift: {compared} compared");
        }
        let count = |severity| self.findings.iter().filter(|finding| finding.severity == severity).count();
        let counts = [
            (count(Severity::Error), "error", "errors"),
            (count(Severity::Warning), "warning", "warnings"),
            (count(Severity::Note), "note", "notes"),
        ];
        let counts = counts.into_iter().filter(|(number, ..)| *number > 0);
        let counts: Vec<_> = counts.map(|(number, one, many)| counted(number as u128, one, many)).collect();
        let mut prefixes: Vec<_> = self.findings.iter().filter_map(|finding| finding.prefix).collect();
        prefixes.dedup();
        let prefixes = counted(prefixes.len() as u128, "prefix", "prefixes");
        format!("drift: {} in {prefixes}; {compared} compared", counts.join(", "))
    }

    fn part_text(&self) -> &'static str {
        if self.part {
            "; the snapshot is a part of the account: other prefixes were not compared"
        } else {
            ""
        }
    }
}

fn title(prefix: Option<Cidr>) -> String {
    prefix.map_or_else(|| "services".to_owned(), |prefix| prefix.to_string())
}

fn finding_lines(finding: &DriftFinding) -> [RenderedLine; 2] {
    let (kind, severity) = match finding.severity {
        Severity::Error => (LineKind::Error, "error"),
        Severity::Warning => (LineKind::Warning, "warning"),
        Severity::Note => (LineKind::Plain, "note"),
    };
    [
        RenderedLine::new(kind, &format!("  {severity}: {} ({})", finding.message, finding.code)),
        RenderedLine::new(LineKind::Dim, &format!("    restore: {}", finding.restore)),
    ]
}

/// Lists that were not compared, in one line for each reason.
pub(crate) fn not_compared_lines(lists: &[NotCompared]) -> Vec<RenderedLine> {
    let mut reasons: Vec<(&str, &str)> = lists.iter().map(|one| (one.list, one.message.as_str())).collect();
    reasons.sort_unstable();
    reasons.dedup();
    if reasons.is_empty() {
        return Vec::new();
    }
    let mut lines = vec![RenderedLine::new(LineKind::Plain, "")];
    lines.extend(reasons.into_iter().map(|(list, message)| {
        let count = lists.iter().filter(|one| (one.list, one.message.as_str()) == (list, message)).count();
        let name = if list == "delegations" { "delegations" } else { "BGP prefixes" };
        let of = counted(count as u128, "prefix", "prefixes");
        RenderedLine::new(LineKind::Warning, &format!("not compared: the {name} of {of}: {message}"))
    }));
    lines
}
