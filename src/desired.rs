//! What should be: a list of addresses and their services, from a file that people keep or an answer of the API.

mod csv;
mod target;

use crate::aggregate::{Aggregated, Claim, Names, Owned, solve};
use crate::cidr::Cidr;
use crate::envelope::{is_snapshot, read_success, snapshot_bindings};
use crate::error::{Error, ErrorKind};
use crate::id::id_part;
use crate::json::write::Writer;
use crate::json::{Kind, Limits, Reader};
use std::borrow::Cow;
use std::ops;
use target::{Target, Written};

/// A list of addresses and their services.
///
/// Where every entry is a block it can be meant as the bindings themselves ([`Desired::bindings`]); any list can be
/// meant as claims under a default ([`Desired::aggregate`]). Which of them is meant, the caller knows.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Desired {
    /// True where every entry is written as a block.
    pub exact: bool,
    /// Entries that say they have no service: regional bindings, which nobody here creates or deletes.
    pub regional: usize,
    /// What is claimed, in the order of the list.
    claims: Vec<Owned>,
    /// True for each claim that is written as a block, with a length.
    blocks: Vec<bool>,
    places: Vec<Place>,
    names: Names,
    /// Pointer to the list, where it is JSON.
    pointer: Option<String>,
}

/// Where an entry stands.
#[derive(Debug, Clone, PartialEq, Eq)]
struct Place {
    /// Its addresses, in bytes.
    at: ops::Range<usize>,
    /// Its place in the list, regional ones counted.
    index: usize,
}

/// Reads a list of addresses and services for one prefix. O(bytes).
///
/// JSON is a bare list of objects, each with its addresses as `cidr`, `host`, `range` (`first-last`), or `target` or
/// `addresses` for any of the three, and with `service_id` or `serviceId`; other fields are passed over, and a service
/// of `null` marks a regional binding, which is counted and left out. It may also be an answer of `list-bindings`, or
/// a snapshot, of which the bindings of `prefix` are read. There a service that is absent means the same as `null`,
/// and host bits are cleared.
///
/// Anything else is CSV: two columns, addresses and service, or a first line that names the columns with the names of
/// the JSON fields; blank lines and lines that start with `#` count for nothing, white space around a field neither.
///
/// # Errors
///
/// With the place in bytes, and for JSON the pointer: `json-…`, `envelope-…`, the codes of [`Cidr::parse`],
/// [`Range::parse`](crate::Range::parse) and [`parse_address`](crate::parse_address), `id-…` for a service, `desired-…`, `csv-…`,
/// `snapshot-prefix-missing`. Whether the addresses lie in the prefix is not asked here.
pub fn read_desired(bytes: &[u8], prefix: Cidr, limits: Limits) -> Result<Desired, Error> {
    let mut desired = Desired::default();
    let start = bytes.trim_ascii_start();
    let start = start.strip_prefix("\u{feff}".as_bytes()).unwrap_or(start).trim_ascii_start();
    match start.first() {
        // HTML is told from CSV here, for the better message.
        None | Some(b'[' | b'{' | b'<') => desired.json(bytes, prefix, limits)?,
        Some(_) => csv::read(bytes, limits, &mut desired)?,
    }
    desired.exact = desired.blocks.iter().all(|block| *block);
    Ok(desired)
}

/// Claims as columns: addresses in any form, one a line, and for each of them the place of its service in a list.
///
/// # Errors
///
/// Those of [`read_desired`] for addresses and services; the pointer is that of `[{ addresses, serviceId }]`, and
/// the place counts in the text that it is about.
pub fn desired_of_columns(addresses: &str, services: &[String], of: &[u32]) -> Result<Desired, Error> {
    let mut desired = Desired { exact: false, pointer: Some(String::new()), ..Desired::default() };
    desired.reserve(of.len());
    // The number of each service that has been met.
    let mut numbers = vec![None; services.len()];
    for (index, (text, &service)) in addresses.split('\n').zip(of).enumerate() {
        let within = |error: Error, field| error.within(field).within(&index.to_string());
        let target = Written::Any.parse(text).map_err(|error| within(error, "addresses"))?;
        let known = numbers.get_mut(service as usize).zip(services.get(service as usize));
        let service = match known {
            None => Err(Error::new(ErrorKind::DesiredServiceMissing, 0..0)),
            Some((Some(number), _)) => Ok(*number),
            Some((number, name)) => desired.service(name).inspect(|found| *number = Some(*found)),
        };
        let service = service.map_err(|error| within(error, "serviceId"))?;
        desired.push(target, service, Place { at: 0..text.len(), index });
    }
    desired.exact = desired.blocks.iter().all(|block| *block);
    Ok(desired)
}

