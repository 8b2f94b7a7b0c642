//! Lists of desired bindings in the forms in which people have them, which JavaScript reads too.

use byoip::{Cidr, ColumnUse, Desired, Error, ReadLimits, ServiceFacts, read_desired};
use proptest::prelude::*;
use serde::Deserialize;

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct ListVector {
    name: String,
    file: String,
    #[serde(default)]
    encoding: Encoding,
    /// Bytes that are missing at the end.
    #[serde(default)]
    cut: usize,
    #[serde(default = "default_prefix")]
    prefix: String,
    /// Whether the services are known.
    #[serde(default = "known")]
    services: bool,
    #[serde(default)]
    bindings: Vec<(String, String)>,
    #[serde(default)]
    regional: Vec<String>,
    lines: Option<Vec<u32>>,
    columns: Option<Columns>,
    error: Option<ExpectedError>,
}

#[derive(Deserialize, Default, Clone, Copy, PartialEq, Eq)]
enum Encoding {
    #[default]
    #[serde(rename = "utf-8")]
    Utf8,
    #[serde(rename = "utf-16le")]
    Utf16Le,
    #[serde(rename = "utf-16be")]
    Utf16Be,
    #[serde(rename = "windows-1252")]
    Windows1252,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Columns {
    addresses: Vec<String>,
    service: Vec<String>,
    ignored: Vec<String>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct ExpectedError {
    code: String,
    /// The text at the position.
    at: Option<String>,
}

fn default_prefix() -> String {
    "192.0.2.0/24".to_owned()
}

fn known() -> bool {
    true
}

const SERVICES: [(&str, &str); 2] =
    [("c0de0000000000000000000000000cd1", "CDN"), ("2db684ee7ca04e159946fd05b99e1bcd", "Magic Transit")];

fn vectors() -> Vec<ListVector> {
    serde_json::from_str(include_str!("../../vectors/lists.json")).unwrap()
}

fn encode(text: &str, encoding: Encoding) -> Vec<u8> {
    match encoding {
        Encoding::Utf8 => text.into(),
        Encoding::Utf16Le => text.encode_utf16().flat_map(u16::to_le_bytes).collect(),
        Encoding::Utf16Be => text.encode_utf16().flat_map(u16::to_be_bytes).collect(),
        // The characters of the vectors are those of Latin-1.
        Encoding::Windows1252 => text.chars().map(|c| u8::try_from(u32::from(c)).unwrap()).collect(),
    }
}

fn read(vector: &ListVector, bytes: &[u8]) -> Result<Desired, Error> {
    let services = SERVICES.map(|(id, name)| ServiceFacts { id: id.into(), name: name.into() });
    let services = vector.services.then_some(&services[..]);
    read_desired(bytes, Cidr::parse(&vector.prefix).unwrap(), None, services, ReadLimits::default())
}

/// `block name` of each binding.
fn shown(desired: &Desired) -> Vec<(String, String)> {
    let name = |id: &str| SERVICES.iter().find(|known| known.0 == id).map_or(id, |known| known.1).to_owned();
    let bindings = desired.bindings().expect("all are blocks");
    bindings.into_iter().map(|(cidr, id)| (cidr.to_string(), name(id))).collect()
}

#[test]
fn every_form_is_read_or_refused_as_its_vector_says() {
    for vector in vectors() {
        let mut bytes = encode(&vector.file, vector.encoding);
        bytes.truncate(bytes.len() - vector.cut);
        let name = &vector.name;
        let found = read(&vector, &bytes);
        if let Some(expected) = &vector.error {
            let error = found.expect_err(name);
            assert_eq!(error.code(), expected.code, "{name}: {error}");
            let at = bytes.get(error.at()).unwrap_or_else(|| panic!("{name}: {:?}", error.at()));
            if let Some(text) = &expected.at {
                assert_eq!(at, encode(text, vector.encoding), "{name}: {:?}", error.at());
            }
            continue;
        }
        let desired = found.unwrap_or_else(|error| panic!("{name}: {error} at {:?}", error.at()));
        assert_eq!(shown(&desired), vector.bindings, "{name}");
        let regional: Vec<_> = desired.regional.iter().map(Cidr::to_string).collect();
        assert_eq!(regional, vector.regional, "{name}");
        if let Some(lines) = &vector.lines {
            assert_eq!(desired.lines(), lines, "{name}");
        }
        if let Some(Columns { addresses, service, ignored }) = vector.columns {
            assert_eq!(desired.columns, Some(ColumnUse { addresses, service, ignored }), "{name}");
        }
    }
}

#[test]
fn a_file_that_is_cut_off_gives_whole_entries_or_an_error() {
    for vector in vectors().iter().filter(|vector| vector.error.is_none()) {
        let bytes = encode(&vector.file, vector.encoding);
        for cut in 0..bytes.len() {
            let Ok(desired) = read(vector, &bytes[..cut]) else { continue };
            for (at, binding) in shown(&desired).iter().enumerate() {
                assert_eq!(vector.bindings.get(at), Some(binding), "{}, cut at {cut}", vector.name);
            }
        }
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(2_000))]

    #[test]
    fn a_damaged_file_never_makes_the_reader_panic(
        at in 0_usize..77, changes in proptest::collection::vec((any::<prop::sample::Index>(), any::<u8>()), 1..4)
    ) {
        let vectors = vectors();
        let vector = &vectors[at % vectors.len()];
        let mut bytes = encode(&vector.file, vector.encoding);
        for (place, byte) in changes {
            let place = place.index(bytes.len());
            bytes[place] = byte;
        }
        if let Err(error) = read(vector, &bytes) {
            prop_assert!(bytes.get(error.at()).is_some(), "{:?} is outside", error.at());
        }
    }
}
