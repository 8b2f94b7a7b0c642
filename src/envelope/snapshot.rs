//! A snapshot of an account, to restore from; readable without this software.
//!
//! JSON with the API's names: `byoip_snapshot` (the version of the format, 1), `account_id`, `taken_at`, `services`,
//! and `prefixes`, each with the `prefix`, its `bindings` and its `bgp_prefixes`. `snapshot/write.rs` writes the
//! canonical form.

mod write;

use super::decode::{self, FieldNaming};
use super::decode_field::{cidr, nonempty_string, read_array, required};
use crate::cidr::Cidr;
use crate::error::{Error, ErrorKind};
use crate::json::{JsonReader, ReadLimits};
use crate::resource::{BgpPrefix, Prefix, Service, ServiceBinding};

/// The version of the format that is written.
const VERSION: u64 = 1;
const VERSION_FIELD: &str = "byoip_snapshot";

/// The state of an account at one time.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Snapshot {
    /// The account.
    pub account_id: String,
    /// Date and time as text, RFC 3339 where this package wrote it.
    pub taken_at: String,
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
    pub bgp_prefixes: Vec<BgpPrefix>,
}

/// Reads a snapshot. Unknown fields of resources are kept, others are ignored. O(bytes).
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
    reader.object(&mut |reader, key| {
        match key {
            VERSION_FIELD => version = Some(read_version(reader)?),
            "account_id" => account_id = Some(nonempty_string(reader, "an account id")?.into_owned()),
            "taken_at" => taken_at = Some(nonempty_string(reader, "a date and time")?.into_owned()),
            "services" => services = Some(read_array(reader, decode::service)?),
            "prefixes" => prefixes = Some(read_array(reader, read_prefix)?),
            _ => reader.skip()?,
        }
        Ok(())
    })?;
    let at = start..reader.at();
    required(version, VERSION_FIELD, at.clone())?;
    Ok(Snapshot {
        account_id: required(account_id, "account_id", at.clone())?,
        taken_at: required(taken_at, "taken_at", at.clone())?,
        services: required(services, "services", at.clone())?,
        prefixes: required(prefixes, "prefixes", at)?,
    })
}

fn read_version(reader: &mut JsonReader<'_>) -> Result<u64, Error> {
    reader.integer(VERSION, VERSION, "version 1 of the snapshot format")
}

fn read_prefix(reader: &mut JsonReader<'_>) -> Result<PrefixSnapshot, Error> {
    let (mut prefix, mut bindings, mut bgp_prefixes) = (None, None, Vec::new());
    reader.kind()?;
    let start = reader.at();
    reader.object(&mut |reader, key| {
        match key {
            "prefix" => prefix = Some(decode::prefix(reader)?),
            "bindings" => {
                bindings =
                    Some(read_array(reader, |r| decode::binding(r, FieldNaming::Api).map(Into::into))?);
            }
            "bgp_prefixes" => bgp_prefixes = read_array(reader, decode::bgp_prefix)?,
            _ => reader.skip()?,
        }
        Ok(())
    })?;
    let at = start..reader.at();
    Ok(PrefixSnapshot {
        prefix: required(prefix, "prefix", at.clone())?,
        bindings: required(bindings, "bindings", at)?,
        bgp_prefixes,
    })
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
