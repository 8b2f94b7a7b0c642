//! The nouns as JSON text: in camelCase for the ring around the core, or as the API writes them.

use super::{
    ApiMessage, BgpPrefix, BgpSignalOpts, Extra, Field, OnDemand, Prefix, SentCidr, Service, ServiceBinding,
};
use crate::json::writer::Writer;
use alloc::string::{String, ToString};
use alloc::vec::Vec;

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

/// The same of a number, which the API may have sent in quotes: then `extra` has it as it came.
fn whole<T: Show>(w: &mut Writer, key: &str, number: &Field<T>, extra: &Extra) {
    if !w.is_wire() || !keeps(extra, key) {
        field(w, key, number);
    }
}

/// Writes unknown fields: in `extra` as they came, or where the API had them, canonically.
pub(crate) fn extra(w: &mut Writer, extra: &Extra) {
    #[cfg(feature = "planner")]
    if w.is_wire() {
        let mut sorted: Vec<_> = extra.iter().collect();
        sorted.sort_unstable();
        for (key, value) in sorted {
            w.key_as_it_is(key).canonical(value);
        }
        return;
    }
    w.key("extra").object(|w| {
        for (key, value) in extra {
            w.key_as_it_is(key).raw(value);
        }
    });
}

/// True where `extra` has the whole of an object that a field of ours is a part of.
fn keeps(extra: &Extra, key: &str) -> bool {
    extra.iter().any(|(kept, _)| kept == key)
}

fn cidr(w: &mut Writer, cidr: &SentCidr) {
    match &cidr.as_sent {
        Some(as_sent) if w.is_wire() => w.key("cidr").string(as_sent),
        as_sent => {
            w.key("cidr").string(cidr.cidr.text().as_str());
            if let Some(as_sent) = as_sent {
                w.key("cidr_as_sent").string(as_sent);
            }
        }
    }
}

impl Show for ServiceBinding {
    fn show(&self, w: &mut Writer) {
        w.object(|w| {
            w.key("id").string(&self.id);
            cidr(w, &self.cidr);
            if w.is_wire() {
                if let Some(state) = self.state.as_ref().filter(|_| !keeps(&self.extra, "provisioning")) {
                    w.key("provisioning").object(|w| w.key("state").string(state));
                }
                self.service_id.iter().for_each(|id| w.key("service_id").string(id));
                self.service_name.iter().for_each(|name| w.key("service_name").string(name));
            } else {
                w.key("service_id").string_or_null(self.service_id.as_deref());
                w.key("service_name").string_or_null(self.service_name.as_deref());
                w.key("state").string_or_null(self.state.as_deref());
            }
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
            field(w, "account_id", &self.account_id);
            whole(w, "asn", &self.asn, &self.extra);
            field(w, "approved", &self.approved);
            field(w, "description", &self.description);
            field(w, "loa_document_id", &self.loa_document_id);
            field(w, "delegate_loa_creation", &self.delegate_loa_creation);
            field(w, "irr_validation_state", &self.irr_validation_state);
            field(w, "rpki_validation_state", &self.rpki_validation_state);
            field(w, "ownership_validation_state", &self.ownership_validation_state);
            field(w, "asn_ownership_validation_state", &self.asn_ownership_validation_state);
            field(w, "ownership_validation_token", &self.ownership_validation_token);
            field(w, "advertised", &self.advertised);
            field(w, "advertised_modified_at", &self.advertised_modified_at);
            field(w, "on_demand_enabled", &self.on_demand_enabled);
            field(w, "on_demand_locked", &self.on_demand_locked);
            field(w, "created_at", &self.created_at);
            field(w, "modified_at", &self.modified_at);
            extra(w, &self.extra);
        });
    }
}

impl Show for BgpPrefix {
    fn show(&self, w: &mut Writer) {
        w.object(|w| {
            w.key("id").string(&self.id);
            cidr(w, &self.cidr);
            whole(w, "asn", &self.asn, &self.extra);
            whole(w, "asn_prepend_count", &self.asn_prepend_count, &self.extra);
            field(w, "auto_advertise_withdraw", &self.auto_advertise_withdraw);
            field(w, "bgp_signal_opts", &self.bgp_signal_opts);
            field(w, "on_demand", &self.on_demand);
            field(w, "created_at", &self.created_at);
            field(w, "modified_at", &self.modified_at);
            extra(w, &self.extra);
        });
    }
}

impl Show for BgpSignalOpts {
    fn show(&self, w: &mut Writer) {
        w.object(|w| {
            field(w, "enabled", &self.enabled);
            field(w, "modified_at", &self.modified_at);
            extra(w, &self.extra);
        });
    }
}

impl Show for OnDemand {
    fn show(&self, w: &mut Writer) {
        w.object(|w| {
            field(w, "advertised", &self.advertised);
            field(w, "advertised_modified_at", &self.advertised_modified_at);
            field(w, "on_demand_enabled", &self.on_demand_enabled);
            field(w, "on_demand_locked", &self.on_demand_locked);
            extra(w, &self.extra);
        });
    }
}

impl Show for ApiMessage {
    fn show(&self, w: &mut Writer) {
        w.object(|w| {
            match self.code {
                Some(code) => code.show(w.key("code")),
                None => w.key("code").raw("null"),
            }
            w.key("message").string(&self.message);
            field(w, "documentation_url", &self.documentation_url);
            field(w, "source_pointer", &self.source_pointer);
            if !self.error_chain.is_empty() {
                self.error_chain.show(w.key("error_chain"));
            }
            extra(w, &self.extra);
        });
    }
}
