//! A small model of the API for writes, written apart from the machine: bindings of one prefix and one BGP prefix, lists
//! that lag, other writers, and faults of single requests.

use serde_json::{Value, json};

/// What goes wrong with one request.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Fault {
    /// The connection fails before the request is sent.
    Unsent,
    /// It fails after that; carried out or not.
    Lost { applied: bool },
    /// This status and body; carried out or not.
    Answer { status: u16, body: &'static str, applied: bool },
    /// The true answer, cut in the middle.
    Truncated,
    /// The true answer, with another id.
    WrongId,
    /// The true list, which says that it is a part.
    Part,
}

const TIMEOUT: &str = r#"{"success":false,"errors":[{"code":1000,"message":"Request timeout"}]}"#;
const INTERNAL: &str = r#"{"success":false,"errors":[{"code":1000,"message":"Internal Server Error"}]}"#;
const FAILURE: &str = r#"{"success":false,"errors":[],"messages":[],"result":null}"#;
const REFUSED: &str = r#"{"success":false,"errors":[{"code":1003,"message":"no"}]}"#;
const WAIT: &str =
    r#"{"success":false,"errors":[{"code":1,"message":"x"},{"code":971,"message":"please wait"}]}"#;
const THROTTLED: &str = r#"{"success":false,"errors":[{"code":10040,"message":"rate limited"}]}"#;
const FORBIDDEN: &str = r#"{"success":false,"errors":[{"code":1002,"message":"forbidden"}]}"#;
const NO_ROUTE: &str = r#"{"success":false,"errors":[{"code":7003,"message":"No route for the URI"}]}"#;
const CHAIN: &str = r#"{"success":false,"errors":[{"code":6003,"message":"Invalid request headers","error_chain":[{"code":6111,"message":"Invalid format"}]}]}"#;
const AUTHENTICATION: &str =
    r#"{"success":false,"errors":[{"code":10000,"message":"Authentication error"}]}"#;
const UNABLE: &str =
    r#"{"success":false,"errors":[{"code":10001,"message":"Unable to authenticate request"}]}"#;
const METHOD: &str =
    r#"{"success":false,"errors":[{"code":10001,"message":"Method not allowed for token"}]}"#;
const TEXT: &str = r#"{"success":false,"errors":["no such thing"],"messages":"odd"}"#;

/// Every fault.
pub(super) fn faults() -> Vec<Fault> {
    let mut all = vec![
        Fault::Unsent,
        Fault::Lost { applied: false },
        Fault::Lost { applied: true },
        Fault::Truncated,
        Fault::WrongId,
        Fault::Part,
    ];
    for (status, body) in [
        (400, REFUSED),
        (200, REFUSED),
        (429, FAILURE),
        (200, WAIT),
        (200, THROTTLED),
        (429, THROTTLED),
        (409, FAILURE),
        (403, FORBIDDEN),
        (404, FORBIDDEN),
        (404, NO_ROUTE),
        (400, CHAIN),
        (403, AUTHENTICATION),
        (400, UNABLE),
        (400, METHOD),
        (400, TEXT),
        (429, "slow down"),
    ] {
        all.push(Fault::Answer { status, body, applied: false });
    }
    for (status, body) in [
        (200, TIMEOUT),
        (400, TIMEOUT),
        (404, TIMEOUT),
        (400, INTERNAL),
        (500, FAILURE),
        (408, FAILURE),
        (502, "<html>bad gateway</html>"),
        (404, "<html>not here</html>"),
        (200, "<html>log in</html>"),
        (200, ""),
        (201, "{}"),
    ] {
        for applied in [false, true] {
            all.push(Fault::Answer { status, body, applied });
        }
    }
    // A success without a result says that the write was carried out.
    all.push(Fault::Answer { status: 200, body: r#"{"success":true}"#, applied: true });
    all
}

/// What another writer does between two requests.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Foreign {
    Nothing,
    /// Binds the block that a create is about.
    Bind {
        service: &'static str,
    },
    /// Binds another block.
    BindElsewhere,
    /// Deletes the binding that a delete is about.
    Delete,
    /// Edits the BGP prefix.
    Edit,
}

/// One request that was sent, and how it was answered.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Sent {
    pub(super) method: &'static str,
    /// A complete and true answer of a read.
    pub(super) seen: bool,
}

#[derive(Debug, Clone, PartialEq)]
pub(super) struct Binding {
    pub(super) id: String,
    pub(super) cidr: String,
    pub(super) service: String,
    /// True where the call under test has created it.
    pub(super) own: bool,
}

/// The API. Without `careless` it refuses a second binding for a block, as documented.
pub(super) struct Api {
    pub(super) bindings: Vec<Binding>,
    pub(super) advertised: bool,
    pub(super) locked: bool,
    pub(super) careless: bool,
    /// Lists that are answered after a write before it shows.
    pub(super) lag: usize,
    /// Writes of the call that were carried out.
    pub(super) applied: usize,
    pub(super) trace: Vec<Sent>,
    /// What each list so far would have shown.
    history: Vec<Vec<Binding>>,
    next: usize,
}

impl Api {
    pub(super) fn new(lag: usize, careless: bool) -> Self {
        let binding = |id: &str, cidr: &str, service: &str| Binding {
            id: id.to_owned(),
            cidr: cidr.to_owned(),
            service: service.to_owned(),
            own: false,
        };
        let bindings = vec![binding("default", "192.0.2.0/24", "mt"), binding("old", "192.0.2.1/32", "cdn")];
        Self {
            history: vec![bindings.clone()],
            bindings,
            advertised: true,
            locked: false,
            careless,
            lag,
            applied: 0,
            trace: Vec::new(),
            next: 0,
        }
    }

