//! The description of the API (OpenAPI 3.1), generated from the same registrations as its routes.

use axum::Json;
use axum::extract::State;
use kernel::authority::Action;
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
            json!({ "name": "If-Match", "in": "header", "description": "The version you looked at; the command is refused if the thing has changed since.", "schema": { "type": "string", "pattern": "^(\\*|\"?[0-9]{1,18}\"?)$" } }),
        ];
        if entry.repeatable {
            parameters.push(json!({ "name": "Idempotency-Key", "in": "header", "description": "A repeat with the same key answers the same, for 24 hours.", "schema": { "type": "string", "minLength": 1, "maxLength": 128, "pattern": "^[ -~]+$" } }));
        }
        let done = json!({ "type": "object", "required": ["act", "output"], "properties": { "act": { "type": "string", "format": "uuid" }, "output": output } });
        let operation = json!({
            "operationId": entry.name,
            "summary": summary(entry.input),
            "tags": [tag(entry.name)],
            "parameters": parameters,
            "requestBody": body(input, entry.input),
            "responses": responses(done),
            "x-action": entry.action.0,
        });
        let operation = secured(door, entry.action, operation);
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
        let operation = secured(door, entry.action, operation);
        let mut long = operation.clone();
        long["operationId"] = json!(format!("{}.post", entry.name));
        long["requestBody"] = body(input, entry.input);
        if let Some(long) = long.as_object_mut() {
            long.remove("parameters");
        }
        paths.insert(format!("/queries/{}", entry.name), json!({ "get": operation, "post": long }));
    }
    let mut schemas = Value::Object(generator.take_definitions(true));
    schemas["Problem"] = problem_schema();
    let mut description = json!({
        "openapi": "3.1.0",
        "info": { "title": "Guildhall command API", "version": env!("CARGO_PKG_VERSION"), "license": { "name": "Apache-2.0", "identifier": "Apache-2.0" } },
        "servers": [{ "url": "/api/v1" }],
        "security": [{ "bearer": [] }],
        "paths": paths,
        "components": {
            "schemas": schemas,
            "securitySchemes": { "bearer": { "type": "http", "scheme": "bearer" } },
        },
    });
    bound(&mut description);
    description
}

/// What anybody may send needs no token.
fn secured(door: &Door, action: Action, mut operation: Value) -> Value {
    if door.rules().who(action).is_some_and(|who| who.anyone) {
        operation["security"] = json!([]);
    }
    operation
}

/// The body of a request; it may be left out if nothing in it is needed.
fn body(schema: Value, input: fn(&mut SchemaGenerator) -> Schema) -> Value {
    let needed = input_schema(input);
    let needed =
        needed.get("required").and_then(Value::as_array).is_some_and(|all| !all.is_empty());
    json!({ "required": needed, "content": { "application/json": { "schema": schema } } })
}

/// Writes out what the names of number formats mean.
fn bound(schema: &mut Value) {
    match schema {
        Value::Object(members) => {
            let bounds = match members.get("format").and_then(Value::as_str) {
                Some("uint8") => Some((json!(0), json!(u8::MAX))),
                Some("uint16") => Some((json!(0), json!(u16::MAX))),
                Some("uint32") => Some((json!(0), json!(u32::MAX))),
                Some("uint" | "uint64") => Some((json!(0), json!(u64::MAX))),
                Some("int32") => Some((json!(i32::MIN), json!(i32::MAX))),
                Some("int" | "int64") => Some((json!(i64::MIN), json!(i64::MAX))),
                _ => None,
            };
            if let Some((least, most)) = bounds {
                members.entry("minimum").or_insert(least);
                members.entry("maximum").or_insert(most);
            }
            members.values_mut().for_each(bound);
        }
        Value::Array(values) => values.iter_mut().for_each(bound),
        _ => {}
    }
}

/// A refusal or fault as JSON (RFC 9457).
fn problem_schema() -> Value {
    let text = json!({ "type": "string" });
    let field = json!({ "type": "object", "required": ["field", "text"], "properties": { "field": text, "text": text } });
    json!({
        "type": "object",
        "description": "Why a request was not done (RFC 9457).",
        "required": ["type", "title", "status", "code", "detail", "request"],
        "properties": {
            "type": text,
            "title": text,
            "status": { "type": "integer" },
            "code": { "type": "string", "description": "Stable for ever; listed in the reference of refusals." },
            "detail": { "type": "string", "description": "What to do, in words." },
            "fields": { "type": "array", "items": field },
            "request": { "type": "string", "format": "uuid", "description": "To quote to the service desk." },
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

/// The parameters of a query. Objects stand in an address as JSON.
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
    let parameter = |(name, schema): (String, Value)| {
        let schema = given(schema);
        let description = schema.get("description").cloned().unwrap_or_default();
        let mut parameter = json!({ "name": name, "in": "query", "required": required.contains(&name.as_str()), "description": description });
        if holds_object(&schema) {
            parameter["content"] = json!({ "application/json": { "schema": schema } });
        } else {
            parameter["schema"] = schema;
        }
        parameter
    };
    properties.into_iter().map(parameter).collect()
}

/// Whether a value of this schema is an object or holds some.
pub(super) fn holds_object(schema: &Value) -> bool {
    let is_object = |kind: &Value| kind == "object";
    match schema {
        Value::Object(members) => {
            members.get("type").is_some_and(|kind| {
                is_object(kind) || kind.as_array().is_some_and(|kinds| kinds.iter().any(is_object))
            }) || members.values().any(holds_object)
        }
        Value::Array(values) => values.iter().any(holds_object),
        _ => false,
    }
}

/// The schema of a parameter that is there: an address has no null, it leaves a parameter out.
fn given(mut schema: Value) -> Value {
    if let Some(Value::Array(kinds)) = schema.get_mut("type") {
        kinds.retain(|kind| kind != "null");
        if let [one] = &kinds[..] {
            schema["type"] = one.clone();
        }
    }
    if let Some(Value::Array(choices)) = schema.get_mut("anyOf") {
        choices.retain(|choice| choice.get("type").is_none_or(|kind| kind != "null"));
    }
    schema
}

fn responses(output: Value) -> Value {
    let problem = |description: &str| json!({ "description": description, "content": { "application/problem+json": { "schema": { "$ref": "#/components/schemas/Problem" } } } });
    json!({
        "200": { "description": "Done", "content": { "application/json": { "schema": output } } },
        "401": problem("Nobody vouches for whoever asks: no token, or one that is over"),
        "403": problem("Not allowed, or not covered by the token"),
        "404": problem("No such thing, or not yours to see"),
        "409": problem("Does not fit the present state"),
        "412": problem("Changed since you looked"),
        "413": problem("More than 1 MiB"),
        "422": problem("Something in the input has to be put right; the fields say what"),
        "429": problem("Too many; try later"),
        "500": problem("Something went wrong on our side; quote the request"),
        "503": problem("Out of service for the moment; try later"),
    })
}
