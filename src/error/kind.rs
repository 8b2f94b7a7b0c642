//! What can be wrong with addresses, JSON, answers of the API, ids and calls.

use super::declare::error_kinds;
use crate::fmt::{Escaped, Quoted};
use std::fmt;

/// What an unexpected character in an address or a block indicates.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum CharacterHint {
    /// A port after an IPv4 address.
    Port,
    /// Brackets around an address, as in URLs.
    Brackets,
    /// A range from one address to another.
    Range,
    /// A block where an address is expected.
    Block,
    /// A character that looks like this one.
    LookAlike(char),
    /// Anything else.
    Other,
}

const ADDRESS_FORM: &str =
    "an address has digits and dots, or hexadecimal digits and colons; a block ends in `/` and a length";
const OCTET_FORM: &str = "write a number from 0 to 255";
const GROUPS_FORM: &str = "write eight groups separated by colons, or `::` once in place of groups of zeros";
const LENGTH_FORM: &str = "write the prefix length: 0 to 32 for IPv4, 0 to 128 for IPv6";
const CHECK_OPERATION: &str = "check that this is the answer of that operation; the API may have changed";

error_kinds! {
    /// What can be wrong with addresses, JSON, answers of the API, ids and calls.
    pub(crate) ErrorKind:
    /// The text is empty.
    TextEmpty = "text-empty",
        ("the text is empty"), ("write an address, or a block with its length");
    /// The text is longer than any address or CIDR can be.
    TextTooLong { length: usize, max: usize } = "text-too-long",
        ("the text has {length} bytes, over the limit of {max}"), ("pass one address or one block");
    /// There is white space before or after the text.
    StrayWhitespace = "stray-whitespace",
        ("leading or trailing white space"), ("remove the white space");
    /// A character that an address or a block cannot have.
    UnexpectedCharacter { found: char, what: CharacterHint } = "unexpected-character",
        ("unexpected character {}{what}", Quoted(found.encode_utf8(&mut [0; 4]))), ("{ADDRESS_FORM}");
    /// An IPv6 zone id: it names a network interface of one host and has no meaning elsewhere (RFC 4007).
    ZoneId = "zone-id",
        ("the address has a zone id, which names an interface of one host"),
        ("remove the percent sign and the zone id after it");
    /// An IPv4-mapped IPv6 address (RFC 4291 2.5.5.2): the address of an IPv4 node.
    Ipv4Mapped = "ipv4-mapped",
        ("an IPv4-mapped IPv6 address represents an IPv4 address"), ("write the IPv4 form");
    /// An IPv4 address does not have four octets.
    OctetCount { found: usize } = "octet-count",
        ("an IPv4 address has four octets, not {found}"),
        ("write four numbers from 0 to 255, separated by dots");
    /// There is nothing between two dots.
    OctetEmpty = "octet-empty",
        ("an octet is empty"), ("{OCTET_FORM}");
    /// An octet starts with a zero, which some software reads as octal.
    OctetLeadingZero { octet: String } = "octet-leading-zero",
        ("the octet {} starts with a zero, which some software reads as octal", Quoted(octet)),
        ("write it in decimal, without the zero");
    /// An octet is over 255.
    OctetTooLarge { octet: String } = "octet-too-large",
        ("the octet {} is over 255", Quoted(octet)), ("{OCTET_FORM}");
    /// An IPv6 address does not have eight groups, or its `::` has no group to replace.
    GroupCount { found: usize, compressed: bool } = "group-count",
        ("{}", groups(*found, *compressed)), ("{GROUPS_FORM}");
    /// An IPv6 address starts or ends with a single colon.
    GroupEmpty = "group-empty",
        ("the address starts or ends with a single colon"),
        ("write `::` in place of groups of zeros, or remove the colon");
    /// A group of an IPv6 address has more than four hexadecimal digits.
    GroupTooLong { group: String } = "group-too-long",
        ("the group {} has more than four digits", Quoted(group)),
        ("write one to four hexadecimal digits in each group");
    /// `::` appears twice, so that the number of zeros in each is ambiguous.
    DoubleCompression = "double-compression",
        ("`::` appears more than once"), ("write `::` once, and the other groups of zeros in full");
    /// A CIDR has no `/length`.
    LengthMissing = "length-missing",
        ("the prefix length is missing"), ("{LENGTH_FORM}");
    /// There is nothing after the slash.
    LengthEmpty = "length-empty",
        ("there is no length after the slash"), ("{LENGTH_FORM}");
    /// The length starts with a zero.
    LengthLeadingZero = "length-leading-zero",
        ("the prefix length starts with a zero"), ("remove the zero");
    /// The length is not a number.
    LengthNotANumber = "length-not-a-number",
        ("the prefix length is not a number"), ("{LENGTH_FORM}");
    /// There is a netmask in place of the length.
    LengthIsNetmask { length: Option<u8> } = "length-is-netmask",
        ("there is a netmask in place of the prefix length"), ("{}", length_of_netmask(*length));
    /// The length is over 32 for IPv4, or over 128 for IPv6.
    LengthTooLong { max: u8 } = "length-too-long",
        ("the prefix length is over {max}"), ("write at most `/{max}`, which is one address");
    /// Bits after the length are not zero.
    HostBitsSet { text: String, canonical: String } = "host-bits-set",
        ("host bits are set in {}", Quoted(text)), ("did you mean {}?", Quoted(canonical));
    /// A range ends before it starts.
    RangeReversed = "range-reversed",
        ("the range ends before it starts"), ("swap the two addresses");
    /// A range starts in one address family and ends in the other.
    RangeMixedFamilies = "range-mixed-families",
        ("the range starts in one address family and ends in the other"),
        ("write two IPv4 or two IPv6 addresses");
    /// A range has no end.
    RangeEndMissing = "range-end-missing",
        ("the range has no end"), ("write `first-last`, such as `203.0.113.16-203.0.113.23`");
    /// The input is empty.
    JsonEmpty = "json-empty",
        ("the input is empty"),
        ("fetch or save it again: an empty input does not mean that there are no bindings");
    /// The input is not JSON but, for example, an HTML page.
    JsonNotJson { start: String } = "json-not-json",
        ("this is not JSON, it starts with {}", Quoted(start)),
        ("check what answered in place of the API, such as a proxy or a login page");
    /// The input ends in the middle of a value.
    JsonTruncated = "json-truncated",
        ("the JSON ends in the middle of a value"), ("fetch it again: it was cut off");
    /// A character that JSON does not allow here.
    JsonUnexpectedCharacter { found: char, expected: &'static str } = "json-unexpected-character",
        ("unexpected character {} in the JSON", Quoted(found.encode_utf8(&mut [0; 4]))),
        ("expected {expected}");
    /// The input is not UTF-8.
    JsonInvalidUtf8 = "json-invalid-utf8",
        ("the input is not UTF-8"), ("save or send it as UTF-8 (RFC 8259 section 8.1)");
    /// A number that JSON does not allow.
    JsonInvalidNumber = "json-invalid-number",
        ("a number is not valid JSON"),
        ("write an optional minus, digits without leading zeros, and optionally a fraction and an exponent");
    /// A string with a raw control character or an unknown escape.
    JsonInvalidString = "json-invalid-string",
        ("a string has a raw control character or an unknown escape"),
        ("escape control characters as `\\u0000`; the escapes are \\\" \\\\ \\/ \\b \\f \\n \\r \\t \\u");
    /// A `\u` escape is one half of a surrogate pair.
    JsonLoneSurrogate = "json-lone-surrogate",
        ("a string has one half of a surrogate pair"),
        ("write both halves of the pair, or the character itself");
    /// An object has the same key twice.
    JsonDuplicateKey { key: String } = "json-duplicate-key",
        ("an object has the key {} twice", Quoted(key)),
        ("remove one of the two: JSON readers disagree on which one counts");
    /// There is text after the value.
    JsonTrailingText = "json-trailing-text",
        ("there is text after the JSON value"), ("pass one JSON value and nothing after it");
    /// Values are nested deeper than the limit.
    JsonTooDeep { max: usize } = "json-too-deep",
        ("values are nested deeper than {max} levels"),
        ("check the input: answers of the API have only a few levels");
    /// The input is larger than the limit.
    JsonTooLarge { size: usize, max: usize } = "json-too-large",
        ("the input has {size} bytes, over the limit of {max}"),
        ("split it by prefix, or leave out the fields that are not needed");
    /// A field is missing.
    EnvelopeFieldMissing { field: &'static str } = "envelope-field-missing",
        ("the field `{field}` is missing"),
        ("check that this is an answer of the addressing API, and of that operation");
    /// A value has another JSON type than the API documents.
    EnvelopeWrongType { expected: &'static str, found: &'static str } = "envelope-wrong-type",
        ("expected {expected}, found {found}"), ("{CHECK_OPERATION}");
    /// A value has the right type but is not valid, such as an impossible date.
    EnvelopeBadValue { expected: &'static str, found: String } = "envelope-bad-value",
        ("expected {expected}, found {}", Quoted(found)), ("{CHECK_OPERATION}");
    /// A success envelope has no result, or null. This is never read as an empty list.
    EnvelopeResultMissing = "envelope-result-missing",
        ("the answer reports success but has no result"),
        ("fetch it again: an answer without a result does not mean that there are no bindings");
    /// A well-formed envelope reports a failure, and the caller needs a success.
    EnvelopeRefused { first: String } = "envelope-refused",
        ("the API refused: {}", Quoted(first)),
        ("resolve what the API reports and fetch again: a refusal does not mean that there are no bindings");
    /// An id is empty.
    IdEmpty { name: &'static str } = "id-empty",
        ("the {name} is empty"), ("pass the {name} that the API lists");
    /// An id is longer than any id of the API.
    IdTooLong { name: &'static str, max: usize } = "id-too-long",
        ("the {name} has more than {max} characters"),
        ("pass at most {max} characters; ids of the API have 32 or 36");
    /// An id has a character that could change the path that it becomes a part of.
    IdBadCharacter { name: &'static str, found: char } = "id-bad-character",
        ("the {name} has the character {}", Quoted(found.encode_utf8(&mut [0; 4]))),
        ("use letters, digits, `-` and `_` only, as ids of the API do");
    /// A call across the boundary does not have the documented form.
    CallMalformed { detail: String } = "call-malformed",
        ("the call is malformed: {}", Escaped(detail)),
        ("see the types of the package for the form of each call");
    /// More bindings than a table can hold.
    TableTooLarge { max: usize } = "table-too-large",
        ("a table holds at most {max} bindings"), ("split the list by prefix");
    /// The length of packed addresses is not a multiple of the size of one.
    PackedLength { length: usize, unit: usize } = "packed-length",
        ("{length} bytes are not a whole number of addresses of {unit} bytes"),
        ("pass {unit} bytes for each address, in network order");
    /// A snapshot has no prefix with this CIDR.
    SnapshotPrefixMissing { prefix: String } = "snapshot-prefix-missing",
        ("the snapshot has no prefix {prefix}"), ("name a prefix that is in it, or take the snapshot again");
    /// A block or a range of IPv6 that cannot be written without IPv4-mapped addresses.
    Ipv4MappedInside = "ipv4-mapped-inside",
        ("it starts or ends among IPv4-mapped addresses, `::ffff:0:0/96`, or needs a block that does"),
        ("end it before them, or start it after them");
    /// A list that reports that there are more entries.
    ListPartial { entries: usize, says: String } = "list-partial",
        ("the list is incomplete: its length is {entries}, but `result_info` says {says}"),
        ("fetch the whole list: join the `result` of all its pages into one JSON array");
    /// The input is UTF-16.
    JsonUtf16 = "json-utf16",
        ("the input is UTF-16, and JSON is UTF-8"), ("save or send it as UTF-8 (RFC 8259 section 8.1)");
}

impl fmt::Display for CharacterHint {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Port => ": a port follows the address",
            Self::Brackets => ": addresses have no brackets here",
            Self::Range => ": this is a range, not one address or block",
            Self::Block => ": an address has no length",
            Self::LookAlike(like) => {
                return write!(f, ", which looks like {}", Quoted(like.encode_utf8(&mut [0; 4])));
            }
            Self::Other => "",
        })
    }
}

/// What is wrong with the number of groups.
fn groups(found: usize, compressed: bool) -> impl fmt::Display {
    fmt::from_fn(move |f| {
        if compressed && found >= 8 {
            write!(f, "`::` replaces at least one group, and {found} groups leave no room for it")
        } else {
            write!(f, "an IPv6 address has eight groups, not {found}")
        }
    })
}

/// What to write in place of a netmask.
fn length_of_netmask(length: Option<u8>) -> impl fmt::Display {
    fmt::from_fn(move |f| match length {
        Some(length) => write!(f, "write its prefix length, {length}"),
        None => f.write_str("write the prefix length; this netmask has gaps, so it has none"),
    })
}
