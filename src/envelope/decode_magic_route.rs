//! Magic routes, as the API sends them.

use super::decode::{ID, start};
use super::decode_field::{
    UnknownFields, cidr, nonempty_string, optional_integer, optional_text, read_array, required, sent_cidr,
};
use crate::error::Error;
use crate::json::JsonReader;
use crate::resource::{ApiField, MagicRoute};

/// The routes of an object with the field `routes`.
pub(super) fn magic_routes(reader: &mut JsonReader<'_>) -> Result<Vec<MagicRoute>, Error> {
    let start = start(reader)?;
    let mut routes = None;
    reader.object(&mut |reader, key| match key {
        "routes" => {
            routes = Some(read_array(reader, magic_route)?);
            Ok(())
        }
        _ => reader.skip(),
    })?;
    required(routes, "routes", start..reader.at())
}

fn magic_route(reader: &mut JsonReader<'_>) -> Result<MagicRoute, Error> {
    let start = start(reader)?;
    let (mut id, mut block) = (None, None);
    let (mut nexthop, mut description) = (ApiField::Absent, ApiField::Absent);
    let (mut priority, mut weight) = (ApiField::Absent, ApiField::Absent);
    let mut unknown = UnknownFields::default();
    reader.object(&mut |reader, key| {
        match key {
            "id" => id = Some(nonempty_string(reader, ID)?.into_owned()),
            "prefix" => block = Some(sent_cidr(cidr(reader)?)),
            "nexthop" => nexthop = optional_text(reader, &mut unknown, key)?,
            "priority" => priority = optional_integer(reader, &mut unknown, key, u32::MAX.into())?,
            "weight" => weight = optional_integer(reader, &mut unknown, key, u32::MAX.into())?,
            "description" => description = optional_text(reader, &mut unknown, key)?,
            _ => unknown.keep(reader, key)?,
        }
        Ok(())
    })?;
    let at = start..reader.at();
    let (id, cidr) = (required(id, "id", at.clone())?, required(block, "prefix", at)?);
    Ok(MagicRoute { id, cidr, nexthop, priority, weight, description, extra: unknown.into_extra() })
}
