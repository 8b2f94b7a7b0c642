//! The desired bindings: a list of addresses and services, from a file of the user or an answer of the API.

mod columns;
mod csv;
mod encoding;
mod field_name;
mod interpret;
mod json;
mod rows;
mod separator;
mod service;
mod split;
mod target;
mod to_json;

use crate::aggregate::{Aggregated, Claim, LeastList, NumberedClaim, ServiceNumbers, solve};
use crate::cidr::Cidr;
use crate::error::{Error, ListErrorKind};
use crate::id::{fold_case, path_segment};
use crate::json::ReadLimits;
use crate::rules::ServiceFacts;
pub use columns::ColumnUse;
use encoding::FileText;
use service::ServiceReader;
use std::borrow::Cow;
use std::ops;
use target::{EntryTarget, TargetFormat};

/// The meaning of a list.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum ListMeaning {
    /// Each entry is a binding, a host is its `/32` or `/128`, and the most specific one wins, in any order.
    #[default]
    Bindings,
    /// Each entry is a claim on addresses, and the last one wins.
    Claims,
}

impl ListMeaning {
    /// Its name in answers.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Bindings => "bindings",
            Self::Claims => "claims",
        }
    }
}

/// A list of addresses and their services.
///
/// A list has the meaning of bindings: the most specific entry wins, in any order of the entries. If it contains a
/// range, or the caller asks for it, it has the meaning of claims: the last one wins.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Desired {
    /// The meaning of the list.
    pub reading: ListMeaning,
    /// Blocks of entries without a service: regional bindings, which the planner neither creates nor deletes.
    pub regional: Vec<Cidr>,
    /// The claims, in the order of the list.
    claims: Vec<NumberedClaim>,
    /// The form in which the addresses of each claim are written.
    shapes: Vec<TargetShape>,
    positions: Vec<EntryPosition>,
    /// The line of each claim, where they are from a file; it counts from 1.
    lines: Vec<u32>,
    names: ServiceNumbers,
    /// Names of services by the numbers of the services, where the list has them.
    service_names: Vec<Option<String>>,
    /// Pointer to the list, where it is JSON.
    pointer: Option<String>,
    /// The columns that were read and those that were ignored, where the list is CSV and names its columns.
    pub columns: Option<ColumnUse>,
    /// For bindings, their positions sorted by block: an outer one is before those inside it.
    order: Vec<usize>,
}

/// The form in which the addresses of an entry are written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum TargetShape {
    Block,
    Host,
    Range,
}

/// The position of an entry.
#[derive(Debug, Clone, PartialEq, Eq)]
struct EntryPosition {
    /// Bytes of its addresses.
    at: ops::Range<usize>,
    /// Its index in the list, which counts regional entries too.
    index: usize,
}

