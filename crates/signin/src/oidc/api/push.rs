//! `/oidc/par`: an application brings its request itself and gets a name for it, with which it sends the browser (RFC 9126).
//! The name holds the request, sealed: nobody can fill anything with requests, and only one that was used is remembered,
//! until it counts no more.

use axum::body::Bytes;
use axum::extract::State;
use axum::http::{HeaderMap, StatusCode};
use axum::response::{IntoResponse as _, Response};
use kernel::door::Door;
use kernel::http::App;
use serde_json::{Value, json};

use super::answers::{Failed, answer, malformed};
use super::clients::{authenticated, form};
use crate::applications::{self, Kind};
use crate::carried::{self, Bound};
use crate::keys;
use crate::oidc::model::{Asked, PUSHED_SECONDS, Parameters, ProtocolError};
use crate::oidc::store;

/// What the seal is for.
const PURPOSE: &str = "pushed request of an application";
/// How the name of a pushed request begins.
const PREFIX: &str = "urn:ietf:params:oauth:request_uri:";
/// By what the application proves who it is: no part of its request.
const PROOFS: &[&str] = &["client_secret", "client_assertion", "client_assertion_type"];
/// No pushed request counts for longer, in minutes.
const MOST_MINUTES: i64 = 2;

/// Answers.
pub(super) async fn push(State(app): State<App>, headers: HeaderMap, body: Bytes) -> Response {
    match pushed(&app.door, &headers, &body).await {
        Ok(said) => answer(StatusCode::CREATED, &said),
        Err(failed) => failed.into_response(),
    }
}

async fn pushed(door: &Door, headers: &HeaderMap, body: &[u8]) -> Result<Value, Failed> {
    let sent = form(headers, body)?;
    let client = authenticated(door, headers, &sent).await?;
    let refused = |error| Failed::Refused(StatusCode::BAD_REQUEST, error);
    if client.kind == Kind::Service {
        let words = "this kind of application signs nobody in";
        return Err(refused(ProtocolError("unauthorized_client", words)));
    }
    if sent.one("request_uri").is_some() {
        return Err(malformed("request_uri is answered here, and not sent"));
    }
    if sent.has_twice(&["redirect_uri"])
        || !client.returns_to(sent.one("redirect_uri").unwrap_or_default())
    {
        return Err(malformed("redirect_uri is one that is registered"));
    }
    let sent = sent.without(PROOFS).without(&["client_id"]);
    Asked::read(&client, &sent).map_err(|why| refused(why.error))?;
    let written = format!("client_id={}&{}", client.client_id, sent.written());
    if written.len() > carried::MOST {
        return Err(malformed("the request is longer than 4096 bytes"));
    }
    let now = door.clock().now();
    let seconds = door.reader().await?.dated(&PUSHED_SECONDS, None, now).await?;
    let sealed = carried::put(door, PURPOSE, Bound::Nowhere, now, &written)?;
    Ok(json!({ "request_uri": format!("{PREFIX}{sealed}"), "expires_in": seconds }))
}

/// What a browser brings: as it stands there, or what stands behind the name of a pushed request, which is used by this. None
/// where such a name counts no more, was used, or is brought in the name of another application.
pub(in crate::oidc) async fn unpacked(
    door: &Door,
    sent: Parameters,
) -> kernel::refusal::Result<Option<Parameters>> {
    let Some(sealed) = sent.one("request_uri").and_then(|name| name.strip_prefix(PREFIX)) else {
        return Ok(Some(sent));
    };
    let now = door.clock().now();
    let seconds = door.reader().await?.dated(&PUSHED_SECONDS, None, now).await?;
    let found = carried::take(door, PURPOSE, Bound::Nowhere, MOST_MINUTES, sealed)?;
    let found = found.filter(|(_, made_at)| made_at.plus_seconds(seconds) > now);
    let pushed = found.and_then(|(written, _)| Parameters::read(&written));
    let is_own = |pushed: &Parameters| {
        !sent.has_twice(&["client_id", "request_uri"])
            && pushed.one("client_id") == sent.one("client_id")
    };
    let Some(pushed) = pushed.filter(is_own) else { return Ok(None) };
    let client_id = pushed.one("client_id").unwrap_or_default();
    let found = applications::by_client(&mut door.reader().await?, client_id).await?;
    let Some(application) = found else { return Ok(None) };
    let (id, what) = (application.id, keys::hash(sealed));
    let until = now.plus_seconds(MOST_MINUTES * 60);
    let is_first = door
        .upkeep(move |tx| Box::pin(async move { Ok(store::use_once(tx, id, &what, until).await?) }))
        .await?;
    Ok(is_first.then_some(pushed))
}
