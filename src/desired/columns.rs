//! The columns of a CSV file, by the names in its first row: ours, and those of exports of address managers.

use super::field_name::{EntryField, is_note, plain_name};
use super::rows::{CsvField, CsvRow};
use super::target::TargetFormat;
use crate::error::{Error, ListErrorKind};

/// The purpose of a column.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum ColumnPurpose {
    /// The addresses, by our own name.
    Target(TargetFormat),
    /// The addresses, by the name that an address manager uses.
    Address(TargetFormat),
    /// The prefix of a block: its addresses, or only a note beside them.
    Prefix,
    /// The length or the netmask of the block whose address is in another column.
    Mask,
    Service,
    ServiceName,
    /// The routing table that the block belongs to.
    RoutingTable,
    /// The id of a binding that exists.
    BindingId,
    /// The type of a row of Infoblox.
    RowType,
    Note,
    /// A column without a name, which must be empty.
    Unnamed,
    Unknown,
}

/// A column with the addresses of an entry, and the one with their length, where it is another.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct TargetColumn {
    pub(super) format: TargetFormat,
    pub(super) address: usize,
    pub(super) mask: Option<usize>,
}

/// The purpose of each column.
#[derive(Debug, Clone, Default)]
pub(super) struct CsvColumns {
    /// The addresses; where there is more than one column, they must agree.
    pub(super) targets: Vec<TargetColumn>,
    /// The column with the id of the service, which may have a name in its place.
    pub(super) service: Option<usize>,
    /// The column with the name of the service.
    pub(super) name: Option<usize>,
    /// The column with the id of the binding: with it, an entry without a service is a regional binding.
    pub(super) binding_id: Option<usize>,
    /// Columns that must have the same value in all rows: blocks of two routing tables are not one list.
    pub(super) routing_tables: Vec<usize>,
    /// Columns without a name, which must be empty.
    pub(super) unnamed: Vec<usize>,
    /// Number of columns.
    pub(super) count: usize,
    /// Number of columns up to the last one that is read.
    pub(super) needed: usize,
    /// The type of its rows, in the format of Infoblox.
    pub(super) row_type: Option<String>,
    /// True where a first row names the columns.
    pub(super) is_named: bool,
}

/// The columns that were read and those that were ignored, by their names.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct ColumnUse {
    /// The columns with addresses, lengths and netmasks.
    pub addresses: Vec<String>,
    /// The columns with the service.
    pub service: Vec<String>,
    /// Columns that cannot change the meaning of an entry.
    pub ignored: Vec<String>,
}

impl CsvColumns {
    /// Two columns without names: addresses and service.
    pub(super) fn unnamed() -> Self {
        let target = TargetColumn { format: TargetFormat::Any, address: 0, mask: None };
        Self { targets: vec![target], service: Some(1), count: 2, needed: 2, ..Self::default() }
    }
}

