//! Plans of many changes, compiled for this machine; the last line is JSON, as that of `table.rs`.

use byoip::Cidr;
use byoip::plan::{CurrentBinding, DesiredBinding, Plan, PlanOptions, PrefixState, Task, plan};
use std::collections::{BTreeMap, HashSet};
use std::fmt::Write as _;
use std::hint::black_box;
use std::net::Ipv4Addr;
use std::time::Instant;

const ROUNDS: usize = 11;
const PREFIX: &str = "10.0.0.0/8";
/// Magic Transit for the prefix, and two that take blocks of it.
const SERVICES: [(&str, &str); 3] = [
    ("2db684ee7ca04e159946fd05b99e1bcd", "Magic Transit"),
    ("c0de0000000000000000000000000cd1", "CDN"),
    ("5bec0000000000000000000000000001", "Spectrum"),
];

/// The generator of `draw.mjs` (mulberry32).
struct Mulberry32(u32);

impl Mulberry32 {
    fn next(&mut self) -> u32 {
        self.0 = self.0.wrapping_add(0x6d2b_79f5);
        let mut t = self.0;
        t = (t ^ t >> 15).wrapping_mul(t | 1);
        t ^= t.wrapping_add((t ^ t >> 7).wrapping_mul(t | 0x3d));
        t ^ t >> 14
    }
}

/// How bindings lie: the lengths of the blocks around one random host. `rows/plan.mjs` has the same.
#[derive(Clone, Copy)]
enum TaskShape {
    /// Spread over the prefix: few lie in another.
    Sparse,
    /// Twelve, each in the one before.
    Nested,
}

impl TaskShape {
    const fn name(self) -> &'static str {
        match self {
            Self::Sparse => "sparse",
            Self::Nested => "nested",
        }
    }

    fn lengths(self, random: &mut Mulberry32) -> Vec<u8> {
        match self {
            Self::Sparse => {
                [24, 26, 28, 30, 32].into_iter().skip(random.next() as usize % 5).take(1).collect()
            }
            Self::Nested => (21..=32).collect(),
        }
    }
}

/// What is bound, and what should be: a third of the changes is to another service, a third is new, and a third is
/// not wanted any more; a third as many bindings again stay as they are.
fn states(kind: TaskShape, changes: u32) -> (Vec<CurrentBinding>, Vec<DesiredBinding>) {
    let prefix = Cidr::parse(PREFIX).unwrap_or_else(|error| unreachable!("{error}"));
    let service = |number: u32| SERVICES.get(number as usize).map_or("", |(id, _)| id).to_owned();
    let mut current = vec![CurrentBinding {
        id: Some("b0".to_owned()),
        cidr: prefix,
        service: Some(service(0)),
        state: None,
    }];
    let mut desired = vec![DesiredBinding { cidr: prefix, service: service(0) }];
    let mut random = Mulberry32(changes);
    let (mut seen, mut made) = (HashSet::new(), 0);
    while made < changes {
        let host = Ipv4Addr::from_bits(0x0a00_0000 | random.next() & 0x00ff_ffff);
        for length in kind.lengths(&mut random) {
            let Some(cidr) = Cidr::containing(host.into(), length) else { continue };
            if made == changes || !seen.insert(cidr) {
                continue;
            }
            let (before, what) = (random.next() % 2, random.next() % 4);
            if what != 1 {
                let id = Some(format!("b{}", current.len()));
                current.push(CurrentBinding { id, cidr, service: Some(service(1 + before)), state: None });
            }
            if what != 2 {
                let after = if what == 0 { 1 - before } else { before };
                desired.push(DesiredBinding { cidr, service: service(1 + after) });
            }
            made += u32::from(what != 3);
        }
    }
    (current, desired)
}

fn run(current: &[CurrentBinding], desired: &[DesiredBinding], names: &BTreeMap<String, String>) -> Plan {
    let task = Task {
        prefix: Cidr::parse(PREFIX).unwrap_or_else(|error| unreachable!("{error}")),
        state: PrefixState::default(),
        current,
        desired,
        services: None,
        names: names.clone(),
        settles_in: None,
        options: PlanOptions::default(),
    };
    plan(black_box(&task)).unwrap_or_else(|refusal| unreachable!("{}", refusal.message))
}

fn main() {
    let words: Vec<String> = std::env::args().skip(1).filter(|word| !word.starts_with("--")).collect();
    let names = SERVICES.map(|(id, name)| (id.to_owned(), name.to_owned())).into();
    let mut rows = Vec::new();
    let sparse = [100, 1_000, 10_000, 100_000].map(|changes| (TaskShape::Sparse, changes));
    for (kind, changes) in sparse.into_iter().chain([(TaskShape::Nested, 1_000)]) {
        let id = format!("rust-plan-{}-{changes}", kind.name());
        if !words.is_empty() && !words.iter().any(|word| id.contains(word.as_str())) {
            continue;
        }
        eprintln!("    {id}");
        let (current, desired) = states(kind, changes);
        let mut times: Vec<f64> = (0..ROUNDS)
            .map(|_| {
                #[expect(clippy::disallowed_methods, reason = "a bench reads the clock, the core does not")]
                let began = Instant::now();
                let made = run(&current, &desired, &names);
                let took = began.elapsed().as_secs_f64() * 1e9;
                assert!(made.steps.len() >= changes as usize, "each change is written");
                took
            })
            .collect();
        times.sort_by(f64::total_cmp);
        let ns = times.get(ROUNDS / 2).copied().unwrap_or(f64::NAN);
        let title = format!("a plan of {changes} {} changes", kind.name());
        let limit = if changes == 1_000 { "5e6" } else { "null" };
        let mut row = String::new();
        // Writing to a String cannot fail.
        let _ = write!(
            row,
            r#"{{"id":"{id}","title":"{title}","lanes":[{{"name":"byoip","ns":{ns},"ratio":1,"limitNs":{limit}}}]}}"#
        );
        rows.push(row);
    }
    println!(r#"{{"results":[{}]}}"#, rows.join(","));
}
