//! What can be wrong with two snapshots to compare. Apart from [`ErrorKind`](super::ErrorKind), so that a wasm that
//! compares none does not contain the texts.

use super::declare::error_kinds;
use crate::fmt::Quoted;
use std::fmt;

error_kinds! {
    /// What can be wrong with two snapshots to compare.
    pub(crate) SnapshotErrorKind:
    /// Two snapshots are of different accounts.
    OtherAccount { before: String, now: String } = "snapshot-other-account",
        ("the snapshot is of account {}, and the current state of account {}", Quoted(before), Quoted(now)),
        ("compare snapshots of one account: IDs of services and prefixes differ between accounts");
    /// The current state is that of other prefixes only.
    PartialState { prefix: String } = "snapshot-partial",
        ("the current state is a part of the account, without {prefix}: it does not show whether that prefix exists"),
        ("take it for the whole account, or for all prefixes of the snapshot");
    /// A snapshot has two entries for one prefix.
    PrefixTwice { prefix: String } = "snapshot-prefix-twice",
        ("the snapshot has the prefix {prefix} twice"), ("remove one of the two entries, or take the snapshot again");
}
