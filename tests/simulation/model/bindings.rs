//! Bindings: the rules of the API, and lists that lag.

use super::answer::{self, Response};
use super::request::Call;
use super::{Api, BgpPrefix, Binding, By, Change, MAGIC, PROPAGATION};
use crate::block::Block;

impl Api {
    /// Binds a block. The API's refusal otherwise.
    pub(crate) fn bind(
        &mut self,
        at: usize,
        block: Block,
        service: Option<u8>,
        by: By,
    ) -> Result<u64, Response> {
        let Self { now, behaviour, .. } = *self;
        let prefix = &self.prefixes[at];
        let is_default = block == prefix.block;
        let refused = |message: &str| Err(answer::failure(400, 1003, message));
        if !prefix.block.contains(block) {
            return refused("the binding is outside of the prefix");
        }
        if !behaviour.careless && prefix.bindings.iter().any(|one| one.block == block) {
            return Err(answer::failure(409, 1108, "a binding for this CIDR exists"));
        }
        if !is_default && prefix.default().is_none() {
            return refused("the first binding must match the prefix");
        }
        let others = prefix.bindings.iter().any(|one| one.block != block && one.service.is_some());
        if is_default && behaviour.strict && others {
            return refused("the binding of the prefix must be the first");
        }
        if !is_default && service == Some(MAGIC) {
            return refused("Magic Transit must be the binding of the prefix");
        }
        let id = self.new_id();
        let (active_at, settled_at) =
            (now + behaviour.activation, now + PROPAGATION.max(behaviour.activation));
        let prefix = &mut self.prefixes[at];
        let shown_from = prefix.lists + behaviour.lag;
        let stuck = None;
        prefix.bindings.push(Binding { id, block, service, by, active_at, settled_at, stuck, shown_from });
        self.record(at, by, Change::Created { id, block, service });
        if is_default && !self.prefixes[at].bgp.iter().any(|one| one.block == block) {
            let id = self.new_id();
            let made = BgpPrefix { id, block, advertised: false, prepend: 0, follow: false };
            self.prefixes[at].bgp.push(made);
        }
        Ok(id)
    }

    /// Deletes a binding. The API's refusal otherwise.
    pub(crate) fn unbind(&mut self, at: usize, id: u64, by: By) -> Result<(), Response> {
        let behaviour = self.behaviour;
        let prefix = &mut self.prefixes[at];
        let Some(index) = prefix.bindings.iter().position(|one| one.id == id) else {
            return Err(answer::failure(404, 1000, "not_found"));
        };
        let is_default = prefix.bindings[index].block == prefix.block;
        let others = prefix.bindings.iter().any(|one| one.block != prefix.block);
        if is_default && behaviour.strict && others {
            return Err(answer::failure(400, 1003, "the prefix has other bindings"));
        }
        let removed = prefix.bindings.remove(index);
        let change =
            Change::Deleted { id, block: removed.block, service: removed.service, maker: removed.by };
        if prefix.lists > removed.shown_from || behaviour.lag == 0 {
            let until = prefix.lists + behaviour.lag;
            prefix.ghosts.push((removed, until));
        }
        if is_default && prefix.default().is_none() {
            let block = prefix.block;
            prefix.bgp.retain(|one| one.block != block);
        }
        self.record(at, by, change);
        Ok(())
    }

    fn shown(&mut self, at: usize) -> Vec<String> {
        let now = self.now;
        let prefix = &mut self.prefixes[at];
        let number = prefix.lists;
        prefix.lists += 1;
        prefix.ghosts.retain(|(_, until)| number < *until);
        let seen = prefix.bindings.iter().filter(|one| one.shown_from <= number);
        let ghosts = prefix.ghosts.iter().map(|(one, _)| one);
        let mut items: Vec<_> = seen.chain(ghosts).map(|one| answer::binding(one, now)).collect();
        // The API documents no order.
        if !items.is_empty() {
            let turn = number as usize % items.len();
            items.rotate_left(turn);
        }
        items
    }

    /// A list without its last items.
    pub(super) fn list_part(&mut self, at: usize, call: &Call, says_so: bool) -> Response {
        let mut items = match call {
            Call::ListBindings => self.shown(at),
            _ => return self.carry_out(0, at, call),
        };
        items.truncate(items.len() / 2);
        answer::list(&items, says_so.then_some(3))
    }

    /// Does what a request asks for.
    pub(super) fn carry_out(&mut self, number: usize, at: usize, call: &Call) -> Response {
        if *call == Call::ListRoutes {
            return answer::failure(400, 1012, "this account is not onboarded to Magic");
        }
        if at >= self.prefixes.len() {
            return answer::failure(404, 1000, "not_found");
        }
        let by = By::Run(number);
        match call {
            Call::ListBindings => {
                let items = self.shown(at);
                answer::list(&items, None)
            }
            Call::GetBinding(id) => match self.prefixes[at].bindings.iter().find(|one| one.id == *id) {
                Some(found) => answer::success(200, &answer::binding(found, self.now)),
                None => answer::failure(404, 1000, "not_found"),
            },
            Call::Create { block: Some(block), service: Some(service) } => {
                match self.bind(at, *block, Some(*service), by) {
                    Ok(id) => {
                        let made = self.prefixes[at].bindings.iter().find(|one| one.id == id).unwrap();
                        answer::success(201, &answer::binding(made, self.now))
                    }
                    Err(refusal) => refusal,
                }
            }
            Call::Delete(id) => {
                self.unbind(at, *id, by).map_or_else(|refusal| refusal, |()| answer::deleted())
            }
            Call::Create { .. } | Call::Unknown | Call::ListRoutes => {
                answer::failure(400, 1003, "invalid request")
            }
            _ => self.carry_out_other(at, call, by),
        }
    }
}
