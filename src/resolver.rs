//! A list of bindings that answers who owns an address, and explains the answer.

use crate::cidr::{Cidr, parse_address};
use crate::envelope::{LazyBindingList, ListFormat, read_list};
use crate::error::Error;
use crate::fmt::Escaped;
use crate::json::ReadLimits;
use crate::json::writer::JsonWriter;
use crate::resource::ServiceBinding;
use crate::table::{BlockColumns, Resolution, ResolutionReason, Table};
use core::net::IpAddr;
use std::fmt;

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
        match (resolution.reason, binding(resolution.owner)) {
            (ResolutionReason::MostSpecific, Some(owner)) => {
                let (whose, block) = (service(&owner), owner.cidr.cidr);
                match resolution.shadowed.len() {
                    0 => format!("{address} belongs to {whose}: {block} is the only binding that covers it"),
                    n => {
                        let all = n + 1;
                        format!(
                            "{address} belongs to {whose}: {block} is the most specific of {all} bindings that cover it"
                        )
                    }
                }
            }
            (reason @ (ResolutionReason::Provisioning | ResolutionReason::Stuck), Some(owner)) => {
                let until = match binding(resolution.fallback) {
                    Some(next) => format!("still use {} ({})", service(&next), next.cidr.cidr),
                    None => "have no active binding to use".to_owned(),
                };
                let state = Escaped(owner.state.as_deref().unwrap_or_default());
                let state = match reason {
                    ResolutionReason::Stuck => format!("stuck in the state `{state}`"),
                    _ => state.to_string(),
                };
                let (whose, block) = (service(&owner), owner.cidr.cidr);
                format!(
                    "{address} belongs to {whose}: {block} is the most specific binding, but it is {state}; edges without it {until}"
                )
            }
            (ResolutionReason::OnlyRegional, _) => {
                format!("no service owns {address}: only bindings without a service cover it")
            }
            (reason, _) => match (self.table.prefix(), reason) {
                (Some(prefix), ResolutionReason::OutsidePrefix) => {
                    format!("{address} is outside the prefix {prefix}")
                }
                (None, ResolutionReason::OutsidePrefix) => format!("{address} is outside the prefix"),
                (Some(prefix), _) => {
                    format!("{address} is in the prefix {prefix}, but no binding covers it")
                }
                (None, _) => format!("no binding covers {address}"),
            },
        }
    }
}

/// The service's name, or its id where it has no name.
fn service(binding: &ServiceBinding) -> impl fmt::Display {
    let name = binding.service_name.as_deref().filter(|name| !name.is_empty());
    Escaped(name.or(binding.service_id.as_deref()).unwrap_or_default())
}

impl Explained {
    /// The answer as JSON text; bindings are positions in the list.
    #[must_use]
    pub fn to_json(&self) -> String {
        let list = |w: &mut JsonWriter, indices: &[usize]| {
            w.array(|w| indices.iter().for_each(|index| w.raw(&index.to_string())));
        };
        let one = |w: &mut JsonWriter, index: Option<usize>| match index {
            Some(index) => w.raw(&index.to_string()),
            None => w.raw("null"),
        };
        let mut w = JsonWriter::default();
        w.object(|w| {
            w.key("address").string(&self.address.to_string());
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
