//! An operation as the request that performs it: data, which the caller sends.

use crate::cidr::Cidr;
use crate::error::{Error, ErrorKind};
use crate::id::path_segment;
use crate::json::writer::JsonWriter;
use crate::operation::{BodyField, Operation};
use serde::{Deserialize, Serialize};

/// Longest description of a prefix.
const MAX_DESCRIPTION: usize = 1000;

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
    /// Prefix, for all but the lists of the account.
    #[serde(default)]
    pub prefix_id: String,
    /// Binding, to get or delete one.
    #[serde(default)]
    pub binding_id: String,
    /// BGP prefix, to get or edit one.
    #[serde(default)]
    pub bgp_prefix_id: String,
    /// Delegation, to delete one.
    #[serde(default)]
    pub delegation_id: String,
    /// CIDR, to create a binding, a BGP prefix or a delegation.
    #[serde(default)]
    pub cidr: String,
    /// Service, to create a binding.
    #[serde(default)]
    pub service_id: String,
    /// Account that may use a block, to create a delegation.
    #[serde(default)]
    pub delegated_account_id: String,
    /// New description of a prefix, at most 1,000 characters.
    #[serde(default)]
    pub description: Option<String>,
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

impl RequestParams {
    /// An operation on a prefix, without the values that some operations need besides.
    pub(crate) fn new(operation: Operation, account_id: &str, prefix_id: &str) -> Self {
        Self {
            operation,
            account_id: account_id.to_owned(),
            prefix_id: prefix_id.to_owned(),
            binding_id: String::new(),
            bgp_prefix_id: String::new(),
            delegation_id: String::new(),
            cidr: String::new(),
            service_id: String::new(),
            delegated_account_id: String::new(),
            description: None,
            advertised: None,
            asn_prepend_count: None,
            auto_advertise_withdraw: None,
        }
    }

    /// The id with a name in a path, and what an error calls it.
    fn id(&self, name: &str) -> (&str, &'static str) {
        match name {
            "prefix_id" => (&self.prefix_id, "prefix id"),
            "binding_id" => (&self.binding_id, "binding id"),
            "bgp_prefix_id" => (&self.bgp_prefix_id, "BGP prefix id"),
            "delegation_id" => (&self.delegation_id, "delegation id"),
            _ => (&self.account_id, "account id"),
        }
    }

    /// A field of the body as JSON text; `None` where an optional one is not given.
    fn field(&self, field: BodyField) -> Result<Option<String>, Error> {
        Ok(match field {
            BodyField::Cidr => Some(quoted(&Cidr::parse(&self.cidr)?.to_string())),
            BodyField::ServiceId => Some(quoted(path_segment(&self.service_id, "service id")?)),
            BodyField::DelegatedAccountId => {
                Some(quoted(path_segment(&self.delegated_account_id, "delegated account id")?))
            }
            BodyField::Description => match self.description.as_deref() {
                Some(text) if text.chars().count() <= MAX_DESCRIPTION => Some(quoted(text)),
                _ => return Err(malformed("description must be a text of at most 1,000 characters")),
            },
            BodyField::Advertised => self.advertised.map(|advertised| advertised.to_string()),
            BodyField::AsnPrependCount => match self.asn_prepend_count {
                Some(4..) => return Err(malformed("asnPrependCount must be a number from 0 to 3")),
                count => count.map(|count| count.to_string()),
            },
            BodyField::AutoAdvertiseWithdraw => self.auto_advertise_withdraw.map(|follow| follow.to_string()),
        })
    }
}

/// The request of an operation. O(length of the ids and values).
///
/// # Errors
///
/// `id-…` for an id that is missing or could change the path, the codes of [`Cidr::parse`] for the CIDR of something
/// new, `call-malformed` for an edit that changes nothing, a prepend count over 3 or a description that is too long.
pub fn request(ask: &RequestParams) -> Result<Request, Error> {
    let mut path = String::new();
    for segment in ask.operation.path().split('/').skip(1) {
        path.push('/');
        path.push_str(match segment.strip_prefix('{').and_then(|name| name.strip_suffix('}')) {
            Some(name) => {
                let (id, called) = ask.id(name);
                path_segment(id, called)?
            }
            None => segment,
        });
    }
    Ok(Request { method: ask.operation.method(), path, body: body(ask)? })
}

/// The body of an operation that has one.
fn body(ask: &RequestParams) -> Result<Option<String>, Error> {
    let fields = ask.operation.body();
    let mut given = Vec::new();
    for &field in fields {
        given.extend(ask.field(field)?.map(|value| (field.name(), value)));
    }
    if fields.is_empty() {
        return Ok(None);
    }
    if given.is_empty() {
        return Err(malformed("an edit must set advertised, asnPrependCount or autoAdvertiseWithdraw"));
    }
    let mut w = JsonWriter::for_wire();
    w.object(|w| {
        for (name, value) in given {
            match name.split_once('.') {
                Some((outer, inner)) => w.key(outer).object(|w| w.key(inner).raw(&value)),
                None => w.key(name).raw(&value),
            }
        }
    });
    Ok(Some(w.finish()))
}

fn quoted(text: &str) -> String {
    let mut w = JsonWriter::for_wire();
    w.string(text);
    w.finish()
}

fn malformed(detail: &str) -> Error {
    Error::new(ErrorKind::CallMalformed { detail: detail.to_owned() }, 0..0)
}
