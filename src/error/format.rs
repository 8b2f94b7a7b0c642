//! The texts of an error: its code, what is wrong, and the cure.

use super::{ErrorKind, Unexpected};
#[cfg(feature = "calls")]
use crate::fmt::visible;
use crate::fmt::{digits, quoted};
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
            _ => self.words().code,
        }
    }

    /// What to do where no text is known that would be accepted, as one line; [`Error::help`](super::Error::help) has that text.
    #[must_use]
    pub fn help(&self) -> String {
        filled(self.words().help, self.help_values())
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
        filled(words, [Value::Strange(cure), Value::Nothing])
    }

    /// What is wrong, as one line.
    pub(crate) fn message(&self) -> String {
        filled(self.words().message, self.values())
    }

    /// What stands in the places of the message.
    fn values(&self) -> [Value<'_>; 2] {
        use Value::{Character, Nothing, Number, Plain, Strange};
        match self {
            Self::TextTooLong { length: one, max: two }
            | Self::JsonTooLarge { size: one, max: two }
            | Self::PackedLength { length: one, unit: two } => [Number(*one), Number(*two)],
            Self::UnexpectedCharacter { found, what: Unexpected::LookAlike(like) } => {
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
            | Self::EnvelopeRefused { first: text } => [Strange(text), Nothing],
            Self::EnvelopeFieldMissing { field } => [Plain(field), Nothing],
            Self::EnvelopeWrongType { expected, found } => [Plain(expected), Plain(found)],
            Self::EnvelopeBadValue { expected, found } => [Plain(expected), Strange(found)],
            Self::ListPartial { entries, says } => [Number(*entries), Plain(says)],
            #[cfg(feature = "planner")]
            Self::DesiredTargetCount { found } => [Number(*found), Nothing],
            #[cfg(feature = "planner")]
            Self::DesiredConflict { cidr, services } => [Plain(cidr), Value::Seen(services)],
            #[cfg(feature = "planner")]
            Self::DesiredFieldUnknown { field } => [Strange(field), Nothing],
            #[cfg(feature = "planner")]
            Self::ServiceNameConflict { service, found, .. } => [Strange(service), Strange(found)],
            #[cfg(feature = "planner")]
            Self::ClaimDefaultOnly { service } => [Strange(service), Nothing],
            #[cfg(feature = "calls")]
            Self::IdEmpty { name } => [Plain(name), Nothing],
            #[cfg(feature = "planner")]
            Self::CsvColumnMissing { column } => [Plain(column), Nothing],
            #[cfg(feature = "planner")]
            Self::ClaimOutsidePrefix { claim: text, .. } => [Plain(text), Nothing],
            #[cfg(feature = "calls")]
            Self::SnapshotPrefixMissing { prefix: text } => [Plain(text), Nothing],
            #[cfg(feature = "calls")]
            Self::IdTooLong { name, max } => [Plain(name), Number(*max)],
            #[cfg(feature = "calls")]
            Self::IdBadCharacter { name, found } => [Plain(name), Character(*found)],
            #[cfg(feature = "calls")]
            Self::CallMalformed { detail } => [Value::Seen(detail), Nothing],
            #[cfg(feature = "planner")]
            Self::ClaimOtherFamily { family, prefix } => [Number(usize::from(*family)), Plain(prefix)],
            #[cfg(feature = "planner")]
            Self::CsvColumnCount { found: 1, expected } => [Number(*expected), Nothing],
            #[cfg(feature = "planner")]
            Self::CsvColumnCount { found, expected } => [Number(*found), Number(*expected)],
            #[cfg(feature = "planner")]
            Self::Refused(refusal) => [Plain(&refusal.message), Nothing],
            _ => [Nothing, Nothing],
        }
    }

    /// What stands in the places of the cure.
    fn help_values(&self) -> [Value<'_>; 2] {
        use Value::{Nothing, Number, Plain, Strange};
        match self {
            Self::HostBitsSet { canonical: cure, .. } => [Strange(cure), Nothing],
            Self::LengthIsNetmask { length: Some(length) } | Self::LengthTooLong { max: length } => {
                [Number(usize::from(*length)), Nothing]
            }
            Self::JsonUnexpectedCharacter { expected, .. } => [Plain(expected), Nothing],
            Self::PackedLength { unit, .. } => [Number(*unit), Nothing],
            #[cfg(feature = "calls")]
            Self::IdEmpty { name } => [Plain(name), Nothing],
            #[cfg(feature = "calls")]
            Self::IdTooLong { max, .. } => [Number(*max), Nothing],
            #[cfg(feature = "planner")]
            Self::ClaimOutsidePrefix { first, last, .. } => [Plain(first), Plain(last)],
            #[cfg(feature = "planner")]
            Self::ClaimAgainstDefault { service } => [Strange(service), Nothing],
            #[cfg(feature = "planner")]
            Self::ServiceNameConflict { known, .. } => [Strange(known), Nothing],
            #[cfg(feature = "planner")]
            Self::Refused(refusal) => [Plain(&refusal.help), Nothing],
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
enum Value<'a> {
    Nothing,
    Number(usize),
    /// Text of our own.
    Plain(&'a str),
    /// Text from outside.
    Strange(&'a str),
    /// Text that has both in it.
    #[cfg(feature = "calls")]
    Seen(&'a str),
    Character(char),
}

/// A text with its values in their places.
fn filled(text: &str, values: [Value<'_>; 2]) -> String {
    let mut parts = text.split('{');
    let mut out = String::from(parts.next().unwrap_or_default());
    for (part, value) in parts.zip(values) {
        match value {
            Value::Nothing => {}
            Value::Number(number) => digits(&mut out, number as u64, 10, 1),
            Value::Plain(text) => out.push_str(text),
            Value::Strange(text) => quoted(&mut out, text),
            #[cfg(feature = "calls")]
            Value::Seen(text) => visible(&mut out, text),
            Value::Character(found) => quoted(&mut out, found.encode_utf8(&mut [0; 4])),
        }
        out.push_str(part.strip_prefix('}').unwrap_or(part));
    }
    out
}
