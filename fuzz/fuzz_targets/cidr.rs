//! Any bytes through the law `cidr` of laws.rs.
#![no_main]

#[path = "../laws.rs"]
mod laws;

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| laws::cidr(bytes));
