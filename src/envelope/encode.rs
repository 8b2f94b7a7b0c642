//! Envelopes as JSON text in camelCase, for JavaScript.

use super::{Envelope, Payload};
use crate::json::writer::JsonWriter;
use crate::resource::to_json::WriteJson;

impl WriteJson for Payload {
    fn write_json(&self, w: &mut JsonWriter) {
        match self {
            Self::Services(all) => all.write_json(w),
            Self::Prefixes(all) => all.write_json(w),
            Self::Prefix(one) => one.write_json(w),
            Self::Bindings(all) => all.write_json(w),
            Self::Binding(one) => one.write_json(w),
            Self::BgpPrefixes(all) => all.write_json(w),
            Self::BgpPrefix(one) => one.write_json(w),
            Self::Delegations(all) => all.write_json(w),
            Self::Delegation(one) => one.write_json(w),
            Self::MagicRoutes(all) => all.write_json(w),
            Self::Nothing => w.raw("null"),
        }
    }
}

impl Envelope<Payload> {
    /// The envelope as JSON text: `success`, `result`, `errors`, `messages`, `extra`.
    #[must_use]
    pub fn to_json(&self) -> String {
        let mut w = JsonWriter::default();
        w.object(|w| {
            let (success, result, errors, messages, unknown) = match self {
                Self::Success { result, errors, messages, extra } => {
                    (true, Some(result), errors, messages, extra)
                }
                Self::Failure { errors, messages, extra } => (false, None, errors, messages, extra),
            };
            success.write_json(w.key("success"));
            if let Some(result) = result {
                result.write_json(w.key("result"));
            }
            errors.write_json(w.key("errors"));
            messages.write_json(w.key("messages"));
            w.extra(unknown);
        });
        w.finish()
    }
}
