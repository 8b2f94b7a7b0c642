//! The purpose of a field or a column by its name. An unknown name is an error, so that no field is ignored silently.

use super::TargetFormat;

/// The purpose of a field.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum EntryField {
    /// The addresses.
    Target(TargetFormat),
    /// The id of the service.
    Service,
    /// The name of the service.
    ServiceName,
    /// The id of a binding.
    Id,
    /// A note, without a meaning for addresses and services.
    Note,
    /// An unknown field, which is refused: it could have such a meaning.
    Unknown,
}

/// Names of notes, and of other fields that the API, this package and its command write for a binding.
const NOTES: [&str; 24] = [
    "bindingid",
    "cidrassent",
    "comment",
    "comments",
    "contact",
    "createdat",
    "description",
    "extra",
    "label",
    "labels",
    "modifiedat",
    "note",
    "notes",
    "owner",
    "prefix",
    "prefixid",
    "provisioning",
    "reason",
    "state",
    "tag",
    "tags",
    "team",
    "ticket",
    "who",
];

impl EntryField {
    /// The purpose of a JSON field, or of a column in lower case.
    pub(super) fn named(name: &str) -> Self {
        if let Some(format) = TargetFormat::named(name) {
            return Self::Target(format);
        }
        let plain: String = name.chars().filter(char::is_ascii_alphanumeric).collect();
        match plain.to_ascii_lowercase().as_str() {
            "serviceid" => Self::Service,
            "servicename" | "service" => Self::ServiceName,
            "id" => Self::Id,
            _ if name.starts_with(['_', '#']) => Self::Note,
            plain if NOTES.binary_search(&plain).is_ok() => Self::Note,
            _ => Self::Unknown,
        }
    }
}
