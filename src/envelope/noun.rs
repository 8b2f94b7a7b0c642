//! Reads each noun of the API from its JSON object.

use super::field::{Unknown, asn, cidr, date, filled, flag, narrow, nullable, required, sent, text};
use crate::binding::{
    ApiMessage, BgpPrefix, BgpSignalOpts, Field, OnDemand, Prefix, SentCidr, Service, ServiceBinding,
};
use crate::cidr::{Cidr, Masked};
use crate::error::Error;
use crate::json::Reader;
use alloc::borrow::Cow;
use alloc::string::String;
use core::net::Ipv4Addr;
use core::ops::Range;

/// A binding that borrows from the input: what a long list is read into.
#[derive(Debug)]
pub(super) struct Binding<'a> {
    pub(super) id: Cow<'a, str>,
    pub(super) cidr: Masked,
    pub(super) cidr_text: Cow<'a, str>,
    pub(super) service_id: Option<Cow<'a, str>>,
    pub(super) service_name: Option<Cow<'a, str>>,
    pub(super) state: Option<Cow<'a, str>>,
    pub(super) unknown: Unknown<'a>,
    pub(super) at: Range<usize>,
}

/// Where the next value starts.
fn start(reader: &mut Reader<'_>) -> Result<usize, Error> {
    reader.kind()?;
    Ok(reader.at())
}

const ID: &str = "an id";

/// Whose binding it is: which names its fields have, and whether it must have an id.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Origin {
    /// An answer of the API.
    Api,
    /// A list that somebody keeps: the API's names or camelCase, and the id may be left out.
    Kept,
}

pub(super) fn binding<'a>(reader: &mut Reader<'a>, origin: Origin) -> Result<Binding<'a>, Error> {
    let kept = origin == Origin::Kept;
    let start = start(reader)?;
    let (mut id, mut block, mut service_id, mut service_name, mut state) = (None, None, None, None, None);
    let (mut as_sent, mut has_extra) = (None, false);
    let mut unknown = Unknown::default();
    reader.object(&mut |reader, key| {
        match key {
            "id" if kept => id = Some(reader.string()?),
            "id" => id = Some(filled(reader, ID)?),
            "cidr" => block = Some(cidr(reader)?),
            "service_id" if !reader.null()? => service_id = Some(filled(reader, "the id of a service")?),
            "service_name" if !reader.null()? => service_name = Some(reader.string()?),
            "provisioning" if !reader.null()? => state = provisioning(reader, &mut unknown)?,
            "service_id" | "service_name" | "provisioning" => {}
            "serviceId" if kept && service_id.is_none() => {
                if !reader.null()? {
                    service_id = Some(filled(reader, "the id of a service")?);
                }
            }
            "serviceName" if kept && service_name.is_none() => {
                if !reader.null()? {
                    service_name = Some(reader.string()?);
                }
            }
            "state" if kept && state.is_none() => {
                if !reader.null()? {
                    state = Some(reader.string()?);
                }
            }
            "extra" if kept => {
                has_extra = true;
                reader.object(&mut |reader, key| unknown.keep(reader, key))?;
            }
            "cidrAsSent" if kept => as_sent = Some(reader.string()?),
            _ => unknown.keep(reader, key)?,
        }
        Ok(())
    })?;
    let at = start..reader.at();
    if has_extra {
        unknown.once(&at)?;
    }
    let (mut cidr, mut cidr_text) = required(block, "cidr", at.clone())?;
    // The API's own text, where it is one of the same block.
    if let Some(text) = as_sent
        && let Ok(masked) = Cidr::parse_masked(&text)
        && masked.cidr == cidr.cidr
    {
        (cidr, cidr_text) = (masked, text);
    }
    let id = if kept { id.unwrap_or_default() } else { required(id, "id", at.clone())? };
    Ok(Binding { id, cidr, cidr_text, service_id, service_name, state, unknown, at })
}

