//! Look-ups compared with a linear scan, and with the tries of two other crates.

use crate::oracle::random::Random;
use crate::oracle::scan::{OracleAnswer, OracleRow, scan};
use byoip::{BindingRow, BlockColumns, Cidr, NOT_AN_ADDRESS, Progress, Resolution, Table};
use ip_network_table::IpNetworkTable;
use ipnet::IpNet;
use prefix_trie::PrefixMap;
use proptest::prelude::*;
use std::collections::BTreeSet;
use std::net::{IpAddr, Ipv4Addr, Ipv6Addr};

/// Addresses around which blocks meet: both ends of each space, and some in it.
const V4: [u32; 6] = [0, u32::MAX, 0x8000_0000, 0x7fff_ffff, 0xc000_0200, 0x0a00_0000];
const V6: [u128; 6] =
    [0, u128::MAX, 1 << 127, 0x2001_0db8 << 96, 0x2001_0db8_0001_0002_u128 << 64, 0xc000_0200];

fn length(bits: u8) -> impl Strategy<Value = u8> {
    prop_oneof![
        4 => bits - 8..=bits,
        3 => Just(bits),
        2 => 0..=bits,
        1 => 0..=2u8,
    ]
}

/// A block near an anchor, so that many nest, touch and coincide.
fn block() -> impl Strategy<Value = (IpAddr, u8)> {
    let v4 =
        (prop_oneof![8 => proptest::sample::select(&V4[..]), 1 => any::<u32>()], any::<u8>(), length(32));
    let v6 =
        (prop_oneof![8 => proptest::sample::select(&V6[..]), 1 => any::<u128>()], any::<u8>(), length(128));
    prop_oneof![
        3 => v4.prop_map(|(near, low, length)| {
            let mask = u32::MAX.checked_shl(32 - u32::from(length)).unwrap_or(0);
            (Ipv4Addr::from_bits((near ^ u32::from(low)) & mask).into(), length)
        }),
        2 => v6.prop_map(|(near, low, length)| {
            let mask = u128::MAX.checked_shl(128 - u32::from(length)).unwrap_or(0);
            (Ipv6Addr::from_bits((near ^ u128::from(low)) & mask).into(), length)
        }),
    ]
    .prop_filter("blocks that end among IPv4-mapped addresses are refused", |(network, length)| {
        Cidr::containing(*network, *length).is_some()
    })
}

fn stage() -> impl Strategy<Value = u8> {
    prop_oneof![7 => Just(0), 2 => Just(1), 1 => Just(2)]
}

fn row() -> impl Strategy<Value = OracleRow> {
    (block(), proptest::bool::weighted(0.8), stage())
        .prop_map(|((network, length), service, stage)| OracleRow { network, length, service, stage })
}

/// All lengths around one address: a chain as deep as an address has bits.
fn chain() -> impl Strategy<Value = Vec<OracleRow>> {
    (block(), any::<u128>()).prop_map(|((network, _), coins)| {
        let length = |length: u8| {
            Some(OracleRow {
                network: Cidr::containing(network, length)?.first(),
                length,
                service: coins >> (length % 127) & 3 != 3,
                stage: [0, 0, 1, 2][(coins >> (length % 125) & 3) as usize],
            })
        };
        (0..=if network.is_ipv4() { 32 } else { 128 }).filter_map(length).collect()
    })
}

/// A list with nested, host, whole-space, repeated, regional and mixed-family bindings in any order.
fn rows() -> impl Strategy<Value = Vec<OracleRow>> {
    let some = proptest::collection::vec(row(), 0..48);
    let with_twins =
        (some, proptest::collection::vec((any::<prop::sample::Index>(), any::<bool>(), stage()), 0..12));
    let with_twins = with_twins.prop_map(|(mut rows, twins)| {
        for (index, service, stage) in twins {
            if let Some(&twin) = rows.get(index.index(rows.len().max(1))) {
                rows.push(OracleRow { service, stage, ..twin });
            }
        }
        rows
    });
    prop_oneof![6 => with_twins, 1 => chain()].prop_shuffle()
}

fn prefix() -> impl Strategy<Value = Option<(IpAddr, u8)>> {
    proptest::option::of(block())
}

fn cidr(network: IpAddr, length: u8) -> Cidr {
    Cidr::containing(network, length).expect("it is a block")
}

