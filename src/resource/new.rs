//! Resources with an id and addresses, and nothing else.

use super::{ApiField, BgpPrefix, Prefix, SentCidr};

impl Prefix {
    /// A prefix without any other field.
    #[must_use]
    pub fn new(id: String, cidr: SentCidr) -> Self {
        Self {
            id,
            cidr,
            account_id: ApiField::Absent,
            asn: ApiField::Absent,
            approved: ApiField::Absent,
            description: ApiField::Absent,
            loa_document_id: ApiField::Absent,
            delegate_loa_creation: ApiField::Absent,
            irr_validation_state: ApiField::Absent,
            rpki_validation_state: ApiField::Absent,
            ownership_validation_state: ApiField::Absent,
            asn_ownership_validation_state: ApiField::Absent,
            ownership_validation_token: ApiField::Absent,
            advertised: ApiField::Absent,
            advertised_modified_at: ApiField::Absent,
            on_demand_enabled: ApiField::Absent,
            on_demand_locked: ApiField::Absent,
            created_at: ApiField::Absent,
            modified_at: ApiField::Absent,
            extra: Vec::new(),
        }
    }
}

impl BgpPrefix {
    /// A BGP prefix without any other field.
    #[must_use]
    pub fn new(id: String, cidr: SentCidr) -> Self {
        Self {
            id,
            cidr,
            asn: ApiField::Absent,
            asn_prepend_count: ApiField::Absent,
            auto_advertise_withdraw: ApiField::Absent,
            bgp_signal_opts: ApiField::Absent,
            on_demand: ApiField::Absent,
            created_at: ApiField::Absent,
            modified_at: ApiField::Absent,
            extra: Vec::new(),
        }
    }
}
