//! What the rules say of a draft.

use super::super::report::{self, Phase};
use super::super::search::service_set::{NO_SERVICE, ServiceNumber};
use super::super::{PrefixState, Refusal, Task};
use super::{CompiledTask, StateEntry};
use crate::cidr::Cidr;
use crate::rules::{BoundService, Finding, PrefixFacts, Severity, lint_sorted};

impl CompiledTask<'_> {
    /// What the rules say of both states; a desired state that breaks one is refused.
    pub(super) fn validate(&mut self) -> Result<(), Box<Refusal>> {
        let (start, end) = (self.lint(false), self.lint(true));
        let errors: Vec<_> =
            end.iter().filter(|finding| finding.severity == Severity::Error).cloned().collect();
        if !errors.is_empty() {
            let what =
                if errors.len() == 1 { "a rule".to_owned() } else { format!("{} rules", errors.len()) };
            return Err(Box::new(Refusal {
                code: "desired-illegal",
                message: format!("what should be bound breaks {what}"),
                help: "mend the list, then plan again".to_owned(),
                override_flag: None,
                findings: errors,
            }));
        }
        self.findings = report::findings(start, Phase::Start, &end);
        self.findings.extend(report::findings(end, Phase::End, &[]));
        Ok(())
    }

    /// What the rules say of one state.
    fn lint(&self, desired: bool) -> Vec<Finding> {
        let Task { prefix, current, desired: wanted, services, .. } = self.task;
        // Each service by the one text that all its bindings share: one's own would have to be fetched.
        let id = |(cidr, service): (Cidr, &ServiceNumber)| Some((cidr, self.service_id(*service)?));
        let [before, after] = &self.binding_services;
        let mut before = current.iter().map(|bound| bound.cidr).zip(before).filter_map(id);
        let mut after = wanted.iter().map(|wanted| wanted.cidr).zip(after).filter_map(id);
        let listed: &mut dyn Iterator<Item = _> = if desired { &mut after } else { &mut before };
        let mut listed = listed.peekable();
        if listed.peek().is_none() {
            return Vec::new();
        }
        let here =
            |entry: &&StateEntry| (entry.index >= current.len()) == desired && entry.service != NO_SERVICE;
        let holder = |entry: &StateEntry| {
            let service = usize::from(entry.service).checked_sub(1);
            let name = service.and_then(|service| self.service_names.get(service).copied().flatten());
            (self.cidr(entry.block), BoundService { id: self.service_id(entry.service), name })
        };
        let sorted = self.entries.iter().filter(here).map(holder).collect();
        let PrefixState { approved, advertised, on_demand_locked } = self.task.state.clone();
        let prefix = PrefixFacts { cidr: prefix.to_string(), approved, advertised, on_demand_locked };
        lint_sorted(&prefix, &mut listed, sorted, *services)
    }
}
