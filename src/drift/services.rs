//! The services of two snapshots, matched by ID or by name.

use crate::envelope::Snapshot;
use crate::fmt::Quoted;
use crate::id::fold_case;
use std::collections::{BTreeMap, BTreeSet};

/// Names of services, by ID with hexadecimal digits in lower case.
type Names = BTreeMap<String, String>;

/// The services of both snapshots.
#[derive(Debug)]
pub(crate) struct ServiceMatch {
    before: Names,
    now: Names,
    /// The present ID of each service of the snapshot; none for a service that the account no longer has.
    present: BTreeMap<String, String>,
    /// False where the present list of services is empty: then every service counts as present.
    pub(crate) lists_services: bool,
}

impl ServiceMatch {
    /// Matches the services: the ID identifies a service, and otherwise a name that is unique in both. O(n log n).
    pub(crate) fn new(before: &Snapshot, now: &Snapshot) -> Self {
        let lists_services = !now.services.is_empty();
        let (before, now) = (names(before), names(now));
        let (unique_before, unique_now) = (unique_names(&before), unique_names(&now));
        let present = before.iter().filter_map(|(id, name)| {
            let by_name = || {
                unique_before.get(name.as_str())?;
                // An ID that the snapshot has as well is another service with a new name.
                unique_now.get(name.as_str()).copied().filter(|id| !before.contains_key(*id))
            };
            let found = if now.contains_key(id) { Some(id.as_str()) } else { by_name() };
            let found = found.or_else(|| (!lists_services).then_some(id));
            Some((id.clone(), found?.to_owned()))
        });
        let present = present.collect();
        Self { before, now, present, lists_services }
    }

    /// The present ID of a service of the snapshot; `None` if the account no longer has it.
    pub(crate) fn present(&self, id: &str) -> Option<&str> {
        self.present.get(fold_case(id).as_ref()).map(String::as_str)
    }

    /// The present names, by ID, and those of services that the account no longer has.
    pub(crate) fn names(&self) -> BTreeMap<String, String> {
        let gone = self.before.iter().filter(|(id, _)| !self.now.contains_key(*id));
        let all = self.now.iter().chain(gone).filter(|(_, name)| !name.is_empty());
        all.map(|(id, name)| (id.clone(), name.clone())).collect()
    }

    /// A service in a sentence: its name, or its ID.
    pub(crate) fn display(&self, id: &str) -> String {
        let id = fold_case(id);
        let name = self.now.get(id.as_ref()).or_else(|| self.before.get(id.as_ref()));
        name.filter(|name| !name.trim().is_empty())
            .map_or_else(|| Quoted(&id).to_string(), |name| Quoted(name).to_string())
    }

    /// Services with another ID and the same name: the name, and both IDs.
    pub(crate) fn with_other_id(&self) -> impl Iterator<Item = (&str, &str, &str)> {
        let moved = self.present.iter().filter(|(id, present)| id != present);
        moved.map(|(id, present)| {
            (self.before.get(id).map_or("", String::as_str), id.as_str(), present.as_str())
        })
    }

    /// Services with another name and the same ID: the ID, and both names.
    pub(crate) fn renamed(&self) -> impl Iterator<Item = (&str, &str, &str)> {
        self.before.iter().filter_map(|(id, name)| {
            let now = self.now.get(id)?;
            (now != name && !now.is_empty() && !name.is_empty()).then_some((
                id.as_str(),
                name.as_str(),
                now.as_str(),
            ))
        })
    }
}

/// Names by ID: those of the list of services, and for other services those of the bindings, empty where they have none.
fn names(snapshot: &Snapshot) -> Names {
    let mut names = Names::new();
    let bindings = snapshot.prefixes.iter().flat_map(|prefix| &prefix.bindings);
    for (id, name) in bindings.filter_map(|b| Some((b.service_id.as_deref()?, b.service_name.as_deref()))) {
        let id = fold_case(id);
        if let Some(known) = names.get_mut(id.as_ref()) {
            if known.is_empty() {
                name.unwrap_or_default().clone_into(known);
            }
        } else {
            names.insert(id.into_owned(), name.unwrap_or_default().to_owned());
        }
    }
    let listed = snapshot.services.iter();
    names.extend(listed.map(|service| (fold_case(&service.id).into_owned(), service.name.clone())));
    names
}

/// The IDs of names that one service only has.
fn unique_names(names: &Names) -> BTreeMap<&str, &str> {
    let (mut unique, mut repeated) = (BTreeMap::new(), BTreeSet::new());
    for (id, name) in names.iter().filter(|(_, name)| !name.trim().is_empty()) {
        if unique.insert(name.as_str(), id.as_str()).is_some() {
            repeated.insert(name.as_str());
        }
    }
    unique.retain(|name, _| !repeated.contains(name));
    unique
}
