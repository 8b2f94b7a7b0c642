//! Checks the services of a call about a plan: ids ignore case, names are consistent, and services are known.

use super::CallError;
use super::de::from_json;
use super::plan::{PlanAnswer, PlanCall, PlanTask};
use crate::cidr::Cidr;
use crate::error::{Error, ListErrorKind};
use crate::id::fold_case;
use crate::plan::Refusal;
use crate::rules::{KnownService, ServiceFacts, fold_id_in_place, same_name, unknown_service};
use serde::Deserialize;
use std::collections::{BTreeMap, BTreeSet};

/// Unknown desired services: each with its first block and its name.
type UnknownServices<'a> = BTreeMap<&'a str, (&'a str, Option<&'a str>)>;

/// A call about a plan that checks its services.
#[derive(Debug, Clone, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields, expecting = "an object")]
pub struct CheckedPlanCall {
    /// The call.
    pub call: PlanCall,
    /// Allows a desired service that is unknown: not in the account's list, not bound now, and without a name.
    #[serde(default)]
    pub allow_unknown_services: bool,
}

impl CheckedPlanCall {
    /// Reads a call from JSON text. O(bytes).
    ///
    /// # Errors
    ///
    /// `call-malformed`.
    pub fn from_json(json: &[u8]) -> Result<Self, Error> {
        from_json(json)
    }

    pub(super) fn task_mut(&mut self) -> &mut PlanTask {
        match &mut self.call {
            PlanCall::Plan(task)
            | PlanCall::Diff(task)
            | PlanCall::Report { task, .. }
            | PlanCall::Render { task, .. }
            | PlanCall::Export { task, .. }
            | PlanCall::Explain { task } => task,
        }
    }

    /// Answers the call.
    ///
    /// # Errors
    ///
    /// Those of [`PlanCall::answer`]; `service-name-conflict`, `desired-regional`, and `desired-illegal` for an unknown
    /// desired service.
    pub fn answer(mut self) -> Result<PlanAnswer, CallError> {
        let allow = self.allow_unknown_services;
        let task = self.task_mut();
        task.fold_ids();
        task.check_names()?;
        task.check_regional()?;
        task.check_known(allow)?;
        self.call.answer()
    }
}

impl PlanTask {
    /// Writes hexadecimal ids of services in lower case, everywhere in the task.
    fn fold_ids(&mut self) {
        self.current.iter_mut().filter_map(|bound| bound.service_id.as_mut()).for_each(fold_id_in_place);
        self.desired.iter_mut().filter_map(|wanted| wanted.service_id.as_mut()).for_each(fold_id_in_place);
        self.services.iter_mut().flatten().for_each(|service| fold_id_in_place(&mut service.id));
        self.default_only.iter_mut().flatten().for_each(fold_id_in_place);
        if let Some(names) = self.names.take() {
            self.names =
                Some(names.into_iter().map(|(id, name)| (fold_case(&id).into_owned(), name)).collect());
        }
    }

    /// Known names by id: those of the account's services, those of `names`, those of the current bindings.
    fn known_names(&self) -> BTreeMap<&str, &str> {
        let mut names = BTreeMap::new();
        let bound = self.current.iter();
        let bound = bound.filter_map(|b| Some((b.service_id.as_deref()?, b.service_name.as_deref()?)));
        names.extend(bound.filter(|(_, name)| !name.is_empty()));
        names.extend(self.names.iter().flatten().map(|(id, name)| (id.as_str(), name.as_str())));
        names.extend(self.services.iter().flatten().map(|one| (one.id.as_str(), one.name.as_str())));
        names
    }

    /// Refuses a desired binding whose service has another name elsewhere.
    fn check_names(&self) -> Result<(), Error> {
        let mut names = self.known_names();
        for (index, wanted) in self.desired.iter().enumerate() {
            let (Some(id), Some(name)) = (wanted.service_id.as_deref(), wanted.service_name.as_deref())
            else {
                continue;
            };
            let known = if name.is_empty() { name } else { names.entry(id).or_insert(name) };
            if !same_name(known, name) {
                let error = Error::new(ListErrorKind::name_conflict(id, name, known), 0..0);
                return Err(error.within("serviceName").within(&index.to_string()).within("desired"));
            }
        }
        Ok(())
    }

