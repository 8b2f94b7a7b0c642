//! The operations of the API, and the result of each.

use super::Payload;
use super::decode::{self, FieldNaming};
use crate::error::Error;
use crate::json::JsonReader;
use alloc::boxed::Box;
use alloc::vec::Vec;

/// An operation of the addressing API.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[cfg_attr(feature = "calls", derive(serde::Deserialize, serde::Serialize), serde(rename_all = "kebab-case"))]
pub enum Operation {
    /// `GET …/addressing/services`
    ListServices,
    /// `GET …/addressing/prefixes`
    ListPrefixes,
    /// `GET …/addressing/prefixes/{prefix_id}`
    GetPrefix,
    /// `GET …/addressing/prefixes/{prefix_id}/bindings`
    ListBindings,
    /// `GET …/addressing/prefixes/{prefix_id}/bindings/{binding_id}`
    GetBinding,
    /// `POST …/addressing/prefixes/{prefix_id}/bindings`
    CreateBinding,
    /// `DELETE …/addressing/prefixes/{prefix_id}/bindings/{binding_id}`
    DeleteBinding,
    /// `GET …/addressing/prefixes/{prefix_id}/bgp/prefixes`
    ListBgpPrefixes,
    /// `GET …/addressing/prefixes/{prefix_id}/bgp/prefixes/{bgp_prefix_id}`
    GetBgpPrefix,
    /// `PATCH …/addressing/prefixes/{prefix_id}/bgp/prefixes/{bgp_prefix_id}`
    EditBgpPrefix,
}

impl Operation {
    /// Every operation.
    pub const ALL: [Self; 10] = [
        Self::ListServices,
        Self::ListPrefixes,
        Self::GetPrefix,
        Self::ListBindings,
        Self::GetBinding,
        Self::CreateBinding,
        Self::DeleteBinding,
        Self::ListBgpPrefixes,
        Self::GetBgpPrefix,
        Self::EditBgpPrefix,
    ];

    /// Its name in calls.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::ListServices => "list-services",
            Self::ListPrefixes => "list-prefixes",
            Self::GetPrefix => "get-prefix",
            Self::ListBindings => "list-bindings",
            Self::GetBinding => "get-binding",
            Self::CreateBinding => "create-binding",
            Self::DeleteBinding => "delete-binding",
            Self::ListBgpPrefixes => "list-bgp-prefixes",
            Self::GetBgpPrefix => "get-bgp-prefix",
            Self::EditBgpPrefix => "edit-bgp-prefix",
        }
    }

    /// The operation with a name.
    #[must_use]
    pub fn named(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|operation| operation.name() == name)
    }

    /// False for `delete-binding`, whose envelope has no result.
    #[must_use]
    pub const fn has_result(self) -> bool {
        !matches!(self, Self::DeleteBinding)
    }

    /// Reads the value of `result`.
    pub(super) fn payload(self, reader: &mut JsonReader<'_>) -> Result<Payload, Error> {
        Ok(match self {
            Self::ListServices => Payload::Services(read_array(reader, decode::service)?),
            Self::ListPrefixes => Payload::Prefixes(read_array(reader, decode::prefix)?),
            Self::GetPrefix => Payload::Prefix(Box::new(decode::prefix(reader)?)),
            Self::ListBindings => Payload::Bindings(read_array(reader, |r| {
                decode::binding(r, FieldNaming::Api).map(Into::into)
            })?),
            Self::GetBinding | Self::CreateBinding => {
                Payload::Binding(Box::new(decode::binding(reader, FieldNaming::Api)?.into()))
            }
            Self::ListBgpPrefixes => Payload::BgpPrefixes(read_array(reader, decode::bgp_prefix)?),
            Self::GetBgpPrefix | Self::EditBgpPrefix => {
                Payload::BgpPrefix(Box::new(decode::bgp_prefix(reader)?))
            }
            Self::DeleteBinding => {
                reader.skip()?;
                Payload::Nothing
            }
        })
    }
}

pub(super) fn read_array<'a, T>(
    reader: &mut JsonReader<'a>,
    mut one: impl FnMut(&mut JsonReader<'a>) -> Result<T, Error>,
) -> Result<Vec<T>, Error> {
    let mut all = Vec::new();
    reader.array(&mut |reader| {
        all.push(one(reader)?);
        Ok(())
    })?;
    Ok(all)
}