/// Reads a list of addresses and services for one prefix. O(bytes + n log n).
///
/// JSON is a bare list of objects, each with its addresses as `cidr`, `host`, `range` (`first-last`), or `target` or
/// `addresses` for any of the three, with its service as `service_id` or `serviceId`, as `service_name`, `serviceName`
/// or `service`, or as both, which then agree.
/// It may also be an answer of `list-bindings`, or a snapshot, whose bindings of `prefix` are read. In these two, a
/// service that is absent or `null` marks a regional binding, and host bits are cleared; in a bare list both are
/// errors, unless the entry has the `id` that only the API assigns. An unknown field is an error, since it could change
/// what the entry means, unless its name starts with `_` or is one for notes, such as `note` or `ticket`.
///
/// With `services`, a service may be written as [`find_service`](crate::find_service) reads it: an id or a name.
/// Without them, a field for ids takes ids only, and a field for names takes hexadecimal ids only.
///
/// Anything else is CSV: two columns, addresses and service, or a first row that names the columns like the JSON
/// fields, or as exports of NetBox, Nautobot, phpIPAM and Infoblox name them: `prefix`, `network` or `address`, with a
/// mask beside it, and the service as `service` or in a field of the user's, such as `cf_service`. More than one column
/// with addresses must agree, and all rows must belong to one routing table. Columns that describe a block are ignored,
/// and [`Desired::columns`] names them; any other is an error. The separator is a comma, a semicolon, a tab or a
/// vertical bar, as `sep=;` or the first row says. Lines that start with `#`, empty rows and empty fields at the end of
/// a row are ignored, as is white space around a field. A field that is read is UTF-8; others may be anything.
///
/// UTF-16 is read too.
///
/// The list has the meaning of [`ListMeaning::Bindings`], and two entries for one block must have the same service;
/// with a range in it, or where `reading` says so, it has that of [`ListMeaning::Claims`].
///
/// # Errors
///
/// With the position in bytes, and for JSON the pointer: `json-…`, `envelope-…`, the codes of [`Cidr::parse`],
/// [`AddressRange::parse`](crate::AddressRange::parse) and [`parse_address`](crate::parse_address), `id-…` for a
/// service, `desired-…`, `csv-…`, `utf16-invalid`, `service-name-…`, `service-names-missing`, `snapshot-prefix-missing`. It does not check whether the
/// addresses are in the prefix.
pub fn read_desired(
    bytes: &[u8],
    prefix: Cidr,
    reading: Option<ListMeaning>,
    services: Option<&[ServiceFacts]>,
    limits: ReadLimits,
) -> Result<Desired, Error> {
    let text = FileText::new(bytes)?;
    let read = |desired: &mut Desired| {
        let services = ServiceReader::new(services);
        let bytes = &*text.bytes;
        let start = bytes.trim_ascii_start();
        let start = start.strip_prefix("\u{feff}".as_bytes()).unwrap_or(start).trim_ascii_start();
        match start.first() {
            // HTML goes to the JSON reader, which has the better message for it.
            None | Some(b'[' | b'{' | b'<') => json::read(bytes, prefix, services, limits, desired)?,
            Some(_) => csv::read(bytes, services, limits, desired)?,
        }
        desired.lines = encoding::lines(bytes, desired.positions.iter().map(|place| &place.at));
        desired.interpret(reading)
    };
    let mut desired = Desired::default();
    read(&mut desired).map_err(|error| text.error_in_file(error))?;
    text.to_file(desired.positions.iter_mut().map(|place| &mut place.at));
    Ok(desired)
}

/// Claims as columns: addresses in any form, one on each line, and for each of them the index of its service in a list.
///
/// # Errors
///
/// Those of [`read_desired`] for addresses and services; the pointer is that of `[{ addresses, serviceId }]`, and the
/// position counts in the text that is wrong.
pub fn desired_of_columns(
    addresses: &str,
    services: &[String],
    of: &[u32],
    reading: Option<ListMeaning>,
) -> Result<Desired, Error> {
    let mut desired = Desired { pointer: Some(String::new()), ..Desired::default() };
    desired.reserve(of.len());
    // The number of each service that has occurred.
    let mut numbers = vec![None; services.len()];
    for (index, (text, &service)) in addresses.split('\n').zip(of).enumerate() {
        let within = |error: Error, field| error.within(field).within(&index.to_string());
        let target = TargetFormat::Any.parse(text).map_err(|error| within(error, "addresses"))?;
        let known = numbers.get_mut(service as usize).zip(services.get(service as usize));
        let service = match known {
            None => Err(Error::new(ListErrorKind::DesiredServiceMissing, 0..0)),
            Some((Some(number), _)) => Ok(*number),
            Some((number, name)) => desired.service(name).inspect(|found| *number = Some(*found)),
        };
        let service = service.map_err(|error| within(error, "serviceId"))?;
        desired.push(target, service, EntryPosition { at: 0..text.len(), index });
    }
    desired.interpret(reading)?;
    Ok(desired)
}

impl Desired {
    /// The entries as bindings, in their order, without duplicates; `None` where they are claims.
    #[must_use]
    pub fn bindings(&self) -> Option<Vec<(Cidr, &str)>> {
        let services = self.claims.iter().map(|claim| self.names.name(claim.service));
        let blocks = self.claims.iter().map(|claim| claim.range.block());
        (self.reading == ListMeaning::Bindings)
            .then(|| blocks.zip(services).map(|(cidr, service)| Some((cidr?, service))).collect())?
    }

