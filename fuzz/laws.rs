//! The laws that hold for any input: the body of each fuzz target, and of a bounded test in the normal suite.
//!
//! A broken law panics.

use byoip::{
    AddressRange, BindingRow, Cidr, Envelope, Error, Operation, PrefixSnapshot, Progress, ReadLimits,
    Resolver, parse_address, read, read_snapshot,
};
use serde::de::IgnoredAny;
use std::net::{IpAddr, Ipv4Addr, Ipv6Addr};

/// An error has a known code, a position inside the input, and one line each for its message and its help.
fn lawful(error: &Error, input: usize, json: bool) {
    let (message, help) = (error.to_string(), error.help());
    assert!(Error::codes().contains(&error.code()), "an unknown code: {error:?}");
    assert!(
        error.at().start <= error.at().end && error.at().end <= input,
        "outside of {input} bytes: {error:?}"
    );
    assert_eq!(error.pointer().is_some(), json, "a pointer into JSON, and only there: {error:?}");
    for text in [&message, &help] {
        assert!(!text.is_empty() && !text.ends_with('.') && text.len() < 600, "no sentence: {text:?}");
        assert!(!text.contains(char::is_control), "more than one line: {text:?}");
    }
}

fn next(address: IpAddr) -> Option<IpAddr> {
    Some(match address {
        IpAddr::V4(v4) => Ipv4Addr::from_bits(v4.to_bits().checked_add(1)?).into(),
        IpAddr::V6(v6) => Ipv6Addr::from_bits(v6.to_bits().checked_add(1)?).into(),
    })
}

/// A text is parsed as a block, an address or a range, or refused; printed values parse to the same values.
pub(crate) fn cidr(bytes: &[u8]) {
    let text = String::from_utf8_lossy(bytes);
    let (strict, masked) = (Cidr::parse(&text), Cidr::parse_masked(&text));
    match (&strict, &masked) {
        (Ok(strict), Ok(masked)) => assert!(!masked.masked && masked.cidr == *strict),
        (Err(strict), Ok(masked)) => {
            assert!(masked.masked && strict.code() == "host-bits-set");
            assert!(strict.help().contains(&masked.cidr.to_string()));
        }
        (Err(strict), Err(masked)) => {
            assert_eq!((strict.code(), strict.at()), (masked.code(), masked.at()));
            // Each suggests what it accepts itself: with host bits, only one of the two accepts a block.
            assert!(strict.cure().is_none_or(|cure| Cidr::parse(cure).is_ok()), "{strict:?}");
            assert!(masked.cure().is_none_or(|cure| Cidr::parse_masked(cure).is_ok()), "{masked:?}");
        }
        (Ok(strict), Err(masked)) => panic!("{strict} strictly, and {masked} otherwise"),
    }
    if let Ok(found) = &masked {
        let block = found.cidr;
        let (address, length) = text.split_once('/').expect("a block has a slash");
        let address: IpAddr = address.parse().expect("a block has an address");
        assert_eq!(Cidr::containing(address, length.parse().expect("a length is a number")), Some(block));
        assert_eq!(Cidr::parse(&block.to_string()), Ok(block));
        assert!(block.covers(&block) && block.contains(block.first()) && block.contains(block.last()));
        assert_eq!(found.masked, address != block.first());
        assert!(block.parent().is_none_or(|parent| parent.covers(&block) && !block.covers(&parent)));
        if let Some([low, high]) = block.halves() {
            assert_eq!((low.sibling(), high.parent()), (Some(high), Some(block)));
            assert_eq!(next(low.last()), Some(high.first()));
        }
    }
    let address = parse_address(&text);
    let other = text.parse::<IpAddr>().ok();
    let other = other.filter(|address| !matches!(address, IpAddr::V6(v6) if v6.to_ipv4_mapped().is_some()));
    assert_eq!(address.as_ref().ok(), other.as_ref(), "the standard library reads it alike");
    let range = AddressRange::parse(&text);
    if let Ok(range) = &range {
        let blocks = range.cidrs();
        assert_eq!(blocks.first().map(Cidr::first), Some(range.first()));
        assert_eq!(blocks.last().map(Cidr::last), Some(range.last()));
        assert!(blocks.windows(2).all(|pair| next(pair[0].last()) == Some(pair[1].first())));
        assert!(blocks.windows(2).all(|pair| pair[0].sibling() != Some(pair[1])));
    }
    let refusals = [strict.err(), masked.err(), address.err(), range.err()];
    for error in refusals.into_iter().flatten() {
        lawful(&error, text.len(), false);
        assert!(text.get(error.at()).is_some(), "a place between characters: {error:?}");
    }
}

