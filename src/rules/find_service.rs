//! The service that a person means: by its id, or by its name.

use super::ServiceFacts;
use super::suggest_service::{KnownService, distance, shown};
use crate::error::{Error, ErrorKind, ListErrorKind};
use crate::hidden::is_hidden;
use crate::id::{fold_case, is_hex_id};
use std::borrow::Cow;
use std::fmt::Write as _;

/// Bytes of a list of services in a help text, about; a longer list is cut.
const MAX_LISTED: usize = 360;

/// Most characters of a name that are compared for a suggestion.
const MAX_COMPARED: usize = 64;

/// A service that [`find_service`] has found.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FoundService<'a> {
    /// Its id; a hexadecimal one is in lower case.
    pub id: Cow<'a, str>,
    /// Its name; `None` where the id is not among the services, or has no name there.
    pub name: Option<&'a str>,
}

/// Finds a service by its id or name. O(services).
///
/// In this order: a known id; any hexadecimal id of 32 digits or a UUID, known or not, without regard to case; the
/// exact name; the name without regard to case (Unicode lower case) and to white space around it. A name that looks
/// like an id is read as an id. Nothing else is equal: a name with a hidden character, a character that looks like
/// another one, or another Unicode normalisation is unknown, and the error suggests the name that is most similar.
///
/// # Errors
///
/// `id-empty`; `service-name-unknown` and `service-name-ambiguous`, whose help lists the services.
pub fn find_service<'a>(services: &'a [ServiceFacts], text: &'a str) -> Result<FoundService<'a>, Error> {
    let trimmed = text.trim();
    if trimmed.is_empty() {
        return Err(Error::new(ErrorKind::IdEmpty { name: "service" }, 0..text.len()));
    }
    let id = fold_case(trimmed);
    if let Some(known) = services.iter().find(|one| fold_case(&one.id) == id) {
        let name = Some(known.name.as_str()).filter(|name| !name.is_empty());
        return Ok(FoundService { id: fold_case(&known.id), name });
    }
    if is_hex_id(trimmed) {
        return Ok(FoundService { id, name: None });
    }
    let exact = matches(services, &|name| name == text);
    let found = if exact.is_empty() { matches(services, &|name| same_name(name, text)) } else { exact };
    match found.as_slice() {
        [one] => Ok(FoundService { id: fold_case(&one.id), name: Some(&one.name) }),
        [] => Err(unknown(services, text, trimmed)),
        several => {
            let (text, help) = (text.to_owned(), list(several));
            let kind = ListErrorKind::ServiceNameAmbiguous { text, count: several.len(), help };
            Err(Error::new(kind, 0..0))
        }
    }
    .map_err(|error| error.with_position(0..text.len()))
}

/// True where two names are equal without regard to case and to white space around them. O(length)
pub(crate) fn same_name(one: &str, other: &str) -> bool {
    let (one, other) = (one.trim(), other.trim());
    // Most names are ASCII, and then nothing is copied.
    one.eq_ignore_ascii_case(other)
        || !(one.is_ascii() && other.is_ascii()) && one.to_lowercase() == other.to_lowercase()
}

/// The services whose name is accepted; one that is listed twice counts once.
fn matches<'a>(services: &'a [ServiceFacts], accepts: &dyn Fn(&str) -> bool) -> Vec<&'a ServiceFacts> {
    let mut found: Vec<&ServiceFacts> = Vec::new();
    for one in services.iter().filter(|one| accepts(&one.name)) {
        if !found.iter().any(|known| fold_case(&known.id) == fold_case(&one.id)) {
            found.push(one);
        }
    }
    found
}

fn unknown(services: &[ServiceFacts], text: &str, trimmed: &str) -> Error {
    let mut help = String::new();
    if let Some(near) = most_similar(services, trimmed) {
        // Writing to a string cannot fail.
        _ = write!(help, "did you mean {}", shown(known(near)));
        if let Some(found) = trimmed.chars().find(|c| is_hidden(*c)) {
            let code = u32::from(found);
            _ = write!(help, ", without the hidden character U+{code:04X}");
        }
        help.push_str("? ");
    }
    let all: Vec<_> = services.iter().collect();
    match all.as_slice() {
        [] => help.push_str("write the id of a service; the account lists no services"),
        all => _ = write!(help, "write a name or an id: {}", list(all)),
    }
    let name = text.to_owned();
    Error::new(ListErrorKind::ServiceNameUnknown { name, help }, 0..0)
}

fn known(one: &ServiceFacts) -> KnownService<'_> {
    (&one.id, Some(&one.name))
}

/// The services with names and ids, as many as fit.
fn list(services: &[&ServiceFacts]) -> String {
    let mut text = String::new();
    for (count, one) in services.iter().enumerate() {
        let next = shown(known(one));
        if count > 0 && text.len() + next.len() > MAX_LISTED {
            _ = write!(text, " and {} more", services.len() - count);
            break;
        }
        text.push_str(if count == 0 { "" } else { ", " });
        text.push_str(&next);
    }
    text
}

