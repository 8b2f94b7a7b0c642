//! The calls about plans, for the build of the planner.

use super::calls::{reserve_memory, to_json_text};
use crate::call::CheckedPlanCall;
use wasm_bindgen::JsValue;
use wasm_bindgen::prelude::wasm_bindgen;

/// Bytes of memory that a plan takes for each byte of its call, about.
const NEEDED: usize = 10;

/// Answers a call about a plan, UTF-8 JSON with JSON text; see `call/check_services.rs` and `call/plan.rs` for the
/// form.
///
/// # Errors
///
/// Those of the call.
#[wasm_bindgen(js_name = planCall)]
pub fn plan_call(call: &[u8]) -> Result<String, JsValue> {
    reserve_memory(NEEDED, call);
    Ok(to_json_text(&CheckedPlanCall::from_json(call)?.answer()?)?)
}
