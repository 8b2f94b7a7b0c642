//! What the planner's build has: the calls about plans.

use super::error::to_json_text;
use super::reserve_memory;
use crate::call::CheckedPlanCall;
use wasm_bindgen::JsValue;
use wasm_bindgen::prelude::wasm_bindgen;

/// Bytes that a plan takes for each byte of its call, about.
const NEEDED: usize = 10;

/// Answers a call about a plan, JSON text as UTF-8 with JSON text; see `call/check_services.rs` and `call/plan.rs` for their form.
///
/// # Errors
///
/// Those of the call, as a problem with a code.
#[wasm_bindgen(js_name = planCall)]
pub fn plan_call(call: &[u8]) -> Result<String, JsValue> {
    reserve_memory::for_call(NEEDED, call);
    Ok(to_json_text(&CheckedPlanCall::from_json(call)?.answer()?)?)
}
