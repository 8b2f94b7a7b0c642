//! An error as JSON text, as it crosses the boundary.

use super::writer::JsonWriter;
use crate::error::Error;

impl Error {
    /// The error as a JSON object: `code`, `message`, `help`, `cure` where there is one, `at`, and `pointer` where
    /// the input was JSON.
    #[must_use]
    pub fn to_json(&self) -> String {
        let at = self.at();
        let mut w = JsonWriter::default();
        w.object(|w| {
            w.key("code").string(self.code());
            w.key("message").string(&self.to_string());
            w.key("help").string(&self.help());
            if let Some(cure) = self.cure() {
                w.key("cure").string(cure);
            }
            w.key("at").object(|w| {
                w.key("start").raw(&at.start.to_string());
                w.key("end").raw(&at.end.to_string());
            });
            if let Some(pointer) = self.pointer() {
                w.key("pointer").string(pointer);
            }
        });
        w.finish()
    }
}
