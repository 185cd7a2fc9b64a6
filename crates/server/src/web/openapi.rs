//! The description of the API (OpenAPI 3.1), generated from the same registrations as its routes.

use axum::Json;
use axum::extract::State;
use kernel::door::{Door, View};
use kernel::http::App;
use schemars::{Schema, SchemaGenerator, generate::SchemaSettings};
use serde_json::{Map, Value, json};

/// Answers with the description.
pub async fn document(State(app): State<App>) -> Json<Value> {
    Json(describe(&app.door))
}

fn generator() -> SchemaGenerator {
    SchemaSettings::draft2020_12()
        .with(|settings| settings.definitions_path = "/components/schemas".into())
        .into_generator()
}

/// The schema of one input, with everything it refers to put in place.
pub fn input_schema(of: fn(&mut SchemaGenerator) -> Schema) -> Value {
    let mut generator = SchemaSettings::draft2020_12()
        .with(|settings| settings.inline_subschemas = true)
        .into_generator();
    of(&mut generator).to_value()
}

/// The whole description.
pub fn describe(door: &Door) -> Value {
    let mut generator = generator();
    let mut paths = Map::new();
    for entry in door.commands() {
        let (input, output) =
            ((entry.input)(&mut generator).to_value(), (entry.output)(&mut generator).to_value());
        let mut parameters = vec![
            json!({ "name": "If-Match", "in": "header", "description": "The version you looked at; the command is refused if the thing has changed since.", "schema": { "type": "string" } }),
        ];
        if entry.repeatable {
            parameters.push(json!({ "name": "Idempotency-Key", "in": "header", "description": "A repeat with the same key answers the same, for 24 hours.", "schema": { "type": "string", "maxLength": 128 } }));
        }
        let done = json!({ "type": "object", "required": ["act", "output"], "properties": { "act": { "type": "string", "format": "uuid" }, "output": output } });
        let operation = json!({
            "operationId": entry.name,
            "summary": summary(entry.input),
            "tags": [tag(entry.name)],
            "parameters": parameters,
            "requestBody": { "required": true, "content": { "application/json": { "schema": input } } },
            "responses": responses(done),
            "x-action": entry.action.0,
        });
        paths.insert(format!("/commands/{}", entry.name), json!({ "post": operation }));
    }
    for entry in door.queries() {
        let (input, output) =
            ((entry.input)(&mut generator).to_value(), (entry.output)(&mut generator).to_value());
        let operation = json!({
            "operationId": entry.name,
            "summary": summary(entry.input),
            "tags": [tag(entry.name)],
            "parameters": parameters(entry.input),
            "responses": responses(output),
            "x-action": entry.action.0,
            "x-view": view(entry.view),
        });
        let mut long = operation.clone();
        long["operationId"] = json!(format!("{}.post", entry.name));
        long["requestBody"] =
            json!({ "required": true, "content": { "application/json": { "schema": input } } });
        if let Some(long) = long.as_object_mut() {
            long.remove("parameters");
        }
        paths.insert(format!("/queries/{}", entry.name), json!({ "get": operation, "post": long }));
    }
    json!({
        "openapi": "3.1.0",
        "info": { "title": "Guildhall command API", "version": env!("CARGO_PKG_VERSION"), "license": { "name": "Apache-2.0", "identifier": "Apache-2.0" } },
        "servers": [{ "url": "/api/v1" }],
        "security": [{ "bearer": [] }],
        "paths": paths,
        "components": {
            "schemas": generator.take_definitions(true),
            "securitySchemes": { "bearer": { "type": "http", "scheme": "bearer" } },
        },
    })
}

fn view(view: View) -> &'static str {
    match view {
        View::Record => "record",
        View::Card => "card",
        View::Own => "own",
        View::Nation => "nation",
    }
}

fn tag(name: &str) -> &str {
    name.split('.').next().unwrap_or(name)
}

fn summary(of: fn(&mut SchemaGenerator) -> Schema) -> Value {
    input_schema(of).get("description").cloned().unwrap_or_default()
}

fn parameters(of: fn(&mut SchemaGenerator) -> Schema) -> Vec<Value> {
    let schema = input_schema(of);
    let required: Vec<&str> = schema
        .get("required")
        .and_then(Value::as_array)
        .into_iter()
        .flatten()
        .filter_map(Value::as_str)
        .collect();
    let properties =
        schema.get("properties").and_then(Value::as_object).cloned().unwrap_or_default();
    properties
        .into_iter()
        .map(|(name, schema)| {
            let description = schema.get("description").cloned().unwrap_or_default();
            json!({ "name": name, "in": "query", "required": required.contains(&name.as_str()), "description": description, "schema": schema })
        })
        .collect()
}

fn responses(output: Value) -> Value {
    let problem = |description: &str| json!({ "description": description, "content": { "application/problem+json": { "schema": { "type": "object" } } } });
    json!({
        "200": { "description": "Done", "content": { "application/json": { "schema": output } } },
        "403": problem("Not signed in, not allowed, or not covered by the token"),
        "404": problem("No such thing, or not yours to see"),
        "409": problem("Does not fit the present state"),
        "412": problem("Changed since you looked"),
        "422": problem("Something in the input has to be put right; the fields say what"),
        "429": problem("Too many; try later"),
        "503": problem("Out of service for the moment; try later"),
    })
}
