//! Deserializes a call from JSON text: serde's data model over our own reader.
//!
//! Calls cross the boundary as text: `serde-wasm-bindgen` asks JavaScript for each field, and its error messages need
//! the code that prints floating-point numbers.

use crate::error::{Error, ErrorKind};
use crate::json::{JsonReader, JsonType, ReadLimits};
use serde::Deserialize;
use serde::de::value::StringDeserializer;
use serde::de::{
    DeserializeSeed, Deserializer, EnumAccess, Expected, IntoDeserializer, MapAccess, SeqAccess, Unexpected,
    VariantAccess, Visitor,
};
use serde::{de, forward_to_deserialize_any};
use std::fmt;
use std::vec::IntoIter;

/// Deserializes a value from JSON text. Half a surrogate pair is read as U+FFFD, as everywhere between JavaScript and
/// UTF-8.
///
/// # Errors
///
/// `call-malformed`.
pub(super) fn from_json<'a, T: Deserialize<'a>>(json: &'a [u8]) -> Result<T, Error> {
    let tree = JsonReader::new(json, ReadLimits::default()).and_then(|reader| {
        let mut reader = reader.lossy();
        let tree = read_value(&mut reader)?;
        reader.end()?;
        Ok(tree)
    });
    let tree = tree.map_err(|error| DeError(error.to_string()));
    tree.and_then(T::deserialize)
        .map_err(|DeError(detail)| Error::new(ErrorKind::CallMalformed { detail }, 0..0))
}

/// A JSON value.
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

impl JsonValue<'_> {
    /// The error for a value of the wrong type.
    #[cold]
    fn fault(&self, expected: &dyn Expected) -> DeError {
        let found = match self {
            Self::Null => Unexpected::Unit,
            Self::Boolean(value) => Unexpected::Bool(*value),
            Self::Number(text) => Unexpected::Other(text),
            Self::Text(text) => Unexpected::Str(text),
            Self::List(_) => Unexpected::Seq,
            Self::Object(_) => Unexpected::Map,
        };
        invalid("type", found, expected)
    }
}

impl<'de> Deserializer<'de> for JsonValue<'de> {
    type Error = DeError;

    fn deserialize_any<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, DeError> {
        Err(self.fault(&visitor))
    }

    fn deserialize_bool<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, DeError> {
        match self {
            Self::Boolean(value) => visitor.visit_bool(value),
            other => Err(other.fault(&visitor)),
        }
    }

    fn deserialize_u64<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, DeError> {
        let number = if let Self::Number(text) = self { text.parse().ok() } else { None };
        match number {
            Some(number) => visitor.visit_u64(number),
            None => Err(self.fault(&visitor)),
        }
    }

    fn deserialize_u8<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, DeError> {
        self.deserialize_u64(visitor)
    }

    fn deserialize_u32<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, DeError> {
        self.deserialize_u64(visitor)
    }

    fn deserialize_string<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, DeError> {
        match self {
            Self::Text(text) => visitor.visit_string(text),
            other => Err(other.fault(&visitor)),
        }
    }

    fn deserialize_option<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, DeError> {
        match self {
            Self::Null => visitor.visit_none(),
            some => visitor.visit_some(some),
        }
    }

    fn deserialize_newtype_struct<V: Visitor<'de>>(
        self,
        _: &'static str,
        visitor: V,
    ) -> Result<V::Value, DeError> {
        visitor.visit_newtype_struct(self)
    }

    fn deserialize_seq<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, DeError> {
        match self {
            Self::List(list) => visitor.visit_seq(JsonElements(list.into_iter())),
            other => Err(other.fault(&visitor)),
        }
    }

    fn deserialize_map<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, DeError> {
        match self {
            Self::Object(fields) => {
                visitor.visit_map(JsonFields { left: fields.into_iter(), value: Self::Null })
            }
            other => Err(other.fault(&visitor)),
        }
    }

    fn deserialize_struct<V: Visitor<'de>>(
        self,
        _: &'static str,
        _: &'static [&'static str],
        visitor: V,
    ) -> Result<V::Value, DeError> {
        self.deserialize_map(visitor)
    }

    fn deserialize_enum<V: Visitor<'de>>(
        self,
        _: &'static str,
        _: &'static [&'static str],
        visitor: V,
    ) -> Result<V::Value, DeError> {
        match self {
            Self::Text(name) => visitor.visit_enum(JsonVariant { name, content: Self::Null }),
            Self::Object(fields) => match <[_; 1]>::try_from(fields) {
                Ok([(name, content)]) => visitor.visit_enum(JsonVariant { name, content }),
                Err(fields) => Err(de::Error::invalid_length(fields.len(), &"1")),
            },
            other => Err(other.fault(&visitor)),
        }
    }

    forward_to_deserialize_any! {
        i8 i16 i32 i64 i128 u16 u128 f32 f64 char str bytes byte_buf unit unit_struct tuple tuple_struct identifier
        ignored_any
    }
}

