//! Resources as JSON text: in camelCase for JavaScript, or as the API writes them.

use super::{
    ApiField, ApiMessage, BgpPrefix, BgpSignalOpts, Delegation, Extra, MagicRoute, OnDemand, Prefix,
    SentCidr, Service, ServiceBinding,
};
use crate::json::writer::JsonWriter;

/// A value that writes itself as JSON.
pub(crate) trait WriteJson {
    fn write_json(&self, w: &mut JsonWriter);
}

impl WriteJson for str {
    fn write_json(&self, w: &mut JsonWriter) {
        w.string(self);
    }
}

impl WriteJson for String {
    fn write_json(&self, w: &mut JsonWriter) {
        w.string(self);
    }
}

impl WriteJson for bool {
    fn write_json(&self, w: &mut JsonWriter) {
        w.raw(if *self { "true" } else { "false" });
    }
}

impl WriteJson for u8 {
    fn write_json(&self, w: &mut JsonWriter) {
        w.raw(&self.to_string());
    }
}

impl WriteJson for u32 {
    fn write_json(&self, w: &mut JsonWriter) {
        w.raw(&self.to_string());
    }
}

impl<T: WriteJson> WriteJson for Vec<T> {
    fn write_json(&self, w: &mut JsonWriter) {
        w.array(|w| self.iter().for_each(|item| item.write_json(w)));
    }
}

/// Writes `key: value`, `key: null` or nothing.
fn write_field<T: WriteJson>(w: &mut JsonWriter, key: &str, field: &ApiField<T>) {
    match field {
        ApiField::Absent => {}
        ApiField::Null => w.key(key).raw("null"),
        ApiField::Value(value) => value.write_json(w.key(key)),
    }
}

/// The same for a number. If the API sent it in quotes, `extra` has it unchanged.
fn write_integer<T: WriteJson>(w: &mut JsonWriter, key: &str, number: &ApiField<T>, extra: &Extra) {
    if !w.is_wire() || !has_field(extra, key) {
        write_field(w, key, number);
    }
}

/// True where `extra` has this field unchanged.
fn has_field(extra: &Extra, key: &str) -> bool {
    extra.iter().any(|(kept, _)| kept == key)
}

fn write_cidr(w: &mut JsonWriter, cidr: &SentCidr) {
    match &cidr.as_sent {
        Some(as_sent) if w.is_wire() => w.key("cidr").string(as_sent),
        as_sent => {
            w.key("cidr").string(&cidr.cidr.to_string());
            if let Some(as_sent) = as_sent {
                w.key("cidr_as_sent").string(as_sent);
            }
        }
    }
}

impl WriteJson for ServiceBinding {
    fn write_json(&self, w: &mut JsonWriter) {
        w.object(|w| {
            w.key("id").string(&self.id);
            write_cidr(w, &self.cidr);
            if w.is_wire() {
                if let Some(state) = self.state.as_ref().filter(|_| !has_field(&self.extra, "provisioning")) {
                    w.key("provisioning").object(|w| w.key("state").string(state));
                }
                self.service_id.iter().for_each(|id| w.key("service_id").string(id));
                self.service_name.iter().for_each(|name| w.key("service_name").string(name));
            } else {
                w.key("service_id").string_or_null(self.service_id.as_deref());
                w.key("service_name").string_or_null(self.service_name.as_deref());
                w.key("state").string_or_null(self.state.as_deref());
            }
            w.extra(&self.extra);
        });
    }
}

impl WriteJson for Service {
    fn write_json(&self, w: &mut JsonWriter) {
        w.object(|w| {
            w.key("id").string(&self.id);
            w.key("name").string(&self.name);
            w.extra(&self.extra);
        });
    }
}

