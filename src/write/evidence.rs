//! What shows the effect of a write: the reads after it, and what they prove.

use crate::cidr::Cidr;
use crate::envelope::Payload;
use crate::error::Error;
use crate::id::is_same_id;
use crate::json::{JsonReader, ReadLimits};
use crate::operation::Operation;
use crate::request::RequestParams;
use crate::resource::{ApiField, OnDemand};

/// What an operation does.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Verb {
    /// Changes nothing.
    Read,
    /// Starts something that may be started again, and that no read shows.
    Repeat,
    /// Makes a resource: found in a list under an id that was not listed before.
    Create,
    /// Removes the resource with an id: gone where neither a list nor a read by id knows it.
    Delete,
    /// Changes fields: done where a read shows all of them.
    Edit,
}

impl Verb {
    pub(super) fn of(operation: Operation) -> Self {
        match operation.method() {
            "POST" if operation.body().is_empty() => Self::Repeat,
            "POST" => Self::Create,
            "DELETE" => Self::Delete,
            "PATCH" => Self::Edit,
            _ => Self::Read,
        }
    }
}

/// The read that shows the effect of a write: the list of its kind, or the resource of an edit. Without one a write is
/// sent once.
pub(super) fn first_look(operation: Operation) -> Option<Operation> {
    let path = operation.path();
    let folder = path.rsplit_once('/').map_or(path, |(folder, _)| folder);
    read_of(if Verb::of(operation) == Verb::Delete { folder } else { path })
}

/// The read by id that confirms what a list lacks, where the API has one: the list may be stale.
pub(super) fn second_look(operation: Operation) -> Option<Operation> {
    read_of(operation.path())
}

fn read_of(path: &str) -> Option<Operation> {
    let is_read = |one: &Operation| Verb::of(*one) == Verb::Read && one.path() == path;
    Operation::ALL.iter().copied().find(is_read)
}

/// A resource in a list.
#[derive(Clone, Copy)]
struct Listed<'a> {
    /// Position in the list.
    at: usize,
    id: &'a str,
    cidr: Cidr,
    /// Service, or account of a delegation; `None` for a resource without one.
    owner: Option<&'a str>,
}

/// Visits the resources of a list.
fn visit<'a>(list: &'a Payload, see: &mut dyn FnMut(Listed<'a>)) {
    match list {
        Payload::Bindings(all) => {
            for (at, one) in all.iter().enumerate() {
                see(Listed { at, id: &one.id, cidr: one.cidr.cidr, owner: one.service_id.as_deref() });
            }
        }
        Payload::BgpPrefixes(all) => {
            for (at, one) in all.iter().enumerate() {
                see(Listed { at, id: &one.id, cidr: one.cidr.cidr, owner: None });
            }
        }
        Payload::Delegations(all) => {
            for (at, one) in all.iter().enumerate() {
                let owner = one.delegated_account_id.value().map(String::as_str);
                see(Listed { at, id: &one.id, cidr: one.cidr.cidr, owner });
            }
        }
        _ => {}
    }
}

/// The resource at a position of a list.
pub(super) fn take_listed(list: Payload, at: usize) -> Payload {
    match list {
        Payload::Bindings(mut all) => Payload::Binding(Box::new(all.swap_remove(at))),
        Payload::BgpPrefixes(mut all) => Payload::BgpPrefix(Box::new(all.swap_remove(at))),
        Payload::Delegations(mut all) => Payload::Delegation(Box::new(all.swap_remove(at))),
        other => other,
    }
}

/// The ids in a list. O(n).
pub(super) fn ids(list: &Payload) -> Vec<String> {
    let mut ids = Vec::new();
    visit(list, &mut |one| ids.push(one.id.to_owned()));
    ids
}

/// The ids in a JSON array of strings; `None` for null. O(n).
///
/// # Errors
///
/// `json-…`
pub fn known_ids(json: &str) -> Result<Option<Vec<String>>, Error> {
    let mut ids = Vec::new();
    let mut reader = JsonReader::new(json.as_bytes(), ReadLimits::default())?;
    if reader.null()? {
        return Ok(None);
    }
    reader.array(&mut |reader| {
        ids.push(reader.string()?.into_owned());
        Ok(())
    })?;
    Ok(Some(ids))
}

/// What a list says about a create. Resources are described as the end of a sentence that begins with "the list shows".
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Created {
    /// Nothing is there for the block.
    Nothing,
    /// The requested resource is new, once.
    Once {
        /// Its position in the list.
        at: usize,
        id: String,
        found: String,
    },
    /// It is new, several times: their ids.
    Often(String),
    /// It exists, and without a list from before it may be older.
    Perhaps(String),
    /// The block belongs to a resource that existed before.
    Taken(String),
    /// The block belongs to a new resource that is not the requested one.
    Lost(String),
}

