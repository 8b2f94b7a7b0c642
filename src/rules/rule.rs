//! The rules: the code of each, its severity and its basis.

use super::{Basis, Severity};

macro_rules! rules {
    ($($(#[$doc:meta])* $name:ident $code:literal $severity:ident $basis:ident,)*) => {
        /// The rules; codes are append-only.
        #[derive(Debug, Clone, Copy, PartialEq, Eq)]
        pub enum Rule {
            $($(#[$doc])* $name,)*
        }

        impl Rule {
            /// Every rule.
            pub const ALL: &[Self] = &[$(Self::$name,)*];

            /// The stable code.
            #[must_use]
            pub const fn code(self) -> &'static str {
                match self { $(Self::$name => $code,)* }
            }

            /// The usual severity.
            #[must_use]
            pub const fn severity(self) -> Severity {
                match self { $(Self::$name => Severity::$severity,)* }
            }

            /// The basis.
            #[must_use]
            pub const fn basis(self) -> Basis {
                match self { $(Self::$name => Basis::$basis,)* }
            }
        }
    };
}

rules! {
    /// The CIDR is malformed or has host bits. The API's own treatment of host bits is not documented.
    CidrMalformed "cidr-malformed" Error Assumed,
    /// The first binding of a prefix must equal the prefix (Create Service Binding).
    FirstBindingNotPrefix "first-binding-not-prefix" Error Documented,
    /// One binding must span the whole prefix (BYOIP get started).
    DefaultMissing "default-missing" Error Documented,
    /// The prefix itself is bound already. Documented for regional bindings, which share the table.
    DefaultExists "default-exists" Error Assumed,
    /// Documented for regional bindings, which share the table.
    OutsidePrefix "outside-prefix" Error Assumed,
    /// An IPv4 block in an IPv6 prefix, or an IPv6 block in an IPv4 prefix.
    OtherFamily "other-family" Error Assumed,
    /// A binding for exactly this CIDR exists. Documented for regional bindings, which share the table.
    DuplicateBinding "duplicate-binding" Error Assumed,
    /// A service must be named (Create Service Binding).
    ServiceIdEmpty "service-id-empty" Error Documented,
    /// The schema allows 32 characters.
    ServiceIdTooLong "service-id-too-long" Error Documented,
    /// The account's list of services does not have it.
    ServiceUnknown "service-unknown" Error Documented,
    /// Magic Transit is possible only as the default that spans the prefix (BYOIP service bindings).
    MagicTransitNotDefault "magic-transit-not-default" Error Documented,
    /// Which services combine is documented for Magic Transit, CDN and Spectrum only.
    ServiceOpaque "service-opaque" Warning Assumed,
    /// Under a Magic Transit default, Spectrum takes TCP and HTTP applications only (BYOIP service bindings).
    SpectrumUdpUnderMagicTransit "spectrum-udp-under-magic-transit" Note Documented,
    /// The smallest prefixes are /24 and /48 (Spectrum BYOIP).
    PrefixTooLong "prefix-too-long" Warning Documented,
    /// The next less specific binding goes to the same service.
    RedundantBinding "redundant-binding" Note Assumed,
    /// Several bindings are the same as one: aggregation is strongly recommended (BYOIP get started).
    SiblingsAggregate "siblings-aggregate" Note Documented,
    /// Bindings can be created only after the prefix is approved (BYOIP get started).
    PrefixNotApproved "prefix-not-approved" Warning Documented,
    /// The announcement cannot be changed.
    PrefixLocked "prefix-locked" Note Documented,
    /// Changes take four to six hours, in which services are likely disrupted (BYOIP service bindings).
    PrefixAdvertised "prefix-advertised" Warning Documented,
    /// A plan temporarily binds a part of the prefix to a service that has had the whole prefix only.
    ShieldOpaque "shield-opaque" Warning Assumed,
    /// A binding is not active, and not known to become active without help. The states are documented, but not their
    /// meaning.
    BindingStuck "binding-stuck" Warning Assumed,
}
