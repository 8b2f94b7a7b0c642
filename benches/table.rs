//! The look-up table compared with other crates for longest-prefix match, compiled for this machine.
//!
//! The contestants take turns, as in `race.mjs`, which no common bench harness supports; the last line is JSON.

use byoip::{BindingRow, Cidr, Progress, Table};
use ip_network::{Ipv4Network, Ipv6Network};
use ip_network_table::IpNetworkTable;
use ipnet::{Ipv4Net, Ipv6Net};
use prefix_trie::PrefixMap;
use std::collections::HashSet;
use std::fmt::Write as _;
use std::hint::black_box;
use std::net::{IpAddr, Ipv4Addr, Ipv6Addr};
use std::time::Instant;

const ROUNDS: usize = 11;
const ADDRESSES: usize = 1 << 16;
const NO_OWNER: i32 = -1;

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

    fn wide(&mut self) -> u128 {
        (0..4).fold(0, |sum, _| sum << 32 | u128::from(self.next()))
    }
}

/// A block as its first address, in the upper bits, and its length.
type AddressAndLength = (u128, u8);

fn mask(length: u8) -> u128 {
    u128::MAX.checked_shl(128 - u32::from(length)).unwrap_or(0)
}

/// Prefixes of fifty bindings each, as in `draw.mjs`.
fn blocks(n: usize, v4: bool) -> Vec<AddressAndLength> {
    let mut random = Mulberry32(u32::try_from(n).unwrap_or(0));
    let (mut out, mut seen) = (Vec::with_capacity(n), HashSet::new());
    while out.len() < n {
        let (length, top) = if v4 {
            let shorter = (random.next() % 10).saturating_sub(5);
            (24 - u8::try_from(shorter).unwrap_or(0), u128::from(random.next()) << 96)
        } else {
            let registry = 0x2000 + u128::from(random.next() % 12) * 0x1a0;
            (48 - if random.next() % 10 < 6 { 0 } else { 4 }, registry << 112 | random.wide() >> 16)
        };
        for i in 0..50 {
            let pick = random.next();
            let child = match (i, v4) {
                (0, _) => length,
                (_, true) if pick % 10 < 7 => 32,
                (_, true) => 25 + u8::try_from(random.next() % 7).unwrap_or(0),
                (_, false) if pick % 10 < 4 => 128,
                (_, false) if pick % 10 < 7 => 64,
                (_, false) => 56,
            };
            let low = if v4 { u128::from(random.next()) << 96 } else { random.wide() };
            let block = ((top & mask(length) | low & !mask(length)) & mask(child), child);
            if out.len() < n && seen.insert(block) {
                out.push(block);
            }
        }
    }
    out
}

fn addresses(list: &[AddressAndLength]) -> Vec<u128> {
    let mut random = Mulberry32(7);
    let mut pick = || {
        let anywhere = random.wide();
        let block = list.get(random.next() as usize % list.len());
        match block {
            Some(&(first, length)) if !random.next().is_multiple_of(10) => first | anywhere & !mask(length),
            _ => anywhere,
        }
    };
    (0..ADDRESSES).map(|_| pick()).collect()
}

/// The first 32 bits.
fn top(bits: u128) -> u32 {
    u32::try_from(bits >> 96).unwrap_or(0)
}

fn ip(bits: u128, v4: bool) -> IpAddr {
    if v4 { Ipv4Addr::from_bits(top(bits)).into() } else { Ipv6Addr::from_bits(bits).into() }
}

fn table(list: &[AddressAndLength], v4: bool) -> Table {
    let rows: Vec<_> = list
        .iter()
        .filter_map(|&(first, length)| Cidr::containing(ip(first, v4), length))
        .map(|cidr| BindingRow::new(cidr, true, Progress::Active))
        .collect();
    assert_eq!(rows.len(), list.len(), "every block is a CIDR");
    Table::new(&rows, None).unwrap_or_else(|error| unreachable!("{error}"))
}

fn position(index: usize) -> i32 {
    i32::try_from(index).unwrap_or(NO_OWNER)
}

