//! Every `#[wasm_bindgen]` of the project: from JavaScript to the core, and back, without a rule of its own.

mod error;
#[cfg(feature = "full")]
pub mod full;
#[cfg(feature = "planner")]
pub mod layout;
pub mod resolver;
#[cfg(feature = "planner")]
pub mod snapshot;

use crate::error::ErrorKind;
use wasm_bindgen::prelude::wasm_bindgen;

/// The codes of the core's errors, in order.
#[wasm_bindgen(js_name = errorCodes)]
#[must_use]
pub fn error_codes() -> Vec<String> {
    ErrorKind::CODES.map(str::to_owned).to_vec()
}

/// The version of the crate.
#[wasm_bindgen]
#[must_use]
pub fn version() -> String {
    env!("CARGO_PKG_VERSION").to_owned()
}
