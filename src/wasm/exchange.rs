//! Calls of the API, step by step: events in as numbers and bytes, steps out as JSON text.

use crate::call::request_params;
use crate::write::{Action, Answer, Exchange, ExchangeLimits, Failure, Step, known_ids};
use wasm_bindgen::JsValue;
use wasm_bindgen::prelude::wasm_bindgen;

/// One call, until its outcome is known. Every event returns a step; see `write/encode.rs` for its form.
#[wasm_bindgen(js_name = Exchange)]
#[derive(Debug)]
pub struct JsExchange(Exchange);

#[wasm_bindgen(js_class = Exchange)]
impl JsExchange {
    /// Takes the parameters of `request` and the ids that a list had before a create, both as JSON text; times are in
    /// milliseconds.
    ///
    /// # Errors
    ///
    /// Those of [`Exchange::new`].
    #[wasm_bindgen(constructor)]
    pub fn new(
        params: &str,
        known: &str,
        retries: u32,
        looks: u32,
        look_spacing: f64,
        max_wait: f64,
    ) -> Result<Self, JsValue> {
        let limits = ExchangeLimits { retries, looks, look_spacing, max_wait, confirm: true };
        Ok(Self(Exchange::new(request_params(params)?, known_ids(known)?, limits)?))
    }

    /// The first step, and the one after a wait.
    pub fn proceed(&mut self) -> String {
        let action = self.0.proceed();
        self.step(action)
    }

    /// An answer has come. `retry_after` is in milliseconds, negative for none; `should_retry` is 1, 0, or anything
    /// else for no hint; `random` is from 0 to 1.
    pub fn answer(
        &mut self,
        status: u16,
        bytes: &[u8],
        retry_after: f64,
        should_retry: i8,
        random: f64,
    ) -> String {
        let retry_after = (retry_after >= 0.0).then_some(retry_after);
        let should_retry = matches!(should_retry, 0 | 1).then_some(should_retry == 1);
        let step = self.0.answer(&Answer { status, bytes, retry_after, should_retry }, random);
        self.0.step_to_json(&step)
    }

    /// No answer has come. `sent`: the request may have arrived. `stop`: the caller ends the call.
    pub fn failed(&mut self, sent: bool, retryable: bool, stop: bool, random: f64) -> String {
        let failure = if stop { Failure::stopped() } else { Failure::no_answer(sent, retryable) };
        let action = self.0.failed(&failure, random);
        self.step(action)
    }

    fn step(&self, action: Action) -> String {
        self.0.step_to_json(&Step { failure: None, action })
    }
}