fn table(rows: &[OracleRow], prefix: Option<(IpAddr, u8)>) -> Table {
    let rows: Vec<_> = rows
        .iter()
        .map(|r| {
            BindingRow::new(
                cidr(r.network, r.length),
                r.service,
                [Progress::Active, Progress::Provisioning, Progress::Stuck][usize::from(r.stage)],
            )
        })
        .collect();
    Table::new(&rows, prefix.map(|(network, length)| cidr(network, length))).expect("it fits")
}

fn number(owner: Option<usize>) -> i32 {
    owner.map_or(-1, |index| i32::try_from(index).expect("it is small"))
}

/// Both ends of each block with their neighbours, both ends of each space, and a few others.
fn asks(rows: &[OracleRow], prefix: Option<(IpAddr, u8)>, anywhere: &[u128]) -> Vec<IpAddr> {
    let mut asks = BTreeSet::new();
    let blocks = rows.iter().map(|row| (row.network, row.length)).chain(prefix);
    for (network, length) in blocks {
        let block = cidr(network, length);
        for end in [block.first(), block.last()] {
            asks.extend::<[IpAddr; 3]>(match end {
                IpAddr::V4(v4) => {
                    [-1, 0, 1].map(|by| Ipv4Addr::from_bits(v4.to_bits().wrapping_add_signed(by)).into())
                }
                IpAddr::V6(v6) => {
                    [-1, 0, 1].map(|by| Ipv6Addr::from_bits(v6.to_bits().wrapping_add_signed(by)).into())
                }
            });
        }
    }
    for bits in anywhere.iter().copied().chain([0, u128::MAX]) {
        asks.insert(Ipv6Addr::from_bits(bits).into());
        asks.insert(Ipv4Addr::from_bits(u32::try_from(bits >> 96).expect("32 bits are left")).into());
    }
    asks.into_iter().collect()
}

fn assert_same(found: &Resolution, expected: &OracleAnswer) -> Result<(), TestCaseError> {
    prop_assert_eq!(found.owner, expected.owner, "the owner");
    prop_assert_eq!(found.reason.name(), expected.reason);
    prop_assert_eq!(&found.shadowed, &expected.shadowed, "what is shadowed");
    prop_assert_eq!(&found.regional, &expected.regional, "what is regional");
    prop_assert_eq!(found.fallback, expected.fallback, "the fallback");
    prop_assert_eq!(&found.conflicts, &expected.conflicts, "the conflicts");
    Ok(())
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(800))]

    #[test]
    fn every_look_up_agrees_with_the_scan(rows in rows(), prefix in prefix(), anywhere: [u128; 4]) {
        let table = table(&rows, prefix);
        prop_assert_eq!(table.len(), rows.len());
        prop_assert!(table.intervals() <= 2 * rows.len() + 2);
        let asks = asks(&rows, prefix, &anywhere);
        let (mut v4, mut v6, mut text, mut of_v4, mut of_v6, mut of_text) =
            (Vec::new(), Vec::new(), String::new(), Vec::new(), Vec::new(), Vec::new());
        for &address in &asks {
            let expected = scan(&rows, prefix, address);
            let owner = number(expected.owner);
            assert_same(&table.resolve(address), &expected)?;
            prop_assert_eq!(table.find(address), expected.owner, "find {}", address);
            match address {
                IpAddr::V4(address) => {
                    prop_assert_eq!(table.find_v4(address.to_bits()), owner);
                    v4.push(address.to_bits());
                    of_v4.push(owner);
                }
                IpAddr::V6(address) => {
                    prop_assert_eq!(table.find_v6(address.to_bits()), owner);
                    v6.extend(address.octets());
                    of_v6.push(owner);
                }
            }
            let line = address.to_string();
            if matches!(address, IpAddr::V6(v6) if v6.to_ipv4_mapped().is_some()) {
                prop_assert_eq!(table.find_text(&line).map_err(|e| e.code()), Err("ipv4-mapped"));
                of_text.push(NOT_AN_ADDRESS);
            } else {
                prop_assert_eq!(table.find_text(&line), Ok(owner));
                of_text.push(owner);
            }
            text.push_str(&line);
            text.push('\n');
        }
        let mut owners = vec![7; of_v4.len()];
        table.find_many_v4(&v4, &mut owners);
        prop_assert_eq!(owners, of_v4);
        let mut owners = vec![7; of_v6.len()];
        prop_assert_eq!(table.find_many_v6(&v6, &mut owners), Ok(()));
        prop_assert_eq!(owners, of_v6);
        let mut owners = Vec::new();
        table.find_many_text(text.as_bytes(), &[], &mut owners);
        prop_assert_eq!(&owners, &of_text);
        let lengths: Vec<u8> = text.lines().map(|line| u8::try_from(line.len()).expect("it is short")).collect();
        table.find_many_text(text.replace('\n', "").as_bytes(), &lengths, &mut owners);
        prop_assert_eq!(owners, [&of_text[..], &of_text[..]].concat());
    }

    #[test]
    fn the_order_of_the_list_changes_nothing_where_no_block_is_repeated(rows in rows(), anywhere: [u128; 4]) {
        let mut seen = BTreeSet::new();
        let rows: Vec<_> = rows.into_iter().filter(|row| seen.insert((row.network, row.length))).collect();
        let reversed: Vec<_> = rows.iter().rev().copied().collect();
        let (one, other) = (table(&rows, None), table(&reversed, None));
        for address in asks(&rows, None, &anywhere) {
            let back = other.find(address).map(|index| rows.len() - 1 - index);
            prop_assert_eq!(one.find(address), back, "{}", address);
        }
    }
}

