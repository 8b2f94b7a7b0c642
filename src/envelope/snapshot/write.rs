//! The canonical form of a snapshot: the same state gives the same bytes, whatever the order in which it was told.
//!
//! One noun a line, services by id, everything else by address, length and id, so that a line-wise comparison shows
//! what changed. The fields of a noun stand in the order of the schema; unknown ones follow by name, and so do the
//! members of objects in them. Strings are escaped in one way; numbers of unknown fields keep their digits.

use super::{Snapshot, VERSION, VERSION_FIELD};
use crate::json::writer::JsonWriter;
use crate::resource::to_json::WriteJson;

impl Snapshot {
    /// The snapshot in canonical form. O(n log n).
    #[must_use]
    pub fn to_json(&self) -> String {
        self.write(JsonWriter::for_wire()) + "\n"
    }

    /// The same with the names that JavaScript uses, for the ring around the core.
    #[must_use]
    pub fn to_camel_json(&self) -> String {
        self.write(JsonWriter::default())
    }

    fn write(&self, mut w: JsonWriter) -> String {
        let each = w.same_naming();
        w.object(|w| {
            w.key(VERSION_FIELD).raw(&VERSION.to_string());
            w.break_line();
            w.key("account_id").string(&self.account_id);
            w.break_line();
            w.key("taken_at").string(&self.taken_at);
            w.break_line();
            lines(w.key("services"), &self.services, |service| service.id.clone());
            w.break_line();
            let prefixes = self.prefixes.iter().map(|p| {
                let mut w = each.same_naming();
                w.object(|w| {
                    p.prefix.write_json(w.key("prefix"));
                    w.break_line();
                    lines(w.key("bindings"), &p.bindings, |b| (b.cidr.cidr, b.id.clone()));
                    w.break_line();
                    lines(w.key("bgp_prefixes"), &p.bgp_prefixes, |b| (b.cidr.cidr, b.id.clone()));
                });
                ((p.prefix.cidr.cidr, p.prefix.id.clone()), w.finish())
            });
            sorted(w.key("prefixes"), prefixes.collect());
            w.break_line();
        });
        w.finish()
    }
}

/// One noun a line, sorted.
fn lines<T: WriteJson, K: Ord>(w: &mut JsonWriter, nouns: &[T], key: impl Fn(&T) -> K) {
    let each = w.same_naming();
    let written = nouns.iter().map(|noun| {
        let mut w = each.same_naming();
        noun.write_json(&mut w);
        (key(noun), w.finish())
    });
    sorted(w, written.collect());
}

/// By key; what has the same one by its text, so that the order of the input never counts.
fn sorted<K: Ord>(w: &mut JsonWriter, mut written: Vec<(K, String)>) {
    written.sort_unstable();
    w.array(|w| {
        for (_, text) in written {
            w.break_line();
            w.raw(&text);
        }
        w.break_line();
    });
}
