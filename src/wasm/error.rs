//! An error of the core as a JavaScript `Error` with a stable code.

use crate::error::Error;
#[cfg(feature = "calls")]
use crate::error::ErrorKind;
#[cfg(feature = "calls")]
use serde::Serialize;
use wasm_bindgen::JsValue;
use wasm_bindgen::prelude::wasm_bindgen;

// Declared here, with the few properties that are set: `js-sys` and its `Reflect` are two kilobytes more.
#[wasm_bindgen]
extern "C" {
    type Thrown;
    #[wasm_bindgen(constructor, js_class = "Error")]
    fn new(message: &str) -> Thrown;
    #[wasm_bindgen(method, setter)]
    fn set_code(this: &Thrown, code: &str);
    #[wasm_bindgen(method, setter)]
    fn set_help(this: &Thrown, help: &str);
    #[wasm_bindgen(method, setter)]
    fn set_at(this: &Thrown, at: &Place);
    #[wasm_bindgen(method, setter)]
    fn set_pointer(this: &Thrown, pointer: &str);
    #[cfg(feature = "planner")]
    #[wasm_bindgen(method, setter)]
    fn set_findings(this: &Thrown, findings: &JsValue);

    type Place;
    #[wasm_bindgen(constructor, js_class = "Object")]
    fn new() -> Place;
    #[wasm_bindgen(method, setter)]
    fn set_start(this: &Place, start: usize);
    #[wasm_bindgen(method, setter)]
    fn set_end(this: &Place, end: usize);
}

/// The error of a call that has not the form that it should have.
#[cfg(feature = "calls")]
pub(super) fn malformed(detail: String) -> Error {
    Error::new(ErrorKind::CallMalformed { detail }, 0..0)
}

/// An answer as JSON text. What cannot be written, which no answer holds, is an error of the call.
#[cfg(feature = "calls")]
pub(super) fn written<T: Serialize>(answer: &T) -> Result<String, Error> {
    serde_json::to_string(answer).map_err(|_| malformed("its answer cannot be written".to_owned()))
}

impl From<Error> for JsValue {
    fn from(error: Error) -> Self {
        let thrown = Thrown::new(&error.kind().message());
        let at = Place::new();
        at.set_start(error.at().start);
        at.set_end(error.at().end);
        thrown.set_code(error.kind().code());
        thrown.set_help(&error.kind().help());
        thrown.set_at(&at);
        if let Some(pointer) = error.pointer() {
            thrown.set_pointer(pointer);
        }
        #[cfg(feature = "planner")]
        if let ErrorKind::Refused(refusal) = error.kind()
            && let Ok(findings) = serde_wasm_bindgen::to_value(&refusal.findings)
        {
            thrown.set_findings(&findings);
        }
        thrown.into()
    }
}
