//! A small model of the API, apart from core and emulator: prefixes with bindings, BGP prefixes and delegations, a clock that
//! the caller moves, lists that lag, a limit of requests, and a history of what was really changed.

mod answer;
mod bindings;
mod other;
mod request;

use crate::block::Block;
use crate::faults::{Fault, HOUR, MINUTE};
pub(crate) use answer::{Delivery, Response};
pub(crate) use request::Call;
use std::collections::VecDeque;

/// A service: its id, and its name.
pub(crate) type Service = (&'static str, &'static str);

/// The services of the account. A binding names one by its position.
pub(crate) const SERVICES: [Service; 3] = [
    ("a8b1c2d3e4f5061728394a5b6c7d8e01", "CDN"),
    ("b8b1c2d3e4f5061728394a5b6c7d8e02", "Spectrum"),
    ("c8b1c2d3e4f5061728394a5b6c7d8e03", "Magic Transit"),
];
pub(crate) const MAGIC: u8 = 2;
pub(crate) const ACCOUNT: &str = "0123456789abcdef0123456789abcdef";

/// Who made or removed something.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum By {
    /// It was there before the run.
    Start,
    /// A request of the run, by its number.
    Run(usize),
    /// Another writer.
    Other,
}

#[derive(Debug, Clone)]
pub(crate) struct Binding {
    pub(crate) id: u64,
    pub(crate) block: Block,
    /// `None` for a regional binding.
    pub(crate) service: Option<u8>,
    pub(crate) by: By,
    /// When it becomes active by itself, and when every edge has it.
    pub(crate) active_at: u64,
    pub(crate) settled_at: u64,
    /// The state in which it is stuck.
    pub(crate) stuck: Option<&'static str>,
    /// The first list, by number, that has it.
    shown_from: u32,
}

#[derive(Debug, Clone)]
pub(crate) struct BgpPrefix {
    pub(crate) id: u64,
    pub(crate) block: Block,
    pub(crate) advertised: bool,
    pub(crate) prepend: u8,
    pub(crate) follow: bool,
}

#[derive(Debug, Clone)]
pub(crate) struct Delegation {
    pub(crate) id: u64,
    pub(crate) block: Block,
    pub(crate) account: String,
}

#[derive(Debug, Clone)]
pub(crate) struct Prefix {
    pub(crate) block: Block,
    pub(crate) bindings: Vec<Binding>,
    /// Deleted ones, with the number of the first list without them.
    ghosts: Vec<(Binding, u32)>,
    /// Lists so far.
    lists: u32,
    pub(crate) bgp: Vec<BgpPrefix>,
    pub(crate) on_demand: bool,
    pub(crate) locked: bool,
    advertised_at: Option<u64>,
    pub(crate) delegations: Vec<Delegation>,
}

/// How the API behaves where Cloudflare does not document it, or where it varies.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Behaviour {
    /// The default binding can be deleted only as the last one, and created only as the first one.
    pub(crate) strict: bool,
    /// Accepts a second binding for a block.
    pub(crate) careless: bool,
    /// Lists of a prefix, after a write, that do not show it.
    pub(crate) lag: u32,
    /// Answers have a `Date` header.
    pub(crate) dates: bool,
    /// Requests in five minutes.
    pub(crate) limit: usize,
    /// The time until a new binding is active.
    pub(crate) activation: u64,
}

impl Default for Behaviour {
    fn default() -> Self {
        let activation = 4 * HOUR + 30 * MINUTE;
        Self { strict: true, careless: false, lag: 0, dates: true, limit: 1_200, activation }
    }
}

/// The time after a write until every edge has it.
pub(crate) const PROPAGATION: u64 = 6 * HOUR;

/// Something that was changed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Change {
    Created { id: u64, block: Block, service: Option<u8> },
    Deleted { id: u64, block: Block, service: Option<u8>, maker: By },
    BgpCreated { block: Block },
    Advertised { block: Block, advertised: bool },
    BgpEdited { block: Block },
    Delegated { block: Block },
}