    pub(super) fn ids(&self) -> Vec<String> {
        self.bindings.iter().map(|one| one.id.clone()).collect()
    }

    pub(super) fn foreign(&mut self, what: Foreign) {
        match what {
            Foreign::Nothing => {}
            Foreign::Bind { service } => {
                let _ = self.bind("192.0.2.16/29", service, false);
            }
            Foreign::BindElsewhere => {
                let _ = self.bind("192.0.2.32/29", "cdn", false);
            }
            Foreign::Delete => self.bindings.retain(|one| one.id != "old"),
            Foreign::Edit => self.advertised = !self.advertised,
        }
    }

    fn bind(&mut self, cidr: &str, service: &str, own: bool) -> Option<Binding> {
        if !self.careless && self.bindings.iter().any(|one| one.cidr == cidr) {
            return None;
        }
        self.next += 1;
        let id = format!("new-{}", self.next);
        let made = Binding { id, cidr: cidr.to_owned(), service: service.to_owned(), own };
        self.bindings.push(made.clone());
        Some(made)
    }

    /// Answers a request; `None` where no answer comes, with whether it was sent.
    pub(super) fn answer(
        &mut self,
        method: &'static str,
        path: &str,
        body: Option<&str>,
        fault: Option<Fault>,
    ) -> Result<(u16, String), bool> {
        let applies = match fault {
            None | Some(Fault::Truncated | Fault::WrongId | Fault::Part) => true,
            Some(Fault::Lost { applied } | Fault::Answer { applied, .. }) => applied,
            Some(Fault::Unsent) => false,
        };
        let is_list = path.ends_with("/bindings");
        let truth = applies.then(|| self.carry_out(method, path, body));
        let seen = method == "GET"
            && match fault {
                None => true,
                Some(Fault::WrongId) => is_list,
                Some(Fault::Part) => !is_list,
                Some(_) => false,
            };
        self.trace.push(Sent { method, seen });
        match (fault, truth) {
            (Some(Fault::Unsent), _) => Err(false),
            (Some(Fault::Lost { .. }), _) => Err(true),
            (Some(Fault::Answer { status, body, .. }), _) => Ok((status, body.to_owned())),
            (Some(Fault::Truncated), Some((status, truth))) => {
                let text = truth.to_string();
                Ok((status, text.get(..text.len() / 2).unwrap_or_default().to_owned()))
            }
            (Some(Fault::WrongId), Some((status, mut truth))) => {
                if truth["result"].is_object() {
                    truth["result"]["id"] = json!("ffffffff");
                }
                Ok((status, truth.to_string()))
            }
            (Some(Fault::Part), Some((status, mut truth))) => {
                truth["result_info"] = json!({ "page": 1, "total_pages": 3 });
                Ok((status, truth.to_string()))
            }
            (_, Some((status, truth))) => Ok((status, truth.to_string())),
            (_, None) => unreachable!("only faults are not carried out"),
        }
    }

    fn carry_out(&mut self, method: &str, path: &str, body: Option<&str>) -> (u16, Value) {
        let sent: Value = serde_json::from_str(body.unwrap_or("null")).expect("a body is JSON");
        let success =
            |result: Value| (200, json!({ "success": true, "errors": [], "messages": [], "result": result }));
        let missing =
            (404, json!({ "success": false, "errors": [{ "code": 1000, "message": "not_found" }] }));
        let id = path.rsplit('/').next().unwrap_or_default();
        match (method, path.contains("/bgp/"), path.ends_with("/bindings")) {
            ("GET", true, _) => success(self.bgp()),
            ("PATCH", _, _) => {
                self.applied += 1;
                if !self.locked {
                    self.advertised = sent["on_demand"]["advertised"] == json!(true);
                }
                success(self.bgp())
            }
            ("GET", _, true) => {
                self.history.push(self.bindings.clone());
                let shown = &self.history[self.history.len() - 1 - self.lag.min(self.history.len() - 1)];
                success(shown.iter().map(described).collect())
            }
            ("POST", _, true) => {
                let (cidr, service) = (sent["cidr"].as_str(), sent["service_id"].as_str());
                match self.bind(cidr.unwrap_or_default(), service.unwrap_or_default(), true) {
                    Some(made) => {
                        self.applied += 1;
                        success(described(&made))
                    }
                    None => {
                        (409, json!({ "success": false, "errors": [{ "code": 1108, "message": "exists" }] }))
                    }
                }
            }
            ("DELETE", _, _) => {
                let before = self.bindings.len();
                self.bindings.retain(|one| one.id != id);
                self.applied += before - self.bindings.len();
                if self.bindings.len() < before { success(json!(null)) } else { missing }
            }
            _ => match self.bindings.iter().find(|one| one.id == id) {
                Some(one) => success(described(one)),
                None => missing,
            },
        }
    }

    fn bgp(&self) -> Value {
        json!({
            "id": "bgp", "cidr": "192.0.2.0/24", "asn_prepend_count": 0,
            "on_demand": {
                "advertised": self.advertised, "on_demand_enabled": true, "on_demand_locked": self.locked,
            },
        })
    }
}

fn described(one: &Binding) -> Value {
    json!({
        "id": one.id, "cidr": one.cidr, "service_id": one.service, "service_name": "a name",
        "provisioning": { "state": "active" },
    })
}
