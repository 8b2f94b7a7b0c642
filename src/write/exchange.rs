//! The machine: events in, one action out.

use super::answer::{Answer, Failure, FailureKind, Outcome, judge};
use super::error_class::WriteFate;
use super::evidence::{
    Created, Verb, created, created_id, first_look, ids, ineffective, lists_deleted, second_look, take_listed,
};
use super::step::{Action, Ending, ExchangeLimits, Reply, Step};
use crate::envelope::Payload;
use crate::error::Error;
use crate::id::is_same_id;
use crate::operation::Operation;
use crate::request::{Request, RequestParams, request};

const FIRST_DELAY: f64 = 500.0;
const LONGEST_DELAY: f64 = 8000.0;

/// One call, until its outcome is known.
#[derive(Debug, Clone)]
pub struct Exchange {
    /// What the next request asks for: the call, or a look.
    ask: RequestParams,
    /// The operation of the call.
    operation: Operation,
    limits: ExchangeLimits,
    /// The ids that a list had before the write; `None` where it was not read.
    known: Option<Vec<String>>,
    /// Requests of the call so far.
    tries: u32,
    /// True once a try may have been carried out.
    open: bool,
    /// True where the last failed try is followed by another one, unless the looks show that it was carried out.
    again: bool,
    /// True where the last failed try was not sent.
    unsent: bool,
    /// The wait that the response to the last failed try asked for, over the limit.
    too_long: Option<f64>,
    /// The success that the looks have to confirm.
    reply: Option<Reply>,
    look: Option<Look>,
}

/// The reads after a try.
#[derive(Debug, Clone, Copy, Default)]
struct Look {
    /// Complete looks so far, and the number at which they end.
    done: u32,
    most: u32,
    /// Requests of the current read so far.
    tries: u32,
}

impl Exchange {
    /// A call. `known`: the ids that a list had before a create, where one was read.
    ///
    /// # Errors
    ///
    /// Those of [`request`].
    pub fn new(
        ask: RequestParams,
        known: Option<Vec<String>>,
        limits: ExchangeLimits,
    ) -> Result<Self, Error> {
        request(&ask)?;
        let operation = ask.operation;
        Ok(Self {
            ask,
            operation,
            limits,
            known,
            tries: 0,
            open: false,
            again: false,
            unsent: false,
            too_long: None,
            reply: None,
            look: None,
        })
    }

    /// A write of which only the intent is known: it may have been carried out. The call begins with the reads that
    /// show it, and ends with [`Ending::Unknown`] where they do not. `known` as in [`Exchange::new`].
    ///
    /// # Errors
    ///
    /// Those of [`request`].
    pub fn settle(
        ask: RequestParams,
        known: Option<Vec<String>>,
        limits: ExchangeLimits,
    ) -> Result<Self, Error> {
        let mut exchange = Self::new(ask, known, limits)?;
        exchange.open = true;
        if let Some(read) = first_look(exchange.operation) {
            exchange.start_looking(read, limits.looks);
        }
        Ok(exchange)
    }

    /// The first action, and the next one after a wait.
    #[must_use]
    pub fn proceed(&mut self) -> Action {
        let tries = self.look.as_mut().map_or(&mut self.tries, |look| &mut look.tries);
        *tries += 1;
        Action::Send { operation: self.ask.operation, attempt: *tries }
    }

    /// The request to send.
    ///
    /// # Errors
    ///
    /// None that occurs: [`Exchange::new`] has checked it.
    pub fn request(&self) -> Result<Request, Error> {
        request(&self.ask)
    }

    /// The operation of the next request: the call's, or that of a look.
    #[must_use]
    pub fn operation(&self) -> Operation {
        self.ask.operation
    }

    /// The wait that a response asked for and that was over the limit, milliseconds: the last response of the call, or
    /// of the look for [`Ending::Unverified`].
    #[must_use]
    pub fn too_long(&self) -> Option<f64> {
        self.too_long
    }

    /// True once the call itself was sent, and not only looks for an earlier one.
    #[must_use]
    pub fn is_sent(&self) -> bool {
        self.tries > 0
    }

    /// True while requests and waits are about what a try has done, and not about the call itself.
    #[must_use]
    pub fn is_looking(&self) -> bool {
        self.look.is_some()
    }

    /// An answer has come. `random` is from 0 to 1.
    #[must_use]
    pub fn answer(&mut self, answer: &Answer<'_>, random: f64) -> Step {
        match judge(&self.ask, answer) {
            Ok(envelope) => {
                let reply = Reply { envelope, status: answer.status };
                let action = if self.look.is_some() { self.looked(reply) } else { self.replied(reply) };
                Step { failure: None, action }
            }
            Err(failure) => Step { action: self.failed(&failure, random), failure: Some(failure) },
        }
    }

