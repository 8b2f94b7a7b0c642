//! What is said of each kind: a table, which is smaller than the code that would write it.

use super::{CharacterHint, ErrorKind};

/// Of one kind the code, what is wrong, and the cure; a `{}` stands for a value.
pub(super) struct Template {
    pub(super) code: &'static str,
    pub(super) message: &'static str,
    pub(super) help: &'static str,
}

macro_rules! template {
    ($code:expr, $message:expr, $help:expr $(,)?) => {
        &Template { code: $code, message: $message, help: $help }
    };
}

const API_CHANGED: &str = "the API may have changed, or this is the answer of another operation";
const LENGTHS: &str = "write the number of leading bits that are fixed: 0 to 32 for IPv4, 0 to 128 for IPv6";
#[cfg(feature = "planner")]
const CSV_NAMES: &str = "name one column `service_id`, and one `target`, `cidr`, `host` or `range`";

/// Of a character that cannot stand there.
fn unexpected(what: CharacterHint) -> &'static Template {
    const CODE: &str = "unexpected-character";
    const HELP: &str =
        "addresses have digits and dots, or hexadecimal digits and colons; a block ends in `/` and a length";
    match what {
        CharacterHint::Port => {
            template!(CODE, "unexpected character {}: a port stands behind the address", HELP)
        }
        CharacterHint::Brackets => {
            template!(CODE, "unexpected character {}: addresses have no brackets here", HELP)
        }
        CharacterHint::Range => {
            template!(CODE, "unexpected character {}: a range is no single address or block", HELP)
        }
        CharacterHint::Block => {
            template!(CODE, "unexpected character {}: an address has no length", HELP)
        }
        CharacterHint::LookAlike(_) => {
            template!(CODE, "unexpected character {}, which looks like {}", HELP)
        }
        CharacterHint::Other => template!(CODE, "unexpected character {}", HELP),
    }
}

