//! What is simulated: an account, a plan, and what goes wrong.

use crate::block::Block;
use crate::faults::Fault;
use crate::machine::RunPlan;
use crate::model::Api;

/// A step of a plan, in the words of the judge.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Step {
    Create {
        block: Block,
        service: u8,
    },
    Delete {
        block: Block,
        service: u8,
    },
    /// `hours` since the last write, and these bindings active.
    Wait {
        hours: u64,
        active: Vec<Block>,
    },
    CreateBgp(Block),
    EditBgp {
        block: Block,
        prepend: Option<u8>,
        follow: Option<bool>,
    },
    Advertise {
        block: Block,
        advertised: bool,
    },
    Delegate {
        block: Block,
        account: String,
    },
}

/// What the run is for, for one prefix.
#[derive(Debug, Clone, Default)]
pub(crate) struct Aim {
    pub(crate) steps: Vec<Step>,
    /// The bindings at the end, sorted.
    pub(crate) bindings: Vec<(Block, Option<u8>)>,
    /// The BGP prefixes at the end that the plan names: advertised, prepend, follow.
    pub(crate) bgp: Vec<(Block, bool, u8, bool)>,
    pub(crate) delegations: Vec<(Block, String)>,
    /// Start bindings that are still on their way to the edges.
    pub(crate) rolling: Vec<Block>,
}

/// What another writer does.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Foreign {
    /// Binds the n-th free block to a service.
    Add { pick: usize, service: u8 },
    /// Deletes the n-th binding.
    Delete { pick: usize },
    /// Deletes the n-th binding and binds its block to a service.
    Replace { pick: usize, service: u8 },
    /// Advertises or withdraws, edits, or creates a BGP prefix, or delegates a block, by the number.
    Further { pick: usize },
}

/// The account that blocks are delegated to.
pub(crate) const DELEGATE: &str = "fedcba9876543210fedcba9876543210";

/// How a process ends.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Kill {
    /// Where records were about to be stored: half of them are.
    pub(crate) torn: bool,
    /// A request that was about to be sent, or was just sent, arrives so many milliseconds after the kill.
    pub(crate) late: Option<u64>,
    /// Milliseconds until the next process begins. With `late` after that, two processes work on the run: the first one
    /// lives until it stores a record, and finds the journal changed.
    pub(crate) down: u64,
}

/// A command that a person gives.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Order {
    /// Pause, and go on after some hours.
    Pause {
        hours: u64,
    },
    Abandon,
}

/// Something that goes wrong, or somebody who interferes.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) enum Trouble {
    /// With a request, by its number from 0.
    Fault { request: usize, fault: Fault },
    /// At a point of the host, by its number from 0.
    Kill { point: usize, kill: Kill },
    /// Before a request, by its number.
    Foreign { request: usize, what: Foreign },
    /// The wall clock jumps before a request.
    Jump { request: usize, by: i64 },
    /// At a point of the host.
    Order { point: usize, order: Order },
}

/// A run to simulate.
#[derive(Debug, Clone)]
pub(crate) struct Scenario {
    /// The text that makes it again.
    pub(crate) seed: String,
    pub(crate) api: Api,
    pub(crate) plan: RunPlan,
    pub(crate) aims: Vec<Aim>,
    pub(crate) troubles: Vec<Trouble>,
    /// Milliseconds from a request to its answer.
    pub(crate) latency: u64,
    /// Seed of what the host passes as random.
    pub(crate) noise: u64,
}

impl Scenario {
    pub(crate) fn faults(&self) -> impl Iterator<Item = Fault> {
        self.troubles.iter().filter_map(|trouble| match trouble {
            Trouble::Fault { fault, .. } => Some(*fault),
            _ => None,
        })
    }
}
