//! An error of the core as a JavaScript `Error` with a stable code.

use crate::error::Error;
#[cfg(feature = "planner")]
use crate::error::ErrorKind;
use js_sys::{Object, Reflect};
use wasm_bindgen::JsValue;

impl From<Error> for JsValue {
    fn from(error: Error) -> Self {
        let thrown = js_sys::Error::new(&error.to_string());
        // Setting a property of a fresh object cannot fail.
        let set = |on: &Object, key: &str, value: &JsValue| drop(Reflect::set(on, &key.into(), value));
        let at = Object::new();
        set(&at, "start", &error.at().start.into());
        set(&at, "end", &error.at().end.into());
        set(&thrown, "code", &error.kind().code().into());
        set(&thrown, "help", &error.kind().help().into());
        set(&thrown, "at", &at);
        if let Some(pointer) = error.pointer() {
            set(&thrown, "pointer", &pointer.into());
        }
        #[cfg(feature = "planner")]
        if let ErrorKind::Refused(refusal) = error.kind()
            && let Ok(findings) = serde_wasm_bindgen::to_value(&refusal.findings)
        {
            set(&thrown, "findings", &findings);
        }
        thrown.into()
    }
}
