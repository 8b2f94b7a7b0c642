//! Drift and the restore of 1,000 prefixes with 50 bindings each, of which all are lost; the last line is JSON, as that of
//! `table.rs`.

mod measure;

use byoip::drift::drift;
use byoip::restore::{RestoreOptions, restore};
use byoip::{ReadLimits, Snapshot, read_snapshot};
use measure::median;
use std::fmt::Write as _;
use std::hint::black_box;

const ROUNDS: usize = 11;
const PREFIXES: u32 = 1_000;
const BINDINGS: u32 = 50;
/// Most nanoseconds: "well under a second".
const LIMIT: &str = "5e8";

/// An account, with all its bindings or none.
fn account(bindings: u32) -> Snapshot {
    let prefix = |number: u32| {
        let block = format!("10.{}.{}.0", number / 256, number % 256);
        let one = |host: u32| match host {
            0 => format!(r#"{{"id":"{number}-0","cidr":"{block}/24","service_id":"m"}}"#),
            host => {
                let base = block.trim_end_matches('0');
                format!(r#"{{"id":"{number}-{host}","cidr":"{base}{}/32","service_id":"c"}}"#, host * 4)
            }
        };
        let list: Vec<_> = (0..bindings).map(one).collect();
        format!(
            r#"{{"prefix":{{"id":"{number}","cidr":"{block}/24"}},"bindings":[{}],"bgp_prefixes":[{{"id":"g{number}","cidr":"{block}/24","on_demand":{{"advertised":true,"on_demand_enabled":true}}}}],"delegations":[]}}"#,
            list.join(",")
        )
    };
    let prefixes: Vec<_> = (0..PREFIXES).map(prefix).collect();
    let text = format!(
        r#"{{"byoip_snapshot":2,"account_id":"a","taken_at":"t","services":[{{"id":"m","name":"Magic Transit"}},{{"id":"c","name":"CDN"}}],"prefixes":[{}]}}"#,
        prefixes.join(",")
    );
    read_snapshot(text.as_bytes(), ReadLimits::default()).unwrap_or_else(|error| unreachable!("{error}"))
}

fn row(id: &str, title: &str, work: &dyn Fn()) -> String {
    eprintln!("    {id}");
    let ns = median(ROUNDS, &mut || work());
    let mut row = String::new();
    // Writing to a String cannot fail.
    let _ = write!(
        row,
        r#"{{"id":"{id}","title":"{title}","lanes":[{{"name":"byoip","ns":{ns},"ratio":1,"limitNs":{LIMIT}}}]}}"#
    );
    row
}

fn main() {
    let words: Vec<String> = std::env::args().skip(1).filter(|word| !word.starts_with("--")).collect();
    let is_asked = |id: &str| words.is_empty() || words.iter().any(|word| id.contains(word.as_str()));
    let (before, now) = (account(BINDINGS), account(0));
    let mut rows = Vec::new();
    if is_asked("rust-drift-1000x50") {
        rows.push(row("rust-drift-1000x50", "drift of 1,000 prefixes with 50 bindings", &|| {
            let found = drift(black_box(&before), &now).unwrap_or_else(|error| unreachable!("{error}"));
            assert_eq!(found.findings.len(), PREFIXES as usize);
        }));
    }
    if is_asked("rust-restore-1000x50") {
        let title = "the restore of 1,000 prefixes with 50 bindings";
        rows.push(row("rust-restore-1000x50", title, &|| {
            let plan = restore(black_box(&before), Some(&now), &RestoreOptions::default());
            let plan = plan.unwrap_or_else(|error| unreachable!("{error}"));
            assert_eq!(plan.run.prefixes.len(), PREFIXES as usize);
        }));
    }
    println!(r#"{{"results":[{}]}}"#, rows.join(","));
}
