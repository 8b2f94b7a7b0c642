//! Any bytes through the law `cidr` of laws.rs.
#![no_main]

#[path = "../laws.rs"]
#[expect(dead_code, reason = "this target checks one of the laws")]
mod laws;

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| laws::cidr(bytes));
