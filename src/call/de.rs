//! Deserializes a call from JSON text: a tree, read by our own reader, on the deserializers that serde has for values.
//!
//! `serde_json` would add 9 kB with Brotli to what is loaded at once: it reads and prints floating-point numbers, which
//! no call has.

use crate::error::{Error, ErrorKind};
use crate::json::{JsonReader, JsonType, ReadLimits};
use serde::de::value::{MapAccessDeserializer, MapDeserializer, SeqDeserializer};
use serde::de::{Deserialize, Deserializer, Expected, IntoDeserializer, Unexpected, Visitor};
use serde::{de, forward_to_deserialize_any};
use std::fmt;

/// Deserializes a value from JSON text. O(bytes).
///
/// # Errors
///
/// `call-malformed`.
pub(super) fn from_json<'a, T: Deserialize<'a>>(json: &'a [u8]) -> Result<T, Error> {
    let tree = JsonReader::new(json, ReadLimits::default()).and_then(|mut reader| {
        let tree = read_value(&mut reader)?;
        reader.end()?;
        Ok(tree)
    });
    let value = tree.map_err(|error| DeError(error.to_string())).and_then(T::deserialize);
    value.map_err(|DeError(detail)| Error::new(ErrorKind::CallMalformed { detail }, 0..0))
}

/// A JSON value; a number is kept as text.
enum JsonValue<'a> {
    Null,
    Boolean(bool),
    Number(&'a str),
    Text(String),
    List(Vec<Self>),
    Object(Vec<(String, Self)>),
}

fn read_value<'a>(reader: &mut JsonReader<'a>) -> Result<JsonValue<'a>, Error> {
    Ok(match reader.kind()? {
        JsonType::Null => {
            reader.null()?;
            JsonValue::Null
        }
        JsonType::Boolean => JsonValue::Boolean(reader.boolean()?),
        JsonType::Number => JsonValue::Number(reader.number()?),
        JsonType::String => JsonValue::Text(reader.string()?.into_owned()),
        JsonType::Array => {
            let mut list = Vec::new();
            reader.array(&mut |reader| {
                list.push(read_value(reader)?);
                Ok(())
            })?;
            JsonValue::List(list)
        }
        JsonType::Object => {
            let mut fields = Vec::new();
            reader.object(&mut |reader, key| {
                fields.push((key.to_owned(), read_value(reader)?));
                Ok(())
            })?;
            JsonValue::Object(fields)
        }
    })
}

/// The error of a call.
#[derive(Debug)]
struct DeError(String);

impl fmt::Display for DeError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl std::error::Error for DeError {}

impl de::Error for DeError {
    fn custom<T: fmt::Display>(what: T) -> Self {
        Self(what.to_string())
    }

    fn invalid_type(found: Unexpected<'_>, expected: &dyn Expected) -> Self {
        invalid("type", found, expected)
    }

    fn invalid_value(found: Unexpected<'_>, expected: &dyn Expected) -> Self {
        invalid("value", found, expected)
    }
}

/// The message of serde, without the code that prints floating-point numbers.
#[cold]
fn invalid(what: &str, found: Unexpected<'_>, expected: &dyn Expected) -> DeError {
    let found = match found {
        Unexpected::Bool(value) => format!("boolean `{value}`"),
        Unexpected::Unsigned(value) => format!("integer `{value}`"),
        Unexpected::Str(text) => format!("string \"{text}\""),
        Unexpected::Unit => "null".to_owned(),
        Unexpected::Seq => "sequence".to_owned(),
        Unexpected::Map => "map".to_owned(),
        Unexpected::Other(text) => format!("number `{text}`"),
        _ => "something else".to_owned(),
    };
    DeError(format!("invalid {what}: {found}, expected {expected}"))
}

impl<'de> IntoDeserializer<'de, DeError> for JsonValue<'de> {
    type Deserializer = Self;

    fn into_deserializer(self) -> Self {
        self
    }
}

impl<'de> Deserializer<'de> for JsonValue<'de> {
    type Error = DeError;

    fn deserialize_any<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, DeError> {
        match self {
            Self::Null => visitor.visit_unit(),
            Self::Boolean(value) => visitor.visit_bool(value),
            Self::Number(text) => match text.parse() {
                Ok(number) => visitor.visit_u64(number),
                Err(_) => Err(de::Error::invalid_type(Unexpected::Other(text), &visitor)),
            },
            Self::Text(text) => visitor.visit_string(text),
            Self::List(list) => {
                let mut list = SeqDeserializer::new(list.into_iter());
                let value = visitor.visit_seq(&mut list)?;
                list.end()?;
                Ok(value)
            }
            Self::Object(fields) => visitor.visit_map(MapDeserializer::new(fields.into_iter())),
        }
    }

    fn deserialize_option<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, DeError> {
        match self {
            Self::Null => visitor.visit_none(),
            some => visitor.visit_some(some),
        }
    }

    fn deserialize_enum<V: Visitor<'de>>(
        self,
        _: &'static str,
        _: &'static [&'static str],
        visitor: V,
    ) -> Result<V::Value, DeError> {
        match self {
            Self::Text(name) => visitor.visit_enum(name.into_deserializer()),
            Self::Object(fields) if fields.len() == 1 => {
                visitor.visit_enum(MapAccessDeserializer::new(MapDeserializer::new(fields.into_iter())))
            }
            Self::Object(fields) => Err(de::Error::invalid_length(fields.len(), &"1")),
            other => other.deserialize_any(visitor),
        }
    }

    /// The fields by name: serde would also take a list of their values, in order.
    fn deserialize_struct<V: Visitor<'de>>(
        self,
        _: &'static str,
        _: &'static [&'static str],
        visitor: V,
    ) -> Result<V::Value, DeError> {
        match self {
            Self::Object(fields) => visitor.visit_map(MapDeserializer::new(fields.into_iter())),
            Self::List(_) => Err(de::Error::invalid_type(Unexpected::Seq, &visitor)),
            other => other.deserialize_any(visitor),
        }
    }

    forward_to_deserialize_any! {
        bool i8 i16 i32 i64 i128 u8 u16 u32 u64 u128 f32 f64 char str string bytes byte_buf unit unit_struct
        newtype_struct seq tuple tuple_struct map identifier ignored_any
    }
}
