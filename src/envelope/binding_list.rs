//! A long list of bindings, from bytes to what a look-up needs, without an allocation for each.

use super::decode::{self, Origin};
use super::read_success;
#[cfg(feature = "calls")]
use super::snapshot;
use crate::cidr::Cidr;
use crate::error::Error;
use crate::fmt::decimal;
use crate::json::writer::Writer;
use crate::json::{Kind, Limits, Reader};
use crate::resource::to_json::Show;
use crate::resource::{Progress, SentCidr, ServiceBinding, progress};
use crate::table::Columns;
use alloc::string::String;
use alloc::vec::Vec;
use byoip_lookup::fast_binding::Row;

/// What a look-up needs of one binding.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct BindingRow {
    /// The addresses.
    pub cidr: Cidr,
    /// False for a regional binding, which owns nothing.
    pub has_service: bool,
    /// How far its roll-out is.
    pub progress: Progress,
    start: usize,
    end: usize,
}

/// A list of bindings and the text that it was read from.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct List {
    bytes: Vec<u8>,
    rows: Vec<BindingRow>,
    origin: Origin,
    /// Where it was not read from a text, blocks in place of all that.
    columns: Option<Columns>,
}

/// What a list may come in.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Form {
    /// The answer of `list-bindings` only.
    Envelope,
    /// That, or a bare array of bindings, or a snapshot, whose bindings of all prefixes are one list.
    Any,
}

impl BindingRow {
    /// A row without a text, for tables that are built from columns.
    #[must_use]
    pub const fn new(cidr: Cidr, has_service: bool, progress: Progress) -> Self {
        Self { cidr, has_service, progress, start: 0, end: 0 }
    }
}

impl List {
    fn of_text(bytes: Vec<u8>, rows: Vec<BindingRow>, origin: Origin) -> Self {
        Self { bytes, rows, origin, columns: None }
    }

    /// A list without a text: bindings of which nothing is known but the addresses.
    pub(crate) fn of_columns(columns: Columns) -> Self {
        Self { bytes: Vec::new(), rows: Vec::new(), origin: Origin::Kept, columns: Some(columns) }
    }

    /// Number of bindings.
    #[must_use]
    pub fn len(&self) -> usize {
        self.columns.as_ref().map_or(self.rows.len(), Columns::len)
    }

    /// True without bindings.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// What look-ups need of a list that was read from a text, in its order.
    #[must_use]
    pub fn rows(&self) -> &[BindingRow] {
        &self.rows
    }

    /// The whole binding at a place of the list. In a list that was made from columns, its place is the id of its service.
    #[must_use]
    pub fn binding(&self, index: usize) -> Option<ServiceBinding> {
        if let Some(columns) = &self.columns {
            return Some(ServiceBinding {
                id: String::new(),
                cidr: SentCidr { cidr: columns.cidr(index)?.ok()?, as_sent: None },
                service_id: Some(decimal(index as u64)),
                service_name: None,
                state: None,
                extra: Vec::new(),
            });
        }
        let row = self.rows.get(index)?;
        let bytes = self.bytes.get(row.start..row.end)?;
        // It was read once before, so that it reads now.
        let mut reader = Reader::new(bytes, Limits::default()).ok()?;
        decode::binding(&mut reader, self.origin).ok().map(Into::into)
    }

    /// All bindings as a JSON array in camelCase.
    #[must_use]
    pub fn to_json(&self) -> String {
        self.part_to_json(0, self.len())
    }

    /// The same of at most `count` bindings from a place on, for lists whose text would be longer than a text can be.
    #[must_use]
    pub fn part_to_json(&self, from: usize, count: usize) -> String {
        let part = from..from.saturating_add(count).min(self.len());
        let mut w = Writer::default();
        w.array(|w| part.filter_map(|i| self.binding(i)).for_each(|b| b.show(w)));
        w.finish()
    }
}

/// Reads a list of bindings.
///
/// The bindings of a bare array have the API's names or this package's camelCase, and may do without an id.
///
/// # Errors
///
/// Those of [`super::read`]; `envelope-refused` where the envelope says failure.
pub fn read_list(bytes: Vec<u8>, limits: Limits, form: Form) -> Result<List, Error> {
    let mut origin = Origin::Api;
    let mut rows = Vec::new();
    let mut reader = Reader::new(&bytes, limits)?;
    if form == Form::Any && reader.kind().map_err(Error::in_json)? == Kind::Array {
        origin = Origin::Kept;
        rows_of(&mut reader, origin, &mut rows).map_err(Error::in_json)?;
        reader.end()?;
    } else {
        #[cfg(feature = "calls")]
        if form == Form::Any && snapshot::is_one(reader) {
            snapshot::bindings(reader, None, &mut |reader, _| rows_of(reader, origin, &mut rows))?;
            return Ok(List::of_text(bytes, rows, origin));
        }
        read_success(&bytes, limits, &mut |reader| rows_of(reader, origin, &mut rows))?;
    }
    Ok(List::of_text(bytes, rows, origin))
}

fn rows_of(reader: &mut Reader<'_>, origin: Origin, rows: &mut Vec<BindingRow>) -> Result<(), Error> {
    reader.array(&mut |reader| {
        // Most rows are plain, and read in a fraction of the time; the careful reader has the say on all others.
        if let Some(row) = reader.row()
            && let Some(cidr) = Cidr::containing(row.address, row.length)
        {
            reader.pass(&row);
            let Row { has_service, progress, start, end, .. } = row;
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
