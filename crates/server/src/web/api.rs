//! The command API: `POST /api/v1/commands/NAME`, `GET /api/v1/queries/NAME`.
//!
//! A query may be sent as a POST with its input as JSON, too: for long inputs, and for names and addresses that
//! should not stand in the logs of what lies between.
//!
//! Routes, description and tests come from the same registrations; this file knows no command by name.

use axum::Json;
use axum::Router;
use axum::body::{Body, Bytes, to_bytes};
use axum::extract::{Path, RawQuery, State};
use axum::http::{HeaderValue, StatusCode, header};
use axum::response::{IntoResponse as _, Response};
use axum::routing::{get, post};
use kernel::door::Done;
use kernel::http::{App, Caller, Failure, status_of};
use kernel::refusal::{Error, Result, messages};
use serde_json::{Map, Value, json};

/// The largest body of a query, in bytes. Commands say themselves how large they can be.
const BODY: usize = 1 << 20;

/// The routes of the API.
pub fn routes() -> Router<App> {
    Router::new()
        .route("/commands/{name}", post(command))
        .route("/queries/{name}", get(query).post(long_query))
        .route("/openapi.json", get(super::openapi::document))
        .layer(axum::extract::DefaultBodyLimit::max(BODY))
}

async fn command(
    State(app): State<App>,
    caller: Caller,
    Path(name): Path<String>,
    body: Body,
) -> Result<Response> {
    let entry = app.door.commands().find(|entry| entry.name == name);
    if let Some(entry) = entry {
        app.door.turn_away(&caller.call(&app.door), entry.action)?;
    }
    // Read here and not by the router, so that strangers have nothing read and only some commands a large body.
    let at_most = entry.map_or(BODY, |entry| entry.body_at_most);
    let Ok(body) = to_bytes(body, at_most).await else {
        return Ok(StatusCode::PAYLOAD_TOO_LARGE.into_response());
    };
    let read = parse(&body)?;
    // What carried it need not be held while it is done.
    drop(body);
    let Done { act, output, repeated } =
        app.door.perform_by_name(caller.call(&app.door), &name, read).await?;
    let mut response = Json(json!({ "act": act, "output": output })).into_response();
    if repeated {
        response.headers_mut().insert("idempotent-replayed", HeaderValue::from_static("true"));
    }
    Ok(response)
}

fn parse(body: &Bytes) -> Result<Value> {
    if body.is_empty() {
        return Ok(Value::Object(Map::new()));
    }
    let mut value = serde_json::from_slice(body).map_err(|error| {
        messages::MALFORMED.refuse().with("problem", format!("it is not JSON: {error}"))
    })?;
    make_whole(&mut value);
    Ok(value)
}

/// To JSON Schema 2.0 is an integer; to the readers of commands it should be one, too.
fn make_whole(value: &mut Value) {
    /// Beyond this not every whole number has a float of its own.
    const EXACT: f64 = 9_007_199_254_740_992.0;
    match value {
        Value::Number(number) => {
            if let Some(float) = number.as_f64()
                && number.is_f64()
                && float.fract() == 0.0
                && float.abs() < EXACT
            {
                *value = Value::from(float as i64);
            }
        }
        Value::Array(values) => values.iter_mut().for_each(make_whole),
        Value::Object(members) => members.values_mut().for_each(make_whole),
        _ => {}
    }
}

async fn query(
    State(app): State<App>,
    caller: Caller,
    Path(name): Path<String>,
    RawQuery(query): RawQuery,
) -> Result<Response> {
    let Some(entry) = app.door.queries().find(|entry| entry.name == name) else {
        return Err(messages::UNKNOWN_NAME.refuse().with("name", &name).into());
    };
    let call = caller.call(&app.door);
    app.door.turn_away(&call, entry.action)?;
    let schema = super::openapi::input_schema(entry.input);
    let body = super::parameters::to_json(query.as_deref().unwrap_or_default(), &schema)?;
    let output = app.door.ask_by_name(call, &name, body).await?;
    Ok(Json(output).into_response())
}

async fn long_query(
    State(app): State<App>,
    caller: Caller,
    Path(name): Path<String>,
    body: Bytes,
) -> Result<Response> {
    if let Some(entry) = app.door.queries().find(|entry| entry.name == name) {
        app.door.turn_away(&caller.call(&app.door), entry.action)?;
    }
    let body = parse(&body)?;
    let output = app.door.ask_by_name(caller.call(&app.door), &name, body).await?;
    Ok(Json(output).into_response())
}

/// An error as JSON (RFC 9457, problem details), for every answer of the API.
pub fn problem(failure: &Failure, request: &str) -> Response {
    let status = status_of(&failure.0);
    let body = match &*failure.0 {
        Error::Refused(refusal) => json!({
            "type": "about:blank",
            "title": status.canonical_reason().unwrap_or_default(),
            "status": status.as_u16(),
            "code": refusal.code,
            "detail": refusal.text,
            "fields": refusal.fields,
            "request": request,
        }),
        Error::Fault(_) => json!({
            "type": "about:blank",
            "title": "Something went wrong",
            "status": status.as_u16(),
            "code": "fault",
            "detail": "Something went wrong on our side. Quote the request number to the service desk.",
            "request": request,
        }),
    };
    let mut response = (status, body.to_string()).into_response();
    let headers = response.headers_mut();
    headers.insert(header::CONTENT_TYPE, HeaderValue::from_static("application/problem+json"));
    headers.insert(header::CACHE_CONTROL, HeaderValue::from_static("no-store"));
    if status == StatusCode::UNAUTHORIZED {
        headers.insert(header::WWW_AUTHENTICATE, HeaderValue::from_static("Bearer"));
    }
    if let Error::Refused(refusal) = &*failure.0
        && let Some(seconds) = refusal.retry_after
    {
        headers.insert(header::RETRY_AFTER, HeaderValue::from(seconds));
    }
    response
}