    /// Refuses a desired binding without a service where the block has a service now: it would be deleted.
    fn check_regional(&self) -> Result<(), CallError> {
        let regional = self.desired.iter().enumerate().filter(|(_, wanted)| wanted.service_id.is_none());
        let regional: Vec<_> = regional.collect();
        if regional.is_empty() {
            return Ok(());
        }
        let bound = |regional: bool| {
            let list = self.current.iter().filter(move |bound| bound.service_id.is_none() == regional);
            list.filter_map(|bound| Cidr::parse(&bound.cidr).ok()).collect::<BTreeSet<_>>()
        };
        let (served, regional_now) = (bound(false), bound(true));
        for (index, wanted) in regional {
            let Ok(cidr) = Cidr::parse(&wanted.cidr) else { continue };
            if served.contains(&cidr) && !regional_now.contains(&cidr) {
                let message = format!(
                    "the entry for {cidr} has no service, like a regional binding, but {cidr} has a service now"
                );
                let help = "write the desired service, or remove the entry to delete the binding";
                let refusal = Box::new(Refusal::fatal("desired-regional", message, help));
                return Err(CallError::Refused { refusal, pointer: Some(format!("/desired/{index}")) });
            }
        }
        Ok(())
    }

    /// Refuses unknown desired services, or adds them to the known ones.
    fn check_known(&mut self, allow: bool) -> Result<(), Box<Refusal>> {
        let (known, unknown) = self.split_services();
        if unknown.is_empty() {
            return Ok(());
        }
        if allow {
            let unknown =
                unknown.into_iter().map(|(id, wanted)| (id.to_owned(), wanted.1.unwrap_or(id).to_owned()));
            let unknown: Vec<_> = unknown.collect();
            if let Some(services) = &mut self.services {
                services.extend(unknown.into_iter().map(|(id, name)| ServiceFacts { id, name }));
            }
            return Ok(());
        }
        let known: Vec<KnownService<'_>> = known.into_iter().collect();
        let findings = unknown.iter().map(|(id, (cidr, name))| unknown_service(cidr, id, *name, &known));
        let findings: Vec<_> = findings.collect();
        let message = match findings.as_slice() {
            [one] => one.message.clone(),
            all => format!("{} desired services are unknown", all.len()),
        };
        let help = findings.first().map_or_else(String::new, |finding| finding.help.clone());
        Err(Box::new(Refusal { findings, ..Refusal::fatal("desired-illegal", message, &help) }))
    }

    /// Known services, and the unknown desired ones, each with its first block and its name.
    fn split_services(&self) -> (BTreeMap<&str, Option<&str>>, UnknownServices<'_>) {
        let names = self.known_names();
        let mut known = BTreeMap::new();
        if let Some(services) = &self.services {
            known.extend(services.iter().map(|one| (one.id.as_str(), Some(one.name.as_str()))));
        } else {
            let bound = self.current.iter().filter_map(|bound| bound.service_id.as_deref());
            known.extend(bound.map(|id| (id, None)));
            known.extend(names.iter().map(|(id, name)| (*id, Some(*name))));
        }
        // A name makes a service known, unless another service has that name.
        let is_named = |name: Option<&str>| {
            let name = name.filter(|name| self.services.is_none() && !name.trim().is_empty());
            name.is_some_and(|name| !names.values().any(|known| same_name(known, name)))
        };
        let mut unknown = BTreeMap::new();
        for wanted in &self.desired {
            let Some(id) = wanted.service_id.as_deref() else { continue };
            let name = wanted.service_name.as_deref();
            // An empty id is reported elsewhere.
            if !id.is_empty() && !known.contains_key(id) && !is_named(name) {
                unknown.entry(id).or_insert((wanted.cidr.as_str(), name));
            }
        }
        (known, unknown)
    }
}
