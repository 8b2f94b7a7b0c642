//! A list of bindings that answers who owns an address, in words.

use crate::cidr::{Cidr, Text, parse_address};
use crate::envelope::{Form, List, read_list};
use crate::error::Error;
use crate::fmt::{decimal, joined, visible};
use crate::json::Limits;
use crate::json::writer::Writer;
use crate::resource::ServiceBinding;
use crate::table::{Columns, Reason, Resolution, Table};
use alloc::borrow::ToOwned;
use alloc::string::String;
use alloc::vec::Vec;
use core::net::IpAddr;

/// The answer of `list-bindings`, ready to be asked.
#[derive(Debug, Clone)]
pub struct Resolver {
    list: List,
    table: Table,
}

/// A resolution with the address and a sentence for people.
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
    /// Reads a list of bindings in any [`Form`] and builds the table. O(bytes + n log n).
    ///
    /// With a `prefix`, addresses outside it have no owner.
    ///
    /// # Errors
    ///
    /// Those of [`crate::read`]; `envelope-refused` for an answer that says failure: it is no empty list.
    pub fn from_json(bytes: Vec<u8>, prefix: Option<Cidr>, limits: Limits) -> Result<Self, Error> {
        let list = read_list(bytes, limits, Form::Any)?;
        let table = Table::new(list.rows(), prefix)?;
        Ok(Self { list, table })
    }

    /// Takes blocks as numbers and builds the table. A block stands for a binding that is active. O(n log n).
    ///
    /// With a `prefix`, addresses outside it have no owner.
    ///
    /// # Errors
    ///
    /// Those of [`Table::from_columns`].
    pub fn from_columns(columns: Columns, prefix: Option<Cidr>) -> Result<Self, Error> {
        let table = Table::from_columns(&columns, prefix)?;
        Ok(Self { list: List::of_columns(columns), table })
    }

    /// The list, in the order in which it came.
    #[must_use]
    pub fn list(&self) -> &List {
        &self.list
    }

    /// The table, for look-ups by the thousand.
    #[must_use]
    pub fn table(&self) -> &Table {
        &self.table
    }

    /// Parses an address and says who owns it, and why.
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
        let text = Text::of(address);
        let address = text.as_str();
        match (resolution.reason, binding(resolution.owner)) {
            (Reason::MostSpecific, Some(owner)) => {
                let why = match resolution.shadowed.len() {
                    0 => "the only binding that covers it".to_owned(),
                    n => {
                        joined(&["the most specific of ", &decimal(n as u64 + 1), " bindings that cover it"])
                    }
                };
                let block = owner.cidr.cidr.text();
                joined(&[address, " belongs to ", &service(&owner), ": ", block.as_str(), " is ", &why])
            }
            (reason @ (Reason::Provisioning | Reason::Stuck), Some(owner)) => {
                let until = match binding(resolution.fallback) {
                    Some(next) => {
                        joined(&["still use ", &service(&next), " (", next.cidr.cidr.text().as_str(), ")"])
                    }
                    None => "have no active binding to use".to_owned(),
                };
                let (block, mut state) = (owner.cidr.cidr.text(), String::new());
                visible(&mut state, owner.state.as_deref().unwrap_or_default());
                let whose = joined(&[address, " belongs to ", &service(&owner), ": ", block.as_str()]);
                let but = " is the most specific binding, but it is ";
                if reason == Reason::Stuck {
                    state = joined(&["stuck in the state `", &state, "`"]);
                }
                joined(&[&whose, but, &state, "; edges without it ", &until])
            }
            (Reason::OnlyRegional, _) => {
                joined(&["no service owns ", address, ": only bindings without a service cover it"])
            }
            (reason, _) => match (self.table.prefix().map(|prefix| prefix.text()), reason) {
                (Some(prefix), Reason::OutsidePrefix) => {
                    joined(&[address, " lies outside the prefix ", prefix.as_str()])
                }
                (None, Reason::OutsidePrefix) => joined(&[address, " lies outside the prefix"]),
                (Some(prefix), _) => {
                    joined(&[address, " lies in the prefix ", prefix.as_str(), ", but no binding covers it"])
                }
                (None, _) => joined(&["no binding covers ", address]),
            },
        }
    }
}

/// The service's name, or its id where it has none.
fn service(binding: &ServiceBinding) -> String {
    let name = binding.service_name.as_deref().filter(|name| !name.is_empty());
    let mut text = String::new();
    visible(&mut text, name.or(binding.service_id.as_deref()).unwrap_or_default());
    text
}

impl Explained {
    /// The answer as JSON text; bindings are positions in the list.
    #[must_use]
    pub fn to_json(&self) -> String {
        let list = |w: &mut Writer, indices: &[usize]| {
            w.array(|w| indices.iter().for_each(|index| w.raw(&decimal(*index as u64))));
        };
        let one = |w: &mut Writer, index: Option<usize>| match index {
            Some(index) => w.raw(&decimal(index as u64)),
            None => w.raw("null"),
        };
        let mut w = Writer::default();
        w.object(|w| {
            w.key("address").string(Text::of(self.address).as_str());
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
