//! A list of addresses and services as CSV, with two columns or with named ones.

use super::columns::{ColumnUse, CsvColumns, TargetColumn, named_columns};
use super::rows::{CsvField, CsvRow};
use super::separator::rows;
use super::target::EntryTarget;
use super::{Desired, EntryPosition, ServiceReader, TargetFormat, in_text};
use crate::error::{Error, ErrorKind, ListErrorKind};
use crate::json::ReadLimits;
use std::ops::Range;

/// Reads all rows.
pub(super) fn read(
    bytes: &[u8],
    services: ServiceReader<'_>,
    limits: ReadLimits,
    desired: &mut Desired,
) -> Result<(), Error> {
    if bytes.len() > limits.max_bytes {
        let kind = ErrorKind::JsonTooLarge { size: bytes.len(), max: limits.max_bytes };
        return Err(Error::new(kind, 0..bytes.len()));
    }
    let mut rows = rows(bytes)?;
    let mut list = CsvList { desired, services, routing_tables: Vec::new(), index: 0 };
    // Those of Infoblox for each type of row.
    let mut columns: Vec<CsvColumns> = Vec::new();
    let mut fields = Vec::new();
    let mut used = ColumnUse::default();
    while let Some(row) = rows.next(&mut fields)? {
        // A row of names comes first; in the format of Infoblox, others follow.
        let is_first = columns.is_empty();
        let may_name = is_first || columns.iter().all(|columns| columns.row_type.is_some());
        if may_name && let Some(named) = named_columns(&fields, &row, &mut used, is_first)? {
            columns.retain(|columns| columns.row_type != named.row_type);
            columns.push(named);
            continue;
        }
        if is_first {
            columns.push(CsvColumns::unnamed());
        }
        list.entry(&fields, &row, columns_of(&columns, &fields, &row)?)?;
    }
    let is_named = columns.iter().any(|columns| columns.is_named);
    list.desired.columns = is_named.then_some(used);
    Ok(())
}

struct CsvList<'a, 'b> {
    desired: &'a mut Desired,
    services: ServiceReader<'b>,
    /// The routing tables of the first entry, with the names of their columns.
    routing_tables: Vec<String>,
    index: usize,
}

