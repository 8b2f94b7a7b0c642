//! A journal that was cut or changed.

use crate::cases::{Setting, pair};
use crate::machine::{Moment, Owner, Run};
use crate::world::simulate;
use std::panic::{AssertUnwindSafe, catch_unwind};

/// Pairs with a create, a delete and a wait.
const PAIRS: [usize; 3] = [45, 300, 640];

fn owner() -> Owner {
    Owner { name: "pid 2".to_owned(), host: "there".to_owned() }
}

fn read(journal: &[u8]) -> Result<Run, crate::machine::ApplyError> {
    let now = Moment { wall: crate::cases::BEGIN * 2, tick: 0 };
    let resumed = catch_unwind(AssertUnwindSafe(|| Run::resume(journal, &owner(), true, now)));
    resumed.expect("it does not panic").map(|(run, _)| run)
}

#[test]
fn every_changed_byte_is_refused_with_its_line() {
    for number in PAIRS {
        let scenario = pair(number, Setting::default()).expect("it can be planned");
        let journal = simulate(&scenario, false).journal;
        let last = journal[..journal.len() - 1].iter().rposition(|byte| *byte == b'\n').unwrap();
        for at in 0..journal.len() {
            for change in [1, 0x20, 0x80] {
                let mut changed = journal.clone();
                changed[at] ^= change;
                let error = read(&changed).err();
                let is_torn = at == journal.len() - 1;
                match error {
                    None => assert!(is_torn, "byte {at} of p{number} was changed"),
                    Some(error) => {
                        let line = journal[..at].split(|byte| *byte == b'\n').count();
                        let named = error.line.unwrap_or(line);
                        // A new line feed parts a line in two.
                        assert!(named == line || named == line + 1 || at > last, "{at}: {error:?}");
                    }
                }
            }
        }
    }
}

#[test]
fn a_journal_cut_at_every_byte_goes_on_from_its_last_whole_line_or_is_refused() {
    for number in PAIRS {
        let scenario = pair(number, Setting::default()).expect("it can be planned");
        let journal = simulate(&scenario, false).journal;
        for length in 0..journal.len() {
            let whole = journal[..length].iter().rposition(|byte| *byte == b'\n');
            match read(&journal[..length]) {
                Ok(_) => assert!(whole.is_some(), "{length}"),
                Err(error) => {
                    assert!(whole.is_none() && error.code == "journal-empty", "{length}: {error:?}");
                }
            }
        }
    }
}
