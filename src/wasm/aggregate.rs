//! Lists of addresses and services: reading them, and aggregating them to the shortest list of bindings.

use crate::cidr::Cidr;
use crate::desired::{ListMeaning, desired_of_columns, read_desired};
use crate::json::ReadLimits;
use wasm_bindgen::JsValue;
use wasm_bindgen::prelude::wasm_bindgen;

/// The canonical text of a prefix. A separate call, so that its errors are not taken for those of a list.
///
/// # Errors
///
/// Those of [`Cidr::parse`].
#[wasm_bindgen(js_name = prefixText)]
pub fn prefix_text(prefix: &str) -> Result<String, JsValue> {
    Ok(Cidr::parse(prefix)?.to_string())
}

/// Claims where the caller asks for them.
fn reading(claims: bool) -> Option<ListMeaning> {
    claims.then_some(ListMeaning::Claims)
}

/// The shortest list of bindings for a list of addresses and services, JSON or CSV; the answer is JSON text in
/// camelCase.
///
/// # Errors
///
/// Those of [`read_desired`] and [`Desired::aggregate_to_json`](crate::Desired::aggregate_to_json).
#[wasm_bindgen(js_name = aggregate)]
#[expect(clippy::needless_pass_by_value, reason = "the boundary passes lists by value")]
pub fn aggregate(
    prefix: &str,
    default: &str,
    default_only: Vec<String>,
    list: &[u8],
    claims: bool,
) -> Result<String, JsValue> {
    let prefix = Cidr::parse(prefix)?;
    let default_only: Vec<_> = default_only.iter().map(String::as_str).collect();
    Ok(read_desired(list, prefix, reading(claims), ReadLimits::default())?.aggregate_to_json(
        prefix,
        default,
        Some(&default_only),
    )?)
}

/// The same for claims as columns: addresses, one on each line, and for each of them the index of its service in a
/// list.
///
/// # Errors
///
/// Those of [`aggregate`], with pointers into `[{ addresses, serviceId }]`.
#[wasm_bindgen(js_name = aggregateColumns)]
#[expect(clippy::needless_pass_by_value, reason = "the boundary passes lists by value")]
pub fn aggregate_columns(
    prefix: &str,
    default: &str,
    default_only: Vec<String>,
    addresses: &str,
    services: Vec<String>,
    of: &[u32],
    claims: bool,
) -> Result<String, JsValue> {
    let prefix = Cidr::parse(prefix)?;
    let default_only: Vec<_> = default_only.iter().map(String::as_str).collect();
    let desired = desired_of_columns(addresses, &services, of, reading(claims))?;
    Ok(desired.aggregate_to_json(prefix, default, Some(&default_only))?)
}

/// A list of addresses and services, JSON or CSV, as it was read; JSON text in camelCase.
///
/// # Errors
///
/// Those of the prefix and of [`read_desired`].
#[wasm_bindgen(js_name = readDesired)]
pub fn read_desired_list(prefix: &str, list: &[u8], claims: bool) -> Result<String, JsValue> {
    Ok(read_desired(list, Cidr::parse(prefix)?, reading(claims), ReadLimits::default())?.to_json())
}