/// The elements of a list.
struct JsonElements<'a>(IntoIter<JsonValue<'a>>);

impl<'de> SeqAccess<'de> for JsonElements<'de> {
    type Error = DeError;

    fn next_element_seed<T: DeserializeSeed<'de>>(&mut self, seed: T) -> Result<Option<T::Value>, DeError> {
        self.0.next().map(|element| seed.deserialize(element)).transpose()
    }

    fn size_hint(&self) -> Option<usize> {
        Some(self.0.len())
    }
}

/// The fields of an object.
struct JsonFields<'a> {
    left: IntoIter<(String, JsonValue<'a>)>,
    /// The value of the key that was returned last.
    value: JsonValue<'a>,
}

impl<'de> MapAccess<'de> for JsonFields<'de> {
    type Error = DeError;

    fn next_key_seed<K: DeserializeSeed<'de>>(&mut self, seed: K) -> Result<Option<K::Value>, DeError> {
        let Some((key, value)) = self.left.next() else { return Ok(None) };
        self.value = value;
        seed.deserialize(name_deserializer(key)).map(Some)
    }

    fn next_value_seed<V: DeserializeSeed<'de>>(&mut self, seed: V) -> Result<V::Value, DeError> {
        seed.deserialize(std::mem::replace(&mut self.value, JsonValue::Null))
    }
}

/// A variant of an enum, and its content.
struct JsonVariant<'a> {
    name: String,
    content: JsonValue<'a>,
}

impl<'de> EnumAccess<'de> for JsonVariant<'de> {
    type Error = DeError;
    type Variant = JsonValue<'de>;

    fn variant_seed<V: DeserializeSeed<'de>>(self, seed: V) -> Result<(V::Value, JsonValue<'de>), DeError> {
        Ok((seed.deserialize(name_deserializer(self.name))?, self.content))
    }
}

impl<'de> VariantAccess<'de> for JsonValue<'de> {
    type Error = DeError;

    fn unit_variant(self) -> Result<(), DeError> {
        match self {
            Self::Null => Ok(()),
            other => Err(other.fault(&"nothing in it")),
        }
    }

    fn newtype_variant_seed<T: DeserializeSeed<'de>>(self, seed: T) -> Result<T::Value, DeError> {
        seed.deserialize(self)
    }

    fn tuple_variant<V: Visitor<'de>>(self, _: usize, visitor: V) -> Result<V::Value, DeError> {
        Err(self.fault(&visitor))
    }

    fn struct_variant<V: Visitor<'de>>(
        self,
        _: &'static [&'static str],
        visitor: V,
    ) -> Result<V::Value, DeError> {
        self.deserialize_map(visitor)
    }
}

/// Deserializes the name of a field or a variant.
fn name_deserializer(name: String) -> StringDeserializer<DeError> {
    name.into_deserializer()
}
