//! Blocks and addresses compared with Python's `ipaddress`, over a hundred thousand texts from a seed.

use crate::oracle::random::Random;
use byoip::{Cidr, Error, MaskedCidr, parse_address};
use serde_json::{Value, json};
use std::collections::BTreeMap;
use std::io::Write;
use std::net::{IpAddr, Ipv4Addr, Ipv6Addr};
use std::process::{Command, Stdio};

const SEED: u64 = 20_261_121;
const TEXTS: usize = 120_000;
const PAIRS: usize = 30_000;

fn python(arguments: &[&str], input: &str) -> String {
    let started = Command::new("python3")
        .args(arguments)
        .current_dir(env!("CARGO_MANIFEST_DIR"))
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .spawn();
    let Ok(mut child) = started else {
        panic!(
            "python3 is not installed: this test compares with its `ipaddress`, so install python3 3.9.5 or later"
        );
    };
    let mut stdin = child.stdin.take().expect("stdin is piped");
    stdin.write_all(input.as_bytes()).expect("python3 reads all of its input");
    drop(stdin);
    let output = child.wait_with_output().expect("python3 ends");
    assert!(output.status.success(), "python3 {arguments:?} failed");
    String::from_utf8(output.stdout).expect("python3 writes UTF-8")
}

/// Python's answer for each line of JSON.
fn ask(lines: &[Value]) -> Vec<String> {
    let input: Vec<_> = lines.iter().map(Value::to_string).collect();
    let answers = python(&["-B", "-c", include_str!("../../oracle/ipaddress_answers.py")], &input.join("\n"));
    let answers: Vec<_> = answers.lines().map(str::to_owned).collect();
    assert_eq!(answers.len(), lines.len(), "one answer for each line");
    answers
}

/// Generates texts: valid ones in many spellings, damaged ones, and ones that were never valid.
struct Texts(Random);

impl Texts {
    fn pick<'a, T>(&mut self, of: &'a [T]) -> &'a T {
        &of[usize::try_from(self.0.below(of.len() as u64)).expect("it is an index")]
    }

    fn chance(&mut self, one_in: u64) -> bool {
        self.0.below(one_in) == 0
    }

    /// Bits with long runs of zeros and ones, for edge cases.
    fn bits(&mut self) -> u128 {
        let all = self.0.wide();
        let shift = u32::try_from(self.0.below(128)).expect("under 128");
        match self.0.below(6) {
            0 => all,
            1 => all << shift,
            2 => !(all << shift),
            3 => u128::MAX << shift,
            4 => all & self.0.wide().rotate_left(16) & self.0.wide(),
            _ => 0x2001_0db8 << 96 | all & 0xffff_0000_ffff,
        }
    }

    fn length(&mut self, bits: u8) -> u8 {
        match self.0.below(4) {
            0 => bits,
            1 => *self.pick(&[0, 1, bits - 1, bits / 2, 24, 32]),
            _ => u8::try_from(self.0.below(u64::from(bits) + 1)).expect("it is small"),
        }
    }

    fn block(&mut self) -> (IpAddr, u8) {
        let bits = self.bits();
        if self.chance(2) {
            let v4 = u32::try_from(bits & u128::from(u32::MAX)).expect("32 bits");
            (Ipv4Addr::from_bits(v4 ^ u32::try_from(bits >> 96).expect("32 bits")).into(), self.length(32))
        } else if self.chance(20) {
            (
                Ipv4Addr::from_bits(u32::try_from(bits >> 96).expect("32 bits")).to_ipv6_mapped().into(),
                self.length(128),
            )
        } else {
            (Ipv6Addr::from_bits(bits).into(), self.length(128))
        }
    }

    /// One of the many spellings of an address.
    fn spelling(&mut self, address: IpAddr) -> String {
        let IpAddr::V6(v6) = address else { return address.to_string() };
        let groups = v6.segments();
        let text = match self.0.below(6) {
            0 => groups.map(|g| format!("{g:x}")).join(":"),
            1 => groups.map(|g| format!("{g:04x}")).join(":"),
            2 => groups.map(|g| format!("{g:04X}")).join(":"),
            3 => {
                let [.., a, b] = groups;
                let last = Ipv4Addr::from_bits(u32::from(a) << 16 | u32::from(b));
                groups[..6].iter().map(|g| format!("{g:x}:")).collect::<Vec<_>>().concat() + &last.to_string()
            }
            _ => address.to_string(),
        };
        if self.chance(4) { text.to_uppercase() } else { text }
    }

    fn damage(&mut self, text: &str) -> String {
        const ALPHABET: &[char] = &[
            '0', '1', '2', '5', '9', 'a', 'f', 'F', 'g', 'x', '.', '.', ':', ':', '/', '%', '-', '+', ' ',
            '\t', '_', '*', '\u{0}', '\u{e9}', '\u{661}', '\u{ff11}', '\u{200b}', '\u{2003}',
        ];
        let mut chars: Vec<_> = text.chars().collect();
        for _ in 0..=self.0.below(2) {
            let at = usize::try_from(self.0.below(chars.len() as u64 + 1)).expect("it is an index");
            let new = *self.pick(ALPHABET);
            match self.0.below(4) {
                0 => chars.insert(at, new),
                1 if at < chars.len() => chars[at] = new,
                2 if at < chars.len() => drop(chars.remove(at)),
                // A part twice, for too many octets and groups.
                _ => chars.extend_from_within(at..),
            }
        }
        chars.into_iter().collect()
    }

    fn text(&mut self) -> String {
        let (address, length) = self.block();
        // Half of the blocks have no host bits, so that strict parsing accepts some.
        let address = match Cidr::containing(address, length) {
            Some(cidr) if self.chance(2) => cidr.first(),
            _ => address,
        };
        let host = self.spelling(address);
        let valid = match self.0.below(12) {
            0..=2 => host,
            3 => format!("{host}/0{length}"),
            4 => format!(
                "{host}/{}",
                u16::from(length) + 1 + u16::try_from(self.0.below(300)).expect("it is small")
            ),
            5 => {
                let mask = u32::MAX.checked_shl(32 - u32::from(length.min(32))).unwrap_or(0);
                let mask = if self.chance(4) { !mask } else { mask };
                let mask = if self.chance(6) { mask ^ 0x0001_0000 } else { mask };
                format!("{host}/{}", Ipv4Addr::from_bits(mask))
            }
            6 if self.chance(2) => format!("{host}%{}", self.pick(&["eth0", "1", "", "a/64", "25%25"])),
            6 => format!("{host}%eth0/{length}"),
            _ => format!("{host}/{length}"),
        };
        if self.chance(3) { self.damage(&valid) } else { valid }
    }
}

