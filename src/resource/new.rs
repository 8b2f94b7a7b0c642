//! Nouns of which nothing is known but the id and the addresses.

use super::{BgpPrefix, Field, Prefix, SentCidr};
use alloc::string::String;
use alloc::vec::Vec;

impl Prefix {
    /// A prefix of which the API said nothing else.
    #[must_use]
    pub fn new(id: String, cidr: SentCidr) -> Self {
        Self {
            id,
            cidr,
            account_id: Field::Absent,
            asn: Field::Absent,
            approved: Field::Absent,
            description: Field::Absent,
            loa_document_id: Field::Absent,
            delegate_loa_creation: Field::Absent,
            irr_validation_state: Field::Absent,
            rpki_validation_state: Field::Absent,
            ownership_validation_state: Field::Absent,
            asn_ownership_validation_state: Field::Absent,
            ownership_validation_token: Field::Absent,
            advertised: Field::Absent,
            advertised_modified_at: Field::Absent,
            on_demand_enabled: Field::Absent,
            on_demand_locked: Field::Absent,
            created_at: Field::Absent,
            modified_at: Field::Absent,
            extra: Vec::new(),
        }
    }
}

impl BgpPrefix {
    /// A BGP prefix of which the API said nothing else.
    #[must_use]
    pub fn new(id: String, cidr: SentCidr) -> Self {
        Self {
            id,
            cidr,
            asn: Field::Absent,
            asn_prepend_count: Field::Absent,
            auto_advertise_withdraw: Field::Absent,
            bgp_signal_opts: Field::Absent,
            on_demand: Field::Absent,
            created_at: Field::Absent,
            modified_at: Field::Absent,
            extra: Vec::new(),
        }
    }
}
