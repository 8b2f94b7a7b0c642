//! Checks the rules and collects the findings.

mod service;

pub(crate) use service::BoundService;
pub(crate) use service::is_default_only;

use super::aggregation::completed_blocks;
use super::rule::Rule;
use super::{BindingFacts, PrefixFacts, ServiceFacts};
use super::{Finding, Severity};
use crate::cidr::{Cidr, Family};
use crate::fmt::Quoted;
use crate::resource::{Progress, ROUTE_MISSING, progress};
use crate::sort;
use std::collections::BTreeMap;

pub(super) struct Checker<'a> {
    /// Services by id, sorted.
    names: Vec<(&'a str, &'a str)>,
    has_services: bool,
    opaque: BTreeMap<&'a str, usize>,
    findings: Vec<Finding>,
    /// False where notes are not reported: a long list can have one for each binding.
    has_notes: bool,
}

impl<'a> Checker<'a> {
    pub(super) fn new(services: Option<&'a [ServiceFacts]>) -> Self {
        let mut names: Vec<_> =
            services.unwrap_or_default().iter().map(|s| (s.id.as_str(), s.name.as_str())).collect();
        sort::last_of_each(&mut names);
        Self {
            names,
            has_services: services.is_some(),
            opaque: BTreeMap::new(),
            findings: Vec::new(),
            has_notes: true,
        }
    }

    /// The same without notes about blocks that could be aggregated.
    pub(super) fn without_notes(self) -> Self {
        Self { has_notes: false, ..self }
    }

    /// Errors first, then in the order of the list.
    pub(super) fn finish(mut self) -> Vec<Finding> {
        sort::sort_by(&mut self.findings, |one, other| one.severity.cmp(&other.severity));
        self.findings
    }

    fn report(&mut self, rule: Rule, cidr: &str, message: String, help: String) -> &mut Finding {
        self.report_as(rule, rule.severity(), cidr, message, help)
    }

    fn report_as(
        &mut self,
        rule: Rule,
        severity: Severity,
        cidr: &str,
        message: String,
        help: String,
    ) -> &mut Finding {
        let (code, basis) = (rule.code(), rule.basis());
        let finding =
            Finding { code, severity, basis, cidr: cidr.to_owned(), message, help, replacement: Vec::new() };
        self.findings.push_mut(finding)
    }

    /// Parses a CIDR strictly; where it has host bits, the finding offers the canonical one.
    fn parse_cidr(&mut self, text: &str) -> Option<Cidr> {
        match Cidr::parse(text) {
            Ok(cidr) => Some(cidr),
            Err(error) => {
                let finding = self.report(Rule::CidrMalformed, text, error.to_string(), error.help());
                if error.code() == "host-bits-set" {
                    finding.replacement.extend(error.cure().map(str::to_owned));
                }
                None
            }
        }
    }

    /// Checks the prefix itself.
    pub(super) fn check_prefix(&mut self, facts: &PrefixFacts) -> Option<Cidr> {
        let prefix = self.parse_cidr(&facts.cidr)?;
        let max = if prefix.family() == Family::V4 { 24 } else { 48 };
        if prefix.length() > max {
            let message = format!("the prefix is longer than /{max}, the longest that the Internet routes");
            self.report(
                Rule::PrefixTooLong,
                &facts.cidr,
                message,
                format!("use a prefix of /{max} or shorter"),
            );
        }
        if let Some(approved) = facts.approved.as_deref()
            && approved != "V"
        {
            let message = format!("the prefix is not approved, its state is {}", Quoted(approved));
            let help = "wait until its validations pass and the state is `V`, then bind".to_owned();
            self.report(Rule::PrefixNotApproved, &facts.cidr, message, help);
        }
        if facts.on_demand_locked == Some(true) {
            let message = "the advertisement of the prefix is locked".to_owned();
            let help =
                "ask the account team before a change that needs to withdraw or advertise it".to_owned();
            self.report(Rule::PrefixLocked, &facts.cidr, message, help);
        }
        Some(prefix)
    }

    /// True where a block is in the prefix; reports it otherwise.
    fn lies_in_prefix(&mut self, prefix: Cidr, cidr: Cidr) -> bool {
        if prefix.family() != cidr.family() {
            let message = format!("an IPv{} block cannot be inside {prefix}", cidr.family().number());
            let help = format!("bind blocks inside {prefix}");
            self.report(Rule::OtherFamily, &cidr.to_string(), message, help);
            return false;
        }
        if !prefix.covers(&cidr) {
            let message = format!("{cidr} is outside the prefix {prefix}");
            self.report(
                Rule::OutsidePrefix,
                &cidr.to_string(),
                message,
                format!("bind blocks inside {prefix}"),
            );
            return false;
        }
        true
    }