impl WriteJson for Prefix {
    fn write_json(&self, w: &mut JsonWriter) {
        w.object(|w| {
            w.key("id").string(&self.id);
            write_cidr(w, &self.cidr);
            write_field(w, "account_id", &self.account_id);
            write_integer(w, "asn", &self.asn, &self.extra);
            write_field(w, "approved", &self.approved);
            write_field(w, "description", &self.description);
            write_field(w, "loa_document_id", &self.loa_document_id);
            write_field(w, "delegate_loa_creation", &self.delegate_loa_creation);
            write_field(w, "irr_validation_state", &self.irr_validation_state);
            write_field(w, "rpki_validation_state", &self.rpki_validation_state);
            write_field(w, "ownership_validation_state", &self.ownership_validation_state);
            write_field(w, "asn_ownership_validation_state", &self.asn_ownership_validation_state);
            write_field(w, "ownership_validation_token", &self.ownership_validation_token);
            write_field(w, "advertised", &self.advertised);
            write_field(w, "advertised_modified_at", &self.advertised_modified_at);
            write_field(w, "on_demand_enabled", &self.on_demand_enabled);
            write_field(w, "on_demand_locked", &self.on_demand_locked);
            write_field(w, "created_at", &self.created_at);
            write_field(w, "modified_at", &self.modified_at);
            w.extra(&self.extra);
        });
    }
}

impl WriteJson for BgpPrefix {
    fn write_json(&self, w: &mut JsonWriter) {
        w.object(|w| {
            w.key("id").string(&self.id);
            write_cidr(w, &self.cidr);
            write_integer(w, "asn", &self.asn, &self.extra);
            write_integer(w, "asn_prepend_count", &self.asn_prepend_count, &self.extra);
            write_field(w, "auto_advertise_withdraw", &self.auto_advertise_withdraw);
            write_field(w, "bgp_signal_opts", &self.bgp_signal_opts);
            write_field(w, "on_demand", &self.on_demand);
            write_field(w, "created_at", &self.created_at);
            write_field(w, "modified_at", &self.modified_at);
            w.extra(&self.extra);
        });
    }
}

impl WriteJson for Delegation {
    fn write_json(&self, w: &mut JsonWriter) {
        w.object(|w| {
            w.key("id").string(&self.id);
            write_cidr(w, &self.cidr);
            write_field(w, "delegated_account_id", &self.delegated_account_id);
            write_field(w, "parent_prefix_id", &self.parent_prefix_id);
            write_field(w, "created_at", &self.created_at);
            write_field(w, "modified_at", &self.modified_at);
            w.extra(&self.extra);
        });
    }
}

impl WriteJson for MagicRoute {
    fn write_json(&self, w: &mut JsonWriter) {
        w.object(|w| {
            w.key("id").string(&self.id);
            write_cidr(w, &self.cidr);
            write_field(w, "nexthop", &self.nexthop);
            write_field(w, "priority", &self.priority);
            write_field(w, "weight", &self.weight);
            write_field(w, "description", &self.description);
            w.extra(&self.extra);
        });
    }
}

impl WriteJson for BgpSignalOpts {
    fn write_json(&self, w: &mut JsonWriter) {
        w.object(|w| {
            write_field(w, "enabled", &self.enabled);
            write_field(w, "modified_at", &self.modified_at);
            w.extra(&self.extra);
        });
    }
}

impl WriteJson for OnDemand {
    fn write_json(&self, w: &mut JsonWriter) {
        w.object(|w| {
            write_field(w, "advertised", &self.advertised);
            write_field(w, "advertised_modified_at", &self.advertised_modified_at);
            write_field(w, "on_demand_enabled", &self.on_demand_enabled);
            write_field(w, "on_demand_locked", &self.on_demand_locked);
            w.extra(&self.extra);
        });
    }
}

impl WriteJson for ApiMessage {
    fn write_json(&self, w: &mut JsonWriter) {
        w.object(|w| {
            match self.code {
                Some(code) => code.write_json(w.key("code")),
                None => w.key("code").raw("null"),
            }
            w.key("message").string(&self.message);
            write_field(w, "documentation_url", &self.documentation_url);
            write_field(w, "source_pointer", &self.source_pointer);
            if !self.error_chain.is_empty() {
                self.error_chain.write_json(w.key("error_chain"));
            }
            w.extra(&self.extra);
        });
    }
}
