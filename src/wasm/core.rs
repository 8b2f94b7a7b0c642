//! The build that is loaded first, in addition to tables: the calls of the core, and envelopes of every operation.

use super::calls::{malformed, reserve_memory, to_json_text};
use super::resolver::JsResolver;
use crate::call::CoreCall;
use crate::envelope::read;
use crate::error::Error;
use crate::json::ReadLimits;
use crate::operation::Operation;
use crate::plan::Refusal;
use crate::rules::Rule;
use wasm_bindgen::JsValue;
use wasm_bindgen::prelude::wasm_bindgen;

/// Bytes of memory for each byte of a call, about, for the call that needs most: to lint a list.
const NEEDED: usize = 6;

/// Answers a call of the core, JSON text with JSON text; see `call/core.rs` for their form.
///
/// # Errors
///
/// Those of the call.
#[wasm_bindgen(js_name = call)]
pub fn call(call: &str) -> Result<String, JsValue> {
    reserve_memory(NEEDED, call.as_bytes());
    Ok(to_json_text(&CoreCall::from_json(call.as_bytes())?.answer()?)?)
}

#[wasm_bindgen(js_class = Resolver)]
impl JsResolver {
    /// The text of a snapshot without its bindings; see [`LazyBindingList::head`](crate::LazyBindingList::head).
    #[must_use]
    pub fn head(&self) -> Option<String> {
        self.0.list().head()
    }

    /// The positions of the bindings without a service.
    #[wasm_bindgen(js_name = withoutService)]
    #[must_use]
    pub fn without_service(&self) -> Vec<u32> {
        let rows = (0..).zip(self.0.list().rows());
        rows.filter(|(_, row)| !row.has_service).map(|(index, _)| index).collect()
    }
}

/// Decodes the answer of an operation to JSON text in camelCase.
///
/// # Errors
///
/// Those of [`read`].
#[wasm_bindgen(js_name = readEnvelope)]
pub fn read_envelope(operation: &str, bytes: &[u8]) -> Result<String, JsValue> {
    let unknown = || malformed(format!("there is no operation `{operation}`"));
    let operation = Operation::named(operation).ok_or_else(unknown)?;
    Ok(read(operation, bytes, ReadLimits::default())?.to_json())
}

/// The codes of the rules, in order.
#[wasm_bindgen(js_name = ruleCodes)]
#[must_use]
pub fn rule_codes() -> Vec<String> {
    Rule::ALL.iter().map(|rule| rule.code().to_owned()).collect()
}

/// The codes of the errors, in order.
#[wasm_bindgen(js_name = errorCodes)]
#[must_use]
pub fn error_codes() -> Vec<String> {
    Error::codes().iter().chain(&Refusal::FATAL).map(|code| (*code).to_owned()).collect()
}

/// The version of the crate.
#[wasm_bindgen]
#[must_use]
pub fn version() -> String {
    env!("CARGO_PKG_VERSION").to_owned()
}
