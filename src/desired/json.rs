//! A list of addresses and services as JSON: a bare list, an answer of the API, or a snapshot.

use super::field_name::EntryField;
use super::{Desired, EntryPosition, EntryTarget, TargetFormat, in_text, is_plain};
use crate::cidr::Cidr;
use crate::envelope::{is_snapshot, read_success, snapshot_bindings};
use crate::error::{Error, ErrorKind, ListErrorKind};
use crate::id::fold_case;
use crate::json::{JsonReader, JsonType, ReadLimits};
use std::ops;

pub(super) fn read(
    bytes: &[u8],
    prefix: Cidr,
    limits: ReadLimits,
    desired: &mut Desired,
) -> Result<(), Error> {
    let mut reader = JsonReader::new(bytes, limits)?;
    if reader.kind().map_err(Error::in_json)? == JsonType::Array {
        desired.pointer = Some(String::new());
        desired.read_list(&mut reader, false).map_err(Error::in_json)?;
        return reader.end();
    }
    if is_snapshot(reader) {
        let mut pointer = None;
        snapshot_bindings(reader, Some(prefix), &mut |reader, index| {
            pointer = Some(format!("/prefixes/{index}/bindings"));
            desired.read_list(reader, true)
        })?;
        desired.pointer = pointer;
        return Ok(());
    }
    desired.pointer = Some("/result".to_owned());
    read_success(bytes, limits, &mut |reader| desired.read_list(reader, true))
}

/// The service of an entry.
enum ServiceValue {
    Null,
    Number(u32),
}

/// The fields of an entry that are read.
#[derive(Default)]
struct EntryFields {
    target: Option<(EntryTarget, ops::Range<usize>)>,
    targets: usize,
    service: Option<ServiceValue>,
    name: Option<(String, ops::Range<usize>)>,
    /// True where it has the id of a binding.
    has_id: bool,
}

impl Desired {
    fn read_list(&mut self, reader: &mut JsonReader<'_>, api: bool) -> Result<(), Error> {
        let mut index = 0;
        reader.array(&mut |reader| {
            self.read_entry(reader, api, index)?;
            index += 1;
            Ok(())
        })
    }

    fn read_entry(&mut self, reader: &mut JsonReader<'_>, api: bool, index: usize) -> Result<(), Error> {
        reader.kind()?;
        let start = reader.at();
        let mut fields = EntryFields::default();
        reader.object(&mut |reader, key| self.read_field(reader, key, api, &mut fields))?;
        let whole = start..reader.at();
        let EntryFields { target, targets, service, name, has_id } = fields;
        let (Some((target, at)), 1) = (target, targets) else {
            return Err(Error::new(ListErrorKind::DesiredTargetCount { found: targets }, whole));
        };
        match service {
            Some(ServiceValue::Number(service)) => {
                if let Some((name, at)) = name {
                    let named = self.name(service, &name);
                    named.map_err(|kind| Error::new(kind, at).within("service_name"))?;
                }
                self.push(target, service, EntryPosition { at, index });
            }
            None if !api => return Err(Error::new(ListErrorKind::DesiredServiceMissing, whole)),
            // An entry of the API has an id. Without one, a regional binding is desired, which this package does not
            // create.
            Some(ServiceValue::Null) if !api && !has_id => {
                return Err(Error::new(ListErrorKind::DesiredServiceNull, whole));
            }
            None | Some(ServiceValue::Null) => self.regional.extend(target.range.block()),
        }
        Ok(())
    }

    fn read_field(
        &mut self,
        reader: &mut JsonReader<'_>,
        key: &str,
        api: bool,
        fields: &mut EntryFields,
    ) -> Result<(), Error> {
        let twice = |reader: &mut JsonReader<'_>, key: &str| {
            let kind = ErrorKind::JsonDuplicateKey { key: key.to_owned() };
            Err(Error::new(kind, reader.at()..reader.at()))
        };
        // Of the API's own objects only these fields matter, and the API may add others.
        let known = if api {
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
            EntryField::Service => fields.service = Some(self.read_service(reader, api)?),
            EntryField::ServiceName if fields.name.is_some() => return twice(reader, "service_name"),
            EntryField::ServiceName => {
                if !reader.null()? {
                    reader.kind()?;
                    let start = reader.at();
                    let text = reader.string()?.into_owned();
                    fields.name = (!text.is_empty()).then_some((text, start..reader.at()));
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

    /// Reads the id of a service, or null. Ids of the API are not checked, unless they are empty.
    fn read_service(&mut self, reader: &mut JsonReader<'_>, api: bool) -> Result<ServiceValue, Error> {
        if reader.null()? {
            return Ok(ServiceValue::Null);
        }
        reader.kind()?;
        let start = reader.at();
        let text = reader.string()?;
        if api && !text.is_empty() {
            return Ok(ServiceValue::Number(self.names.number(&fold_case(&text))));
        }
        in_text(self.service(&text), is_plain(&text), &(start + 1..reader.at() - 1)).map(ServiceValue::Number)
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
