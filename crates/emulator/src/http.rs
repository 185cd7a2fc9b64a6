//! HTTP around the directory: which part of the emulator a path belongs to, tokens, faults, quotas, and the
//! headers every answer carries.

use std::collections::BTreeMap;
use std::sync::Arc;
use std::time::Duration;

use axum::Router;
use axum::body::{Body as HttpBody, Bytes, to_bytes};
use axum::extract::{Request as HttpRequest, State};
use axum::http::{HeaderMap, HeaderName, HeaderValue, StatusCode};
use axum::response::Response;
use kernel::ids;
use serde_json::{Value, json};
use wire::graph::query;

use crate::answer::{Answer, failure, refused};
use crate::emulator::Emulator;
use crate::exchange::{Body, Reply, Request};
use crate::faults::{Effect, FaultPlan};
use crate::settings::FaultControl;
use crate::{discovery, errors, page};

/// Largest body that is read, in bytes (Graph's limit for requests to the directory).
const LARGEST_BODY: usize = 4 * 1024 * 1024;
const JSON: &str = "application/json;odata.metadata=minimal;odata.streaming=true;IEEE754Compatible=false;charset=utf-8";
const PLAIN_JSON: &str = "application/json; charset=utf-8";

impl Emulator {
    /// Everything the emulator serves, for an http and an https listener alike.
    pub fn router(self: &Arc<Self>) -> Router {
        Router::new().fallback(serve).with_state(self.clone())
    }
}

async fn serve(State(emulator): State<Arc<Emulator>>, request: HttpRequest) -> Response {
    let (parts, body) = request.into_parts();
    let segments: Result<Vec<String>, _> = parts
        .uri
        .path()
        .split('/')
        .filter(|segment| !segment.is_empty())
        .map(query::decode_segment)
        .collect();
    let host = parts
        .uri
        .authority()
        .map(|authority| authority.as_str())
        .or_else(|| parts.headers.get("host").and_then(|host| host.to_str().ok()));
    let mut request = Request {
        method: if parts.method == "HEAD" { "GET".to_owned() } else { parts.method.to_string() },
        path: segments.clone().unwrap_or_default(),
        query: Vec::new(),
        headers: headers(&parts.headers),
        body: Vec::new(),
        base: emulator.base(host),
    };
    let pairs = query::pairs(parts.uri.query().unwrap_or_default());
    let (Ok(_), Ok(pairs)) = (segments, pairs) else {
        return written(
            &emulator,
            &request,
            refused(&emulator, &request, errors::malformed("The request address cannot be read.")),
            JSON,
        );
    };
    request.query = pairs;
    if request.method == "OPTIONS" {
        return written(
            &emulator,
            &request,
            Reply::empty().header("Allow", "GET, HEAD, POST, PATCH, DELETE, OPTIONS".to_owned()),
            JSON,
        );
    }
    let Ok(body) = to_bytes(body, LARGEST_BODY).await else {
        return written(
            &emulator,
            &request,
            refused(&emulator, &request, errors::too_large()),
            JSON,
        );
    };
    request.body = body.to_vec();
    route(&emulator, request).await
}

async fn route(emulator: &Emulator, mut request: Request) -> Response {
    let path: Vec<&str> = request.path.iter().map(String::as_str).collect();
    match path.as_slice() {
        [] | ["people", _] | ["assets", _] if request.method == "GET" => {
            page::answer(emulator, &request)
        }
        ["emulator", "faults"] if emulator.settings.limits.faults == FaultControl::OverHttp => {
            faults(emulator, &request)
        }
        [_, "oauth2", "v2.0", "token"] | ["oauth2", "v2.0", "token"]
            if request.method == "POST" =>
        {
            token(emulator, &request).await
        }
        [_, "v2.0", ".well-known", "openid-configuration"]
        | [_, ".well-known", "openid-configuration"] => {
            let tenant = path[0].to_owned();
            written(
                emulator,
                &request,
                Reply::json(200, discovery::openid_configuration(&request.base, &tenant)),
                PLAIN_JSON,
            )
        }
        [_, "discovery", "instance"] => written(
            emulator,
            &request,
            Reply::json(200, discovery::instance(&request.base)),
            PLAIN_JSON,
        ),
        [_, "discovery", "v2.0", "keys"] => {
            written(emulator, &request, Reply::json(200, discovery::keys()), PLAIN_JSON)
        }
        ["v1.0", ..] => {
            request.path.remove(0);
            graph(emulator, &request).await
        }
        other => {
            let version = other.first().copied().unwrap_or_default();
            written(
                emulator,
                &request,
                refused(emulator, &request, errors::no_version(version)),
                JSON,
            )
        }
    }
}

