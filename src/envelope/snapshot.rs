//! A snapshot of an account, to restore from; readable without this software.
//!
//! JSON with the API's names: `byoip_snapshot` (the version of the format), `account_id`, `taken_at`, `only`, `services`,
//! and `prefixes`, each with the `prefix`, its `bindings`, `bgp_prefixes` and `delegations`, and `unread`: why a list is
//! absent. Format 1 has neither `only`, `delegations` nor `unread`. `snapshot/write.rs` writes the canonical form of
//! format 2.

mod write;

use super::decode::{self, FieldNaming};
use super::decode_field::{cidr, nonempty_string, read_array, required};
use crate::cidr::Cidr;
use crate::error::{Error, ErrorKind};
use crate::json::{JsonReader, ReadLimits};
use crate::resource::{BgpPrefix, Delegation, Prefix, Service, ServiceBinding};
use core::ops::Range;

/// The version of the format that is written. All versions from 1 are read.
const VERSION: u64 = 2;
const VERSION_FIELD: &str = "byoip_snapshot";

/// The state of an account at one time.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Snapshot {
    /// The account.
    pub account_id: String,
    /// Date and time as text, RFC 3339 where this package wrote it.
    pub taken_at: String,
    /// The prefixes that the snapshot is about; `None` for all of the account. One of these that is not in `prefixes` did
    /// not exist.
    pub only: Option<Vec<Cidr>>,
    /// The services available to it.
    pub services: Vec<Service>,
    /// Its prefixes.
    pub prefixes: Vec<PrefixSnapshot>,
}

/// The state of a prefix at one time.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PrefixSnapshot {
    /// The prefix itself.
    pub prefix: Prefix,
    /// Its bindings, regional ones included.
    pub bindings: Vec<ServiceBinding>,
    /// Its BGP prefixes.
    pub bgp_prefixes: SnapshotList<BgpPrefix>,
    /// Its delegations.
    pub delegations: SnapshotList<Delegation>,
}

/// A list of a snapshot. One that could not be read is never an empty one.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum SnapshotList<T> {
    /// The whole list.
    Read(Vec<T>),
    /// It could not be read, for this reason.
    Unread(String),
}

impl<T> SnapshotList<T> {
    /// The entries; `None` where the list could not be read.
    #[must_use]
    pub fn entries(&self) -> Option<&[T]> {
        match self {
            Self::Read(entries) => Some(entries),
            Self::Unread(_) => None,
        }
    }
}

impl Snapshot {
    /// True where the snapshot says whether the account has this prefix.
    pub(crate) fn is_about(&self, prefix: Cidr) -> bool {
        self.only.as_ref().is_none_or(|only| only.contains(&prefix))
    }
}

/// Reads a snapshot of any version. Unknown fields of resources are kept, others are ignored. O(bytes).
///
/// # Errors
///
/// Those of [`super::read`]; `envelope-bad-value` for an unknown version.
pub fn read_snapshot(bytes: &[u8], limits: ReadLimits) -> Result<Snapshot, Error> {
    let mut reader = JsonReader::new(bytes, limits)?;
    let snapshot = read_whole(&mut reader).map_err(Error::in_json)?;
    reader.end()?;
    Ok(snapshot)
}

fn read_whole(reader: &mut JsonReader<'_>) -> Result<Snapshot, Error> {
    let start = reader.at();
    let (mut version, mut account_id, mut taken_at, mut services, mut prefixes) =
        (None, None, None, None, None);
    let mut only = None;
    reader.object(&mut |reader, key| {
        match key {
            VERSION_FIELD => version = Some(read_version(reader)?),
            "account_id" => account_id = Some(nonempty_string(reader, "an account id")?.into_owned()),
            "taken_at" => taken_at = Some(nonempty_string(reader, "a date and time")?.into_owned()),
            "only" => only = Some(read_array(reader, |r| cidr(r).map(|(masked, _)| masked.cidr))?),
            "services" => services = Some(read_array(reader, decode::service)?),
            "prefixes" => prefixes = Some(read_array(reader, read_prefix)?),
            _ => reader.skip()?,
        }
        Ok(())
    })?;
    let at = start..reader.at();
    let version = required(version, VERSION_FIELD, at.clone())?;
    let entries: Vec<PrefixEntry> = required(prefixes, "prefixes", at.clone())?;
    let prefixes = entries.into_iter().enumerate().map(|(index, entry)| {
        let in_list = |error: Error| error.within(&index.to_string()).within("prefixes");
        entry.finish(version).map_err(in_list)
    });
    Ok(Snapshot {
        account_id: required(account_id, "account_id", at.clone())?,
        taken_at: required(taken_at, "taken_at", at.clone())?,
        only: only.filter(|_| version > 1),
        services: required(services, "services", at)?,
        prefixes: prefixes.collect::<Result<_, _>>()?,
    })
}

fn read_version(reader: &mut JsonReader<'_>) -> Result<u64, Error> {
    reader.integer(1, VERSION, "version 1 or 2 of the snapshot format")
}

/// An entry of `prefixes`; the version of the format, which may follow it, decides about absent lists.
struct PrefixEntry {
    prefix: Prefix,
    bindings: Vec<ServiceBinding>,
    bgp_prefixes: Option<Vec<BgpPrefix>>,
    delegations: Option<Vec<Delegation>>,
    /// The reasons of `unread`, for `bgp_prefixes` and `delegations`.
    reasons: [Option<String>; 2],
    at: Range<usize>,
}

