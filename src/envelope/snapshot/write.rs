//! The canonical form of a snapshot: the same state gives the same bytes, whatever the order of the input.
//!
//! Each resource is one line, services by id and everything else by address, length and id, so that a diff of lines
//! shows the changes. The fields of a resource have the order of the schema; unknown fields follow by name, as do the
//! members of objects in them. Strings are escaped in one way; numbers of unknown fields keep their digits.

use super::{PrefixSnapshot, Snapshot, SnapshotList, VERSION, VERSION_FIELD};
use crate::cidr::Cidr;
use crate::json::writer::JsonWriter;
use crate::resource::to_json::WriteJson;

impl Snapshot {
    /// The snapshot in canonical form. O(n log n).
    #[must_use]
    pub fn to_json(&self) -> String {
        self.write(JsonWriter::for_canonical()) + "\n"
    }

    /// The same with camelCase names, for JavaScript.
    #[must_use]
    pub fn to_camel_json(&self) -> String {
        self.write(JsonWriter::default())
    }

    fn write(&self, mut w: JsonWriter) -> String {
        let each = w.same_form();
        w.object(|w| {
            w.key(VERSION_FIELD).raw(&VERSION.to_string());
            w.break_line();
            w.key("account_id").string(&self.account_id);
            w.break_line();
            w.key("taken_at").string(&self.taken_at);
            w.break_line();
            if let Some(only) = &self.only {
                let mut only = only.clone();
                only.sort_unstable();
                only.dedup();
                w.key("only").array(|w| only.iter().for_each(|cidr| w.string(&cidr.to_string())));
                w.break_line();
            }
            lines(w.key("services"), &self.services, |service| service.id.clone());
            w.break_line();
            let prefixes = self.prefixes.iter().map(|p| {
                let mut w = each.same_form();
                w.object(|w| {
                    p.prefix.write_json(w.key("prefix"));
                    w.break_line();
                    lines(w.key("bindings"), &p.bindings, |b| (b.cidr.cidr, b.id.clone()));
                    w.break_line();
                    list(w, "bgp_prefixes", &p.bgp_prefixes, |b| (b.cidr.cidr, b.id.clone()));
                    w.break_line();
                    list(w, "delegations", &p.delegations, |d| (d.cidr.cidr, d.id.clone()));
                    reasons(w, p);
                });
                ((p.prefix.cidr.cidr, p.prefix.id.clone()), w.finish())
            });
            sorted(w.key("prefixes"), prefixes.collect());
            w.break_line();
        });
        w.finish()
    }
}

/// A list, or null for JavaScript where it was not read.
fn list<T: WriteJson>(
    w: &mut JsonWriter,
    name: &str,
    list: &SnapshotList<T>,
    key: impl Fn(&T) -> (Cidr, String),
) {
    match list {
        SnapshotList::Read(entries) => lines(w.key(name), entries, key),
        SnapshotList::Unread(_) if w.is_wire() => {}
        SnapshotList::Unread(_) => w.key(name).raw("null"),
    }
}

/// Why lists were not read; for JavaScript an empty object where all were.
fn reasons(w: &mut JsonWriter, prefix: &PrefixSnapshot) {
    let reasons: Vec<_> =
        [("bgp_prefixes", reason(&prefix.bgp_prefixes)), ("delegations", reason(&prefix.delegations))]
            .into_iter()
            .filter_map(|(name, reason)| Some((name, reason?)))
            .collect();
    if reasons.is_empty() && w.is_wire() {
        return;
    }
    w.break_line();
    w.key("unread").object(|w| reasons.iter().for_each(|(name, reason)| w.key(name).string(reason)));
}

fn reason<T>(list: &SnapshotList<T>) -> Option<&str> {
    match list {
        SnapshotList::Read(_) => None,
        SnapshotList::Unread(reason) => Some(reason),
    }
}

/// One resource a line, sorted.
fn lines<T: WriteJson, K: Ord>(w: &mut JsonWriter, nouns: &[T], key: impl Fn(&T) -> K) {
    let each = w.same_form();
    let written = nouns.iter().map(|noun| {
        let mut w = each.same_form();
        noun.write_json(&mut w);
        (key(noun), w.finish())
    });
    sorted(w, written.collect());
}

/// Sorted by key, and by text where keys are equal, so that the order of the input never matters.
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