    /// The claims, in the order of the list.
    #[must_use]
    pub fn claims(&self) -> Vec<Claim> {
        let service = |number| self.names.name(number).to_owned();
        self.claims
            .iter()
            .map(|claim| Claim { range: claim.range, service: service(claim.service) })
            .collect()
    }

    /// Names of services in the list, with their ids.
    pub fn service_names(&self) -> impl Iterator<Item = (&str, &str)> {
        let named = (0..).zip(&self.service_names);
        named.filter_map(|(number, name)| Some((self.names.name(number), name.as_deref()?)))
    }

    /// [`aggregate`](crate::aggregate()) of the entries, by the meaning of the list.
    ///
    /// # Errors
    ///
    /// Those of [`aggregate`](crate::aggregate()), with the position of the entry.
    pub fn aggregate(
        &self,
        prefix: Cidr,
        default: &str,
        default_only: Option<&[&str]>,
    ) -> Result<Aggregated, Error> {
        self.with_least_list(prefix, &fold_case(default), default_only, |solved| solved.aggregated())
    }

    /// Calls `then` with the shortest list. Bindings become claims with the outer ones first, so that the last claim is
    /// the most specific.
    fn with_least_list<T>(
        &self,
        prefix: Cidr,
        default: &str,
        default_only: Option<&[&str]>,
        then: impl FnOnce(LeastList<'_>) -> T,
    ) -> Result<T, Error> {
        let only: Option<Vec<_>> = default_only.map(|ids| ids.iter().map(|id| fold_case(id)).collect());
        let only: Option<Vec<_>> = only.as_ref().map(|ids| ids.iter().map(Cow::as_ref).collect());
        let nested: Vec<_> = self.order.iter().filter_map(|place| self.claims.get(*place).copied()).collect();
        let is_nested = self.reading == ListMeaning::Bindings;
        let claims = if is_nested { &nested } else { &self.claims };
        solve(prefix, default, &self.names, claims, only.as_deref()).map(then).map_err(|error| {
            let index = error.pointer().and_then(|pointer| pointer.strip_prefix('/')?.parse::<usize>().ok());
            let index = index.and_then(|at| if is_nested { self.order.get(at).copied() } else { Some(at) });
            match index {
                Some(index) => self.with_position_of(error, index),
                None => error,
            }
        })
    }

    /// Gives an error about a claim the position of its entry.
    fn with_position_of(&self, error: Error, index: usize) -> Error {
        let Some(place) = self.positions.get(index) else { return error };
        error.with_position(place.at.clone()).with_pointer(self.pointer_of(place))
    }

    fn pointer_of(&self, place: &EntryPosition) -> Option<String> {
        self.pointer.as_ref().map(|list| format!("{list}/{}", place.index))
    }

    /// The number of a service; the id of a new one is checked.
    fn service(&mut self, id: &str) -> Result<u32, Error> {
        let folded = fold_case(id);
        if let Some(number) = self.names.find(&folded) {
            return Ok(number);
        }
        path_segment(id, "service id")?;
        Ok(self.names.number(&folded))
    }

    /// The line of each entry of [`Desired::claims`], counted from 1; empty where the list is not from a file.
    #[must_use]
    pub fn lines(&self) -> &[u32] {
        &self.lines
    }

    fn reserve(&mut self, count: usize) {
        self.claims.reserve(count);
        self.shapes.reserve(count);
        self.positions.reserve(count);
    }

    fn push(&mut self, EntryTarget { range, shape }: EntryTarget, service: u32, place: EntryPosition) {
        self.claims.push(NumberedClaim { range, service });
        self.shapes.push(shape);
        self.positions.push(place);
    }
}

/// True where a text is in the input without escapes.
#[expect(clippy::ptr_arg, reason = "the question is whether it is borrowed")]
fn is_plain(text: &Cow<'_, str>) -> bool {
    matches!(text, Cow::Borrowed(_))
}

/// The error of a text with its position in the input: exact where the text has no escapes, else all of it.
fn in_text<T>(result: Result<T, Error>, plain: bool, at: &ops::Range<usize>) -> Result<T, Error> {
    result.map_err(|error| if plain { error.shifted_by(at.start) } else { error.with_position(at.clone()) })
}
