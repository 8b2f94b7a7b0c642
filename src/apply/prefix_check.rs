//! What the lists show: whether the plan may go on, has to wait, or has to stop.

use super::bindings::Comparison;
use super::document::RunStep;
use super::prefix_call::{Call, Job, Stage, Write};
use super::prefix_pause::poll_pause;
use super::prefix_run::{Context, PrefixRun, SECOND, WaitState};
use super::record::{IntentOp, Record};
use super::time;
use super::trouble::Block;
use crate::cidr::Cidr;
use crate::envelope::Payload;
use crate::id::is_same_id;
use crate::operation::Operation;
use crate::resource::{Progress, ROUTE_MISSING, ServiceBinding};
use crate::write::Reply;

/// Reads that may show a state before own writes, before they are looked up by id.
const BEHIND_READS: u32 = 3;
/// Reads after which a list that stays behind stops the prefix: more than ten minutes.
const BEHIND_MOST: u32 = 8;
/// Reads that confirm a difference: one odd answer stops nothing.
pub(super) const FOREIGN_READS: u32 = 3;
const HOUR: u64 = 3600 * SECOND;
/// A binding that rolls out for longer than this after the hours of its wait is reported.
const SLOW: u64 = 24 * HOUR;

impl PrefixRun {
    /// A call has succeeded.
    pub(super) fn call_done(&mut self, call: Call, reply: Reply, context: &mut Context<'_>) {
        match (call.job, reply.into_result()) {
            (Job::Bindings, Payload::Bindings(list)) => self.listed(&list, context),
            (Job::Confirm { view, open }, Payload::Binding(one)) => {
                self.confirmed(view, open, Some(*one), context);
            }
            (Job::BgpPrefixes, Payload::BgpPrefixes(list)) => self.bgp_listed(&list, context),
            (Job::Delegations, Payload::Delegations(list)) => self.delegations_listed(&list, context),
            (Job::Write(write), result) => {
                let looked = call.failure.is_some() || !call.exchange.is_sent();
                self.written(write, &result, looked, context);
            }
            // The operation decides the kind of its result, so there is no other pair.
            _ => {}
        }
    }

    /// A list of the bindings has come.
    fn listed(&mut self, list: &[ServiceBinding], context: &mut Context<'_>) {
        self.watched.get_or_insert(self.stamp(context));
        self.drop_gone_duplicates(list);
        match self.expected.compare(list) {
            Comparison::Equal => self.as_expected(list, context),
            Comparison::Behind(open) => self.behind(list, open, context),
            Comparison::Foreign(difference) => {
                let extra: Vec<_> = difference.extra.iter().filter_map(|at| list.get(*at)).collect();
                let sentences = &difference.sentences;
                if self.finds_own_create(&extra, sentences, context)
                    || self.takes_duplicates(&extra, sentences, context)
                    || self.takes_other_id(list, context)
                    || self.finds_own_delete(list, &extra, sentences, context)
                {
                    return;
                }
                self.differences += 1;
                if self.differences < FOREIGN_READS {
                    let pause = 10 * SECOND * u64::from(self.differences);
                    self.stage = Stage::Due(context.now.tick + pause);
                    return;
                }
                self.differences = 0;
                self.stop(foreign(context.plan.cidr, &difference.sentences), context);
            }
        }
    }

    /// The list shows what the plan expects: the step may be carried out.
    fn as_expected(&mut self, list: &[ServiceBinding], context: &mut Context<'_>) {
        (self.differences, self.checked_at) = (0, Some(context.now.tick));
        if self
            .block
            .as_ref()
            .is_some_and(|block| block.code == "foreign-change" || block.code == "list-behind")
        {
            self.unblock(context);
        }
        if let Some(id) = self.surplus.last() {
            let found = list.iter().find(|one| is_same_id(&one.id, id));
            let (cidr, to) =
                found.map_or((context.plan.cidr, None), |one| (one.cidr.cidr, one.service_id.clone()));
            let write =
                Write { op: IntentOp::DeleteDuplicate, cidr, to, id: Some(id.clone()), known: Vec::new() };
            self.stage = Stage::Ready(write);
            return;
        }
        match context.plan.steps.get(self.step) {
            None => self.stage = Stage::Due(context.now.tick),
            Some(RunStep::Create { cidr, service_id, .. }) => {
                let known =
                    list.iter().filter(|one| one.cidr.cidr == *cidr).map(|one| one.id.clone()).collect();
                let (op, to) = (IntentOp::Create, Some(service_id.clone()));
                self.ready(Write { op, cidr: *cidr, to, id: None, known }, context);
            }
            Some(RunStep::Delete { cidr, service_id, binding_id, .. }) => {
                self.delete(*cidr, service_id, binding_id.as_deref(), context);
            }
            Some(RunStep::Wait { hours, active, .. }) => self.wait(*hours, active, list, context),
            Some(_) => self.read_others(context),
        }
    }

