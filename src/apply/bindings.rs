//! What a plan expects the list of bindings to show, and how a list differs from that.

use super::document::StartBinding;
use crate::cidr::Cidr;
use crate::fmt::Quoted;
use crate::id::is_same_id;
use crate::resource::ServiceBinding;
use rustc_hash::{FxHashMap, FxHashSet};
use std::collections::VecDeque;

/// Own writes that a list may not show yet.
const RECENT: usize = 3;

/// The form in which ids are keys.
fn key(id: &str) -> String {
    id.bytes().filter(|byte| *byte != b'-').map(|byte| char::from(byte.to_ascii_lowercase())).collect()
}

#[derive(Debug, Clone, PartialEq, Eq)]
struct Bound {
    id: String,
    cidr: Cidr,
    service: Option<String>,
}

/// The bindings that the plan expects at this point.
#[derive(Debug, Clone)]
pub(super) struct Expected {
    bound: FxHashMap<String, Bound>,
    /// The last own writes, oldest first: the binding, and true where it was created.
    recent: VecDeque<(String, bool)>,
}

/// What a list shows.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Comparison {
    /// What the plan expects.
    Equal,
    /// The state before some of the last own writes: their ids, and true for each that was created.
    Behind(Vec<(String, bool)>),
    /// Anything else.
    Foreign(ListDifference),
}

/// How a list differs from what the plan expects.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub(super) struct ListDifference {
    /// Positions in the list of bindings that the plan does not expect.
    pub(super) extra: Vec<usize>,
    /// Sentences, for people.
    pub(super) sentences: Vec<String>,
}

impl Expected {
    pub(super) fn new(start: &[StartBinding]) -> Self {
        let bound = start.iter().map(|one| {
            let StartBinding { id, cidr, service_id } = one.clone();
            (key(&id), Bound { id, cidr, service: service_id })
        });
        Self { bound: bound.collect(), recent: VecDeque::new() }
    }

    /// A create was carried out.
    pub(super) fn created(&mut self, id: &str, cidr: Cidr, service: &str) {
        let service = Some(service.to_owned());
        self.bound.insert(key(id), Bound { id: id.to_owned(), cidr, service });
        self.remember(id, true);
    }

    /// A delete was carried out.
    pub(super) fn deleted(&mut self, id: &str) {
        self.bound.remove(&key(id));
        self.remember(id, false);
    }

    /// A binding is not expected any more; who has deleted it does not matter.
    pub(super) fn forget(&mut self, id: &str) {
        self.bound.remove(&key(id));
    }

    fn remember(&mut self, id: &str, created: bool) {
        if self.recent.len() == RECENT {
            self.recent.pop_front();
        }
        self.recent.push_back((id.to_owned(), created));
    }

    /// The id of the binding that a delete is about. `named`: the plan's; without it, the run itself has created it.
    pub(super) fn id_of(&self, cidr: Cidr, service: &str, named: Option<&str>) -> Option<String> {
        if let Some(named) = named {
            return self.bound.get(&key(named)).map(|one| one.id.clone());
        }
        let is_it = |one: &&Bound| {
            one.cidr == cidr && one.service.as_deref().is_some_and(|own| is_same_id(own, service))
        };
        self.bound.values().find(is_it).map(|one| one.id.clone())
    }

