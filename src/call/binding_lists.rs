//! Long lists of bindings that stay in the core between calls: the current ones of a file, and the desired ones of each
//! prefix.

use super::CallError;
use super::check_services::CheckedPlanCall;
use super::core::CoreCall;
use super::plan::{CurrentFacts, PlanAnswer};
use crate::cidr::Cidr;
use crate::desired::{Desired, ListMeaning, read_desired};
use crate::envelope::{LazyBindingList, ListFormat, read_list};
use crate::error::Error;
use crate::json::ReadLimits;
use crate::resource::{BindingRow, Progress};
use crate::rules::{BindingFacts, Finding, ServiceFacts};
use crate::sort;
use serde::Serialize;
use std::collections::BTreeMap;
use std::net::Ipv4Addr;
use std::ops::Range;

/// The bindings of a file.
#[derive(Debug, Clone)]
pub struct CurrentList(LazyBindingList);

/// Bindings that are not active yet.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct InFlight {
    /// How many.
    pub count: usize,
    /// The first of them.
    pub first: Vec<InFlightBinding>,
}

/// One of them, with the state that the API reports.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct InFlightBinding {
    cidr: String,
    state: Option<String>,
}

impl CurrentList {
    /// Reads a file in any [`ListFormat`]. O(bytes).
    ///
    /// # Errors
    ///
    /// Those of [`read_list`].
    pub fn read(file: Vec<u8>) -> Result<Self, Error> {
        read_list(file, ReadLimits::default(), ListFormat::Any).map(Self)
    }

    /// The text of a snapshot without its bindings; see [`LazyBindingList::head`].
    #[must_use]
    pub fn head(&self) -> Option<String> {
        self.0.head()
    }

    fn rows(&self, part: &Range<usize>) -> &[BindingRow] {
        self.0.rows().get(part.clone()).unwrap_or_default()
    }

    /// True where two bindings of a part have the same block. O(n log n).
    #[must_use]
    pub fn has_repeated_blocks(&self, part: &Range<usize>) -> bool {
        let mut blocks: Vec<_> = self.rows(part).iter().map(|row| row.cidr).collect();
        sort::sort(&mut blocks);
        blocks.windows(2).any(|pair| matches!(pair, [one, other] if one == other))
    }

    /// The bindings of a part that are not active yet, and the first `most` of them. O(n).
    #[must_use]
    pub fn in_flight(&self, part: &Range<usize>, most: usize) -> InFlight {
        let rows = part.clone().zip(self.rows(part));
        let found = rows.filter(|(_, row)| row.progress != Progress::Active);
        let at: Vec<_> = found.map(|(index, _)| index).collect();
        let first = at.iter().take(most).filter_map(|index| self.0.binding(*index));
        let shown =
            first.map(|one| InFlightBinding { cidr: one.cidr.cidr.to_string(), state: one.state }).collect();
        InFlight { count: at.len(), first: shown }
    }

    /// What plans know of the bindings of a part. The name of a service is with its first binding.
    fn current_facts(&self, part: Range<usize>) -> Vec<CurrentFacts> {
        let mut names = BTreeMap::new();
        let mut all = Vec::with_capacity(part.len());
        for one in part.filter_map(|index| self.0.binding(index)) {
            let is_named = names.get(&one.service_id) == Some(&one.service_name);
            if !is_named {
                names.insert(one.service_id.clone(), one.service_name.clone());
            }
            all.push(CurrentFacts {
                id: Some(one.id),
                cidr: one.cidr.cidr.to_string(),
                service_id: one.service_id,
                service_name: one.service_name.filter(|_| !is_named),
                state: one.state,
            });
        }
        all
    }