/// A text that Python accepts and this package refuses by design.
struct Disagreement {
    code: &'static str,
    /// The texts that may be refused so; a refusal with another code, or of another text, fails the test.
    applies: fn(&str) -> bool,
}

const POLICY: [Disagreement; 7] = [
    // An address alone is not a block.
    Disagreement { code: "length-missing", applies: |text| !text.contains('/') },
    // A netmask, or a host mask, is not a length.
    Disagreement {
        code: "length-is-netmask",
        applies: |text| text.split_once('/').is_some_and(|(_, mask)| mask.contains('.')),
    },
    Disagreement { code: "length-leading-zero", applies: |text| text.contains("/0") },
    // A zone id has no meaning outside its host.
    Disagreement { code: "zone-id", applies: |text| text.contains('%') },
    // An IPv4-mapped address represents an IPv4 address.
    Disagreement { code: "ipv4-mapped", applies: |text| text.to_lowercase().contains(":ffff:") },
    // Longer than any address, because of its zone id or of zeros in its length.
    Disagreement { code: "text-too-long", applies: |text| text.len() > 49 && text.contains('%') },
    Disagreement { code: "text-too-long", applies: |text| text.len() > 49 && text.contains("/0") },
];

#[derive(Default)]
struct DisagreementCount {
    accepted: usize,
    refused: usize,
    policy: BTreeMap<&'static str, usize>,
}

impl DisagreementCount {
    /// Compares one answer; `ours` is in Python's notation.
    fn compare(&mut self, text: &str, ours: Result<String, Error>, theirs: &str) {
        match ours {
            Ok(ours) => {
                assert_eq!(ours, theirs, "ours, then Python's, of {text:?}");
                self.accepted += 1;
            }
            Err(error) => {
                let code = error.code();
                if theirs == "-" {
                    self.refused += 1;
                    return;
                }
                let known = POLICY.iter().any(|known| known.code == code && (known.applies)(text));
                assert!(known, "{text:?}: Python says {theirs}, we say {code}: {error}");
                *self.policy.entry(code).or_default() += 1;
            }
        }
    }
}

