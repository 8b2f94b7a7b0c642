//! The message and the help of an error, with its values in their places.

use super::{CharacterHint, ErrorKind};
#[cfg(feature = "calls")]
use crate::fmt::push_escaped;
use crate::fmt::{push_digits, push_quoted};
use alloc::string::String;
use core::fmt;

impl ErrorKind {
    /// What to do, as one line; [`Error::help`](super::Error::help) also names a text that would be accepted.
    #[must_use]
    pub fn help(&self) -> String {
        fill_template(self.template().help, self.help_values())
    }

    /// What to do, as one line, with the text that would be accepted where one is known.
    pub(super) fn help_with(&self, cure: Option<&str>) -> String {
        let Some(cure) = cure else { return self.help() };
        let words = match self {
            Self::HostBitsSet { .. } => "did you mean {}?",
            Self::OctetLeadingZero { .. } => "write {} if you mean decimal",
            Self::Ipv4Mapped => "write the IPv4 form, {}",
            _ => "write {}",
        };
        fill_template(words, [TemplateValue::Untrusted(cure), TemplateValue::Nothing])
    }

    /// What is wrong, as one line.
    pub(crate) fn message(&self) -> String {
        fill_template(self.template().message, self.values())
    }

    /// The values of the message.
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
            #[cfg(feature = "calls")]
            _ => self.call_values(),
            #[cfg(not(feature = "calls"))]
            _ => [Nothing, Nothing],
        }
    }

    /// The values of the message of a kind that only the builds with calls have.
    #[cfg(feature = "calls")]
    fn call_values(&self) -> [TemplateValue<'_>; 2] {
        use TemplateValue::{Character, Mixed, Nothing, Number, Own};
        match self {
            Self::IdEmpty { name } => [Own(name), Nothing],
            Self::IdTooLong { name, max } => [Own(name), Number(*max)],
            Self::IdBadCharacter { name, found } => [Own(name), Character(*found)],
            Self::CallMalformed { detail } => [Mixed(detail), Nothing],
            Self::SnapshotPrefixMissing { prefix } => [Own(prefix), Nothing],
            #[cfg(feature = "planner")]
            _ => self.planner_values(),
            #[cfg(not(feature = "planner"))]
            _ => [Nothing, Nothing],
        }
    }

    /// The values of the message of a kind that only the planner has.
    #[cfg(feature = "planner")]
    fn planner_values(&self) -> [TemplateValue<'_>; 2] {
        use TemplateValue::{Mixed, Nothing, Number, Own, Untrusted};
        match self {
            Self::ClaimOtherFamily { family, prefix } => [Number(usize::from(*family)), Own(prefix)],
            Self::ClaimOutsidePrefix { claim, .. } => [Own(claim), Nothing],
            Self::ClaimDefaultOnly { service } => [Untrusted(service), Nothing],
            Self::DesiredTargetCount { found } => [Number(*found), Nothing],
            Self::DesiredConflict { cidr, services } => [Own(cidr), Mixed(services)],
            Self::DesiredFieldUnknown { field } => [Untrusted(field), Nothing],
            Self::ServiceNameConflict { service, found, .. } => [Untrusted(service), Untrusted(found)],
            Self::CsvColumnMissing { column } => [Own(column), Nothing],
            Self::CsvColumnCount { found: 1, expected } => [Number(*expected), Nothing],
            Self::CsvColumnCount { found, expected } => [Number(*found), Number(*expected)],
            Self::Refused(refusal) => [Own(&refusal.message), Nothing],
            _ => [Nothing, Nothing],
        }
    }

    /// The values of the help.
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

/// A value in the place of a `{}`.
#[derive(Clone, Copy)]
enum TemplateValue<'a> {
    Nothing,
    Number(usize),
    /// Text of our own.
    Own(&'a str),
    /// Text from outside, which is quoted.
    Untrusted(&'a str),
    /// Text of our own with text from outside in it, which is escaped.
    #[cfg(feature = "calls")]
    Mixed(&'a str),
    Character(char),
}

/// A template with its values.
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
