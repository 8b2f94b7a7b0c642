//! What a field or a column of a list is for: a list is read whole, or what is not read is named.

use super::TargetFormat;

/// What is done with a field.
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
    /// It says nothing of addresses and services.
    Note,
    /// It could: it is refused.
    Unknown,
}

/// Names of notes, and of what the API, this package and its command say of a binding beside the rest.
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
    /// The field of a name as JSON has it, or of a column in lower case.
    pub(super) fn named(name: &str) -> Self {
        if let Some(written) = TargetFormat::named(name) {
            return Self::Target(written);
        }
        let plain: String = name.chars().filter(char::is_ascii_alphanumeric).collect();
        match plain.to_ascii_lowercase().as_str() {
            "serviceid" => Self::Service,
            "servicename" => Self::ServiceName,
            "id" => Self::Id,
            _ if name.starts_with(['_', '#']) => Self::Note,
            plain if NOTES.binary_search(&plain).is_ok() => Self::Note,
            _ => Self::Unknown,
        }
    }
}
