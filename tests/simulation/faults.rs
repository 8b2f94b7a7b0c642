//! What goes wrong with one request.

use crate::model::Call;

/// Milliseconds in a second, a minute and an hour.
pub(crate) const SECOND: u64 = 1_000;
pub(crate) const MINUTE: u64 = 60 * SECOND;
pub(crate) const HOUR: u64 = 60 * MINUTE;

/// A fault. `applied`: whether a write was carried out all the same.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) enum Fault {
    /// The connection fails before the request is sent.
    NotSent,
    /// The connection is lost after it was sent.
    Lost { applied: bool },
    /// No answer for so long that the host gives up.
    HostTimeout { applied: bool },
    /// A gateway says that it timed out, and the write is carried out later.
    Late { seconds: u64 },
    /// A status and a body, with `Retry-After` (seconds) and `x-should-retry`.
    Answer { status: u16, body: Body, retry_after: Option<f64>, applied: bool },
    /// The true answer, cut in the middle.
    Truncated,
    /// The true answer, about another thing.
    WrongEcho(Echo),
    /// The true list without its last items, which says that it is a part, or does not.
    Part { says_so: bool },
    /// A list without anything, as a success.
    EmptyList,
    /// The token loses its right with this request, until somebody fixes it.
    Forbidden,
    /// The token is not accepted from this request on, until somebody fixes it.
    TokenRefused,
    /// The token may only read from this request on, until somebody fixes it.
    ReadOnly,
    /// What this request creates stays in this state until somebody fixes it.
    Stuck(&'static str),
    /// An edit is answered as a success and changes nothing.
    NoEffect,
    /// The API is down for so many seconds: 503 for every request.
    Outage { seconds: u64 },
}

/// A body that the model does not make.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Body {
    Invalid,
    Failure,
    Empty,
    Html,
    Timeout,
    Internal,
    Authentication,
    Unable,
    Throttled971,
    Throttled10040,
    NoResult,
    EmptyObject,
}

/// Which part of a true answer is wrong.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Echo {
    Id,
    Cidr,
    Service,
}

impl Body {
    pub(crate) const fn text(self) -> &'static str {
        match self {
            Self::Invalid => {
                r#"{"success":false,"errors":[{"code":1003,"message":"invalid request"}],"messages":[],"result":null}"#
            }
            Self::Failure => r#"{"success":false,"errors":[],"messages":[],"result":null}"#,
            Self::Empty => "",
            Self::Html => "<html><head><title>502 Bad Gateway</title></head></html>",
            Self::Timeout => {
                r#"{"success":false,"errors":[{"code":1000,"message":"Request timeout"}],"messages":[],"result":null}"#
            }
            Self::Internal => {
                r#"{"success":false,"errors":[{"code":1000,"message":"Internal Server Error"}],"messages":[],"result":null}"#
            }
            Self::Authentication => {
                r#"{"success":false,"errors":[{"code":10000,"message":"Authentication error"}],"messages":[],"result":null}"#
            }
            Self::Unable => {
                r#"{"success":false,"errors":[{"code":10001,"message":"Unable to authenticate request"}],"messages":[],"result":null}"#
            }
            Self::Throttled971 => {
                r#"{"success":false,"errors":[{"code":1,"message":"x"},{"code":971,"message":"Please wait and consider throttling your request speed"}],"messages":[],"result":null}"#
            }
            Self::Throttled10040 => {
                r#"{"success":false,"errors":[{"code":10040,"message":"rate limited"}],"messages":[],"result":null}"#
            }
            Self::NoResult => r#"{"success":true,"errors":[],"messages":[]}"#,
            Self::EmptyObject => "{}",
        }
    }
}

const fn answer(status: u16, body: Body, retry_after: Option<f64>, applied: bool) -> Fault {
    Fault::Answer { status, body, retry_after, applied }
}

