//! One process: records, requests and sleeps of the machine.

use super::{Exit, Flight, LONGEST, Process, STEPS, Sent, Stray, World};
use crate::faults::Fault;
use crate::machine::{Answer, AnswerHeaders, RunAction, RunCommand};
use crate::model::{By, Call, Delivery, Response};
use crate::scenario::{Foreign, Kill, Order, Trouble};

/// What a process is about to do at a point.
enum Point<'a> {
    Store(&'a str),
    Stored,
    Sleep,
}

impl World<'_> {
    /// Passes a point; the kill that happens there.
    fn pass(&mut self, at: &Point<'_>) -> Option<Exit> {
        let number = self.points;
        self.points += 1;
        if number != self.next_point {
            return None;
        }
        self.look_ahead();
        for trouble in &self.scenario.troubles {
            match *trouble {
                Trouble::Kill { point, kill } if point == number => {
                    if let (true, Point::Store(records)) = (kill.torn, at) {
                        self.journal.extend_from_slice(&records.as_bytes()[..records.len() / 2]);
                    }
                    let place = match at {
                        Point::Store(_) => "before it stores records",
                        Point::Stored => "after it stored records",
                        Point::Sleep => "in a sleep or with a request under way",
                    };
                    self.say(&|| format!("KILL {place}: {kill:?}"));
                    return Some(Exit::Killed(kill));
                }
                Trouble::Order { point, order } if point == number => {
                    self.ordered.push(order);
                }
                _ => {}
            }
        }
        None
    }

    /// What a person says to the run is stored like an answer; kills are tried elsewhere.
    fn command(&mut self, process: &mut Process, order: Order) {
        let command = match order {
            Order::Pause { .. } => RunCommand::Pause,
            Order::Abandon => RunCommand::Abandon,
        };
        self.say(&|| format!("COMMAND {command:?}"));
        match process.run.command(&command, self.moment()) {
            Ok(records) => self.append(&records),
            Err(error) => self.say(&|| format!("refused: {error}")),
        }
    }

    pub(super) fn append(&mut self, records: &str) {
        if self.trace.is_some() {
            for line in records.lines() {
                self.say(&|| format!("journal  {}", shortened(line)));
            }
        }
        self.journal.extend_from_slice(records.as_bytes());
    }

    pub(super) fn store(&mut self, records: &str) -> Option<Exit> {
        if records.is_empty() {
            return None;
        }
        if let Some(exit) = self.pass(&Point::Store(records)) {
            return Some(exit);
        }
        self.append(records);
        self.pass(&Point::Stored)
    }

    /// Carries a process out until it ends.
    pub(super) fn drive(&mut self, process: &mut Process) -> Exit {
        let writes: usize = self.scenario.aims.iter().map(|aim| aim.steps.len()).sum();
        let most = self.steps + STEPS + 80 * writes as u64;
        loop {
            self.steps += 1;
            if self.steps > most || self.api.now - self.started > LONGEST {
                return Exit::Broken("the run does not end".to_owned());
            }
            if let Some(at) = self.flights.iter().position(|flight| flight.at <= self.api.now) {
                let flight = self.flights.swap_remove(at);
                if let Some(exit) = self.deliver(process, &flight) {
                    return exit;
                }
                continue;
            }
            for order in std::mem::take(&mut self.ordered) {
                self.command(process, order);
            }
            let (moment, noise) = (self.moment(), self.noise());
            let turn = process.run.next(moment, noise);
            let (prefix, call) = match &turn.action {
                RunAction::Send { request, .. } => {
                    Call::of(request.method, &request.path, request.body.as_deref())
                }
                _ => (0, Call::Unknown),
            };
            if let Some(exit) = self.store(&turn.records) {
                // The process may hang between the record and the request.
                if let (&Exit::Killed(Kill { late: Some(late), .. }), RunAction::Send { .. }) =
                    (&exit, &turn.action)
                    && self.journal.ends_with(turn.records.as_bytes())
                {
                    self.stray(late, prefix, call);
                }
                return exit;
            }
            match turn.action {
                RunAction::Finished(state) => {
                    if !self.flights.is_empty() {
                        return Exit::Broken("it finished with requests under way".to_owned());
                    }
                    return Exit::Finished(state);
                }
                RunAction::Send { ticket, prefix: named, operation, .. } => {
                    if named != prefix && call != Call::ListRoutes {
                        return Exit::Broken(format!("{operation:?} is for prefix {prefix}, not {named}"));
                    }
                    if let Some(exit) = self.send(ticket, prefix, call) {
                        return exit;
                    }
                }
                RunAction::Sleep(time) => {
                    if let Some(exit) = self.sleep(time) {
                        return exit;
                    }
                }
            }
        }
    }

    /// Sleeps until the time has passed or an answer comes.
    fn sleep(&mut self, time: Option<u64>) -> Option<Exit> {
        let wake = time.map(|time| self.api.now.saturating_add(time));
        let answer = self.flights.iter().map(|flight| flight.at).min();
        let Some(until) = wake.into_iter().chain(answer).min() else {
            return Some(Exit::Broken("it sleeps without an end and without a request".to_owned()));
        };
        let exit = self.pass(&Point::Sleep);
        if exit.is_none() {
            // The host wakes a little late.
            self.advance(until.max(self.api.now + 1));
        }
        exit
    }

    fn stray(&mut self, late: u64, prefix: usize, call: Call) {
        let at = self.api.now + late;
        let journal = self.journal.len();
        self.strays.push(Stray { at, prefix, call, journal });
    }

    fn send(&mut self, ticket: u32, prefix: usize, call: Call) -> Option<Exit> {
        // A kill right behind the request decides when it arrives.
        if self.points == self.next_point
            && let Some(late) = self.late_kill()
        {
            self.stray(late, prefix, call);
            return self.pass(&Point::Sleep);
        }
        let number = self.sent.len();
        let fault = if number == self.next_request { self.trouble(number) } else { None };
        let at = self.api.now;
        let history = self.api.history.len();
        let delivery = self.api.handle(number, prefix, &call, fault);
        let is_true = match &delivery {
            Delivery::Answer(response) if (200..300).contains(&response.status) => {
                fault.is_none_or(|fault| fault.spares(&call))
                    || (matches!(fault, Some(Fault::EmptyList | Fault::Part { says_so: false }))
                        && self.lists_all(&response.body, prefix))
            }
            _ => false,
        };
        self.say(&|| format!("send {number}: {call:?}{}", described(&delivery, fault.is_some())));
        let after = if let Delivery::Lost { after, .. } = delivery { after } else { 0 };
        self.flights.push(Flight { ticket, at: at + self.scenario.latency + after, delivery });
        let journal = self.journal.len();
        self.sent.push(Sent { number, at, prefix, call, journal, history, is_true });
        if number == self.next_request {
            self.look_ahead();
        }
        self.pass(&Point::Sleep)
    }

    /// True for a list that has the bindings of a prefix, and nothing else.
    fn lists_all(&self, body: &str, prefix: usize) -> bool {
        let bindings = &self.api.prefixes[prefix].bindings;
        body.matches("\"cidr\"").count() == bindings.len()
            && bindings.iter().all(|one| body.contains(&crate::model::id_text(one.id)))
    }

    fn late_kill(&self) -> Option<u64> {
        self.scenario.troubles.iter().find_map(|trouble| match trouble {
            Trouble::Kill { point, kill } if *point == self.points => kill.late,
            _ => None,
        })
    }

    /// The fault of a request; other troubles before it happen.
    fn trouble(&mut self, number: usize) -> Option<Fault> {
        let mut found = None;
        for trouble in &self.scenario.troubles {
            match *trouble {
                Trouble::Fault { request, fault } if request == number => {
                    self.say(&|| format!("FAULT {fault:?}"));
                    found = Some(fault);
                }
                Trouble::Foreign { request, what } if request == number => {
                    self.say(&|| format!("FOREIGN {what:?}"));
                    self.interfere(what);
                }
                Trouble::Jump { request, by } if request == number => {
                    self.say(&|| format!("JUMP of the wall clock by {} s", by / 1_000));
                    self.wall_offset += by;
                }
                _ => {}
            }
        }
        found
    }

    /// Another writer changes the first prefix, where the API lets it.
    fn interfere(&mut self, what: Foreign) {
        let prefix = &self.api.prefixes[0];
        let chosen = |pick: usize| {
            let count = prefix.bindings.len();
            (count > 0).then(|| &prefix.bindings[pick % count]).map(|one| (one.id, one.block))
        };
        match what {
            Foreign::Add { pick, service } => {
                let length = prefix.block.length + 1 + u8::from(pick.is_multiple_of(3));
                let width = if prefix.block.v6 { 128 } else { 32 };
                let length = length.min(width);
                let parts = 1usize << (length - prefix.block.length);
                let block = match prefix.default() {
                    None => prefix.block,
                    Some(_) => prefix.block.part(length, (pick % parts) as u128),
                };
                let _ = self.api.bind(0, block, Some(service), By::Other);
            }
            Foreign::Delete { pick } => {
                if let Some((id, _)) = chosen(pick) {
                    let _ = self.api.unbind(0, id, By::Other);
                }
            }
            Foreign::Replace { pick, service } => {
                if let Some((id, block)) = chosen(pick)
                    && self.api.unbind(0, id, By::Other).is_ok()
                {
                    let _ = self.api.bind(0, block, Some(service), By::Other);
                }
            }
            Foreign::Further { pick } => self.api.interfere_further(0, pick),
        }
    }

    fn deliver(&mut self, process: &mut Process, flight: &Flight) -> Option<Exit> {
        let (moment, noise) = (self.moment(), self.noise());
        let records = match &flight.delivery {
            Delivery::Lost { sent, .. } => process.run.failed(flight.ticket, *sent, moment, noise),
            Delivery::Answer(Response { status, body, retry_after, should_retry }) => {
                let (status, bytes) = (*status, body.as_bytes());
                let answer = Answer { status, bytes, retry_after: *retry_after, should_retry: *should_retry };
                let date = self.api.behaviour.dates.then_some(self.api.now / 1_000 * 1_000);
                let headers = AnswerHeaders { date, ray: None };
                process.run.answer(flight.ticket, &answer, headers, moment, noise)
            }
        };
        self.store(&records)
    }
}

fn described(delivery: &Delivery, faulty: bool) -> String {
    match delivery {
        Delivery::Lost { sent, .. } => format!(" -> no answer, sent: {sent}"),
        Delivery::Answer(response) if faulty || response.status >= 300 => {
            format!(" -> {} {}", response.status, shortened(&response.body))
        }
        Delivery::Answer(response) => format!(" -> {}", response.status),
    }
}

fn shortened(text: &str) -> &str {
    text.get(..400).unwrap_or(text)
}
