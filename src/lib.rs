//! Who owns this address? Cloudflare BYOIP service bindings: validated, resolved, explained.

mod aggregate;
pub mod call;
mod cidr;
mod desired;
mod envelope;
mod error;
mod fmt;
mod id;
mod json;
pub mod layout;
mod operation;
pub mod plan;
mod request;
mod resolver;
mod resource;
mod rules;
mod sort;
mod table;
#[cfg(all(feature = "wasm", target_family = "wasm"))]
pub mod wasm;

pub use aggregate::{Aggregated, Claim, Share, aggregate};
pub use cidr::{AddressRange, Cidr, Family, MaskedCidr, parse_address, range_to_cidrs};
pub use desired::{Desired, ListMeaning, desired_of_columns, read_desired};
pub use envelope::{Envelope, LazyBindingList, ListFormat, Payload, read, read_list};
pub use envelope::{PrefixSnapshot, Snapshot, read_snapshot};
pub use error::Error;
pub use json::ReadLimits;
pub use operation::{BodyField, Operation, ResultKind};
pub use request::{Request, RequestParams, request};
pub use resolver::{Explained, Resolver};
pub use resource::*;
pub use rules::{Basis, BindingFacts, Finding, PrefixFacts, Rule, ServiceFacts, Severity, check, lint};
pub use table::{BlockColumns, NOT_AN_ADDRESS, Resolution, ResolutionReason, Table};
