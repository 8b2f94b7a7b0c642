//! The classes of drift: the code of each, its severity, what it means, and what a restore does about it.

use crate::rules::Severity;

macro_rules! classes {
    ($($name:ident $code:literal $severity:ident, $meaning:literal, $restore:literal;)*) => {
        /// The classes of drift, in the order of the findings of a prefix; codes are append-only.
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
        pub enum DriftClass {
            $(#[doc = concat!($meaning, ".")] $name,)*
        }

        impl DriftClass {
            /// Every class.
            pub const ALL: &[Self] = &[$(Self::$name,)*];

            /// The stable code.
            #[must_use]
            pub const fn code(self) -> &'static str {
                match self { $(Self::$name => $code,)* }
            }

            /// The severity.
            #[must_use]
            pub const fn severity(self) -> Severity {
                match self { $(Self::$name => Severity::$severity,)* }
            }

            /// What it means.
            #[must_use]
            pub const fn meaning(self) -> &'static str {
                match self { $(Self::$name => $meaning,)* }
            }

            /// What a restore does about it.
            #[must_use]
            pub const fn restore(self) -> &'static str {
                match self { $(Self::$name => $restore,)* }
            }
        }
    };
}

classes! {
    ServiceGone "service-gone" Error,
        "The account no longer has a service that bindings of the snapshot use, neither by ID nor by name",
        "nothing for its bindings: ask your account team for the service, then restore again";
    ServiceIdChanged "service-id-changed" Note,
        "A service has another ID, and the same name",
        "binds to the new ID";
    ServiceRenamed "service-renamed" Note,
        "A service has another name, and the same ID",
        "nothing: the ID identifies the service";
    PrefixGone "prefix-gone" Error,
        "The account no longer has the prefix",
        "nothing: create the prefix, wait until Cloudflare has approved it, then restore again";
    PrefixUnapproved "prefix-unapproved" Error,
        "The prefix was approved, and is not any more",
        "nothing: ask your account team to approve the prefix, then restore again";
    WithdrawnOnly "withdrawn-only" Error,
        "Blocks of the prefix are no longer advertised; all its bindings and BGP prefixes exist",
        "advertises them";
    BindingsAllLost "bindings-all-lost" Error,
        "All bindings of the prefix are gone",
        "creates the default binding, then the others";
    DefaultLost "default-lost" Error,
        "The default binding is gone, and other bindings of the prefix are left",
        "creates the default binding";
    BindingsLost "bindings-lost" Error,
        "Some of the more specific bindings are gone",
        "creates them";
    ServiceChanged "service-changed" Error,
        "Blocks are bound to another service",
        "replaces the bindings";
    BindingStuck "binding-stuck" Warning,
        "A binding is not active, and does not become active by itself",
        "nothing: for `magic_transit_route_missing` add a Magic route that covers the block";
    RegionalLost "regional-lost" Warning,
        "Regional bindings are gone",
        "nothing: create them with the API of the Data Localization Suite";
    BgpLost "bgp-lost" Error,
        "BGP prefixes are gone",
        "creates them; one that equals the prefix comes back with the default binding";
    BgpWithdrawn "bgp-withdrawn" Error,
        "Blocks of the prefix are no longer advertised, and bindings or BGP prefixes changed as well",
        "advertises them after all other steps";
    BgpAdvertised "bgp-advertised" Warning,
        "Blocks are advertised that were withdrawn",
        "nothing, or withdraws them after all other steps if additions are to be removed";
    BgpChanged "bgp-changed" Warning,
        "BGP prefixes have another prepend count or another `auto_advertise_withdraw`",
        "edits them";
    DelegationLost "delegation-lost" Error,
        "Another account may no longer use blocks of the prefix",
        "delegates them";
    PrefixAdded "prefix-added" Note,
        "The account has a prefix that the snapshot does not have",
        "nothing";
    BindingAdded "binding-added" Warning,
        "Blocks are bound that were not bound",
        "nothing, or deletes the bindings if additions are to be removed";
    RegionalAdded "regional-added" Warning,
        "Blocks have a regional binding that they did not have",
        "nothing: regional bindings are managed with the API of the Data Localization Suite";
    BgpAdded "bgp-added" Warning,
        "There are BGP prefixes that did not exist",
        "nothing: withdraw and delete them by hand if they are not needed";
    DelegationAdded "delegation-added" Warning,
        "Another account may use blocks of the prefix that it could not use",
        "nothing: delete the delegation by hand if it is not needed";
}
