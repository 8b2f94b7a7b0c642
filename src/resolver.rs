//! A list of bindings that answers who owns an address, and explains the answer.

use crate::cidr::{Cidr, TextBuffer, parse_address};
use crate::envelope::{LazyBindingList, ListFormat, read_list};
use crate::error::Error;
use crate::fmt::{concat, decimal, push_escaped};
use crate::json::ReadLimits;
use crate::json::writer::JsonWriter;
use crate::resource::ServiceBinding;
use crate::table::{BlockColumns, Resolution, ResolutionReason, Table};
use alloc::borrow::ToOwned;
use alloc::string::String;
use alloc::vec::Vec;
use core::net::IpAddr;

/// The answer of `list-bindings`, ready for look-ups.
#[derive(Debug, Clone)]
pub struct Resolver {
    list: LazyBindingList,
    table: Table,
}

/// A resolution with the address and a sentence for display.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Explained {
    /// The address asked for.
    pub address: IpAddr,
    /// The answer; numbers are positions in the list.
    pub resolution: Resolution,
    /// The answer as one sentence, without a full stop.
    pub message: String,
}

impl Resolver {
    /// Reads a list of bindings in any [`ListFormat`] and builds the table. O(bytes + n log n).
    ///
    /// With a `prefix`, addresses outside it have no owner.
    ///
    /// # Errors
    ///
    /// Those of [`crate::read`]; `envelope-refused` for an answer that reports a failure, which is not an empty list.
    pub fn from_json(bytes: Vec<u8>, prefix: Option<Cidr>, limits: ReadLimits) -> Result<Self, Error> {
        let list = read_list(bytes, limits, ListFormat::Any)?;
        let table = Table::new(list.rows(), prefix)?;
        Ok(Self { list, table })
    }

    /// Builds the table from blocks as numbers, each an active binding. O(n log n).
    ///
    /// With a `prefix`, addresses outside it have no owner.
    ///
    /// # Errors
    ///
    /// Those of [`Table::from_columns`].
    pub fn from_columns(columns: BlockColumns, prefix: Option<Cidr>) -> Result<Self, Error> {
        let table = Table::from_columns(&columns, prefix)?;
        Ok(Self { list: LazyBindingList::of_columns(columns), table })
    }

    /// The list, in the order of the input.
    #[must_use]
    pub fn list(&self) -> &LazyBindingList {
        &self.list
    }

    /// The table, for look-ups without an explanation.
    #[must_use]
    pub fn table(&self) -> &Table {
        &self.table
    }

    /// Parses an address and resolves it to its owner, with the reason.
    ///
    /// # Errors
    ///
    /// Those of [`parse_address`].
    pub fn resolve(&self, address: &str) -> Result<Explained, Error> {
        let address = parse_address(address)?;
        let resolution = self.table.resolve(address);
        let message = self.message(address, &resolution);
        Ok(Explained { address, resolution, message })
    }

    fn message(&self, address: IpAddr, resolution: &Resolution) -> String {
        let binding = |index: Option<usize>| index.and_then(|index| self.list.binding(index));
        let text = TextBuffer::of(address);
        let address = text.as_str();
        match (resolution.reason, binding(resolution.owner)) {
            (ResolutionReason::MostSpecific, Some(owner)) => {
                let why = match resolution.shadowed.len() {
                    0 => "the only binding that covers it".to_owned(),
                    n => {
                        concat(&["the most specific of ", &decimal(n as u64 + 1), " bindings that cover it"])
                    }
                };
                let block = owner.cidr.cidr.text();
                concat(&[address, " belongs to ", &service(&owner), ": ", block.as_str(), " is ", &why])
            }
            (reason @ (ResolutionReason::Provisioning | ResolutionReason::Stuck), Some(owner)) => {
                let until = match binding(resolution.fallback) {
                    Some(next) => {
                        concat(&["still use ", &service(&next), " (", next.cidr.cidr.text().as_str(), ")"])
                    }
                    None => "have no active binding to use".to_owned(),
                };
                let (block, mut state) = (owner.cidr.cidr.text(), String::new());
                push_escaped(&mut state, owner.state.as_deref().unwrap_or_default());
                let whose = concat(&[address, " belongs to ", &service(&owner), ": ", block.as_str()]);
                let but = " is the most specific binding, but it is ";
                if reason == ResolutionReason::Stuck {
                    state = concat(&["stuck in the state `", &state, "`"]);
                }
                concat(&[&whose, but, &state, "; edges without it ", &until])
            }
            (ResolutionReason::OnlyRegional, _) => {
                concat(&["no service owns ", address, ": only bindings without a service cover it"])
            }
            (reason, _) => match (self.table.prefix().map(|prefix| prefix.text()), reason) {
                (Some(prefix), ResolutionReason::OutsidePrefix) => {
                    concat(&[address, " is outside the prefix ", prefix.as_str()])
                }
                (None, ResolutionReason::OutsidePrefix) => concat(&[address, " is outside the prefix"]),
                (Some(prefix), _) => {
                    concat(&[address, " is in the prefix ", prefix.as_str(), ", but no binding covers it"])
                }
                (None, _) => concat(&["no binding covers ", address]),
            },
        }
    }
}

/// The service's name, or its id where it has no name.
fn service(binding: &ServiceBinding) -> String {
    let name = binding.service_name.as_deref().filter(|name| !name.is_empty());
    let mut text = String::new();
    push_escaped(&mut text, name.or(binding.service_id.as_deref()).unwrap_or_default());
    text
}

impl Explained {
    /// The answer as JSON text; bindings are positions in the list.
    #[must_use]
    pub fn to_json(&self) -> String {
        let list = |w: &mut JsonWriter, indices: &[usize]| {
            w.array(|w| indices.iter().for_each(|index| w.raw(&decimal(*index as u64))));
        };
        let one = |w: &mut JsonWriter, index: Option<usize>| match index {
            Some(index) => w.raw(&decimal(index as u64)),
            None => w.raw("null"),
        };
        let mut w = JsonWriter::default();
        w.object(|w| {
            w.key("address").string(TextBuffer::of(self.address).as_str());
            one(w.key("owner"), self.resolution.owner);
            w.key("reason").string(self.resolution.reason.name());
            w.key("message").string(&self.message);
            list(w.key("shadowed"), &self.resolution.shadowed);
            list(w.key("regional"), &self.resolution.regional);
            one(w.key("fallback"), self.resolution.fallback);
            list(w.key("conflicts"), &self.resolution.conflicts);
        });
        w.finish()
    }
}
