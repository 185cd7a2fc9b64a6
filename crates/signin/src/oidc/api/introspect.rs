//! `/oidc/introspect`: whether a token counts (RFC 7662), for the application it was given to and for the interface it is
//! made out to.

use axum::body::Bytes;
use axum::extract::State;
use axum::http::{HeaderMap, StatusCode};
use axum::response::{IntoResponse as _, Response};
use kernel::door::Door;
use kernel::http::App;
use serde_json::{Value, json};

use super::answers::{Failed, answer, malformed};
use super::clients::{authenticated, form};
use super::issue::{entry_of, issuer, living, read_access};
use crate::applications::{self, Application, Authentication};
use crate::keys;
use crate::oidc::model::subject;
use crate::oidc::store;
use crate::signing_keys::Audience;

/// Answers.
pub(super) async fn introspect(
    State(app): State<App>,
    headers: HeaderMap,
    body: Bytes,
) -> Response {
    match looked_at(&app.door, &headers, &body).await {
        Ok(Some(said)) => answer(StatusCode::OK, &said),
        // Unknown, over, ended and somebody else's are told apart by nobody.
        Ok(None) => answer(StatusCode::OK, &json!({ "active": false })),
        Err(failed) => failed.into_response(),
    }
}

async fn looked_at(door: &Door, headers: &HeaderMap, body: &[u8]) -> Result<Option<Value>, Failed> {
    let sent = form(headers, body)?;
    let caller = authenticated(door, headers, &sent).await?;
    if caller.authentication == Authentication::None {
        return Err(Failed::Unknown);
    }
    let token = sent.one("token").ok_or(malformed("token is missing"))?;
    match access(door, &caller, token).await? {
        Some(said) => Ok(Some(said)),
        None => refresh(door, &caller, token).await,
    }
}

async fn access(door: &Door, caller: &Application, token: &str) -> Result<Option<Value>, Failed> {
    let Some(said) = read_access(door, token, Audience::LookedUp).await? else { return Ok(None) };
    let is_asked_by_its_own = said.client_id == caller.client_id;
    let is_for_caller = !caller.audience.is_empty() && said.aud == caller.audience;
    if !is_asked_by_its_own && !is_for_caller {
        return Ok(None);
    }
    let counts = match said.sid {
        Some(_) => entry_of(door, &said).await?.is_some(),
        None => {
            let service =
                applications::by_client(&mut door.reader().await?, &said.client_id).await?;
            service.is_some_and(|service| service.audience == said.aud)
        }
    };
    if !counts {
        return Ok(None);
    }
    let mut told = serde_json::to_value(&said).map_err(|error| {
        kernel::refusal::Fault::defect("writing a token's claims").because(error)
    })?;
    told["active"] = true.into();
    told["token_type"] = "Bearer".into();
    Ok(Some(told))
}

async fn refresh(door: &Door, caller: &Application, token: &str) -> Result<Option<Value>, Failed> {
    let now = door.clock().now();
    let mut reader = door.glance().await?;
    let token = store::refresh_by_hash(&mut reader, &keys::hash(token)).await?;
    let Some(token) = token.filter(|token| !token.is_used && now < token.expires_at) else {
        return Ok(None);
    };
    let Some(entry) = store::by_id(&mut reader, token.entry).await? else { return Ok(None) };
    if entry.application != caller.id {
        return Ok(None);
    }
    let Some(of) = living(&mut reader, entry, now).await? else { return Ok(None) };
    Ok(Some(json!({
        "active": true,
        "iss": issuer(door)?,
        "client_id": of.application.client_id,
        "sub": subject(&of.application, of.entry.account),
        "scope": of.entry.scopes.join(" "),
        "iat": of.entry.began_at.micros() / 1_000_000,
        "exp": token.expires_at.micros() / 1_000_000,
    })))
}