/// Blocks that the other tries can hold: each once, each with a service.
fn spread(random: &mut Random, count: usize) -> Vec<(IpAddr, u8)> {
    let mut blocks = BTreeSet::new();
    while blocks.len() < count {
        // A third close to each other, so that they nest.
        let near = random.below(3) == 0;
        let block = if random.below(2) == 0 {
            let bits = u32::try_from(random.below(1 << 32)).expect("32 bits");
            let bits = if near { 0x0a00_0000 | bits & 0xffff } else { bits };
            let length = u8::try_from(random.below(33)).expect("at most 32");
            Cidr::containing(Ipv4Addr::from_bits(bits).into(), length)
        } else {
            let bits = random.wide();
            let bits = if near { 0x2001_0db8 << 96 | bits & 0xff_ffff } else { bits };
            let length = u8::try_from(random.below(129)).expect("at most 128");
            Cidr::containing(Ipv6Addr::from_bits(bits).into(), length)
        };
        blocks.extend(block.map(|block| (block.first(), block.length())));
    }
    blocks.into_iter().collect()
}

#[test]
fn other_tries_find_the_same_owners() {
    for seed in 1..=8 {
        println!("seed {seed}");
        let mut random = Random(seed);
        let blocks = spread(&mut random, 3_000);
        let rows: Vec<_> = blocks
            .iter()
            .map(|&(network, length)| OracleRow { network, length, service: true, stage: 0 })
            .collect();
        let table = table(&rows, None);
        let mut trie: (PrefixMap<_, usize>, PrefixMap<_, usize>) = (PrefixMap::new(), PrefixMap::new());
        let mut other = IpNetworkTable::new();
        for (index, &(network, length)) in blocks.iter().enumerate() {
            match IpNet::new(network, length).expect("it is a block") {
                IpNet::V4(net) => trie.0.insert(net, index),
                IpNet::V6(net) => trie.1.insert(net, index),
            };
            let network = ip_network::IpNetwork::new(network, length).expect("it is a block");
            other.insert(network, index);
        }
        let anywhere: Vec<_> = (0..2_000).map(|_| random.wide()).collect();
        for address in asks(&rows, None, &anywhere) {
            let found = table.find(address);
            let host = match address {
                IpAddr::V4(v4) => trie.0.get_lpm(&v4.into()).map(|(_, index)| *index),
                IpAddr::V6(v6) => trie.1.get_lpm(&v6.into()).map(|(_, index)| *index),
            };
            assert_eq!(found, host, "prefix-trie on {address}");
            assert_eq!(
                found,
                other.longest_match(address).map(|(_, index)| *index),
                "ip_network_table on {address}"
            );
        }
    }
}

