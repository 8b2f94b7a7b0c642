//! The texts of an error: its code, what is wrong, and the cure.

use super::{CharacterHint, ErrorKind};
#[cfg(feature = "calls")]
use crate::fmt::push_escaped;
use crate::fmt::{push_digits, push_quoted};
use alloc::string::String;
use core::fmt;

impl ErrorKind {
    /// Every code, in the order of the variants. Append only.
    pub const CODES: [&str; 72] = [
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
        "desired-conflict",
        "desired-field-unknown",
        "desired-service-null",
        "service-name-conflict",
        "ipv4-mapped-inside",
        "desired-regional",
        "list-partial",
    ];

    /// The stable code: match on this, never on the message.
    #[must_use]
    pub fn code(&self) -> &'static str {
        match self {
            #[cfg(feature = "planner")]
            Self::Refused(refusal) => refusal.code,
            _ => self.template().code,
        }
    }

    /// What to do where no text is known that would be accepted, as one line; [`Error::help`](super::Error::help) has that text.
    #[must_use]
    pub fn help(&self) -> String {
        fill_template(self.template().help, self.help_values())
    }

    /// The cure, as one line: the text that would be accepted, where it is known.
    pub(super) fn help_with(&self, cure: Option<&str>) -> String {
        let Some(cure) = cure else { return self.help() };
        let words = match self {
            Self::HostBitsSet { .. } => "did you mean {}?",
            Self::OctetLeadingZero { .. } => "write {}, if decimal is meant",
            Self::Ipv4Mapped => "write the IPv4 form, {}",
            _ => "write {}",
        };
        fill_template(words, [TemplateValue::Untrusted(cure), TemplateValue::Nothing])
    }

    /// What is wrong, as one line.
    pub(crate) fn message(&self) -> String {
        fill_template(self.template().message, self.values())
    }

    /// What stands in the places of the message.
    fn values(&self) -> [TemplateValue<'_>; 2] {
        use TemplateValue::{Character, Nothing, Number, Own, Untrusted};
        match self {
            Self::TextTooLong { length: one, max: two }
            | Self::JsonTooLarge { size: one, max: two }
            | Self::PackedLength { length: one, unit: two } => [Number(*one), Number(*two)],
            Self::UnexpectedCharacter { found, what: CharacterHint::LookAlike(like) } => {
                [Character(*found), Character(*like)]
            }
            Self::UnexpectedCharacter { found, .. } | Self::JsonUnexpectedCharacter { found, .. } => {
                [Character(*found), Nothing]
            }
            Self::OctetCount { found: number }
            | Self::GroupCount { found: number, .. }
            | Self::JsonTooDeep { max: number }
            | Self::TableTooLarge { max: number } => [Number(*number), Nothing],
            Self::LengthTooLong { max } => [Number(usize::from(*max)), Nothing],
            Self::OctetLeadingZero { octet: text }
            | Self::OctetTooLarge { octet: text }
            | Self::GroupTooLong { group: text }
            | Self::HostBitsSet { text, .. }
            | Self::JsonNotJson { start: text }
            | Self::JsonDuplicateKey { key: text }
            | Self::EnvelopeRefused { first: text } => [Untrusted(text), Nothing],
            Self::EnvelopeFieldMissing { field } => [Own(field), Nothing],
            Self::EnvelopeWrongType { expected, found } => [Own(expected), Own(found)],
            Self::EnvelopeBadValue { expected, found } => [Own(expected), Untrusted(found)],
            Self::ListPartial { entries, says } => [Number(*entries), Own(says)],
            #[cfg(feature = "planner")]
            Self::DesiredTargetCount { found } => [Number(*found), Nothing],
            #[cfg(feature = "planner")]
            Self::DesiredConflict { cidr, services } => [Own(cidr), TemplateValue::Mixed(services)],
            #[cfg(feature = "planner")]
            Self::DesiredFieldUnknown { field } => [Untrusted(field), Nothing],
            #[cfg(feature = "planner")]
            Self::ServiceNameConflict { service, found, .. } => [Untrusted(service), Untrusted(found)],
            #[cfg(feature = "planner")]
            Self::ClaimDefaultOnly { service } => [Untrusted(service), Nothing],
            #[cfg(feature = "calls")]
            Self::IdEmpty { name } => [Own(name), Nothing],
            #[cfg(feature = "planner")]
            Self::CsvColumnMissing { column } => [Own(column), Nothing],
            #[cfg(feature = "planner")]
            Self::ClaimOutsidePrefix { claim: text, .. } => [Own(text), Nothing],
            #[cfg(feature = "calls")]
            Self::SnapshotPrefixMissing { prefix: text } => [Own(text), Nothing],
            #[cfg(feature = "calls")]
            Self::IdTooLong { name, max } => [Own(name), Number(*max)],
            #[cfg(feature = "calls")]
            Self::IdBadCharacter { name, found } => [Own(name), Character(*found)],
            #[cfg(feature = "calls")]
            Self::CallMalformed { detail } => [TemplateValue::Mixed(detail), Nothing],
            #[cfg(feature = "planner")]
            Self::ClaimOtherFamily { family, prefix } => [Number(usize::from(*family)), Own(prefix)],
            #[cfg(feature = "planner")]
            Self::CsvColumnCount { found: 1, expected } => [Number(*expected), Nothing],
            #[cfg(feature = "planner")]
            Self::CsvColumnCount { found, expected } => [Number(*found), Number(*expected)],
            #[cfg(feature = "planner")]
            Self::Refused(refusal) => [Own(&refusal.message), Nothing],
            _ => [Nothing, Nothing],
        }
    }

    /// What stands in the places of the cure.
    fn help_values(&self) -> [TemplateValue<'_>; 2] {
        use TemplateValue::{Nothing, Number, Own, Untrusted};
        match self {
            Self::HostBitsSet { canonical: cure, .. } => [Untrusted(cure), Nothing],
            Self::LengthIsNetmask { length: Some(length) } | Self::LengthTooLong { max: length } => {
                [Number(usize::from(*length)), Nothing]
            }
            Self::JsonUnexpectedCharacter { expected, .. } => [Own(expected), Nothing],
            Self::PackedLength { unit, .. } => [Number(*unit), Nothing],
            #[cfg(feature = "calls")]
            Self::IdEmpty { name } => [Own(name), Nothing],
            #[cfg(feature = "calls")]
            Self::IdTooLong { max, .. } => [Number(*max), Nothing],
            #[cfg(feature = "planner")]
            Self::ClaimOutsidePrefix { first, last, .. } => [Own(first), Own(last)],
            #[cfg(feature = "planner")]
            Self::ClaimAgainstDefault { service } => [Untrusted(service), Nothing],
            #[cfg(feature = "planner")]
            Self::ServiceNameConflict { known, .. } => [Untrusted(known), Nothing],
            #[cfg(feature = "planner")]
            Self::Refused(refusal) => [Own(&refusal.help), Nothing],
            _ => [Nothing, Nothing],
        }
    }
}

