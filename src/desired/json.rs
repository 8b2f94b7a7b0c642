//! A list of addresses and services as JSON: a bare list, an answer of the API, or a snapshot.

use super::field_name::EntryField;
use super::{Desired, EntryPosition, EntryTarget, ServiceReader, TargetFormat, in_text, is_plain};
use crate::cidr::Cidr;
use crate::envelope::{is_snapshot, read_success, snapshot_bindings};
use crate::error::{Error, ErrorKind, ListErrorKind};
use crate::id::fold_case;
use crate::json::{JsonReader, JsonType, ReadLimits};
use std::ops;

pub(super) fn read(
    bytes: &[u8],
    prefix: Cidr,
    services: ServiceReader<'_>,
    limits: ReadLimits,
    desired: &mut Desired,
) -> Result<(), Error> {
    let mut reader = JsonReader::new(bytes, limits)?;
    let mut list = ListReader { desired, services, api: true };
    if reader.kind().map_err(Error::in_json)? == JsonType::Array {
        list.api = false;
        list.desired.pointer = Some(String::new());
        list.read(&mut reader).map_err(Error::in_json)?;
        return reader.end();
    }
    if is_snapshot(reader) {
        let mut pointer = None;
        snapshot_bindings(reader, Some(prefix), &mut |reader, index| {
            pointer = Some(format!("/prefixes/{index}/bindings"));
            list.read(reader)
        })?;
        list.desired.pointer = pointer;
        return Ok(());
    }
    list.desired.pointer = Some("/result".to_owned());
    read_success(bytes, limits, &mut |reader| list.read(reader))
}

/// Reads a list of entries.
struct ListReader<'a> {
    desired: &'a mut Desired,
    services: ServiceReader<'a>,
    /// True for entries of the API, false for those of a person.
    api: bool,
}

/// The service of an entry.
enum ServiceValue {
    Null,
    Number(u32),
}

/// The name of a service, with its key and its position.
struct NameField {
    key: String,
    text: String,
    is_plain: bool,
    at: ops::Range<usize>,
}

/// The fields of an entry that are read.
#[derive(Default)]
struct EntryFields {
    target: Option<(EntryTarget, ops::Range<usize>)>,
    targets: usize,
    service: Option<ServiceValue>,
    name: Option<NameField>,
    /// True where it has the id of a binding.
    has_id: bool,
}

impl ListReader<'_> {
    fn read(&mut self, reader: &mut JsonReader<'_>) -> Result<(), Error> {
        let mut index = 0;
        reader.array(&mut |reader| {
            self.read_entry(reader, index)?;
            index += 1;
            Ok(())
        })
    }

    fn read_entry(&mut self, reader: &mut JsonReader<'_>, index: usize) -> Result<(), Error> {
        reader.kind()?;
        let start = reader.at();
        let mut fields = EntryFields::default();
        reader.object(&mut |reader, key| self.read_field(reader, key, &mut fields))?;
        let whole = start..reader.at();
        let EntryFields { target, targets, service, name, has_id } = fields;
        let (Some((target, at)), 1) = (target, targets) else {
            return Err(Error::new(ListErrorKind::DesiredTargetCount { found: targets }, whole));
        };
        let number = match (service, name) {
            (Some(ServiceValue::Number(service)), name) => {
                if let Some(NameField { key, text, at, .. }) = name {
                    let named = self.services.check_name(self.desired, service, &text);
                    named.map_err(|kind| Error::new(kind, at).within(&key))?;
                }
                service
            }
            (None, Some(NameField { key, text, is_plain, at })) if !self.api => {
                let found = self.services.by_name(self.desired, &text);
                in_text(found, is_plain, &at).map_err(|error| error.within(&key))?
            }
            (None, _) if !self.api => return Err(Error::new(ListErrorKind::DesiredServiceMissing, whole)),
            // An entry of the API has an id. Without one, a regional binding is desired, which this package does not
            // create.
            (Some(ServiceValue::Null), _) if !self.api && !has_id => {
                return Err(Error::new(ListErrorKind::DesiredServiceNull, whole));
            }
            (None | Some(ServiceValue::Null), _) => {
                self.desired.regional.extend(target.range.block());
                return Ok(());
            }
        };
        self.desired.push(target, number, EntryPosition { at, index });
        Ok(())
    }

    fn read_field(
        &mut self,
        reader: &mut JsonReader<'_>,
        key: &str,
        fields: &mut EntryFields,
    ) -> Result<(), Error> {
        let twice = |reader: &mut JsonReader<'_>, key: &str| {
            let kind = ErrorKind::JsonDuplicateKey { key: key.to_owned() };
            Err(Error::new(kind, reader.at()..reader.at()))
        };
        // Of the API's own objects only these fields matter, and the API may add others.
        let known = if self.api {
            match key {
                "cidr" => EntryField::Target(TargetFormat::ApiCidr),
                "service_id" => EntryField::Service,
                "service_name" => EntryField::ServiceName,
                _ => EntryField::Note,
            }
        } else {
            EntryField::named(key)
        };
        match known {
            EntryField::Target(format) => {
                fields.targets += 1;
                fields.target = Some(read_target(reader, format)?);
            }
            EntryField::Service if fields.service.is_some() => return twice(reader, "service_id"),
            EntryField::Service => fields.service = Some(self.read_service(reader)?),
            EntryField::ServiceName if fields.name.is_some() => return twice(reader, "service_name"),
            EntryField::ServiceName => {
                if !reader.null()? {
                    reader.kind()?;
                    let start = reader.at();
                    let text = reader.string()?;
                    let (is_plain, text) = (is_plain(&text), text.into_owned());
                    // Inside the quotes.
                    let at = start + 1..reader.at() - 1;
                    let name = NameField { key: key.to_owned(), text, is_plain, at };
                    fields.name = (!name.text.is_empty()).then_some(name);
                }
            }
            EntryField::Id => {
                reader.kind()?;
                fields.has_id = !matches!(reader.raw()?, "null" | "\"\"");
            }
            EntryField::Note => reader.skip()?,
            EntryField::Unknown => {
                reader.kind()?;
                let start = reader.at();
                reader.skip()?;
                let kind = ListErrorKind::DesiredFieldUnknown { field: key.to_owned() };
                return Err(Error::new(kind, start..reader.at()));
            }
        }
        Ok(())
    }

    /// Reads a service, or null. Ids of the API are not checked, unless they are empty.
    fn read_service(&mut self, reader: &mut JsonReader<'_>) -> Result<ServiceValue, Error> {
        if reader.null()? {
            return Ok(ServiceValue::Null);
        }
        reader.kind()?;
        let start = reader.at();
        let text = reader.string()?;
        if self.api && !text.is_empty() {
            return Ok(ServiceValue::Number(self.desired.names.number(&fold_case(&text))));
        }
        let found = self.services.by_id(self.desired, &text);
        in_text(found, is_plain(&text), &(start + 1..reader.at() - 1)).map(ServiceValue::Number)
    }
}

fn read_target(
    reader: &mut JsonReader<'_>,
    format: TargetFormat,
) -> Result<(EntryTarget, ops::Range<usize>), Error> {
    reader.kind()?;
    let start = reader.at();
    let text = reader.string()?;
    // Inside the quotes.
    let at = start + 1..reader.at() - 1;
    Ok((in_text(format.parse(&text), is_plain(&text), &at)?, at))
}
