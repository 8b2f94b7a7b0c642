//! An error as JSON text, as it crosses the boundary.

use super::writer::JsonWriter;
use crate::error::Error;
#[cfg(feature = "planner")]
use crate::error::ErrorKind;
use crate::fmt::decimal;
use alloc::string::String;

impl Error {
    /// The error as a JSON object: `code`, `message`, `help`, `cure` where there is one, `at`, `pointer` where the
    /// input was JSON, and `findings` where it is a refusal.
    #[must_use]
    pub fn to_json(&self) -> String {
        let (kind, at) = (self.kind(), self.at());
        let mut w = JsonWriter::default();
        w.object(|w| {
            w.key("code").string(kind.code());
            w.key("message").string(&kind.message());
            w.key("help").string(&self.help());
            if let Some(cure) = self.cure() {
                w.key("cure").string(cure);
            }
            w.key("at").object(|w| {
                w.key("start").raw(&decimal(at.start as u64));
                w.key("end").raw(&decimal(at.end as u64));
            });
            if let Some(pointer) = self.pointer() {
                w.key("pointer").string(pointer);
            }
            #[cfg(feature = "planner")]
            if let ErrorKind::Refused(refusal) = kind {
                // Findings are texts and names, so writing them cannot fail.
                w.key("findings").raw(&serde_json::to_string(&refusal.findings).unwrap_or_default());
            }
        });
        w.finish()
    }
}
