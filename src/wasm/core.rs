//! What is loaded at once, beside tables: the small calls, envelopes of every operation, lists of addresses.

use super::error::malformed;
use crate::call::Call;
use crate::cidr::Cidr;
use crate::desired::{desired_of_columns, read_desired};
use crate::envelope::{Operation, read};
use crate::error::ErrorKind;
use crate::json::Limits;
use crate::rules::Rule;
use wasm_bindgen::JsValue;
use wasm_bindgen::prelude::wasm_bindgen;

/// Answers one of the small calls, JSON text with JSON text; see `call/small.rs` for their form.
///
/// # Errors
///
/// Those of the call, as an `Error` with a code.
#[wasm_bindgen(js_name = call)]
pub fn call(call: &str) -> Result<String, JsValue> {
    Ok(Call::from_json(call.as_bytes())?.answer()?.to_json())
}

/// Reads the answer of an operation and gives it back as JSON text in camelCase.
///
/// # Errors
///
/// Those of [`read`], as an `Error` with a code.
#[wasm_bindgen(js_name = readEnvelope)]
pub fn read_envelope(operation: &str, bytes: &[u8]) -> Result<String, JsValue> {
    let unknown = || malformed(format!("there is no operation `{operation}`"));
    let operation = Operation::named(operation).ok_or_else(unknown)?;
    Ok(read(operation, bytes, Limits::default())?.to_json())
}

/// The least list of bindings for a list of addresses and services, JSON or CSV; the answer is JSON text in camelCase.
///
/// # Errors
///
/// Those of [`read_desired`] and [`Desired::aggregate_to_json`](crate::Desired::aggregate_to_json), as an `Error` with
/// a code.
#[wasm_bindgen(js_name = aggregate)]
#[expect(clippy::needless_pass_by_value, reason = "the boundary hands lists over by value")]
pub fn aggregate(
    prefix: &str,
    default: &str,
    default_only: Vec<String>,
    list: &[u8],
) -> Result<String, JsValue> {
    let prefix = Cidr::parse(prefix)?;
    let default_only: Vec<_> = default_only.iter().map(String::as_str).collect();
    Ok(read_desired(list, prefix, Limits::default())?.aggregate_to_json(
        prefix,
        default,
        Some(&default_only),
    )?)
}

/// The same for claims as columns: addresses a line, and for each of them the place of its service in a list.
///
/// # Errors
///
/// As those of [`aggregate`], with pointers into `[{ addresses, serviceId }]`.
#[wasm_bindgen(js_name = aggregateColumns)]
#[expect(clippy::needless_pass_by_value, reason = "the boundary hands lists over by value")]
pub fn aggregate_columns(
    prefix: &str,
    default: &str,
    default_only: Vec<String>,
    addresses: &str,
    services: Vec<String>,
    of: &[u32],
) -> Result<String, JsValue> {
    let prefix = Cidr::parse(prefix)?;
    let default_only: Vec<_> = default_only.iter().map(String::as_str).collect();
    let desired = desired_of_columns(addresses, &services, of)?;
    Ok(desired.aggregate_to_json(prefix, default, Some(&default_only))?)
}

/// A list of addresses and services, JSON or CSV, as the bindings that it may be meant as; JSON text in camelCase.
///
/// # Errors
///
/// Those of the prefix and of [`read_desired`], as an `Error` with a code.
#[wasm_bindgen(js_name = readDesired)]
pub fn read_desired_list(prefix: &str, list: &[u8]) -> Result<String, JsValue> {
    Ok(read_desired(list, Cidr::parse(prefix)?, Limits::default())?.to_json())
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
    ErrorKind::CODES.iter().map(|code| (*code).to_owned()).collect()
}

/// The version of the crate.
#[wasm_bindgen]
#[must_use]
pub fn version() -> String {
    env!("CARGO_PKG_VERSION").to_owned()
}