    /// An own create whose answer named another id than the lists: that id, and the binding that may be meant. It is the
    /// only difference. O(n).
    pub(super) fn other_id<'a>(&self, list: &'a [ServiceBinding]) -> Option<(String, &'a ServiceBinding)> {
        let mut extra = list.iter().filter(|one| !self.bound.contains_key(&key(&one.id)));
        let (found, None) = (extra.next()?, extra.next()) else { return None };
        let listed: FxHashSet<_> = list.iter().map(|one| key(&one.id)).collect();
        let mut missing = self.bound.iter().filter(|(id, _)| !listed.contains(*id));
        let ((id, own), None) = (missing.next()?, missing.next()) else { return None };
        let is_recent = self.recent.iter().any(|(recent, created)| *created && key(recent) == *id);
        let service = found.service_id.as_deref()?;
        let is_same = own.cidr == found.cidr.cidr && is_same_id(own.service.as_deref()?, service);
        (is_recent && is_same && listed.len() == list.len()).then(|| (own.id.clone(), found))
    }

    /// A binding has another id than was expected.
    pub(super) fn renamed(&mut self, from: &str, to: &str) {
        if let Some(one) = self.bound.remove(&key(from)) {
            self.bound.insert(key(to), Bound { id: to.to_owned(), ..one });
        }
        for (id, _) in self.recent.iter_mut().filter(|(id, _)| key(id) == key(from)) {
            to.clone_into(id);
        }
    }

    /// Compares a list. O(n).
    pub(super) fn compare(&self, list: &[ServiceBinding]) -> Comparison {
        let (mut extra, mut changed) = (Vec::new(), Vec::new());
        let mut listed = FxHashSet::default();
        for (at, one) in list.iter().enumerate() {
            let id = key(&one.id);
            match self.bound.get(&id) {
                None => extra.push(at),
                Some(expected) => {
                    let is_same = match (&expected.service, &one.service_id) {
                        (Some(own), Some(other)) => own == other || is_same_id(own, other),
                        (own, other) => own.is_none() && other.is_none(),
                    };
                    if expected.cidr != one.cidr.cidr || !is_same {
                        changed.push((expected, at));
                    }
                }
            }
            listed.insert(id);
        }
        let is_once = listed.len() == list.len();
        if extra.is_empty() && changed.is_empty() && is_once && listed.len() == self.bound.len() {
            return Comparison::Equal;
        }
        let missing: Vec<_> =
            self.bound.iter().filter(|(id, _)| !listed.contains(*id)).map(|(_, one)| one).collect();
        let own = |id: &str, created: bool| {
            self.recent.iter().any(|(recent, made)| *made == created && key(recent) == key(id))
        };
        let is_own_extra = |at: &usize| list.get(*at).is_some_and(|one| own(&one.id, false));
        if changed.is_empty()
            && missing.iter().all(|one| own(&one.id, true))
            && extra.iter().all(is_own_extra)
            && is_once
        {
            let created = missing.iter().map(|one| (one.id.clone(), true));
            let deleted = extra.iter().filter_map(|at| Some((list.get(*at)?.id.clone(), false)));
            return Comparison::Behind(created.chain(deleted).collect());
        }
        Comparison::Foreign(difference(list, extra, &changed, missing))
    }
}

/// Sentences about a difference, in a stable order.
fn difference(
    list: &[ServiceBinding],
    extra: Vec<usize>,
    changed: &[(&Bound, usize)],
    mut missing: Vec<&Bound>,
) -> ListDifference {
    let service =
        |service: Option<&String>| service.map_or("no service".to_owned(), |id| Quoted(id).to_string());
    let mut sentences = Vec::new();
    missing.sort_by(|a, b| (a.cidr, &a.id).cmp(&(b.cidr, &b.id)));
    for Bound { id, cidr, service: own } in missing {
        sentences.push(format!("{cidr} for {} (binding {}) is missing", service(own.as_ref()), Quoted(id)));
    }
    for at in &extra {
        if let Some(one) = list.get(*at) {
            let name = one.service_name.as_ref().or(one.service_id.as_ref());
            sentences.push(format!(
                "{} for {} (binding {}) is new",
                one.cidr.cidr,
                service(name),
                Quoted(&one.id)
            ));
        }
    }
    for (expected, at) in changed {
        if let Some(one) = list.get(*at) {
            let (was, is) = (service(expected.service.as_ref()), service(one.service_id.as_ref()));
            let (from, to) = (expected.cidr, one.cidr.cidr);
            sentences.push(format!("binding {} was {from} for {was} and is {to} for {is}", Quoted(&one.id)));
        }
    }
    if sentences.is_empty() {
        sentences.push("a binding is listed twice".to_owned());
    }
    ListDifference { extra, sentences }
}

