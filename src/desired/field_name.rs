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

/// Names of notes: those that the API, this package and its command write for a binding, and those of exports of
/// NetBox, Nautobot and phpIPAM that describe a block.
const NOTES: [&str; 71] = [
    "added",
    "addresscount",
    "asn",
    "bindingid",
    "broadcast",
    "changed",
    "children",
    "cidrassent",
    "comment",
    "comments",
    "contact",
    "created",
    "createdat",
    "customer",
    "dateadded",
    "dateallocated",
    "depth",
    "description",
    "device",
    "discover",
    "display",
    "displayurl",
    "extra",
    "family",
    "hostcheck",
    "ipversion",
    "ispool",
    "label",
    "labels",
    "lastupdated",
    "location",
    "locations",
    "markedutilized",
    "markutilized",
    "mastersubnet",
    "modifiedat",
    "naturalslug",
    "note",
    "notes",
    "notesurl",
    "objecttype",
    "owner",
    "parent",
    "pool",
    "prefixflat",
    "prefixid",
    "provisioning",
    "reason",
    "region",
    "requests",
    "rir",
    "role",
    "scope",
    "scopeid",
    "scopetype",
    "section",
    "site",
    "state",
    "status",
    "tag",
    "tags",
    "team",
    "tenant",
    "tenantgroup",
    "ticket",
    "type",
    "url",
    "utilization",
    "vlan",
    "vlandomain",
    "who",
];

/// A name without case, spaces and punctuation.
pub(super) fn plain_name(name: &str) -> String {
    name.chars().filter(char::is_ascii_alphanumeric).collect::<String>().to_ascii_lowercase()
}

/// True for the name of a note.
pub(super) fn is_note(plain: &str) -> bool {
    NOTES.binary_search(&plain).is_ok()
}

impl EntryField {
    /// The purpose of a JSON field, or of a column in lower case.
    pub(super) fn named(name: &str) -> Self {
        if let Some(format) = TargetFormat::named(name) {
            return Self::Target(format);
        }
        match plain_name(name).as_str() {
            "serviceid" => Self::Service,
            "servicename" | "service" => Self::ServiceName,
            "id" => Self::Id,
            // The prefix around the addresses.
            "prefix" => Self::Note,
            _ if name.starts_with(['_', '#']) => Self::Note,
            plain if is_note(plain) => Self::Note,
            _ => Self::Unknown,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::NOTES;

    #[test]
    fn the_names_of_notes_are_sorted_for_the_search() {
        assert!(NOTES.is_sorted());
    }
}
