//! Decodes a long list of bindings to rows for look-ups, without an allocation for each binding.

use super::decode::{self, FieldNaming};
use super::read_success;
use super::snapshot;
use crate::cidr::Cidr;
use crate::error::Error;
use crate::json::writer::JsonWriter;
use crate::json::{JsonReader, JsonType, ReadLimits};
use crate::resource::to_json::WriteJson;
use crate::resource::{BindingRow, SentCidr, ServiceBinding, progress};
use crate::table::BlockColumns;
use byoip_lookup::fast_binding::{FastBinding, read_binding};

/// How deep a plain binding is nested: the object, and `provisioning` inside it.
const BINDING_LEVELS: usize = 2;

/// A list of bindings with its text, from which each binding is decoded when it is needed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LazyBindingList {
    bytes: Vec<u8>,
    rows: Vec<BindingRow>,
    origin: FieldNaming,
    /// Blocks, for a list that has no text.
    columns: Option<BlockColumns>,
}

/// The formats of a list.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ListFormat {
    /// The answer of `list-bindings` only.
    Envelope,
    /// Also a bare array of bindings, or a snapshot, with the bindings of all its prefixes as one list.
    Any,
}

impl LazyBindingList {
    fn of_text(bytes: Vec<u8>, rows: Vec<BindingRow>, origin: FieldNaming) -> Self {
        Self { bytes, rows, origin, columns: None }
    }

    /// A list without a text: only the addresses of the bindings are known.
    pub(crate) fn of_columns(columns: BlockColumns) -> Self {
        Self { bytes: Vec::new(), rows: Vec::new(), origin: FieldNaming::Kept, columns: Some(columns) }
    }

    /// Number of bindings.
    #[must_use]
    pub fn len(&self) -> usize {
        self.columns.as_ref().map_or(self.rows.len(), BlockColumns::len)
    }

    /// True without bindings.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// The rows of a list that was read from a text, in its order.
    #[must_use]
    pub fn rows(&self) -> &[BindingRow] {
        &self.rows
    }

    /// The text of a snapshot with the number of bindings in place of the bindings of each prefix; `None` for any other list.
    /// O(bindings + bytes of all else).
    #[must_use]
    pub fn head(&self) -> Option<String> {
        let reader = JsonReader::new(&self.bytes, ReadLimits::default()).ok()?;
        if !snapshot::is_snapshot(reader) {
            return None;
        }
        let text =
            |from, to| str::from_utf8(self.bytes.get(from..to).unwrap_or_default()).unwrap_or_default();
        let (mut head, mut from, mut row) = (String::new(), 0, 0);
        let read = snapshot::read_binding_lists(reader, None, &mut |reader, _| {
            reader.kind()?;
            let (first, start) = (row, reader.at());
            // Between the bindings, which were read before, are commas only.
            let mut at = start + 1;
            loop {
                match self.bytes.get(at) {
                    Some(b']') | None => break,
                    Some(b'{') => {
                        at = self.rows.get(row).map_or(self.bytes.len(), |binding| binding.end);
                        row += 1;
                    }
                    Some(_) => at += 1,
                }
            }
            head.push_str(text(from, start));
            head.push_str(&(row - first).to_string());
            from = at + 1;
            reader.skip_to(from);
            Ok(())
        });
        read.ok()?;
        head.push_str(text(from, self.bytes.len()));
        Some(head.trim_start_matches('\u{feff}').to_owned())
    }

    /// The whole binding at a position of the list. In a list from columns, the position is the id of the service.
    #[must_use]
    pub fn binding(&self, index: usize) -> Option<ServiceBinding> {
        if let Some(columns) = &self.columns {
            return Some(ServiceBinding {
                id: String::new(),
                cidr: SentCidr { cidr: columns.cidr(index)?.ok()?, as_sent: None },
                service_id: Some(index.to_string()),
                service_name: None,
                state: None,
                extra: Vec::new(),
            });
        }
        let row = self.rows.get(index)?;
        let bytes = self.bytes.get(row.start..row.end)?;
        // This text was decoded before, so it decodes now.
        let mut reader = JsonReader::new(bytes, ReadLimits::default()).ok()?;
        decode::binding(&mut reader, self.origin).ok().map(Into::into)
    }

    /// All bindings as a JSON array in camelCase.
    #[must_use]
    pub fn to_json(&self) -> String {
        self.part_to_json(0, self.len())
    }

    /// At most `count` bindings from a position, for lists whose text would exceed the longest string.
    #[must_use]
    pub fn part_to_json(&self, from: usize, count: usize) -> String {
        let part = from..from.saturating_add(count).min(self.len());
        let mut w = JsonWriter::default();
        w.array(|w| part.filter_map(|i| self.binding(i)).for_each(|b| b.write_json(w)));
        w.finish()
    }
}

/// Reads a list of bindings.
///
/// The bindings of a bare array have the API's names or this package's camelCase, and need no id.
///
/// # Errors
///
/// Those of [`super::read`]; `envelope-refused` where the envelope reports a failure.
pub fn read_list(bytes: Vec<u8>, limits: ReadLimits, form: ListFormat) -> Result<LazyBindingList, Error> {
    let mut origin = FieldNaming::Api;
    let mut rows = Vec::new();
    let mut reader = JsonReader::new(&bytes, limits)?;
    if form == ListFormat::Any && reader.kind().map_err(Error::in_json)? == JsonType::Array {
        origin = FieldNaming::Kept;
        read_rows(&mut reader, origin, &mut rows).map_err(Error::in_json)?;
        reader.end()?;
    } else {
        if form == ListFormat::Any && snapshot::is_snapshot(reader) {
            snapshot::read_binding_lists(reader, None, &mut |reader, _| {
                read_rows(reader, origin, &mut rows)
            })?;
            return Ok(LazyBindingList::of_text(bytes, rows, origin));
        }
        read_success(&bytes, limits, &mut |reader| read_rows(reader, origin, &mut rows))?;
    }
    Ok(LazyBindingList::of_text(bytes, rows, origin))
}

fn read_rows(
    reader: &mut JsonReader<'_>,
    origin: FieldNaming,
    rows: &mut Vec<BindingRow>,
) -> Result<(), Error> {
    reader.array(&mut |reader| {
        // Most bindings are plain, and are read in a fraction of the time; the full decoder reads all others.
        if let Some((text, at)) = reader.ahead(BINDING_LEVELS)
            && let Some(binding) = read_binding(text, at)
            && let Some(cidr) = Cidr::containing(binding.address, binding.length)
        {
            let FastBinding { has_service, progress, start, end, .. } = binding;
            reader.skip_to(end);
            rows.push(BindingRow { cidr, has_service, progress, start, end });
            return Ok(());
        }
        let binding = decode::binding(reader, origin)?;
        rows.push(BindingRow {
            cidr: binding.cidr.cidr,
            has_service: binding.service_id.is_some(),
            progress: progress(binding.state.as_deref()),
            start: binding.at.start,
            end: binding.at.end,
        });
        Ok(())
    })
}