impl CsvList<'_, '_> {
    fn entry(&mut self, fields: &[CsvField<'_>], row: &CsvRow, columns: &CsvColumns) -> Result<(), Error> {
        check_count(fields, columns, row)?;
        let Some((first, others)) = columns.targets.split_first() else { return Ok(()) };
        let (target, at) = read_target(fields, *first, row)?;
        for other in others {
            let (found, other_at) = read_target(fields, *other, row)?;
            if found.range != target.range {
                let kind = ListErrorKind::CsvTargetsDiffer {
                    one: target.range.to_string(),
                    other: found.range.to_string(),
                };
                return Err(Error::new(kind, other_at));
            }
        }
        self.check_routing_tables(fields, columns)?;
        let filled = |column: Option<usize>| {
            column.and_then(|column| fields.get(column)).is_some_and(|field| !field.bytes.is_empty())
        };
        if !filled(columns.service) && !filled(columns.name) && filled(columns.binding_id) {
            self.desired.regional.extend(target.range.block());
        } else {
            let service = self.service(fields, columns, row)?;
            self.desired.push(target, service, EntryPosition { at, index: self.index });
        }
        self.index += 1;
        Ok(())
    }

    fn service(&mut self, fields: &[CsvField<'_>], columns: &CsvColumns, row: &CsvRow) -> Result<u32, Error> {
        let field = |column: Option<usize>| fields.get(column?);
        let filled = |column: Option<usize>| field(column).filter(|field| !field.bytes.is_empty());
        let (desired, services) = (&mut *self.desired, &mut self.services);
        let Some(id) = filled(columns.service) else {
            // The error of an empty field, where both are empty.
            let name = filled(columns.name).or_else(|| field(columns.service.or(columns.name)));
            let name = name.ok_or_else(|| count_error(fields.len(), columns, row))?;
            return in_text(
                services.by_name(desired, without_guard(name.text()?)),
                name.is_plain(),
                &name.at,
            );
        };
        let service = in_text(services.by_id(desired, id.text()?), id.is_plain(), &id.at)?;
        if let Some(name) = filled(columns.name) {
            let named = services.check_name(desired, service, without_guard(name.text()?));
            named.map_err(|kind| Error::new(kind, name.at.clone()))?;
        }
        Ok(service)
    }

    /// Refuses blocks of more than one routing table: they are not one list.
    fn check_routing_tables(&mut self, fields: &[CsvField<'_>], columns: &CsvColumns) -> Result<(), Error> {
        for (at, column) in columns.routing_tables.iter().enumerate() {
            let Some(field) = fields.get(*column) else { continue };
            let text = String::from_utf8_lossy(&field.bytes);
            // NetBox and Nautobot write the table without a name as `Global`.
            let table = if text.eq_ignore_ascii_case("global") { "" } else { &*text };
            match self.routing_tables.get(at) {
                None => self.routing_tables.push(table.to_owned()),
                Some(known) if known != table => {
                    let kind =
                        ListErrorKind::CsvRoutingTables { one: known.clone(), other: table.to_owned() };
                    return Err(Error::new(kind, field.at.clone()));
                }
                Some(_) => {}
            }
        }
        Ok(())
    }
}

/// The columns of a row: in the format of Infoblox, its first field has its type.
fn columns_of<'a>(
    columns: &'a [CsvColumns],
    fields: &[CsvField<'_>],
    row: &CsvRow,
) -> Result<&'a CsvColumns, Error> {
    let of_type = |columns: &&CsvColumns| {
        let Some(row_type) = &columns.row_type else { return true };
        fields.first().is_some_and(|first| first.bytes.eq_ignore_ascii_case(row_type.as_bytes()))
    };
    let at = || fields.first().map_or(row.at.clone(), |first| first.at.clone());
    columns.iter().find(of_type).ok_or_else(|| Error::new(ListErrorKind::CsvRowType, at()))
}

/// A name without the apostrophe that keeps spreadsheets from running it as a formula.
fn without_guard(name: &str) -> &str {
    let guarded = name.strip_prefix('\'').filter(|name| name.starts_with(['=', '+', '-', '@']));
    guarded.unwrap_or(name)
}

fn count_error(found: usize, columns: &CsvColumns, row: &CsvRow) -> Error {
    let kind = ListErrorKind::CsvColumnCount { found, expected: columns.count };
    Error::new(kind, row.at.clone())
}

/// Checks the number of fields. Spreadsheets add empty fields, and leave out those at the end; the last row of a file
/// without a line end may be cut off.
fn check_count(fields: &[CsvField<'_>], columns: &CsvColumns, row: &CsvRow) -> Result<(), Error> {
    let is_empty = |column: usize| fields.get(column).is_none_or(|field| field.bytes.is_empty());
    let is_short = fields.len() < if row.is_ended { columns.needed } else { columns.count };
    if is_short || (columns.count..fields.len()).any(|column| !is_empty(column)) {
        return Err(count_error(fields.len(), columns, row));
    }
    match columns.unnamed.iter().find(|column| !is_empty(**column)) {
        None => Ok(()),
        Some(column) => {
            let at = fields.get(*column).map_or(row.at.clone(), |field| field.at.clone());
            Err(Error::new(ListErrorKind::CsvColumnUnnamed, at))
        }
    }
}

/// The addresses of an entry, and their position.
fn read_target(
    fields: &[CsvField<'_>],
    column: TargetColumn,
    row: &CsvRow,
) -> Result<(EntryTarget, Range<usize>), Error> {
    let none = || Error::new(ListErrorKind::DesiredTargetCount { found: 0 }, row.at.clone());
    let address = fields.get(column.address).ok_or_else(none)?;
    let (text, at) = (address.text()?, address.at.clone());
    let mask = column.mask.and_then(|mask| fields.get(mask)).filter(|mask| !mask.bytes.is_empty());
    let Some(mask) = mask else {
        // A column for masks says that the addresses are blocks.
        let format = if column.mask.is_some() { TargetFormat::Cidr } else { column.format };
        return Ok((in_text(format.parse(text), address.is_plain(), &at)?, at));
    };
    let length = mask.text()?;
    let (first, own) = text.split_once('/').map_or((text, None), |(first, own)| (first, Some(own)));
    let block = |length: &str| TargetFormat::Cidr.parse(&format!("{first}/{length}"));
    let of_mask = |length: &str| match block(length.strip_prefix('/').unwrap_or(length)) {
        Err(error) if error.code() == "length-is-netmask" => match error.cure() {
            Some(cure) => TargetFormat::Cidr.parse(cure),
            None => Err(error),
        },
        found => found,
    };
    let found = of_mask(length).map_err(|error| {
        let about_mask = error.code().starts_with("length-");
        error.with_position(if about_mask { mask.at.clone() } else { at.clone() })
    })?;
    if let Some(own) = own {
        let same = in_text(of_mask(own), false, &at)?;
        if same.range != found.range {
            let kind = ListErrorKind::CsvTargetsDiffer {
                one: same.range.to_string(),
                other: found.range.to_string(),
            };
            return Err(Error::new(kind, mask.at.clone()));
        }
    }
    Ok((found, at))
}
