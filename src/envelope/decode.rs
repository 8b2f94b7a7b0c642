//! Decodes each resource of the API from its JSON object.

use super::decode_field::{
    UnknownFields, cidr, nonempty_string, optional, optional_flag, optional_integer, optional_text, required,
    sent_cidr,
};
use crate::cidr::{Cidr, MaskedCidr};
use crate::error::Error;
use crate::json::{JsonReader, JsonType};
use crate::resource::{
    ApiField, BgpPrefix, BgpSignalOpts, Delegation, OnDemand, Prefix, SentCidr, Service, ServiceBinding,
};
use core::net::Ipv4Addr;
use core::ops::Range;
use std::borrow::Cow;

/// A binding that borrows from the input: long lists are decoded to these.
#[derive(Debug)]
pub(super) struct DecodedBinding<'a> {
    pub(super) id: Cow<'a, str>,
    pub(super) cidr: MaskedCidr,
    pub(super) cidr_text: Cow<'a, str>,
    pub(super) service_id: Option<Cow<'a, str>>,
    pub(super) service_name: Option<Cow<'a, str>>,
    pub(super) state: Option<Cow<'a, str>>,
    pub(super) unknown: UnknownFields<'a>,
    pub(super) at: Range<usize>,
}

/// The position of the next value.
pub(super) fn start(reader: &mut JsonReader<'_>) -> Result<usize, Error> {
    reader.kind()?;
    Ok(reader.at())
}

pub(super) const ID: &str = "an id";
/// The largest AS number (RFC 6793).
const AS_NUMBERS: u64 = u32::MAX as u64;

/// The names of a binding's fields, and whether it must have an id.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum FieldNaming {
    /// As in an answer of the API.
    Api,
    /// As in a file of the user: the API's names or camelCase, and the id is optional.
    Kept,
}

pub(super) fn binding<'a>(
    reader: &mut JsonReader<'a>,
    origin: FieldNaming,
) -> Result<DecodedBinding<'a>, Error> {
    let is_own = origin == FieldNaming::Kept;
    let start = start(reader)?;
    let (mut id, mut block, mut service_id, mut service_name, mut state) = (None, None, None, None, None);
    let (mut as_sent, mut has_extra) = (None, false);
    let mut unknown = UnknownFields::default();
    reader.object(&mut |reader, key| {
        match key {
            "id" if is_own => id = Some(reader.string()?),
            "id" => id = Some(nonempty_string(reader, ID)?),
            "cidr" => block = Some(cidr(reader)?),
            "service_id" if !reader.null()? => {
                service_id = Some(nonempty_string(reader, "a service id")?);
            }
            "serviceId" if is_own && service_id.is_none() => {
                if !reader.null()? {
                    service_id = Some(nonempty_string(reader, "a service id")?);
                }
            }
            "service_name" => service_name = name(reader, &mut unknown, key)?,
            "serviceName" if is_own && service_name.is_none() => {
                service_name = name(reader, &mut unknown, key)?;
            }
            "provisioning" if !reader.null()? => state = provisioning(reader, &mut unknown)?,
            "state" if is_own && state.is_none() => {
                if !reader.null()? {
                    state = Some(read_state(reader)?);
                }
            }
            "service_id" | "provisioning" => {}
            "extra" if is_own => {
                has_extra = true;
                reader.object(&mut |reader, key| unknown.keep(reader, key))?;
            }
            "cidrAsSent" if is_own && reader.kind()? == JsonType::String => as_sent = Some(reader.string()?),
            _ => unknown.keep(reader, key)?,
        }
        Ok(())
    })?;
    let at = start..reader.at();
    if has_extra {
        unknown.refuse_repeated(&at)?;
    }
    let (mut cidr, mut cidr_text) = required(block, "cidr", at.clone())?;
    // Keep the API's own text if it is one of the same block.
    if let Some(text) = as_sent
        && let Ok(masked) = Cidr::parse_masked(&text)
        && masked.cidr == cidr.cidr
    {
        (cidr, cidr_text) = (masked, text);
    }
    let id = if is_own { id.unwrap_or_default() } else { required(id, "id", at.clone())? };
    Ok(DecodedBinding { id, cidr, cidr_text, service_id, service_name, state, unknown, at })
}

/// The name of a service, for display: any value other than a string is kept unchanged.
fn name<'a>(
    reader: &mut JsonReader<'a>,
    unknown: &mut UnknownFields<'a>,
    key: &str,
) -> Result<Option<Cow<'a, str>>, Error> {
    if reader.null()? {
        return Ok(None);
    }
    if reader.kind()? == JsonType::String {
        return reader.string().map(Some);
    }
    unknown.keep(reader, key)?;
    Ok(None)
}

