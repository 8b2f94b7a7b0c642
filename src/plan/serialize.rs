//! How the plan writes blocks, ranges and large numbers in JSON: as text. The signatures are those of serde.

use crate::cidr::{AddressRange, Cidr};
use serde::Serializer;

pub(crate) fn cidr<S: Serializer>(cidr: &Cidr, to: S) -> Result<S::Ok, S::Error> {
    to.collect_str(cidr)
}

#[expect(clippy::ref_option, reason = "the signature is that of serde")]
pub(crate) fn optional_cidr<S: Serializer>(cidr: &Option<Cidr>, to: S) -> Result<S::Ok, S::Error> {
    match cidr {
        Some(cidr) => to.collect_str(cidr),
        None => to.serialize_none(),
    }
}

pub(crate) fn cidrs<S: Serializer>(cidrs: &[Cidr], to: S) -> Result<S::Ok, S::Error> {
    to.collect_seq(cidrs.iter().map(Cidr::to_string))
}

pub(super) fn ranges<S: Serializer>(ranges: &[AddressRange], to: S) -> Result<S::Ok, S::Error> {
    to.collect_seq(ranges.iter().map(AddressRange::to_string))
}

/// JavaScript has no exact numbers of this size.
pub(crate) fn decimal<S: Serializer>(number: &u128, to: S) -> Result<S::Ok, S::Error> {
    to.collect_str(number)
}