    fn delete(&mut self, cidr: Cidr, service: &str, named: Option<&str>, context: &mut Context<'_>) {
        let question = format!("delete-default {cidr}");
        let agreed = context.options.delete_default
            || context.answers.get(&question).is_some_and(|own| own == "delete");
        if cidr == context.plan.cidr && !agreed {
            let message = format!("step {} deletes the default binding of {cidr}", self.step + 1);
            let help = "answer `delete` to go on, or abandon the run";
            return self.stop(Block::new("delete-default", message, help).asking(question), context);
        }
        let Some(id) = self.expected.id_of(cidr, service, named) else {
            let message = format!("step {} deletes {cidr}, and no binding of the plan has it", self.step + 1);
            return self.stop(Block::new("refused", message, "plan again, and start a new run"), context);
        };
        let (op, to) = (IntentOp::Delete, Some(service.to_owned()));
        self.stage = Stage::Ready(Write { op, cidr, to, id: Some(id), known: Vec::new() });
    }

    /// The list may be older than own writes: read it again, then look them up by id.
    fn behind(&mut self, list: &[ServiceBinding], open: Vec<(String, bool)>, context: &mut Context<'_>) {
        self.differences += 1;
        if self.differences <= BEHIND_READS {
            let pause = (5 * SECOND) << self.differences;
            self.stage = Stage::Due(context.now.tick + pause);
        } else if self.differences > BEHIND_MOST {
            self.differences = 0;
            let ids: Vec<_> = open.iter().map(|(id, _)| format!("`{id}`")).collect();
            let message =
                format!("the list does not show own writes of some minutes ago: {}", ids.join(", "));
            let help = "look whether somebody has changed these bindings, then resume the run";
            self.stop(Block::new("list-behind", message, help), context);
        } else {
            self.confirm(list.to_vec(), open, context);
        }
    }

    /// Looks up the first of the open writes, or goes on where all are confirmed.
    fn confirm(&mut self, view: Vec<ServiceBinding>, open: Vec<(String, bool)>, context: &mut Context<'_>) {
        let Some((id, _)) = open.first() else {
            return self.as_expected(&view, context);
        };
        let mut params = Self::params(Operation::GetBinding, context);
        params.binding_id.clone_from(id);
        self.read(Job::Confirm { view, open }, params, context);
    }

    /// A binding was looked up by id: found, or `None` where the API does not know it.
    pub(super) fn confirmed(
        &mut self,
        mut view: Vec<ServiceBinding>,
        mut open: Vec<(String, bool)>,
        found: Option<ServiceBinding>,
        context: &mut Context<'_>,
    ) {
        if open.is_empty() {
            return self.as_expected(&view, context);
        }
        let (id, created) = open.remove(0);
        match found {
            Some(one) if created => view.push(one),
            None if !created => view.retain(|one| !is_same_id(&one.id, &id)),
            // The API agrees with its list, for now.
            _ => {
                self.stage = Stage::Due(context.now.tick + 90 * SECOND);
                return;
            }
        }
        self.confirm(view, open, context);
    }