/// Reads the state. If the object has more fields, or is a string, all of it is kept unchanged.
fn provisioning<'a>(
    reader: &mut JsonReader<'a>,
    unknown: &mut UnknownFields<'a>,
) -> Result<Option<Cow<'a, str>>, Error> {
    let start = start(reader)?;
    let mut state = None;
    let mut more = false;
    if reader.kind()? == JsonType::Object {
        reader.object(&mut |reader, key| {
            match key {
                "state" if !reader.null()? => {
                    more |= reader.kind()? != JsonType::String;
                    state = Some(read_state(reader)?);
                }
                "state" => {}
                _ => {
                    more = true;
                    reader.skip()?;
                }
            }
            Ok(())
        })?;
    } else {
        more = true;
        state = Some(read_state(reader)?);
    }
    if more {
        unknown.add("provisioning", reader.slice(start..reader.at()));
    }
    Ok(state)
}

/// A state is a string; the JSON of any other value is an unknown state, so that it never counts as active.
fn read_state<'a>(reader: &mut JsonReader<'a>) -> Result<Cow<'a, str>, Error> {
    if reader.kind()? == JsonType::String { reader.string() } else { reader.raw().map(Cow::Borrowed) }
}

impl From<DecodedBinding<'_>> for ServiceBinding {
    fn from(b: DecodedBinding<'_>) -> Self {
        Self {
            id: b.id.into_owned(),
            cidr: sent_cidr((b.cidr, b.cidr_text)),
            service_id: b.service_id.map(Cow::into_owned),
            service_name: b.service_name.map(Cow::into_owned),
            state: b.state.map(Cow::into_owned),
            extra: b.unknown.into_extra(),
        }
    }
}

pub(super) fn service(reader: &mut JsonReader<'_>) -> Result<Service, Error> {
    let start = start(reader)?;
    let (mut id, mut name) = (None, None);
    let mut unknown = UnknownFields::default();
    reader.object(&mut |reader, key| {
        match key {
            "id" => id = Some(nonempty_string(reader, ID)?.into_owned()),
            "name" => name = Some(reader.string()?.into_owned()),
            _ => unknown.keep(reader, key)?,
        }
        Ok(())
    })?;
    let at = start..reader.at();
    Ok(Service {
        id: required(id, "id", at.clone())?,
        name: required(name, "name", at)?,
        extra: unknown.into_extra(),
    })
}

/// A placeholder until the CIDR of the resource has been read; a resource without one is refused.
fn placeholder_cidr() -> SentCidr {
    SentCidr { cidr: Cidr::host(Ipv4Addr::UNSPECIFIED.into()), as_sent: None }
}

pub(super) fn prefix(reader: &mut JsonReader<'_>) -> Result<Prefix, Error> {
    let start = start(reader)?;
    let (mut id, mut block) = (None, None);
    let mut p = Prefix::new(String::new(), placeholder_cidr());
    let mut unknown = UnknownFields::default();
    reader.object(&mut |reader, key| {
        match key {
            "id" => id = Some(nonempty_string(reader, ID)?.into_owned()),
            "cidr" => block = Some(sent_cidr(cidr(reader)?)),
            "account_id" => p.account_id = optional_text(reader, &mut unknown, key)?,
            "asn" => p.asn = optional_integer(reader, &mut unknown, key, AS_NUMBERS)?,
            "approved" => p.approved = optional_text(reader, &mut unknown, key)?,
            "description" => p.description = optional_text(reader, &mut unknown, key)?,
            "loa_document_id" => p.loa_document_id = optional_text(reader, &mut unknown, key)?,
            "delegate_loa_creation" => p.delegate_loa_creation = optional_flag(reader, &mut unknown, key)?,
            "irr_validation_state" => p.irr_validation_state = optional_text(reader, &mut unknown, key)?,
            "rpki_validation_state" => p.rpki_validation_state = optional_text(reader, &mut unknown, key)?,
            "ownership_validation_state" => {
                p.ownership_validation_state = optional_text(reader, &mut unknown, key)?;
            }
            "asn_ownership_validation_state" => {
                p.asn_ownership_validation_state = optional_text(reader, &mut unknown, key)?;
            }
            "ownership_validation_token" => {
                p.ownership_validation_token = optional_text(reader, &mut unknown, key)?;
            }
            "advertised" => p.advertised = optional_flag(reader, &mut unknown, key)?,
            "advertised_modified_at" => p.advertised_modified_at = optional_text(reader, &mut unknown, key)?,
            "on_demand_enabled" => p.on_demand_enabled = optional_flag(reader, &mut unknown, key)?,
            "on_demand_locked" => p.on_demand_locked = optional_flag(reader, &mut unknown, key)?,
            "created_at" => p.created_at = optional_text(reader, &mut unknown, key)?,
            "modified_at" => p.modified_at = optional_text(reader, &mut unknown, key)?,
            _ => unknown.keep(reader, key)?,
        }
        Ok(())
    })?;
    let at = start..reader.at();
    p.id = required(id, "id", at.clone())?;
    p.cidr = required(block, "cidr", at)?;
    p.extra = unknown.into_extra();
    Ok(p)
}

