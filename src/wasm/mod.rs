//! Every `#[wasm_bindgen]` of the project: from JavaScript to the core, and back, without a rule of its own.

mod error;
#[cfg(feature = "full")]
pub mod full;
#[cfg(feature = "planner")]
pub mod layout;
pub mod resolver;
#[cfg(feature = "planner")]
pub mod snapshot;

#[cfg(feature = "full")]
use crate::error::ErrorKind;
use wasm_bindgen::prelude::wasm_bindgen;

/// The codes of the core's errors, in order.
#[cfg(feature = "full")]
#[wasm_bindgen(js_name = errorCodes)]
#[must_use]
pub fn error_codes() -> Vec<String> {
    ErrorKind::CODES.iter().map(|code| (*code).to_owned()).collect()
}

/// The version of the crate.
#[wasm_bindgen]
#[must_use]
pub fn version() -> String {
    env!("CARGO_PKG_VERSION").to_owned()
}
