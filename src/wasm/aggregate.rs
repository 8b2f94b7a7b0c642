//! Lists of addresses and services: reading them, and aggregating them to the shortest list of bindings.

use crate::cidr::Cidr;
use crate::desired::{ListMeaning, desired_of_columns, read_desired};
use crate::json::ReadLimits;
use crate::rules::{ServiceFacts, find_service};
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
pub(super) fn reading(claims: bool) -> Option<ListMeaning> {
    claims.then_some(ListMeaning::Claims)
}

/// Services as columns, where they are known.
pub(super) fn facts(ids: Option<Vec<String>>, names: Option<Vec<String>>) -> Option<Vec<ServiceFacts>> {
    Some(ids?.into_iter().zip(names?).map(|(id, name)| ServiceFacts { id, name }).collect())
}

/// The service with an id or a name, among services as columns: its id, and its name where it is one of them.
///
/// # Errors
///
/// Those of [`find_service`].
#[wasm_bindgen(js_name = findService)]
pub fn find_service_in(ids: Vec<String>, names: Vec<String>, text: &str) -> Result<Vec<String>, JsValue> {
    let services = facts(Some(ids), Some(names)).unwrap_or_default();
    let found = find_service(&services, text)?;
    Ok(std::iter::once(found.id.into_owned()).chain(found.name.map(str::to_owned)).collect())
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
    ids: Option<Vec<String>>,
    names: Option<Vec<String>>,
) -> Result<String, JsValue> {
    let prefix = Cidr::parse(prefix)?;
    let default_only: Vec<_> = default_only.iter().map(String::as_str).collect();
    let services = facts(ids, names);
    let desired = read_desired(list, prefix, reading(claims), services.as_deref(), ReadLimits::default())?;
    Ok(desired.aggregate_to_json(prefix, default, Some(&default_only))?)
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
pub fn read_desired_list(
    prefix: &str,
    list: &[u8],
    claims: bool,
    ids: Option<Vec<String>>,
    names: Option<Vec<String>>,
) -> Result<String, JsValue> {
    let (prefix, services) = (Cidr::parse(prefix)?, facts(ids, names));
    Ok(read_desired(list, prefix, reading(claims), services.as_deref(), ReadLimits::default())?.to_json())
}