/// Compares a list with the ids that were listed before. A block has one binding and one BGP prefix, and may be delegated
/// to several accounts. O(n).
pub(super) fn created(list: &Payload, known: Option<&[String]>, ask: &RequestParams) -> Created {
    let cidr = Cidr::parse(&ask.cidr).ok();
    let is_new = |id: &str| !known.is_some_and(|ids| ids.iter().any(|known| known == id));
    let is_shared = matches!(list, Payload::Delegations(_));
    let owner = if is_shared { &ask.delegated_account_id } else { &ask.service_id };
    let (mut first, mut added, mut ids) = (None, None, Vec::new());
    visit(list, &mut |one| {
        let is_requested = is_same_id(one.owner.unwrap_or_default(), owner);
        if Some(one.cidr) != cidr || (is_shared && !is_requested) {
            return;
        }
        first = first.or(Some(one));
        if is_requested && is_new(one.id) {
            added = added.or(Some(one));
            ids.push(format!("`{}`", one.id));
        }
    });
    let described = |one: &Listed<'_>| described(list, one);
    match (added, first) {
        (Some(one), _) if known.is_none() => Created::Perhaps(described(&one)),
        (Some(one), _) if ids.len() == 1 => {
            Created::Once { at: one.at, id: one.id.to_owned(), found: described(&one) }
        }
        (Some(_), _) => Created::Often(ids.join(" and ")),
        (None, Some(one)) if is_new(one.id) => Created::Lost(described(&one)),
        (None, Some(one)) => Created::Taken(described(&one)),
        (None, None) => Created::Nothing,
    }
}

fn described(list: &Payload, Listed { id, cidr, owner, .. }: &Listed<'_>) -> String {
    let owner = owner.map_or("no service".to_owned(), |owner| format!("`{owner}`"));
    match list {
        Payload::BgpPrefixes(_) => format!("{cidr} as the BGP prefix `{id}`"),
        Payload::Delegations(_) => format!("{cidr} delegated to {owner} by `{id}`"),
        _ => format!("{cidr} bound to {owner} by `{id}`"),
    }
}

/// The id of what a create reports.
pub(super) fn created_id(result: &Payload) -> &str {
    match result {
        Payload::Binding(one) => &one.id,
        Payload::BgpPrefix(one) => &one.id,
        Payload::Delegation(one) => &one.id,
        _ => "",
    }
}

/// True where a list has the resource that a delete is about. O(n).
pub(super) fn lists_deleted(list: &Payload, ask: &RequestParams) -> bool {
    let id = match list {
        Payload::Bindings(_) => &ask.binding_id,
        Payload::Delegations(_) => &ask.delegation_id,
        _ => &ask.bgp_prefix_id,
    };
    let mut found = false;
    visit(list, &mut |one| found |= is_same_id(one.id, id));
    found
}

/// What an edit has not changed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct IneffectiveEdit {
    /// The fields, in the API's words: `` `a` and `b` ``.
    pub fields: String,
    /// Why no call can change the advertisement: it is `locked`, or `not on demand`.
    pub fixed: Option<String>,
}

/// What an edit has not changed; `None` where a read shows all of it.
pub(super) fn ineffective(ask: &RequestParams, found: &Payload) -> Option<IneffectiveEdit> {
    let found = match found {
        Payload::BgpPrefix(found) => found,
        Payload::Prefix(found) => {
            // An empty description may come back as none.
            let shown = found.description.value().map_or("", String::as_str);
            let differs = ask.description.as_deref().is_some_and(|asked| asked != shown);
            return differs.then(|| IneffectiveEdit { fields: "`description`".to_owned(), fixed: None });
        }
        _ => return None,
    };
    let on_demand = found.on_demand.value();
    let flag =
        |field: fn(&OnDemand) -> &ApiField<bool>| on_demand.and_then(|one| field(one).value()).copied();
    let advertised = flag(|one| &one.advertised);
    let count = found.asn_prepend_count.value().copied();
    let follows = found.auto_advertise_withdraw.value().copied();
    let is_stuck = ask.advertised.is_some() && ask.advertised != advertised;
    let differs = [
        (is_stuck, "`on_demand.advertised`"),
        (ask.asn_prepend_count.is_some() && ask.asn_prepend_count != count, "`asn_prepend_count`"),
        (
            ask.auto_advertise_withdraw.is_some() && ask.auto_advertise_withdraw != follows,
            "`auto_advertise_withdraw`",
        ),
    ];
    let names: Vec<_> = differs.iter().filter(|(differs, _)| *differs).map(|(_, name)| *name).collect();
    if names.is_empty() {
        return None;
    }
    let fixed = if flag(|one| &one.on_demand_locked) == Some(true) {
        Some("locked")
    } else {
        (flag(|one| &one.on_demand_enabled) == Some(false)).then_some("not on demand")
    };
    let fixed = fixed.filter(|_| is_stuck).map(str::to_owned);
    Some(IneffectiveEdit { fields: names.join(" and "), fixed })
}