    fn report_duplicate(&mut self, prefix: Cidr, cidr: Cidr) {
        let text = cidr.to_string();
        let help = "delete the other binding first: bindings cannot be edited".to_owned();
        if cidr == prefix {
            self.report(
                Rule::DefaultExists,
                &text,
                format!("the default binding of {prefix} already exists"),
                help,
            );
        } else {
            self.report(Rule::DuplicateBinding, &text, format!("a binding for {cidr} already exists"), help);
        }
    }

    fn report_stuck(&mut self, cidr: Cidr, state: Option<&str>) {
        let Some(state) = state.filter(|state| progress(Some(state)) == Progress::Stuck) else { return };
        let message = format!("the binding is stuck in the state {}: it is not active", Quoted(state));
        let help = if state == ROUTE_MISSING {
            format!("add a Magic route that covers {cidr}")
        } else {
            "list the bindings again later, and ask Cloudflare what the state means".to_owned()
        };
        self.report(Rule::BindingStuck, &cidr.to_string(), message, help);
    }

    fn report_redundant(&mut self, cidr: Cidr, parent: Cidr) {
        let message = format!("{parent} already goes to the same service");
        let help = "remove it, unless it should remain when the larger binding changes".to_owned();
        let finding = self.report(Rule::RedundantBinding, &cidr.to_string(), message, help);
        finding.replacement.push(parent.to_string());
    }