/// Reads the state; where the object says more, its whole text is kept.
fn provisioning<'a>(
    reader: &mut Reader<'a>,
    unknown: &mut Unknown<'a>,
) -> Result<Option<Cow<'a, str>>, Error> {
    let start = start(reader)?;
    let mut state = None;
    let mut more = false;
    reader.object(&mut |reader, key| {
        match key {
            "state" if !reader.null()? => state = Some(reader.string()?),
            "state" => {}
            _ => {
                more = true;
                reader.skip()?;
            }
        }
        Ok(())
    })?;
    if more {
        unknown.add("provisioning", reader.slice(start..reader.at()));
    }
    Ok(state)
}

impl From<Binding<'_>> for ServiceBinding {
    fn from(b: Binding<'_>) -> Self {
        Self {
            id: b.id.into_owned(),
            cidr: sent((b.cidr, b.cidr_text)),
            service_id: b.service_id.map(Cow::into_owned),
            service_name: b.service_name.map(Cow::into_owned),
            state: b.state.map(Cow::into_owned),
            extra: b.unknown.finish(),
        }
    }
}

pub(super) fn service(reader: &mut Reader<'_>) -> Result<Service, Error> {
    let start = start(reader)?;
    let (mut id, mut name) = (None, None);
    let mut unknown = Unknown::default();
    reader.object(&mut |reader, key| {
        match key {
            "id" => id = Some(filled(reader, ID)?.into_owned()),
            "name" => name = Some(reader.string()?.into_owned()),
            _ => unknown.keep(reader, key)?,
        }
        Ok(())
    })?;
    let at = start..reader.at();
    Ok(Service {
        id: required(id, "id", at.clone())?,
        name: required(name, "name", at)?,
        extra: unknown.finish(),
    })
}

/// Stands in a noun until its own CIDR has been read; a noun without one is refused.
fn unset() -> SentCidr {
    SentCidr { cidr: Cidr::host(Ipv4Addr::UNSPECIFIED.into()), as_sent: None }
}

pub(super) fn prefix(reader: &mut Reader<'_>) -> Result<Prefix, Error> {
    let start = start(reader)?;
    let (mut id, mut block) = (None, None);
    let mut p = Prefix::new(String::new(), unset());
    let mut unknown = Unknown::default();
    reader.object(&mut |reader, key| {
        match key {
            "id" => id = Some(filled(reader, ID)?.into_owned()),
            "cidr" => block = Some(sent(cidr(reader)?)),
            "account_id" => p.account_id = text(reader)?,
            "asn" => p.asn = asn(reader)?,
            "approved" => p.approved = text(reader)?,
            "description" => p.description = text(reader)?,
            "loa_document_id" => p.loa_document_id = text(reader)?,
            "delegate_loa_creation" => p.delegate_loa_creation = flag(reader)?,
            "irr_validation_state" => p.irr_validation_state = text(reader)?,
            "rpki_validation_state" => p.rpki_validation_state = text(reader)?,
            "ownership_validation_state" => p.ownership_validation_state = text(reader)?,
            "asn_ownership_validation_state" => p.asn_ownership_validation_state = text(reader)?,
            "ownership_validation_token" => p.ownership_validation_token = text(reader)?,
            "advertised" => p.advertised = flag(reader)?,
            "advertised_modified_at" => p.advertised_modified_at = date(reader)?,
            "on_demand_enabled" => p.on_demand_enabled = flag(reader)?,
            "on_demand_locked" => p.on_demand_locked = flag(reader)?,
            "created_at" => p.created_at = date(reader)?,
            "modified_at" => p.modified_at = date(reader)?,
            _ => unknown.keep(reader, key)?,
        }
        Ok(())
    })?;
    let at = start..reader.at();
    p.id = required(id, "id", at.clone())?;
    p.cidr = required(block, "cidr", at)?;
    p.extra = unknown.finish();
    Ok(p)
}

