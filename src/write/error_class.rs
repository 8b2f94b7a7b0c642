//! Classifies the errors of the API. Its codes have several meanings, so code, message and status decide together.

use crate::resource::ApiMessage;

/// Whether a write that failed has changed anything.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum WriteFate {
    /// The API refused it.
    NotApplied,
    /// It was not sent, or the error says that no server accepted it; a read has to confirm that.
    ProbablyNotApplied,
    /// It may have been carried out.
    MaybeApplied,
}

/// The class of a refusal. The most cautious one comes first.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum ErrorClass {
    /// A gateway or the API itself failed or timed out: a write may have been carried out.
    Gateway,
    /// Too many requests.
    Throttled,
    /// The API could not check the credentials this time.
    Unauthenticated,
    /// The token lacks a permission or may not see the resource, which never proves that it is gone.
    Forbidden,
    /// A token or key of the wrong form.
    CredentialMalformed,
    /// A token or key that the API does not accept.
    CredentialRefused,
    /// Wrong credentials; also seen with valid ones, when many calls run at once.
    Authentication,
    /// The API has no such path, which says nothing about the resource.
    NoRoute,
    /// It exists already, or something else is in the way.
    Exists,
    /// The resource does not exist; no other class proves that.
    NotFound,
    /// A code with several meanings and a text with none: a write may have been carried out.
    Unclear,
    /// Any other refusal.
    Refused,
}

/// The API's code for "a binding for this CIDR exists": a retry does not change it.
const BINDING_EXISTS: u32 = 1108;

/// An error's place in the order of caution, and its class.
type Rank = (u8, ErrorClass);
/// The first place after those that prevail over [`ErrorClass::NotFound`].
const NOT_FOUND: u8 = 10;

impl ErrorClass {
    /// The class of `errors` with an HTTP status. One error is enough for a more cautious class, but
    /// [`ErrorClass::NotFound`] needs all of them. O(bytes).
    #[must_use]
    pub fn of(status: u16, errors: &[ApiMessage]) -> Self {
        let ranks = errors.iter().map(|error| rank_with_chain(error, status));
        let (place, class) = ranks.fold(rank_of_status(status), Ord::min);
        let is_missing = !errors.is_empty() || status == 404;
        if place > NOT_FOUND && is_missing && errors.iter().all(|error| says_not_found(error, status)) {
            return Self::NotFound;
        }
        class
    }

    /// Its name in JSON.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Gateway => "gateway",
            Self::Throttled => "throttled",
            Self::Unauthenticated => "unauthenticated",
            Self::Forbidden => "forbidden",
            Self::CredentialMalformed => "credential-malformed",
            Self::CredentialRefused => "credential-refused",
            Self::Authentication => "authentication",
            Self::NoRoute => "no-route",
            Self::Exists => "exists",
            Self::NotFound => "not-found",
            Self::Unclear => "unclear",
            Self::Refused => "refused",
        }
    }

    /// Whether a write with this refusal has changed anything. The API refuses some writes with status 200; a read has
    /// to confirm those.
    pub(super) fn fate(self, status: u16) -> WriteFate {
        match self {
            Self::Gateway | Self::Unclear => WriteFate::MaybeApplied,
            Self::Throttled | Self::Unauthenticated | Self::Exists => WriteFate::ProbablyNotApplied,
            Self::Refused if status < 400 => WriteFate::ProbablyNotApplied,
            _ => WriteFate::NotApplied,
        }
    }

    /// True where the same request may succeed later.
    pub(super) fn is_retryable(self, status: u16, errors: &[ApiMessage]) -> bool {
        match self {
            Self::Gateway | Self::Throttled | Self::Unauthenticated | Self::Authentication => true,
            Self::Exists => status == 409 && errors.iter().all(|error| error.code != Some(BINDING_EXISTS)),
            _ => false,
        }
    }
}

fn rank_of_status(status: u16) -> Rank {
    match status {
        429 => (1, ErrorClass::Throttled),
        408 | 500.. => (2, ErrorClass::Gateway),
        409 => (9, ErrorClass::Exists),
        404 => (12, ErrorClass::Unclear),
        _ => (13, ErrorClass::Refused),
    }
}

/// The rank of an error or of one that caused it.
fn rank_with_chain(error: &ApiMessage, status: u16) -> Rank {
    let chain = error.error_chain.iter().map(|cause| rank_with_chain(cause, status));
    chain.fold(rank_of(error, status), Ord::min)
}

fn rank_of(error: &ApiMessage, status: u16) -> Rank {
    let text = squeezed(&error.message);
    let has = |words: &[&str]| words.iter().any(|word| contains(&text, word));
    let failed =
        || has(&["timeout", "timedout", "internalerror", "internalservererror", "badgateway", "unavailable"]);
    let forbidden = || has(&["forbidden", "notallowed", "permission"]);
    match error.code {
        None | Some(1000) if failed() => (0, ErrorClass::Gateway),
        Some(971 | 10040) => (1, ErrorClass::Throttled),
        Some(10001) if failed() => (2, ErrorClass::Gateway),
        Some(10001) if has(&["unabletoauthenticate"]) => (3, ErrorClass::Unauthenticated),
        Some(10001) if forbidden() => (4, ErrorClass::Forbidden),
        Some(1002) if !names_missing(&text) && (forbidden() || matches!(status, 401 | 403)) => {
            (4, ErrorClass::Forbidden)
        }
        Some(6003 | 6103 | 6111) => (5, ErrorClass::CredentialMalformed),
        Some(9103 | 9106 | 9109) => (6, ErrorClass::CredentialRefused),
        Some(10000) => (7, ErrorClass::Authentication),
        Some(7003) => (8, ErrorClass::NoRoute),
        Some(BINDING_EXISTS) => (9, ErrorClass::Exists),
        Some(10001) => (11, ErrorClass::Gateway),
        Some(1000 | 1002) => (12, ErrorClass::Unclear),
        _ => (13, ErrorClass::Refused),
    }
}

/// 1000 needs the text, 1002 any text without another meaning; status 404 is enough for an error without a message.
fn says_not_found(error: &ApiMessage, status: u16) -> bool {
    if names_missing(&squeezed(&error.message)) {
        return status == 404 || matches!(error.code, Some(1000 | 1002));
    }
    if error.message.is_empty() { status == 404 } else { error.code == Some(1002) }
}

fn names_missing(text: &str) -> bool {
    contains(text, "notfound") || contains(text, "doesnotexist")
}

/// A message in lower case without what separates words, since the API writes `not_found`, `Not Found` and `not-found`.
fn squeezed(message: &str) -> String {
    let letters = message.chars().filter(|c| !matches!(c, ' ' | '_' | '-'));
    letters.map(|c| c.to_ascii_lowercase()).collect()
}

/// Without the standard library's search, which has more code than all of this file.
fn contains(text: &str, word: &str) -> bool {
    text.as_bytes().windows(word.len()).any(|part| part == word.as_bytes())
}