/// Every kind of fault. Positions in this list are part of seeds: add at the end.
pub(crate) const FAULTS: &[Fault] = &[
    answer(400, Body::Invalid, None, false),
    Fault::NotSent,
    Fault::Lost { applied: false },
    Fault::Lost { applied: true },
    Fault::HostTimeout { applied: false },
    Fault::HostTimeout { applied: true },
    answer(408, Body::Failure, None, false),
    answer(408, Body::Failure, None, true),
    answer(409, Body::Failure, None, false),
    answer(429, Body::Failure, Some(5.0), false),
    answer(429, Body::Failure, None, false),
    answer(429, Body::Failure, Some(4e9), false),
    answer(500, Body::Failure, None, false),
    answer(500, Body::Failure, None, true),
    answer(502, Body::Html, None, false),
    answer(502, Body::Html, None, true),
    answer(503, Body::Failure, None, false),
    answer(503, Body::Failure, Some(30.0), true),
    Fault::Truncated,
    answer(200, Body::Invalid, None, false),
    Fault::WrongEcho(Echo::Id),
    Fault::WrongEcho(Echo::Cidr),
    Fault::WrongEcho(Echo::Service),
    answer(200, Body::Empty, None, true),
    answer(200, Body::Timeout, None, false),
    answer(504, Body::Timeout, None, true),
    answer(400, Body::Internal, None, false),
    answer(400, Body::Internal, None, true),
    answer(403, Body::Authentication, None, false),
    answer(400, Body::Unable, None, false),
    Fault::Forbidden,
    Fault::TokenRefused,
    Fault::Stuck("magic_transit_route_missing"),
    Fault::Stuck("verifying_v2"),
    Fault::NoEffect,
    Fault::Part { says_so: true },
    Fault::Part { says_so: false },
    Fault::EmptyList,
    answer(200, Body::Throttled971, Some(7.0), false),
    answer(429, Body::Throttled10040, Some(7.0), false),
    answer(200, Body::Throttled10040, None, false),
    answer(404, Body::Html, None, false),
    answer(404, Body::Html, None, true),
    answer(200, Body::Html, None, true),
    answer(200, Body::NoResult, None, true),
    answer(200, Body::EmptyObject, None, true),
    Fault::Late { seconds: 4 },
    Fault::Late { seconds: 75 },
    Fault::Outage { seconds: 90 },
    Fault::Outage { seconds: 4_000 },
    Fault::ReadOnly,
];

impl Fault {
    /// True where it changes nothing about this request.
    pub(crate) fn spares(self, call: &Call) -> bool {
        match self {
            Self::WrongEcho(_) => call.is_list(),
            Self::Part { .. } => *call != Call::ListBindings,
            Self::EmptyList => !call.is_list(),
            Self::Stuck(_) => !matches!(call, Call::Create { .. }),
            Self::NoEffect => !matches!(call, Call::EditBgp { .. }),
            Self::ReadOnly => !call.is_write(),
            _ => false,
        }
    }

    /// True where a person has to do something before the run can finish, or the API's answer is a refusal that may be
    /// meant.
    pub(crate) fn may_stop(self) -> bool {
        match self {
            Self::Answer { status, body, .. } => {
                status == 409
                    || (status == 404)
                    || matches!(body, Body::Invalid | Body::EmptyObject | Body::Authentication)
                    || (status == 200 && body == Body::Html)
            }
            Self::Forbidden
            | Self::TokenRefused
            | Self::ReadOnly
            | Self::Stuck(_)
            | Self::NoEffect
            | Self::EmptyList => true,
            // The answer to a create may name an id that is not in the list.
            Self::WrongEcho(echo) => echo == Echo::Id,
            // A list that lacks bindings without saying so cannot be told from one after another writer's deletes.
            Self::Part { says_so } => !says_so,
            // Longer than a run has to try again by itself.
            Self::Outage { seconds } => seconds > 300,
            _ => false,
        }
    }
}
