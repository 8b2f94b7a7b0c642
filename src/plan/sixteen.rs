//! Prefixes of sixteen addresses, to test on what can be written out by hand.

use super::set::{Service, Services};
use super::terrain::{Block, Site, Terrain};
use super::timeline::{Kind, Stages};

/// A service that may be the default only, and three that may be bound to a part.
pub(super) const TIED: Service = 1;
pub(super) const A: Service = 2;
pub(super) const B: Service = 3;
pub(super) const C: Service = 4;

pub(super) const PARTS: Services = Services::only(A).with(B).with(C);

/// Four bits for an address.
pub(super) const WIDTH: u8 = 4;

pub(super) const PREFIX: Block = Block { first: 0, length: 0 };

pub(super) const fn block(first: u128, length: u8) -> Block {
    Block { first, length }
}

/// A block with the services before and after.
pub(super) const fn site(first: u128, length: u8, before: Service, after: Service) -> Site {
    Site { block: block(first, length), before, after, barred: false, in_flight: false }
}

/// What the courses of a place with these services depend on, where nothing is in flight and nothing below it is wanted.
pub(super) fn kind(before: Service, after: Service) -> Kind {
    let (wanted, bases) = (Services::default(), Services::default());
    Kind { before, after, wanted, barred: false, in_flight: false, bases }
}

pub(super) fn terrain(sites: &[Site]) -> Terrain {
    Terrain::new(PREFIX, WIDTH, sites, PARTS, false)
}

/// These stages, and the last one again behind them.
pub(super) fn stages<const N: usize>(given: [Service; N]) -> Stages {
    std::array::from_fn(|stage| given[stage.min(N - 1)])
}

/// As many stages as a course of so many batches has, in digits.
pub(super) fn digits(stages: Stages, batches: usize) -> String {
    stages.iter().take(batches + 1).map(Service::to_string).collect()
}
