//! Who owns this address? Cloudflare BYOIP service bindings: validated, resolved, explained.

// The standard library would bring its panic machinery and number formatting: a tenth of the resolver's size.
#![cfg_attr(all(target_family = "wasm", not(feature = "calls")), no_std)]

extern crate alloc;

#[cfg(feature = "planner")]
mod aggregate;
#[cfg(feature = "calls")]
pub mod call;
mod cidr;
#[cfg(feature = "planner")]
mod desired;
mod envelope;
mod error;
mod fmt;
#[cfg(feature = "calls")]
mod id;
mod json;
#[cfg(feature = "planner")]
pub mod layout;
mod operation;
#[cfg(feature = "planner")]
pub mod plan;
#[cfg(feature = "core")]
mod request;
mod resolver;
mod resource;
#[cfg(feature = "calls")]
mod rules;
mod sort;
mod table;
#[cfg(target_family = "wasm")]
pub mod wasm;

#[cfg(feature = "planner")]
pub use aggregate::{Aggregated, Claim, Share, aggregate};
pub use cidr::{AddressRange, Cidr, Family, MaskedCidr, parse_address, range_to_cidrs};
#[cfg(feature = "planner")]
pub use desired::{Desired, ListMeaning, desired_of_columns, read_desired};
pub use envelope::{Envelope, LazyBindingList, ListFormat, Payload, read, read_list};
#[cfg(feature = "calls")]
pub use envelope::{PrefixSnapshot, Snapshot, read_snapshot};
pub use error::{CharacterHint, Error, ErrorKind};
pub use json::ReadLimits;
pub use operation::{BodyField, Operation, ResultKind};
#[cfg(feature = "core")]
pub use request::{Request, RequestParams, request};
pub use resolver::{Explained, Resolver};
pub use resource::*;
#[cfg(feature = "calls")]
pub use rules::{Basis, BindingFacts, Finding, PrefixFacts, Rule, ServiceFacts, Severity, check, lint};
pub use table::{BlockColumns, NOT_AN_ADDRESS, Resolution, ResolutionReason, Table};
