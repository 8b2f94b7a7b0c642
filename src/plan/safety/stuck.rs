//! Addresses that a plan makes depend on a binding that does not become active by itself.

use crate::cidr::Cidr;
use crate::fmt::Quoted;
use crate::plan::Refusal;
use crate::plan::document::Plan;
use crate::plan::step::PlanStep;
use crate::plan::task::{CurrentBinding, Task};
use crate::resource::ROUTE_MISSING;
use std::collections::{BTreeMap, BTreeSet};

/// Refuses a plan that makes addresses depend on a stuck binding. O(n log n).
pub(super) fn stuck_binding(task: &Task<'_>, plan: &Plan) -> Option<Refusal> {
    let stuck: Vec<&CurrentBinding> = task.current.iter().filter(|binding| binding.is_stuck()).collect();
    if stuck.is_empty() {
        return None;
    }
    let dependents = StuckDependents::new(task, plan, &stuck);
    // In block order: the order of the list must not matter.
    let all: BTreeMap<Cidr, &CurrentBinding> = stuck
        .iter()
        .filter_map(|binding| Some((dependents.block_depending_on(binding)?, *binding)))
        .collect();
    let (block, binding) = all.first_key_value()?;
    let id = binding.service.as_deref().unwrap_or_default();
    let service = task.names.get(id).map_or(id, String::as_str);
    let state = binding.state.as_deref().unwrap_or_default();
    let more = match all.len() {
        1 => String::new(),
        2 => "; one more stuck binding gets addresses".to_owned(),
        count => format!("; {} more stuck bindings get addresses", count - 1),
    };
    let message = format!(
        "the addresses of {block} depend on the binding {} of {}, which is stuck: its state is {}{more}",
        binding.cidr,
        Quoted(service),
        Quoted(state)
    );
    let help = if state == ROUTE_MISSING {
        "add a Magic route that covers the block, and plan again once the binding is active"
    } else {
        "find out what the state means, and plan again once the binding is active"
    };
    Some(Refusal::overridable("stuck-binding", "allowStuck", message, help))
}

/// What decides whether addresses depend on a stuck binding.
struct StuckDependents {
    prefix: Cidr,
    /// The desired bindings, with their services.
    desired: BTreeMap<Cidr, String>,
    deleted: BTreeSet<Cidr>,
    /// For each service the first block that the plan binds to it.
    created: BTreeMap<String, Cidr>,
    /// For each stuck binding a deleted block that falls back to it.
    fallbacks: BTreeMap<Cidr, Cidr>,
}

impl StuckDependents {
    fn new(task: &Task<'_>, plan: &Plan, stuck: &[&CurrentBinding]) -> Self {
        let desired = task.desired.iter().map(|binding| (binding.cidr, binding.service.clone())).collect();
        let stuck: BTreeSet<_> = stuck.iter().map(|binding| binding.cidr).collect();
        let mut dependents = Self {
            prefix: plan.prefix,
            desired,
            deleted: BTreeSet::new(),
            created: BTreeMap::new(),
            fallbacks: BTreeMap::new(),
        };
        for step in &plan.steps {
            match step {
                PlanStep::Create { cidr, service_id, .. } => {
                    dependents.created.entry(service_id.clone()).or_insert(*cidr);
                }
                PlanStep::Delete { cidr, .. } => {
                    dependents.deleted.insert(*cidr);
                }
                PlanStep::Wait { .. } => {}
            }
        }
        for cidr in dependents.deleted.iter().filter(|cidr| !dependents.desired.contains_key(*cidr)) {
            let owner = dependents.ancestors(*cidr).find(|wider| dependents.desired.contains_key(wider));
            if let Some(owner) = owner.filter(|owner| stuck.contains(owner)) {
                dependents.fallbacks.entry(owner).or_insert(*cidr);
            }
        }
        dependents
    }

    /// The blocks of the prefix that contain this one, the smallest first.
    fn ancestors(&self, cidr: Cidr) -> impl Iterator<Item = Cidr> {
        let prefix = self.prefix;
        std::iter::successors(cidr.parent(), Cidr::parent).take_while(move |wider| prefix.covers(wider))
    }

    /// A block that depends on this binding at the end, but did not before, or loses what it could fall back to.
    fn block_depending_on(&self, binding: &CurrentBinding) -> Option<Cidr> {
        let service = binding.service.as_ref()?;
        // New bindings of the service would get stuck as well.
        if let Some(created) = self.created.get(service) {
            return Some(*created);
        }
        if self.desired.get(&binding.cidr) != Some(service) {
            return None;
        }
        if let Some(fallback) = self.fallbacks.get(&binding.cidr) {
            return Some(*fallback);
        }
        self.ancestors(binding.cidr).any(|wider| self.deleted.contains(&wider)).then_some(binding.cidr)
    }
}