#[test]
fn a_table_of_a_million_bindings_answers() {
    const HOSTS: u32 = 999_998;
    const STEP: u32 = 4_093;
    let host = |i: u32| Cidr::host(Ipv4Addr::from_bits(i * STEP).into());
    let mut rows: Vec<_> = (0..HOSTS).map(|i| BindingRow::new(host(i), true, Progress::Active)).collect();
    rows.push(BindingRow::new(cidr(Ipv4Addr::UNSPECIFIED.into(), 0), true, Progress::Active));
    rows.push(BindingRow::new(cidr(Ipv6Addr::UNSPECIFIED.into(), 0), true, Progress::Active));
    assert_eq!(rows.len(), 1_000_000);
    let table = Table::new(&rows, None).expect("it fits");
    let mut random = Random(1);
    for _ in 0..100_000 {
        let near = u32::try_from(random.below(u64::from(HOSTS))).expect("it is below");
        let address =
            (near * STEP).wrapping_add_signed(i32::try_from(random.below(3)).expect("it is small") - 1);
        let is_host = address.is_multiple_of(STEP) && address / STEP < HOSTS;
        let expected = if is_host { address / STEP } else { HOSTS };
        assert_eq!(table.find_v4(address).cast_unsigned(), expected, "{}", Ipv4Addr::from_bits(address));
        assert_eq!(table.find_v6(random.wide()).cast_unsigned(), HOSTS + 1);
    }
    let deep = table.resolve(Ipv4Addr::from_bits(STEP).into());
    assert_eq!((deep.owner, deep.shadowed), (Some(1), vec![HOSTS as usize]));
}

#[test]
fn a_batch_in_a_large_table_has_the_owners_of_single_look_ups() {
    let mut random = Random(3);
    // More addresses than one sorted batch, and a number that is not a multiple of the lanes.
    let (blocks, asked) = (spread(&mut random, 400_000), (1 << 17) + 4_099);
    let rows: Vec<_> = blocks
        .iter()
        .map(|&(network, length)| OracleRow { network, length, service: true, stage: 0 })
        .collect();
    let table = table(&rows, None);
    let (mut v4, mut v6) = (vec![0, u32::MAX], vec![0, u128::MAX]);
    while v4.len().min(v6.len()) < asked {
        let place = random.below(blocks.len() as u64);
        match blocks[usize::try_from(place).expect("it is a place")].0 {
            IpAddr::V4(first) => v4.push(first.to_bits().wrapping_sub(u32::from(place.is_multiple_of(2)))),
            IpAddr::V6(first) => v6.push(first.to_bits().wrapping_sub(u128::from(place % 2))),
        }
    }
    assert!(table.intervals() > 3 << 17, "either family has enough to be asked in order");
    for room in [0, 5, asked, v4.len() + 3] {
        let mut owners = vec![-9; room];
        table.find_many_v4(&v4, &mut owners);
        let alone = v4.iter().map(|address| table.find_v4(*address));
        assert!(owners.iter().copied().eq(alone.chain([-9; 3]).take(room)), "{room} IPv4 addresses");
    }
    let packed: Vec<u8> = v6.iter().flat_map(|address| address.to_be_bytes()).collect();
    let mut owners = vec![-9; v6.len()];
    table.find_many_v6(&packed, &mut owners).expect("they are whole addresses");
    assert!(owners.iter().copied().eq(v6.iter().map(|address| table.find_v6(*address))), "IPv6 addresses");
    assert!(owners.iter().collect::<BTreeSet<_>>().len() > asked / 4, "they have many owners");
}

#[test]
fn columns_and_rows_build_the_same_table() {
    let mut random = Random(5);
    let blocks = spread(&mut random, 3_000);
    for wide in [false, true] {
        let blocks: Vec<_> = blocks.iter().filter(|(network, _)| network.is_ipv6() == wide).collect();
        // Repeated blocks in several orders: as generated, reversed, sorted.
        let mut lists = vec![[&blocks[..], &blocks[..500]].concat(); 3];
        lists[1].reverse();
        lists[2].sort();
        for list in lists {
            let rows: Vec<_> = list
                .iter()
                .map(|&&(network, length)| OracleRow { network, length, service: true, stage: 0 })
                .collect();
            let addresses = list.iter().flat_map(|(network, _)| match network {
                IpAddr::V4(first) => first.to_bits().to_le_bytes().to_vec(),
                IpAddr::V6(first) => first.octets().to_vec(),
            });
            let lengths = list.iter().map(|(_, length)| *length);
            let columns = BlockColumns::new(addresses.collect(), wide, lengths.collect());
            for prefix in [None, Some(*list[7])] {
                let of_rows = table(&rows, prefix);
                let prefix = prefix.map(|(network, length)| cidr(network, length));
                let of_columns = Table::from_columns(&columns, prefix).expect("all are blocks");
                assert_eq!(of_columns.len(), list.len());
                for ask in asks(&rows[..500], None, &[]) {
                    assert_eq!(of_columns.resolve(ask), of_rows.resolve(ask), "{ask}");
                }
            }
        }
    }
}

