//! What can be wrong, with what is known of each case.

use alloc::string::String;

/// What a character that cannot stand in an address or a block is a sign of.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum CharacterHint {
    /// A port behind an IPv4 address.
    Port,
    /// Brackets around an address, as URLs have them.
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
    /// The text is empty where something must stand.
    TextEmpty,
    /// The text is longer than any address or CIDR can be.
    TextTooLong {
        /// Bytes found.
        length: usize,
        /// Bytes allowed.
        max: usize,
    },
    /// White space stands before or after the text.
    StrayWhitespace,
    /// A character that cannot stand here.
    UnexpectedCharacter {
        /// The character.
        found: char,
        /// What it is a sign of.
        what: CharacterHint,
    },
    /// An IPv6 zone id: it names a network interface of one host and means nothing elsewhere (RFC 4007).
    ZoneId,
    /// An IPv4-mapped IPv6 address (RFC 4291 2.5.5.2), which never travels on the wire as IPv6.
    Ipv4Mapped,
    /// An IPv4 address has not got four octets.
    OctetCount {
        /// Octets found.
        found: usize,
    },
    /// Nothing stands between two dots.
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
    /// An IPv6 address has not got eight groups and no `::` that stands for the missing ones.
    GroupCount {
        /// Groups found.
        found: usize,
        /// True where the text has a `::`.
        compressed: bool,
    },
    /// A single colon stands at the start or end of an IPv6 address.
    GroupEmpty,
    /// A group of an IPv6 address has more than four hexadecimal digits.
    GroupTooLong {
        /// The group.
        group: String,
    },
    /// `::` stands twice, so that nobody knows how many zeros each one means.
    DoubleCompression,
    /// A CIDR has no `/length`.
    LengthMissing,
    /// Nothing stands after the slash.
    LengthEmpty,
    /// The length starts with a zero.
    LengthLeadingZero,
    /// The length is not a number.
    LengthNotANumber,
    /// A netmask stands where the length should.
    LengthIsNetmask {
        /// The length that the mask means, where it means one.
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
    /// The input is something else than JSON: a page of HTML, for one.
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
        /// What could stand here.
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
    /// Something follows the value.
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
    /// A field is not there.
    EnvelopeFieldMissing {
        /// Its name.
        field: &'static str,
    },
    /// A value has another JSON type than the API documents.
    EnvelopeWrongType {
        /// What was expected.
        expected: &'static str,
        /// What stands there.
        found: &'static str,
    },
    /// A value has the right type but cannot be: a date that is none, a code under 1000.
    EnvelopeBadValue {
        /// What was expected.
        expected: &'static str,
        /// What stands there.
        found: String,
    },
    /// A success envelope has no result, or a null one: that is never read as an empty list.
    EnvelopeResultMissing,
    /// A well-formed envelope says that the API refused, where only a success will do.
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
    /// An id is longer than any the API gives out.
    #[cfg(feature = "calls")]
    IdTooLong {
        /// Which one.
        name: &'static str,
        /// Characters allowed.
        max: usize,
    },
    /// An id has a character that could change the path it becomes a part of.
    #[cfg(feature = "calls")]
    IdBadCharacter {
        /// Which one.
        name: &'static str,
        /// The character.
        found: char,
    },
    /// A call across the boundary has not got the documented form.
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
    /// Packed addresses whose bytes are no multiple of the size of one.
    PackedLength {
        /// Bytes found.
        length: usize,
        /// Bytes of one address.
        unit: usize,
    },
    /// A claim is of the other address family than its prefix.
    #[cfg(feature = "planner")]
    ClaimOtherFamily {
        /// 4 or 6, the family of the claim.
        family: u8,
        /// The prefix.
        prefix: String,
    },
    /// A claim has addresses that the prefix has not.
    #[cfg(feature = "planner")]
    ClaimOutsidePrefix {
        /// Its addresses.
        claim: String,
        /// First address of the prefix.
        first: String,
        /// Last address of the prefix.
        last: String,
    },
    /// A claim is for a service that may only be the default, and is not.
    #[cfg(feature = "planner")]
    ClaimDefaultOnly {
        /// The service.
        service: String,
    },
    /// The prefix is a single address, so that its one binding is the default.
    #[cfg(feature = "planner")]
    ClaimAgainstDefault {
        /// The service of the claim.
        service: String,
    },
    /// An entry of a list names its addresses not once.
    #[cfg(feature = "planner")]
    DesiredTargetCount {
        /// How often.
        found: usize,
    },
    /// An entry of a list names no service.
    #[cfg(feature = "planner")]
    DesiredServiceMissing,
    /// A line has another number of columns than those before it, or than two.
    #[cfg(feature = "planner")]
    CsvColumnCount {
        /// Columns found.
        found: usize,
        /// Columns that there should be.
        expected: usize,
    },
    /// The first line names columns, but not all that are needed.
    #[cfg(feature = "planner")]
    CsvColumnMissing {
        /// Which one is missing.
        column: &'static str,
    },
    /// The first line names two columns for one thing.
    #[cfg(feature = "planner")]
    CsvColumnTwice,
    /// A quoted field does not end on its line, or goes on behind its closing quote.
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
        /// Both services with their places.
        services: String,
    },
    /// A field or a column of a list that is not known, and could change what an entry means.
    #[cfg(feature = "planner")]
    DesiredFieldUnknown {
        /// Its name.
        field: String,
    },
    /// An entry of a list that says it has no service.
    #[cfg(feature = "planner")]
    DesiredServiceNull,
    /// A list calls a service by another name than is known of it.
    #[cfg(feature = "planner")]
    ServiceNameConflict {
        /// The service.
        service: String,
        /// What it is called here.
        found: String,
        /// What it is called elsewhere.
        known: String,
    },
    /// A block or a range of IPv6 that cannot be written without IPv4-mapped addresses.
    Ipv4MappedInside,
    /// A list that says itself that more exists than came.
    ListPartial {
        /// Entries that came.
        entries: usize,
        /// What says that there are more.
        says: String,
    },
    /// There is no plan for a task.
    #[cfg(feature = "planner")]
    Refused(Box<super::Refusal>),
}
