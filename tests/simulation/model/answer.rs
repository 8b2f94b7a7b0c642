//! Answers as JSON text, written by hand.

use super::{BgpPrefix, Binding, Delegation, SERVICES, id_text, prefix_id};
use crate::faults::{Body, Echo};
use std::fmt::Write as _;

/// An answer.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Response {
    pub(crate) status: u16,
    pub(crate) body: String,
    /// Milliseconds.
    pub(crate) retry_after: Option<f64>,
    pub(crate) should_retry: Option<bool>,
}

/// What the host gets.
#[derive(Debug, Clone, PartialEq)]
pub(crate) enum Delivery {
    Answer(Response),
    /// No answer, after so many milliseconds more than usual.
    Lost {
        sent: bool,
        after: u64,
    },
}

impl Response {
    pub(super) fn new(status: u16, body: String) -> Self {
        Self { status, body, retry_after: None, should_retry: None }
    }
}

pub(super) fn failure(status: u16, code: u32, message: &str) -> Response {
    let body = format!(
        r#"{{"success":false,"errors":[{{"code":{code},"message":"{message}"}}],"messages":[],"result":null}}"#
    );
    Response::new(status, body)
}

pub(super) fn down() -> Response {
    Response::new(503, Body::Failure.text().to_owned())
}

pub(super) fn timeout() -> Response {
    Response::new(504, Body::Timeout.text().to_owned())
}

pub(super) fn throttled() -> Response {
    let mut response = failure(429, 971, "Please wait and consider throttling your request speed");
    response.retry_after = Some(20_000.0);
    response
}

pub(super) fn forbidden() -> Response {
    failure(403, 1002, "forbidden")
}

pub(super) fn refused_token() -> Response {
    failure(403, 10000, "Authentication error")
}

pub(super) fn success(status: u16, result: &str) -> Response {
    let body = format!(r#"{{"errors":[],"messages":[],"success":true,"result":{result}}}"#);
    Response::new(status, body)
}

/// The answer to a delete of a binding, which has no result.
pub(super) fn deleted() -> Response {
    Response::new(200, r#"{"errors":[],"messages":[],"success":true}"#.to_owned())
}

/// A list; `pages`: says that it is the first of so many.
pub(super) fn list(items: &[String], pages: Option<u32>) -> Response {
    let size: usize = items.iter().map(String::len).sum();
    let mut body = String::with_capacity(size + items.len() + 100);
    body.push_str(r#"{"errors":[],"messages":[],"success":true,"result":["#);
    for (at, item) in items.iter().enumerate() {
        if at > 0 {
            body.push(',');
        }
        body.push_str(item);
    }
    body.push(']');
    if let Some(pages) = pages {
        let count = items.len();
        write!(
            body,
            r#","result_info":{{"page":1,"per_page":{count},"count":{count},"total_count":{},"total_pages":{pages}}}"#,
            count * 3
        )
        .unwrap();
    }
    body.push('}');
    Response::new(200, body)
}

pub(super) fn binding(one: &Binding, now: u64) -> String {
    let state = one.stuck.unwrap_or(if now >= one.active_at { "active" } else { "provisioning" });
    let mut text = String::with_capacity(220);
    write!(
        text,
        r#"{{"cidr":"{}","id":"{}","provisioning":{{"state":"{state}"}}"#,
        one.block,
        id_text(one.id)
    )
    .unwrap();
    if let Some(service) = one.service {
        let (id, name) = SERVICES[usize::from(service)];
        write!(text, r#","service_id":"{id}","service_name":"{name}""#).unwrap();
    }
    text.push('}');
    text
}

pub(super) fn bgp_prefix(one: &BgpPrefix, on_demand: bool, locked: bool) -> String {
    let advertised = if on_demand { one.advertised.to_string() } else { "null".to_owned() };
    format!(
        r#"{{"id":"{}","cidr":"{}","asn":null,"asn_prepend_count":{},"auto_advertise_withdraw":{},"bgp_signal_opts":{{"enabled":false,"modified_at":null}},"on_demand":{{"advertised":{advertised},"advertised_modified_at":null,"on_demand_enabled":{on_demand},"on_demand_locked":{locked}}}}}"#,
        id_text(one.id),
        one.block,
        one.prepend,
        one.follow,
    )
}

pub(super) fn delegation(one: &Delegation, prefix: usize) -> String {
    format!(
        r#"{{"id":"{}","cidr":"{}","delegated_account_id":"{}","parent_prefix_id":"{}"}}"#,
        id_text(one.id),
        one.block,
        one.account,
        prefix_id(prefix),
    )
}

/// Makes a true answer one about another thing.
pub(super) fn falsify(response: &mut Response, echo: Echo) {
    let (key, value) = match echo {
        Echo::Id => (r#""id":""#, "deadbeefdeadbeefdeadbeefdeadbeef"),
        Echo::Cidr => (r#""cidr":""#, "198.51.100.0/24"),
        Echo::Service => (r#""service_id":""#, "deadbeefdeadbeefdeadbeefdeadbeef"),
    };
    if let Some((before, rest)) = response.body.split_once(key)
        && let Some((_, behind)) = rest.split_once('"')
    {
        response.body = format!("{before}{key}{value}\"{behind}");
    }
}
