//! Writes of a prefix: intents, outcomes, and what a write that failed leads to.

use super::document::RunStep;
use super::prefix_bgp::ADVERTISE_SPACING;
use super::prefix_call::{Call, Job, Stage, Write};
use super::prefix_run::{Context, PrefixRun};
use super::record::{IntentOp, OutcomeResult, Record};
use super::time;
use super::trouble::{Block, Trouble, said};
use crate::cidr::Cidr;
use crate::envelope::Payload;
use crate::operation::Operation;
use crate::request::RequestParams;
use crate::write::{Ending, Failure, IneffectiveEdit, Outcome};

/// Creates that are sent without a person's yes, although an earlier one may have been carried out.
const MOST_CREATES: u32 = 2;

impl Write {
    /// `step` counts from 0.
    pub(super) fn params(&self, step: usize, context: &Context<'_>) -> RequestParams {
        let operation = match self.op {
            IntentOp::Create => Operation::CreateBinding,
            IntentOp::Delete | IntentOp::DeleteDuplicate => Operation::DeleteBinding,
            IntentOp::CreateBgpPrefix => Operation::CreateBgpPrefix,
            IntentOp::EditBgpPrefix | IntentOp::Advertise => Operation::EditBgpPrefix,
            IntentOp::Delegate => Operation::CreateDelegation,
        };
        let mut params = PrefixRun::params(operation, context);
        let id = self.id.clone().unwrap_or_default();
        let to = self.to.clone().unwrap_or_default();
        params.cidr = self.cidr.to_string();
        match self.op {
            IntentOp::Create => params.service_id = to,
            IntentOp::Delete | IntentOp::DeleteDuplicate => params.binding_id = id,
            IntentOp::CreateBgpPrefix => {}
            IntentOp::EditBgpPrefix | IntentOp::Advertise => params.bgp_prefix_id = id,
            IntentOp::Delegate => params.delegated_account_id = to,
        }
        match (self.op, context.plan.steps.get(step)) {
            (
                IntentOp::EditBgpPrefix,
                Some(RunStep::EditBgpPrefix { asn_prepend_count, auto_advertise_withdraw, .. }),
            ) => {
                params.asn_prepend_count = *asn_prepend_count;
                params.auto_advertise_withdraw = *auto_advertise_withdraw;
            }
            (IntentOp::Advertise, Some(RunStep::Advertise { advertised, .. })) => {
                params.advertised = Some(*advertised);
            }
            _ => {}
        }
        params
    }

    /// Its record. `step` counts from 0.
    pub(super) fn intent(&self, prefix: Cidr, step: usize) -> Record {
        let Self { op, cidr, to, id, known } = self.clone();
        Record::Intent { prefix, step: step + 1, op, cidr, to, id, known }
    }

    pub(super) fn is_create(&self) -> bool {
        matches!(self.op, IntentOp::Create | IntentOp::CreateBgpPrefix | IntentOp::Delegate)
    }
}

impl PrefixRun {
    /// A write was carried out. `looked`: not its answer shows that, but a read.
    pub(super) fn written(
        &mut self,
        write: Write,
        result: &Payload,
        looked: bool,
        context: &mut Context<'_>,
    ) {
        let how = if looked { OutcomeResult::Found } else { OutcomeResult::Done };
        let id = match result {
            Payload::Binding(one) => Some(one.id.clone()),
            Payload::BgpPrefix(one) => Some(one.id.clone()),
            Payload::Delegation(one) => Some(one.id.clone()),
            _ => write.id.clone(),
        };
        self.unblock(context);
        match (write.op, write.to, id) {
            (IntentOp::Create, Some(service), Some(id)) => {
                self.bound(&id, write.cidr, &service, how, None, context);
            }
            (IntentOp::Delete | IntentOp::DeleteDuplicate, _, Some(id)) => {
                self.outcome(how, Some(id.clone()), None, None, context);
                self.unbound(&id);
                self.last_write = Some(self.stamp(context));
                if write.op == IntentOp::Delete {
                    self.next_step(context);
                }
            }
            (op, _, id) => {
                self.outcome(how, id, None, None, context);
                if op == IntentOp::Advertise {
                    self.last_advertised = Some(self.stamp(context));
                }
                self.next_step(context);
            }
        }
        self.stage = Stage::Due(context.now.tick);
    }

    /// The current step's binding exists.
    pub(super) fn bound(
        &mut self,
        id: &str,
        cidr: Cidr,
        service: &str,
        how: OutcomeResult,
        duplicate: Option<String>,
        context: &mut Context<'_>,
    ) {
        self.unblock(context);
        let may_be_twice = self.open_creates > 0 || duplicate.is_some();
        self.outcome(how, Some(id.to_owned()), duplicate, None, context);
        self.last_write = Some(self.stamp(context));
        if may_be_twice {
            self.suspects.push((cidr, service.to_owned()));
        }
        self.expected.created(id, cidr, service);
        self.next_step(context);
    }

    /// A binding is gone.
    pub(super) fn unbound(&mut self, id: &str) {
        self.expected.deleted(id);
        self.surplus.retain(|one| one != id);
    }

    pub(super) fn outcome(
        &mut self,
        result: OutcomeResult,
        id: Option<String>,
        duplicate: Option<String>,
        said: Option<String>,
        context: &mut Context<'_>,
    ) {
        let record = Record::Outcome {
            prefix: context.plan.cidr,
            step: self.step + 1,
            result,
            id,
            duplicate,
            date: self.date.map(time::format),
            ray: self.ray.clone(),
            said,
        };
        context.journal.push(record, context.now.wall);
    }