impl Desired {
    /// The entries as bindings, in their order; `None` where one is no block.
    #[must_use]
    pub fn bindings(&self) -> Option<Vec<(Cidr, &str)>> {
        let services = self.claims.iter().map(|claim| self.names.name(claim.service));
        self.cidrs().zip(services).map(|(cidr, service)| Some((cidr?, service))).collect()
    }

    /// What is claimed, in the order of the list.
    #[must_use]
    pub fn claims(&self) -> Vec<Claim> {
        let service = |number| self.names.name(number).to_owned();
        self.claims
            .iter()
            .map(|claim| Claim { range: claim.range, service: service(claim.service) })
            .collect()
    }

    /// The block of each claim that is written as one, with a length.
    pub fn cidrs(&self) -> impl Iterator<Item = Option<Cidr>> {
        let cidr = |(claim, block): (&Owned, &bool)| block.then(|| claim.range.block()).flatten();
        self.claims.iter().zip(&self.blocks).map(cidr)
    }

    /// As JSON: the entries as `bindings`, or null where one is no block, and how many `claims` and `regional` ones
    /// were read.
    #[must_use]
    pub fn to_json(&self) -> String {
        let mut w = Writer::default();
        w.object(|w| {
            match self.bindings() {
                Some(bindings) => w.key("bindings").array(|w| {
                    for (cidr, service) in bindings {
                        w.object(|w| {
                            w.key("cidr").string(&cidr.to_string());
                            w.key("service_id").string(service);
                        });
                    }
                }),
                None => w.key("bindings").raw("null"),
            }
            w.key("claims").raw(&self.claims.len().to_string());
            w.key("regional").raw(&self.regional.to_string());
        });
        w.finish()
    }

    /// [`aggregate`](crate::aggregate()) of the entries.
    ///
    /// # Errors
    ///
    /// Those of [`aggregate`](crate::aggregate()), with the place of the entry.
    pub fn aggregate(
        &self,
        prefix: Cidr,
        default: &str,
        default_only: Option<&[&str]>,
    ) -> Result<Aggregated, Error> {
        let solved = solve(prefix, default, &self.names, &self.claims, default_only);
        solved.map(|solved| solved.aggregated()).map_err(|error| self.placed(error))
    }

    /// [`Desired::aggregate`] as JSON for a long list: `cidrs`, their text with spaces between, `owners`, for each of
    /// them the place of its service among `shares`, these with addresses in decimal, `asClaimed`, and how many
    /// `claims` and `regional` entries were read.
    ///
    /// # Errors
    ///
    /// Those of [`Desired::aggregate`].
    pub fn aggregate_to_json(
        &self,
        prefix: Cidr,
        default: &str,
        default_only: Option<&[&str]>,
    ) -> Result<String, Error> {
        let solved = solve(prefix, default, &self.names, &self.claims, default_only);
        let solved = solved.map_err(|error| self.placed(error))?;
        let shares = solved.shares();
        let places: Vec<_> = solved.places().iter().map(usize::to_string).collect();
        let mut w = Writer::default();
        w.object(|w| {
            w.key("cidrs").plain_string(|out| {
                // Most are no longer; a text that is grows.
                out.reserve(20 * solved.found.len());
                for (at, (cidr, _)) in solved.found.iter().enumerate() {
                    if at > 0 {
                        out.push(' ');
                    }
                    cidr.write_to(out);
                }
            });
            w.key("owners").array(|w| {
                for (_, service) in &solved.found {
                    w.raw(places.get(*service as usize).map_or("0", String::as_str));
                }
            });
            w.key("shares").array(|w| {
                for share in &shares {
                    w.object(|w| {
                        w.key("service_id").string(&share.service);
                        w.key("addresses").string(&share.addresses_text());
                        w.key("bindings").raw(&share.bindings.to_string());
                    });
                }
            });
            w.key("as_claimed").raw(&solved.as_claimed.to_string());
            w.key("claims").raw(&self.claims.len().to_string());
            w.key("regional").raw(&self.regional.to_string());
        });
        Ok(w.finish())
    }

    /// Gives an error about the claim with the index that its pointer says the place in the text.
    #[must_use]
    pub fn placed(&self, error: Error) -> Error {
        let index = error.pointer().and_then(|pointer| pointer.strip_prefix('/')?.parse::<usize>().ok());
        let Some(place) = index.and_then(|index| self.places.get(index)) else { return error };
        let pointer = self.pointer.as_ref().map(|list| format!("{list}/{}", place.index));
        error.placed(place.at.clone()).pointed(pointer)
    }

