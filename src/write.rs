//! One call of the API until its outcome is known: what to send, when to send it again, and what became of a write.
//!
//! An [`Exchange`] is a machine without I/O, clock and randomness. It takes an [`Answer`], or that there was none, and
//! returns one [`Action`]: a request to send, a time to wait, or the end. The same machine carries out a read with its
//! retries, and a write with the reads that tell what a failed try has done.
//!
//! The laws of a write: a create is found where a list shows its block and service under an id that was not listed
//! before, a delete where neither the list nor a read by id knows its id, an edit where a read shows all of its
//! fields. A write whose outcome is open is sent again only after reads that do not show it, a create only once. What
//! no read shows has the outcome `unknown`.

mod answer;
mod encode;
mod error_class;
mod evidence;
mod exchange;
mod step;

pub use answer::{Answer, Failure, FailureKind, Mismatch, Outcome};
pub use error_class::{ErrorClass, WriteFate};
pub use evidence::{IneffectiveEdit, known_ids};
pub use exchange::Exchange;
pub use step::{Action, Ending, ExchangeLimits, Reply, Step};