    /// The list is as expected during a wait: whether it is over.
    fn wait(&mut self, hours: u32, active: &[Cidr], list: &[ServiceBinding], context: &mut Context<'_>) {
        let pending = |one: &&ServiceBinding| {
            one.service_id.is_some() && one.progress() != Progress::Active && active.contains(&one.cidr.cidr)
        };
        let unfinished: Vec<_> = list.iter().filter(pending).collect();
        let is_stuck = unfinished.iter().any(|one| one.progress() == Progress::Stuck);
        if self.wait == WaitState::Stuck && !is_stuck {
            // The way to the edges begins now.
            self.unblock(context);
            self.last_write = Some(self.stamp(context));
            self.wait = WaitState::New;
        }
        let needed = u64::from(hours) * HOUR;
        let mut elapsed = self.last_write.map_or(0, |from| from.elapsed(context.now, self.date));
        let watched = self.watched.map_or(elapsed, |from| from.elapsed(context.now, self.date));
        if !unfinished.is_empty() && (1..=elapsed).contains(&needed) && watched < elapsed {
            // A late binding may have been stuck while no process looked, and be on its way only since then.
            (self.last_write, elapsed, self.wait) = (self.watched, watched, WaitState::New);
        }
        let rest = needed.saturating_sub(elapsed);
        let (prefix, step) = (context.plan.cidr, self.step + 1);
        if self.wait == WaitState::New {
            // Without a write before, the time counts from here, where the API's clock is known.
            self.last_write.get_or_insert(self.stamp(context));
            let (until, date) = (time::format(context.now.wall + rest), self.date.map(time::format));
            context.journal.push(Record::Waiting { prefix, step, until, date }, context.now.wall);
        }
        self.wait = if is_stuck { WaitState::Stuck } else { WaitState::Recorded };
        if unfinished.is_empty() && rest == 0 {
            self.unblock(context);
            context.journal.push(Record::Waited { prefix, step }, context.now.wall);
            return self.next_step(context);
        }
        if let Some(block) = stuck(&unfinished, elapsed.saturating_sub(needed)) {
            return self.poll_blocked(block, context);
        }
        self.unblock(context);
        let pause = poll_pause(self.last_write.unwrap_or(context.started), context);
        let pause = if rest == 0 { pause } else { pause.min(rest.max(SECOND)) };
        self.stage = Stage::Due(context.now.tick + pause);
    }

    /// The current step is done.
    pub(super) fn next_step(&mut self, context: &Context<'_>) {
        self.step += 1;
        self.forget_failures();
        (self.open_creates, self.open_delete, self.wait) = (0, false, WaitState::New);
        self.stage = Stage::Due(context.now.tick);
    }
}

/// The block of a difference that no own write explains.
fn foreign(prefix: Cidr, sentences: &[String]) -> Block {
    let shown = sentences.iter().take(5).cloned().collect::<Vec<_>>().join("; ");
    let more = sentences.len().saturating_sub(5);
    let more = if more == 0 { String::new() } else { format!("; and {more} more") };
    let message = format!("somebody else has changed {prefix}: {shown}{more}");
    Block::new("foreign-change", message, "undo that change and resume the run, or abandon it and plan again")
}

/// The block of bindings that do not become active by themselves, or for too long.
fn stuck(unfinished: &[&ServiceBinding], over: u64) -> Option<Block> {
    let of = |keep: &dyn Fn(&ServiceBinding) -> bool| {
        let texts: Vec<_> =
            unfinished.iter().filter(|one| keep(one)).take(5).map(|one| one.cidr.cidr.to_string()).collect();
        (!texts.is_empty()).then(|| texts.join(", "))
    };
    if let Some(blocks) = of(&|one| one.state.as_deref() == Some(ROUTE_MISSING)) {
        let message = format!("no Magic route covers {blocks}: the binding cannot become active");
        return Some(Block::new(
            "route-missing",
            message,
            "add a Magic route for it; the run goes on by itself",
        ));
    }
    if let Some(blocks) = of(&|one| one.progress() == Progress::Stuck) {
        let message = format!("{blocks} has a state that does not end by itself");
        return Some(Block::new(
            "binding-stuck",
            message,
            "ask Cloudflare's support; the run goes on once it is active",
        ));
    }
    if over > SLOW {
        let blocks = of(&|_| true)?;
        let message = format!("{blocks} is not active a day after the end of its wait");
        return Some(Block::new(
            "rollout-slow",
            message,
            "ask Cloudflare's support; the run goes on once it is active",
        ));
    }
    None
}
