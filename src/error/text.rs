//! The stable code of each error, and its cure.

use super::{ErrorKind, Quoted};

impl ErrorKind {
    /// Every code, in the order of the variants. Append only.
    pub const CODES: [&str; 65] = [
        "text-empty",
        "text-too-long",
        "stray-whitespace",
        "unexpected-character",
        "zone-id",
        "ipv4-mapped",
        "octet-count",
        "octet-empty",
        "octet-leading-zero",
        "octet-too-large",
        "group-count",
        "group-empty",
        "group-too-long",
        "double-compression",
        "length-missing",
        "length-empty",
        "length-leading-zero",
        "length-not-a-number",
        "length-is-netmask",
        "length-too-long",
        "host-bits-set",
        "range-reversed",
        "range-mixed-families",
        "range-end-missing",
        "json-empty",
        "json-not-json",
        "json-truncated",
        "json-unexpected-character",
        "json-invalid-utf8",
        "json-invalid-number",
        "json-invalid-string",
        "json-lone-surrogate",
        "json-duplicate-key",
        "json-trailing-text",
        "json-too-deep",
        "json-too-large",
        "envelope-field-missing",
        "envelope-wrong-type",
        "envelope-bad-value",
        "envelope-result-missing",
        "envelope-refused",
        "id-empty",
        "id-too-long",
        "id-bad-character",
        "call-malformed",
        "table-too-large",
        "packed-length",
        "claim-other-family",
        "claim-outside-prefix",
        "claim-default-only",
        "claim-against-default",
        "desired-target-count",
        "desired-service-missing",
        "csv-column-count",
        "csv-column-missing",
        "csv-column-twice",
        "csv-quote",
        "snapshot-prefix-missing",
        "prefix-too-large",
        "too-many-services",
        "current-unusable",
        "regional-in-the-way",
        "desired-illegal",
        "plan-changed",
        "plan-refused",
    ];