impl fmt::Display for ErrorKind {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.message())
    }
}

/// What stands in the place of a `{}`.
#[derive(Clone, Copy)]
enum TemplateValue<'a> {
    Nothing,
    Number(usize),
    /// Text of our own.
    Own(&'a str),
    /// Text from outside.
    Untrusted(&'a str),
    /// Text that has both in it.
    #[cfg(feature = "calls")]
    Mixed(&'a str),
    Character(char),
}

/// A text with its values in their places.
fn fill_template(text: &str, values: [TemplateValue<'_>; 2]) -> String {
    let mut parts = text.split('{');
    let mut out = String::from(parts.next().unwrap_or_default());
    for (part, value) in parts.zip(values) {
        match value {
            TemplateValue::Nothing => {}
            TemplateValue::Number(number) => push_digits(&mut out, number as u64, 10, 1),
            TemplateValue::Own(text) => out.push_str(text),
            TemplateValue::Untrusted(text) => push_quoted(&mut out, text),
            #[cfg(feature = "calls")]
            TemplateValue::Mixed(text) => push_escaped(&mut out, text),
            TemplateValue::Character(found) => push_quoted(&mut out, found.encode_utf8(&mut [0; 4])),
        }
        out.push_str(part.strip_prefix('}').unwrap_or(part));
    }
    out
}
