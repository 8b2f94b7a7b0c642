//! A list as JSON: as it was read, or as the shortest list of bindings.

use super::{Desired, ListMeaning};
use crate::cidr::Cidr;
use crate::error::Error;
use crate::id::fold_case;
use crate::json::writer::JsonWriter;
use std::fmt::Write as _;

impl Desired {
    /// The list as JSON: its meaning as `read_as`; the entries as `bindings`, or null where they are claims; the
    /// `lines` of the entries; the `columns` of CSV that were read and ignored, or null; how many `claims` and `regional` entries were read, the blocks of the latter, and the `names` of services in the list.
    #[must_use]
    pub fn to_json(&self) -> String {
        let mut w = JsonWriter::default();
        w.object(|w| {
            self.write_head(w);
            self.write_bindings(w);
        });
        w.finish()
    }

    /// What is known of a part of [`Desired::split`] without its entries, as JSON: what [`Desired::to_json`] writes without
    /// `bindings` and `lines`; the position of its `prefix`; the `size` of the list of bindings, or null where it has
    /// claims; and whether it `binds_prefix`, the whole of it.
    #[must_use]
    pub fn head_to_json(&self, position: usize, prefix: Cidr) -> String {
        let bindings = self.bindings();
        let size = bindings.as_ref().map_or("null".to_owned(), |all| all.len().to_string());
        let binds_prefix = bindings.is_some_and(|all| all.iter().any(|(cidr, _)| *cidr == prefix));
        let mut w = JsonWriter::default();
        w.object(|w| {
            self.write_head(w);
            w.key("prefix").raw(&position.to_string());
            w.key("size").raw(&size);
            w.key("binds_prefix").raw(if binds_prefix { "true" } else { "false" });
        });
        w.finish()
    }

    /// The entries as JSON: the `bindings` and `lines` of [`Desired::to_json`], and `entries`, where they are claims.
    #[must_use]
    pub fn entries_to_json(&self) -> String {
        let mut w = JsonWriter::default();
        w.object(|w| {
            self.write_bindings(w);
            w.key("entries").array(|w| self.write_entries(w));
        });
        w.finish()
    }

    fn write_head(&self, w: &mut JsonWriter) {
        w.key("read_as").string(self.reading.name());
        match &self.columns {
            Some(used) => w.key("columns").object(|w| {
                let lists =
                    [("addresses", &used.addresses), ("service", &used.service), ("ignored", &used.ignored)];
                for (key, names) in lists {
                    w.key(key).array(|w| names.iter().for_each(|name| w.string(name)));
                }
            }),
            None => w.key("columns").raw("null"),
        }
        self.counts(w);
        w.key("regional_blocks").array(|w| self.regional.iter().for_each(|c| w.string(&c.to_string())));
        w.key("services").array(|w| {
            for (id, name) in self.service_names() {
                w.object(|w| {
                    w.key("id").string(id);
                    w.key("name").string(name);
                });
            }
        });
    }

    fn write_bindings(&self, w: &mut JsonWriter) {
        let names: Vec<_> = self.service_names().collect();
        let name = |id: &str| names.iter().find(|(known, _)| *known == id).map(|(_, name)| *name);
        match self.bindings() {
            Some(bindings) => w.key("bindings").array(|w| {
                for (cidr, service) in bindings {
                    w.object(|w| {
                        w.key("cidr").string(&cidr.to_string());
                        w.key("service_id").string(service);
                        if let Some(name) = name(service) {
                            w.key("service_name").string(name);
                        }
                    });
                }
            }),
            None => w.key("bindings").raw("null"),
        }
        w.key("lines").array(|w| self.lines.iter().for_each(|line| w.raw(&line.to_string())));
    }

    fn write_entries(&self, w: &mut JsonWriter) {
        for claim in self.claims.iter().filter(|_| self.reading == ListMeaning::Claims) {
            w.object(|w| {
                w.key("addresses").string(&claim.range.to_string());
                w.key("service_id").string(self.names.name(claim.service));
            });
        }
    }

    fn counts(&self, w: &mut JsonWriter) {
        w.key("claims").raw(&self.claims.len().to_string());
        w.key("regional").raw(&self.regional.len().to_string());
    }

    /// [`Desired::aggregate`] as JSON for a long list: `cidrs`, their texts separated by spaces, `owners`, for each of
    /// them the index of its service among `shares`, these with addresses in decimal, `asClaimed`, the meaning of the
    /// list as `readAs`, and how many `claims` and `regional` entries were read.
    ///
    /// # Errors
    ///
    /// Those of [`Desired::aggregate`].
    pub fn aggregate_to_json(
        &self,
        prefix: Cidr,
        default: &str,
        default_only: Option<&[&str]>,
    ) -> Result<String, Error> {
        self.with_least_list(prefix, &fold_case(default), default_only, |solved| {
            let shares = solved.shares();
            let places: Vec<_> = solved.places().iter().map(usize::to_string).collect();
            let mut w = JsonWriter::default();
            w.object(|w| {
                w.key("cidrs").plain_string(|out| {
                    // Most texts are shorter; the buffer grows for others.
                    out.reserve(20 * solved.found.len());
                    for (at, (cidr, _)) in solved.found.iter().enumerate() {
                        if at > 0 {
                            out.push(' ');
                        }
                        // Writing to a string cannot fail.
                        _ = write!(out, "{cidr}");
                    }
                });
                w.key("owners").array(|w| {
                    for (_, service) in &solved.found {
                        w.raw(places.get(*service as usize).map_or("0", String::as_str));
                    }
                });
                w.key("shares").array(|w| {
                    for share in &shares {
                        w.object(|w| {
                            w.key("service_id").string(&share.service);
                            w.key("addresses").string(&share.addresses_text());
                            w.key("bindings").raw(&share.bindings.to_string());
                        });
                    }
                });
                w.key("as_claimed").raw(&solved.as_claimed.to_string());
                w.key("read_as").string(self.reading.name());
                self.counts(w);
            });
            w.finish()
        })
    }
}
