//! Errors as JavaScript throws them: JSON text. An object created here would import a JavaScript function for each
//! field, and each import costs about a twentieth of a millisecond at the start (V8 11).

use crate::call::CallError;
use crate::error::Error;
use wasm_bindgen::JsValue;

impl From<Error> for JsValue {
    fn from(error: Error) -> Self {
        Self::from_str(&error.to_json())
    }
}

impl From<CallError> for JsValue {
    fn from(error: CallError) -> Self {
        Self::from_str(&error.to_json())
    }
}
