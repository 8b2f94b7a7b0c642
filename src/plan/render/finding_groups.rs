//! Findings of one kind as one entry with a count: a long list can have a note for each binding.

use super::escape::escape_invisible;
use super::format::grouped;
use crate::plan::report::PlanFinding;

/// Findings of one kind up to which each has an entry.
const EACH: usize = 3;

/// Blocks that the line of the others names.
const NAMED: usize = 8;

/// The entries of findings, in the order in which their kinds appear: each with the others of its kind. O(findings)
pub(super) fn finding_groups(findings: &[PlanFinding]) -> Vec<(&PlanFinding, Vec<&PlanFinding>)> {
    // There are few kinds.
    let mut kinds: Vec<Vec<&PlanFinding>> = Vec::new();
    for found in findings {
        let kind = |one: &PlanFinding| (one.when, one.finding.code, one.finding.severity, one.finding.basis);
        match kinds.iter_mut().find(|all| all.first().is_some_and(|first| kind(first) == kind(found))) {
            Some(all) => all.push(found),
            None => kinds.push(vec![found]),
        }
    }
    let mut groups = Vec::new();
    for mut all in kinds {
        let others = if all.len() > EACH { all.split_off(1) } else { Vec::new() };
        groups.extend(all.into_iter().map(|one| (one, Vec::new())));
        if let Some((_, last)) = groups.last_mut() {
            *last = others;
        }
    }
    groups
}

/// `and 4,997 more: 192.0.2.1/32, …`; `None` without others.
pub(super) fn others_text(others: &[&PlanFinding]) -> Option<String> {
    let named: Vec<_> = others.iter().take(NAMED).map(|one| escape_invisible(&one.finding.cidr)).collect();
    let more = if others.len() > NAMED { ", …" } else { "" };
    let count = u128::try_from(others.len()).unwrap_or_default();
    (!others.is_empty()).then(|| format!("and {} more: {}{more}", grouped(count), named.join(", ")))
}

#[cfg(test)]
mod tests {
    use super::{finding_groups, others_text};
    use crate::plan::report::{Phase, PlanFinding};
    use crate::rules::{Basis, Finding, Severity};

    fn finding(code: &'static str, number: usize) -> PlanFinding {
        let (severity, basis, cidr) = (Severity::Note, Basis::Documented, format!("192.0.2.{number}/32"));
        let (message, help) = (String::new(), String::new());
        let finding = Finding { code, severity, basis, cidr, message, help, replacement: Vec::new() };
        PlanFinding { when: Phase::End, finding }
    }

    #[test]
    fn more_than_three_findings_of_one_kind_are_one_entry() {
        let mut findings: Vec<_> = (0..3).map(|number| finding("few", number)).collect();
        findings.splice(1..1, (0..20).map(|number| finding("many", number)));
        let groups = finding_groups(&findings);
        let shown: Vec<_> =
            groups.iter().map(|(one, others)| (one.finding.code, others_text(others))).collect();
        let many = "and 19 more: 192.0.2.1/32, 192.0.2.2/32, 192.0.2.3/32, 192.0.2.4/32, 192.0.2.5/32, \
                    192.0.2.6/32, 192.0.2.7/32, 192.0.2.8/32, …";
        assert_eq!(shown, [("few", None), ("few", None), ("few", None), ("many", Some(many.to_owned()))]);
    }
}
