//! The person at the run: starts it, goes on after kills and stops, repairs what only a person can, answers questions.

use super::{Exit, Outcome, Process, Stop, World};
use crate::faults::HOUR;
use crate::machine::{Owner, Run, RunCommand, RunInfo, RunState};
use crate::model::{By, Change, Event, id_of};
use crate::scenario::{Order, Scenario, Trouble};
use serde_json::Value;

/// The most processes of a run.
const PROCESSES: u32 = 14;

/// Simulates a scenario.
pub(crate) fn simulate(scenario: &Scenario, traced: bool) -> Outcome {
    let mut world = World::new(scenario, traced);
    let end = world.live();
    world.outcome(end)
}

impl World<'_> {
    fn owner(&self) -> Owner {
        Owner { name: format!("pid {}", 100 + self.process), host: "here".to_owned() }
    }

    fn begin(&mut self) -> Result<Process, String> {
        let info = RunInfo {
            run_id: format!("run-{}", self.scenario.noise),
            tool: "byoip 0.1.0".to_owned(),
            api: "https://api.example/client/v4".to_owned(),
        };
        let (run, records) = Run::start(self.scenario.plan.clone(), info, &self.owner(), self.moment())
            .map_err(|error| format!("it does not start: {error}"))?;
        self.started(&records, Process { run })
    }

    /// The process once its first records are stored, or, killed while it stores them, the next one.
    fn started(&mut self, records: &str, process: Process) -> Result<Process, String> {
        match self.store(records) {
            None => Ok(process),
            Some(Exit::Killed(kill)) => {
                self.process += 1;
                self.advance(self.api.now + kill.down);
                self.again()
            }
            Some(_) => Err("a command ended the start".to_owned()),
        }
    }

    /// The next process: from the journal, or from the start where nothing is stored.
    fn again(&mut self) -> Result<Process, String> {
        let torn = self.journal.clone();
        self.journal.truncate(Run::whole_lines(&torn));
        if self.journal.is_empty() {
            return self.begin();
        }
        self.tick_base = self.api.now - self.random.below(1 << 30);
        let mut resumed = Run::resume(&torn, &self.owner(), false, self.moment());
        if matches!(&resumed, Err(error) if error.code == "journal-held") {
            resumed = Run::resume(&torn, &self.owner(), true, self.moment());
        }
        let (run, records) = resumed.map_err(|error| format!("it does not go on: {} {error}", error.code))?;
        let number = self.process;
        self.say(&|| format!("process {number} goes on"));
        self.started(&records, Process { run })
    }

    fn live(&mut self) -> Result<RunState, String> {
        let mut process = self.begin()?;
        let (mut before, mut repeats) = (Value::Null, 0);
        loop {
            match self.drive(&mut process) {
                Exit::Broken(why) => return Err(why),
                Exit::Killed(kill) => {
                    self.flights.clear();
                    self.advance(self.api.now + kill.down);
                }
                Exit::Finished(state) => {
                    let status = serde_json::to_value(process.run.status(self.moment())).unwrap();
                    self.say(&|| format!("FINISHED {state:?} {status}"));
                    self.stops.push(Stop { state, status: status.clone() });
                    match state {
                        RunState::Done | RunState::Abandoned => return Ok(state),
                        RunState::Running => return Err("it finished as running".to_owned()),
                        RunState::Paused => self.advance(self.api.now + self.pause()),
                        RunState::Stopped => {
                            let is_repeated = before == status["prefixes"] && !self.api.needs_repair();
                            repeats = if is_repeated { repeats + 1 } else { 0 };
                            if self.has_foreign() || repeats > 2 {
                                return Ok(state);
                            }
                            before = status["prefixes"].clone();
                            self.repair();
                            self.advance(self.api.now + HOUR);
                        }
                    }
                }
            }
            self.process += 1;
            if self.process > PROCESSES {
                return Err("it needs too many processes".to_owned());
            }
            process = self.again()?;
            self.answer_questions(&mut process)?;
        }
    }

    fn order(&mut self, process: &mut Process, command: &RunCommand) -> Result<(), String> {
        self.say(&|| format!("COMMAND {command:?}"));
        match process.run.command(command, self.moment()) {
            Ok(records) => {
                self.append(&records);
                Ok(())
            }
            Err(error) => Err(format!("{command:?} is refused: {} {error}", error.code)),
        }
    }

    fn pause(&self) -> u64 {
        let hours = self.scenario.troubles.iter().find_map(|trouble| match trouble {
            Trouble::Order { order: Order::Pause { hours }, .. } => Some(*hours),
            _ => None,
        });
        hours.unwrap_or(1) * HOUR
    }

    /// True where another writer has made one of these bindings.
    fn is_foreign(&self, ids: &str) -> bool {
        let made = |id: u64| {
            let is_it = |event: &&Event| matches!(event.change, Change::Created { id: own, .. } if own == id);
            self.api.history.iter().find(is_it).is_some_and(|event| event.by == By::Other)
        };
        ids.split(' ').filter_map(id_of).any(made)
    }

    /// Answers what the run asked before, as somebody who has looked at the account for an hour.
    fn answer_questions(&mut self, process: &mut Process) -> Result<(), String> {
        let status = serde_json::to_value(process.run.status(self.moment())).unwrap();
        let prefixes = status["prefixes"].as_array().cloned().unwrap_or_default();
        for blocked in prefixes.iter().map(|prefix| &prefix["blocked"]) {
            let Some(question) = blocked["question"].as_str() else { continue };
            let asked = self.asked.entry(question.to_owned()).or_default();
            *asked += 1;
            // The first time it is enough to look again.
            if *asked < 2 && blocked["code"] == "unclear" {
                continue;
            }
            // The account's audit log tells whose a binding is.
            if question.split_once("other-id ").is_some_and(|(_, ids)| self.is_foreign(ids)) {
                continue;
            }
            let choice = blocked["choices"][0][0].as_str().unwrap_or_default().to_owned();
            let question = question.to_owned();
            self.order(process, &RunCommand::Answer { question, choice, by: "a person".to_owned() })?;
        }
        Ok(())
    }
}