fn number(address: IpAddr) -> u128 {
    match address {
        IpAddr::V4(v4) => v4.to_bits().into(),
        IpAddr::V6(v6) => v6.to_bits(),
    }
}

fn written(cidr: Cidr) -> String {
    format!("{cidr} {} {}", number(cidr.first()), number(cidr.last()))
}

#[test]
fn texts_parse_as_in_python() {
    println!("seed {SEED}");
    let mut texts = Texts(Random(SEED));
    let texts: Vec<_> = (0..TEXTS).map(|_| texts.text()).collect();
    let answers = ask(&texts.iter().map(|text| json!(text)).collect::<Vec<_>>());
    let [mut strict, mut masked, mut addresses] =
        [DisagreementCount::default(), DisagreementCount::default(), DisagreementCount::default()];
    for (text, answer) in texts.iter().zip(&answers) {
        let theirs: Vec<_> = answer.split('|').collect();
        strict.compare(text, Cidr::parse(text).map(written), theirs[0]);
        masked.compare(
            text,
            Cidr::parse_masked(text).map(|MaskedCidr { cidr, .. }| written(cidr)),
            theirs[1],
        );
        addresses.compare(text, parse_address(text).map(|address| address.to_string()), theirs[2]);
        let (is_strict, is_masked) =
            (theirs[0] != "-", Cidr::parse_masked(text).is_ok_and(|found| found.masked));
        assert!(!(is_strict && is_masked), "{text:?} has host bits for us and none for Python");
    }
    for (name, tally) in [("strict", strict), ("masked", masked), ("address", addresses)] {
        println!(
            "{name}: {} accepted, {} refused by both, by policy {:?}",
            tally.accepted, tally.refused, tally.policy
        );
        assert!(tally.accepted > 15_000 && tally.refused > 15_000, "{name}: both are well represented");
        if name == "masked" {
            let seen: Vec<_> = tally.policy.keys().copied().collect();
            let mut known: Vec<_> = POLICY.iter().map(|known| known.code).collect();
            known.sort_unstable();
            known.dedup();
            assert_eq!(seen, known, "every difference of the table was met");
        }
    }
}

#[test]
fn blocks_cover_as_in_python() {
    println!("seed {SEED}");
    let mut texts = Texts(Random(SEED + 1));
    let mut pairs = Vec::new();
    while pairs.len() < PAIRS {
        let (address, length) = texts.block();
        let Some(outer) = Cidr::containing(address, length) else { continue };
        // Close to each other, so that half of them nest: the same address with a few bits changed.
        let near = match address {
            IpAddr::V4(v4) => Ipv4Addr::from_bits(v4.to_bits() ^ 1u32.rotate_right(u32::from(length))).into(),
            IpAddr::V6(v6) => {
                Ipv6Addr::from_bits(v6.to_bits() ^ 1u128.rotate_right(u32::from(length))).into()
            }
        };
        let address = *texts.pick(&[address, address, near]);
        let length = texts.length(outer.family().bits());
        let inner = Cidr::containing(address, length);
        let other = texts.block();
        let other = if texts.chance(10) { Cidr::containing(other.0, other.1) } else { None };
        pairs.extend(other.or(inner).map(|inner| (outer, inner)));
    }
    let answers = ask(&pairs.iter().map(|(a, b)| json!([a.to_string(), b.to_string()])).collect::<Vec<_>>());
    let mut covered = 0;
    for ((outer, inner), answer) in pairs.iter().zip(&answers) {
        assert_eq!(outer.covers(inner), answer == "yes", "{outer} covers {inner}");
        covered += usize::from(answer == "yes");
    }
    println!("{covered} of {} pairs nest", pairs.len());
    assert!(covered > PAIRS / 5 && covered < PAIRS * 4 / 5);
}

#[test]
fn the_committed_vectors_are_those_of_their_scripts() {
    for (script, vectors) in [
        ("tests/oracle/cidr_vectors.py", include_str!("../../vectors/cidr.json")),
        ("tests/oracle/resolve_vectors.py", include_str!("../../vectors/resolve.json")),
        ("tests/oracle/envelope_vectors.py", include_str!("../../vectors/envelope.json")),
    ] {
        assert!(
            python(&["-B", script], "") == vectors,
            "{script} makes other vectors than those that are kept"
        );
    }
}
