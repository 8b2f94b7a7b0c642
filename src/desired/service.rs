//! The service of an entry: its id, its name, or both.

use super::Desired;
use crate::error::{Error, ErrorKind, ListErrorKind};
use crate::fmt::Quoted;
use crate::id::{fold_case, is_hex_id, path_segment};
use crate::rules::{ServiceFacts, find_service, same_name};
use rustc_hash::FxHashMap;

/// Finds services by the texts of a list.
pub(super) struct ServiceReader<'a> {
    services: Option<&'a [ServiceFacts]>,
    /// The number of the service of each text that has occurred.
    numbers: FxHashMap<String, u32>,
}

impl<'a> ServiceReader<'a> {
    pub(super) fn new(services: Option<&'a [ServiceFacts]>) -> Self {
        Self { services, numbers: FxHashMap::default() }
    }

    /// The number of the service with this id or name, as a field for ids has it. O(length), and O(services) for a new
    /// text.
    ///
    /// # Errors
    ///
    /// Those of [`find_service`]; without services, `id-empty` and `service-names-missing`. The position counts in the
    /// text.
    pub(super) fn by_id(&mut self, desired: &mut Desired, text: &str) -> Result<u32, Error> {
        self.find(desired, text, &|text| {
            // Any text that can be an id may be one.
            path_segment(text, "service id").is_ok()
        })
    }

    /// The same for a field for names, which has hexadecimal ids at most.
    pub(super) fn by_name(&mut self, desired: &mut Desired, text: &str) -> Result<u32, Error> {
        self.find(desired, text, &is_hex_id)
    }

    fn find(
        &mut self,
        desired: &mut Desired,
        text: &str,
        is_id: &dyn Fn(&str) -> bool,
    ) -> Result<u32, Error> {
        if self.services.is_some()
            && let Some(known) = self.numbers.get(text)
        {
            return Ok(*known);
        }
        let number = match self.services {
            Some(services) => {
                let found = find_service(services, text)?;
                let number = desired.names.number(&found.id);
                if let Some(name) = found.name {
                    desired.keep_name(number, name);
                }
                number
            }
            None if text.is_empty() => {
                return Err(Error::new(ErrorKind::IdEmpty { name: "service id" }, 0..0));
            }
            None if is_id(text) => return Ok(desired.names.number(&fold_case(text))),
            None => {
                let name = text.to_owned();
                return Err(Error::new(ListErrorKind::ServiceNamesMissing { name }, 0..text.len()));
            }
        };
        self.numbers.insert(text.to_owned(), number);
        Ok(number)
    }

    /// Checks the name that an entry has in addition to the id of its service, and keeps it.
    ///
    /// # Errors
    ///
    /// `service-name-conflict`. The position is that of the caller.
    pub(super) fn check_name(
        &self,
        desired: &mut Desired,
        service: u32,
        name: &str,
    ) -> Result<(), ListErrorKind> {
        let id = desired.names.name(service);
        // The name may be the id once more.
        if *fold_case(name.trim()) == *id {
            return Ok(());
        }
        match (desired.name_of(service), self.services) {
            (Some(known), _) if same_name(known, name) => {}
            (Some(known), _) => return Err(ListErrorKind::name_conflict(id, name, known)),
            (None, Some(services)) => {
                let own = services.iter().find(|one| *fold_case(&one.id) == *id && !one.name.is_empty());
                if let Some(known) = own {
                    if !same_name(&known.name, name) {
                        return Err(ListErrorKind::name_conflict(id, name, &known.name));
                    }
                // The id is unknown, so the name must not be that of a known service.
                } else if let Some(other) = services.iter().find(|one| same_name(&one.name, name)) {
                    let reason = format!("{} is the name of {}", Quoted(name), Quoted(&other.id));
                    let (service, found) = (id.to_owned(), name.to_owned());
                    return Err(ListErrorKind::ServiceNameConflict { service, found, reason });
                }
            }
            (None, None) => {}
        }
        desired.keep_name(service, name);
        Ok(())
    }
}

impl Desired {
    /// The name of a service in the list.
    fn name_of(&self, service: u32) -> Option<&str> {
        self.service_names.get(service as usize)?.as_deref()
    }

    /// Keeps the name of a service, unless it has one.
    fn keep_name(&mut self, service: u32, name: &str) {
        let at = service as usize;
        if self.service_names.len() <= at {
            self.service_names.resize(at + 1, None);
        }
        if let Some(known @ None) = self.service_names.get_mut(at) {
            *known = Some(name.to_owned());
        }
    }
}