#[cfg(test)]
mod tests {
    use super::{Comparison, Expected, RECENT};
    use crate::apply::StartBinding;
    use crate::envelope::{Envelope, Payload, read};
    use crate::json::ReadLimits;
    use crate::operation::Operation;
    use crate::resource::ServiceBinding;
    use std::fmt::Write;

    const BLOCK: &str = "192.0.2.1/32";

    /// A list of (id, block, service); no service where that is empty.
    fn list(bindings: &[(&str, &str, &str)]) -> Vec<ServiceBinding> {
        let mut text = String::new();
        for (id, cidr, service) in bindings {
            let service = if service.is_empty() { "null".to_owned() } else { format!("\"{service}\"") };
            let comma = if text.is_empty() { "" } else { "," };
            write!(text, r#"{comma}{{"id":"{id}","cidr":"{cidr}","service_id":{service}}}"#).unwrap();
        }
        let text = format!(r#"{{"success":true,"errors":[],"messages":[],"result":[{text}]}}"#);
        match read(Operation::ListBindings, text.as_bytes(), ReadLimits::default()).unwrap() {
            Envelope::Success { result: Payload::Bindings(list), .. } => list,
            other => panic!("{other:?}"),
        }
    }

    fn expected(bindings: &[(&str, &str, &str)]) -> Expected {
        let start = |(id, cidr, service): &(&str, &str, &str)| StartBinding {
            id: (*id).to_owned(),
            cidr: cidr.parse().unwrap(),
            service_id: (!service.is_empty()).then(|| (*service).to_owned()),
        };
        Expected::new(&bindings.iter().map(start).collect::<Vec<_>>())
    }

    /// Expects a default, and a binding that the run has created.
    fn created() -> Expected {
        let mut expected = expected(&[("b0", "192.0.2.0/24", "cdn")]);
        expected.created("b1", BLOCK.parse().unwrap(), "spectrum");
        expected
    }

    #[test]
    fn a_created_binding_under_another_id_is_the_only_difference() {
        let other = |one: &(&str, &str, &str), more: &[(&str, &str, &str)]| {
            let all = [&[("b0", "192.0.2.0/24", "cdn"), *one], more].concat();
            created().other_id(&list(&all)).map(|(id, found)| (id, found.id.clone()))
        };
        let found = Some(("b1".to_owned(), "b7".to_owned()));
        assert_eq!(other(&("b7", BLOCK, "spectrum"), &[]), found);
        assert_eq!(other(&("b7", BLOCK, "SPECTRUM"), &[]), found, "ids have no case");
        assert_eq!(other(&("b7", BLOCK, "cdn"), &[]), None, "another service");
        assert_eq!(other(&("b7", "192.0.2.2/32", "spectrum"), &[]), None, "another block");
        assert_eq!(other(&("b7", BLOCK, ""), &[]), None, "no service");
        assert_eq!(other(&("b7", BLOCK, "spectrum"), &[("b8", BLOCK, "spectrum")]), None, "two new ones");
        assert_eq!(
            other(&("b7", BLOCK, "spectrum"), &[("b1", BLOCK, "spectrum")]),
            None,
            "nothing is missing"
        );
        assert_eq!(
            other(&("b7", BLOCK, "spectrum"), &[("b0", "192.0.2.0/24", "cdn")]),
            None,
            "a list with a binding twice"
        );
        let start = expected(&[("b0", "192.0.2.0/24", "cdn"), ("b1", BLOCK, "spectrum")]);
        let renamed = list(&[("b0", "192.0.2.0/24", "cdn"), ("b7", BLOCK, "spectrum")]);
        assert_eq!(start.other_id(&renamed), None, "the run has not created it");
        let mut later = start;
        later.created("b2", "192.0.2.2/32".parse().unwrap(), "spectrum");
        let renamed = list(&[
            ("b0", "192.0.2.0/24", "cdn"),
            ("b7", BLOCK, "spectrum"),
            ("b2", "192.0.2.2/32", "spectrum"),
        ]);
        assert_eq!(later.other_id(&renamed), None, "it has created another one");
    }

    #[test]
    fn a_renamed_binding_is_expected_and_remembered_under_its_new_id() {
        let mut expected = created();
        expected.created("b2", "192.0.2.2/32".parse().unwrap(), "cdn");
        expected.renamed("b1", "b7");
        let all = [("b0", "192.0.2.0/24", "cdn"), ("b7", BLOCK, "spectrum"), ("b2", "192.0.2.2/32", "cdn")];
        assert_eq!(expected.compare(&list(&all)), Comparison::Equal);
        let behind = |id: &str| Comparison::Behind(vec![(id.to_owned(), true)]);
        assert_eq!(expected.compare(&list(&[all[0], all[2]])), behind("b7"));
        assert_eq!(expected.compare(&list(&all[..2])), behind("b2"), "the others keep their ids");
        assert_eq!(expected.id_of(BLOCK.parse().unwrap(), "spectrum", None).as_deref(), Some("b7"));
        assert_eq!(expected.id_of(BLOCK.parse().unwrap(), "spectrum", Some("B-7")).as_deref(), Some("b7"));
        assert_eq!(expected.id_of(BLOCK.parse().unwrap(), "spectrum", Some("b1")), None);
        // A binding that is not expected has no other name.
        expected.renamed("b8", "b9");
        assert_eq!(expected.compare(&list(&all)), Comparison::Equal);
    }

    #[test]
    fn a_delete_without_an_id_is_about_the_block_and_its_service() {
        let expected = expected(&[
            ("b1", BLOCK, "cdn"),
            ("b2", "192.0.2.2/32", "spectrum"),
            ("b3", BLOCK, "spectrum"),
            ("b4", BLOCK, ""),
        ]);
        let id = |cidr: &str, service: &str| expected.id_of(cidr.parse().unwrap(), service, None);
        assert_eq!(id(BLOCK, "spectrum").as_deref(), Some("b3"));
        assert_eq!(id(BLOCK, "CDN").as_deref(), Some("b1"));
        assert_eq!(id("192.0.2.2/32", "spectrum").as_deref(), Some("b2"));
        assert_eq!((id("192.0.2.2/32", "cdn"), id("192.0.2.3/32", "spectrum")), (None, None));
    }

    #[test]
    fn services_are_compared_without_case_and_a_missing_one_is_no_service() {
        let is_equal = |own: &str, shown: &str| {
            matches!(
                expected(&[("b0", BLOCK, own)]).compare(&list(&[("b0", BLOCK, shown)])),
                Comparison::Equal
            )
        };
        assert!(is_equal("cdn", "cdn") && is_equal("cdn", "CDN") && is_equal("", ""));
        assert!(!is_equal("cdn", "spectrum") && !is_equal("cdn", "") && !is_equal("", "cdn"));
    }

    #[test]
    fn a_list_may_be_behind_the_latest_writes_only() {
        let mut expected = created();
        let stale = list(&[("b0", "192.0.2.0/24", "cdn")]);
        assert!(matches!(expected.compare(&stale), Comparison::Behind(_)), "it lacks the last create");
        for later in 1..=RECENT {
            assert!(
                matches!(expected.compare(&stale), Comparison::Behind(_)),
                "{later} writes are remembered"
            );
            expected.remember(&format!("x{later}"), false);
        }
        assert!(matches!(expected.compare(&stale), Comparison::Foreign(_)), "the create is long ago");
    }
}