impl Change {
    pub(crate) const fn kind(&self) -> &'static str {
        match self {
            Self::Created { .. } => "binding created",
            Self::Deleted { .. } => "binding deleted",
            Self::BgpCreated { .. } => "BGP prefix created",
            Self::Advertised { advertised: true, .. } => "advertised",
            Self::Advertised { .. } => "withdrawn",
            Self::BgpEdited { .. } => "BGP prefix edited",
            Self::Delegated { .. } => "delegated",
        }
    }
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Event {
    pub(crate) at: u64,
    pub(crate) prefix: usize,
    pub(crate) by: By,
    pub(crate) change: Change,
}

/// The state of the token.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Token {
    Good,
    Forbidden,
    Refused,
    ReadOnly,
}

/// The API.
#[derive(Debug, Clone)]
pub(crate) struct Api {
    /// True time, milliseconds since 1970.
    pub(crate) now: u64,
    pub(crate) prefixes: Vec<Prefix>,
    pub(crate) behaviour: Behaviour,
    /// What really happened.
    pub(crate) history: Vec<Event>,
    /// Times of the last requests.
    recent: VecDeque<u64>,
    /// The most requests that it saw in five minutes.
    pub(crate) busiest: usize,
    /// Requests that arrived over the limit.
    pub(crate) throttled: usize,
    /// Writes that are carried out later.
    late: Vec<(u64, usize, usize, Call)>,
    token: Token,
    down_until: u64,
    next_id: u64,
}

/// The text of an id.
pub(crate) fn id_text(id: u64) -> String {
    format!("{:032x}", u128::from(id) | 0xbeef << 112)
}

/// The number of an id.
pub(crate) fn id_of(text: &str) -> Option<u64> {
    let number = u128::from_str_radix(text, 16).ok().filter(|_| text.len() == 32)?;
    u64::try_from(number & !(0xffff << 112)).ok()
}

/// The number of a prefix's id.
const PREFIX_IDS: u64 = 1 << 40;

pub(crate) fn prefix_id(index: usize) -> String {
    id_text(PREFIX_IDS + index as u64)
}

impl Prefix {
    pub(crate) fn new(block: Block) -> Self {
        Self {
            block,
            bindings: Vec::new(),
            ghosts: Vec::new(),
            lists: 0,
            bgp: Vec::new(),
            on_demand: true,
            locked: false,
            advertised_at: None,
            delegations: Vec::new(),
        }
    }

    /// True for a binding that a list has shown.
    pub(crate) const fn has_shown(&self, binding: &Binding) -> bool {
        binding.shown_from < self.lists
    }

    /// The binding of the whole prefix.
    pub(crate) fn default(&self) -> Option<&Binding> {
        self.bindings.iter().find(|one| one.block == self.block)
    }
}

impl Api {
    pub(crate) fn new(now: u64, behaviour: Behaviour) -> Self {
        Self {
            now,
            prefixes: Vec::new(),
            behaviour,
            history: Vec::new(),
            recent: VecDeque::new(),
            busiest: 0,
            throttled: 0,
            late: Vec::new(),
            token: Token::Good,
            down_until: 0,
            next_id: 1,
        }
    }

    fn new_id(&mut self) -> u64 {
        self.next_id += 1;
        // Not in the order of creation.
        self.next_id.wrapping_mul(0x9e37_79b9_7f4a_7c15) >> 20
    }

    fn record(&mut self, prefix: usize, by: By, change: Change) {
        self.history.push(Event { at: self.now, prefix, by, change });
    }

    /// Moves the clock; carries out the late writes on the way.
    pub(crate) fn advance(&mut self, to: u64) {
        while let Some(at) = self.late.iter().map(|late| late.0).filter(|at| *at <= to).min() {
            let index = self.late.iter().position(|late| late.0 == at).unwrap();
            let (_, number, prefix, call) = self.late.remove(index);
            self.now = self.now.max(at);
            let _ = self.carry_out(number, prefix, &call);
        }
        self.now = self.now.max(to);
    }

    /// A person repairs what only a person can: the token, locked prefixes, and the bindings that are stuck.
    pub(crate) fn repair(&mut self) {
        self.token = Token::Good;
        for prefix in &mut self.prefixes {
            prefix.locked = false;
        }
        let (now, activation) = (self.now, self.behaviour.activation);
        for binding in self.prefixes.iter_mut().flat_map(|prefix| &mut prefix.bindings) {
            if binding.stuck.take().is_some() {
                binding.active_at = now + activation / 4;
                binding.settled_at = now + PROPAGATION;
            }
        }
    }

