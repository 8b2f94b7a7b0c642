//! Requests, read from their paths and bodies.

use super::{ACCOUNT, PREFIX_IDS, SERVICES, id_of};
use crate::block::Block;
use serde_json::Value;

/// What a request asks for. A block or service that does not exist is `None`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Call {
    ListBindings,
    GetBinding(u64),
    Create { block: Option<Block>, service: Option<u8> },
    Delete(u64),
    ListBgp,
    GetBgp(u64),
    CreateBgp(Option<Block>),
    EditBgp { id: u64, advertised: Option<bool>, prepend: Option<u8>, follow: Option<bool> },
    ListDelegations,
    Delegate { block: Option<Block>, account: String },
    ListRoutes,
    Unknown,
}

impl Call {
    /// The prefix and the call of a request.
    pub(crate) fn of(method: &str, path: &str, body: Option<&str>) -> (usize, Self) {
        let parts: Vec<_> = path.split('/').skip(1).collect();
        let id = |at: usize| parts.get(at).and_then(|text| id_of(text)).unwrap_or(0);
        let sent = || body.and_then(|body| serde_json::from_str::<Value>(body).ok()).unwrap_or(Value::Null);
        let block = |sent: &Value| sent["cidr"].as_str().and_then(Block::parse);
        if parts.first() != Some(&"accounts") || parts.get(1) != Some(&ACCOUNT) {
            return (0, Self::Unknown);
        }
        if parts.get(2) == Some(&"magic") {
            return (0, Self::ListRoutes);
        }
        let prefix = usize::try_from(id(4).wrapping_sub(PREFIX_IDS)).unwrap_or(usize::MAX);
        let call = match (method, parts.get(5..).unwrap_or_default()) {
            ("GET", ["bindings"]) => Self::ListBindings,
            ("GET", ["bindings", _]) => Self::GetBinding(id(6)),
            ("POST", ["bindings"]) => {
                let sent = sent();
                let named = sent["service_id"].as_str().unwrap_or_default();
                let service = SERVICES.iter().position(|(id, _)| *id == named);
                Self::Create { block: block(&sent), service: service.and_then(|at| u8::try_from(at).ok()) }
            }
            ("DELETE", ["bindings", _]) => Self::Delete(id(6)),
            ("GET", ["bgp", "prefixes"]) => Self::ListBgp,
            ("GET", ["bgp", "prefixes", _]) => Self::GetBgp(id(7)),
            ("POST", ["bgp", "prefixes"]) => Self::CreateBgp(block(&sent())),
            ("PATCH", ["bgp", "prefixes", _]) => {
                let sent = sent();
                Self::EditBgp {
                    id: id(7),
                    advertised: sent["on_demand"]["advertised"].as_bool(),
                    prepend: sent["asn_prepend_count"].as_u64().and_then(|count| u8::try_from(count).ok()),
                    follow: sent["auto_advertise_withdraw"].as_bool(),
                }
            }
            ("GET", ["delegations"]) => Self::ListDelegations,
            ("POST", ["delegations"]) => {
                let sent = sent();
                let account = sent["delegated_account_id"].as_str().unwrap_or_default().to_owned();
                Self::Delegate { block: block(&sent), account }
            }
            _ => Self::Unknown,
        };
        (prefix, call)
    }

    pub(crate) const fn is_write(&self) -> bool {
        matches!(
            self,
            Self::Create { .. }
                | Self::Delete(_)
                | Self::CreateBgp(_)
                | Self::EditBgp { .. }
                | Self::Delegate { .. }
        )
    }

    pub(crate) const fn is_list(&self) -> bool {
        matches!(self, Self::ListBindings | Self::ListBgp | Self::ListDelegations)
    }
}