/// True where a row names columns, and is no entry.
pub(super) fn names_columns(fields: &[CsvField<'_>]) -> bool {
    row_type(fields).is_some()
        || purposes(fields).iter().any(|purpose| {
            use ColumnPurpose as P;
            matches!(purpose, P::Target(_) | P::Address(_) | P::Prefix | P::Service | P::ServiceName)
        })
}

/// The type of the rows that follow a row of names in the format of Infoblox, in lower case.
fn row_type(fields: &[CsvField<'_>]) -> Option<String> {
    let first = fields.first()?.text().ok()?.to_ascii_lowercase();
    first.strip_prefix("header-").map(str::to_owned)
}

fn purposes(fields: &[CsvField<'_>]) -> Vec<ColumnPurpose> {
    let infoblox = row_type(fields).is_some();
    let purpose = |field: &CsvField<'_>| purpose(&String::from_utf8_lossy(&field.bytes), infoblox);
    let mut found: Vec<_> = fields.iter().map(purpose).collect();
    if let (true, Some(first)) = (infoblox, found.first_mut()) {
        *first = ColumnPurpose::RowType;
    }
    // With a column of our own name, the prefix is the one around the addresses.
    if found.iter().any(|purpose| matches!(purpose, ColumnPurpose::Target(_))) {
        for purpose in &mut found {
            match purpose {
                ColumnPurpose::Prefix => *purpose = ColumnPurpose::Note,
                ColumnPurpose::Address(_) | ColumnPurpose::Mask => *purpose = ColumnPurpose::Unknown,
                _ => {}
            }
        }
    }
    found
}

/// The purpose of a column by its name.
fn purpose(name: &str, infoblox: bool) -> ColumnPurpose {
    let lower = name.to_ascii_lowercase();
    // Required columns of Infoblox end in a star.
    let lower = lower.trim_end_matches('*').trim();
    match lower.as_bytes().first() {
        None => return ColumnPurpose::Unnamed,
        Some(b'_' | b'#') => return ColumnPurpose::Note,
        Some(_) => {}
    }
    // Fields that a user of NetBox, Nautobot or Infoblox has added.
    let custom = ["cf_", "cf ", "custom_field_", "custom_fields.", "ea-"];
    let custom = custom.iter().find_map(|prefix| lower.strip_prefix(prefix));
    // Nautobot writes a field of a related object as `status__name`.
    let of_object = lower.split_once("__").map(|(object, _)| object).filter(|object| !object.is_empty());
    let plain = plain_name(custom.or(of_object).unwrap_or(lower));
    match plain.as_str() {
        "serviceid" | "byoipserviceid" | "cloudflareserviceid" => return ColumnPurpose::Service,
        "service" | "servicename" | "byoipservice" | "cloudflareservice" => {
            return ColumnPurpose::ServiceName;
        }
        "vrf" | "vrfname" | "vrfrd" | "namespace" | "networkview" if custom.is_none() => {
            return ColumnPurpose::RoutingTable;
        }
        _ if custom.is_some() || (of_object.is_some() && is_note(&plain)) => return ColumnPurpose::Note,
        _ if of_object.is_some() => return ColumnPurpose::Unknown,
        // An IPv6 network of Infoblox has its address and its length in two columns.
        "bindingid" => return ColumnPurpose::BindingId,
        "cidr" if infoblox => return ColumnPurpose::Mask,
        "prefix" => return ColumnPurpose::Prefix,
        "ipprefix" | "network" | "subnet" | "networkaddress" | "subnetaddress" => {
            return ColumnPurpose::Address(TargetFormat::Cidr);
        }
        "address" | "ipaddress" | "ip" => return ColumnPurpose::Address(TargetFormat::Any),
        "mask" | "netmask" | "subnetmask" | "prefixlength" | "prefixlen" | "masklength" | "masklen" => {
            return ColumnPurpose::Mask;
        }
        _ => {}
    }
    match EntryField::named(lower) {
        EntryField::Target(format) => ColumnPurpose::Target(format),
        EntryField::Unknown if !infoblox => ColumnPurpose::Unknown,
        // The format of Infoblox is known, and nothing else in it is about owners of addresses.
        _ => ColumnPurpose::Note,
    }
}

/// The columns that a row names, and their use; `None` where it is an entry. After the first row, only the format of
/// Infoblox has others that name columns.
///
/// # Errors
///
/// `csv-column-twice`, `csv-column-missing`, `desired-field-unknown`, `csv-not-utf8`.
pub(super) fn named_columns(
    fields: &[CsvField<'_>],
    row: &CsvRow,
    used: &mut ColumnUse,
    is_first: bool,
) -> Result<Option<CsvColumns>, Error> {
    if !(if is_first { names_columns(fields) } else { row_type(fields).is_some() }) {
        return Ok(None);
    }
    let mut purposes = purposes(fields);
    // Spreadsheets add empty columns.
    while purposes.last() == Some(&ColumnPurpose::Unnamed) {
        purposes.pop();
    }
    let all = |wanted: fn(&ColumnPurpose) -> bool| {
        (0..)
            .zip(&purposes)
            .filter(move |(_, purpose)| wanted(purpose))
            .map(|(at, _)| at)
            .collect::<Vec<usize>>()
    };
    let once = |found: Vec<usize>| match found.as_slice() {
        [_, second, ..] => Err(Error::new(ListErrorKind::CsvColumnTwice, position(fields, *second, row))),
        found => Ok(found.first().copied()),
    };
    let service = once(all(|purpose| *purpose == ColumnPurpose::Service))?;
    let name = once(all(|purpose| *purpose == ColumnPurpose::ServiceName))?;
    let binding_id = once(all(|purpose| *purpose == ColumnPurpose::BindingId))?;
    let mask = once(all(|purpose| *purpose == ColumnPurpose::Mask))?;
    let missing = |column| Error::new(ListErrorKind::CsvColumnMissing { column }, row.at.clone());
    let targets = target_columns(&purposes, mask);
    once(all(|purpose| matches!(purpose, ColumnPurpose::Target(_))))?;
    once(all(|purpose| matches!(purpose, ColumnPurpose::Address(_))))?;
    once(all(|purpose| *purpose == ColumnPurpose::Prefix))?;
    if targets.is_empty() {
        return Err(missing("target"));
    }
    if service.or(name).is_none() {
        return Err(missing("service_id"));
    }
    if let Some(unknown) = all(|purpose| *purpose == ColumnPurpose::Unknown).first()
        && let Some(field) = fields.get(*unknown)
    {
        let kind = ListErrorKind::DesiredFieldUnknown { field: field.text()?.to_owned() };
        return Err(Error::new(kind, field.at.clone()));
    }
    let read = targets.iter().flat_map(|target| [Some(target.address), target.mask]).chain([service, name]);
    let needed = read.flatten().max().map_or(0, |last| last + 1);
    note_use(&purposes, fields, used);
    Ok(Some(CsvColumns {
        targets,
        service,
        name,
        binding_id,
        routing_tables: all(|purpose| *purpose == ColumnPurpose::RoutingTable),
        unnamed: all(|purpose| *purpose == ColumnPurpose::Unnamed),
        count: purposes.len(),
        needed,
        row_type: row_type(fields),
        is_named: true,
    }))
}

fn position(fields: &[CsvField<'_>], column: usize, row: &CsvRow) -> std::ops::Range<usize> {
    fields.get(column).map_or(row.at.clone(), |field| field.at.clone())
}

/// The columns with addresses. A mask belongs to the address of a block, and to its prefix where there is no address.
fn target_columns(purposes: &[ColumnPurpose], mask: Option<usize>) -> Vec<TargetColumn> {
    let mut targets = Vec::new();
    let mut mask = mask;
    for (address, purpose) in purposes.iter().enumerate() {
        match *purpose {
            ColumnPurpose::Target(format) => targets.push(TargetColumn { format, address, mask: None }),
            ColumnPurpose::Address(format) => {
                targets.push(TargetColumn { format, address, mask: mask.take() });
            }
            _ => {}
        }
    }
    if let Some(address) = purposes.iter().position(|purpose| *purpose == ColumnPurpose::Prefix) {
        targets.push(TargetColumn { format: TargetFormat::Cidr, address, mask });
    }
    targets
}

/// Adds the names of columns to those that were read and to those that were ignored.
fn note_use(purposes: &[ColumnPurpose], fields: &[CsvField<'_>], used: &mut ColumnUse) {
    for (purpose, field) in purposes.iter().zip(fields) {
        let list = match purpose {
            ColumnPurpose::Target(_)
            | ColumnPurpose::Address(_)
            | ColumnPurpose::Prefix
            | ColumnPurpose::Mask => &mut used.addresses,
            ColumnPurpose::Service | ColumnPurpose::ServiceName => &mut used.service,
            ColumnPurpose::RoutingTable | ColumnPurpose::BindingId | ColumnPurpose::Note => &mut used.ignored,
            ColumnPurpose::RowType | ColumnPurpose::Unnamed | ColumnPurpose::Unknown => continue,
        };
        let name = String::from_utf8_lossy(&field.bytes).into_owned();
        if !list.contains(&name) {
            list.push(name);
        }
    }
}
