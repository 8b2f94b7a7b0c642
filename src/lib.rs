//! Who owns this address? Cloudflare BYOIP service bindings: validated, resolved, explained and planned.
//!
//! The crate does no I/O and reads no clock: it takes the bytes of the API's answers and gives requests, findings and plans
//! as data. It has no features that a program needs; those whose names start with `wasm` are for the npm package only.
//!
//! # Parse
//!
//! Parsing is strict, and an [`Error`] has a stable code, the position, and where there is one the text that was meant.
//!
//! ```
//! use byoip::{Cidr, parse_address};
//!
//! let block: Cidr = "2001:DB8::/32".parse()?;
//! assert_eq!(block.to_string(), "2001:db8::/32");
//! assert!(block.contains(parse_address("2001:db8::1")?));
//!
//! let error = Cidr::parse("192.0.2.1/24").unwrap_err();
//! assert_eq!((error.code(), error.cure()), ("host-bits-set", Some("192.0.2.0/24")));
//! assert_eq!(error.help(), "did you mean `192.0.2.0/24`?");
//! # Ok::<(), byoip::Error>(())
//! ```
//!
//! # Read an answer of the API
//!
//! ```
//! use byoip::{Envelope, Operation, Payload, ReadLimits, read};
//!
//! let bytes = br#"{"success":true,"errors":[],"messages":[],"result":[{"id":"2db684ee7ca04e159946fd05b99e1bcd","name":"CDN"}]}"#;
//! match read(Operation::ListServices, bytes, ReadLimits::default())? {
//!     Envelope::Success { result: Payload::Services(services), .. } => assert_eq!(services[0].name, "CDN"),
//!     Envelope::Success { .. } => unreachable!("the operation lists services"),
//!     Envelope::Failure { errors, .. } => panic!("the API refused: {errors:?}"),
//! }
//! # Ok::<(), byoip::Error>(())
//! ```
//!
//! # Resolve an address
//!
//! ```
//! use byoip::{ReadLimits, Resolver};
//!
//! let list = br#"[{"cidr":"192.0.2.0/24","service_id":"m","service_name":"Magic Transit"},
//!                 {"cidr":"192.0.2.1/32","service_id":"c","service_name":"CDN"}]"#;
//! let resolver = Resolver::from_json(list.to_vec(), Some("192.0.2.0/24".parse()?), ReadLimits::of_lists())?;
//! assert_eq!(
//!     resolver.resolve("192.0.2.1")?.message,
//!     "192.0.2.1 belongs to CDN: 192.0.2.1/32 is the most specific of 2 bindings that cover it"
//! );
//! // The same without words, as a position in the list.
//! assert_eq!(resolver.table().find_text("192.0.2.77")?, 0);
//! # Ok::<(), byoip::Error>(())
//! ```
//!
//! # Check a binding before it is sent
//!
//! ```
//! use byoip::{BindingFacts, PrefixFacts, check};
//!
//! let prefix = PrefixFacts { cidr: "192.0.2.0/24".into(), approved: None, advertised: None, on_demand_locked: None };
//! let binding = |cidr: &str, name: &str| BindingFacts {
//!     cidr: cidr.into(),
//!     service_id: Some(name.to_lowercase()),
//!     service_name: Some(name.into()),
//!     state: None,
//! };
//! let findings = check(&prefix, &[], &binding("192.0.2.0/25", "CDN"), None);
//! assert_eq!(findings[0].code, "first-binding-not-prefix");
//! ```
//!
//! # Plan a change
//!
//! A plan is data; a task without one is a [`plan::Refusal`].
//!
//! ```
//! use byoip::plan::{CurrentBinding, DesiredBinding, PlanStep, Task, plan};
//!
//! let prefix = "192.0.2.0/24".parse()?;
//! let current = [CurrentBinding { id: None, cidr: prefix, service: Some("m".into()), state: None }];
//! let desired = [
//!     DesiredBinding { cidr: prefix, service: "m".into() },
//!     DesiredBinding { cidr: "192.0.2.16/28".parse()?, service: "c".into() },
//! ];
//! let plan = plan(&Task::new(prefix, &current, &desired))?;
//! assert!(matches!(&plan.steps[0], PlanStep::Create { service_id, .. } if service_id == "c"));
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```

mod aggregate;
pub mod apply;
pub mod call;
mod cidr;
mod desired;
pub mod drift;
mod envelope;
mod error;
mod fmt;
mod hidden;
mod id;
mod json;
pub mod layout;
mod operation;
pub mod plan;
mod request;
mod resolver;
mod resource;
pub mod restore;
mod rules;
mod sort;
mod table;
#[cfg(all(feature = "wasm", target_family = "wasm"))]
pub mod wasm;
pub mod write;

pub use aggregate::{Aggregated, Claim, Share, aggregate};
pub use cidr::{AddressRange, Cidr, Family, MaskedCidr, parse_address, range_to_cidrs};
pub use desired::{ColumnUse, Desired, ListMeaning, desired_of_columns, read_desired};
pub use envelope::{Envelope, LazyBindingList, ListFormat, Payload, read, read_list};
pub use envelope::{PrefixSnapshot, Snapshot, SnapshotList, read_snapshot};
pub use error::Error;
pub use json::ReadLimits;
pub use operation::{BodyField, Operation, ResultKind};
pub use request::{Request, RequestParams, request};
pub use resolver::{Explained, Resolver};
pub use resource::*;
pub use rules::{Basis, BindingFacts, Finding, FoundService, PrefixFacts, Rule, ServiceFacts, Severity};
pub use rules::{check, find_service, lint};
pub use table::{BlockColumns, NOT_AN_ADDRESS, Resolution, ResolutionReason, Table};

/// The examples of the README.
#[cfg(doctest)]
#[doc = include_str!("../README.md")]
struct Readme;
