//! An envelope as JSON text in camelCase, for the ring around the core.

use super::{Envelope, Payload};
use crate::json::writer::Writer;
use crate::resource::to_json::{Show, extra};
use alloc::string::String;

impl Show for Payload {
    fn show(&self, w: &mut Writer) {
        match self {
            Self::Services(all) => all.show(w),
            Self::Prefixes(all) => all.show(w),
            Self::Prefix(one) => one.show(w),
            Self::Bindings(all) => all.show(w),
            Self::Binding(one) => one.show(w),
            Self::BgpPrefixes(all) => all.show(w),
            Self::BgpPrefix(one) => one.show(w),
            Self::Nothing => w.raw("null"),
        }
    }
}

impl Envelope<Payload> {
    /// The envelope as JSON text: `success`, `result`, `errors`, `messages`, `extra`.
    #[must_use]
    pub fn to_json(&self) -> String {
        let mut w = Writer::default();
        w.object(|w| {
            let (success, result, errors, messages, unknown) = match self {
                Self::Success { result, errors, messages, extra } => {
                    (true, Some(result), errors, messages, extra)
                }
                Self::Failure { errors, messages, extra } => (false, None, errors, messages, extra),
            };
            success.show(w.key("success"));
            if let Some(result) = result {
                result.show(w.key("result"));
            }
            errors.show(w.key("errors"));
            messages.show(w.key("messages"));
            extra(w, unknown);
        });
        w.finish()
    }
}
