//! The reference: a list and a linear scan over it. It imports nothing from the core, since shared code would share
//! bugs.

use std::cmp::Reverse;
use std::net::IpAddr;

/// A binding for the scan; `service` is false for a regional one.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct OracleRow {
    pub(crate) network: IpAddr,
    pub(crate) length: u8,
    pub(crate) service: bool,
    /// 0 active, 1 provisioning, 2 stuck.
    pub(crate) stage: u8,
}

/// The answer of the scan; numbers are positions in the list.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct OracleAnswer {
    pub(crate) owner: Option<usize>,
    pub(crate) reason: &'static str,
    pub(crate) shadowed: Vec<usize>,
    pub(crate) regional: Vec<usize>,
    pub(crate) fallback: Option<usize>,
    pub(crate) conflicts: Vec<usize>,
}

/// Bits of an address, first to last.
fn bits(address: IpAddr) -> Vec<bool> {
    let octets = match address {
        IpAddr::V4(v4) => v4.octets().to_vec(),
        IpAddr::V6(v6) => v6.octets().to_vec(),
    };
    octets.iter().flat_map(|octet| (0..8).rev().map(move |bit| octet >> bit & 1 == 1)).collect()
}

fn covers(network: IpAddr, length: u8, address: IpAddr) -> bool {
    network.is_ipv4() == address.is_ipv4()
        && bits(network).iter().zip(bits(address)).take(usize::from(length)).all(|(a, b)| *a == b)
}

/// The owner of the address: the most specific binding with a service; of equals the active one, then a provisioning
/// one, then the first.
pub(crate) fn scan(rows: &[OracleRow], prefix: Option<(IpAddr, u8)>, address: IpAddr) -> OracleAnswer {
    let mut answer = OracleAnswer {
        owner: None,
        reason: "outside-prefix",
        shadowed: Vec::new(),
        regional: Vec::new(),
        fallback: None,
        conflicts: Vec::new(),
    };
    if prefix.is_some_and(|(network, length)| !covers(network, length, address)) {
        return answer;
    }
    let around = rows.iter().enumerate().filter(|(_, row)| covers(row.network, row.length, address));
    let (mut services, mut regional): (Vec<_>, Vec<_>) = around.partition(|(_, row)| row.service);
    services.sort_by_key(|(index, row)| (Reverse(row.length), row.stage, *index));
    regional.sort_by_key(|(index, row)| (Reverse(row.length), *index));
    answer.regional = regional.iter().map(|(index, _)| *index).collect();
    let Some(&(owner, winner)) = services.first() else {
        answer.reason = if regional.is_empty() { "no-binding" } else { "only-regional" };
        return answer;
    };
    answer.owner = Some(owner);
    answer.reason = ["most-specific", "provisioning", "stuck"][usize::from(winner.stage)];
    for &(index, row) in services.iter().skip(1) {
        if row.length == winner.length { &mut answer.conflicts } else { &mut answer.shadowed }.push(index);
        if winner.stage > 0 && row.stage == 0 && answer.fallback.is_none() {
            answer.fallback = Some(index);
        }
    }
    answer
}