/// Sorted by first address, for a binary search; a block that does not contain the address leads to the one around it.
struct SortedBlocks {
    blocks: Vec<(u128, u128, i32)>,
    parents: Vec<usize>,
}

impl SortedBlocks {
    fn new(list: &[AddressAndLength]) -> Self {
        let mut blocks: Vec<_> = list
            .iter()
            .enumerate()
            .map(|(i, &(first, length))| (first, first | !mask(length), position(i)))
            .collect();
        blocks.sort_unstable_by_key(|&(first, last, _)| (first, u128::MAX - last));
        let mut open: Vec<(usize, u128)> = Vec::new();
        let mut parents = Vec::with_capacity(blocks.len());
        for (at, &(first, last, _)) in blocks.iter().enumerate() {
            while open.last().is_some_and(|&(_, end)| end < first) {
                open.pop();
            }
            parents.push(open.last().map_or(usize::MAX, |&(parent, _)| parent));
            open.push((at, last));
        }
        Self { blocks, parents }
    }

    fn find(&self, address: u128) -> i32 {
        let mut at = self.blocks.partition_point(|&(first, ..)| first <= address).wrapping_sub(1);
        while let Some(&(_, last, index)) = self.blocks.get(at) {
            if address <= last {
                return index;
            }
            at = self.parents.get(at).copied().unwrap_or(usize::MAX);
        }
        NO_OWNER
    }
}

/// Fills the answers.
type TimedLookup<'a> = Box<dyn FnMut(&mut [i32]) + 'a>;
type Contestant<'a> = (&'a str, TimedLookup<'a>);

fn each<'a, T: Copy>(list: &'a [T], mut find: impl FnMut(T) -> i32 + 'a) -> TimedLookup<'a> {
    Box::new(move |out| list.iter().zip(out).for_each(|(item, answer)| *answer = find(*item)))
}

fn median(mut numbers: Vec<f64>) -> f64 {
    numbers.sort_by(f64::total_cmp);
    numbers.get(numbers.len() / 2).copied().unwrap_or(f64::NAN)
}

