//! Scenarios from short texts, so that a failure can print the one that makes it again.
//!
//! `b0` restores a prefix with BGP prefixes and a delegation, `b1` has only these steps. `p12` is the pair of states number 12 of a prefix of two addresses; parts behind a slash change it: `lenient`, `active`
//! (gate), `fewest`, `lag2`, `nodate`, `careless`, and troubles: `f7:3` fault 3 with request 7, `k5:0:-:2000` a kill at point 5
//! (whole record, no stray, 2 s down), `x4:a1:0` a foreign writer before request 4, `j3:-60000` a jump of the wall clock,
//! `o5:p2` a pause of two hours at point 5, `o5:a` abandon. `s99` is a run that is drawn by its seed, with its troubles.

use crate::block::Block;
use crate::draw::Behind;
use crate::faults::{FAULTS, HOUR};
use crate::machine::{RunOptions, RunPlan, RunStep};
use crate::model::{ACCOUNT, Api, Behaviour, By, MAGIC, Prefix};
use crate::plans::{Manner, cidr, prepare};
use crate::scenario::{DELEGATE, Foreign, Kill, Order, Scenario, Trouble};
use std::fmt::Write as _;

/// The time at which runs begin.
pub(crate) const BEGIN: u64 = 1_771_600_000_000;

/// A prefix of two addresses: the service of the prefix, and of each address.
type PairState = [Option<u8>; 3];

/// The states of a prefix of two addresses and three services, one of which can have the whole prefix only.
fn states() -> Vec<PairState> {
    let services = [None, Some(0), Some(1)];
    let mut all = vec![[None; 3]];
    for root in [Some(0), Some(1), Some(MAGIC)] {
        for left in services {
            for right in services {
                all.push([root, left, right]);
            }
        }
    }
    all
}

/// How many pairs of states there are.
pub(crate) fn pair_count() -> usize {
    states().len() * states().len()
}

fn bindings(prefix: Block, state: PairState) -> Vec<(Block, u8)> {
    let length = prefix.length;
    let blocks = [prefix, prefix.part(length + 1, 0), prefix.part(length + 1, 1)];
    blocks.into_iter().zip(state).filter_map(|(block, service)| Some((block, service?))).collect()
}

/// Options of a scenario, and its troubles.
#[derive(Debug, Clone, Default)]
pub(crate) struct Setting {
    pub(crate) manner: Manner,
    pub(crate) lag: u32,
    pub(crate) no_date: bool,
    pub(crate) careless: bool,
    pub(crate) troubles: Vec<Trouble>,
}

/// Binds blocks as they are before a run.
pub(crate) fn bind_start(api: &mut Api, at: usize, bindings: &[(Block, Option<u8>)]) {
    for (block, service) in bindings {
        api.bind(at, *block, *service, By::Start).expect("the start is legal");
    }
    for one in &mut api.prefixes[at].bindings {
        (one.active_at, one.settled_at) = (0, 0);
    }
    api.history.clear();
}

/// The pair with a number; `None` where the planner has no plan.
pub(crate) fn pair(number: usize, setting: Setting) -> Option<Scenario> {
    let states = states();
    let (from, to) = (number / states.len(), number % states.len());
    let prefix = if number.is_multiple_of(2) {
        Block::parse("192.0.2.8/31").unwrap()
    } else {
        Block::parse("2001:db8:0:1::a/127").unwrap()
    };
    let mut api = new_api(&setting);
    api.prefixes.push(Prefix::new(prefix));
    let start: Vec<_> = bindings(prefix, *states.get(from)?)
        .into_iter()
        .map(|(block, service)| (block, Some(service)))
        .collect();
    bind_start(&mut api, 0, &start);
    let desired = bindings(prefix, states[to]);
    let (run, aim) = prepare(&api, 0, &desired, setting.manner, Vec::new())?;
    api.behaviour.lag = setting.lag;
    Some(Scenario {
        seed: text(&format!("p{number}"), &setting),
        api,
        plan: run_plan(vec![run]),
        aims: vec![aim],
        troubles: setting.troubles,
        latency: 120,
        noise: number as u64,
    })
}