pub(super) fn bgp_prefix(reader: &mut Reader<'_>) -> Result<BgpPrefix, Error> {
    let start = start(reader)?;
    let (mut id, mut block) = (None, None);
    let mut p = BgpPrefix::new(String::new(), unset());
    let mut unknown = Unknown::default();
    reader.object(&mut |reader, key| {
        match key {
            "id" => id = Some(filled(reader, ID)?.into_owned()),
            "cidr" => block = Some(sent(cidr(reader)?)),
            "asn" => p.asn = asn(reader)?,
            "asn_prepend_count" => {
                p.asn_prepend_count =
                    nullable(reader, |r| Ok(narrow(r.integer(0, 3, "a count from 0 to 3")?)))?;
            }
            "auto_advertise_withdraw" => p.auto_advertise_withdraw = flag(reader)?,
            "bgp_signal_opts" => p.bgp_signal_opts = nullable(reader, bgp_signal_opts)?,
            "on_demand" => p.on_demand = nullable(reader, on_demand)?,
            "created_at" => p.created_at = date(reader)?,
            "modified_at" => p.modified_at = date(reader)?,
            _ => unknown.keep(reader, key)?,
        }
        Ok(())
    })?;
    let at = start..reader.at();
    p.id = required(id, "id", at.clone())?;
    p.cidr = required(block, "cidr", at)?;
    p.extra = unknown.finish();
    Ok(p)
}

fn bgp_signal_opts(reader: &mut Reader<'_>) -> Result<BgpSignalOpts, Error> {
    let mut opts = BgpSignalOpts::default();
    let mut unknown = Unknown::default();
    reader.object(&mut |reader, key| {
        match key {
            "enabled" => opts.enabled = flag(reader)?,
            "modified_at" => opts.modified_at = date(reader)?,
            _ => unknown.keep(reader, key)?,
        }
        Ok(())
    })?;
    opts.extra = unknown.finish();
    Ok(opts)
}

fn on_demand(reader: &mut Reader<'_>) -> Result<OnDemand, Error> {
    let mut on_demand = OnDemand::default();
    let mut unknown = Unknown::default();
    reader.object(&mut |reader, key| {
        match key {
            "advertised" => on_demand.advertised = flag(reader)?,
            "advertised_modified_at" => on_demand.advertised_modified_at = date(reader)?,
            "on_demand_enabled" => on_demand.on_demand_enabled = flag(reader)?,
            "on_demand_locked" => on_demand.on_demand_locked = flag(reader)?,
            _ => unknown.keep(reader, key)?,
        }
        Ok(())
    })?;
    on_demand.extra = unknown.finish();
    Ok(on_demand)
}

pub(super) fn message(reader: &mut Reader<'_>) -> Result<ApiMessage, Error> {
    let start = start(reader)?;
    let (mut code, mut text_of, mut url, mut pointer) = (None, None, Field::Absent, Field::Absent);
    let mut unknown = Unknown::default();
    reader.object(&mut |reader, key| {
        match key {
            "code" => {
                code = Some(narrow(reader.integer(1000, u64::from(u32::MAX), "a code of 1000 or more")?));
            }
            "message" => text_of = Some(reader.string()?.into_owned()),
            "documentation_url" => url = text(reader)?,
            "source" if !reader.null()? => pointer = source(reader, &mut unknown)?,
            "source" => {}
            _ => unknown.keep(reader, key)?,
        }
        Ok(())
    })?;
    let at = start..reader.at();
    Ok(ApiMessage {
        code: required(code, "code", at.clone())?,
        message: required(text_of, "message", at)?,
        documentation_url: url,
        source_pointer: pointer,
        extra: unknown.finish(),
    })
}

/// Reads the pointer of a source; where the object says more, its whole text is kept.
fn source<'a>(reader: &mut Reader<'a>, unknown: &mut Unknown<'a>) -> Result<Field<String>, Error> {
    let start = start(reader)?;
    let (mut pointer, mut more) = (Field::Absent, false);
    reader.object(&mut |reader, key| {
        if key == "pointer" {
            pointer = text(reader)?;
        } else {
            more = true;
            reader.skip()?;
        }
        Ok(())
    })?;
    if more {
        unknown.add("source", reader.slice(start..reader.at()));
    }
    Ok(pointer)
}