    /// The findings about a part: `call` is [`CoreCall::Check`] without bindings.
    ///
    /// # Errors
    ///
    /// `call-malformed`.
    pub fn findings(&self, call: &[u8], part: Range<usize>) -> Result<Vec<Finding>, Error> {
        let facts = part.filter_map(|index| self.0.binding(index)).map(|one| BindingFacts {
            cidr: one.cidr.cidr.to_string(),
            service_id: one.service_id,
            service_name: one.service_name,
            state: one.state,
        });
        CoreCall::from_json(call)?.findings_about(facts.collect())
    }
}

/// The parts of a list of desired bindings, one for each prefix that it is about.
#[derive(Debug, Clone)]
pub struct DesiredLists {
    parts: Vec<(usize, Desired)>,
    prefixes: Vec<Cidr>,
}

impl DesiredLists {
    /// Reads a list as [`read_desired`] does, and splits it as [`Desired::split`] does.
    ///
    /// # Errors
    ///
    /// Those of both.
    pub fn read(
        prefixes: Vec<Cidr>,
        list: &[u8],
        reading: Option<ListMeaning>,
        services: Option<&[ServiceFacts]>,
    ) -> Result<Self, Error> {
        // A snapshot, the only list that asks for a prefix, names the prefixes of its entries itself.
        let any = prefixes.first().copied().unwrap_or_else(|| Cidr::host(Ipv4Addr::UNSPECIFIED.into()));
        let desired = read_desired(list, any, reading, services, ReadLimits::default())?;
        Ok(Self { parts: desired.split(&prefixes)?, prefixes })
    }

    /// What is known of each part, without its entries, as a JSON array; see [`Desired::head_to_json`].
    #[must_use]
    pub fn heads_to_json(&self) -> String {
        let prefix = |at: &usize| self.prefixes.get(*at).copied();
        let heads = self.parts.iter().filter_map(|(at, part)| Some(part.head_to_json(*at, prefix(at)?)));
        format!("[{}]", heads.collect::<Vec<_>>().join(","))
    }

    /// The entries of a part as JSON; see [`Desired::entries_to_json`].
    #[must_use]
    pub fn entries_to_json(&self, part: usize) -> String {
        self.parts.get(part).map(|(_, part)| part.entries_to_json()).unwrap_or_default()
    }

    /// What plans know of the bindings of a part; those of the list without a service are regional.
    fn facts(&self, part: usize) -> Vec<BindingFacts> {
        let Some((_, part)) = self.parts.get(part) else { return Vec::new() };
        let names: Vec<_> = part.service_names().collect();
        let name =
            |id: &str| names.iter().find(|(known, _)| *known == id).map(|(_, name)| (*name).to_owned());
        let bound = part.bindings().unwrap_or_default().into_iter().map(|(cidr, service)| BindingFacts {
            cidr: cidr.to_string(),
            service_id: Some(service.to_owned()),
            service_name: name(service),
            state: None,
        });
        let regional = part.regional.iter().map(|cidr| BindingFacts {
            cidr: cidr.to_string(),
            service_id: None,
            service_name: None,
            state: None,
        });
        bound.chain(regional).collect()
    }

    /// The findings about a part: `call` is [`CoreCall::Check`] without bindings.
    ///
    /// # Errors
    ///
    /// `call-malformed`.
    pub fn findings(&self, call: &[u8], part: usize) -> Result<Vec<Finding>, Error> {
        CoreCall::from_json(call)?.findings_about(self.facts(part))
    }
}

/// Answers a call about a plan whose lists are here: from a part of the current bindings to a part of the desired ones.
/// `call` is a [`CheckedPlanCall`] with empty lists.
///
/// # Errors
///
/// `call-malformed`, and those of [`CheckedPlanCall::answer`].
pub fn answer_about_lists(
    call: &[u8],
    current: (&CurrentList, Range<usize>),
    desired: (&DesiredLists, usize),
) -> Result<PlanAnswer, CallError> {
    let mut call = CheckedPlanCall::from_json(call)?;
    let task = call.task_mut();
    task.current = current.0.current_facts(current.1);
    task.desired = desired.0.facts(desired.1);
    call.answer()
}