/// A prefix whose BGP prefixes and delegation are restored: after all bindings were lost, or with the bindings in place.
pub(crate) fn restore(number: usize, setting: Setting) -> Scenario {
    let prefix = Block::parse("192.0.2.0/30").unwrap();
    let desired = [(prefix, 0), (prefix.part(32, 1), 1)];
    let mut api = new_api(&setting);
    api.prefixes.push(Prefix::new(prefix));
    if number == 1 {
        bind_start(&mut api, 0, &desired.map(|(block, service)| (block, Some(service))));
    }
    let (whole, part) = (cidr(prefix), cidr(prefix.part(31, 1)));
    let further = vec![
        RunStep::CreateBgpPrefix { cidr: part },
        RunStep::EditBgpPrefix {
            cidr: part,
            asn_prepend_count: Some(2),
            auto_advertise_withdraw: Some(true),
        },
        RunStep::Advertise { cidr: part, advertised: true },
        RunStep::Advertise { cidr: whole, advertised: true },
        RunStep::Delegate { cidr: part, account_id: DELEGATE.to_owned() },
    ];
    let (run, aim) = prepare(&api, 0, &desired, setting.manner, further).expect("it can be planned");
    api.behaviour.lag = setting.lag;
    Scenario {
        seed: text(&format!("b{number}"), &setting),
        api,
        plan: run_plan(vec![run]),
        aims: vec![aim],
        troubles: setting.troubles,
        latency: 120,
        noise: number as u64,
    }
}

pub(crate) fn new_api(setting: &Setting) -> Api {
    let strict = !setting.manner.lenient;
    let (careless, dates) = (setting.careless, !setting.no_date);
    Api::new(BEGIN, Behaviour { strict, careless, dates, ..Behaviour::default() })
}

pub(crate) fn run_plan(prefixes: Vec<crate::machine::PrefixPlan>) -> RunPlan {
    let options = RunOptions { delete_default: true, ..RunOptions::default() };
    RunPlan { account_id: ACCOUNT.to_owned(), options, prefixes }
}

fn text(base: &str, setting: &Setting) -> String {
    let mut text = base.to_owned();
    let Setting { manner, lag, no_date, careless, troubles } = setting;
    for (name, is_on) in [
        ("lenient", manner.lenient),
        ("active", manner.short_gate),
        ("fewest", manner.fewest),
        ("nodate", *no_date),
        ("careless", *careless),
    ] {
        if is_on {
            write!(text, "/{name}").unwrap();
        }
    }
    if *lag > 0 {
        write!(text, "/lag{lag}").unwrap();
    }
    for trouble in troubles {
        match *trouble {
            Trouble::Fault { request, fault } => {
                let kind = FAULTS.iter().position(|one| *one == fault).unwrap();
                write!(text, "/f{request}:{kind}").unwrap();
            }
            Trouble::Kill { point, kill: Kill { torn, late, down } } => {
                let late = late.map_or("-".to_owned(), |late| late.to_string());
                write!(text, "/k{point}:{}:{late}:{down}", u8::from(torn)).unwrap();
            }
            Trouble::Foreign { request, what } => {
                let what = match what {
                    Foreign::Add { pick, service } => format!("a{pick}:{service}"),
                    Foreign::Delete { pick } => format!("d{pick}"),
                    Foreign::Replace { pick, service } => format!("r{pick}:{service}"),
                    Foreign::Further { pick } => format!("b{pick}"),
                };
                write!(text, "/x{request}:{what}").unwrap();
            }
            Trouble::Jump { request, by } => write!(text, "/j{request}:{by}").unwrap(),
            Trouble::Order { point, order: Order::Pause { hours } } => {
                write!(text, "/o{point}:p{hours}").unwrap();
            }
            Trouble::Order { point, order: Order::Abandon } => write!(text, "/o{point}:a").unwrap(),
        }
    }
    text
}

