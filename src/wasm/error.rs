//! Errors as JavaScript throws them: JSON text. An object created here would import a JavaScript function for each
//! field, and each import costs about a twentieth of a millisecond at the start (V8 11).

use crate::error::Error;
#[cfg(feature = "calls")]
use crate::error::ErrorKind;
#[cfg(feature = "calls")]
use serde::Serialize;
use wasm_bindgen::JsValue;

impl From<Error> for JsValue {
    fn from(error: Error) -> Self {
        Self::from_str(&error.to_json())
    }
}

/// The error of a call that does not have the documented form.
#[cfg(feature = "calls")]
pub(super) fn malformed(detail: String) -> Error {
    Error::new(ErrorKind::CallMalformed { detail }, 0..0)
}

/// An answer as JSON text. Every answer can be written; the error exists for the type.
#[cfg(feature = "calls")]
pub(super) fn to_json_text<T: Serialize>(answer: &T) -> Result<String, Error> {
    serde_json::to_string(answer).map_err(|_| malformed("its answer cannot be written".to_owned()))
}