pub(super) fn bgp_prefix(reader: &mut JsonReader<'_>) -> Result<BgpPrefix, Error> {
    let start = start(reader)?;
    let (mut id, mut block) = (None, None);
    let mut p = BgpPrefix::new(String::new(), placeholder_cidr());
    let mut unknown = UnknownFields::default();
    reader.object(&mut |reader, key| {
        match key {
            "id" => id = Some(nonempty_string(reader, ID)?.into_owned()),
            "cidr" => block = Some(sent_cidr(cidr(reader)?)),
            "asn" => p.asn = optional_integer(reader, &mut unknown, key, AS_NUMBERS)?,
            "asn_prepend_count" => p.asn_prepend_count = optional_integer(reader, &mut unknown, key, 3)?,
            "auto_advertise_withdraw" => {
                p.auto_advertise_withdraw = optional_flag(reader, &mut unknown, key)?;
            }
            "bgp_signal_opts" => p.bgp_signal_opts = optional(reader, &mut unknown, key, bgp_signal_opts)?,
            "on_demand" => p.on_demand = optional(reader, &mut unknown, key, on_demand)?,
            "created_at" => p.created_at = optional_text(reader, &mut unknown, key)?,
            "modified_at" => p.modified_at = optional_text(reader, &mut unknown, key)?,
            _ => unknown.keep(reader, key)?,
        }
        Ok(())
    })?;
    let at = start..reader.at();
    p.id = required(id, "id", at.clone())?;
    p.cidr = required(block, "cidr", at)?;
    p.extra = unknown.into_extra();
    Ok(p)
}

pub(super) fn delegation(reader: &mut JsonReader<'_>) -> Result<Delegation, Error> {
    let start = start(reader)?;
    let (mut id, mut block) = (None, None);
    let (mut delegated_account_id, mut parent_prefix_id) = (ApiField::Absent, ApiField::Absent);
    let (mut created_at, mut modified_at) = (ApiField::Absent, ApiField::Absent);
    let mut unknown = UnknownFields::default();
    reader.object(&mut |reader, key| {
        match key {
            "id" => id = Some(nonempty_string(reader, ID)?.into_owned()),
            "cidr" => block = Some(sent_cidr(cidr(reader)?)),
            "delegated_account_id" => delegated_account_id = optional_text(reader, &mut unknown, key)?,
            "parent_prefix_id" => parent_prefix_id = optional_text(reader, &mut unknown, key)?,
            "created_at" => created_at = optional_text(reader, &mut unknown, key)?,
            "modified_at" => modified_at = optional_text(reader, &mut unknown, key)?,
            _ => unknown.keep(reader, key)?,
        }
        Ok(())
    })?;
    let at = start..reader.at();
    let (id, cidr) = (required(id, "id", at.clone())?, required(block, "cidr", at)?);
    let extra = unknown.into_extra();
    Ok(Delegation { id, cidr, delegated_account_id, parent_prefix_id, created_at, modified_at, extra })
}

fn bgp_signal_opts(reader: &mut JsonReader<'_>) -> Result<BgpSignalOpts, Error> {
    let mut opts = BgpSignalOpts::default();
    let mut unknown = UnknownFields::default();
    reader.object(&mut |reader, key| {
        match key {
            "enabled" => opts.enabled = optional_flag(reader, &mut unknown, key)?,
            "modified_at" => opts.modified_at = optional_text(reader, &mut unknown, key)?,
            _ => unknown.keep(reader, key)?,
        }
        Ok(())
    })?;
    opts.extra = unknown.into_extra();
    Ok(opts)
}

fn on_demand(reader: &mut JsonReader<'_>) -> Result<OnDemand, Error> {
    let mut on_demand = OnDemand::default();
    let mut unknown = UnknownFields::default();
    reader.object(&mut |reader, key| {
        match key {
            "advertised" => on_demand.advertised = optional_flag(reader, &mut unknown, key)?,
            "advertised_modified_at" => {
                on_demand.advertised_modified_at = optional_text(reader, &mut unknown, key)?;
            }
            "on_demand_enabled" => on_demand.on_demand_enabled = optional_flag(reader, &mut unknown, key)?,
            "on_demand_locked" => on_demand.on_demand_locked = optional_flag(reader, &mut unknown, key)?,
            _ => unknown.keep(reader, key)?,
        }
        Ok(())
    })?;
    on_demand.extra = unknown.into_extra();
    Ok(on_demand)
}
