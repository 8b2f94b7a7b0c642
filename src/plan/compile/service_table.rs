//! The services of a task, numbered.

use crate::plan::Refusal;
use crate::plan::search::service_set::{MAX_SERVICES, NO_SERVICE, ServiceNumber, ServiceSet};
use crate::plan::task::Task;
use crate::rules::is_default_only;
use crate::sort;

/// Every service of the two lists, in the order of the identifiers. The first one has number 1.
pub(super) struct ServiceTable<'a> {
    ids: Vec<&'a str>,
    names: Vec<Option<&'a str>>,
    /// The services that can be bound to the whole prefix only; sorted.
    default_only: Vec<&'a str>,
}

impl<'a> ServiceTable<'a> {
    pub(super) fn new(task: &'a Task<'a>) -> Result<Self, Box<Refusal>> {
        let current = task.current.iter().filter_map(|binding| binding.service.as_deref());
        let desired = task.desired.iter().map(|binding| binding.service.as_str());
        let ids = sort::distinct(current.chain(desired));
        if ids.len() > MAX_SERVICES {
            let message =
                format!("{} services are too many: a plan handles {MAX_SERVICES} at most", ids.len());
            let help = "split the change, and plan for one part after the other";
            return Err(Box::new(Refusal::fatal("too-many-services", message, help)));
        }
        let names: Vec<_> = ids.iter().map(|id| task.names.get(*id).map(String::as_str)).collect();
        let by_name = ids.iter().zip(&names).filter(|(_, name)| name.is_some_and(is_default_only));
        let given = task.options.default_only.iter().flatten().map(String::as_str);
        let default_only = sort::distinct(given.chain(by_name.map(|(id, _)| *id)));
        Ok(Self { ids, names, default_only })
    }

    pub(super) fn number(&self, id: &str) -> ServiceNumber {
        let found = self.ids.binary_search(&id).ok();
        found.and_then(|index| ServiceNumber::try_from(index + 1).ok()).unwrap_or(NO_SERVICE)
    }

    pub(super) fn id(&self, service: ServiceNumber) -> Option<&'a str> {
        self.ids.get(usize::from(service).checked_sub(1)?).copied()
    }

    pub(super) fn name(&self, service: ServiceNumber) -> Option<&'a str> {
        self.names.get(usize::from(service).checked_sub(1)?).copied().flatten()
    }

    /// All services, with [`NO_SERVICE`]; and those that may be bound to a part of the prefix.
    pub(super) fn sets(&self) -> [ServiceSet; 2] {
        let mut services = ServiceSet::single(NO_SERVICE);
        let mut sub_block_services = ServiceSet::default();
        for (number, id) in (1..).zip(&self.ids) {
            services = services.with(number);
            if self.default_only.binary_search(id).is_err() {
                sub_block_services = sub_block_services.with(number);
            }
        }
        [services, sub_block_services]
    }
}
