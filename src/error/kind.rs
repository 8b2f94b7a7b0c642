//! What can be wrong, with the values of each case.

use alloc::string::String;

/// What an unexpected character in an address or a block indicates.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum CharacterHint {
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

/// What can be wrong. Codes are append-only; messages may improve.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub enum ErrorKind {
    /// The text is empty.
    TextEmpty,
    /// The text is longer than any address or CIDR can be.
    TextTooLong {
        /// Bytes found.
        length: usize,
        /// Bytes allowed.
        max: usize,
    },
    /// There is white space before or after the text.
    StrayWhitespace,
    /// A character that an address or a block cannot have.
    UnexpectedCharacter {
        /// The character.
        found: char,
        /// What it indicates.
        what: CharacterHint,
    },
    /// An IPv6 zone id: it names a network interface of one host and has no meaning elsewhere (RFC 4007).
    ZoneId,
    /// An IPv4-mapped IPv6 address (RFC 4291 2.5.5.2): the address of an IPv4 node.
    Ipv4Mapped,
    /// An IPv4 address does not have four octets.
    OctetCount {
        /// Octets found.
        found: usize,
    },
    /// There is nothing between two dots.
    OctetEmpty,
    /// An octet starts with a zero, which some software reads as octal.
    OctetLeadingZero {
        /// The octet.
        octet: String,
    },
    /// An octet is over 255.
    OctetTooLarge {
        /// The octet.
        octet: String,
    },
    /// An IPv6 address does not have eight groups, or its `::` has no group to replace.
    GroupCount {
        /// Groups found.
        found: usize,
        /// True where the text has a `::`.
        compressed: bool,
    },
    /// An IPv6 address starts or ends with a single colon.
    GroupEmpty,
    /// A group of an IPv6 address has more than four hexadecimal digits.
    GroupTooLong {
        /// The group.
        group: String,
    },
    /// `::` appears twice, so that the number of zeros in each is ambiguous.
    DoubleCompression,
    /// A CIDR has no `/length`.
    LengthMissing,
    /// There is nothing after the slash.
    LengthEmpty,
    /// The length starts with a zero.
    LengthLeadingZero,
    /// The length is not a number.
    LengthNotANumber,
    /// There is a netmask in place of the length.
    LengthIsNetmask {
        /// The length of the mask; `None` where the mask has gaps.
        length: Option<u8>,
    },
    /// The length is over 32 for IPv4, or over 128 for IPv6.
    LengthTooLong {
        /// Bits of the family.
        max: u8,
    },
    /// Bits after the length are not zero.
    HostBitsSet {
        /// The text found.
        text: String,
        /// The block that contains it.
        canonical: String,
    },
    /// A range ends before it starts.
    RangeReversed,
    /// A range starts in one address family and ends in the other.
    RangeMixedFamilies,
    /// A range has no end.
    RangeEndMissing,
    /// The input is empty.
    JsonEmpty,
    /// The input is not JSON but, for example, an HTML page.
    JsonNotJson {
        /// The first characters.
        start: String,
    },
    /// The input ends in the middle of a value.
    JsonTruncated,
    /// A character that JSON does not allow here.
    JsonUnexpectedCharacter {
        /// The character.
        found: char,
        /// What is allowed here.
        expected: &'static str,
    },
    /// The input is not UTF-8.
    JsonInvalidUtf8,
    /// A number that JSON does not allow.
    JsonInvalidNumber,
    /// A string with a raw control character or an unknown escape.
    JsonInvalidString,
    /// A `\u` escape is one half of a surrogate pair.
    JsonLoneSurrogate,
    /// An object has the same key twice.
    JsonDuplicateKey {
        /// The key.
        key: String,
    },
    /// There is text after the value.
    JsonTrailingText,
    /// Values are nested deeper than the limit.
    JsonTooDeep {
        /// The limit.
        max: usize,
    },
    /// The input is larger than the limit.
    JsonTooLarge {
        /// Bytes found.
        size: usize,
        /// The limit in bytes.
        max: usize,
    },
    /// A field is missing.
    EnvelopeFieldMissing {
        /// Its name.
        field: &'static str,
    },
    /// A value has another JSON type than the API documents.
    EnvelopeWrongType {
        /// What was expected.
        expected: &'static str,
        /// What was found.
        found: &'static str,
    },
    /// A value has the right type but is not valid, such as an impossible date.
    EnvelopeBadValue {
        /// What was expected.
        expected: &'static str,
        /// What was found.
        found: String,
    },
    /// A success envelope has no result, or null. This is never read as an empty list.
    EnvelopeResultMissing,
    /// A well-formed envelope reports a failure, and the caller needs a success.
    EnvelopeRefused {
        /// The first error's code and message.
        first: String,
    },
    /// An id is empty.
    #[cfg(feature = "calls")]
    IdEmpty {
        /// Which one.
        name: &'static str,
    },
    /// An id is longer than any id of the API.
    #[cfg(feature = "calls")]
    IdTooLong {
        /// Which one.
        name: &'static str,
        /// Characters allowed.
        max: usize,
    },
    /// An id has a character that could change the path that it becomes a part of.
    #[cfg(feature = "calls")]
    IdBadCharacter {
        /// Which one.
        name: &'static str,
        /// The character.
        found: char,
    },
    /// A call across the boundary does not have the documented form.
    #[cfg(feature = "calls")]
    CallMalformed {
        /// What is wrong with it.
        detail: String,
    },
    /// More bindings than a table can hold.
    TableTooLarge {
        /// The limit.
        max: usize,
    },
    /// The length of packed addresses is not a multiple of the size of one.
    PackedLength {
        /// Bytes found.
        length: usize,
        /// Bytes of one address.
        unit: usize,
    },
    /// The address family of a claim is not that of its prefix.
    #[cfg(feature = "planner")]
    ClaimOtherFamily {
        /// 4 or 6, the family of the claim.
        family: u8,
        /// The prefix.
        prefix: String,
    },
    /// A claim includes addresses outside the prefix.
    #[cfg(feature = "planner")]
    ClaimOutsidePrefix {
        /// Its addresses.
        claim: String,
        /// First address of the prefix.
        first: String,
        /// Last address of the prefix.
        last: String,
    },
    /// A claim is for a service that can only be the default, and is not the default.
    #[cfg(feature = "planner")]
    ClaimDefaultOnly {
        /// The service.
        service: String,
    },
    /// The prefix is a single address, so its only binding is the default.
    #[cfg(feature = "planner")]
    ClaimAgainstDefault {
        /// The service of the claim.
        service: String,
    },
    /// An entry of a list names no addresses, or names them more than once.
    #[cfg(feature = "planner")]
    DesiredTargetCount {
        /// How often.
        found: usize,
    },
    /// An entry of a list names no service.
    #[cfg(feature = "planner")]
    DesiredServiceMissing,
    /// The number of columns in a line is not that of the lines before it, or not two.
    #[cfg(feature = "planner")]
    CsvColumnCount {
        /// Columns found.
        found: usize,
        /// Columns expected.
        expected: usize,
    },
    /// The first line names columns, but a required one is missing.
    #[cfg(feature = "planner")]
    CsvColumnMissing {
        /// Which one is missing.
        column: &'static str,
    },
    /// The first line names two columns for the same purpose.
    #[cfg(feature = "planner")]
    CsvColumnTwice,
    /// A quoted field does not end on its line, or continues after its closing quote.
    #[cfg(feature = "planner")]
    CsvQuote,
    /// A snapshot has no prefix with this CIDR.
    #[cfg(feature = "calls")]
    SnapshotPrefixMissing {
        /// The prefix.
        prefix: String,
    },
    /// Two entries of a list bind one block to different services.
    #[cfg(feature = "planner")]
    DesiredConflict {
        /// The block.
        cidr: String,
        /// Both services with their positions.
        services: String,
    },
    /// An unknown field or column of a list that could change what an entry means.
    #[cfg(feature = "planner")]
    DesiredFieldUnknown {
        /// Its name.
        field: String,
    },
    /// An entry of a list has null as its service.
    #[cfg(feature = "planner")]
    DesiredServiceNull,
    /// A list has another name for a service than the one that is known.
    #[cfg(feature = "planner")]
    ServiceNameConflict {
        /// The service.
        service: String,
        /// Its name here.
        found: String,
        /// Its name elsewhere.
        known: String,
    },
    /// A block or a range of IPv6 that cannot be written without IPv4-mapped addresses.
    Ipv4MappedInside,
    /// A list that reports that there are more entries.
    ListPartial {
        /// Entries in the list.
        entries: usize,
        /// The part of `result_info` that reports more.
        says: String,
    },
    /// There is no plan for a task.
    #[cfg(feature = "planner")]
    Refused(Box<super::Refusal>),
}
