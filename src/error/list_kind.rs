//! What can be wrong with lists of addresses and services. Apart from [`ErrorKind`](super::ErrorKind), so that a wasm
//! that reads no such list does not contain the texts.

use super::declare::error_kinds;
use crate::fmt::{Escaped, Quoted};
use std::fmt;

const TARGET_FIELDS: &str = "write one of `cidr`, `host`, `range` and `target`";
const CSV_LINE: &str = "write `addresses,service_id`, or a first line that names the columns";
const CSV_NAMES: &str = "name one column `service_id` or `service`, and one `target`, `cidr`, `host`, `range`, `prefix` or `network`";

error_kinds! {
    /// What can be wrong with a list of addresses and services.
    pub(crate) ListErrorKind:
    /// The address family of a claim is not that of its prefix.
    ClaimOtherFamily { family: u8, prefix: String } = "claim-other-family",
        ("an IPv{family} claim cannot be inside {prefix}"), ("list the claims of each prefix separately");
    /// A claim includes addresses outside the prefix.
    ClaimOutsidePrefix { claim: String, first: String, last: String } = "claim-outside-prefix",
        ("{claim} is outside the prefix, or partly outside"), ("the prefix ranges from {first} to {last}");
    /// A claim is for a service that can only be the default, and is not the default.
    ClaimDefaultOnly { service: String } = "claim-default-only",
        ("the service {} can be bound to the whole prefix only", Quoted(service)),
        ("make it the default, or claim these addresses for another service");
    /// The prefix is a single address, so its only binding is the default.
    ClaimAgainstDefault { service: String } = "claim-against-default",
        ("a prefix of one address belongs to its default service"), ("make {} the default", Quoted(service));
    /// An entry of a list names no addresses, or names them more than once.
    DesiredTargetCount { found: usize } = "desired-target-count",
        ("an entry names {}", targets(*found)), ("{TARGET_FIELDS}");
    /// An entry of a list names no service.
    DesiredServiceMissing = "desired-service-missing",
        ("an entry names no service"), ("add `service_id`, as the API lists it");
    /// The number of columns in a line is not that of the lines before it, or not two.
    CsvColumnCount { found: usize, expected: usize } = "csv-column-count",
        ("the line has {}, not {expected}", columns(*found)), ("{CSV_LINE}");
    /// The first line names columns, but a required one is missing.
    CsvColumnMissing { column: &'static str } = "csv-column-missing",
        ("the first line names no column for `{column}`"), ("{CSV_NAMES}");
    /// The first line names two columns for the same purpose.
    CsvColumnTwice = "csv-column-twice",
        ("the first line names two columns for the same purpose"), ("{CSV_NAMES}");
    /// A quoted field does not end on its line, or continues after its closing quote.
    CsvQuote = "csv-quote",
        ("a quoted field does not end at a comma or at the end of its line"),
        ("close the field with a quote before the comma, and double each quote inside it");
    /// Two entries of a list bind one block to different services.
    DesiredConflict { cidr: String, services: String } = "desired-conflict",
        ("{cidr} is bound to two services: {}", Escaped(services)), ("remove one of the two entries");
    /// An unknown field or column of a list that could change what an entry means.
    DesiredFieldUnknown { field: String } = "desired-field-unknown",
        ("the field {} is unknown, and could change what an entry means", Quoted(field)),
        ("remove it, or mark it as a note with a leading underscore; write a block as `192.0.2.16/29`");
    /// An entry of a list has null as its service.
    DesiredServiceNull = "desired-service-null",
        ("an entry has null in place of a service"),
        ("write the service of the block, or remove the entry to leave the block without a binding");
    /// A list has another name for a service than the one that is known, or the name of another service.
    ServiceNameConflict { service: String, found: String, reason: String } = "service-name-conflict",
        ("the service {} is called {} here", Quoted(service), Quoted(found)),
        ("correct the id or the name: {reason}");
    /// No service has this name.
    ServiceNameUnknown { name: String, help: String } = "service-name-unknown",
        ("no service is called {}", Quoted(name)), ("{help}");
    /// More than one service has this name, without regard to case.
    ServiceNameAmbiguous { text: String, count: usize, help: String } = "service-name-ambiguous",
        ("{count} services are called {}", Quoted(text)), ("write the id: {help}");
    /// A list names a service, and the reader has no list of services to find it in.
    ServiceNamesMissing { name: String } = "service-names-missing",
        ("the service {} is a name, and the list of services is not known", Quoted(name)),
        ("pass the services of the account (`--services FILE`, a snapshot, or the API), or write the id");
    /// An entry of a list is in none of the prefixes.
    DesiredOutsidePrefix { target: String, list: String } = "desired-outside-prefix",
        ("{} is in none of the prefixes", Quoted(target)), ("remove the entry, or correct it: {list}");
    /// A field that is read is not UTF-8.
    CsvNotUtf8 { byte: u8 } = "csv-not-utf8",
        ("the byte 0x{byte:02X} is not UTF-8{}", windows(*byte)),
        ("save the file as UTF-8; a spreadsheet calls it `CSV UTF-8`");
    /// A text in UTF-16 has half a character, or half a surrogate pair.
    Utf16Invalid = "utf16-invalid",
        ("the UTF-16 text is cut off or damaged here"), ("save the file again, as UTF-8");
    /// The separator of the columns is unknown.
    CsvSeparator { reason: String } = "csv-separator",
        ("the separator of the columns is not clear: {reason}"),
        ("write `sep=;` as the first line, with a comma, a semicolon, a tab or a vertical bar");
    /// Two columns with addresses differ in a row.
    CsvTargetsDiffer { one: String, other: String } = "csv-targets-differ",
        ("two columns of the row have different addresses: {one} and {other}"),
        ("name the column with the addresses `target`, or mark the other one as a note with a leading underscore");
    /// Rows of a list belong to different routing tables.
    CsvRoutingTables { one: String, other: String } = "csv-routing-tables",
        ("the rows belong to two routing tables: {} and {}", Quoted(one), Quoted(other)),
        ("keep the rows of one routing table, VRF, namespace or network view");
    /// A row has a type for which no row names the columns.
    CsvRowType = "csv-row-type",
        ("no row before this one names the columns of its type"),
        ("add the row that starts with `header-` and the type, or remove the row");
    /// A column without a name has a value.
    CsvColumnUnnamed = "csv-column-unnamed",
        ("the field is in a column without a name"), ("name the column in the first row, or empty the field");
}

impl ListErrorKind {
    /// The error of a service that is called `found`, and `known` elsewhere.
    pub(crate) fn name_conflict(service: &str, found: &str, known: &str) -> Self {
        let reason = format!("elsewhere the service is called {}", Quoted(known));
        Self::ServiceNameConflict { service: service.to_owned(), found: found.to_owned(), reason }
    }
}

/// How often an entry names its addresses.
fn targets(found: usize) -> impl fmt::Display {
    fmt::from_fn(move |f| match found {
        0 => f.write_str("no addresses"),
        _ => write!(f, "its addresses {found} times"),
    })
}

/// The character that a byte has in Windows-1252, where it has the one of Latin-1.
fn windows(byte: u8) -> impl fmt::Display {
    fmt::from_fn(move |f| match byte {
        0xa1.. => write!(f, "; in Windows-1252 it is {}", Quoted(char::from(byte).encode_utf8(&mut [0; 4]))),
        _ => Ok(()),
    })
}

/// A number of columns.
fn columns(found: usize) -> impl fmt::Display {
    fmt::from_fn(move |f| match found {
        1 => f.write_str("one column"),
        _ => write!(f, "{found} columns"),
    })
}