    fn report_aggregates(&mut self, bound: &[(Cidr, &'a str)]) {
        for block in completed_blocks(bound) {
            let name = self.name(block.service).unwrap_or(block.service);
            let message =
                format!("{} bindings to {} cover exactly {}", block.bindings, Quoted(name), block.cidr);
            let help = format!("bind {} instead", block.cidr);
            let finding = self.report(Rule::SiblingsAggregate, &block.cidr.to_string(), message, help);
            finding.replacement.push(block.cidr.to_string());
        }
    }

    /// Checks a whole list.
    pub(super) fn check_list(&mut self, prefix: Cidr, facts: &PrefixFacts, bindings: &'a [BindingFacts]) {
        let mut placed: Vec<(Cidr, BoundService<'a>)> = Vec::with_capacity(bindings.len());
        for binding in bindings {
            let Some(cidr) = self.parse_cidr(&binding.cidr) else { continue };
            if let Some(id) = &binding.service_id {
                self.check_service_id(&binding.cidr, id);
            }
            if self.lies_in_prefix(prefix, cidr) {
                placed.push((cidr, binding.into()));
                self.report_stuck(cidr, binding.state.as_deref());
            }
        }
        self.check_sorted(prefix, &facts.cidr, placed, bindings.is_empty());
    }

    /// Checks a non-empty list whose blocks are parsed: in the order of the list, and those in the prefix sorted.
    pub(super) fn check_bound(
        &mut self,
        prefix: Cidr,
        listed: &mut dyn Iterator<Item = (Cidr, &str)>,
        sorted: Vec<(Cidr, BoundService<'a>)>,
    ) {
        for (cidr, id) in listed {
            self.check_service_id(&cidr, id);
            self.lies_in_prefix(prefix, cidr);
        }
        self.check_sorted(prefix, &prefix.to_string(), sorted, false);
    }

    /// Checks the bindings in the prefix; `empty` is true where the whole list is empty.
    fn check_sorted(
        &mut self,
        prefix: Cidr,
        text: &str,
        mut placed: Vec<(Cidr, BoundService<'a>)>,
        empty: bool,
    ) {
        sort::sort_by(&mut placed, |(one, _), (other, _)| one.cmp(other));
        let default = placed.iter().find(|(cidr, bound)| *cidr == prefix && bound.id.is_some());
        let default = default.map(|(_, bound)| self.kind(*bound));
        if default.is_none() {
            let (severity, message) = if empty {
                (Severity::Warning, format!("there are no bindings: no address of {prefix} has a service"))
            } else {
                (
                    Severity::Error,
                    format!(
                        "there is no binding for the whole prefix {prefix}: its other addresses have no service"
                    ),
                )
            };
            let help = format!("bind {prefix} itself first");
            self.report_as(Rule::DefaultMissing, severity, text, message, help);
        }
        // Sorted, so parents come first: `open` has the bindings around the current one.
        let mut open: Vec<(Cidr, &'a str)> = Vec::new();
        let mut necessary = Vec::new();
        let mut previous = None;
        for &(cidr, bound) in &placed {
            if previous.replace(cidr) == Some(cidr) {
                self.report_duplicate(prefix, cidr);
                continue;
            }
            let Some(service) = bound.id else { continue };
            self.check_combination(prefix, cidr, bound, default);
            while open.pop_if(|(around, _)| !around.covers(&cidr)).is_some() {}
            match open.last() {
                Some(&(parent, same)) if same == service && self.has_notes => {
                    self.report_redundant(cidr, parent);
                }
                _ => necessary.push((cidr, service)),
            }
            open.push((cidr, service));
        }
        if self.has_notes {
            self.report_aggregates(&necessary);
        }
    }

    /// Checks a binding that is to be added.
    pub(super) fn check_proposed(
        &mut self,
        prefix: Cidr,
        facts: &PrefixFacts,
        bindings: &'a [BindingFacts],
        proposed: &'a BindingFacts,
    ) {
        let existing: Vec<(Cidr, &'a BindingFacts)> =
            bindings.iter().filter_map(|b| Some((self.parse_cidr(&b.cidr)?, b))).collect();
        let cidr = self.parse_cidr(&proposed.cidr);
        self.check_service_id(&proposed.cidr, proposed.service_id.as_deref().unwrap_or_default());
        let Some(cidr) = cidr.filter(|&cidr| self.lies_in_prefix(prefix, cidr)) else { return };
        let default = existing.iter().find(|(c, b)| *c == prefix && b.service_id.is_some());
        let default = default.map(|&(_, binding)| self.kind(binding.into()));
        self.check_order(prefix, cidr, existing.is_empty(), default.is_some());
        if existing.iter().any(|(c, _)| *c == cidr) {
            self.report_duplicate(prefix, cidr);
        }
        self.check_combination(prefix, cidr, proposed.into(), default);
        let service = proposed.service_id.as_deref().unwrap_or_default();
        let around = existing.iter().filter(|(c, b)| *c != cidr && c.covers(&cidr) && b.service_id.is_some());
        if let Some((parent, binding)) = around.max_by_key(|(c, _)| c.length())
            && binding.service_id.as_deref() == Some(service)
        {
            self.report_redundant(cidr, *parent);
        } else {
            self.completes_block(&existing, cidr, service);
        }
        if facts.advertised == Some(true) {
            let addresses = match cidr.size_text().as_str() {
                "1" => "1 address changes".to_owned(),
                size => format!("{size} addresses change"),
            };
            let message = format!(
                "the prefix is advertised: {addresses} over four to six hours, likely with disruption"
            );
            let help = "bind in a maintenance window, or before the prefix is advertised".to_owned();
            self.report(Rule::PrefixAdvertised, &cidr.to_string(), message, help);
        }
    }

    /// The default must be created first, before all other bindings.
    fn check_order(&mut self, prefix: Cidr, cidr: Cidr, empty: bool, has_default: bool) {
        let text = cidr.to_string();
        let help = format!("bind {prefix} first, then {cidr}");
        if empty && cidr != prefix {
            let message = format!("the first binding must cover the whole prefix {prefix}, not {cidr}");
            self.report(Rule::FirstBindingNotPrefix, &text, message, help)
                .replacement
                .push(prefix.to_string());
        } else if !empty && !has_default && cidr != prefix {
            let message = format!("there is no binding for the whole prefix {prefix} yet");
            self.report(Rule::DefaultMissing, &text, message, help);
        } else if !empty && !has_default {
            let message =
                "it is not documented whether the default can be created while more specific bindings exist"
                    .to_owned();
            let help =
                "if the API refuses it, delete the other bindings, create the default, and create them again"
                    .to_owned();
            self.report_as(Rule::DefaultMissing, Severity::Warning, &text, message, help);
        }
    }

    /// Reports a larger block that the new binding completes.
    fn completes_block(&mut self, existing: &[(Cidr, &'a BindingFacts)], cidr: Cidr, service: &'a str) {
        let mut bound: Vec<(Cidr, &'a str)> =
            existing.iter().filter_map(|(c, b)| Some((*c, b.service_id.as_deref()?))).collect();
        bound.push((cidr, service));
        sort::last_of_each(&mut bound);
        let before = self.findings.len();
        self.report_aggregates(&bound);
        let mut place = 0;
        self.findings.retain(|finding| {
            place += 1;
            place <= before || Cidr::parse(&finding.cidr).is_ok_and(|joined| joined.covers(&cidr))
        });
    }
}
