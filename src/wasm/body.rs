//! The body of a response, read in chunks: each is copied into the memory of the wasm once, and nowhere else.

use super::calls::malformed;
use crate::envelope::read_snapshot;
use crate::error::{Error, ErrorKind};
use crate::json::ReadLimits;
use js_sys::{Promise, Uint8Array};
use wasm_bindgen::prelude::wasm_bindgen;
use wasm_bindgen::{JsCast, JsValue};
use web_sys::{ReadableStream, ReadableStreamDefaultReader, ReadableStreamReadResult};

/// A stream of bytes and what has come of it. The host waits for the promises of [`JsBody::read`].
#[wasm_bindgen(js_name = Body)]
#[derive(Debug)]
pub struct JsBody {
    reader: ReadableStreamDefaultReader,
    bytes: Vec<u8>,
    limits: ReadLimits,
}

#[wasm_bindgen(js_class = Body)]
impl JsBody {
    /// Locks the stream.
    ///
    /// # Errors
    ///
    /// The `TypeError` of a stream that is locked, such as that of a body that was read.
    #[wasm_bindgen(constructor)]
    pub fn new(stream: &ReadableStream) -> Result<Self, JsValue> {
        let reader = ReadableStreamDefaultReader::new(stream)?;
        Ok(Self { reader, bytes: Vec::new(), limits: ReadLimits::default() })
    }

    /// Asks for the next chunk, for [`JsBody::take`].
    pub fn read(&self) -> Promise {
        self.reader.read()
    }

    /// Takes a chunk; false at the end of the stream. Once it has thrown, the body is of no use.
    ///
    /// # Errors
    ///
    /// `call-malformed` for a chunk that is not bytes, `json-too-large` as soon as there are too many.
    pub fn take(&mut self, chunk: &ReadableStreamReadResult) -> Result<bool, JsValue> {
        if chunk.get_done() == Some(true) {
            return Ok(false);
        }
        let Ok(chunk) = chunk.get_value().dyn_into::<Uint8Array>() else {
            return Err(malformed("a chunk of the body is not a Uint8Array".to_owned()).into());
        };
        let start = self.bytes.len();
        let size = start.saturating_add(chunk.length() as usize);
        if size > self.limits.max_bytes {
            let kind = ErrorKind::JsonTooLarge { size, max: self.limits.max_bytes };
            return Err(Error::new(kind, 0..0).into());
        }
        self.bytes.resize(size, 0);
        chunk.copy_to(self.bytes.get_mut(start..).unwrap_or_default());
        Ok(true)
    }

    /// Ends the stream; the rest of it is not needed.
    pub fn cancel(&self) -> Promise {
        self.reader.cancel()
    }

    /// Reads the whole as a snapshot and writes it with the names that JavaScript uses.
    ///
    /// # Errors
    ///
    /// Those of [`read_snapshot`].
    #[wasm_bindgen(js_name = snapshotText)]
    pub fn snapshot_text(self) -> Result<String, JsValue> {
        Ok(read_snapshot(&self.bytes, self.limits)?.to_camel_json())
    }
}
