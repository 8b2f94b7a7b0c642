//! Deterministic simulation of the executor: a run against a small model of the API, with a virtual clock, faults, kills and
//! other writers by position, and a judge. Neither the model nor the judge imports anything from the core.
//!
//! `npm run simulate -- --seed SEED` replays a run and prints its trace.
#![cfg(test)]

mod block;
mod cases;
mod draw;
mod faults;
mod judge;
mod machine;
mod model;
mod plans;
#[path = "../oracle/random.rs"]
#[expect(dead_code, reason = "the tests of the core use the rest of it")]
mod random;
mod replay;
mod scenario;
mod world;

mod laws {
    mod clocks;
    mod foreign;
    mod journal;
    mod kills;
    mod many;
    mod named;
    mod seeded;
    mod single;
}