    /// The request has failed, or the caller ends the call. `random` is from 0 to 1.
    #[must_use]
    pub fn failed(&mut self, failure: &Failure, random: f64) -> Action {
        let verb = Verb::of(self.operation);
        if self.look.is_none() && !matches!(verb, Verb::Read | Verb::Repeat) {
            return self.write_failed(failure, random);
        }
        self.open |= verb == Verb::Repeat && failure.fate == WriteFate::MaybeApplied;
        let tries = self.look.map_or(self.tries, |look| look.tries);
        match (self.delay(failure, tries, random), self.look) {
            (Some(Ok(delay)), _) => Action::Wait(delay),
            (too_long, None) => {
                self.too_long = too_long.and_then(Result::err);
                self.give_up()
            }
            (too_long, Some(_)) => self.look_failed(failure, too_long.and_then(Result::err)),
        }
    }

    /// The wait before another try; `None` where there is none, an error where it would be too long.
    fn delay(&self, failure: &Failure, tries: u32, random: f64) -> Option<Result<f64, f64>> {
        if !failure.retryable || tries > self.limits.retries {
            return None;
        }
        let delay = failure.retry_after.unwrap_or_else(|| backoff(tries, random));
        Some(if delay > self.limits.max_wait { Err(delay) } else { Ok(delay) })
    }

    fn write_failed(&mut self, failure: &Failure, random: f64) -> Action {
        let was_open = self.open;
        let Failure { fate, outcome, .. } = *failure;
        let verb = Verb::of(self.operation);
        if was_open && verb == Verb::Delete && failure.is_not_found() {
            return Reply::shown(Payload::Nothing);
        }
        self.open |= fate == WriteFate::MaybeApplied;
        let is_final = failure.kind == FailureKind::Stopped || (fate == WriteFate::NotApplied && !was_open);
        let Some(read) = first_look(self.operation).filter(|_| !is_final) else { return self.give_up() };
        // A delete or an edit has the same effect when it is sent twice.
        let repeatable = match fate {
            WriteFate::NotApplied => false,
            WriteFate::ProbablyNotApplied => true,
            WriteFate::MaybeApplied => verb != Verb::Create || !was_open,
        };
        let delay = if repeatable { self.delay(failure, self.tries, random) } else { None };
        let waits = fate == WriteFate::ProbablyNotApplied || failure.retry_after.is_some();
        self.too_long = delay.and_then(Result::err).filter(|_| waits);
        self.again = delay.is_some() && self.too_long.is_none();
        self.unsent = outcome == Outcome::NotSent;
        self.start_looking(read, if self.open { self.limits.looks } else { 1 });
        match delay {
            // The wait comes before the look, so that the list is fresh when the write is sent again.
            Some(Ok(delay)) if waits => Action::Wait(delay),
            _ => self.proceed(),
        }
    }

    fn start_looking(&mut self, read: Operation, most: u32) {
        self.ask.operation = read;
        self.look = Some(Look { most, ..Look::default() });
    }

    /// The call has succeeded, by its answer.
    fn replied(&mut self, reply: Reply) -> Action {
        let looks = match Verb::of(self.operation) {
            Verb::Create if self.known.is_some() && self.open => self.limits.looks,
            // One, and another where the list and the answer have different ids.
            Verb::Create if self.known.is_some() && self.limits.confirm => 2,
            Verb::Edit => self.limits.looks,
            _ => return Action::Done(reply),
        };
        let Some(read) = first_look(self.operation) else { return Action::Done(reply) };
        self.reply = Some(reply);
        self.start_looking(read, looks);
        self.proceed()
    }

    /// A look has an answer.
    fn looked(&mut self, seen: Reply) -> Action {
        if let Some(look) = &mut self.look {
            look.tries = 0;
        }
        match Verb::of(self.operation) {
            Verb::Edit => self.saw_edit(seen),
            Verb::Delete => match second_look(self.operation) {
                Some(by_id) if self.ask.operation != by_id && !lists_deleted(seen.result(), &self.ask) => {
                    self.ask.operation = by_id;
                    self.proceed()
                }
                None if !lists_deleted(seen.result(), &self.ask) => self.missed_deleted(),
                _ => self.wait_for_another_look().unwrap_or_else(|| self.try_again()),
            },
            Verb::Create | Verb::Read | Verb::Repeat => self.saw_list(seen),
        }
    }

    /// A list lacks what was to be deleted, and no read by id can confirm it: the answer to another delete can.
    fn missed_deleted(&mut self) -> Action {
        if self.again {
            return self.try_again();
        }
        let is_open = self.open;
        self.wait_for_another_look()
            .unwrap_or_else(|| if is_open { Reply::shown(Payload::Nothing) } else { self.give_up() })
    }

