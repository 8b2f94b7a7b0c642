//! How a call crosses: as JSON text on the way in, as values on the way out.

use crate::error::{Error, ErrorKind};
use serde::Serialize;
use serde_wasm_bindgen::Serializer;
use wasm_bindgen::JsValue;

pub(super) fn malformed(detail: String) -> Error {
    Error::new(ErrorKind::CallMalformed { detail }, 0..0)
}

/// A call as text, which is faster than to ask for each field.
pub(super) fn text(call: &JsValue) -> Result<String, Error> {
    let json = js_sys::JSON::stringify(call).ok().and_then(|json| json.as_string());
    json.ok_or_else(|| malformed("it is no JSON".to_owned()))
}

/// An answer as JavaScript has it.
pub(super) fn value<T: Serialize>(answer: &T) -> Result<JsValue, Error> {
    let serializer = Serializer::new().serialize_missing_as_null(true).serialize_maps_as_objects(true);
    answer.serialize(&serializer).map_err(|error| malformed(error.to_string()))
}
