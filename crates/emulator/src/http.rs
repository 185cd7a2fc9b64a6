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
use wire::graph::{ErrorBody, InnerError, PublicError, query};

use crate::emulator::Emulator;
use crate::errors::{self, Refusal};
use crate::exchange::{Body, Reply, Request};
use crate::faults::{Effect, FaultPlan};
use crate::settings::FaultControl;
use crate::throttle::{Buckets, Verdict, cost};
use crate::{batch, discovery, dispatch, page};

/// Largest body that is read, in bytes (Graph's limit for requests to the directory).
const LARGEST_BODY: usize = 4 * 1024 * 1024;
const JSON: &str = "application/json;odata.metadata=minimal;odata.streaming=true;IEEE754Compatible=false;charset=utf-8";
const PLAIN_JSON: &str = "application/json; charset=utf-8";

/// What a client gets, if anything.
#[derive(Debug)]
pub(crate) enum Answer {
    Reply(Reply),
    /// The connection closes without a word.
    Lost,
}

impl Emulator {
    /// Everything the emulator serves, for an http and an https listener alike.
    pub fn router(self: &Arc<Self>) -> Router {
        Router::new().fallback(serve).with_state(self.clone())
    }

    /// Answers one Graph request whose token was checked: faults and quotas first, then the directory.
    pub(crate) async fn answer(&self, request: &Request) -> Answer {
        let path = format!("/v1.0/{}", request.path.join("/"));
        let effect = self.faults.strike(&request.method, &path);
        let answer = match effect {
            Some(Effect::LoseRequest) => Answer::Lost,
            Some(Effect::Fail { status, code, retry_after }) => {
                Answer::Reply(refused(self, request, failure(status, code, retry_after)))
            }
            Some(Effect::LoseAnswer) => {
                self.finish(request).await;
                Answer::Lost
            }
            Some(Effect::Delay { milliseconds }) => {
                tokio::time::sleep(Duration::from_millis(milliseconds)).await;
                self.finish(request).await
            }
            None => self.finish(request).await,
        };
        let status = match &answer {
            Answer::Reply(reply) => Some(reply.status),
            Answer::Lost => None,
        };
        self.requests.note(
            self.clock.now(),
            &request.method,
            &target(&path, &request.query),
            status,
        );
        answer
    }

    async fn finish(&self, request: &Request) -> Answer {
        let outcome = match self.charge(request) {
            Err(refusal) => Err(refusal),
            Ok(_) if request.path == ["$batch"] && request.method == "POST" => {
                batch::answer(self, request).await
            }
            Ok(share) => self.settled(request, share).await.map(Answer::Reply),
        };
        outcome.unwrap_or_else(|refusal| Answer::Reply(refused(self, request, refusal)))
    }

    /// Asks the directory, and waits until what it did is on disk.
    async fn settled(&self, request: &Request, share: f64) -> Result<Reply, Refusal> {
        let mut reply = dispatch::dispatch(self, request)?;
        if let Some(on_disk) = reply.on_disk.take()
            && !on_disk.await.unwrap_or(false)
        {
            return Err(errors::unavailable());
        }
        Ok(marked(reply, cost(request).units, share))
    }

    /// Charges the quotas; answers how much of the fullest one is used.
    fn charge(&self, request: &Request) -> Result<f64, Refusal> {
        let Some(quotas) = self.faults.throttle().or(self.settings.limits.throttle) else {
            return Ok(0.0);
        };
        let now = self.clock.now();
        let buckets = &mut *self.buckets.lock();
        if buckets.as_ref().is_none_or(|buckets| buckets.quotas() != quotas) {
            *buckets = Some(Buckets::new(quotas, now));
        }
        let verdict = buckets
            .as_mut()
            .map_or(Verdict::Pass(0.0), |buckets| buckets.charge(cost(request), now));
        match verdict {
            Verdict::Pass(share) => Ok(share),
            Verdict::Wait(seconds, which) => {
                let scope = format!(
                    "Tenant_Application/ReadWrite/{}/{}",
                    self.settings.client_id,
                    self.look(|state| state.founded.tenant)
                );
                let refusal =
                    errors::throttled().header("Retry-After", format!("{:.3}", seconds.max(0.001)));
                Err(refusal
                    .header("x-ms-throttle-scope", scope)
                    .header("x-ms-throttle-information", which.to_owned()))
            }
        }
    }
}

/// A refusal as an answer, with the ids under which it can be found.
pub(crate) fn refused(emulator: &Emulator, request: &Request, refusal: Refusal) -> Reply {
    let now = emulator.clock.now();
    let id = ids::new_at(now).to_string();
    let client = request.header("client-request-id").unwrap_or(&id).to_owned();
    let inner = InnerError {
        code: (refusal.status == 429).then(|| "429".to_owned()),
        date: Some(crate::record::moment(now).trim_end_matches('Z').to_owned()),
        request_id: Some(id),
        client_request_id: Some(client),
    };
    let error = PublicError {
        code: refusal.code,
        message: refusal.message,
        target: None,
        details: refusal.details,
        inner_error: Some(inner),
    };
    Reply { headers: refusal.headers, ..Reply::json(refusal.status, json!(ErrorBody { error })) }
}

fn failure(status: u16, code: Option<String>, retry_after: Option<String>) -> Refusal {
    let (usual, message) = match status {
        429 => ("TooManyRequests", "Please retry again later."),
        503 => ("serviceNotAvailable", "The service is temporarily unavailable."),
        504 => ("UnknownError", "The gateway did not answer in time."),
        _ => ("generalException", "The request failed on purpose."),
    };
    let refusal = Refusal::new(status, code.as_deref().unwrap_or(usual), message);
    match retry_after {
        Some(seconds) => refusal.header("Retry-After", seconds),
        None => refusal,
    }
}

fn marked(reply: Reply, units: u32, share: f64) -> Reply {
    let reply = reply.header("x-ms-resource-unit", units.to_string());
    if share >= 0.8 {
        reply.header("x-ms-throttle-limit-percentage", format!("{share:.2}"))
    } else {
        reply
    }
}

fn target(path: &str, pairs: &[(String, String)]) -> String {
    let options: Vec<String> =
        pairs.iter().map(|(name, value)| format!("{name}={value}")).collect();
    if options.is_empty() { path.to_owned() } else { format!("{path}?{}", options.join("&")) }
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
