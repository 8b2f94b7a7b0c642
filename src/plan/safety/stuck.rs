//! Addresses that a plan hands to a binding which does not become active by itself.

use super::overridable as refuse;
use crate::cidr::Cidr;
use crate::error::Quoted;
use crate::plan::{CurrentBinding, Plan, PlanStep, Refusal, Task};
use crate::resource::ROUTE_MISSING;
use std::collections::{BTreeMap, BTreeSet};

/// Why the plan should wait for a person, where it should. O(n log n).
pub(super) fn refusal(task: &Task<'_>, plan: &Plan) -> Option<Refusal> {
    let stuck: Vec<&CurrentBinding> = task.current.iter().filter(|bound| bound.is_stuck()).collect();
    if stuck.is_empty() {
        return None;
    }
    let handed = StuckDependents::new(task, plan, &stuck);
    // In the order of the blocks, so that the order of a list changes nothing.
    let all: BTreeMap<Cidr, &CurrentBinding> =
        stuck.iter().filter_map(|bound| Some((handed.block_depending_on(bound)?, *bound))).collect();
    let (block, bound) = all.first_key_value()?;
    let id = bound.service.as_deref().unwrap_or_default();
    let service = task.names.get(id).map_or(id, String::as_str);
    let state = bound.state.as_deref().unwrap_or_default();
    let more = match all.len() {
        1 => String::new(),
        count => format!(", and {} more such bindings get addresses", count - 1),
    };
    let message = format!(
        "the addresses of {block} depend on the binding {} of {}, which is stuck: its state is {}{more}",
        bound.cidr,
        Quoted(service),
        Quoted(state)
    );
    let help = if state == ROUTE_MISSING {
        "add a Magic route that covers the block, and plan again once the binding is active"
    } else {
        "the state is not known to become active by itself: find out what it means, and plan again once the binding is active"
    };
    Some(refuse("stuck-binding", "allowStuck", message, help))
}

/// What decides whether addresses are handed to a stuck binding.
struct StuckDependents {
    prefix: Cidr,
    /// Bound at the end, with the service.
    desired: BTreeMap<Cidr, String>,
    deleted: BTreeSet<Cidr>,
    created: BTreeMap<String, Cidr>,
    /// For each stuck binding a block below it that falls to it.
    falls_back: BTreeMap<Cidr, Cidr>,
}

impl StuckDependents {
    fn new(task: &Task<'_>, plan: &Plan, stuck: &[&CurrentBinding]) -> Self {
        let desired: BTreeMap<_, _> =
            task.desired.iter().map(|wanted| (wanted.cidr, wanted.service.clone())).collect();
        let stuck: BTreeSet<_> = stuck.iter().map(|bound| bound.cidr).collect();
        let mut handed = Self {
            prefix: plan.prefix,
            desired,
            deleted: BTreeSet::new(),
            created: BTreeMap::new(),
            falls_back: BTreeMap::new(),
        };
        for step in &plan.steps {
            match step {
                PlanStep::Create { cidr, service_id, .. } => {
                    handed.created.entry(service_id.clone()).or_insert(*cidr);
                }
                PlanStep::Delete { cidr, .. } => {
                    handed.deleted.insert(*cidr);
                }
                PlanStep::Wait { .. } => {}
            }
        }
        for cidr in handed.deleted.iter().filter(|cidr| !handed.desired.contains_key(*cidr)) {
            let owner = handed.around(*cidr).find(|wider| handed.desired.contains_key(wider));
            if let Some(owner) = owner.filter(|owner| stuck.contains(owner)) {
                handed.falls_back.entry(owner).or_insert(*cidr);
            }
        }
        handed
    }

    /// The blocks around this one in the prefix, the nearest first.
    fn around(&self, cidr: Cidr) -> impl Iterator<Item = Cidr> {
        let prefix = self.prefix;
        std::iter::successors(cidr.parent(), Cidr::parent).take_while(move |wider| prefix.covers(wider))
    }

    /// A block that depends on this binding in the end, and did not before or loses what stands in for it.
    fn block_depending_on(&self, bound: &CurrentBinding) -> Option<Cidr> {
        let service = bound.service.as_ref()?;
        if let Some(created) = self.created.get(service) {
            return Some(*created);
        }
        if self.desired.get(&bound.cidr) != Some(service) {
            return None;
        }
        if let Some(fallen) = self.falls_back.get(&bound.cidr) {
            return Some(*fallen);
        }
        self.around(bound.cidr).any(|wider| self.deleted.contains(&wider)).then_some(bound.cidr)
    }
}