fn race(id: &str, title: &str, mut contestants: Vec<Contestant<'_>>, operations: usize) -> String {
    eprintln!("    {id}");
    let mut expected = Vec::new();
    let mut out = vec![0; operations];
    for (name, run) in &mut contestants {
        run(&mut out);
        if expected.is_empty() {
            expected.clone_from(&out);
        }
        assert_eq!(out, expected, "{id}: {name} answers like the first");
    }
    let mut times = vec![Vec::new(); contestants.len()];
    for _ in 0..ROUNDS {
        for ((_, run), times) in contestants.iter_mut().zip(&mut times) {
            #[expect(clippy::disallowed_methods, reason = "a bench reads the clock, the core does not")]
            let began = Instant::now();
            run(black_box(&mut out));
            times.push(began.elapsed().as_secs_f64() * 1e9 / f64::from(position(operations)));
        }
    }
    let ours = times.first().cloned().unwrap_or_default();
    let mut json = format!(r#"{{"id":"{id}","title":"{title}","lanes":["#);
    for (at, ((name, _), times)) in contestants.iter().zip(times).enumerate() {
        let ratio = median(times.iter().zip(&ours).map(|(time, ours)| time / ours).collect());
        let comma = if at == 0 { "" } else { "," };
        let ns = median(times);
        // Writing to a String cannot fail.
        let _ = write!(json, r#"{comma}{{"name":"{name}","ns":{ns},"ratio":{ratio}}}"#);
    }
    json + "]}"
}

fn v4(n: usize) -> String {
    let list = blocks(n, true);
    let numbers: Vec<u32> = addresses(&list).into_iter().map(top).collect();
    let wide: Vec<u128> = numbers.iter().map(|number| u128::from(*number) << 96).collect();
    let ours = table(&list, true);
    let sorted = SortedBlocks::new(&list);
    let (mut patricia, mut trie) = (IpNetworkTable::new(), PrefixMap::new());
    for (index, &(first, length)) in list.iter().enumerate() {
        let first = Ipv4Addr::from_bits(top(first));
        if let (Ok(network), Ok(net)) = (Ipv4Network::new(first, length), Ipv4Net::new(first, length)) {
            patricia.insert(network, position(index));
            trie.insert(net, position(index));
        }
    }
    let contestants: Vec<Contestant<'_>> = vec![
        ("byoip", Box::new(|out| ours.find_many_v4(&numbers, out))),
        ("a sorted Vec, binary search", each(&wide, |address| sorted.find(address))),
        (
            "ip_network_table",
            each(&numbers, |number| {
                patricia.longest_match_ipv4(Ipv4Addr::from_bits(number)).map_or(NO_OWNER, |(_, index)| *index)
            }),
        ),
        (
            "prefix-trie",
            each(&numbers, |number| {
                let host = Ipv4Net::from(Ipv4Addr::from_bits(number));
                trie.get_lpm(&host).map_or(NO_OWNER, |(_, index)| *index)
            }),
        ),
    ];
    race(&format!("rust-v4-{n}"), &format!("IPv4 numbers, {n} bindings"), contestants, ADDRESSES)
}

fn v6(n: usize) -> String {
    let list = blocks(n, false);
    let wide = addresses(&list);
    let packed: Vec<u8> = wide.iter().flat_map(|address| address.to_be_bytes()).collect();
    let ours = table(&list, false);
    let sorted = SortedBlocks::new(&list);
    let (mut patricia, mut trie) = (IpNetworkTable::new(), PrefixMap::new());
    for (index, &(first, length)) in list.iter().enumerate() {
        let first = Ipv6Addr::from_bits(first);
        if let (Ok(network), Ok(net)) = (Ipv6Network::new(first, length), Ipv6Net::new(first, length)) {
            patricia.insert(network, position(index));
            trie.insert(net, position(index));
        }
    }
    let contestants: Vec<Contestant<'_>> = vec![
        ("byoip", Box::new(|out| assert!(ours.find_many_v6(&packed, out).is_ok()))),
        ("a sorted Vec, binary search", each(&wide, |address| sorted.find(address))),
        (
            "ip_network_table",
            each(&wide, |bits| {
                patricia.longest_match_ipv6(Ipv6Addr::from_bits(bits)).map_or(NO_OWNER, |(_, index)| *index)
            }),
        ),
        (
            "prefix-trie",
            each(&wide, |bits| {
                let host = Ipv6Net::from(Ipv6Addr::from_bits(bits));
                trie.get_lpm(&host).map_or(NO_OWNER, |(_, index)| *index)
            }),
        ),
    ];
    race(&format!("rust-v6-{n}"), &format!("packed IPv6, {n} bindings"), contestants, ADDRESSES)
}

fn build() -> String {
    let list = blocks(1_000_000, true);
    let rows: Vec<_> = list
        .iter()
        .filter_map(|&(first, length)| Cidr::containing(ip(first, true), length))
        .map(|cidr| BindingRow::new(cidr, true, Progress::Active))
        .collect();
    let contestants: Vec<Contestant<'_>> = vec![(
        "byoip",
        Box::new(|out: &mut [i32]| {
            let table = Table::new(black_box(&rows), None);
            if let (Some(out), Ok(table)) = (out.first_mut(), table) {
                *out = position(table.len());
            }
        }),
    )];
    race("build-v4-1000000", "a table of 1000000 IPv4 bindings", contestants, 1)
}

fn main() {
    let words: Vec<String> = std::env::args().skip(1).filter(|word| !word.starts_with("--")).collect();
    let wanted = |id: &str| words.is_empty() || words.iter().any(|word| id.contains(word.as_str()));
    let mut rows = Vec::new();
    for n in [9, 1000, 1_000_000] {
        if wanted(&format!("rust-v4-{n}")) {
            rows.push(v4(n));
        }
    }
    if wanted("rust-v6-1000000") {
        rows.push(v6(1_000_000));
    }
    if wanted("build-v4-1000000") {
        rows.push(build());
    }
    println!(r#"{{"results":[{}]}}"#, rows.join(","));
}
