//! The resources of the API: bindings, services, prefixes, BGP prefixes, delegations and Magic routes.

mod new;
mod row;
pub(crate) mod to_json;

use crate::cidr::Cidr;
pub use byoip_lookup::progress::{Progress, ROUTE_MISSING};
pub use row::BindingRow;

/// A field of the API that is absent, null or a value: the API gives each its own meaning.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub enum ApiField<T> {
    /// The API did not send it.
    #[default]
    Absent,
    /// The API sent null.
    Null,
    /// The API sent this.
    Value(T),
}

impl<T> ApiField<T> {
    /// The value; `None` for null and absent.
    pub fn value(&self) -> Option<&T> {
        match self {
            Self::Value(value) => Some(value),
            Self::Null | Self::Absent => None,
        }
    }
}

/// Fields that this version does not know: name and JSON text, unchanged.
pub type Extra = Vec<(String, String)>;

/// A CIDR as the API sent it. It is read leniently, since it is not documented whether the API normalises.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SentCidr {
    /// The block, without host bits.
    pub cidr: Cidr,
    /// The API's own text, where it was not canonical.
    pub as_sent: Option<String>,
}

/// A service binding: the addresses of its CIDR belong to its service, except where a more specific binding covers
/// them.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ServiceBinding {
    /// Identifier. The schema says at most 32 characters; the API has also sent hyphenated ones of 36.
    pub id: String,
    /// The addresses.
    pub cidr: SentCidr,
    /// Identifier of the service; `None` for a regional binding, which owns nothing.
    pub service_id: Option<String>,
    /// Name of the service, for display.
    pub service_name: Option<String>,
    /// `provisioning`, `active`, `magic_transit_route_missing`, or a state that this version does not know; `None`
    /// where the API sent none. See [`progress`] for their meaning.
    pub state: Option<String>,
    /// Unknown fields.
    pub extra: Extra,
}

/// The roll-out progress of a binding in this state: the only place that decides which state is active.
#[must_use]
pub fn progress(state: Option<&str>) -> Progress {
    Progress::of(state.map(str::as_bytes))
}

impl ServiceBinding {
    /// The progress of its roll-out.
    #[must_use]
    pub fn progress(&self) -> Progress {
        progress(self.state.as_deref())
    }
}

/// A service that a prefix can be bound to.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Service {
    /// Identifier; it can differ between accounts.
    pub id: String,
    /// Name.
    pub name: String,
    /// Unknown fields.
    pub extra: Extra,
}

/// An IP prefix of the account.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Prefix {
    /// Identifier.
    pub id: String,
    /// The addresses.
    pub cidr: SentCidr,
    /// Account that the prefix belongs to.
    pub account_id: ApiField<String>,
    /// Origin AS number.
    pub asn: ApiField<u32>,
    /// `P` pending, `V` approved; free text in the schema.
    pub approved: ApiField<String>,
    /// Free text, at most 1,000 characters.
    pub description: ApiField<String>,
    /// Letter of authorisation.
    pub loa_document_id: ApiField<String>,
    /// Whether Cloudflare creates the letter.
    pub delegate_loa_creation: ApiField<bool>,
    /// Changes without a request: never a reason for drift.
    pub irr_validation_state: ApiField<String>,
    /// Changes without a request: never a reason for drift.
    pub rpki_validation_state: ApiField<String>,
    /// Changes without a request: never a reason for drift.
    pub ownership_validation_state: ApiField<String>,
    /// Documented in the troubleshooting pages only, not in the schema.
    pub asn_ownership_validation_state: ApiField<String>,
    /// Token that proves ownership in the IRR or in reverse DNS.
    pub ownership_validation_token: ApiField<String>,
    /// Deprecated by the API; null unless on demand is enabled, which does not mean withdrawn.
    pub advertised: ApiField<bool>,
    /// RFC 3339.
    pub advertised_modified_at: ApiField<String>,
    /// Deprecated by the API.
    pub on_demand_enabled: ApiField<bool>,
    /// Deprecated by the API.
    pub on_demand_locked: ApiField<bool>,
    /// RFC 3339.
    pub created_at: ApiField<String>,
    /// RFC 3339.
    pub modified_at: ApiField<String>,
    /// Unknown fields.
    pub extra: Extra,
}

/// A prefix as BGP announces it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct BgpPrefix {
    /// Identifier.
    pub id: String,
    /// The addresses.
    pub cidr: SentCidr,
    /// Origin AS number.
    pub asn: ApiField<u32>,
    /// How often Cloudflare's ASN is prepended: 0 to 3.
    pub asn_prepend_count: ApiField<u8>,
    /// Advertise only while a Magic route equals the prefix.
    pub auto_advertise_withdraw: ApiField<bool>,
    /// Whether BGP signals control the advertisement.
    pub bgp_signal_opts: ApiField<BgpSignalOpts>,
    /// Advertisement on demand.
    pub on_demand: ApiField<OnDemand>,
    /// RFC 3339.
    pub created_at: ApiField<String>,
    /// RFC 3339.
    pub modified_at: ApiField<String>,
    /// Unknown fields.
    pub extra: Extra,
}

/// Whether BGP signals control the advertisement of a BGP prefix.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct BgpSignalOpts {
    /// Set at onboarding, not writable.
    pub enabled: ApiField<bool>,
    /// RFC 3339; null where it was never enabled.
    pub modified_at: ApiField<String>,
    /// Unknown fields.
    pub extra: Extra,
}

/// Advertisement on demand of a BGP prefix.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct OnDemand {
    /// Null unless on demand is enabled, which does not mean withdrawn.
    pub advertised: ApiField<bool>,
    /// RFC 3339.
    pub advertised_modified_at: ApiField<String>,
    /// Whether the advertisement can be changed by the API at all.
    pub on_demand_enabled: ApiField<bool>,
    /// Whether the advertisement is locked.
    pub on_demand_locked: ApiField<bool>,
    /// Unknown fields.
    pub extra: Extra,
}

/// Permission for another account to use a block of a prefix.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Delegation {
    /// Identifier.
    pub id: String,
    /// The addresses.
    pub cidr: SentCidr,
    /// Account that may use them.
    pub delegated_account_id: ApiField<String>,
    /// Prefix that they belong to.
    pub parent_prefix_id: ApiField<String>,
    /// RFC 3339.
    pub created_at: ApiField<String>,
    /// RFC 3339.
    pub modified_at: ApiField<String>,
    /// Unknown fields.
    pub extra: Extra,
}

/// A static route of Magic Transit or Magic WAN.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct MagicRoute {
    /// Identifier.
    pub id: String,
    /// The addresses; the API's `prefix`.
    pub cidr: SentCidr,
    /// Address of the next hop.
    pub nexthop: ApiField<String>,
    /// Lower is preferred.
    pub priority: ApiField<u32>,
    /// Weight among routes of the same priority.
    pub weight: ApiField<u32>,
    /// Free text.
    pub description: ApiField<String>,
    /// Unknown fields, such as `scope`.
    pub extra: Extra,
}

/// One entry of an envelope's `errors` or `messages`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ApiMessage {
    /// 1000 or more in the schema, less in some answers; `None` where the API sent no number.
    pub code: Option<u32>,
    /// Text, often a `snake_case` token; empty where the API sent none.
    pub message: String,
    /// Documentation page.
    pub documentation_url: ApiField<String>,
    /// JSON pointer into the body of the request.
    pub source_pointer: ApiField<String>,
    /// Errors that led to this one, such as the invalid header behind a rejected request.
    pub error_chain: Vec<Self>,
    /// Unknown fields.
    pub extra: Extra,
}
