//! `/oidc/revoke`: an application gives back what it was given (RFC 7009). With one token of an entry everything goes.

use axum::body::Bytes;
use axum::extract::State;
use axum::http::{HeaderMap, StatusCode};
use axum::response::{IntoResponse as _, Response};
use kernel::door::{Actor, Door, Face};
use kernel::http::App;
use kernel::refusal::{Error, Kind};
use serde_json::json;
use uuid::Uuid;

use super::answers::{Failed, answer, malformed};
use super::clients::{authenticated, form};
use super::issue::read_access;
use crate::keys;
use crate::oidc::model::ProtocolError;
use crate::oidc::{EndEntry, store};
use crate::signing_keys::Audience;

/// Answers; a token that is unknown or somebody else's is answered like one that was given back.
pub(super) async fn revoke(State(app): State<App>, headers: HeaderMap, body: Bytes) -> Response {
    match given_back(&app.door, &headers, &body).await {
        Ok(()) => answer(StatusCode::OK, &json!({})),
        Err(failed) => failed.into_response(),
    }
}

async fn given_back(door: &Door, headers: &HeaderMap, body: &[u8]) -> Result<(), Failed> {
    let sent = form(headers, body)?;
    let caller = authenticated(door, headers, &sent).await?;
    let token = sent.one("token").ok_or(malformed("token is missing"))?;
    let refresh = store::refresh_by_hash(&mut door.reader().await?, &keys::hash(token)).await?;
    let entry = match refresh {
        Some(refresh) => Some(refresh.entry),
        None => match read_access(door, token, Audience::LookedUp).await? {
            Some(said) if said.client_id == caller.client_id && said.sid.is_none() => {
                let words = "the token of a service ends by itself, within minutes";
                return Err(Failed::Refused(
                    StatusCode::BAD_REQUEST,
                    ProtocolError("unsupported_token_type", words),
                ));
            }
            Some(said) => said.sid.and_then(|sid| sid.parse::<Uuid>().ok()),
            None => None,
        },
    };
    let Some(entry) = entry else { return Ok(()) };
    let found = store::by_id(&mut door.reader().await?, entry).await?;
    if found.is_none_or(|found| found.application != caller.id) {
        return Ok(());
    }
    let call = door.call(Actor::Service("applications"), Face::Job);
    match door.perform(call, EndEntry { entry }).await {
        Err(Error::Refused(refusal)) if refusal.kind == Kind::Conflict => Ok(()),
        Err(error) => Err(error.into()),
        Ok(_) => Ok(()),
    }
}
