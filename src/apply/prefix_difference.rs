//! Differences of a list that writes of this run explain.

use super::document::RunStep;
use super::prefix_call::{Stage, Write};
use super::prefix_check::FOREIGN_READS;
use super::prefix_run::{Context, PrefixRun};
use super::record::{IntentOp, OutcomeResult, Record};
use super::trouble::Block;
use crate::envelope::Payload;
use crate::id::is_same_id;
use crate::resource::ServiceBinding;

impl PrefixRun {
    /// True where a difference is a create of this run whose outcome was open: the binding is taken as the step's, and
    /// a second one is named.
    pub(super) fn finds_own_create(
        &mut self,
        extra: &[&ServiceBinding],
        sentences: &[String],
        context: &mut Context<'_>,
    ) -> bool {
        let Some(RunStep::Create { cidr, service_id, .. }) = context.plan.steps.get(self.step) else {
            return false;
        };
        let is_own = |one: &&ServiceBinding| {
            one.cidr.cidr == *cidr && one.service_id.as_deref().is_some_and(|own| is_same_id(own, service_id))
        };
        let (Some(first), true) = (extra.first(), self.open_creates > 0) else { return false };
        if sentences.len() != extra.len() || !extra.iter().all(is_own) {
            return false;
        }
        let duplicate = extra.get(1).map(|one| one.id.clone());
        self.bound(&first.id, *cidr, service_id, OutcomeResult::Found, duplicate, context);
        self.stage = Stage::Due(context.now.tick);
        true
    }

    /// True where the only difference is that the step's binding is gone, after a delete of this run whose outcome was
    /// open.
    pub(super) fn finds_own_delete(
        &mut self,
        list: &[ServiceBinding],
        extra: &[&ServiceBinding],
        sentences: &[String],
        context: &mut Context<'_>,
    ) -> bool {
        let Some(RunStep::Delete { cidr, service_id, binding_id, .. }) = context.plan.steps.get(self.step)
        else {
            return false;
        };
        let id = self.expected.id_of(*cidr, service_id, binding_id.as_deref());
        let Some(id) = id.filter(|id| list.iter().all(|one| !is_same_id(&one.id, id))) else { return false };
        if !self.open_delete || !extra.is_empty() || sentences.len() != 1 {
            return false;
        }
        let (op, cidr, to, id) = (IntentOp::Delete, *cidr, Some(service_id.clone()), Some(id));
        self.written(Write { op, cidr, to, id, known: Vec::new() }, &Payload::Nothing, true, context);
        true
    }

    /// True where a difference is a second binding of a create that was sent twice: a person decides.
    pub(super) fn takes_duplicates(
        &mut self,
        extra: &[&ServiceBinding],
        sentences: &[String],
        context: &mut Context<'_>,
    ) -> bool {
        let is_suspect = |one: &&ServiceBinding| {
            let service = one.service_id.as_deref().unwrap_or_default();
            self.suspects.iter().any(|(cidr, own)| *cidr == one.cidr.cidr && is_same_id(own, service))
        };
        if extra.is_empty() || sentences.len() != extra.len() || !extra.iter().all(is_suspect) {
            return false;
        }
        let mut ids: Vec<_> = extra.iter().map(|one| one.id.clone()).collect();
        // Lists have no order, and the question has to be the same.
        ids.sort_unstable();
        let question = format!("duplicate {}", ids.join(" "));
        if context.answers.get(&question).is_some_and(|answer| answer == "delete") {
            for one in extra {
                let service = one.service_id.as_deref().unwrap_or_default();
                self.expected.created(&one.id, one.cidr.cidr, service);
            }
            self.surplus = ids;
            self.stage = Stage::Due(context.now.tick);
            return true;
        }
        let message = format!("a create was carried out twice: {}", sentences.join("; "));
        let help = "answer `delete` to delete the second binding, which changes no traffic";
        self.stop(Block::new("duplicate", message, help).asking(question), context);
        true
    }

    /// A second binding that the list does not show need not be deleted. Where it comes back, the same answer takes it again.
    pub(super) fn drop_gone_duplicates(&mut self, list: &[ServiceBinding]) {
        let (shown, gone): (Vec<_>, Vec<_>) = std::mem::take(&mut self.surplus)
            .into_iter()
            .partition(|id| list.iter().any(|one| is_same_id(&one.id, id)));
        self.surplus = shown;
        for id in gone {
            self.expected.forget(&id);
        }
    }

    /// True where the only difference is that a binding of this run has another id than the answer to its create named:
    /// a person decides whether it is the same one.
    pub(super) fn takes_other_id(&mut self, list: &[ServiceBinding], context: &mut Context<'_>) -> bool {
        let Some((was, found)) = self.expected.other_id(list) else { return false };
        let id = found.id.clone();
        let question = format!("other-id {was} {id}");
        if context.answers.get(&question).is_some_and(|answer| answer == "take") {
            self.unblock(context);
            self.expected.renamed(&was, &id);
            context.journal.push(Record::Renamed { prefix: context.plan.cidr, was, id }, context.now.wall);
            (self.differences, self.stage) = (0, Stage::Due(context.now.tick));
            return true;
        }
        if self.differences + 1 < FOREIGN_READS {
            return false;
        }
        self.differences = 0;
        let message = format!(
            "the API said that it created {} as `{was}`, and the list shows it as `{id}`",
            found.cidr.cidr
        );
        let help = "answer `take` if no other writer has created it; otherwise delete it, and plan again";
        self.stop(Block::new("other-id", message, help).asking(question), context);
        true
    }
}
