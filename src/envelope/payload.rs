//! The results of the operations, read by their kind.

use super::decode::{self, FieldNaming};
use super::decode_field::read_array;
use super::decode_magic_route::magic_routes;
use crate::error::Error;
use crate::json::JsonReader;
use crate::operation::ResultKind;
use crate::resource::{BgpPrefix, Delegation, MagicRoute, Prefix, Service, ServiceBinding};

/// The result of an operation, by [`ResultKind`].
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub enum Payload {
    /// A list of services.
    Services(Vec<Service>),
    /// A list of prefixes.
    Prefixes(Vec<Prefix>),
    /// A prefix.
    Prefix(Box<Prefix>),
    /// A list of bindings.
    Bindings(Vec<ServiceBinding>),
    /// A binding.
    Binding(Box<ServiceBinding>),
    /// A list of BGP prefixes.
    BgpPrefixes(Vec<BgpPrefix>),
    /// A BGP prefix.
    BgpPrefix(Box<BgpPrefix>),
    /// A list of delegations.
    Delegations(Vec<Delegation>),
    /// A delegation.
    Delegation(Box<Delegation>),
    /// A list of Magic routes.
    MagicRoutes(Vec<MagicRoute>),
    /// No result.
    #[default]
    Nothing,
}

impl Payload {
    /// Reads the value of `result`.
    pub(super) fn read(kind: ResultKind, reader: &mut JsonReader<'_>) -> Result<Self, Error> {
        Ok(match kind {
            ResultKind::Services => Self::Services(read_array(reader, decode::service)?),
            ResultKind::Prefixes => Self::Prefixes(read_array(reader, decode::prefix)?),
            ResultKind::Prefix => Self::Prefix(Box::new(decode::prefix(reader)?)),
            ResultKind::Bindings => Self::Bindings(read_array(reader, binding)?),
            ResultKind::Binding => Self::Binding(Box::new(binding(reader)?)),
            ResultKind::BgpPrefixes => Self::BgpPrefixes(read_array(reader, decode::bgp_prefix)?),
            ResultKind::BgpPrefix => Self::BgpPrefix(Box::new(decode::bgp_prefix(reader)?)),
            ResultKind::Delegations => Self::Delegations(read_array(reader, decode::delegation)?),
            ResultKind::Delegation => Self::Delegation(Box::new(decode::delegation(reader)?)),
            ResultKind::MagicRoutes => Self::MagicRoutes(magic_routes(reader)?),
            ResultKind::Nothing => {
                reader.skip()?;
                Self::Nothing
            }
        })
    }
}

fn binding(reader: &mut JsonReader<'_>) -> Result<ServiceBinding, Error> {
    decode::binding(reader, FieldNaming::Api).map(Into::into)
}
