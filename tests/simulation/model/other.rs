//! BGP prefixes and delegations.

use super::answer::{self, Response};
use super::request::Call;
use super::{Api, BgpPrefix, By, Change, Delegation};
use crate::faults::MINUTE;
use crate::scenario::DELEGATE;

/// The least time between two changes of a prefix's advertisement.
pub(crate) const ADVERTISE_SPACING: u64 = 15 * MINUTE;

impl Api {
    /// Another writer uses BGP prefixes or delegations, where the API lets it.
    pub(crate) fn interfere_further(&mut self, at: usize, pick: usize) {
        let prefix = &self.prefixes[at];
        let one = prefix.bgp.get(pick / 5 % prefix.bgp.len().max(1));
        let edit = |advertised, prepend, follow| {
            one.map(|one| Call::EditBgp { id: one.id, advertised, prepend, follow })
        };
        let part = prefix.block.part(prefix.block.length + 1, 1);
        let call = match pick % 5 {
            0 => edit(one.map(|one| !one.advertised), None, None),
            1 => edit(None, Some(3), None),
            2 => edit(None, None, one.map(|one| !one.follow)),
            3 => Some(Call::CreateBgp(Some(part))),
            _ => Some(Call::Delegate { block: Some(part), account: DELEGATE.to_owned() }),
        };
        if let Some(call) = call {
            self.carry_out_other(at, &call, By::Other);
        }
    }

    fn default_is_active(&self, at: usize) -> bool {
        self.prefixes[at].default().is_some_and(|one| one.stuck.is_none() && one.active_at <= self.now)
    }

    pub(super) fn carry_out_other(&mut self, at: usize, call: &Call, by: By) -> Response {
        let prefix = &self.prefixes[at];
        let (on_demand, locked) = (prefix.on_demand, prefix.locked);
        match call {
            Call::ListBgp => {
                let text = |one| answer::bgp_prefix(one, on_demand, locked);
                answer::list(&prefix.bgp.iter().map(text).collect::<Vec<_>>(), None)
            }
            Call::GetBgp(id) => match prefix.bgp.iter().find(|one| one.id == *id) {
                Some(found) => answer::success(200, &answer::bgp_prefix(found, on_demand, locked)),
                None => answer::failure(404, 1000, "not_found"),
            },
            Call::CreateBgp(Some(block)) => {
                if !prefix.block.contains(*block) {
                    return answer::failure(400, 1003, "the BGP prefix is outside of the prefix");
                }
                if prefix.bgp.iter().any(|one| one.block == *block) {
                    return answer::failure(409, 1004, "the BGP prefix exists");
                }
                if !self.default_is_active(at) {
                    return answer::failure(400, 1005, "incomplete_bgp_deployment");
                }
                let id = self.new_id();
                let made = BgpPrefix { id, block: *block, advertised: false, prepend: 0, follow: false };
                let text = answer::bgp_prefix(&made, on_demand, locked);
                self.prefixes[at].bgp.push(made);
                self.record(at, by, Change::BgpCreated { block: *block });
                answer::success(200, &text)
            }
            Call::EditBgp { .. } => self.edit_bgp(at, call, by),
            Call::ListDelegations => {
                let text = |one| answer::delegation(one, at);
                answer::list(&prefix.delegations.iter().map(text).collect::<Vec<_>>(), None)
            }
            Call::Delegate { block: Some(block), account } => {
                let is_same = |one: &Delegation| one.block == *block && one.account == *account;
                if prefix.delegations.iter().any(is_same) {
                    return answer::failure(409, 1006, "the delegation exists");
                }
                let made = Delegation { id: self.new_id(), block: *block, account: account.clone() };
                let text = answer::delegation(&made, at);
                self.prefixes[at].delegations.push(made);
                self.record(at, by, Change::Delegated { block: *block });
                answer::success(200, &text)
            }
            _ => answer::failure(400, 1003, "invalid request"),
        }
    }

    fn edit_bgp(&mut self, at: usize, call: &Call, by: By) -> Response {
        let &Call::EditBgp { id, advertised, prepend, follow } = call else {
            return answer::failure(400, 1003, "invalid request");
        };
        let (now, active) = (self.now, self.default_is_active(at));
        let prefix = &mut self.prefixes[at];
        let (on_demand, locked) = (prefix.on_demand, prefix.locked);
        let Some(found) = prefix.bgp.iter_mut().find(|one| one.id == id) else {
            return answer::failure(404, 1000, "not_found");
        };
        let (block, mut changes) = (found.block, Vec::new());
        if let Some(advertised) = advertised {
            if !active {
                return answer::failure(400, 1007, "advertise_state_locked");
            }
            // A locked prefix answers as if it had changed.
            if !locked && on_demand && found.advertised != advertised {
                if prefix.advertised_at.is_some_and(|before| now < before + ADVERTISE_SPACING) {
                    return answer::failure(400, 1008, "advertisement was changed less than 15 minutes ago");
                }
                prefix.advertised_at = Some(now);
                found.advertised = advertised;
                changes.push(Change::Advertised { block, advertised });
            }
        }
        if prepend.is_some_and(|prepend| prepend != found.prepend)
            || follow.is_some_and(|follow| follow != found.follow)
        {
            found.prepend = prepend.unwrap_or(found.prepend);
            found.follow = follow.unwrap_or(found.follow);
            changes.push(Change::BgpEdited { block });
        }
        let text = answer::bgp_prefix(found, on_demand, locked);
        for change in changes {
            self.record(at, by, change);
        }
        answer::success(200, &text)
    }
}
