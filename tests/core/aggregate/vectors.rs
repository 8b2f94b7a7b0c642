//! The vectors, which JavaScript answers too.

use byoip::{Cidr, ListMeaning, ReadLimits, desired_of_columns, read_desired};
use serde::Deserialize;
use serde_json::json;

#[derive(Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
struct AggregateVector {
    name: String,
    prefix: String,
    default: String,
    #[serde(default)]
    default_only: Vec<String>,
    claims: Vec<(String, String)>,
    /// The meaning of the list; asked for where it has no range.
    read_as: Option<String>,
    /// Number of entries without duplicates, where there are duplicates.
    entries: Option<usize>,
    #[serde(default)]
    bindings: Vec<(String, String)>,
    #[serde(default)]
    shares: Vec<(String, String, usize)>,
    #[serde(default)]
    as_claimed: usize,
    error: Option<ExpectedError>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct ExpectedError {
    code: String,
    pointer: String,
}

#[test]
fn every_vector_has_its_answer() {
    let vectors: Vec<AggregateVector> =
        serde_json::from_str(include_str!("../../vectors/aggregate.json")).unwrap();
    for vector in vectors {
        let prefix = Cidr::parse(&vector.prefix).unwrap();
        let claims = vector
            .claims
            .iter()
            .map(|(addresses, service)| json!({"addresses": addresses, "serviceId": service}));
        let list = claims.collect::<serde_json::Value>().to_string();
        let has_range = vector.claims.iter().any(|(addresses, _)| addresses.contains('-'));
        let reading =
            (vector.read_as.as_deref() == Some("claims") && !has_range).then_some(ListMeaning::Claims);
        let only: Vec<_> = vector.default_only.iter().map(String::as_str).collect();
        let file = read_desired(list.as_bytes(), prefix, reading, None, ReadLimits::default());
        let found = file.and_then(|file| file.aggregate_to_json(prefix, &vector.default, Some(&only)));
        if !vector.claims.is_empty() {
            let lines: Vec<_> = vector.claims.iter().map(|(addresses, _)| addresses.as_str()).collect();
            let services: Vec<_> = vector.claims.iter().map(|(_, service)| service.clone()).collect();
            let places: Vec<_> = (0..).take(services.len()).collect();
            let columns = desired_of_columns(&lines.join("\n"), &services, &places, reading);
            let same =
                columns.and_then(|columns| columns.aggregate_to_json(prefix, &vector.default, Some(&only)));
            match (&found, &same) {
                (Ok(found), Ok(same)) => assert_eq!(found, same),
                (Err(found), Err(same)) => {
                    assert_eq!((found.to_string(), found.pointer()), (same.to_string(), same.pointer()));
                }
                _ => panic!("{}: columns are another thing", vector.name),
            }
        }
        if let Some(refused) = vector.error {
            let error = found.expect_err(&vector.name);
            assert_eq!(error.code(), refused.code, "{}", vector.name);
            // The position of the entry, for an error about the whole entry.
            assert_eq!(error.pointer(), Some(refused.pointer.as_str()), "{}", vector.name);
            continue;
        }
        let cidrs: Vec<_> = vector.bindings.iter().map(|(cidr, _)| cidr.as_str()).collect();
        let owner = |service: &String| vector.shares.iter().position(|(name, ..)| name == service);
        let owners: Vec<_> = vector.bindings.iter().map(|(_, service)| owner(service)).collect();
        let shares = vector.shares.iter().map(|(service, addresses, bindings)| json!({"serviceId": service, "addresses": addresses, "bindings": bindings}));
        let expected = json!({
            "cidrs": cidrs.join(" "),
            "owners": owners,
            "shares": shares.collect::<serde_json::Value>(),
            "asClaimed": vector.as_claimed,
            "readAs": vector.read_as.as_deref().unwrap_or("bindings"),
            "claims": vector.entries.unwrap_or(vector.claims.len()),
            "regional": 0,
        });
        let found: serde_json::Value = serde_json::from_str(&found.expect(&vector.name)).unwrap();
        assert_eq!(found, expected, "{}", vector.name);
    }
}