/// The scenario of a text.
pub(crate) fn parse(text: &str) -> Option<Scenario> {
    let mut parts = text.split('/');
    let base = parts.next()?;
    let number = |text: &str| text.parse().ok();
    if let Some(seed) = base.strip_prefix('g').and_then(number) {
        return Some(crate::draw::draw(seed, Behind::Much));
    }
    if let Some(seed) = number(base) {
        return Some(crate::draw::draw(seed, Behind::Some));
    }
    let mut setting = Setting::default();
    for part in parts {
        match part {
            "lenient" => setting.manner.lenient = true,
            "active" => setting.manner.short_gate = true,
            "fewest" => setting.manner.fewest = true,
            "nodate" => setting.no_date = true,
            "careless" => setting.careless = true,
            _ => match part.strip_prefix("lag") {
                Some(lag) => setting.lag = lag.parse().ok()?,
                None => setting.troubles.push(trouble(part)?),
            },
        }
    }
    match base.split_at_checked(1)? {
        ("p", number) => pair(number.parse().ok()?, setting),
        (_, number) => Some(restore(number.parse().ok()?, setting)),
    }
}

fn trouble(text: &str) -> Option<Trouble> {
    let (kind, rest) = text.split_at_checked(1)?;
    let fields: Vec<_> = rest.split(':').collect();
    let number = |at: usize| fields.get(at)?.parse::<usize>().ok();
    let (at, what) = (number(0)?, *fields.get(1)?);
    Some(match kind {
        "f" => Trouble::Fault { request: at, fault: *FAULTS.get(number(1)?)? },
        "k" => {
            let (torn, late) = (what == "1", fields.get(2)?.parse().ok());
            Trouble::Kill { point: at, kill: Kill { torn, late, down: fields.get(3)?.parse().ok()? } }
        }
        "x" => {
            let (kind, pick) = what.split_at_checked(1)?;
            let (pick, service) = (pick.parse().ok()?, fields.get(2).and_then(|text| text.parse().ok()));
            let what = match kind {
                "a" => Foreign::Add { pick, service: service? },
                "d" => Foreign::Delete { pick },
                "b" => Foreign::Further { pick },
                _ => Foreign::Replace { pick, service: service? },
            };
            Trouble::Foreign { request: at, what }
        }
        "j" => Trouble::Jump { request: at, by: what.parse().ok()? },
        _ if what == "a" => Trouble::Order { point: at, order: Order::Abandon },
        _ => {
            Trouble::Order { point: at, order: Order::Pause { hours: what.strip_prefix('p')?.parse().ok()? } }
        }
    })
}

/// What a run does without troubles, to place troubles in it.
pub(crate) struct Measure {
    /// The requests worth trying: all, without the polls in the middle of a wait.
    pub(crate) requests: Vec<usize>,
    pub(crate) points: usize,
}

/// Measures a scenario that has no troubles. `all`: with every poll.
pub(crate) fn measure(scenario: &Scenario, all: bool) -> Measure {
    let outcome = crate::replay::check(scenario);
    let mut requests = Vec::new();
    for (at, sent) in outcome.sent.iter().enumerate() {
        let gap = |other: Option<&crate::world::Sent>| {
            other.is_none_or(|other| other.call != sent.call || other.at.abs_diff(sent.at) < 2_000)
        };
        let before = at.checked_sub(2).and_then(|at| outcome.sent.get(at));
        let is_middle = !gap(before) && !gap(outcome.sent.get(at + 1));
        if all || !is_middle || at % 16 == 0 {
            requests.push(at);
        }
    }
    Measure { requests, points: outcome.points }
}

/// An hour and a day, in which a laptop sleeps.
pub(crate) const DOWN: [u64; 3] = [2_000, HOUR, 30 * HOUR];