impl ErrorKind {
    #[expect(clippy::too_many_lines, reason = "three lines for each kind")]
    pub(super) fn template(&self) -> &'static Template {
        match self {
            Self::TextEmpty => template!(
                "text-empty",
                "the text is empty",
                "write an address, or a block with its length, as is asked for here",
            ),
            Self::TextTooLong { .. } => template!(
                "text-too-long",
                "the text has {} bytes, over the limit of {}",
                "pass one address or one block, nothing else",
            ),
            Self::StrayWhitespace => {
                template!("stray-whitespace", "white space stands around the text", "remove it",)
            }
            Self::UnexpectedCharacter { what, .. } => unexpected(*what),
            Self::ZoneId => template!(
                "zone-id",
                "a zone id names an interface of one host and has no meaning here",
                "remove the percent sign and the name behind it",
            ),
            Self::Ipv4Mapped => template!(
                "ipv4-mapped",
                "an IPv4-mapped IPv6 address stands for an IPv4 one",
                "write the IPv4 form",
            ),
            Self::OctetCount { .. } => template!(
                "octet-count",
                "an IPv4 address has four octets, not {}",
                "write four numbers from 0 to 255 with dots between them",
            ),
            Self::OctetEmpty => {
                template!("octet-empty", "an octet is empty", "write a number from 0 to 255 between the dots",)
            }
            Self::OctetLeadingZero { .. } => template!(
                "octet-leading-zero",
                "the octet {} starts with a zero, which some software reads as octal",
                "write it in decimal, without the zero",
            ),
            Self::OctetTooLarge { .. } => {
                template!("octet-too-large", "the octet {} is over 255", "an octet is a number from 0 to 255",)
            }
            Self::GroupCount { found: 8.., compressed: true } => template!(
                "group-count",
                "`::` stands for one group of zeros at least, and {} groups leave no room for it",
                "write eight groups with colons between them, or `::` once for groups of zeros",
            ),
            Self::GroupCount { .. } => template!(
                "group-count",
                "an IPv6 address has eight groups, not {}",
                "write eight groups with colons between them, or `::` once for groups of zeros",
            ),
            Self::GroupEmpty => template!(
                "group-empty",
                "a single colon stands at the start or end",
                "write `::` for groups of zeros, or remove the colon",
            ),
            Self::GroupTooLong { .. } => template!(
                "group-too-long",
                "the group {} has more than four digits",
                "a group has one to four hexadecimal digits",
            ),
            Self::DoubleCompression => template!(
                "double-compression",
                "`::` stands more than once",
                "write `::` once and spell the other zeros out",
            ),
            Self::LengthMissing => template!("length-missing", "the prefix length is missing", LENGTHS,),
            Self::LengthEmpty => template!("length-empty", "nothing stands after the slash", LENGTHS,),
            Self::LengthLeadingZero => {
                template!("length-leading-zero", "the prefix length starts with a zero", "remove the zero",)
            }
            Self::LengthNotANumber => {
                template!("length-not-a-number", "the prefix length is not a number", LENGTHS,)
            }
            Self::LengthIsNetmask { length: None } => template!(
                "length-is-netmask",
                "a netmask stands where the prefix length should",
                "write a length; this mask has gaps and means none",
            ),
            Self::LengthIsNetmask { .. } => {
                template!(
                    "length-is-netmask",
                    "a netmask stands where the prefix length should",
                    "write its length, {}",
                )
            }
            Self::LengthTooLong { .. } => template!(
                "length-too-long",
                "the prefix length is over {}",
                "the longest length of this family is `/{}`, one address",
            ),
            Self::HostBitsSet { .. } => {
                template!("host-bits-set", "host bits are set in {}", "did you mean {}?",)
            }
            Self::RangeReversed => {
                template!("range-reversed", "the range ends before it starts", "swap the two addresses",)
            }
            Self::RangeMixedFamilies => template!(
                "range-mixed-families",
                "the range starts in one address family and ends in the other",
                "write two IPv4 or two IPv6 addresses",
            ),
            Self::RangeEndMissing => template!(
                "range-end-missing",
                "the range has no end",
                "write `first-last`, such as `203.0.113.16-203.0.113.23`",
            ),
            Self::JsonEmpty => template!(
                "json-empty",
                "the input is empty",
                "an answer of the API is a JSON object; an empty one is never \"nothing is bound\"",
            ),
            Self::JsonNotJson { .. } => template!(
                "json-not-json",
                "this is not JSON, it starts with {}",
                "something between here and the API answered in its place, such as a proxy or a login page",
            ),
            Self::JsonTruncated => template!(
                "json-truncated",
                "the JSON ends in the middle of a value",
                "the answer was cut off: fetch it again",
            ),
            Self::JsonUnexpectedCharacter { .. } => {
                template!("json-unexpected-character", "unexpected character {} in the JSON", "expected {}",)
            }
            Self::JsonInvalidUtf8 => template!(
                "json-invalid-utf8",
                "the input is not UTF-8",
                "JSON is UTF-8 (RFC 8259 section 8.1): save or send it as such",
            ),
            Self::JsonInvalidNumber => template!(
                "json-invalid-number",
                "a number is not written as JSON allows",
                "a JSON number is an optional minus, digits without leading zeros, a fraction and an exponent",
            ),
            Self::JsonInvalidString => template!(
                "json-invalid-string",
                "a string has a raw control character or an unknown escape",
                "escape control characters as `\\u0000`; the escapes are \\\" \\\\ \\/ \\b \\f \\n \\r \\t \\u",
            ),
            Self::JsonLoneSurrogate => template!(
                "json-lone-surrogate",
                "a string has one half of a surrogate pair",
                "write both halves of the pair, or the character itself",
            ),
            Self::JsonDuplicateKey { .. } => template!(
                "json-duplicate-key",
                "the key {} stands twice in one object",
                "readers disagree on which of the two counts: remove one",
            ),
            Self::JsonTrailingText => template!(
                "json-trailing-text",
                "something follows the JSON value",
                "pass one JSON value and nothing after it",
            ),
            Self::JsonTooDeep { .. } => template!(
                "json-too-deep",
                "values are nested deeper than {} levels",
                "the API nests a handful of levels; this is not one of its answers",
            ),
            Self::JsonTooLarge { .. } => template!(
                "json-too-large",
                "the input has {} bytes, over the limit of {}",
                "split it by prefix, or leave out the fields that are not needed",
            ),
            Self::EnvelopeFieldMissing { .. } => template!(
                "envelope-field-missing",
                "the field `{}` is missing",
                "is this an answer of the addressing API, and of the operation that was named?",
            ),
            Self::EnvelopeWrongType { .. } => {
                template!("envelope-wrong-type", "expected {}, found {}", API_CHANGED,)
            }
            Self::EnvelopeBadValue { .. } => {
                template!("envelope-bad-value", "expected {}, found {}", API_CHANGED,)
            }
            Self::EnvelopeResultMissing => template!(
                "envelope-result-missing",
                "the answer says success but has no result",
                "fetch it again: an answer without a result is never \"nothing is bound\"",
            ),
            Self::EnvelopeRefused { .. } => template!(
                "envelope-refused",
                "the API refused: {}",
                "the API answered a failure: nothing can be read from it, least of all an empty list",
            ),
            #[cfg(feature = "calls")]
            Self::IdEmpty { .. } => {
                template!("id-empty", "the {} is empty", "pass the {} that the API lists",)
            }
            #[cfg(feature = "calls")]
            Self::IdTooLong { .. } => template!(
                "id-too-long",
                "the {} has more than {} characters",
                "ids of the API have 32 or 36 characters; at most {} are accepted",
            ),
            #[cfg(feature = "calls")]
            Self::IdBadCharacter { .. } => template!(
                "id-bad-character",
                "the {} has the character {}",
                "ids have letters, digits, `-` and `_` only",
            ),
            #[cfg(feature = "calls")]
            Self::CallMalformed { .. } => template!(
                "call-malformed",
                "the call is malformed: {}",
                "see the types of the package for the form of each call",
            ),
            Self::TableTooLarge { .. } => {
                template!("table-too-large", "a table holds at most {} bindings", "split the list by prefix",)
            }
            Self::PackedLength { .. } => template!(
                "packed-length",
                "{} bytes are no whole number of addresses of {} bytes",
                "pass {} bytes for each address, in network order",
            ),
            #[cfg(feature = "planner")]
            Self::ClaimOtherFamily { .. } => template!(
                "claim-other-family",
                "an IPv{} claim cannot lie in {}",
                "keep the claims of each prefix apart",
            ),
            #[cfg(feature = "planner")]
            Self::ClaimOutsidePrefix { .. } => template!(
                "claim-outside-prefix",
                "{} lies outside the prefix, or partly so",
                "the prefix goes from {} to {}",
            ),
            #[cfg(feature = "planner")]
            Self::ClaimDefaultOnly { .. } => template!(
                "claim-default-only",
                "the service {} may be bound to nothing but the whole prefix",
                "make it the default, or claim these addresses for another service",
            ),
            #[cfg(feature = "planner")]
            Self::ClaimAgainstDefault { .. } => template!(
                "claim-against-default",
                "a prefix of a single address belongs to its default",
                "make {} the default",
            ),
            #[cfg(feature = "planner")]
            Self::DesiredTargetCount { found: 0 } => template!(
                "desired-target-count",
                "an entry names no addresses",
                "write one of `cidr`, `host`, `range` and `target`",
            ),
            #[cfg(feature = "planner")]
            Self::DesiredTargetCount { .. } => template!(
                "desired-target-count",
                "an entry names its addresses {} times",
                "write one of `cidr`, `host`, `range` and `target`",
            ),
            #[cfg(feature = "planner")]
            Self::DesiredServiceMissing => template!(
                "desired-service-missing",
                "an entry names no service",
                "write `service_id`, as the API lists it",
            ),
            #[cfg(feature = "planner")]
            Self::CsvColumnCount { found: 1, .. } => template!(
                "csv-column-count",
                "the line has one column, not {}",
                "write `addresses,service_id`, or a first line that names the columns",
            ),
            #[cfg(feature = "planner")]
            Self::CsvColumnCount { .. } => template!(
                "csv-column-count",
                "the line has {} columns, not {}",
                "write `addresses,service_id`, or a first line that names the columns",
            ),
            #[cfg(feature = "planner")]
            Self::CsvColumnMissing { .. } => {
                template!("csv-column-missing", "the first line names no column for `{}`", CSV_NAMES,)
            }
            #[cfg(feature = "planner")]
            Self::CsvColumnTwice => {
                template!("csv-column-twice", "the first line names two columns for the same", CSV_NAMES,)
            }
            #[cfg(feature = "planner")]
            Self::CsvQuote => template!(
                "csv-quote",
                "a quoted field does not end where its line or its column does",
                "close the field with a quote before the comma, and double a quote that belongs to it",
            ),
            #[cfg(feature = "calls")]
            Self::SnapshotPrefixMissing { .. } => template!(
                "snapshot-prefix-missing",
                "the snapshot has no prefix {}",
                "name a prefix that is in it, or take the snapshot again",
            ),
            #[cfg(feature = "planner")]
            Self::DesiredConflict { .. } => {
                template!(
                    "desired-conflict",
                    "{} is bound to two services: {}",
                    "remove one of the two entries",
                )
            }
            #[cfg(feature = "planner")]
            Self::DesiredFieldUnknown { .. } => template!(
                "desired-field-unknown",
                "the field {} is not known, and it could change what an entry means",
                "remove it, or start its name with an underscore, which marks a note; a block is written as `192.0.2.16/29`",
            ),
            #[cfg(feature = "planner")]
            Self::DesiredServiceNull => template!(
                "desired-service-null",
                "an entry has null in place of a service",
                "write the service that the block should have, or remove the entry to have the block without a binding",
            ),
            #[cfg(feature = "planner")]
            Self::ServiceNameConflict { .. } => template!(
                "service-name-conflict",
                "the service {} is called {} here",
                "it is known as {}: correct the id or the name",
            ),
            Self::Ipv4MappedInside => template!(
                "ipv4-mapped-inside",
                "IPv4-mapped addresses, `::ffff:0:0/96`, stand at an end of it or of a block that it needs",
                "end it before them, or begin it behind them",
            ),
            Self::ListPartial { .. } => template!(
                "list-partial",
                "the list is a part of a longer one: {} came, and `result_info` says {}",
                "get the whole list: join the `result` of all its pages into one JSON array",
            ),
            // Its texts are its own: see `Error`.
            #[cfg(feature = "planner")]
            Self::Refused(_) => template!("", "{}", "{}"),
        }
    }
}