/// An answer is decoded or refused; a decoded one is written as JSON, and another JSON reader accepts its text.
pub(crate) fn envelope(bytes: &[u8]) {
    let Some((first, body)) = bytes.split_first() else { return };
    let operation = Operation::ALL[usize::from(*first) % Operation::ALL.len()];
    match read(operation, body, ReadLimits::default()) {
        Ok(found) => {
            let json = found.to_json();
            serde_json::from_str::<IgnoredAny>(&json).expect("what is written is JSON");
            let body = body.strip_prefix("\u{feff}".as_bytes()).unwrap_or(body);
            serde_json::from_slice::<IgnoredAny>(body).expect("what is read is JSON");
            let failed = matches!(found, Envelope::Failure { .. });
            assert_eq!(json.starts_with(r#"{"success":false,"errors""#), failed);
        }
        Err(error) => lawful(&error, body.len(), true),
    }
}

fn facts(resolver: &Resolver) -> Vec<(Cidr, bool, Progress)> {
    let fact = |row: &BindingRow| (row.cidr, row.has_service, row.progress);
    resolver.list().rows().iter().map(fact).collect()
}

/// A list of bindings is decoded or refused; a decoded one answers look-ups, and is written as an equal list.
pub(crate) fn bindings(bytes: &[u8]) {
    let resolver = match Resolver::from_json(bytes.to_vec(), None, ReadLimits::default()) {
        Ok(resolver) => resolver,
        Err(error) => return lawful(&error, bytes.len(), true),
    };
    let rows = resolver.list().rows();
    assert!((0..rows.len()).all(|index| resolver.list().binding(index).is_some()));
    for row in rows.iter().take(32) {
        for address in [row.cidr.first(), row.cidr.last()] {
            let around = rows.iter().filter(|row| row.has_service && row.cidr.contains(address));
            let found = resolver.table().resolve(address);
            let length = found.owner.map(|owner| rows[owner].cidr.length());
            assert_eq!(length, around.map(|row| row.cidr.length()).max());
            assert_eq!(resolver.table().find(address), found.owner);
        }
    }
    let json = resolver.list().to_json();
    let again = Resolver::from_json(json.clone().into_bytes(), None, ReadLimits::default());
    let again =
        again.unwrap_or_else(|e| panic!("what is written is read back: {e} at {:?} in {json}", e.at()));
    assert_eq!(facts(&again), facts(&resolver));
    assert_eq!(again.list().to_json(), json);
}

/// A snapshot is decoded or refused; a decoded one is written in canonical form, which is its own canonical form.
pub(crate) fn snapshot(bytes: &[u8]) {
    let found = match read_snapshot(bytes, ReadLimits::default()) {
        Ok(found) => found,
        Err(error) => return lawful(&error, bytes.len(), true),
    };
    let json = found.to_json();
    let again = read_snapshot(json.as_bytes(), ReadLimits::default());
    let again =
        again.unwrap_or_else(|e| panic!("what is written is read back: {e} at {:?} in {json}", e.at()));
    assert_eq!(again.to_json(), json, "the canonical form is canonical");
    let nouns = |p: &PrefixSnapshot| {
        let lists = [p.bgp_prefixes.entries().map(<[_]>::len), p.delegations.entries().map(<[_]>::len)];
        p.bindings.len() + lists.into_iter().flatten().sum::<usize>()
    };
    let lines: usize = found.prefixes.iter().map(|p| 3 + nouns(p)).sum();
    assert!(json.lines().count() >= lines, "a line for each noun");
    let table =
        Resolver::from_json(json.into_bytes(), None, ReadLimits::default()).expect("a table reads snapshots");
    let bindings: usize = found.prefixes.iter().map(|p| p.bindings.len()).sum();
    assert_eq!(table.list().rows().len(), bindings);
}
