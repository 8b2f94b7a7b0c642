//! What the planner's build has: the calls about plans.

use super::call::{text, value};
use crate::call::PlanCall;
use wasm_bindgen::JsValue;
use wasm_bindgen::prelude::wasm_bindgen;

/// Answers a call about a plan; see `call/plan.rs` for their form.
///
/// # Errors
///
/// Those of the call, as an `Error` with a code.
#[wasm_bindgen(js_name = planCall)]
#[expect(clippy::needless_pass_by_value, reason = "the boundary hands values over")]
pub fn plan_call(call: JsValue) -> Result<JsValue, JsValue> {
    Ok(value(&PlanCall::from_json(text(&call)?.as_bytes())?.answer()?)?)
}
