//! What each error says.

use super::{ErrorKind, Quoted, Visible};
use std::fmt;

impl fmt::Display for ErrorKind {
    #[expect(clippy::too_many_lines, reason = "a line or two for each kind")]
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::TextEmpty => f.write_str("the text is empty"),
            Self::TextTooLong { length, max } => {
                write!(f, "the text has {length} bytes, over the limit of {max}")
            }
            Self::StrayWhitespace { .. } => f.write_str("white space stands around the text"),
            Self::UnexpectedCharacter { found } => {
                write!(f, "unexpected character {}", Quoted(found.encode_utf8(&mut [0; 4])))
            }
            Self::ZoneId { .. } => {
                f.write_str("a zone id names an interface of one host and has no meaning here")
            }
            Self::Ipv4Mapped { .. } => f.write_str("an IPv4-mapped IPv6 address stands for an IPv4 one"),
            Self::OctetCount { found } => write!(f, "an IPv4 address has four octets, not {found}"),
            Self::OctetEmpty => f.write_str("an octet is empty"),
            Self::OctetLeadingZero { octet, .. } => {
                write!(
                    f,
                    "the octet {} starts with a zero, which some software reads as octal",
                    Quoted(octet)
                )
            }
            Self::OctetTooLarge { octet } => write!(f, "the octet {} is over 255", Quoted(octet)),
            Self::GroupCount { found, compressed: true } if *found >= 8 => {
                write!(
                    f,
                    "`::` stands for one group of zeros at least, and {found} groups leave no room for it"
                )
            }
            Self::GroupCount { found, .. } => write!(f, "an IPv6 address has eight groups, not {found}"),
            Self::GroupEmpty => f.write_str("a single colon stands at the start or end"),
            Self::GroupTooLong { group } => {
                write!(f, "the group {} has more than four digits", Quoted(group))
            }
            Self::DoubleCompression => f.write_str("`::` stands more than once"),
            Self::LengthMissing { .. } => f.write_str("the prefix length is missing"),
            Self::LengthEmpty => f.write_str("nothing stands after the slash"),
            Self::LengthLeadingZero { .. } => f.write_str("the prefix length starts with a zero"),
            Self::LengthNotANumber => f.write_str("the prefix length is not a number"),
            Self::LengthIsNetmask { .. } => f.write_str("a netmask stands where the prefix length should"),
            Self::LengthTooLong { max } => write!(f, "the prefix length is over {max}"),
            Self::HostBitsSet { text, .. } => write!(f, "host bits are set in {}", Quoted(text)),
            Self::RangeReversed => f.write_str("the range ends before it starts"),
            Self::RangeMixedFamilies => {
                f.write_str("the range starts in one address family and ends in the other")
            }
            Self::RangeEndMissing => f.write_str("the range has no end"),
            Self::JsonEmpty => f.write_str("the input is empty"),
            Self::JsonNotJson { start } => write!(f, "this is not JSON, it starts with {}", Quoted(start)),
            Self::JsonTruncated => f.write_str("the JSON ends in the middle of a value"),
            Self::JsonUnexpectedCharacter { found, .. } => {
                write!(f, "unexpected character {} in the JSON", Quoted(found.encode_utf8(&mut [0; 4])))
            }
            Self::JsonInvalidUtf8 => f.write_str("the input is not UTF-8"),
            Self::JsonInvalidNumber => f.write_str("a number is not written as JSON allows"),
            Self::JsonInvalidString => {
                f.write_str("a string has a raw control character or an unknown escape")
            }
            Self::JsonLoneSurrogate => f.write_str("a string has one half of a surrogate pair"),
            Self::JsonDuplicateKey { key } => write!(f, "the key {} stands twice in one object", Quoted(key)),
            Self::JsonTrailingText => f.write_str("something follows the JSON value"),
            Self::JsonTooDeep { max } => write!(f, "values are nested deeper than {max} levels"),
            Self::JsonTooLarge { size, max } => {
                write!(f, "the input has {size} bytes, over the limit of {max}")
            }
            Self::EnvelopeFieldMissing { field } => write!(f, "the field `{field}` is missing"),
            Self::EnvelopeWrongType { expected, found } => write!(f, "expected {expected}, found {found}"),
            Self::EnvelopeBadValue { expected, found } => {
                write!(f, "expected {expected}, found {}", Quoted(found))
            }
            Self::EnvelopeResultMissing => f.write_str("the answer says success but has no result"),
            Self::EnvelopeRefused { first } => write!(f, "the API refused: {}", Quoted(first)),
            Self::IdEmpty { name } => write!(f, "the {name} is empty"),
            Self::IdTooLong { name, max } => write!(f, "the {name} has more than {max} characters"),
            Self::IdBadCharacter { name, found } => {
                write!(f, "the {name} has the character {}", Quoted(found.encode_utf8(&mut [0; 4])))
            }
            Self::CallMalformed { detail } => write!(f, "the call is malformed: {}", Visible(detail)),
            Self::TableTooLarge { max } => write!(f, "a table holds at most {max} bindings"),
            Self::PackedLength { length, unit } => {
                write!(f, "{length} bytes are no whole number of addresses of {unit} bytes")
            }
            Self::ClaimOtherFamily { family, prefix } => {
                write!(f, "an IPv{family} claim cannot lie in {prefix}")
            }
            Self::ClaimOutsidePrefix { claim, .. } => {
                write!(f, "{claim} lies outside the prefix, or partly so")
            }
            Self::ClaimDefaultOnly { service } => {
                write!(f, "the service {} may be bound to nothing but the whole prefix", Quoted(service))
            }
            Self::ClaimAgainstDefault { .. } => {
                f.write_str("a prefix of a single address belongs to its default")
            }
            Self::DesiredTargetCount { found: 0 } => f.write_str("an entry names no addresses"),
            Self::DesiredTargetCount { found } => write!(f, "an entry names its addresses {found} times"),
            Self::DesiredServiceMissing => f.write_str("an entry names no service"),
            Self::CsvColumnCount { found: 1, expected } => {
                write!(f, "the line has one column, not {expected}")
            }
            Self::CsvColumnCount { found, expected } => {
                write!(f, "the line has {found} columns, not {expected}")
            }
            Self::CsvColumnMissing { column } => write!(f, "the first line names no column for `{column}`"),
            Self::CsvColumnTwice => f.write_str("the first line names two columns for the same"),
            Self::CsvQuote => f.write_str("a quoted field does not end where its line or its column does"),
            Self::SnapshotPrefixMissing { prefix } => write!(f, "the snapshot has no prefix {prefix}"),
            #[cfg(feature = "planner")]
            Self::Refused(refusal) => f.write_str(&refusal.message),
        }
    }
}