async fn graph(emulator: &Emulator, request: &Request) -> Response {
    if let Err(refusal) =
        emulator.tokens.check(request.header("authorization"), emulator.clock.now())
    {
        let refusal = refusal.header("WWW-Authenticate", "Bearer realm=\"\"".to_owned());
        return written(emulator, request, refused(emulator, request, refusal), JSON);
    }
    match emulator.answer(request).await {
        Answer::Reply(reply) => written(emulator, request, reply, JSON),
        Answer::Lost => lost(),
    }
}

async fn token(emulator: &Emulator, request: &Request) -> Response {
    let path = format!("/{}", request.path.join("/"));
    let reply = match emulator.faults.strike(&request.method, &path) {
        Some(Effect::LoseAnswer | Effect::LoseRequest) => return lost(),
        Some(Effect::Fail { status, code, retry_after }) => {
            refused(emulator, request, failure(status, code, retry_after))
        }
        other => {
            if let Some(Effect::Delay { milliseconds }) = other {
                tokio::time::sleep(Duration::from_millis(milliseconds)).await;
            }
            let form = String::from_utf8_lossy(&request.body);
            let (status, body) = emulator.tokens.grant(
                &emulator.settings,
                &form,
                request.header("authorization"),
                emulator.clock.now(),
            );
            Reply::json(status, body).header("Cache-Control", "no-store".to_owned())
        }
    };
    emulator.requests.note(emulator.clock.now(), &request.method, &path, Some(reply.status));
    written(emulator, request, reply, PLAIN_JSON)
}

fn faults(emulator: &Emulator, request: &Request) -> Response {
    let outcome = match request.method.as_str() {
        "GET" => Ok(Reply::json(200, json!(emulator.faults.plan()))),
        "DELETE" => {
            emulator.faults.clear();
            Ok(Reply::empty())
        }
        "POST" => request.object().and_then(|plan| {
            let plan: FaultPlan = serde_json::from_value(Value::Object(plan)).map_err(|error| {
                errors::malformed(format!("The fault plan cannot be used: {error}"))
            })?;
            emulator.faults.set(plan);
            Ok(Reply::empty())
        }),
        _ => Err(errors::method("GET, POST, DELETE")),
    };
    written(
        emulator,
        request,
        outcome.unwrap_or_else(|refusal| refused(emulator, request, refusal)),
        PLAIN_JSON,
    )
}

fn headers(map: &HeaderMap) -> BTreeMap<String, String> {
    map.iter()
        .filter_map(|(name, value)| {
            Some((name.as_str().to_owned(), value.to_str().ok()?.to_owned()))
        })
        .collect()
}

/// An answer as HTTP.
pub(crate) fn written(
    emulator: &Emulator,
    request: &Request,
    reply: Reply,
    kind: &'static str,
) -> Response {
    let (kind, bytes) = match reply.body {
        Body::None => (None, Bytes::new()),
        Body::Json(body) => (Some(kind), Bytes::from(body.to_string())),
        Body::Text(text) => (Some("text/plain"), Bytes::from(text)),
    };
    let mut response = Response::new(HttpBody::from(bytes));
    *response.status_mut() =
        StatusCode::from_u16(reply.status).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR);
    let headers = response.headers_mut();
    let mut set = |name: &'static str, value: &str| {
        if let Ok(value) = HeaderValue::from_str(value) {
            headers.insert(HeaderName::from_static(name), value);
        }
    };
    let id = ids::new_at(emulator.clock.now()).to_string();
    set("request-id", &id);
    set("client-request-id", request.header("client-request-id").unwrap_or(&id));
    set("odata-version", "4.0");
    set("x-content-type-options", "nosniff");
    set("cache-control", "no-store");
    if let Some(kind) = kind {
        set("content-type", kind);
    }
    for (name, value) in reply.headers {
        if let (Ok(name), Ok(value)) = (HeaderName::try_from(name), HeaderValue::try_from(value)) {
            headers.insert(name, value);
        }
    }
    response
}

/// An answer that never arrives: its body fails before the head has been sent, so the connection just closes.
fn lost() -> Response {
    let broken = futures_util::stream::once(std::future::ready(Err::<Bytes, _>(
        std::io::Error::other("lost on purpose"),
    )));
    Response::new(HttpBody::from_stream(broken))
}
