//! An error of the core as the problem that JavaScript makes an error of: its code, what is wrong, the cure, and the place.

use crate::error::Error;
#[cfg(feature = "calls")]
use crate::error::ErrorKind;
#[cfg(not(feature = "planner"))]
use crate::fmt::decimal;
#[cfg(not(feature = "planner"))]
use crate::json::writer::JsonWriter;
#[cfg(feature = "planner")]
use crate::rules::Finding;
#[cfg(feature = "calls")]
use serde::Serialize;
use wasm_bindgen::JsValue;

/// The error of a call that has not the form that it should have.
#[cfg(feature = "calls")]
pub(super) fn malformed(detail: String) -> Error {
    Error::new(ErrorKind::CallMalformed { detail }, 0..0)
}

/// An answer as JSON text. What cannot be written, which no answer holds, is an error of the call.
#[cfg(feature = "calls")]
pub(super) fn to_json_text<T: Serialize>(answer: &T) -> Result<String, Error> {
    serde_json::to_string(answer).map_err(|_| malformed("its answer cannot be written".to_owned()))
}

/// As JSON text. An object made from here takes a function of JavaScript for each of its fields, and each of those some
/// twentieth of a millisecond when the wasm is started (V8 11).
#[cfg(not(feature = "planner"))]
impl From<Error> for JsValue {
    fn from(error: Error) -> Self {
        let (kind, at) = (error.kind(), error.at());
        let mut w = JsonWriter::default();
        w.object(|w| {
            w.key("code").string(kind.code());
            w.key("message").string(&kind.message());
            w.key("help").string(&error.help());
            if let Some(cure) = error.cure() {
                w.key("cure").string(cure);
            }
            w.key("at").object(|w| {
                w.key("start").raw(&decimal(at.start as u64));
                w.key("end").raw(&decimal(at.end as u64));
            });
            if let Some(pointer) = error.pointer() {
                w.key("pointer").string(pointer);
            }
        });
        Self::from_str(&w.finish())
    }
}

/// The fields of a problem, as [`Error`] has them.
#[cfg(feature = "planner")]
#[derive(Serialize)]
struct ErrorObject<'a> {
    code: &'a str,
    message: String,
    help: String,
    cure: Option<&'a str>,
    at: core::ops::Range<usize>,
    pointer: Option<&'a str>,
    findings: Option<&'a [Finding]>,
}

/// As an object. What cannot be one, which no error holds, is the message alone.
#[cfg(feature = "planner")]
impl From<Error> for JsValue {
    fn from(error: Error) -> Self {
        let kind = error.kind();
        let findings = match kind {
            ErrorKind::Refused(refusal) => Some(refusal.findings.as_slice()),
            _ => None,
        };
        let (message, help) = (kind.message(), error.help());
        let problem = ErrorObject {
            code: kind.code(),
            message,
            help,
            cure: error.cure(),
            at: error.at(),
            pointer: error.pointer(),
            findings,
        };
        serde_wasm_bindgen::to_value(&problem).unwrap_or_else(Into::into)
    }
}
