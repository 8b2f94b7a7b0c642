//! The nouns as JSON text in camelCase, for the ring around the core.

use super::{
    ApiMessage, BgpPrefix, BgpSignalOpts, Extra, Field, OnDemand, Prefix, SentCidr, Service, ServiceBinding,
};
use crate::json::write::Writer;

/// Something that writes itself as one JSON value.
pub(crate) trait Show {
    fn show(&self, w: &mut Writer);
}

impl Show for str {
    fn show(&self, w: &mut Writer) {
        w.string(self);
    }
}

impl Show for String {
    fn show(&self, w: &mut Writer) {
        w.string(self);
    }
}

impl Show for bool {
    fn show(&self, w: &mut Writer) {
        w.raw(if *self { "true" } else { "false" });
    }
}

impl Show for u8 {
    fn show(&self, w: &mut Writer) {
        w.raw(&self.to_string());
    }
}

impl Show for u32 {
    fn show(&self, w: &mut Writer) {
        w.raw(&self.to_string());
    }
}

impl<T: Show> Show for Vec<T> {
    fn show(&self, w: &mut Writer) {
        w.array(|w| self.iter().for_each(|item| item.show(w)));
    }
}

/// Writes `key: value`, `key: null` or nothing.
fn field<T: Show>(w: &mut Writer, key: &str, field: &Field<T>) {
    match field {
        Field::Absent => {}
        Field::Null => w.key(key).raw("null"),
        Field::Value(value) => value.show(w.key(key)),
    }
}

/// Writes `extra` with every value as it came.
pub(crate) fn extra(w: &mut Writer, extra: &Extra) {
    w.key("extra").object(|w| {
        for (key, value) in extra {
            w.key(key).raw(value);
        }
    });
}

fn cidr(w: &mut Writer, cidr: &SentCidr) {
    w.key("cidr").string(&cidr.cidr.to_string());
    if let Some(as_sent) = &cidr.as_sent {
        w.key("cidrAsSent").string(as_sent);
    }
}

impl Show for ServiceBinding {
    fn show(&self, w: &mut Writer) {
        w.object(|w| {
            w.key("id").string(&self.id);
            cidr(w, &self.cidr);
            w.key("serviceId").string_or_null(self.service_id.as_deref());
            w.key("serviceName").string_or_null(self.service_name.as_deref());
            w.key("state").string_or_null(self.state.as_deref());
            extra(w, &self.extra);
        });
    }
}

impl Show for Service {
    fn show(&self, w: &mut Writer) {
        w.object(|w| {
            w.key("id").string(&self.id);
            w.key("name").string(&self.name);
            extra(w, &self.extra);
        });
    }
}

impl Show for Prefix {
    fn show(&self, w: &mut Writer) {
        w.object(|w| {
            w.key("id").string(&self.id);
            cidr(w, &self.cidr);
            field(w, "accountId", &self.account_id);
            field(w, "asn", &self.asn);
            field(w, "approved", &self.approved);
            field(w, "description", &self.description);
            field(w, "loaDocumentId", &self.loa_document_id);
            field(w, "delegateLoaCreation", &self.delegate_loa_creation);
            field(w, "irrValidationState", &self.irr_validation_state);
            field(w, "rpkiValidationState", &self.rpki_validation_state);
            field(w, "ownershipValidationState", &self.ownership_validation_state);
            field(w, "asnOwnershipValidationState", &self.asn_ownership_validation_state);
            field(w, "ownershipValidationToken", &self.ownership_validation_token);
            field(w, "advertised", &self.advertised);
            field(w, "advertisedModifiedAt", &self.advertised_modified_at);
            field(w, "onDemandEnabled", &self.on_demand_enabled);
            field(w, "onDemandLocked", &self.on_demand_locked);
            field(w, "createdAt", &self.created_at);
            field(w, "modifiedAt", &self.modified_at);
            extra(w, &self.extra);
        });
    }
}

impl Show for BgpPrefix {
    fn show(&self, w: &mut Writer) {
        w.object(|w| {
            w.key("id").string(&self.id);
            cidr(w, &self.cidr);
            field(w, "asn", &self.asn);
            field(w, "asnPrependCount", &self.asn_prepend_count);
            field(w, "autoAdvertiseWithdraw", &self.auto_advertise_withdraw);
            field(w, "bgpSignalOpts", &self.bgp_signal_opts);
            field(w, "onDemand", &self.on_demand);
            field(w, "createdAt", &self.created_at);
            field(w, "modifiedAt", &self.modified_at);
            extra(w, &self.extra);
        });
    }
}

impl Show for BgpSignalOpts {
    fn show(&self, w: &mut Writer) {
        w.object(|w| {
            field(w, "enabled", &self.enabled);
            field(w, "modifiedAt", &self.modified_at);
            extra(w, &self.extra);
        });
    }
}

impl Show for OnDemand {
    fn show(&self, w: &mut Writer) {
        w.object(|w| {
            field(w, "advertised", &self.advertised);
            field(w, "advertisedModifiedAt", &self.advertised_modified_at);
            field(w, "onDemandEnabled", &self.on_demand_enabled);
            field(w, "onDemandLocked", &self.on_demand_locked);
            extra(w, &self.extra);
        });
    }
}

impl Show for ApiMessage {
    fn show(&self, w: &mut Writer) {
        w.object(|w| {
            w.key("code").raw(&self.code.to_string());
            w.key("message").string(&self.message);
            field(w, "documentationUrl", &self.documentation_url);
            field(w, "sourcePointer", &self.source_pointer);
            extra(w, &self.extra);
        });
    }
}