impl PrefixEntry {
    fn finish(self, version: u64) -> Result<PrefixSnapshot, Error> {
        let Self { prefix, bindings, bgp_prefixes, delegations, reasons, at } = self;
        let (delegations, [no_bgp_prefixes, no_delegations]) = if version == 1 {
            let reasons = ["the snapshot lacks the list", "format 1 of snapshots lacks the list"];
            (None, reasons.map(|reason| Some(reason.to_owned())))
        } else {
            (delegations, reasons)
        };
        let bgp_prefixes = listed(bgp_prefixes, no_bgp_prefixes);
        let delegations = listed(delegations, no_delegations);
        Ok(PrefixSnapshot {
            prefix,
            bindings,
            bgp_prefixes: required(bgp_prefixes, "bgp_prefixes", at.clone())?,
            delegations: required(delegations, "delegations", at)?,
        })
    }
}

/// A list that may be absent only for a reason.
fn listed<T>(entries: Option<Vec<T>>, reason: Option<String>) -> Option<SnapshotList<T>> {
    entries.map(SnapshotList::Read).or_else(|| reason.map(SnapshotList::Unread))
}

fn read_prefix(reader: &mut JsonReader<'_>) -> Result<PrefixEntry, Error> {
    let (mut prefix, mut bindings, mut bgp_prefixes, mut delegations) = (None, None, None, None);
    let mut reasons = [None, None];
    reader.kind()?;
    let start = reader.at();
    reader.object(&mut |reader, key| {
        match key {
            "prefix" => prefix = Some(decode::prefix(reader)?),
            "bindings" => {
                bindings =
                    Some(read_array(reader, |r| decode::binding(r, FieldNaming::Api).map(Into::into))?);
            }
            "bgp_prefixes" => bgp_prefixes = Some(read_array(reader, decode::bgp_prefix)?),
            "delegations" => delegations = Some(read_array(reader, decode::delegation)?),
            "unread" => reasons = read_reasons(reader)?,
            _ => reader.skip()?,
        }
        Ok(())
    })?;
    let at = start..reader.at();
    Ok(PrefixEntry {
        prefix: required(prefix, "prefix", at.clone())?,
        bindings: required(bindings, "bindings", at.clone())?,
        bgp_prefixes,
        delegations,
        reasons,
        at,
    })
}

fn read_reasons(reader: &mut JsonReader<'_>) -> Result<[Option<String>; 2], Error> {
    let [mut bgp_prefixes, mut delegations] = [None, None];
    reader.object(&mut |reader, key| {
        match key {
            "bgp_prefixes" => bgp_prefixes = Some(nonempty_string(reader, "a reason")?.into_owned()),
            "delegations" => delegations = Some(nonempty_string(reader, "a reason")?.into_owned()),
            _ => reader.skip()?,
        }
        Ok(())
    })?;
    Ok([bgp_prefixes, delegations])
}

/// True where the next value is an object with the version field of a snapshot, even if the rest is invalid.
pub(crate) fn is_snapshot(mut reader: JsonReader<'_>) -> bool {
    if !reader.mentions(VERSION_FIELD) {
        return false;
    }
    let mut marked = false;
    // A reader of the snapshot reports an error after that field; one before it leaves the answer false.
    drop(reader.object(&mut |reader, key| {
        marked |= key == VERSION_FIELD;
        reader.skip()
    }));
    marked
}

/// Reads the lists of bindings of a snapshot, all or those of one prefix; a snapshot without these lists is an error.
/// `list` also gets the index of the prefix in the snapshot.
pub(crate) fn read_binding_lists<'a>(
    mut reader: JsonReader<'a>,
    of: Option<Cidr>,
    list: &mut dyn FnMut(&mut JsonReader<'a>, usize) -> Result<(), Error>,
) -> Result<(), Error> {
    let start = reader.at();
    let (mut prefixes, mut found) = (None, 0);
    let read = reader.object(&mut |reader, key| match key {
        VERSION_FIELD => read_version(reader).map(drop),
        "prefixes" => {
            reader.kind()?;
            let start = reader.at();
            let mut index = 0;
            reader.array(&mut |reader| {
                index += 1;
                if of.is_some() && of != prefix_cidr(*reader)? {
                    return reader.skip();
                }
                found += 1;
                reader.kind()?;
                let start = reader.at();
                let mut bindings = None;
                reader.object(&mut |reader, key| {
                    if key != "bindings" {
                        return reader.skip();
                    }
                    bindings = Some(());
                    list(reader, index - 1)
                })?;
                required(bindings, "bindings", start..reader.at())
            })?;
            prefixes = Some(start..reader.at());
            Ok(())
        }
        _ => reader.skip(),
    });
    let prefixes = read.and_then(|()| required(prefixes, "prefixes", start..reader.at()));
    let prefixes = prefixes.map_err(Error::in_json)?;
    if let (Some(of), 0) = (of, found) {
        let kind = ErrorKind::SnapshotPrefixMissing { prefix: of.to_string() };
        return Err(Error::new(kind, prefixes).within("prefixes"));
    }
    reader.end()
}

/// The block of the prefix of an entry.
fn prefix_cidr(mut reader: JsonReader<'_>) -> Result<Option<Cidr>, Error> {
    let mut found = None;
    reader.object(&mut |reader, key| {
        if key != "prefix" {
            return reader.skip();
        }
        reader.object(&mut |reader, key| {
            if key != "cidr" {
                return reader.skip();
            }
            found = Some(cidr(reader)?.0.cidr);
            Ok(())
        })
    })?;
    Ok(found)
}
