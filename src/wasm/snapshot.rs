//! Snapshots: JSON text in, JSON text out.

use crate::call::SnapshotCall;
use crate::envelope::read_snapshot;
use crate::json::ReadLimits;
use wasm_bindgen::JsValue;
use wasm_bindgen::prelude::wasm_bindgen;

/// Reads a snapshot and writes it again: canonically, or with the names that JavaScript uses.
///
/// # Errors
///
/// Those of [`read_snapshot`].
#[wasm_bindgen(js_name = snapshotText)]
pub fn snapshot_text(json: &[u8], camel: bool) -> Result<String, JsValue> {
    let snapshot = read_snapshot(json, ReadLimits::default())?;
    Ok(if camel { snapshot.to_camel_json() } else { snapshot.to_json() })
}

/// Answers a call about two snapshots; see `call/snapshot.rs` for the form. An empty `now` is an unknown present state.
///
/// # Errors
///
/// Those of the call.
#[wasm_bindgen(js_name = snapshotCall)]
pub fn snapshot_call(call: &[u8], before: &[u8], now: &[u8]) -> Result<String, JsValue> {
    let now = Some(now).filter(|now| !now.is_empty());
    Ok(SnapshotCall::from_json(call)?.answer(before, now)?)
}
