//! What calls in JSON share: memory for a large one, their answers, and the error of a malformed one.

use crate::error::{Error, ErrorKind};
use serde::Serialize;

/// Fewer bytes are not worth it.
const LARGE: usize = 1 << 16;

/// Takes `times` the size of a large call from the host at once, for the allocator to use. The size predicts what the
/// call needs, and each growth of the memory makes the host inspect all of it. If there is not as much, memory grows on
/// demand.
pub(super) fn reserve_memory(times: usize, call: &[u8]) {
    if call.len() < LARGE {
        return;
    }
    super::ALLOCATOR.reserve(call.len().saturating_mul(times));
}

/// The error of a call that does not have the documented form.
pub(super) fn malformed(detail: String) -> Error {
    Error::new(ErrorKind::CallMalformed { detail }, 0..0)
}

/// An answer as JSON text. Every answer can be written; the error exists for the type.
pub(super) fn to_json_text<T: Serialize>(answer: &T) -> Result<String, Error> {
    serde_json::to_string(answer).map_err(|_| malformed("its answer cannot be written".to_owned()))
}
