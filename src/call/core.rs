//! The calls of the core: blocks and addresses, requests, the rules.

use super::de::from_json;
use crate::cidr::{Cidr, parse_address, range_to_cidrs};
use crate::error::{Error, ErrorKind};
use crate::request::{Request, RequestParams, request};
use crate::rules::{BindingFacts, Finding, PrefixFacts, ServiceFacts, check, fold_id_in_place, lint};
use serde::{Deserialize, Serialize};

/// A call: an object with one field, whose name is that of the call.
///
/// If the name were a field next to the others, serde would keep each call in memory until it knows the name, and the
/// code for that is a sixteenth of the wasm. Calls about texts take them without names, since each struct adds a
/// kilobyte.
#[derive(Debug, Clone, Deserialize)]
#[serde(rename_all = "camelCase", expecting = "an object")]
pub enum CoreCall {
    /// Describes a block.
    Cidr(String),
    /// Describes a block with host bits cleared.
    MaskedCidr(String),
    /// Describes an address.
    Address(String),
    /// Whether the first block covers the second one.
    Covers([String; 2]),
    /// The block twice the size.
    Parent(String),
    /// The other half of the parent.
    Sibling(String),
    /// The two halves.
    Halves(String),
    /// The shortest list of blocks from one address to another.
    Range([String; 2]),
    /// An operation as a request.
    Request(RequestParams),
    /// Checks a new binding, or all of a list.
    Check(CheckFacts),
}

/// What the rules are checked on.
#[derive(Debug, Clone, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields, expecting = "an object")]
pub struct CheckFacts {
    /// The prefix.
    prefix: PrefixFacts,
    /// The current bindings.
    bindings: Vec<BindingFacts>,
    /// The binding to be added; without it, all current ones are checked.
    proposed: Option<BindingFacts>,
    /// The account's services, where known.
    services: Option<Vec<ServiceFacts>>,
}

impl CheckFacts {
    fn findings(&self) -> Vec<Finding> {
        let services = self.services.as_deref();
        match &self.proposed {
            Some(proposed) => check(&self.prefix, &self.bindings, proposed, services),
            None => lint(&self.prefix, &self.bindings, services),
        }
    }
}

impl CoreCall {
    /// Reads a call from JSON text. O(bytes).
    ///
    /// # Errors
    ///
    /// `call-malformed`.
    pub fn from_json(json: &[u8]) -> Result<Self, Error> {
        let mut call = from_json(json)?;
        if let Self::Check(CheckFacts { bindings, proposed, services, .. }) = &mut call {
            let bindings = bindings.iter_mut().chain(proposed);
            bindings.filter_map(|binding| binding.service_id.as_mut()).for_each(fold_id_in_place);
            services.iter_mut().flatten().for_each(|service| fold_id_in_place(&mut service.id));
        }
        Ok(call)
    }

    /// The findings of [`CoreCall::Check`] about these bindings.
    pub(super) fn findings_about(mut self, mut about: Vec<BindingFacts>) -> Result<Vec<Finding>, Error> {
        let Self::Check(facts) = &mut self else {
            let detail = "it is not a check".to_owned();
            return Err(Error::new(ErrorKind::CallMalformed { detail }, 0..0));
        };
        about.iter_mut().filter_map(|binding| binding.service_id.as_mut()).for_each(fold_id_in_place);
        facts.bindings = about;
        Ok(facts.findings())
    }

    /// Answers the call.
    ///
    /// # Errors
    ///
    /// Those of the function that it calls.
    pub fn answer(&self) -> Result<CoreAnswer, Error> {
        let text = |cidr: Option<Cidr>| cidr.map(|cidr| cidr.to_string());
        Ok(match self {
            Self::Cidr(text) => CoreAnswer::Cidr(cidr_info(Cidr::parse(text)?, None)),
            Self::MaskedCidr(text) => {
                let masked = Cidr::parse_masked(text)?;
                CoreAnswer::Cidr(cidr_info(masked.cidr, Some(masked.masked)))
            }
            Self::Address(text) => {
                let address = parse_address(text)?;
                let family = if address.is_ipv4() { 4 } else { 6 };
                CoreAnswer::Address(AddressInfo { address: address.to_string(), family })
            }
            Self::Covers([outer, inner]) => CoreAnswer::Yes(Cidr::parse(outer)?.covers(&Cidr::parse(inner)?)),
            Self::Parent(cidr) => CoreAnswer::Block(text(Cidr::parse(cidr)?.parent())),
            Self::Sibling(cidr) => CoreAnswer::Block(text(Cidr::parse(cidr)?.sibling())),
            Self::Halves(cidr) => {
                let halves = Cidr::parse(cidr)?.halves();
                CoreAnswer::Halves(halves.map(|[low, high]| [low.to_string(), high.to_string()]))
            }
            Self::Range([first, last]) => {
                CoreAnswer::Blocks(range_to_cidrs(first, last)?.iter().map(Cidr::to_string).collect())
            }
            Self::Request(ask) => CoreAnswer::Request(request(ask)?),
            Self::Check(facts) => CoreAnswer::Findings(facts.findings()),
        })
    }
}

/// Reads the parameters of a request from JSON text. O(bytes).
///
/// # Errors
///
/// `call-malformed`.
pub fn request_params(json: &str) -> Result<RequestParams, Error> {
    from_json(json.as_bytes())
}

/// A block, described.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct CidrInfo {
    cidr: String,
    family: u8,
    first: String,
    last: String,
    length: u8,
    size: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    masked: Option<bool>,
}

/// An address, described.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct AddressInfo {
    address: String,
    family: u8,
}

/// The answer to a call.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(untagged)]
pub enum CoreAnswer {
    /// To [`CoreCall::Cidr`] and [`CoreCall::MaskedCidr`].
    Cidr(CidrInfo),
    /// To [`CoreCall::Address`].
    Address(AddressInfo),
    /// To [`CoreCall::Covers`].
    Yes(bool),
    /// To [`CoreCall::Parent`] and [`CoreCall::Sibling`].
    Block(Option<String>),
    /// To [`CoreCall::Halves`].
    Halves(Option<[String; 2]>),
    /// To [`CoreCall::Range`].
    Blocks(Vec<String>),
    /// To [`CoreCall::Request`].
    Request(Request),
    /// To [`CoreCall::Check`].
    Findings(Vec<Finding>),
}

fn cidr_info(cidr: Cidr, masked: Option<bool>) -> CidrInfo {
    CidrInfo {
        cidr: cidr.to_string(),
        family: cidr.family().number(),
        first: cidr.first().to_string(),
        last: cidr.last().to_string(),
        length: cidr.length(),
        size: cidr.size_text(),
        masked,
    }
}