    /// True where something waits for a person.
    pub(crate) fn needs_repair(&self) -> bool {
        let is_stuck =
            |prefix: &Prefix| prefix.locked || prefix.bindings.iter().any(|one| one.stuck.is_some());
        self.token != Token::Good || self.prefixes.iter().any(is_stuck)
    }

    /// Answers a request.
    pub(crate) fn handle(
        &mut self,
        number: usize,
        prefix: usize,
        call: &Call,
        fault: Option<Fault>,
    ) -> Delivery {
        if fault == Some(Fault::NotSent) {
            return Delivery::Lost { sent: false, after: 0 };
        }
        self.recent.push_back(self.now);
        while self.recent.front().is_some_and(|at| at + 5 * MINUTE <= self.now) {
            self.recent.pop_front();
        }
        self.busiest = self.busiest.max(self.recent.len());
        match fault {
            Some(Fault::Outage { seconds }) => self.down_until = self.now + seconds * 1_000,
            Some(Fault::Forbidden) => self.token = Token::Forbidden,
            Some(Fault::TokenRefused) => self.token = Token::Refused,
            Some(Fault::ReadOnly) => self.token = Token::ReadOnly,
            _ => {}
        }
        if self.now < self.down_until {
            return Delivery::Answer(answer::down());
        }
        if self.recent.len() > self.behaviour.limit {
            self.throttled += 1;
            return Delivery::Answer(answer::throttled());
        }
        match self.token {
            Token::Good => {}
            Token::Forbidden => return Delivery::Answer(answer::forbidden()),
            Token::ReadOnly if !call.is_write() => {}
            Token::Refused | Token::ReadOnly => return Delivery::Answer(answer::refused_token()),
        }
        self.handle_fault(number, prefix, call, fault)
    }

    fn handle_fault(&mut self, number: usize, prefix: usize, call: &Call, fault: Option<Fault>) -> Delivery {
        match fault {
            Some(Fault::Lost { applied } | Fault::HostTimeout { applied }) => {
                if applied {
                    let _ = self.carry_out(number, prefix, call);
                }
                let after = if matches!(fault, Some(Fault::HostTimeout { .. })) { MINUTE } else { 0 };
                Delivery::Lost { sent: true, after }
            }
            Some(Fault::Late { seconds }) => {
                if call.is_write() {
                    self.late.push((self.now + seconds * 1_000, number, prefix, call.clone()));
                }
                Delivery::Answer(answer::timeout())
            }
            Some(Fault::Answer { status, body, retry_after, applied }) => {
                if applied {
                    let _ = self.carry_out(number, prefix, call);
                }
                let mut response = Response::new(status, body.text().to_owned());
                response.retry_after = retry_after.map(|seconds| seconds * 1_000.0);
                Delivery::Answer(response)
            }
            Some(Fault::NoEffect) if matches!(call, Call::EditBgp { .. }) => {
                let before = self.prefixes[prefix].clone();
                let length = self.history.len();
                let response = self.carry_out(number, prefix, call);
                self.history.truncate(length);
                self.prefixes[prefix] = before;
                Delivery::Answer(response)
            }
            Some(Fault::Part { says_so }) if call.is_list() => {
                Delivery::Answer(self.list_part(prefix, call, says_so))
            }
            Some(Fault::EmptyList) if call.is_list() => Delivery::Answer(answer::list(&[], None)),
            Some(Fault::Stuck(state)) if matches!(call, Call::Create { .. }) => {
                let response = self.carry_out(number, prefix, call);
                let made = self.prefixes[prefix].bindings.iter_mut().find(|one| one.by == By::Run(number));
                if let Some(binding) = made {
                    binding.stuck = Some(state);
                    binding.settled_at = u64::MAX;
                }
                Delivery::Answer(response)
            }
            Some(Fault::Truncated) => {
                let mut response = self.carry_out(number, prefix, call);
                response.body.truncate(response.body.len() / 2);
                Delivery::Answer(response)
            }
            Some(Fault::WrongEcho(echo)) => {
                let mut response = self.carry_out(number, prefix, call);
                if !call.is_list() {
                    answer::falsify(&mut response, echo);
                }
                Delivery::Answer(response)
            }
            _ => Delivery::Answer(self.carry_out(number, prefix, call)),
        }
    }
}
