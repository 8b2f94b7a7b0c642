//! A list of addresses and services as JSON: a bare list, an answer of the API, or a snapshot.

use super::field_name::Field;
use super::{Desired, Place, Target, Written, in_text, is_plain};
use crate::cidr::Cidr;
use crate::envelope::{is_snapshot, read_success, snapshot_bindings};
use crate::error::{Error, ErrorKind};
use crate::id::folded;
use crate::json::{Kind, Limits, Reader};
use std::ops;

pub(super) fn read(bytes: &[u8], prefix: Cidr, limits: Limits, desired: &mut Desired) -> Result<(), Error> {
    let mut reader = Reader::new(bytes, limits)?;
    if reader.kind().map_err(Error::in_json)? == Kind::Array {
        desired.pointer = Some(String::new());
        desired.list(&mut reader, false).map_err(Error::in_json)?;
        return reader.end();
    }
    if is_snapshot(reader) {
        let mut pointer = None;
        snapshot_bindings(reader, Some(prefix), &mut |reader, index| {
            pointer = Some(format!("/prefixes/{index}/bindings"));
            desired.list(reader, true)
        })?;
        desired.pointer = pointer;
        return Ok(());
    }
    desired.pointer = Some("/result".to_owned());
    read_success(bytes, limits, &mut |reader| desired.list(reader, true))
}

/// What an entry says of its service.
enum Service {
    Null,
    Number(u32),
}

/// The fields of an entry, as far as they are read.
#[derive(Default)]
struct Fields {
    target: Option<(Target, ops::Range<usize>)>,
    targets: usize,
    service: Option<Service>,
    name: Option<(String, ops::Range<usize>)>,
    /// True where it has the id of a binding.
    has_id: bool,
}

impl Desired {
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
        let mut fields = Fields::default();
        reader.object(&mut |reader, key| self.field(reader, key, api, &mut fields))?;
        let whole = start..reader.at();
        let Fields { target, targets, service, name, has_id } = fields;
        let (Some((target, at)), 1) = (target, targets) else {
            return Err(Error::new(ErrorKind::DesiredTargetCount { found: targets }, whole));
        };
        match service {
            Some(Service::Number(service)) => {
                if let Some((name, at)) = name {
                    let named = self.name(service, &name);
                    named.map_err(|kind| Error::new(kind, at).within("service_name"))?;
                }
                self.push(target, service, Place { at, index });
            }
            None if !api => return Err(Error::new(ErrorKind::DesiredServiceMissing, whole)),
            // What the API lists has an id: without one it is a wish, and nothing here makes a regional binding.
            Some(Service::Null) if !api && !has_id => {
                return Err(Error::new(ErrorKind::DesiredServiceNull, whole));
            }
            None | Some(Service::Null) => self.regional.extend(target.range.block()),
        }
        Ok(())
    }

    fn field(
        &mut self,
        reader: &mut Reader<'_>,
        key: &str,
        api: bool,
        fields: &mut Fields,
    ) -> Result<(), Error> {
        let twice = |reader: &mut Reader<'_>, key: &str| {
            let kind = ErrorKind::JsonDuplicateKey { key: key.to_owned() };
            Err(Error::new(kind, reader.at()..reader.at()))
        };
        // Of the API's own objects these are the fields that count, and it may add others.
        let known = if api {
            match key {
                "cidr" => Field::Target(Written::ApiCidr),
                "service_id" => Field::Service,
                "service_name" => Field::ServiceName,
                _ => Field::Note,
            }
        } else {
            Field::named(key)
        };
        match known {
            Field::Target(written) => {
                fields.targets += 1;
                fields.target = Some(target_of(reader, written)?);
            }
            Field::Service if fields.service.is_some() => return twice(reader, "service_id"),
            Field::Service => fields.service = Some(self.service_of(reader, api)?),
            Field::ServiceName if fields.name.is_some() => return twice(reader, "service_name"),
            Field::ServiceName => {
                if !reader.null()? {
                    reader.kind()?;
                    let start = reader.at();
                    let text = reader.string()?.into_owned();
                    fields.name = (!text.is_empty()).then_some((text, start..reader.at()));
                }
            }
            Field::Id => {
                reader.kind()?;
                fields.has_id = !matches!(reader.raw()?, "null" | "\"\"");
            }
            Field::Note => reader.skip()?,
            Field::Unknown => {
                reader.kind()?;
                let start = reader.at();
                reader.skip()?;
                let kind = ErrorKind::DesiredFieldUnknown { field: key.to_owned() };
                return Err(Error::new(kind, start..reader.at()));
            }
        }
        Ok(())
    }

    /// Reads the id of a service, or null. The API's own are taken as they are, unless they are empty.
    fn service_of(&mut self, reader: &mut Reader<'_>, api: bool) -> Result<Service, Error> {
        if reader.null()? {
            return Ok(Service::Null);
        }
        reader.kind()?;
        let start = reader.at();
        let text = reader.string()?;
        if api && !text.is_empty() {
            return Ok(Service::Number(self.names.number(&folded(&text))));
        }
        in_text(self.service(&text), is_plain(&text), &(start + 1..reader.at() - 1)).map(Service::Number)
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
