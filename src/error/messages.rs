//! Code, message and help of each kind: a table, which compiles to less than the code that would format them.

use super::{CharacterHint, ErrorKind};

/// The texts of one kind. `{}` marks the place of a value.
pub(super) struct Template {
    pub(super) message: &'static str,
    pub(super) help: &'static str,
}

/// Declares the texts of each kind, and the codes of refusals, which have texts of their own.
macro_rules! templates {
    (
        refusals: [$($refusal:literal,)*],
        $($(#[$cfg:meta])? $kind:ident $code:literal $message:literal, $help:expr;)*
    ) => {
        impl ErrorKind {
            /// Every code. Append only.
            pub const CODES: &[&str] = &[$($code,)* $($refusal,)*];

            /// The stable code: match on this, never on the message.
            #[must_use]
            pub fn code(&self) -> &'static str {
                match self {
                    $($(#[$cfg])? Self::$kind { .. } => $code,)*
                    #[cfg(feature = "planner")]
                    Self::Refused(refusal) => refusal.code,
                }
            }

            /// The texts of the kind, where its values do not decide between several.
            fn usual_template(&self) -> &'static Template {
                match self {
                    $($(#[$cfg])? Self::$kind { .. } => &Template { message: $message, help: $help },)*
                    #[cfg(feature = "planner")]
                    Self::Refused(_) => &Template { message: "{}", help: "{}" },
                }
            }
        }
    };
}

const ADDRESS_FORM: &str =
    "an address has digits and dots, or hexadecimal digits and colons; a block ends in `/` and a length";
const OCTET_FORM: &str = "write a number from 0 to 255";
const GROUPS_FORM: &str = "write eight groups separated by colons, or `::` once in place of groups of zeros";
const LENGTH_FORM: &str = "write the prefix length: 0 to 32 for IPv4, 0 to 128 for IPv6";
const CHECK_OPERATION: &str = "check that this is the answer of that operation; the API may have changed";
#[cfg(feature = "planner")]
const TARGET_FIELDS: &str = "write one of `cidr`, `host`, `range` and `target`";
#[cfg(feature = "planner")]
const CSV_LINE: &str = "write `addresses,service_id`, or a first line that names the columns";
#[cfg(feature = "planner")]
const CSV_NAMES: &str = "name one column `service_id`, and one `target`, `cidr`, `host` or `range`";

templates! {
    refusals: [
        "prefix-too-large",
        "too-many-services",
        "current-unusable",
        "regional-in-the-way",
        "desired-illegal",
        "plan-changed",
        "plan-refused",
        "desired-regional",
    ],
    TextEmpty "text-empty" "the text is empty", "write an address, or a block with its length";
    TextTooLong "text-too-long" "the text has {} bytes, over the limit of {}", "pass one address or one block";
    StrayWhitespace "stray-whitespace" "leading or trailing white space", "remove the white space";
    UnexpectedCharacter "unexpected-character" "unexpected character {}", ADDRESS_FORM;
    ZoneId "zone-id" "the address has a zone id, which names an interface of one host",
        "remove the percent sign and the zone id after it";
    Ipv4Mapped "ipv4-mapped" "an IPv4-mapped IPv6 address represents an IPv4 address", "write the IPv4 form";
    OctetCount "octet-count" "an IPv4 address has four octets, not {}",
        "write four numbers from 0 to 255, separated by dots";
    OctetEmpty "octet-empty" "an octet is empty", OCTET_FORM;
    OctetLeadingZero "octet-leading-zero" "the octet {} starts with a zero, which some software reads as octal",
        "write it in decimal, without the zero";
    OctetTooLarge "octet-too-large" "the octet {} is over 255", OCTET_FORM;
    GroupCount "group-count" "an IPv6 address has eight groups, not {}", GROUPS_FORM;
    GroupEmpty "group-empty" "the address starts or ends with a single colon",
        "write `::` in place of groups of zeros, or remove the colon";
    GroupTooLong "group-too-long" "the group {} has more than four digits",
        "write one to four hexadecimal digits in each group";
    DoubleCompression "double-compression" "`::` appears more than once",
        "write `::` once, and the other groups of zeros in full";
    LengthMissing "length-missing" "the prefix length is missing", LENGTH_FORM;
    LengthEmpty "length-empty" "there is no length after the slash", LENGTH_FORM;
    LengthLeadingZero "length-leading-zero" "the prefix length starts with a zero", "remove the zero";
    LengthNotANumber "length-not-a-number" "the prefix length is not a number", LENGTH_FORM;
    LengthIsNetmask "length-is-netmask" "there is a netmask in place of the prefix length",
        "write its prefix length, {}";
    LengthTooLong "length-too-long" "the prefix length is over {}",
        "write at most `/{}`, which is one address";
    HostBitsSet "host-bits-set" "host bits are set in {}", "did you mean {}?";
    RangeReversed "range-reversed" "the range ends before it starts", "swap the two addresses";
    RangeMixedFamilies "range-mixed-families" "the range starts in one address family and ends in the other",
        "write two IPv4 or two IPv6 addresses";
    RangeEndMissing "range-end-missing" "the range has no end",
        "write `first-last`, such as `203.0.113.16-203.0.113.23`";
    JsonEmpty "json-empty" "the input is empty",
        "fetch or save it again: an empty input does not mean that there are no bindings";
    JsonNotJson "json-not-json" "this is not JSON, it starts with {}",
        "check what answered in place of the API, such as a proxy or a login page";
    JsonTruncated "json-truncated" "the JSON ends in the middle of a value", "fetch it again: it was cut off";
    JsonUnexpectedCharacter "json-unexpected-character" "unexpected character {} in the JSON", "expected {}";
    JsonInvalidUtf8 "json-invalid-utf8" "the input is not UTF-8", "save or send it as UTF-8 (RFC 8259 section 8.1)";
    JsonInvalidNumber "json-invalid-number" "a number is not valid JSON",
        "write an optional minus, digits without leading zeros, and optionally a fraction and an exponent";
    JsonInvalidString "json-invalid-string" "a string has a raw control character or an unknown escape",
        "escape control characters as `\\u0000`; the escapes are \\\" \\\\ \\/ \\b \\f \\n \\r \\t \\u";
    JsonLoneSurrogate "json-lone-surrogate" "a string has one half of a surrogate pair",
        "write both halves of the pair, or the character itself";
    JsonDuplicateKey "json-duplicate-key" "an object has the key {} twice",
        "remove one of the two: JSON readers disagree on which one counts";
    JsonTrailingText "json-trailing-text" "there is text after the JSON value",
        "pass one JSON value and nothing after it";
    JsonTooDeep "json-too-deep" "values are nested deeper than {} levels",
        "check the input: answers of the API have only a few levels";
    JsonTooLarge "json-too-large" "the input has {} bytes, over the limit of {}",
        "split it by prefix, or leave out the fields that are not needed";
    EnvelopeFieldMissing "envelope-field-missing" "the field `{}` is missing",
        "check that this is an answer of the addressing API, and of that operation";
    EnvelopeWrongType "envelope-wrong-type" "expected {}, found {}", CHECK_OPERATION;
    EnvelopeBadValue "envelope-bad-value" "expected {}, found {}", CHECK_OPERATION;
    EnvelopeResultMissing "envelope-result-missing" "the answer reports success but has no result",
        "fetch it again: an answer without a result does not mean that there are no bindings";
    EnvelopeRefused "envelope-refused" "the API refused: {}",
        "resolve what the API reports and fetch again: a refusal does not mean that there are no bindings";
    #[cfg(feature = "calls")]
    IdEmpty "id-empty" "the {} is empty", "pass the {} that the API lists";
    #[cfg(feature = "calls")]
    IdTooLong "id-too-long" "the {} has more than {} characters",
        "pass at most {} characters; ids of the API have 32 or 36";
    #[cfg(feature = "calls")]
    IdBadCharacter "id-bad-character" "the {} has the character {}",
        "use letters, digits, `-` and `_` only, as ids of the API do";
    #[cfg(feature = "calls")]
    CallMalformed "call-malformed" "the call is malformed: {}",
        "see the types of the package for the form of each call";
    TableTooLarge "table-too-large" "a table holds at most {} bindings", "split the list by prefix";
    PackedLength "packed-length" "{} bytes are not a whole number of addresses of {} bytes",
        "pass {} bytes for each address, in network order";
    #[cfg(feature = "planner")]
    ClaimOtherFamily "claim-other-family" "an IPv{} claim cannot be inside {}",
        "list the claims of each prefix separately";
    #[cfg(feature = "planner")]
    ClaimOutsidePrefix "claim-outside-prefix" "{} is outside the prefix, or partly outside",
        "the prefix ranges from {} to {}";
    #[cfg(feature = "planner")]
    ClaimDefaultOnly "claim-default-only" "the service {} can be bound to the whole prefix only",
        "make it the default, or claim these addresses for another service";
    #[cfg(feature = "planner")]
    ClaimAgainstDefault "claim-against-default" "a prefix of one address belongs to its default service",
        "make {} the default";
    #[cfg(feature = "planner")]
    DesiredTargetCount "desired-target-count" "an entry names its addresses {} times", TARGET_FIELDS;
    #[cfg(feature = "planner")]
    DesiredServiceMissing "desired-service-missing" "an entry names no service",
        "add `service_id`, as the API lists it";
    #[cfg(feature = "planner")]
    CsvColumnCount "csv-column-count" "the line has {} columns, not {}", CSV_LINE;
    #[cfg(feature = "planner")]
    CsvColumnMissing "csv-column-missing" "the first line names no column for `{}`", CSV_NAMES;
    #[cfg(feature = "planner")]
    CsvColumnTwice "csv-column-twice" "the first line names two columns for the same purpose", CSV_NAMES;
    #[cfg(feature = "planner")]
    CsvQuote "csv-quote" "a quoted field does not end at a comma or at the end of its line",
        "close the field with a quote before the comma, and double each quote inside it";
    #[cfg(feature = "calls")]
    SnapshotPrefixMissing "snapshot-prefix-missing" "the snapshot has no prefix {}",
        "name a prefix that is in it, or take the snapshot again";
    #[cfg(feature = "planner")]
    DesiredConflict "desired-conflict" "{} is bound to two services: {}", "remove one of the two entries";
    #[cfg(feature = "planner")]
    DesiredFieldUnknown "desired-field-unknown" "the field {} is unknown, and could change what an entry means",
        "remove it, or mark it as a note with a leading underscore; write a block as `192.0.2.16/29`";
    #[cfg(feature = "planner")]
    DesiredServiceNull "desired-service-null" "an entry has null in place of a service",
        "write the service of the block, or remove the entry to leave the block without a binding";
    #[cfg(feature = "planner")]
    ServiceNameConflict "service-name-conflict" "the service {} is called {} here",
        "correct the id or the name: elsewhere the service is called {}";
    Ipv4MappedInside "ipv4-mapped-inside"
        "it starts or ends among IPv4-mapped addresses, `::ffff:0:0/96`, or needs a block that does",
        "end it before them, or start it after them";
    ListPartial "list-partial" "the list is incomplete: its length is {}, but `result_info` says {}",
        "fetch the whole list: join the `result` of all its pages into one JSON array";
}

impl ErrorKind {
    /// The texts of the kind, by its values where these decide.
    pub(super) fn template(&self) -> &'static Template {
        match self {
            Self::UnexpectedCharacter { what, .. } => unexpected_character(*what),
            Self::GroupCount { found: 8.., compressed: true } => &Template {
                message: "`::` replaces at least one group, and {} groups leave no room for it",
                help: GROUPS_FORM,
            },
            Self::LengthIsNetmask { length: None } => &Template {
                message: "there is a netmask in place of the prefix length",
                help: "write the prefix length; this netmask has gaps, so it has none",
            },
            #[cfg(feature = "planner")]
            Self::DesiredTargetCount { found: 0 } => {
                &Template { message: "an entry names no addresses", help: TARGET_FIELDS }
            }
            #[cfg(feature = "planner")]
            Self::CsvColumnCount { found: 1, .. } => {
                &Template { message: "the line has one column, not {}", help: CSV_LINE }
            }
            _ => self.usual_template(),
        }
    }
}

/// The texts of a character that an address or a block cannot have.
fn unexpected_character(hint: CharacterHint) -> &'static Template {
    match hint {
        CharacterHint::Port => {
            &Template { message: "unexpected character {}: a port follows the address", help: ADDRESS_FORM }
        }
        CharacterHint::Brackets => &Template {
            message: "unexpected character {}: addresses have no brackets here",
            help: ADDRESS_FORM,
        },
        CharacterHint::Range => &Template {
            message: "unexpected character {}: this is a range, not one address or block",
            help: ADDRESS_FORM,
        },
        CharacterHint::Block => {
            &Template { message: "unexpected character {}: an address has no length", help: ADDRESS_FORM }
        }
        CharacterHint::LookAlike(_) => {
            &Template { message: "unexpected character {}, which looks like {}", help: ADDRESS_FORM }
        }
        CharacterHint::Other => &Template { message: "unexpected character {}", help: ADDRESS_FORM },
    }
}
