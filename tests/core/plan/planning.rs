//! Short forms of tasks, and their plans through the boundary.

use byoip::call::PlanCall;
use serde_json::{Value, json};

/// Bindings from `id block service name`; a dash for what is missing.
pub(crate) fn state(entries: &[&str]) -> Value {
    let split = |entry: &&str| {
        let words: Vec<_> = entry.split(' ').map(|word| (word != "-").then_some(word)).collect();
        let [id, cidr, service, name] = words[..] else { panic!("`{entry}` has four words") };
        json!({ "id": id, "cidr": cidr, "serviceId": service, "serviceName": name.map(|name| name.replace('_', " ")) })
    };
    entries.iter().map(split).collect()
}

/// The same as desired bindings.
pub(crate) fn wanted(entries: &[&str]) -> Value {
    let mut state = state(entries);
    for entry in state.as_array_mut().expect("it is a list") {
        entry.as_object_mut().expect("it is an object").remove("id");
    }
    state
}

/// Magic Transit with a CDN block in it, which moves to Spectrum.
pub(crate) fn migration() -> Value {
    json!({
        "call": "plan", "prefix": { "cidr": "192.0.2.0/24" },
        "current": state(&["b0 192.0.2.0/24 m Magic_Transit", "b1 192.0.2.16/28 c CDN"]),
        "desired": wanted(&["- 192.0.2.0/24 m Magic_Transit", "- 192.0.2.16/28 s Spectrum"]),
    })
}

pub(crate) fn with(mut call: Value, field: &str, value: Value) -> Value {
    call[field] = value;
    call
}

/// The call as an object with one field: its name.
pub(crate) fn named(mut call: Value) -> Value {
    let name = call.as_object_mut().expect("it is an object").remove("call").expect("it has a name");
    json!({ name.as_str().expect("a name is text"): call })
}

pub(crate) fn asked(call: Value) -> Result<Value, Value> {
    let call: PlanCall = serde_json::from_value(named(call)).expect("it is a call");
    match call.answer() {
        Ok(answer) => Ok(serde_json::to_value(answer).expect("an answer is JSON")),
        Err(error) => Err(serde_json::from_str(&error.to_json()).expect("an error is JSON")),
    }
}

pub(crate) fn plan(call: Value) -> Value {
    asked(call).expect("there is a plan")
}
