//! Reads each noun of the API from its JSON object.

use super::decode_field::{Unknown, cidr, filled, flag, lenient, required, sent, text, whole};
use crate::cidr::{Cidr, Masked};
use crate::error::Error;
use crate::json::{Kind, Reader};
use crate::resource::{BgpPrefix, BgpSignalOpts, OnDemand, Prefix, SentCidr, Service, ServiceBinding};
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
/// The largest AS number (RFC 6793).
const AS_NUMBERS: u64 = u32::MAX as u64;

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
            "serviceId" if kept && service_id.is_none() => {
                if !reader.null()? {
                    service_id = Some(filled(reader, "the id of a service")?);
                }
            }
            "service_name" => service_name = name(reader, &mut unknown, key)?,
            "serviceName" if kept && service_name.is_none() => {
                service_name = name(reader, &mut unknown, key)?;
            }
            "provisioning" if !reader.null()? => state = provisioning(reader, &mut unknown)?,
            "state" if kept && state.is_none() => {
                if !reader.null()? {
                    state = Some(state_of(reader)?);
                }
            }
            "service_id" | "provisioning" => {}
            "extra" if kept => {
                has_extra = true;
                reader.object(&mut |reader, key| unknown.keep(reader, key))?;
            }
            "cidrAsSent" if kept && reader.kind()? == Kind::String => as_sent = Some(reader.string()?),
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

/// The name of a service, for people: any other value than a text is kept as it came.
fn name<'a>(
    reader: &mut Reader<'a>,
    unknown: &mut Unknown<'a>,
    key: &str,
) -> Result<Option<Cow<'a, str>>, Error> {
    if reader.null()? {
        return Ok(None);
    }
    if reader.kind()? == Kind::String {
        return reader.string().map(Some);
    }
    unknown.keep(reader, key)?;
    Ok(None)
}

/// Reads the state; where the object says more, or is a text, the whole of it is kept.
fn provisioning<'a>(
    reader: &mut Reader<'a>,
    unknown: &mut Unknown<'a>,
) -> Result<Option<Cow<'a, str>>, Error> {
    let start = start(reader)?;
    let mut state = None;
    let mut more = false;
    if reader.kind()? == Kind::Object {
        reader.object(&mut |reader, key| {
            match key {
                "state" if !reader.null()? => {
                    more |= reader.kind()? != Kind::String;
                    state = Some(state_of(reader)?);
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
        state = Some(state_of(reader)?);
    }
    if more {
        unknown.add("provisioning", reader.slice(start..reader.at()));
    }
    Ok(state)
}

/// A state is a text; the JSON of any other value is a state that nobody knows, so that it never counts as active.
fn state_of<'a>(reader: &mut Reader<'a>) -> Result<Cow<'a, str>, Error> {
    if reader.kind()? == Kind::String { reader.string() } else { reader.raw().map(Cow::Borrowed) }
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
            "account_id" => p.account_id = text(reader, &mut unknown, key)?,
            "asn" => p.asn = whole(reader, &mut unknown, key, AS_NUMBERS)?,
            "approved" => p.approved = text(reader, &mut unknown, key)?,
            "description" => p.description = text(reader, &mut unknown, key)?,
            "loa_document_id" => p.loa_document_id = text(reader, &mut unknown, key)?,
            "delegate_loa_creation" => p.delegate_loa_creation = flag(reader, &mut unknown, key)?,
            "irr_validation_state" => p.irr_validation_state = text(reader, &mut unknown, key)?,
            "rpki_validation_state" => p.rpki_validation_state = text(reader, &mut unknown, key)?,
            "ownership_validation_state" => p.ownership_validation_state = text(reader, &mut unknown, key)?,
            "asn_ownership_validation_state" => {
                p.asn_ownership_validation_state = text(reader, &mut unknown, key)?;
            }
            "ownership_validation_token" => p.ownership_validation_token = text(reader, &mut unknown, key)?,
            "advertised" => p.advertised = flag(reader, &mut unknown, key)?,
            "advertised_modified_at" => p.advertised_modified_at = text(reader, &mut unknown, key)?,
            "on_demand_enabled" => p.on_demand_enabled = flag(reader, &mut unknown, key)?,
            "on_demand_locked" => p.on_demand_locked = flag(reader, &mut unknown, key)?,
            "created_at" => p.created_at = text(reader, &mut unknown, key)?,
            "modified_at" => p.modified_at = text(reader, &mut unknown, key)?,
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
            "asn" => p.asn = whole(reader, &mut unknown, key, AS_NUMBERS)?,
            "asn_prepend_count" => p.asn_prepend_count = whole(reader, &mut unknown, key, 3)?,
            "auto_advertise_withdraw" => p.auto_advertise_withdraw = flag(reader, &mut unknown, key)?,
            "bgp_signal_opts" => p.bgp_signal_opts = lenient(reader, &mut unknown, key, bgp_signal_opts)?,
            "on_demand" => p.on_demand = lenient(reader, &mut unknown, key, on_demand)?,
            "created_at" => p.created_at = text(reader, &mut unknown, key)?,
            "modified_at" => p.modified_at = text(reader, &mut unknown, key)?,
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
            "enabled" => opts.enabled = flag(reader, &mut unknown, key)?,
            "modified_at" => opts.modified_at = text(reader, &mut unknown, key)?,
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
            "advertised" => on_demand.advertised = flag(reader, &mut unknown, key)?,
            "advertised_modified_at" => on_demand.advertised_modified_at = text(reader, &mut unknown, key)?,
            "on_demand_enabled" => on_demand.on_demand_enabled = flag(reader, &mut unknown, key)?,
            "on_demand_locked" => on_demand.on_demand_locked = flag(reader, &mut unknown, key)?,
            _ => unknown.keep(reader, key)?,
        }
        Ok(())
    })?;
    on_demand.extra = unknown.finish();
    Ok(on_demand)
}
