//! The operations of the API: one table, from which requests, answers and the TypeScript side follow.
//!
//! A row is what Cloudflare documents of an operation. `tests/core/operations.rs` compares the table with a copy of that
//! documentation, and generates `src/js/types/operations.ts` from it.

/// The value of `result` in the answer of an operation.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum ResultKind {
    /// A list of services.
    Services,
    /// A list of prefixes.
    Prefixes,
    /// A prefix.
    Prefix,
    /// A list of bindings.
    Bindings,
    /// A binding.
    Binding,
    /// A list of BGP prefixes.
    BgpPrefixes,
    /// A BGP prefix.
    BgpPrefix,
    /// A list of delegations.
    Delegations,
    /// A delegation.
    Delegation,
    /// A list of Magic routes, in the field `routes` of an object.
    MagicRoutes,
    /// No result, or one that says no more than the request did.
    Nothing,
}

/// A field of a request's body.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum BodyField {
    /// A block without host bits; required.
    Cidr,
    /// A service of the account; required.
    ServiceId,
    /// The account that may use a block; required.
    DelegatedAccountId,
    /// Free text, at most 1,000 characters; required.
    Description,
    /// Advertise or withdraw; in an object of its own.
    Advertised,
    /// How often the ASN is prepended: 0 to 3.
    AsnPrependCount,
    /// Follow the Magic routing table.
    AutoAdvertiseWithdraw,
}

impl BodyField {
    /// The API's name; with a dot, where the field is inside an object.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Cidr => "cidr",
            Self::ServiceId => "service_id",
            Self::DelegatedAccountId => "delegated_account_id",
            Self::Description => "description",
            Self::Advertised => "on_demand.advertised",
            Self::AsnPrependCount => "asn_prepend_count",
            Self::AutoAdvertiseWithdraw => "auto_advertise_withdraw",
        }
    }
}

/// Defines [`Operation`] from the rows of the table.
macro_rules! operations {
    ($(
        $operation:ident = $name:literal, $method:literal $path:literal [$($field:ident),*]
            => $status:literal $result:ident, $permissions:ident;
    )*) => {
        /// An operation of the API.
        #[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
        #[derive(serde::Deserialize, serde::Serialize)]
        pub enum Operation {$(
            #[doc = concat!("`", $method, " ", $path, "`")]
            #[serde(rename = $name)]
            $operation,
        )*}

        impl Operation {
            /// Every operation, in the order of the table.
            pub const ALL: &[Self] = &[$(Self::$operation),*];

            /// Its name in calls.
            #[must_use]
            pub const fn name(self) -> &'static str {
                match self { $(Self::$operation => $name),* }
            }

            /// `GET`, `POST`, `PATCH` or `DELETE`.
            #[must_use]
            pub const fn method(self) -> &'static str {
                match self { $(Self::$operation => $method),* }
            }

            /// The path below the API's base, with the names of ids in braces.
            #[must_use]
            pub const fn path(self) -> &'static str {
                match self { $(Self::$operation => $path),* }
            }

            /// The fields of the body. Of an edit at least one has to be given.
            #[must_use]
            pub const fn body(self) -> &'static [BodyField] {
                match self { $(Self::$operation => &[$(BodyField::$field),*]),* }
            }

            /// The HTTP status of a success.
            #[must_use]
            pub const fn status(self) -> u16 {
                match self { $(Self::$operation => $status),* }
            }

            /// The result of a success.
            #[must_use]
            pub const fn result(self) -> ResultKind {
                match self { $(Self::$operation => ResultKind::$result),* }
            }

            /// The permissions of a token, any of which is enough; none where Cloudflare documents none.
            #[must_use]
            pub const fn permissions(self) -> &'static [&'static str] {
                match self { $(Self::$operation => $permissions),* }
            }
        }
    };
}

const UNDOCUMENTED: &[&str] = &[];
const READ: &[&str] = &["IP Prefixes: Read", "IP Prefixes: Write"];
const WRITE: &[&str] = &["IP Prefixes: Write"];
const VIEW_PREFIX: &[&str] = &[
    "IP Prefixes: Read",
    "IP Prefixes: Write",
    "IP Prefixes: BGP On Demand Read",
    "IP Prefixes: BGP On Demand Write",
    "Magic Transit Read",
    "Magic Transit Write",
];
const CHANGE_PREFIX: &[&str] = &["IP Prefixes: Write", "Magic Transit Write"];
const VIEW_ROUTES: &[&str] =
    &["Magic Transit Read", "Magic Transit Write", "Magic WAN Read", "Magic WAN Write"];
