//! Decodes `errors` and `messages`. They are documented as objects with a code and a text, and have other forms in
//! practice.
//!
//! Nothing here decides about a result, so no value is refused: other forms are kept unchanged.

use super::decode_field::{UnknownFields, optional_integer, optional_text};
use crate::error::Error;
use crate::json::{JsonReader, JsonType, ReadLimits};
use crate::resource::{ApiField, ApiMessage};

impl ApiMessage {
    /// A message without a code.
    fn without_code(message: String) -> Self {
        Self {
            code: None,
            message,
            documentation_url: ApiField::Absent,
            source_pointer: ApiField::Absent,
            error_chain: Vec::new(),
            extra: Vec::new(),
        }
    }
}

/// Reads `errors`, `messages` or `error_chain`; null is an empty list, and any value but a list is its only entry.
pub(super) fn messages(reader: &mut JsonReader<'_>) -> Result<Vec<ApiMessage>, Error> {
    let mut all = Vec::new();
    if reader.kind()? == JsonType::Array {
        reader.array(&mut |reader| {
            all.push(message(reader)?);
            Ok(())
        })?;
    } else if !reader.null()? {
        all.push(message(reader)?);
    }
    Ok(all)
}

fn message(reader: &mut JsonReader<'_>) -> Result<ApiMessage, Error> {
    match reader.kind()? {
        JsonType::Object => object(reader),
        JsonType::String => Ok(ApiMessage::without_code(reader.string()?.into_owned())),
        _ => Ok(ApiMessage::without_code(reader.raw()?.to_owned())),
    }
}

fn object(reader: &mut JsonReader<'_>) -> Result<ApiMessage, Error> {
    let mut read = ApiMessage::without_code(String::new());
    let mut unknown = UnknownFields::default();
    reader.object(&mut |reader, key| {
        match key {
            "code" => match optional_integer(reader, &mut unknown, key, u64::from(u32::MAX))? {
                // No code is null, so a null is kept to tell it from an absent one.
                ApiField::Null => unknown.add(key, "null"),
                code => read.code = code.value().copied(),
            },
            "message" => {
                if let ApiField::Value(found) = optional_text(reader, &mut unknown, key)? {
                    read.message = found;
                }
            }
            "documentation_url" => read.documentation_url = optional_text(reader, &mut unknown, key)?,
            "source" if !reader.null()? => read.source_pointer = source(reader, &mut unknown)?,
            "source" => {}
            "error_chain" => read.error_chain = messages(reader)?,
            _ => unknown.keep(reader, key)?,
        }
        Ok(())
    })?;
    read.extra = unknown.into_extra();
    Ok(read)
}

/// Reads the pointer of a source; if the source has anything else, all of it is kept unchanged.
fn source<'a>(
    reader: &mut JsonReader<'a>,
    unknown: &mut UnknownFields<'a>,
) -> Result<ApiField<String>, Error> {
    let mut pointer = ApiField::Absent;
    if reader.kind()? != JsonType::Object {
        unknown.keep(reader, "source")?;
        return Ok(pointer);
    }
    let (start, mut more) = (reader.at(), false);
    let mut invalid = UnknownFields::default();
    reader.object(&mut |reader, key| {
        if key == "pointer" {
            pointer = optional_text(reader, &mut invalid, key)?;
        } else {
            more = true;
            reader.skip()?;
        }
        Ok(())
    })?;
    if more || !invalid.is_empty() {
        unknown.add("source", reader.slice(start..reader.at()));
    }
    Ok(pointer)
}

/// The messages of a failure outside `errors`, at the top level of its envelope: in `error`, or else in `message`.
pub(super) fn messages_outside_errors(unknown: &UnknownFields<'_>) -> Vec<ApiMessage> {
    for key in ["error", "message"] {
        let found = unknown.get(key).and_then(|text| {
            // This text was decoded before, so it decodes now.
            messages(&mut JsonReader::new(text.as_bytes(), ReadLimits::default()).ok()?).ok()
        });
        match found {
            Some(found) if found.iter().any(|one| one.code.is_some() || !one.message.is_empty()) => {
                return found;
            }
            _ => {}
        }
    }
    Vec::new()
}

/// Appends an error with its code and its chain as one text, for display.
pub(super) fn push_message_text(out: &mut String, error: &ApiMessage) {
    let code = error.code.map(|code| code.to_string());
    let parts = [code.as_deref().unwrap_or_default(), error.message.as_str()];
    for part in parts.into_iter().filter(|part| !part.is_empty()) {
        if !out.is_empty() {
            out.push(' ');
        }
        out.push_str(part);
    }
    for cause in &error.error_chain {
        if !out.is_empty() {
            out.push_str(" ←");
        }
        push_message_text(out, cause);
    }
}
