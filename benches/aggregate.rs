//! Aggregation of hosts to the shortest list of bindings, compiled for this machine; the last line is JSON, as in
//! `table.rs`.

mod measure;

use byoip::{Cidr, Claim, aggregate};
use measure::median;
use std::fmt::Write as _;
use std::hint::black_box;
use std::net::Ipv4Addr;

const ROUNDS: usize = 11;
const SERVICES: [&str; 3] =
    ["2db684ee7ca04e159946fd05b99e1bcd", "c0de0000000000000000000000000cd1", "spectrum"];

/// Claims on hosts next to each other, or spread over a /8, for one of two services each.
fn claims(n: u32, dense: bool) -> Vec<Claim> {
    let mut state = n;
    let mut next = || {
        state = state.wrapping_mul(0x915f_77f5).wrapping_add(0x2c1b_3c6d);
        state >> 8
    };
    let claim = |at: u32| {
        let low = if dense { at } else { next() };
        let host = Ipv4Addr::from_bits(0x0a00_0000 | low & 0x00ff_ffff);
        let service = if next() & 1 == 0 { SERVICES[1] } else { SERVICES[2] };
        Claim { range: Cidr::host(host.into()).into(), service: service.to_owned() }
    };
    (0..n).map(claim).collect()
}

fn nanoseconds(claims: &[Claim], prefix: Cidr) -> f64 {
    median(ROUNDS, &mut || {
        let found = aggregate(black_box(prefix), SERVICES[0], black_box(claims), None);
        assert!(found.is_ok_and(|found| found.bindings.len() > 1), "it is possible");
    })
}

fn main() {
    let words: Vec<String> = std::env::args().skip(1).filter(|word| !word.starts_with("--")).collect();
    let mut rows = Vec::new();
    for (kind, dense, prefix) in [("dense", true, "10.0.0.0/8"), ("sparse", false, "10.0.0.0/8")] {
        for n in [100, 1_000, 10_000, 100_000] {
            let id = format!("rust-aggregate-{kind}-{n}");
            if !words.is_empty() && !words.iter().any(|word| id.contains(word.as_str())) {
                continue;
            }
            eprintln!("    {id}");
            let Ok(prefix) = Cidr::parse(prefix) else { continue };
            let ns = nanoseconds(&claims(n, dense), prefix);
            let mut row = String::new();
            let title = format!("{n} {kind} hosts to the least list of bindings");
            // Writing to a String cannot fail.
            let _ = write!(
                row,
                r#"{{"id":"{id}","title":"{title}","lanes":[{{"name":"byoip","ns":{ns},"ratio":1}}]}}"#
            );
            rows.push(row);
        }
    }
    println!(r#"{{"results":[{}]}}"#, rows.join(","));
}