    /// The number of a service, whose id is checked unless it has one.
    fn service(&mut self, name: &str) -> Result<u32, Error> {
        match self.names.find(name) {
            Some(number) => Ok(number),
            None => id_part(name, "service id").map(|name| self.names.number(name)),
        }
    }

    fn reserve(&mut self, count: usize) {
        self.claims.reserve(count);
        self.blocks.reserve(count);
        self.places.reserve(count);
    }

    fn push(&mut self, Target { range, block }: Target, service: u32, place: Place) {
        self.claims.push(Owned { range, service });
        self.blocks.push(block);
        self.places.push(place);
    }

    fn json(&mut self, bytes: &[u8], prefix: Cidr, limits: Limits) -> Result<(), Error> {
        let mut reader = Reader::new(bytes, limits)?;
        if reader.kind().map_err(Error::in_json)? == Kind::Array {
            self.pointer = Some(String::new());
            self.list(&mut reader, false).map_err(Error::in_json)?;
            return reader.end();
        }
        if is_snapshot(reader) {
            let mut pointer = None;
            snapshot_bindings(reader, Some(prefix), &mut |reader, index| {
                pointer = Some(format!("/prefixes/{index}/bindings"));
                self.list(reader, true)
            })?;
            self.pointer = pointer;
            return Ok(());
        }
        self.pointer = Some("/result".to_owned());
        read_success(bytes, limits, &mut |reader| self.list(reader, true))
    }

    fn list(&mut self, reader: &mut Reader<'_>, api: bool) -> Result<(), Error> {
        let mut index = 0;
        reader.array(&mut |reader| {
            self.entry(reader, api, index)?;
            index += 1;
            Ok(())
        })
    }

    fn entry(&mut self, reader: &mut Reader<'_>, api: bool, index: usize) -> Result<(), Error> {
        reader.kind()?;
        let start = reader.at();
        let (mut target, mut targets, mut service) = (None, 0, None);
        reader.object(&mut |reader, key| {
            if matches!(key, "service_id" | "serviceId") {
                if service.is_some() {
                    let kind = ErrorKind::JsonDuplicateKey { key: "service_id".to_owned() };
                    return Err(Error::new(kind, reader.at()..reader.at()));
                }
                service = Some(self.service_of(reader, api)?);
                return Ok(());
            }
            let Some(written) = Written::named(key) else { return reader.skip() };
            targets += 1;
            let written = if api && written == Written::Cidr { Written::ApiCidr } else { written };
            target = Some(target_of(reader, written)?);
            Ok(())
        })?;
        let whole = start..reader.at();
        let (Some((target, at)), 1) = (target, targets) else {
            return Err(Error::new(ErrorKind::DesiredTargetCount { found: targets }, whole));
        };
        match service {
            None if !api => return Err(Error::new(ErrorKind::DesiredServiceMissing, whole)),
            None | Some(None) => self.regional += 1,
            Some(Some(service)) => self.push(target, service, Place { at, index }),
        }
        Ok(())
    }

    /// Reads the id of a service, or null. The API's own are taken as they are, unless they are empty.
    fn service_of(&mut self, reader: &mut Reader<'_>, api: bool) -> Result<Option<u32>, Error> {
        if reader.null()? {
            return Ok(None);
        }
        reader.kind()?;
        let start = reader.at();
        let text = reader.string()?;
        if api && !text.is_empty() {
            return Ok(Some(self.names.number(&text)));
        }
        in_text(self.service(&text), is_plain(&text), &(start + 1..reader.at() - 1)).map(Some)
    }
}

fn target_of(reader: &mut Reader<'_>, written: Written) -> Result<(Target, ops::Range<usize>), Error> {
    reader.kind()?;
    let start = reader.at();
    let text = reader.string()?;
    // Within the quotes.
    let at = start + 1..reader.at() - 1;
    Ok((in_text(written.parse(&text), is_plain(&text), &at)?, at))
}

/// True where a text stands in the input as it is, without escapes.
#[expect(clippy::ptr_arg, reason = "whether it is borrowed is what is asked")]
fn is_plain(text: &Cow<'_, str>) -> bool {
    matches!(text, Cow::Borrowed(_))
}

/// The error of a text with its place in the input: exact where the text is plain, else all of it.
fn in_text<T>(result: Result<T, Error>, plain: bool, at: &ops::Range<usize>) -> Result<T, Error> {
    result.map_err(|error| if plain { error.shifted(at.start) } else { error.placed(at.clone()) })
}
