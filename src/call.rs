//! The small calls of the boundary as data: a call comes in, an answer or an error goes out.
//!
//! They are plain serde types, so that native tests drive them as JSON; the boundary only translates.

#[cfg(feature = "planner")]
mod plan;
mod read;

#[cfg(feature = "planner")]
pub use plan::{CurrentFacts, Place as PlanPlace, PlanTask, Planned};

use crate::cidr::{Cidr, Shown, parse_address, range_to_cidrs};
use crate::error::Error;
#[cfg(feature = "planner")]
use crate::error::ErrorKind;
#[cfg(feature = "planner")]
use crate::plan::Difference;
#[cfg(feature = "planner")]
use crate::plan::export::Language;
#[cfg(feature = "planner")]
use crate::plan::render::{Form, Line};
use crate::request::{Ask, Request, request};
use crate::rules::{BindingFacts, Finding, PrefixFacts, ServiceFacts, check, lint};
use serde::{Deserialize, Serialize};

/// A call: an object with one field, which is named as the call and holds what it takes.
///
/// Not told by a field beside the others: serde would have to keep a call of unknown kind in memory, and the code for
/// that is a tenth of the wasm.
#[derive(Debug, Clone, Deserialize)]
#[serde(rename_all = "camelCase", rename_all_fields = "camelCase", deny_unknown_fields)]
pub enum Call {
    /// What is this block? Strict, or with host bits cleared.
    Cidr {
        /// The text.
        text: String,
        /// True to clear host bits.
        #[serde(default)]
        masked: bool,
    },
    /// What is this address?
    Address {
        /// The text.
        text: String,
    },
    /// Does one block cover another?
    Covers {
        /// The larger one.
        outer: String,
        /// The smaller one.
        inner: String,
    },
    /// The block twice the size.
    Parent {
        /// The block.
        cidr: String,
    },
    /// The other half of the parent.
    Sibling {
        /// The block.
        cidr: String,
    },
    /// The two halves.
    Halves {
        /// The block.
        cidr: String,
    },
    /// The least list of blocks from one address to another.
    Range {
        /// First address.
        first: String,
        /// Last address.
        last: String,
    },
    /// An operation as a request.
    Request {
        /// Operation, ids and values.
        ask: Ask,
    },
    /// Judge one binding.
    Check {
        /// The prefix.
        prefix: PrefixFacts,
        /// What is bound already.
        bindings: Vec<BindingFacts>,
        /// What is to be bound.
        proposed: BindingFacts,
        /// The account's services, where known.
        #[serde(default)]
        services: Option<Vec<ServiceFacts>>,
    },
    /// Judge a whole list.
    Lint {
        /// The prefix.
        prefix: PrefixFacts,
        /// What is bound.
        bindings: Vec<BindingFacts>,
        /// The account's services, where known.
        #[serde(default)]
        services: Option<Vec<ServiceFacts>>,
    },
    /// Plan the way from what is bound to what should be.
    #[cfg(feature = "planner")]
    Plan(Box<PlanTask>),
    /// What differs between the two.
    #[cfg(feature = "planner")]
    Diff(Box<PlanTask>),
    /// A plan for people.
    #[cfg(feature = "planner")]
    Render {
        /// What is to be planned.
        task: Box<PlanTask>,
        /// Text or Markdown.
        form: Form,
    },
    /// A plan as the text of a program.
    #[cfg(feature = "planner")]
    Export {
        /// What is to be planned.
        task: Box<PlanTask>,
        /// The language.
        language: Language,
        /// Whose bindings.
        place: plan::Place,
    },
    /// A sentence for each step of a plan.
    #[cfg(feature = "planner")]
    Explain {
        /// What is to be planned.
        task: Box<PlanTask>,
    },
}

impl Call {
    /// Reads a call from JSON text. O(bytes).
    ///
    /// # Errors
    ///
    /// `call-malformed`.
    pub fn from_json(json: &[u8]) -> Result<Self, Error> {
        read::read(json)
    }
}

/// What is known of a block.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct CidrInfo {
    cidr: String,
    family: u8,
    first: String,
    last: String,
    length: u8,
    size: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    masked: Option<bool>,
}

/// What is known of an address.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct AddressInfo {
    address: String,
    family: u8,
}

