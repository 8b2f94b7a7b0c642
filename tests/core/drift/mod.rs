//! Drift and restores: random accounts with random damage, and examples.

mod account;
mod classes;
mod damage;
mod documented;
mod edges;
mod execute;
mod random;
mod restore;
mod script;
