//! The table of operations: against a copy of what Cloudflare documents, and as the TypeScript that is generated from it.

use crate::codes::LINE_WIDTH;
use crate::golden::assert_golden;
use byoip::{BodyField, Operation, ResultKind};
use serde_json::{Map, Value};
use std::collections::BTreeSet;

/// A copy of what Cloudflare documents, with its names.
fn documented() -> Value {
    let text = include_str!("../sdk/documented-api.json");
    serde_json::from_str(text).expect("the copy is JSON")
}

/// The type of a result in TypeScript, and what Cloudflare's schema of it is called.
fn types(result: ResultKind) -> (&'static str, &'static str) {
    match result {
        ResultKind::Services => ("readonly Service[]", "services-list"),
        ResultKind::Prefixes => ("readonly Prefix[]", "ipam-prefixes-list"),
        ResultKind::Prefix => ("Prefix", "ipam-prefixes"),
        ResultKind::Bindings => ("readonly ServiceBinding[]", "service_binding-list"),
        ResultKind::Binding => ("ServiceBinding", "service_binding"),
        ResultKind::BgpPrefixes => ("readonly BgpPrefix[]", "ipam-bgp-prefixes-list"),
        ResultKind::BgpPrefix => ("BgpPrefix", "ipam-bgp-prefixes"),
        ResultKind::Delegations => ("readonly Delegation[]", "ipam-delegations-list"),
        ResultKind::Delegation => ("Delegation", "ipam-delegations"),
        ResultKind::MagicRoutes => ("readonly MagicRoute[]", "magic_route-list"),
        ResultKind::Nothing => ("null", "none"),
    }
}

/// The name of the schema of a result; `-list` for a list of it, `none` for a result that says no more than the request.
fn schema_name(result: Option<&Value>) -> String {
    let Some(result) = result else { return "none".to_owned() };
    if let Some(reference) = result["$ref"].as_str() {
        return reference.rsplit('/').next().unwrap_or_default().to_owned();
    }
    match result["type"].as_str() {
        Some("array") if result["items"]["$ref"].is_null() => "services-list".to_owned(),
        Some("array") => format!("{}-list", schema_name(Some(&result["items"]))),
        _ => match result["properties"].as_object() {
            Some(fields) if fields.contains_key("routes") => schema_name(Some(&fields["routes"])),
            _ => "none".to_owned(),
        },
    }
}

/// The fields of a body as the table names them, and those that are required.
fn body_fields(documented: &Value, body: &Value) -> (BTreeSet<String>, BTreeSet<String>) {
    let name = body["$ref"].as_str().and_then(|reference| reference.rsplit('/').next());
    let schema = name.map_or(body, |name| &documented["schemas"][name]);
    let empty = Map::new();
    let fields = schema["properties"].as_object().unwrap_or(&empty);
    let named = fields.iter().flat_map(|(name, field)| match field["properties"].as_object() {
        Some(inner) => inner.keys().map(|key| format!("{name}.{key}")).collect(),
        None => vec![name.clone()],
    });
    let required = schema["required"].as_array().into_iter().flatten();
    (named.collect(), required.filter_map(Value::as_str).map(str::to_owned).collect())
}

#[test]
fn each_row_of_the_table_is_as_documented() {
    let documented = documented();
    for &operation in Operation::ALL {
        let name = operation.name();
        let row = &documented["operations"][format!("{} {}", operation.method(), operation.path())];
        assert!(row.is_object(), "{name}: no such method and path is documented");
        assert_eq!(row["status"], operation.status(), "{name}: the status");
        let permissions: BTreeSet<_> =
            row["permissions"].as_array().into_iter().flatten().filter_map(Value::as_str).collect();
        let listed: BTreeSet<_> = operation.permissions().iter().copied().collect();
        assert_eq!(listed, permissions, "{name}: the permissions");
        let (fields, required) = body_fields(&documented, &row["body"]);
        let is_optional = |field: &BodyField| {
            use BodyField::{Advertised, AsnPrependCount, AutoAdvertiseWithdraw};
            matches!(field, Advertised | AsnPrependCount | AutoAdvertiseWithdraw)
        };
        let names = |fields: &mut dyn Iterator<Item = &BodyField>| -> BTreeSet<String> {
            fields.map(|field| field.name().to_owned()).collect()
        };
        assert_eq!(names(&mut operation.body().iter()), fields, "{name}: the body");
        let needed = operation.body().iter().filter(|field| !is_optional(field));
        assert_eq!(names(&mut { needed }), required, "{name}: the required fields");
        assert_eq!(types(operation.result()).1, schema_name(row.get("result")), "{name}: the result");
    }
}

#[test]
fn an_operation_is_found_by_its_name_only() {
    let names: BTreeSet<_> = Operation::ALL.iter().map(|operation| operation.name()).collect();
    assert_eq!(names.len(), Operation::ALL.len(), "no name is used twice");
    for &operation in Operation::ALL {
        assert_eq!(Operation::named(operation.name()), Some(operation));
        assert_eq!(serde_json::to_value(operation).expect("it is a name"), operation.name());
    }
    assert_eq!(Operation::named("drop-everything"), None);
}

/// A row as the formatter of the TypeScript writes it.
fn typescript(operation: Operation) -> String {
    let permissions: Vec<_> = operation.permissions().iter().map(|name| format!("'{name}'")).collect();
    let inline = format!("    permissions: [{}],", permissions.join(", "));
    let permissions = if inline.len() <= LINE_WIDTH {
        inline
    } else {
        format!("    permissions: [\n      {},\n    ],", permissions.join(",\n      "))
    };
    let (name, method, path) = (operation.name(), operation.method(), operation.path());
    let status = operation.status();
    format!(
        "  '{name}': {{\n    method: '{method}',\n    path: '{path}',\n    status: {status},\n{permissions}\n  }},\n"
    )
}

fn result_type(operation: Operation) -> String {
    format!("  '{}': {};\n", operation.name(), types(operation.result()).0)
}

#[test]
fn the_table_in_typescript_is_that_of_rust() {
    let rows: String = Operation::ALL.iter().copied().map(typescript).collect();
    let results: String = Operation::ALL.iter().copied().map(result_type).collect();
    let text = format!(
        "// The operations of the API. Generated from the table in src/operation.rs by tests/core/operations.rs: do not edit.

import type {{ BgpPrefix, Delegation, MagicRoute, Prefix, Service, ServiceBinding }} from './api.js';

/** Every {{@link Operation}}: its method and path, the HTTP status of a success, and the permissions any of which a token needs. */
export const OPERATIONS = {{
{rows}}} as const;

/** The operations of the addressing API that the package supports. */
export type Operation = keyof typeof OPERATIONS;

/** The type of each operation's `result`. */
export interface ResultOf {{
{results}}}
"
    );
    assert_golden("src/js/types/operations.ts", &text);
}