const ADVERTISE: &[&str] = &["IP Prefixes: Write", "IP Prefixes: BGP On Demand Write", "Magic Transit Write"];

operations! {
    ListServices = "list-services", "GET" "/accounts/{account_id}/addressing/services" []
        => 200 Services, READ;
    ListPrefixes = "list-prefixes", "GET" "/accounts/{account_id}/addressing/prefixes" []
        => 200 Prefixes, VIEW_PREFIX;
    GetPrefix = "get-prefix", "GET" "/accounts/{account_id}/addressing/prefixes/{prefix_id}" []
        => 200 Prefix, VIEW_PREFIX;
    EditPrefix = "edit-prefix",
        "PATCH" "/accounts/{account_id}/addressing/prefixes/{prefix_id}" [Description]
        => 200 Prefix, CHANGE_PREFIX;
    ValidatePrefix = "validate-prefix",
        "POST" "/accounts/{account_id}/addressing/prefixes/{prefix_id}/validate" []
        => 202 Prefix, CHANGE_PREFIX;
    ListBindings = "list-bindings", "GET" "/accounts/{account_id}/addressing/prefixes/{prefix_id}/bindings" []
        => 200 Bindings, READ;
    GetBinding = "get-binding",
        "GET" "/accounts/{account_id}/addressing/prefixes/{prefix_id}/bindings/{binding_id}" []
        => 200 Binding, READ;
    CreateBinding = "create-binding",
        "POST" "/accounts/{account_id}/addressing/prefixes/{prefix_id}/bindings" [Cidr, ServiceId]
        => 201 Binding, WRITE;
    DeleteBinding = "delete-binding",
        "DELETE" "/accounts/{account_id}/addressing/prefixes/{prefix_id}/bindings/{binding_id}" []
        => 200 Nothing, WRITE;
    ListBgpPrefixes = "list-bgp-prefixes",
        "GET" "/accounts/{account_id}/addressing/prefixes/{prefix_id}/bgp/prefixes" []
        => 200 BgpPrefixes, VIEW_PREFIX;
    GetBgpPrefix = "get-bgp-prefix",
        "GET" "/accounts/{account_id}/addressing/prefixes/{prefix_id}/bgp/prefixes/{bgp_prefix_id}" []
        => 200 BgpPrefix, VIEW_PREFIX;
    EditBgpPrefix = "edit-bgp-prefix",
        "PATCH" "/accounts/{account_id}/addressing/prefixes/{prefix_id}/bgp/prefixes/{bgp_prefix_id}"
        [Advertised, AsnPrependCount, AutoAdvertiseWithdraw]
        => 200 BgpPrefix, ADVERTISE;
    CreateBgpPrefix = "create-bgp-prefix",
        "POST" "/accounts/{account_id}/addressing/prefixes/{prefix_id}/bgp/prefixes" [Cidr]
        => 200 BgpPrefix, UNDOCUMENTED;
    DeleteBgpPrefix = "delete-bgp-prefix",
        "DELETE" "/accounts/{account_id}/addressing/prefixes/{prefix_id}/bgp/prefixes/{bgp_prefix_id}" []
        => 200 Nothing, UNDOCUMENTED;
    ListDelegations = "list-delegations",
        "GET" "/accounts/{account_id}/addressing/prefixes/{prefix_id}/delegations" []
        => 200 Delegations, UNDOCUMENTED;
    CreateDelegation = "create-delegation",
        "POST" "/accounts/{account_id}/addressing/prefixes/{prefix_id}/delegations" [Cidr, DelegatedAccountId]
        => 200 Delegation, WRITE;
    DeleteDelegation = "delete-delegation",
        "DELETE" "/accounts/{account_id}/addressing/prefixes/{prefix_id}/delegations/{delegation_id}" []
        => 200 Nothing, WRITE;
    ListMagicRoutes = "list-magic-routes", "GET" "/accounts/{account_id}/magic/routes" []
        => 200 MagicRoutes, VIEW_ROUTES;
}

impl Operation {
    /// The operation with a name.
    #[must_use]
    pub fn named(name: &str) -> Option<Self> {
        Self::ALL.iter().copied().find(|operation| operation.name() == name)
    }

    /// False for an operation whose envelope needs no result.
    #[must_use]
    pub const fn has_result(self) -> bool {
        !matches!(self.result(), ResultKind::Nothing)
    }
}
