//! Steps about BGP prefixes and delegations: what their lists show, and whether a write is needed.

use super::document::RunStep;
use super::prefix_call::{Stage, Write};
use super::prefix_pause::poll_pause;
use super::prefix_run::{Context, PrefixRun, SECOND};
use super::record::{IntentOp, OutcomeResult};
use super::trouble::Block;
use crate::id::is_same_id;
use crate::resource::{BgpPrefix, Delegation};

/// Time in which a BGP prefix comes back by itself once the prefix is bound.
const RETURN: u64 = 1800 * SECOND;
/// The advertisement of a prefix can be changed once in this time (the provider of Terraform, resource
/// `cloudflare_byo_ip_prefix`).
pub(super) const ADVERTISE_SPACING: u64 = 900 * SECOND;

impl PrefixRun {
    pub(super) fn bgp_listed(&mut self, list: &[BgpPrefix], context: &mut Context<'_>) {
        let Some(step) = context.plan.steps.get(self.step) else { return };
        let found = step.cidr().and_then(|cidr| list.iter().find(|one| one.cidr.cidr == cidr));
        let write = |op, cidr, id| Write { op, cidr, to: None, id, known: Vec::new() };
        let id = found.map(|one| one.id.clone());
        match (step, found) {
            (RunStep::CreateBgpPrefix { .. }, Some(_)) => self.present(id, context),
            (RunStep::CreateBgpPrefix { cidr }, None) => {
                self.ready(write(IntentOp::CreateBgpPrefix, *cidr, None), context);
            }
            (RunStep::EditBgpPrefix { asn_prepend_count, auto_advertise_withdraw, cidr }, Some(one)) => {
                let differs = asn_prepend_count
                    .is_some_and(|own| one.asn_prepend_count.value() != Some(&own))
                    || auto_advertise_withdraw
                        .is_some_and(|own| one.auto_advertise_withdraw.value() != Some(&own));
                if differs {
                    self.unblock(context);
                    self.stage = Stage::Ready(write(IntentOp::EditBgpPrefix, *cidr, id));
                } else {
                    self.present(id, context);
                }
            }
            (RunStep::Advertise { cidr, advertised }, Some(one)) => {
                let now = one.on_demand.value().and_then(|one| one.advertised.value());
                let since = self.last_advertised.map(|last| last.elapsed(context.now, self.date));
                match since.map_or(0, |since| ADVERTISE_SPACING.saturating_sub(since)) {
                    _ if now == Some(advertised) => self.present(id, context),
                    0 => {
                        self.unblock(context);
                        self.stage = Stage::Ready(write(IntentOp::Advertise, *cidr, id));
                    }
                    rest => self.stage = Stage::Due(context.now.tick + rest),
                }
            }
            (_, None) => self.await_bgp_prefix(context),
            _ => self.next_step(context),
        }
    }

    /// A BGP prefix that equals the prefix comes back by itself, some time after the binding.
    fn await_bgp_prefix(&mut self, context: &mut Context<'_>) {
        let from = self.last_write.unwrap_or(context.started);
        if from.elapsed(context.now, self.date) < RETURN {
            self.stage = Stage::Due(context.now.tick + poll_pause(from, context));
            return;
        }
        let cidr = context.plan.steps.get(self.step).and_then(RunStep::cidr).unwrap_or(context.plan.cidr);
        let message = format!("there is no BGP prefix for {cidr}");
        let help = "create it, or have it created; the run goes on once it is there";
        self.poll_blocked(Block::new("bgp-prefix-missing", message, help), context);
    }

    pub(super) fn delegations_listed(&mut self, list: &[Delegation], context: &mut Context<'_>) {
        let Some(RunStep::Delegate { cidr, account_id }) = context.plan.steps.get(self.step) else { return };
        let mut same = list.iter().filter(|one| one.cidr.cidr == *cidr);
        let is_to =
            |one: &&Delegation| one.delegated_account_id.value().is_some_and(|id| is_same_id(id, account_id));
        let known: Vec<_> = same.clone().map(|one| one.id.clone()).collect();
        if let Some(found) = same.find(is_to) {
            return self.present(Some(found.id.clone()), context);
        }
        let (op, to) = (IntentOp::Delegate, Some(account_id.clone()));
        self.ready(Write { op, cidr: *cidr, to, id: None, known }, context);
    }

    /// Nothing has to be sent for the current step.
    fn present(&mut self, id: Option<String>, context: &mut Context<'_>) {
        self.unblock(context);
        self.outcome(OutcomeResult::Present, id, None, None, context);
        self.next_step(context);
    }
}
