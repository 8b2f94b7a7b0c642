//! Reports an unknown service and suggests the known one that was meant.

use super::Finding;
use super::rule::Rule;
use crate::fmt::Quoted;

/// Most services in a help text.
const MOST_SHOWN: usize = 8;

/// A known service: its id, and its name, where that is known.
pub(crate) type KnownService<'a> = (&'a str, Option<&'a str>);

/// The finding for an unknown service. O(known)
pub(crate) fn unknown_service(
    cidr: &str,
    id: &str,
    name: Option<&str>,
    known: &[KnownService<'_>],
) -> Finding {
    let rule = Rule::ServiceUnknown;
    let of_name = name.filter(|name| !name.is_empty()).map(|name| format!(", called {}", Quoted(name)));
    Finding {
        code: rule.code(),
        severity: rule.severity(),
        basis: rule.basis(),
        cidr: cidr.to_owned(),
        message: format!("unknown service {}{}", Quoted(id), of_name.unwrap_or_default()),
        help: help(id, name, known),
        replacement: Vec::new(),
    }
}

/// Suggests the service that was meant, or lists the known ones. O(known)
fn help(id: &str, name: Option<&str>, known: &[KnownService<'_>]) -> String {
    if known.is_empty() {
        return "pass the list of the account's services".to_owned();
    }
    if let Some(meant) = did_you_mean(id, name, known) {
        return meant;
    }
    let all = known.iter().take(MOST_SHOWN).copied().map(shown);
    let more = if known.len() > MOST_SHOWN { " and others" } else { "" };
    format!("known services: {}{more}", all.collect::<Vec<_>>().join(", "))
}

/// Asks for the known service that was most likely meant. O(known)
pub(super) fn did_you_mean(id: &str, name: Option<&str>, known: &[KnownService<'_>]) -> Option<String> {
    nearest(id, name, known).map(|near| format!("did you mean {}?", shown(near)))
}

pub(super) fn shown((id, name): KnownService<'_>) -> String {
    match name {
        Some(name) if !name.is_empty() => format!("{} (id {})", Quoted(name), Quoted(id)),
        _ => Quoted(id).to_string(),
    }
}

/// The known service with this name, or with an id that differs in a few characters.
fn nearest<'a>(id: &str, name: Option<&str>, known: &[KnownService<'a>]) -> Option<KnownService<'a>> {
    let all = || known.iter().copied();
    let named = |text: &str| {
        let text = text.trim();
        all().find(|(_, name)| !text.is_empty() && name.is_some_and(|name| name.eq_ignore_ascii_case(text)))
    };
    let most = (id.len() / 8).min(3);
    let near = || {
        let lower = id.to_ascii_lowercase();
        let near = all().map(|one| (distance(lower.as_bytes(), one.0.to_ascii_lowercase().as_bytes()), one));
        let near = near.filter(|(distance, _)| *distance <= most);
        near.min_by_key(|(distance, _)| *distance).map(|(_, one)| one)
    };
    named(id).or_else(|| name.and_then(named)).or_else(near)
}

/// The edit distance of two texts of at most 64 characters: insertions, deletions and substitutions.
pub(super) fn distance<T: PartialEq>(one: &[T], other: &[T]) -> usize {
    if one.len().abs_diff(other.len()) > 3 || one.len() > 64 {
        return usize::MAX;
    }
    let mut above: Vec<usize> = (0..=other.len()).collect();
    for (row, a) in (1..).zip(one) {
        let mut left = row;
        let mut before = row - 1;
        let mut line = vec![row];
        for (b, up) in other.iter().zip(above.iter().skip(1)) {
            let change = before + usize::from(a != b);
            left = change.min(up + 1).min(left + 1);
            before = *up;
            line.push(left);
        }
        above = line;
    }
    above.last().copied().unwrap_or(usize::MAX)
}

#[cfg(test)]
mod tests {
    use super::{distance, unknown_service};

    #[test]
    fn the_distance_counts_edits() {
        for (one, other, edits) in [
            ("", "", 0),
            ("a", "", 1),
            ("abc", "abd", 1),
            ("abc", "acb", 2),
            ("kit", "sitt", 2),
            ("ab", "AB", 2),
        ] {
            let (one, other) = (one.as_bytes(), other.as_bytes());
            assert_eq!((distance(one, other), distance(other, one)), (edits, edits), "{one:?} {other:?}");
        }
        assert_eq!(distance(b"abcdefgh", b"a"), usize::MAX);
    }

    #[test]
    fn the_most_similar_known_service_is_suggested() {
        let known = [
            ("2db684ee7ca04e159946fd05b99e1bcd", Some("Magic Transit")),
            ("c0de0000000000000000000000000cd1", Some("CDN")),
        ];
        let help = |id: &str, name| unknown_service("192.0.2.0/24", id, name, &known).help;
        let cdn = "did you mean `CDN` (id `c0de0000000000000000000000000cd1`)?";
        assert_eq!(help("c0de0000000000000000000000000cd2", None), cdn);
        assert_eq!(help("c0de000000000000000000000000cd1", None), cdn);
        assert_eq!(help("cdn", None), cdn);
        assert_eq!(help("7", Some("CDN")), cdn);
        assert!(help("DE", None).starts_with("known services: `Magic Transit` (id `2db"));
        let none = unknown_service("192.0.2.0/24", "DE", None, &[]).help;
        assert_eq!(none, "pass the list of the account's services");
    }
}