    /// A call has failed.
    pub(super) fn call_failed(&mut self, call: Call, ending: Ending, context: &mut Context<'_>) {
        let failure = call.failure.as_deref();
        self.write_fails |= matches!(call.job, Job::Write(_));
        match call.job {
            Job::Write(write) => self.write_failed(write, ending, failure, context),
            Job::Confirm { view, open } if failure.is_some_and(Failure::is_not_found) => {
                self.confirmed(view, open, None, context);
            }
            Job::Bindings | Job::Confirm { .. } => {
                self.fail(failure, &format!("the bindings of {} cannot be read", context.plan.cidr), context);
            }
            Job::BgpPrefixes => {
                self.fail(
                    failure,
                    &format!("the BGP prefixes of {} cannot be read", context.plan.cidr),
                    context,
                );
            }
            Job::Delegations => {
                self.fail(
                    failure,
                    &format!("the delegations of {} cannot be read", context.plan.cidr),
                    context,
                );
            }
        }
    }

    fn write_failed(
        &mut self,
        write: Write,
        ending: Ending,
        failure: Option<&Failure>,
        context: &mut Context<'_>,
    ) {
        let what = format!("step {} of {} was not carried out", self.step + 1, context.plan.cidr);
        match ending {
            Ending::Refused
                if failure.is_some_and(Failure::is_not_found)
                    && (write.op == IntentOp::DeleteDuplicate
                        || write.op == IntentOp::Delete && self.open_delete) =>
            {
                self.written(write, &Payload::Nothing, true, context);
            }
            Ending::Refused | Ending::Unverified(Outcome::NotSent | Outcome::Rejected) => {
                self.outcome(OutcomeResult::NotApplied, None, None, Some(said(failure)), context);
                let trouble = match Trouble::of(failure) {
                    // Somebody else may have advertised or withdrawn the prefix a moment ago.
                    Trouble::Lasting("refused") if write.op == IntentOp::Advertise => {
                        Trouble::Passing(ADVERTISE_SPACING + ADVERTISE_SPACING / 3)
                    }
                    trouble => trouble,
                };
                self.fail_with(trouble, failure, &what, context);
            }
            // The last read has failed: read again later, and send nothing.
            Ending::Unverified(Outcome::Unknown) | Ending::Unreadable => {
                self.open = Some(write);
                self.fail(failure, "the outcome of a write cannot be read", context);
            }
            // Nothing was seen during the looks.
            Ending::Unknown => {
                self.outcome(OutcomeResult::Unknown, None, None, Some(said(failure)), context);
                self.open_creates += u32::from(write.is_create());
                self.open_delete |= write.op == IntentOp::Delete;
                self.fail(failure, &what, context);
            }
            // The next list tells them apart. A create that was answered is not looked for, so none is unconfirmed.
            Ending::Duplicated(_)
            | Ending::Ambiguous(_)
            | Ending::Taken(_, Outcome::Unknown)
            | Ending::Unconfirmed(..) => {
                self.open_creates += if matches!(ending, Ending::Duplicated(_)) { 2 } else { 1 };
                self.outcome(OutcomeResult::Unknown, None, None, Some(said(failure)), context);
                self.stage = Stage::Due(context.now.tick);
            }
            // The next list shows what is in its place.
            Ending::Taken(..) => {
                self.outcome(OutcomeResult::NotApplied, None, None, Some(said(failure)), context);
                self.stage = Stage::Due(context.now.tick);
            }
            Ending::Ineffective(edit) => self.edit_ineffective(&write, &edit, context),
        }
    }

    fn edit_ineffective(&mut self, write: &Write, edit: &IneffectiveEdit, context: &mut Context<'_>) {
        let (result, reason, help) = match &edit.fixed {
            Some(fixed) => (
                OutcomeResult::NotApplied,
                format!(": it is {fixed}"),
                "ask the account team to unlock the advertisement, or make the change there; then resume the run",
            ),
            // Another writer may have changed it back before the first read.
            None => (
                OutcomeResult::Unknown,
                String::new(),
                "if somebody else has changed it back, agree with them, then resume the run; if not, ask the account team",
            ),
        };
        let (cidr, fields) = (write.cidr, &edit.fields);
        let message = format!(
            "the API reported success for {cidr}, and reads do not show the change of {fields}{reason}"
        );
        self.outcome(result, None, None, None, context);
        self.stop(Block::new("edit-ineffective", message, help), context);
    }

    /// The check has shown what the plan expects: a create may go, unless it was sent before.
    pub(super) fn ready(&mut self, write: Write, context: &mut Context<'_>) {
        let sent = self.open_creates;
        let question = format!("unclear {} step {} create {sent}", context.plan.cidr, self.step + 1);
        let agreed = context.answers.get(&question).is_some_and(|answer| answer == "again");
        if sent < MOST_CREATES || agreed {
            self.stage = Stage::Ready(write);
            return;
        }
        let message = format!(
            "{} was created {sent} times without an answer that tells the outcome, and no list of the last minutes has it",
            write.cidr
        );
        let help = "resume the run later to look again, or answer `again` to create it once more";
        self.stop(Block::new("unclear", message, help).asking(question), context);
    }
}