#[test]
fn an_invalid_row_of_columns_is_reported_by_its_index() {
    let block = |first: u32, length: u8| (first.to_le_bytes(), length);
    for (bad, code) in [
        (block(0xC000_0201, 24), "host-bits-set"),
        (block(1, 0), "host-bits-set"),
        (block(0, 33), "length-too-long"),
        (block(0, 255), "length-too-long"),
    ] {
        for place in [0, 1, 1000] {
            let mut rows = vec![block(0xC000_0200, 24); 1001];
            rows[place] = bad;
            let (addresses, lengths): (Vec<_>, Vec<_>) = rows.into_iter().unzip();
            let columns = BlockColumns::new(addresses.concat(), false, lengths);
            let error = Table::from_columns(&columns, None).expect_err("a row is not a block");
            assert_eq!((error.code(), error.pointer()), (code, Some(format!("/{place}").as_str())));
        }
    }
    let columns = BlockColumns::new(vec![0; 9], false, vec![32; 3]);
    assert_eq!(columns.len(), 2, "what one column has more is left out");
    assert!(BlockColumns::new(vec![0; 9], true, vec![32; 3]).is_empty());
}

#[test]
fn a_table_has_a_largest_size() {
    let row = BindingRow::new(cidr(Ipv4Addr::UNSPECIFIED.into(), 0), true, Progress::Active);
    let error = Table::new(&vec![row; Table::MAX + 1], None).expect_err("it is too large");
    assert_eq!(error.code(), "table-too-large");
    assert!(error.to_string().contains(&Table::MAX.to_string()), "{error}");
}

#[test]
fn each_line_of_text_is_an_address_or_reported_as_not_one() {
    let rows = [BindingRow::new(cidr(Ipv4Addr::new(192, 0, 2, 0).into(), 24), true, Progress::Active)];
    let table = Table::new(&rows, None).expect("it fits");
    let many = |text: &str| {
        let mut owners = Vec::new();
        table.find_many_text(text.as_bytes(), &[], &mut owners);
        owners
    };
    assert_eq!(many("192.0.2.1\n198.51.100.1\nx\n"), [0, -1, NOT_AN_ADDRESS]);
    assert_eq!(many("192.0.2.1\r\n 192.0.2.2\t\n\n192.0.2.3"), [0, NOT_AN_ADDRESS, NOT_AN_ADDRESS, 0]);
    assert!(many("").is_empty());
    assert_eq!(many("\n"), [NOT_AN_ADDRESS]);
    assert_eq!(many("::ffff:192.0.2.1\n192.0.2.1%eth0\n192.0.2.01"), [NOT_AN_ADDRESS; 3]);
}

#[test]
fn text_of_given_lengths_comes_before_lines() {
    let rows = [BindingRow::new(cidr(Ipv4Addr::new(192, 0, 2, 0).into(), 24), true, Progress::Active)];
    let table = Table::new(&rows, None).expect("it fits");
    let many = |text: &str, lengths: &[u8]| {
        let mut owners = Vec::new();
        table.find_many_text(text.as_bytes(), lengths, &mut owners);
        owners
    };
    assert_eq!(many("192.0.2.1192.0.2.2", &[9, 9]), [0, 0]);
    assert_eq!(many("192.0.2.1192.0.2.2", &[10, 8]), [0, -1]);
    assert_eq!(many("198.51.100.1192.0.2.2\nx\n192.0.2.3", &[12]), [-1, 0, NOT_AN_ADDRESS, 0]);
    assert_eq!(
        many("192.0.2.12001:db8::1 192.0.2.2 ", &[9, 0, 11, 11]),
        [0, NOT_AN_ADDRESS, -1, NOT_AN_ADDRESS]
    );
    assert_eq!(many("192.0.2.1", &[9, 0, 1]), [0, NOT_AN_ADDRESS, NOT_AN_ADDRESS]);
    assert_eq!(many("192.0.2.1", &[10, 9]), [NOT_AN_ADDRESS; 2], "there are fewer bytes");
}

#[test]
fn packed_addresses_have_sixteen_bytes_each() {
    let table = Table::new(&[], None).expect("it fits");
    let mut owners = [7; 2];
    assert_eq!(table.find_many_v6(&[0; 32], &mut owners), Ok(()));
    assert_eq!(owners, [-1, -1]);
    let error = table.find_many_v6(&[0; 33], &mut owners).expect_err("one byte is left over");
    assert_eq!(error.code(), "packed-length");
    assert_eq!(error.at(), 32..33);
}
