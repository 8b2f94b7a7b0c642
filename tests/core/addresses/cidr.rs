//! Blocks and addresses against tests/vectors/cidr.json, whose answers come from Python's `ipaddress`.

use byoip::{Cidr, Error, parse_address, range_to_cidrs};
use serde::Deserialize;
use std::collections::BTreeMap;

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Vectors {
    parse: Vec<Parse>,
    masked: Vec<MaskedParse>,
    covers: Vec<Containment>,
    parent: Vec<Parent>,
    sibling: Vec<Sibling>,
    halves: Vec<Halves>,
    ranges: Vec<RangeVector>,
    addresses: Vec<Address>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields, untagged)]
enum Parse {
    Block { text: String, cidr: String, family: u8, first: String, last: String, size: String, length: u8 },
    Refused(CidrRefusal),
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct CidrRefusal {
    text: String,
    error: String,
    at: Option<[usize; 2]>,
    help: Option<String>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields, untagged)]
enum MaskedParse {
    Block { text: String, cidr: String, masked: bool },
    Refused(CidrRefusal),
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Containment {
    outer: String,
    inner: String,
    covers: bool,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Parent {
    cidr: String,
    parent: Option<String>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Sibling {
    cidr: String,
    sibling: Option<String>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Halves {
    cidr: String,
    halves: Option<[String; 2]>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields, untagged)]
enum RangeVector {
    Blocks { first: String, last: String, cidrs: Vec<String> },
    Refused { first: String, last: String, error: String },
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields, untagged)]
enum Address {
    Address { text: String, address: String, family: u8 },
    Refused(CidrRefusal),
}

fn vectors() -> Vectors {
    serde_json::from_str(include_str!("../../vectors/cidr.json"))
        .expect("the vectors have the documented form")
}

fn block(text: &str) -> Cidr {
    Cidr::parse(text).unwrap_or_else(|e| panic!("`{text}` is a block: {e}"))
}

fn assert_refused(expected: &CidrRefusal, error: &Error) {
    let CidrRefusal { text, error: code, at, help } = expected;
    assert_eq!(error.code(), code, "the code for `{text}`");
    assert_eq!(error.pointer(), None, "`{text}` is not JSON");
    assert!(text.get(error.at()).is_some(), "the position {:?} is inside `{text}`", error.at());
    if let Some([start, end]) = *at {
        assert_eq!(error.at(), start..end, "the place in `{text}`");
    }
    if let Some(help) = help {
        assert_eq!(&error.help(), help, "the cure for `{text}`");
    }
}

#[test]
fn there_are_hundreds_of_vectors_and_three_for_each_code() {
    let all = vectors();
    assert!(all.parse.len() + all.masked.len() >= 300, "at least 300 texts of blocks");
    for (name, length) in [
        ("covers", all.covers.len()),
        ("parent", all.parent.len()),
        ("sibling", all.sibling.len()),
        ("halves", all.halves.len()),
        ("ranges", all.ranges.len()),
        ("addresses", all.addresses.len()),
    ] {
        assert!(length >= 20, "{length} vectors of {name}");
    }
    let mut seen: BTreeMap<&str, usize> = BTreeMap::new();
    let parse =
        all.parse.iter().filter_map(|v| if let Parse::Refused(r) = v { Some(&*r.error) } else { None });
    let address =
        all.addresses.iter().filter_map(|v| if let Address::Refused(r) = v { Some(&*r.error) } else { None });
    let ranges = all
        .ranges
        .iter()
        .filter_map(|v| if let RangeVector::Refused { error, .. } = v { Some(&**error) } else { None });
    parse.chain(address).chain(ranges).for_each(|code| *seen.entry(code).or_default() += 1);
    let codes = Error::codes();
    let of_texts = codes.iter().take_while(|code| !code.starts_with("json-"));
    for code in of_texts {
        let count = seen.get(code).copied().unwrap_or_default();
        assert!(count >= 3, "`{code}` has {count} vectors");
    }
}

#[test]
fn a_text_is_parsed_or_refused_as_its_vector_says() {
    for vector in vectors().parse {
        match vector {
            Parse::Block { text, cidr, family, first, last, size, length } => {
                let found = block(&text);
                assert_eq!(found.to_string(), cidr, "the canonical text of `{text}`");
                assert_eq!(found.family().number(), family, "the family of `{text}`");
                assert_eq!(found.first().to_string(), first, "the first address of `{text}`");
                assert_eq!(found.last().to_string(), last, "the last address of `{text}`");
                assert_eq!(found.size_text(), size, "the size of `{text}`");
                assert_eq!(found.length(), length, "the length of `{text}`");
                assert_eq!(block(&cidr), found, "the canonical text of `{text}` is the same block");
                assert_eq!(text.parse::<Cidr>(), Ok(found), "FromStr is parse");
            }
            Parse::Refused(expected) => match Cidr::parse(&expected.text) {
                Ok(found) => panic!("`{}` is refused, not {found}", expected.text),
                Err(error) => assert_refused(&expected, &error),
            },
        }
    }
}

#[test]
fn lenient_parsing_clears_host_bits() {
    for vector in vectors().masked {
        match vector {
            MaskedParse::Block { text, cidr, masked } => {
                let found = Cidr::parse_masked(&text).unwrap_or_else(|e| panic!("`{text}` is a block: {e}"));
                assert_eq!(found.cidr.to_string(), cidr, "the block of `{text}`");
                assert_eq!(found.masked, masked, "host bits in `{text}`");
            }
            MaskedParse::Refused(expected) => match Cidr::parse_masked(&expected.text) {
                Ok(found) => panic!("`{}` is refused, not {}", expected.text, found.cidr),
                Err(error) => assert_refused(&expected, &error),
            },
        }
    }
}

#[test]
fn a_block_covers_the_blocks_of_its_vector() {
    for Containment { outer, inner, covers } in vectors().covers {
        let (outer, inner) = (block(&outer), block(&inner));
        assert_eq!(outer.covers(&inner), covers, "{outer} covers {inner}");
        assert_eq!(
            outer.contains(inner.first()) && outer.contains(inner.last()),
            covers,
            "{outer} contains both ends of {inner}"
        );
    }
}

#[test]
fn a_block_has_the_parent_the_sibling_and_the_halves_of_its_vectors() {
    let all = vectors();
    for Parent { cidr, parent } in all.parent {
        assert_eq!(block(&cidr).parent().map(|c| c.to_string()), parent, "the parent of {cidr}");
    }
    for Sibling { cidr, sibling } in all.sibling {
        assert_eq!(block(&cidr).sibling().map(|c| c.to_string()), sibling, "the sibling of {cidr}");
    }
    for Halves { cidr, halves } in all.halves {
        assert_eq!(block(&cidr).halves().map(|h| h.map(|c| c.to_string())), halves, "the halves of {cidr}");
    }
}

#[test]
fn a_range_has_the_blocks_of_its_vector() {
    for vector in vectors().ranges {
        match vector {
            RangeVector::Blocks { first, last, cidrs } => {
                let found =
                    range_to_cidrs(&first, &last).unwrap_or_else(|e| panic!("{first} to {last}: {e}"));
                let found: Vec<_> = found.iter().map(Cidr::to_string).collect();
                assert_eq!(found, cidrs, "{first} to {last}");
                let dashed =
                    byoip::AddressRange::parse(&format!("{first} - {last}")).map(|range| range.cidrs());
                let dashed: Vec<_> = dashed.unwrap_or_default().iter().map(Cidr::to_string).collect();
                assert_eq!(dashed, cidrs, "`{first} - {last}` as one text");
            }
            RangeVector::Refused { first, last, error } => match range_to_cidrs(&first, &last) {
                Ok(found) => panic!("{first} to {last} is refused, not {found:?}"),
                Err(found) => assert_eq!(found.code(), error, "{first} to {last}"),
            },
        }
    }
}

#[test]
fn an_address_is_parsed_or_refused_as_its_vector_says() {
    for vector in vectors().addresses {
        match vector {
            Address::Address { text, address, family } => {
                let found = parse_address(&text).unwrap_or_else(|e| panic!("`{text}` is an address: {e}"));
                assert_eq!(found.to_string(), address, "the canonical text of `{text}`");
                assert_eq!(if found.is_ipv4() { 4 } else { 6 }, family, "the family of `{text}`");
            }
            Address::Refused(expected) => match parse_address(&expected.text) {
                Ok(found) => panic!("`{}` is refused, not {found}", expected.text),
                Err(error) => assert_refused(&expected, &error),
            },
        }
    }
}

#[test]
fn sizes_are_exact_to_the_last_address() {
    assert_eq!(block("0.0.0.0/0").size(), Some(1 << 32));
    assert_eq!(block("::/1").size(), Some(1 << 127));
    assert_eq!(block("::/0").size(), None);
    assert_eq!(block("::/0").size_text(), "340282366920938463463374607431768211456");
}

#[test]
fn blocks_sort_by_family_then_address_then_parents_first() {
    let sorted = [
        "0.0.0.0/0",
        "0.0.0.0/8",
        "0.0.0.0/32",
        "10.0.0.0/8",
        "10.0.0.0/9",
        "10.128.0.0/9",
        "::/0",
        "::/128",
    ];
    let blocks = sorted.map(block);
    let mut shuffled = blocks;
    shuffled.reverse();
    shuffled.sort_unstable();
    assert_eq!(shuffled, blocks);
}