/// The service with the most similar name: without hidden characters it is the same, or starts with the other, or few
/// characters differ.
fn most_similar<'a>(services: &'a [ServiceFacts], text: &str) -> Option<&'a ServiceFacts> {
    let visible = |text: &str| {
        let visible = text.trim().chars().filter(|c| !is_hidden(*c) && !c.is_whitespace());
        visible.flat_map(char::to_lowercase).take(MAX_COMPARED).collect::<Vec<_>>()
    };
    let wanted = visible(text);
    let rank = |one: &'a ServiceFacts| {
        let name = visible(&one.name);
        let short = wanted.len().min(name.len());
        let starts = short > 2 && (name.starts_with(&wanted) || wanted.starts_with(&name));
        let edits = distance(&wanted, &name);
        let near = edits <= (wanted.len() / 3).clamp(1, 3) && edits < wanted.len();
        (starts || near).then_some((edits, one))
    };
    services.iter().filter_map(rank).min_by_key(|(edits, _)| *edits).map(|(_, one)| one)
}

#[cfg(test)]
mod tests {
    use super::{ServiceFacts, find_service};

    fn services() -> Vec<ServiceFacts> {
        let listed = [
            ("c0de0000000000000000000000000cd1", "CDN"),
            ("2db684ee7ca04e159946fd05b99e1bcd", "Magic Transit"),
            ("5bec00000000000000000000000005be", "Spectrum"),
            ("a1", "Égalité"),
            ("a2", "Twin"),
            ("a3", "TWIN"),
            ("a4", "twice"),
            ("a4", "twice"),
            ("d00d000000000000000000000000d00d", "c0de0000000000000000000000000cd1"),
        ];
        listed.iter().map(|(id, name)| ServiceFacts { id: (*id).into(), name: (*name).into() }).collect()
    }

    fn found(text: &str) -> Result<(String, Option<String>), (&'static str, String)> {
        match find_service(&services(), text) {
            Ok(found) => Ok((found.id.into_owned(), found.name.map(str::to_owned))),
            Err(error) => {
                assert_eq!(error.at(), 0..text.len());
                Err((error.code(), error.help()))
            }
        }
    }

    fn id(text: &str) -> String {
        found(text).unwrap_or_else(|error| panic!("{text}: {error:?}")).0
    }

    #[test]
    fn a_service_is_found_by_its_id_and_by_its_name_without_case() {
        for text in [
            "CDN",
            "cdn",
            " Cdn\t",
            "\u{a0}CDN",
            "c0de0000000000000000000000000cd1",
            "C0DE0000000000000000000000000CD1",
        ] {
            assert_eq!(id(text), "c0de0000000000000000000000000cd1", "{text}");
        }
        for (text, expected) in [
            ("magic transit", "2db684ee7ca04e159946fd05b99e1bcd"),
            ("ÉGALITÉ", "a1"),
            ("égalité", "a1"),
            ("a1", "a1"),
            ("Twin", "a2"),
            ("TWIN", "a3"),
            ("Twice", "a4"),
        ] {
            assert_eq!(id(text), expected, "{text}");
        }
    }

    #[test]
    fn an_id_is_an_id_even_where_it_is_unknown_or_the_name_of_another_service() {
        let unknown = "FFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFF";
        assert_eq!(found(unknown), Ok((unknown.to_lowercase(), None)));
        let known = found("c0de0000000000000000000000000cd1");
        assert_eq!(known, Ok(("c0de0000000000000000000000000cd1".into(), Some("CDN".into()))));
    }

    #[test]
    fn an_unknown_name_is_refused_with_the_one_that_is_most_similar() {
        let cdn = "did you mean `CDN` (id `c0de0000000000000000000000000cd1`)";
        let starts = [
            ("CND", None),
            ("CDM", Some(cdn)),
            ("C\u{200b}DN", Some(cdn)),
            ("\u{421}DN", Some(cdn)),
            ("magic", Some("did you mean `Magic Transit` (id `2db684ee7ca04e159946fd05b99e1bcd`)? write")),
            ("MagicTransit", Some("did you mean `Magic Transit`")),
            ("Egalite\u{301}", None),
            ("something else", None),
            ("x", None),
        ];
        for (text, start) in starts {
            let Err((code, help)) = found(text) else { panic!("{text} is found") };
            assert_eq!(code, "service-name-unknown");
            assert!(help.starts_with(start.unwrap_or("write a name or an id: `CDN` (id")), "{text}: {help}");
            assert!(help.contains("`Twin` (id `a2`), `TWIN` (id `a3`), `twice` (id `a4`)"), "{help}");
        }
        let Err((_, help)) = found("C\u{200b}DN") else { panic!("it is found") };
        assert!(help.contains("without the hidden character U+200B?"), "{help}");
        assert_eq!(found(" ").map_err(|(code, _)| code), Err("id-empty"));
    }

    #[test]
    fn a_name_of_two_services_is_refused_with_both_ids() {
        let (code, help) = found("twin").expect_err("two have the name");
        assert_eq!(code, "service-name-ambiguous");
        assert_eq!(help, "write the id: `Twin` (id `a2`), `TWIN` (id `a3`)");
    }

    #[test]
    fn the_list_in_a_help_text_is_bounded() {
        let many: Vec<_> =
            (0..500).map(|n| ServiceFacts { id: format!("{n:032x}"), name: "n".repeat(300) }).collect();
        let error = find_service(&many, "other").expect_err("it is unknown");
        assert!(error.help().len() < 600, "{}", error.help());
        assert!(error.help().ends_with(" and 497 more"), "{}", error.help());
        let none = find_service(&[], "other").expect_err("it is unknown");
        assert_eq!(none.help(), "write the id of a service; the account lists no services");
    }
}
