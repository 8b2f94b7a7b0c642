//! Decodes the API's envelope.
//!
//! Decoding is strict where that protects: a duplicate key, text after the end, a missing result and a partial list are
//! errors, each with a code, a byte position and a JSON pointer. Only `success`, `result`, ids, CIDRs and services
//! decide. No other field can cause an error; its value is kept unchanged.

mod binding_list;
mod decode;
mod decode_field;
mod decode_magic_route;
mod decode_message;
mod encode;
mod payload;
mod result_info;
mod snapshot;

pub use binding_list::{LazyBindingList, ListFormat, read_list};
pub use payload::Payload;
pub use snapshot::{PrefixSnapshot, Snapshot, SnapshotList, read_snapshot};
pub(crate) use snapshot::{is_snapshot, read_binding_lists as snapshot_bindings};

use crate::error::{Error, ErrorKind};
use crate::json::{JsonReader, OnElement, ReadLimits};
use crate::operation::Operation;
use crate::resource::{ApiMessage, Extra};
use decode_field::UnknownFields;

/// An answer of the API, a success or a failure.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Envelope<T> {
    /// `success: true` and a result.
    Success {
        /// The result of the operation.
        result: T,
        /// No answer with errors here has been seen.
        errors: Vec<ApiMessage>,
        /// Messages in addition to the result.
        messages: Vec<ApiMessage>,
        /// `result_info` and other fields of the top level.
        extra: Extra,
    },
    /// `success: false`: the API understood the request and refused it.
    Failure {
        /// Why.
        errors: Vec<ApiMessage>,
        /// Messages in addition to the errors.
        messages: Vec<ApiMessage>,
        /// Other fields of the top level.
        extra: Extra,
    },
}

/// Decodes the answer of `operation`. O(n) in the bytes, n log n in the keys of one object.
///
/// # Errors
///
/// `json-…` where the bytes are not JSON, `envelope-…` where they are not an envelope of this operation, and the codes
/// of [`crate::Cidr::parse`] for a CIDR; each with byte position and JSON pointer.
pub fn read(operation: Operation, bytes: &[u8], limits: ReadLimits) -> Result<Envelope<Payload>, Error> {
    let mut payload = Payload::Nothing;
    let frame = read_frame(bytes, limits, operation.has_result(), &mut |reader| {
        payload = Payload::read(operation.result(), reader)?;
        Ok(())
    })?;
    let DecodedEnvelope { success, errors, messages, extra } = frame;
    Ok(if success {
        Envelope::Success { result: payload, errors, messages, extra }
    } else {
        Envelope::Failure { errors, messages, extra }
    })
}

/// An envelope without its result.
struct DecodedEnvelope {
    success: bool,
    errors: Vec<ApiMessage>,
    messages: Vec<ApiMessage>,
    extra: Extra,
}

/// Decodes an envelope whose result `payload` reads. After a failure, ignore what `payload` has read.
fn read_frame<'a>(
    bytes: &'a [u8],
    limits: ReadLimits,
    has_result: bool,
    payload: OnElement<'_, 'a>,
) -> Result<DecodedEnvelope, Error> {
    let mut reader = JsonReader::new(bytes, limits)?;
    let (mut success, mut errors, mut messages) = (None, Vec::new(), Vec::new());
    let mut result: Option<Result<(), Error>> = None;
    let (mut list, mut info) = (None, None);
    let mut unknown = UnknownFields::default();
    let start = reader.at();
    let top = reader.object(&mut |reader, key| {
        match key {
            "success" => success = Some(reader.boolean()?),
            "errors" => errors = decode_message::messages(reader)?,
            "messages" => messages = decode_message::messages(reader)?,
            "result_info" => {
                reader.kind()?;
                let start = reader.at();
                unknown.keep(reader, key)?;
                info = Some(start..reader.at());
            }
            "result" if has_result => {
                if !reader.null()? {
                    reader.kind()?;
                    let start = reader.at();
                    // A failure may have any result: only `success` decides whether an invalid one matters.
                    let before = *reader;
                    let read = payload(reader);
                    if read.is_err() {
                        *reader = before;
                        reader.skip()?;
                    }
                    result = Some(read.map_err(|e| e.within(key)));
                    list = Some(start..reader.at());
                }
            }
            _ => unknown.keep(reader, key)?,
        }
        Ok(())
    });
    top.map_err(Error::in_json)?;
    let whole = start..reader.at();
    reader.end()?;
    let Some(success) = success else {
        let kind = ErrorKind::EnvelopeFieldMissing { field: "success" };
        return Err(Error::new(kind, whole).in_json());
    };
    if success {
        match result {
            Some(result) => result?,
            None if has_result => return Err(Error::new(ErrorKind::EnvelopeResultMissing, whole).in_json()),
            None => {}
        }
        if let (Some(list), Some(info)) = (list, info) {
            result_info::refuse_partial(bytes, list, info)?;
        }
    } else if errors.is_empty() {
        errors = decode_message::messages_outside_errors(&unknown);
    }
    Ok(DecodedEnvelope { success, errors, messages, extra: unknown.into_extra() })
}

/// Decodes an envelope for its result; a failure is an error.
pub(crate) fn read_success<'a>(
    bytes: &'a [u8],
    limits: ReadLimits,
    payload: OnElement<'_, 'a>,
) -> Result<(), Error> {
    let frame = read_frame(bytes, limits, true, payload)?;
    if frame.success {
        return Ok(());
    }
    let mut first = String::new();
    frame.errors.first().into_iter().for_each(|error| decode_message::push_message_text(&mut first, error));
    Err(Error::new(ErrorKind::EnvelopeRefused { first }, 0..bytes.len()).in_json())
}
