//! A binding reduced to what a look-up needs.

use super::Progress;
use crate::cidr::Cidr;

/// What a look-up needs of one binding.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct BindingRow {
    /// The addresses.
    pub cidr: Cidr,
    /// False for a regional binding, which owns nothing.
    pub has_service: bool,
    /// The progress of its roll-out.
    pub progress: Progress,
    /// First byte of the binding in the text of its list, and the byte after the last.
    pub(crate) start: usize,
    pub(crate) end: usize,
}

impl BindingRow {
    /// A row without a text, for tables that are built from columns.
    #[must_use]
    pub const fn new(cidr: Cidr, has_service: bool, progress: Progress) -> Self {
        Self { cidr, has_service, progress, start: 0, end: 0 }
    }
}
