//! Simple reference implementations. They import nothing from the core, since shared code would share bugs.

pub(crate) mod aggregate;
pub(crate) mod random;
pub(crate) mod scan;

pub(crate) mod plan {
    pub(crate) mod fewest;
    pub(crate) mod naive;
    pub(crate) mod optimum;
    pub(crate) mod pairs;
    pub(crate) mod simple;
    pub(crate) mod steps;
    pub(crate) mod transients;
    pub(crate) mod unsettled;
    pub(crate) mod verdict;
    pub(crate) mod world;
}
