//! The tests of the core in one binary, a module for each feature: `cargo test --test core rules::` runs one of them.
#![cfg(test)]

mod aggregate;
mod apply;
mod boundary;
mod codes;
mod drift;
mod errors;
mod golden;
mod operations;
#[path = "../oracle/mod.rs"]
mod oracle;

mod addresses {
    mod cidr;
    mod differential;
    mod ipv4_mapped;
    mod parse_address;
    mod range;
}

mod reading {
    mod desired;
    mod envelope;
    mod fast_binding;
    mod fuzzed;
    mod ignored_fields;
    mod json;
    mod kept_lists;
    mod list_meaning;
    mod lists;
    mod service_names;
    mod snapshot;
    mod split;
}

mod table {
    mod look_up;
    mod resolve;
}

mod rules {
    mod edges;
    mod vectors;
}

mod layout {
    mod rectangles;
}

mod plan {
    mod edges;
    mod exhaustive;
    mod export;
    mod form;
    mod laws;
    mod planned;
    mod planning;
    mod render;
    mod safety;
}

mod write {
    mod api;
    mod classes;
    mod other_writes;
    mod simulation;
}
