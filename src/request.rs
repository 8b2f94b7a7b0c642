//! An operation as the request that performs it: data, which the caller sends.

use crate::cidr::Cidr;
use crate::envelope::Operation;
use crate::error::{Error, ErrorKind};
use crate::id::path_segment;
use crate::json::writer::JsonWriter;
use serde::{Deserialize, Serialize};

/// A request, without credentials and without a host.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Request {
    /// `GET`, `POST`, `PATCH` or `DELETE`.
    pub method: &'static str,
    /// Path below the API's base, such as `/accounts/…/addressing/services`.
    pub path: String,
    /// JSON text, or nothing.
    pub body: Option<String>,
}

/// Ids and values of an operation. [`request`] checks those that the operation needs.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields, expecting = "an object")]
pub struct RequestParams {
    /// The operation.
    pub operation: Operation,
    /// Account, always.
    #[serde(default)]
    pub account_id: String,
    /// Prefix, for all but the two lists of the account.
    #[serde(default)]
    pub prefix_id: String,
    /// Binding, to get or delete one.
    #[serde(default)]
    pub binding_id: String,
    /// BGP prefix, to get or edit one.
    #[serde(default)]
    pub bgp_prefix_id: String,
    /// CIDR, to create a binding.
    #[serde(default)]
    pub cidr: String,
    /// Service, to create a binding.
    #[serde(default)]
    pub service_id: String,
    /// Edit of a BGP prefix: advertise or withdraw.
    #[serde(default)]
    pub advertised: Option<bool>,
    /// Edit of a BGP prefix: 0 to 3.
    #[serde(default)]
    pub asn_prepend_count: Option<u8>,
    /// Edit of a BGP prefix: follow the Magic routing table.
    #[serde(default)]
    pub auto_advertise_withdraw: Option<bool>,
}

/// The request of an operation. O(length of the ids).
///
/// # Errors
///
/// `id-…` for an id that is missing or could change the path, the codes of [`Cidr::parse`] for the CIDR of a new
/// binding, `call-malformed` for an edit that changes nothing or a prepend count over 3.
pub fn request(ask: &RequestParams) -> Result<Request, Error> {
    let account = path_segment(&ask.account_id, "account id")?;
    let prefix = || path_segment(&ask.prefix_id, "prefix id");
    let binding = || path_segment(&ask.binding_id, "binding id");
    let bgp_prefix = || path_segment(&ask.bgp_prefix_id, "BGP prefix id");
    let (method, tail, body) = match ask.operation {
        Operation::ListServices => ("GET", "services".to_owned(), None),
        Operation::ListPrefixes => ("GET", "prefixes".to_owned(), None),
        Operation::GetPrefix => ("GET", format!("prefixes/{}", prefix()?), None),
        Operation::ListBindings => ("GET", format!("prefixes/{}/bindings", prefix()?), None),
        Operation::GetBinding => ("GET", format!("prefixes/{}/bindings/{}", prefix()?, binding()?), None),
        Operation::CreateBinding => {
            let body = create(ask)?;
            ("POST", format!("prefixes/{}/bindings", prefix()?), Some(body))
        }
        Operation::DeleteBinding => {
            ("DELETE", format!("prefixes/{}/bindings/{}", prefix()?, binding()?), None)
        }
        Operation::ListBgpPrefixes => ("GET", format!("prefixes/{}/bgp/prefixes", prefix()?), None),
        Operation::GetBgpPrefix => {
            ("GET", format!("prefixes/{}/bgp/prefixes/{}", prefix()?, bgp_prefix()?), None)
        }
        Operation::EditBgpPrefix => {
            let body = edit(ask)?;
            ("PATCH", format!("prefixes/{}/bgp/prefixes/{}", prefix()?, bgp_prefix()?), Some(body))
        }
    };
    Ok(Request { method, path: format!("/accounts/{account}/addressing/{tail}"), body })
}

fn create(ask: &RequestParams) -> Result<String, Error> {
    let cidr = Cidr::parse(&ask.cidr)?;
    let service = path_segment(&ask.service_id, "service id")?;
    let mut w = JsonWriter::for_wire();
    w.object(|w| {
        w.key("cidr").string(&cidr.to_string());
        w.key("service_id").string(service);
    });
    Ok(w.finish())
}

fn edit(ask: &RequestParams) -> Result<String, Error> {
    let malformed = |detail: &str| Error::new(ErrorKind::CallMalformed { detail: detail.to_owned() }, 0..0);
    if ask.asn_prepend_count.is_some_and(|count| count > 3) {
        return Err(malformed("asnPrependCount must be a number from 0 to 3"));
    }
    let mut w = JsonWriter::for_wire();
    w.object(|w| {
        if let Some(advertised) = ask.advertised {
            w.key("on_demand").object(|w| w.key("advertised").raw(&advertised.to_string()));
        }
        if let Some(count) = ask.asn_prepend_count {
            w.key("asn_prepend_count").raw(&count.to_string());
        }
        if let Some(follow) = ask.auto_advertise_withdraw {
            w.key("auto_advertise_withdraw").raw(&follow.to_string());
        }
    });
    match w.finish() {
        body if body == "{}" => {
            Err(malformed("an edit must set advertised, asnPrependCount or autoAdvertiseWithdraw"))
        }
        body => Ok(body),
    }
}
