//! Says who owns addresses: the bindings of a prefix on standard input, its block and the addresses as arguments.
//!
//! `cargo run --example owner 192.0.2.0/24 192.0.2.1 < bindings.json`

use byoip::{Cidr, Error, ReadLimits, Resolver};
use std::io::Read;

/// A line for each address: its owner and the reason, or what is wrong with the address.
fn owners(list: Vec<u8>, prefix: &str, addresses: &[String]) -> Result<Vec<String>, Error> {
    let prefix: Cidr = prefix.parse()?;
    let resolver = Resolver::from_json(list, Some(prefix), ReadLimits::of_lists())?;
    let line = |address: &String| match resolver.resolve(address) {
        Ok(answer) => answer.message,
        Err(error) => format!("{address}: {error}; {}", error.help()),
    };
    Ok(addresses.iter().map(line).collect())
}

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let mut arguments = std::env::args().skip(1);
    let prefix = arguments.next().ok_or("name the prefix, then the addresses")?;
    let mut list = Vec::new();
    std::io::stdin().read_to_end(&mut list)?;
    for line in owners(list, &prefix, &arguments.collect::<Vec<_>>())? {
        println!("{line}");
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::owners;

    #[test]
    fn each_address_has_its_owner_or_its_error() {
        let list = br#"{"success":true,"errors":[],"messages":[],"result":[{"id":"b","cidr":"192.0.2.0/24","service_id":"c","service_name":"CDN"}]}"#;
        let lines =
            owners(list.to_vec(), "192.0.2.0/24", &["192.0.2.1".into(), "192.0.2.1/32".into()]).unwrap();
        assert_eq!(
            lines,
            [
                "192.0.2.1 belongs to CDN: 192.0.2.0/24 is the only binding that covers it",
                "192.0.2.1/32: unexpected character `/`: an address has no length; write `192.0.2.1`",
            ]
        );
        let error = owners(b"<html>".to_vec(), "192.0.2.0/24", &[]).unwrap_err();
        assert_eq!(error.code(), "json-not-json");
    }
}