    /// The stable code: match on this, never on the message.
    #[must_use]
    pub fn code(&self) -> &'static str {
        match self {
            Self::TextEmpty => "text-empty",
            Self::TextTooLong { .. } => "text-too-long",
            Self::StrayWhitespace { .. } => "stray-whitespace",
            Self::UnexpectedCharacter { .. } => "unexpected-character",
            Self::ZoneId { .. } => "zone-id",
            Self::Ipv4Mapped { .. } => "ipv4-mapped",
            Self::OctetCount { .. } => "octet-count",
            Self::OctetEmpty => "octet-empty",
            Self::OctetLeadingZero { .. } => "octet-leading-zero",
            Self::OctetTooLarge { .. } => "octet-too-large",
            Self::GroupCount { .. } => "group-count",
            Self::GroupEmpty => "group-empty",
            Self::GroupTooLong { .. } => "group-too-long",
            Self::DoubleCompression => "double-compression",
            Self::LengthMissing { .. } => "length-missing",
            Self::LengthEmpty => "length-empty",
            Self::LengthLeadingZero { .. } => "length-leading-zero",
            Self::LengthNotANumber => "length-not-a-number",
            Self::LengthIsNetmask { .. } => "length-is-netmask",
            Self::LengthTooLong { .. } => "length-too-long",
            Self::HostBitsSet { .. } => "host-bits-set",
            Self::RangeReversed => "range-reversed",
            Self::RangeMixedFamilies => "range-mixed-families",
            Self::RangeEndMissing => "range-end-missing",
            Self::JsonEmpty => "json-empty",
            Self::JsonNotJson { .. } => "json-not-json",
            Self::JsonTruncated => "json-truncated",
            Self::JsonUnexpectedCharacter { .. } => "json-unexpected-character",
            Self::JsonInvalidUtf8 => "json-invalid-utf8",
            Self::JsonInvalidNumber => "json-invalid-number",
            Self::JsonInvalidString => "json-invalid-string",
            Self::JsonLoneSurrogate => "json-lone-surrogate",
            Self::JsonDuplicateKey { .. } => "json-duplicate-key",
            Self::JsonTrailingText => "json-trailing-text",
            Self::JsonTooDeep { .. } => "json-too-deep",
            Self::JsonTooLarge { .. } => "json-too-large",
            Self::EnvelopeFieldMissing { .. } => "envelope-field-missing",
            Self::EnvelopeWrongType { .. } => "envelope-wrong-type",
            Self::EnvelopeBadValue { .. } => "envelope-bad-value",
            Self::EnvelopeResultMissing => "envelope-result-missing",
            Self::EnvelopeRefused { .. } => "envelope-refused",
            Self::IdEmpty { .. } => "id-empty",
            Self::IdTooLong { .. } => "id-too-long",
            Self::IdBadCharacter { .. } => "id-bad-character",
            Self::CallMalformed { .. } => "call-malformed",
            Self::TableTooLarge { .. } => "table-too-large",
            Self::PackedLength { .. } => "packed-length",
            Self::ClaimOtherFamily { .. } => "claim-other-family",
            Self::ClaimOutsidePrefix { .. } => "claim-outside-prefix",
            Self::ClaimDefaultOnly { .. } => "claim-default-only",
            Self::ClaimAgainstDefault { .. } => "claim-against-default",
            Self::DesiredTargetCount { .. } => "desired-target-count",
            Self::DesiredServiceMissing => "desired-service-missing",
            Self::CsvColumnCount { .. } => "csv-column-count",
            Self::CsvColumnMissing { .. } => "csv-column-missing",
            Self::CsvColumnTwice => "csv-column-twice",
            Self::CsvQuote => "csv-quote",
            Self::SnapshotPrefixMissing { .. } => "snapshot-prefix-missing",
            #[cfg(feature = "planner")]
            Self::Refused(refusal) => refusal.code,
        }
    }

    /// The cure, as one line.
    #[must_use]
    pub fn help(&self) -> String {
        match self {
            Self::TextEmpty => "write an address such as `192.0.2.1` or a block such as `192.0.2.0/24`".into(),
            Self::TextTooLong { .. } => "pass one address or one block, nothing else".into(),
            Self::StrayWhitespace { cure } | Self::ZoneId { cure } | Self::LengthMissing { cure } => {
                format!("write {}", Quoted(cure))
            }
            Self::UnexpectedCharacter { .. } => {
                "addresses have digits and dots, or hexadecimal digits and colons; a block ends in `/` and a length"
                    .into()
            }
            Self::Ipv4Mapped { cure } => format!("write the IPv4 form, {}", Quoted(cure)),
            Self::OctetCount { .. } => "write four numbers from 0 to 255 with dots between them".into(),
            Self::OctetEmpty => "write a number from 0 to 255 between the dots".into(),
            Self::OctetLeadingZero { cure, .. } => format!("write {}, if decimal is meant", Quoted(cure)),
            Self::OctetTooLarge { .. } => "an octet is a number from 0 to 255".into(),
            Self::GroupCount { .. } => "write eight groups with colons between them, or `::` once for groups of zeros".into(),
            Self::GroupEmpty => "write `::` for groups of zeros, or remove the colon".into(),
            Self::GroupTooLong { .. } => "a group has one to four hexadecimal digits".into(),
            Self::DoubleCompression => "write `::` once and spell the other zeros out".into(),
            Self::LengthEmpty | Self::LengthNotANumber => {
                "write the number of leading bits that are fixed: 0 to 32 for IPv4, 0 to 128 for IPv6".into()
            }
            Self::LengthLeadingZero { cure } => format!("write `/{cure}`"),
            Self::LengthIsNetmask { cure: Some(length) } => format!("write `/{length}`"),
            Self::LengthIsNetmask { cure: None } => "write a length such as `/24`; this mask has gaps and means none".into(),
            Self::LengthTooLong { max } => format!("the longest length of this family is `/{max}`, one address"),
            Self::HostBitsSet { canonical, .. } => format!("did you mean {}?", Quoted(canonical)),
            Self::RangeReversed => "swap the two addresses".into(),
            Self::RangeMixedFamilies => "write two IPv4 or two IPv6 addresses".into(),
            Self::RangeEndMissing => "write `first-last`, such as `203.0.113.16-203.0.113.23`".into(),
            Self::JsonEmpty => "an answer of the API is a JSON object; an empty one is never \"nothing is bound\"".into(),
            Self::JsonNotJson { .. } => "something between here and the API answered in its place, such as a proxy or a login page".into(),
            Self::JsonTruncated => "the answer was cut off: fetch it again".into(),
            Self::JsonUnexpectedCharacter { expected, .. } => format!("expected {expected}"),
            Self::JsonInvalidUtf8 => "JSON is UTF-8 (RFC 8259 section 8.1): save or send it as such".into(),
            Self::JsonInvalidNumber => "a JSON number is an optional minus, digits without leading zeros, a fraction and an exponent".into(),
            Self::JsonInvalidString => "escape control characters as `\\u0000`; the escapes are \\\" \\\\ \\/ \\b \\f \\n \\r \\t \\u".into(),
            Self::JsonLoneSurrogate => "write both halves of the pair, or the character itself".into(),
            Self::JsonDuplicateKey { .. } => "readers disagree on which of the two counts: remove one".into(),
            Self::JsonTrailingText => "pass one JSON value and nothing after it".into(),
            Self::JsonTooDeep { .. } => "the API nests a handful of levels; this is not one of its answers".into(),
            Self::JsonTooLarge { .. } => "raise the limit if this really is an answer of the API".into(),
            Self::EnvelopeFieldMissing { .. } => "is this an answer of the addressing API, and of the operation that was named?".into(),
            Self::EnvelopeWrongType { .. } | Self::EnvelopeBadValue { .. } => {
                "the API may have changed, or this is the answer of another operation".into()
            }
            Self::EnvelopeResultMissing => "fetch it again: an answer without a result is never \"nothing is bound\"".into(),
            Self::EnvelopeRefused { .. } => "the API answered a failure: nothing can be read from it, least of all an empty list".into(),
            Self::IdEmpty { name } => format!("pass the {name} that the API lists"),
            Self::IdTooLong { max, .. } => format!("ids of the API have 32 or 36 characters; at most {max} are accepted"),
            Self::IdBadCharacter { .. } => "ids have letters, digits, `-` and `_` only".into(),
            Self::CallMalformed { .. } => "see the types of the package for the form of each call".into(),
            Self::TableTooLarge { .. } => "split the list by prefix".into(),
            Self::PackedLength { unit, .. } => format!("pass {unit} bytes for each address, in network order"),
            Self::ClaimOtherFamily { .. } => "keep the claims of each prefix apart".into(),
            Self::ClaimOutsidePrefix { first, last, .. } => format!("the prefix goes from {first} to {last}"),
            Self::ClaimDefaultOnly { .. } => "make it the default, or claim these addresses for another service".into(),
            Self::ClaimAgainstDefault { service } => format!("make {} the default", Quoted(service)),
            Self::DesiredTargetCount { .. } => "write one of `cidr`, `host`, `range` and `target`".into(),
            Self::DesiredServiceMissing => "write `service_id`, as the API lists it; null marks a regional binding".into(),
            Self::CsvColumnCount { .. } => {
                "write `addresses,service_id`, or a first line that names the columns".into()
            }
            Self::CsvColumnMissing { .. } | Self::CsvColumnTwice => {
                "name one column `service_id`, and one `target`, `cidr`, `host` or `range`".into()
            }
            Self::CsvQuote => "close the field with a quote before the comma, and double a quote that belongs to it".into(),
            Self::SnapshotPrefixMissing { .. } => "name a prefix that is in it, or take the snapshot again".into(),
            #[cfg(feature = "planner")]
            Self::Refused(refusal) => refusal.help.clone(),
        }
    }
}