    fn saw_edit(&mut self, seen: Reply) -> Action {
        let Some(edit) = ineffective(&self.ask, seen.result()) else {
            return match self.reply.take() {
                Some(reply) => reply.with_result(seen.into_result()),
                None => Action::Done(seen),
            };
        };
        let another = if edit.fixed.is_none() { self.wait_for_another_look() } else { None };
        match (another, &self.reply) {
            (Some(wait), _) => wait,
            (None, Some(_)) => Action::Failed(Ending::Ineffective(edit)),
            (None, None) => self.try_again(),
        }
    }

    fn saw_list(&mut self, seen: Reply) -> Action {
        let found = created(seen.result(), self.known.as_deref(), &self.ask);
        if let Some(reply) = self.reply.take() {
            return self.confirm(reply, found, seen);
        }
        let outcome = if self.unsent { Outcome::NotSent } else { Outcome::Rejected };
        Action::Failed(match found {
            Created::Once { at, .. } => return Reply::shown(take_listed(seen.into_result(), at)),
            Created::Nothing => {
                return self.wait_for_another_look().unwrap_or_else(|| {
                    self.known = Some(ids(seen.result()));
                    self.try_again()
                });
            }
            Created::Often(ids) => Ending::Duplicated(ids),
            Created::Perhaps(one) if self.open => Ending::Ambiguous(one),
            Created::Lost(one) if self.open => Ending::Taken(one, Outcome::Unknown),
            Created::Perhaps(one) | Created::Lost(one) | Created::Taken(one) => Ending::Taken(one, outcome),
        })
    }

    /// Compares the success of a create with a list, which may not show it yet. After an open try it has to show this
    /// one and no second one.
    fn confirm(&mut self, reply: Reply, found: Created, seen: Reply) -> Action {
        let id = created_id(reply.result()).to_owned();
        let is_settled = match &found {
            Created::Nothing => !self.open,
            Created::Once { id: listed, .. } => is_same_id(listed, &id),
            _ => true,
        };
        if !is_settled && let Some(wait) = self.wait_for_another_look() {
            self.reply = Some(reply);
            return wait;
        }
        Action::Failed(match found {
            Created::Nothing if is_settled => return Action::Done(reply),
            Created::Once { at, .. } if is_settled || !self.open => {
                return reply.with_result(take_listed(seen.into_result(), at));
            }
            Created::Often(ids) => Ending::Duplicated(ids),
            Created::Nothing => Ending::Unconfirmed(id, None),
            Created::Once { found, .. }
            | Created::Perhaps(found)
            | Created::Lost(found)
            | Created::Taken(found) => Ending::Unconfirmed(id, Some(found)),
        })
    }

    /// The pause before another look, where there is one.
    fn wait_for_another_look(&mut self) -> Option<Action> {
        let look = self.look.as_mut()?;
        look.done += 1;
        self.ask.operation = first_look(self.operation)?;
        let pause = self.limits.look_spacing * doubled(look.done);
        (look.done < look.most).then_some(Action::Wait(pause))
    }

    /// No look shows that the last try was carried out.
    fn try_again(&mut self) -> Action {
        if !self.again {
            return self.give_up();
        }
        self.look = None;
        self.ask.operation = self.operation;
        self.proceed()
    }

    fn give_up(&mut self) -> Action {
        Action::Failed(if self.open { Ending::Unknown } else { Ending::Refused })
    }

    fn look_failed(&mut self, failure: &Failure, too_long: Option<f64>) -> Action {
        let verb = Verb::of(self.operation);
        let is_by_id = Some(self.ask.operation) == second_look(self.operation);
        if verb == Verb::Delete && is_by_id && failure.is_not_found() {
            return Reply::shown(Payload::Nothing);
        }
        self.too_long = too_long;
        Action::Failed(match (self.reply.take(), verb) {
            (None, _) if self.unsent && !self.open => Ending::Unverified(Outcome::NotSent),
            (None, _) => Ending::Unverified(Outcome::Unknown),
            (Some(reply), Verb::Create) if !self.open => return Action::Done(reply),
            (Some(reply), Verb::Create) => Ending::Unconfirmed(created_id(reply.result()).to_owned(), None),
            (Some(_), _) => Ending::Unreadable,
        })
    }
}

/// The wait after a try that names none, milliseconds: 0.5 to 8 s, doubling, minus up to a quarter at random.
fn backoff(tries: u32, random: f64) -> f64 {
    (FIRST_DELAY * doubled(tries)).min(LONGEST_DELAY) * (1.0 - random / 4.0)
}

/// 1 for the first, 2 for the second, 4 for the third.
fn doubled(count: u32) -> f64 {
    f64::from(1u32 << (count.max(1) - 1).min(20))
}