/// What a call answers.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(untagged)]
pub enum Answer {
    /// To [`Call::Cidr`].
    Cidr(CidrInfo),
    /// To [`Call::Address`].
    Address(AddressInfo),
    /// To [`Call::Covers`].
    Yes(bool),
    /// To [`Call::Parent`] and [`Call::Sibling`].
    Block(Option<String>),
    /// To [`Call::Halves`].
    Halves(Option<[String; 2]>),
    /// To [`Call::Range`].
    Blocks(Vec<String>),
    /// To [`Call::Request`].
    Request(Request),
    /// To [`Call::Check`] and [`Call::Lint`].
    Findings(Vec<Finding>),
    /// To [`Call::Plan`].
    #[cfg(feature = "planner")]
    Plan(Box<Planned>),
    /// To [`Call::Diff`].
    #[cfg(feature = "planner")]
    Diff(Box<Difference>),
    /// To [`Call::Render`].
    #[cfg(feature = "planner")]
    Lines(Vec<Line>),
    /// To [`Call::Export`].
    #[cfg(feature = "planner")]
    Program(String),
    /// To [`Call::Explain`].
    #[cfg(feature = "planner")]
    Sentences(Vec<String>),
}

/// An error as data.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Problem {
    /// Stable code.
    pub code: &'static str,
    /// What is wrong.
    pub message: String,
    /// The cure.
    pub help: String,
    /// Where.
    pub at: Place,
    /// JSON pointer, where the input was JSON.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub pointer: Option<String>,
    /// The rules that are broken, where that is why.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub findings: Vec<Finding>,
}

/// A place in the input, in bytes.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
pub struct Place {
    /// First byte.
    pub start: usize,
    /// Byte after the last.
    pub end: usize,
}

impl From<&Error> for Problem {
    fn from(error: &Error) -> Self {
        let at = error.at();
        Self {
            code: error.kind().code(),
            message: error.to_string(),
            help: error.kind().help(),
            at: Place { start: at.start, end: at.end },
            pointer: error.pointer().map(str::to_owned),
            findings: match error.kind() {
                #[cfg(feature = "planner")]
                ErrorKind::Refused(refusal) => refusal.findings.clone(),
                _ => Vec::new(),
            },
        }
    }
}

/// Answers a call.
///
/// # Errors
///
/// Those of the function behind it.
pub fn answer(call: &Call) -> Result<Answer, Error> {
    let text = |cidr: Option<Cidr>| cidr.map(|cidr| cidr.to_string());
    Ok(match call {
        Call::Cidr { text, masked: false } => Answer::Cidr(info(Cidr::parse(text)?, None)),
        Call::Cidr { text, masked: true } => {
            let masked = Cidr::parse_masked(text)?;
            Answer::Cidr(info(masked.cidr, Some(masked.masked)))
        }
        Call::Address { text } => {
            let address = parse_address(text)?;
            let family = if address.is_ipv4() { 4 } else { 6 };
            Answer::Address(AddressInfo { address: Shown(address).to_string(), family })
        }
        Call::Covers { outer, inner } => Answer::Yes(Cidr::parse(outer)?.covers(&Cidr::parse(inner)?)),
        Call::Parent { cidr } => Answer::Block(text(Cidr::parse(cidr)?.parent())),
        Call::Sibling { cidr } => Answer::Block(text(Cidr::parse(cidr)?.sibling())),
        Call::Halves { cidr } => {
            let halves = Cidr::parse(cidr)?.halves();
            Answer::Halves(halves.map(|[low, high]| [low.to_string(), high.to_string()]))
        }
        Call::Range { first, last } => {
            Answer::Blocks(range_to_cidrs(first, last)?.iter().map(Cidr::to_string).collect())
        }
        Call::Request { ask } => Answer::Request(request(ask)?),
        Call::Check { prefix, bindings, proposed, services } => {
            Answer::Findings(check(prefix, bindings, proposed, services.as_deref()))
        }
        Call::Lint { prefix, bindings, services } => {
            Answer::Findings(lint(prefix, bindings, services.as_deref()))
        }
        #[cfg(feature = "planner")]
        Call::Plan(task) => Answer::Plan(Box::new(task.plan()?)),
        #[cfg(feature = "planner")]
        Call::Diff(task) => Answer::Diff(Box::new(task.diff()?)),
        #[cfg(feature = "planner")]
        Call::Render { task, form } => Answer::Lines(task.render(*form)?),
        #[cfg(feature = "planner")]
        Call::Export { task, language, place } => Answer::Program(task.export(*language, place)?),
        #[cfg(feature = "planner")]
        Call::Explain { task } => Answer::Sentences(task.explain()?),
    })
}

fn info(cidr: Cidr, masked: Option<bool>) -> CidrInfo {
    CidrInfo {
        cidr: cidr.to_string(),
        family: cidr.family().number(),
        first: Shown(cidr.first()).to_string(),
        last: Shown(cidr.last()).to_string(),
        length: cidr.length(),
        size: cidr.size_text(),
        masked,
    }
}
